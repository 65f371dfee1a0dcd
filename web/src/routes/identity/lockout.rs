//! Wrong passwords and codes: counted until an address is locked; its person gets a link that unlocks it.

use actix_web::{HttpRequest, HttpResponse, post, web};
use models::Error;
use models::compliance::audit::{self, Entry};
use models::identity::credential;
use models::identity::email::Email;
use models::identity::link::{self, Purpose};
use models::identity::membership::{self, Place};
use models::identity::person::Person;
use models::ids::{PersonId, TenantId};
use models::platform::mail::letter::Letter;
use models::platform::mail::{self, NewMail};

use super::door::at_the_door;
use super::link::{LinkToken, invalid_link, or_invalid_link};
use crate::body;
use crate::problem::Problem;
use crate::state::{Running, State};

crate::refusals!(UnlockRefusals: MalformedJson, InvalidParameter, InterruptedBody, InvalidLink, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable);

/// Counts, and tells the person once.
pub(super) async fn wrong(
    running: &Running,
    state: &State,
    address: &str,
    person: Option<PersonId>,
) -> Result<(), Problem> {
    let app = &running.pools.app;
    let now_locked = credential::failed(app, address).await?;
    let Some(person) = person.filter(|_| now_locked) else {
        return Ok(());
    };
    let (key, base) = (running.sealer.platform_key().await?, state.config.public_url());
    let places = app.person(person, async move |conn| -> Result<Vec<Place>, Error> {
        let found = Person::find(conn, person).await?;
        let secret = link::make(conn, person, Purpose::Unlock).await?;
        let new = NewMail {
            tenant: None,
            person: Some(person),
            recipient: &found.email,
            letter: Letter::Locked {
                name: &found.name,
                link: &format!("{base}/unlock#token={}", secret.reveal()),
            },
            idempotency_key: None,
        };
        mail::put(conn, &key, &new).await?;
        membership::places(conn, person).await
    });
    for place in places.await? {
        let tenant = TenantId(place.tenant_id);
        let told = app.tenant(tenant, async move |conn| {
            audit::append(
                conn,
                tenant,
                &[Entry::new("system", "sign_in.locked", format!("person:{person}"))],
            )
            .await
        });
        told.await?;
    }
    Ok(())
}

/// Unlock an account.
///
/// With the link of the mail.
#[utoipa::path(
    operation_id = "unlock",
    tag = "auth",
    request_body = LinkToken,
    responses((status = 204, description = "Unlocked."), UnlockRefusals)
)]
#[post("/v1/auth/unlock")]
pub async fn unlock(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: LinkToken = body::json(&request, payload, &state).await?;
    let app = &state.running()?.pools.app;
    let person = link::person_of(app, &asked.token, Purpose::Unlock)
        .await?
        .ok_or_else(invalid_link)?;
    let email = app.person(person, async move |conn| -> Result<String, Error> {
        link::spend(conn, person, &asked.token).await?;
        Ok(Person::find(conn, person).await?.email)
    });
    let email = Email::parse(&email.await.map_err(or_invalid_link)?)?;
    credential::unlock(app, email.key()).await?;
    Ok(HttpResponse::NoContent().finish())
}
