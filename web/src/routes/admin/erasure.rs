//! `/admin/v1/erasures`: the tenants that were destroyed, each with its certificate. How it came so: `models::staff::tenants::erasure`.

use actix_web::{HttpRequest, HttpResponse, get, web};
use models::staff::tenants::erasure;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::can::{StaffCan, TenantsRead};
use super::tenant::{ReadRefusals, tenant_id};
use crate::paging;
use crate::problem::Problem;
use crate::query;

crate::refusals!(ErasureRefusals: InvalidParameter, Internal, Unavailable);

/// What is left of a tenant that was erased.
#[derive(Debug, Serialize, ToSchema)]
pub struct Erasure {
    pub tenant_id: Uuid,
    /// JSON: what was destroyed, when, why. These very bytes are signed (Ed25519).
    pub certificate: String,
    /// The public key, in base64: `audiapro audit key` prints it.
    pub key: String,
    /// In base64.
    pub signature: String,
}

impl From<erasure::Erasure> for Erasure {
    fn from(found: erasure::Erasure) -> Self {
        Self {
            tenant_id: found.tenant_id,
            certificate: found.certificate,
            key: found.key,
            signature: found.signature,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ErasurePage {
    pub data: Vec<Erasure>,
    /// `cursor` of the next page.
    #[schema(required)]
    pub next: Option<String>,
}

/// Which certificates, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ErasureQuery {
    /// How the tenant's id begins: its name was destroyed with it.
    q: Option<String>,
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// List erased tenants.
///
/// Their certificates, the latest first.
#[utoipa::path(
    operation_id = "list_erasures",
    tag = "tenants",
    params(ErasureQuery),
    responses((status = 200, description = "A page of certificates.", body = ErasurePage), ErasureRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/erasures")]
pub async fn list(request: HttpRequest, caller: StaffCan<TenantsRead>) -> Result<HttpResponse, Problem> {
    let asked: ErasureQuery = query::of(&request)?;
    let page = paging::page(asked.cursor.as_deref(), asked.limit)?;
    let begin = asked
        .q
        .map(|text| text.trim().to_lowercase())
        .filter(|text| !text.is_empty());
    if begin.as_ref().is_some_and(|text| text.contains('\0')) {
        return Err(Problem::parameter("q", "it holds a NUL"));
    }
    let conn = &mut *caller.running.pools.staff.get().await?;
    let found = erasure::list(conn, begin.as_deref(), &page).await?;
    Ok(HttpResponse::Ok().json(ErasurePage {
        data: found.data.into_iter().map(Erasure::from).collect(),
        next: found.next,
    }))
}

/// The certificate of an erasure.
///
/// Of a closed tenant whose grace was over.
#[utoipa::path(
    operation_id = "get_tenant_erasure",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    responses((status = 200, description = "The certificate.", body = Erasure), ReadRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants/{id}/erasure")]
pub async fn read(id: web::Path<String>, caller: StaffCan<TenantsRead>) -> Result<HttpResponse, Problem> {
    let id = tenant_id(&id)?;
    let found = erasure::find(&mut *caller.running.pools.staff.get().await?, id).await?;
    Ok(HttpResponse::Ok().json(Erasure::from(found)))
}
