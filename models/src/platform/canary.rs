//! The rows of the canary's calls: how one stands, and their removal. Not when one is sent: that is `actors`'.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;
use crate::ids::{CANARY, CallId};

/// How far a call has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    OnItsWay,
    /// Analysed, its words are there, and its event is in the outbox.
    Through,
    /// With the code of what went wrong.
    Failed(String),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Text>)]
    code: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    words: Option<i64>,
    #[diesel(sql_type = Bool)]
    told: bool,
}

/// How a call stands; one that is not there is on its way. Inside the canary's transaction.
pub async fn standing(conn: &mut AsyncPgConnection, call: CallId) -> Result<Standing, Error> {
    const STANDING: &str = "SELECT c.analysis_status AS status,
            (SELECT max(l.analysis_error_code) FROM legs l WHERE l.tenant_id = $1 AND l.call_id = c.id) AS code,
            (SELECT sum(t.words) FROM legs l JOIN transcripts t ON t.tenant_id = $1 AND t.leg_id = l.id
                WHERE l.tenant_id = $1 AND l.call_id = c.id) AS words,
            EXISTS (SELECT FROM outbox o, jsonb_array_elements(o.events) e WHERE o.tenant_id = $1 AND o.created_at >= c.created_at
                AND e ->> 'type' = 'call.analyzed' AND e -> 'data' ->> 'call_id' = c.id::text) AS told
        FROM calls c WHERE c.tenant_id = $1 AND c.id = $2";
    let query = diesel::sql_query(STANDING)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<SqlUuid, _>(call.0);
    let rows: Vec<Row> = query.load(conn).await?;
    Ok(match rows.into_iter().next() {
        Some(row) if row.status == "failed" => Standing::Failed(row.code.unwrap_or_default()),
        Some(row) if row.status == "analyzed" && row.told && row.words.unwrap_or(0) == 0 => {
            Standing::Failed("nothing_heard".into())
        }
        Some(row) if row.status == "analyzed" && row.told => Standing::Through,
        _ => Standing::OnItsWay,
    })
}

#[derive(QueryableByName)]
struct File {
    #[diesel(sql_type = Text)]
    store_key: String,
}

/// Removes all calls of the canary with everything that hangs on them, and takes them off its tally; gives the places of their
/// recordings in the store, which no row names any more. As worker, in a transaction.
pub async fn clear(conn: &mut AsyncPgConnection) -> Result<Vec<String>, Error> {
    // The order of locks: calls, what hangs on them, roll-ups, tally.
    rows(conn, "SELECT 1 FROM calls WHERE tenant_id = $1 ORDER BY id FOR UPDATE").await?;
    let legs = rows(conn, "DELETE FROM legs WHERE tenant_id = $1").await?;
    let calls = rows(conn, "DELETE FROM calls WHERE tenant_id = $1").await?;
    let recordings = rows(conn, "DELETE FROM recordings WHERE tenant_id = $1").await?;
    const FILES: &str = "DELETE FROM recording_blobs WHERE tenant_id = $1 RETURNING store_key";
    let files: Vec<File> = diesel::sql_query(FILES).bind::<SqlUuid, _>(CANARY.0).load(conn).await?;
    rows(conn, "DELETE FROM trace WHERE tenant_id = $1").await?;
    rows(conn, "DELETE FROM call_stats WHERE tenant_id = $1").await?;
    const TAKE_OFF: &str =
        "UPDATE tallies SET legs = legs - $2, calls = calls - $3, recordings = recordings - $4 WHERE tenant_id = $1";
    diesel::sql_query(TAKE_OFF)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<BigInt, _>(legs)
        .bind::<BigInt, _>(calls)
        .bind::<BigInt, _>(recordings)
        .execute(conn)
        .await?;
    Ok(files.into_iter().map(|file| file.store_key).collect())
}

/// Runs a statement about the canary's rows; how many there were.
async fn rows(conn: &mut AsyncPgConnection, statement: &str) -> Result<i64, Error> {
    let query = diesel::sql_query(statement).bind::<SqlUuid, _>(CANARY.0);
    Ok(i64::try_from(query.execute(conn).await?).unwrap_or(i64::MAX))
}
