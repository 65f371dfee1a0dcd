//! Runs durable background jobs: puts in what is due again, claims, keeps leases, tries again. What a kind of job does is said
//! in `kinds`; a loop, which owns what is in flight.

mod calls;
mod conservation;
mod erasure;
mod fields;
mod files;
pub mod kind;
pub mod kinds;
pub(crate) mod standing;
pub mod tools;
mod upkeep;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use models::Error;
use models::db::Pools;
use models::platform::job::{self, Claimed, Ended, JobId, Schedule, Told};
use serde_json::Value;
use tokio::sync::{Notify, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};
use uuid::Uuid;

use crate::config::JobBounds;
use crate::fail;
use crate::metrics::Metrics;
pub use kind::{Job, Kinds, Trouble, Whose};

pub struct JobsParts {
    pub pools: Pools,
    pub kinds: Kinds,
    pub schedules: Vec<Schedule>,
    pub bounds: JobBounds,
    pub metrics: Metrics,
    /// Rung when a job was put in on this node.
    pub woken: Arc<Notify>,
    /// Names this process on its leases.
    pub node: String,
    /// No other process runs on this database.
    pub alone: bool,
    pub drain_max: Duration,
}

/// Runs until `stop` is told; then what is in flight has `drain_max` to come to a place where it can stop.
pub async fn run(parts: Arc<JobsParts>, mut stop: watch::Receiver<bool>) {
    let mut jobs = JobsLoop {
        parts: &parts,
        stop: stop.clone(),
        work: JoinSet::new(),
        in_flight: HashMap::new(),
        scheduled: false,
        away: false,
    };
    for whose in [Whose::Platform, Whose::Tenant] {
        parts.metrics.jobs.expect(&parts.kinds.of(whose));
    }
    // Alone, whoever had leases before this process is gone; else they run out.
    jobs.sweep(parts.alone).await;
    let mut poll = ticks(parts.bounds.poll);
    let mut renew = ticks(parts.bounds.lease / 3);
    let mut sweep = ticks(parts.bounds.lease / 2);
    let mut count = ticks(Duration::from_secs(15));
    let mut tell = ticks(Duration::from_secs(60));
    loop {
        tokio::select! {
            Some(ended) = jobs.work.join_next_with_id() => { jobs.land(ended).await; jobs.claim().await; }
            _ = parts.woken.notified() => jobs.claim().await,
            _ = poll.tick() => { jobs.schedule().await; jobs.claim().await; }
            _ = renew.tick() => jobs.renew().await,
            _ = sweep.tick() => jobs.sweep(false).await,
            _ = count.tick() => jobs.count().await,
            _ = tell.tick() => jobs.tell().await,
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
    jobs.give_back().await;
}

fn ticks(period: Duration) -> Interval {
    let mut ticks = interval(period.max(Duration::from_millis(10)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

struct Flight {
    claimed: Claimed,
    whose: Whose,
    began: Instant,
    abort: tokio::task::AbortHandle,
}

struct JobsLoop<'a> {
    parts: &'a JobsParts,
    stop: watch::Receiver<bool>,
    work: JoinSet<Result<Value, Trouble>>,
    in_flight: HashMap<Id, Flight>,
    /// The stored schedules are ours.
    scheduled: bool,
    /// The database does not answer; said once.
    away: bool,
}

impl JobsLoop<'_> {
    async fn schedule(&mut self) {
        let (keep, schedules) = (!self.scheduled, &self.parts.schedules);
        let worker = &self.parts.pools.worker;
        let due = worker
            .transaction(async |conn| -> Result<usize, Error> {
                if keep {
                    job::keep(conn, schedules).await?;
                }
                job::due(conn).await
            })
            .await;
        self.scheduled |= self.heard(due).is_some();
    }

    async fn claim(&mut self) {
        for whose in [Whose::Platform, Whose::Tenant] {
            let busy = self.in_flight.values().filter(|flight| flight.whose == whose).count();
            let wanted = self.parts.bounds.concurrent_max.saturating_sub(busy);
            let kinds = self.parts.kinds.of(whose);
            if wanted == 0 || kinds.is_empty() {
                continue;
            }
            let (node, lease_s) = (&self.parts.node, self.parts.bounds.lease.as_secs_f64());
            let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
            let worker = &self.parts.pools.worker;
            let claimed = worker
                .transaction(async |conn| -> Result<_, Error> { job::claim(conn, &kinds, node, wanted, lease_s).await })
                .await;
            let Some(claimed) = self.heard(claimed) else { return };
            for one in claimed {
                fail::point("job.after_claim");
                self.take_off(one, whose);
            }
        }
    }

    fn take_off(&mut self, claimed: Claimed, whose: Whose) {
        let job = Job::new(
            claimed.clone(),
            self.parts.pools.clone(),
            self.parts.bounds.lease,
            self.stop.clone(),
        );
        // Only kinds that are known are claimed.
        let Some(work) = self.parts.kinds.begin(job) else {
            return;
        };
        let abort = self.work.spawn_local(work);
        let flight = Flight {
            claimed,
            whose,
            began: Instant::now(),
            abort: abort.clone(),
        };
        self.in_flight.insert(abort.id(), flight);
    }

    async fn land(&mut self, ended: Result<(Id, Result<Value, Trouble>), JoinError>) {
        let (id, ended) = match ended {
            Ok((id, ended)) => (id, ended),
            Err(error) if error.is_cancelled() => (error.id(), Err(Trouble::Lost)),
            Err(error) => {
                self.parts.metrics.restarts.with_label_values(&["job"]).inc();
                (error.id(), Err(Trouble::Again("the job panicked".into())))
            }
        };
        let Some(flight) = self.in_flight.remove(&id) else {
            return;
        };
        fail::point("job.after_work");
        let ended = match ended {
            Ok(result) => Ended::Done(result),
            Err(trouble) => match trouble.into_end(&flight.claimed, &self.parts.bounds, crate::analysis::jitter()) {
                Some(ended) => ended,
                None => return,
            },
        };
        self.write(&flight, &ended).await;
    }

    async fn write(&mut self, flight: &Flight, ended: &Ended) {
        let Claimed {
            id,
            lease,
            kind,
            attempt,
            ..
        } = &flight.claimed;
        let outcome = match ended {
            Ended::Done(_) => "done",
            Ended::Retry { error, .. } => {
                tracing::warn!(job.id = %id, kind, attempt, "job {kind} is tried again: {error}");
                "retry"
            }
            Ended::Failed(error) => {
                tracing::error!(job.id = %id, kind, attempt, "job {kind} has failed: {error}");
                "failed"
            }
            Ended::Cancelled => "cancelled",
            Ended::Returned => "returned",
        };
        self.parts.metrics.jobs.ended(kind, outcome, flight.began.elapsed());
        let worker = &self.parts.pools.worker;
        let written = worker
            .transaction(async |conn| -> Result<bool, Error> { job::end(conn, *id, *lease, ended).await })
            .await;
        // If the database is away, the lease runs out and the job is done again: every kind may be.
        if self.heard(written).is_some() {
            fail::point("job.after_end");
        }
    }

    /// Renews every lease; ends what is no longer ours.
    async fn renew(&mut self) {
        let held: Vec<(JobId, Uuid, tokio::task::AbortHandle)> = self
            .in_flight
            .values()
            .map(|flight| (flight.claimed.id, flight.claimed.lease, flight.abort.clone()))
            .collect();
        for (id, lease, abort) in held {
            let lease_s = self.parts.bounds.lease.as_secs_f64();
            let worker = &self.parts.pools.worker;
            let told = worker
                .transaction(async |conn| -> Result<Told, Error> { job::tell(conn, id, lease, None, lease_s).await })
                .await;
            match self.heard(told) {
                Some(Told::Lost) => abort.abort(),
                Some(Told::GoOn | Told::Cancel) => {}
                None => return,
            }
        }
    }

    async fn sweep(&mut self, all_but_mine: bool) {
        let node = all_but_mine.then_some(self.parts.node.as_str());
        let worker = &self.parts.pools.worker;
        let swept = worker
            .transaction(async |conn| -> Result<usize, Error> { job::abandoned(conn, node).await })
            .await;
        if let Some(swept @ 1..) = self.heard(swept) {
            tracing::warn!("{swept} background jobs were abandoned and go back to the queue");
        }
    }

    async fn count(&mut self) {
        let worker = &self.parts.pools.worker;
        let standing = worker
            .transaction(async |conn| -> Result<_, Error> { job::standing(conn).await })
            .await;
        if let Some(standing) = self.heard(standing) {
            self.parts.metrics.jobs.stand(&standing);
        }
    }

    /// What other nodes' rounds have found is told here as well.
    async fn tell(&mut self) {
        let told = standing::tell(&self.parts.pools, &self.parts.metrics, &self.parts.bounds).await;
        self.heard(told);
        self.parts.metrics.conservation.forget(std::time::Instant::now());
    }

    /// Waits for what is in flight; what does not stop in time is given back as it is.
    async fn give_back(&mut self) {
        let until = Instant::now() + self.parts.drain_max;
        while let Ok(Some(ended)) = tokio::time::timeout_at(until, self.work.join_next_with_id()).await {
            self.land(ended).await;
        }
        self.work.abort_all();
        let left: Vec<Flight> = self.in_flight.drain().map(|(_, flight)| flight).collect();
        for flight in &left {
            self.write(flight, &Ended::Returned).await;
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
                    tracing::warn!(%error, "background jobs wait for the database: {error}");
                }
                self.away = true;
                None
            }
        }
    }
}
