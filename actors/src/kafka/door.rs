//! The door of a node: a record is acknowledged once the broker has it on all its copies, in the partition of its tenant.

use std::time::{SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use models::ids;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{DeliveryFuture, FutureRecord};

use super::topic::Topic;
use super::{Kafka, wire};
use crate::fail;
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

    async fn delivered(&self, handed_over: Result<DeliveryFuture, String>) -> Result<Fate, String> {
        let told = match handed_over {
            Ok(delivery) => match delivery.await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err((error, _))) => Err(error.to_string()),
                Err(_) => Err("the producer ended".into()),
            },
            Err(why) => Err(why),
        };
        let outcome = if told.is_ok() { "acknowledged" } else { "failed" };
        self.kafka.metrics.kafka.produced.with_label_values(&[outcome]).inc();
        told.map(|()| Fate::Accepted)
    }
}

impl Log for Doorway {
    fn append(&self, arrivals: Vec<Arrival>) -> BoxFuture<'_, Vec<Result<Fate, Unavailable>>> {
        async move {
            let handed_over: Vec<_> = arrivals.iter().map(|arrival| self.hand_over(arrival)).collect();
            let told = join_all(handed_over.into_iter().map(|one| self.delivered(one))).await;
            // Of a broker that is away each of them says the same.
            let mut failed = told.iter().filter_map(|one| one.as_ref().err());
            if let Some(why) = failed.next() {
                let (failed, all) = (1 + failed.count(), told.len());
                tracing::warn!("{failed} of {all} records were not acknowledged by Kafka: {why}");
            }
            fail::point("kafka.after_append");
            told.into_iter().map(|one| one.map_err(|_| self.unavailable)).collect()
        }
        .boxed()
    }
}

pub(super) fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}
