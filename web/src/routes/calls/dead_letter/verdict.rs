//! What is done with dead letters: tried again or dropped, one or many.

use actix_web::{HttpRequest, HttpResponse, post, web};
use models::calls::dead_letter::Verdict;
use models::page::PageRequest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Desk, Filter, ReadRefusals, checked, leg_id};
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, QueueManage};
use crate::state::State;

crate::refusals!(BulkRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, MissingKey, InvalidKey, Internal, Unavailable);

/// Rows that one transaction settles: calls stay locked for so many.
const PART: usize = 100;

/// Which dead letters are meant: some by id, or all that match.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeadLetterOrder, example = json!({ "filter": { "code": "timed_out" } }))]
pub struct Order {
    /// At most as many as `bounds.bulk_max` says.
    ids: Option<Vec<Uuid>>,
    filter: Option<Filter>,
}

/// What became of each.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetterResults)]
pub struct Results {
    pub data: Vec<OneResult>,
    /// More match the filter: ask again.
    pub more: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetterResult, example = json!({ "id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb", "result": "retried" }))]
pub struct OneResult {
    pub id: Uuid,
    /// `retried`, `discarded`, or `not_found`: there is no such dead letter, or none any more.
    #[schema(value_type = String)]
    pub result: &'static str,
}

/// Try an analysis again.
///
/// It goes back into the queue with all its attempts before it, into the lane that it had.
#[utoipa::path(
    operation_id = "retry_dead_letter",
    tag = "analysis",
    params(("id" = Uuid, Path, description = "The leg's id.")),
    responses((status = 200, description = "It waits again.", body = OneResult), ReadRefusals),
    security(("api_key" = []))
)]
#[post("/v1/dead-letters/{id}/retry")]
pub async fn retry(id: web::Path<String>, caller: Can<QueueManage>) -> Result<HttpResponse, Problem> {
    one(&Desk::of(&caller), Verdict::Retry, &id).await
}

/// Drop a dead letter.
///
/// The leg stays as it is, `failed` with its reason, or with the analysis that it had before.
#[utoipa::path(
    operation_id = "discard_dead_letter",
    tag = "analysis",
    params(("id" = Uuid, Path, description = "The leg's id.")),
    responses((status = 200, description = "Dropped.", body = OneResult), ReadRefusals),
    security(("api_key" = []))
)]
#[post("/v1/dead-letters/{id}/discard")]
pub async fn discard(id: web::Path<String>, caller: Can<QueueManage>) -> Result<HttpResponse, Problem> {
    one(&Desk::of(&caller), Verdict::Discard, &id).await
}

/// Try many again.
///
/// Those that are named, or those that match, the latest first; a result for each. At most `bounds.bulk_max` in one request.
#[utoipa::path(
    operation_id = "retry_dead_letters",
    tag = "analysis",
    request_body = Order,
    responses((status = 200, description = "What became of each.", body = Results), BulkRefusals),
    security(("api_key" = []))
)]
#[post("/v1/dead-letters/retry")]
pub async fn retry_many(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<QueueManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    many(
        &Desk::of(&caller),
        Verdict::Retry,
        body::json(&request, payload, &state).await?,
        &state,
    )
    .await
}

/// Drop many.
///
/// As with trying again.
#[utoipa::path(
    operation_id = "discard_dead_letters",
    tag = "analysis",
    request_body = Order,
    responses((status = 200, description = "What became of each.", body = Results), BulkRefusals),
    security(("api_key" = []))
)]
#[post("/v1/dead-letters/discard")]
pub async fn discard_many(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<QueueManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    many(
        &Desk::of(&caller),
        Verdict::Discard,
        body::json(&request, payload, &state).await?,
        &state,
    )
    .await
}

async fn one(desk: &Desk, verdict: Verdict, id: &str) -> Result<HttpResponse, Problem> {
    let id = leg_id(id)?.0;
    let results = settle(desk, verdict, &[id]).await?;
    match results.into_iter().find(|result| result.result != NOT_FOUND) {
        Some(result) => Ok(HttpResponse::Ok().json(result)),
        None => Err(Problem::not_found("dead letter")),
    }
}

/// Those that the order means.
pub async fn many(desk: &Desk, verdict: Verdict, order: Order, state: &State) -> Result<HttpResponse, Problem> {
    let bulk_max = state.bounds().bulk_max;
    let (ids, more) = match (order.ids, order.filter) {
        (Some(ids), None) if ids.len() <= bulk_max => (ids, false),
        (Some(_), None) => return Err(Problem::parameter("ids", format!("at most {bulk_max}"))),
        (None, Some(filter)) => {
            let (letters, filter) = (desk.letters.clone(), checked(filter)?);
            let page = PageRequest {
                after: None,
                rows: u32::try_from(bulk_max).unwrap_or(u32::MAX),
            };
            let app = &desk.running.pools.app;
            let found = app.tenant(desk.tenant, async move |conn| letters.list(conn, &filter, &page).await);
            let found = found.await?;
            (
                found.data.iter().map(|letter| letter.id).collect(),
                found.next.is_some(),
            )
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(Problem::parameter("ids", "give either these or `filter`"));
        }
    };
    let data = settle(desk, verdict, &ids).await?;
    Ok(HttpResponse::Ok().json(Results { data, more }))
}

const NOT_FOUND: &str = "not_found";

/// Part by part; what is done stays done whatever happens to the rest.
pub async fn settle(desk: &Desk, verdict: Verdict, ids: &[Uuid]) -> Result<Vec<OneResult>, Problem> {
    let Desk {
        running,
        actor,
        letters,
        ..
    } = desk;
    let told = match verdict {
        Verdict::Retry => "retried",
        Verdict::Discard => "discarded",
    };
    let mut results = Vec::with_capacity(ids.len());
    for part in ids.chunks(PART) {
        let app = &running.pools.app;
        let settled = app.tenant(desk.tenant, async |conn| {
            letters.settle(conn, actor, verdict, part).await
        });
        let done = settled.await?;
        running.app.feed().ring(done.bell);
        if verdict == Verdict::Retry {
            running.app.wake_analysis();
        }
        results.extend(part.iter().map(|id| OneResult {
            id: *id,
            result: if done.legs.contains(id) { told } else { NOT_FOUND },
        }));
    }
    Ok(results)
}
