//! `GET /v1/analytics/first-call-resolution`: whether one call was enough.

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use models::Error;
use models::analytics::count;
use models::analytics::figure::{narrowed, quotient};
use models::analytics::repeat;
use models::calls::filter::{Again, CallFilter};
use serde::Serialize;
use utoipa::ToSchema;

use super::period::{self, Asked};
use super::view::{CallsLink, Exclusion, PeriodBody};
use super::volume::interval;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

crate::period_query! {
    /// Of which window the trend is: 1, 3, 7 (if nothing is said) or 30 days.
    #[param(example = 7)]
    within_d: Option<i32>,
    /// How long a point of the trend is: `hour`, `day`, `week`, `month`; by the length of the period if nothing is said.
    interval: Option<String>,
}

/// The window of the definition that is shown first.
const DEFAULT_D: i32 = 7;

/// One definition of a call that was enough.
#[derive(Debug, Serialize, ToSchema)]
pub struct Resolution {
    /// `FCR-repeat-1d`, `FCR-repeat-3d`, `FCR-repeat-7d`, `FCR-repeat-30d`, `FCR-once-calls`, `FCR-once-callers`, `calls-per-caller`.
    pub formula_id: String,
    pub formula: &'static str,
    #[schema(required)]
    pub value: Option<f64>,
    pub numerator: i64,
    pub denominator: i64,
    /// Calls of the numerator so recent that their caller may still call again: by so many it may still fall.
    pub provisional: i64,
    /// Those of the numerator: calls after which nobody called again, calls of those who called once, all of them.
    #[schema(required)]
    pub calls: Option<CallsLink>,
}

/// One hour, day, week or month of the trend.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResolutionPoint {
    /// As points of `/v1/analytics/volume`.
    pub at: String,
    pub started_from: DateTime<Utc>,
    pub started_before: DateTime<Utc>,
    /// Inbound calls of known callers.
    pub n: i64,
    /// Those after which nobody called again.
    pub resolved: i64,
    /// Their share; null where nobody called.
    #[schema(required)]
    pub value: Option<f64>,
    /// Of `resolved`, calls so recent that their caller may still call again.
    pub provisional: i64,
    /// Those whose caller called again.
    #[schema(required)]
    pub calls: Option<CallsLink>,
}

/// Whether one call was enough, by several definitions: there is no standard.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstCallResolution {
    pub as_of: DateTime<Utc>,
    pub period: PeriodBody,
    /// Inbound calls of known callers.
    pub n: i64,
    pub exclusions: Vec<Exclusion>,
    /// The definition that is shown first.
    pub default: &'static str,
    pub figures: Vec<Resolution>,
    /// The window of the trend, in days.
    pub within_d: i32,
    pub interval: &'static str,
    /// In order, those without calls too.
    pub trend: Vec<ResolutionPoint>,
}

/// Whether one call was enough.
///
/// Of inbound calls with a number: whether the same number called in again within 1, 3, 7 or 30 days, and how many callers called once. Calls that
/// may still be followed are counted as provisional.
#[utoipa::path(
    operation_id = "get_first_call_resolution",
    tag = "analytics",
    params(Query),
    responses((status = 200, description = "The definitions and what they give.", body = FirstCallResolution), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/analytics/first-call-resolution")]
pub async fn read(request: HttpRequest, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let query: Query = period::query(&request)?;
    let within_d = query.within_d.unwrap_or(DEFAULT_D);
    if !repeat::WINDOWS_D.contains(&within_d) {
        return Err(Problem::parameter("within_d", "1, 3, 7 or 30"));
    }
    let asked = query.period().asked(&caller).await?;
    let interval = interval(query.interval.as_deref(), &asked.span)?;
    let app = &caller.running.pools.app;
    let (now, ends) = (asked.clock.now, (asked.span.start, asked.span.end));
    let found = app.tenant(caller.tenant, async |conn| -> Result<_, Error> {
        let found = repeat::of(conn, &asked.scope, now, ends).await?;
        let trend = repeat::trend(conn, &asked.scope, now, (&asked.span, interval), within_d).await?;
        Ok((found, trend, count(conn, &asked.scope).await?))
    });
    let (found, trend, all) = found.await?;
    Ok(HttpResponse::Ok().json(FirstCallResolution {
        as_of: now,
        period: PeriodBody::new(&asked.span, &asked.clock),
        n: found.calls,
        exclusions: left_out(&found, all),
        default: "FCR-repeat-7d",
        figures: figures(&asked, &found),
        within_d,
        interval: interval.as_str(),
        trend: trend.into_iter().map(|point| told(&asked, point, within_d)).collect(),
    }))
}

/// Only what leaves something out. `all`: calls of any direction.
fn left_out(found: &repeat::Repeat, all: i64) -> Vec<Exclusion> {
    let others = all - found.calls - found.withheld;
    let reasons = [("caller_unknown", found.withheld), ("not_inbound", others)];
    let some = reasons.into_iter().filter(|(_, calls)| *calls > 0);
    some.map(|(reason, calls)| Exclusion { reason, calls }).collect()
}

fn told(asked: &Asked, point: repeat::Point, within_d: i32) -> ResolutionPoint {
    let filter = narrowed(&asked.scope.filter, &["inbound"], &[]).map(|filter| CallFilter {
        started_from: Some(point.start),
        started_before: Some(point.end),
        caller_known: Some(true),
        again: Some(Again { within_d, called: true }),
        ..filter
    });
    ResolutionPoint {
        at: point.name,
        started_from: point.start,
        started_before: point.end,
        n: point.calls,
        resolved: point.resolved,
        value: quotient(point.resolved as f64, point.calls as f64),
        provisional: point.provisional,
        calls: filter.map(|filter| CallsLink::of(filter, point.calls - point.resolved, asked.clock.now)),
    }
}

fn figures(asked: &Asked, found: &repeat::Repeat) -> Vec<Resolution> {
    let window = |window: &repeat::Window| {
        let filter = narrowed(&asked.scope.filter, &["inbound"], &[]).map(|filter| CallFilter {
            caller_known: Some(true),
            again: Some(Again {
                within_d: window.within_d,
                called: false,
            }),
            ..filter
        });
        Resolution {
            formula_id: format!("FCR-repeat-{}d", window.within_d),
            formula: "inbound calls whose caller did not call again within the window ÷ inbound calls of known callers",
            value: quotient(window.resolved as f64, found.calls as f64),
            numerator: window.resolved,
            denominator: found.calls,
            provisional: window.provisional,
            calls: filter.map(|filter| CallsLink::of(filter, window.resolved, asked.clock.now)),
        }
    };
    let callers = |formula_id: &str, formula, numerator: i64, denominator: i64, alone: Option<bool>| {
        let filter = narrowed(&asked.scope.filter, &["inbound"], &[]).map(|filter| CallFilter {
            caller_known: Some(true),
            once: alone,
            ..filter
        });
        Resolution {
            formula_id: formula_id.to_owned(),
            formula,
            value: quotient(numerator as f64, denominator as f64),
            numerator,
            denominator,
            provisional: 0,
            calls: filter.map(|filter| CallsLink::of(filter, numerator, asked.clock.now)),
        }
    };
    let mut figures: Vec<Resolution> = found.windows.iter().map(window).collect();
    figures.extend([
        callers(
            "FCR-once-calls",
            "callers who called once ÷ calls",
            found.once,
            found.calls,
            Some(true),
        ),
        callers(
            "FCR-once-callers",
            "callers who called once ÷ callers",
            found.once,
            found.callers,
            Some(true),
        ),
        callers("calls-per-caller", "calls ÷ callers", found.calls, found.callers, None),
    ]);
    figures
}
