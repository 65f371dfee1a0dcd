//! Where what is read of each partition goes, and what happens when the group hands partitions out or takes them away. Called by the Kafka
//! client on the reader's thread.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, RebalanceProtocol};
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{Offset, TopicPartitionList};
use tokio::sync::mpsc::UnboundedSender;

use super::client::{self, Watched};
use super::control::{Control, Route};
use crate::ledger::logged::Logged;

/// What is read of a partition on its way to its Ledger.
pub(super) struct Routed {
    pub(super) route: Route,
    /// The next offset to be read; what is before it was read already.
    pub(super) expected: i64,
    pub(super) stash: Vec<Logged>,
    pub(super) paused: bool,
}

pub(super) struct Routing {
    pub(super) watched: Watched,
    pub(super) topic: String,
    /// Those that the door is cut into; the topic may have more, which nobody writes to.
    pub(super) partitions: i32,
    pub(super) control: UnboundedSender<Control>,
    pub(super) routes: Mutex<BTreeMap<i32, Routed>>,
}

impl Routing {
    pub(super) fn routes(&self) -> MutexGuard<'_, BTreeMap<i32, Routed>> {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn open(&self, route: Route) {
        let routed = Routed {
            expected: route.next_offset,
            stash: Vec::new(),
            paused: false,
            route,
        };
        self.routes().insert(routed.route.assigned.partition, routed);
    }

    /// Claims, and says from where each partition is read.
    fn assigned(&self, mut partitions: Vec<i32>, list: &mut TopicPartitionList) {
        let (answer, answered) = sync_channel(1);
        for unused in partitions.extract_if(.., |partition| *partition >= self.partitions) {
            // The group hands it out all the same; what strangers put into it is nobody's.
            list.set_partition_offset(&self.topic, unused, Offset::End).ok();
        }
        if partitions.is_empty() {
            return;
        }
        if self.control.send(Control::Assigned { partitions, answer }).is_err() {
            return;
        }
        for route in answered.recv().unwrap_or_default() {
            let (partition, next) = (route.assigned.partition, Offset::Offset(route.next_offset));
            match list.set_partition_offset(&self.topic, partition, next) {
                Ok(()) => self.open(route),
                Err(error) => tracing::error!(%error, partition, "a partition cannot be read from its place: {error}"),
            }
        }
    }

    fn revoked(&self, partitions: Vec<i32>) {
        self.routes().retain(|partition, _| !partitions.contains(partition));
        let (answer, answered) = sync_channel(1);
        if self.control.send(Control::Revoked { partitions, answer }).is_ok() {
            answered.recv().ok();
        }
    }
}

impl ClientContext for Routing {
    fn log(&self, level: RDKafkaLogLevel, _: &str, message: &str) {
        client::log(level, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.watched.hear(&error, reason);
    }
}

impl ConsumerContext for Routing {
    fn rebalance(&self, consumer: &BaseConsumer<Self>, told: RDKafkaRespErr, list: &mut TopicPartitionList) {
        let partitions: Vec<i32> = list.elements().iter().map(|one| one.partition()).collect();
        let cooperative = matches!(consumer.rebalance_protocol(), RebalanceProtocol::Cooperative);
        let done = if told == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
            tracing::info!("the group assigns the partitions {partitions:?}");
            // An empty list is to be assigned all the same.
            if !partitions.is_empty() {
                self.assigned(partitions, list);
            }
            if cooperative {
                consumer.incremental_assign(list)
            } else {
                consumer.assign(list)
            }
        } else {
            tracing::info!("the group takes the partitions {partitions:?} away");
            if !partitions.is_empty() {
                self.revoked(partitions);
            }
            if cooperative {
                consumer.incremental_unassign(list)
            } else {
                consumer.unassign()
            }
        };
        if let Err(error) = done {
            tracing::error!(%error, "an assignment could not be taken over: {error}");
        }
    }
}
