//! The door's log, who owns it, and what streams out. All zero on one machine without Kafka.

use prometheus::{IntCounter, IntCounterVec, IntGauge, IntGaugeVec};

use super::make::Make;
use crate::ledger::poison::Poison;

#[derive(Clone)]
pub struct Kafka {
    pub produced: IntCounterVec,
    pub partitions: IntGauge,
    pub partitions_unused: IntGauge,
    pub partitions_owned: IntGauge,
    pub claims: IntCounter,
    pub fenced: IntCounter,
    pub begun_anew: IntCounter,
    pub out_of_reach: IntGauge,
    pub lag: IntGaugeVec,
    pub reader_restarts: IntCounter,
    pub dead_letters: IntCounterVec,
    pub client_errors: IntCounter,
    pub relayed: IntCounterVec,
    pub relay_errors: IntCounter,
    pub relay_lost: IntCounter,
    pub relay_waiting: IntGauge,
    pub relay_oldest: IntGauge,
}

impl Kafka {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        let produced = make.counters(
            "kafka_produced_records_total",
            "Records handed to the broker by this node's doors, by outcome",
            &["outcome"],
        )?;
        let dead_letters = make.counters(
            "kafka_dead_letters_total",
            "Records that nobody could take, by reason",
            &["reason"],
        )?;
        // What alerts watch begins at nought: of a series that begins at one nobody sees that it grew.
        for outcome in ["acknowledged", "failed"] {
            produced.with_label_values(&[outcome]);
        }
        for reason in Poison::REASONS {
            dead_letters.with_label_values(&[reason]);
        }
        Ok(Self {
            produced,
            dead_letters,
            partitions: make.gauge(
                "kafka_partitions",
                "Partitions that the door is cut into; 0 without Kafka",
            )?,
            partitions_unused: make.gauge(
                "kafka_partitions_unused",
                "Partitions of the door's topic that somebody has added: nothing is written to them",
            )?,
            partitions_owned: make.gauge("kafka_partitions_owned", "Partitions of the door that are this node's")?,
            claims: make.counter(
                "kafka_partition_claims_total",
                "Partitions claimed: each raised an owner's epoch",
            )?,
            fenced: make.counter(
                "kafka_fenced_total",
                "Ledgers that found another node's epoch and ended",
            )?,
            begun_anew: make.counter(
                "kafka_partitions_begun_anew_total",
                "Partitions read from the beginning of a topic that was deleted and made anew",
            )?,
            out_of_reach: make.gauge(
                "kafka_log_out_of_reach",
                "1 since acknowledged records were found that the door's log no longer holds; a person has to look",
            )?,
            lag: make.gauges(
                "kafka_lag_records",
                "Records of an owned partition that are not committed yet",
                &["partition"],
            )?,
            reader_restarts: make.counter("kafka_reader_restarts_total", "Readers of the log started again")?,
            client_errors: make.counter("kafka_client_errors_total", "Errors the Kafka client has told")?,
            relayed: make.counters("kafka_relayed_events_total", "Events published, by topic", &["topic"])?,
            relay_errors: make.counter(
                "kafka_relay_errors_total",
                "Rounds of the relay that failed and were repeated",
            )?,
            relay_lost: make.counter(
                "kafka_relay_lost_events_total",
                "Events dropped from the outbox for their age before they were published",
            )?,
            relay_waiting: make.gauge(
                "kafka_relay_waiting_tenants",
                "Tenants with events that wait to be published",
            )?,
            relay_oldest: make.gauge(
                "kafka_relay_oldest_timestamp_seconds",
                "Of the events that this node is publishing, when the oldest happened, in Unix time; 0: none waits",
            )?,
        })
    }
}
