//! `GET /v1/keys/{id}/usage`: how often a key was used, by day.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, NaiveDate, Utc};
use models::identity::key_usage::{self, Day};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::api_key::key_id;
use super::can::{Can, KeysManage};
use crate::problem::Problem;
use crate::query;

crate::refusals!(Refusals: InvalidParameter, NotFound, Internal, Unavailable);

const DAYS: i32 = 30;
const DAYS_MAX: i32 = 400;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// The last so many days, today among them.
    #[param(minimum = 1, maximum = 400, default = 30)]
    days: Option<i32>,
}

/// What came of a key's requests on one day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKeyDay, example = json!({ "day": "2026-11-24", "requests": 1204, "refused": 3, "limited": 0, "failed": 0 }))]
pub struct DayUsed {
    /// In UTC.
    pub day: NaiveDate,
    pub requests: i64,
    /// Answered with 4xx; those that were one too many apart.
    pub refused: i64,
    /// Answered with 429.
    pub limited: i64,
    /// Answered with 5xx.
    pub failed: i64,
}

impl From<Day> for DayUsed {
    fn from(day: Day) -> Self {
        let begin: DateTime<Utc> = day.day;
        Self {
            day: begin.date_naive(),
            requests: day.requests,
            refused: day.refused,
            limited: day.limited,
            failed: day.failed,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKeyUsage {
    /// Days on which it was used, the latest first.
    pub data: Vec<DayUsed>,
}

/// How often a key was used.
///
/// By day, the latest first; a day without a request is not there. What was counted is written down within some seconds.
#[utoipa::path(
    operation_id = "get_key_usage",
    tag = "keys",
    params(("id" = Uuid, Path, description = "The key's id."), Query),
    responses((status = 200, description = "By day.", body = ApiKeyUsage), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/keys/{id}/usage")]
pub async fn read(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<KeysManage>,
) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let (tenant, id, days) = (caller.tenant, key_id(&id)?, query.days.unwrap_or(DAYS));
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Problem::parameter("days", format!("between 1 and {DAYS_MAX}")));
    }
    let used = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| key_usage::of(conn, tenant, id, days).await);
    Ok(HttpResponse::Ok().json(ApiKeyUsage {
        data: used.await?.into_iter().map(DayUsed::from).collect(),
    }))
}
