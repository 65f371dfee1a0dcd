//! Live audio as the body of a request: a capture of one stream → a recording. And what the address of a stream may say of it.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use actors::Door;
use actors::engine::pbx::live::End;
use actors::engine::pbx::settings::Given;
use actors::sources::Source;
use actors::sources::live::{Hint, LiveError};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::Answer;
use crate::body::{self, Body};
use crate::problem::{Code, Problem};
use crate::query;
use crate::state::{Running, State};

/// What a stream of live audio does not say itself.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Live audio: id of its leg or call, where the stream names none.
    id: Option<String>,
    /// Live audio: when it began (RFC 3339); else it ends when it comes.
    #[serde(default, deserialize_with = "query::moment")]
    started_at: Option<DateTime<Utc>>,
    /// Live audio: samples a second, where the form does not say it; else as the source's settings say.
    #[param(minimum = 4000, maximum = 384_000)]
    rate: Option<u32>,
    /// Live audio: `mono`, `mixed` or `stereo`, where the form does not say it; else as the source's settings say.
    mix: Option<String>,
}

impl Asked {
    /// Keys that mean nothing here are the sender's own.
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let asked: Self = query::of(request)?;
        match asked.mix.as_deref() {
            None | Some("mono" | "mixed" | "stereo") => Ok(asked),
            Some(_) => Err(Problem::parameter("mix", "`mono`, `mixed` or `stereo`")),
        }
    }

    /// The source's settings, for this stream.
    pub(super) fn settings(&self, given: Given) -> Given {
        Given {
            rate: self.rate.or(given.rate),
            mix: self.mix.clone().or(given.mix),
            ..given
        }
    }

    pub(super) fn hint(self, is_capture: bool) -> Hint {
        let started_at = self.started_at.map(|at| at.timestamp_millis());
        Hint {
            id: self.id,
            started_at: started_at.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()),
            is_capture,
        }
    }
}

/// Takes a capture while it comes. Of one that breaks off nothing is kept: its sender knows, and sends it again.
pub(super) async fn receive(
    request: &HttpRequest,
    payload: web::Payload,
    running: &Running,
    state: &State,
    source: &Source,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    body::announced(request, u64::MAX)?;
    let live = running.app.listen(source, asked.hint(true), Door::Source).await;
    let mut live = live.ok_or_else(|| Problem::internal("a form without sound"))?;
    let mut body = Body::new(payload, Duration::from_secs(state.config.server.body_idle_s));
    let how = loop {
        let Some(bytes) = body.next().await? else {
            break End::Eof;
        };
        match live.push(&running.app, &bytes).await {
            Ok(false) => {}
            Ok(true) => break End::Leave,
            // What was heard before is good, and says that its end is missing.
            Err(LiveError::Fault(_)) if live.heard() > 0 => break End::Broken,
            Err(error) => return Err(error.into()),
        }
    };
    let ended = live.end(&running.app, how).await?;
    if ended.receipt.is_over_limit() {
        let detail = "the calls of this period are used up; send it again later";
        return Err(Problem::new(Code::LimitReached, detail));
    }
    Ok(HttpResponse::Accepted().json(Answer::from(ended)))
}

impl From<LiveError> for Problem {
    fn from(error: LiveError) -> Self {
        match error {
            error if error.is_full() => {
                Self::new(Code::StorageFull, "there is no room for the recording").caused_by(error)
            }
            LiveError::Fault(fault) => Self::new(Code::Undecodable, fault.to_string()),
            LiveError::Database(error) => error.into(),
            LiveError::Store(error) => error.into(),
            LiveError::Unavailable(error) => error.into(),
            error @ (LiveError::Spool(_) | LiveError::Failed(_)) => Self::internal(error),
        }
    }
}
