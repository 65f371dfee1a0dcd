//! Background jobs: what waits, what ended how, and when each kind last succeeded.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use models::platform::job::Standing;
use prometheus::{Gauge, GaugeVec, HistogramVec, IntCounterVec, IntGaugeVec};

use super::make::Make;

#[derive(Clone)]
pub struct Jobs {
    standing: IntGaugeVec,
    overdue_seconds: GaugeVec,
    ended: IntCounterVec,
    seconds: HistogramVec,
    succeeded_at: GaugeVec,
    outbox_oldest_seconds: Gauge,
}

impl Jobs {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            standing: make.gauges(
                "jobs",
                "Unfinished background jobs, by kind and state",
                &["kind", "state"],
            )?,
            overdue_seconds: make.levels(
                "jobs_overdue_seconds",
                "For how long the oldest waiting job of a kind has been due",
                &["kind"],
            )?,
            ended: make.counters(
                "jobs_ended_total",
                "Attempts at background jobs by how they ended",
                &["kind", "outcome"],
            )?,
            seconds: make.histograms(
                "job_seconds",
                "Time of one attempt at a background job",
                &[0.01, 0.05, 0.1, 0.5, 1., 5., 30., 120., 600., 3600.],
                &["kind"],
            )?,
            outbox_oldest_seconds: make.level(
                "outbox_oldest_seconds",
                "Age of the oldest event that can still be read",
            )?,
            succeeded_at: make.levels(
                "job_last_success_timestamp_seconds",
                "When a job of this kind last succeeded on this node",
                &["kind"],
            )?,
        })
    }

    /// Jobs of these kinds are done here: their failures are counted from nought, so that the first is seen as one more.
    pub fn expect(&self, kinds: &[&str]) {
        for kind in kinds {
            self.ended.with_label_values(&[*kind, "failed"]);
        }
    }

    pub fn stand(&self, standing: &[Standing]) {
        self.standing.reset();
        self.overdue_seconds.reset();
        for one in standing {
            self.standing.with_label_values(&[&one.kind, &one.state]).set(one.jobs);
            if one.state == "waiting" {
                self.overdue_seconds.with_label_values(&[&one.kind]).set(one.overdue_s);
            }
        }
    }

    /// None: there is no event.
    pub fn outbox(&self, oldest_s: Option<f64>) {
        self.outbox_oldest_seconds.set(oldest_s.unwrap_or(0.0));
    }

    pub fn ended(&self, kind: &str, outcome: &str, took: Duration) {
        self.ended.with_label_values(&[kind, outcome]).inc();
        self.seconds.with_label_values(&[kind]).observe(took.as_secs_f64());
        if outcome == "done" {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            self.succeeded_at.with_label_values(&[kind]).set(now.as_secs_f64());
        }
    }
}
