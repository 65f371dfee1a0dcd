//! Several processes on one database: the door's log, who owns which part of it, and what streams out. The only place that names
//! rdkafka.
//!
//! ```text
//! door ─► received ─► reader (thread) ─► holder ─► Ledger of each partition
//!         outbox ─► relay ─► results, usage, alerts
//! ```

mod bells;
pub mod browse;
mod client;
mod control;
pub mod cut;
pub mod dead_letters;
mod door;
mod holder;
mod incarnation;
mod ingress;
mod reader;
pub mod relay;
mod routing;
pub mod settings;
pub(crate) mod topic;
mod topic_id;
pub mod topics;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use rdkafka::admin::AdminClient;
use rdkafka::error::KafkaError;
use rdkafka::producer::{FutureProducer, Producer};

use crate::ledger::DeadLetters;
use crate::metrics::Metrics;
use crate::spans::Spans;
pub(crate) use bells::Bells;
use client::Watched;
use dead_letters::Cemetery;
pub(crate) use door::Doorway;
pub(crate) use holder::{Holder, Holding};
pub(crate) use ingress::Ingress;
pub(crate) use relay::Relay;
use settings::KafkaConfig;
use topics::TopicError;

/// The cluster's id stands in what a broker tells of itself; it is waited for so long.
const CLUSTER_MAX: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum StartKafkaError {
    #[error("the Kafka client could not be made: {0}")]
    Client(KafkaError),
    #[error("Kafka does not answer at {brokers}: {said}")]
    Away { brokers: String, said: String },
    #[error(transparent)]
    Topic(#[from] TopicError),
    #[error("the database could not be asked into how many partitions the door is cut")]
    Database(#[source] models::Error),
    #[error(
        "the door is cut into {noted} partitions, and the topic {topic} has {found}: it was made anew, or kafka.prefix names another. \
         What the other one held is out of reach here (docs/kafka.md)"
    )]
    Partitions { topic: String, noted: i32, found: i32 },
    #[error(
        "the offsets in the database are of the Kafka cluster {noted}, and the one at {brokers} is {found}: kafka.brokers names another \
         one, or it was made anew. What the noted one held and was not committed is out of reach here (docs/kafka.md says how to go on)"
    )]
    Cluster {
        brokers: String,
        noted: String,
        found: String,
    },
    #[error(
        "with Kafka every node must reach every recording: let data.dir be on a file system that all nodes share, and say so with \
         store.shared = true"
    )]
    Store,
    #[error("the reader of the log could not be started")]
    Thread(#[source] std::io::Error),
}

/// What this process has of Kafka.
#[derive(Clone)]
pub(crate) struct Kafka {
    pub(crate) config: Arc<KafkaConfig>,
    pub(crate) producer: FutureProducer<Watched>,
    pub(crate) partitions: i32,
    /// The cluster's id; not every broker tells one.
    pub(crate) cluster: Option<String>,
    pub(crate) metrics: Metrics,
    pub(crate) spans: Spans,
}

impl Kafka {
    /// Connects, makes the topics that are missing and checks those that are there. `noted`: into how many partitions the door was
    /// cut when this installation was scaled out.
    pub(crate) async fn connect(
        config: KafkaConfig,
        noted: Option<i32>,
        (metrics, spans): (Metrics, Spans),
    ) -> Result<Self, StartKafkaError> {
        if !config.store_shared {
            return Err(StartKafkaError::Store);
        }
        let config = Arc::new(config);
        let watched = Watched::new(metrics.clone());
        let admin: AdminClient<Watched> = client::config(&config)
            .create_with_context(watched.clone())
            .map_err(StartKafkaError::Client)?;
        let admin = Arc::new(admin);
        let partitions = noted.unwrap_or(config.partitions);
        let found = topics::make(&admin, &config, partitions, &watched).await?;
        if found < partitions {
            let topic = config.topic(topics::Topic::Received);
            return Err(StartKafkaError::Partitions {
                topic,
                noted: partitions,
                found,
            });
        }
        // Nothing is written to what somebody has added, whatever happens: the door computes the partition itself.
        if found > partitions {
            topics::tell_of_added(&config.topic(topics::Topic::Received), (found - partitions).into());
        }
        let asked = admin.clone();
        let cluster = tokio::task::spawn_blocking(move || asked.inner().fetch_cluster_id(CLUSTER_MAX)).await;
        metrics.kafka.partitions_unused.set((found - partitions).into());
        metrics.kafka.partitions.set(partitions.into());
        let producer = client::producer(&config)
            .create_with_context(watched)
            .map_err(StartKafkaError::Client)?;
        Ok(Self {
            config,
            producer,
            partitions,
            cluster: cluster.ok().flatten().filter(|cluster| !cluster.is_empty()),
            metrics,
            spans,
        })
    }

    pub(crate) fn dead_letters(&self) -> Arc<dyn DeadLetters> {
        Arc::new(Cemetery::of(self))
    }

    /// What was handed over is sent, as far as the time reaches.
    pub(crate) async fn flush(self, at_most: Duration) {
        let flushed = tokio::task::spawn_blocking(move || self.producer.flush(at_most)).await;
        if let Ok(Err(error)) = flushed {
            tracing::warn!(%error, "Kafka did not take all that was on its way: {error}");
        }
    }
}
