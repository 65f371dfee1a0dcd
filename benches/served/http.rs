//! The least HTTP client that keeps connections open: what the load costs must not hide what the server does.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection, one request at a time.
pub struct Connection {
    stream: TcpStream,
    head: String,
    sent: Vec<u8>,
    received: Vec<u8>,
}

impl Connection {
    /// For `POST path` with this key.
    pub async fn open(address: SocketAddr, path: &str, key: &str, kind: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\ncontent-type: {kind}\r\ncontent-length: "
        );
        Ok(Self {
            stream,
            head,
            sent: Vec::new(),
            received: Vec::with_capacity(4096),
        })
    }

    /// Status of the answer; its body is in `body`.
    pub async fn post(&mut self, body: &[u8]) -> anyhow::Result<u16> {
        self.sent.clear();
        self.sent.extend_from_slice(self.head.as_bytes());
        write!(self.sent, "{}\r\n\r\n", body.len())?;
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

    /// Posts and expects 202.
    pub async fn accepted(&mut self, body: &[u8]) -> anyhow::Result<()> {
        match self.post(body).await? {
            202 => Ok(()),
            status => bail!("{status}: {}", self.body()),
        }
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
