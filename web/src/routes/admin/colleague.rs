//! `/admin/v1/staff`: the others of the staff, as owners manage them.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use models::identity::email::Email;
use models::identity::password;
use models::identity::token::Secret;
use models::ids::StaffId;
use models::staff::account::{NewStaff, Staff, StaffChange};
use models::staff::role::StaffRole;
use models::staff::second_factor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::account::StaffMember;
use super::can::{StaffCan, StaffManage, StaffRead};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(CreateRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, Conflict, Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(RemoveRefusals: NotFound, Internal, Unavailable);

#[derive(Debug, Serialize, ToSchema)]
pub struct StaffList {
    pub data: Vec<StaffMember>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "sam@platform.example", "name": "Sam Reed", "role": "support" }))]
pub struct NewStaffMember {
    email: String,
    name: String,
    /// `owner`, `admin`, `support`.
    role: String,
}

/// The password is shown this once: hand it over, to be changed.
#[derive(Serialize, ToSchema)]
pub struct CreatedStaffMember {
    pub staff: StaffMember,
    pub password: String,
}

/// What is to be changed; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffMemberChange {
    name: Option<String>,
    role: Option<String>,
    /// `active`, `suspended`.
    status: Option<String>,
}

/// List the staff.
///
/// The longest there first.
#[utoipa::path(
    operation_id = "list_staff",
    tag = "staff",
    responses((status = 200, description = "All of them.", body = StaffList), ListRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/staff")]
pub async fn list(caller: StaffCan<StaffRead>) -> Result<HttpResponse, Problem> {
    let found = Staff::list(&mut *caller.running.pools.staff.get().await?).await?;
    Ok(HttpResponse::Ok().json(StaffList {
        data: found.into_iter().map(StaffMember::from).collect(),
    }))
}

/// Add somebody to the staff.
///
/// The answer has their first password, this once.
#[utoipa::path(
    operation_id = "create_staff",
    tag = "staff",
    request_body = NewStaffMember,
    responses((status = 201, description = "Added.", body = CreatedStaffMember), CreateRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/staff")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: StaffCan<StaffManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: NewStaffMember = body::json(&request, payload, &state).await?;
    let email = Email::parse(&asked.email).map_err(|error| Problem::about("email", error))?;
    let role = StaffRole::parse(&asked.role)?;
    let secret = Secret::random("")?;
    let password = secret.reveal().to_owned();
    let new = NewStaff {
        email,
        name: asked.name,
        role,
        password_hash: state.hashing.run(move || password::hash(secret.reveal())).await??,
    };
    let actor = caller.actor();
    let owner = &caller.running.pools.owner;
    let made = owner.transaction(async move |conn| Staff::create(conn, &actor, &new).await);
    Ok(HttpResponse::Created().json(CreatedStaffMember {
        staff: made.await?.into(),
        password,
    }))
}

/// Change somebody of the staff.
///
/// Name, role, status; in force everywhere within a second. Who is suspended or gets another role is signed out; the last active owner
/// stays one.
#[utoipa::path(
    operation_id = "change_staff",
    tag = "staff",
    params(("id" = Uuid, Path, description = "Their id.")),
    request_body = StaffMemberChange,
    responses((status = 200, description = "As they are now.", body = StaffMember), ChangeRefusals),
    security(("staff_token" = []))
)]
#[patch("/admin/v1/staff/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<StaffManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: StaffMemberChange = body::json(&request, payload, &state).await?;
    let id = staff_id(&id)?;
    let change = StaffChange {
        name: asked.name,
        role: asked.role.as_deref().map(StaffRole::parse).transpose()?,
        active: asked.status.as_deref().map(is_active).transpose()?,
    };
    let actor = caller.actor();
    let owner = &caller.running.pools.owner;
    let changed = owner.transaction(async move |conn| Staff::change(conn, &actor, id, &change).await);
    let changed = changed.await?;
    state.staff_authorities.forget();
    // What they saw of members too.
    state.authorities.forget();
    Ok(HttpResponse::Ok().json(StaffMember::from(changed)))
}

fn is_active(status: &str) -> Result<bool, Problem> {
    match status {
        "active" => Ok(true),
        "suspended" => Ok(false),
        _ => Err(Problem::parameter("status", "it is active or suspended")),
    }
}

/// Take somebody's second factor away.
///
/// For who lost the telephone and the codes. They are signed out.
#[utoipa::path(
    operation_id = "reset_staff_second_factor",
    tag = "staff",
    params(("id" = Uuid, Path, description = "Their id.")),
    responses((status = 204, description = "Gone."), RemoveRefusals),
    security(("staff_token" = []))
)]
#[delete("/admin/v1/staff/{id}/second-factor")]
pub async fn remove_second_factor(
    id: web::Path<String>,
    caller: StaffCan<StaffManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (id, actor) = (staff_id(&id)?, caller.actor());
    let owner = &caller.running.pools.owner;
    owner
        .transaction(async move |conn| second_factor::remove(conn, &actor, id).await)
        .await?;
    state.staff_authorities.forget();
    Ok(HttpResponse::NoContent().finish())
}

pub(super) fn staff_id(id: &str) -> Result<StaffId, Problem> {
    id.parse()
        .map(StaffId)
        .map_err(|_| Problem::not_found("member of the staff"))
}
