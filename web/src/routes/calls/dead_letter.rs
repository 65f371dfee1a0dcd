//! `/v1/dead-letters`: analyses that were given up, listed and looked at; `verdict`: tried again or dropped.

pub mod verdict;

use std::convert::identity;

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use models::calls::dead_letter::{self, DeadLetterFilter, DeadLetters};
use models::calls::intake::Lane;
use models::calls::trace;
use models::ids::{CallId, LegId, TenantId};
use models::page::{Cursor, PageRequest};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::trace::Step;
use crate::paging;
use crate::problem::Problem;
use crate::query;
use crate::routes::identity::can::{Can, QueueRead};
use crate::routes::identity::key::Caller;
use crate::state::{Running, State};

crate::refusals!(ListRefusals: InvalidParameter, MissingKey, InvalidKey, Internal, Unavailable);
crate::refusals!(ReadRefusals: MissingKey, InvalidKey, NotFound, Internal, Unavailable);

/// Which dead letters, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Dead letters on a page; the server has an upper bound.
    #[param(minimum = 1)]
    limit: Option<u32>,
    /// Why it was given up, as `timed_out`.
    code: Option<String>,
    /// `live`, `fresh` or `backfill`.
    lane: Option<String>,
    call_id: Option<Uuid>,
    source_instance: Option<String>,
    /// Given up at this moment or later (RFC 3339).
    #[serde(default, deserialize_with = "query::moment")]
    from: Option<DateTime<Utc>>,
    /// Given up before this moment (RFC 3339).
    #[serde(default, deserialize_with = "query::moment")]
    before: Option<DateTime<Utc>>,
}

/// An analysis that was given up after its last attempt.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetter, example = json!({ "id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb", "call_id": "2b77195b-a06f-55ac-9d53-b5d6e5245684",
    "source_instance": "api", "external_id": "a-1", "agent": "201", "started_at": "2026-11-24T10:00:00Z", "code": "worker_panicked",
    "detail": "the worker panicked", "attempts": 3, "at": "2026-11-24T10:06:00Z", "lane": "fresh", "audio_s": 245.4, "reanalysis": false }))]
pub struct Body {
    /// The leg's id.
    pub id: Uuid,
    pub call_id: Uuid,
    pub source_instance: String,
    pub external_id: String,
    #[schema(required)]
    pub agent: Option<String>,
    pub started_at: DateTime<Utc>,
    /// Why: stable.
    pub code: String,
    pub detail: String,
    pub attempts: i32,
    /// When it was given up.
    pub at: DateTime<Utc>,
    /// `live`, `fresh` or `backfill`.
    pub lane: String,
    /// Seconds of audio, as far as they are known.
    pub audio_s: f64,
    /// An earlier analysis is there and stays.
    pub reanalysis: bool,
}

impl From<dead_letter::DeadLetter> for Body {
    fn from(letter: dead_letter::DeadLetter) -> Self {
        Self {
            id: letter.id,
            call_id: letter.call_id,
            source_instance: letter.source_instance,
            external_id: letter.external_id,
            agent: letter.agent,
            started_at: letter.started_at,
            code: letter.code,
            detail: letter.detail,
            attempts: letter.attempts,
            at: letter.at,
            lane: letter.lane,
            audio_s: letter.cost_s,
            reanalysis: letter.reanalysis,
        }
    }
}

/// One page of dead letters, latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetterPage)]
pub struct Page {
    pub data: Vec<Body>,
    /// The cursor of the next page; null on the last one.
    #[schema(required)]
    pub next: Option<String>,
}

/// A dead letter with what was tried.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetterDetail)]
pub struct Detail {
    #[serde(flatten)]
    pub letter: Body,
    /// What happened to this leg, oldest first, as far as the trace is kept.
    pub steps: Vec<Step>,
}

/// Filters combine with *and*; an empty one is all.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeadLetterFilter)]
pub struct Filter {
    code: Option<String>,
    /// `live`, `fresh` or `backfill`.
    lane: Option<String>,
    call_id: Option<Uuid>,
    source_instance: Option<String>,
    /// Given up at this moment or later.
    from: Option<DateTime<Utc>>,
    /// Given up before this moment.
    before: Option<DateTime<Utc>>,
}

/// List dead letters.
///
/// Latest first. An analysis is given up after its last attempt (`analysis.attempts_max`), or at once where trying again cannot help.
/// A recording that cannot be analysed as it is (`empty`, `unreadable` …) is no dead letter: its call has failed.
#[utoipa::path(
    operation_id = "list_dead_letters",
    tag = "analysis",
    params(Query),
    responses((status = 200, description = "A page of dead letters.", body = Page), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/dead-letters")]
pub async fn list(
    request: HttpRequest,
    caller: Can<QueueRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    page(&request, &Desk::of(&caller), &state).await
}

/// Whose dead letters they are, and who asks.
pub struct Desk {
    pub tenant: TenantId,
    pub actor: String,
    pub letters: DeadLetters,
    pub running: Running,
}

impl Desk {
    /// Of the rows that somebody of the tenant sees.
    fn of(caller: &Caller) -> Self {
        Self {
            tenant: caller.tenant,
            actor: caller.actor(),
            letters: letters(caller),
            running: caller.running.clone(),
        }
    }
}

/// The page that the query asks for.
pub async fn page(request: &HttpRequest, desk: &Desk, state: &State) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(request)?;
    let page = PageRequest {
        after: paging::after(query.cursor.as_deref(), Cursor::parse)?,
        rows: paging::rows(query.limit, state)?,
    };
    let filter = checked(Filter {
        code: query.code,
        lane: query.lane,
        call_id: query.call_id,
        source_instance: query.source_instance,
        from: query.from,
        before: query.before,
    })?;
    let (letters, app) = (desk.letters.clone(), &desk.running.pools.app);
    let found = app.tenant(desk.tenant, async move |conn| letters.list(conn, &filter, &page).await);
    let found = found.await?;
    Ok(HttpResponse::Ok().json(Page {
        data: found.data.into_iter().map(Body::from).collect(),
        next: found.next,
    }))
}

/// A dead letter.
///
/// With every step of its leg that the trace has kept: each attempt, its reason, how long it took.
#[utoipa::path(
    operation_id = "get_dead_letter",
    tag = "analysis",
    params(("id" = Uuid, Path, description = "The leg's id.")),
    responses((status = 200, description = "The dead letter.", body = Detail), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/dead-letters/{id}")]
pub async fn read(id: web::Path<String>, caller: Can<QueueRead>) -> Result<HttpResponse, Problem> {
    look(&Desk::of(&caller), &id, identity).await
}

/// A dead letter with the steps of its leg, each as whoever asks is told it.
pub async fn look(desk: &Desk, id: &str, told: fn(trace::Step) -> trace::Step) -> Result<HttpResponse, Problem> {
    let id = leg_id(id)?;
    let (letters, app) = (desk.letters.clone(), &desk.running.pools.app);
    let found = app.tenant(desk.tenant, async move |conn| letters.find(conn, id).await);
    let letter = found.await?;
    let trace = trace::of_call(app, desk.tenant, CallId(letter.call_id)).await?;
    let own = trace.steps.into_iter().filter(|step| step.leg_id == Some(letter.id));
    Ok(HttpResponse::Ok().json(Detail {
        steps: own.map(told).map(Step::from).collect(),
        letter: letter.into(),
    }))
}

fn letters(caller: &Caller) -> DeadLetters {
    dead_letter::DeadLetter::of(caller.tenant).within(&caller.authority.rows)
}

fn leg_id(id: &str) -> Result<LegId, Problem> {
    id.parse().map_err(|_| Problem::not_found("dead letter"))
}

fn checked(filter: Filter) -> Result<DeadLetterFilter, Problem> {
    if filter
        .lane
        .as_deref()
        .is_some_and(|lane| Lane::from_name(lane).is_none())
    {
        return Err(Problem::parameter("lane", "`live`, `fresh` or `backfill`"));
    }
    let texts = [("code", &filter.code), ("source_instance", &filter.source_instance)];
    if let Some((name, _)) = texts
        .into_iter()
        .find(|(_, text)| text.as_ref().is_some_and(|text| text.contains('\0')))
    {
        return Err(Problem::parameter(name, "it holds a NUL"));
    }
    Ok(DeadLetterFilter {
        code: filter.code,
        lane: filter.lane,
        call: filter.call_id,
        source_instance: filter.source_instance,
        from: filter.from,
        before: filter.before,
    })
}
