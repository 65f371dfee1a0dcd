//! One connection with a telephone system, whoever has opened it: bytes → pieces → what is kept. It says nothing back.

use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::pbx::framing::{Framer, Framing, Piece};
use engine::pbx::parsed::Notice;
use engine::pbx::repeats::Numbers;
use nix::sys::socket::{setsockopt, sockopt};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::pace::Pace;
use super::{Repeats, Source, TakeError};
use crate::app::WeakApp;
use crate::ledger::arrival::Door;
use crate::loops::stopped;
use crate::metrics::Held;

/// Bytes that are read at once.
pub const READ: usize = 64 * 1024;
/// Pieces that are kept together.
const TOGETHER: usize = 500;
/// After so many pieces that cannot be read, and none that can, nobody speaks this form here.
const STRANGE_MAX: usize = 100;
/// The system is asked whether it is still there after so many silent seconds, then so often, so many times.
const ALIVE: (u32, u32, u32) = (60, 20, 3);
/// The pause before keeping is tried again, doubled, and the longest.
const AGAIN: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));
/// Letters that tell whether somebody speaks another protocol.
const HEAD: usize = 8;

/// What all connections of one source share.
pub struct Shared {
    pub app: WeakApp,
    pub source: Source,
    pub pace: Pace,
    pub stopped: watch::Receiver<bool>,
}

impl Shared {
    pub fn count_refusal(&self, why: &str) {
        if let Some(app) = self.app.upgrade() {
            app.registry().sources.refused.with_label_values(&[why]).inc();
        }
    }
}

pub struct Connection {
    shared: Arc<Shared>,
    source: Source,
    framer: Framer,
    repeats: Repeats,
    head: Vec<u8>,
    is_known: bool,
    strange: usize,
}

/// Why nobody reads on.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// The source is listened to no longer, or the process ends.
    Stopped,
    /// Another protocol, or another form.
    Stranger,
}

impl Connection {
    pub fn new(shared: Arc<Shared>, origin: String) -> Self {
        let source = Source {
            origin: Some(origin),
            ..shared.source.clone()
        };
        Self {
            framer: Framer::new(source.form, &source.settings),
            source,
            shared,
            repeats: Repeats::default(),
            head: Vec::new(),
            is_known: false,
            strange: 0,
        }
    }

    /// Until the other end closes, or somebody ends it.
    pub async fn read(mut self, mut stream: TcpStream) {
        let app = self.shared.app.upgrade();
        let _counted = app.map(|app| Held::on(&app.registry().sources.connections));
        keep_alive(&stream);
        let mut bytes = vec![0; READ];
        let mut stop = self.shared.stopped.clone();
        loop {
            let read = tokio::select! {
                read = stream.read(&mut bytes) => read,
                () = stopped(&mut stop) => break,
            };
            let end = match read {
                Ok(0) | Err(_) => {
                    self.end().await;
                    break;
                }
                Ok(count) => self.take(&bytes[..count]).await,
            };
            if let Err(end) = end {
                if end == End::Stranger {
                    self.shared.count_refusal("stranger");
                }
                break;
            }
        }
    }

    /// The other end says nothing more: what has no end has one now.
    pub async fn end(&mut self) {
        let last = self.framer.end();
        self.keep(last.into_iter().collect()).await.ok();
    }

    /// Bytes that have come; returns when all that is whole is kept, and not sooner than it may go on.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<(), End> {
        if !self.is_known {
            self.head.extend_from_slice(&bytes[..bytes.len().min(READ)]);
            if let Some(what) = foreign(&self.head) {
                let head = std::mem::take(&mut self.head);
                self.aside(head, "not_a_record", what).await?;
                return Err(End::Stranger);
            }
            self.is_known = self.head.len() >= HEAD;
            if self.is_known {
                self.head = Vec::new();
            }
        }
        let pieces = self.framer.push(bytes);
        let wait = self.shared.pace.take(pieces.len(), Instant::now());
        self.keep(pieces).await?;
        if !wait.is_zero() {
            let mut stop = self.shared.stopped.clone();
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = stopped(&mut stop) => return Err(End::Stopped),
            }
        }
        Ok(())
    }

    /// Keeps pieces, as many together as have the same context. Nothing more is read before that.
    async fn keep(&mut self, mut pieces: Vec<Piece>) -> Result<(), End> {
        self.number(&mut pieces).await?;
        let mut rest = pieces.into_iter().peekable();
        while let Some(first) = rest.next() {
            if first.is_cut {
                self.strange += 1;
                self.aside(first.bytes, "too_long", "longer than a record can be")
                    .await?;
                continue;
            }
            let context = first.context.clone();
            let (mut payload, mut numbers) = (context.to_vec(), Numbers::default());
            let form = self.source.form;
            append(&mut payload, &mut numbers, form, &first);
            for _ in 1..TOGETHER {
                let Some(next) = rest.next_if(|next| !next.is_cut && next.context == context) else {
                    break;
                };
                append(&mut payload, &mut numbers, form, &next);
            }
            self.deliver(payload, numbers).await?;
        }
        match self.strange > STRANGE_MAX {
            true => Err(End::Stranger),
            false => Ok(()),
        }
    }

    /// Until it is noted which of these lines are the first of their kind.
    async fn number(&mut self, pieces: &mut [Piece]) -> Result<(), End> {
        let mut pause = AGAIN.0;
        loop {
            let app = self.shared.app.upgrade().ok_or(End::Stopped)?;
            match app.number(&self.source, &mut self.repeats, pieces).await {
                Ok(()) => return Ok(()),
                Err(error) => self.pause(&error, &mut pause).await?,
            }
        }
    }

    /// Until it is kept: the system sends it only once.
    async fn deliver(&mut self, payload: Vec<u8>, numbers: Numbers) -> Result<(), End> {
        let mut pause = AGAIN.0;
        let source = Source {
            numbers: Some(numbers),
            ..self.source.clone()
        };
        loop {
            let app = self.shared.app.upgrade().ok_or(End::Stopped)?;
            match app.take_in(&source, payload.clone(), Door::Tcp).await {
                Ok(receipt) if receipt.legs.is_empty() && receipt.held == 0 => {
                    self.strange += receipt.quarantined.len();
                    return Ok(());
                }
                Ok(_) => {
                    self.strange = 0;
                    return Ok(());
                }
                Err(error) => self.pause(&error, &mut pause).await?,
            }
        }
    }

    async fn aside(&mut self, bytes: Vec<u8>, code: &str, detail: &str) -> Result<(), End> {
        let wrong = Notice::new(1_usize, code, detail);
        let mut pause = AGAIN.0;
        loop {
            let app = self.shared.app.upgrade().ok_or(End::Stopped)?;
            let put = app.set_stranger_aside(&self.source, &bytes, wrong.clone(), Door::Tcp);
            match put.await {
                Ok(()) => return Ok(()),
                Err(error) => self.pause(&error, &mut pause).await?,
            }
        }
    }

    /// Waits before the next attempt, longer each time.
    async fn pause(&self, error: &TakeError, pause: &mut Duration) -> Result<(), End> {
        tracing::debug!(tenant.id = %self.source.tenant, %error, "source {} waits: {error}", self.source.instance);
        let mut stop = self.shared.stopped.clone();
        tokio::select! {
            () = tokio::time::sleep(*pause) => {}
            () = stopped(&mut stop) => return Err(End::Stopped),
        }
        *pause = (*pause * 2).min(AGAIN.1);
        Ok(())
    }
}

/// A piece behind others; a line always has its end.
fn append(payload: &mut Vec<u8>, numbers: &mut Numbers, form: engine::pbx::source::Source, piece: &Piece) {
    numbers.add(payload, piece.number);
    payload.extend_from_slice(&piece.bytes);
    if Framing::of(form) != Framing::Whole && !piece.bytes.ends_with(b"\n") {
        payload.push(b'\n');
    }
}

/// What somebody speaks who is no telephone system, by the first letters.
fn foreign(head: &[u8]) -> Option<&'static str> {
    let starts = |with: &[u8]| head.starts_with(with);
    match head {
        _ if starts(&[0x16, 0x03]) => Some("a TLS handshake"),
        _ if starts(b"SSH-") => Some("SSH"),
        _ if [
            &b"GET /"[..],
            b"POST /",
            b"HEAD /",
            b"PUT /",
            b"OPTIONS ",
            b"CONNECT ",
            b"PRI * HT",
        ]
        .iter()
        .any(|method| starts(method)) =>
        {
            Some("HTTP: the source's address for it is its `url`")
        }
        _ => None,
    }
}

/// Half-open connections end.
pub(super) fn keep_alive(stream: &TcpStream) {
    let socket = stream.as_fd();
    let set = setsockopt(&socket, sockopt::KeepAlive, &true)
        .and_then(|()| setsockopt(&socket, sockopt::TcpKeepIdle, &ALIVE.0))
        .and_then(|()| setsockopt(&socket, sockopt::TcpKeepInterval, &ALIVE.1))
        .and_then(|()| setsockopt(&socket, sockopt::TcpKeepCount, &ALIVE.2));
    if let Err(error) = set {
        tracing::debug!(%error, "could not have a connection kept alive: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scanners_are_known_by_their_first_letters() {
        for head in [
            &b"\x16\x03\x01\x02\x00"[..],
            b"GET / HTTP/1.0\r\n",
            b"SSH-2.0-x",
            b"OPTIONS * ",
        ] {
            assert!(foreign(head).is_some(), "{head:?}");
        }
        for head in [
            &b"2026/03/02 09:00,"[..],
            b"Call 1,2",
            b"{\"a\":1}",
            b"\0\0\0",
            b"GETTING,1",
        ] {
            assert!(foreign(head).is_none(), "{head:?}");
        }
    }
}
