//! Who fetches an expected recording now, and how that ends. A write about it asks for its lease: who has lost it changes nothing.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Float8, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Error;
use crate::ids::{LegId, TenantId};

/// Spells "fetch" as a number: one claimer at a time, so that no source is asked for more at once than is said.
const FETCH_LOCK: i64 = 0x66_6574_6368;

/// One that is ours until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub tenant: TenantId,
    pub leg: LegId,
    pub source_instance: String,
    pub external_id: String,
    /// As a notice gave it.
    pub reference: Option<String>,
    pub lease: Uuid,
    /// From 1.
    pub attempt: i32,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    leg_id: Uuid,
    #[diesel(sql_type = Text)]
    source_instance: String,
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    reference: Option<String>,
    #[diesel(sql_type = SqlUuid)]
    lease: Uuid,
    #[diesel(sql_type = Integer)]
    attempts: i32,
}

impl From<Row> for Claimed {
    fn from(row: Row) -> Self {
        Self {
            tenant: TenantId(row.tenant_id),
            leg: LegId(row.leg_id),
            source_instance: row.source_instance,
            external_id: row.external_id,
            reference: row.reference,
            lease: row.lease,
            attempt: row.attempts,
        }
    }
}

/// Bounds of a claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    pub recordings: i64,
    /// Of one source, on all nodes.
    pub of_source: i64,
    pub lease_s: f64,
}

/// Claims recordings that are due, those due longest first, of each source at most so many at once. As worker, in a transaction of its own.
pub async fn claim(conn: &mut AsyncPgConnection, node: &str, wanted: Wanted) -> Result<Vec<Claimed>, Error> {
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(FETCH_LOCK)
        .execute(conn)
        .await?;
    const CLAIM: &str = "WITH due AS (
            SELECT d.tenant_id, d.leg_id, d.run_at FROM source_instances s
                JOIN tenants t ON t.id = s.tenant_id AND t.status <> 'closed'
                CROSS JOIN LATERAL (SELECT count(*) AS n FROM expected_recordings b
                    WHERE b.tenant_id = s.tenant_id AND b.source_instance = s.name AND b.state = 'fetching') busy
                CROSS JOIN LATERAL (SELECT e.tenant_id, e.leg_id, e.run_at FROM expected_recordings e
                    WHERE e.tenant_id = s.tenant_id AND e.source_instance = s.name AND e.state = 'waiting' AND e.run_at <= app_now()
                    ORDER BY e.run_at LIMIT greatest($2 - busy.n, 0)) d
            WHERE (s.recordings->>'fetched')::bool AND s.enabled AND s.deleted_at IS NULL
                AND EXISTS (SELECT FROM expected_recordings x WHERE x.state = 'waiting' AND x.run_at <= app_now())
            ORDER BY d.run_at LIMIT $1),
        next AS (SELECT e.tenant_id, e.leg_id FROM expected_recordings e JOIN due USING (tenant_id, leg_id)
            WHERE e.state = 'waiting' FOR UPDATE OF e SKIP LOCKED)
        UPDATE expected_recordings e SET state = 'fetching', lease = gen_random_uuid(), node = $3, attempts = e.attempts + 1,
            lease_until = app_now() + make_interval(secs => $4)
        FROM next WHERE e.tenant_id = next.tenant_id AND e.leg_id = next.leg_id
        RETURNING e.tenant_id, e.leg_id, e.source_instance, e.external_id, e.reference, e.lease, e.attempts";
    let query = diesel::sql_query(CLAIM)
        .bind::<BigInt, _>(wanted.recordings)
        .bind::<BigInt, _>(wanted.of_source)
        .bind::<Text, _>(node)
        .bind::<Float8, _>(wanted.lease_s);
    Ok(query.load::<Row>(conn).await?.into_iter().map(Claimed::from).collect())
}

#[derive(QueryableByName)]
struct Lease {
    #[diesel(sql_type = SqlUuid)]
    lease: Uuid,
}

/// Renews leases; gives those that are still ours. As worker.
pub async fn renew(conn: &mut AsyncPgConnection, leases: &[Uuid], lease_s: f64) -> Result<Vec<Uuid>, Error> {
    const RENEW: &str = "UPDATE expected_recordings SET lease_until = app_now() + make_interval(secs => $2)
        WHERE state = 'fetching' AND lease = ANY($1) RETURNING lease";
    let query = diesel::sql_query(RENEW)
        .bind::<Array<SqlUuid>, _>(leases.to_vec())
        .bind::<Float8, _>(lease_s);
    let renewed = query.load::<Lease>(conn).await?;
    Ok(renewed.into_iter().map(|row| row.lease).collect())
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// It is there, or nobody waits for it any more.
    Done,
    Retry {
        code: &'static str,
        detail: String,
        after_s: f64,
    },
    Failed {
        code: &'static str,
        detail: String,
    },
    /// The process ends: as if it had not begun.
    Returned,
}

/// Writes how an attempt ended, and a step of the call's trace where it did not end well. As worker.
pub async fn end(conn: &mut AsyncPgConnection, claimed: &Claimed, ended: &Ended) -> Result<bool, Error> {
    const DONE: &str = "DELETE FROM expected_recordings WHERE tenant_id = $1 AND leg_id = $2 AND lease = $3";
    const BACK: &str = "UPDATE expected_recordings SET state = $4, lease = NULL, lease_until = NULL, node = NULL,
            attempts = attempts - $5, run_at = app_now() + make_interval(secs => $6),
            error_code = coalesce($7, error_code), error_detail = coalesce($8, error_detail)
        WHERE tenant_id = $1 AND leg_id = $2 AND lease = $3";
    let (state, not_counted, after_s, told) = match ended {
        Ended::Done => {
            let done = diesel::sql_query(DONE)
                .bind::<SqlUuid, _>(claimed.tenant.0)
                .bind::<SqlUuid, _>(claimed.leg.0)
                .bind::<SqlUuid, _>(claimed.lease);
            return Ok(done.execute(conn).await? > 0);
        }
        Ended::Retry { code, detail, after_s } => ("waiting", 0, *after_s, Some((*code, detail))),
        Ended::Failed { code, detail } => ("failed", 0, 0.0, Some((*code, detail))),
        Ended::Returned => ("waiting", 1, 0.0, None),
    };
    let written = diesel::sql_query(BACK)
        .bind::<SqlUuid, _>(claimed.tenant.0)
        .bind::<SqlUuid, _>(claimed.leg.0)
        .bind::<SqlUuid, _>(claimed.lease)
        .bind::<Text, _>(state)
        .bind::<Integer, _>(not_counted)
        .bind::<Float8, _>(after_s)
        .bind::<Nullable<Text>, _>(told.map(|(code, _)| code))
        .bind::<Nullable<Text>, _>(told.map(|(_, detail)| detail))
        .execute(conn)
        .await?;
    if let (Some((code, detail)), 1..) = (told, written) {
        let stage = match ended {
            Ended::Failed { .. } => "recording_failed",
            _ => "recording_not_fetched",
        };
        step(conn, claimed, stage, code, &json!({ "detail": detail })).await?;
    }
    Ok(written > 0)
}

/// A step of the trace of the call whose leg it is, if the leg is known. As worker.
async fn step(
    conn: &mut AsyncPgConnection,
    claimed: &Claimed,
    stage: &str,
    reason: &str,
    detail: &Value,
) -> Result<(), Error> {
    const STEP: &str = "INSERT INTO trace (tenant_id, call_id, leg_id, stage, attempt, reason, detail)
        SELECT l.tenant_id, l.call_id, l.id, $3, $4, $5, $6 FROM legs l WHERE l.tenant_id = $1 AND l.id = $2";
    diesel::sql_query(STEP)
        .bind::<SqlUuid, _>(claimed.tenant.0)
        .bind::<SqlUuid, _>(claimed.leg.0)
        .bind::<Text, _>(stage)
        .bind::<Integer, _>(claimed.attempt)
        .bind::<Text, _>(reason)
        .bind::<Jsonb, _>(detail)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes back what nobody fetches any more: the lease has run out, or (`all_but`) it is of another node although only one may run. What was
/// tried too often has failed. As worker; gives how many.
pub async fn abandoned(conn: &mut AsyncPgConnection, all_but: Option<&str>, attempts_max: i32) -> Result<usize, Error> {
    const ABANDONED: &str =
        "UPDATE expected_recordings SET lease = NULL, lease_until = NULL, node = NULL, run_at = app_now(),
            state = CASE WHEN attempts < $2 THEN 'waiting' ELSE 'failed' END, error_code = 'abandoned',
            error_detail = 'whoever fetched it did not answer'
        WHERE state = 'fetching' AND (lease_until < app_now() OR node <> $1)";
    Ok(diesel::sql_query(ABANDONED)
        .bind::<Nullable<Text>, _>(all_but)
        .bind::<Integer, _>(attempts_max)
        .execute(conn)
        .await?)
}

/// Those of these legs whose recording nobody fetches or is about to. As worker.
pub async fn unwanted(conn: &mut AsyncPgConnection, legs: &[LegId]) -> Result<Vec<LegId>, Error> {
    const UNWANTED: &str = "SELECT l.id FROM unnest($1) AS l (id)
        WHERE NOT EXISTS (SELECT FROM expected_recordings e WHERE e.leg_id = l.id AND e.state IN ('waiting', 'fetching'))";
    #[derive(QueryableByName)]
    struct Unwanted {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let legs: Vec<Uuid> = legs.iter().map(|leg| leg.0).collect();
    let rows: Vec<Unwanted> = diesel::sql_query(UNWANTED)
        .bind::<Array<SqlUuid>, _>(legs)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| LegId(row.id)).collect())
}
