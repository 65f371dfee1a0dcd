//! One's own name and address, and the way from one of one's tenants to another.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, patch, post, web};
use models::Error;
use models::compliance::audit::{self, Entry};
use models::db::set_tenant;
use models::identity::credential;
use models::identity::email::Email;
use models::identity::link::{self, Purpose};
use models::identity::membership;
use models::identity::person::Person;
use models::identity::session::{self, Begun, Kind, NewSession};
use models::ids::{PersonId, TenantId};
use models::platform::mail::letter::Letter;
use models::platform::mail::{self, NewMail};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::SignedIn;
use super::door::at_the_door;
use super::link::{LinkToken, invalid_link, or_invalid_link};
use super::password::confirm;
use super::sign_in::{SignedInBody, answer, chosen};
use super::sign_up::MailQueued;
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, Internal, Unavailable);
crate::refusals!(AddressRefusals: MalformedJson, InvalidParameter, InterruptedBody, WrongPassword, TooManyAttempts, RequestTimeout, BodyTooLarge, UnsupportedMediaType, Internal, Unavailable);
crate::refusals!(ConfirmRefusals: MalformedJson, InvalidParameter, InterruptedBody, InvalidLink, Conflict, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable);
crate::refusals!(SwitchRefusals: MalformedJson, InvalidParameter, InterruptedBody, NoMembership, NotFound, RequestTimeout, BodyTooLarge, UnsupportedMediaType, Internal, Unavailable);

/// What is to be changed of oneself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Anna Lee" }))]
pub struct ProfileChange {
    #[schema(max_length = 200)]
    name: String,
}

/// As others see one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Profile {
    pub person_id: Uuid,
    pub email: String,
    pub name: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressChange {
    email: String,
    /// One's own, so that nobody at an open screen takes the account along.
    password: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    tenant_id: Uuid,
}

/// Change one's name.
///
/// In every tenant the same.
#[utoipa::path(
    operation_id = "change_profile",
    tag = "auth",
    request_body = ProfileChange,
    responses((status = 200, description = "As it is now.", body = Profile), ChangeRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/auth/profile")]
pub async fn rename(
    request: HttpRequest,
    payload: web::Payload,
    me: SignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let person = me.person;
    let asked: ProfileChange = body::json(&request, payload, &state).await?;
    let renamed = me.caller.running.pools.app.person(person, async move |conn| {
        Person::rename(conn, person, &asked.name).await
    });
    let renamed = renamed.await?;
    Ok(HttpResponse::Ok().json(Profile {
        person_id: renamed.id,
        email: renamed.email,
        name: renamed.name,
    }))
}

/// Ask for another address.
///
/// A link is sent there; once it is followed one signs in with it, and the old address is told.
#[utoipa::path(
    operation_id = "ask_for_address",
    tag = "auth",
    request_body = AddressChange,
    responses((status = 202, description = "A mail is queued.", body = MailQueued), AddressRefusals),
    security(("api_key" = []))
)]
#[post("/v1/auth/email")]
pub async fn ask(
    request: HttpRequest,
    payload: web::Payload,
    me: SignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: AddressChange = body::json(&request, payload, &state).await?;
    let (running, person) = (me.caller.running.clone(), me.person);
    confirm(&state, &running, person, asked.password).await?;
    let email = Email::parse(&asked.email).map_err(|error| Problem::about("email", error))?;
    let wait_s = credential::mail_wait_s(&running.pools.app, "new_address", &email).await?;
    if wait_s > 0.0 {
        return Err(Problem::too_many_attempts(Duration::from_secs_f64(wait_s)));
    }
    let (key, base) = (running.sealer.platform_key().await?, state.config.public_url());
    let sent = running
        .pools
        .app
        .person(person, async move |conn| -> Result<(), Error> {
            let found = Person::find(conn, person).await?;
            let secret = link::make_for(conn, person, &email).await?;
            let letter = Letter::NewAddress {
                name: &found.name,
                link: &format!("{base}/confirm-address#token={}", secret.reveal()),
            };
            mail::put(conn, &key, &to(person, email.as_str(), letter))
                .await
                .map(|_| ())
        });
    sent.await?;
    Ok(MailQueued::answer())
}

/// Confirm another address.
///
/// With the link of the mail. From here on it is the one to sign in with.
#[utoipa::path(
    operation_id = "confirm_address",
    tag = "auth",
    request_body = LinkToken,
    responses((status = 204, description = "Changed."), ConfirmRefusals)
)]
#[post("/v1/auth/email/confirm")]
pub async fn confirm_address(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: LinkToken = body::json(&request, payload, &state).await?;
    let running = state.running()?.clone();
    let app = &running.pools.app;
    let person = link::person_of(app, &asked.token, Purpose::Email)
        .await?
        .ok_or_else(invalid_link)?;
    let (key, base) = (running.sealer.platform_key().await?, state.config.public_url());
    let moved = app.person(person, async move |conn| -> Result<(), Error> {
        let email = link::email_of(conn, person, &asked.token).await?;
        link::spend(conn, person, &asked.token).await?;
        let before = Person::move_to(conn, person, &email).await?;
        // The address before may be another's by now.
        link::void(conn, person).await?;
        let found = Person::find(conn, person).await?;
        let letter = Letter::AddressChanged {
            name: &found.name,
            new: email.as_str(),
            link: &format!("{base}/sign-in"),
        };
        mail::put(conn, &key, &to(person, &before, letter)).await?;
        for place in membership::places(conn, person).await? {
            let tenant = TenantId(place.tenant_id);
            set_tenant(conn, tenant).await?;
            let actor = format!("person:{person}");
            let entry = Entry::new(actor.clone(), "address.changed", actor);
            let (old, new) = (
                serde_json::json!({ "email": before }),
                serde_json::json!({ "email": email.as_str() }),
            );
            audit::append(conn, tenant, &[entry.change(Some(old), Some(new))]).await?;
        }
        Ok(())
    });
    moved.await.map_err(or_invalid_link)?;
    Ok(HttpResponse::NoContent().finish())
}

fn to<'a>(person: PersonId, recipient: &'a str, letter: Letter<'a>) -> NewMail<'a> {
    NewMail {
        tenant: None,
        person: Some(person),
        recipient,
        letter,
        idempotency_key: None,
    }
}

/// Go to another tenant.
///
/// A session of the same kind begins there, and this one ends.
#[utoipa::path(
    operation_id = "switch_tenant",
    tag = "auth",
    request_body = Switch,
    responses((status = 200, description = "Signed in there.", body = SignedInBody), SwitchRefusals),
    security(("api_key" = []))
)]
#[post("/v1/auth/tenant")]
pub async fn switch(
    request: HttpRequest,
    payload: web::Payload,
    me: SignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Switch = body::json(&request, payload, &state).await?;
    let (running, person, session, here) = (me.caller.running.clone(), me.person, me.session, me.caller.tenant);
    let app = &running.pools.app;
    let there = TenantId(chosen(&running, person, Some(asked.tenant_id)).await?.tenant_id);
    let actor = me.caller.actor();
    let current = app
        .tenant(here, async move |conn| -> Result<_, Error> {
            let own = session::of(here).list(conn, Some(person)).await?;
            let current = own.into_iter().find(|one| one.id == session.0);
            current.ok_or(Error::NotFound("session"))
        })
        .await?;
    let new = NewSession {
        person,
        kind: match current.kind.as_str() {
            "cookie" => Kind::Cookie,
            _ => Kind::Token,
        },
        user_agent: current.user_agent,
        address: current.address,
        second_factor: current.second_factor,
    };
    let begun: Begun = app
        .tenant(there, async move |conn| session::of(there).begin(conn, &new).await)
        .await?;
    let ended = app.tenant(here, async move |conn| {
        session::of(here).end(conn, session, Some(person), &actor).await
    });
    ended.await?;
    state.authorities.forget();
    Ok(answer(begun, &state))
}
