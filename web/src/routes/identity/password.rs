//! A new password: by a link from a mail, or by the old one.

use actix_web::{HttpRequest, HttpResponse, post, web};
use models::Error;
use models::compliance::audit::{self, Entry};
use models::db::set_tenant;
use models::identity::email::Email;
use models::identity::link::{self, Purpose};
use models::identity::membership;
use models::identity::person::Person;
use models::identity::{credential, password, session};
use models::ids::{PersonId, SessionId, TenantId};
use models::platform::mail::letter::Letter;
use models::platform::mail::{self, NewMail};
use serde::Deserialize;
use utoipa::ToSchema;

use super::can::SignedIn;
use super::door::at_the_door;
use super::link::{invalid_link, or_invalid_link};
use super::sign_up::{MailQueued, weak};
use crate::body;
use crate::problem::{Code, Problem};
use crate::state::{Running, State};

crate::refusals!(ForgotRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable);
crate::refusals!(ResetRefusals: MalformedJson, InvalidParameter, InterruptedBody, InvalidLink, WeakPassword, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, WrongPassword, WeakPassword, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Forgot {
    email: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    token: String,
    #[schema(min_length = 10)]
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    current: String,
    #[schema(min_length = 10)]
    password: String,
}

/// Forget a password.
///
/// If somebody has this address, a mail with a link follows, good once and for an hour.
#[utoipa::path(
    operation_id = "forget_password",
    tag = "auth",
    request_body = Forgot,
    responses((status = 202, description = "A mail is on its way, if there is anybody to send to.", body = MailQueued), ForgotRefusals)
)]
#[post("/v1/auth/password/forgot")]
pub async fn forgot(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: Forgot = body::json(&request, payload, &state).await?;
    let (running, base) = (state.running()?.clone(), state.config.public_url());
    if let Ok(email) = Email::parse(&asked.email) {
        // Not waited for: how long it takes would tell who is here.
        actix_web::rt::spawn(async move {
            if let Err(error) = send_reset(&running, &base, &email).await {
                tracing::warn!(%error, "could not send a link for a new password: {error}");
            }
        });
    }
    Ok(MailQueued::answer())
}

async fn send_reset(running: &Running, base: &str, email: &Email) -> Result<(), Error> {
    let app = &running.pools.app;
    let Some(person) = credential::person_of(app, email).await? else {
        return Ok(());
    };
    // Whoever asks again and again fills nobody's mailbox: the link that went last is good still.
    if credential::mail_wait_s(app, "reset", email).await? > 0.0 {
        return Ok(());
    }
    let key = running.sealer.platform_key().await?;
    app.person(person, async move |conn| -> Result<(), Error> {
        let found = Person::find(conn, person).await?;
        let secret = link::make(conn, person, Purpose::Reset).await?;
        let new = NewMail {
            tenant: None,
            person: Some(person),
            // Never the address that was typed.
            recipient: &found.email,
            letter: Letter::Reset {
                name: &found.name,
                link: &format!("{base}/reset#token={}", secret.reveal()),
            },
            idempotency_key: None,
        };
        mail::put(conn, &key, &new).await.map(|_| ())
    })
    .await
}

/// Set a new password.
///
/// With the link of the mail. All sessions end.
#[utoipa::path(
    operation_id = "reset_password",
    tag = "auth",
    request_body = Reset,
    responses((status = 204, description = "Set. Sign in now."), ResetRefusals)
)]
#[post("/v1/auth/password/reset")]
pub async fn reset(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: Reset = body::json(&request, payload, &state).await?;
    let running = state.running()?.clone();
    let person = link::person_of(&running.pools.app, &asked.token, Purpose::Reset)
        .await?
        .ok_or_else(invalid_link)?;
    let hash = accepted(&state, &running, person, asked.password).await?;
    let email = set(&running, &state, person, hash, None, Some(asked.token))
        .await
        .map_err(or_invalid_link)?;
    credential::unlock(&running.pools.app, Email::parse(&email)?.key()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Change the password.
///
/// All other sessions end.
#[utoipa::path(
    operation_id = "change_password",
    tag = "auth",
    request_body = PasswordChange,
    responses((status = 204, description = "Changed."), ChangeRefusals),
    security(("api_key" = []))
)]
#[post("/v1/auth/password")]
pub async fn change(
    request: HttpRequest,
    payload: web::Payload,
    me: SignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: PasswordChange = body::json(&request, payload, &state).await?;
    let running = me.caller.running.clone();
    confirm(&state, &running, me.person, asked.current).await?;
    let hash = accepted(&state, &running, me.person, asked.password).await?;
    set(&running, &state, me.person, hash, Some(me.session), None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The one who asks knows the password. Wrong ones count as at the door.
pub(super) async fn confirm(state: &State, running: &Running, person: PersonId, given: String) -> Result<(), Problem> {
    let app = &running.pools.app;
    let key = format!("confirm:{person}");
    let locked_s = credential::locked_s(app, &key).await?;
    if locked_s > 0.0 {
        return Err(Problem::too_many_attempts(std::time::Duration::from_secs_f64(locked_s)));
    }
    let stored = app
        .person(person, async move |conn| credential::read(conn, person).await)
        .await?;
    let stored = stored.map(|(hash, _)| hash);
    if state
        .hashing
        .run(move || password::verify(&given, stored.as_deref()))
        .await?
    {
        return Ok(credential::unlock(app, &key).await?);
    }
    credential::failed(app, &key).await?;
    Err(Problem::new(Code::WrongPassword, "that is not your password"))
}

/// The hash of a password that may be set: by the rules, and none of the last ones.
async fn accepted(state: &State, running: &Running, person: PersonId, text: String) -> Result<String, Problem> {
    let read = running.pools.app.person(person, async move |conn| -> Result<_, Error> {
        Ok((Person::find(conn, person).await?, credential::read(conn, person).await?))
    });
    let (found, stored) = read.await?;
    password::check(&text, &found.email, &found.name).map_err(weak)?;
    let earlier: Vec<String> = stored
        .into_iter()
        .flat_map(|(hash, older)| std::iter::once(hash).chain(older))
        .collect();
    let hashed = state.hashing.run(
        move || match earlier.iter().any(|hash| password::verify(&text, Some(hash))) {
            true => None,
            false => Some(password::hash(&text)),
        },
    );
    match hashed.await? {
        Some(hash) => Ok(hash?),
        None => Err(Problem::new(
            Code::WeakPassword,
            "you had this password before: take another",
        )),
    }
}

/// In one transaction: the password, the end of other sessions, a mail, the audit of each tenant. The person's address.
async fn set(
    running: &Running,
    state: &State,
    person: PersonId,
    hash: String,
    but: Option<SessionId>,
    link: Option<String>,
) -> Result<String, Error> {
    let (key, base) = (running.sealer.platform_key().await?, state.config.public_url());
    let done = running
        .pools
        .app
        .person(person, async move |conn| -> Result<String, Error> {
            if let Some(text) = link {
                link::spend(conn, person, &text).await?;
            }
            credential::write(conn, person, &hash).await?;
            link::void(conn, person).await?;
            session::end_everywhere(conn, person, but, "password changed").await?;
            let found = Person::find(conn, person).await?;
            let new = NewMail {
                tenant: None,
                person: Some(person),
                recipient: &found.email,
                letter: Letter::PasswordChanged {
                    name: &found.name,
                    link: &format!("{base}/forgot"),
                },
                idempotency_key: None,
            };
            mail::put(conn, &key, &new).await?;
            for place in membership::places(conn, person).await? {
                let tenant = TenantId(place.tenant_id);
                set_tenant(conn, tenant).await?;
                let entry = Entry::new(
                    format!("person:{person}"),
                    "password.changed",
                    format!("person:{person}"),
                );
                audit::append(conn, tenant, &[entry]).await?;
            }
            Ok(found.email)
        });
    let email = done.await?;
    state.authorities.forget();
    Ok(email)
}
