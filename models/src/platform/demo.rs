//! The end of a tenant's demo calls: their rows, what hangs on them, and what they count. Not how they come: that is `actors`'.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::analytics;
use crate::ids::TenantId;

/// Calls that one transaction removes.
const BATCH: i64 = 200;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    calls: i64,
}

/// How many there are. As worker.
pub async fn count(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<i64, Error> {
    const COUNT: &str = "SELECT count(*) AS calls FROM calls WHERE tenant_id = $1 AND demo";
    let query = diesel::sql_query(COUNT).bind::<SqlUuid, _>(tenant.0);
    Ok(query.get_result::<Count>(conn).await?.calls)
}

/// Removes some of them, and takes them off the roll-ups and the tally; how many there were. As worker, in a transaction. They leave no
/// tombstone: they may be seeded again.
pub async fn remove(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<usize, Error> {
    const LOCK: &str = "SELECT id FROM calls WHERE tenant_id = $1 AND demo ORDER BY id LIMIT $2 FOR UPDATE";
    let calls: Vec<Id> = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(BATCH)
        .load(conn)
        .await?;
    let calls: Vec<Uuid> = calls.into_iter().map(|row| row.id).collect();
    if calls.is_empty() {
        return Ok(0);
    }
    let run = async |conn: &mut AsyncPgConnection, statement: &str| -> Result<i64, Error> {
        let query = diesel::sql_query(statement)
            .bind::<SqlUuid, _>(tenant.0)
            .bind::<Array<SqlUuid>, _>(&calls);
        Ok(i64::try_from(query.execute(conn).await?).unwrap_or(i64::MAX))
    };
    // The order of locks: calls, what hangs on them, roll-ups, tally.
    let recordings = run(
        conn,
        "DELETE FROM recordings WHERE tenant_id = $1 AND leg_id IN (SELECT id FROM legs WHERE tenant_id = $1 AND call_id = ANY($2))",
    )
    .await?;
    let taken_off = analytics::recount::take_off();
    let legs = run(conn, "DELETE FROM legs WHERE tenant_id = $1 AND call_id = ANY($2)").await?;
    run(conn, "DELETE FROM trace WHERE tenant_id = $1 AND call_id = ANY($2)").await?;
    for statement in taken_off {
        run(conn, &statement).await?;
    }
    let removed = run(conn, "DELETE FROM calls WHERE tenant_id = $1 AND id = ANY($2)").await?;
    const TAKE_OFF: &str =
        "UPDATE tallies SET legs = legs - $2, calls = calls - $3, recordings = recordings - $4 WHERE tenant_id = $1";
    diesel::sql_query(TAKE_OFF)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(legs)
        .bind::<BigInt, _>(removed)
        .bind::<BigInt, _>(recordings)
        .execute(conn)
        .await?;
    Ok(calls.len())
}
