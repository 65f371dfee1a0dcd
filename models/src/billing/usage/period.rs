//! The monthly period of a tenant: from anniversary to anniversary in the tenant's own zone. Pure: `now` is an argument.

use chrono::{DateTime, Utc};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

/// A half-open span of time `[start, end)` in which calls are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

impl Period {
    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        self.start <= at && at < self.end
    }

    /// This period as reckoned, or the one that was `begun` before it if they are the same month under terms that were changed
    /// meanwhile: a change of zone moves midnight, and must not begin to count anew. Then it keeps its start and takes the new end.
    pub fn after(self, begun: Period) -> Period {
        let (to_start, to_end) = ((self.start - begun.start).abs(), (self.start - begun.end).abs());
        if to_start < to_end {
            Period {
                start: begun.start,
                end: self.end,
            }
        } else {
            self
        }
    }
}

/// The day of the month on which a tenant's periods begin, and in which zone that day begins at midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anniversary {
    day: Date,
    zone: TimeZone,
}

/// Why a tenant's periods cannot be reckoned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error("unknown time zone {0:?}; IANA names such as Europe/Berlin are known")]
    Zone(String),
    #[error("the time {0} is outside what a calendar can hold")]
    Range(DateTime<Utc>),
}

impl Anniversary {
    /// `zone` is an IANA name; `anchored_at` the moment the first period began.
    pub fn new(anchored_at: DateTime<Utc>, zone: &str) -> Result<Self, PeriodError> {
        let zone = TimeZone::get(zone).map_err(|_| PeriodError::Zone(zone.to_owned()))?;
        let day = stamp(anchored_at)?.to_zoned(zone.clone()).date();
        Ok(Self { day, zone })
    }

    /// The period that holds `now`. Each begins at the first moment of the anchor's day of the month, in the zone; where a month is
    /// too short for that day, on the month's last day (31 Jan, 28 Feb, 31 Mar). A time before the anchor has a period as well.
    pub fn period_at(&self, now: DateTime<Utc>) -> Result<Period, PeriodError> {
        let out_of_range = |_| PeriodError::Range(now);
        let today = stamp(now)?.to_zoned(self.zone.clone()).date();
        let months = months_between(self.day, today);
        let this = self.day.checked_add(months.months()).map_err(out_of_range)?;
        let first = if this <= today {
            months
        } else {
            months.saturating_sub(1)
        };
        Ok(Period {
            start: self.begin(first, now)?,
            end: self.begin(first.saturating_add(1), now)?,
        })
    }

    fn begin(&self, months: i32, now: DateTime<Utc>) -> Result<DateTime<Utc>, PeriodError> {
        let out_of_range = |_| PeriodError::Range(now);
        let day = self.day.checked_add(months.months()).map_err(out_of_range)?;
        let midnight = day
            .to_zoned(self.zone.clone())
            .map_err(out_of_range)?
            .start_of_day()
            .map_err(out_of_range)?;
        DateTime::from_timestamp(midnight.timestamp().as_second(), 0).ok_or(PeriodError::Range(now))
    }
}

/// Whole months from one date's month to another's, days left out.
fn months_between(from: Date, to: Date) -> i32 {
    (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month())
}

fn stamp(at: DateTime<Utc>) -> Result<Timestamp, PeriodError> {
    Timestamp::from_microsecond(at.timestamp_micros()).map_err(|_| PeriodError::Range(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn period(anchor: &str, zone: &str, now: &str) -> (String, String) {
        let period = Anniversary::new(at(anchor), zone).unwrap().period_at(at(now)).unwrap();
        (period.start.to_rfc3339(), period.end.to_rfc3339())
    }

    #[test]
    fn a_period_runs_from_local_midnight_to_local_midnight_across_the_change_of_clocks() {
        let (start, end) = period("2026-03-08T17:00:00Z", "America/New_York", "2026-03-20T00:00:00Z");
        assert_eq!(
            (start.as_str(), end.as_str()),
            ("2026-03-08T05:00:00+00:00", "2026-04-08T04:00:00+00:00")
        );
    }

    #[test]
    fn an_anchor_on_the_31st_falls_on_the_last_day_of_shorter_months_and_returns() {
        let starts: Vec<String> = ["2026-02-01", "2026-02-28", "2026-03-31", "2026-04-30"]
            .iter()
            .map(|day| period("2026-01-31T10:00:00Z", "UTC", &format!("{day}T12:00:00Z")).0[..10].to_owned())
            .collect();
        assert_eq!(starts, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
    }

    #[test]
    fn a_leap_day_is_kept_where_it_exists() {
        assert_eq!(
            &period("2024-01-30T00:00:00Z", "UTC", "2024-02-29T00:00:00Z").0[..10],
            "2024-02-29"
        );
        assert_eq!(
            &period("2024-01-30T00:00:00Z", "UTC", "2025-02-28T00:00:00Z").0[..10],
            "2025-02-28"
        );
    }

    #[test]
    fn the_day_is_the_tenants_own() {
        // 31 December in UTC is already 1 January in Auckland.
        let (start, end) = period("2025-12-31T12:00:00Z", "Pacific/Auckland", "2026-01-10T00:00:00Z");
        assert_eq!(
            (start.as_str(), end.as_str()),
            ("2025-12-31T11:00:00+00:00", "2026-01-31T11:00:00+00:00")
        );
    }

    #[test]
    fn a_midnight_that_never_was_begins_at_the_next_moment_that_is() {
        // In Santiago clocks went from 23:59:59 to 01:00 on 6 September 2026.
        let (start, _) = period("2026-08-06T12:00:00Z", "America/Santiago", "2026-09-07T12:00:00Z");
        assert_eq!(start, "2026-09-06T04:00:00+00:00");
    }

    #[test]
    fn a_begun_period_goes_on_when_the_zone_changes() {
        let reckoned = |zone, now| {
            Anniversary::new(at("2026-01-15T12:00:00Z"), zone)
                .unwrap()
                .period_at(at(now))
                .unwrap()
        };
        let begun = reckoned("UTC", "2026-01-20T00:00:00Z");
        for zone in ["Asia/Tokyo", "America/Los_Angeles"] {
            let now = reckoned(zone, "2026-01-20T00:00:00Z").after(begun);
            assert_eq!(now.start, begun.start);
            let next = reckoned(zone, "2026-02-16T00:00:00Z").after(now);
            assert_eq!(next.start, now.end, "{zone}: the next one begins where it ends");
        }
        // The hours between the old midnight and the new one belong to the begun period as well.
        let between = reckoned("America/Los_Angeles", "2026-02-15T03:00:00Z").after(begun);
        assert_eq!((between.start, between.end), (begun.start, at("2026-02-15T08:00:00Z")));
    }

    #[test]
    fn an_unknown_zone_is_named() {
        assert_eq!(
            Anniversary::new(at("2026-01-01T00:00:00Z"), "Mars/Olympus").unwrap_err(),
            PeriodError::Zone("Mars/Olympus".into())
        );
    }

    proptest! {
        #[test]
        fn periods_tile_time(
            anchor in 1_500_000_000_i64..1_900_000_000, now in 1_400_000_000_i64..2_000_000_000,
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "America/Santiago", "Pacific/Kiritimati"]),
        ) {
            let (anchor, now) = (DateTime::from_timestamp(anchor, 0).unwrap(), DateTime::from_timestamp(now, 0).unwrap());
            let anniversary = Anniversary::new(anchor, zone).unwrap();
            let period = anniversary.period_at(now).unwrap();
            prop_assert!(period.holds(now));
            prop_assert_eq!(anniversary.period_at(period.end).unwrap().start, period.end);
            prop_assert_eq!(anniversary.period_at(period.start).unwrap(), period);
            let days = (period.end - period.start).num_hours() / 24;
            prop_assert!((27..=31).contains(&days), "{} days", days);
        }
    }
}
