//! Bytes of a request, bounded while they arrive. Not their meaning.

mod member;

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, Payload};
use futures::{Stream, StreamExt};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use crate::problem::{Code, Problem};
use crate::state::State;
use crate::state::bodies::Held;

/// The media type without its parameters, lower case; empty where there is none.
pub fn media_type(request: &HttpRequest) -> String {
    let header = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    header.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

/// Whether a body of this media type is a stream of lines, each of which is JSON.
pub fn is_lines(kind: &str) -> bool {
    matches!(
        kind,
        "application/x-ndjson" | "application/ndjson" | "application/jsonl"
    )
}

/// Whether the sender of a stream wants to hear how far it has come (`Prefer: respond-async`).
pub fn prefers_async(request: &HttpRequest) -> bool {
    let prefer = request.headers().get_all("prefer");
    let mut wishes = prefer
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split([',', ';']));
    wishes.any(|wish| wish.trim().eq_ignore_ascii_case("respond-async"))
}

/// Refuses what cannot fit by its own announcement, and bodies that are compressed.
pub fn announced(request: &HttpRequest, bytes_max: u64) -> Result<(), Problem> {
    let encoding = request
        .headers()
        .get(CONTENT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("identity");
    if !encoding.eq_ignore_ascii_case("identity") {
        let detail = "a compressed body (Content-Encoding) is not taken here; send it as it is";
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    let length = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > bytes_max) {
        Err(Problem::too_large(bytes_max))
    } else {
        Ok(())
    }
}

/// What some programs write before UTF-8. It says nothing.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A body as it arrives: waited for only so long, counted, and hashed where somebody wants to know.
pub struct Body {
    payload: Payload,
    idle_max: Duration,
    deadline: Option<Instant>,
    hash: Option<Sha256>,
    bytes: u64,
}

impl Body {
    pub fn new(payload: Payload, idle_max: Duration) -> Self {
        Self {
            payload,
            idle_max,
            deadline: None,
            hash: None,
            bytes: 0,
        }
    }

    /// It has to be there as a whole by then.
    pub fn until(&mut self, deadline: Instant) {
        self.deadline = Some(deadline);
    }

    /// From here on every byte is hashed.
    pub fn hash(&mut self) {
        self.hash = Some(Sha256::new());
    }

    /// SHA-256 of what was hashed.
    pub fn digest(&mut self) -> Vec<u8> {
        self.hash
            .take()
            .map(|hash| hash.finalize().to_vec())
            .unwrap_or_default()
    }

    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The piece that came last as a part of a text: without the mark before it.
    pub fn text(&self, piece: Bytes) -> Bytes {
        let is_first = self.bytes == piece.len() as u64;
        if is_first && piece.starts_with(MARK) {
            piece.slice(MARK.len()..)
        } else {
            piece
        }
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let idle = Instant::now() + self.idle_max;
        let until = self.deadline.map_or(idle, |deadline| deadline.min(idle));
        let Ok(chunk) = tokio::time::timeout_at(until, self.payload.next()).await else {
            return Err(Problem::new(
                Code::RequestTimeout,
                "the body, or the rest of it, did not arrive in time",
            ));
        };
        let Some(chunk) = chunk else { return Ok(None) };
        let chunk = chunk.map_err(interrupted)?;
        self.bytes += chunk.len() as u64;
        if let Some(hash) = &mut self.hash {
            hash.update(&chunk);
        }
        Ok(Some(chunk))
    }
}

/// A body that is of use only as a whole: whoever sends it byte by byte holds a place for `server.body_json_s` at most.
fn at_once(payload: Payload, state: &State) -> Body {
    let server = &state.config.server;
    let mut body = Body::new(payload, Duration::from_secs(server.body_idle_s));
    body.until(Instant::now() + Duration::from_secs(server.body_json_s));
    body
}

/// A small body as a whole: at most so many bytes.
pub async fn small(
    request: &HttpRequest,
    payload: Payload,
    bytes_max: usize,
    state: &State,
) -> Result<Vec<u8>, Problem> {
    announced(request, bytes_max as u64)?;
    let mut body = at_once(payload, state);
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await? {
        if bytes.len() + chunk.len() > bytes_max {
            return Err(Problem::too_large(bytes_max as u64));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A large body as a whole, and the room that it takes until it is dropped.
pub async fn whole(request: &HttpRequest, payload: Payload, state: &State) -> Result<(Vec<u8>, Held), Problem> {
    let bytes_max = state.bounds().json_bytes_max;
    announced(request, bytes_max as u64)?;
    let mut body = at_once(payload, state);
    let (mut bytes, mut held) = (Vec::new(), state.bodies.hold());
    while let Some(chunk) = body.next().await? {
        if bytes.len() + chunk.len() > bytes_max {
            return Err(Problem::too_large(bytes_max as u64));
        }
        if !held.grow(chunk.len()) {
            if let Some(running) = state.started() {
                running.app.registry().intake.unavailable.inc();
            }
            return Err(Problem::unavailable(Duration::from_secs(1), "no room for this body"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok((bytes, held))
}

/// Bytes of a JSON body that is an order and no record.
const ORDER_BYTES_MAX: usize = 1024 * 1024;

/// A small JSON body as what it stands for. What it must not say is refused by name.
pub async fn json<T: DeserializeOwned>(request: &HttpRequest, payload: Payload, state: &State) -> Result<T, Problem> {
    read(&order(request, payload, state).await?)
}

/// The same where the body may be missing, or null.
pub async fn json_or_default<T: DeserializeOwned + Default>(
    request: &HttpRequest,
    payload: Payload,
    state: &State,
) -> Result<T, Problem> {
    match order(request, payload, state).await?.trim_ascii() {
        [] | b"null" => Ok(T::default()),
        bytes => read(bytes),
    }
}

async fn order(request: &HttpRequest, payload: Payload, state: &State) -> Result<Vec<u8>, Problem> {
    let kind = media_type(request);
    if !kind.is_empty() && kind != "application/json" {
        let detail = format!("`{kind}`: send application/json");
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    small(request, payload, ORDER_BYTES_MAX, state).await
}

/// Of a change: nothing where a field is missing, `Some(None)` where null is given.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// JSON as what it stands for; a member that cannot be is refused by its name.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = bytes.strip_prefix(MARK).unwrap_or(bytes);
    if text.trim_ascii_start().starts_with(b"[") {
        // serde would take its items for members, in an order that nobody has been told.
        serde_json::from_slice::<IgnoredAny>(text).map_err(|error| Problem::malformed_json(&error))?;
        let detail = "the body is a JSON object, not an array";
        return Err(Problem::new(Code::InvalidParameter, detail));
    }
    serde_json::from_slice(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => match member::of(&error, text) {
            Some(name) => Problem::parameter(&name, error),
            None => Problem::new(Code::InvalidParameter, error.to_string()),
        },
        _ => Problem::malformed_json(&error),
    })
}

/// A payload that ends with an error when nothing comes of it for so long.
pub fn timed(payload: Payload, idle_max: Duration) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    futures::stream::unfold(Some(payload), move |payload| async move {
        let mut payload = payload?;
        match tokio::time::timeout(idle_max, payload.next()).await {
            Ok(chunk) => chunk.map(|chunk| (chunk, Some(payload))),
            Err(_) => Some((Err(PayloadError::Io(std::io::ErrorKind::TimedOut.into())), None)),
        }
    })
    // Readers of parts ask again after the end.
    .fuse()
}

pub fn interrupted(error: impl std::fmt::Display) -> Problem {
    Problem::new(
        Code::InterruptedBody,
        "the connection delivered less than the request announced",
    )
    .caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_wish_is_heard_in_whatever_letters_and_whichever_header() {
        let wishes = |of: &[&str]| {
            let given = of.iter().fold(TestRequest::default(), |request, value| {
                request.append_header(("Prefer", *value))
            });
            prefers_async(&given.to_http_request())
        };
        for asked in [
            &["respond-async"][..],
            &["Respond-Async; wait=5"][..],
            &["wait=5, respond-async"][..],
            &["return=minimal", "respond-async"][..],
        ] {
            assert!(wishes(asked), "{asked:?}");
        }
        assert!(!wishes(&[]) && !wishes(&["return=respond-async"]));
    }
}
