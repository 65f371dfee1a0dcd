//! `/admin/v1/impersonations`: somebody of the staff sees what a member sees.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use models::identity::session::Kind;
use models::ids::{PersonId, TenantId};
use models::staff::impersonation::{self, SECONDS, Wanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{Impersonate, StaffCan};
use crate::body;
use crate::client_address;
use crate::problem::Problem;
use crate::routes::identity::cookie;
use crate::routes::identity::sign_in::SessionKind;
use crate::state::State;

crate::refusals!(BeginRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);
crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(EndRefusals: NotFound, Internal, Unavailable);

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "tenant_id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11", "person_id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a12", "reason": "ticket 4711" }))]
pub struct NewImpersonation {
    tenant_id: Uuid,
    person_id: Uuid,
    /// The tenant reads it in its audit log.
    reason: String,
    /// `token` for programs, `cookie` for browsers.
    #[serde(default)]
    session: SessionKind,
}

/// The session; its token is shown this once.
#[derive(Serialize, ToSchema)]
pub struct BegunImpersonation {
    pub session_id: Uuid,
    /// For `Authorization: Bearer` at `/v1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    /// Half an hour from now.
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Impersonation {
    pub session_id: Uuid,
    pub tenant_id: Uuid,
    pub person_id: Uuid,
    pub staff_id: Uuid,
    pub staff_name: String,
    pub reason: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ImpersonationList {
    pub data: Vec<Impersonation>,
}

/// See what a member sees.
///
/// A session at `/v1` for half an hour that reads calls, figures, team and settings, and neither changes, hears nor exports anything. The
/// tenant's audit log has both names and the reason. It ends the one that went on before.
#[utoipa::path(
    operation_id = "begin_impersonation",
    tag = "tenants",
    request_body = NewImpersonation,
    responses((status = 201, description = "Begun.", body = BegunImpersonation), BeginRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/impersonations")]
pub async fn begin(
    request: HttpRequest,
    payload: web::Payload,
    caller: StaffCan<Impersonate>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: NewImpersonation = body::json(&request, payload, &state).await?;
    let kind = match asked.session {
        SessionKind::Token => Kind::Token,
        SessionKind::Cookie => Kind::Cookie,
    };
    let address = client_address::of(&request, &state);
    let wanted = Wanted {
        tenant: TenantId(asked.tenant_id),
        person: PersonId(asked.person_id),
        reason: asked.reason,
        kind,
        address: address.map(|address| address.to_string()).unwrap_or_default(),
    };
    let by = caller.authority.clone();
    let owner = &caller.running.pools.owner;
    let begun = owner.transaction(async move |conn| impersonation::begin(conn, &by, &wanted).await);
    let begun = begun.await?;
    state.authorities.forget();
    let text = begun.secret.reveal();
    let mut response = HttpResponse::Created();
    if kind == Kind::Cookie {
        response.cookie(cookie::set(&state.config, text, i64::from(SECONDS)));
    }
    Ok(response.json(BegunImpersonation {
        session_id: begun.session,
        access_token: (kind == Kind::Token).then(|| text.to_owned()),
        expires_at: begun.expires_at,
    }))
}

/// Impersonations that go on.
///
/// Everybody's, the latest first.
#[utoipa::path(
    operation_id = "list_impersonations",
    tag = "tenants",
    responses((status = 200, description = "The latest 500.", body = ImpersonationList), ListRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/impersonations")]
pub async fn list(caller: StaffCan<Impersonate>) -> Result<HttpResponse, Problem> {
    // As owner: the staff role sees no sessions of tenants.
    let found = impersonation::list(&mut *caller.running.pools.owner.get().await?).await?;
    let of = |one: impersonation::Impersonation| Impersonation {
        session_id: one.session_id,
        tenant_id: one.tenant_id,
        person_id: one.person_id,
        staff_id: one.staff_id,
        staff_name: one.staff_name,
        reason: one.reason,
        created_at: one.created_at,
        expires_at: one.expires_at,
    };
    Ok(HttpResponse::Ok().json(ImpersonationList {
        data: found.into_iter().map(of).collect(),
    }))
}

/// End an impersonation.
///
/// One's own, on every node within a second.
#[utoipa::path(
    operation_id = "end_impersonation",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The session's id.")),
    responses((status = 204, description = "Ended."), EndRefusals),
    security(("staff_token" = []))
)]
#[delete("/admin/v1/impersonations/{id}")]
pub async fn end(
    id: web::Path<String>,
    caller: StaffCan<Impersonate>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::not_found("impersonation of yours"))?;
    let by = caller.authority.clone();
    let owner = &caller.running.pools.owner;
    let ended = owner.transaction(async move |conn| impersonation::end(conn, &by, Some(id)).await);
    if ended.await? == 0 {
        return Err(Problem::not_found("impersonation of yours"));
    }
    state.authorities.forget();
    Ok(HttpResponse::NoContent().finish())
}
