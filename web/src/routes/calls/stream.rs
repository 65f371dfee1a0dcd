//! NDJSON of any length: read, parsed and stored in parts, so that memory holds one part whatever comes. A blank line is no
//! record and has no index.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpRequest, HttpResponse};
use actors::Record;
use actors::engine::pbx::canonical::{self, RecordFault};
use futures::StreamExt;
use futures::channel::mpsc;
use futures::sink::SinkExt;
use serde_json::{Value, json};
use tracing::Instrument;

use super::intake::{self, Tally};
use super::lines::{Line, Lines};
use crate::body;
use crate::config::Bounds;
use crate::problem::Problem;
use crate::request_id;
use crate::routes::identity::key::Caller;

/// Errors of a stream that its tally holds; the rest is only counted.
const ERRORS_MAX: usize = 1_000;
/// Acknowledgements that may wait for a client that does not read.
const THROUGH_MAX: usize = 16;

pub async fn receive(
    request: &HttpRequest,
    payload: Payload,
    caller: Caller,
    bounds: &Bounds,
) -> Result<HttpResponse, Problem> {
    body::announced(request, u64::MAX)?;
    let mut reader = Reader::new(payload, caller, bounds);
    if !asks_for_async(request) {
        while reader.part().await?.is_some() {}
        let tally = reader.tally;
        if tally.accepted == 0 && tally.refused > 0 {
            return Err(intake::none_valid(tally.errors));
        }
        return Ok(HttpResponse::Accepted().json(tally));
    }
    let (mut send, answer) = mpsc::channel::<Result<Bytes, actix_web::Error>>(THROUGH_MAX);
    let work = async move {
        let last = loop {
            match reader.part().await {
                Ok(Some(through)) => {
                    // A client that no longer listens still gets its records stored.
                    send.send(Ok(line(&json!({ "through": through })))).await.ok();
                }
                Ok(None) => break serde_json::to_value(&reader.tally).unwrap_or_default(),
                Err(problem) => break serde_json::to_value(problem.body()).unwrap_or_default(),
            }
        };
        send.send(Ok(line(&last))).await.ok();
    };
    actix_web::rt::spawn(request_id::scope(request_id::current(), work).in_current_span());
    Ok(HttpResponse::Accepted()
        .insert_header((
            HeaderName::from_static("preference-applied"),
            HeaderValue::from_static("respond-async"),
        ))
        .content_type("application/x-ndjson")
        .streaming(answer))
}

fn asks_for_async(request: &HttpRequest) -> bool {
    let prefer = request
        .headers()
        .get_all("prefer")
        .filter_map(|value| value.to_str().ok());
    prefer
        .flat_map(|value| value.split([',', ';']))
        .any(|token| token.trim().eq_ignore_ascii_case("respond-async"))
}

fn line(value: &Value) -> Bytes {
    Bytes::from(value.to_string() + "\n")
}

/// The stream on its way into the Ledger.
struct Reader {
    payload: Payload,
    caller: Caller,
    lines: Lines,
    waiting: Vec<(u64, Result<Record, RecordFault>)>,
    /// Index of the next record.
    next: u64,
    batch_max: usize,
    record_bytes_max: usize,
    ended: bool,
    tally: Tally,
}

impl Reader {
    fn new(payload: Payload, caller: Caller, bounds: &Bounds) -> Self {
        Self {
            payload,
            caller,
            lines: Lines::new(bounds.record_bytes_max),
            waiting: Vec::new(),
            next: 0,
            batch_max: bounds.ndjson_batch_max,
            record_bytes_max: bounds.record_bytes_max,
            ended: false,
            tally: Tally::default(),
        }
    }

    /// Reads until a part is full or the stream ends, and stores it. How many records are settled by then; `None` at the end.
    async fn part(&mut self) -> Result<Option<u64>, Problem> {
        while !self.ended && self.waiting.len() < self.batch_max {
            match self.payload.next().await {
                Some(chunk) => {
                    let chunk = chunk.map_err(body::interrupted).map_err(|problem| self.at(problem))?;
                    let lines = self.lines.push(&chunk);
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
        if self.waiting.is_empty() {
            return Ok(None);
        }
        let part: Vec<_> = self.waiting.drain(..self.waiting.len().min(self.batch_max)).collect();
        let settled = part.last().map_or(0, |(index, _)| index + 1);
        let first = part.first().map_or(0, |(index, _)| *index);
        if let Err(problem) = intake::settle(&self.caller, part.into_iter(), &mut self.tally).await {
            return Err(problem.with("through", first));
        }
        self.tally.errors.truncate(ERRORS_MAX);
        Ok(Some(settled))
    }

    /// A failure in the middle says how far the stream was stored.
    fn at(&self, problem: Problem) -> Problem {
        problem.with("through", self.next - self.waiting.len() as u64)
    }

    fn take(&mut self, line: Line) {
        let parsed = match line {
            Line::TooLong => Err(fault(
                "too_large",
                format!("the line has more than {} bytes", self.record_bytes_max),
            )),
            Line::Text(text) if text.trim_ascii().is_empty() => return,
            Line::Text(text) => match serde_json::from_slice::<Value>(&text) {
                Ok(value) => canonical::parse(&value),
                Err(error) => Err(fault("bad_json", format!("column {}: not JSON", error.column()))),
            },
        };
        self.waiting.push((self.next, parsed));
        self.next += 1;
    }
}

fn fault(code: &'static str, detail: String) -> RecordFault {
    RecordFault {
        code,
        detail,
        external_id: None,
    }
}
