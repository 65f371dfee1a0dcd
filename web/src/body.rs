//! Bytes of a request, bounded while they arrive. Not their meaning.

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures::StreamExt;

use crate::problem::{Code, Problem};

/// The media type without its parameters, lower case; empty where there is none.
pub fn media_type(request: &HttpRequest) -> String {
    let header = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    header.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
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

/// The whole body, at most `bytes_max`.
pub async fn read(request: &HttpRequest, mut payload: Payload, bytes_max: usize) -> Result<Bytes, Problem> {
    announced(request, bytes_max as u64)?;
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(interrupted)?;
        if body.len().saturating_add(chunk.len()) > bytes_max {
            return Err(Problem::too_large(bytes_max as u64));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

pub fn interrupted(error: impl std::fmt::Display) -> Problem {
    Problem::new(
        Code::InterruptedBody,
        "the connection delivered less than the request announced",
    )
    .caused_by(error)
}
