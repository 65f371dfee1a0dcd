//! From the outbox to the topics that customers read: by the owner of each tenant's partition, in the order of its stream, at least
//! once. A cursor passes an event once the broker has it on all its copies.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures::future::try_join_all;
use models::calls::intake::{LedgerConnection, LedgerError, Login, Relayed, Waiting};
use models::calls::outbox::TRACE;
use models::ids::{self, CANARY, TenantId};
use rdkafka::error::KafkaError;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{DeliveryFuture, FutureProducer, FutureRecord};
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use super::client::{self, Watched};
use super::holder::Holding;
use super::topic::Topic;
use super::{Kafka, StartKafkaError, wire};
use crate::fail;
use crate::feed::Feed;
use crate::ledger::Assigned;
use crate::spans::{Kind, Open};

/// Tenants of one round, and transactions of one tenant in it: each may hold the events of a whole batch.
const TENANTS_MAX: i64 = 500;
const TRANSACTIONS_MAX: i64 = 20;
/// Events that are handed over and not acknowledged. The client takes a hundred thousand, or so many bytes, and refuses what is beyond that.
const ON_THEIR_WAY_MAX: usize = 2_000;
/// As much more than a record may an event have.
const EVENT_BYTES_MORE: usize = 32 * 1024;
/// Version of what is published.
const VERSION: u32 = 1;

#[derive(Debug, thiserror::Error)]
pub(crate) enum RelayError {
    #[error(transparent)]
    Rows(#[from] LedgerError),
    #[error("an event could not be handed to Kafka: {0}")]
    Kafka(#[from] KafkaError),
    #[error("the producer ended")]
    Ended,
}

pub(crate) struct Relay {
    kafka: Kafka,
    producer: FutureProducer<Watched>,
    holding: Holding,
    login: Login,
    feed: Feed,
}

impl Relay {
    pub(crate) fn new(kafka: Kafka, holding: Holding, login: Login, feed: Feed) -> Result<Self, StartKafkaError> {
        // An event that were given up while later ones arrive would break the order: it is tried for ever.
        let producer = client::producer(&kafka.config)
            .set("delivery.timeout.ms", "2147483647")
            .create_with_context(Watched::new(kafka.metrics.clone()))
            .map_err(StartKafkaError::Client)?;
        Ok(Self {
            kafka,
            producer,
            holding,
            login,
            feed,
        })
    }

    /// Publishes what is there, from bell to bell and each second, until `stop` is told.
    pub(crate) async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut bells = self.feed.listen();
        let mut connection = None;
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                _ = rung(&mut bells) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            let round = tokio::select! {
                round = self.round(&mut connection) => round,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            if let Err(error) = round {
                self.kafka.metrics.kafka.relay_errors.inc();
                tracing::warn!(%error, "events could not be published yet: {error}");
                connection = None;
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    }

    /// Everything that waits now.
    async fn round(&self, connection: &mut Option<LedgerConnection>) -> Result<(), RelayError> {
        let mut after = TenantId(Uuid::nil());
        loop {
            let owned: BTreeMap<i32, Arc<Assigned>> = self
                .holding
                .owned()
                .into_iter()
                .map(|one| (one.partition, one))
                .collect();
            if owned.is_empty() {
                self.kafka.metrics.kafka.relay_waiting.set(0);
                self.kafka.metrics.kafka.relay_oldest.set(0);
                return Ok(());
            }
            if connection.as_ref().is_none_or(LedgerConnection::is_closed) {
                *connection = Some(LedgerConnection::open(&self.login).await?);
            }
            let Some(connection) = connection.as_mut() else {
                return Ok(());
            };
            let partitions: Vec<i32> = owned.keys().copied().collect();
            // The epoch by which they are ours, before their events are read.
            let epochs: BTreeMap<i32, i64> = owned.iter().map(|(n, assigned)| (*n, assigned.epoch())).collect();
            let waiting = connection
                .relay_waiting(&partitions, self.kafka.partitions, after, TENANTS_MAX)
                .await?;
            after = waiting.last().map_or(after, |last| last.tenant);
            self.kafka
                .metrics
                .kafka
                .relay_waiting
                .set(i64::try_from(waiting.len()).unwrap_or(i64::MAX));
            if waiting.is_empty() {
                // What a round before could not publish may be another node's by now.
                self.kafka.metrics.kafka.relay_oldest.set(0);
                return Ok(());
            }
            let lost: u64 = waiting.iter().map(|one| u64::try_from(one.lost).unwrap_or(0)).sum();
            let published = publish(waiting, (&epochs, self.kafka.partitions), connection, self).await?;
            self.kafka.metrics.kafka.relay_oldest.set(0);
            if published.refused.is_empty() {
                // Not before: what could not be published comes again, with the same gap.
                self.kafka.metrics.kafka.relay_lost.inc_by(lost);
            }
            for partition in &published.refused {
                // Its Ledger would learn it from its next record only, and until then the same events came every round.
                if let (Some(assigned), Some(epoch)) = (owned.get(partition), epochs.get(partition)) {
                    assigned.lose(*epoch);
                }
            }
            if published.is_empty || !published.refused.is_empty() {
                return Ok(());
            }
        }
    }
}

/// Where events are published.
pub(crate) trait Publisher {
    type Delivery;
    type Error: From<LedgerError>;

    /// Hands an event over, in order, and says how many bytes it is. `None`: it is not for customers.
    fn send(&self, tenant: TenantId, event: Value) -> Result<Option<(Self::Delivery, usize)>, Self::Error>;

    /// Where so many bytes are on their way, nothing more is handed over until they have arrived.
    fn bytes_max(&self) -> usize;

    /// Waits until all of these have arrived.
    async fn arrived(&self, deliveries: Vec<Self::Delivery>) -> Result<(), Self::Error>;
}

/// The events that wait, and how far they are relayed; each is explained where `LedgerConnection` has it.
pub(crate) trait Cursors {
    async fn relay_events(&mut self, tenant: TenantId, next_seq: i64, at_most: i64) -> Result<Vec<Value>, LedgerError>;
    async fn relay_advance(&mut self, partition: i32, epoch: i64, relayed: &[Relayed]) -> Result<bool, LedgerError>;
}

impl Cursors for LedgerConnection {
    async fn relay_events(&mut self, tenant: TenantId, next_seq: i64, at_most: i64) -> Result<Vec<Value>, LedgerError> {
        LedgerConnection::relay_events(self, tenant, next_seq, at_most).await
    }

    async fn relay_advance(&mut self, partition: i32, epoch: i64, relayed: &[Relayed]) -> Result<bool, LedgerError> {
        LedgerConnection::relay_advance(self, partition, epoch, relayed).await
    }
}

/// What came of a round.
pub(crate) struct Published {
    /// What waited was not there.
    is_empty: bool,
    /// Partitions whose epoch is not the one that we had read.
    pub(crate) refused: Vec<i32>,
}

/// Publishes what waits, and moves the cursors over it once all of it has arrived. `owned`: the epochs by which partitions were ours before
/// their events were read, and how many partitions there are.
pub(crate) async fn publish<P: Publisher>(
    waiting: Vec<Waiting>,
    (epochs, partitions): (&BTreeMap<i32, i64>, i32),
    cursors: &mut impl Cursors,
    publisher: &P,
) -> Result<Published, P::Error> {
    let (mut on_their_way, mut bytes) = (Vec::new(), 0);
    let mut relayed: BTreeMap<i32, Vec<Relayed>> = BTreeMap::new();
    for Waiting { tenant, next_seq, .. } in waiting {
        let events = cursors.relay_events(tenant, next_seq, TRANSACTIONS_MAX).await?;
        let Some(last) = events.iter().filter_map(|event| event["seq"].as_i64()).max() else {
            continue;
        };
        if tenant != CANARY {
            for event in events {
                let Some((delivery, size)) = publisher.send(tenant, event)? else {
                    continue;
                };
                on_their_way.push(delivery);
                bytes += size;
                if on_their_way.len() >= ON_THEIR_WAY_MAX || bytes >= publisher.bytes_max() {
                    publisher.arrived(std::mem::take(&mut on_their_way)).await?;
                    bytes = 0;
                }
            }
        }
        let moved = Relayed {
            tenant,
            from_seq: next_seq,
            next_seq: last + 1,
        };
        relayed
            .entry(ids::partition(tenant, partitions))
            .or_default()
            .push(moved);
    }
    publisher.arrived(on_their_way).await?;
    if !relayed.is_empty() {
        fail::point("kafka.after_publish");
    }
    let mut published = Published {
        is_empty: relayed.is_empty(),
        refused: Vec::new(),
    };
    for (partition, rows) in relayed {
        let epoch = epochs.get(&partition).copied().unwrap_or_default();
        if !cursors.relay_advance(partition, epoch, &rows).await? {
            published.refused.push(partition);
        }
    }
    Ok(published)
}

impl Publisher for Relay {
    type Delivery = (DeliveryFuture, Open);
    type Error = RelayError;

    fn send(&self, tenant: TenantId, event: Value) -> Result<Option<(Self::Delivery, usize)>, RelayError> {
        let kind = event["type"].as_str().unwrap_or_default().to_owned();
        let Some(topic) = topic_of(&kind) else {
            return Ok(None);
        };
        let (name, key, id) = (
            self.kafka.config.topic(topic),
            tenant.to_string(),
            event["id"].as_str().unwrap_or_default(),
        );
        self.waits_since(&event);
        let span = self.span(tenant, topic, &event);
        let thread = span.thread().map(|thread| thread.to_string());
        let thread = thread.as_deref().map(|thread| (wire::TRACE, thread));
        let headers = [("id", id), ("type", kind.as_str())].into_iter().chain(thread).fold(
            OwnedHeaders::new(),
            |headers, (key, value)| {
                headers.insert(Header {
                    key,
                    value: Some(value),
                })
            },
        );
        let mut payload = published(tenant, &event).to_string();
        if payload.len() > self.kafka.config.record_bytes_max.saturating_add(EVENT_BYTES_MORE) {
            tracing::warn!(tenant.id = %tenant, bytes = payload.len(), "the event {id} is larger than a message may be, and is published without its lists");
            payload = published(tenant, &cut(&event)).to_string();
        }
        let record = FutureRecord::to(&name).key(&key).payload(&payload).headers(headers);
        let handed_over = self.producer.send_result(record).map_err(|(error, _)| error)?;
        self.kafka
            .metrics
            .kafka
            .relayed
            .with_label_values(&[topic.name()])
            .inc();
        Ok(Some(((handed_over, span), payload.len())))
    }

    /// Half of what the client takes: there is room for one more, and for what stands around each.
    fn bytes_max(&self) -> usize {
        self.kafka.config.produce_bytes_max / 2
    }

    async fn arrived(&self, deliveries: Vec<(DeliveryFuture, Open)>) -> Result<(), RelayError> {
        try_join_all(deliveries.into_iter().map(arrived)).await.map(drop)
    }
}

impl Relay {
    /// What the broker does not take is seen by its age.
    fn waits_since(&self, event: &Value) {
        let at = event["at"]
            .as_str()
            .and_then(|at| chrono::DateTime::parse_from_rfc3339(at).ok());
        let oldest = &self.kafka.metrics.kafka.relay_oldest;
        if let Some(at) = at.map(|at| at.timestamp())
            && (oldest.get() == 0 || at < oldest.get())
        {
            oldest.set(at);
        }
    }

    /// Until the broker has the event, in the trace that led to it. What nobody follows begins none.
    fn span(&self, tenant: TenantId, topic: Topic, event: &Value) -> Open {
        let Some(parent) = event[TRACE].as_str().and_then(|text| text.parse().ok()) else {
            return Open::default();
        };
        let mut span = self
            .kafka
            .spans
            .begin(Kind::Producer, format!("{} publish", topic.name()), Some(parent));
        span.note("messaging.system", "kafka");
        span.note("messaging.destination.name", self.kafka.config.topic(topic));
        span.name("audiapro.tenant.id", tenant);
        span.name("audiapro.event.type", event["type"].as_str().unwrap_or_default());
        span
    }
}

async fn arrived((delivery, mut span): (DeliveryFuture, Open)) -> Result<(), RelayError> {
    let arrived = delivery.await;
    if !matches!(arrived, Ok(Ok(_))) {
        span.fail("not_acknowledged");
    }
    match arrived {
        Ok(Ok(_)) => Ok(()),
        Ok(Err((error, _))) => Err(error.into()),
        Err(_) => Err(RelayError::Ended),
    }
}

/// Waits for a bell, and takes all that have rung.
async fn rung<T: Clone>(bells: &mut broadcast::Receiver<T>) {
    if let Err(broadcast::error::RecvError::Closed) = bells.recv().await {
        std::future::pending::<()>().await;
    }
    while bells.try_recv().is_ok() {}
}

/// Where an event of this type is published. All that tenants' streams hold are: whoever reads every topic misses no number.
pub fn topic_of(kind: &str) -> Option<Topic> {
    match kind.split_once('.')?.0 {
        "call" | "calls" | "note" => Some(Topic::Results),
        "usage" => Some(Topic::Usage),
        "alert" => Some(Topic::Alerts),
        _ => None,
    }
}

/// An event of the outbox as it is published.
fn published(tenant: TenantId, event: &Value) -> Value {
    json!({
        "v": VERSION, "id": event["id"], "seq": event["seq"], "type": event["type"], "at": event["at"],
        "tenant_id": tenant, "data": event["data"],
    })
}

/// An event without what is long in it, which says so: what the client does not take would hold up the events of every tenant.
fn cut(event: &Value) -> Value {
    const LONG: usize = 1024;
    let mut event = event.clone();
    if let Some(data) = event["data"].as_object_mut() {
        for value in data.values_mut().filter(|value| value.to_string().len() > LONG) {
            *value = match &*value {
                Value::Array(_) => json!([]),
                Value::Object(_) => json!({}),
                Value::String(text) => json!(text.chars().take(LONG / 4).collect::<String>()),
                other => other.clone(),
            };
        }
        data.insert("cut".into(), true.into());
    }
    event
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Notes how many are on their way at once, of ten bytes each.
    #[derive(Default)]
    struct Narrow {
        bytes_max: usize,
        on_their_way: Cell<usize>,
        most: Cell<usize>,
    }

    impl Publisher for Narrow {
        type Delivery = ();
        type Error = RelayError;

        fn send(&self, _: TenantId, _: Value) -> Result<Option<((), usize)>, RelayError> {
            self.on_their_way.set(self.on_their_way.get() + 1);
            self.most.set(self.most.get().max(self.on_their_way.get()));
            Ok(Some(((), 10)))
        }

        fn bytes_max(&self) -> usize {
            self.bytes_max
        }

        async fn arrived(&self, deliveries: Vec<()>) -> Result<(), RelayError> {
            self.on_their_way.set(self.on_their_way.get() - deliveries.len());
            Ok(())
        }
    }

    /// More than the client would hold.
    struct Many;

    impl Cursors for Many {
        async fn relay_events(&mut self, _: TenantId, next_seq: i64, _: i64) -> Result<Vec<Value>, LedgerError> {
            Ok((next_seq..next_seq + 5_001).map(|seq| json!({ "seq": seq })).collect())
        }

        async fn relay_advance(&mut self, _: i32, _: i64, _: &[Relayed]) -> Result<bool, LedgerError> {
            Ok(true)
        }
    }

    #[tokio::test]
    async fn however_much_waits_the_client_holds_a_bounded_part_of_it() {
        let waiting = Waiting {
            tenant: TenantId(Uuid::from_u128(1)),
            next_seq: 1,
            lost: 0,
        };
        let epochs = BTreeMap::from([(0, 1)]);
        for (bytes_max, most) in [(usize::MAX, ON_THEIR_WAY_MAX), (1_000, 100)] {
            let publisher = Narrow {
                bytes_max,
                ..Narrow::default()
            };
            let published = publish(vec![waiting], (&epochs, 1), &mut Many, &publisher).await;
            assert!(published.unwrap().refused.is_empty());
            assert_eq!((publisher.on_their_way.get(), publisher.most.get()), (0, most));
        }
    }

    #[test]
    fn of_an_event_that_is_too_large_it_is_told_what_it_is_about() {
        let agents: Vec<String> = (0..1_000).map(|n| format!("{n}{}", "a".repeat(2_000))).collect();
        let data = json!({"call_id": "c", "talk_s": 60, "new_legs": ["l"], "before": {"agents": agents}, "label": "é".repeat(9_000)});
        let event =
            json!({"id": "t.7", "seq": 7, "type": "call.corrected", "at": "2026-11-28T10:00:00.000Z", "data": data});
        let told = cut(&event);
        assert_eq!(
            (&told["id"], &told["seq"], &told["type"]),
            (&event["id"], &event["seq"], &event["type"])
        );
        let expected = json!({"call_id": "c", "talk_s": 60, "new_legs": ["l"], "before": {}, "label": "é".repeat(256), "cut": true});
        assert_eq!(told["data"], expected);
    }

    #[test]
    fn an_event_knows_its_topic_and_keeps_its_id() {
        for kind in ["call.analyzed", "calls.updated", "note.created"] {
            assert_eq!(topic_of(kind), Some(Topic::Results), "{kind}");
        }
        assert_eq!(topic_of("usage.threshold_reached"), Some(Topic::Usage));
        assert_eq!(topic_of("alert.raised"), Some(Topic::Alerts));
        assert_eq!(topic_of("member.added"), None);
        let event =
            json!({"id": "t.7", "seq": 7, "type": "call.received", "at": "2026-11-28T10:00:00.000Z", "data": {"a": 1}});
        let published = published(TenantId(Uuid::nil()), &event);
        assert_eq!(
            (&published["id"], &published["v"], &published["data"]["a"]),
            (&json!("t.7"), &json!(1), &json!(1))
        );
    }
}
