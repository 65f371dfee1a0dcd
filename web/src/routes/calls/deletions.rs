//! `POST /v1/calls/deletions`: many calls go for good, each as `DELETE /v1/calls/{id}` takes it away. What one request does not do a job does.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::calls::deletion::{self, PART, Sorted, Standing};
use models::compliance::audit::{self, Entry};
use models::platform::job::{self, JobId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::{self, NAMED_MAX};
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsDelete, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(OrderRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);

/// Calls that are gone when the order is answered.
const AT_ONCE: usize = 4 * PART;
const LISTED_MAX: i64 = 100;

/// Which calls.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeletionOrder, example = json!({ "filter": "started_before=2025-01-01T00:00:00Z&direction=internal" }))]
pub struct Order {
    /// Ids of calls, at most 1,000. Either these or `filter`.
    calls: Option<Vec<Uuid>>,
    /// Parameters of the list of calls, as in its address, at least one of them: all calls that it lists now, at most 100,000.
    filter: Option<String>,
}

/// What became of one call.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeletionResult {
    pub call_id: Uuid,
    /// `deleted`; `left`: the job deletes it; `in_part`: only some of its legs are seen, and it stays; `not_found`.
    #[schema(value_type = String)]
    pub result: &'static str,
}

/// What became of all.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeletionAnswer)]
pub struct Answer {
    pub deleted: usize,
    /// What the job does.
    pub left: usize,
    pub in_part: usize,
    pub not_found: usize,
    /// Of what is left: `GET /v1/calls/deletions/{id}`. Null if nothing is.
    #[schema(required)]
    pub job_id: Option<Uuid>,
    /// Of the first 1,000.
    pub results: Vec<DeletionResult>,
}

/// How a job stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deletion {
    pub job_id: Uuid,
    /// `waiting`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    /// Somebody has stopped it, and what is under way comes to its end.
    pub stopping: bool,
    /// Calls that its order left to it.
    pub total: u64,
    /// Those of them that it has come past.
    pub done: u64,
    /// Those that it has deleted: the others were gone by then, or went with an attempt that was broken off before it told of them.
    pub deleted: u64,
    pub ordered_at: DateTime<Utc>,
    #[schema(required)]
    pub finished_at: Option<DateTime<Utc>>,
}

/// The latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeletionList {
    pub data: Vec<Deletion>,
}

/// Delete many calls.
///
/// Those that are named, or all that a filter lists at that moment, for good: each as `DELETE /v1/calls/{id}` deletes one, with an event and an entry of
/// the audit of its own. The first are gone when this is answered (200); more are left to a job (202), which goes on after any interruption. Calls
/// that came later are not among them. Nothing else is undone by what cannot be deleted: the answer says which those are.
#[utoipa::path(
    operation_id = "delete_calls",
    tag = "calls",
    request_body = Order,
    responses(
        (status = 200, description = "All of it is done.", body = Answer),
        (status = 202, description = "A job does the rest.", body = Answer),
        OrderRefusals
    ),
    security(("api_key" = []))
)]
#[post("/v1/calls/deletions")]
pub async fn order(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<CallsDelete>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    // Staff that helps a member removes nothing, by whichever method.
    caller.in_person()?;
    let order: Order = body::json(&request, payload, &state).await?;
    if let Some(filter) = &order.filter {
        check(filter)?;
    }
    let selection = change::selection(&caller, order.calls, order.filter.as_deref()).await?;
    let (tenant, actor, rows) = (caller.tenant, caller.actor(), &caller.authority.rows);
    let (running, by) = (&caller.running, (rows, actor.as_str()));
    let app = &running.pools.app;
    let begun = app.tenant(tenant, async |conn| -> Result<_, Error> {
        let calls = selection.ids(conn, tenant).await?;
        deletion::begin(conn, tenant, by, &calls, AT_ONCE).await
    });
    let (mut sorted, job) = begun.await?;
    let left = sorted.whole.split_off(sorted.whole.len().min(AT_ONCE));
    let mut gone = Vec::with_capacity(sorted.whole.len());
    let partitions = running.app.ledgers();
    for part in sorted.whole.chunks(PART) {
        let deleted = app.tenant(tenant, async |conn| -> Result<_, Error> {
            deletion::several(conn, tenant, by, part, partitions).await
        });
        let (of_part, bell) = deleted.await?;
        running.app.feed().ring(bell);
        running.app.recall_analyses();
        gone.push(of_part);
    }
    running.app.wake_jobs();
    let told = answer(gone, &left, sorted, job);
    Ok(match told.job_id {
        None => HttpResponse::Ok().json(told),
        Some(_) => HttpResponse::Accepted().json(told),
    })
}

/// List deletions of many calls that go on.
///
/// Whoever ordered them: what was left to jobs that have not ended, the latest hundred.
#[utoipa::path(
    operation_id = "list_deletions",
    tag = "calls",
    responses((status = 200, description = "The jobs.", body = DeletionList), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/calls/deletions")]
pub async fn list(caller: Can<CallsDelete>) -> Result<HttpResponse, Problem> {
    let tenant = caller.tenant;
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| {
        deletion::going_on(conn, tenant, LISTED_MAX).await
    });
    let data = found.await?.into_iter().map(Deletion::from).collect();
    Ok(HttpResponse::Ok().json(DeletionList { data }))
}

/// How a deletion of many calls stands.
///
/// Of what its order left to a job. Kept for some days after its end.
#[utoipa::path(
    operation_id = "get_deletion",
    tag = "calls",
    params(("id" = Uuid, Path, description = "`job_id` of the order's answer.")),
    responses((status = 200, description = "The job.", body = Deletion), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/calls/deletions/{id}")]
pub async fn read(id: web::Path<String>, caller: Can<CallsDelete>) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(Deletion::from(find(&caller, &id).await?)))
}

/// Stop a deletion of many calls.
///
/// What is not deleted yet stays; what is deleted is gone. One that is at work stops within moments.
#[utoipa::path(
    operation_id = "cancel_deletion",
    tag = "calls",
    params(("id" = Uuid, Path, description = "`job_id` of the order's answer.")),
    responses((status = 200, description = "As it stands now.", body = Deletion), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/calls/deletions/{id}")]
pub async fn cancel(id: web::Path<String>, caller: Can<CallsDelete>) -> Result<HttpResponse, Problem> {
    let found = find(&caller, &id).await?;
    // Said again it changes nothing, and is in the audit once.
    if found.job.cancel_asked || found.job.finished_at.is_some() {
        return Ok(HttpResponse::Ok().json(Deletion::from(found)));
    }
    let (tenant, actor, id) = (caller.tenant, caller.actor(), JobId(found.job.id));
    let app = &caller.running.pools.app;
    let now = app.tenant(tenant, async move |conn| -> Result<Standing, Error> {
        job::cancel(conn, tenant, id).await?;
        let entry = Entry::new(actor, "calls.deletion_cancelled", "calls");
        audit::append(conn, tenant, &[entry.change(None, Some(json!({ "job": id })))]).await?;
        deletion::standing(conn, tenant, id).await
    });
    Ok(HttpResponse::Ok().json(Deletion::from(now.await?)))
}

/// The job of an order.
async fn find(caller: &Caller, id: &str) -> Result<Standing, Problem> {
    let id = Uuid::parse_str(id).map_err(|_| Problem::not_found("deletion"))?;
    let tenant = caller.tenant;
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| {
        deletion::standing(conn, tenant, JobId(id)).await
    });
    found.await.map_err(|error| match error {
        Error::NotFound(_) => Problem::not_found("deletion"),
        error => error.into(),
    })
}

impl From<Standing> for Deletion {
    fn from(Standing { job, calls }: Standing) -> Self {
        let figure = |told: Option<&Value>, name: &str| -> u64 {
            let found = told.and_then(|told| told.get(name)).and_then(Value::as_u64);
            found.unwrap_or(0)
        };
        let progress = job.progress.as_ref();
        Self {
            job_id: job.id,
            stopping: job.cancel_asked && job.finished_at.is_none(),
            total: calls,
            // How it ended is told of what it has deleted alone.
            done: match job.result {
                Some(_) => calls,
                None => figure(progress, "done"),
            },
            deleted: figure(job.result.as_ref().or(progress), "deleted"),
            state: job.state,
            ordered_at: job.created_at,
            finished_at: job.finished_at,
        }
    }
}

/// A filter that says nothing would take everything away, and one with pages more than its page.
fn check(filter: &str) -> Result<(), Problem> {
    let named = web::Query::<Vec<(String, String)>>::from_query(filter);
    let named = named.map_err(|error| Problem::parameter("filter", error))?.into_inner();
    if let Some((name, _)) = named
        .iter()
        .find(|(name, _)| matches!(name.as_str(), "cursor" | "limit"))
    {
        let detail = format!("`{name}`: a deletion has no pages, it takes all that fits");
        return Err(Problem::parameter("filter", detail));
    }
    // By it a list leaves out what has no score, which a deletion would take.
    let by_score =
        |(name, value): &(String, String)| name == "sort" && value.trim_start_matches('-') == "sentiment_score";
    let of_scores = |(name, _): &(String, String)| matches!(name.as_str(), "sentiment_min" | "sentiment_max");
    if named.iter().any(by_score) && !named.iter().any(of_scores) {
        let detail = "`sort`: sorted by it a list has only calls with a score; say so by `sentiment_min=-5`";
        return Err(Problem::parameter("filter", detail));
    }
    // `agent_exact` says something of `agent` alone.
    let says_nothing = |(name, value): &(String, String)| {
        matches!(name.as_str(), "sort" | "agent_exact") || (name == "archived" && value == "any")
    };
    match named.iter().all(says_nothing) {
        true => Err(Problem::parameter(
            "filter",
            "at least one condition; all calls are those of `started_before` in the future",
        )),
        false => Ok(()),
    }
}

/// `gone`: part by part what became of those that were not left; `seen`: what stood in the way at first.
fn answer(gone: Vec<Sorted>, left: &[Uuid], seen: Sorted, job: Option<JobId>) -> Answer {
    let (mut deleted, mut in_part, mut not_found) = (Vec::new(), seen.in_part, seen.not_found);
    for part in gone {
        deleted.extend(part.whole);
        in_part.extend(part.in_part);
        not_found.extend(part.not_found);
    }
    let of = |calls: &[Uuid], result: &'static str| -> Vec<DeletionResult> {
        let first = calls.iter().take(NAMED_MAX);
        first
            .map(|call_id| DeletionResult {
                call_id: *call_id,
                result,
            })
            .collect()
    };
    let mut results = of(&deleted, "deleted");
    results.extend(of(&in_part, "in_part"));
    results.extend(of(&not_found, "not_found"));
    results.extend(of(left, "left"));
    results.truncate(NAMED_MAX);
    Answer {
        deleted: deleted.len(),
        left: left.len(),
        in_part: in_part.len(),
        not_found: not_found.len(),
        job_id: job.map(|job| job.0),
        results,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_says_something_and_has_no_pages() {
        for filter in [
            "direction=inbound",
            "sort=-talk_s&tag=old",
            "custom.region=north",
            "agent=7&agent_exact=true",
            "sort=sentiment_score&sentiment_min=-5",
        ] {
            assert!(check(filter).is_ok(), "{filter}");
        }
        for filter in [
            "",
            "sort=talk_s",
            "archived=any&sort=talk_s",
            "agent_exact=true",
            "agent_exact=false&sort=talk_s",
            "direction=inbound&sort=-sentiment_score",
            "direction=inbound&limit=10",
            "cursor=x&tag=old",
        ] {
            let refused = check(filter).unwrap_err();
            assert!(refused.detail.starts_with("`filter`: "), "{filter}: {}", refused.detail);
        }
    }

    #[test]
    fn each_call_is_told_once_however_it_ended() {
        let ids = |from: u128, n: u128| (from..from + n).map(Uuid::from_u128).collect::<Vec<_>>();
        let sorted = |whole, in_part, not_found| Sorted {
            whole,
            in_part,
            not_found,
        };
        let gone = vec![
            sorted(ids(1, 25), Vec::new(), Vec::new()),
            sorted(ids(26, 3), ids(29, 1), ids(30, 1)),
        ];
        let left = ids(100, 2_000);
        let job = JobId(Uuid::nil());
        let told = answer(gone, &left, sorted(Vec::new(), ids(50, 2), ids(60, 3)), Some(job));
        assert_eq!(
            (told.deleted, told.left, told.in_part, told.not_found),
            (28, 2_000, 3, 4)
        );
        assert_eq!(told.results.len(), NAMED_MAX);
        let of = |result: &str| told.results.iter().filter(|one| one.result == result).count();
        assert_eq!(
            (of("deleted"), of("in_part"), of("not_found"), of("left")),
            (28, 3, 4, 965)
        );
    }
}
