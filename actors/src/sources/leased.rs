//! Work that one node at a time does for a source, as long as it keeps the lease: begun when the lease is taken, ended when it is lost, when
//! the source wants something else or nothing more, or when the process ends. What the work is, is said elsewhere.
//!
//! A node that can no longer ask the database stops by its own clock before the lease runs out on the database's.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use models::Error;
use models::integrations::lease::{self, Bounds, Key, Kind, Lease};
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use uuid::Uuid;

use crate::app::{App, WeakApp};
use crate::loops::stopped;

/// A change of what sources want is known after so long.
const FRESH: Duration = Duration::from_secs(1);
/// Where there are other nodes, half of what is free is taken in one turn and at most so much: so they share the work.
const TURN_MAX: usize = 50;
/// What was begun has so long to end in order.
const END_MAX: Duration = Duration::from_secs(5);

/// One kind of work.
pub(crate) trait Work: Send + Sync + 'static {
    const KIND: Kind;
    /// All that is needed to do it for one source; if that changes, the work is begun anew.
    type Job: Clone + PartialEq + Send + Sync + 'static;

    /// Which sources want it now.
    fn jobs(&self, app: &App) -> impl Future<Output = Result<Vec<(Key, Self::Job)>, Error>> + Send;

    /// Does it until `held` is told to stop. It may be dropped at any point, when the lease is lost.
    fn work(self: Arc<Self>, held: Held, job: Self::Job) -> impl Future<Output = ()> + Send;
}

/// A lease of this node, in the hands of who does the work.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) app: WeakApp,
    pub(crate) lease: Lease,
    /// Told when the work is to end.
    pub(crate) stop: watch::Receiver<bool>,
}

impl Held {
    /// It works now, for all to see. Where the database does not answer, it is not told.
    pub(crate) async fn works(&self) {
        let (Some(app), lease) = (self.app.upgrade(), self.lease.clone()) else {
            return;
        };
        let worker = &app.pools().worker;
        let told = worker.transaction(async move |conn| -> Result<bool, Error> { lease.works(conn).await });
        self.untold(told.await);
    }

    /// It does not work: a stable code and a sentence without secrets. Where the database does not answer, it is not told.
    pub(crate) async fn fails(&self, code: &'static str, detail: &str) {
        let (Some(app), lease) = (self.app.upgrade(), self.lease.clone()) else {
            return;
        };
        let (detail, worker) = (detail.to_owned(), &app.pools().worker);
        let told =
            worker.transaction(async move |conn| -> Result<bool, Error> { lease.fails(conn, code, &detail).await });
        self.untold(told.await);
    }

    async fn release(&self) {
        let (Some(app), lease) = (self.app.upgrade(), self.lease.clone()) else {
            return;
        };
        let worker = &app.pools().worker;
        let released = worker.transaction(async move |conn| -> Result<bool, Error> { lease.release(conn).await });
        self.untold(released.await);
    }

    fn untold(&self, told: Result<bool, Error>) {
        if let Err(error) = told {
            let Key {
                tenant,
                source_instance,
            } = &self.lease.key;
            tracing::debug!(tenant.id = %tenant, %error, "could not tell how the work for source {source_instance} goes: {error}");
        }
    }
}

/// Work that has begun.
struct Running<J> {
    epoch: i64,
    job: J,
    stop: watch::Sender<bool>,
    /// Until then the lease is ours for certain.
    until: watch::Sender<Instant>,
    task: Id,
}

struct Leases<W: Work> {
    app: WeakApp,
    work: Arc<W>,
    /// How long a lease lasts.
    lasts: Duration,
    node: String,
    /// No other node runs on the database.
    alone: bool,
    running: HashMap<Key, Running<W::Job>>,
    tasks: JoinSet<Key>,
    renewed: Instant,
    /// The database does not answer; said once.
    away: bool,
}

/// Keeps taking and renewing leases for all sources that want this work, until `stop` is told or the application is gone; then ends it in
/// order and gives the leases back. `alone`: no other node runs on the database.
pub(crate) async fn run<W: Work>(
    app: WeakApp,
    work: Arc<W>,
    lasts: Duration,
    alone: bool,
    mut stop: watch::Receiver<bool>,
) {
    let mut leases = Leases {
        app,
        work,
        lasts,
        node: Uuid::new_v4().to_string(),
        alone,
        running: HashMap::new(),
        tasks: JoinSet::new(),
        renewed: Instant::now(),
        away: false,
    };
    if alone {
        leases.inherit().await;
    }
    let mut turns = interval(FRESH.min(lasts / 3).max(Duration::from_millis(10)));
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            Some(ended) = leases.tasks.join_next_with_id() => leases.land(ended),
            _ = turns.tick() => leases.turn().await,
            () = stopped(&mut stop) => break,
        }
        if leases.app.upgrade().is_none() {
            return;
        }
    }
    leases.end().await;
}

impl<W: Work> Leases<W> {
    /// What a process that was killed has left need not run out.
    async fn inherit(&mut self) {
        let Some(app) = self.app.upgrade() else { return };
        let (node, worker) = (self.node.clone(), &app.pools().worker);
        let freed = worker
            .transaction(async move |conn| -> Result<usize, Error> { lease::orphaned(conn, W::KIND, &node).await })
            .await;
        self.heard(freed);
    }

    async fn turn(&mut self) {
        let Some(app) = self.app.upgrade() else { return };
        if self.renewed.elapsed() >= self.lasts / 3 {
            self.renew(&app).await;
        }
        let wanted = self.work.jobs(&app).await;
        let Some(wanted) = self.heard(wanted) else { return };
        let mut wanted: HashMap<Key, W::Job> = wanted.into_iter().collect();
        for (key, running) in &self.running {
            if wanted.get(key) != Some(&running.job) {
                running.stop.send_replace(true);
            }
        }
        let free: Vec<Key> = wanted
            .keys()
            .filter(|key| !self.running.contains_key(*key))
            .cloned()
            .collect();
        if !free.is_empty() {
            let asked = Instant::now();
            for lease in self.take(&app, free).await {
                if let Some(job) = wanted.remove(&lease.key) {
                    self.begin(lease, job, asked);
                }
            }
        }
        let held = i64::try_from(self.running.len()).unwrap_or(i64::MAX);
        let leases = &app.registry().sources.leases;
        leases.with_label_values(&[W::KIND.as_str()]).set(held);
    }

    async fn take(&mut self, app: &App, free: Vec<Key>) -> Vec<Lease> {
        let share = match self.alone {
            true => free.len(),
            false => free.len().div_ceil(2).min(TURN_MAX),
        };
        let bounds = Bounds {
            leases_max: i64::try_from(share).unwrap_or(i64::MAX),
            lease_s: self.lasts.as_secs_f64(),
        };
        let (node, worker) = (self.node.clone(), &app.pools().worker);
        let taken = worker
            .transaction(async move |conn| -> Result<Vec<Lease>, Error> {
                lease::take(conn, W::KIND, &node, &free, bounds).await
            })
            .await;
        self.heard(taken).unwrap_or_default()
    }

    fn begin(&mut self, lease: Lease, job: W::Job, asked: Instant) {
        let (key, epoch) = (lease.key.clone(), lease.epoch);
        let (stop, stopped) = watch::channel(false);
        let (until, runs_out) = watch::channel(asked + self.lasts);
        let held = Held {
            app: self.app.clone(),
            lease,
            stop: stopped,
        };
        tracing::info!(tenant.id = %key.tenant, epoch, "this node has the {} of source {}", W::KIND.as_str(), key.source_instance);
        let task = self
            .tasks
            .spawn(carry(self.work.clone(), held, job.clone(), runs_out))
            .id();
        self.running.insert(
            key,
            Running {
                epoch,
                job,
                stop,
                until,
                task,
            },
        );
    }

    /// Renews every lease; what is no longer ours ends now.
    async fn renew(&mut self, app: &App) {
        self.renewed = Instant::now();
        if self.running.is_empty() {
            return;
        }
        let asked = self.renewed;
        let ours: Vec<(Key, i64)> = self
            .running
            .iter()
            .map(|(key, running)| (key.clone(), running.epoch))
            .collect();
        let (lease_s, worker) = (self.lasts.as_secs_f64(), &app.pools().worker);
        let renewed = worker
            .transaction(async move |conn| -> Result<Vec<Key>, Error> {
                lease::renew(conn, W::KIND, &ours, lease_s).await
            })
            .await;
        let Some(ours) = self.heard(renewed) else { return };
        let ours: HashSet<Key> = ours.into_iter().collect();
        for (key, running) in &self.running {
            let until = match ours.contains(key) {
                true => asked + self.lasts,
                false => asked,
            };
            running.until.send_replace(until);
        }
    }

    /// Work has ended; whoever wants it still has it begun again.
    fn land(&mut self, ended: Result<(Id, Key), JoinError>) {
        match ended {
            Ok((task, key)) => {
                if self.running.get(&key).is_some_and(|running| running.task == task) {
                    self.running.remove(&key);
                }
            }
            // Its lease runs out, and is nobody's until then: what panics does not do so again at once.
            Err(error) => {
                self.running.retain(|_, running| running.task != error.id());
                tracing::error!("the {} of a source panicked", W::KIND.as_str());
            }
        }
    }

    async fn end(&mut self) {
        for running in self.running.values() {
            running.stop.send_replace(true);
        }
        let all_ended = async { while self.tasks.join_next().await.is_some() {} };
        if timeout(END_MAX, all_ended).await.is_err() {
            tracing::warn!("the {} of some sources did not end in time", W::KIND.as_str());
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
                    tracing::warn!(%error, "the {} of sources waits for the database: {error}", W::KIND.as_str());
                }
                self.away = true;
                None
            }
        }
    }
}

/// Does the work until it ends by itself, and gives the lease back; or until the lease is lost.
async fn carry<W: Work>(work: Arc<W>, held: Held, job: W::Job, runs_out: watch::Receiver<Instant>) -> Key {
    let key = held.lease.key.clone();
    tokio::select! {
        () = work.work(held.clone(), job) => held.release().await,
        () = lost(runs_out) => {
            tracing::warn!(tenant.id = %key.tenant, "this node has lost the {} of source {}", W::KIND.as_str(), key.source_instance);
        }
    }
    key
}

/// Until the lease is not renewed any more.
async fn lost(mut until: watch::Receiver<Instant>) {
    loop {
        let at = *until.borrow_and_update();
        if at <= Instant::now() {
            return;
        }
        tokio::select! {
            () = sleep_until(at) => {}
            changed = until.changed() => {
                if changed.is_err() {
                    sleep_until(at).await;
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lease_that_is_renewed_goes_on_and_is_lost_when_it_is_not_renewed_any_more() {
        let (began, moment) = (Instant::now(), Duration::from_millis(50));
        let (renewed, until) = watch::channel(began + moment);
        let lost = tokio::spawn(lost(until));
        tokio::task::yield_now().await;
        renewed.send_replace(began + 3 * moment);
        lost.await.unwrap();
        assert!(began.elapsed() >= 3 * moment);
    }

    #[tokio::test]
    async fn a_lease_that_somebody_else_has_is_lost_at_once() {
        let (began, hour) = (Instant::now(), Duration::from_secs(3600));
        let (renewed, until) = watch::channel(began + hour);
        let lost = tokio::spawn(lost(until));
        tokio::task::yield_now().await;
        renewed.send_replace(began);
        timeout(hour / 60, lost).await.unwrap().unwrap();
    }
}
