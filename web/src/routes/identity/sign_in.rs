//! How a session begins, goes on and ends. Who has an address is told to nobody: known and unknown ones are answered alike.

use std::time::Duration;

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::identity::email::Email;
use models::identity::membership::{self, Place};
use models::identity::session::{self, Begun, Kind, NewSession, Refreshed, Tokens};
use models::identity::{credential, password, second_factor};
use models::ids::{PersonId, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::Present;
use super::cookie;
use super::door::at_the_door;
use super::lockout::wrong;
use crate::body;
use crate::client_address;
use crate::problem::{Code, Problem};
use crate::state::{Running, State};

crate::refusals!(SignInRefusals: MalformedJson, InvalidParameter, InterruptedBody, WrongCredentials, SecondFactorNeeded, NoMembership, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyAttempts, TooManyRequests, Internal, Unavailable);
crate::refusals!(RefreshRefusals: MalformedJson, InvalidParameter, InterruptedBody, InvalidSession, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable);
crate::refusals!(SignOutRefusals: NotFound, Internal, Unavailable);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "anna@example.com", "password": "correct horse battery" }))]
pub struct SignIn {
    email: String,
    password: String,
    /// Of the telephone, or a recovery code; asked for with `second_factor_needed`.
    code: Option<String>,
    /// Which tenant, for people of several; else the last one.
    tenant_id: Option<Uuid>,
    /// `token` for programs, `cookie` for browsers.
    #[serde(default)]
    session: SessionKind,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionKind {
    #[default]
    Token,
    Cookie,
}

/// A session. The tokens are shown this once.
#[derive(Serialize, ToSchema)]
pub struct SignedInBody {
    pub session_id: Uuid,
    pub person_id: Uuid,
    pub tenant_id: Uuid,
    /// For `Authorization: Bearer`, for 15 minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_expires_in_s: Option<i32>,
    /// For POST /v1/auth/refresh, once. Coming twice, it ends the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Of a browser's session: for `X-CSRF-Token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf_token: Option<String>,
    /// The session ends then in any case.
    pub expires_at: DateTime<Utc>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    refresh_token: String,
}

/// Sign in.
///
/// Five wrong passwords in a row are free; then the address is locked for a minute, and for twice as long each time after. That holds for
/// addresses that nobody has, too. Its person gets a mail with a link that unlocks it.
#[utoipa::path(
    operation_id = "sign_in",
    tag = "auth",
    request_body = SignIn,
    responses((status = 200, description = "Signed in.", body = SignedInBody), SignInRefusals)
)]
#[post("/v1/auth/sign-in")]
pub async fn sign_in(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: SignIn = body::json(&request, payload, &state).await?;
    let running = state.running()?.clone();
    let email = Email::parse(&asked.email).ok();
    // What is no address is counted apart: it may be written as what counts at another door.
    let key = email.as_ref().map_or_else(
        || format!("no address\0{}", asked.email.to_lowercase()),
        |email| email.key().to_owned(),
    );
    let app = &running.pools.app;
    let locked_s = credential::locked_s(app, &key).await?;
    if locked_s > 0.0 {
        return Err(Problem::too_many_attempts(Duration::from_secs_f64(locked_s)));
    }
    let person = match &email {
        Some(email) => credential::person_of(app, email).await?,
        None => None,
    };
    let stored = match person {
        Some(person) => {
            app.person(person, async move |conn| credential::read(conn, person).await)
                .await?
        }
        None => None,
    };
    let (given, stored) = (asked.password.clone(), stored.map(|(hash, _)| hash));
    let is_right = state
        .hashing
        .run(move || password::verify(&given, stored.as_deref()))
        .await?;
    let Some(person) = person.filter(|_| is_right) else {
        wrong(&running, &state, &key, person).await?;
        return Err(Problem::new(
            Code::WrongCredentials,
            "the address or the password is wrong",
        ));
    };
    let with_factor = match factor(&running, person, asked.code.as_deref()).await? {
        Factor::None => false,
        Factor::Right => true,
        Factor::Needed => {
            return Err(Problem::new(
                Code::SecondFactorNeeded,
                "send `code` of the second factor along",
            ));
        }
        Factor::Wrong => {
            wrong(&running, &state, &key, Some(person)).await?;
            return Err(Problem::new(
                Code::SecondFactorNeeded,
                "that code is wrong, or was used already",
            ));
        }
    };
    credential::unlock(app, &key).await?;
    let place = chosen(&running, person, asked.tenant_id).await?;
    let new = NewSession {
        person,
        kind: match asked.session {
            SessionKind::Token => Kind::Token,
            SessionKind::Cookie => Kind::Cookie,
        },
        user_agent: user_agent(&request),
        address: client_address::of(&request, &state)
            .map(|address| address.to_string())
            .unwrap_or_default(),
        second_factor: with_factor,
    };
    let tenant = TenantId(place.tenant_id);
    let begun = app
        .tenant(tenant, async move |conn| session::of(tenant).begin(conn, &new).await)
        .await?;
    Ok(answer(begun, &state))
}

pub fn user_agent(request: &HttpRequest) -> String {
    let header = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    header.unwrap_or_default().to_owned()
}

pub(super) fn answer(begun: Begun, state: &State) -> HttpResponse {
    let mut signed_in = SignedInBody {
        session_id: begun.session.0,
        person_id: begun.person.0,
        tenant_id: begun.tenant.0,
        access_token: None,
        access_expires_in_s: None,
        refresh_token: None,
        csrf_token: None,
        expires_at: begun.expires_at,
    };
    let mut response = HttpResponse::Ok();
    match begun.tokens {
        Tokens::Pair { access, refresh } => {
            signed_in.access_token = Some(access.reveal().to_owned());
            signed_in.access_expires_in_s = Some(session::ACCESS_S);
            signed_in.refresh_token = Some(refresh.reveal().to_owned());
        }
        Tokens::Cookie(text) => {
            let seconds = (begun.expires_at - Utc::now()).num_seconds().max(0);
            signed_in.csrf_token = Some(cookie::csrf(text.reveal()));
            response.cookie(cookie::set(&state.config, text.reveal(), seconds));
        }
    }
    response.json(signed_in)
}

enum Factor {
    None,
    Right,
    Needed,
    Wrong,
}

async fn factor(running: &Running, person: PersonId, code: Option<&str>) -> Result<Factor, Problem> {
    let key = running.sealer.platform_key().await?;
    let code = code.map(str::to_owned);
    let taken = running
        .pools
        .app
        .person(person, async move |conn| -> Result<Factor, Error> {
            if !second_factor::is_set(conn, person).await? {
                return Ok(Factor::None);
            }
            Ok(match code {
                None => Factor::Needed,
                Some(code) if second_factor::take(conn, &key, person, &code).await? => Factor::Right,
                Some(_) => Factor::Wrong,
            })
        });
    Ok(taken.await?)
}

/// Where the session begins: the tenant that was named, else the last used.
pub(super) async fn chosen(running: &Running, person: PersonId, wanted: Option<Uuid>) -> Result<Place, Problem> {
    let places = running
        .pools
        .app
        .person(person, async move |conn| membership::places(conn, person).await);
    let mut places = places
        .await?
        .into_iter()
        .filter(|place| wanted.is_none_or(|wanted| wanted == place.tenant_id));
    let none = || {
        Problem::new(
            Code::NoMembership,
            "you are an active member of no active tenant, or not of this one",
        )
    };
    places.next().ok_or_else(none)
}

/// Exchange a refresh token.
///
/// For a new pair; the old access token is good no more. A refresh token that comes a second time was stolen from one of the two: the
/// session ends.
#[utoipa::path(
    operation_id = "refresh_session",
    tag = "auth",
    request_body = Refresh,
    responses((status = 200, description = "A new pair.", body = SignedInBody), RefreshRefusals)
)]
#[post("/v1/auth/refresh")]
pub async fn exchange(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: Refresh = body::json(&request, payload, &state).await?;
    let running = state.running()?;
    let refused = |detail| Err(Problem::new(Code::InvalidSession, detail));
    if !asked.refresh_token.starts_with(session::REFRESH_MARK) {
        return refused("that is no refresh token");
    }
    let refreshed = session::refresh(&running.pools.app, &asked.refresh_token).await?;
    state.authorities.forget();
    match refreshed {
        Refreshed::Pair(begun) => Ok(answer(begun, &state)),
        Refreshed::Reused => refused("this token was exchanged before: the session has ended. Sign in again"),
        Refreshed::Unknown => refused("sign in again"),
    }
}

/// Sign out.
///
/// Ends this session: its access token, refresh token and cookie open nothing from here on, on any node within a second.
#[utoipa::path(
    operation_id = "sign_out",
    tag = "auth",
    responses((status = 204, description = "This session has ended."), SignOutRefusals),
    security(("api_key" = []))
)]
#[post("/v1/auth/sign-out")]
pub async fn sign_out(Present(me): Present, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let (tenant, person, id, actor) = (me.caller.tenant, me.person, me.session, me.caller.actor());
    let ended = me.caller.running.pools.app.tenant(tenant, async move |conn| {
        session::of(tenant).end(conn, id, Some(person), &actor).await
    });
    ended.await?;
    state.authorities.forget();
    Ok(HttpResponse::NoContent().cookie(cookie::clear(&state.config)).finish())
}
