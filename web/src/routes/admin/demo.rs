//! `DELETE /admin/v1/tenants/{id}/demo-calls`: what was there to be looked at goes. As `audiapro demo remove`, in the background.

use actix_web::{HttpResponse, delete, web};
use actors::demo::{REMOVE, SEED};
use models::Error;
use models::compliance::audit::{self, Entry};
use models::platform::demo;
use models::platform::job::{self, NewJob};
use models::staff::tenants::directory;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::can::{StaffCan, TenantsManage};
use super::tenant::{ReadRefusals, tenant_id};
use crate::problem::Problem;

/// What is on its way out.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoRemoval {
    /// Demo calls that there were when it was ordered.
    pub calls: i64,
}

/// Remove a tenant's demo calls.
///
/// Those that `audiapro demo seed` or the trial of a telephone system made, with all that hangs on them and what they count; what is still
/// being seeded is stopped. A background job does it. It stands in the tenant's audit log.
#[utoipa::path(
    operation_id = "remove_demo_calls",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    responses((status = 202, description = "Ordered.", body = DemoRemoval), ReadRefusals),
    security(("staff_token" = []))
)]
#[delete("/admin/v1/tenants/{id}/demo-calls")]
pub async fn remove(id: web::Path<String>, caller: StaffCan<TenantsManage>) -> Result<HttpResponse, Problem> {
    let tenant = tenant_id(&id)?;
    let pools = &caller.running.pools;
    directory::find(&mut *pools.staff.get().await?, tenant).await?;
    let counted = pools
        .worker
        .transaction(async move |conn| demo::count(conn, tenant).await);
    let calls = counted.await?;
    let told = Entry::new(caller.actor(), "demo.removed", format!("tenant:{tenant}"));
    let told = told.change(Some(json!({ "calls": calls })), None);
    let ordered = pools.app.tenant(tenant, async move |conn| -> Result<(), Error> {
        job::cancel_all(conn, tenant, SEED).await?;
        job::put(conn, &NewJob::new(REMOVE, Some(tenant), json!({}))).await?;
        audit::append(conn, tenant, &[told]).await
    });
    ordered.await?;
    caller.running.app.wake_jobs();
    Ok(HttpResponse::Accepted().json(DemoRemoval { calls }))
}
