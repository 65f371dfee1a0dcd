//! What could not be read is read again after a change of its source's settings, or dropped: singly, or by filter.

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::engine::pbx::settings::Given;
use actors::sources::Again;
use chrono::{DateTime, Utc};
use models::integrations::quarantined::{Filter, Quarantined};
use models::integrations::source;
use models::page::{Cursor, PageRequest};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::answer::Answer;
use super::super::settings::source_of;
use super::{entry_id, sees_all, text};
use crate::body;
use crate::paging;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, QueueManage};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(OneRefusals: MissingKey, InvalidKey, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(ReplayRefusals: MissingKey, InvalidKey, LimitReached, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(ManyRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, MissingKey, InvalidKey, BodyTooLarge,
    UnsupportedMediaType, Internal, Unavailable);

/// What came of reading it again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReplayReceipt)]
pub struct Replayed {
    /// Nothing in it is unread any more: it is gone from the quarantine.
    pub read: bool,
    #[serde(flatten)]
    pub receipt: Answer,
}

/// Filters combine with *and*; an empty one is all.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QuarantineFilter, example = json!({ "source_instance": "rome", "code": "bad_timestamp" }))]
pub struct Which {
    source_instance: Option<String>,
    code: Option<String>,
    /// Received at this moment or later.
    from: Option<DateTime<Utc>>,
    /// Received before this moment.
    before: Option<DateTime<Utc>>,
    /// `next` of the answer before.
    cursor: Option<String>,
}

/// What came of it; where `next` is given, more are left.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = QuarantineTally, example = json!({ "read": 12, "still": 1, "dropped": 0, "next": null }))]
pub struct Tally {
    /// Entries that are gone because all of them could be read.
    pub read: usize,
    /// Entries of which something still cannot be read, whose source is gone, or whose calls are beyond the limit.
    pub still: usize,
    pub dropped: usize,
    /// To be sent as `cursor` to go on.
    #[schema(required)]
    pub next: Option<String>,
}

/// Read it again.
///
/// With its source as it is configured now. What was stored of it before is a duplicate; what can be read now is stored. Where a call in it
/// is turned back for the limit, it stays where it is.
#[utoipa::path(
    operation_id = "replay_quarantined",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The entry's id.")),
    responses((status = 200, description = "What came of it.", body = Replayed), ReplayRefusals),
    security(("api_key" = []))
)]
#[post("/v1/quarantine/{id}/replay")]
pub async fn replay(id: web::Path<String>, caller: Can<QueueManage>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    Ok(HttpResponse::Ok().json(again(&caller, entry_id(&id)?).await?))
}

/// Drop it.
///
/// Its bytes are gone for good. It is noted in the audit.
#[utoipa::path(
    operation_id = "discard_quarantined",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The entry's id.")),
    responses((status = 204, description = "Dropped."), OneRefusals),
    security(("api_key" = []))
)]
#[post("/v1/quarantine/{id}/discard")]
pub async fn discard(id: web::Path<String>, caller: Can<QueueManage>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    drop_one(&caller, entry_id(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Read many again.
///
/// Those that the filter finds, so many in one request as `bounds.page_max` says; `next` says where to go on.
#[utoipa::path(
    operation_id = "replay_quarantine",
    tag = "sources",
    request_body = Which,
    responses((status = 200, description = "What came of them.", body = Tally), ManyRefusals),
    security(("api_key" = []))
)]
#[post("/v1/quarantine/replay")]
pub async fn replay_many(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<QueueManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let asked: Which = body::json_or_default(&request, payload, &state).await?;
    let (ids, next) = wanted(&caller, asked, &state).await?;
    let mut tally = Tally {
        next,
        ..Tally::default()
    };
    for id in ids {
        match again(&caller, id).await {
            Ok(replayed) if replayed.read => tally.read += 1,
            Ok(_) => tally.still += 1,
            // Its source is gone, or takes no such form any more, or its call is beyond the limit: that holds for this one, not for the next.
            Err(problem) if problem.code.status().is_client_error() => tally.still += 1,
            Err(problem) => return Err(problem),
        }
    }
    Ok(HttpResponse::Ok().json(tally))
}

/// Drop many.
///
/// Those that the filter finds, so many in one request as `bounds.page_max` says; `next` says where to go on.
#[utoipa::path(
    operation_id = "discard_quarantine",
    tag = "sources",
    request_body = Which,
    responses((status = 200, description = "How many.", body = Tally), ManyRefusals),
    security(("api_key" = []))
)]
#[post("/v1/quarantine/discard")]
pub async fn discard_many(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<QueueManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let asked: Which = body::json_or_default(&request, payload, &state).await?;
    let (ids, next) = wanted(&caller, asked, &state).await?;
    let mut tally = Tally {
        next,
        ..Tally::default()
    };
    for id in ids {
        match drop_one(&caller, id).await {
            Ok(()) => tally.dropped += 1,
            // Somebody else was first.
            Err(problem) if problem.code.status().is_client_error() => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(HttpResponse::Ok().json(tally))
}

/// One page of those that are asked for, and where the next begins.
async fn wanted(caller: &Caller, asked: Which, state: &State) -> Result<(Vec<Uuid>, Option<String>), Problem> {
    let page = PageRequest {
        after: paging::after(asked.cursor.as_deref(), Cursor::parse)?,
        rows: u32::try_from(state.bounds().page_max).unwrap_or(u32::MAX),
    };
    let filter = Filter {
        source_instance: text("source_instance", asked.source_instance)?,
        code: text("code", asked.code)?,
        from: asked.from,
        before: asked.before,
    };
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| {
        Quarantined::of(tenant).list(conn, &filter, &page).await
    });
    let found = found.await?;
    Ok((found.data.into_iter().map(|row| row.id).collect(), found.next))
}

async fn again(caller: &Caller, id: Uuid) -> Result<Replayed, Problem> {
    let tenant = caller.tenant;
    let (row, payload) = caller.running.app.aside(tenant, id).await?;
    let app = &caller.running.pools.app;
    let (name, at) = (row.source_instance.clone(), row.received_at);
    let found = app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).by_name(conn, &name).await
    });
    let (source, _) = found.await?.ok_or_else(|| Problem::not_found("source"))?;
    let mut settings = source.settings.clone();
    // A year that is not written is that of the day on which it came.
    settings["received_at"] = at.to_rfc3339().into();
    let given: Given = serde_json::from_value(settings).map_err(Problem::internal)?;
    let again = Again {
        id,
        source: source_of(tenant, &source, given)?,
        payload,
    };
    let replayed = caller.running.app.replay(again, &caller.actor()).await?;
    Ok(Replayed {
        read: replayed.is_read,
        receipt: replayed.receipt.into(),
    })
}

async fn drop_one(caller: &Caller, id: Uuid) -> Result<(), Problem> {
    let (tenant, actor) = (caller.tenant, caller.actor());
    let app = &caller.running.pools.app;
    let dropped = app.tenant(tenant, async move |conn| {
        Quarantined::of(tenant)
            .remove(conn, &actor, "quarantine.discarded", id)
            .await
    });
    Ok(dropped.await?)
}
