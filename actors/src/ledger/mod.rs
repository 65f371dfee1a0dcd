//! The only writer of intake: takes whatever arrived while its last transaction ran, and answers after the commit.
//!
//! A loop, not an actor: it owns its connection and its directory, and everybody else speaks to it through one bounded queue.

pub mod arrival;
mod batch;
mod command;
mod convert;
pub mod directory;
mod door;
pub(crate) mod far;
mod full;
mod link;
mod log;
pub(crate) mod logged;
mod near;
mod newcomers;
mod obedience;
mod order;
mod plan;
pub(crate) mod poison;
mod refusals;
#[cfg(test)]
mod simulation;
mod stage;
mod standing;
mod states;
mod store;
mod supervisor;
mod tenure;
mod threads;
mod transaction;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use models::billing::usage::Report;
use models::calls::intake::{InstallationLock, LedgerConnection, LedgerError, Owned, UsageRow};
use models::ids::TenantId;
use tokio::sync::{Mutex, Notify, mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior};

use crate::config::IntakeBounds;
use crate::feed::Feed;
use crate::metrics::Metrics;
use crate::spans::Spans;
use arrival::{Arrival, Fate, Unavailable};
use batch::Batch;
use directory::{Directory, DirectoryError};
pub use door::{LedgerDoor, LedgerState};
pub(crate) use door::{Log, Way};
use full::FullCalls;
use near::Near;
pub(crate) use newcomers::{Come, Newcomers};
use obedience::Agenda;
pub(crate) use order::Order;
use plan::Delays;
pub(crate) use refusals::Refusals;
pub use standing::{Standing, Standings};
pub(crate) use states::{Voice, Voices};
pub(crate) use tenure::{Assigned, DeadLetters};
use tenure::{Sole, Tenure};

/// What the Ledger needs, and what outlives it if it panics.
pub struct LedgerParts {
    login: models::calls::intake::Login,
    bounds: IntakeBounds,
    metrics: Metrics,
    feed: Feed,
    /// Rung when analyses became ready.
    work: Arc<Notify>,
    spans: Spans,
    newcomers: Newcomers,
    orders: Mutex<mpsc::Receiver<Order>>,
    state: Voice,
    standings: Standings,
    refusals: Refusals,
    /// Rung when somebody orders something.
    bell: Arc<Notify>,
    tenure: Tenure,
}

/// What all Ledgers of a process have in common.
#[derive(Clone)]
pub struct LedgerSurroundings {
    pub login: models::calls::intake::Login,
    pub bounds: IntakeBounds,
    pub metrics: Metrics,
    pub feed: Feed,
    /// Rung when analyses became ready.
    pub work: Arc<Notify>,
    pub spans: Spans,
    /// Hears of legs that were stored.
    pub(crate) newcomers: Newcomers,
}

impl LedgerParts {
    /// The Ledgers of the only process, and the door to all of them. `lock`: already taken, so that a second process is refused before it
    /// does anything.
    pub fn new(surroundings: LedgerSurroundings, lock: InstallationLock) -> (Vec<Arc<Self>>, LedgerDoor) {
        let bounds = surroundings.bounds.clone();
        let (near, queues) = Near::new(&bounds);
        let (voices, watched) = Voices::new(surroundings.metrics.intake.ledger_connected.clone());
        let (standings, refusals) = (Standings::default(), Refusals::default());
        let door = LedgerDoor {
            way: Way::Near(near),
            bounds,
            metrics: surroundings.metrics.clone(),
            spans: surroundings.spans.clone(),
            state: watched,
            standings: standings.clone(),
            refusals: refusals.clone(),
        };
        let tenures = Sole::all(lock, queues.len());
        let parts = queues.into_iter().zip(tenures);
        let parts = parts.map(|(orders, sole)| {
            let (kept, voice) = ((standings.clone(), refusals.clone()), voices.voice());
            Arc::new(Self::of(surroundings.clone(), orders, voice, kept, Tenure::Sole(sole)))
        });
        (parts.collect(), door)
    }

    /// The Ledger of a partition that was assigned to this process.
    pub(crate) fn assigned(
        surroundings: LedgerSurroundings,
        assigned: Arc<Assigned>,
        orders: mpsc::Receiver<Order>,
        standings: Standings,
        voice: Voice,
    ) -> Arc<Self> {
        let tenure = Tenure::Assigned(assigned);
        let kept = (standings, Refusals::default());
        Arc::new(Self::of(surroundings, orders, voice, kept, tenure))
    }

    fn of(
        surroundings: LedgerSurroundings,
        orders: mpsc::Receiver<Order>,
        state: Voice,
        (standings, refusals): (Standings, Refusals),
        tenure: Tenure,
    ) -> Self {
        Self {
            login: surroundings.login,
            bounds: surroundings.bounds,
            metrics: surroundings.metrics,
            feed: surroundings.feed,
            work: surroundings.work,
            spans: surroundings.spans,
            newcomers: surroundings.newcomers,
            orders: Mutex::new(orders),
            state,
            standings,
            refusals,
            bell: Arc::new(Notify::new()),
            tenure,
        }
    }
}

/// Runs until every door is closed or `stop` is told; then what waits is stored and answered first.
pub async fn run(parts: Arc<LedgerParts>, mut stop: watch::Receiver<bool>) {
    let mut orders = parts.orders.lock().await;
    let mut ledger = Ledger {
        parts: &parts,
        directory: Directory::new(parts.standings.clone(), parts.metrics.clone()),
        connected: None,
        not_before: Instant::now(),
        failures: 0,
        agenda: Agenda::default(),
        full: FullCalls::default(),
        stop: stop.clone(),
    };
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(order) => ledger.take(order, &mut orders).await,
                None => return,
            },
            _ = tick.tick() => ledger.tend().await,
            () = parts.bell.notified() => ledger.look().await,
            // Between two batches one order, or a part of it: neither waits for the whole of the other.
            () = std::future::ready(()), if !ledger.agenda.is_empty() => ledger.obey_next().await,
            _ = stop.wait_for(|stop| *stop) => break,
        }
        if ledger.parts.tenure.is_lost() {
            return;
        }
    }
    if let Tenure::Assigned(_) = parts.tenure {
        // What waits is in the log, for whoever comes next.
        return;
    }
    orders.close();
    while let Some(order) = orders.recv().await {
        ledger.take(order, &mut orders).await;
    }
    ledger.tally_refusals().await;
}

struct Connected {
    connection: LedgerConnection,
    owned: Owned,
}

struct Ledger<'a> {
    parts: &'a LedgerParts,
    directory: Directory,
    connected: Option<Connected>,
    /// No attempt to connect before.
    not_before: Instant,
    failures: u32,
    agenda: Agenda,
    full: FullCalls,
    stop: watch::Receiver<bool>,
}

impl Ledger<'_> {
    /// Takes an order and, if it is one to store, whatever else has arrived, up to the batch's bound.
    async fn take(&mut self, first: Order, orders: &mut mpsc::Receiver<Order>) {
        let mut next = Some(first);
        while let Some(order) = next.take() {
            let mut batch = Batch::default();
            let mut taken = Some(order);
            while let Some(order) = taken.take() {
                match order {
                    Order::Store { arrivals, answer, room }
                        if batch.has_room(arrivals.len(), self.parts.bounds.batch_max) =>
                    {
                        batch.add(arrivals, answer, room);
                    }
                    Order::Follow(logged) if batch.has_room(logged.len(), self.parts.bounds.batch_max) => {
                        batch.log.extend(logged);
                    }
                    // It begins the next batch.
                    Order::Store { .. } | Order::Follow(_) => {
                        next = Some(order);
                        break;
                    }
                    Order::Tell { tenant, answer } => drop(answer.send(self.tell(tenant).await)),
                }
                taken = orders.try_recv().ok();
            }
            self.settle(batch).await;
        }
    }

    async fn settle(&mut self, batch: Batch) {
        if !batch.log.is_empty() {
            self.follow(batch.log).await;
        }
        if batch.arrivals.is_empty() {
            return;
        }
        let mut answers = self.store(&batch.arrivals).await.into_iter();
        for one in batch.waiting {
            // Whoever asked may be gone; what was stored stays stored.
            one.answer.send(answers.by_ref().take(one.records).collect()).ok();
        }
    }

    fn count(&self, arrival: &Arrival, fate: &str) {
        tracing::debug!(tenant.id = %arrival.tenant(), call.id = arrival.call().map(tracing::field::display), leg.id = %arrival.leg(),
            trace.id = arrival.trace.map(|trace| trace.trace_id()), fate,
            "the ledger answers a {}: {fate}", arrival.kind());
        let labels = [arrival.door.as_str(), arrival.kind(), fate];
        self.parts.metrics.intake.records.with_label_values(&labels).inc();
    }

    /// One transaction, repeated a few times where another stood in its way. `reaches`: of a batch that was read from the log, the
    /// first offset after it.
    async fn transact(&mut self, batch: &[Arrival], reaches: Option<i64>) -> Result<Vec<Fate>, DirectoryError> {
        const TRIES: usize = 3;
        let span = |of: Duration| TimeDelta::from_std(of).unwrap_or(TimeDelta::MAX);
        let delays = Delays {
            backfill_after: span(self.parts.bounds.backfill_after),
            quiet: span(self.parts.bounds.call_quiet),
        };
        let mut tries = 0;
        loop {
            tries += 1;
            self.connect().await?;
            let Some(Connected { connection, owned }) = self.connected.as_mut() else {
                return Err(LedgerError::Gone("not connected".into()).into());
            };
            let began = Instant::now();
            let reaches = reaches.unwrap_or(owned.next_offset);
            match transaction::run(batch, (&*owned, reaches), &mut self.directory, connection, delays).await {
                Err(DirectoryError::Ledger(LedgerError::Again(_))) if tries < TRIES => continue,
                Err(error) => {
                    threads::failed(&self.parts.spans, batch, began.elapsed());
                    return Err(error);
                }
                Ok(done) => {
                    owned.next_offset = reaches;
                    threads::committed(&self.parts.spans, (batch, &done.fates), owned, began.elapsed());
                    self.parts.metrics.intake.batch_records.observe(batch.len() as f64);
                    self.parts
                        .metrics
                        .intake
                        .batch_seconds
                        .observe(began.elapsed().as_secs_f64());
                    self.count_charged(&done.usage);
                    self.parts.newcomers.note(batch, &done.fates);
                    self.parts.feed.ring(done.bells);
                    if done.work {
                        self.parts.work.notify_one();
                    }
                    return Ok(done.fates);
                }
            }
        }
    }

    async fn tell(&mut self, tenant: TenantId) -> Result<Option<Report>, Unavailable> {
        let told = self.report(tenant).await;
        told.map_err(|error| {
            self.fail(&error);
            self.unavailable()
        })
    }

    async fn report(&mut self, tenant: TenantId) -> Result<Option<Report>, DirectoryError> {
        self.connect().await?;
        let Some(Connected { connection, .. }) = self.connected.as_mut() else {
            return Err(LedgerError::Gone("not connected".into()).into());
        };
        let now = connection.clock().await?;
        self.directory.report(tenant, now, connection).await
    }

    /// Between transactions: reconnects, notices a lost lock, lets idle supervisors go.
    async fn tend(&mut self) {
        self.directory.passivate(self.parts.bounds.supervisor_idle_max);
        self.tally_refusals().await;
        if let Err(error) = self.order_backlogs().await {
            self.fail(&error.into());
            return;
        }
        self.look().await;
    }

    fn count_charged(&self, usage: &[UsageRow]) {
        let charged = &self.parts.metrics.intake.calls_charged;
        for row in usage {
            let counts = [
                ("included", row.added.included),
                ("overage", row.added.overage),
                ("withheld", row.added.withheld),
            ];
            counts
                .into_iter()
                .for_each(|(charge, calls)| charged.with_label_values(&[charge]).inc_by(calls));
        }
    }

    fn unavailable(&self) -> Unavailable {
        Unavailable {
            retry_after: self.parts.bounds.retry_after,
        }
    }
}
