//! What tenants have used of their periods, for the platform's metrics: those with least room left by name, the others together.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::ids::CANARY;

/// Of one tenant, or of all that have no name here.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub tenant: Option<Uuid>,
    /// Calls charged to the period that runs.
    #[diesel(sql_type = BigInt)]
    pub used: i64,
    /// Calls that the period has room for. None where it is unlimited, and for those without a name: some of them may be.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub calls_limit: Option<i64>,
}

/// `named_max` tenants by name: those that have used the greatest share of their limit first, then those that used most. As worker.
pub async fn standing(conn: &mut AsyncPgConnection, named_max: i64) -> Result<Vec<Standing>, Error> {
    const STANDING: &str = "WITH charged AS (SELECT t.id, u.included + u.overage AS used,
                CASE t.limit_kind WHEN 'plan' THEN p.calls_limit WHEN 'custom' THEN t.calls_limit END AS calls_limit
            FROM usage u JOIN tenants t ON t.id = u.tenant_id JOIN plans p ON p.id = t.plan_id
            WHERE u.period_start <= app_now() AND u.period_end > app_now() AND t.status <> 'closed' AND t.id <> $2),
        ranked AS (SELECT id, used, calls_limit, row_number() OVER (
                ORDER BY used::float8 / nullif(calls_limit, 0) DESC NULLS LAST, used DESC, id) <= $1 AS is_named FROM charged)
        SELECT CASE WHEN is_named THEN id END AS tenant, sum(used)::bigint AS used,
            (CASE WHEN bool_and(is_named) THEN max(calls_limit) END)::bigint AS calls_limit
        FROM ranked GROUP BY 1 ORDER BY 1";
    let query = diesel::sql_query(STANDING)
        .bind::<BigInt, _>(named_max)
        .bind::<SqlUuid, _>(CANARY.0);
    Ok(query.load(conn).await?)
}
