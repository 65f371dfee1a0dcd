//! The roll-ups against a count of the calls themselves. As worker: it sees all tenants' calls, and none of their words.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::facts;
use crate::Error;
use crate::calls::stats::THRESHOLDS_S;
use crate::db::Pool;
use crate::ids::TenantId;

/// A row of the roll-ups that says other than the calls.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Difference {
    /// Of the roll-up by whole days; else of that by quarters of an hour.
    #[diesel(sql_type = Bool)]
    pub whole_day: bool,
    #[diesel(sql_type = SqlUuid)]
    pub tenant_id: Uuid,
    /// Where the day or the quarter of an hour begins.
    #[diesel(sql_type = Timestamptz)]
    pub bucket: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub source_instance: String,
    #[diesel(sql_type = Text)]
    pub direction: String,
    #[diesel(sql_type = Text)]
    pub disposition: String,
    /// Calls as the roll-up has them, and as there are.
    #[diesel(sql_type = BigInt)]
    pub stored: i64,
    #[diesel(sql_type = BigInt)]
    pub counted: i64,
}

const KEY: &str = "tenant_id, bucket, source_instance, direction, disposition";
const VALUES: &str = "calls, answered, talk_s, wait_s, analyzed, sentiment_negative, sentiment_neutral, sentiment_positive, waits, waited_within,
    recorded, waited_short";

/// Some call counts in the row, or did once and was not wholly taken away.
const FILLED: &str = "calls <> 0 OR talk_s <> 0 OR wait_s <> 0 OR analyzed <> 0 OR recorded <> 0 OR waits <> 0 OR sentiment_negative <> 0
    OR sentiment_neutral <> 0 OR sentiment_positive <> 0";

/// All rows that differ, by quarters of an hour first and then by days. In one statement, so that writers on their way do not matter.
pub async fn differences(worker: &Pool) -> Result<Vec<Difference>, Error> {
    let statement = format!(
        "WITH counted AS ({recount}), counted_days AS ({days}),
            stored AS (SELECT {KEY}, {VALUES}, sentiment_sum FROM call_stats WHERE {FILLED}),
            stored_days AS (SELECT {stored_key}, {VALUES}, sentiment_sum FROM call_stats_days WHERE {FILLED})
        {quarters} UNION ALL {whole_days} ORDER BY whole_day, {KEY}",
        recount = facts::recount(),
        days = days("counted"),
        stored_key = KEY.replace("bucket", "day AS bucket"),
        quarters = differing("stored", "counted", false),
        whole_days = differing("stored_days", "counted_days", true),
    );
    worker
        .transaction(async move |conn| -> Result<_, Error> { Ok(diesel::sql_query(statement).load(conn).await?) })
        .await
}

/// The rows in which two tables differ. A sum of scores may differ by what adding and taking away floats costs.
fn differing(stored: &str, counted: &str, whole_day: bool) -> String {
    format!(
        "SELECT {whole_day} AS whole_day, {KEY}, coalesce(s.calls, 0) AS stored, coalesce(c.calls, 0) AS counted
        FROM {stored} s FULL JOIN {counted} c USING ({KEY})
        WHERE ({}) IS DISTINCT FROM ({}) OR abs(s.sentiment_sum - c.sentiment_sum) > 0.000001 * (1 + abs(c.sentiment_sum))",
        of("s"),
        of("c"),
    )
}

/// Sums by whole days, UTC, of a table of sums by quarters of an hour.
fn days(quarters: &str) -> String {
    let sums = VALUES.split(',').map(str::trim).map(|column| match column {
        "waited_within" => {
            let each = (1..=THRESHOLDS_S.len()).map(|n| format!("sum(waited_within[{n}])"));
            format!(
                "ARRAY[{}]::bigint[] AS waited_within",
                each.collect::<Vec<_>>().join(", ")
            )
        }
        _ => format!("sum({column})::bigint AS {column}"),
    });
    let key = KEY.replace(
        "bucket",
        "date_bin(interval '1 day', bucket, timestamptz 'epoch') AS bucket",
    );
    format!(
        "SELECT {key}, {}, sum(sentiment_sum) AS sentiment_sum FROM {quarters} GROUP BY 1, 2, 3, 4, 5",
        sums.collect::<Vec<_>>().join(", ")
    )
}

fn of(alias: &str) -> String {
    let columns = VALUES.split(',').map(|column| format!("{alias}.{}", column.trim()));
    columns.collect::<Vec<_>>().join(", ")
}

/// Takes calls `$2` of tenant `$1`, which are locked, off the roll-ups: first the rows in their order, then their sums.
pub(crate) fn take_off() -> [String; 2] {
    let counted = format!(
        "WITH gone AS ({} AND tenant_id = $1 AND id = ANY($2) GROUP BY 1, 2, 3, 4, 5)",
        facts::sums()
    );
    let same = "s.tenant_id = g.tenant_id AND s.bucket = g.bucket AND s.source_instance = g.source_instance AND s.direction = g.direction
            AND s.disposition = g.disposition";
    let columns = VALUES
        .split(',')
        .map(str::trim)
        .filter(|column| *column != "waited_within");
    let less = columns
        .chain(["sentiment_sum"])
        .map(|column| format!("{column} = s.{column} - g.{column}"));
    let less: Vec<String> = less.collect();
    [
        format!(
            "{counted} SELECT 1 FROM call_stats s JOIN gone g ON {same} ORDER BY s.bucket, s.source_instance COLLATE \"C\", s.direction COLLATE \"C\", s.disposition COLLATE \"C\" FOR UPDATE OF s"
        ),
        format!(
            "{counted} UPDATE call_stats s SET {}, waited_within = ARRAY(SELECT w.stored - w.gone
                FROM unnest(s.waited_within, g.waited_within) WITH ORDINALITY AS w (stored, gone, n) ORDER BY w.n)
            FROM gone g WHERE {same}",
            less.join(", ")
        ),
    ]
}

/// Removes a tenant's rows in which nothing is left; their days follow.
pub(crate) async fn forget_empty(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(), Error> {
    diesel::sql_query(format!(
        "DELETE FROM call_stats WHERE tenant_id = $1 AND NOT ({FILLED})"
    ))
    .bind::<SqlUuid, _>(tenant.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Counts all roll-ups anew and writes them; how many rows they have. Writers of roll-ups wait meanwhile, readers do not.
pub async fn rebuild(worker: &Pool) -> Result<i64, Error> {
    let insert = format!("INSERT INTO call_stats ({KEY}, calls, answered, talk_s, wait_s, analyzed, sentiment_negative, sentiment_neutral,
        sentiment_positive, sentiment_sum, waits, waited_within, recorded, waited_short) {}", facts::recount());
    let rows = worker
        .transaction(async move |conn| -> Result<usize, Error> {
            // Whoever changed a call holds its roll-up until the end: from here on, the calls say what is to be.
            run(conn, "LOCK TABLE call_stats IN SHARE ROW EXCLUSIVE MODE").await?;
            // Their days follow, and would follow from what is amiss in them.
            run(conn, "DELETE FROM call_stats_days").await?;
            run(conn, "DELETE FROM call_stats").await?;
            run(conn, &insert).await
        })
        .await?;
    Ok(i64::try_from(rows).unwrap_or(i64::MAX))
}

async fn run(conn: &mut AsyncPgConnection, statement: &str) -> Result<usize, Error> {
    Ok(diesel::sql_query(statement).execute(conn).await?)
}
