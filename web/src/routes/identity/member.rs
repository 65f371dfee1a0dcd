//! `/v1/team/members`: who belongs to the tenant, and what they are there.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, web};
use chrono::{DateTime, Utc};
use models::identity::membership::{self, MemberChange, MemberFilter};
use models::identity::permission::RowScope;
use models::identity::role::RoleRef;
use models::ids::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::can::{Can, TeamManage, TeamRead};
use crate::body;
use crate::paging;
use crate::problem::Problem;
use crate::query;
use crate::state::State;

crate::refusals!(ListRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(RemoveRefusals: NotFound, Conflict, Internal, Unavailable);

/// Whether a member may come in.
const STATUSES: [&str; 3] = ["active", "inactive", "suspended"];

/// A member of the tenant.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    /// The person's.
    pub id: Uuid,
    pub email: String,
    pub name: String,
    /// `admin`, `manager`, `agent`, `viewer`, or a custom role's id.
    pub role: String,
    /// Whose calls they see: `all`, `group`, `own`.
    pub row_scope: String,
    /// What telephone systems call them.
    pub agents: Vec<String>,
    /// `active`, `inactive`, `suspended`.
    pub status: String,
    pub created_at: DateTime<Utc>,
    #[schema(required)]
    pub last_seen_at: Option<DateTime<Utc>>,
}

impl From<membership::Member> for Member {
    fn from(member: membership::Member) -> Self {
        let membership::Member {
            id,
            email,
            name,
            role,
            row_scope,
            agents,
            status,
            created_at,
            last_seen_at,
        } = member;
        Self {
            id,
            email,
            name,
            role,
            row_scope,
            agents,
            status,
            created_at,
            last_seen_at,
        }
    }
}

/// Members, the longest there first.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberPage {
    pub data: Vec<Member>,
    /// `cursor` of the next page.
    #[schema(required)]
    pub next: Option<String>,
}

/// Which members, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    cursor: Option<String>,
    #[param(minimum = 1)]
    limit: Option<u32>,
    /// `active`, `inactive`, `suspended`.
    status: Option<String>,
    role: Option<String>,
}

/// What is to be changed; what is missing stays. Another role brings its row scope along, unless one is named too.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MemberChange, example = json!({ "role": "agent", "agents": ["201", "SIP/anna"] }))]
pub struct Change {
    role: Option<String>,
    row_scope: Option<String>,
    agents: Option<Vec<String>>,
    status: Option<String>,
}

/// List members.
///
/// The longest there first. Filters combine with *and*.
#[utoipa::path(
    operation_id = "list_members",
    tag = "team",
    params(Query),
    responses((status = 200, description = "A page of members.", body = MemberPage), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/team/members")]
pub async fn list(request: HttpRequest, caller: Can<TeamRead>) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let page = paging::page(query.cursor.as_deref(), query.limit)?;
    if query
        .status
        .as_deref()
        .is_some_and(|status| !STATUSES.contains(&status))
    {
        return Err(Problem::parameter("status", format!("one of {}", STATUSES.join(", "))));
    }
    let filter = MemberFilter {
        status: query.status.clone(),
        role: query.role.as_deref().map(RoleRef::parse).transpose()?,
    };
    let tenant = caller.tenant;
    let found = caller.running.pools.app.tenant(tenant, async move |conn| {
        membership::Member::of(tenant).list(conn, &filter, &page).await
    });
    let found = found.await?;
    Ok(HttpResponse::Ok().json(MemberPage {
        data: found.data.into_iter().map(Member::from).collect(),
        next: found.next,
    }))
}

/// A member.
///
/// Role, row scope, agents and status.
#[utoipa::path(
    operation_id = "get_member",
    tag = "team",
    params(("id" = Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "The member.", body = Member), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/team/members/{id}")]
pub async fn read(id: web::Path<String>, caller: Can<TeamRead>) -> Result<HttpResponse, Problem> {
    let (tenant, person) = (caller.tenant, person(&id)?);
    let found = caller.running.pools.app.tenant(tenant, async move |conn| {
        membership::Member::of(tenant).find(conn, person).await
    });
    Ok(HttpResponse::Ok().json(Member::from(found.await?)))
}

/// Change a member.
///
/// Role, row scope, agents, status; in force everywhere within a second. Nobody grants or takes away more than they have, and the
/// last active admin stays one. Who is suspended or inactive is signed out.
#[utoipa::path(
    operation_id = "change_member",
    tag = "team",
    params(("id" = Uuid, Path, description = "The person's id.")),
    request_body = Change,
    responses((status = 200, description = "As they are now.", body = Member), ChangeRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/team/members/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, person, by) = (caller.tenant, person(&id)?, caller.authority.grantor());
    let asked: Change = body::json(&request, payload, &state).await?;
    let change = MemberChange {
        role: asked.role.as_deref().map(RoleRef::parse).transpose()?,
        row_scope: asked.row_scope.as_deref().map(RowScope::parse).transpose()?,
        agents: asked.agents,
        status: asked.status,
    };
    let changed = caller.running.pools.app.tenant(tenant, async move |conn| {
        membership::Member::of(tenant).change(conn, &by, person, change).await
    });
    let changed = changed.await?;
    state.authorities.forget();
    Ok(HttpResponse::Ok().json(Member::from(changed)))
}

/// Remove a member.
///
/// They are signed out and belong to the tenant no more. The last active admin stays.
#[utoipa::path(
    operation_id = "remove_member",
    tag = "team",
    params(("id" = Uuid, Path, description = "The person's id.")),
    responses((status = 204, description = "Removed."), RemoveRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/team/members/{id}")]
pub async fn remove(
    id: web::Path<String>,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, person, by) = (caller.tenant, person(&id)?, caller.authority.grantor());
    let removed = caller.running.pools.app.tenant(tenant, async move |conn| {
        membership::Member::of(tenant).remove(conn, &by, person).await
    });
    removed.await?;
    state.authorities.forget();
    Ok(HttpResponse::NoContent().finish())
}

/// A text that is no id names nobody.
pub fn person(id: &str) -> Result<PersonId, Problem> {
    id.parse().map(PersonId).map_err(|_| Problem::not_found("member"))
}
