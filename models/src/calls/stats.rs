//! What a call contributes to the roll-ups: the one definition by which the Ledger and the results write them. Pure.
//!
//! Whoever changes a call, under its row lock, takes its old contribution away and adds the new one.

use std::collections::BTreeMap;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::intake::CallRow;
use super::status::AnalysisStatus;
use crate::ids::TenantId;

/// The row of the roll-up in which a call counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket {
    pub tenant: TenantId,
    /// A quarter of an hour, UTC, by the call's start.
    pub bucket: DateTime<Utc>,
    pub source_instance: String,
    pub direction: String,
    pub disposition: String,
}

/// Seconds of waiting by which service levels are told. `waited_within` of a roll-up has one count for each.
pub const THRESHOLDS_S: [i32; 12] = [15, 20, 25, 30, 45, 60, 90, 120, 180, 240, 300, 600];

/// Who gives up so soon has hardly begun to wait: one of the service levels (`SL5`) counts them as served.
pub const SHORT_S: i32 = 5;

/// A roll-up's day, UTC.
pub const DAY_S: i64 = 86_400;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contribution {
    pub calls: i64,
    pub answered: i64,
    pub talk_s: i64,
    pub wait_s: i64,
    pub analyzed: i64,
    pub negative: i64,
    pub neutral: i64,
    pub positive: i64,
    pub score_sum: f64,
    /// Whose waiting time is known.
    pub waits: i64,
    /// That waited no longer than each threshold.
    pub waited_within: [i64; THRESHOLDS_S.len()],
    /// That waited no longer than `SHORT_S`.
    pub waited_short: i64,
    /// With something to analyse.
    pub recorded: i64,
}

pub type Delta = (Bucket, Contribution);

impl Contribution {
    fn add(&mut self, other: &Self, sign: i64) {
        self.calls += sign * other.calls;
        self.answered += sign * other.answered;
        self.talk_s += sign * other.talk_s;
        self.wait_s += sign * other.wait_s;
        self.analyzed += sign * other.analyzed;
        self.negative += sign * other.negative;
        self.neutral += sign * other.neutral;
        self.positive += sign * other.positive;
        self.score_sum += sign as f64 * other.score_sum;
        self.waits += sign * other.waits;
        self.waited_short += sign * other.waited_short;
        self.recorded += sign * other.recorded;
        for (own, more) in self.waited_within.iter_mut().zip(other.waited_within) {
            *own += sign * more;
        }
    }
}

/// What of a call is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    pub tenant: TenantId,
    pub source_instance: String,
    pub direction: String,
    pub disposition: String,
    pub started_at: DateTime<Utc>,
    pub talk_s: i32,
    pub wait_s: Option<i32>,
    pub analysis_status: AnalysisStatus,
    pub sentiment_label: Option<String>,
    pub sentiment_score: Option<f64>,
}

impl From<&CallRow> for Counted {
    fn from(call: &CallRow) -> Self {
        Self {
            tenant: call.tenant,
            source_instance: call.source_instance.clone(),
            direction: call.direction.clone(),
            disposition: call.disposition.clone(),
            started_at: call.started_at,
            talk_s: call.talk_s,
            wait_s: call.wait_s,
            analysis_status: call.analysis_status,
            sentiment_label: call.sentiment_label.clone(),
            sentiment_score: call.sentiment_score,
        }
    }
}

/// What a call counts, and where.
pub fn of(call: &Counted) -> Delta {
    let bucket = call
        .started_at
        .duration_trunc(TimeDelta::minutes(15))
        .unwrap_or(call.started_at);
    let label = |wanted: &str| i64::from(call.sentiment_label.as_deref() == Some(wanted));
    let bucket = Bucket {
        tenant: call.tenant,
        bucket,
        source_instance: call.source_instance.clone(),
        direction: call.direction.clone(),
        disposition: call.disposition.clone(),
    };
    let contribution = Contribution {
        calls: 1,
        answered: i64::from(call.disposition == "answered"),
        talk_s: i64::from(call.talk_s),
        wait_s: i64::from(call.wait_s.unwrap_or(0)),
        analyzed: i64::from(call.analysis_status == AnalysisStatus::Analyzed),
        negative: label("negative"),
        neutral: label("neutral"),
        positive: label("positive"),
        score_sum: call.sentiment_label.as_ref().and(call.sentiment_score).unwrap_or(0.0),
        waits: i64::from(call.wait_s.is_some()),
        waited_within: THRESHOLDS_S.map(|within_s| i64::from(call.wait_s.is_some_and(|wait_s| wait_s <= within_s))),
        waited_short: i64::from(call.wait_s.is_some_and(|wait_s| wait_s <= SHORT_S)),
        recorded: i64::from(call.analysis_status != AnalysisStatus::None),
    };
    (bucket, contribution)
}

/// What changes of quarters of an hour amount to in whole days, UTC; in the order of the rows' keys, without rows that do not change.
pub fn by_days(deltas: &[Delta]) -> Vec<Delta> {
    let mut days: BTreeMap<Bucket, Contribution> = BTreeMap::new();
    for (row, delta) in deltas {
        let since_midnight = TimeDelta::seconds(row.bucket.timestamp().rem_euclid(DAY_S));
        let day = Bucket {
            bucket: row.bucket.checked_sub_signed(since_midnight).unwrap_or(row.bucket),
            ..row.clone()
        };
        days.entry(day).or_default().add(delta, 1);
    }
    changed(days)
}

fn changed(rows: BTreeMap<Bucket, Contribution>) -> Vec<Delta> {
    rows.into_iter()
        .filter(|(_, delta)| *delta != Contribution::default())
        .collect()
}

/// Adds up what changes of calls amount to; in the order of the rows' keys, without rows that do not change.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    rows: BTreeMap<Bucket, Contribution>,
}

impl Changes {
    pub fn add(&mut self, call: &Counted) {
        self.change(call, 1);
    }

    pub fn take_away(&mut self, call: &Counted) {
        self.change(call, -1);
    }

    fn change(&mut self, call: &Counted, sign: i64) {
        let (bucket, contribution) = of(call);
        self.rows.entry(bucket).or_default().add(&contribution, sign);
    }

    pub fn into_deltas(self) -> Vec<Delta> {
        changed(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn call() -> Counted {
        Counted {
            tenant: TenantId(Uuid::from_u128(1)),
            source_instance: "api".into(),
            direction: "inbound".into(),
            disposition: "answered".into(),
            started_at: "2026-03-01T10:14:59.999Z".parse().unwrap(),
            talk_s: 60,
            wait_s: Some(4),
            analysis_status: AnalysisStatus::None,
            sentiment_label: None,
            sentiment_score: None,
        }
    }

    #[test]
    fn a_call_counts_in_the_quarter_of_an_hour_of_its_start() {
        let (bucket, counted) = of(&call());
        assert_eq!(bucket.bucket.to_rfc3339(), "2026-03-01T10:00:00+00:00");
        assert_eq!(
            (
                counted.calls,
                counted.answered,
                counted.talk_s,
                counted.wait_s,
                counted.analyzed
            ),
            (1, 1, 60, 4, 0)
        );
    }

    #[test]
    fn a_change_that_changes_no_figure_is_no_row() {
        let mut changes = Changes::default();
        changes.take_away(&call());
        changes.add(&Counted {
            started_at: "2026-03-01T10:00:00Z".parse().unwrap(),
            ..call()
        });
        assert_eq!(changes.into_deltas(), []);
    }

    #[test]
    fn a_call_that_moves_takes_its_sentiment_along() {
        let analyzed = Counted {
            analysis_status: AnalysisStatus::Analyzed,
            sentiment_label: Some("negative".into()),
            sentiment_score: Some(-2.5),
            ..call()
        };
        let mut changes = Changes::default();
        changes.take_away(&analyzed);
        changes.add(&Counted {
            started_at: "2026-03-01T09:59:00Z".parse().unwrap(),
            ..analyzed
        });
        let deltas = changes.into_deltas();
        let sums: Vec<_> = deltas
            .iter()
            .map(|(_, delta)| (delta.calls, delta.analyzed, delta.negative, delta.score_sum))
            .collect();
        assert_eq!(sums, [(1, 1, 1, -2.5), (-1, -1, -1, 2.5)]);
    }

    #[test]
    fn days_have_the_sums_of_their_quarters_of_an_hour() {
        let mut changes = Changes::default();
        // The epoch's own day, and one before it.
        for start in [
            "2026-03-01T00:00:00Z",
            "2026-03-01T23:59:59Z",
            "2026-03-02T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
        ] {
            changes.add(&Counted {
                started_at: start.parse().unwrap(),
                ..call()
            });
        }
        let days: Vec<_> = by_days(&changes.into_deltas())
            .into_iter()
            .map(|(day, sums)| (day.bucket.to_rfc3339(), sums.calls, sums.talk_s, sums.waited_within[0]))
            .collect();
        let day = |date: &str, calls: i64| (format!("{date}T00:00:00+00:00"), calls, calls * 60, calls);
        assert_eq!(
            days,
            [
                day("1969-12-31", 1),
                day("1970-01-01", 1),
                day("2026-03-01", 2),
                day("2026-03-02", 1)
            ]
        );
    }

    #[test]
    fn a_call_that_moves_within_its_day_changes_quarters_of_an_hour_alone() {
        let mut changes = Changes::default();
        changes.take_away(&call());
        changes.add(&Counted {
            started_at: "2026-03-01T09:59:00Z".parse().unwrap(),
            ..call()
        });
        let deltas = changes.into_deltas();
        assert_eq!((deltas.len(), by_days(&deltas)), (2, vec![]));
    }
}
