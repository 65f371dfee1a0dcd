//! A link that was sent: its text comes back in a request.

use models::Error;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::problem::{Code, Problem};

/// The text of a link that was sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    pub(super) token: String,
}

pub(super) fn invalid_link() -> Problem {
    Problem::new(Code::InvalidLink, "ask for a new one")
}

pub(super) fn or_invalid_link(error: Error) -> Problem {
    match error {
        Error::NotFound(_) => invalid_link(),
        error => error.into(),
    }
}
