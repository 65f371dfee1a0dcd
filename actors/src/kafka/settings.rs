//! Where Kafka is, how to come in, and every bound of what we do with it. Secrets are never shown.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::topic::Topic;

#[derive(Clone, Debug)]
pub struct KafkaConfig {
    /// HOST:PORT of some brokers, comma-separated.
    pub brokers: String,
    /// First word of the topics' and groups' names.
    pub prefix: String,
    /// Into how many partitions the door is cut; counts at the very first start only.
    pub partitions: i32,
    /// Copies of each record; 0: three where there are as many brokers, else one.
    pub replication: i32,
    pub protocol: Protocol,
    /// A node that is not heard of for so long loses its partitions.
    pub session: Duration,
    /// It is heard of so often.
    pub heartbeat: Duration,
    pub security: Security,
    /// The broker has so long to acknowledge a record; then the answer is `Unavailable`.
    pub acknowledge_max: Duration,
    /// Bytes of records that wait for the broker.
    pub produce_bytes_max: usize,
    /// Records that are read ahead of the Ledgers.
    pub read_ahead_max: usize,
    /// Records of the door and dead letters stay in their topics so long.
    pub received_kept: Duration,
    /// Published events stay in their topics so long.
    pub published_kept: Duration,
    /// Bytes of one record.
    pub record_bytes_max: usize,
    /// Every node reaches every recording.
    pub store_shared: bool,
}

impl KafkaConfig {
    pub fn new(brokers: impl Into<String>) -> Self {
        Self {
            brokers: brokers.into(),
            prefix: "audiapro".into(),
            partitions: 12,
            replication: 0,
            protocol: Protocol::Classic,
            session: Duration::from_secs(10),
            heartbeat: Duration::from_secs(1),
            security: Security::default(),
            acknowledge_max: Duration::from_secs(20),
            produce_bytes_max: 64 * 1024 * 1024,
            read_ahead_max: 20_000,
            received_kept: Duration::from_secs(7 * 24 * 3600),
            published_kept: Duration::from_secs(7 * 24 * 3600),
            record_bytes_max: 1024 * 1024,
            store_shared: false,
        }
    }

    /// The door's topic.
    pub fn received(&self) -> String {
        self.topic(Topic::Received)
    }

    pub(crate) fn topic(&self, topic: Topic) -> String {
        format!("{}.{}", self.prefix, topic.name())
    }

    pub(crate) fn group(&self, of: &str) -> String {
        format!("{}.{of}", self.prefix)
    }
}

/// How nodes agree on who owns what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Cooperative-sticky, for every broker.
    Classic,
    /// KIP-848, for brokers from 4.0 on.
    Consumer,
}

#[derive(Clone, Default, PartialEq, Eq)]
pub struct Security {
    pub tls: bool,
    /// `SCRAM-SHA-512`, `SCRAM-SHA-256` or `PLAIN`; empty: none.
    pub mechanism: String,
    pub user: String,
    pub password: String,
    /// PEM files; of the authority, and for mutual TLS our own certificate and its key.
    pub ca_file: Option<PathBuf>,
    pub certificate_file: Option<PathBuf>,
    pub key_file: Option<PathBuf>,
    pub key_password: String,
}

impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Security")
            .field("tls", &self.tls)
            .field("mechanism", &self.mechanism)
            .field("user", &self.user)
            .field("ca_file", &self.ca_file)
            .field("certificate_file", &self.certificate_file)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_shown() {
        let security = Security {
            password: "hunter2".into(),
            key_password: "hunter3".into(),
            ..Security::default()
        };
        assert!(!format!("{security:?}").contains("hunter"));
    }
}
