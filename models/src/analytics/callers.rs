//! Who calls in, and how often.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Double, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::facts::Scope;
use super::figure::narrowed;
use super::statement::{Piece, Statement, text};
use crate::Error;

#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    pub number: String,
    pub calls: i64,
    pub answered: i64,
    pub talk_s: i64,
    pub labelled: i64,
    pub score_sum: f64,
    pub last_at: DateTime<Utc>,
}

/// Those who call most, and how many there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Callers {
    pub data: Vec<Caller>,
    pub callers: i64,
    /// Inbound calls, and those of them whose number is unknown.
    pub calls: i64,
    pub withheld: i64,
}

type Kinds = (Text, BigInt, BigInt, BigInt, BigInt, Double, Timestamptz, BigInt);
type Row = (String, i64, i64, i64, i64, f64, DateTime<Utc>, i64);

/// Of the scope's inbound calls.
pub async fn of(conn: &mut AsyncPgConnection, scope: &Scope, rows_max: i64) -> Result<Callers, Error> {
    let Some(filter) = narrowed(&scope.filter, &["inbound"], &[]) else {
        return Ok(Callers::default());
    };
    let inbound = Scope {
        tenant: scope.tenant,
        filter,
    };
    let mut pieces = vec![text(
        "SELECT count(*), count(*) FILTER (WHERE c.from_number IS NULL) FROM ",
    )];
    pieces.extend(inbound.rows(conn).await?);
    pieces.push(text(" c"));
    let (calls, withheld): (i64, i64) = Statement::<(BigInt, BigInt)>::of(pieces).get_result(conn).await?;
    let mut pieces = vec![text("SELECT c.from_number, count(*) AS calls, count(*) FILTER (WHERE c.disposition = 'answered'),
        sum(c.talk_s)::bigint, count(c.sentiment_label),
        coalesce(sum(c.sentiment_score) FILTER (WHERE c.sentiment_label IS NOT NULL), 0), max(c.started_at), count(*) OVER ()
        FROM ")];
    pieces.extend(inbound.rows(conn).await?);
    pieces.extend([
        text(" c WHERE c.from_number IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 7 DESC, 1 LIMIT "),
        Piece::Number(rows_max),
    ]);
    let rows: Vec<Row> = Statement::<Kinds>::of(pieces).load(conn).await?;
    let callers = rows.as_slice().first().map_or(0, |row| row.7);
    let caller = |row: Row| Caller {
        number: row.0,
        calls: row.1,
        answered: row.2,
        talk_s: row.3,
        labelled: row.4,
        score_sum: row.5,
        last_at: row.6,
    };
    Ok(Callers {
        data: rows.into_iter().map(caller).collect(),
        callers,
        calls,
        withheld,
    })
}
