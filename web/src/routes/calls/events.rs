//! `GET /v1/events`: what happens, as it happens, as server-sent events. Not a queue for programs that must miss nothing for days:
//! the outbox is kept for a while only, and who comes later is told to begin anew.

use std::convert::Infallible;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::feed::Full;
use actors::feed::tail::{Tail, TailError};
use models::calls::outbox::Reach;
use models::identity::permission::Permission;
use serde::Deserialize;
use utoipa::IntoParams;

use super::follower::{Follower, reset};
use crate::problem::Problem;
use crate::query;
use crate::routes::identity::can::{Can, EventsRead};
use crate::routes::identity::lasting::Lasting;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, TooManyStreams, Internal, Unavailable);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// The number of the last event that was seen: those after it come first. The header `Last-Event-ID`, which browsers send when they
    /// connect again, wins over it. Without either the stream begins now.
    #[param(minimum = 0)]
    last_event_id: Option<i64>,
    /// `false` ends the stream once everything that is there was told.
    follow: Option<bool>,
}

/// Follow what happens.
///
/// Server-sent events, each within a second of its commit: `call.received`, `call.updated`, `call.analyzed`, `call.failed`, `call.corrected`, `call.deleted`,
/// `usage.changed`, `usage.threshold_reached`, `alert.raised`, `alert.resolved`; further ones may come. `id` is the event's number, which rises by one from event to event of
/// the account, on every node; `data` is one line of JSON with `id`, `seq`, `type`, `at` and `data`. Events are kept for a day. Whoever asks for older
/// ones, or for a number that is not there yet, gets `event: reset` first: read anew what is shown, the stream goes on from its end.
///
/// Whoever sees the calls of some agents only is told of these calls and of nothing else; `usage.*` needs the permission `usage.read`. Where
/// nothing happens a comment comes every few seconds. `event: end` with a problem's `code` is the last one for whose key, session or
/// account may no longer follow. The browser's cookie is enough: `new EventSource("/v1/events")`.
#[utoipa::path(
    operation_id = "follow_events",
    tag = "calls",
    params(Query, ("Last-Event-ID" = Option<i64>, Header, description = "The number of the last event that was seen.")),
    responses(
        (status = 200, description = "Events, as long as the connection lasts.", body = String, content_type = "text/event-stream",
         example = "id: 42\nevent: call.analyzed\ndata: {\"at\": \"2026-11-24T10:04:09.120Z\", \"id\": \"0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11.42\", \"seq\": 42, \"data\": {\"call_id\": \"2b77195b-a06f-55ac-9d53-b5d6e5245684\"}, \"type\": \"call.analyzed\"}\n\n"),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/events")]
pub async fn follow(
    request: HttpRequest,
    caller: Can<EventsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let after = after(&request, &query);
    let who = Lasting::of(&request, caller.into_inner(), Permission::EventsRead, state)?;
    let (running, tenant) = (&who.caller.running, who.caller.tenant);
    let following = running.app.feed().follow(&running.pools.app, tenant, after).await;
    let (tail, gap) = following.map_err(refusal)?;
    let begun = opening(&tail, gap);
    let follower = Follower::new(tail, who, query.follow.unwrap_or(true));
    let told = futures::stream::unfold((Some(begun), follower), |(begun, mut follower)| async move {
        let text = match begun {
            Some(begun) => begun,
            None => follower.next().await?,
        };
        Some((Ok::<_, Infallible>(web::Bytes::from(text)), (None, follower)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        // A proxy that collects answers would keep them from whoever waits.
        .insert_header((
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ))
        .streaming(told))
}

/// A header that is no number names an event that is not there.
fn after(request: &HttpRequest, query: &Query) -> Option<i64> {
    let header = request.headers().get(LAST_EVENT_ID);
    let header = header.filter(|value| !value.is_empty());
    let number = |value: &HeaderValue| {
        value
            .to_str()
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(-1)
    };
    header.map(number).or(query.last_event_id)
}

fn refusal(error: TailError) -> Problem {
    match error {
        TailError::Full(Full::Closed) => Problem::unavailable(std::time::Duration::from_secs(1), Full::Closed),
        TailError::Full(full) => Problem::too_many_streams(full),
        TailError::Database(error) => error.into(),
    }
}

/// The pause before a browser connects again; where the stream begins, which a browser remembers without being told of an event.
fn opening(tail: &Tail, gap: Option<Reach>) -> String {
    let begun = format!(
        "retry: 2000\nid: {}\n: what happens after this number\n\n",
        tail.seen_to()
    );
    match gap {
        Some(reach) => begun + &reset(reach),
        None => begun,
    }
}
