//! Whether one call was enough: how many callers did not call again, by three definitions that the field uses.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{BigInt, Integer};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::days::{Interval, Span};
use super::facts::Scope;
use super::figure::narrowed;
use super::statement::{Piece, Statement, text};
use crate::Error;
use crate::calls::filter::CallFilter;
use crate::identity::authority::Rows;

/// Days within which a caller might call again.
pub const WINDOWS_D: [i32; 4] = [1, 3, 7, 30];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeat {
    /// Inbound calls of known callers.
    pub calls: i64,
    /// Inbound calls whose caller is unknown: not reckoned with.
    pub withheld: i64,
    /// By window.
    pub windows: Vec<Window>,
    /// Different callers, and those who called once in the period, whatever else was asked for.
    pub callers: i64,
    pub once: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub within_d: i32,
    /// Calls after which nobody called again so soon.
    pub resolved: i64,
    /// Of these, calls so recent that this may still happen.
    pub provisional: i64,
}

/// Of the scope's inbound calls, which began before `end`.
pub async fn of(
    conn: &mut AsyncPgConnection,
    scope: &Scope,
    now: DateTime<Utc>,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Repeat, Error> {
    let Some(inbound) = narrowed(&scope.filter, &["inbound"], &[]) else {
        return Ok(Repeat::default());
    };
    let scope = |caller_known| Scope {
        tenant: scope.tenant,
        filter: CallFilter {
            caller_known: Some(caller_known),
            ..inbound.clone()
        },
    };
    let withheld = match inbound.caller_known {
        Some(true) => 0,
        _ => super::facts::count(conn, &scope(false)).await?,
    };
    if inbound.caller_known == Some(false) {
        return Ok(Repeat {
            withheld,
            ..Repeat::default()
        });
    }
    let known = scope(true);
    let windows = windows(conn, &known, now, start, end).await?;
    let mut pieces = vec![text(
        "SELECT count(*), coalesce(sum(n), 0)::bigint FROM (SELECT count(*) AS n FROM ",
    )];
    pieces.extend(known.rows(conn).await?);
    pieces.push(text(" c GROUP BY c.from_number) o"));
    let (callers, calls): (i64, i64) = Statement::<(BigInt, BigInt)>::of(pieces).get_result(conn).await?;
    let once = Scope {
        tenant: known.tenant,
        filter: CallFilter {
            once: Some(true),
            ..known.filter.clone()
        },
    };
    // Each of them has one caller of its own.
    let once = super::facts::count(conn, &once).await?;
    Ok(Repeat {
        calls,
        withheld,
        windows,
        callers,
        once,
    })
}

async fn windows(
    conn: &mut AsyncPgConnection,
    known: &Scope,
    now: DateTime<Utc>,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Result<Vec<Window>, Error> {
    let longest = TimeDelta::days(WINDOWS_D.iter().copied().max().unwrap_or(0).into());
    let mut pieces = vec![text("SELECT ")];
    for (n, within_d) in WINDOWS_D.into_iter().enumerate() {
        if n > 0 {
            pieces.push(text(", "));
        }
        pieces.extend(counted(within_d, now));
    }
    pieces.extend(nexts(known, start, end + longest));
    pieces.extend(known.rows(conn).await?);
    pieces.push(text(" c ON c.id = w.id"));
    type Kinds = (BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt);
    type Row = (i64, i64, i64, i64, i64, i64, i64, i64);
    let row: Row = Statement::<Kinds>::of(pieces).get_result(conn).await?;
    let counts = [(row.0, row.1), (row.2, row.3), (row.4, row.5), (row.6, row.7)];
    let windows = WINDOWS_D.into_iter().zip(counts);
    Ok(windows
        .map(|(within_d, (resolved, provisional))| Window {
            within_d,
            resolved,
            provisional,
        })
        .collect())
}

/// Of calls as `w`: after how many nobody called again so soon, and after how many of these somebody still may.
fn counted<'a>(within_d: i32, now: DateTime<Utc>) -> [Piece<'a>; 3] {
    let again = format!("w.started_at + make_interval(days => {within_d})");
    let resolved = format!("(w.next IS NULL OR w.next > {again})");
    let counts = format!("count(*) FILTER (WHERE {resolved}), count(*) FILTER (WHERE {resolved} AND {again} > ");
    [Piece::Sql(counts.into()), Piece::Moment(now), text(")")]
}

/// Calls as `w`, each with when its caller called in `next`, up to what is joined to them. That is looked up among all calls that whoever asks
/// may see, not only among those that were asked for.
fn nexts<'a>(known: &Scope, start: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Piece<'a>> {
    let mut pieces = vec![
        text(
            " FROM (SELECT id, started_at, lead(started_at) OVER (PARTITION BY from_number ORDER BY started_at, id) AS next
            FROM calls WHERE direction = 'inbound' AND from_number IS NOT NULL AND moved_to IS NULL AND tenant_id = ",
        ),
        Piece::Id(known.tenant.0),
        text(" AND started_at >= "),
        Piece::Moment(start),
        text(" AND started_at < "),
        Piece::Moment(until),
    ];
    if let Rows::Agents(desks) = &known.filter.rows {
        pieces.extend([
            text(" AND EXISTS (SELECT FROM unnest(agents) AS own (agent) WHERE held("),
            Piece::Json(desks.json()),
            text(", source_instance, own.agent, started_at))"),
        ]);
    }
    pieces.push(text(") w JOIN "));
    pieces
}

/// One hour, day, week or month of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// As those of other series.
    pub name: String,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    /// Inbound calls of known callers.
    pub calls: i64,
    /// Those after which nobody called again within the window.
    pub resolved: i64,
    /// Of these, calls so recent that this may still happen.
    pub provisional: i64,
}

/// How one window goes over the days of a period: every point, those without calls too.
pub async fn trend(
    conn: &mut AsyncPgConnection,
    scope: &Scope,
    now: DateTime<Utc>,
    (span, interval): (&Span, Interval),
    within_d: i32,
) -> Result<Vec<Point>, Error> {
    let bounds = span.points(interval)?;
    let starts: Vec<DateTime<Utc>> = bounds.iter().map(|(_, start)| *start).collect();
    let ends = starts.iter().copied().skip(1).chain([span.end]);
    let points = bounds.iter().zip(ends).map(|((name, start), end)| Point {
        name: name.clone(),
        start: *start,
        end,
        calls: 0,
        resolved: 0,
        provisional: 0,
    });
    let mut points: Vec<Point> = points.collect();
    let Some(inbound) = narrowed(&scope.filter, &["inbound"], &[]) else {
        return Ok(points);
    };
    let known = Scope {
        tenant: scope.tenant,
        filter: CallFilter {
            caller_known: Some(true),
            ..inbound
        },
    };
    let until = span.end + TimeDelta::days(within_d.into());
    let mut pieces = vec![text("SELECT width_bucket(w.started_at, "), Piece::Moments(starts)];
    pieces.push(text("), count(*), "));
    pieces.extend(counted(within_d, now));
    pieces.extend(nexts(&known, span.start, until));
    pieces.extend(known.rows(conn).await?);
    pieces.push(text(" c ON c.id = w.id GROUP BY 1"));
    type Kinds = (Integer, BigInt, BigInt, BigInt);
    let rows: Vec<(i32, i64, i64, i64)> = Statement::<Kinds>::of(pieces).load(conn).await?;
    for (bucket, calls, resolved, provisional) in rows {
        // `width_bucket` counts from 1.
        let at = usize::try_from(bucket - 1).unwrap_or(usize::MAX);
        if let Some(point) = points.get_mut(at) {
            (point.calls, point.resolved, point.provisional) = (calls, resolved, provisional);
        }
    }
    Ok(points)
}
