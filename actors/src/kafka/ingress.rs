//! The topic that integrations write themselves: each record is checked like one at the HTTP door and goes on to the log under its
//! tenant. An offset is committed once the log has what was before it, so that a record may come twice, which the Ledger sees.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::pbx::canonical;
use futures::FutureExt;
use models::Error;
use models::calls::traceparent::TraceParent;
use models::db::Pool;
use models::identity::authority;
use models::identity::permission::Permission;
use models::ids::TenantId;
use rdkafka::consumer::{CommitMode, Consumer, StreamConsumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers, Message};
use rdkafka::{Offset, TopicPartitionList};
use tokio::sync::watch;

use super::client::{self, Watched};
use super::dead_letters::Cemetery;
use super::topic::Topic;
use super::{Doorway, Kafka, wire};
use crate::fail;
use crate::ledger::arrival::{Arrival, Door};
use crate::ledger::logged::Letter;
use crate::ledger::poison::Poison;
use crate::ledger::{DeadLetters, Log};
use crate::spans::{Kind, Open};

/// Messages of one round.
const TOGETHER_MAX: usize = 500;
/// A key that was revoked is refused within this time.
const FRESH: Duration = Duration::from_secs(1);
const KEYS_MAX: usize = 1_000;

pub(crate) struct Ingress {
    pub(crate) kafka: Kafka,
    pub(crate) app: Pool,
    pub(crate) doorway: Arc<Doorway>,
}

/// A message with its place.
struct Taken {
    partition: i32,
    offset: i64,
    key: Option<Vec<u8>>,
    payload: Vec<u8>,
    api_key: Option<String>,
    schema: Option<String>,
    trace: Option<TraceParent>,
}

impl Taken {
    /// The headers that a letter keeps: put in again it must not be taken as another version than it said.
    fn kept(&self) -> Vec<(&'static str, String)> {
        let schema = self.schema.clone().map(|schema| (wire::SCHEMA, schema));
        let trace = self.trace.map(|trace| (wire::TRACE, trace.to_string()));
        schema.into_iter().chain(trace).collect()
    }
}

/// Places of records that were given up in this round: it may have to be done again, and each is a dead letter once.
type Buried = HashSet<(i32, i64)>;

/// Keys that were looked up a moment ago.
type Keys = HashMap<String, (Option<TenantId>, Instant)>;

impl Ingress {
    /// Takes until `stop` is told; what went wrong begins anew at the last committed offset.
    pub(crate) async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        loop {
            let taken = tokio::select! {
                taken = self.follow() => taken,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            if let Err(error) = taken {
                tracing::warn!(%error, "the topic of integrations could not be read on: {error}");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn follow(&self) -> Result<(), KafkaError> {
        let config = &self.kafka.config;
        let consumer: StreamConsumer<Watched> = client::consumer(config, &config.group("ingress"))
            .set("auto.offset.reset", "earliest")
            .create_with_context(Watched::new(self.kafka.metrics.clone()))?;
        let name = config.topic(Topic::Ingress);
        consumer.subscribe(&[&name])?;
        let mut keys = Keys::new();
        loop {
            let mut together = vec![taken(&consumer.recv().await?)];
            while together.len() < TOGETHER_MAX {
                match consumer.recv().now_or_never() {
                    Some(Ok(message)) => together.push(taken(&message)),
                    Some(Err(error)) => return Err(error),
                    None => break,
                }
            }
            let mut reached: HashMap<i32, i64> = HashMap::new();
            for one in &together {
                reached.insert(one.partition, one.offset + 1);
            }
            let mut buried = Buried::new();
            while let Err(why) = self.pass_on(&together, &mut keys, &mut buried).await {
                tracing::warn!("records of integrations wait: {why}");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            fail::point("kafka.after_pass_on");
            let mut list = TopicPartitionList::new();
            for (partition, next) in reached {
                list.add_partition_offset(&name, partition, Offset::Offset(next))?;
            }
            // A commit that is lost, or comes after the partition went to another node, costs a second reading.
            consumer.commit(&list, CommitMode::Async)?;
        }
    }

    /// All of it, or the reason why it has to be done again.
    async fn pass_on(&self, together: &[Taken], keys: &mut Keys, buried: &mut Buried) -> Result<(), String> {
        let mut arrivals = Vec::with_capacity(together.len());
        let mut spans: Vec<Open> = Vec::new();
        let cemetery = Cemetery::of(&self.kafka);
        for one in together {
            let place = (one.partition, one.offset);
            if buried.contains(&place) {
                continue;
            }
            match self.read(one, keys).await.map_err(|error| error.to_string())? {
                Ok(mut arrival) => {
                    let mut span = self.kafka.spans.begin(Kind::Consumer, "ingress process", one.trace);
                    span.name("audiapro.tenant.id", arrival.tenant());
                    span.note("messaging.kafka.partition", i64::from(one.partition));
                    arrival.trace = span.thread();
                    arrivals.push(arrival);
                    spans.push(span);
                }
                Err(poison) => {
                    let letter = Letter {
                        topic: Topic::Ingress,
                        partition: one.partition,
                        offset: one.offset,
                        poison,
                        payload: one.payload.clone(),
                        key: one.key.clone(),
                        headers: one.kept(),
                    };
                    cemetery.bury(letter).await?;
                    buried.insert(place);
                }
            }
        }
        let answers = self.doorway.append(arrivals).await;
        drop(spans);
        answers
            .into_iter()
            .try_for_each(|answer| answer.map(drop).map_err(|error| error.to_string()))
    }

    async fn read(&self, one: &Taken, keys: &mut Keys) -> Result<Result<Arrival, Poison>, Error> {
        let poison = |reason, detail: &str| {
            Ok(Err(Poison {
                reason,
                detail: detail.to_owned(),
            }))
        };
        let Some(api_key) = &one.api_key else {
            return poison("no_key", "the header api-key is missing");
        };
        let Some(tenant) = self.tenant_of(api_key, keys).await? else {
            return poison(
                "wrong_key",
                "the key is unknown, revoked or expired, or may not send calls",
            );
        };
        if one.schema.as_deref().is_some_and(|schema| schema != "1") {
            return poison("unknown_version", "the header schema says another version than 1");
        }
        if one.payload.len() > self.kafka.config.record_bytes_max {
            return poison("too_large", "the record is larger than a record may be");
        }
        let given: canonical::Given = match serde_json::from_slice(&one.payload) {
            Ok(given) => given,
            Err(error) => return poison("unreadable", &format!("it is no JSON: {error}")),
        };
        match canonical::parse(given) {
            Ok(record) => Ok(Ok(Arrival::record(tenant, record, Door::Kafka, Instant::now()))),
            Err(fault) => poison("invalid", &format!("{}: {}", fault.code, fault.detail)),
        }
    }

    async fn tenant_of(&self, api_key: &str, keys: &mut Keys) -> Result<Option<TenantId>, Error> {
        if let Some((tenant, at)) = keys.get(api_key)
            && at.elapsed() < FRESH
        {
            return Ok(*tenant);
        }
        let found = authority::of_key(&self.app, api_key).await?;
        let may =
            |one: &authority::Authority| one.permissions.has(Permission::CallsSend) && one.standing.allowed().intake;
        let tenant = found.filter(may).map(|authority| authority.tenant);
        if keys.len() >= KEYS_MAX {
            keys.clear();
        }
        keys.insert(api_key.to_owned(), (tenant, Instant::now()));
        Ok(tenant)
    }
}

fn taken(message: &BorrowedMessage<'_>) -> Taken {
    let header = |name: &str| {
        let headers = message.headers()?;
        let found = headers.iter().find(|one| one.key.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(found.value?).into_owned())
    };
    Taken {
        partition: message.partition(),
        offset: message.offset(),
        key: message.key().map(<[u8]>::to_vec),
        payload: message.payload().unwrap_or_default().to_vec(),
        api_key: header("api-key"),
        schema: header(wire::SCHEMA),
        trace: wire::trace_of(message),
    }
}
