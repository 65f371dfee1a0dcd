//! How long answered calls take: how many last how long, and by how many seconds a share of them is over.

use diesel::sql_types::{Array, BigInt, Integer, Nullable};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::facts::Scope;
use super::figure::narrowed;
use super::statement::{Statement, text};
use crate::Error;

/// Where the bins of the histogram begin, in seconds; the last has no end.
pub const BINS_S: [i32; 10] = [0, 30, 60, 120, 180, 300, 600, 900, 1800, 3600];
/// Shares of calls that are over by then.
pub const SHARES: [f64; 6] = [0.1, 0.5, 0.75, 0.9, 0.95, 0.99];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandleTime {
    /// Answered calls.
    pub calls: i64,
    pub talk_s: i64,
    /// By bin.
    pub bins: [i64; BINS_S.len()],
    /// By share, of calls that there were: each the length of one of them. Empty without any.
    pub percentiles_s: Vec<i32>,
}

pub async fn of(conn: &mut AsyncPgConnection, scope: &Scope) -> Result<HandleTime, Error> {
    let Some(filter) = narrowed(&scope.filter, &[], &["answered"]) else {
        return Ok(HandleTime::default());
    };
    let answered = Scope {
        tenant: scope.tenant,
        filter,
    };
    let mut pieces = vec![text(
        "SELECT width_bucket(c.talk_s, '{0,30,60,120,180,300,600,900,1800,3600}'::int[]), count(*), sum(c.talk_s)::bigint FROM ",
    )];
    pieces.extend(answered.rows(conn).await?);
    pieces.push(text(" c GROUP BY 1"));
    let bins: Vec<(i32, i64, i64)> = Statement::<(Integer, BigInt, BigInt)>::of(pieces).load(conn).await?;
    let mut found = HandleTime::default();
    for (bin, calls, talk_s) in bins {
        let at = usize::try_from(bin - 1).unwrap_or(0);
        if let Some(own) = found.bins.get_mut(at) {
            *own += calls;
        }
        found.calls += calls;
        found.talk_s += talk_s;
    }
    let mut pieces = vec![text(
        "SELECT percentile_disc('{0.1,0.5,0.75,0.9,0.95,0.99}'::float8[]) WITHIN GROUP (ORDER BY c.talk_s) FROM ",
    )];
    pieces.extend(answered.rows(conn).await?);
    pieces.push(text(" c"));
    let shares: Option<Vec<i32>> = Statement::<Nullable<Array<Integer>>>::of(pieces)
        .get_result(conn)
        .await?;
    found.percentiles_s = shares.unwrap_or_default();
    Ok(found)
}
