//! Who does a job now, and how it ends. A write about a job asks for its lease: who has lost it changes nothing.

use diesel::sql_types::{Array, BigInt, Bool, Float8, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::JobId;
use crate::Error;
use crate::ids::TenantId;

/// A job that is ours until its lease ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    pub id: JobId,
    pub lease: Uuid,
    pub kind: String,
    pub tenant: Option<TenantId>,
    pub payload: Value,
    /// From 1.
    pub attempt: i32,
    pub attempts_max: i32,
    /// What an earlier attempt told.
    pub progress: Option<Value>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    lease: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    tenant_id: Option<Uuid>,
    #[diesel(sql_type = Jsonb)]
    payload: Value,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Integer)]
    attempts_max: i32,
    #[diesel(sql_type = Nullable<Jsonb>)]
    progress: Option<Value>,
}

impl From<Row> for Claimed {
    fn from(row: Row) -> Self {
        Self {
            id: JobId(row.id),
            lease: row.lease,
            kind: row.kind,
            tenant: row.tenant_id.map(TenantId),
            payload: row.payload,
            attempt: row.attempts,
            attempts_max: row.attempts_max,
            progress: row.progress,
        }
    }
}

/// Claims at most `wanted` jobs of these kinds that are due, oldest first. As worker.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    kinds: &[&str],
    node: &str,
    wanted: i64,
    lease_s: f64,
) -> Result<Vec<Claimed>, Error> {
    const CLAIM: &str = "WITH next AS (SELECT id FROM jobs WHERE state = 'waiting' AND run_at <= app_now() AND kind = ANY($1)
            ORDER BY run_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
        UPDATE jobs j SET state = 'running', lease = gen_random_uuid(), lease_until = app_now() + make_interval(secs => $4),
            node = $3, attempts = j.attempts + 1, started_at = app_now()
        FROM next WHERE j.id = next.id
        RETURNING j.id, j.lease, j.kind, j.tenant_id, j.payload, j.attempts, j.attempts_max, j.progress";
    let query = diesel::sql_query(CLAIM)
        .bind::<Array<Text>, _>(kinds)
        .bind::<BigInt, _>(wanted)
        .bind::<Text, _>(node)
        .bind::<Float8, _>(lease_s);
    Ok(query.load::<Row>(conn).await?.into_iter().map(Claimed::from).collect())
}

/// What a job hears when it tells how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The lease is renewed.
    GoOn,
    /// Somebody asked for its end.
    Cancel,
    /// It is another's by now, or gone.
    Lost,
}

#[derive(QueryableByName)]
struct Asked {
    #[diesel(sql_type = Bool)]
    cancel_asked: bool,
}

/// Renews the lease and keeps the progress, if one is told. As worker.
pub async fn tell(
    conn: &mut AsyncPgConnection,
    id: JobId,
    lease: Uuid,
    progress: Option<&Value>,
    lease_s: f64,
) -> Result<Told, Error> {
    const TELL: &str =
        "UPDATE jobs SET progress = coalesce($3, progress), lease_until = app_now() + make_interval(secs => $4)
        WHERE id = $1 AND lease = $2 RETURNING cancel_asked";
    let query = diesel::sql_query(TELL)
        .bind::<SqlUuid, _>(id.0)
        .bind::<SqlUuid, _>(lease)
        .bind::<Nullable<Jsonb>, _>(progress)
        .bind::<Float8, _>(lease_s);
    let asked: Option<Asked> = query.get_result(conn).await.optional()?;
    Ok(match asked {
        Some(Asked { cancel_asked: false }) => Told::GoOn,
        Some(Asked { cancel_asked: true }) => Told::Cancel,
        None => Told::Lost,
    })
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    Done(Value),
    /// Again after so many seconds.
    Retry {
        error: String,
        after_s: f64,
    },
    Failed(String),
    Cancelled,
    /// The process ends: as if it had not begun.
    Returned,
}

/// Writes how an attempt ended; false if the lease was lost. As worker.
pub async fn end(conn: &mut AsyncPgConnection, id: JobId, lease: Uuid, ended: &Ended) -> Result<bool, Error> {
    const END: &str = "UPDATE jobs SET state = $3, lease = NULL, lease_until = NULL, node = NULL,
            result = coalesce($4, result), last_error = coalesce($5, last_error),
            run_at = CASE $3 WHEN 'waiting' THEN app_now() + make_interval(secs => $6) ELSE run_at END,
            attempts = attempts - $7,
            finished_at = CASE $3 WHEN 'waiting' THEN NULL ELSE app_now() END
        WHERE id = $1 AND lease = $2";
    let (state, result, error, after_s, not_counted) = match ended {
        Ended::Done(result) => ("done", Some(result), None, 0.0, 0),
        Ended::Retry { error, after_s } => ("waiting", None, Some(error), *after_s, 0),
        Ended::Failed(error) => ("failed", None, Some(error), 0.0, 0),
        Ended::Cancelled => ("cancelled", None, None, 0.0, 0),
        Ended::Returned => ("waiting", None, None, 0.0, 1),
    };
    let query = diesel::sql_query(END)
        .bind::<SqlUuid, _>(id.0)
        .bind::<SqlUuid, _>(lease)
        .bind::<Text, _>(state)
        .bind::<Nullable<Jsonb>, _>(result)
        .bind::<Nullable<Text>, _>(error)
        .bind::<Float8, _>(after_s)
        .bind::<Integer, _>(not_counted);
    Ok(query.execute(conn).await? > 0)
}

/// Takes back jobs whose taker is gone: the lease has run out, or (`all_but`) it is of another node although only one may run. What
/// was tried too often has failed. As worker; gives how many.
pub async fn abandoned(conn: &mut AsyncPgConnection, all_but: Option<&str>) -> Result<usize, Error> {
    const ABANDONED: &str = "UPDATE jobs SET lease = NULL, lease_until = NULL, node = NULL,
            state = CASE WHEN attempts < attempts_max THEN 'waiting' ELSE 'failed' END,
            finished_at = CASE WHEN attempts < attempts_max THEN NULL ELSE app_now() END,
            last_error = 'the lease ran out: whoever had it did not answer'
        WHERE state = 'running' AND (lease_until < app_now() OR node <> $1)";
    Ok(diesel::sql_query(ABANDONED)
        .bind::<Nullable<Text>, _>(all_but)
        .execute(conn)
        .await?)
}
