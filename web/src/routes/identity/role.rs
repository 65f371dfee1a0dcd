//! `/v1/team/roles`: the four that everybody has, and those of the tenant's own making.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use models::identity::permission::{Permission, Permissions, RowScope};
use models::identity::role::{self, Wanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{Can, TeamManage, TeamRead};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(CreateRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, Conflict, Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(DeleteRefusals: NotFound, Conflict, Internal, Unavailable);

/// A role and what it may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Role {
    /// `admin`, `manager`, `agent`, `viewer`, or the id of a custom role.
    pub id: String,
    pub name: String,
    /// Of the tenant's own making.
    pub custom: bool,
    pub permissions: Vec<&'static str>,
    /// Whose calls its members see where nothing else is said: `all`, `group`, `own`.
    pub row_scope: &'static str,
}

impl From<role::Role> for Role {
    fn from(role: role::Role) -> Self {
        let role::Role {
            id,
            name,
            custom,
            permissions,
            row_scope,
        } = role;
        Self {
            id,
            name,
            custom,
            permissions,
            row_scope,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RoleList {
    pub data: Vec<Role>,
}

/// One thing that may be done.
#[derive(Debug, Serialize, ToSchema)]
pub struct PermissionInfo {
    pub name: &'static str,
    pub does: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PermissionList {
    pub data: Vec<PermissionInfo>,
}

/// A custom role as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Quality", "permissions": ["calls.read", "calls.listen"], "row_scope": "group" }))]
pub struct RoleBody {
    name: String,
    permissions: Vec<String>,
    #[schema(pattern = "^(all|group|own)$")]
    row_scope: String,
}

impl RoleBody {
    fn wanted(self) -> Result<Wanted, Problem> {
        Ok(Wanted {
            permissions: Permissions::parse(&self.permissions).map_err(|error| Problem::about("permissions", error))?,
            row_scope: RowScope::parse(&self.row_scope)?,
            name: self.name,
        })
    }
}

/// What there is to be permitted.
///
/// Names for custom roles and for the scopes of keys.
#[utoipa::path(
    operation_id = "list_permissions",
    tag = "team",
    responses((status = 200, description = "Every permission.", body = PermissionList), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/team/permissions")]
pub async fn list_permissions(_: Can<TeamRead>) -> Result<HttpResponse, Problem> {
    let info = |permission: &Permission| PermissionInfo {
        name: permission.name(),
        does: permission.does(),
    };
    Ok(HttpResponse::Ok().json(PermissionList {
        data: Permission::ALL.iter().map(info).collect(),
    }))
}

/// List roles.
///
/// The four that everybody has first, then the tenant's own.
#[utoipa::path(
    operation_id = "list_roles",
    tag = "team",
    responses((status = 200, description = "All roles.", body = RoleList), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/team/roles")]
pub async fn list(caller: Can<TeamRead>) -> Result<HttpResponse, Problem> {
    let tenant = caller.tenant;
    let found = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| role::Role::of(tenant).list(conn).await);
    Ok(HttpResponse::Ok().json(RoleList {
        data: found.await?.into_iter().map(Role::from).collect(),
    }))
}

/// Make a role.
///
/// Out of permissions that the maker has; `GET /v1/team/permissions` lists them.
#[utoipa::path(
    operation_id = "create_role",
    tag = "team",
    request_body = RoleBody,
    responses((status = 201, description = "Made.", body = Role), CreateRefusals),
    security(("api_key" = []))
)]
#[post("/v1/team/roles")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, by) = (caller.tenant, caller.authority.grantor());
    let wanted = body::json::<RoleBody>(&request, payload, &state).await?.wanted()?;
    let made = caller.running.pools.app.tenant(tenant, async move |conn| {
        role::Role::of(tenant).create(conn, &by, wanted).await
    });
    Ok(HttpResponse::Created().json(Role::from(made.await?)))
}

/// Change a role.
///
/// For everybody who has it, within a second.
#[utoipa::path(
    operation_id = "change_role",
    tag = "team",
    params(("id" = Uuid, Path, description = "The custom role's id.")),
    request_body = RoleBody,
    responses((status = 200, description = "As it is now.", body = Role), ChangeRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/team/roles/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, by, id) = (caller.tenant, caller.authority.grantor(), role_id(&id)?);
    let wanted = body::json::<RoleBody>(&request, payload, &state).await?.wanted()?;
    let changed = caller.running.pools.app.tenant(tenant, async move |conn| {
        role::Role::of(tenant).change(conn, &by, id, wanted).await
    });
    let changed = changed.await?;
    state.authorities.forget();
    Ok(HttpResponse::Ok().json(Role::from(changed)))
}

/// Delete a role.
///
/// One that nobody has.
#[utoipa::path(
    operation_id = "delete_role",
    tag = "team",
    params(("id" = Uuid, Path, description = "The custom role's id.")),
    responses((status = 204, description = "Deleted."), DeleteRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/team/roles/{id}")]
pub async fn delete(id: web::Path<String>, caller: Can<TeamManage>) -> Result<HttpResponse, Problem> {
    let (tenant, by, id) = (caller.tenant, caller.authority.grantor(), role_id(&id)?);
    let deleted = caller.running.pools.app.tenant(tenant, async move |conn| {
        role::Role::of(tenant).delete(conn, &by, id).await
    });
    deleted.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The four presets are nobody's to change, so their names are not found either.
fn role_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("role"))
}
