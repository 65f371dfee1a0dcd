//! `PATCH /v1/calls/{id}` and `POST /v1/calls/bulk`: tags and archive, of one call or of many.

use actix_web::{HttpRequest, HttpResponse, patch, post, web};
use models::Error;
use models::calls::call::{Call, Found};
use models::calls::change::{Change, Changes, Done, Selection};
use models::calls::tag::Tag;
use models::ids::CallId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{Summary, summaries};
use super::{lookup, wanted};
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsEdit, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);

/// So many calls are named by id, and told of with a result each.
pub(super) const NAMED_MAX: usize = 1_000;

/// What is to be changed; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CallChange, example = json!({ "archived": true }))]
pub struct ChangeBody {
    /// Ids or names of all tags that it is to carry.
    tags: Option<Vec<String>>,
    archived: Option<bool>,
}

/// What is to be done to many calls at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "action": "tag", "tag": "refund", "filter": "range=7d&sentiment=negative" }))]
pub struct BulkChange {
    action: BulkAction,
    /// Id or name, of `tag` and `untag`.
    tag: Option<String>,
    /// Ids of calls, at most 1,000. Either these or `filter`.
    calls: Option<Vec<Uuid>>,
    /// Parameters of the list of calls, as in its address: all calls that it lists, at most 100,000.
    filter: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    Tag,
    Untag,
    Archive,
    Unarchive,
}

/// What became of one call.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    pub call_id: Uuid,
    /// `changed`, `unchanged` (it was so already), `not_found`.
    pub result: &'static str,
}

/// What became of all.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkAnswer {
    pub changed: usize,
    pub unchanged: usize,
    pub not_found: usize,
    /// Of the first 1,000.
    pub results: Vec<BulkResult>,
}

/// Change a call.
///
/// Its tags, and whether it is put away. Everybody who follows the events hears of it.
#[utoipa::path(
    operation_id = "change_call",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id.")),
    request_body = ChangeBody,
    responses(
        (status = 200, description = "As it is now.", body = Summary),
        (status = 308, description = "It is part of another call now."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[patch("/v1/calls/{id}")]
pub async fn one(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let wanted: ChangeBody = body::json(&request, payload, &state).await?;
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(found) => found.call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let (tenant, actor, rows, id) = (caller.tenant, caller.actor(), &caller.authority.rows, CallId(call.id));
    let app = &caller.running.pools.app;
    let changed = app.tenant(tenant, async move |conn| -> Result<_, Error> {
        let changes = Changes {
            tenant,
            rows,
            actor: &actor,
        };
        let tags = match &wanted.tags {
            Some(names) => Some(Tag::of(tenant).named(conn, names).await?),
            None => None,
        };
        changes.one(conn, id, tags.as_deref(), wanted.archived).await
    });
    let bell = changed.await?;
    caller.running.app.feed().ring(bell);
    let Found::Call(after) = Call::of(tenant).within(rows).find(app, id).await? else {
        return Err(Problem::not_found("call"));
    };
    let told = summaries(&caller, vec![after.call]).await?.pop();
    let told = told.ok_or_else(|| Problem::not_found("call"))?;
    Ok(HttpResponse::Ok().json(told))
}

/// Change many calls.
///
/// Those that are named, or all that a filter lists at that moment. In one transaction: all or none. `POST /v1/calls/deletions` deletes many.
#[utoipa::path(
    operation_id = "change_calls",
    tag = "calls",
    request_body = BulkChange,
    responses((status = 200, description = "What became of each.", body = BulkAnswer), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/calls/bulk")]
pub async fn many(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let order: BulkChange = body::json(&request, payload, &state).await?;
    let tag = match (order.action, &order.tag) {
        (BulkAction::Tag | BulkAction::Untag, Some(name)) => Some(name.clone()),
        (BulkAction::Archive | BulkAction::Unarchive, None) => None,
        (BulkAction::Tag | BulkAction::Untag, None) => return Err(Problem::parameter("tag", "which tag?")),
        _ => return Err(Problem::parameter("tag", "this action has no tag")),
    };
    let selection = selection(&caller, order.calls, order.filter.as_deref()).await?;
    let (tenant, actor, rows) = (caller.tenant, caller.actor(), &caller.authority.rows);
    let action = order.action;
    let done = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<_, Error> {
            let changes = Changes {
                tenant,
                rows,
                actor: &actor,
            };
            let named: Vec<String> = tag.into_iter().collect();
            let tag = Tag::of(tenant).named(conn, &named).await?.pop();
            let change = match (action, tag) {
                (BulkAction::Tag, Some(tag)) => Change::Tag(tag),
                (BulkAction::Untag, Some(tag)) => Change::Untag(tag),
                (BulkAction::Unarchive, _) => Change::Unarchive,
                (BulkAction::Archive | BulkAction::Tag | BulkAction::Untag, _) => Change::Archive,
            };
            changes.many(conn, &selection, change).await
        });
    let done = done.await?;
    caller.running.app.feed().ring(done.bell);
    Ok(HttpResponse::Ok().json(answer(&done)))
}

/// Calls by id, or those that a filter lists: one of both.
pub(super) async fn selection(
    caller: &Caller,
    calls: Option<Vec<Uuid>>,
    filter: Option<&str>,
) -> Result<Selection, Problem> {
    match (calls, filter) {
        (Some(calls), None) if calls.len() <= NAMED_MAX => Ok(Selection::Calls(calls)),
        (Some(_), None) => Err(Problem::parameter(
            "calls",
            format!("at most {NAMED_MAX}; use `filter` for more"),
        )),
        (None, Some(filter)) => {
            let query = wanted::Query::parse(filter).map_err(|problem| Problem::parameter("filter", problem.detail))?;
            Ok(Selection::Filter(Box::new(wanted::filter(caller, query).await?)))
        }
        _ => Err(Problem::parameter("calls", "either `calls` or `filter`")),
    }
}

fn answer(done: &Done) -> BulkAnswer {
    let of = |ids: &[Uuid], result: &'static str| -> Vec<BulkResult> {
        let first = ids.iter().take(NAMED_MAX);
        first
            .map(|call_id| BulkResult {
                call_id: *call_id,
                result,
            })
            .collect()
    };
    let mut results = of(&done.changed, "changed");
    results.extend(of(&done.unchanged, "unchanged"));
    results.extend(of(&done.not_found, "not_found"));
    results.truncate(NAMED_MAX);
    BulkAnswer {
        changed: done.changed.len(),
        unchanged: done.unchanged.len(),
        not_found: done.not_found.len(),
        results,
    }
}
