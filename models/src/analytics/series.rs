//! How figures go over the days of a period: one point an hour, day, week or month on the tenant's clocks.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc};
use diesel::sql_types::{BigInt, Double, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::days::{Interval, Span};
use super::facts::Scope;
use super::figure::Totals;
use super::statement::{Piece, Statement, text};
use crate::Error;

/// What one hour, day, week or month holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// A date; of hours, with the hour and its offset.
    pub name: String,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub by_disposition: BTreeMap<String, i64>,
    pub by_direction: BTreeMap<String, i64>,
    pub answered_talk_s: i64,
    pub totals: Totals,
}

type Kinds = (
    Integer,
    Text,
    Text,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    Double,
);
type Row = (i32, String, String, i64, i64, i64, i64, i64, i64, i64, f64);

/// Every point of the span, those without calls too.
pub async fn of(
    conn: &mut AsyncPgConnection,
    scope: &Scope,
    span: &Span,
    interval: Interval,
) -> Result<Vec<Point>, Error> {
    let bounds = span.points(interval)?;
    let starts: Vec<DateTime<Utc>> = bounds.iter().map(|(_, start)| *start).collect();
    let ends = starts.iter().copied().skip(1).chain([span.end]);
    let mut points: Vec<Point> = bounds
        .iter()
        .zip(ends)
        .map(|((name, start), end)| empty(name, *start, end))
        .collect();
    // Points of days that are UTC's have them whole.
    let of_whole_days = starts.iter().all(|start| start.time() == NaiveTime::MIN);
    let mut pieces = vec![text("SELECT width_bucket(f.bucket, "), Piece::Moments(starts)];
    pieces.push(text("), f.disposition, f.direction, sum(f.calls)::bigint, sum(f.talk_s)::bigint, sum(f.recorded)::bigint, sum(f.analyzed)::bigint,
        sum(f.sentiment_negative)::bigint, sum(f.sentiment_neutral)::bigint, sum(f.sentiment_positive)::bigint, sum(f.sentiment_sum)
        FROM "));
    pieces.extend(match of_whole_days {
        true => scope.daily_facts(conn).await?,
        false => scope.facts(conn).await?,
    });
    pieces.push(text(" f GROUP BY 1, 2, 3"));
    let rows: Vec<Row> = Statement::<Kinds>::of(pieces).load(conn).await?;
    for row in rows {
        // `width_bucket` counts from 1.
        let at = usize::try_from(row.0 - 1).unwrap_or(usize::MAX);
        if let Some(point) = points.get_mut(at) {
            take(point, row);
        }
    }
    Ok(points)
}

fn empty(name: &str, start: DateTime<Utc>, end: DateTime<Utc>) -> Point {
    Point {
        name: name.to_owned(),
        start,
        end,
        by_disposition: BTreeMap::new(),
        by_direction: BTreeMap::new(),
        answered_talk_s: 0,
        totals: Totals::default(),
    }
}

fn take(point: &mut Point, row: Row) {
    let totals = Totals {
        calls: row.3,
        talk_s: row.4,
        recorded: row.5,
        analyzed: row.6,
        negative: row.7,
        neutral: row.8,
        positive: row.9,
        score_sum: row.10,
        ..Totals::default()
    };
    if row.1 == "answered" {
        point.answered_talk_s += row.4;
    }
    point.totals.add(&totals);
    *point.by_disposition.entry(row.1).or_default() += row.3;
    *point.by_direction.entry(row.2).or_default() += row.3;
}
