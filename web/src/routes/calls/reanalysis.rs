//! Analyses on order: `POST /v1/calls/{id}/reanalyze` and `/v1/calls/reanalyze` put calls into the queue anew,
//! `POST /v1/calls/{id}/cancel` takes one out.

use actix_web::{HttpRequest, HttpResponse, post, web};
use models::calls::call::{Call, Found, ListPage};
use models::calls::cancellation;
use models::calls::hearing::Wish;
use models::calls::reanalysis::{self, Ordered};
use models::ids::CallId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{hearing, lookup, paging, wanted};
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{CallsEdit, Can, QueueManage};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: MissingKey, InvalidKey, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(OneRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, MissingKey, InvalidKey, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(BulkRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, MissingKey, InvalidKey, Internal, Unavailable);

/// Calls that one transaction orders: they stay locked for so long.
const PART: usize = 100;

/// What became of the order for one call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReanalysisResult, example = json!({ "call_id": "2b77195b-a06f-55ac-9d53-b5d6e5245684", "result": "queued" }))]
pub struct OneResult {
    pub call_id: Uuid,
    /// `queued`; `already_queued`: it waits or is being analysed; `withheld`: beyond the limit, `POST /v1/usage/release` analyses it;
    /// `nothing_to_analyze`: no recording; `not_found`.
    #[schema(value_type = String)]
    pub result: &'static str,
}

/// Calls by id, and how they are to be heard.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReanalysisOrder)]
pub struct Order {
    /// At most as many as `bounds.bulk_max` says.
    ids: Option<Vec<Uuid>>,
    /// ISO 639-1, or `auto`.
    language: Option<String>,
    /// Name of a speech model, as GET /v1/models lists it.
    model: Option<String>,
}

/// How the call is to be heard; what is not given stays as it was.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReanalysisManner, example = json!({ "language": "es", "model": "base-q8_0" }))]
pub struct Manner {
    /// ISO 639-1, or `auto`.
    language: Option<String>,
    /// Name of a speech model, as GET /v1/models lists it.
    model: Option<String>,
}

/// What became of each call, and where the filter's calls go on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReanalysisResults)]
pub struct Results {
    pub data: Vec<OneResult>,
    /// How many of them were queued.
    pub queued: usize,
    /// More calls match: the `cursor` of the next request, with the same filter. Null where these were the last.
    #[schema(required)]
    pub next: Option<String>,
}

/// What was taken out of the queue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cancelled, example = json!({ "call_id": "2b77195b-a06f-55ac-9d53-b5d6e5245684", "waiting": 1, "running": 0 }))]
pub struct Cancelled {
    pub call_id: Uuid,
    /// Analyses of its legs that had not begun.
    pub waiting: usize,
    /// Analyses that were at work: they stop within moments, and nothing of them is kept.
    pub running: usize,
}

/// Analyse a call anew.
///
/// In the lane `backfill`: behind what is fresh. What was found before is read until the new result is there, and stays if there is
/// none. Costs no call: a call is charged once. A call that was not to be analysed, was cancelled or has failed is analysed after all. `language` and
/// `model` hold for its recordings from then on.
#[utoipa::path(
    operation_id = "reanalyze_call",
    tag = "analysis",
    params(("id" = Uuid, Path, description = "The call's id.")),
    request_body(content = Option<Manner>, content_type = "application/json"),
    responses(
        (status = 202, description = "It waits.", body = OneResult),
        (status = 308, description = "It is part of another call now."),
        OneRefusals
    ),
    security(("api_key" = []))
)]
#[post("/v1/calls/{id}/reanalyze")]
pub async fn one(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let manner: Manner = body::json_or_default(&request, payload, &state).await?;
    let wish = hearing::wish(&state, manner.language, manner.model).await?;
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call.call.id,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let ordered = order(&caller, &[call], &wish).await?;
    let result = ordered.first().map_or(Ordered::NotFound, |(_, result)| *result);
    let why = match result {
        Ordered::Queued => return Ok(HttpResponse::Accepted().json(OneResult::new((call, result)))),
        Ordered::AlreadyQueued => "it waits or is being analysed already",
        Ordered::Withheld => "it is beyond the limit: POST /v1/usage/release analyses what is withheld",
        Ordered::NothingToAnalyze => "it has no recording",
        Ordered::NotFound => return Err(Problem::not_found("call")),
    };
    Err(Problem::new(Code::Conflict, why))
}

/// Analyse calls anew.
///
/// Those of the body's `ids`, or those that the filter of the query finds (the same as of the list of calls), at least one condition;
/// a result for each. At most `limit`, by default and at most `bounds.bulk_max`, in one request: go on with `next`.
#[utoipa::path(
    operation_id = "reanalyze_calls",
    tag = "analysis",
    params(wanted::Query),
    request_body(content = Option<Order>, content_type = "application/json"),
    responses((status = 202, description = "What became of each.", body = Results), BulkRefusals),
    security(("api_key" = []))
)]
#[post("/v1/calls/reanalyze")]
pub async fn many(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let bulk_max = state.bounds().bulk_max;
    let named: Order = body::json_or_default(&request, payload, &state).await?;
    let wish = hearing::wish(&state, named.language, named.model).await?;
    let (ids, next) = match named.ids {
        Some(_) if !request.query_string().is_empty() => {
            return Err(Problem::parameter("ids", "give either these or a filter"));
        }
        Some(ids) if ids.len() > bulk_max => return Err(Problem::parameter("ids", format!("at most {bulk_max}"))),
        Some(ids) => (ids, None),
        None => found(&request, &caller, bulk_max).await?,
    };
    let ordered = order(&caller, &ids, &wish).await?;
    Ok(HttpResponse::Accepted().json(Results {
        queued: ordered.iter().filter(|(_, result)| *result == Ordered::Queued).count(),
        data: ordered.into_iter().map(OneResult::new).collect(),
        next,
    }))
}

/// Cancel the analysis of a call.
///
/// Of all its legs: what waits leaves the queue, what is at work stops within moments. A leg that had an analysis keeps it; one that had
/// none is `none`, with the reason `cancelled`, until somebody has it analysed anew. What is withheld stays withheld.
#[utoipa::path(
    operation_id = "cancel_analysis",
    tag = "analysis",
    params(("id" = Uuid, Path, description = "The call's id.")),
    responses(
        (status = 200, description = "Cancelled.", body = Cancelled),
        (status = 308, description = "It is part of another call now."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[post("/v1/calls/{id}/cancel")]
pub async fn cancel(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<QueueManage>,
) -> Result<HttpResponse, Problem> {
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call.call.id,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let (tenant, actor, rows) = (caller.tenant, caller.actor(), caller.authority.rows.clone());
    let running = &caller.running;
    let cancelled = running.pools.app.tenant(tenant, async move |conn| {
        cancellation::order(conn, tenant, &rows, &actor, CallId(call)).await
    });
    let done = cancelled.await?;
    if done.waiting + done.running == 0 {
        let why = "nothing of it waits for a worker or is being analysed";
        return Err(Problem::new(Code::Conflict, why));
    }
    running.app.feed().ring(done.bell);
    running.app.recall_analyses();
    Ok(HttpResponse::Ok().json(Cancelled {
        call_id: call,
        waiting: done.waiting,
        running: done.running,
    }))
}

impl OneResult {
    fn new((call_id, result): (Uuid, Ordered)) -> Self {
        Self {
            call_id,
            result: result.as_str(),
        }
    }
}

/// The next calls that the filter finds, and where they go on.
async fn found(
    request: &HttpRequest,
    caller: &Caller,
    bulk_max: usize,
) -> Result<(Vec<Uuid>, Option<String>), Problem> {
    let unreadable =
        |error: actix_web::error::QueryPayloadError| Problem::new(Code::InvalidParameter, error.to_string());
    let query = wanted::Query::parse(request.query_string())?;
    let named = web::Query::<Vec<(String, String)>>::from_query(request.query_string()).map_err(unreadable)?;
    if named
        .iter()
        .all(|(name, _)| matches!(name.as_str(), "cursor" | "limit" | "sort" | "agent_exact"))
    {
        let detail = "a filter with at least one condition, or `ids` in the body; all calls are those of `started_before` in the future";
        return Err(Problem::new(Code::InvalidParameter, detail));
    }
    let rows = query.limit.map_or(bulk_max, |limit| limit as usize);
    if rows == 0 || rows > bulk_max {
        return Err(Problem::parameter("limit", format!("1 to {bulk_max}")));
    }
    let (sort, cursor) = (paging::sort(query.sort.as_deref())?, query.cursor.clone());
    let filter = wanted::filter(caller, query).await?;
    let page = ListPage {
        sort,
        after: paging::place(cursor.as_deref(), &filter, sort)?,
        rows: u32::try_from(rows).unwrap_or(u32::MAX),
    };
    let found = Call::of(caller.tenant)
        .list(&caller.running.pools.app, &filter, &page)
        .await?;
    Ok((found.data.iter().map(|call| call.id).collect(), found.next))
}

/// Part by part; what is ordered stays ordered whatever happens to the rest.
async fn order(caller: &Caller, calls: &[Uuid], wish: &Wish) -> Result<Vec<(Uuid, Ordered)>, Problem> {
    let (running, tenant) = (&caller.running, caller.tenant);
    let (actor, rows) = (caller.actor(), caller.authority.rows.clone());
    let mut results = Vec::with_capacity(calls.len());
    for part in calls.chunks(PART) {
        let app = &running.pools.app;
        let ordered = app.tenant(tenant, async |conn| {
            reanalysis::order(conn, tenant, &rows, &actor, part, wish).await
        });
        let done = ordered.await?;
        running.app.feed().ring(done.bell);
        running.app.wake_analysis();
        let result = |call: &Uuid| done.calls.get(call).copied().unwrap_or(Ordered::NotFound);
        results.extend(part.iter().map(|call| (*call, result(call))));
    }
    Ok(results)
}
