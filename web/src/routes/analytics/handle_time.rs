//! `GET /v1/analytics/handle-time`: how long answered calls take.

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use models::Error;
use models::analytics::count;
use models::analytics::figure::{narrowed, quotient};
use models::analytics::handle_time::{self, BINS_S, SHARES};
use models::calls::filter::CallFilter;
use serde::Serialize;
use utoipa::ToSchema;

use super::period::{self, Asked};
use super::view::{CallsLink, Exclusion, PeriodBody};
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

crate::period_query! {}

/// Calls that last so long.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandleTimeBin {
    pub from_s: i32,
    /// The first second that is too long; of the last bin null.
    #[schema(required)]
    pub below_s: Option<i32>,
    pub calls: i64,
    #[schema(required)]
    pub link: Option<CallsLink>,
}

/// By when a share of the calls is over.
#[derive(Debug, Serialize, ToSchema)]
pub struct Percentile {
    /// As 0.95.
    pub share: f64,
    pub talk_s: i32,
}

/// How long answered calls take.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandleTime {
    pub as_of: DateTime<Utc>,
    pub period: PeriodBody,
    pub formula_id: &'static str,
    pub formula: &'static str,
    /// Mean.
    #[schema(required)]
    pub aht_s: Option<f64>,
    /// Seconds of conversation.
    pub numerator: i64,
    /// Answered calls.
    pub denominator: i64,
    pub exclusions: Vec<Exclusion>,
    /// The answered calls. Null if the filter leaves none.
    #[schema(required)]
    pub calls: Option<CallsLink>,
    pub bins: Vec<HandleTimeBin>,
    /// None without calls.
    pub percentiles: Vec<Percentile>,
}

/// How long answered calls take.
///
/// Histogram, mean and percentiles of the conversation, holding included. A percentile is the length of one of the calls, exactly.
#[utoipa::path(
    operation_id = "get_handle_time",
    tag = "analytics",
    params(Query),
    responses((status = 200, description = "Histogram and percentiles.", body = HandleTime), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/analytics/handle-time")]
pub async fn read(request: HttpRequest, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let query: Query = period::query(&request)?;
    let asked = query.period().asked(&caller).await?;
    let app = &caller.running.pools.app;
    let found = app.tenant(caller.tenant, async |conn| -> Result<_, Error> {
        let answered = handle_time::of(conn, &asked.scope).await?;
        Ok((answered, count(conn, &asked.scope).await?))
    });
    let (found, all) = found.await?;
    let calls = narrowed(&asked.scope.filter, &[], &["answered"]);
    let bins = BINS_S.iter().zip(found.bins).enumerate();
    let bins = bins.map(|(n, (from_s, calls))| bin(&asked, *from_s, BINS_S.get(n + 1).copied(), calls));
    let percentiles = SHARES.iter().zip(&found.percentiles_s);
    Ok(HttpResponse::Ok().json(HandleTime {
        as_of: asked.clock.now,
        period: PeriodBody::new(&asked.span, &asked.clock),
        formula_id: "aht_no_acw",
        formula: "seconds of conversation, holding included ÷ answered calls; work after the call is not known",
        aht_s: quotient(found.talk_s as f64, found.calls as f64),
        numerator: found.talk_s,
        denominator: found.calls,
        exclusions: unanswered(all - found.calls),
        calls: calls.map(|filter| CallsLink::of(filter, found.calls, asked.clock.now)),
        bins: bins.collect(),
        percentiles: percentiles
            .map(|(share, talk_s)| Percentile {
                share: *share,
                talk_s: *talk_s,
            })
            .collect(),
    }))
}

/// Only what leaves something out.
fn unanswered(calls: i64) -> Vec<Exclusion> {
    let reason = "not_answered";
    (calls > 0).then_some(Exclusion { reason, calls }).into_iter().collect()
}

fn bin(asked: &Asked, from_s: i32, below_s: Option<i32>, calls: i64) -> HandleTimeBin {
    let filter = narrowed(&asked.scope.filter, &[], &["answered"]).map(|filter| CallFilter {
        talk_min_s: Some(from_s),
        talk_max_s: below_s.map(|below_s| below_s - 1),
        ..filter
    });
    HandleTimeBin {
        from_s,
        below_s,
        calls,
        link: filter.map(|filter| CallsLink::of(filter, calls, asked.clock.now)),
    }
}
