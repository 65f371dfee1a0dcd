//! What the head of an answer says, and what a refusal and a transfer that breaks off mean for an attempt.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{HeaderMap, HeaderName, RETRY_AFTER};

use super::Trouble;
use crate::outbound::innermost;

pub(super) fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

pub(super) fn number(headers: &HeaderMap, name: HeaderName) -> Option<u64> {
    text(headers, name)?.trim().parse().ok()
}

pub(super) fn refused(response: &Response) -> Trouble {
    let status = response.status();
    let detail = format!("the server answers {status}");
    let trouble = match status.as_u16() {
        401 | 403 => Trouble::again("unauthorized", detail),
        404 | 410 => Trouble::again("not_found", detail),
        400 | 405 | 406 | 414 => Trouble::never("refused", detail),
        _ => Trouble::again("server_error", detail),
    };
    let wait = number(response.headers(), RETRY_AFTER).map(Duration::from_secs);
    Trouble { wait, ..trouble }
}

pub(super) fn broken(error: &reqwest::Error) -> Trouble {
    Trouble::again("broken", format!("the transfer broke off: {}", innermost(error)))
}
