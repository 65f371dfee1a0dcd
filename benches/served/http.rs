//! The least HTTP client that keeps connections open: what the load costs must not hide what the server does.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How often a server may say that it is too busy, and how long it is left alone after each.
const BUSY_MAX: usize = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// One connection, one request at a time.
pub struct Connection {
    stream: TcpStream,
    address: SocketAddr,
    pub key: String,
    sent: Vec<u8>,
    received: Vec<u8>,
}

/// What is asked for, and the form of what is sent with it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub kind: &'a str,
}

/// Records as JSON.
pub const RECORDS: Asked<'static> = Asked {
    method: "POST",
    path: "/v1/calls",
    kind: "application/json",
};

impl Connection {
    /// For requests with this key.
    pub async fn open(address: SocketAddr, key: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            address,
            key: key.to_owned(),
            sent: Vec::new(),
            received: Vec::with_capacity(4096),
        })
    }

    /// Status of the answer; its body is in `body`.
    pub async fn ask(&mut self, asked: Asked<'_>, body: &[u8]) -> anyhow::Result<u16> {
        let Asked { method, path, kind } = asked;
        self.sent.clear();
        write!(
            self.sent,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            self.address,
            self.key,
            body.len()
        )?;
        self.sent.extend_from_slice(body);
        self.stream.write_all(&self.sent).await?;
        self.received.clear();
        let (head, length) = loop {
            ensure!(
                self.stream.read_buf(&mut self.received).await? > 0,
                "the server hung up"
            );
            if let Some(end) = find(&self.received, b"\r\n\r\n") {
                break (end + 4, content_length(&self.received[..end])?);
            }
        };
        while self.received.len() < head + length {
            ensure!(
                self.stream.read_buf(&mut self.received).await? > 0,
                "the server hung up"
            );
        }
        let status = self.received.get(9..12).context("a status")?;
        let status = std::str::from_utf8(status)?.parse()?;
        self.received.drain(..head);
        Ok(status)
    }

    pub fn body(&self) -> &str {
        std::str::from_utf8(&self.received).unwrap_or("")
    }

    /// Sends records until they are taken: of a server that says 503 it asks again, as senders do. What that takes is part of what is measured.
    pub async fn accepted(&mut self, body: &[u8]) -> anyhow::Result<()> {
        for _ in 0..BUSY_MAX {
            match self.ask(RECORDS, body).await? {
                202 => return Ok(()),
                503 => tokio::time::sleep(PAUSE).await,
                _ => break,
            }
        }
        bail!("{} {}: {}", RECORDS.method, RECORDS.path, self.body());
    }

    pub async fn expect(&mut self, asked: Asked<'_>, body: &[u8], statuses: &[u16]) -> anyhow::Result<()> {
        let status = self.ask(asked, body).await?;
        if !statuses.contains(&status) {
            bail!("{} {}: {status}: {}", asked.method, asked.path, self.body());
        }
        Ok(())
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn content_length(head: &[u8]) -> anyhow::Result<usize> {
    let head = std::str::from_utf8(head)?;
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    Ok(line.context("an answer without content-length")?.parse()?)
}

/// Whether /health/ready says 200.
pub fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = std::net::TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(
            stream,
            "GET /health/ready HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}
