//! The same done to many tenants at once, each by itself, with what came of each.

use actix_web::{HttpRequest, HttpResponse, post, web};
use models::ids::TenantId;
use models::staff::tenants::bulk::Order;
use models::staff::tenants::standing::Change;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{StaffCaller, StaffCan, TenantsManage};
use super::tenant::TenantFilter;
use super::tenant_change::ChangeRefusals;
use crate::body;
use crate::problem::{Code, Problem};
use crate::state::State;

/// The same for many tenants.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TenantBulkAction, example = json!({ "ids": ["0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11"], "action": "suspend", "reason": "unpaid" }))]
pub struct BulkAction {
    /// At most 500.
    ids: Option<Vec<Uuid>>,
    /// In place of `ids`: all that match, the newest first, 500 in one request; an empty filter is all of them.
    filter: Option<TenantFilter>,
    /// With `filter`: `next` of the answer before.
    cursor: Option<String>,
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
    /// More match the filter: ask again with it as `cursor`.
    #[schema(required)]
    pub next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BulkOutcome {
    pub id: Uuid,
    /// Of one that was found by the filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub done: bool,
    /// Code of the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

const BULK_MAX: u32 = 500;

/// One of those that are meant, with its name where that is known.
type Meant = (Uuid, Option<String>);

/// Do the same to many tenants.
///
/// Those that are named, or all that match: each by itself. What is wrong with one hinders no other, and the answer says what came of each.
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
    let (meant, next) = asked.meant(&caller).await?;
    let mut results = Vec::with_capacity(meant.len());
    for (id, name) in meant {
        let one = asked.order()?;
        let (tenant, by) = (TenantId(id), caller.authority.clone());
        let owner = &caller.running.pools.owner;
        let done = owner.transaction(async move |conn| one.run(conn, &by, tenant).await);
        let problem = done.await.err().map(Problem::from);
        results.push(BulkOutcome {
            id,
            name,
            done: problem.is_none(),
            code: problem.as_ref().map(|problem| problem.code.slug()),
            detail: problem.map(|problem| problem.detail),
        });
    }
    state.authorities.forget();
    let done = results.iter().filter(|one| one.done).count();
    let failed = results.len() - done;
    Ok(HttpResponse::Ok().json(BulkResult {
        done,
        failed,
        results,
        next,
    }))
}

impl BulkAction {
    /// And the cursor of those that are still to come.
    async fn meant(&self, caller: &StaffCaller) -> Result<(Vec<Meant>, Option<String>), Problem> {
        match (&self.ids, &self.filter, &self.cursor) {
            (Some(ids), None, None) if (1..=BULK_MAX as usize).contains(&ids.len()) => {
                Ok((ids.iter().map(|id| (*id, None)).collect(), None))
            }
            (Some(_), None, None) => Err(Problem::parameter("ids", format!("1 to {BULK_MAX} of them"))),
            (None, Some(filter), cursor) => {
                // What is missing is refused before anything is looked for.
                self.order()?;
                let query = filter.clone().query(cursor.clone(), BULK_MAX);
                let (found, next) = query.page(&mut *caller.running.pools.staff.get().await?).await?;
                Ok((found.into_iter().map(|one| (one.id, Some(one.name))).collect(), next))
            }
            (Some(_), _, _) | (None, None, _) => Err(Problem::new(
                Code::InvalidParameter,
                "give either `ids`, or `filter` and perhaps `cursor`",
            )),
        }
    }

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
