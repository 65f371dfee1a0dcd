//! Recordings that telephone systems keep: fetched, missing, without a leg.

use std::time::Duration;

use models::calls::expected::Standing;
use prometheus::{HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec};

use super::make::Make;

#[derive(Clone)]
pub struct Fetching {
    ended: IntCounterVec,
    seconds: HistogramVec,
    pub bytes: IntCounter,
    pub matched: IntCounterVec,
    missing: IntGaugeVec,
    loose: IntGauge,
}

impl Fetching {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            ended: make.counters(
                "recording_fetches_total",
                "Attempts to fetch a recording, by how they ended",
                &["outcome"],
            )?,
            seconds: make.histograms(
                "recording_fetch_seconds",
                "Time of one attempt to fetch a recording",
                &[0.05, 0.1, 0.5, 1., 5., 30., 120., 600.],
                &["outcome"],
            )?,
            bytes: make.counter("recording_fetched_bytes_total", "Bytes of recordings that were fetched")?,
            matched: make.counters(
                "recordings_matched_total",
                "Recordings that came without a leg and found it, by what",
                &["by"],
            )?,
            missing: make.gauges(
                "recordings_missing",
                "Recordings that were announced and are not there, by state",
                &["state"],
            )?,
            loose: make.gauge(
                "recordings_without_leg",
                "Recordings that belong to no leg that is known",
            )?,
        })
    }

    pub fn ended(&self, outcome: &str, took: Duration) {
        self.ended.with_label_values(&[outcome]).inc();
        self.seconds.with_label_values(&[outcome]).observe(took.as_secs_f64());
    }

    pub fn stand(&self, standing: &[Standing], loose: i64) {
        self.missing.reset();
        for one in standing {
            self.missing.with_label_values(&[&one.state]).set(one.recordings);
        }
        self.loose.set(loose);
    }
}
