//! `/v1/recordings/missing`: recordings that a record announced and that are not there: what hinders them, and having them fetched again.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use models::calls::expected::{Expected, Filter};
use models::page::{Cursor, PageRequest};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::body;
use crate::paging;
use crate::problem::Problem;
use crate::query;
use crate::routes::identity::can::{Can, QueueManage, QueueRead};
use crate::routes::integrations::quarantine::{sees_all, text};
use crate::state::State;

crate::refusals!(ListRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(AgainRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType,
    Internal, Unavailable);
crate::refusals!(DismissRefusals: NotFound, Internal, Unavailable);

/// What may be said of a recording that is not there.
const STATES: [&str; 4] = ["expected", "waiting", "fetching", "failed"];

/// Legs that one request names.
const LEGS_MAX: usize = 1_000;

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
    /// `expected`, `waiting`, `fetching` or `failed`.
    state: Option<String>,
}

/// A recording that is not there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MissingRecording, example = json!({ "leg_id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb", "call_id": null, "source_instance": "rome",
    "external_id": "1772442000.17", "reference": "2026/03/02/in-201.wav", "started_at": null, "state": "failed", "attempts": 12,
    "next_attempt_at": null, "error_code": "not_found", "error_detail": "the server answers 404 Not Found",
    "expected_since": "2026-11-28T10:00:00Z" }))]
pub struct Missing {
    pub leg_id: Uuid,
    /// Null: its record has not come yet.
    #[schema(required)]
    pub call_id: Option<Uuid>,
    pub source_instance: String,
    pub external_id: String,
    /// As the telephone system calls it.
    #[schema(required)]
    pub reference: Option<String>,
    #[schema(required)]
    pub started_at: Option<DateTime<Utc>>,
    /// `expected`: nobody fetches it, it may be sent; `waiting`, `fetching`; `failed`: given up until somebody asks again.
    pub state: String,
    pub attempts: i32,
    #[schema(required)]
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// Of the last attempt, stable.
    #[schema(required)]
    pub error_code: Option<String>,
    #[schema(required)]
    pub error_detail: Option<String>,
    pub expected_since: DateTime<Utc>,
}

/// One page, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MissingRecordingPage)]
pub struct Page {
    pub data: Vec<Missing>,
    /// The cursor of the next page; null on the last one.
    #[schema(required)]
    pub next: Option<String>,
}

/// Which are to be fetched again; nothing named: all that have failed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FetchAgain, example = json!({ "source_instance": "rome" }))]
pub struct Which {
    /// Whatever their state.
    #[schema(max_items = 1000)]
    legs: Option<Vec<Uuid>>,
    source_instance: Option<String>,
}

/// How many are fetched again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FetchAgainReceipt)]
pub struct Tally {
    pub queued: usize,
}

impl From<Expected> for Missing {
    fn from(row: Expected) -> Self {
        Self {
            next_attempt_at: (row.state == "waiting").then_some(row.run_at),
            leg_id: row.leg_id,
            call_id: row.call_id,
            source_instance: row.source_instance,
            external_id: row.external_id,
            reference: row.reference,
            started_at: row.started_at,
            state: row.state,
            attempts: row.attempts,
            error_code: row.error_code,
            error_detail: row.error_detail,
            expected_since: row.created_at,
        }
    }
}

/// List recordings that are not there.
///
/// Legs whose record announces a recording that has neither been sent nor fetched. The latest first.
#[utoipa::path(
    operation_id = "list_missing_recordings",
    tag = "sources",
    params(Query),
    responses((status = 200, description = "A page of them.", body = Page), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/recordings/missing")]
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
    if query.state.as_deref().is_some_and(|state| !STATES.contains(&state)) {
        return Err(Problem::parameter("state", format!("one of {}", STATES.join(", "))));
    }
    let filter = Filter {
        source_instance: text("source_instance", query.source_instance)?,
        state: text("state", query.state)?,
    };
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| {
        Expected::of(tenant).list(conn, &filter, &page).await
    });
    let found = found.await?;
    Ok(HttpResponse::Ok().json(Page {
        data: found.data.into_iter().map(Missing::from).collect(),
        next: found.next,
    }))
}

/// Fetch missing recordings again.
///
/// As if nobody had tried, at once; of sources that say from where. It is noted in the audit.
#[utoipa::path(
    operation_id = "fetch_missing_recordings",
    tag = "sources",
    request_body = Which,
    responses((status = 202, description = "They are fetched.", body = Tally), AgainRefusals),
    security(("api_key" = []))
)]
#[post("/v1/recordings/missing/fetch")]
pub async fn again(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<QueueManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let (tenant, actor) = (caller.tenant, caller.actor());
    let asked: Which = body::json_or_default(&request, payload, &state).await?;
    if asked.legs.as_ref().is_some_and(|legs| legs.len() > LEGS_MAX) {
        return Err(Problem::parameter("legs", format!("at most {LEGS_MAX}")));
    }
    let source_instance = text("source_instance", asked.source_instance)?;
    let app = &caller.running.pools.app;
    let queued = app.tenant(tenant, async move |conn| {
        let own = Expected::of(tenant);
        own.again(conn, &actor, asked.legs.as_deref(), source_instance.as_deref())
            .await
    });
    Ok(HttpResponse::Accepted().json(Tally { queued: queued.await? }))
}

/// Wait for a recording no longer.
///
/// It is neither listed nor fetched any more; if it comes all the same, it is taken.
#[utoipa::path(
    operation_id = "dismiss_missing_recording",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The leg's id.")),
    responses((status = 204, description = "Nobody waits for it."), DismissRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/recordings/missing/{id}")]
pub async fn dismiss(id: web::Path<String>, caller: Can<QueueManage>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let leg: Uuid = id.parse().map_err(|_| Problem::not_found("expected recording"))?;
    let (tenant, actor, app) = (caller.tenant, caller.actor(), &caller.running.pools.app);
    let dismissed = app.tenant(tenant, async move |conn| {
        Expected::of(tenant).dismiss(conn, &actor, leg).await
    });
    dismissed.await?;
    Ok(HttpResponse::NoContent().finish())
}
