//! How a stream is acknowledged as it goes: what its answer begins with, its lines, and why the server ends it.

use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde_json::Value;

use crate::problem::Problem;

/// A sender that hears how far it has come goes on from there, at another node or after the restart.
const SERVER_ENDS: Duration = Duration::from_secs(1);

/// The answer to whoever hears how far their stream has come, before its lines.
pub fn heard() -> HttpResponseBuilder {
    let mut response = HttpResponse::Accepted();
    response
        .insert_header((
            HeaderName::from_static("preference-applied"),
            HeaderValue::from_static("respond-async"),
        ))
        .content_type("application/x-ndjson");
    response
}

/// Why a stream that might go on for ever is ended.
pub fn server_ends() -> Problem {
    Problem::unavailable(SERVER_ENDS, "a stream is ended, for the server ends")
}

pub(super) fn line(value: &Value) -> Bytes {
    Bytes::from(value.to_string() + "\n")
}
