//! `/v1/auth/second-factor`: a code from a telephone beside the password.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, post, web};
use models::Error;
use models::compliance::audit::{self, Entry};
use models::db::Pool;
use models::identity::person::Person;
use models::identity::{credential, second_factor};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::can::SignedIn;
use super::password;
use crate::body;
use crate::problem::{Code, Problem};
use crate::state::State;

crate::refusals!(Refusals: MalformedJson, InvalidParameter, InterruptedBody, WrongPassword, WrongCode, TooManyAttempts, RequestTimeout, Conflict, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// Of the account: it is set up by its person alone.
    pub password: String,
}

/// Shown this once.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorOffer {
    /// Base 32, for typing.
    pub secret: String,
    /// For a QR code.
    pub uri: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    pub code: String,
}

/// Each good once, in place of a code. Shown this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    pub recovery_codes: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    pub password: String,
    pub code: String,
}

/// Set up a second factor.
///
/// TOTP (SHA-1, 6 digits, 30 s). In force once a code was sent to `…/confirm`.
#[utoipa::path(
    operation_id = "offer_second_factor",
    tag = "auth",
    request_body = Begin,
    responses((status = 200, description = "The secret.", body = SecondFactorOffer), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/auth/second-factor")]
pub async fn offer(
    request: HttpRequest,
    payload: web::Payload,
    me: SignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Begin = body::json(&request, payload, &state).await?;
    let (running, person) = (&me.caller.running, me.person);
    password::confirm(&state, running, person, asked.password).await?;
    let key = running.sealer.platform_key().await?;
    let offered = running.pools.app.person(person, async move |conn| -> Result<_, Error> {
        let email = Person::find(conn, person).await?.email;
        second_factor::offer(conn, &key, person, &email).await
    });
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
    operation_id = "confirm_second_factor",
    tag = "auth",
    request_body = CodeBody,
    responses((status = 200, description = "In force.", body = RecoveryCodes), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/auth/second-factor/confirm")]
pub async fn confirm(
    request: HttpRequest,
    payload: web::Payload,
    me: SignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: CodeBody = body::json(&request, payload, &state).await?;
    let (running, person, tenant) = (&me.caller.running, me.person, me.caller.tenant);
    let key = running.sealer.platform_key().await?;
    let confirmed = running
        .pools
        .app
        .member(tenant, person, async move |conn| -> Result<_, Error> {
            let codes = second_factor::confirm(conn, &key, person, &asked.code).await?;
            if codes.is_some() {
                let entry = Entry::new(
                    format!("person:{person}"),
                    "second_factor.set",
                    format!("person:{person}"),
                );
                audit::append(conn, tenant, &[entry]).await?;
            }
            Ok(codes)
        });
    let codes = confirmed.await?.ok_or_else(wrong_code)?;
    Ok(HttpResponse::Ok().json(RecoveryCodes { recovery_codes: codes }))
}

/// New recovery codes.
///
/// In the place of those before.
#[utoipa::path(
    operation_id = "renew_recovery_codes",
    tag = "auth",
    request_body = Removal,
    responses((status = 200, description = "The new ones.", body = RecoveryCodes), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/auth/second-factor/recovery-codes")]
pub async fn renew(
    request: HttpRequest,
    payload: web::Payload,
    me: SignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Removal = body::json(&request, payload, &state).await?;
    let (running, person, tenant) = (&me.caller.running, me.person, me.caller.tenant);
    password::confirm(&state, running, person, asked.password).await?;
    let (app, tries) = (&running.pools.app, format!("code:{person}"));
    may_try(app, &tries).await?;
    let key = running.sealer.platform_key().await?;
    let renewed = running
        .pools
        .app
        .member(tenant, person, async move |conn| -> Result<_, Error> {
            if !second_factor::is_set(conn, person).await?
                || !second_factor::take(conn, &key, person, &asked.code).await?
            {
                return Ok(None);
            }
            let entry = Entry::new(
                format!("person:{person}"),
                "recovery_codes.renewed",
                format!("person:{person}"),
            );
            audit::append(conn, tenant, &[entry]).await?;
            second_factor::fresh_codes(conn, person).await.map(Some)
        });
    let codes = tried(app, &tries, renewed.await?).await?;
    Ok(HttpResponse::Ok().json(RecoveryCodes { recovery_codes: codes }))
}

/// Take the second factor away.
///
/// Asks for the password and a current code; the recovery codes end with it.
#[utoipa::path(
    operation_id = "remove_second_factor",
    tag = "auth",
    request_body = Removal,
    responses((status = 204, description = "Gone."), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/auth/second-factor/remove")]
pub async fn remove(
    request: HttpRequest,
    payload: web::Payload,
    me: SignedIn,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Removal = body::json(&request, payload, &state).await?;
    let (running, person, tenant) = (&me.caller.running, me.person, me.caller.tenant);
    password::confirm(&state, running, person, asked.password).await?;
    let (app, tries) = (&running.pools.app, format!("code:{person}"));
    may_try(app, &tries).await?;
    let key = running.sealer.platform_key().await?;
    let removed = running
        .pools
        .app
        .member(tenant, person, async move |conn| -> Result<bool, Error> {
            if !second_factor::take(conn, &key, person, &asked.code).await? {
                return Ok(false);
            }
            second_factor::remove(conn, person).await?;
            let entry = Entry::new(
                format!("person:{person}"),
                "second_factor.removed",
                format!("person:{person}"),
            );
            audit::append(conn, tenant, &[entry]).await?;
            Ok(true)
        });
    tried(app, &tries, removed.await?.then_some(())).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Wrong codes lock as wrong passwords do, each person's under a name of its own: whoever has the password is not to find the code by trying.
pub async fn may_try(app: &Pool, tries: &str) -> Result<(), Problem> {
    let locked_s = credential::locked_s(app, tries).await?;
    match locked_s > 0.0 {
        true => Err(Problem::too_many_attempts(Duration::from_secs_f64(locked_s))),
        false => Ok(()),
    }
}

/// What the right code has brought; nothing, where it was a wrong one.
pub async fn tried<T>(app: &Pool, tries: &str, brought: Option<T>) -> Result<T, Problem> {
    let Some(brought) = brought else {
        credential::failed(app, tries).await?;
        return Err(wrong_code());
    };
    credential::unlock(app, tries).await?;
    Ok(brought)
}

fn wrong_code() -> Problem {
    Problem::new(Code::WrongCode, "that code is wrong, or was used already")
}
