//! `GET /v1/usage`: the meter of the current period, from the supervisor's memory.

use actix_web::{HttpResponse, get};
use actors::app::UsageError;
use chrono::{DateTime, Utc};
use models::billing::usage::{Limit, Report};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::routes::identity::key::Caller;

crate::refusals!(Refusals: MissingKey, InvalidKey, Internal, Unavailable);

/// The meter is calls: each is charged once, to the period in which its first leg came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Usage, example = json!({ "period": { "start": "2026-11-01T00:00:00Z", "end": "2026-12-01T00:00:00Z" },
    "policy": "store_only", "has_access": true, "used": 41, "limit": 100, "balance": 59, "overage": 0, "withheld": 0,
    "audio_seconds": 8123.4 }))]
pub struct UsageBody {
    pub period: PeriodBody,
    /// What happens at the limit: `store_only`, `queue`, `overage`, `reject`.
    pub policy: &'static str,
    /// Whether the next call would be analysed.
    pub has_access: bool,
    /// Calls charged to this period.
    pub used: u64,
    /// Calls a period; null: unlimited.
    #[schema(required)]
    pub limit: Option<u64>,
    /// Calls left; null: unlimited.
    #[schema(required)]
    pub balance: Option<u64>,
    /// Calls beyond the limit.
    pub overage: u64,
    /// Calls kept but not analysed, of whatever age.
    pub withheld: u64,
    /// Seconds of audio analysed in this period. Metered, not limited.
    pub audio_seconds: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Period)]
pub struct PeriodBody {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

impl UsageBody {
    pub fn new(report: &Report, audio_seconds: f64) -> Self {
        Self {
            period: PeriodBody {
                start: report.period.start,
                end: report.period.end,
            },
            policy: report.policy.as_str(),
            has_access: report.has_access,
            used: report.used,
            limit: match report.limit {
                Limit::Calls(calls) => Some(calls),
                Limit::Unlimited => None,
            },
            balance: report.balance,
            overage: report.overage,
            withheld: report.withheld,
            audio_seconds: (audio_seconds * 1000.0).round() / 1000.0,
        }
    }
}

/// Usage of the current period.
///
/// Exact at the moment of the answer: it comes from where calls are admitted, not from a report.
#[utoipa::path(
    operation_id = "get_usage",
    tag = "billing",
    responses((status = 200, description = "Usage.", body = UsageBody), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/usage")]
pub async fn read(caller: Caller) -> Result<HttpResponse, Problem> {
    let answer = caller.running.app.usage(caller.tenant).await?;
    Ok(HttpResponse::Ok().json(UsageBody::new(&answer.report, answer.audio_seconds)))
}

impl From<UsageError> for Problem {
    fn from(error: UsageError) -> Self {
        match error {
            UsageError::Unavailable(error) => error.into(),
            UsageError::NoTenant => Self::not_found("tenant"),
            UsageError::Database(error) => error.into(),
        }
    }
}
