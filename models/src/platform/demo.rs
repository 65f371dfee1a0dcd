//! The end of a tenant's demo calls: their rows, what hangs on them, and what they count. Not how they come: that is `actors`'.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::analytics::recount;
use crate::calls::{deletion, removal, search};
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

/// Removes some of them, and takes them off the roll-ups and the tally; how many there were. Once there is none, removes what else tells that there
/// were any. In the tenant's transaction; `partitions`: among how many Ledgers the tenants are divided, `None`: as the door is cut. They leave no
/// tombstone: they may be seeded again.
pub async fn remove(conn: &mut AsyncPgConnection, tenant: TenantId, partitions: Option<i32>) -> Result<usize, Error> {
    const LOCK: &str = "SELECT id FROM calls WHERE tenant_id = $1 AND demo ORDER BY id LIMIT $2 FOR UPDATE";
    let calls: Vec<Id> = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(BATCH)
        .load(conn)
        .await?;
    let calls: Vec<Uuid> = calls.into_iter().map(|row| row.id).collect();
    if calls.is_empty() {
        forget(conn, tenant, partitions).await?;
        return Ok(0);
    }
    let removed = removal::remove(conn, tenant, &calls).await?;
    removal::uncount(conn, tenant, (removed.legs, removed.calls, removed.recordings)).await?;
    Ok(calls.len())
}

/// Rows of the roll-ups in which nothing is left, words that nobody says any more, and telephone systems that are known from calls alone and have
/// none.
async fn forget(conn: &mut AsyncPgConnection, tenant: TenantId, partitions: Option<i32>) -> Result<(), Error> {
    // One of which somebody has said something is theirs.
    const SOURCES: &str =
        "DELETE FROM source_instances s WHERE s.tenant_id = $1 AND NOT s.configured AND s.deleted_at IS NULL
        AND s.recordings IS NULL AND s.connection IS NULL AND s.tcp_port IS NULL
        AND NOT EXISTS (SELECT FROM source_folders f WHERE f.tenant_id = $1 AND f.source_instance = s.name)
        AND NOT EXISTS (SELECT FROM directory d WHERE d.tenant_id = $1 AND d.source_instance = s.name)
        AND NOT EXISTS (SELECT FROM imports i WHERE i.tenant_id = $1 AND i.source_instance = s.name)
        AND NOT EXISTS (SELECT FROM call_stats c WHERE c.tenant_id = $1 AND c.source_instance = s.name)";
    // The first lock of every writer. A call that comes at this moment makes its system known after this.
    deletion::hold_intake(conn, partitions).await?;
    search::store::forget_words(conn, tenant).await?;
    recount::forget_empty(conn, tenant).await?;
    diesel::sql_query(SOURCES)
        .bind::<SqlUuid, _>(tenant.0)
        .execute(conn)
        .await?;
    Ok(())
}
