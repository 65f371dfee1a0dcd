//! Into how many partitions the door is cut: looked at, and changed while no node runs. A tenant's partition follows from their number,
//! so it changes only when all that was acknowledged is committed: nothing is left in the partition that a tenant leaves.

use std::time::Duration;

use models::Error;
use models::calls::intake::{InstallationLock, LedgerError};
use models::db::Pools;
use models::platform::installation::{self, PartitionRow};
use rdkafka::admin::{AdminClient, NewPartitions};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;

use super::settings::KafkaConfig;
use super::topics::{self, Topic};
use super::{client, door, topic_id};

/// Kafka is given so long for each answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// PostgreSQL needs a moment to notice that a node is gone.
const LOCK_MAX: Duration = Duration::from_secs(2);
/// As many as the configuration takes.
pub const PARTITIONS_MAX: i32 = 10_000;

#[derive(Debug, thiserror::Error)]
pub enum CutError {
    #[error("Kafka does not answer at {brokers}: {source}")]
    Away { brokers: String, source: KafkaError },
    #[error("the topic {0} is not there: it is made at the first start of a node")]
    NoTopic(String),
    #[error("no node has run with Kafka on this database yet: kafka.partitions counts at the first start")]
    NotCut,
    #[error("the door is cut into 1 to {PARTITIONS_MAX} partitions, not into {0}")]
    Number(i32),
    #[error("nodes run on this database: stop all of them first, for each would go on with the old number")]
    Running,
    #[error(
        "partition {partition} holds {lag} acknowledged records that are not committed: start the nodes again, keep senders away, and \
         stop them once audiapro_kafka_lag_records is 0 everywhere"
    )]
    Behind { partition: i32, lag: i64 },
    #[error("partitions could not be added to {topic}: {said}")]
    Add { topic: String, said: String },
    #[error("the database could not be asked")]
    Ledger(#[source] LedgerError),
    #[error(transparent)]
    Rows(#[from] Error),
}

/// What is noted in the database, and what is there in Kafka.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    pub noted: Option<i32>,
    pub found: i32,
    pub parts: Vec<Part>,
}

/// A partition of the topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub partition: i32,
    /// Tenants live there.
    pub used: bool,
    /// How often it was claimed.
    pub epoch: i64,
    /// The first offset whose effect is not committed.
    pub next_offset: i64,
    /// Behind the last record.
    pub end: i64,
}

impl Part {
    pub fn lag(&self) -> i64 {
        if self.used {
            (self.end - self.next_offset).max(0)
        } else {
            0
        }
    }
}

/// Reads both; changes nothing.
pub async fn look(config: &KafkaConfig, pools: &Pools) -> Result<Cut, CutError> {
    let (noted, rows) = pools
        .owner
        .transaction(async |conn| -> Result<_, Error> {
            Ok((
                installation::received_partitions(conn).await?,
                installation::partitions(conn).await?,
            ))
        })
        .await?;
    let asked = config.clone();
    let logs = tokio::task::spawn_blocking(move || logs(&asked)).await;
    let logs = logs.unwrap_or_else(|_| Err(away(config, KafkaError::Canceled)))?;
    Ok(put_together(noted, &rows, &logs))
}

/// Cuts the door into so many partitions from the next start on; adds to the topic what it lacks. Everything that was acknowledged must be
/// committed, and no node may run.
pub async fn change(config: &KafkaConfig, pools: &Pools, to: i32) -> Result<Cut, CutError> {
    if !(1..=PARTITIONS_MAX).contains(&to) {
        return Err(CutError::Number(to));
    }
    let lock = InstallationLock::take(&pools.worker_config(), LOCK_MAX).await;
    let lock = lock.map_err(|error| match error {
        LedgerError::Locked => CutError::Running,
        error => CutError::Ledger(error),
    })?;
    let before = look(config, pools).await?;
    let noted = before.noted.ok_or(CutError::NotCut)?;
    if let Some(behind) = before.parts.iter().find(|part| part.lag() > 0) {
        return Err(CutError::Behind {
            partition: behind.partition,
            lag: behind.lag(),
        });
    }
    if before.found < to {
        add(config, to).await?;
    }
    let now = look(config, pools).await?;
    // What strangers have put into a partition that nobody read is left there.
    let taken_in = now.parts.iter().filter(|part| (noted..to).contains(&part.partition));
    let begins: Vec<(i32, i64)> = taken_in.map(|part| (part.partition, part.end)).collect();
    pools
        .owner
        .transaction(async move |conn| -> Result<(), Error> { installation::cut_anew(conn, to, &begins).await })
        .await?;
    let after = look(config, pools).await;
    drop(lock);
    after
}

/// What the topic holds now.
struct Logs {
    /// Its id, as far as it is told.
    topic: Option<String>,
    /// Of each partition, in order: where it ends.
    ends: Vec<i64>,
}

/// Blocking.
fn logs(config: &KafkaConfig) -> Result<Logs, CutError> {
    let topic = config.topic(Topic::Received);
    let failed = |source| away(config, source);
    let consumer: BaseConsumer = client::config(config)
        .set("group.id", config.group("browse"))
        .create()
        .map_err(failed)?;
    let found = count(&consumer, &topic).map_err(failed)?;
    let found = found.ok_or(CutError::NoTopic(topic.clone()))?;
    let ends = (0..found).map(|partition| {
        let (_, end) = consumer.fetch_watermarks(&topic, partition, PATIENCE).map_err(failed)?;
        Ok::<_, CutError>(end)
    });
    Ok(Logs {
        topic: topic_id::ask(consumer.client(), &topic, PATIENCE).unwrap_or_default(),
        ends: ends.collect::<Result<_, CutError>>()?,
    })
}

/// Into how many partitions the topic is cut; `None`: it is not there. Blocking.
pub fn found(config: &KafkaConfig) -> Result<Option<i32>, CutError> {
    let consumer: Result<BaseConsumer, _> = client::config(config).set("group.id", config.group("browse")).create();
    let found = consumer.and_then(|consumer| count(&consumer, &config.topic(Topic::Received)));
    found.map_err(|source| away(config, source))
}

fn count(consumer: &BaseConsumer, topic: &str) -> Result<Option<i32>, KafkaError> {
    let metadata = consumer.fetch_metadata(Some(topic), PATIENCE)?;
    let there = metadata.topics().iter().find(|one| one.error().is_none());
    let partitions = there.map(|one| i32::try_from(one.partitions().len()).unwrap_or(i32::MAX));
    Ok(partitions.filter(|partitions| *partitions > 0))
}

/// Adds partitions to the topic until it has so many. The door is not cut anew by that: they stay empty.
pub async fn add(config: &KafkaConfig, to: i32) -> Result<(), CutError> {
    let topic = config.topic(Topic::Received);
    let failed = |said: String| CutError::Add {
        topic: topic.clone(),
        said,
    };
    let admin: AdminClient<DefaultClientContext> =
        client::config(config).create().map_err(|error| away(config, error))?;
    let wanted = NewPartitions::new(&topic, usize::try_from(to).unwrap_or(1));
    let added = admin.create_partitions([&wanted], &topics::options()).await;
    let added = added.map_err(|error| failed(error.to_string()))?.pop();
    if let Some(Err((_, code))) = added {
        return Err(failed(code.to_string()));
    }
    // Known everywhere a moment later.
    let until = door::now_ms() + i64::try_from(PATIENCE.as_millis()).unwrap_or(0);
    loop {
        let asked = config.clone();
        let found = tokio::task::spawn_blocking(move || found(&asked)).await;
        match found {
            Ok(Ok(Some(found))) if found >= to => return Ok(()),
            _ if door::now_ms() > until => return Err(failed("they are not to be seen".into())),
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

fn put_together(noted: Option<i32>, rows: &[PartitionRow], logs: &Logs) -> Cut {
    let parts = (0..).zip(&logs.ends).map(|(partition, end)| {
        let row = rows.iter().find(|row| row.partition == partition);
        // Of a topic that was made anew nothing is committed.
        let committed = row.filter(|row| !is_of_another(row, logs));
        Part {
            partition,
            used: noted.is_some_and(|noted| partition < noted),
            epoch: row.map_or(0, |row| row.owner_epoch),
            next_offset: committed.map_or(0, |row| row.next_offset),
            end: *end,
        }
    });
    Cut {
        noted,
        found: i32::try_from(logs.ends.len()).unwrap_or(i32::MAX),
        parts: parts.collect(),
    }
}

fn is_of_another(row: &PartitionRow, logs: &Logs) -> bool {
    let both = row.topic_id.as_ref().zip(logs.topic.as_ref());
    both.is_some_and(|(stored, found)| stored != found)
}

fn away(config: &KafkaConfig, source: KafkaError) -> CutError {
    CutError::Away {
        brokers: config.brokers.clone(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_used_can_be_behind() {
        let cut = put_together(Some(1), &stored(), &there("a"));
        assert_eq!((cut.noted, cut.found), (Some(1), 2));
        assert_eq!(cut.parts.iter().map(Part::lag).collect::<Vec<_>>(), [2, 0]);
        assert_eq!((cut.parts[1].used, cut.parts[1].epoch), (false, 0));
    }

    #[test]
    fn all_that_a_topic_made_anew_holds_is_behind() {
        let cut = put_together(Some(1), &stored(), &there("b"));
        assert_eq!((cut.parts[0].next_offset, cut.parts[0].lag()), (0, 7));
    }

    fn stored() -> [PartitionRow; 1] {
        [PartitionRow {
            partition: 0,
            owner_epoch: 3,
            next_offset: 5,
            topic_id: Some("a".into()),
        }]
    }

    fn there(topic: &str) -> Logs {
        Logs {
            topic: Some(topic.into()),
            ends: vec![7, 9],
        }
    }
}
