//! `GET /v1/calls`: calls, newest first, page by page.

use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::engine::pbx::{Direction, Disposition};
use chrono::{DateTime, Utc};
use models::calls::call::{Call, CallFilter};
use models::calls::status::AnalysisStatus;
use models::page::{Cursor, PageRequest};
use serde::Deserialize;
use utoipa::IntoParams;

use super::view::{Page, Summary};
use crate::problem::{Code, Problem};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, Internal, Unavailable);

/// Which calls, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Calls on a page; the server has an upper bound.
    #[param(minimum = 1)]
    limit: Option<u32>,
    source_instance: Option<String>,
    /// Of one of the call's legs.
    external_id: Option<String>,
    #[param(inline, value_type = Option<super::view::DirectionName>)]
    direction: Option<String>,
    #[param(inline, value_type = Option<super::view::DispositionName>)]
    disposition: Option<String>,
    #[param(inline, value_type = Option<super::view::StatusName>)]
    analysis_status: Option<String>,
    #[param(inline, value_type = Option<super::analysis::SentimentLabel>)]
    sentiment: Option<String>,
    /// One of the call's agents.
    agent: Option<String>,
    queue: Option<String>,
    from: Option<String>,
    to: Option<String>,
    /// Caller or called.
    number: Option<String>,
    /// Started at this moment or later (RFC 3339).
    started_from: Option<DateTime<Utc>>,
    /// Started before this moment (RFC 3339).
    started_before: Option<DateTime<Utc>>,
    /// Seconds of conversation, at least.
    talk_min_s: Option<i32>,
    /// Seconds of conversation, at most.
    talk_max_s: Option<i32>,
}

/// List calls.
///
/// Newest start first. Filters combine with *and*. `next` of the answer is the `cursor` of the next page; a call that comes in
/// between never repeats or hides another.
#[utoipa::path(
    operation_id = "list_calls",
    tag = "calls",
    params(Query),
    responses((status = 200, description = "A page of calls.", body = Page), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/calls")]
pub async fn list(request: HttpRequest, caller: Caller, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let query = web::Query::<Query>::from_query(request.query_string())
        .map_err(|error| Problem::new(Code::InvalidParameter, error.to_string()))?
        .into_inner();
    let page = page(&query, &state)?;
    let filter = filter(query)?;
    let found = Call::of(caller.tenant)
        .list(&caller.running.pools.app, &filter, &page)
        .await?;
    let next = found.next;
    Ok(HttpResponse::Ok().json(Page {
        data: found.data.into_iter().map(Summary::from).collect(),
        next,
    }))
}

fn page(query: &Query, state: &State) -> Result<PageRequest, Problem> {
    let bounds = &state.config.bounds;
    let rows = query.limit.map_or(bounds.page_default, |limit| limit as usize);
    if rows == 0 || rows > bounds.page_max {
        return Err(Problem::parameter("limit", format!("1 to {}", bounds.page_max)));
    }
    let wrong = |_| Problem::parameter("cursor", "not a cursor of this list; take `next` of a page as it is");
    let after = query.cursor.as_deref().map(Cursor::parse).transpose().map_err(wrong)?;
    Ok(PageRequest {
        after,
        rows: u32::try_from(rows).unwrap_or(u32::MAX),
    })
}

fn filter(query: Query) -> Result<CallFilter, Problem> {
    known("direction", query.direction.as_deref(), |name| {
        Direction::from_name(name).is_some()
    })?;
    known("disposition", query.disposition.as_deref(), |name| {
        Disposition::from_name(name).is_some()
    })?;
    known("analysis_status", query.analysis_status.as_deref(), |name| {
        AnalysisStatus::from_name(name).is_some()
    })?;
    known("sentiment", query.sentiment.as_deref(), |name| {
        matches!(name, "negative" | "neutral" | "positive")
    })?;
    Ok(CallFilter {
        started_from: query.started_from,
        started_before: query.started_before,
        direction: query.direction,
        disposition: query.disposition,
        analysis_status: query.analysis_status,
        agent: query.agent,
        queue: query.queue,
        number: query.number,
        from: query.from,
        to: query.to,
        source_instance: query.source_instance,
        external_id: query.external_id,
        sentiment_label: query.sentiment,
        talk_min_s: query.talk_min_s,
        talk_max_s: query.talk_max_s,
    })
}

fn known(parameter: &str, value: Option<&str>, is_known: impl Fn(&str) -> bool) -> Result<(), Problem> {
    match value {
        Some(value) if !is_known(value) => Err(Problem::parameter(
            parameter,
            format!("{value:?} is none of its values"),
        )),
        _ => Ok(()),
    }
}
