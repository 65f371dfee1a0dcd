//! A request that goes on: a telephone system, or what stands beside it, writes records as they come, and hears after each part how many
//! are kept. The cuts are the form's own: lines, documents, blocks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use actors::Door;
use actors::engine::pbx::framing::{Framer, Framing, Piece};
use actors::engine::pbx::repeats::Numbers;
use actors::sources::{Repeats, Source};
use futures::channel::mpsc;
use futures::sink::SinkExt;
use models::ids::TenantId;
use models::integrations::source;
use serde_json::{Value, json};
use tracing::Instrument;

use super::answer::Answer;
use super::peer::LOOK;
use crate::body::{self, Body};
use crate::problem::{Code, Problem};
use crate::request_id;
use crate::routes::calls::acknowledgement::{heard, server_ends};
use crate::routes::identity::lasting::Lasting;
use crate::state::Running;

/// A stream that is silent for so long has ended.
const IDLE_MAX: Duration = Duration::from_secs(3600);
/// Acknowledgements that may wait for a sender that does not read.
const THROUGH_MAX: usize = 16;
/// Pieces that are kept together.
const TOGETHER: usize = 500;

/// What became of all of it so far.
#[derive(Default)]
struct Sums {
    through: u64,
    legs: usize,
    held: usize,
    repeated: usize,
    ignored: usize,
    quarantined: usize,
}

impl Sums {
    fn add(&mut self, answer: &Answer) {
        self.legs += answer.legs.len();
        self.held += answer.held;
        self.repeated += answer.repeated;
        self.ignored += answer.ignored;
        self.quarantined += answer.quarantined;
    }

    /// What went wrong, and how far everything is kept.
    fn broken_off(&self, problem: Problem) -> Value {
        serde_json::to_value(problem.with("through", self.through).body()).unwrap_or_default()
    }

    fn json(&self) -> Value {
        json!({ "through": self.through, "legs": self.legs, "held": self.held, "repeated": self.repeated, "ignored": self.ignored,
            "quarantined": self.quarantined })
    }
}

/// Whether a stream may go on.
struct Watch {
    /// Who shows a key is asked again; else it is the source's own secret.
    who: Option<Lasting>,
    running: Running,
    tenant: TenantId,
    name: String,
    /// Of the source as it was when the stream began.
    version: i32,
    looked: Instant,
}

impl Watch {
    async fn still(&mut self) -> Result<(), Problem> {
        if let Some(who) = &mut self.who {
            who.still().await?;
        }
        if self.looked.elapsed() < LOOK {
            return Ok(());
        }
        self.looked = Instant::now();
        let (tenant, name) = (self.tenant, self.name.clone());
        let found = self.running.pools.app.tenant(tenant, async move |conn| {
            source::Source::of(tenant).named(conn, &name).await
        });
        match found.await {
            Ok(Some((row, _))) if row.version == self.version => Ok(()),
            Ok(_) => Err(Problem::new(
                Code::Conflict,
                "the source was changed; begin a new stream behind what is kept",
            )),
            // A database that is away says nothing about anybody.
            Err(_) => Ok(()),
        }
    }
}

/// Answers at once; what comes of the body follows line by line.
pub fn receive(
    request: &HttpRequest,
    payload: web::Payload,
    running: Running,
    source: Source,
    version: i32,
    who: Option<Lasting>,
) -> Result<HttpResponse, Problem> {
    body::announced(request, u64::MAX)?;
    if Framing::of(source.form) == Framing::Whole {
        let detail = "this form is not written as a stream; send each record by itself";
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    let (mut send, answer) = mpsc::channel::<Result<Bytes, actix_web::Error>>(THROUGH_MAX);
    let mut body = Body::new(payload, IDLE_MAX);
    let mut watch = Watch {
        who,
        running: running.clone(),
        tenant: source.tenant,
        name: source.instance.clone(),
        version,
        looked: Instant::now(),
    };
    let work = async move {
        let mut framer = Framer::new(source.form, &source.settings).of_text(None);
        let (mut sums, mut repeats) = (Sums::default(), Repeats::default());
        let last = loop {
            let read = tokio::select! {
                biased;
                () = running.app.leaving() => break sums.broken_off(server_ends()),
                read = body.next() => read,
            };
            let (pieces, is_end) = match read {
                Ok(Some(bytes)) => (framer.push(&bytes), false),
                Ok(None) => (framer.end().into_iter().collect(), true),
                Err(problem) => break sums.broken_off(problem),
            };
            if !pieces.is_empty() {
                let kept = match watch.still().await {
                    Ok(()) => keep(&running, &source, pieces, &mut repeats, &mut sums).await,
                    Err(problem) => Err(problem),
                };
                if let Err(problem) = kept {
                    break sums.broken_off(problem);
                }
                // Who no longer listens still gets its records stored.
                send.send(Ok(line(&json!({ "through": sums.through })))).await.ok();
            }
            if is_end {
                break sums.json();
            }
        };
        send.send(Ok(line(&last))).await.ok();
    };
    actix_web::rt::spawn(request_id::scope(request_id::current(), work).in_current_span());
    Ok(heard().streaming(answer))
}

async fn keep(
    running: &Running,
    source: &Source,
    mut pieces: Vec<Piece>,
    repeats: &mut Repeats,
    sums: &mut Sums,
) -> Result<(), Problem> {
    running.app.number(source, repeats, &mut pieces).await?;
    for batch in together(pieces).map(|pieces| Batch::of(&pieces)) {
        let part = Source {
            numbers: Some(batch.numbers),
            ..source.clone()
        };
        let receipt = running.app.take_in(&part, batch.payload, Door::Ndjson).await?;
        if receipt.is_over_limit() {
            return Err(Problem::new(Code::LimitReached, "the calls of this period are used up"));
        }
        sums.through += batch.pieces;
        sums.add(&Answer::from(receipt));
    }
    Ok(())
}

/// Pieces that are read at once, behind the line on which they depend.
pub(super) struct Batch {
    pub payload: Vec<u8>,
    /// Which of its lines are not the first of their kind.
    pub numbers: Numbers,
    /// How many they are.
    pub pieces: u64,
    /// Where in the stream the first begins, and where it goes on behind the last.
    pub begins: u64,
    pub ends: u64,
    pub context: Arc<[u8]>,
}

impl Batch {
    /// Of pieces that depend on the same line.
    pub(super) fn of(pieces: &[Piece]) -> Self {
        let context: Arc<[u8]> = pieces
            .first()
            .map_or_else(|| Arc::from([]), |first| first.context.clone());
        let (mut payload, mut numbers) = (context.to_vec(), Numbers::default());
        for piece in pieces {
            numbers.add(&payload, piece.number);
            payload.extend_from_slice(&piece.bytes);
            if !piece.bytes.ends_with(b"\n") {
                payload.push(b'\n');
            }
        }
        Self {
            payload,
            numbers,
            pieces: pieces.len() as u64,
            begins: pieces.first().map_or(0, |first| first.begins),
            ends: pieces.last().map_or(0, |last| last.ends),
            context,
        }
    }
}

/// Pieces that depend on the same line, at most `TOGETHER` of them; one that is too long is alone.
pub(super) fn together(pieces: Vec<Piece>) -> impl Iterator<Item = Vec<Piece>> {
    let mut rest = pieces.into_iter().peekable();
    std::iter::from_fn(move || {
        let first = rest.next()?;
        let (context, is_cut) = (first.context.clone(), first.is_cut);
        let mut pieces = vec![first];
        while pieces.len() < TOGETHER && !is_cut {
            let Some(next) = rest.next_if(|next| !next.is_cut && next.context == context) else {
                break;
            };
            pieces.push(next);
        }
        Some(pieces)
    })
}

fn line(value: &Value) -> Bytes {
    Bytes::from(format!("{value}\n"))
}
