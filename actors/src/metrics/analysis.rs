//! Analyses: the queue, the attempts, the stages, the workers.

use std::time::Duration;

use prometheus::{Counter, Gauge, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec};

use super::make::Make;

#[derive(Clone)]
pub struct Analysis {
    pub queue: IntGaugeVec,
    pub attempts: IntCounterVec,
    pub stage_seconds: HistogramVec,
    pub audio_seconds: Counter,
    pub compute_seconds: Counter,
    pub real_time_factor: Gauge,
    pub workers: IntGauge,
    pub workers_busy: IntGauge,
    pub workers_replaced: IntCounter,
    pub leases: IntGauge,
}

impl Analysis {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            queue: make.gauges(
                "analysis_queue_depth",
                "Analyses in the queue, by lane and state",
                &["lane", "state"],
            )?,
            attempts: make.counters(
                "analysis_attempts_total",
                "Attempts by how they ended",
                &["outcome", "code"],
            )?,
            stage_seconds: make.histograms(
                "analysis_stage_seconds",
                "Time of one stage of an attempt",
                &[0.005, 0.02, 0.1, 0.5, 1., 2., 5., 10., 30., 60., 300., 1800.],
                &["stage"],
            )?,
            audio_seconds: make.sum("analysis_audio_seconds_total", "Audio analysed")?,
            compute_seconds: make.sum("analysis_compute_seconds_total", "Time that workers spent on it")?,
            real_time_factor: make.level(
                "analysis_real_time_factor",
                "Worker seconds for one second of audio, a moving mean",
            )?,
            workers: make.gauge("analysis_workers", "Workers of the pool")?,
            workers_busy: make.gauge("analysis_workers_busy", "Workers that are taken or being replaced")?,
            workers_replaced: make.counter("analysis_workers_replaced_total", "Workers replaced after a panic")?,
            leases: make.gauge("analysis_leases", "Analyses in flight on this node")?,
        })
    }

    pub fn stage(&self, stage: &str, took: Duration) {
        self.stage_seconds
            .with_label_values(&[stage])
            .observe(took.as_secs_f64());
    }

    /// One recording analysed: seconds of audio, seconds of a worker.
    pub fn analyzed(&self, audio_s: f64, compute_s: f64) {
        self.audio_seconds.inc_by(audio_s.max(0.0));
        self.compute_seconds.inc_by(compute_s.max(0.0));
        if audio_s > 0.0 {
            let (factor, before) = (compute_s / audio_s, self.real_time_factor.get());
            self.real_time_factor.set(if before == 0.0 {
                factor
            } else {
                before * 0.8 + factor * 0.2
            });
        }
    }
}
