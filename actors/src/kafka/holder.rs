//! Which partitions of the door are this process', and the Ledger of each: claimed in PostgreSQL when the group assigns it, stopped when
//! the group takes it away. The group is a hint; the epoch in PostgreSQL decides.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use futures::future::{FutureExt, LocalBoxFuture};
use futures::stream::FuturesUnordered;
use models::calls::intake::{LedgerConnection, LedgerError};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use super::control::{Control, Route};
use super::incarnation::{self, Claimed};
use super::reader::{self, ReaderParts};
use super::{Kafka, StartKafkaError};
use crate::ledger::{self, Assigned, LedgerParts, LedgerSurroundings, Standings, Voices};

/// Orders that a Ledger may be behind; each is at most one transaction's records.
const ORDERS_AHEAD: usize = 4;
/// A partition that is taken away waits so long for its Ledger's open transaction; its epoch fences what is later.
const PARTING_MAX: Duration = Duration::from_secs(5);

/// The partitions that are ours now, for any thread.
#[derive(Clone, Default)]
pub(crate) struct Holding {
    of: Arc<Mutex<BTreeMap<i32, Arc<Assigned>>>>,
}

impl Holding {
    pub(crate) fn owned(&self) -> Vec<Arc<Assigned>> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<i32, Arc<Assigned>>> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) struct Holder {
    pub(crate) kafka: Kafka,
    pub(crate) surroundings: LedgerSurroundings,
    pub(crate) standings: Standings,
    pub(crate) voices: Voices,
    pub(crate) holding: Holding,
    /// Hears why the log cannot be read on.
    pub(crate) broken: Arc<dyn Fn(String) + Send + Sync>,
}

struct Held {
    generation: u64,
    stop: watch::Sender<bool>,
    /// Dropped when the Ledger has ended.
    ended: watch::Receiver<()>,
    assigned: Arc<Assigned>,
}

enum Happened {
    LedgerEnded {
        partition: i32,
        generation: u64,
        panicked: bool,
    },
    ClaimAgain {
        partition: i32,
        generation: u64,
    },
}

impl Holder {
    /// Reads and holds until `stop` is told; a reader that died is started again.
    pub(crate) async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.follow(&mut stop).await {
                tracing::error!(%error, "the log could not be read: {error}");
            }
            if !*stop.borrow() {
                self.kafka.metrics.kafka.reader_restarts.inc();
                tokio::select! {
                    () = sleep(Duration::from_secs(1)) => {}
                    _ = stop.wait_for(|stop| *stop) => {}
                }
            }
        }
    }

    /// The life of one reader.
    async fn follow(&self, stop: &mut watch::Receiver<bool>) -> Result<(), StartKafkaError> {
        let (control, mut asked) = mpsc::unbounded_channel();
        let (seek, seeks) = channel();
        let stopping = Arc::new(AtomicBool::new(false));
        let parts = ReaderParts {
            kafka: self.kafka.clone(),
            control,
            seeks,
            stopping: stopping.clone(),
        };
        let thread = reader::start(parts)?;
        let mut hold = Hold {
            holder: self,
            held: BTreeMap::new(),
            happening: FuturesUnordered::new(),
            seek,
            generation: 0,
            stop: stop.clone(),
        };
        loop {
            tokio::select! {
                control = asked.recv() => match control {
                    Some(control) => hold.answer(control).await,
                    None => break,
                },
                Some(happened) = hold.happening.next(), if !hold.happening.is_empty() => hold.happened(happened).await,
                _ = stop.wait_for(|stop| *stop), if !stopping.load(Ordering::Relaxed) => stopping.store(true, Ordering::Relaxed),
            }
        }
        // A reader that died has not told.
        hold.part(hold.held.keys().copied().collect()).await;
        tokio::task::spawn_blocking(move || thread.join()).await.ok();
        Ok(())
    }
}

struct Hold<'a> {
    holder: &'a Holder,
    held: BTreeMap<i32, Held>,
    happening: FuturesUnordered<LocalBoxFuture<'static, Happened>>,
    seek: Sender<Route>,
    generation: u64,
    stop: watch::Receiver<bool>,
}

impl Hold<'_> {
    async fn answer(&mut self, control: Control) {
        match control {
            Control::Assigned { partitions, answer } => {
                let mut routes = Vec::with_capacity(partitions.len());
                for claimed in self.claim(&partitions).await {
                    routes.push(self.begin(claimed));
                }
                answer.send(routes).ok();
            }
            Control::Revoked { partitions, answer } => {
                self.part(partitions).await;
                answer.send(()).ok();
            }
            Control::Broken(why) => {
                tracing::error!("{why}");
                (self.holder.broken)(why);
            }
        }
    }

    /// Raises the epochs, however long PostgreSQL takes; gives none if we are to stop.
    async fn claim(&mut self, partitions: &[i32]) -> Vec<Claimed> {
        let mut pause = Duration::from_millis(100);
        loop {
            match self.try_claim(partitions).await {
                Ok(claimed) => return claimed,
                Err(error) => tracing::warn!(%error, "partitions could not be claimed yet: {error}"),
            }
            tokio::select! {
                () = sleep(pause) => pause = (pause * 2).min(Duration::from_secs(2)),
                _ = self.stop.wait_for(|stop| *stop) => return Vec::new(),
            }
        }
    }

    async fn try_claim(&self, partitions: &[i32]) -> Result<Vec<Claimed>, LedgerError> {
        let kafka = &self.holder.kafka;
        let mut connection = LedgerConnection::open(&self.holder.surroundings.login).await?;
        let mut owned = Vec::with_capacity(partitions.len());
        for partition in partitions {
            owned.push(connection.take_partition(*partition).await?);
            kafka.metrics.kafka.claims.inc();
        }
        // After the claims: one may have waited for long.
        let asked = incarnation::ask_for_claim(kafka).await;
        let mut claimed = Vec::with_capacity(owned.len());
        for owned in owned {
            claimed.push(Claimed::settle(owned, &asked, kafka, &mut connection).await?);
        }
        Ok(claimed)
    }

    /// Starts the Ledger of a claimed partition.
    fn begin(&mut self, Claimed { owned, topic }: Claimed) -> Route {
        self.generation += 1;
        let (partition, generation) = (owned.partition, self.generation);
        let kafka = &self.holder.kafka;
        let assigned = Arc::new(Assigned::new(owned, kafka.partitions, kafka.dead_letters()));
        let (orders, taken) = mpsc::channel(ORDERS_AHEAD);
        let (surroundings, standings) = (self.holder.surroundings.clone(), self.holder.standings.clone());
        let voice = self.holder.voices.voice();
        let parts = LedgerParts::assigned(surroundings, assigned.clone(), taken, standings, voice);
        let (stop, stopped) = watch::channel(false);
        let (ending, ended) = watch::channel(());
        let ledger = actix_rt::spawn(ledger::run(parts, stopped));
        let end = async move {
            let panicked = ledger.await.is_err();
            drop(ending);
            Happened::LedgerEnded {
                partition,
                generation,
                panicked,
            }
        };
        self.happening.push(end.boxed_local());
        let held = Held {
            generation,
            stop,
            ended,
            assigned: assigned.clone(),
        };
        self.held.insert(partition, held);
        self.tell();
        Route {
            assigned,
            next_offset: owned.next_offset,
            topic,
            orders,
        }
    }

    /// Lets go: no new transaction, and the open one has a moment.
    async fn part(&mut self, partitions: Vec<i32>) {
        let mut ending = Vec::new();
        for partition in partitions {
            if let Some(held) = self.held.remove(&partition) {
                held.stop.send_replace(true);
                ending.push(held.ended);
            }
        }
        self.tell();
        let all = async {
            for mut ended in ending {
                // An error means that the other end is gone, and with it the Ledger.
                while ended.changed().await.is_ok() {}
            }
        };
        // The ends are seen by `happening`, which nobody else polls meanwhile.
        let (happening, mut missed) = (&mut self.happening, Vec::new());
        let watching = async {
            while let Some(happened) = happening.next().await {
                missed.push(happened);
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = all => {}
            () = watching => {}
            () = sleep(PARTING_MAX) => tracing::warn!("a ledger did not end in time; its epoch will fence it"),
        }
        for happened in missed {
            self.happened(happened).await;
        }
    }

    /// A Ledger that ended while its partition is ours has panicked, or was fenced by somebody who thinks it is theirs.
    async fn happened(&mut self, happened: Happened) {
        match happened {
            Happened::LedgerEnded {
                partition,
                generation,
                panicked,
            } => {
                if !self.is_current(partition, generation) {
                    return;
                }
                let metrics = &self.holder.kafka.metrics;
                let pause = if panicked {
                    metrics.restarts.with_label_values(&["ledger"]).inc();
                    tracing::error!("the ledger of partition {partition} died of a panic and is started again");
                    Duration::from_secs(1)
                } else {
                    metrics.kafka.fenced.inc();
                    // The group tells whose it is within this time.
                    self.holder.kafka.config.session
                };
                let again = async move {
                    sleep(pause).await;
                    Happened::ClaimAgain { partition, generation }
                };
                self.happening.push(again.boxed_local());
            }
            Happened::ClaimAgain { partition, generation } if self.is_current(partition, generation) => {
                for claimed in self.claim(&[partition]).await {
                    let route = self.begin(claimed);
                    self.seek.send(route).ok();
                }
            }
            Happened::ClaimAgain { .. } => {}
        }
    }

    fn is_current(&self, partition: i32, generation: u64) -> bool {
        self.held
            .get(&partition)
            .is_some_and(|held| held.generation == generation)
    }

    fn tell(&self) {
        let held = self
            .held
            .iter()
            .map(|(partition, held)| (*partition, held.assigned.clone()));
        *self.holder.holding.lock() = held.collect();
        let owned = i64::try_from(self.held.len()).unwrap_or(i64::MAX);
        self.holder.kafka.metrics.kafka.partitions_owned.set(owned);
    }
}
