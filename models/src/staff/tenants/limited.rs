//! Tenants with limits of their own, and those that ran into a limit of requests lately. As staff. How a limit is changed: `profile`.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::ids::CANARY;

/// So many days are looked back on, today among them.
pub const DAYS: i32 = 7;
const ROWS: i64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Limited {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Of all its keys and sessions together; `None`: each of them has what all have.
    #[diesel(sql_type = Nullable<Integer>)]
    pub requests_per_minute: Option<i32>,
    /// Analyses at the same time; `None`: as its plan.
    #[diesel(sql_type = Nullable<Integer>)]
    pub concurrent_max: Option<i32>,
    /// Of its keys, in the last `DAYS`.
    #[diesel(sql_type = BigInt)]
    pub requests: i64,
    /// Of the requests: one too many, answered with 429.
    #[diesel(sql_type = BigInt)]
    pub limited: i64,
}

/// Those that were refused most first, then by name.
pub async fn list(conn: &mut AsyncPgConnection) -> Result<Vec<Limited>, Error> {
    const LIMITED: &str = "SELECT t.id, t.name, t.requests_per_minute, t.concurrent_max, coalesce(u.requests, 0) AS requests, coalesce(u.limited, 0) AS limited
        FROM tenants t LEFT JOIN (SELECT tenant_id, sum(requests)::bigint AS requests, sum(limited)::bigint AS limited FROM api_key_usage
            WHERE day > date_trunc('day', app_now(), 'UTC') - make_interval(days => $2) GROUP BY tenant_id) u ON u.tenant_id = t.id
        WHERE t.id <> $1 AND t.status <> 'closed' AND (t.requests_per_minute IS NOT NULL OR t.concurrent_max IS NOT NULL OR u.limited > 0)
        ORDER BY limited DESC, lower(t.name), t.id LIMIT $3";
    let query = diesel::sql_query(LIMITED)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<Integer, _>(DAYS)
        .bind::<BigInt, _>(ROWS);
    Ok(query.load(conn).await?)
}
