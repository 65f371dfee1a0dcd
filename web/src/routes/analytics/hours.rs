//! `GET /v1/analytics/hours`: calls by weekday and hour.

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use models::analytics::hours;
use models::calls::filter::{CallFilter, Moment};
use serde::Serialize;
use utoipa::ToSchema;

use super::period;
use super::view::{CALLS, CallsLink, PeriodBody};
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

crate::period_query! {}

/// One hour of the week.
#[derive(Debug, Serialize, ToSchema)]
pub struct HourCell {
    /// 1 is Monday.
    pub weekday: i32,
    pub hour: i32,
    pub calls: i64,
    pub answered: i64,
    pub link: CallsLink,
}

/// The week in 168 hours.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hours {
    pub as_of: DateTime<Utc>,
    pub period: PeriodBody,
    /// Of `calls`: docs/analytics.md lists the formulas.
    pub formula_id: &'static str,
    /// The hour with most calls.
    pub calls_max: i64,
    /// From Monday's first hour; without days of the week that are left out.
    pub cells: Vec<HourCell>,
}

/// Calls by weekday and hour.
///
/// On the tenant's clocks, over the whole period.
#[utoipa::path(
    operation_id = "get_hours",
    tag = "analytics",
    params(Query),
    responses((status = 200, description = "All 168 hours of the week.", body = Hours), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/analytics/hours")]
pub async fn read(request: HttpRequest, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let query: Query = period::query(&request)?;
    let asked = query.period().asked(&caller).await?;
    let app = &caller.running.pools.app;
    let found = app.tenant(caller.tenant, async |conn| {
        hours::of(conn, &asked.scope, &asked.clock.zone).await
    });
    let found = found.await?;
    let cell = |cell: &hours::Cell| {
        let filter = CallFilter {
            moment: Some(Moment {
                zone: asked.clock.zone_name.clone(),
                weekdays: vec![cell.weekday],
                hour: Some(cell.hour),
            }),
            ..asked.scope.filter.clone()
        };
        HourCell {
            weekday: cell.weekday,
            hour: cell.hour,
            calls: cell.calls,
            answered: cell.answered,
            link: CallsLink::of(filter, cell.calls, asked.clock.now),
        }
    };
    Ok(HttpResponse::Ok().json(Hours {
        as_of: asked.clock.now,
        period: PeriodBody::new(&asked.span, &asked.clock),
        formula_id: CALLS,
        calls_max: found.iter().map(|cell| cell.calls).max().unwrap_or(0),
        cells: found.iter().filter(|one| asked.counts(one.weekday)).map(cell).collect(),
    }))
}
