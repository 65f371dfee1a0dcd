//! Makes a metric with our prefix and puts it into a registry.

use prometheus::core::Collector;
use prometheus::{
    Counter, Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec,
    Opts, Registry,
};

type Made<C> = Result<C, prometheus::Error>;

#[derive(Clone, Copy)]
pub(super) struct Make<'a>(pub(super) &'a Registry);

impl Make<'_> {
    pub(super) fn counter(self, name: &str, help: &str) -> Made<IntCounter> {
        self.add(IntCounter::with_opts(opts(name, help))?)
    }

    pub(super) fn counters(self, name: &str, help: &str, labels: &[&str]) -> Made<IntCounterVec> {
        self.add(IntCounterVec::new(opts(name, help), labels)?)
    }

    /// Of fractions, such as seconds.
    pub(super) fn sum(self, name: &str, help: &str) -> Made<Counter> {
        self.add(Counter::with_opts(opts(name, help))?)
    }

    pub(super) fn gauge(self, name: &str, help: &str) -> Made<IntGauge> {
        self.add(IntGauge::with_opts(opts(name, help))?)
    }

    pub(super) fn gauges(self, name: &str, help: &str, labels: &[&str]) -> Made<IntGaugeVec> {
        self.add(IntGaugeVec::new(opts(name, help), labels)?)
    }

    /// Of fractions, such as seconds and ratios.
    pub(super) fn level(self, name: &str, help: &str) -> Made<Gauge> {
        self.add(Gauge::with_opts(opts(name, help))?)
    }

    pub(super) fn levels(self, name: &str, help: &str, labels: &[&str]) -> Made<GaugeVec> {
        self.add(GaugeVec::new(opts(name, help), labels)?)
    }

    pub(super) fn histogram(self, name: &str, help: &str, buckets: &[f64]) -> Made<Histogram> {
        self.add(Histogram::with_opts(
            HistogramOpts::new(named(name), help).buckets(buckets.to_vec()),
        )?)
    }

    pub(super) fn histograms(self, name: &str, help: &str, buckets: &[f64], labels: &[&str]) -> Made<HistogramVec> {
        let opts = HistogramOpts::new(named(name), help).buckets(buckets.to_vec());
        self.add(HistogramVec::new(opts, labels)?)
    }

    fn add<C: Collector + Clone + 'static>(self, collector: C) -> Made<C> {
        self.0.register(Box::new(collector.clone()))?;
        Ok(collector)
    }
}

fn named(name: &str) -> String {
    format!("audiapro_{name}")
}

fn opts(name: &str, help: &str) -> Opts {
    Opts::new(named(name), help)
}
