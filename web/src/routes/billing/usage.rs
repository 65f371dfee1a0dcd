//! `GET /v1/usage`: the meter of the current period, from the supervisor's memory.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use actors::app::UsageError;
use chrono::{DateTime, Utc};
use models::billing::command::{self, Order};
use models::billing::usage::{Limit, Policy, Report};
use models::compliance::audit::{self, Entry};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, UsageManage, UsageRead};
use crate::state::State;

crate::refusals!(Refusals: MissingKey, InvalidKey, Internal, Unavailable);
crate::refusals!(ReleaseRefusals: MalformedJson, InvalidParameter, InterruptedBody, BodyTooLarge, MissingKey, InvalidKey, Internal, Unavailable);

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
pub async fn read(caller: Can<UsageRead>) -> Result<HttpResponse, Problem> {
    let answer = caller.running.app.usage(caller.tenant).await?;
    Ok(HttpResponse::Ok().json(UsageBody::new(&answer.report, answer.audio_seconds)))
}

/// Which withheld calls are to be analysed after all.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReleaseOrder, example = json!({ "calls": 100 }))]
pub struct ReleaseOrder {
    /// At most so many; all that fit if it is missing.
    #[schema(minimum = 1)]
    pub calls: Option<u64>,
}

/// The order was taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReleaseReceipt, example = json!({ "withheld": 340, "calls": 100 }))]
pub struct ReleaseReceipt {
    /// Calls that are withheld at the moment.
    pub withheld: u64,
    /// So many of them will be analysed, the oldest first: as many as were asked for and fit into the limit.
    pub calls: u64,
}

const RELEASE_BYTES_MAX: usize = 4096;

/// Analyse withheld calls after all.
///
/// The oldest first, as far as the limit of this period reaches; each is charged to this period. Done within seconds: watch
/// `GET /v1/usage` or the events `call.updated` and `usage.changed`. With the policies `queue` and `overage` it happens by itself.
#[utoipa::path(
    operation_id = "release_withheld",
    tag = "billing",
    request_body(content = Option<ReleaseOrder>, content_type = "application/json"),
    responses((status = 202, description = "Ordered.", body = ReleaseReceipt), ReleaseRefusals),
    security(("api_key" = []))
)]
#[post("/v1/usage/release")]
pub async fn release(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<UsageManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let bytes = body::small(&request, payload, RELEASE_BYTES_MAX, &state).await?;
    let order: ReleaseOrder = match bytes.trim_ascii() {
        [] | b"null" => ReleaseOrder::default(),
        text => body::read(text)?,
    };
    if order.calls == Some(0) {
        return Err(Problem::parameter("calls", "at least 1"));
    }
    let report = caller.running.app.usage(caller.tenant).await?.report;
    let (tenant, actor, calls) = (caller.tenant, caller.actor(), order.calls);
    let given = async move |conn: &mut _| -> Result<(), models::Error> {
        command::give(conn, tenant, Order::Release { calls }).await?;
        let entry = Entry::new(actor, "usage.release_ordered", format!("tenant:{tenant}"));
        audit::append(
            conn,
            tenant,
            &[entry.change(None, Some(serde_json::json!({ "calls": calls })))],
        )
        .await
    };
    caller.running.pools.app.tenant(tenant, given).await?;
    let room = match report.policy {
        Policy::Overage => u64::MAX,
        Policy::StoreOnly | Policy::Queue | Policy::Reject => report.balance.unwrap_or(u64::MAX),
    };
    Ok(HttpResponse::Accepted().json(ReleaseReceipt {
        withheld: report.withheld,
        calls: calls.unwrap_or(u64::MAX).min(room).min(report.withheld),
    }))
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
