//! A telephone system's shelf of recordings: a real HTTP server that answers as the test says, and remembers what it was asked.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    /// With the query.
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
    /// How often this path was asked before.
    pub before: usize,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// What is answered.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Only so many bytes of the body, then the connection is closed, or held.
    cut: Option<(usize, bool)>,
}

impl Reply {
    pub fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn json(value: &serde_json::Value) -> Self {
        Self {
            body: value.to_string().into_bytes(),
            ..Self::status(200).header("Content-Type", "application/json")
        }
    }

    /// The bytes, or the part of them that is asked for.
    pub fn recording(asked: &Asked, bytes: &[u8]) -> Self {
        const TAG: &str = "\"v1\"";
        let from = asked
            .header("range")
            .filter(|_| asked.header("if-range").is_none_or(|tag| tag == TAG))
            .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
        let reply = match from {
            None => Self {
                body: bytes.to_vec(),
                ..Self::status(200)
            },
            Some(from) if from >= bytes.len() => {
                Self::status(416).header("Content-Range", format!("bytes */{}", bytes.len()))
            }
            Some(from) => Self {
                body: bytes[from..].to_vec(),
                ..Self::status(206).header(
                    "Content-Range",
                    format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len()),
                )
            },
        };
        reply.header("ETag", TAG).header("Content-Type", "audio/wav")
    }

    /// The connection is closed after so many bytes.
    pub fn cut(mut self, after: usize) -> Self {
        self.cut = Some((after, false));
        self
    }

    /// Nothing comes after so many bytes.
    pub fn hold(mut self, after: usize) -> Self {
        self.cut = Some((after, true));
        self
    }
}

type Answer = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

pub struct Shelf {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    serving: JoinHandle<()>,
}

impl Shelf {
    pub async fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (heard, answer): (_, Answer) = (asked.clone(), Arc::new(answer));
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, heard.clone(), answer.clone()));
            }
        });
        Self {
            address,
            asked,
            serving,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Everything so far, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// What was asked so far.
    pub fn forget(&self) {
        self.asked.lock().unwrap().clear();
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Bytes of the lines before the body, once they are there.
fn head_of(bytes: &[u8]) -> Option<usize> {
    let blank = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    blank.map(|at| at + 4)
}

/// With the body that is announced.
fn is_whole(bytes: &[u8]) -> bool {
    let Some(head) = head_of(bytes) else { return false };
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let length = text.split("\r\n").find_map(|line| line.strip_prefix("content-length:"));
    let length = length.map_or(0, |length| length.trim().parse::<usize>().unwrap());
    bytes.len() >= head + length
}

async fn serve(mut stream: TcpStream, heard: Arc<Mutex<Vec<Asked>>>, answer: Answer) {
    let mut bytes = Vec::new();
    while !is_whole(&bytes) {
        let mut some = [0; 4096];
        match stream.read(&mut some).await {
            Ok(0) | Err(_) => return,
            Ok(count) => bytes.extend_from_slice(&some[..count]),
        }
    }
    let head = head_of(&bytes).unwrap_or(bytes.len());
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.split("\r\n");
    let mut words = lines.next().unwrap_or("").split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let headers = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    });
    let headers = headers.collect();
    let asked = {
        let mut heard = heard.lock().unwrap();
        let before = heard.iter().filter(|one| one.path == path).count();
        let asked = Asked {
            method,
            path,
            headers,
            body: bytes[head..].to_vec(),
            before,
        };
        heard.push(asked.clone());
        asked
    };
    let reply = answer(&asked);
    let mut head = format!(
        "HTTP/1.1 {} X\r\nConnection: close\r\nContent-Length: {}\r\n",
        reply.status,
        reply.body.len()
    );
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    if stream.write_all(head.as_bytes()).await.is_err() {
        return;
    }
    match reply.cut {
        None => drop(stream.write_all(&reply.body).await),
        Some((after, held)) => {
            let end = after.min(reply.body.len());
            stream.write_all(&reply.body[..end]).await.ok();
            stream.flush().await.ok();
            if held {
                std::future::pending::<()>().await;
            }
        }
    }
}
