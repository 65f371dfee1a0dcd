//! A topic as a person looks at it: read from its beginning to its end of now, or one message put into it. For the command line.

use std::collections::BTreeSet;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord, Producer};
use rdkafka::{Offset, TopicPartitionList};

use super::client;
use super::settings::KafkaConfig;
use super::topic::Topic;

/// Kafka is given so long to say what is there.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum BrowseError {
    #[error("Kafka could not be read: {0}")]
    Read(KafkaError),
    #[error("Kafka said nothing for {} s", PATIENCE.as_secs())]
    Silent,
    #[error("the topic {0} is not there")]
    NoTopic(String),
    #[error("Kafka did not take the message: {0}")]
    Write(KafkaError),
}

/// A message as it stands in its topic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub partition: i32,
    pub offset: i64,
    pub key: Option<Vec<u8>>,
    pub headers: Vec<(String, String)>,
    pub payload: Vec<u8>,
}

impl Found {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Everything that is in a topic now, partition by partition in its order. Blocking.
pub fn read(config: &KafkaConfig, topic: Topic) -> Result<Vec<Found>, BrowseError> {
    let name = config.topic(topic);
    let consumer: BaseConsumer = client::config(config)
        .set("group.id", config.group("browse"))
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .create()
        .map_err(BrowseError::Read)?;
    let metadata = consumer
        .fetch_metadata(Some(&name), PATIENCE)
        .map_err(BrowseError::Read)?;
    let there = metadata
        .topics()
        .iter()
        .find(|one| one.error().is_none() && !one.partitions().is_empty());
    let mut open: BTreeSet<i32> = match there {
        Some(topic) => topic.partitions().iter().map(|partition| partition.id()).collect(),
        None => return Err(BrowseError::NoTopic(name)),
    };
    let mut list = TopicPartitionList::new();
    for partition in &open {
        list.add_partition_offset(&name, *partition, Offset::Beginning)
            .map_err(BrowseError::Read)?;
    }
    consumer.assign(&list).map_err(BrowseError::Read)?;
    let mut found = Vec::new();
    while !open.is_empty() {
        match consumer.poll(PATIENCE) {
            None => return Err(BrowseError::Silent),
            Some(Err(KafkaError::PartitionEOF(partition))) => drop(open.remove(&partition)),
            Some(Err(error)) => return Err(BrowseError::Read(error)),
            Some(Ok(message)) if open.contains(&message.partition()) => found.push(owned(&message)),
            Some(Ok(_)) => {}
        }
    }
    found.sort_by_key(|one| (one.partition, one.offset));
    Ok(found)
}

fn owned(message: &impl Message) -> Found {
    let headers = message.headers().into_iter().flat_map(|headers| headers.iter());
    Found {
        partition: message.partition(),
        offset: message.offset(),
        key: message.key().map(<[u8]>::to_vec),
        headers: headers
            .map(|one| {
                (
                    one.key.to_owned(),
                    String::from_utf8_lossy(one.value.unwrap_or_default()).into_owned(),
                )
            })
            .collect(),
        payload: message.payload().unwrap_or_default().to_vec(),
    }
}

/// Puts messages into a topic, each into the partition it says; returns once they are acknowledged.
pub async fn write(config: &KafkaConfig, topic: Topic, messages: &[Found]) -> Result<(), BrowseError> {
    let producer: FutureProducer = client::producer(config).create().map_err(BrowseError::Write)?;
    let name = config.topic(topic);
    let mut sent = Vec::with_capacity(messages.len());
    for message in messages {
        let headers = message
            .headers
            .iter()
            .fold(OwnedHeaders::new(), |headers, (key, value)| {
                headers.insert(Header {
                    key,
                    value: Some(value),
                })
            });
        let mut record = FutureRecord::to(&name).headers(headers).payload(&message.payload);
        if message.partition >= 0 {
            record = record.partition(message.partition);
        }
        if let Some(key) = &message.key {
            record = record.key(key);
        }
        sent.push(
            producer
                .send_result(record)
                .map_err(|(error, _)| BrowseError::Write(error))?,
        );
    }
    for one in sent {
        one.await
            .map_err(|_| BrowseError::Write(KafkaError::Canceled))?
            .map_err(|(error, _)| BrowseError::Write(error))?;
    }
    producer.flush(PATIENCE).map_err(BrowseError::Write)
}
