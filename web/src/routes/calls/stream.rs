//! NDJSON of any length: read, parsed and stored in parts. A blank line is no record and has no index.

use std::time::Duration;

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use actors::Record;
use actors::engine::pbx::canonical::{self, Given, RecordFault};
use futures::channel::mpsc;
use futures::sink::SinkExt;
use serde_json::{Value, json};
use tracing::Instrument;

use super::acknowledgement::{heard, line, server_ends};
use super::idempotency::{self, Hold};
use super::lines::{Line, Lines};
use super::parts::{PartMax, Parts};
use crate::body::{self, Body};
use crate::problem::Problem;
use crate::request_id;
use crate::routes::identity::key::Caller;
use crate::routes::identity::lasting::Lasting;
use crate::state::State;

/// Errors of a stream that its tally holds; the rest is only counted.
const ERRORS_MAX: usize = 1_000;
/// Acknowledgements that may wait for a client that does not read.
const THROUGH_MAX: usize = 16;
/// Whoever sends a record now and then and wants to hear of each: what waits is stored when nothing more comes for so long.
const QUIET: Duration = Duration::from_millis(100);

pub async fn receive(
    request: &HttpRequest,
    body: Body,
    caller: Caller,
    who: Option<Lasting>,
    state: &State,
    hold: Option<Hold>,
) -> Result<HttpResponse, Problem> {
    body::announced(request, u64::MAX)?;
    let is_heard = body::prefers_async(request);
    let mut reader = Reader::new(body, caller, who, state, is_heard);
    if !is_heard {
        while reader.part().await?.is_some() {}
        let Reader { mut body, parts, .. } = reader;
        let answer = serde_json::to_value(parts.into_tally()?).unwrap_or_default();
        return idempotency::answer(hold, &mut body, answer).await;
    }
    let (mut send, answer) = mpsc::channel::<Result<Bytes, actix_web::Error>>(THROUGH_MAX);
    let work = async move {
        let last = loop {
            match reader.part().await {
                Ok(Some(through)) => {
                    // A client that no longer listens still gets its records stored.
                    send.send(Ok(line(&json!({ "through": through })))).await.ok();
                }
                Ok(None) => break finish(hold, reader).await,
                Err(problem) => break serde_json::to_value(problem.body()).unwrap_or_default(),
            }
        };
        send.send(Ok(line(&last))).await.ok();
    };
    actix_web::rt::spawn(request_id::scope(request_id::current(), work).in_current_span());
    Ok(heard().streaming(answer))
}

/// The last line: the tally, which is kept first if the sender named the request.
async fn finish(hold: Option<Hold>, mut reader: Reader) -> Value {
    let tally = serde_json::to_value(reader.parts.tally()).unwrap_or_default();
    if let Some(hold) = hold
        && let Err(problem) = hold.finish(reader.body.digest(), &tally).await
    {
        return serde_json::to_value(problem.body()).unwrap_or_default();
    }
    tally
}

/// The stream on its way into the Ledger.
struct Reader {
    body: Body,
    parts: Parts,
    /// Who is asked before each part whether they still may; not whoever signed all of it.
    who: Option<Lasting>,
    lines: Lines,
    /// Lines so far, blank ones too.
    line: u64,
    record_bytes_max: usize,
    /// The sender hears how far it has come.
    is_heard: bool,
    ended: bool,
}

impl Reader {
    fn new(body: Body, caller: Caller, who: Option<Lasting>, state: &State, is_heard: bool) -> Self {
        let bounds = state.bounds();
        let max = PartMax {
            records: bounds.ndjson_batch_max,
            bytes: bounds.part_bytes_max,
            errors: ERRORS_MAX,
        };
        Self {
            body,
            parts: Parts::of_stream(caller, &state.bodies, max),
            who,
            lines: Lines::new(bounds.record_bytes_max),
            line: 0,
            record_bytes_max: bounds.record_bytes_max,
            is_heard,
            ended: false,
        }
    }

    /// Reads until a part is full, nothing more comes for a moment or the stream ends, and stores it. How many records are settled by
    /// then; `None` at the end.
    async fn part(&mut self) -> Result<Option<u64>, Problem> {
        while !self.ended && !self.parts.is_full() {
            let Some(read) = self.read().await else { break };
            match read.map_err(|problem| self.parts.at(problem))? {
                Some(chunk) => {
                    self.parts.room(self.lines.begun(), chunk.len()).await?;
                    let lines = self.lines.push(&self.body.text(chunk));
                    lines.into_iter().for_each(|line| self.take(line));
                }
                None => {
                    self.ended = true;
                    if let Some(line) = self.lines.finish() {
                        self.take(line);
                    }
                }
            }
        }
        if !self.parts.is_empty()
            && let Some(who) = &mut self.who
        {
            who.still().await.map_err(|problem| self.parts.at(problem))?;
        }
        self.parts.store().await
    }

    /// The next piece of the body. Nothing: records wait of which the sender wants to hear, and it sends no more for the moment.
    async fn read(&mut self) -> Option<Result<Option<Bytes>, Problem>> {
        if !self.is_heard {
            return Some(self.body.next().await);
        }
        if !self.parts.is_empty() {
            return tokio::time::timeout(QUIET, self.body.next()).await.ok();
        }
        tokio::select! {
            biased;
            () = self.parts.caller().running.app.leaving() => Some(Err(server_ends())),
            read = self.body.next() => Some(read),
        }
    }

    fn take(&mut self, line: Line) {
        self.line += 1;
        let parsed = match line {
            Line::TooLong => Err(self.fault("too_large", format!("more than {} bytes", self.record_bytes_max))),
            Line::Text(text) if text.trim_ascii().is_empty() => return,
            Line::Text(text) => self.parse(&text),
        };
        self.parts.add(parsed);
    }

    fn parse(&self, text: &[u8]) -> Result<Record, RecordFault> {
        match serde_json::from_slice::<Given>(text) {
            Ok(given) => canonical::parse(given),
            Err(error) => Err(self.fault("bad_json", format!("column {}: not JSON", error.column()))),
        }
    }

    fn fault(&self, code: &'static str, what: String) -> RecordFault {
        RecordFault {
            code,
            detail: format!("line {}: {what}", self.line),
            external_id: None,
        }
    }
}
