//! Nothing gets lost: what was counted at the door against the rows that are there, tenant by tenant.
//!
//! received = sum of the fates; new legs = rows of legs; new calls = moved + analysed + failed + dead-lettered + withheld + nothing to
//! analyse + in flight + erased, each call in the first that fits; moved are those whose legs went to another call, erased those of which a
//! tombstone is left. One statement a tenant, so both sides are of one moment.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::ids::TenantId;

/// Both sides of a tenant's identities.
#[derive(Clone, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Balance {
    #[diesel(sql_type = BigInt)]
    pub received: i64,
    #[diesel(sql_type = BigInt)]
    pub fates: i64,
    #[diesel(sql_type = BigInt)]
    pub legs_counted: i64,
    #[diesel(sql_type = BigInt)]
    pub legs_there: i64,
    #[diesel(sql_type = BigInt)]
    pub recordings_counted: i64,
    #[diesel(sql_type = BigInt)]
    pub recordings_there: i64,
    #[diesel(sql_type = BigInt)]
    pub calls_counted: i64,
    #[diesel(sql_type = BigInt)]
    pub erased: i64,
    #[diesel(sql_type = BigInt)]
    pub analyzed: i64,
    #[diesel(sql_type = BigInt)]
    pub dead_lettered: i64,
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    #[diesel(sql_type = BigInt)]
    pub withheld: i64,
    #[diesel(sql_type = BigInt)]
    pub nothing: i64,
    #[diesel(sql_type = BigInt)]
    pub in_flight: i64,
    #[diesel(sql_type = BigInt)]
    pub moved: i64,
}

impl Balance {
    /// Calls by where they stand: the right side of the third identity.
    pub fn calls(&self) -> [(&'static str, i64); 8] {
        [
            ("analyzed", self.analyzed),
            ("failed", self.failed),
            ("dead_lettered", self.dead_lettered),
            ("withheld", self.withheld),
            ("nothing_to_analyze", self.nothing),
            ("in_flight", self.in_flight),
            ("moved", self.moved),
            ("erased", self.erased),
        ]
    }

    /// Each identity with its left side, counted at the door, and its right one.
    pub fn identities(&self) -> [(&'static str, i64, i64); 4] {
        let calls: i64 = self.calls().iter().map(|(_, calls)| calls).sum();
        [
            ("fates", self.received, self.fates),
            ("legs", self.legs_counted, self.legs_there),
            ("recordings", self.recordings_counted, self.recordings_there),
            ("calls", self.calls_counted, calls),
        ]
    }

    /// By how much each identity is missed: left minus right.
    pub fn differences(&self) -> [(&'static str, i64); 4] {
        self.identities().map(|(identity, door, rows)| (identity, door - rows))
    }

    /// Whether every identity holds.
    pub fn holds(&self) -> bool {
        self.differences().iter().all(|(_, difference)| *difference == 0)
    }

    /// What does not hold, in a sentence; `None` if all does.
    pub fn amiss(&self) -> Option<String> {
        let broken: Vec<String> = self
            .differences()
            .iter()
            .filter(|(_, difference)| *difference != 0)
            .map(|(identity, difference)| format!("{identity} differ by {difference}"))
            .collect();
        (!broken.is_empty()).then(|| broken.join(", "))
    }
}

#[derive(QueryableByName)]
struct Next {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = BigInt)]
    calls: i64,
}

/// Tenants to be compared, those whose last comparison is oldest first, until their calls add up to `calls_max`; at least one.
/// As worker.
pub async fn next(conn: &mut AsyncPgConnection, calls_max: i64) -> Result<Vec<TenantId>, Error> {
    const NEXT: &str = "SELECT tenant_id, calls FROM tallies ORDER BY checked_at NULLS FIRST, tenant_id LIMIT 10000";
    let mut left = calls_max;
    let rows: Vec<Next> = diesel::sql_query(NEXT).load(conn).await?;
    let chosen = rows.into_iter().take_while(|row| {
        let fits = left > 0;
        left -= row.calls.max(1);
        fits
    });
    Ok(chosen.map(|row| TenantId(row.tenant_id)).collect())
}

/// Compares one tenant. As worker; reads each of its calls once.
pub async fn balance(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Balance, Error> {
    const BALANCE: &str = "WITH queued AS MATERIALIZED (SELECT call_id, bool_or(state = 'withheld') AS withheld, bool_or(state <> 'withheld') AS open
            FROM analysis_queue WHERE tenant_id = $1 GROUP BY 1),
        dead AS MATERIALIZED (SELECT DISTINCT call_id FROM dead_letters WHERE tenant_id = $1),
        standing AS (SELECT CASE
                WHEN c.moved_to IS NOT NULL THEN 'moved'
                WHEN c.analysis_status = 'analyzed' THEN 'analyzed'
                WHEN c.analysis_status = 'failed' AND d.call_id IS NOT NULL THEN 'dead_lettered'
                WHEN c.analysis_status = 'failed' THEN 'failed'
                WHEN c.analysis_status = 'withheld' AND q.withheld THEN 'withheld'
                WHEN c.analysis_status = 'none' THEN 'nothing'
                WHEN c.analysis_status IN ('queued', 'analyzing') AND q.open THEN 'in_flight' END AS place, count(*) AS n
            FROM calls c LEFT JOIN queued q ON q.call_id = c.id LEFT JOIN dead d ON d.call_id = c.id
            WHERE c.tenant_id = $1 GROUP BY 1),
        of AS (SELECT coalesce(sum(n) FILTER (WHERE place = 'analyzed'), 0)::bigint AS analyzed,
                coalesce(sum(n) FILTER (WHERE place = 'dead_lettered'), 0)::bigint AS dead_lettered,
                coalesce(sum(n) FILTER (WHERE place = 'failed'), 0)::bigint AS failed,
                coalesce(sum(n) FILTER (WHERE place = 'withheld'), 0)::bigint AS withheld,
                coalesce(sum(n) FILTER (WHERE place = 'nothing'), 0)::bigint AS nothing,
                coalesce(sum(n) FILTER (WHERE place = 'in_flight'), 0)::bigint AS in_flight,
                coalesce(sum(n) FILTER (WHERE place = 'moved'), 0)::bigint AS moved FROM standing)
        SELECT t.received, t.fate_new + t.fate_merged + t.fate_duplicate + t.fate_conflict + t.fate_held + t.fate_ignored
                + t.fate_quarantined + t.fate_refused AS fates,
            t.legs AS legs_counted,
            (SELECT count(*) FROM legs WHERE tenant_id = $1)
                + (SELECT count(*) FROM tombstones WHERE tenant_id = $1 AND kind = 'leg') AS legs_there,
            t.recordings AS recordings_counted, (SELECT count(*) FROM recordings WHERE tenant_id = $1) AS recordings_there,
            t.calls AS calls_counted, (SELECT count(*) FROM tombstones WHERE tenant_id = $1 AND kind = 'call') AS erased, of.*
        FROM tallies t, of WHERE t.tenant_id = $1";
    let query = diesel::sql_query(BALANCE).bind::<SqlUuid, _>(tenant.0);
    Ok(query.get_result(conn).await?)
}

#[derive(QueryableByName)]
struct Before {
    #[diesel(sql_type = Nullable<Text>)]
    amiss: Option<String>,
}

/// Keeps what a comparison found; gives what the one before had found. As worker.
pub async fn keep(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    amiss: Option<&str>,
) -> Result<Option<String>, Error> {
    const KEEP: &str = "WITH before AS (SELECT tenant_id, amiss FROM tallies WHERE tenant_id = $1 FOR NO KEY UPDATE)
        UPDATE tallies t SET checked_at = app_now(), amiss = $2,
            amiss_since = CASE WHEN $2 IS NULL THEN NULL ELSE coalesce(t.amiss_since, app_now()) END
        FROM before WHERE t.tenant_id = before.tenant_id RETURNING before.amiss";
    let query = diesel::sql_query(KEEP)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Nullable<Text>, _>(amiss);
    Ok(query.get_result::<Before>(conn).await?.amiss)
}

/// Over all tenants.
#[derive(Clone, Copy, Debug, Default, PartialEq, QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = BigInt)]
    pub tenants: i64,
    #[diesel(sql_type = BigInt)]
    pub amiss: i64,
    /// Since the oldest comparison.
    #[diesel(sql_type = diesel::sql_types::Float8)]
    pub oldest_s: f64,
}

/// As worker.
pub async fn standing(conn: &mut AsyncPgConnection) -> Result<Standing, Error> {
    const STANDING: &str = "SELECT count(*) AS tenants, count(amiss) AS amiss,
        coalesce(extract(epoch FROM app_now() - min(checked_at)), 0)::float8 AS oldest_s FROM tallies";
    Ok(diesel::sql_query(STANDING).get_result(conn).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_row_is_named_by_its_identity() {
        let whole = Balance {
            received: 3,
            fates: 3,
            legs_counted: 2,
            legs_there: 2,
            calls_counted: 2,
            analyzed: 1,
            erased: 1,
            ..Balance::default()
        };
        assert_eq!(whole.amiss(), None);
        let lost = Balance {
            legs_there: 1,
            analyzed: 0,
            ..whole
        };
        assert_eq!(lost.amiss().as_deref(), Some("legs differ by 1, calls differ by 1"));
    }
}
