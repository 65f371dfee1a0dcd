//! Records that nobody can take: kept in a topic of their own with the reason and the place they were found at.

use futures::FutureExt;
use futures::future::BoxFuture;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::FutureRecord;

use super::topic::Topic;
use super::{Kafka, wire};
use crate::ledger::DeadLetters;
use crate::ledger::logged::Letter;
use crate::ledger::poison::Poison;

/// Headers of a dead letter, in this order.
pub const HEADERS: [&str; 5] = ["reason", "detail", "topic", "partition", "offset"];

/// Headers of the record itself that stay with its letter, so that it is put in again as what it was; an API key is not kept.
pub const KEPT: [&str; 2] = [wire::SCHEMA, wire::TRACE];

/// What is kept of each besides the record itself. Together they are less than what a message may have beyond a record (`client.rs`).
const KEY_BYTES_MAX: usize = 4 * 1024;
const DETAIL_BYTES_MAX: usize = 4 * 1024;
const HEADER_BYTES_MAX: usize = 256;
/// A record in our own form has as much more than as it was sent.
const FORM_BYTES_MAX: usize = 32 * 1024;

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
        debug_assert!(Poison::REASONS.contains(&letter.poison.reason));
        let letter = cut(letter, self.kafka.config.record_bytes_max);
        let (partition, offset) = (letter.partition.to_string(), letter.offset.to_string());
        let from = self.kafka.config.topic(letter.topic);
        let values: [&str; 5] = [letter.poison.reason, &letter.poison.detail, &from, &partition, &offset];
        let its_own = letter.headers.iter().map(|(key, value)| (*key, value.as_str()));
        let mut headers = OwnedHeaders::new();
        for (key, value) in HEADERS.into_iter().zip(values).chain(its_own) {
            headers = headers.insert(Header {
                key,
                value: Some(value),
            });
        }
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

/// As much of a letter as fits into a message. Strangers may write more than that, compressed, and what could not be kept would hold its
/// partition up for ever.
fn cut(mut letter: Letter, record_bytes_max: usize) -> Letter {
    let detail = &mut letter.poison.detail;
    detail.truncate(detail.floor_char_boundary(DETAIL_BYTES_MAX));
    let bytes = letter.payload.len();
    if bytes > record_bytes_max + FORM_BYTES_MAX {
        letter.payload.truncate(record_bytes_max);
        *detail = format!("{detail} (it has {bytes} bytes, of which the first {record_bytes_max} are kept)");
    }
    if let Some(key) = &mut letter.key {
        key.truncate(KEY_BYTES_MAX);
    }
    for (_, value) in &mut letter.headers {
        value.truncate(value.floor_char_boundary(HEADER_BYTES_MAX));
    }
    letter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(payload: usize, key: usize, detail: &str) -> Letter {
        Letter {
            topic: Topic::Ingress,
            partition: 1,
            offset: 2,
            poison: Poison {
                reason: "too_large",
                detail: detail.into(),
            },
            payload: vec![b'a'; payload],
            key: Some(vec![b'k'; key]),
            headers: vec![(wire::SCHEMA, detail.to_owned())],
        }
    }

    #[test]
    fn what_fits_stays_as_it_came_and_of_the_rest_the_beginning_is_kept() {
        let whole = cut(letter(1_000 + FORM_BYTES_MAX, 36, "why"), 1_000);
        assert_eq!(
            (whole.payload.len(), whole.poison.detail.as_str()),
            (1_000 + FORM_BYTES_MAX, "why")
        );
        let long = "é".repeat(DETAIL_BYTES_MAX);
        let part = cut(letter(5_000_000, 1_000_000, &long), 1_000);
        assert_eq!((part.payload.len(), part.key.unwrap().len()), (1_000, KEY_BYTES_MAX));
        assert!(part.poison.detail.starts_with('é') && part.poison.detail.len() < DETAIL_BYTES_MAX + 100);
        assert!(part.poison.detail.contains("5000000"), "it says how much there was");
        assert_eq!(
            (whole.headers[0].1.as_str(), part.headers[0].1.len()),
            ("why", HEADER_BYTES_MAX)
        );
    }
}
