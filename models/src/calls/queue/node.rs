//! The nodes that analyse: how many workers each has, and how fast they are. Written by each node of itself.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Float8, Integer, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;

/// A node that was not seen for so many days leaves nothing behind.
const FORGOTTEN_DAYS: i32 = 1;

/// How much all nodes together analyse.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Speed {
    pub workers: u32,
    /// Worker seconds for a second of audio; `None`: nothing was measured yet.
    pub real_time_factor: Option<f64>,
}

/// Says that a node is there. A factor that was not measured yet leaves an earlier one. As worker.
pub async fn seen(
    conn: &mut AsyncPgConnection,
    node: &str,
    workers: i32,
    real_time_factor: Option<f64>,
) -> Result<(), Error> {
    const SEEN: &str = "INSERT INTO analysis_nodes AS n (node, workers, real_time_factor) VALUES ($1, $2, $3)
        ON CONFLICT (node) DO UPDATE SET workers = excluded.workers, seen_at = app_now(),
            real_time_factor = coalesce(excluded.real_time_factor, n.real_time_factor)";
    diesel::sql_query(SEEN)
        .bind::<Text, _>(node)
        .bind::<Integer, _>(workers)
        .bind::<Nullable<Float8>, _>(real_time_factor)
        .execute(conn)
        .await?;
    diesel::sql_query("DELETE FROM analysis_nodes WHERE seen_at < app_now() - make_interval(days => $1)")
        .bind::<Integer, _>(FORGOTTEN_DAYS)
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct SpeedRow {
    #[diesel(sql_type = BigInt)]
    workers: i64,
    #[diesel(sql_type = Nullable<Float8>)]
    real_time_factor: Option<f64>,
}

/// All nodes together that were seen in the last so many seconds. While none of them has measured anything, the factor is the latest
/// that any node had. As worker.
pub async fn speed(conn: &mut AsyncPgConnection, seen_max_s: f64) -> Result<Speed, Error> {
    const SPEED: &str = "SELECT coalesce(sum(workers) FILTER (WHERE here), 0)::bigint AS workers,
            coalesce(sum(workers) FILTER (WHERE here AND real_time_factor IS NOT NULL)
                    / nullif(sum(workers / real_time_factor) FILTER (WHERE here), 0),
                (array_agg(real_time_factor ORDER BY seen_at DESC) FILTER (WHERE real_time_factor IS NOT NULL))[1]) AS real_time_factor
        FROM (SELECT *, seen_at > app_now() - make_interval(secs => $1) AS here FROM analysis_nodes) n";
    let row: SpeedRow = diesel::sql_query(SPEED)
        .bind::<Float8, _>(seen_max_s)
        .get_result(conn)
        .await?;
    Ok(Speed {
        workers: u32::try_from(row.workers).unwrap_or(0),
        real_time_factor: row.real_time_factor,
    })
}
