//! Takes work off the queue and keeps its leases: claims what workers can take, renews, sweeps up what was abandoned.
//!
//! A loop: everything it owns (the calls in flight) is its own. It never decides what is analysed; the queue row says so.

pub mod analyst;
mod attempt;
pub(crate) mod bells;
mod call;
pub mod external;
mod flight;
pub mod found;
pub mod speakers;
pub mod staff;
pub(crate) mod wishes;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr};
use models::Error;
use models::calls::dead_letter;
use models::calls::queue::{self, Claim, Claimed, control, node, outlook};
use models::calls::result::Settled;
use models::compliance::sealing::Sealer;
use models::db::Pools;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};
use uuid::Uuid;

use crate::config::AnalysisBounds;
use crate::fail;
use crate::feed::Feed;
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::recordings::RecordingStore;
use crate::spans::Spans;
use analyst::Analyst;
use attempt::{Attempt, Mishap, Patience, outcome_of};
use bells::Bells;
use call::{Abandon, CallActor, CallParts, Interrupt};
use flight::{Flight, Landed};

/// Whether recordings are being analysed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnalysisState {
    Ready,
    /// Calls are taken, recordings wait; the sentence says for what.
    Waiting(String),
}

/// Those who analyse, or why there are none.
#[derive(Clone)]
pub enum Analysts {
    Pool(Pool<Box<dyn Analyst>>),
    Missing(String),
}

pub struct AnalysisParts {
    pub pools: Pools,
    pub sealer: Sealer,
    pub store: RecordingStore,
    pub analysts: Analysts,
    pub bounds: AnalysisBounds,
    pub metrics: Metrics,
    pub feed: Feed,
    pub spans: Spans,
    pub(crate) bells: Bells,
    /// Names this process on its leases.
    pub node: String,
    /// No other process runs on this database.
    pub alone: bool,
    pub drain_max: Duration,
}

/// Abandoned claims that one sweep takes up.
const SWEEP_MAX: i64 = 500;

/// Runs until `stop` is told; then what is in flight is given back.
pub async fn run(parts: Arc<AnalysisParts>, mut stop: watch::Receiver<bool>) {
    let in_flight_max = match &parts.analysts {
        Analysts::Pool(pool) => pool.size() + parts.bounds.ahead,
        Analysts::Missing(why) => {
            tracing::warn!("recordings are kept and wait for analysis: {why}");
            0
        }
    };
    let (landed, mut landing) = mpsc::channel(in_flight_max.max(1));
    let mut analysis = AnalysisLoop {
        parts: &parts,
        in_flight: HashMap::new(),
        in_flight_max,
        landed,
        away: false,
    };
    analysis.set_shares().await;
    // Alone, whoever had leases before this process is gone; else they run out.
    analysis.sweep(parts.alone).await;
    let mut poll = ticks(parts.bounds.poll);
    let mut renew = ticks(parts.bounds.lease / 3);
    let mut sweep = ticks(parts.bounds.lease / 2);
    let mut count = ticks(Duration::from_secs(5));
    loop {
        tokio::select! {
            Some(landed) = landing.recv() => { analysis.land(landed).await; analysis.claim().await; }
            _ = parts.bells.ready.notified() => analysis.claim().await,
            _ = parts.bells.recalled.notified() => analysis.renew().await,
            _ = poll.tick() => analysis.claim().await,
            _ = renew.tick() => analysis.renew().await,
            _ = sweep.tick() => analysis.sweep(false).await,
            _ = count.tick() => analysis.count().await,
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
    analysis.give_back(&mut landing).await;
}

fn ticks(period: Duration) -> Interval {
    let mut ticks = interval(period.max(Duration::from_millis(10)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

struct InFlight {
    claim: Claim,
    address: Addr<CallActor>,
}

struct AnalysisLoop<'a> {
    parts: &'a AnalysisParts,
    /// By lease.
    in_flight: HashMap<Uuid, InFlight>,
    in_flight_max: usize,
    landed: mpsc::Sender<Landed>,
    /// The database does not answer; said once.
    away: bool,
}

impl AnalysisLoop<'_> {
    /// Claims as much as workers can take soon.
    async fn claim(&mut self) {
        let free = self.in_flight_max.saturating_sub(self.in_flight.len());
        if free == 0 {
            return;
        }
        fail::point("analysis.before_claim");
        let (node, lease_s) = (self.parts.node.clone(), self.parts.bounds.lease.as_secs_f64());
        let wanted = i64::try_from(free).unwrap_or(i64::MAX);
        let claimed = self
            .parts
            .pools
            .worker
            .transaction(async |conn| -> Result<Vec<Claimed>, Error> {
                queue::claim(conn, &node, wanted, lease_s).await
            })
            .await;
        let Some(claimed) = self.heard(claimed) else { return };
        if !claimed.is_empty() {
            fail::point("analysis.after_claim");
        }
        claimed.into_iter().for_each(|claimed| self.take_off(claimed));
        self.parts
            .metrics
            .analysis
            .leases
            .set(i64::try_from(self.in_flight.len()).unwrap_or(i64::MAX));
    }

    fn take_off(&mut self, claimed: Claimed) {
        let Analysts::Pool(analysts) = &self.parts.analysts else {
            return;
        };
        let claim = claimed.claim.clone();
        let flight = Flight::begin(claim.clone(), self.landed.clone());
        let attempt = Attempt::new(number(&claim), self.patience(), jitter());
        let parts = CallParts {
            pools: self.parts.pools.clone(),
            sealer: self.parts.sealer.clone(),
            store: self.parts.store.clone(),
            analysts: analysts.clone(),
            bounds: self.parts.bounds.clone(),
            metrics: self.parts.metrics.clone(),
            feed: self.parts.feed.clone(),
            spans: self.parts.spans.clone(),
        };
        let address = CallActor::new(parts, claimed, attempt, flight).start();
        self.in_flight.insert(claim.lease, InFlight { claim, address });
    }

    async fn land(&mut self, landed: Landed) {
        self.in_flight.remove(&landed.claim.lease);
        if !landed.orderly {
            self.parts.metrics.restarts.with_label_values(&["call"]).inc();
            tracing::error!(leg.id = %landed.claim.leg, "the actor of leg {} died: its attempt is lost", landed.claim.leg);
            self.recover(landed.claim).await;
        }
    }

    /// Renews the leases of what is in flight; whoever lost his stops.
    async fn renew(&mut self) {
        if self.in_flight.is_empty() {
            return;
        }
        let leases: Vec<Uuid> = self.in_flight.keys().copied().collect();
        let lease_s = self.parts.bounds.lease.as_secs_f64();
        let renewed = self
            .parts
            .pools
            .worker
            .transaction(async |conn| -> Result<Vec<Uuid>, Error> { queue::renew(conn, &leases, lease_s).await })
            .await;
        let Some(ours) = self.heard(renewed) else { return };
        for (lease, flight) in &self.in_flight {
            // One that has just written its result has no lease either, and does not mind.
            if !ours.contains(lease) {
                flight.address.try_send(Abandon).ok();
            }
        }
    }

    /// Takes up what was abandoned: leases that ran out, and at the start (`all`) those of other processes.
    async fn sweep(&mut self, all: bool) {
        let node = all.then(|| self.parts.node.clone());
        let abandoned = self
            .parts
            .pools
            .worker
            .transaction(async |conn| -> Result<Vec<Claim>, Error> {
                queue::abandoned(conn, node.as_deref(), SWEEP_MAX).await
            })
            .await;
        let Some(abandoned) = self.heard(abandoned) else { return };
        let ours: Vec<Uuid> = self.in_flight.values().map(|flight| flight.claim.lease).collect();
        for claim in abandoned.into_iter().filter(|claim| !ours.contains(&claim.lease)) {
            self.recover(claim).await;
        }
    }

    /// Writes an attempt off whose taker is gone: it is tried again, or was the last.
    async fn recover(&mut self, claim: Claim) {
        let outcome = outcome_of(&Mishap::Abandoned, number(&claim), &self.patience(), jitter());
        let settled = call::settle(&self.parts.pools, &claim, &outcome, Duration::ZERO).await;
        if let Some(Settled::Written { bell }) = self.heard(settled) {
            self.parts.feed.ring(bell);
            self.parts.bells.ready.notify_one();
        }
    }

    /// The least shares of lanes, as this node is configured.
    async fn set_shares(&mut self) {
        let (fresh, backfill) = (self.parts.bounds.fresh_share_min, self.parts.bounds.backfill_share_min);
        let worker = &self.parts.pools.worker;
        let set = worker
            .transaction(async |conn| -> Result<(), Error> { control::set_shares(conn, fresh, backfill).await })
            .await;
        self.heard(set);
    }

    /// Says that this node is there, and counts what waits.
    async fn count(&mut self) {
        let workers = match &self.parts.analysts {
            Analysts::Pool(pool) => i32::try_from(pool.size()).unwrap_or(i32::MAX),
            Analysts::Missing(_) => 0,
        };
        let factor = Some(self.parts.metrics.analysis.real_time_factor.get()).filter(|factor| *factor > 0.0);
        let (name, seen_max_s) = (&self.parts.node, self.parts.bounds.node_seen_max.as_secs_f64());
        let counted = self
            .parts
            .pools
            .worker
            .transaction(async |conn| -> Result<_, Error> {
                node::seen(conn, name, workers, factor).await?;
                let outlook = outlook::read(conn, seen_max_s).await?;
                Ok((queue::depth(conn).await?, outlook, dead_letter::counts(conn).await?))
            })
            .await;
        let Some((depth, outlook, dead)) = self.heard(counted) else {
            return;
        };
        let metrics = &self.parts.metrics.analysis;
        metrics.look_out(&outlook);
        metrics.dead_letters.reset();
        for count in &dead {
            metrics
                .dead_letters
                .with_label_values(&[&count.code])
                .set(count.letters);
        }
        metrics.queue.reset();
        depth.iter().for_each(|row| {
            metrics
                .queue
                .with_label_values(&[&row.lane, &row.state])
                .set(row.analyses)
        });
        if let Analysts::Pool(pool) = &self.parts.analysts {
            metrics.workers.set(i64::try_from(pool.size()).unwrap_or(i64::MAX));
            metrics.workers_busy.set(i64::try_from(pool.busy()).unwrap_or(i64::MAX));
            let waiting = i64::try_from(pool.waiting()).unwrap_or(i64::MAX);
            self.parts.metrics.mailboxes.depth("workers").set(waiting);
            metrics
                .workers_replaced
                .inc_by(pool.replaced().saturating_sub(metrics.workers_replaced.get()));
        }
    }

    /// Interrupts what is in flight and waits until it has given its lease back.
    async fn give_back(&mut self, landing: &mut mpsc::Receiver<Landed>) {
        for flight in self.in_flight.values() {
            flight.address.try_send(Interrupt).ok();
        }
        let until = Instant::now() + self.parts.drain_max;
        while !self.in_flight.is_empty() {
            match tokio::time::timeout_at(until, landing.recv()).await {
                Ok(Some(landed)) => drop(self.in_flight.remove(&landed.claim.lease)),
                Ok(None) | Err(_) => break,
            }
        }
        if !self.in_flight.is_empty() {
            tracing::warn!(
                "{} analyses could not be given back in time; their leases run out",
                self.in_flight.len()
            );
        }
    }

    /// What the database said; if nothing, says so once.
    fn heard<T>(&mut self, answer: Result<T, Error>) -> Option<T> {
        match answer {
            Ok(answer) => {
                self.away = false;
                Some(answer)
            }
            Err(error) => {
                if !self.away {
                    let source = std::error::Error::source(&error)
                        .map(ToString::to_string)
                        .unwrap_or_default();
                    tracing::warn!(%error, source, "analysis waits for the database: {error} {source}");
                }
                self.away = true;
                None
            }
        }
    }

    fn patience(&self) -> Patience {
        let bounds = &self.parts.bounds;
        Patience {
            attempts_max: bounds.attempts_max,
            retry_first: bounds.retry_first,
            retry_max: bounds.retry_max,
        }
    }
}

/// The how-manieth attempt a claim is, from 1.
fn number(claim: &Claim) -> u32 {
    u32::try_from(claim.attempt).unwrap_or(1).max(1)
}

/// 0…1, from the random bits of a new id.
pub(crate) fn jitter() -> f64 {
    f64::from(Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)
}
