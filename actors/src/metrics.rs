//! What this crate counts, one registry an application. Names by Prometheus conventions, base units.

use std::time::Duration;

use prometheus::core::Collector;
use prometheus::proto::MetricFamily;
use prometheus::{
    Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
};

#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    /// Records and recordings by what became of them.
    pub intake: IntCounterVec,
    pub intake_unavailable: IntCounter,
    pub intake_waiting: IntGauge,
    pub batch_records: Histogram,
    pub batch_seconds: Histogram,
    pub calls_charged: IntCounterVec,
    pub tenants_active: IntGauge,
    pub ledger_connected: IntGauge,
    pub restarts: IntCounterVec,
    pub queue: IntGaugeVec,
    pub analyses: IntCounterVec,
    pub stage_seconds: HistogramVec,
    pub audio_seconds: prometheus::Counter,
    pub compute_seconds: prometheus::Counter,
    pub real_time_factor: Gauge,
    pub workers: IntGauge,
    pub workers_busy: IntGauge,
    pub workers_replaced: IntCounter,
    pub leases: IntGauge,
    pub recordings_bytes: IntCounter,
}

impl Metrics {
    /// Only a name given twice can fail here, which the test below rules out.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        Ok(Self {
            intake: add(
                &registry,
                counters(
                    "intake_records_total",
                    "Records and recordings taken, by kind and fate",
                    &["kind", "fate"],
                )?,
            )?,
            intake_unavailable: add(
                &registry,
                counter("intake_unavailable_total", "Requests answered with: try again later")?,
            )?,
            intake_waiting: add(
                &registry,
                gauge("intake_waiting_records", "Records that wait for the ledger")?,
            )?,
            batch_records: add(
                &registry,
                histogram(
                    "ledger_batch_records",
                    "Records in one transaction",
                    &[1., 2., 5., 10., 20., 50., 100., 200., 500., 1000., 2000.],
                )?,
            )?,
            batch_seconds: add(
                &registry,
                histogram(
                    "ledger_batch_seconds",
                    "Time of one transaction with its commit",
                    &[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1., 2., 5.],
                )?,
            )?,
            calls_charged: add(
                &registry,
                counters("calls_charged_total", "New calls by how they were charged", &["charge"])?,
            )?,
            tenants_active: add(
                &registry,
                gauge("tenants_active", "Tenants whose supervisor is in memory")?,
            )?,
            ledger_connected: add(
                &registry,
                gauge("ledger_connected", "1 while the ledger has its connection and its lock")?,
            )?,
            restarts: add(
                &registry,
                counters(
                    "actor_restarts_total",
                    "Actors and loops started again after they died",
                    &["actor"],
                )?,
            )?,
            queue: add(
                &registry,
                IntGaugeVec::new(
                    opts("analysis_queue_depth", "Analyses in the queue, by lane and state"),
                    &["lane", "state"],
                )?,
            )?,
            analyses: add(
                &registry,
                counters(
                    "analysis_attempts_total",
                    "Attempts by how they ended",
                    &["outcome", "code"],
                )?,
            )?,
            stage_seconds: add(
                &registry,
                HistogramVec::new(
                    HistogramOpts::new(named("analysis_stage_seconds"), "Time of one stage of an attempt")
                        .buckets(vec![0.005, 0.02, 0.1, 0.5, 1., 2., 5., 10., 30., 60., 300., 1800.]),
                    &["stage"],
                )?,
            )?,
            audio_seconds: add(
                &registry,
                prometheus::Counter::with_opts(opts("analysis_audio_seconds_total", "Audio analysed"))?,
            )?,
            compute_seconds: add(
                &registry,
                prometheus::Counter::with_opts(opts(
                    "analysis_compute_seconds_total",
                    "Time that workers spent on it",
                ))?,
            )?,
            real_time_factor: add(
                &registry,
                Gauge::with_opts(opts(
                    "analysis_real_time_factor",
                    "Worker seconds for one second of audio, a moving mean",
                ))?,
            )?,
            workers: add(&registry, gauge("analysis_workers", "Workers of the pool")?)?,
            workers_busy: add(
                &registry,
                gauge("analysis_workers_busy", "Workers that are taken or being replaced")?,
            )?,
            workers_replaced: add(
                &registry,
                counter("analysis_workers_replaced_total", "Workers replaced after a panic")?,
            )?,
            leases: add(&registry, gauge("analysis_leases", "Analyses in flight on this node")?)?,
            recordings_bytes: add(
                &registry,
                counter("recording_bytes_total", "Bytes of recordings received")?,
            )?,
            registry,
        })
    }

    pub fn gather(&self) -> Vec<MetricFamily> {
        self.registry.gather()
    }

    /// Adds the collectors of a neighbour, such as the counter of outbound connections.
    pub fn register(&self, collector: Box<dyn Collector>) -> Result<(), prometheus::Error> {
        self.registry.register(collector)
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

fn named(name: &str) -> String {
    format!("audiapro_{name}")
}

fn opts(name: &str, help: &str) -> Opts {
    Opts::new(named(name), help)
}

fn counter(name: &str, help: &str) -> Result<IntCounter, prometheus::Error> {
    IntCounter::with_opts(opts(name, help))
}

fn counters(name: &str, help: &str, labels: &[&str]) -> Result<IntCounterVec, prometheus::Error> {
    IntCounterVec::new(opts(name, help), labels)
}

fn gauge(name: &str, help: &str) -> Result<IntGauge, prometheus::Error> {
    IntGauge::with_opts(opts(name, help))
}

fn histogram(name: &str, help: &str, buckets: &[f64]) -> Result<Histogram, prometheus::Error> {
    Histogram::with_opts(HistogramOpts::new(named(name), help).buckets(buckets.to_vec()))
}

fn add<C: Collector + Clone + 'static>(registry: &Registry, collector: C) -> Result<C, prometheus::Error> {
    registry.register(Box::new(collector.clone()))?;
    Ok(collector)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_given_once_and_a_mean_moves() {
        let metrics = Metrics::new().unwrap();
        metrics.analyzed(10.0, 5.0);
        assert_eq!(metrics.real_time_factor.get(), 0.5);
        metrics.analyzed(10.0, 10.0);
        assert!((metrics.real_time_factor.get() - 0.6).abs() < 1e-9);
        assert!(
            metrics
                .gather()
                .iter()
                .any(|family| family.name() == "audiapro_analysis_audio_seconds_total")
        );
    }
}
