//! Whose analyses fill the queue, and whose were given up: tenant by tenant, for the operator. Not one tenant's own lanes: `view`.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Float8, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::calls::intake::Lane;
use crate::ids::CANARY;

/// What of one tenant stands in the queue.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Depth {
    #[diesel(sql_type = SqlUuid)]
    pub tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub running: i64,
    /// Beyond the limit.
    #[diesel(sql_type = BigInt)]
    pub withheld: i64,
    /// Of those that wait.
    #[diesel(sql_type = Float8)]
    pub audio_s: f64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    pub dead_letters: i64,
}

/// The deepest first, of one lane or of all. As worker.
pub async fn deepest(conn: &mut AsyncPgConnection, lane: Option<Lane>, rows: i32) -> Result<Vec<Depth>, Error> {
    const DEPTHS: &str = "WITH waits AS (SELECT tenant_id, count(*) FILTER (WHERE state = 'ready') AS waiting,
                count(*) FILTER (WHERE state = 'leased') AS running, count(*) FILTER (WHERE state = 'withheld') AS withheld,
                coalesce(sum(greatest(cost_s, 1)) FILTER (WHERE state = 'ready'), 0) AS audio_s,
                min(enqueued_at) FILTER (WHERE state = 'ready') AS oldest_at
            FROM analysis_queue WHERE $3 IS NULL OR lane = $3 GROUP BY 1),
        dead AS (SELECT tenant_id, count(*) AS letters FROM dead_letters WHERE $3 IS NULL OR lane = $3 GROUP BY 1)
        SELECT t.id AS tenant_id, t.name, coalesce(w.waiting, 0) AS waiting, coalesce(w.running, 0) AS running,
            coalesce(w.withheld, 0) AS withheld, coalesce(w.audio_s, 0) AS audio_s, w.oldest_at, coalesce(d.letters, 0) AS dead_letters
        FROM waits w FULL JOIN dead d ON d.tenant_id = w.tenant_id JOIN tenants t ON t.id = coalesce(w.tenant_id, d.tenant_id)
        WHERE t.id <> $1 ORDER BY audio_s DESC, dead_letters DESC, withheld DESC, t.id LIMIT $2";
    let query = diesel::sql_query(DEPTHS)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<Integer, _>(rows)
        .bind::<Nullable<Text>, _>(lane.map(Lane::as_str));
    Ok(query.load(conn).await?)
}
