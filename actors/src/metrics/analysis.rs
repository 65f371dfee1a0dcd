//! Analyses: the queue, the attempts, the stages, the workers.

use std::time::Duration;

use models::calls::intake::Lane;
use models::calls::queue::outlook::Outlook;
use prometheus::{Counter, Gauge, GaugeVec, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec};

use super::make::Make;

#[derive(Clone)]
pub struct Analysis {
    pub queue: IntGaugeVec,
    queue_audio_seconds: GaugeVec,
    queue_oldest_seconds: GaugeVec,
    queue_eta_seconds: GaugeVec,
    paused: IntGauge,
    pub dead_letters: IntGaugeVec,
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
            queue_audio_seconds: make.levels(
                "analysis_queue_audio_seconds",
                "Audio that waits for a worker, by lane",
                &["lane"],
            )?,
            queue_oldest_seconds: make.levels(
                "analysis_queue_oldest_seconds",
                "For how long the oldest analysis has waited for a worker, by lane",
                &["lane"],
            )?,
            queue_eta_seconds: make.levels(
                "analysis_queue_eta_seconds",
                "Until what waits in a lane is done, at the measured speed of all workers; absent while nobody works",
                &["lane"],
            )?,
            paused: make.gauge(
                "analysis_paused",
                "1 while nothing is claimed, because the operator said so",
            )?,
            dead_letters: make.gauges(
                "dead_letters",
                "Analyses that were given up and wait for somebody, by reason",
                &["code"],
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

    /// What waits in each lane, of all tenants.
    pub fn look_out(&self, outlook: &Outlook) {
        self.paused.set(i64::from(outlook.paused));
        self.queue_eta_seconds.reset();
        for lane in Lane::ALL {
            let (name, audio_s) = (lane.as_str(), outlook.audio_s(lane));
            self.queue_audio_seconds.with_label_values(&[name]).set(audio_s);
            let oldest_s = outlook.oldest_s(lane).unwrap_or(0.0);
            self.queue_oldest_seconds.with_label_values(&[name]).set(oldest_s);
            let eta_s = outlook.lane_eta_s(lane).or((audio_s == 0.0).then_some(0.0));
            if let Some(eta_s) = eta_s {
                self.queue_eta_seconds.with_label_values(&[name]).set(eta_s);
            }
        }
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
