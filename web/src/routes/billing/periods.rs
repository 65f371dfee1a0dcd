//! `GET /v1/usage/periods`: what was used in each period so far.

use actix_web::{HttpRequest, HttpResponse, get};
use models::billing::usage::history::{self, PastPeriod};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::usage::PeriodBody;
use crate::conditional;
use crate::paging;
use crate::problem::Problem;
use crate::query;
use crate::routes::identity::can::{Can, UsageRead};

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, Internal, Unavailable);

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Periods on a page.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A period in which something was charged or withheld.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsagePeriod, example = json!({ "period": { "start": "2026-10-01T00:00:00Z", "end": "2026-11-01T00:00:00Z" },
    "used": 104, "included": 100, "overage": 4, "withheld": 0, "audio_seconds": 20311.2 }))]
pub struct UsagePeriod {
    pub period: PeriodBody,
    /// Calls charged to it: `included` and `overage`.
    pub used: i64,
    /// Within the limit.
    pub included: i64,
    /// Beyond the limit.
    pub overage: i64,
    /// Calls that came in it and are still withheld.
    pub withheld: i64,
    /// Seconds of audio analysed in it.
    pub audio_seconds: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UsagePeriods {
    pub data: Vec<UsagePeriod>,
    #[schema(required)]
    pub next: Option<String>,
}

impl From<PastPeriod> for UsagePeriod {
    fn from(past: PastPeriod) -> Self {
        Self {
            period: PeriodBody {
                start: past.start,
                end: past.end,
            },
            used: past.included + past.overage,
            included: past.included,
            overage: past.overage,
            withheld: past.withheld,
            audio_seconds: (past.audio_seconds * 1000.0).round() / 1000.0,
        }
    }
}

/// Usage period by period.
///
/// The latest first, the running one among them once something was charged in it; periods of which there is nothing are left out.
#[utoipa::path(
    operation_id = "list_usage_periods",
    tag = "billing",
    params(Query),
    responses(
        (status = 200, description = "Periods.", body = UsagePeriods),
        (status = 304, description = "As `If-None-Match` says."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/usage/periods")]
pub async fn list(request: HttpRequest, caller: Can<UsageRead>) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let page = paging::page(query.cursor.as_deref(), query.limit)?;
    let found = history::periods(&caller.running.pools.app, caller.tenant, &page).await?;
    conditional::json(
        &request,
        &UsagePeriods {
            data: found.data.into_iter().map(UsagePeriod::from).collect(),
            next: found.next,
        },
    )
}
