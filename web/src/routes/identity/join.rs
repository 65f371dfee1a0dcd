//! Somebody follows an invitation's link: sees who invites them, and joins. Before there is a session.

use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::identity::email::Email;
use models::identity::invitation::{self, Newcomer};
use models::identity::inviter::MAILS_A_DAY_MAX;
use models::identity::{credential, password, sign_up};
use models::platform::mail::letter::Letter;
use models::platform::mail::{self, NewMail};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::door::at_the_door;
use super::link::{LinkToken, or_invalid_link};
use super::sign_up::{MailQueued, weak};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ShowRefusals: MalformedJson, InvalidParameter, InterruptedBody, InvalidLink, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable);
crate::refusals!(JoinRefusals: MalformedJson, InvalidParameter, InterruptedBody, InvalidLink, WeakPassword, Conflict, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable);

/// What a link invites to.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationShown {
    pub company: String,
    /// The name of the role.
    pub role: String,
    /// Whose link it is; null: anybody's, who then asks with an address of their own.
    #[schema(required)]
    pub email: Option<String>,
    /// The address has an account already: no name and no password are needed.
    pub known: bool,
    pub expires_at: DateTime<Utc>,
}

/// Who joins. Name and password are of somebody who has no account yet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "token": "iv_…", "name": "Bert Kim", "password": "correct horse battery" }))]
pub struct Join {
    token: String,
    name: Option<String>,
    #[schema(min_length = 10)]
    password: Option<String>,
}

/// Who asks with an open link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    token: String,
    email: String,
}

/// The membership that is there now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Joined {
    pub tenant_id: Uuid,
    pub person_id: Uuid,
}

/// See an invitation.
///
/// Which company invites to what, by the text of the link.
#[utoipa::path(
    operation_id = "show_invitation",
    tag = "auth",
    request_body = LinkToken,
    responses((status = 200, description = "The link is good.", body = InvitationShown), ShowRefusals)
)]
#[post("/v1/auth/invitation")]
pub async fn show(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: LinkToken = body::json(&request, payload, &state).await?;
    let owner = &state.running()?.pools.owner;
    let shown = owner
        .transaction(async move |conn| invitation::show(conn, &asked.token).await)
        .await
        .map_err(or_invalid_link)?;
    Ok(HttpResponse::Ok().json(InvitationShown {
        company: shown.company,
        role: shown.role_name,
        email: shown.email,
        known: shown.known,
        expires_at: shown.expires_at,
    }))
}

/// Join.
///
/// With the link of the mail, once. Who has an account joins with it; who has none chooses a name and a password. Sign in then.
#[utoipa::path(
    operation_id = "accept_invitation",
    tag = "auth",
    request_body = Join,
    responses((status = 201, description = "A member now. Sign in.", body = Joined), JoinRefusals)
)]
#[post("/v1/auth/invitation/accept")]
pub async fn accept(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: Join = body::json(&request, payload, &state).await?;
    let running = state.running()?.clone();
    let owner = &running.pools.owner;
    let token = asked.token.clone();
    // Nothing is hashed for a link that is good no more.
    let shown = owner
        .transaction(async move |conn| invitation::show(conn, &token).await)
        .await
        .map_err(or_invalid_link)?;
    let newcomer = match (asked.name, asked.password) {
        (Some(name), Some(text)) if !shown.known => {
            sign_up::check(&name, &shown.company, "UTC")?;
            password::check(&text, shown.email.as_deref().unwrap_or_default(), &name).map_err(weak)?;
            let password_hash = state.hashing.run(move || password::hash(&text)).await??;
            Some(Newcomer { name, password_hash })
        }
        _ => None,
    };
    let (tenant, person) = invitation::accept(owner, &asked.token, newcomer)
        .await
        .map_err(or_invalid_link)?;
    Ok(HttpResponse::Created().json(Joined {
        tenant_id: tenant.0,
        person_id: person.0,
    }))
}

/// Ask with an open link.
///
/// An invitation is sent to the address. The answer is the same for somebody who is a member already, who is sent nothing.
#[utoipa::path(
    operation_id = "ask_for_invitation",
    tag = "auth",
    request_body = Ask,
    responses((status = 202, description = "A mail is queued.", body = MailQueued), ShowRefusals)
)]
#[post("/v1/auth/invitation/ask")]
pub async fn ask(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: Ask = body::json(&request, payload, &state).await?;
    let email = Email::parse(&asked.email).map_err(|error| Problem::about("email", error))?;
    let running = state.running()?.clone();
    let (owner, token) = (&running.pools.owner, asked.token.clone());
    // Nothing is counted for a link that is good no more.
    let asked_of = owner.transaction(async move |conn| -> Result<_, Error> {
        let tenant = invitation::show(conn, &token).await?.tenant();
        Ok((tenant, mail::of_a_day(conn, tenant, "invitation").await?))
    });
    let (tenant, of_a_day) = asked_of.await.map_err(or_invalid_link)?;
    // As for a new password: what this company sent last is good still.
    let counted = format!("invitation {tenant}");
    if of_a_day >= MAILS_A_DAY_MAX || credential::mail_wait_s(&running.pools.app, &counted, &email).await? > 0.0 {
        return Ok(MailQueued::answer());
    }
    let (key, base) = (running.sealer.platform_key().await?, state.config.public_url());
    let sent = owner.transaction(async move |conn| -> Result<(), Error> {
        let Some((shown, secret)) = invitation::ask(conn, &asked.token, &email).await? else {
            return Ok(());
        };
        let letter = Letter::Invitation {
            company: &shown.company,
            by: &shown.company,
            role: &shown.role_name,
            link: &format!("{base}/invitation#token={}", secret.reveal()),
        };
        let new = NewMail {
            tenant: Some(shown.tenant()),
            person: None,
            recipient: email.as_str(),
            letter,
            idempotency_key: None,
        };
        mail::put(conn, &key, &new).await.map(|_| ())
    });
    sent.await.map_err(or_invalid_link)?;
    Ok(MailQueued::answer())
}
