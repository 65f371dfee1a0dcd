//! A person's password as it is kept, how often somebody was wrong about it, and how often anybody had a mail sent because of it. Not the
//! hashing: `password`.

use aws_lc_rs::digest;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::email::Email;
use super::password::REMEMBERED;
use crate::Error;
use crate::db::Pool;
use crate::ids::PersonId;
use crate::schema::credentials;

/// So many wrong passwords in a row are free; then each locks for twice as long as the one before, from a minute to an hour.
pub const FREE: i32 = 5;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Whose address this is; as app, before there is a person.
pub async fn person_of(app: &Pool, email: &Email) -> Result<Option<PersonId>, Error> {
    let conn = &mut *app.get().await?;
    let found = diesel::sql_query("SELECT id FROM person_by_email($1) AS id")
        .bind::<Text, _>(email.key())
        .get_result::<Id>(conn)
        .await
        .optional()?;
    Ok(found.map(|row| PersonId(row.id)))
}

/// The hash, and those before it. In the person's transaction.
pub async fn read(conn: &mut AsyncPgConnection, person: PersonId) -> Result<Option<(String, Vec<String>)>, Error> {
    let own = credentials::table
        .find(person.0)
        .select((credentials::password_hash, credentials::previous));
    Ok(own.first(conn).await.optional()?)
}

/// In the person's transaction, or as owner.
pub async fn write(conn: &mut AsyncPgConnection, person: PersonId, hash: &str) -> Result<(), Error> {
    const WRITE: &str = "INSERT INTO credentials (person_id, password_hash) VALUES ($1, $2)
        ON CONFLICT (person_id) DO UPDATE SET password_hash = $2, changed_at = app_now(), previous = $3";
    let before = read(conn, person).await?;
    let previous: Vec<String> = before
        .into_iter()
        .flat_map(|(hash, older)| std::iter::once(hash).chain(older))
        .take(REMEMBERED)
        .collect();
    diesel::sql_query(WRITE)
        .bind::<SqlUuid, _>(person.0)
        .bind::<Text, _>(hash)
        .bind::<Array<Text>, _>(previous)
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Guard {
    #[diesel(sql_type = Integer)]
    failures: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    locked_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = diesel::sql_types::Double)]
    wait_s: f64,
}

fn key(text: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, text.as_bytes()).as_ref().to_vec()
}

/// Seconds for which this address is still locked, whether somebody has it or not.
pub async fn locked_s(app: &Pool, address: &str) -> Result<f64, Error> {
    const LOCKED: &str = "SELECT failures, locked_until, greatest(0, coalesce(extract(epoch FROM locked_until - app_now()), 0))::float8 AS wait_s
        FROM sign_in_guards WHERE key = $1";
    let conn = &mut *app.get().await?;
    let guard = diesel::sql_query(LOCKED)
        .bind::<Binary, _>(key(address))
        .get_result::<Guard>(conn)
        .await
        .optional()?;
    Ok(guard.map_or(0.0, |guard| guard.wait_s))
}

/// One more wrong password. True: from now on the address is locked, and it was not before.
pub async fn failed(app: &Pool, address: &str) -> Result<bool, Error> {
    const FAILED: &str = "INSERT INTO sign_in_guards AS g (key, failures) VALUES ($1, 1)
        ON CONFLICT (key) DO UPDATE SET updated_at = app_now(),
            failures = CASE WHEN g.updated_at < app_now() - interval '1 day' THEN 1 ELSE g.failures + 1 END,
            locked_until = CASE WHEN g.updated_at >= app_now() - interval '1 day' AND g.failures + 1 >= $2
                THEN app_now() + least(interval '1 hour', interval '1 minute' * power(2, least(10, g.failures + 1 - $2))) END
        RETURNING failures, locked_until, 0::float8 AS wait_s";
    // After a day it is as if there had been none. Each new one takes some along, so that addresses that strangers make up do not pile up.
    const FORGET: &str = "DELETE FROM sign_in_guards WHERE key IN (SELECT key FROM sign_in_guards
        WHERE updated_at < app_now() - interval '1 day' ORDER BY updated_at LIMIT 10 FOR UPDATE SKIP LOCKED)";
    let conn = &mut *app.get().await?;
    diesel::sql_query(FORGET).execute(conn).await?;
    let guard = diesel::sql_query(FAILED)
        .bind::<Binary, _>(key(address))
        .bind::<Integer, _>(FREE)
        .get_result::<Guard>(conn)
        .await?;
    Ok(guard.locked_until.is_some() && guard.failures == FREE)
}

/// Mails of a kind that anybody may have sent to this address: five are free, then one has to wait, for a minute at first and for an hour at
/// most. Seconds that it has to wait; 0: it may go now, and is counted.
pub async fn mail_wait_s(app: &Pool, kind: &str, email: &Email) -> Result<f64, Error> {
    // No address has a NUL in it, so that this is no wrong password of anybody's.
    let counted = format!("mail\0{kind}\0{}", email.key());
    let wait_s = locked_s(app, &counted).await?;
    if wait_s <= 0.0 {
        failed(app, &counted).await?;
    }
    Ok(wait_s)
}

/// The right password, or a link from a mail: it counts from zero again.
pub async fn unlock(app: &Pool, address: &str) -> Result<(), Error> {
    let conn = &mut *app.get().await?;
    diesel::sql_query("DELETE FROM sign_in_guards WHERE key = $1")
        .bind::<Binary, _>(key(address))
        .execute(conn)
        .await?;
    Ok(())
}
