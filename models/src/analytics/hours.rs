//! When calls come in the course of a week: weekday by hour, on the tenant's clocks.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use jiff::tz::TimeZone;

use super::days;
use super::facts::Scope;
use super::statement::{Statement, text};
use crate::Error;

/// One hour of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// 1 is Monday.
    pub weekday: i32,
    pub hour: i32,
    pub calls: i64,
    pub answered: i64,
}

/// All 168, from Monday's first hour.
pub async fn of(conn: &mut AsyncPgConnection, scope: &Scope, zone: &TimeZone) -> Result<Vec<Cell>, Error> {
    let mut pieces = vec![text(
        "SELECT f.bucket, sum(f.calls)::bigint, sum(f.answered)::bigint FROM ",
    )];
    pieces.extend(scope.facts(conn).await?);
    pieces.push(text(" f GROUP BY 1"));
    let rows: Vec<(DateTime<Utc>, i64, i64)> = Statement::<(Timestamptz, BigInt, BigInt)>::of(pieces)
        .load(conn)
        .await?;
    let mut cells: Vec<Cell> = (0..168)
        .map(|n| Cell {
            weekday: n / 24 + 1,
            hour: n % 24,
            calls: 0,
            answered: 0,
        })
        .collect();
    for (bucket, calls, answered) in rows {
        let at = days::clock(bucket, zone)?;
        let weekday = usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or(0);
        let hour = usize::try_from(at.hour()).unwrap_or(0);
        if let Some(cell) = cells.get_mut(weekday * 24 + hour) {
            cell.calls += calls;
            cell.answered += answered;
        }
    }
    Ok(cells)
}
