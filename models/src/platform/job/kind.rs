//! What of each kind of job ran last, runs now and comes next, as the platform's staff sees it. The jobs one by one: `list`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;

#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    pub name: String,
    /// Its schedule; `None`: it is put in when something wants it.
    pub every_s: Option<i32>,
    /// When the next one is due, which may be one that is tried again.
    pub next_at: Option<DateTime<Utc>>,
    pub waiting: i64,
    pub running: i64,
    /// The one that was begun last; `None`: none that is kept.
    pub last: Option<Run>,
    /// The one that failed last.
    pub failed: Option<Run>,
}

/// A job by its latest attempt.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Run {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub tenant_id: Option<Uuid>,
    /// `waiting`: it is tried again; `running done failed cancelled`.
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    #[diesel(sql_type = Integer)]
    pub attempts_max: i32,
    /// Of one that runs.
    #[diesel(sql_type = Nullable<Text>)]
    pub node: Option<String>,
    /// Of the last attempt that went wrong; a later one may have gone well.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub started_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub finished_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Integer>)]
    every_s: Option<i32>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    next_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = BigInt)]
    running: i64,
}

/// These kinds, in this order; of constant cost, however many jobs are kept. As staff.
pub async fn kinds(conn: &mut AsyncPgConnection, names: &[&str]) -> Result<Vec<Kind>, Error> {
    const KINDS: &str = "SELECT k.name, s.every_s, least(s.next_at, o.run_at) AS next_at,
            coalesce(o.waiting, 0) AS waiting, coalesce(o.running, 0) AS running
        FROM unnest($1) WITH ORDINALITY AS k(name, place)
        LEFT JOIN schedules s ON s.name = k.name
        LEFT JOIN (SELECT kind, min(run_at) FILTER (WHERE state = 'waiting') AS run_at,
                count(*) FILTER (WHERE state = 'waiting') AS waiting,
                count(*) FILTER (WHERE state = 'running') AS running
            FROM jobs WHERE state = 'waiting' OR state = 'running' GROUP BY kind) o ON o.kind = k.name
        ORDER BY k.place";
    let query = diesel::sql_query(KINDS).bind::<Array<Text>, _>(names);
    let rows: Vec<Row> = query.load(conn).await?;
    let mut last = latest(conn, names, "started_at IS NOT NULL").await?;
    let mut failed = latest(conn, names, "started_at IS NOT NULL AND state = 'failed'").await?;
    let of = |row: Row| Kind {
        last: last.remove(&row.name),
        failed: failed.remove(&row.name),
        name: row.name,
        every_s: row.every_s,
        next_at: row.next_at,
        waiting: row.waiting,
        running: row.running,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The latest of each kind for which `holds`, by kind.
async fn latest(
    conn: &mut AsyncPgConnection,
    names: &[&str],
    holds: &'static str,
) -> Result<HashMap<String, Run>, Error> {
    let latest = format!(
        "SELECT r.* FROM unnest($1) AS k(name) CROSS JOIN LATERAL (SELECT id, kind, tenant_id, state, attempts,
                attempts_max, node, last_error, started_at, finished_at
            FROM jobs WHERE kind = k.name AND {holds} ORDER BY started_at DESC LIMIT 1) r"
    );
    let query = diesel::sql_query(latest).bind::<Array<Text>, _>(names);
    let runs: Vec<Run> = query.load(conn).await?;
    Ok(runs.into_iter().map(|run| (run.kind.clone(), run)).collect())
}
