//! The same done to many tenants at once, each by itself, with what came of each.

use actix_web::{HttpRequest, HttpResponse, post, web};
use models::ids::TenantId;
use models::staff::tenants::bulk::Order;
use models::staff::tenants::standing::Change;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{StaffCan, TenantsManage};
use super::tenant_change::ChangeRefusals;
use crate::body;
use crate::problem::Problem;
use crate::state::State;

/// The same for many tenants.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TenantBulkAction, example = json!({ "ids": ["0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11"], "action": "suspend", "reason": "unpaid" }))]
pub struct BulkAction {
    /// At most 500.
    ids: Vec<Uuid>,
    action: BulkKind,
    /// Of `suspend` and `activate`.
    reason: Option<String>,
    /// Of `tag` and `untag`.
    tag: Option<String>,
    /// Of `set_plan`.
    plan: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkKind {
    Suspend,
    Activate,
    Tag,
    Untag,
    SetPlan,
}

/// What came of each, in the order asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantBulkResult)]
pub struct BulkResult {
    pub done: usize,
    pub failed: usize,
    pub results: Vec<BulkOutcome>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BulkOutcome {
    pub id: Uuid,
    pub done: bool,
    /// Code of the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

const BULK_MAX: usize = 500;

/// Do the same to many tenants.
///
/// Each by itself: what is wrong with one hinders no other, and the answer says what came of each.
#[utoipa::path(
    operation_id = "change_tenants",
    tag = "tenants",
    request_body = BulkAction,
    responses((status = 200, description = "What came of each.", body = BulkResult), ChangeRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants/bulk")]
pub async fn bulk(
    request: HttpRequest,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: BulkAction = body::json(&request, payload, &state).await?;
    if asked.ids.is_empty() || asked.ids.len() > BULK_MAX {
        return Err(Problem::parameter("ids", format!("1 to {BULK_MAX} of them")));
    }
    let mut results = Vec::with_capacity(asked.ids.len());
    for id in &asked.ids {
        let one = asked.order()?;
        let (tenant, by) = (TenantId(*id), caller.authority.clone());
        let owner = &caller.running.pools.owner;
        let done = owner.transaction(async move |conn| one.run(conn, &by, tenant).await);
        let problem = done.await.err().map(Problem::from);
        results.push(BulkOutcome {
            id: *id,
            done: problem.is_none(),
            code: problem.as_ref().map(|problem| problem.code.slug()),
            detail: problem.map(|problem| problem.detail),
        });
    }
    state.authorities.forget();
    let done = results.iter().filter(|one| one.done).count();
    let failed = results.len() - done;
    Ok(HttpResponse::Ok().json(BulkResult { done, failed, results }))
}

impl BulkAction {
    fn order(&self) -> Result<Order, Problem> {
        let needed = |given: &Option<String>, name| {
            given
                .clone()
                .ok_or_else(|| Problem::parameter(name, "this action needs it"))
        };
        Ok(match self.action {
            BulkKind::Suspend => Order::Stand(Change::Suspend, needed(&self.reason, "reason")?),
            BulkKind::Activate => Order::Stand(Change::Activate, needed(&self.reason, "reason")?),
            BulkKind::Tag => Order::Tag(needed(&self.tag, "tag")?),
            BulkKind::Untag => Order::Untag(needed(&self.tag, "tag")?),
            BulkKind::SetPlan => Order::Plan(needed(&self.plan, "plan")?),
        })
    }
}
