//! What this crate counts, one registry an application, one noun a file. Names by Prometheus conventions, base units.

mod analysis;
mod canary;
mod conservation;
mod database;
mod feed;
mod fetching;
mod intake;
mod jobs;
mod kafka;
mod mailboxes;
mod mails;
mod make;
mod process;
mod sources;
mod spans;
mod usage;

use prometheus::core::Collector;
use prometheus::proto::MetricFamily;
use prometheus::{IntCounterVec, Registry};

pub use analysis::Analysis;
pub use canary::Canary;
pub use conservation::Conservation;
pub use database::Database;
pub use feed::Feed;
pub use fetching::Fetching;
pub use intake::Intake;
pub use jobs::Jobs;
pub use kafka::Kafka;
pub use mailboxes::{Held, Mailboxes};
pub use mails::Mails;
use make::Make;
pub use process::Process;
pub use sources::Sources;
pub use spans::Spans;
pub use usage::Usage;

#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    pub intake: Intake,
    pub analysis: Analysis,
    pub conservation: Conservation,
    pub jobs: Jobs,
    pub kafka: Kafka,
    pub mailboxes: Mailboxes,
    pub mails: Mails,
    pub database: Database,
    pub canary: Canary,
    pub feed: Feed,
    pub fetching: Fetching,
    pub process: Process,
    pub sources: Sources,
    pub spans: Spans,
    pub usage: Usage,
    /// Actors and loops started again, by name.
    pub restarts: IntCounterVec,
}

impl Metrics {
    /// Only a name given twice can fail here, which the test below rules out.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let make = Make(&registry);
        let restarts = make.counters(
            "actor_restarts_total",
            "Actors and loops started again after they died",
            &["actor"],
        )?;
        // Loops count from nought when they begin, these only when the first one dies.
        for actor in ["call", "job", "ledger"] {
            restarts.with_label_values(&[actor]);
        }
        Ok(Self {
            intake: Intake::new(make)?,
            analysis: Analysis::new(make)?,
            conservation: Conservation::new(make)?,
            jobs: Jobs::new(make)?,
            kafka: Kafka::new(make)?,
            mailboxes: Mailboxes::new(make)?,
            mails: Mails::new(make)?,
            database: Database::new(make)?,
            canary: Canary::new(make)?,
            feed: Feed::new(make)?,
            fetching: Fetching::new(make)?,
            process: Process::new(&registry)?,
            sources: Sources::new(make)?,
            spans: Spans::new(make)?,
            usage: Usage::new(make)?,
            restarts,
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_alerts_watch_is_counted_from_nought() {
        let metrics = Metrics::new().unwrap();
        metrics.jobs.expect(&["partitions.drop"]);
        metrics.canary.begin();
        let families = metrics.gather();
        let series = |name: &str, value: &str| {
            let of_name = families.iter().filter(|family| family.name() == name);
            let mut of_name = of_name.flat_map(|family| family.get_metric());
            let found = of_name.find(|metric| metric.get_label().iter().any(|pair| pair.value() == value));
            found.map(|metric| metric.get_counter().get_value())
        };
        for (name, value) in [
            ("audiapro_kafka_dead_letters_total", "unreadable"),
            ("audiapro_kafka_dead_letters_total", "refused"),
            ("audiapro_kafka_produced_records_total", "failed"),
            ("audiapro_spans_requests_total", "failed"),
            ("audiapro_canary_calls_total", "failed"),
            ("audiapro_canary_calls_total", "turned_away"),
            ("audiapro_jobs_ended_total", "partitions.drop"),
            ("audiapro_actor_restarts_total", "call"),
            ("audiapro_actor_restarts_total", "job"),
            ("audiapro_actor_restarts_total", "ledger"),
        ] {
            assert_eq!(series(name, value), Some(0.0), "{name} {value}");
        }
    }

    #[test]
    fn every_name_is_given_once_and_a_mean_moves() {
        let metrics = Metrics::new().unwrap();
        metrics.analysis.analyzed(10.0, 5.0);
        assert_eq!(metrics.analysis.real_time_factor.get(), 0.5);
        metrics.analysis.analyzed(10.0, 10.0);
        assert!((metrics.analysis.real_time_factor.get() - 0.6).abs() < 1e-9);
        assert!(
            metrics
                .gather()
                .iter()
                .any(|family| family.name() == "audiapro_analysis_audio_seconds_total")
        );
    }
}
