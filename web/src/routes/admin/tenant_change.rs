//! What the staff does to tenants: make, change, suspend, activate, close, restore, tag and note, one by one.

use actix_web::{HttpRequest, HttpResponse, delete, patch, post, web};
use models::billing::usage::Policy;
use models::identity::tenant::{LimitChange, TenantChange};
use models::ids::TenantId;
use models::staff::tenants::directory::Listed;
use models::staff::tenants::note;
use models::staff::tenants::profile::{self, ProfileChange};
use models::staff::tenants::standing::{self, Change};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{StaffCaller, StaffCan, TenantsErase, TenantsManage, TenantsNote};
use super::tenant::{Tenant, TenantNote, tenant_id};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(RemoveRefusals: NotFound, Internal, Unavailable);

/// What is to be changed; what is missing stays, null takes away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TenantChange, example = json!({ "plan": "professional", "calls_limit": 5000, "subdomain": "acme" }))]
pub struct TenantChangeBody {
    name: Option<String>,
    plan: Option<String>,
    /// Calls a period; `"plan"`: as the plan says; `"unlimited"`.
    #[schema(value_type = Option<Object>)]
    calls_limit: Option<Value>,
    /// At the limit: `store_only`, `queue`, `overage`, `reject`.
    policy: Option<String>,
    zone: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    subdomain: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i32>)]
    requests_per_minute: Option<Option<i32>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i32>)]
    concurrent_max: Option<Option<i32>>,
}

/// Null is something that was given.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

impl TenantChangeBody {
    fn parsed(self) -> Result<ProfileChange, Problem> {
        Ok(ProfileChange {
            terms: TenantChange {
                plan: self.plan,
                limit: self.calls_limit.as_ref().map(limit).transpose()?,
                policy: self.policy.as_deref().map(policy).transpose()?,
                zone: self.zone,
            },
            name: self.name,
            subdomain: self.subdomain,
            requests_per_minute: self.requests_per_minute,
            concurrent_max: self.concurrent_max,
        })
    }
}

pub(super) fn policy(name: &str) -> Result<Policy, Problem> {
    Policy::from_name(name).ok_or_else(|| Problem::parameter("policy", "it is store_only, queue, overage or reject"))
}

fn limit(value: &Value) -> Result<LimitChange, Problem> {
    match (value.as_u64(), value.as_str()) {
        (Some(calls), _) => Ok(LimitChange::Calls(calls)),
        (_, Some("plan")) => Ok(LimitChange::Plan),
        (_, Some("unlimited")) => Ok(LimitChange::Unlimited),
        _ => Err(Problem::parameter(
            "calls_limit",
            "it is a number of calls, \"plan\" or \"unlimited\"",
        )),
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// For whoever reads it later.
    reason: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    reason: String,
    /// Until then it can be restored.
    #[schema(minimum = 0, maximum = 365, default = 30)]
    grace_days: Option<i32>,
}

const GRACE_DAYS: i32 = 30;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteText {
    text: String,
}

/// Tags to add, and tags to take away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TenantTagChange)]
pub struct TagChange {
    #[serde(default)]
    add: Vec<String>,
    #[serde(default)]
    remove: Vec<String>,
}

/// Change a tenant.
///
/// Name, sub-domain, plan, limits, policy, zone: in force within a second, and in its audit log with before and after.
#[utoipa::path(
    operation_id = "change_tenant",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = TenantChangeBody,
    responses((status = 200, description = "As it is now.", body = Tenant), ChangeRefusals),
    security(("staff_token" = []))
)]
#[patch("/admin/v1/tenants/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: TenantChangeBody = body::json(&request, payload, &state).await?;
    let (id, actor, change) = (tenant_id(&id)?, caller.actor(), asked.parsed()?);
    let owner = &caller.running.pools.owner;
    let changed = owner.transaction(async move |conn| profile::change(conn, &actor, id, change).await);
    let changed = changed.await?;
    state.authorities.forget();
    Ok(HttpResponse::Ok().json(Tenant::from(changed)))
}

async fn stand(
    caller: &StaffCaller,
    state: &State,
    id: TenantId,
    to: Change,
    reason: String,
) -> Result<Listed, Problem> {
    let actor = caller.actor();
    let owner = &caller.running.pools.owner;
    let changed = owner.transaction(async move |conn| standing::change(conn, &actor, id, to, &reason).await);
    let changed = changed.await?;
    state.authorities.forget();
    Ok(changed)
}

/// Suspend a tenant.
///
/// On every node within a second: nobody of it signs in or reads, nothing is analysed. Records and recordings are still taken.
#[utoipa::path(
    operation_id = "suspend_tenant",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = Reason,
    responses((status = 200, description = "As it is now.", body = Tenant), ChangeRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants/{id}/suspend")]
pub async fn suspend(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Reason = body::json(&request, payload, &state).await?;
    let changed = stand(&caller, &state, tenant_id(&id)?, Change::Suspend, asked.reason).await?;
    Ok(HttpResponse::Ok().json(Tenant::from(changed)))
}

/// Activate a tenant.
///
/// A suspended one. What waits is analysed.
#[utoipa::path(
    operation_id = "activate_tenant",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = Reason,
    responses((status = 200, description = "As it is now.", body = Tenant), ChangeRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants/{id}/activate")]
pub async fn activate(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Reason = body::json(&request, payload, &state).await?;
    let changed = stand(&caller, &state, tenant_id(&id)?, Change::Activate, asked.reason).await?;
    Ok(HttpResponse::Ok().json(Tenant::from(changed)))
}

/// Close a tenant.
///
/// Nothing is taken or shown from here on. It can be restored for `grace_days`.
#[utoipa::path(
    operation_id = "close_tenant",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = Closing,
    responses((status = 200, description = "As it is now.", body = Tenant), ChangeRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants/{id}/close")]
pub async fn close(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsErase>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Closing = body::json(&request, payload, &state).await?;
    let close = Change::Close {
        grace_days: asked.grace_days.unwrap_or(GRACE_DAYS),
    };
    let changed = stand(&caller, &state, tenant_id(&id)?, close, asked.reason).await?;
    Ok(HttpResponse::Ok().json(Tenant::from(changed)))
}

/// Restore a tenant.
///
/// A closed one, before it is erased; it is active again.
#[utoipa::path(
    operation_id = "restore_tenant",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = Reason,
    responses((status = 200, description = "As it is now.", body = Tenant), ChangeRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants/{id}/restore")]
pub async fn restore(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsErase>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Reason = body::json(&request, payload, &state).await?;
    let changed = stand(&caller, &state, tenant_id(&id)?, Change::Restore, asked.reason).await?;
    Ok(HttpResponse::Ok().json(Tenant::from(changed)))
}

/// Write a note.
///
/// For the staff; the tenant does not see it.
#[utoipa::path(
    operation_id = "write_tenant_note",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = NoteText,
    responses((status = 201, description = "The note.", body = TenantNote), ChangeRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants/{id}/notes")]
pub async fn write_note(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsNote>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: NoteText = body::json(&request, payload, &state).await?;
    let (id, by) = (tenant_id(&id)?, caller.authority.clone());
    let owner = &caller.running.pools.owner;
    let note = owner.transaction(async move |conn| note::write(conn, &by, id, &asked.text).await);
    Ok(HttpResponse::Created().json(TenantNote::from(note.await?)))
}

/// Remove a note.
///
/// One's own.
#[utoipa::path(
    operation_id = "remove_tenant_note",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id."), ("note" = Uuid, Path, description = "The note's id.")),
    responses((status = 204, description = "Gone."), RemoveRefusals),
    security(("staff_token" = []))
)]
#[delete("/admin/v1/tenants/{id}/notes/{note}")]
pub async fn remove_note(
    path: web::Path<(String, String)>,
    caller: StaffCan<TenantsNote>,
) -> Result<HttpResponse, Problem> {
    let (id, by) = (tenant_id(&path.0)?, caller.authority.clone());
    let note: Uuid = path.1.parse().map_err(|_| Problem::not_found("note of yours"))?;
    let owner = &caller.running.pools.owner;
    owner
        .transaction(async move |conn| note::remove(conn, &by, id, note).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Tag a tenant.
///
/// At most 20 tags, for filters; the tenant does not see them.
#[utoipa::path(
    operation_id = "tag_tenant",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = TagChange,
    responses((status = 200, description = "As it is now.", body = Tenant), ChangeRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants/{id}/tags")]
pub async fn tag(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsNote>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: TagChange = body::json(&request, payload, &state).await?;
    let (id, by) = (tenant_id(&id)?, caller.authority.clone());
    let owner = &caller.running.pools.owner;
    let tagged = owner.transaction(async move |conn| note::tag(conn, &by, id, &asked.add, &asked.remove).await);
    Ok(HttpResponse::Ok().json(Tenant::from(tagged.await?)))
}
