//! `GET /v1/calls`: calls, newest first, page by page.

use actix_web::{HttpRequest, HttpResponse, get, web};
use models::analytics::Scope;
use models::calls::filter::CallFilter;
use models::calls::place::Sort;
use serde::Serialize;
use utoipa::ToSchema;

use super::paging::{found, sort};
use super::view::{Page, summaries};
use super::wanted::{Query, filter};
use crate::conditional;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, Internal, Unavailable);

/// List calls.
///
/// Latest start first, or by `sort`. Filters combine with *and*. `next` of the answer is the `cursor` of the next page; a call that comes in
/// between never repeats or hides another. A cursor belongs to its filters and order; with others it is refused. Custom fields are filtered by as
/// `custom.NAME=…`, `custom.NAME.min=…`, `.max`, `.begins`, `.known`, as their kind has them.
#[utoipa::path(
    operation_id = "list_calls",
    tag = "calls",
    params(Query),
    responses(
        (status = 200, description = "A page of calls.", body = Page),
        (status = 304, description = "As `If-None-Match` says."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls")]
pub async fn list(
    request: HttpRequest,
    caller: Can<CallsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string())?;
    let (_, found) = found(&caller, query, &state).await?;
    let next = found.next;
    let data = summaries(&caller, found.data).await?;
    conditional::json(&request, &Page { data, next })
}

/// Order and filter of a list that has no pages.
pub async fn all_of(caller: &Caller, query: Query) -> Result<(Sort, CallFilter), Problem> {
    for (name, is_given) in [("cursor", query.cursor.is_some()), ("limit", query.limit.is_some())] {
        if is_given {
            return Err(Problem::parameter(name, "an export has no pages"));
        }
    }
    Ok((sort(query.sort.as_deref())?, filter(caller, query).await?))
}

/// Count calls.
///
/// How many there are with these filters, which are those of the list; `cursor`, `limit` and `sort` are of no use here.
#[utoipa::path(
    operation_id = "count_calls",
    tag = "calls",
    params(Query),
    responses((status = 200, description = "Their number.", body = Count), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/calls/count")]
pub async fn count(request: HttpRequest, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string())?;
    let scope = Scope {
        tenant: caller.tenant,
        filter: filter(&caller, query).await?,
    };
    let app = &caller.running.pools.app;
    let count = app
        .tenant(caller.tenant, async move |conn| {
            models::analytics::count(conn, &scope).await
        })
        .await?;
    Ok(HttpResponse::Ok().json(Count { count }))
}

/// How many.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallCount)]
pub struct Count {
    pub count: i64,
}
