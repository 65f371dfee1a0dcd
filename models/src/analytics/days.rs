//! Calendar days on a tenant's clocks, and the moments at which they begin and end. Pure: today is an argument.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use crate::Error;

/// A range of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub from: Date,
    pub to: Date,
}

/// Ranges that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    Today,
    Yesterday,
    /// So many days, today the last.
    Last(i32),
    MonthToDate,
    LastMonth,
    YearToDate,
    TwelveMonths,
}

/// With which days a range is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compare {
    #[default]
    Off,
    /// Those before it.
    Previous,
    /// A year earlier.
    Year,
}

/// Whether the days compared are the same days of the week, or the same dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Match {
    #[default]
    Weekday,
    Date,
}

/// How long a point of a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    Hour,
    Day,
    Week,
    Month,
}

/// Days, and the moments between which they lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub days: Days,
    pub zone: TimeZone,
    pub start: DateTime<Utc>,
    /// The first moment after it.
    pub end: DateTime<Utc>,
    /// It ends with its last day.
    pub whole: bool,
}

impl Preset {
    pub const NAMES: [&str; 9] = [
        "today",
        "yesterday",
        "7d",
        "28d",
        "91d",
        "mtd",
        "last_month",
        "ytd",
        "12mo",
    ];

    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "today" => Self::Today,
            "yesterday" => Self::Yesterday,
            "7d" => Self::Last(7),
            "28d" => Self::Last(28),
            "91d" => Self::Last(91),
            "mtd" => Self::MonthToDate,
            "last_month" => Self::LastMonth,
            "ytd" => Self::YearToDate,
            "12mo" => Self::TwelveMonths,
            _ => return None,
        })
    }

    pub fn days(self, today: Date) -> Result<Days, Error> {
        let back = |days: i32| today.checked_sub(days.days());
        let days = |from: Result<Date, jiff::Error>, to: Result<Date, jiff::Error>| {
            Ok(Days {
                from: from.map_err(beyond)?,
                to: to.map_err(beyond)?,
            })
        };
        match self {
            Self::Today => days(Ok(today), Ok(today)),
            Self::Yesterday => days(back(1), back(1)),
            Self::Last(n) => days(back(n - 1), Ok(today)),
            Self::MonthToDate => days(Ok(today.first_of_month()), Ok(today)),
            Self::LastMonth => {
                let last = today.first_of_month().yesterday().map_err(beyond)?;
                days(Ok(last.first_of_month()), Ok(last))
            }
            Self::YearToDate => days(Ok(today.first_of_year()), Ok(today)),
            Self::TwelveMonths => days(today.checked_sub(12.months()).and_then(|day| day.tomorrow()), Ok(today)),
        }
    }

    /// Ranges by the calendar are compared by its dates.
    fn by_calendar(self) -> bool {
        matches!(
            self,
            Self::MonthToDate | Self::LastMonth | Self::YearToDate | Self::TwelveMonths
        )
    }
}

impl Days {
    pub fn count(self) -> i64 {
        i64::from((self.to - self.from).get_days()) + 1
    }

    /// As many days as these, from another first one.
    pub fn begun(self, from: Date) -> Result<Days, Error> {
        let to = from.checked_add((self.count() - 1).days()).map_err(beyond)?;
        Ok(Days { from, to })
    }

    /// The days with which these are compared.
    pub fn compared(self, preset: Option<Preset>, compare: Compare, by: Match) -> Result<Option<Days>, Error> {
        let by_date = by == Match::Date || preset.is_some_and(Preset::by_calendar);
        let back = |span: jiff::Span| -> Result<Days, Error> {
            Ok(Days {
                from: self.from.checked_sub(span).map_err(beyond)?,
                to: self.to.checked_sub(span).map_err(beyond)?,
            })
        };
        // A month is compared with a month, however long each is.
        let month_of = |day: Date| Days {
            from: day.first_of_month(),
            to: day.last_of_month(),
        };
        let earlier = match (compare, preset) {
            (Compare::Off, _) => return Ok(None),
            (Compare::Year, Some(Preset::LastMonth)) => month_of(back(1.years())?.from),
            (Compare::Year, _) if by_date => back(1.years())?,
            (Compare::Year, _) => back(364.days())?,
            (Compare::Previous, Some(Preset::MonthToDate)) => back(1.months())?,
            (Compare::Previous, Some(Preset::LastMonth)) => month_of(self.from.yesterday().map_err(beyond)?),
            (Compare::Previous, Some(Preset::YearToDate | Preset::TwelveMonths)) => back(1.years())?,
            (Compare::Previous, _) if by_date => back(self.count().days())?,
            // The smallest whole number of weeks that does not overlap.
            (Compare::Previous, _) => back(((self.count() + 6) / 7 * 7).days())?,
        };
        Ok(Some(earlier))
    }

    pub fn span(self, zone: &TimeZone) -> Result<Span, Error> {
        let after = self.to.tomorrow().map_err(beyond)?;
        Ok(Span {
            days: self,
            zone: zone.clone(),
            start: moment(&begin(self.from, zone)?)?,
            end: moment(&begin(after, zone)?)?,
            whole: true,
        })
    }
}

impl Interval {
    pub const NAMES: [&str; 4] = ["hour", "day", "week", "month"];

    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "hour" => Self::Hour,
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            _ => return None,
        })
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// That gives a readable number of points.
    pub fn of(days: Days) -> Self {
        match days.count() {
            ..=2 => Self::Hour,
            3..=92 => Self::Day,
            93..=400 => Self::Week,
            _ => Self::Month,
        }
    }
}

/// More points than that nobody reads.
const POINTS_MAX: usize = 2_400;

impl Span {
    /// As much of these days as has gone by of others, by the clocks: where those are as many and go on at this moment. Nothing is cut
    /// of any other days.
    pub fn so_far(self, of: &Span, now: DateTime<Utc>) -> Result<Span, Error> {
        if now < of.start || now >= of.end || self.days.count() != of.days.count() {
            return Ok(self);
        }
        let here = clock(now, &self.zone)?;
        let day = self.days.from.checked_add(here.date() - of.days.from).map_err(beyond)?;
        let at = day
            .to_datetime(here.time())
            .to_zoned(self.zone.clone())
            .map_err(beyond)?;
        let at = moment(&at)?;
        let end = match self.days.count() {
            1 => at,
            // Of many days roll-ups tell, which know quarters of an hour.
            _ => at.duration_trunc(TimeDelta::minutes(15)).unwrap_or(at),
        };
        Ok(Span {
            end: end.max(self.start).min(self.end),
            whole: false,
            ..self
        })
    }

    /// Where each point of a series begins, with its name: a date, or a date and an hour with its offset. The first begins with the
    /// span, even inside a week or a month.
    pub fn points(&self, interval: Interval) -> Result<Vec<(String, DateTime<Utc>)>, Error> {
        let mut at = begin(self.days.from, &self.zone)?;
        let mut points = Vec::new();
        loop {
            let start = moment(&at)?;
            if start >= self.end {
                return Ok(points);
            }
            if points.len() == POINTS_MAX {
                return Err(Error::Invalid(format!(
                    "`interval`: {} would give more than {POINTS_MAX} points",
                    interval.as_str()
                )));
            }
            let name = match interval {
                Interval::Hour => at.strftime("%Y-%m-%dT%H:%M%:z").to_string(),
                _ => at.date().to_string(),
            };
            points.push((name, start));
            at = next(&at, interval, &self.zone)?;
        }
    }
}

fn next(at: &Zoned, interval: Interval, zone: &TimeZone) -> Result<Zoned, Error> {
    let day = at.date();
    match interval {
        Interval::Hour => at.checked_add(1.hour()).map_err(beyond),
        Interval::Day => begin(day.tomorrow().map_err(beyond)?, zone),
        Interval::Week => {
            let left = 8 - i32::from(day.weekday().to_monday_one_offset());
            begin(day.checked_add(left.days()).map_err(beyond)?, zone)
        }
        Interval::Month => begin(day.first_of_month().checked_add(1.month()).map_err(beyond)?, zone),
    }
}

/// The zone of an IANA name.
pub fn zone(name: &str) -> Result<TimeZone, Error> {
    TimeZone::get(name).map_err(|_| Error::Invalid(format!("`zone`: unknown time zone {name:?}")))
}

/// Which day it is there.
pub fn today(now: DateTime<Utc>, zone: &TimeZone) -> Result<Date, Error> {
    Ok(clock(now, zone)?.date())
}

/// What the clocks say there.
pub fn clock(at: DateTime<Utc>, zone: &TimeZone) -> Result<Zoned, Error> {
    let stamp = jiff::Timestamp::from_microsecond(at.timestamp_micros()).map_err(beyond)?;
    Ok(stamp.to_zoned(zone.clone()))
}

/// A day as it is written in parameters.
pub fn day(text: &str) -> Option<Date> {
    // Only the plain form: a time of day would be taken off silently.
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

fn begin(day: Date, zone: &TimeZone) -> Result<Zoned, Error> {
    day.to_zoned(zone.clone())
        .and_then(|at| at.start_of_day())
        .map_err(beyond)
}

fn moment(at: &Zoned) -> Result<DateTime<Utc>, Error> {
    let micros = at.timestamp().as_microsecond();
    DateTime::from_timestamp_micros(micros).ok_or_else(|| Error::Invalid("beyond the calendar".into()))
}

fn beyond(_: jiff::Error) -> Error {
    Error::Invalid("these days are beyond the calendar".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> Days {
        Days {
            from: day(from).unwrap(),
            to: day(to).unwrap(),
        }
    }

    #[test]
    fn ranges_with_names_are_the_days_they_say() {
        let today = day("2026-03-31").unwrap();
        for (name, from, to) in [
            ("today", "2026-03-31", "2026-03-31"),
            ("yesterday", "2026-03-30", "2026-03-30"),
            ("7d", "2026-03-25", "2026-03-31"),
            ("28d", "2026-03-04", "2026-03-31"),
            ("mtd", "2026-03-01", "2026-03-31"),
            ("last_month", "2026-02-01", "2026-02-28"),
            ("ytd", "2026-01-01", "2026-03-31"),
            ("12mo", "2025-04-01", "2026-03-31"),
        ] {
            assert_eq!(
                Preset::from_name(name).unwrap().days(today).unwrap(),
                days(from, to),
                "{name}"
            );
        }
        assert!(Preset::NAMES.iter().all(|name| Preset::from_name(name).is_some()));
    }

    #[test]
    fn a_range_is_compared_with_days_that_do_not_overlap_it() {
        let week = days("2026-03-25", "2026-03-31");
        let two = days("2026-03-30", "2026-03-31");
        let of = |days: Days, preset, compare, by| days.compared(preset, compare, by).unwrap().unwrap();
        let (previous, year) = (Compare::Previous, Compare::Year);
        assert_eq!(
            of(week, Some(Preset::Last(7)), previous, Match::Weekday),
            days("2026-03-18", "2026-03-24")
        );
        assert_eq!(
            of(two, None, previous, Match::Weekday),
            days("2026-03-23", "2026-03-24")
        );
        assert_eq!(of(two, None, previous, Match::Date), days("2026-03-28", "2026-03-29"));
        assert_eq!(of(two, None, year, Match::Weekday), days("2025-03-31", "2025-04-01"));
        assert_eq!(of(two, None, year, Match::Date), days("2025-03-30", "2025-03-31"));
        let month = days("2026-03-01", "2026-03-31");
        assert_eq!(
            of(month, Some(Preset::MonthToDate), previous, Match::Weekday),
            days("2026-02-01", "2026-02-28")
        );
        // 2024 has a day in February that 2025 has not.
        let february = days("2025-02-01", "2025-02-28");
        assert_eq!(
            of(february, Some(Preset::LastMonth), year, Match::Weekday),
            days("2024-02-01", "2024-02-29")
        );
        assert_eq!(
            of(february, Some(Preset::LastMonth), previous, Match::Weekday),
            days("2025-01-01", "2025-01-31")
        );
        assert_eq!(week.compared(None, Compare::Off, Match::Date).unwrap(), None);
        assert_eq!(
            week.begun(day("2025-12-29").unwrap()).unwrap(),
            days("2025-12-29", "2026-01-04")
        );
    }

    #[test]
    fn days_that_go_on_are_compared_with_as_much_of_others() {
        let rome = zone("Europe/Rome").unwrap();
        let span = |from: &str, to: &str| days(from, to).span(&rome).unwrap();
        let so_far = |other: Span, running: &Span, now: &str| {
            let cut = other.so_far(running, now.parse().unwrap()).unwrap();
            (cut.end.to_rfc3339(), cut.whole)
        };
        let cut = |end: &str| (format!("{end}+00:00"), false);
        let today = span("2026-11-28", "2026-11-28");
        let yesterday = span("2026-11-27", "2026-11-27");
        assert_eq!(
            so_far(yesterday.clone(), &today, "2026-11-28T08:37:12Z"),
            cut("2026-11-27T08:37:12")
        );
        // By the clocks, which were an hour ahead in summer.
        let summer = span("2026-07-04", "2026-07-04");
        assert_eq!(
            so_far(summer, &today, "2026-11-28T08:37:12Z"),
            cut("2026-07-04T07:37:12")
        );
        let week = span("2026-11-22", "2026-11-28");
        let before = span("2026-11-15", "2026-11-21");
        assert_eq!(
            so_far(before.clone(), &week, "2026-11-28T08:37:12Z"),
            cut("2026-11-21T08:30:00")
        );
        // Over, not begun, or of another length.
        for (other, running, now) in [
            (&before, &week, "2026-11-29T08:00:00Z"),
            (&before, &week, "2026-11-20T08:00:00Z"),
            (&before, &today, "2026-11-28T08:00:00Z"),
        ] {
            assert_eq!(
                so_far(other.clone(), running, now),
                ("2026-11-21T23:00:00+00:00".to_owned(), true)
            );
        }
        assert!(yesterday.whole);
    }

    #[test]
    fn a_day_begins_at_its_own_midnight_whatever_the_clocks_do() {
        let rome = zone("Europe/Rome").unwrap();
        let spring = days("2026-03-29", "2026-03-29").span(&rome).unwrap();
        assert_eq!(spring.start.to_rfc3339(), "2026-03-28T23:00:00+00:00");
        assert_eq!((spring.end - spring.start).num_hours(), 23);
        let hours = spring.points(Interval::Hour).unwrap();
        assert_eq!((hours.len(), hours[2].0.as_str()), (23, "2026-03-29T03:00+02:00"));
        let autumn = days("2026-10-25", "2026-10-25").span(&rome).unwrap();
        assert_eq!(autumn.points(Interval::Hour).unwrap().len(), 25);
        // Midnight does not exist there on this day.
        let beirut = zone("Asia/Beirut").unwrap();
        let day = days("2022-03-27", "2022-03-27").span(&beirut).unwrap();
        assert_eq!(day.start.to_rfc3339(), "2022-03-26T22:00:00+00:00");
    }

    #[test]
    fn weeks_begin_on_monday_and_the_first_point_with_the_range() {
        let span = days("2026-03-26", "2026-04-08").span(&TimeZone::UTC).unwrap();
        let names = |interval| -> Vec<String> {
            span.points(interval)
                .unwrap()
                .into_iter()
                .map(|(name, _)| name)
                .collect()
        };
        assert_eq!(names(Interval::Week), ["2026-03-26", "2026-03-30", "2026-04-06"]);
        assert_eq!(names(Interval::Month), ["2026-03-26", "2026-04-01"]);
        let long = days("2000-01-01", "2026-01-01").span(&TimeZone::UTC).unwrap();
        assert!(long.points(Interval::Hour).is_err());
    }
}
