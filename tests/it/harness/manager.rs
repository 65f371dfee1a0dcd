//! Asterisk's manager interface, as far as a client can tell: greets, lets in whoever proves the password, writes events, answers pings.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

/// What it lets in.
pub const USER: &str = "audiapro";
pub const PASSWORD: &str = "s3cret-of-the-manager";

#[derive(Default)]
struct Told {
    /// Who is let in, each with a way to write to it.
    inside: Mutex<Vec<mpsc::UnboundedSender<Vec<u8>>>>,
    came: AtomicUsize,
    refused: AtomicUsize,
    pings: AtomicUsize,
    heard: Mutex<String>,
}

/// Hangs up on everybody when it is dropped.
pub struct Manager {
    pub address: SocketAddr,
    told: Arc<Told>,
    accepting: AbortHandle,
}

impl Manager {
    pub async fn start() -> Self {
        Self::at("127.0.0.1:0".parse().unwrap()).await
    }

    /// At an address at which one was before, perhaps.
    pub async fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let told = Arc::new(Told::default());
        let shared = told.clone();
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                shared.came.fetch_add(1, Ordering::SeqCst);
                connections.spawn(serve(stream, shared.clone()));
            }
        });
        Self {
            address,
            told,
            accepting: accepting.abort_handle(),
        }
    }

    /// How many are let in now.
    pub fn inside(&self) -> usize {
        let mut inside = self.told.inside.lock().unwrap();
        inside.retain(|one| !one.is_closed());
        inside.len()
    }

    /// How many have ever connected, and how many of them were refused.
    pub fn came(&self) -> usize {
        self.told.came.load(Ordering::SeqCst)
    }

    pub fn refused(&self) -> usize {
        self.told.refused.load(Ordering::SeqCst)
    }

    pub fn pings(&self) -> usize {
        self.told.pings.load(Ordering::SeqCst)
    }

    /// All that was ever said to it.
    pub fn heard(&self) -> String {
        self.told.heard.lock().unwrap().clone()
    }

    /// Writes to everybody who is let in.
    pub fn tell(&self, bytes: &[u8]) {
        for one in self.told.inside.lock().unwrap().iter() {
            one.send(bytes.to_vec()).ok();
        }
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// One connection, to its end.
async fn serve(stream: TcpStream, told: Arc<Told>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    write.write_all(b"Asterisk Call Manager/9.0.0\r\n").await?;
    let mut lines = BufReader::new(read).lines();
    let mut action = Vec::new();
    let (tell, mut events) = mpsc::unbounded_channel::<Vec<u8>>();
    loop {
        let line = tokio::select! {
            line = lines.next_line() => line?,
            Some(event) = events.recv() => {
                write.write_all(&event).await?;
                continue;
            }
        };
        let Some(line) = line else { return Ok(()) };
        told.heard.lock().unwrap().push_str(&format!("{line}\n"));
        if !line.is_empty() {
            action.push(line);
            continue;
        }
        let (answer, is_over) = answer(&std::mem::take(&mut action), &told);
        write.write_all(answer.as_bytes()).await?;
        if is_over {
            return write.shutdown().await;
        }
        if answer.contains("Authentication accepted") {
            write
                .write_all(b"Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n")
                .await?;
            told.inside.lock().unwrap().push(tell.clone());
        }
    }
}

const CHALLENGE: &str = "840415273";

/// What it says to an action, and whether it hangs up then.
fn answer(action: &[String], told: &Told) -> (String, bool) {
    let value = |key: &str| {
        let value = action.iter().find_map(|line| line.strip_prefix(&format!("{key}: ")));
        value.unwrap_or_default()
    };
    let id = value("ActionID");
    match value("Action") {
        "Challenge" => {
            let answer = format!("Response: Success\r\nActionID: {id}\r\nChallenge: {CHALLENGE}\r\n\r\n");
            (answer, false)
        }
        "Login" => {
            let key = <md5::Md5 as md5::Digest>::digest(format!("{CHALLENGE}{PASSWORD}").as_bytes());
            let is_proved = value("Key") == hex::encode(key) || value("Secret") == PASSWORD;
            if value("Username") == USER && is_proved {
                let answer = format!("Response: Success\r\nActionID: {id}\r\nMessage: Authentication accepted\r\n\r\n");
                return (answer, false);
            }
            told.refused.fetch_add(1, Ordering::SeqCst);
            let answer = format!("Response: Error\r\nActionID: {id}\r\nMessage: Authentication failed\r\n\r\n");
            (answer, true)
        }
        "Ping" => {
            told.pings.fetch_add(1, Ordering::SeqCst);
            ("Response: Success\r\nPing: Pong\r\n\r\n".into(), false)
        }
        "Logoff" => ("Response: Goodbye\r\n\r\n".into(), true),
        _ => (
            "Response: Error\r\nMessage: Invalid/unknown command\r\n\r\n".into(),
            false,
        ),
    }
}
