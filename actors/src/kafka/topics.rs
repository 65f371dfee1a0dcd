//! The topics by name: made with the settings they need where they are missing, checked where they are there, each deviation named.

use std::sync::Arc;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::StartKafkaError;
use super::client::Watched;
use super::settings::{KafkaConfig, Protocol};
pub use super::topic::Topic;

impl Topic {
    fn settings(self, config: &KafkaConfig, replicas: i32) -> Vec<(&'static str, String)> {
        let kept = match self {
            Self::Received | Self::Ingress | Self::DeadLetters => config.received_kept,
            Self::Results | Self::Usage | Self::Alerts => config.published_kept,
        };
        vec![
            ("cleanup.policy", "delete".into()),
            ("retention.ms", kept.as_millis().to_string()),
            // A broker's own bound on sizes would drop what nobody has read yet.
            ("retention.bytes", "-1".into()),
            ("min.insync.replicas", if replicas >= 3 { "2" } else { "1" }.into()),
            ("max.message.bytes", (config.record_bytes_max + 64 * 1024).to_string()),
        ]
    }
}

/// Looked at and never set, for not every cluster lets its users: with it a broker that lags may become the leader, and what was acknowledged is
/// gone.
const UNCLEAN: (&str, &str) = ("unclean.leader.election.enable", "false");

#[derive(Debug, thiserror::Error)]
pub enum TopicError {
    #[error(
        "the topic {topic} could not be made ({said}): make it yourself, with {partitions} partitions, or let the user do it"
    )]
    Make {
        topic: String,
        said: String,
        partitions: i32,
    },
    #[error("the topics could not be looked at: {0}")]
    Look(KafkaError),
    #[error("the topic {0} is not there, though it was made just now")]
    Missing(String),
}

/// Makes what is missing and checks the rest; gives the number of partitions of the door.
pub(super) async fn make(
    admin: &Arc<AdminClient<Watched>>,
    config: &KafkaConfig,
    partitions: i32,
    watched: &Watched,
) -> Result<i32, StartKafkaError> {
    let before = look(admin, config, watched).await?;
    let replicas = match config.replication {
        0 if before.brokers >= 3 => 3,
        0 => 1,
        asked => asked,
    };
    let missing: Vec<Topic> = Topic::ALL
        .into_iter()
        .filter(|topic| before.partitions(&config.topic(*topic)).is_none())
        .collect();
    for topic in &missing {
        create(admin, config, *topic, partitions, replicas).await?;
    }
    let after = wait(admin, config, watched).await?;
    for topic in Topic::ALL.into_iter().filter(|topic| !missing.contains(topic)) {
        check(admin, config, topic, replicas).await;
        check_copies(&config.topic(topic), after.copies(&config.topic(topic)), replicas);
    }
    if config.protocol == Protocol::Consumer {
        set_group(admin, config).await;
    }
    let received = config.topic(Topic::Received);
    let found = after.partitions(&received).ok_or(TopicError::Missing(received))?;
    Ok(found)
}

/// What the cluster says is there.
struct Found {
    brokers: usize,
    topics: Vec<FoundTopic>,
}

struct FoundTopic {
    name: String,
    partitions: i32,
    /// Of the partition that has fewest.
    copies: i32,
}

impl Found {
    fn partitions(&self, topic: &str) -> Option<i32> {
        self.topic(topic).map(|found| found.partitions)
    }

    fn copies(&self, topic: &str) -> Option<i32> {
        self.topic(topic).map(|found| found.copies)
    }

    fn topic(&self, name: &str) -> Option<&FoundTopic> {
        let mut topics = self.topics.iter();
        topics.find(|found| found.name == name && found.partitions > 0)
    }
}

async fn look(
    admin: &Arc<AdminClient<Watched>>,
    config: &KafkaConfig,
    watched: &Watched,
) -> Result<Found, StartKafkaError> {
    let asked = admin.clone();
    let metadata = tokio::task::spawn_blocking(move || asked.inner().fetch_metadata(None, Duration::from_secs(10)));
    let metadata = metadata
        .await
        .unwrap_or(Err(KafkaError::Canceled))
        .map_err(|error| StartKafkaError::Away {
            brokers: config.brokers.clone(),
            said: watched.last_error().unwrap_or_else(|| error.to_string()),
        })?;
    let topics = metadata.topics().iter();
    Ok(Found {
        brokers: metadata.brokers().len(),
        topics: topics
            .filter(|topic| topic.error().is_none())
            .map(|topic| {
                let copies = topic.partitions().iter().map(|partition| partition.replicas().len());
                FoundTopic {
                    name: topic.name().to_owned(),
                    partitions: i32::try_from(topic.partitions().len()).unwrap_or(0),
                    copies: i32::try_from(copies.min().unwrap_or(0)).unwrap_or(i32::MAX),
                }
            })
            .collect(),
    })
}

/// A topic made just now is known everywhere a moment later.
async fn wait(
    admin: &Arc<AdminClient<Watched>>,
    config: &KafkaConfig,
    watched: &Watched,
) -> Result<Found, StartKafkaError> {
    for _ in 0..100 {
        let found = look(admin, config, watched).await?;
        if Topic::ALL
            .iter()
            .all(|topic| found.partitions(&config.topic(*topic)).is_some())
        {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(TopicError::Missing(config.prefix.clone()).into())
}

async fn create(
    admin: &AdminClient<Watched>,
    config: &KafkaConfig,
    topic: Topic,
    partitions: i32,
    replicas: i32,
) -> Result<(), TopicError> {
    let (name, settings) = (config.topic(topic), topic.settings(config, replicas));
    let mut new = NewTopic::new(&name, partitions, TopicReplication::Fixed(replicas));
    for (key, value) in &settings {
        new = new.set(key, value);
    }
    let failed = |said: String| TopicError::Make {
        topic: name.clone(),
        said,
        partitions,
    };
    let made = admin.create_topics([&new], &options()).await;
    match made.map_err(|error| failed(error.to_string()))?.pop() {
        // Another node was faster.
        None | Some(Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists))) => Ok(()),
        Some(Err((_, code))) => Err(failed(code.to_string())),
    }
}

/// Names what is not as we would have made it. It is the operator's to decide.
async fn check(admin: &AdminClient<Watched>, config: &KafkaConfig, topic: Topic, replicas: i32) {
    let name = config.topic(topic);
    let described = admin
        .describe_configs([&ResourceSpecifier::Topic(&name)], &options())
        .await;
    let described = match described.map(|mut all| all.pop()) {
        Ok(Some(Ok(described))) => described,
        Ok(Some(Err(code))) => return tracing::warn!("the topic {name} could not be checked: {code}"),
        Ok(None) => return,
        Err(error) => return tracing::warn!("the topic {name} could not be checked: {error}"),
    };
    let wanted = topic.settings(config, replicas).into_iter();
    for (key, wanted) in wanted.chain([(UNCLEAN.0, UNCLEAN.1.to_owned())]) {
        let value = described
            .get(key)
            .and_then(|entry| entry.value.clone())
            .unwrap_or_default();
        if value != wanted {
            tracing::warn!(topic = %name, setting = key, value, wanted, "the topic {name} has {key} = {value}, and {wanted} is wanted");
        }
    }
}

/// Fewer copies than there are brokers for, as of a topic that was made when there was one: a broker that is lost takes records along.
fn check_copies(topic: &str, copies: Option<i32>, wanted: i32) {
    if let Some(copies) = copies.filter(|copies| *copies < wanted) {
        tracing::warn!(
            topic,
            copies,
            wanted,
            "the topic {topic} keeps {copies} of each record, and {wanted} copies are wanted"
        );
    }
}

pub(super) fn tell_of_added(topic: &str, unused: i64) {
    tracing::warn!(
        topic,
        unused,
        "the topic {topic} has {unused} partitions more than the door is cut into: they stay empty, and tenants \
        stay where they are. `audiapro kafka partitions --set` takes them in"
    );
}

/// KIP-848: how soon a silent node loses its partitions is a setting of the group.
async fn set_group(admin: &AdminClient<Watched>, config: &KafkaConfig) {
    let group = config.group("ledgers");
    let (session, heartbeat) = (
        config.session.as_millis().to_string(),
        config.heartbeat.as_millis().to_string(),
    );
    let alter = AlterConfig::new(ResourceSpecifier::Group(&group))
        .set("consumer.session.timeout.ms", &session)
        .set("consumer.heartbeat.interval.ms", &heartbeat);
    match admin.alter_configs([&alter], &options()).await.map(|mut all| all.pop()) {
        Ok(None | Some(Ok(_))) => {}
        Ok(Some(Err((_, code)))) => tracing::warn!("the group {group} keeps the broker's timeouts: {code}"),
        Err(error) => tracing::warn!("the group {group} keeps the broker's timeouts: {error}"),
    }
}

pub(super) fn options() -> AdminOptions {
    AdminOptions::new()
        .operation_timeout(Some(Duration::from_secs(20)))
        .request_timeout(Some(Duration::from_secs(25)))
}
