//! Calls taken away with all that hangs on them, and off the roll-ups: those of the demo, and one that somebody deletes. Not what is left of them:
//! whether they stay counted and may come again is the callers' to say.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bytea, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::{blob, search};
use crate::Error;
use crate::analytics::recount;
use crate::ids::TenantId;
use crate::platform::job::{self, NewJob};

/// The kind of the job that removes the files: `store_keys` of its payload says where they lie.
pub const KIND: &str = "recordings.remove";

/// Deletions are tried for longer than other jobs: nobody else looks for these files but the daily sweep.
pub(super) const ATTEMPTS_MAX: i32 = 20;

/// What went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Removed {
    pub(crate) calls: i64,
    pub(crate) legs: i64,
    pub(crate) recordings: i64,
}

#[derive(QueryableByName)]
struct Content {
    #[diesel(sql_type = Bytea)]
    sha256: Vec<u8>,
}

/// Removes calls, which are locked. In the tenant's transaction; what no other recording has of theirs is removed after it, by a job.
pub(crate) async fn remove(conn: &mut AsyncPgConnection, tenant: TenantId, calls: &[Uuid]) -> Result<Removed, Error> {
    const RECORDINGS: &str = "DELETE FROM recordings WHERE tenant_id = $1
        AND leg_id IN (SELECT id FROM legs WHERE tenant_id = $1 AND call_id = ANY($2)) RETURNING sha256";
    const EXPECTED: &str = "DELETE FROM expected_recordings WHERE tenant_id = $1
        AND leg_id IN (SELECT id FROM legs WHERE tenant_id = $1 AND call_id = ANY($2))";
    const LEGS: &str = "DELETE FROM legs WHERE tenant_id = $1 AND call_id = ANY($2)";
    const TRACE: &str = "DELETE FROM trace WHERE tenant_id = $1 AND call_id = ANY($2)";
    const CALLS: &str = "DELETE FROM calls WHERE tenant_id = $1 AND id = ANY($2)";
    // The order of locks: calls, their words, what hangs on them, roll-ups.
    search::store::lock_words_of(conn, tenant, calls).await?;
    let contents: Vec<Content> = diesel::sql_query(RECORDINGS)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(calls)
        .load(conn)
        .await?;
    run(conn, tenant, calls, EXPECTED).await?;
    let legs = run(conn, tenant, calls, LEGS).await?;
    run(conn, tenant, calls, TRACE).await?;
    // By the calls, which are still there.
    for statement in recount::take_off() {
        run(conn, tenant, calls, &statement).await?;
    }
    let removed = run(conn, tenant, calls, CALLS).await?;
    let contents: Vec<Vec<u8>> = contents.into_iter().map(|content| content.sha256).collect();
    forget_recordings(conn, tenant, &contents).await?;
    Ok(Removed {
        calls: removed,
        legs,
        recordings: i64::try_from(contents.len()).unwrap_or(i64::MAX),
    })
}

/// Has the files of those contents removed that nobody else has.
async fn forget_recordings(conn: &mut AsyncPgConnection, tenant: TenantId, contents: &[Vec<u8>]) -> Result<(), Error> {
    let store_keys = blob::forget(conn, tenant, contents).await?;
    if store_keys.is_empty() {
        return Ok(());
    }
    let new = NewJob {
        attempts_max: ATTEMPTS_MAX,
        ..NewJob::new(KIND, Some(tenant), json!({ "store_keys": store_keys }))
    };
    job::put(conn, &new).await?;
    Ok(())
}

async fn run(conn: &mut AsyncPgConnection, tenant: TenantId, calls: &[Uuid], statement: &str) -> Result<i64, Error> {
    let query = diesel::sql_query(statement)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(calls);
    Ok(i64::try_from(query.execute(conn).await?).unwrap_or(i64::MAX))
}

/// Takes so many off what was counted at the door: of them nothing is left that would be missed.
pub(crate) async fn uncount(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    (legs, calls, recordings): (i64, i64, i64),
) -> Result<(), Error> {
    const UNCOUNT: &str =
        "UPDATE tallies SET legs = legs - $2, calls = calls - $3, recordings = recordings - $4 WHERE tenant_id = $1";
    diesel::sql_query(UNCOUNT)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(legs)
        .bind::<BigInt, _>(calls)
        .bind::<BigInt, _>(recordings)
        .execute(conn)
        .await?;
    Ok(())
}
