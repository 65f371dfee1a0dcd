//! The rows of the canary's calls: how one stands, and their removal. Not when one is sent: that is `actors`'.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Bytea, Float8, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::ids::{CANARY, CallId};

/// How far a call has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    OnItsWay,
    /// There is no such call: not yet, or no more.
    Absent,
    /// It waits in the queue, and the operator has paused analysis: as far as it can come now.
    Held,
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
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// How a call stands. Inside the canary's transaction.
pub async fn standing(conn: &mut AsyncPgConnection, call: CallId) -> Result<Standing, Error> {
    const STANDING: &str = "SELECT c.analysis_status AS status,
            (SELECT max(l.analysis_error_code) FROM legs l WHERE l.tenant_id = $1 AND l.call_id = c.id) AS code,
            (SELECT sum(t.words) FROM legs l JOIN transcripts t ON t.tenant_id = $1 AND t.leg_id = l.id
                WHERE l.tenant_id = $1 AND l.call_id = c.id) AS words,
            EXISTS (SELECT FROM outbox o, jsonb_array_elements(o.events) e WHERE o.tenant_id = $1 AND o.created_at >= c.created_at
                AND e ->> 'type' = 'call.analyzed' AND e -> 'data' ->> 'call_id' = c.id::text) AS told,
            (SELECT ingest_only FROM analysis_control) AND EXISTS (SELECT FROM analysis_queue q
                WHERE q.tenant_id = $1 AND q.call_id = c.id AND q.state = 'ready') AS held
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
        Some(row) if row.held => Standing::Held,
        Some(_) => Standing::OnItsWay,
        None => Standing::Absent,
    })
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[derive(QueryableByName)]
struct Content {
    #[diesel(sql_type = Bytea)]
    sha256: Vec<u8>,
}

#[derive(QueryableByName)]
struct File {
    #[diesel(sql_type = Text)]
    store_key: String,
}

/// Removes a call of the canary, and those that have lain for `left_s` seconds, with everything that hangs on them, and takes them
/// off its tally; gives the places of their recordings in the store, which no row names any more. Others are other nodes'. As
/// worker, in a transaction.
pub async fn clear(conn: &mut AsyncPgConnection, own: Option<CallId>, left_s: f64) -> Result<Vec<String>, Error> {
    // The order of locks: calls, what hangs on them, roll-ups, tally.
    const CALLS: &str = "SELECT id FROM calls
        WHERE tenant_id = $1 AND (id = $2 OR created_at <= app_now() - make_interval(secs => $3)) ORDER BY id FOR UPDATE";
    let calls: Vec<Named> = diesel::sql_query(CALLS)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<Nullable<SqlUuid>, _>(own.map(|call| call.0))
        .bind::<Float8, _>(left_s)
        .load(conn)
        .await?;
    let calls: Vec<Uuid> = calls.into_iter().map(|call| call.id).collect();
    const LEGS: &str = "DELETE FROM legs WHERE tenant_id = $1 AND call_id = ANY($2) RETURNING id";
    let legs: Vec<Named> = diesel::sql_query(LEGS)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<Array<SqlUuid>, _>(&calls)
        .load(conn)
        .await?;
    let legs: Vec<Uuid> = legs.into_iter().map(|leg| leg.id).collect();
    diesel::sql_query("DELETE FROM calls WHERE tenant_id = $1 AND id = ANY($2)")
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<Array<SqlUuid>, _>(&calls)
        .execute(conn)
        .await?;
    let (recordings, files) = clear_recordings(conn, &legs, left_s).await?;
    const TRACE: &str = "DELETE FROM trace
        WHERE tenant_id = $1 AND (call_id = ANY($2) OR at <= app_now() - make_interval(secs => $3))";
    diesel::sql_query(TRACE)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<Array<SqlUuid>, _>(&calls)
        .bind::<Float8, _>(left_s)
        .execute(conn)
        .await?;
    // What the calls of other nodes have added is theirs to take off.
    const STATS: &str = "DELETE FROM call_stats
        WHERE tenant_id = $1 AND NOT EXISTS (SELECT FROM calls WHERE tenant_id = $1)";
    diesel::sql_query(STATS)
        .bind::<SqlUuid, _>(CANARY.0)
        .execute(conn)
        .await?;
    const TAKE_OFF: &str =
        "UPDATE tallies SET legs = legs - $2, calls = calls - $3, recordings = recordings - $4 WHERE tenant_id = $1";
    diesel::sql_query(TAKE_OFF)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<BigInt, _>(count(legs.len()))
        .bind::<BigInt, _>(count(calls.len()))
        .bind::<BigInt, _>(count(recordings))
        .execute(conn)
        .await?;
    Ok(files)
}

/// The recordings of these legs, those that have lain without a leg, and their contents; how many, and where the contents lie.
async fn clear_recordings(
    conn: &mut AsyncPgConnection,
    legs: &[Uuid],
    left_s: f64,
) -> Result<(usize, Vec<String>), Error> {
    const RECORDINGS: &str = "DELETE FROM recordings r WHERE r.tenant_id = $1 AND (r.leg_id = ANY($2)
            OR r.received_at <= app_now() - make_interval(secs => $3)
                AND NOT EXISTS (SELECT FROM legs l WHERE l.tenant_id = $1 AND l.id = r.leg_id)) RETURNING r.sha256";
    let contents: Vec<Content> = diesel::sql_query(RECORDINGS)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<Array<SqlUuid>, _>(legs)
        .bind::<Float8, _>(left_s)
        .load(conn)
        .await?;
    const BLOBS: &str = "DELETE FROM recording_blobs b
        WHERE b.tenant_id = $1 AND (b.sha256 = ANY($2) OR b.created_at <= app_now() - make_interval(secs => $3))
            AND NOT EXISTS (SELECT FROM recordings r WHERE r.tenant_id = $1 AND r.sha256 = b.sha256) RETURNING b.store_key";
    let recordings = contents.len();
    let files: Vec<File> = diesel::sql_query(BLOBS)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<Array<Bytea>, _>(contents.into_iter().map(|content| content.sha256).collect::<Vec<_>>())
        .bind::<Float8, _>(left_s)
        .load(conn)
        .await?;
    Ok((recordings, files.into_iter().map(|file| file.store_key).collect()))
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
