//! The section `[kafka]`, and what the actors make of it.

use std::path::PathBuf;
use std::time::Duration;

use actors::kafka::settings::{KafkaConfig, Protocol, Security};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
pub struct Kafka {
    pub brokers: String,
    pub prefix: String,
    pub partitions: i32,
    pub replication: i32,
    pub protocol: KafkaProtocol,
    pub session_ms: u64,
    pub heartbeat_ms: u64,
    pub security: KafkaSecurity,
    pub sasl_mechanism: String,
    pub username: String,
    pub password: String,
    pub ca_file: String,
    pub certificate_file: String,
    pub key_file: String,
    pub key_password: String,
    pub acknowledge_max_ms: u64,
    pub produce_bytes_max: usize,
    pub read_ahead_max: usize,
    pub received_kept_s: u64,
    pub published_kept_s: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KafkaProtocol {
    Classic,
    Consumer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KafkaSecurity {
    Plaintext,
    Tls,
    SaslPlaintext,
    SaslTls,
}

impl Kafka {
    /// `None`: this is the only process, and needs no Kafka.
    pub fn settings(&self, store_shared: bool) -> Option<KafkaConfig> {
        if self.brokers.is_empty() {
            return None;
        }
        Some(KafkaConfig {
            prefix: self.prefix.clone(),
            partitions: self.partitions,
            replication: self.replication,
            protocol: match self.protocol {
                KafkaProtocol::Classic => Protocol::Classic,
                KafkaProtocol::Consumer => Protocol::Consumer,
            },
            session: Duration::from_millis(self.session_ms),
            heartbeat: Duration::from_millis(self.heartbeat_ms),
            security: self.way_in(),
            acknowledge_max: Duration::from_millis(self.acknowledge_max_ms),
            produce_bytes_max: self.produce_bytes_max,
            read_ahead_max: self.read_ahead_max,
            received_kept: Duration::from_secs(self.received_kept_s),
            published_kept: Duration::from_secs(self.published_kept_s),
            store_shared,
            ..KafkaConfig::new(&self.brokers)
        })
    }

    fn way_in(&self) -> Security {
        let file = |path: &str| (!path.is_empty()).then(|| PathBuf::from(path));
        let asked = matches!(self.security, KafkaSecurity::SaslPlaintext | KafkaSecurity::SaslTls);
        Security {
            tls: matches!(self.security, KafkaSecurity::Tls | KafkaSecurity::SaslTls),
            mechanism: if asked {
                self.sasl_mechanism.clone()
            } else {
                String::new()
            },
            user: self.username.clone(),
            password: self.password.clone(),
            ca_file: file(&self.ca_file),
            certificate_file: file(&self.certificate_file),
            key_file: file(&self.key_file),
            key_password: self.key_password.clone(),
        }
    }

    /// What cannot work, with the key and the rule.
    pub(super) fn wrong(&self) -> Option<(&'static str, String, &'static str)> {
        let mechanisms = ["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"];
        let asked = matches!(self.security, KafkaSecurity::SaslPlaintext | KafkaSecurity::SaslTls);
        if asked && !mechanisms.contains(&self.sasl_mechanism.as_str()) {
            let must = "it must be SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN";
            return Some(("kafka.sasl_mechanism", self.sasl_mechanism.clone(), must));
        }
        if asked && (self.username.is_empty() || self.password.is_empty()) {
            return Some(("kafka.username", "empty".into(), "SASL needs a user and a password"));
        }
        if self.certificate_file.is_empty() != self.key_file.is_empty() {
            return Some((
                "kafka.key_file",
                self.key_file.clone(),
                "a certificate needs its key, and a key its certificate",
            ));
        }
        if !(1..=10_000).contains(&self.partitions) {
            return Some(("kafka.partitions", self.partitions.to_string(), "it must be 1 to 10000"));
        }
        if self.heartbeat_ms == 0 || self.session_ms < 3 * self.heartbeat_ms {
            return Some((
                "kafka.session_ms",
                self.session_ms.to_string(),
                "it must be three heartbeats or more",
            ));
        }
        if self.prefix.is_empty()
            || !self
                .prefix
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        {
            return Some((
                "kafka.prefix",
                self.prefix.clone(),
                "letters, digits, `.`, `_` and `-`, at least one",
            ));
        }
        None
    }
}
