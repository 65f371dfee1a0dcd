//! Whether the zone of a source is set wrongly: calls that are told the moment they end seem to have ended whole quarter hours ago, or to
//! end in whole quarter hours. Pure but for the present.

use chrono::{DateTime, TimeDelta, Utc};
use jiff::Timestamp;

/// Nobody is farther from UTC, in minutes.
const OFF_MAX: i64 = 14 * 60;
/// What a record may take to come.
const LATE_MAX: i64 = 120;

/// Minutes by which a call that has just ended seems to be off, in whole quarter hours; `None`: it has not just ended.
pub fn off(ended: Timestamp, now: Timestamp) -> Option<i32> {
    let late = now.as_second() - ended.as_second();
    let quarter = (late as f64 / 900.0).round() as i64 * 15;
    let is_live = (late - quarter * 60).abs() <= LATE_MAX && quarter.abs() <= OFF_MAX;
    is_live.then(|| i32::try_from(quarter).unwrap_or(0))
}

pub fn off_now(ended: Timestamp) -> Option<i32> {
    off(ended, Timestamp::now())
}

/// What several calls say: only what all of them say counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    off: i32,
    count: usize,
}

/// So many calls in a row are no chance.
const VOTES_MIN: usize = 3;

impl Votes {
    /// What is believed after this call.
    pub fn add(&mut self, ended: DateTime<Utc>, now: DateTime<Utc>) -> Option<i32> {
        let late: TimeDelta = now - ended;
        let (ended, now) = (
            Timestamp::from_second(0).ok()?,
            Timestamp::from_second(late.num_seconds()).ok()?,
        );
        let Some(off) = off(ended, now) else {
            self.count = 0;
            return None;
        };
        match off == self.off {
            true => self.count += 1,
            false => (self.off, self.count) = (off, 1),
        }
        (self.count >= VOTES_MIN).then_some(self.off)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_wrong_when_calls_that_just_ended_are_hours_off() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-03-02T10:00:20Z");
        assert_eq!(off(at("2026-03-02T10:00:00Z"), now), Some(0));
        assert_eq!(off(at("2026-03-02T12:00:00Z"), now), Some(-120));
        assert_eq!(off(at("2026-03-02T04:30:10Z"), now), Some(330));
        assert_eq!(off(at("2026-03-02T09:52:00Z"), now), None, "late, and not off");
        assert_eq!(off(at("2026-02-28T10:00:00Z"), now), None, "history");
    }

    #[test]
    fn one_call_may_be_chance_and_three_are_not() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut votes = Votes::default();
        let hour_ago = now - TimeDelta::hours(1);
        assert_eq!((votes.add(hour_ago, now), votes.add(hour_ago, now)), (None, None));
        assert_eq!(votes.add(hour_ago, now), Some(60));
        assert_eq!(votes.add(now, now), None);
        assert_eq!((votes.add(now, now), votes.add(now, now)), (None, Some(0)));
    }
}
