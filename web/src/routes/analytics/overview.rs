//! `GET /v1/analytics/overview`: the figures of a period at a glance.

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use models::Error;
use models::analytics::overview;
use models::calls::stats::THRESHOLDS_S;
use serde::Serialize;
use utoipa::ToSchema;

use super::period::{self, Asked};
use super::view::{Figure, PeriodBody};
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

/// Unless another is asked for.
const THRESHOLD_S: i32 = 20;

crate::period_query! {
    /// Seconds within which a call is to be answered: 15, 20 (if nothing is said), 25, 30, 45, 60, 90, 120, 180, 240, 300 or 600.
    service_level_s: Option<i32>,
}

/// The figures of a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overview {
    pub as_of: DateTime<Utc>,
    pub period: PeriodBody,
    #[schema(required)]
    pub compare: Option<PeriodBody>,
    /// Of the service level.
    pub service_level_s: i32,
    /// In the order in which they are shown.
    pub figures: Vec<Figure>,
}

/// The overview.
///
/// Calls, answered, missed and abandoned shares, service level, speed of answer, handle and talk time, sentiment, what is analysed; each with its formula,
/// what it leaves out and the list of its calls. Members see the figures of the calls that they see.
#[utoipa::path(
    operation_id = "get_overview",
    tag = "analytics",
    params(Query),
    responses((status = 200, description = "The figures.", body = Overview), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/analytics/overview")]
pub async fn read(request: HttpRequest, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let query: Query = period::query(&request)?;
    let service_level_s = query.service_level_s.unwrap_or(THRESHOLD_S);
    if !THRESHOLDS_S.contains(&service_level_s) {
        return Err(Problem::parameter(
            "service_level_s",
            format!("one of {THRESHOLDS_S:?}"),
        ));
    }
    let Asked {
        clock,
        span,
        scope,
        compared,
        ..
    } = query.period().asked(&caller).await?;
    let app = &caller.running.pools.app;
    let other = compared.as_ref().map(|(_, scope)| scope);
    let figures = app.tenant(caller.tenant, async |conn| -> Result<_, Error> {
        let own = overview::of(conn, &scope, service_level_s).await?;
        let other = match other {
            Some(scope) => overview::of(conn, scope, service_level_s).await?,
            None => Vec::new(),
        };
        Ok((own, other))
    });
    let (own, other) = figures.await?;
    let figure = |(n, own)| Figure::new(own, other.get(n), clock.now);
    Ok(HttpResponse::Ok().json(Overview {
        as_of: clock.now,
        period: PeriodBody::new(&span, &clock),
        compare: compared.as_ref().map(|(span, _)| PeriodBody::new(span, &clock)),
        service_level_s,
        figures: own.iter().enumerate().map(figure).collect(),
    }))
}
