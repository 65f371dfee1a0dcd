//! What is put in again and again. No node leads: the row of a schedule is locked while its next job is put in and its next
//! moment is set, in one transaction.

use diesel::QueryableByName;
use diesel::sql_types::{Array, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;

use super::{NewJob, put};
use crate::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The kind of its jobs as well.
    pub name: &'static str,
    pub every_s: i32,
}

/// Makes the stored schedules these ones; one that is new is due at once. As worker, in a transaction.
pub async fn keep(conn: &mut AsyncPgConnection, schedules: &[Schedule]) -> Result<(), Error> {
    const KEEP: &str = "INSERT INTO schedules (name, every_s) SELECT * FROM unnest($1, $2)
        ON CONFLICT (name) DO UPDATE SET every_s = excluded.every_s,
            next_at = least(schedules.next_at, app_now() + make_interval(secs => excluded.every_s))
        WHERE schedules.every_s <> excluded.every_s";
    let names: Vec<&str> = schedules.iter().map(|one| one.name).collect();
    diesel::sql_query("DELETE FROM schedules WHERE name <> ALL($1)")
        .bind::<Array<Text>, _>(&names)
        .execute(conn)
        .await?;
    diesel::sql_query(KEEP)
        .bind::<Array<Text>, _>(&names)
        .bind::<Array<Integer>, _>(schedules.iter().map(|one| one.every_s).collect::<Vec<_>>())
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    slot: String,
}

/// Puts in a job for each schedule that is due, and sets its next moment. A moment that was missed is not made up for, and
/// a job that still waits or runs is not joined by a second. As worker, in a transaction; gives how many.
pub async fn due(conn: &mut AsyncPgConnection) -> Result<usize, Error> {
    const DUE: &str = "WITH due AS (SELECT name, every_s, next_at FROM schedules WHERE next_at <= app_now()
            ORDER BY name FOR UPDATE SKIP LOCKED),
        moved AS (UPDATE schedules s SET last_at = app_now(), next_at = due.next_at + make_interval(secs => due.every_s
                * (1 + floor(extract(epoch FROM app_now() - due.next_at) / due.every_s)))
            FROM due WHERE s.name = due.name)
        SELECT name, to_char(next_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') AS slot FROM due
        WHERE NOT EXISTS (SELECT FROM jobs j WHERE j.kind = due.name AND j.state IN ('waiting', 'running'))";
    let due: Vec<Due> = diesel::sql_query(DUE).load(conn).await?;
    for one in &due {
        let mut job = NewJob::new(&one.name, None, json!({})).unique(&one.slot);
        // The next moment comes anyway.
        job.attempts_max = 3;
        put(conn, &job).await?;
    }
    Ok(due.len())
}
