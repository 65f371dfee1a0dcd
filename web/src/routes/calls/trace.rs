//! `GET /v1/calls/{id}/trace`: what happened to a call's records, stage by stage.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use models::calls::call::Found;
use models::calls::queue::outlook::Outlook;
use models::calls::queue::view::Pending;
use models::calls::trace::{self, Awaited};
use models::identity::authority::Rows;
use models::ids::TenantId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::lookup;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};

crate::refusals!(Refusals: MissingKey, InvalidKey, NotFound, Internal, Unavailable);

#[derive(Debug, Serialize, ToSchema)]
pub struct Trace {
    pub call_id: Uuid,
    /// Oldest first. Steps older than the trace is kept are gone.
    pub steps: Vec<Step>,
    /// Analyses of this call that have not ended, and what each waits for.
    pub waiting: Vec<Waiting>,
    /// Recordings that its records announce and that are not there: without them there is nothing to analyse.
    pub recordings: Vec<AwaitedRecording>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TraceRecording)]
pub struct AwaitedRecording {
    pub leg_id: Uuid,
    /// `expected` (nobody fetches it, it may be sent), `waiting` (for its next attempt), `fetching`, `failed` (given up until somebody asks
    /// again).
    #[schema(example = "waiting")]
    pub state: String,
    pub since: DateTime<Utc>,
    /// Of one that is waiting: not before.
    #[schema(required)]
    pub until: Option<DateTime<Utc>>,
    pub attempts: i32,
    #[schema(required)]
    pub last_error_code: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TraceWaiting)]
pub struct Waiting {
    pub leg_id: Uuid,
    /// `release` (withheld at the limit), `retry` (a pause after a failed attempt), `worker`, `result` (it is being analysed).
    #[serde(rename = "for")]
    #[schema(example = "worker")]
    pub waits_for: String,
    /// `live`, `fresh` or `backfill`.
    #[schema(example = "fresh")]
    pub lane: String,
    pub since: DateTime<Utc>,
    /// Of a retry: not before. Of a result: when its worker has lost it unless it shows a sign of life.
    #[schema(required)]
    pub until: Option<DateTime<Utc>>,
    /// Attempts begun so far.
    pub attempts: i32,
    #[schema(required)]
    pub last_error_code: Option<String>,
    /// When it will have been done, by what waits before it, the number of workers and their measured speed. Null: that depends on
    /// a decision, nobody works, or nothing was measured yet.
    #[schema(required)]
    pub eta: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TraceStep)]
pub struct Step {
    pub at: DateTime<Utc>,
    pub stage: String,
    #[schema(required)]
    pub leg_id: Option<Uuid>,
    #[schema(required)]
    pub attempt: Option<i32>,
    #[schema(required)]
    pub latency_ms: Option<i64>,
    #[schema(required)]
    pub reason: Option<String>,
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// The trace of a call.
///
/// Every stage with its attempt, latency and reason: why a call was or was not analysed stands here, and where it waits now.
#[utoipa::path(
    operation_id = "get_trace",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id.")),
    responses(
        (status = 200, description = "The trace.", body = Trace),
        (status = 308, description = "It is part of another call now."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls/{id}/trace")]
pub async fn read(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<CallsRead>,
) -> Result<HttpResponse, Problem> {
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let mut trace = trace::of_call(&caller.running.pools.app, caller.tenant, call.call.call_id()).await?;
    if caller.authority.rows != Rows::All {
        // Of legs that they do not see nothing is told either.
        let is_seen = |leg: Uuid| call.legs.iter().any(|detail| detail.leg.id == leg);
        trace.steps.retain(|step| step.leg_id.is_none_or(is_seen));
        trace.waiting.retain(|one| is_seen(one.leg_id));
        trace.recordings.retain(|one| is_seen(one.leg_id));
    }
    let waiting = match trace.waiting {
        none if none.is_empty() => Vec::new(),
        some => {
            let outlook = caller.running.app.outlook().await?;
            let some = some.into_iter().map(|one| Waiting::new(one, caller.tenant, &outlook));
            some.collect()
        }
    };
    Ok(HttpResponse::Ok().json(Trace {
        call_id: call.call.id,
        steps: trace.steps.into_iter().map(Step::from).collect(),
        waiting,
        recordings: trace.recordings.into_iter().map(AwaitedRecording::from).collect(),
    }))
}

impl From<Awaited> for AwaitedRecording {
    fn from(awaited: Awaited) -> Self {
        Self {
            until: Some(awaited.run_at).filter(|_| awaited.state == "waiting"),
            leg_id: awaited.leg_id,
            state: awaited.state,
            since: awaited.since,
            attempts: awaited.attempts,
            last_error_code: awaited.last_error_code,
        }
    }
}

impl Waiting {
    fn new(pending: Pending, tenant: TenantId, outlook: &Outlook) -> Self {
        Self {
            eta: pending.eta(tenant, outlook),
            leg_id: pending.leg_id,
            waits_for: pending.waits_for,
            lane: pending.lane,
            since: pending.since,
            until: pending.until,
            attempts: pending.attempts,
            last_error_code: pending.last_error_code,
        }
    }
}

impl From<trace::Step> for Step {
    fn from(step: trace::Step) -> Self {
        let trace::Step {
            at,
            stage,
            leg_id,
            attempt,
            latency_ms,
            reason,
            detail,
        } = step;
        Self {
            at,
            stage,
            leg_id,
            attempt,
            latency_ms,
            reason,
            detail,
        }
    }
}
