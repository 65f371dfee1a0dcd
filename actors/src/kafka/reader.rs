//! The thread that reads the door's log: polls, sorts by partition, hands over. It never decides where to begin (the holder's claim
//! says so) and never that something is done (PostgreSQL does); what it commits to Kafka is a hint for tools that show lag.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, Message};
use rdkafka::{Offset, TopicPartitionList};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::mpsc::error::TrySendError;

use super::client::{self, Watched};
use super::control::{Control, Route};
use super::incarnation::{self, Asked, Place, Verdict};
use super::routing::{Routed, Routing};
use super::topics::{self, Topic};
use super::{Kafka, StartKafkaError, door, wire};
use crate::ledger::Order;
use crate::ledger::logged::Logged;

/// Messages that are taken before they are handed over.
const TAKEN_MAX: usize = 2_000;
/// Records of one order; the Ledger puts orders together.
const ORDER_MAX: usize = 1_000;
const HINT_EVERY: Duration = Duration::from_secs(1);
const LAG_EVERY: Duration = Duration::from_secs(5);
/// How often it is looked whether the topic is still the same one; sooner where the broker says that it has no such offset.
const LOOK_EVERY: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// For an answer about the topic, while nothing is read.
const ASK_MAX: Duration = Duration::from_millis(500);

pub(super) struct ReaderParts {
    pub(super) kafka: Kafka,
    pub(super) control: UnboundedSender<Control>,
    /// Partitions to be read anew from another place, with another Ledger.
    pub(super) seeks: Receiver<Route>,
    pub(super) stopping: Arc<AtomicBool>,
}

/// Joins the group and reads on a thread of its own, which ends when it is told or cannot go on.
pub(super) fn start(parts: ReaderParts) -> Result<JoinHandle<()>, StartKafkaError> {
    let ReaderParts {
        kafka,
        control,
        seeks,
        stopping,
    } = parts;
    let topic = kafka.config.topic(Topic::Received);
    let routing = Routing {
        watched: Watched::new(kafka.metrics.clone()),
        topic: topic.clone(),
        partitions: kafka.partitions,
        control,
        routes: Mutex::default(),
    };
    let group = kafka.config.group("ledgers");
    let consumer: BaseConsumer<Routing> = client::consumer(&kafka.config, &group)
        .create_with_context(routing)
        .map_err(StartKafkaError::Client)?;
    consumer.subscribe(&[&topic]).map_err(StartKafkaError::Client)?;
    let reader = Reader {
        kafka,
        topic,
        consumer,
        seeks,
        stopping,
        hinted: BTreeMap::new(),
        ends: BTreeMap::new(),
        hint_at: Instant::now(),
        lag_at: Instant::now(),
        look_at: Instant::now() + LOOK_EVERY,
        astray: BTreeSet::new(),
    };
    std::thread::Builder::new()
        .name("kafka reader".into())
        .spawn(move || reader.run())
        .map_err(StartKafkaError::Thread)
}

struct Reader {
    kafka: Kafka,
    topic: String,
    consumer: BaseConsumer<Routing>,
    seeks: Receiver<Route>,
    stopping: Arc<AtomicBool>,
    /// What was committed to Kafka last.
    hinted: BTreeMap<i32, i64>,
    /// Where the logs of our partitions ended when it was last looked.
    ends: BTreeMap<i32, i64>,
    hint_at: Instant,
    lag_at: Instant,
    look_at: Instant,
    /// Partitions one of which stands where the log has nothing. The client says so once, and not of which.
    astray: BTreeSet<i32>,
}

impl Reader {
    fn run(mut self) {
        self.kafka.metrics.kafka.lag.reset();
        while !self.stopping.load(Ordering::Relaxed) {
            while let Ok(route) = self.seeks.try_recv() {
                self.seek(route);
            }
            if let Err(error) = self.poll() {
                tracing::error!(%error, "the reader of the log cannot go on: {error}");
                break;
            }
            self.hand_over();
            self.hint();
            self.measure();
            if self.is_lost() {
                // Whoever reads on claims the partitions anew, and is told from where.
                break;
            }
        }
        self.hint_at = Instant::now();
        self.hint();
        // Dropping the consumer leaves the group; the callback above is run on this thread.
    }

    /// Takes what has come, after waiting a moment for the first.
    fn poll(&mut self) -> Result<(), KafkaError> {
        let waiting = self
            .consumer
            .context()
            .routes()
            .values()
            .any(|routed| !routed.stash.is_empty());
        let mut patience = Duration::from_millis(if waiting { 2 } else { 100 });
        for _ in 0..TAKEN_MAX {
            match self.consumer.poll(patience) {
                None => break,
                Some(Ok(message)) => self.take(&message),
                Some(Err(error @ KafkaError::MessageConsumptionFatal(_))) => return Err(error),
                Some(Err(KafkaError::MessageConsumption(
                    RDKafkaErrorCode::AutoOffsetReset | RDKafkaErrorCode::LogTruncation,
                ))) => {
                    self.astray = self.consumer.context().routes().keys().copied().collect();
                    self.look_at = Instant::now();
                }
                Some(Err(error)) => self.consumer.context().watched.hear(&error, "while reading"),
            }
            patience = Duration::ZERO;
        }
        Ok(())
    }

    fn take(&self, message: &BorrowedMessage<'_>) {
        let mut routes = self.consumer.context().routes();
        let Some(routed) = routes.get_mut(&message.partition()) else {
            return;
        };
        if message.offset() < routed.expected {
            return;
        }
        routed.expected = message.offset() + 1;
        let payload = message.payload().unwrap_or_default();
        let sent = message.timestamp().to_millis().unwrap_or_else(door::now_ms);
        let waited = Duration::from_millis(u64::try_from(door::now_ms() - sent).unwrap_or(0));
        let mut what = wire::read(payload, waited, (message.partition(), self.kafka.partitions));
        if let (true, Ok(arrival)) = (self.kafka.spans.is_on(), &mut what) {
            arrival.trace = wire::trace_of(message);
        }
        routed.stash.push(Logged {
            offset: message.offset(),
            what,
            payload: payload.to_vec(),
            key: message.key().map(<[u8]>::to_vec),
            is_buried: Cell::new(false),
        });
    }

    /// Hands over as much as the Ledgers take; where one is far behind, its partition is read later.
    fn hand_over(&self) {
        let mut routes = self.consumer.context().routes();
        let ahead_max = self.kafka.config.read_ahead_max / routes.len().max(1);
        for (partition, routed) in routes.iter_mut() {
            while !routed.stash.is_empty() {
                let part = routed.stash.len().min(ORDER_MAX);
                let rest = routed.stash.split_off(part);
                match routed
                    .route
                    .orders
                    .try_send(Order::Follow(std::mem::replace(&mut routed.stash, rest)))
                {
                    Ok(()) => {}
                    Err(TrySendError::Full(Order::Follow(mut records))) => {
                        records.append(&mut routed.stash);
                        routed.stash = records;
                        break;
                    }
                    // Its Ledger has ended; whoever comes next begins where that one stood.
                    Err(_) => routed.stash.clear(),
                }
            }
            let wanted = match routed.stash.len() {
                waiting if waiting > ahead_max => true,
                waiting if waiting > ahead_max / 2 => routed.paused,
                _ => false,
            };
            if wanted != routed.paused && self.pause(*partition, wanted) {
                routed.paused = wanted;
            }
        }
    }

    fn pause(&self, partition: i32, wanted: bool) -> bool {
        let mut list = TopicPartitionList::new();
        list.add_partition(&self.topic, partition);
        let done = if wanted {
            self.consumer.pause(&list)
        } else {
            self.consumer.resume(&list)
        };
        done.is_ok()
    }

    fn seek(&self, route: Route) {
        let (partition, next) = (route.assigned.partition, route.next_offset);
        if !self.consumer.context().routes().contains_key(&partition) {
            return;
        }
        self.consumer.context().open(route);
        let sought = self
            .consumer
            .seek(&self.topic, partition, Offset::Offset(next), Duration::from_secs(5));
        if let Err(error) = sought {
            tracing::error!(%error, partition, "partition {partition} could not be read anew from {next}: {error}");
        }
    }

    /// Whether what is read is not what the offsets are of, as far as it is time to look.
    fn is_lost(&mut self) -> bool {
        if self.look_at > Instant::now() {
            return false;
        }
        let places = self.places();
        self.astray
            .retain(|partition| places.iter().any(|(owned, ..)| owned == partition));
        let is_lost = !places.is_empty() && self.look(places);
        let pause = if self.astray.is_empty() { LOOK_EVERY } else { LOOK_AGAIN };
        self.look_at = Instant::now() + pause;
        is_lost
    }

    /// Of each partition that is read: the id of its topic, and the next offset.
    fn places(&self) -> Vec<(i32, Option<String>, i64)> {
        let routes = self.consumer.context().routes();
        let place = |(n, routed): (&i32, &Routed)| (*n, routed.route.topic.clone(), routed.expected);
        routes.iter().map(place).collect()
    }

    fn look(&mut self, places: Vec<(i32, Option<String>, i64)>) -> bool {
        let found = match incarnation::ask(&self.kafka, ASK_MAX) {
            Asked::Id(id) => Some(id),
            Asked::NoId => None,
            // Asked again: the broker may be away, or the topic.
            Asked::Unanswered => return false,
        };
        let mut unexplained = !self.astray.is_empty();
        for (partition, noted, expected) in places {
            let place = Place {
                topic: noted.as_deref(),
                next_offset: expected,
            };
            let differs = place.topic.zip(found.as_deref()).is_some_and(|(old, new)| old != new);
            let verdict = if differs {
                Some(Verdict::Anew)
            } else {
                self.look_into(partition, place, found.as_deref())
            };
            match verdict {
                Some(Verdict::Anew) => {
                    tracing::error!("the topic {} was deleted and made anew while it was read", self.topic);
                    return true;
                }
                Some(Verdict::OutOfReach) => unexplained = false,
                Some(Verdict::Stands) => {}
                None => unexplained &= !self.astray.contains(&partition),
            }
        }
        if unexplained {
            // The client reads that partition no further by itself.
            tracing::error!(
                "the log of {} had no such offset a moment ago, and has it now",
                self.topic
            );
        }
        unexplained
    }

    /// Looks into a partition that may stand where the log has nothing; `None`: it is not one, or not known yet. Of this topic that is said
    /// loudly: what was acknowledged and is gone cannot be made up for.
    fn look_into(&mut self, partition: i32, place: Place<'_>, found: Option<&str>) -> Option<Verdict> {
        if !self.astray.contains(&partition) {
            return None;
        }
        let asked = self
            .consumer
            .fetch_watermarks(&self.topic, partition, Duration::from_secs(2));
        let (first, end) = asked.ok()?;
        self.astray.remove(&partition);
        let verdict = place.judge(found, (first, end));
        if verdict == Verdict::OutOfReach {
            let why = format!(
                "partition {partition} of {} stands at {} in PostgreSQL, and the log holds {first} to {end}: it is read no further. Was \
                 its retention too short, or has the broker lost records? docs/kafka.md says what to do",
                self.topic, place.next_offset
            );
            self.consumer.context().control.send(Control::Broken(why)).ok();
        }
        Some(verdict)
    }

    fn hint(&mut self) {
        if self.hint_at > Instant::now() {
            return;
        }
        self.hint_at = Instant::now() + HINT_EVERY;
        let mut list = TopicPartitionList::new();
        for (partition, routed) in self.consumer.context().routes().iter() {
            let next = routed.route.assigned.next_offset();
            if self.hinted.insert(*partition, next) != Some(next) {
                list.add_partition_offset(&self.topic, *partition, Offset::Offset(next))
                    .ok();
            }
        }
        if list.count() > 0 {
            // A hint that is lost is made good by the next.
            self.consumer.commit(&list, CommitMode::Async).ok();
        }
    }

    /// Somebody may add partitions while we run.
    fn look_for_added(&self) {
        let asked = self
            .consumer
            .fetch_metadata(Some(&self.topic), Duration::from_millis(500));
        let Some(found) = asked
            .ok()
            .and_then(|all| Some(all.topics().first()?.partitions().len()))
        else {
            return;
        };
        let unused = i64::try_from(found).unwrap_or(i64::MAX) - i64::from(self.kafka.partitions);
        let gauge = &self.kafka.metrics.kafka.partitions_unused;
        if unused > gauge.get() {
            topics::tell_of_added(&self.topic, unused);
        }
        gauge.set(unused.max(0));
    }

    fn measure(&mut self) {
        if self.lag_at > Instant::now() {
            return;
        }
        self.lag_at = Instant::now() + LAG_EVERY;
        self.look_for_added();
        let lag = &self.kafka.metrics.kafka.lag;
        let places: Vec<(i32, i64)> = self
            .consumer
            .context()
            .routes()
            .iter()
            .map(|(n, routed)| (*n, routed.route.assigned.next_offset()))
            .collect();
        self.ends.retain(|partition, _| {
            let is_ours = places.iter().any(|(owned, _)| owned == partition);
            if !is_ours {
                // Whoever has it now tells of it.
                lag.remove_label_values(&[partition.to_string()]).ok();
            }
            is_ours
        });
        // A broker that is away is asked again later, and the group is not kept waiting: what was known last stands.
        let mut answers = true;
        for (partition, next) in places {
            let patience = Duration::from_millis(500);
            match answers.then(|| self.consumer.fetch_watermarks(&self.topic, partition, patience)) {
                Some(Ok((_, end))) => {
                    self.ends.insert(partition, end);
                }
                Some(Err(_)) => answers = false,
                None => {}
            }
            if let Some(end) = self.ends.get(&partition) {
                let records = (end - next).max(0);
                lag.with_label_values(&[partition.to_string()]).set(records);
            }
        }
    }
}
