//! `GET /admin/v1/platform/limits`: how many requests are let in, of everybody, and which tenants have it otherwise or ran into it.

use actix_web::{HttpResponse, get, web};
use models::staff::tenants::limited::{self, Limited};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{PlatformRead, StaffCan};
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(Refusals: Internal, Unavailable);

/// How many requests are let in.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestLimits {
    /// Of each key and each session that has no rate of its own (`bounds.key_requests_per_minute`, `bounds.key_requests_burst`).
    pub key: RequestRate,
    /// Of each address where nobody has signed in yet (`bounds.door_requests_per_minute`, `bounds.door_requests_burst`).
    pub door: RequestRate,
    /// How many days `requests` and `limited` of the tenants are counted over, today among them.
    pub days: i32,
    /// With limits of their own, or with requests that were one too many; those with most of these first.
    pub tenants: Vec<LimitedTenant>,
}

/// So many at once, and then as many as come back.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestRate {
    pub per_minute: u32,
    pub burst: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LimitedTenant {
    pub tenant_id: Uuid,
    pub name: String,
    /// Of all its keys and sessions together. Null: none of its own.
    #[schema(required)]
    pub requests_per_minute: Option<i32>,
    /// Analyses at the same time. Null: as its plan.
    #[schema(required)]
    pub concurrent_max: Option<i32>,
    /// Of its keys.
    pub requests: i64,
    /// Of these, answered with 429: one too many.
    pub limited: i64,
}

impl From<Limited> for LimitedTenant {
    fn from(row: Limited) -> Self {
        Self {
            tenant_id: row.id,
            name: row.name,
            requests_per_minute: row.requests_per_minute,
            concurrent_max: row.concurrent_max,
            requests: row.requests,
            limited: row.limited,
        }
    }
}

/// Limits of requests.
///
/// What holds for every key, session and address (the configuration says it, and takes it up live), and the tenants with limits of their own or with requests that
/// were one too many. A tenant's own are changed by PATCH /admin/v1/tenants/{id}, and hold within a second.
#[utoipa::path(
    operation_id = "get_request_limits",
    tag = "platform",
    responses((status = 200, description = "As they are.", body = RequestLimits), Refusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/platform/limits")]
pub async fn read(caller: StaffCan<PlatformRead>, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let found = limited::list(&mut *caller.running.pools.staff.get().await?).await?;
    // What is asked at the door is counted by the configuration of the start.
    let (bounds, door) = (state.bounds(), state.config.bounds);
    Ok(HttpResponse::Ok().json(RequestLimits {
        key: RequestRate {
            per_minute: bounds.key_requests_per_minute,
            burst: bounds.key_requests_burst,
        },
        door: RequestRate {
            per_minute: door.door_requests_per_minute,
            burst: door.door_requests_burst,
        },
        days: limited::DAYS,
        tenants: found.into_iter().map(LimitedTenant::from).collect(),
    }))
}
