//! `/v1/recordings/orphans`: recordings that belong to no leg that is known: listed, given to a leg by hand, dropped.
//! `named`: sent by their name; `check`: what names would lead to.

pub mod check;
pub mod named;

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use actors::app::AssignError;
use actors::engine::pbx::recording_name::base_name;
use chrono::{DateTime, TimeDelta, Utc};
use models::calls::loose::Loose;
use models::calls::loose::candidate::{self, By, Candidate};
use models::ids::LegId;
use models::page::{Cursor, PageRequest};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::upload::Receipt;
use crate::body;
use crate::paging;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{Can, QueueManage, QueueRead};
use crate::routes::integrations::quarantine::{sees_all, text};
use crate::state::State;

crate::refusals!(ListRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);
crate::refusals!(AssignRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType,
    NotFound, RecordingConflict, Internal, Unavailable);

/// Legs of so much earlier and later are shown beside a recording whose time is known.
const NEAR: TimeDelta = TimeDelta::minutes(15);

/// A recording without a leg.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrphanRecording)]
pub struct Orphan {
    pub id: Uuid,
    pub source_instance: String,
    /// Of its file.
    pub name: String,
    pub bytes: i64,
    #[schema(required)]
    pub media_type: Option<String>,
    #[schema(required)]
    pub duration_ms: Option<i64>,
    pub received_at: DateTime<Utc>,
    /// Why it has no leg: `no_leg`, `taken` or `several`.
    #[schema(required)]
    pub note: Option<String>,
    /// When its leg is looked for again; null: only when somebody asks.
    #[schema(required)]
    pub next_try_at: Option<DateTime<Utc>>,
}

/// One page, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrphanRecordingPage)]
pub struct Page {
    pub data: Vec<Orphan>,
    /// The cursor of the next page; null on the last one.
    #[schema(required)]
    pub next: Option<String>,
}

/// With legs to which it could belong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrphanRecordingDetail)]
pub struct Detail {
    #[serde(flatten)]
    pub orphan: Orphan,
    /// By its name, its id or its time.
    pub candidates: Vec<Leg>,
}

/// A leg to which a recording could belong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrphanCandidate)]
pub struct Leg {
    pub leg_id: Uuid,
    pub call_id: Uuid,
    pub external_id: String,
    #[schema(required)]
    pub from: Option<String>,
    #[schema(required)]
    pub to: Option<String>,
    #[schema(required)]
    pub agent: Option<String>,
    pub started_at: DateTime<Utc>,
    pub talk_s: i32,
    /// It has a recording already.
    pub has_recording: bool,
}

/// Which, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Entries on a page; the server has an upper bound.
    #[param(minimum = 1)]
    limit: Option<u32>,
    source_instance: Option<String>,
}

/// To which leg a recording belongs.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrphanAssignment, example = json!({ "leg_id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb" }))]
pub struct Assignment {
    #[schema(required)]
    leg_id: Option<Uuid>,
}

/// Of which source.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrphanFilter)]
pub struct Which {
    /// All of them if not given.
    source_instance: Option<String>,
}

/// How many are looked at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrphanMatchReceipt)]
pub struct Looked {
    pub queued: usize,
}

impl From<Loose> for Orphan {
    fn from(row: Loose) -> Self {
        Self {
            id: row.id,
            source_instance: row.source_instance,
            name: row.name,
            bytes: row.bytes,
            media_type: row.media_type,
            duration_ms: row.duration_ms,
            received_at: row.received_at,
            note: row.note,
            next_try_at: row.next_try_at,
        }
    }
}

impl From<Candidate> for Leg {
    fn from(row: Candidate) -> Self {
        Self {
            leg_id: row.leg_id,
            call_id: row.call_id,
            external_id: row.external_id,
            from: row.from_number,
            to: row.to_number,
            agent: row.agent,
            started_at: row.started_at,
            talk_s: row.talk_s,
            has_recording: row.sha256.is_some(),
        }
    }
}

/// List recordings without a leg.
///
/// The latest first. Their legs are looked for again as records come, later and later, for a week.
#[utoipa::path(
    operation_id = "list_orphan_recordings",
    tag = "sources",
    params(Query),
    responses((status = 200, description = "A page of them.", body = Page), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/recordings/orphans")]
pub async fn list(
    request: HttpRequest,
    caller: Can<QueueRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let query: Query = query::of(&request)?;
    let page = PageRequest {
        after: paging::after(query.cursor.as_deref(), Cursor::parse)?,
        rows: paging::rows(query.limit, &state)?,
    };
    let source_instance = text("source_instance", query.source_instance)?;
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| {
        Loose::of(tenant).list(conn, source_instance.as_deref(), &page).await
    });
    let found = found.await?;
    Ok(HttpResponse::Ok().json(Page {
        data: found.data.into_iter().map(Orphan::from).collect(),
        next: found.next,
    }))
}

/// A recording without a leg.
///
/// With legs to which it could belong.
#[utoipa::path(
    operation_id = "get_orphan_recording",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The recording's id.")),
    responses((status = 200, description = "It.", body = Detail), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/recordings/orphans/{id}")]
pub async fn read(id: web::Path<String>, caller: Can<QueueRead>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let (tenant, id, app) = (caller.tenant, orphan_id(&id)?, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| -> Result<_, models::Error> {
        let (loose, _) = Loose::of(tenant).find(conn, id).await?;
        let name = base_name(&loose.name);
        let mut legs = candidate::find(conn, tenant, &loose.source_instance, By::Name(name)).await?;
        if let Some(id) = &loose.external_id {
            legs.extend(candidate::find(conn, tenant, &loose.source_instance, By::Id(id)).await?);
        }
        let at = loose.started_at.unwrap_or(loose.received_at);
        legs.extend(candidate::find(conn, tenant, &loose.source_instance, By::Time(at - NEAR, at + NEAR)).await?);
        Ok((loose, legs))
    });
    let (loose, legs) = found.await?;
    let mut candidates: Vec<Leg> = Vec::new();
    for leg in legs {
        if candidates.iter().all(|one| one.leg_id != leg.leg_id) {
            candidates.push(leg.into());
        }
    }
    Ok(HttpResponse::Ok().json(Detail {
        orphan: loose.into(),
        candidates,
    }))
}

/// Give a recording to a leg.
///
/// By hand, where it could not be told. Its analysis follows. It is noted in the audit.
#[utoipa::path(
    operation_id = "assign_orphan_recording",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The recording's id.")),
    request_body = Assignment,
    responses((status = 200, description = "It is the leg's.", body = Receipt), AssignRefusals),
    security(("api_key" = []))
)]
#[post("/v1/recordings/orphans/{id}/assign")]
pub async fn assign(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<QueueManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let (tenant, id, app) = (caller.tenant, orphan_id(&id)?, &caller.running.pools.app);
    app.tenant(tenant, async move |conn| Loose::of(tenant).find(conn, id).await)
        .await?;
    let asked: Assignment = body::json(&request, payload, &state).await?;
    let leg = asked
        .leg_id
        .ok_or_else(|| Problem::parameter("leg_id", "to which leg it belongs"))?;
    let actor = caller.actor();
    let assigned = caller
        .running
        .app
        .assign_recording(tenant, &actor, id, LegId(leg))
        .await?;
    Ok(HttpResponse::Ok().json(Receipt::from(assigned)))
}

/// Drop a recording without a leg.
///
/// Its bytes are gone for good. It is noted in the audit.
#[utoipa::path(
    operation_id = "discard_orphan_recording",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The recording's id.")),
    responses((status = 204, description = "Dropped."), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/recordings/orphans/{id}")]
pub async fn discard(id: web::Path<String>, caller: Can<QueueManage>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let (tenant, id, actor) = (caller.tenant, orphan_id(&id)?, caller.actor());
    let app = &caller.running.pools.app;
    let gone = app.tenant(tenant, async move |conn| {
        Loose::of(tenant).discard(conn, &actor, id).await
    });
    if let Some(store_key) = gone.await? {
        let store = caller.running.app.recordings().clone();
        // What stays behind is swept up later.
        let removed = web::block(move || store.remove(&store_key)).await;
        if let Ok(Err(error)) = removed {
            tracing::warn!(%error, "could not remove a recording that was dropped: {error}");
        }
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Look for the legs of recordings again.
///
/// After a change of the source's `names`, or when records have been imported. It happens within seconds.
#[utoipa::path(
    operation_id = "match_orphan_recordings",
    tag = "sources",
    request_body = Which,
    responses((status = 202, description = "They are looked for.", body = Looked), AssignRefusals),
    security(("api_key" = []))
)]
#[post("/v1/recordings/orphans/match")]
pub async fn look_again(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<QueueManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let asked: Which = body::json_or_default(&request, payload, &state).await?;
    let source_instance = text("source_instance", asked.source_instance)?;
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let queued = app.tenant(tenant, async move |conn| {
        Loose::of(tenant).again(conn, source_instance.as_deref()).await
    });
    Ok(HttpResponse::Accepted().json(Looked { queued: queued.await? }))
}

fn orphan_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("recording without a leg"))
}

impl From<AssignError> for Problem {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::Store(error) => error.into(),
            AssignError::Database(error) => error.into(),
            AssignError::Taken => Self::new(Code::RecordingConflict, "this leg has another recording, which stays"),
        }
    }
}
