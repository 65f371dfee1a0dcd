//! Clients of Kafka with our settings, and what they say of themselves: logged once, without secrets, and kept for whoever asks why.

use std::sync::{Arc, Mutex, PoisonError};

use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;

use super::settings::{KafkaConfig, Protocol};
use crate::metrics::Metrics;

/// Hears what a client says.
#[derive(Clone)]
pub(crate) struct Watched {
    metrics: Metrics,
    last: Arc<Mutex<Option<String>>>,
}

impl Watched {
    pub(crate) fn new(metrics: Metrics) -> Self {
        Self {
            metrics,
            last: Arc::default(),
        }
    }

    /// What went wrong last.
    pub(crate) fn last_error(&self) -> Option<String> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn hear(&self, error: &KafkaError, reason: &str) {
        self.metrics.kafka.client_errors.inc();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let said = format!("{error}: {reason}");
        // A broker that is away is told of with each attempt.
        if last.as_deref() != Some(&said) {
            tracing::warn!("Kafka: {said}");
            *last = Some(said);
        }
    }
}

impl ClientContext for Watched {
    fn log(&self, level: RDKafkaLogLevel, _: &str, message: &str) {
        log(level, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.hear(&error, reason);
    }
}

impl ConsumerContext for Watched {}

pub(crate) fn log(level: RDKafkaLogLevel, message: &str) {
    match level {
        RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical => {
            tracing::error!("Kafka client: {message}");
        }
        // What is an error to the client is told by `error` as well.
        _ => tracing::debug!("Kafka client: {message}"),
    }
}

/// What all clients have in common: where, and how to come in.
pub(crate) fn config(kafka: &KafkaConfig) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", &kafka.brokers);
    config.set("client.id", "audiapro");
    config.set("reconnect.backoff.ms", "100");
    config.set("reconnect.backoff.max.ms", "2000");
    let security = &kafka.security;
    let protocol = match (security.tls, security.mechanism.is_empty()) {
        (false, true) => "plaintext",
        (true, true) => "ssl",
        (false, false) => "sasl_plaintext",
        (true, false) => "sasl_ssl",
    };
    config.set("security.protocol", protocol);
    if !security.mechanism.is_empty() {
        config.set("sasl.mechanism", &security.mechanism);
        config.set("sasl.username", &security.user);
        config.set("sasl.password", &security.password);
    }
    let files = [
        ("ssl.ca.location", &security.ca_file),
        ("ssl.certificate.location", &security.certificate_file),
        ("ssl.key.location", &security.key_file),
    ];
    for (key, file) in files {
        if let (true, Some(file)) = (security.tls, file) {
            config.set(key, file.display().to_string());
        }
    }
    if security.tls && !security.key_password.is_empty() {
        config.set("ssl.key.password", &security.key_password);
    }
    config
}

/// Acknowledged by all copies, in order, each once.
pub(crate) fn producer(kafka: &KafkaConfig) -> ClientConfig {
    let mut config = config(kafka);
    config.set("enable.idempotence", "true");
    config.set("acks", "all");
    config.set("compression.type", "zstd");
    config.set("linger.ms", "1");
    // As Java's clients do it: published topics are read by theirs.
    config.set("partitioner", "murmur2_random");
    config.set("delivery.timeout.ms", kafka.acknowledge_max.as_millis().to_string());
    config.set("message.max.bytes", (kafka.record_bytes_max + 64 * 1024).to_string());
    config.set("queue.buffering.max.messages", "100000");
    config.set(
        "queue.buffering.max.kbytes",
        (kafka.produce_bytes_max / 1024).max(1).to_string(),
    );
    config
}

/// Offsets are in PostgreSQL: nothing is stored or committed by itself, and no offset is guessed.
pub(crate) fn consumer(kafka: &KafkaConfig, group: &str) -> ClientConfig {
    let mut config = config(kafka);
    config.set("group.id", group);
    config.set("enable.auto.commit", "false");
    config.set("enable.auto.offset.store", "false");
    config.set("auto.offset.reset", "error");
    config.set("isolation.level", "read_committed");
    config.set("fetch.wait.max.ms", "100");
    config.set("fetch.queue.backoff.ms", "50");
    config.set("queued.min.messages", "10000");
    config.set("queued.max.messages.kbytes", "32768");
    config.set(
        "fetch.message.max.bytes",
        (kafka.record_bytes_max + 64 * 1024).to_string(),
    );
    match kafka.protocol {
        Protocol::Classic => {
            config.set("group.protocol", "classic");
            config.set("partition.assignment.strategy", "cooperative-sticky");
            config.set("session.timeout.ms", kafka.session.as_millis().to_string());
            config.set("heartbeat.interval.ms", kafka.heartbeat.as_millis().to_string());
        }
        // Session and heartbeat are the group's, on the broker.
        Protocol::Consumer => {
            config.set("group.protocol", "consumer");
        }
    }
    config
}
