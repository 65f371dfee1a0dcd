//! The figures of a period at a glance.

use diesel::sql_types::{BigInt, Double, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::facts::Scope;
use super::figure::{Drill, Figure, Part, Totals, Unit};
use super::formula::Sums;
use super::statement::{Piece, Statement, text};
use crate::Error;
use crate::calls::filter::{AfterHours, CallFilter};
use crate::calls::stats::THRESHOLDS_S;
use crate::identity::company;

type Kinds = (
    Text,
    Text,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    Double,
    BigInt,
);
type Row = (
    String,
    String,
    i64,
    i64,
    i64,
    i64,
    i64,
    i64,
    i64,
    i64,
    i64,
    i64,
    f64,
    i64,
);

/// All figures of the scope; the service level within `threshold_s`, which is one of `THRESHOLDS_S`.
pub async fn of(conn: &mut AsyncPgConnection, scope: &Scope, threshold_s: i32) -> Result<Vec<Figure>, Error> {
    let at = THRESHOLDS_S.iter().position(|one| *one == threshold_s);
    let at = at.ok_or_else(|| Error::Invalid(format!("service levels are told within {THRESHOLDS_S:?} seconds")))?;
    let parts = parts(conn, scope, at + 1).await?;
    let sums = Sums {
        parts: &parts,
        base: &scope.filter,
        threshold_s,
    };
    let mut figures = sums.figures();
    figures.extend(after_hours(conn, scope, count(&parts)).await?);
    Ok(figures)
}

fn count(parts: &[Part]) -> i64 {
    parts.iter().map(|part| part.totals.calls).sum()
}

/// How many of so many calls began outside of business hours, where the company says some and was not asked about them alone.
async fn after_hours(conn: &mut AsyncPgConnection, scope: &Scope, calls: i64) -> Result<Option<Figure>, Error> {
    if scope.filter.after_hours.is_some() {
        return Ok(None);
    }
    let Some(hours) = company::calendar(conn, scope.tenant).await? else {
        return Ok(None);
    };
    let outside = Scope {
        tenant: scope.tenant,
        filter: CallFilter {
            after_hours: Some(AfterHours { after: true, hours }),
            ..scope.filter.clone()
        },
    };
    let after = count(&parts(conn, &outside, 1).await?);
    Ok(Some(Figure {
        id: "after_hours",
        formula_id: "H1",
        formula: "calls that began outside of business hours ÷ calls",
        unit: Unit::Ratio,
        numerator: after as f64,
        denominator: calls as f64,
        n: calls,
        exclusions: vec![],
        calls: Some(Drill {
            filter: outside.filter,
            count: after,
        }),
        variants: vec![],
    }))
}

async fn parts(conn: &mut AsyncPgConnection, scope: &Scope, threshold: usize) -> Result<Vec<Part>, Error> {
    let mut pieces = vec![
        text(
            "SELECT f.direction, f.disposition, sum(f.calls)::bigint, sum(f.talk_s)::bigint, sum(f.wait_s)::bigint,
            sum(f.waits)::bigint, sum(f.waited_within[(",
        ),
        Piece::Number(i64::try_from(threshold).unwrap_or(1)),
        text(
            ")::int])::bigint, sum(f.recorded)::bigint, sum(f.analyzed)::bigint, sum(f.sentiment_negative)::bigint,
            sum(f.sentiment_neutral)::bigint, sum(f.sentiment_positive)::bigint, sum(f.sentiment_sum), sum(f.waited_short)::bigint FROM ",
        ),
    ];
    pieces.extend(scope.daily_facts(conn).await?);
    pieces.push(text(" f GROUP BY 1, 2"));
    let rows: Vec<Row> = Statement::<Kinds>::of(pieces).load(conn).await?;
    let part = |row: Row| Part {
        direction: row.0,
        disposition: row.1,
        totals: Totals {
            calls: row.2,
            talk_s: row.3,
            wait_s: row.4,
            waits: row.5,
            within: row.6,
            recorded: row.7,
            analyzed: row.8,
            negative: row.9,
            neutral: row.10,
            positive: row.11,
            score_sum: row.12,
            short: row.13,
        },
    };
    Ok(rows.into_iter().map(part).collect())
}
