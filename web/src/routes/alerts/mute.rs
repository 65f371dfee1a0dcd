//! `/v1/notifications/mutes`: what the bell of whoever is signed in does not ring for.

use actix_web::{HttpRequest, HttpResponse, delete, put, web};
use chrono::{DateTime, Utc};
use models::alerts::mute::Mute as Muted;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bell::bell;
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::SignedIn;
use crate::state::State;

crate::refusals!(MuteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);
crate::refusals!(UnmuteRefusals: NotFound, Internal, Unavailable);

/// A kind that the bell does not ring for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Mute {
    pub kind: String,
    /// Null: until it is taken back.
    #[schema(required)]
    pub until: Option<DateTime<Utc>>,
}

impl From<Muted> for Mute {
    fn from(muted: Muted) -> Self {
        Self {
            kind: muted.kind,
            until: muted.until,
        }
    }
}

/// For how long.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "for_s": 3600 }))]
pub struct MuteBody {
    /// Seconds, from a minute to 30 days; until it is taken back if not given.
    #[schema(minimum = 60, maximum = 2_592_000)]
    for_s: Option<i32>,
}

/// Mute a kind.
///
/// What is told of this kind stands in the list, and does not count as unread meanwhile. In place of an earlier mute of it.
#[utoipa::path(
    operation_id = "mute_notifications",
    tag = "auth",
    params(("kind" = String, Path, description = "As notifications say it.")),
    request_body = MuteBody,
    responses((status = 204, description = "Muted."), MuteRefusals),
    security(("api_key" = []))
)]
#[put("/v1/notifications/mutes/{kind}")]
pub async fn mute(
    request: HttpRequest,
    kind: web::Path<String>,
    payload: web::Payload,
    signed_in: SignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let wanted: MuteBody = body::json(&request, payload, &state).await?;
    let (bell, caller) = (bell(&signed_in), &signed_in.caller);
    let muted = caller.running.pools.app.tenant(caller.tenant, async move |conn| {
        bell.mute(conn, &kind, wanted.for_s).await
    });
    muted.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take a mute back.
///
/// The bell rings for this kind again. Once more changes nothing.
#[utoipa::path(
    operation_id = "unmute_notifications",
    tag = "auth",
    params(("kind" = String, Path, description = "As notifications say it.")),
    responses((status = 204, description = "It rings again."), UnmuteRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/notifications/mutes/{kind}")]
pub async fn unmute(kind: web::Path<String>, signed_in: SignedIn) -> Result<HttpResponse, Problem> {
    let (bell, caller) = (bell(&signed_in), &signed_in.caller);
    let unmuted = caller
        .running
        .pools
        .app
        .tenant(caller.tenant, async move |conn| bell.unmute(conn, &kind).await);
    unmuted.await?;
    Ok(HttpResponse::NoContent().finish())
}
