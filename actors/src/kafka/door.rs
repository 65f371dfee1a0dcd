//! The door of a node: a record is acknowledged once the broker has it on all its copies, in the partition of its tenant.

use std::time::{SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use models::ids;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{DeliveryFuture, FutureRecord};

use super::topics::Topic;
use super::{Kafka, wire};
use crate::ledger::Log;
use crate::ledger::arrival::{Arrival, Fate, Unavailable};

pub(crate) struct Doorway {
    kafka: Kafka,
    topic: String,
    unavailable: Unavailable,
}

impl Doorway {
    pub(crate) fn new(kafka: Kafka, retry_after: std::time::Duration) -> Self {
        Self {
            topic: kafka.config.topic(Topic::Received),
            unavailable: Unavailable { retry_after },
            kafka,
        }
    }

    fn hand_over(&self, arrival: &Arrival) -> Result<DeliveryFuture, String> {
        let tenant = arrival.tenant();
        let payload = wire::write(arrival).map_err(|error| error.to_string())?;
        let key = wire::key(tenant);
        let mut record = FutureRecord::to(&self.topic)
            .partition(ids::partition(tenant, self.kafka.partitions))
            .timestamp(now_ms())
            .key(&key)
            .payload(&payload);
        if let Some(trace) = arrival.trace {
            let trace = trace.to_string();
            let header = Header {
                key: wire::TRACE,
                value: Some(&trace),
            };
            record = record.headers(OwnedHeaders::new().insert(header));
        }
        // A full buffer is told at once: the sender can wait better than we can.
        self.kafka
            .producer
            .send_result(record)
            .map_err(|(error, _)| error.to_string())
    }

    async fn delivered(&self, handed_over: Result<DeliveryFuture, String>) -> Result<Fate, Unavailable> {
        let told = match handed_over {
            Ok(delivery) => match delivery.await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err((error, _))) => Err(error.to_string()),
                Err(_) => Err("the producer ended".into()),
            },
            Err(why) => Err(why),
        };
        let produced = &self.kafka.metrics.kafka.produced;
        match told {
            Ok(()) => {
                produced.with_label_values(&["acknowledged"]).inc();
                Ok(Fate::Accepted)
            }
            Err(why) => {
                produced.with_label_values(&["failed"]).inc();
                tracing::warn!("a record was not acknowledged by Kafka: {why}");
                Err(self.unavailable)
            }
        }
    }
}

impl Log for Doorway {
    fn append(&self, arrivals: Vec<Arrival>) -> BoxFuture<'_, Vec<Result<Fate, Unavailable>>> {
        async move {
            let handed_over: Vec<_> = arrivals.iter().map(|arrival| self.hand_over(arrival)).collect();
            join_all(handed_over.into_iter().map(|one| self.delivered(one))).await
        }
        .boxed()
    }
}

pub(super) fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}
