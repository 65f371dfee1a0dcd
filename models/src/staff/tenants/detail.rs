//! One tenant in one answer: how it stands, who is there, what it used, what was done to it. As staff.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use super::directory::{self, Listed};
use super::note::{self, Note};
use crate::Error;
use crate::billing::usage::rows::current_period;
use crate::compliance::audit_log::{self, AuditEntry, Search};
use crate::ids::TenantId;

#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    pub tenant: Listed,
    pub members: Vec<RoleCount>,
    pub calls: Calls,
    /// Of the period that runs.
    pub usage: Option<Usage>,
    pub keys: Keys,
    pub notes: Vec<Note>,
    /// What was done to the tenant itself, the latest first.
    pub history: Vec<AuditEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct RoleCount {
    #[diesel(sql_type = Text)]
    pub role: String,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = BigInt)]
    pub members: i64,
}

/// As the roll-ups have them.
#[derive(Clone, Debug, PartialEq, Serialize, QueryableByName)]
pub struct Calls {
    #[diesel(sql_type = BigInt)]
    pub all: i64,
    #[diesel(sql_type = BigInt)]
    pub last_30_days: i64,
    #[diesel(sql_type = BigInt)]
    pub answered: i64,
    #[diesel(sql_type = BigInt)]
    pub analyzed: i64,
    #[diesel(sql_type = BigInt)]
    pub talk_s: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub latest_hour: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, QueryableByName)]
pub struct Usage {
    #[diesel(sql_type = Timestamptz)]
    pub period_start: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub period_end: DateTime<Utc>,
    /// Null: unlimited.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub calls_limit: Option<i64>,
    #[diesel(sql_type = BigInt)]
    pub included: i64,
    #[diesel(sql_type = BigInt)]
    pub overage: i64,
    #[diesel(sql_type = BigInt)]
    pub withheld: i64,
    #[diesel(sql_type = Double)]
    pub audio_seconds: f64,
    #[diesel(sql_type = Double)]
    pub compute_seconds: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Keys {
    #[diesel(sql_type = BigInt)]
    pub active: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_used_at: Option<DateTime<Utc>>,
}

const MEMBERS: &str =
    "SELECT role, status, count(*) AS members FROM memberships WHERE tenant_id = $1 GROUP BY 1, 2 ORDER BY 1, 2";
const CALLS: &str = "SELECT coalesce(sum(calls), 0)::bigint AS all,
        (SELECT coalesce(sum(calls), 0)::bigint FROM call_stats WHERE tenant_id = $1 AND bucket > app_now() - interval '30 days')
            AS last_30_days,
        coalesce(sum(answered), 0)::bigint AS answered, coalesce(sum(analyzed), 0)::bigint AS analyzed,
        coalesce(sum(talk_s), 0)::bigint AS talk_s, (SELECT max(bucket) FROM call_stats WHERE tenant_id = $1 AND calls > 0)
            AS latest_hour
    FROM call_stats_days WHERE tenant_id = $1";
/// A period that nothing has come in yet has no row.
const USAGE: &str = "SELECT $2 AS period_start, $3 AS period_end,
        CASE t.limit_kind WHEN 'plan' THEN p.calls_limit WHEN 'custom' THEN t.calls_limit END AS calls_limit,
        coalesce(u.included, 0) AS included, coalesce(u.overage, 0) AS overage, coalesce(u.withheld, 0) AS withheld,
        coalesce(a.audio_seconds, 0) AS audio_seconds, coalesce(a.compute_seconds, 0) AS compute_seconds
    FROM tenants t JOIN plans p ON p.id = t.plan_id
    LEFT JOIN usage u ON u.tenant_id = t.id AND u.period_start = $2
    LEFT JOIN analysis_usage a ON a.tenant_id = t.id AND a.period_start = $2
    WHERE t.id = $1";
const KEYS: &str =
    "SELECT count(*) FILTER (WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > app_now())) AS active,
        max(last_used_at) AS last_used_at
    FROM api_keys WHERE tenant_id = $1";
/// Entries of the history that are shown at once; the rest is in the log.
const HISTORY: i64 = 20;

pub async fn read(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Detail, Error> {
    let of = |sql: &'static str| diesel::sql_query(sql).bind::<SqlUuid, _>(tenant.0);
    let about = Search::parse(&format!("target:tenant:{tenant}"))?;
    let found = directory::find(conn, tenant).await?;
    let period = current_period(conn, tenant).await?;
    let usage = of(USAGE)
        .bind::<Timestamptz, _>(period.start)
        .bind::<Timestamptz, _>(period.end);
    Ok(Detail {
        tenant: found,
        members: of(MEMBERS).load(conn).await?,
        calls: of(CALLS).get_result(conn).await?,
        usage: usage.get_result(conn).await.optional()?,
        keys: of(KEYS).get_result(conn).await?,
        notes: note::latest(conn, tenant).await?,
        history: audit_log::page(conn, tenant, &about, None, HISTORY).await?,
    })
}
