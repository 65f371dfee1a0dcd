//! A company signs up, and follows the link it is sent. Only then is there a tenant.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, post, web};
use models::Error;
use models::compliance::sealing::DataKey;
use models::db::Pool;
use models::identity::email::Email;
use models::identity::person::Person;
use models::identity::sign_up::{self, SignUp as NewSignUp};
use models::identity::{credential, password};
use models::ids::PersonId;
use models::platform::mail::letter::Letter;
use models::platform::mail::{self, NewMail};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::door::at_the_door;
use super::link::{LinkToken, or_invalid_link};
use crate::body;
use crate::problem::{Code, Problem};
use crate::state::State;

crate::refusals!(SignUpRefusals: MalformedJson, InvalidParameter, InterruptedBody, WeakPassword, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyAttempts, TooManyRequests, Internal, Unavailable);
crate::refusals!(VerifyRefusals: MalformedJson, InvalidParameter, InterruptedBody, InvalidLink, Conflict, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "company": "Acme Dental", "name": "Anna Lee", "email": "anna@example.com",
    "password": "correct horse battery", "zone": "Europe/Rome" }))]
pub struct SignUp {
    company: String,
    name: String,
    email: String,
    #[schema(min_length = 10)]
    password: String,
    /// IANA name; UTC if it is missing.
    #[serde(default = "utc")]
    zone: String,
}

fn utc() -> String {
    "UTC".into()
}

/// The same for everybody.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailQueued {
    /// `queued`, whether there is anybody to send to or not.
    pub mail: &'static str,
}

impl MailQueued {
    pub(super) fn answer() -> HttpResponse {
        HttpResponse::Accepted().json(Self { mail: "queued" })
    }
}

/// The tenant that is there now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verified {
    pub tenant_id: Uuid,
    pub person_id: Uuid,
}

/// Sign up.
///
/// A mail with a link follows, good for a day; the tenant is there when it is followed (POST /v1/auth/verify), on a trial. Again is a new
/// link. An address that somebody has already is answered alike; its person gets a mail that says so.
#[utoipa::path(
    operation_id = "sign_up",
    tag = "auth",
    request_body = SignUp,
    responses((status = 202, description = "A mail is queued.", body = MailQueued), SignUpRefusals)
)]
#[post("/v1/auth/sign-up")]
pub async fn begin(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: SignUp = body::json(&request, payload, &state).await?;
    let email = Email::parse(&asked.email).map_err(|error| Problem::about("email", error))?;
    sign_up::check(&asked.name, &asked.company, &asked.zone)?;
    password::check(&asked.password, email.as_str(), &asked.name).map_err(weak)?;
    let running = state.running()?.clone();
    // Hashed for known addresses too: the time tells nothing.
    let text = asked.password.clone();
    let password_hash = state.hashing.run(move || password::hash(&text)).await??;
    // What went last makes what was said then, and not this: whoever asks hears that it is not kept. Known addresses are answered alike.
    let wait_s = credential::mail_wait_s(&running.pools.app, "sign_up", &email).await?;
    if wait_s > 0.0 {
        return Err(Problem::too_many_attempts(Duration::from_secs_f64(wait_s)));
    }
    let key = running.sealer.platform_key().await?;
    let base = state.config.public_url();
    if let Some(person) = credential::person_of(&running.pools.app, &email).await? {
        tell(&running.pools.app, person, key, base).await?;
        return Ok(MailQueued::answer());
    }
    let new = NewSignUp {
        email,
        name: asked.name,
        company: asked.company,
        zone: asked.zone,
        password_hash,
    };
    let kept = running.pools.owner.transaction(async move |conn| -> Result<(), Error> {
        let secret = sign_up::keep(conn, &new).await?;
        let letter = Letter::Verify {
            name: &new.name,
            company: &new.company,
            link: &format!("{base}/verify#token={}", secret.reveal()),
        };
        let new = NewMail {
            tenant: None,
            person: None,
            recipient: new.email.as_str(),
            letter,
            idempotency_key: None,
        };
        mail::put(conn, &key, &new).await.map(|_| ())
    });
    kept.await?;
    Ok(MailQueued::answer())
}

/// Whose address it is already hears of it, and whoever asked does not.
async fn tell(app: &Pool, person: PersonId, key: DataKey, base: String) -> Result<(), Error> {
    app.person(person, async move |conn| -> Result<(), Error> {
        let found = Person::find(conn, person).await?;
        let letter = Letter::AlreadyHere {
            name: &found.name,
            link: &format!("{base}/sign-in"),
        };
        let new = NewMail {
            tenant: None,
            person: Some(person),
            recipient: &found.email,
            letter,
            idempotency_key: None,
        };
        mail::put(conn, &key, &new).await.map(|_| ())
    })
    .await
}

/// Confirm an address.
///
/// With the link of the mail, once: the tenant, its first admin and a trial of 14 days are there.
#[utoipa::path(
    operation_id = "verify_sign_up",
    tag = "auth",
    request_body = LinkToken,
    responses((status = 201, description = "Sign in now.", body = Verified), VerifyRefusals)
)]
#[post("/v1/auth/verify")]
pub async fn verify(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: LinkToken = body::json(&request, payload, &state).await?;
    let running = state.running()?.clone();
    let (owner, master_key) = (&running.pools.owner, running.sealer.master_key());
    let (tenant, person) = sign_up::finish(owner, master_key, &asked.token)
        .await
        .map_err(or_invalid_link)?;
    let (company, tenant) = (tenant.name.clone(), tenant.tenant_id());
    let (key, base) = (running.sealer.platform_key().await?, state.config.public_url());
    let (id, recipient) = (person.person_id(), person.email.clone());
    let welcomed = running.pools.app.person(id, async move |conn| -> Result<(), Error> {
        let letter = Letter::Welcome {
            name: &person.name,
            company: &company,
            link: &format!("{base}/sign-in"),
        };
        let new = NewMail {
            tenant: None,
            person: Some(id),
            recipient: &recipient,
            letter,
            idempotency_key: Some(format!("welcome:{id}")),
        };
        mail::put(conn, &key, &new).await.map(|_| ())
    });
    welcomed.await?;
    Ok(HttpResponse::Created().json(Verified {
        tenant_id: tenant.0,
        person_id: id.0,
    }))
}

pub(super) fn weak(error: Error) -> Problem {
    Problem::new(Code::WeakPassword, error.to_string())
}
