//! `GET /v1/calls`: calls, newest first, page by page.

use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::engine::pbx::{Direction, Disposition};
use chrono::{DateTime, Utc};
use models::billing::usage::Charge;
use models::calls::call::{Call, ListPage};
use models::calls::filter::{CallFilter, NumberIs};
use models::calls::place::{Place, Sort};
use models::calls::status::AnalysisStatus;
use models::identity::authority::Rows;
use serde::Deserialize;
use utoipa::IntoParams;

use super::view::{Page, Summary};
use crate::conditional;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{CallsRead, Can};
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, Internal, Unavailable);

/// Which calls, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    pub(super) cursor: Option<String>,
    /// Calls on a page; the server has an upper bound.
    #[param(minimum = 1)]
    pub(super) limit: Option<u32>,
    /// `started_at`, `talk_s` or `sentiment_score` (only calls that have a score), with `-` before it for the largest first.
    /// Latest start first if not given.
    #[param(example = "-started_at")]
    pub(super) sort: Option<String>,
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
    /// Caller; `+4930*` is every number that begins so.
    from: Option<String>,
    /// Called; `*` at the end as with `from`.
    to: Option<String>,
    /// Caller or called; `*` at the end as with `from`.
    number: Option<String>,
    /// What groups its legs.
    linked_id: Option<String>,
    has_recording: Option<bool>,
    /// `included`, `overage`, `withheld` or `none`.
    charge_kind: Option<String>,
    /// Begin of the period to which it was charged (RFC 3339).
    charged_period: Option<DateTime<Utc>>,
    /// Of one of its recordings (ISO 639-1).
    language: Option<String>,
    /// A flag of the quality of one of its recordings, as `dual_mono`.
    flag: Option<String>,
    /// Score of the call, at least.
    #[param(minimum = -5.0, maximum = 5.0)]
    sentiment_min: Option<f64>,
    /// Score of the call, at most.
    #[param(minimum = -5.0, maximum = 5.0)]
    sentiment_max: Option<f64>,
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
/// Latest start first, or by `sort`. Filters combine with *and*. `next` of the answer is the `cursor` of the next page; a call that comes in
/// between never repeats or hides another. A cursor belongs to its filters and order; with others it is refused.
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
    let query = web::Query::<Query>::from_query(request.query_string())
        .map_err(|error| Problem::new(Code::InvalidParameter, error.to_string()))?
        .into_inner();
    let (limit, sort, cursor) = (query.limit, query.sort.clone(), query.cursor.clone());
    let mut filter = filter(query)?;
    filter.rows = caller.authority.rows.clone();
    let page = page(limit, sort.as_deref(), cursor.as_deref(), &filter, &state)?;
    let found = Call::of(caller.tenant)
        .list(&caller.running.pools.app, &filter, &page)
        .await?;
    let next = found.next;
    let data = found.data.into_iter().map(Summary::from).collect();
    conditional::json(&request, &Page { data, next })
}

fn page(
    limit: Option<u32>,
    order: Option<&str>,
    cursor: Option<&str>,
    filter: &CallFilter,
    state: &State,
) -> Result<ListPage, Problem> {
    let bounds = state.bounds();
    let rows = limit.map_or(bounds.page_default, |limit| limit as usize);
    if rows == 0 || rows > bounds.page_max {
        return Err(Problem::parameter("limit", format!("1 to {}", bounds.page_max)));
    }
    let sort = sort(order)?;
    Ok(ListPage {
        sort,
        after: place(cursor, filter, sort)?,
        rows: u32::try_from(rows).unwrap_or(u32::MAX),
    })
}

/// The order that a name asks for.
pub fn sort(name: Option<&str>) -> Result<Sort, Problem> {
    let known = |name| {
        Sort::from_name(name).ok_or_else(|| Problem::parameter("sort", format!("one of {}", Sort::NAMES.join(", "))))
    };
    name.map_or(Ok(Sort::default()), known)
}

/// Where a cursor says that the list goes on.
pub fn place(cursor: Option<&str>, filter: &CallFilter, sort: Sort) -> Result<Option<Place>, Problem> {
    let parse = |text| Place::parse(text, filter, sort);
    let wrong = |error| Problem::parameter("cursor", error);
    cursor.map(parse).transpose().map_err(wrong)
}

/// Order and filter of a list that has no pages.
pub fn all_of(query: Query) -> Result<(Sort, CallFilter), Problem> {
    for (name, is_given) in [("cursor", query.cursor.is_some()), ("limit", query.limit.is_some())] {
        if is_given {
            return Err(Problem::parameter(name, "an export has no pages"));
        }
    }
    Ok((sort(query.sort.as_deref())?, filter(query)?))
}

/// The filter of query parameters.
pub fn filter(query: Query) -> Result<CallFilter, Problem> {
    check(&query)?;
    let number = |text: Option<String>| text.as_deref().map(NumberIs::parse);
    Ok(CallFilter {
        started_from: query.started_from,
        started_before: query.started_before,
        direction: query.direction,
        disposition: query.disposition,
        analysis_status: query.analysis_status,
        agent: query.agent,
        queue: query.queue,
        number: number(query.number),
        from: number(query.from),
        to: number(query.to),
        source_instance: query.source_instance,
        external_id: query.external_id,
        linked_id: query.linked_id,
        sentiment_label: query.sentiment,
        sentiment_min: query.sentiment_min,
        sentiment_max: query.sentiment_max,
        talk_min_s: query.talk_min_s,
        talk_max_s: query.talk_max_s,
        has_recording: query.has_recording,
        charge_kind: query.charge_kind,
        charged_period: query.charged_period,
        language: query.language,
        flag: query.flag,
        rows: Rows::All,
    })
}

fn check(query: &Query) -> Result<(), Problem> {
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
    known("charge_kind", query.charge_kind.as_deref(), |name| {
        Charge::from_name(name).is_some()
    })?;
    let texts = [
        ("agent", &query.agent),
        ("queue", &query.queue),
        ("from", &query.from),
        ("to", &query.to),
        ("number", &query.number),
        ("source_instance", &query.source_instance),
        ("external_id", &query.external_id),
        ("linked_id", &query.linked_id),
        ("language", &query.language),
        ("flag", &query.flag),
    ];
    let holds_nul = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains('\0'));
    // No text of PostgreSQL holds one.
    if let Some((name, _)) = texts.into_iter().find(|(_, text)| holds_nul(text)) {
        return Err(Problem::parameter(name, "it holds a NUL"));
    }
    let scores = [
        ("sentiment_min", query.sentiment_min),
        ("sentiment_max", query.sentiment_max),
    ];
    let wrong = |score: Option<f64>| score.is_some_and(|score| !(-5.0..=5.0).contains(&score));
    match scores.into_iter().find(|(_, score)| wrong(*score)) {
        Some((name, _)) => Err(Problem::parameter(name, "a score is between -5 and 5")),
        None => Ok(()),
    }
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
