//! Analyses to be done: who may take one, for how long, and what happens to one whose taker is gone.
//!
//! A claim touches queue rows and shares only, so that it never waits for a call's lock; the call is marked by `result::begin`.
//! Who is next is decided by `fair`; what the queue looks like from outside is told by `outlook`.

mod candidates;
pub mod control;
pub mod depth;
pub mod fair;
pub mod node;
pub mod outlook;
pub mod view;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{
    Array, BigInt, Bool, Bytea, Float8, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

pub use self::candidates::{WEIGH, correct};
use self::fair::Turn;
use crate::Error;
use crate::calls::traceparent::TraceParent;
use crate::ids::{CallId, LegId, TenantId};

/// One analysis that is ours until its lease ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    pub tenant: TenantId,
    pub leg: LegId,
    pub call: CallId,
    pub lease: Uuid,
    /// The how-manieth attempt this is, from 1. Counted when claimed, so that one that kills the process counts as well.
    pub attempt: i32,
    /// There is an analysis already; it stays until this one is committed.
    pub reanalysis: bool,
    pub lane: String,
    /// Audio seconds for which its turn was charged.
    pub cost_s: f64,
    /// What led to it.
    pub trace: Option<TraceParent>,
}

impl Claim {
    /// The same of a leg that was moved to another call since it was claimed.
    pub(super) fn in_call(&self, call: CallId) -> Self {
        Self { call, ..self.clone() }
    }
}

/// A claim with what is needed to begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    pub claim: Claim,
    pub enqueued_at: DateTime<Utc>,
    pub claimed_at: DateTime<Utc>,
    pub recording: ClaimedRecording,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedRecording {
    pub sha256: Vec<u8>,
    pub store_key: String,
    pub bytes: i64,
    pub declared_format: Option<String>,
    pub declared_rate: Option<i32>,
    pub declared_channels: Option<i32>,
    /// Of each channel, where somebody has set them right.
    pub roles: Option<Vec<String>>,
    /// In which form the leg's record was written.
    pub source: String,
    /// Of the leg.
    pub direction: String,
    /// How it is to be heard: what is said of this recording, of its record, and of all of the tenant's.
    pub hearing: ClaimedHearing,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimedHearing {
    pub language: Option<String>,
    pub model: Option<String>,
    /// As the record says it, whatever that is.
    pub language_of_record: Option<String>,
    pub language_of_tenant: Option<String>,
    /// Of each channel.
    pub channels_of_tenant: Vec<String>,
    pub model_of_tenant: Option<String>,
    pub vocabulary: Vec<String>,
    /// As the tenant's settings have them; none: the usual ones.
    pub thresholds: Option<Value>,
}

#[derive(QueryableByName)]
struct ClaimedRow {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    leg_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    call_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    lease: Uuid,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Text)]
    lane: String,
    #[diesel(sql_type = Float8)]
    cost_s: f64,
    #[diesel(sql_type = Nullable<Text>)]
    traceparent: Option<String>,
    #[diesel(sql_type = Bool)]
    reanalysis: bool,
    #[diesel(sql_type = Timestamptz)]
    enqueued_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    claimed_at: DateTime<Utc>,
    #[diesel(sql_type = Bytea)]
    sha256: Vec<u8>,
    #[diesel(sql_type = Text)]
    store_key: String,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
    #[diesel(sql_type = Nullable<Text>)]
    declared_format: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    declared_rate: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    declared_channels: Option<i32>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    roles: Option<Vec<String>>,
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Nullable<Text>)]
    language: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    model: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    language_of_record: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    language_of_tenant: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    model_of_tenant: Option<String>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    channels_of_tenant: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    vocabulary: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    thresholds: Option<Value>,
}

impl From<ClaimedRow> for Claimed {
    fn from(row: ClaimedRow) -> Self {
        Self {
            claim: Claim {
                tenant: TenantId(row.tenant_id),
                leg: LegId(row.leg_id),
                call: CallId(row.call_id),
                lease: row.lease,
                attempt: row.attempts,
                reanalysis: row.reanalysis,
                lane: row.lane,
                cost_s: row.cost_s,
                trace: followed(row.traceparent),
            },
            enqueued_at: row.enqueued_at,
            claimed_at: row.claimed_at,
            recording: ClaimedRecording {
                sha256: row.sha256,
                store_key: row.store_key,
                bytes: row.bytes,
                declared_format: row.declared_format,
                declared_rate: row.declared_rate,
                declared_channels: row.declared_channels,
                roles: row.roles,
                source: row.source,
                direction: row.direction,
                hearing: ClaimedHearing {
                    language: row.language,
                    model: row.model,
                    language_of_record: row.language_of_record,
                    language_of_tenant: row.language_of_tenant,
                    channels_of_tenant: row.channels_of_tenant.unwrap_or_default(),
                    model_of_tenant: row.model_of_tenant,
                    vocabulary: row.vocabulary.unwrap_or_default(),
                    thresholds: row.thresholds,
                },
            },
        }
    }
}

/// What cannot be read is a thread that is lost, and no reason to leave an analysis.
fn followed(traceparent: Option<String>) -> Option<TraceParent> {
    traceparent.and_then(|text| text.parse().ok())
}

/// Spells "claim" as a number: one claimer at a time, so that limits over all of them hold.
const CLAIM_LOCK: i64 = 0x63_6C61_696D;
/// Analyses that one claim takes at most: it weighs as many tenants and as many of each.
const CLAIM_MAX: i64 = 64;

/// Claims at most `wanted` ready analyses for `lease_s` seconds, in turn. As worker, in a transaction of its own.
pub async fn claim(conn: &mut AsyncPgConnection, node: &str, wanted: i64, lease_s: f64) -> Result<Vec<Claimed>, Error> {
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(CLAIM_LOCK)
        .execute(conn)
        .await?;
    let wanted = wanted.clamp(0, CLAIM_MAX);
    let mut fair = candidates::weigh(conn, wanted).await?;
    let read = fair.tags();
    let mut plan = fair.clone();
    let turns: Vec<Turn> = std::iter::from_fn(|| plan.turn())
        .take(usize::try_from(wanted).unwrap_or(0))
        .collect();
    if turns.is_empty() {
        return Ok(Vec::new());
    }
    let claimed = lease(conn, &turns, node, lease_s).await?;
    // Whoever was cancelled a moment ago is not charged.
    let is_claimed = |turn: &&Turn| claimed.iter().any(|claimed| claimed.claim.leg == turn.job.leg);
    turns.iter().filter(is_claimed).for_each(|turn| fair.serve(turn));
    candidates::remember(conn, &fair, &read, &claimed).await?;
    Ok(claimed)
}

async fn lease(conn: &mut AsyncPgConnection, turns: &[Turn], node: &str, lease_s: f64) -> Result<Vec<Claimed>, Error> {
    const LEASE: &str = "WITH turn AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS t (tenant_id, leg_id, n)),
        next AS (
            SELECT q.tenant_id, q.leg_id, turn.n FROM analysis_queue q JOIN turn USING (tenant_id, leg_id)
            WHERE q.state = 'ready' FOR UPDATE OF q SKIP LOCKED),
        taken AS (
            UPDATE analysis_queue q SET state = 'leased', lease = gen_random_uuid(), node = $3, attempts = q.attempts + 1,
                claimed_at = app_now(), lease_until = app_now() + make_interval(secs => $4)
            FROM next WHERE q.tenant_id = next.tenant_id AND q.leg_id = next.leg_id RETURNING q.*, next.n)
        SELECT taken.tenant_id, taken.leg_id, taken.call_id, taken.lease, taken.attempts, taken.lane, taken.cost_s, taken.reanalysis, taken.traceparent,
            taken.enqueued_at, taken.claimed_at, r.sha256, b.store_key, b.bytes, r.declared_format, r.declared_rate,
            r.declared_channels, r.roles, l.source, l.direction, r.language, r.model, l.custom->>'language' AS language_of_record,
            h.language AS language_of_tenant, h.model AS model_of_tenant, h.channels AS channels_of_tenant,
            h.vocabulary, h.thresholds
        FROM taken JOIN recordings r USING (tenant_id, leg_id) JOIN recording_blobs b USING (tenant_id, sha256)
            JOIN legs l ON l.tenant_id = taken.tenant_id AND l.id = taken.leg_id
            LEFT JOIN hearing_settings h ON h.tenant_id = taken.tenant_id ORDER BY taken.n";
    let query = diesel::sql_query(LEASE)
        .bind::<Array<SqlUuid>, _>(turns.iter().map(|turn| turn.tenant.0).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(turns.iter().map(|turn| turn.job.leg.0).collect::<Vec<_>>())
        .bind::<Text, _>(node)
        .bind::<Float8, _>(lease_s);
    Ok(query
        .load::<ClaimedRow>(conn)
        .await?
        .into_iter()
        .map(Claimed::from)
        .collect())
}

#[derive(QueryableByName)]
struct LeaseRow {
    #[diesel(sql_type = SqlUuid)]
    lease: Uuid,
}

/// Renews leases for `lease_s` seconds from now; gives those that are still ours. As worker.
pub async fn renew(conn: &mut AsyncPgConnection, leases: &[Uuid], lease_s: f64) -> Result<Vec<Uuid>, Error> {
    const RENEW: &str = "UPDATE analysis_queue SET lease_until = app_now() + make_interval(secs => $2)
        WHERE state = 'leased' AND lease = ANY($1) RETURNING lease";
    let query = diesel::sql_query(RENEW)
        .bind::<Array<SqlUuid>, _>(leases.to_vec())
        .bind::<Float8, _>(lease_s);
    Ok(query
        .load::<LeaseRow>(conn)
        .await?
        .into_iter()
        .map(|row| row.lease)
        .collect())
}

#[derive(QueryableByName)]
struct LeasedRow {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    leg_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    call_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    lease: Uuid,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Bool)]
    reanalysis: bool,
    #[diesel(sql_type = Text)]
    lane: String,
    #[diesel(sql_type = Float8)]
    cost_s: f64,
    #[diesel(sql_type = Nullable<Text>)]
    traceparent: Option<String>,
}

/// Claims whose taker is gone: the lease has run out, or (`all_but`) it belongs to another node although only one may run. As worker.
pub async fn abandoned(conn: &mut AsyncPgConnection, all_but: Option<&str>, at_most: i64) -> Result<Vec<Claim>, Error> {
    const ABANDONED: &str =
        "SELECT tenant_id, leg_id, call_id, lease, attempts, reanalysis, lane, cost_s, traceparent FROM analysis_queue
        WHERE state = 'leased' AND (lease_until < app_now() OR node <> $1) ORDER BY lease_until LIMIT $2";
    let query = diesel::sql_query(ABANDONED)
        .bind::<Nullable<Text>, _>(all_but)
        .bind::<BigInt, _>(at_most);
    let claims = query.load::<LeasedRow>(conn).await?.into_iter().map(|row| Claim {
        tenant: TenantId(row.tenant_id),
        leg: LegId(row.leg_id),
        call: CallId(row.call_id),
        lease: row.lease,
        attempt: row.attempts,
        reanalysis: row.reanalysis,
        lane: row.lane,
        cost_s: row.cost_s,
        trace: followed(row.traceparent),
    });
    Ok(claims.collect())
}

/// How many analyses stand in the queue, by lane and state.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Depth {
    #[diesel(sql_type = Text)]
    pub lane: String,
    /// `ready`, `leased`, `withheld`, or `suspended`: ready, and of a tenant of whom nothing is analysed now.
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub analyses: i64,
}

/// As worker.
pub async fn depth(conn: &mut AsyncPgConnection) -> Result<Vec<Depth>, Error> {
    const DEPTH: &str = "SELECT q.lane, CASE WHEN q.state = 'ready' AND t.status <> 'active' THEN 'suspended' ELSE q.state END AS state,
            sum(q.analyses)::bigint AS analyses
        FROM (SELECT tenant_id, lane, state, count(*) AS analyses FROM analysis_queue GROUP BY 1, 2, 3) q
            JOIN tenants t ON t.id = q.tenant_id GROUP BY 1, 2 ORDER BY 1, 2";
    Ok(diesel::sql_query(DEPTH).load(conn).await?)
}
