//! `/admin/v1/tenants/{id}/members`: who is in a tenant.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use models::staff::tenants::people;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::can::{StaffCan, TenantsRead};
use super::tenant::tenant_id;
use crate::problem::Problem;
use crate::query;

crate::refusals!(PeopleRefusals: InvalidParameter, NotFound, Internal, Unavailable);

/// A member as the staff sees them.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantPerson {
    /// The person's.
    pub id: Uuid,
    pub name: String,
    pub email: String,
    /// `admin`, `manager`, `agent`, `viewer`, or `custom`.
    pub role: String,
    /// Whose calls they see: `all`, `group`, `own`.
    pub row_scope: String,
    /// `active`, `inactive`, `suspended`.
    pub status: String,
    pub created_at: DateTime<Utc>,
    #[schema(required)]
    pub last_seen_at: Option<DateTime<Utc>>,
}

impl From<people::TenantPerson> for TenantPerson {
    fn from(one: people::TenantPerson) -> Self {
        Self {
            id: one.id,
            name: one.name,
            email: one.email,
            role: one.role,
            row_scope: one.row_scope,
            status: one.status,
            created_at: one.created_at,
            last_seen_at: one.last_seen_at,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TenantPeople {
    pub data: Vec<TenantPerson>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Part of a name or an address.
    q: Option<String>,
}

/// The members of a tenant.
///
/// By name, at most 1,000; `q` finds others.
#[utoipa::path(
    operation_id = "list_tenant_members",
    tag = "tenants",
    params(PeopleQuery, ("id" = Uuid, Path, description = "The tenant's id.")),
    responses((status = 200, description = "Who is there.", body = TenantPeople), PeopleRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants/{id}/members")]
pub async fn list(
    request: HttpRequest,
    id: web::Path<String>,
    caller: StaffCan<TenantsRead>,
) -> Result<HttpResponse, Problem> {
    let asked: PeopleQuery = query::of(&request)?;
    let (id, text) = (tenant_id(&id)?, asked.q.unwrap_or_default());
    let found = people::of(&mut *caller.running.pools.staff.get().await?, id, &text).await?;
    Ok(HttpResponse::Ok().json(TenantPeople {
        data: found.into_iter().map(TenantPerson::from).collect(),
    }))
}
