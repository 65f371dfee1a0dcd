//! How a session of the staff begins and ends. Who is of the staff is told to nobody.

use std::time::Duration;

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::identity::email::Email;
use models::identity::session::Kind;
use models::identity::{credential, password};
use models::ids::StaffId;
use models::staff::account::Credential;
use models::staff::second_factor;
use models::staff::session::{self, Begun, NewStaffSession};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{StaffSignedIn, at_an_allowed_address};
use super::cookie;
use crate::body;
use crate::client_address;
use crate::problem::{Code, Problem};
use crate::routes::identity::cookie::csrf;
use crate::routes::identity::door::at_the_door;
use crate::routes::identity::sign_in::SessionKind;
use crate::state::{Running, State};

crate::refusals!(SignInRefusals: MalformedJson, InvalidParameter, InterruptedBody, WrongCredentials, SecondFactorNeeded, AddressNotAllowed, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyAttempts, TooManyRequests, Internal, Unavailable);
crate::refusals!(SignOutRefusals: NotFound, Internal, Unavailable);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StaffSignIn, example = json!({ "email": "owner@platform.example", "password": "correct horse battery" }))]
pub struct SignIn {
    email: String,
    password: String,
    /// Of the telephone, or a recovery code; asked for with `second_factor_needed`.
    code: Option<String>,
    /// `token` for programs, `cookie` for browsers.
    #[serde(default)]
    session: SessionKind,
}

/// A session of the staff. The token is shown this once.
#[derive(Serialize, ToSchema)]
pub struct StaffSession {
    pub session_id: Uuid,
    pub staff_id: Uuid,
    /// For `Authorization: Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Of a browser's session: for `X-CSRF-Token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf_token: Option<String>,
    /// The session ends then in any case.
    pub expires_at: DateTime<Utc>,
}

/// Sign in as staff.
///
/// Five wrong passwords in a row are free; then the address is locked for a minute, and for twice as long each time after.
#[utoipa::path(
    operation_id = "staff_sign_in",
    tag = "staff",
    request_body = SignIn,
    responses((status = 200, description = "Signed in.", body = StaffSession), SignInRefusals)
)]
#[post("/admin/v1/auth/sign-in")]
pub async fn sign_in(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_an_allowed_address(&request, &state)?;
    at_the_door(&request, &state)?;
    let asked: SignIn = body::json(&request, payload, &state).await?;
    let running = state.running()?.clone();
    let email = Email::parse(&asked.email).ok();
    let key = match &email {
        Some(email) => guard(email.key()),
        // Counted apart, as at the tenants' door.
        None => guard(&format!("no address\0{}", asked.email)),
    };
    let locked_s = credential::locked_s(&running.pools.app, &key).await?;
    if locked_s > 0.0 {
        return Err(Problem::too_many_attempts(Duration::from_secs_f64(locked_s)));
    }
    let known = match &email {
        Some(email) => Credential::of(&mut *running.pools.owner.get().await?, email).await?,
        None => None,
    };
    let staff = known.as_ref().map(Credential::staff);
    let (given, stored) = (asked.password, known.map(|known| known.password_hash));
    let is_right = state.hashing.run(move || password::verify(&given, stored.as_deref()));
    let is_right = is_right.await?;
    let Some(staff) = staff.filter(|_| is_right) else {
        credential::failed(&running.pools.app, &key).await?;
        return Err(Problem::new(
            Code::WrongCredentials,
            "the address or the password is wrong",
        ));
    };
    let has_factor = factor(&running, staff, asked.code, &key).await?;
    credential::unlock(&running.pools.app, &key).await?;
    let kind = match asked.session {
        SessionKind::Token => Kind::Token,
        SessionKind::Cookie => Kind::Cookie,
    };
    let new = of_request(&request, &state, staff, kind, has_factor);
    let begun = running
        .pools
        .owner
        .transaction(async move |conn| session::begin(conn, &new).await);
    Ok(answer(&begun.await?, staff, kind, &state))
}

/// Locks of the staff are not those of tenants' people.
pub(super) fn guard(address: &str) -> String {
    format!("staff\0{}", address.to_lowercase())
}

/// Whether a second factor was shown; refused if one is asked for and was not.
async fn factor(running: &Running, staff: StaffId, code: Option<String>, guard: &str) -> Result<bool, Problem> {
    let key = running.sealer.platform_key().await?;
    let needed = |detail| Err(Problem::new(Code::SecondFactorNeeded, detail));
    let taken = running.pools.owner.transaction(async move |conn| -> Result<_, Error> {
        if !second_factor::is_set(conn, staff).await? {
            return Ok(None);
        }
        Ok(Some(match code {
            Some(code) => Some(second_factor::take(conn, &key, staff, &code).await?),
            None => None,
        }))
    });
    match taken.await? {
        None => Ok(false),
        Some(Some(true)) => Ok(true),
        Some(None) => needed("send `code` of the second factor along"),
        Some(Some(false)) => {
            credential::failed(&running.pools.app, guard).await?;
            needed("that code is wrong, or was used already")
        }
    }
}

fn of_request(
    request: &HttpRequest,
    state: &State,
    staff: StaffId,
    kind: Kind,
    second_factor: bool,
) -> NewStaffSession {
    let header = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    let address = client_address::of(request, state);
    NewStaffSession {
        staff,
        kind,
        user_agent: header.unwrap_or_default().to_owned(),
        address: address.map(|address| address.to_string()).unwrap_or_default(),
        second_factor,
        idle_s: state.config.staff.session_idle_s,
        absolute_s: state.config.staff.session_absolute_s,
    }
}

fn answer(begun: &Begun, staff: StaffId, kind: Kind, state: &State) -> HttpResponse {
    let text = begun.secret.reveal();
    let mut response = HttpResponse::Ok();
    if kind == Kind::Cookie {
        let seconds = (begun.expires_at - Utc::now()).num_seconds().max(0);
        response.cookie(cookie::set(&state.config, text, seconds));
    }
    response.json(StaffSession {
        session_id: begun.session,
        staff_id: staff.0,
        token: (kind == Kind::Token).then(|| text.to_owned()),
        csrf_token: (kind == Kind::Cookie).then(|| csrf(text)),
        expires_at: begun.expires_at,
    })
}

/// Sign out.
///
/// Ends this session, on every node within a second.
#[utoipa::path(
    operation_id = "staff_sign_out",
    tag = "staff",
    responses((status = 204, description = "This session has ended."), SignOutRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/auth/sign-out")]
pub async fn sign_out(me: StaffSignedIn, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let (staff, session) = (me.0.authority.staff, me.0.authority.session);
    let owner = &me.0.running.pools.owner;
    owner
        .transaction(async move |conn| session::end(conn, staff, session).await)
        .await?;
    state.staff_authorities.forget();
    Ok(HttpResponse::NoContent().cookie(cookie::clear(&state.config)).finish())
}
