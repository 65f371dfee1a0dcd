//! Mails, from the transaction that wants one sent to the transport that takes it. Kept sealed: they carry links. Not the
//! transport: `actors` has that.

pub mod letter;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Error;
use crate::compliance::sealing::{DataKey, Place};
use crate::ids::{PersonId, TenantId};
use letter::Letter;

/// As it is read by people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    /// Of whom it speaks; the tenant's outbox shows its own.
    pub tenant: Option<TenantId>,
    pub person: Option<PersonId>,
    pub recipient: &'a str,
    pub letter: Letter<'a>,
    /// The same is not put in twice.
    pub idempotency_key: Option<String>,
}

/// A mail as it is kept.
#[derive(Clone, Debug)]
pub struct Mail {
    pub id: Uuid,
    pub kind: String,
    pub recipient: String,
    pub state: String,
    pub attempts: i32,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub content: Content,
}

impl Mail {
    /// One that is in no queue: to try the courier.
    pub fn unsaved(recipient: &str, letter: &Letter<'_>) -> Self {
        Self {
            id: Uuid::now_v7(),
            kind: letter.kind().to_owned(),
            recipient: recipient.to_owned(),
            state: "sending".to_owned(),
            attempts: 1,
            created_at: Utc::now(),
            sent_at: None,
            last_error: None,
            content: letter.content(),
        }
    }
}

fn place(id: &Uuid) -> Place<'_> {
    Place {
        tenant: TenantId(Uuid::nil()),
        table: "mails",
        row: id.as_bytes(),
    }
}

/// Puts it in, as part of the caller's transaction: it is sent if that is committed. In the tenant's or person's, or as owner.
pub async fn put(conn: &mut AsyncPgConnection, key: &DataKey, new: &NewMail<'_>) -> Result<Uuid, Error> {
    const PUT: &str = "INSERT INTO mails (id, tenant_id, person_id, kind, recipient, idempotency_key, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (idempotency_key) DO NOTHING";
    let id = Uuid::now_v7();
    let content =
        serde_json::to_vec(&new.letter.content()).map_err(|source| Error::Corrupt { what: "mail", source })?;
    diesel::sql_query(PUT)
        .bind::<SqlUuid, _>(id)
        .bind::<Nullable<SqlUuid>, _>(new.tenant.map(|tenant| tenant.0))
        .bind::<Nullable<SqlUuid>, _>(new.person.map(|person| person.0))
        .bind::<Text, _>(new.letter.kind())
        .bind::<Text, _>(new.recipient)
        .bind::<Nullable<Text>, _>(&new.idempotency_key)
        .bind::<Binary, _>(key.seal(place(&id), &content)?)
        .execute(conn)
        .await?;
    Ok(id)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    recipient: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    sent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    last_error: Option<String>,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

impl Row {
    fn open(self, key: &DataKey) -> Result<Mail, Error> {
        let content = key.open(place(&self.id), &self.sealed)?;
        Ok(Mail {
            content: serde_json::from_slice(&content).map_err(|source| Error::Corrupt { what: "mail", source })?,
            id: self.id,
            kind: self.kind,
            recipient: self.recipient,
            state: self.state,
            attempts: self.attempts,
            created_at: self.created_at,
            sent_at: self.sent_at,
            last_error: self.last_error,
        })
    }
}

/// The latest first, of all tenants. As worker or owner.
pub async fn latest(conn: &mut AsyncPgConnection, key: &DataKey, rows: i64) -> Result<Vec<Mail>, Error> {
    const LATEST: &str = "SELECT id, kind, recipient, state, attempts, created_at, sent_at, last_error, sealed
        FROM mails ORDER BY created_at DESC, id DESC LIMIT $1";
    let rows: Vec<Row> = diesel::sql_query(LATEST).bind::<BigInt, _>(rows).load(conn).await?;
    rows.into_iter().map(|row| row.open(key)).collect()
}

/// How many of a kind a tenant has had sent within a day. In its transaction.
pub async fn of_a_day(conn: &mut AsyncPgConnection, tenant: TenantId, kind: &str) -> Result<i64, Error> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    const OF_A_DAY: &str = "SELECT count(*) AS count FROM mails
        WHERE tenant_id = $1 AND kind = $2 AND created_at > app_now() - interval '1 day'";
    let query = diesel::sql_query(OF_A_DAY)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(kind);
    Ok(query.get_result::<Count>(conn).await?.count)
}

/// Takes mails that are due, for `lease_s`: what a process that died had is due again then. As worker.
pub async fn claim(conn: &mut AsyncPgConnection, key: &DataKey, lease_s: f64, rows: i64) -> Result<Vec<Mail>, Error> {
    const SUPPRESS: &str = "UPDATE mails SET state = 'suppressed' WHERE state = 'queued'
        AND EXISTS (SELECT FROM suppressed_addresses s WHERE s.email_key = lower(mails.recipient))";
    const CLAIM: &str =
        "UPDATE mails SET state = 'sending', attempts = attempts + 1, next_at = app_now() + make_interval(secs => $1)
        WHERE id IN (SELECT id FROM mails WHERE state IN ('queued', 'sending') AND next_at <= app_now()
            ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, recipient, state, attempts, created_at, sent_at, last_error, sealed";
    diesel::sql_query(SUPPRESS).execute(conn).await?;
    let query = diesel::sql_query(CLAIM)
        .bind::<Double, _>(lease_s)
        .bind::<BigInt, _>(rows);
    let rows: Vec<Row> = query.load(conn).await?;
    rows.into_iter().map(|row| row.open(key)).collect()
}

/// Gives up what could not be sent for so long: its links are no longer good. How many those are. As worker.
pub async fn give_up(conn: &mut AsyncPgConnection, age_max_s: f64) -> Result<usize, Error> {
    const GIVE_UP: &str = "UPDATE mails SET state = 'failed',
        last_error = concat_ws(': ', 'could not be sent in time', last_error)
        WHERE state IN ('queued', 'sending') AND next_at <= app_now() AND created_at < app_now() - make_interval(secs => $1)";
    Ok(diesel::sql_query(GIVE_UP)
        .bind::<Double, _>(age_max_s)
        .execute(conn)
        .await?)
}

#[derive(QueryableByName)]
struct Seconds {
    #[diesel(sql_type = Double)]
    seconds: f64,
}

/// Age of the oldest mail that is on its way, in seconds; 0 if none is. As worker.
pub async fn oldest_waiting_s(conn: &mut AsyncPgConnection) -> Result<f64, Error> {
    const OLDEST: &str = "SELECT coalesce(extract(epoch FROM app_now() - min(created_at)), 0)::float8 AS seconds
        FROM mails WHERE state IN ('queued', 'sending')";
    let oldest: Seconds = diesel::sql_query(OLDEST).get_result(conn).await?;
    Ok(oldest.seconds.max(0.0))
}

/// Removes what ended so long ago. How many those were. As worker.
pub async fn forget(conn: &mut AsyncPgConnection, kept_s: f64) -> Result<usize, Error> {
    const FORGET: &str = "DELETE FROM mails WHERE state IN ('sent', 'failed', 'suppressed')
        AND created_at < app_now() - make_interval(secs => $1)";
    Ok(diesel::sql_query(FORGET)
        .bind::<Double, _>(kept_s)
        .execute(conn)
        .await?)
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    Done,
    /// It may go better after so many seconds.
    Again {
        error: String,
        after_s: f64,
    },
    /// The other side will never take it.
    Never(String),
}

/// As worker.
pub async fn settle(conn: &mut AsyncPgConnection, id: Uuid, sent: &Sent) -> Result<(), Error> {
    const SETTLE: &str =
        "UPDATE mails SET state = $2, next_at = app_now() + make_interval(secs => $3), last_error = $4,
        sent_at = CASE WHEN $5 THEN app_now() ELSE sent_at END WHERE id = $1";
    let (state, after_s, error) = match sent {
        Sent::Done => ("sent", 0.0, None),
        Sent::Again { error, after_s } => ("queued", *after_s, Some(error.as_str())),
        Sent::Never(error) => ("failed", 0.0, Some(error.as_str())),
    };
    diesel::sql_query(SETTLE)
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(state)
        .bind::<Double, _>(after_s)
        .bind::<Nullable<Text>, _>(error)
        .bind::<Bool, _>(*sent == Sent::Done)
        .execute(conn)
        .await?;
    Ok(())
}

/// An address to which nothing is sent any more.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName, Serialize)]
pub struct Suppressed {
    #[diesel(sql_type = Text)]
    pub email_key: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

/// The latest first. As worker.
pub async fn suppressed(conn: &mut AsyncPgConnection, rows: i64) -> Result<Vec<Suppressed>, Error> {
    const LATEST: &str =
        "SELECT email_key, reason, created_at FROM suppressed_addresses ORDER BY created_at DESC, email_key LIMIT $1";
    Ok(diesel::sql_query(LATEST).bind::<BigInt, _>(rows).load(conn).await?)
}

/// Mails go to it again; whether it was suppressed. As worker.
pub async fn release(conn: &mut AsyncPgConnection, recipient: &str) -> Result<bool, Error> {
    const RELEASE: &str = "DELETE FROM suppressed_addresses WHERE email_key = lower($1)";
    Ok(diesel::sql_query(RELEASE)
        .bind::<Text, _>(recipient)
        .execute(conn)
        .await?
        > 0)
}

/// Nothing is sent to these any more. As worker.
pub async fn suppress(conn: &mut AsyncPgConnection, recipients: &[String], reason: &str) -> Result<(), Error> {
    const SUPPRESS: &str = "INSERT INTO suppressed_addresses (email_key, reason) SELECT lower(r), $2 FROM unnest($1) r
        ON CONFLICT (email_key) DO NOTHING";
    diesel::sql_query(SUPPRESS)
        .bind::<Array<Text>, _>(recipients)
        .bind::<Text, _>(reason)
        .execute(conn)
        .await?;
    Ok(())
}
