//! One's own account as staff: who one is, password, second factor.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::identity::{credential, password};
use models::staff::account::{self, Credential, Staff};
use models::staff::role::StaffPermission;
use models::staff::second_factor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{StaffCaller, StaffSignedIn};
use super::sign_in::guard;
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::cookie::csrf;
use crate::routes::identity::second_factor::{
    Begin, CodeBody, RecoveryCodes, Removal, SecondFactorOffer, may_try, tried,
};
use crate::state::State;

crate::refusals!(ReadRefusals: Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, WrongPassword, WeakPassword, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyAttempts, NotFound, Internal, Unavailable);
crate::refusals!(FactorRefusals: MalformedJson, InvalidParameter, InterruptedBody, WrongPassword, WrongCode, RequestTimeout, Conflict, BodyTooLarge, UnsupportedMediaType, TooManyAttempts, NotFound, Internal, Unavailable);

/// Who of the staff is signed in, and what they may do.
#[derive(Serialize, ToSchema)]
pub struct StaffIdentity {
    pub staff_id: Uuid,
    pub email: String,
    pub name: String,
    /// `owner`, `admin`, `support`.
    pub role: &'static str,
    pub permissions: Vec<&'static str>,
    /// This session was begun with a second factor.
    pub second_factor: bool,
    /// One is required, and this session has none: nothing else is let through.
    pub second_factor_missing: bool,
    /// Of a browser's session: what changes something carries it in `X-CSRF-Token`.
    #[schema(required)]
    pub csrf_token: Option<String>,
    pub expires_at: DateTime<Utc>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffPasswordChange {
    current: String,
    password: String,
}

/// Who one is.
///
/// Name, role and permissions of this session, and the `csrf_token` of a browser's.
#[utoipa::path(
    operation_id = "get_staff_session",
    tag = "staff",
    responses((status = 200, description = "Who is signed in.", body = StaffIdentity), ReadRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/auth/session")]
pub async fn read(me: StaffSignedIn, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let authority = &me.0.authority;
    Ok(HttpResponse::Ok().json(StaffIdentity {
        staff_id: authority.staff.0,
        email: authority.email.clone(),
        name: authority.name.clone(),
        role: authority.role.as_str(),
        permissions: authority
            .role
            .permissions()
            .iter()
            .map(|one: &StaffPermission| one.name())
            .collect(),
        second_factor: authority.second_factor,
        second_factor_missing: state.config.staff.second_factor_required && !authority.second_factor,
        csrf_token: me.0.cookie.as_deref().map(csrf),
        expires_at: authority.expires_at,
    }))
}

/// Change the password.
///
/// All other sessions end.
#[utoipa::path(
    operation_id = "change_staff_password",
    tag = "staff",
    request_body = StaffPasswordChange,
    responses((status = 204, description = "Changed."), ChangeRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/auth/password")]
pub async fn change_password(
    request: HttpRequest,
    payload: web::Payload,
    me: StaffSignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: StaffPasswordChange = body::json(&request, payload, &state).await?;
    confirm_password(&state, &me.0, asked.current).await?;
    let authority = me.0.authority.clone();
    let weak = |error: Error| Problem::new(Code::WeakPassword, error.to_string());
    password::check(&asked.password, &authority.email, &authority.name).map_err(weak)?;
    let hash = state.hashing.run(move || password::hash(&asked.password)).await??;
    let set = me.0.running.pools.owner.transaction(async move |conn| {
        let but = Some(authority.session);
        account::set_password(conn, &authority.actor(), authority.staff, &hash, but).await
    });
    set.await?;
    state.staff_authorities.forget();
    state.authorities.forget();
    Ok(HttpResponse::NoContent().finish())
}

/// The one who asks knows the password. Wrong ones count as at the door.
async fn confirm_password(state: &State, me: &StaffCaller, given: String) -> Result<(), Problem> {
    let (app, staff) = (&me.running.pools.app, me.authority.staff);
    let key = guard(&format!("confirm:{staff}"));
    let locked_s = credential::locked_s(app, &key).await?;
    if locked_s > 0.0 {
        return Err(Problem::too_many_attempts(Duration::from_secs_f64(locked_s)));
    }
    let stored = Credential::of_id(&mut *me.running.pools.owner.get().await?, staff).await?;
    let is_right = state
        .hashing
        .run(move || password::verify(&given, Some(&stored.password_hash)));
    if is_right.await? {
        return Ok(credential::unlock(app, &key).await?);
    }
    credential::failed(app, &key).await?;
    Err(Problem::new(Code::WrongPassword, "that is not your password"))
}

/// Set up a second factor.
///
/// TOTP (SHA-1, 6 digits, 30 s). In force once a code was sent to `…/confirm`.
#[utoipa::path(
    operation_id = "offer_staff_second_factor",
    tag = "staff",
    request_body = Begin,
    responses((status = 200, description = "The secret.", body = SecondFactorOffer), FactorRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/auth/second-factor")]
pub async fn offer(
    request: HttpRequest,
    payload: web::Payload,
    me: StaffSignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Begin = body::json(&request, payload, &state).await?;
    confirm_password(&state, &me.0, asked.password).await?;
    let (key, staff) = (me.0.running.sealer.platform_key().await?, me.0.authority.staff);
    let offered =
        me.0.running
            .pools
            .owner
            .transaction(async move |conn| second_factor::offer(conn, &key, staff).await);
    let offered = offered.await?;
    Ok(HttpResponse::Ok().json(SecondFactorOffer {
        secret: offered.secret.to_string(),
        uri: offered.uri.to_string(),
    }))
}

/// Put a second factor in force.
///
/// With the first code. The answer has recovery codes, this once. Sign in again for a session with a second factor.
#[utoipa::path(
    operation_id = "confirm_staff_second_factor",
    tag = "staff",
    request_body = CodeBody,
    responses((status = 200, description = "In force.", body = RecoveryCodes), FactorRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/auth/second-factor/confirm")]
pub async fn confirm(
    request: HttpRequest,
    payload: web::Payload,
    me: StaffSignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: CodeBody = body::json(&request, payload, &state).await?;
    let (key, staff) = (me.0.running.sealer.platform_key().await?, me.0.authority.staff);
    let confirmed =
        me.0.running
            .pools
            .owner
            .transaction(async move |conn| second_factor::confirm(conn, &key, staff, &asked.code).await);
    let recovery_codes = confirmed.await?.ok_or_else(wrong_code)?;
    Ok(HttpResponse::Ok().json(RecoveryCodes { recovery_codes }))
}

/// Take the second factor away.
///
/// Asks for the password and a current code; the recovery codes end with it.
#[utoipa::path(
    operation_id = "remove_staff_second_factor",
    tag = "staff",
    request_body = Removal,
    responses((status = 204, description = "Gone."), FactorRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/auth/second-factor/remove")]
pub async fn remove(
    request: HttpRequest,
    payload: web::Payload,
    me: StaffSignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Removal = body::json(&request, payload, &state).await?;
    confirm_password(&state, &me.0, asked.password).await?;
    let (app, tries) = (
        &me.0.running.pools.app,
        guard(&format!("code:{}", me.0.authority.staff)),
    );
    may_try(app, &tries).await?;
    let (key, staff, actor) = (
        me.0.running.sealer.platform_key().await?,
        me.0.authority.staff,
        me.0.actor(),
    );
    let removed =
        me.0.running
            .pools
            .owner
            .transaction(async move |conn| -> Result<bool, Error> {
                if !second_factor::take(conn, &key, staff, &asked.code).await? {
                    return Ok(false);
                }
                second_factor::remove(conn, &actor, staff).await?;
                Ok(true)
            });
    tried(app, &tries, removed.await?.then_some(())).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn wrong_code() -> Problem {
    Problem::new(Code::WrongCode, "that code is wrong, or was used already")
}

/// As others of the staff see somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffMember {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    /// `owner`, `admin`, `support`.
    pub role: String,
    /// `active`, `suspended`.
    pub status: String,
    /// They have one in force.
    pub second_factor: bool,
    pub created_at: DateTime<Utc>,
    #[schema(required)]
    pub last_seen_at: Option<DateTime<Utc>>,
}

impl From<Staff> for StaffMember {
    fn from(staff: Staff) -> Self {
        let Staff {
            id,
            email,
            name,
            role,
            status,
            second_factor,
            created_at,
            last_seen_at,
        } = staff;
        Self {
            id,
            email,
            name,
            role,
            status,
            second_factor,
            created_at,
            last_seen_at,
        }
    }
}
