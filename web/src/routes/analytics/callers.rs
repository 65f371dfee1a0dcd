//! `GET /v1/analytics/callers`: who calls in most.

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use models::analytics::callers;
use models::analytics::figure::{narrowed, quotient};
use models::calls::filter::{CallFilter, NumberIs};
use serde::Serialize;
use utoipa::ToSchema;

use super::period;
use super::view::{CALLS, CallsLink, PeriodBody};
use crate::problem::Problem;
use crate::routes::calls::known::{self, ContactOfCall};
use crate::routes::identity::can::{CallsRead, Can};

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

const ROWS_DEFAULT: i64 = 50;
const ROWS_MAX: i64 = 1_000;

crate::period_query! {
    /// So many callers at most: 50 if nothing is said, 1,000 at most.
    limit: Option<i64>,
}

/// One caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallerFigures {
    pub number: String,
    /// Whose number it is, if it is a contact's.
    #[schema(required)]
    pub contact: Option<ContactOfCall>,
    pub calls: i64,
    pub answered: i64,
    pub talk_s: i64,
    #[schema(required)]
    pub score: Option<f64>,
    /// Sum of the scores of `score`.
    pub score_sum: f64,
    pub labelled: i64,
    pub last_at: DateTime<Utc>,
    pub link: CallsLink,
}

/// Who calls in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Callers {
    pub as_of: DateTime<Utc>,
    pub period: PeriodBody,
    /// Of `calls`: docs/analytics.md lists the formulas.
    pub formula_id: &'static str,
    /// Inbound calls.
    pub calls: i64,
    /// Different numbers.
    pub callers: i64,
    /// Inbound calls whose number is unknown, and their share.
    pub withheld: i64,
    #[schema(required)]
    pub withheld_share: Option<f64>,
    /// Those whose number is unknown. Null if the filter leaves no inbound calls.
    #[schema(required)]
    pub withheld_calls: Option<CallsLink>,
    /// Those who call most first.
    pub data: Vec<CallerFigures>,
}

/// Who calls in most.
///
/// Of inbound calls, by number as it came; `00…` and `+…` of one number are two, unless their source says its `country`.
#[utoipa::path(
    operation_id = "get_callers",
    tag = "analytics",
    params(Query),
    responses((status = 200, description = "Callers.", body = Callers), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/analytics/callers")]
pub async fn read(request: HttpRequest, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let query: Query = period::query(&request)?;
    let limit = query.limit.unwrap_or(ROWS_DEFAULT);
    if !(1..=ROWS_MAX).contains(&limit) {
        return Err(Problem::parameter("limit", format!("1 to {ROWS_MAX}")));
    }
    let asked = query.period().asked(&caller).await?;
    let app = &caller.running.pools.app;
    let found = app.tenant(caller.tenant, async |conn| callers::of(conn, &asked.scope, limit).await);
    let found = found.await?;
    let numbers = found.data.iter().map(|own| own.number.clone()).collect();
    let mut contacts = known::contacts(&caller, numbers).await?;
    let as_of = asked.clock.now;
    let unknown = narrowed(&asked.scope.filter, &["inbound"], &[]).map(|filter| CallFilter {
        caller_known: Some(false),
        ..filter
    });
    let figures = |own: callers::Caller| {
        let filter = CallFilter {
            from: Some(NumberIs::Whole(own.number.clone())),
            direction: vec!["inbound".into()],
            ..asked.scope.filter.clone()
        };
        CallerFigures {
            contact: contacts.remove(&own.number),
            calls: own.calls,
            answered: own.answered,
            talk_s: own.talk_s,
            score: quotient(own.score_sum, own.labelled as f64),
            score_sum: own.score_sum,
            labelled: own.labelled,
            last_at: own.last_at,
            link: CallsLink::of(filter, own.calls, as_of),
            number: own.number,
        }
    };
    Ok(HttpResponse::Ok().json(Callers {
        as_of,
        period: PeriodBody::new(&asked.span, &asked.clock),
        formula_id: CALLS,
        calls: found.calls,
        callers: found.callers,
        withheld: found.withheld,
        withheld_share: quotient(found.withheld as f64, found.calls as f64),
        withheld_calls: unknown.map(|filter| CallsLink::of(filter, found.withheld, as_of)),
        data: found.data.into_iter().map(figures).collect(),
    }))
}
