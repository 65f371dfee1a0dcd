//! Who speaks in a call's recordings, set right by somebody who has listened: the words stay, every figure that hangs on the speakers
//! is written anew, and analyses to come keep to it. What the figures are then is computed outside, between `heard` and `correct`.
//!
//! Lock order: call, queue row, roll-ups, audit head, stream.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bytea, Float8, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::intake::Doorbell;
use super::intervention::Intervention;
use super::queue::view::desks;
use super::search::{self, index::Index};
use crate::Error;
use crate::compliance::audit::Entry;
use crate::identity::authority::Rows;
use crate::ids::{CallId, LegId, TenantId};

/// What was found in one leg's recording.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Heard {
    #[diesel(sql_type = SqlUuid)]
    pub leg_id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub duration_ms: i64,
    #[diesel(sql_type = Integer)]
    pub channels: i32,
    #[diesel(sql_type = Jsonb)]
    pub characteristics: Value,
    #[diesel(sql_type = Jsonb)]
    pub quality: Value,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub corrected_at: Option<DateTime<Utc>>,
    /// The turns, sealed.
    #[diesel(sql_type = Bytea)]
    pub sealed: Vec<u8>,
}

/// The same with other speakers.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    pub leg_id: Uuid,
    /// Of each channel.
    pub roles: Vec<String>,
    pub roles_before: Vec<String>,
    pub sentiment: Value,
    pub characteristics: Value,
    pub quality: Value,
    pub customer_scored: i32,
    pub customer_score_sum: f64,
    pub sealed: Vec<u8>,
    /// What search needs of the words: it tells who said them.
    pub index: Index,
    /// What it was made of: if that has changed meanwhile, nothing is written.
    pub sealed_before: Vec<u8>,
    /// Likewise of the words that were set right.
    pub corrected_before: Option<DateTime<Utc>>,
}

/// The analysed legs of a call, or the one of them that is named, as far as they are seen. Inside the tenant's transaction.
pub async fn heard(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    rows: &Rows,
    call: CallId,
    leg: Option<Uuid>,
) -> Result<Vec<Heard>, Error> {
    const HEARD: &str = "SELECT a.leg_id, a.duration_ms, a.channels, a.characteristics, a.quality, a.corrected_at, t.sealed
        FROM legs l JOIN analyses a ON a.tenant_id = l.tenant_id AND a.leg_id = l.id
            JOIN transcripts t ON t.tenant_id = l.tenant_id AND t.leg_id = l.id
        WHERE l.tenant_id = $1 AND l.call_id = $2 AND ($3 IS NULL OR l.id = $3) AND ($4 IS NULL OR held($4, l.source_instance, l.agent, l.started_at)) ORDER BY l.id";
    let query = diesel::sql_query(HEARD)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0)
        .bind::<Nullable<SqlUuid>, _>(leg)
        .bind::<Nullable<Jsonb>, _>(desks(rows));
    Ok(query.load(conn).await?)
}

/// Writes legs of one call with their other speakers. Inside the tenant's transaction.
pub async fn correct(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    call: CallId,
    legs: &[Corrected],
) -> Result<Option<Doorbell>, Error> {
    let mut work = Intervention::begin(conn, tenant, [call.0]).await?;
    none_at_work(conn, tenant, legs).await?;
    for leg in legs {
        write(conn, tenant, call, leg).await?;
        work.tell(
            (leg.leg_id, call.0),
            "corrected",
            "speakers",
            json!({ "roles": leg.roles, "event": "call.updated" }),
        );
        let entry = Entry::new(actor, "call.speakers_changed", format!("leg:{}", leg.leg_id));
        work.audit(entry.change(
            Some(json!({ "roles": leg.roles_before })),
            Some(json!({ "roles": leg.roles })),
        ));
    }
    work.touch(call.0);
    work.end(conn, json!({ "changed": ["speakers"] })).await
}

#[derive(QueryableByName)]
struct Leased {
    #[diesel(sql_type = SqlUuid)]
    leg_id: Uuid,
}

/// One that is being analysed would write its result with the speakers as it knows them. Holds those that wait until we are done.
async fn none_at_work(conn: &mut AsyncPgConnection, tenant: TenantId, legs: &[Corrected]) -> Result<(), Error> {
    const LOCK: &str = "WITH waiting AS (
            SELECT leg_id, state FROM analysis_queue WHERE tenant_id = $1 AND leg_id = ANY($2) ORDER BY leg_id FOR UPDATE)
        SELECT leg_id FROM waiting WHERE state = 'leased'";
    let query = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(legs.iter().map(|leg| leg.leg_id).collect::<Vec<_>>());
    let leased: Vec<Leased> = query.load(conn).await?;
    match leased.as_slice() {
        [] => Ok(()),
        [Leased { leg_id }, ..] => Err(Error::Conflict(format!("leg {leg_id} is being analysed"))),
    }
}

async fn write(conn: &mut AsyncPgConnection, tenant: TenantId, call: CallId, leg: &Corrected) -> Result<(), Error> {
    const TRANSCRIPT: &str = "UPDATE transcripts SET sealed = $3 WHERE tenant_id = $1 AND leg_id = $2 AND sealed = $4";
    let query = diesel::sql_query(TRANSCRIPT)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.leg_id)
        .bind::<Bytea, _>(&leg.sealed)
        .bind::<Bytea, _>(&leg.sealed_before);
    if query.execute(conn).await? == 0 {
        return Err(changed(leg));
    }
    const ANALYSIS: &str =
        "UPDATE analyses SET sentiment = $3, characteristics = $4, quality = $5, customer_scored = $6,
            customer_score_sum = $7
        WHERE tenant_id = $1 AND leg_id = $2 AND corrected_at IS NOT DISTINCT FROM $8 AND call_id = $9";
    let query = diesel::sql_query(ANALYSIS)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.leg_id)
        .bind::<Jsonb, _>(&leg.sentiment)
        .bind::<Jsonb, _>(&leg.characteristics)
        .bind::<Jsonb, _>(&leg.quality)
        .bind::<Integer, _>(leg.customer_scored)
        .bind::<Float8, _>(leg.customer_score_sum)
        .bind::<Nullable<Timestamptz>, _>(leg.corrected_before)
        .bind::<SqlUuid, _>(call.0);
    if query.execute(conn).await? == 0 {
        return Err(changed(leg));
    }
    const ROLES: &str = "UPDATE recordings SET roles = $3 WHERE tenant_id = $1 AND leg_id = $2";
    diesel::sql_query(ROLES)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.leg_id)
        .bind::<Array<Text>, _>(&leg.roles)
        .execute(conn)
        .await?;
    search::store::replace(conn, tenant, LegId(leg.leg_id), &leg.index).await
}

fn changed(leg: &Corrected) -> Error {
    Error::Conflict(format!("leg {} was changed meanwhile; look again", leg.leg_id))
}
