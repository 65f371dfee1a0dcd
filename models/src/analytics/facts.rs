//! Where figures come from: the roll-ups where they hold the answer, else the calls themselves, counted by the same definition.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::days::{self, Span};
use super::statement::{Piece, Statement, text};
use crate::Error;
use crate::calls::filter::{self, AfterHours, CallFilter};
use crate::calls::stats::DAY_S;
use crate::ids::TenantId;
use crate::schema::calls;

/// A tenant's clocks, and what they are at.
#[derive(Clone, Debug)]
pub struct Clock {
    pub now: DateTime<Utc>,
    pub zone: TimeZone,
    /// Its IANA name.
    pub zone_name: String,
}

#[derive(QueryableByName)]
struct ClockRow {
    #[diesel(sql_type = Text)]
    zone: String,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

impl Clock {
    pub async fn of(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Self, Error> {
        let row: ClockRow = diesel::sql_query("SELECT zone, app_now() AS now FROM tenants WHERE id = $1")
            .bind::<SqlUuid, _>(tenant.0)
            .get_result(conn)
            .await?;
        Ok(Self {
            now: row.now,
            zone: days::zone(&row.zone)?,
            zone_name: row.zone,
        })
    }
}

/// The calls that figures are about. Inside the tenant's transaction.
#[derive(Clone, Debug)]
pub struct Scope {
    pub tenant: TenantId,
    pub filter: CallFilter,
}

/// What both sources give of each quarter of an hour, telephone system, direction and disposition.
const SUMS: &str = "count(*) AS calls, count(*) FILTER (WHERE disposition = 'answered') AS answered, sum(talk_s)::bigint AS talk_s,
    coalesce(sum(wait_s), 0)::bigint AS wait_s, count(*) FILTER (WHERE analysis_status = 'analyzed') AS analyzed,
    count(*) FILTER (WHERE sentiment_label = 'negative') AS sentiment_negative,
    count(*) FILTER (WHERE sentiment_label = 'neutral') AS sentiment_neutral,
    count(*) FILTER (WHERE sentiment_label = 'positive') AS sentiment_positive,
    coalesce(sum(sentiment_score) FILTER (WHERE sentiment_label IS NOT NULL), 0) AS sentiment_sum, count(wait_s) AS waits,
    ARRAY[count(*) FILTER (WHERE wait_s <= 15), count(*) FILTER (WHERE wait_s <= 20), count(*) FILTER (WHERE wait_s <= 25),
        count(*) FILTER (WHERE wait_s <= 30), count(*) FILTER (WHERE wait_s <= 45), count(*) FILTER (WHERE wait_s <= 60),
        count(*) FILTER (WHERE wait_s <= 90), count(*) FILTER (WHERE wait_s <= 120), count(*) FILTER (WHERE wait_s <= 180),
        count(*) FILTER (WHERE wait_s <= 240), count(*) FILTER (WHERE wait_s <= 300), count(*) FILTER (WHERE wait_s <= 600)]
        AS waited_within,
    count(*) FILTER (WHERE analysis_status <> 'none') AS recorded, count(*) FILTER (WHERE wait_s <= 5) AS waited_short";

/// The key of a roll-up's row, from a call's.
const KEY: &str = "date_bin(interval '15 minutes', started_at, timestamptz 'epoch') AS bucket, source_instance, direction, disposition";

/// What both roll-ups hold beside their rows' moment.
const COLUMNS: &str = "source_instance, direction, disposition, calls, answered, talk_s, wait_s, analyzed, sentiment_negative, sentiment_neutral,
    sentiment_positive, sentiment_sum, waits, waited_within, recorded, waited_short";

/// A roll-up's table, and its column of the moment at which a row begins.
type RollUp = (&'static str, &'static str);
const QUARTERS: RollUp = ("call_stats", "bucket");
const DAYS: RollUp = ("call_stats_days", "day");

/// From a moment to another, each of which may be open.
type Bounds = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// The recount of all roll-ups from the calls, with their tenants.
pub(super) fn recount() -> String {
    format!("{} GROUP BY 1, 2, 3, 4, 5", sums())
}

/// The same without its last clause, so that a condition may follow.
pub(super) fn sums() -> String {
    format!("SELECT tenant_id, {KEY}, {SUMS} FROM calls WHERE moved_to IS NULL")
}

impl Scope {
    /// The same of other days.
    pub fn within(&self, span: &Span) -> Scope {
        Scope {
            tenant: self.tenant,
            filter: CallFilter {
                started_from: Some(span.start),
                started_before: Some(span.end),
                ..self.filter.clone()
            },
        }
    }

    /// Whether the roll-ups can tell: nothing is asked for but what their rows are kept by, from one quarter of an hour to another.
    fn is_rolled_up(&self) -> bool {
        let kept = CallFilter {
            started_from: None,
            started_before: None,
            direction: Vec::new(),
            disposition: Vec::new(),
            source_instance: None,
            // Hours begin on quarters of an hour, as the rows do.
            after_hours: None,
            moment: None,
            ..self.filter.clone()
        };
        let whole = |at: Option<DateTime<Utc>>| at.is_none_or(|at| at.timestamp_micros() % 900_000_000 == 0);
        kept == CallFilter::default() && whole(self.filter.started_from) && whole(self.filter.started_before)
    }

    /// The calls themselves, as a sub-query in brackets.
    pub(super) async fn rows<'a>(&'a self, conn: &mut AsyncPgConnection) -> Result<Vec<Piece<'a>>, Error> {
        let named = filter::named(conn, self.tenant, &self.filter).await?;
        let mut pieces = vec![text("(")];
        for (n, way) in filter::ways(&self.filter).into_iter().enumerate() {
            if n > 0 {
                // One call may be reached by several ways.
                pieces.push(text(" UNION "));
            }
            let query = filter::by(self.tenant, &self.filter, named.as_deref(), way);
            pieces.push(Piece::Query(columns(query)));
        }
        pieces.push(text(")"));
        Ok(pieces)
    }

    /// Sums by quarter of an hour, telephone system, direction and disposition, as a sub-query in brackets.
    pub(super) async fn facts<'a>(&'a self, conn: &mut AsyncPgConnection) -> Result<Vec<Piece<'a>>, Error> {
        if self.is_rolled_up() {
            return Ok(self.rolled_up());
        }
        let mut pieces = vec![Piece::Sql(format!("(SELECT {KEY}, {SUMS} FROM ").into())];
        pieces.extend(self.rows(conn).await?);
        pieces.push(text(" c GROUP BY 1, 2, 3, 4)"));
        Ok(pieces)
    }

    /// The same where a whole day, UTC, is as good as its quarters of an hour: it may be one row that begins with it.
    pub(super) async fn daily_facts<'a>(&'a self, conn: &mut AsyncPgConnection) -> Result<Vec<Piece<'a>>, Error> {
        match self.whole_days() {
            Some(days) if self.is_rolled_up() => Ok(self.rolled_up_by_days(days)),
            _ => self.facts(conn).await,
        }
    }

    /// The whole days of the period. `None` if there are none, or hours matter.
    fn whole_days(&self) -> Option<Bounds> {
        let filter = &self.filter;
        if filter.moment.is_some() || filter.after_hours.is_some() {
            return None;
        }
        let shifted = |at: DateTime<Utc>, seconds: i64| at.checked_add_signed(TimeDelta::seconds(seconds));
        let since_midnight = |at: DateTime<Utc>| at.timestamp().rem_euclid(DAY_S);
        let first = match filter.started_from {
            Some(at) => Some(shifted(at, (DAY_S - since_midnight(at)) % DAY_S)?),
            None => None,
        };
        let end = match filter.started_before {
            Some(at) => Some(shifted(at, -since_midnight(at))?),
            None => None,
        };
        let is_empty = first.zip(end).is_some_and(|(first, end)| first >= end);
        (!is_empty).then_some((first, end))
    }

    fn rolled_up(&self) -> Vec<Piece<'_>> {
        let mut pieces = vec![text("(")];
        pieces.extend(self.stored(QUARTERS, (self.filter.started_from, self.filter.started_before)));
        pieces.extend(self.at_hours());
        pieces.push(text(")"));
        pieces
    }

    /// The days, and the quarters of an hour before and after them.
    fn rolled_up_by_days(&self, (first, end): Bounds) -> Vec<Piece<'_>> {
        let mut pieces = vec![text("(")];
        pieces.extend(self.stored(DAYS, (first, end)));
        for edge in [(self.filter.started_from, first), (end, self.filter.started_before)] {
            if edge.0 != edge.1 {
                pieces.push(text(" UNION ALL "));
                pieces.extend(self.stored(QUARTERS, edge));
            }
        }
        pieces.push(text(")"));
        pieces
    }

    /// Rows of a roll-up within bounds, with everything that is asked of them but hours.
    fn stored(&self, (table, moment): RollUp, (from, before): Bounds) -> Vec<Piece<'_>> {
        let filter = &self.filter;
        let of_tenant = format!("SELECT {moment} AS bucket, {COLUMNS} FROM {table} WHERE calls > 0 AND tenant_id = ");
        let mut pieces = vec![Piece::Sql(of_tenant.into()), Piece::Id(self.tenant.0)];
        for (bound, sign) in [(from, ">="), (before, "<")] {
            if let Some(at) = bound {
                let bounded = format!(" AND {moment} {sign} ");
                pieces.extend([Piece::Sql(bounded.into()), Piece::Moment(at)]);
            }
        }
        let instance: Vec<String> = filter.source_instance.iter().cloned().collect();
        for (column, wanted) in [
            (" AND direction = ANY(", &filter.direction),
            (" AND disposition = ANY(", &filter.disposition),
            (" AND source_instance = ANY(", &instance),
        ] {
            if !wanted.is_empty() {
                pieces.extend([text(column), Piece::Texts(wanted.clone()), text(")")]);
            }
        }
        pieces
    }

    /// What is asked of the hours of quarters of an hour.
    fn at_hours(&self) -> Vec<Piece<'_>> {
        let filter = &self.filter;
        let mut pieces = Vec::new();
        if let Some(moment) = &filter.moment {
            let hours: Vec<i32> = moment.hour.into_iter().collect();
            for (part, wanted) in [
                (" AND extract(isodow FROM bucket AT TIME ZONE ", &moment.weekdays),
                (" AND extract(hour FROM bucket AT TIME ZONE ", &hours),
            ] {
                if !wanted.is_empty() {
                    let wanted = wanted.iter().map(ToString::to_string).collect();
                    let zone = Piece::Text(moment.zone.clone());
                    pieces.extend([
                        text(part),
                        zone,
                        text(")::text = ANY("),
                        Piece::Texts(wanted),
                        text(")"),
                    ]);
                }
            }
        }
        if let Some(AfterHours { after, hours }) = &filter.after_hours {
            let (week, special) = hours.sql();
            pieces.extend([
                text(" AND is_open(bucket, "),
                Piece::Text(hours.zone.clone()),
                text(", "),
                Piece::Text(week),
                text("::int4multirange, "),
                Piece::Text(special.to_string()),
                text(if *after { "::jsonb) IS FALSE" } else { "::jsonb)" }),
            ]);
        }
        pieces
    }
}

/// What of a call figures are made of.
fn columns<'a>(query: filter::Query<'a>) -> Box<dyn QueryFragment<Pg> + Send + 'a> {
    Box::new(query.select((
        calls::id,
        calls::started_at,
        calls::source_instance,
        calls::direction,
        calls::disposition,
        calls::wait_s,
        calls::talk_s,
        calls::analysis_status,
        calls::sentiment_label,
        calls::sentiment_score,
        calls::agent,
        calls::agents,
        calls::from_number,
    )))
}

/// How many calls a filter wants.
pub async fn count(conn: &mut AsyncPgConnection, scope: &Scope) -> Result<i64, Error> {
    let mut pieces = vec![text("SELECT count(*) FROM ")];
    pieces.extend(scope.rows(conn).await?);
    pieces.push(text(" c"));
    Ok(Statement::<BigInt>::of(pieces).get_result(conn).await?)
}

/// Their ids, at most so many.
pub(crate) async fn ids(conn: &mut AsyncPgConnection, scope: &Scope, at_most: i64) -> Result<Vec<Uuid>, Error> {
    let mut pieces = vec![text("SELECT c.id FROM ")];
    pieces.extend(scope.rows(conn).await?);
    pieces.extend([text(" c LIMIT "), Piece::Number(at_most)]);
    Ok(Statement::<SqlUuid>::of(pieces).load(conn).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::filter::Moment;

    /// The whole days of a period between moments of June 2026.
    fn whole_days(
        from: Option<&str>,
        before: Option<&str>,
        change: impl FnOnce(&mut CallFilter),
    ) -> Option<[String; 2]> {
        let moment = |at: &str| -> DateTime<Utc> { format!("2026-06-{at}:00Z").parse().unwrap() };
        let mut filter = CallFilter {
            started_from: from.map(moment),
            started_before: before.map(moment),
            ..CallFilter::default()
        };
        change(&mut filter);
        let tenant = TenantId(Uuid::nil());
        let day = |at: Option<DateTime<Utc>>| at.map_or_else(|| "open".to_owned(), |at| at.format("%d %T").to_string());
        let (first, end) = Scope { tenant, filter }.whole_days()?;
        Some([day(first), day(end)])
    }

    #[test]
    fn whole_days_are_those_that_a_period_has_from_midnight_to_midnight() {
        for (from, before, whole) in [
            (Some("01T00:00"), Some("03T00:00"), Some(["01 00:00:00", "03 00:00:00"])),
            (Some("01T00:15"), Some("03T23:45"), Some(["02 00:00:00", "03 00:00:00"])),
            (Some("01T22:00"), Some("02T22:00"), None),
            (Some("01T00:15"), Some("02T00:00"), None),
            (Some("05T00:00"), Some("02T00:00"), None),
            (Some("01T22:00"), None, Some(["02 00:00:00", "open"])),
            (None, Some("01T22:00"), Some(["open", "01 00:00:00"])),
            (None, None, Some(["open", "open"])),
        ] {
            let whole = whole.map(|days| days.map(str::to_owned));
            assert_eq!(whole_days(from, before, |_| ()), whole, "{from:?} {before:?}");
        }
        let at_nine = |filter: &mut CallFilter| {
            filter.moment = Some(Moment {
                zone: "UTC".into(),
                weekdays: Vec::new(),
                hour: Some(9),
            });
        };
        assert_eq!(whole_days(None, None, at_nine), None);
    }
}
