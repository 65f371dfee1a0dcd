//! Records that nobody can take: kept in a topic of their own with the reason and the place they were found at.

use futures::FutureExt;
use futures::future::BoxFuture;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::FutureRecord;

use super::Kafka;
use super::topics::Topic;
use crate::ledger::DeadLetters;
use crate::ledger::log::Letter;

/// Headers of a dead letter, in this order.
pub const HEADERS: [&str; 5] = ["reason", "detail", "topic", "partition", "offset"];

/// The way into the topic.
pub(crate) struct Cemetery {
    kafka: Kafka,
    topic: String,
}

impl Cemetery {
    pub(super) fn of(kafka: &Kafka) -> Self {
        Self {
            topic: kafka.config.topic(Topic::DeadLetters),
            kafka: kafka.clone(),
        }
    }

    async fn send(&self, letter: Letter) -> Result<(), String> {
        let (partition, offset) = (letter.partition.to_string(), letter.offset.to_string());
        let from = self.kafka.config.topic(letter.topic);
        let values: [&str; 5] = [letter.poison.reason, &letter.poison.detail, &from, &partition, &offset];
        let headers = HEADERS
            .into_iter()
            .zip(values)
            .fold(OwnedHeaders::new(), |headers, (key, value)| {
                headers.insert(Header {
                    key,
                    value: Some(value),
                })
            });
        let key = letter.key.unwrap_or_default();
        let record = FutureRecord::to(&self.topic)
            .headers(headers)
            .key(&key)
            .payload(&letter.payload);
        let sent = self
            .kafka
            .producer
            .send_result(record)
            .map_err(|(error, _)| error.to_string())?;
        match sent.await {
            Ok(Ok(_)) => {
                self.kafka
                    .metrics
                    .kafka
                    .dead_letters
                    .with_label_values(&[letter.poison.reason])
                    .inc();
                Ok(())
            }
            Ok(Err((error, _))) => Err(error.to_string()),
            Err(_) => Err("the producer ended".into()),
        }
    }
}

impl DeadLetters for Cemetery {
    fn bury(&self, letter: Letter) -> BoxFuture<'_, Result<(), String>> {
        self.send(letter).boxed()
    }
}
