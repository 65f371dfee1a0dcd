//! Links that a person was sent by mail: good once, and for a while.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::email::Email;
use super::token::{self, Secret};
use crate::Error;
use crate::db::Pool;
use crate::ids::PersonId;

const MARK: &str = "ln_";

/// What following it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Reset,
    Unlock,
    /// Another address is theirs.
    Email,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Unlock => "unlock",
            Self::Email => "email",
        }
    }

    fn seconds(self) -> i32 {
        match self {
            Self::Reset | Self::Unlock | Self::Email => 3600,
        }
    }
}

/// A new link; those of the same purpose before it are good no more. In the person's transaction.
pub async fn make(conn: &mut AsyncPgConnection, person: PersonId, purpose: Purpose) -> Result<Secret, Error> {
    insert(conn, person, purpose, None).await
}

/// The same, for an address that is to be theirs.
pub async fn make_for(conn: &mut AsyncPgConnection, person: PersonId, email: &Email) -> Result<Secret, Error> {
    insert(conn, person, Purpose::Email, Some(email.as_str())).await
}

async fn insert(
    conn: &mut AsyncPgConnection,
    person: PersonId,
    purpose: Purpose,
    email: Option<&str>,
) -> Result<Secret, Error> {
    const VOID: &str =
        "UPDATE person_links SET used_at = app_now() WHERE person_id = $1 AND purpose = $2 AND used_at IS NULL";
    const MAKE: &str = "INSERT INTO person_links (hash, person_id, purpose, expires_at, email)
        VALUES ($1, $2, $3, app_now() + make_interval(secs => $4), $5)";
    const FORGET: &str = "DELETE FROM person_links WHERE person_id = $1 AND expires_at < app_now() - interval '1 day'";
    let secret = Secret::random(MARK)?;
    diesel::sql_query(FORGET)
        .bind::<SqlUuid, _>(person.0)
        .execute(conn)
        .await?;
    diesel::sql_query(VOID)
        .bind::<SqlUuid, _>(person.0)
        .bind::<Text, _>(purpose.as_str())
        .execute(conn)
        .await?;
    diesel::sql_query(MAKE)
        .bind::<Binary, _>(secret.hash())
        .bind::<SqlUuid, _>(person.0)
        .bind::<Text, _>(purpose.as_str())
        .bind::<Integer, _>(purpose.seconds())
        .bind::<Nullable<Text>, _>(email)
        .execute(conn)
        .await?;
    Ok(secret)
}

/// What was sent before is good no more: whoever had it sent may have been somebody else. In this person's transaction.
pub async fn void(conn: &mut AsyncPgConnection, person: PersonId) -> Result<(), Error> {
    const VOID: &str =
        "UPDATE person_links SET used_at = app_now() WHERE person_id = $1 AND purpose <> 'unlock' AND used_at IS NULL";
    diesel::sql_query(VOID)
        .bind::<SqlUuid, _>(person.0)
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Whose link it is; `None` if it is nobody's, used or too old. As app, before there is a person.
pub async fn person_of(app: &Pool, text: &str, purpose: Purpose) -> Result<Option<PersonId>, Error> {
    let conn = &mut *app.get().await?;
    let found = diesel::sql_query("SELECT id FROM person_by_link($1, $2) AS id")
        .bind::<Binary, _>(token::hash(text))
        .bind::<Text, _>(purpose.as_str())
        .get_result::<Id>(conn)
        .await
        .optional()?;
    Ok(found.map(|row| PersonId(row.id)))
}

/// Of two at once, one is first. In the person's transaction.
pub async fn spend(conn: &mut AsyncPgConnection, person: PersonId, text: &str) -> Result<(), Error> {
    const SPEND: &str =
        "UPDATE person_links SET used_at = app_now() WHERE hash = $1 AND person_id = $2 AND used_at IS NULL";
    let spent = diesel::sql_query(SPEND)
        .bind::<Binary, _>(token::hash(text))
        .bind::<SqlUuid, _>(person.0)
        .execute(conn)
        .await?;
    match spent {
        0 => Err(Error::NotFound("link")),
        _ => Ok(()),
    }
}

#[derive(QueryableByName)]
struct Address {
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
}

/// The address that a link is for. In the person's transaction.
pub async fn email_of(conn: &mut AsyncPgConnection, person: PersonId, text: &str) -> Result<Email, Error> {
    const EMAIL: &str = "SELECT email FROM person_links WHERE hash = $1 AND person_id = $2 AND used_at IS NULL";
    let found = diesel::sql_query(EMAIL)
        .bind::<Binary, _>(token::hash(text))
        .bind::<SqlUuid, _>(person.0)
        .get_result::<Address>(conn)
        .await
        .optional()?;
    Email::parse(&found.and_then(|row| row.email).ok_or(Error::NotFound("link"))?)
}
