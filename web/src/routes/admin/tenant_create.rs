//! `POST /admin/v1/tenants`: a new tenant, whose first admin is invited by mail, in one transaction.

use actix_web::{HttpRequest, HttpResponse, post, web};
use models::Error;
use models::billing::usage::Policy;
use models::db::set_tenant;
use models::identity::authority::Grantor;
use models::identity::email::Email;
use models::identity::invitation::{Invited, NewInvitation};
use models::identity::inviter::Inviter;
use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::identity::tenant::{NewTenant, Tenant};
use models::staff::tenants::directory;
use models::staff::tenants::profile::{self, ProfileChange};
use serde::Deserialize;
use utoipa::ToSchema;

use super::can::{StaffCan, TenantsManage};
use super::tenant;
use super::tenant_change::{ChangeRefusals, policy};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Acme Dental", "admin_email": "anna@acme.example", "plan": "starter", "subdomain": "acme" }))]
pub struct NewTenantBody {
    name: String,
    /// Gets an invitation as admin.
    admin_email: String,
    /// `trial`, if not named.
    plan: Option<String>,
    /// IANA name; `UTC`, if not named.
    zone: Option<String>,
    /// At the limit: `store_only` (if not named), `queue`, `overage`, `reject`.
    policy: Option<String>,
    subdomain: Option<String>,
}

/// Create a tenant.
///
/// And invite its first admin: the mail has a link, good for seven days.
#[utoipa::path(
    operation_id = "create_tenant",
    tag = "tenants",
    request_body = NewTenantBody,
    responses((status = 201, description = "Created.", body = tenant::Tenant), ChangeRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: NewTenantBody = body::json(&request, payload, &state).await?;
    let email = Email::parse(&asked.admin_email).map_err(|error| Problem::about("admin_email", error))?;
    let mut new = NewTenant::named(asked.name);
    new.plan = asked.plan.unwrap_or(new.plan);
    new.zone = asked.zone.unwrap_or(new.zone);
    new.policy = asked.policy.as_deref().map_or(Ok(Policy::StoreOnly), policy)?;
    let running = &caller.running;
    let (key, base) = (running.sealer.platform_key().await?, state.config.public_url());
    let (master_key, subdomain) = (running.sealer.master_key().clone(), asked.subdomain);
    let by = Grantor {
        actor: caller.actor(),
        ..Grantor::operator()
    };
    let made = running.pools.owner.transaction(async move |conn| -> Result<_, Error> {
        let tenant = Tenant::found(conn, &master_key, &by, &new).await?.tenant_id();
        set_tenant(conn, tenant).await?;
        if subdomain.is_some() {
            let change = ProfileChange {
                subdomain: Some(subdomain),
                ..ProfileChange::default()
            };
            profile::change(conn, &by.actor, tenant, change).await?;
        }
        let inviter = Inviter {
            tenant,
            by,
            person: None,
            key,
            base,
        };
        let invitation = NewInvitation {
            to: Invited::Address(email),
            member: NewMember::of(RoleRef::Preset(Preset::Admin)),
        };
        inviter.invite(conn, invitation).await?;
        directory::find(conn, tenant).await
    });
    Ok(HttpResponse::Created().json(tenant::Tenant::from(made.await?)))
}
