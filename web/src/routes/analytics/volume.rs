//! `GET /v1/analytics/volume`: calls over the days of a period, by how they ended and which way they went.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use models::Error;
use models::analytics::days::{Interval, Span};
use models::analytics::figure::quotient;
use models::analytics::series::{self, Point};
use models::analytics::{Clock, Scope};
use models::calls::filter::CallFilter;
use serde::Serialize;
use utoipa::ToSchema;

use super::period::{self, Asked};
use super::view::{CALLS, CallsLink, PeriodBody};
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};
use crate::routes::identity::key::Caller;

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

crate::period_query! {
    /// How long a point is: `hour`, `day`, `week`, `month`; by the length of the period if nothing is said.
    interval: Option<String>,
}

/// One hour, day, week or month.
#[derive(Debug, Serialize, ToSchema)]
pub struct VolumePoint {
    /// Its first day; of an hour, its begin with the zone's offset.
    pub at: String,
    pub started_from: DateTime<Utc>,
    pub started_before: DateTime<Utc>,
    /// Whether it is over: later calls may still come into it otherwise.
    pub complete: bool,
    pub calls: i64,
    /// Only what there is.
    pub by_disposition: BTreeMap<String, i64>,
    /// Only what there is.
    pub by_direction: BTreeMap<String, i64>,
    pub talk_s: i64,
    /// Mean conversation of answered calls (`aht_no_acw`).
    #[schema(required)]
    pub aht_s: Option<f64>,
    /// Seconds of conversation of `aht_s`.
    pub answered_talk_s: i64,
    pub link: CallsLink,
}

/// Calls over time.
#[derive(Debug, Serialize, ToSchema)]
pub struct Volume {
    pub as_of: DateTime<Utc>,
    pub period: PeriodBody,
    #[schema(required)]
    pub compare: Option<PeriodBody>,
    /// Of `calls`: docs/analytics.md lists the formulas.
    pub formula_id: &'static str,
    pub interval: &'static str,
    /// In order, those without calls too.
    pub points: Vec<VolumePoint>,
    /// Of the days compared with, first by first, whole ones.
    #[schema(required)]
    pub compare_points: Option<Vec<VolumePoint>>,
}

/// Calls over time.
///
/// One point an hour, day, week or month of the tenant's clocks, by disposition and by direction. Weeks begin on Monday; the first and the last may be part of one.
#[utoipa::path(
    operation_id = "get_volume",
    tag = "analytics",
    params(Query),
    responses((status = 200, description = "The series.", body = Volume), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/analytics/volume")]
pub async fn read(request: HttpRequest, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let query: Query = period::query(&request)?;
    let asked = query.period().asked(&caller).await?;
    let interval = interval(query.interval.as_deref(), &asked.span)?;
    let (own, other) = both(&caller, &asked, interval).await?;
    let Asked {
        clock,
        span,
        scope,
        beside,
        ..
    } = &asked;
    let points = |points: &[Point], scope: &Scope| points.iter().map(|one| point(one, scope, clock)).collect();
    Ok(HttpResponse::Ok().json(Volume {
        as_of: clock.now,
        period: PeriodBody::new(span, clock),
        compare: beside.as_ref().map(|(span, _)| PeriodBody::new(span, clock)),
        formula_id: CALLS,
        interval: interval.as_str(),
        points: points(&own, scope),
        compare_points: beside.as_ref().map(|(_, scope)| points(&other, scope)),
    }))
}

/// The interval of a name, or the one that suits the period.
pub fn interval(name: Option<&str>, span: &Span) -> Result<Interval, Problem> {
    match name {
        None => Ok(Interval::of(span.days)),
        Some(name) => Interval::from_name(name)
            .ok_or_else(|| Problem::parameter("interval", format!("one of {}", Interval::NAMES.join(", ")))),
    }
}

/// The series asked for, and the one that it is compared with.
pub async fn both(caller: &Caller, asked: &Asked, interval: Interval) -> Result<(Vec<Point>, Vec<Point>), Problem> {
    let app = &caller.running.pools.app;
    let found = app.tenant(caller.tenant, async |conn| -> Result<_, Error> {
        let own = series::of(conn, &asked.scope, &asked.span, interval).await?;
        let other = match &asked.beside {
            Some((span, scope)) => series::of(conn, scope, span, interval).await?,
            None => Vec::new(),
        };
        Ok((own, other))
    });
    Ok(found.await?)
}

/// The calls of a point.
fn link(point: &Point, scope: &Scope, clock: &Clock) -> CallsLink {
    let filter = CallFilter {
        started_from: Some(point.start),
        started_before: Some(point.end),
        ..scope.filter.clone()
    };
    CallsLink::of(filter, point.totals.calls, clock.now)
}

fn point(point: &Point, scope: &Scope, clock: &Clock) -> VolumePoint {
    let answered = point.by_disposition.get("answered").copied().unwrap_or(0);
    VolumePoint {
        at: point.name.clone(),
        started_from: point.start,
        started_before: point.end,
        complete: point.end <= clock.now,
        calls: point.totals.calls,
        by_disposition: point.by_disposition.clone(),
        by_direction: point.by_direction.clone(),
        talk_s: point.totals.talk_s,
        aht_s: quotient(point.answered_talk_s as f64, answered as f64),
        answered_talk_s: point.answered_talk_s,
        link: link(point, scope, clock),
    }
}
