//! `/v1/team/groups`: members who see each other's calls.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use models::identity::group;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{Can, TeamManage, TeamRead};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(DeleteRefusals: NotFound, Internal, Unavailable);

/// A group.
#[derive(Debug, Serialize, ToSchema)]
pub struct Group {
    pub id: Uuid,
    pub name: String,
    /// Ids of members.
    pub members: Vec<Uuid>,
}

impl From<group::Group> for Group {
    fn from(group::Group { id, name, members }: group::Group) -> Self {
        Self { id, name, members }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GroupList {
    pub data: Vec<Group>,
}

/// A group that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Support", "members": [] }))]
pub struct NewGroup {
    name: String,
    #[serde(default)]
    members: Vec<Uuid>,
}

/// What is to be changed; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupChange {
    name: Option<String>,
    members: Option<Vec<Uuid>>,
}

/// List groups.
///
/// With their members. Members of row scope `group` see the calls of everybody in their groups.
#[utoipa::path(
    operation_id = "list_groups",
    tag = "team",
    responses((status = 200, description = "All groups.", body = GroupList), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/team/groups")]
pub async fn list(caller: Can<TeamRead>) -> Result<HttpResponse, Problem> {
    let tenant = caller.tenant;
    let found = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| group::Group::of(tenant).list(conn).await);
    Ok(HttpResponse::Ok().json(GroupList {
        data: found.await?.into_iter().map(Group::from).collect(),
    }))
}

/// Make a group.
///
/// Its name is the tenant's only one.
#[utoipa::path(
    operation_id = "create_group",
    tag = "team",
    request_body = NewGroup,
    responses((status = 201, description = "Made.", body = Group), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/team/groups")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor) = (caller.tenant, caller.actor());
    let new: NewGroup = body::json(&request, payload, &state).await?;
    if !new.members.is_empty() {
        caller.authority.grantor().may_seat()?;
    }
    let made = caller.running.pools.app.tenant(tenant, async move |conn| {
        group::Group::of(tenant)
            .create(conn, &actor, &new.name, &new.members)
            .await
    });
    let made = made.await?;
    state.authorities.forget();
    Ok(HttpResponse::Created().json(Group::from(made)))
}

/// Change a group.
///
/// The members that are named are all it has afterwards.
#[utoipa::path(
    operation_id = "change_group",
    tag = "team",
    params(("id" = Uuid, Path, description = "The group's id.")),
    request_body = GroupChange,
    responses((status = 200, description = "As it is now.", body = Group), WriteRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/team/groups/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), group_id(&id)?);
    let GroupChange { name, members } = body::json(&request, payload, &state).await?;
    if members.is_some() {
        caller.authority.grantor().may_seat()?;
    }
    let changed = caller.running.pools.app.tenant(tenant, async move |conn| {
        let groups = group::Group::of(tenant);
        groups
            .change(conn, &actor, id, name.as_deref(), members.as_deref())
            .await
    });
    let changed = changed.await?;
    state.authorities.forget();
    Ok(HttpResponse::Ok().json(Group::from(changed)))
}

/// Delete a group.
///
/// Its members stay members.
#[utoipa::path(
    operation_id = "delete_group",
    tag = "team",
    params(("id" = Uuid, Path, description = "The group's id.")),
    responses((status = 204, description = "Deleted."), DeleteRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/team/groups/{id}")]
pub async fn delete(
    id: web::Path<String>,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), group_id(&id)?);
    let deleted = caller.running.pools.app.tenant(tenant, async move |conn| {
        group::Group::of(tenant).delete(conn, &actor, id).await
    });
    deleted.await?;
    state.authorities.forget();
    Ok(HttpResponse::NoContent().finish())
}

fn group_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("group"))
}
