//! The Ledger's door, for any thread: one bounded queue of orders, and room for so many records.

use std::sync::Arc;

use futures::future::BoxFuture;
use models::billing::usage::Report;
use models::ids::TenantId;
use tokio::sync::{oneshot, watch};

use super::arrival::{Arrival, Door, Fate, Unavailable};
use super::far::Far;
use super::near::Near;
use super::order::Order;
use super::refusals::Refusals;
use super::standing::{Standing, Standings};
use crate::config::IntakeBounds;
use crate::metrics::Metrics;
use crate::spans::{self, Kind, Spans};

/// Whether the Ledger can store at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerState {
    Connected,
    /// With the reason.
    Disconnected(String),
    /// Something that was acknowledged is out of reach until a person has looked, or this node knows the door as it was; with what it is.
    Broken(String),
}

/// Which way to the Ledger.
#[derive(Clone)]
pub(crate) enum Way {
    /// It is in this process.
    Near(Near),
    /// It is wherever the tenant's partition is: through the log.
    Far { log: Arc<dyn Log>, far: Arc<Far> },
}

/// What stands between the doors and the Ledgers of several processes. What it has acknowledged is not lost.
pub(crate) trait Log: Send + Sync {
    /// One answer for each arrival, in order.
    fn append(&self, arrivals: Vec<Arrival>) -> BoxFuture<'_, Vec<Result<Fate, Unavailable>>>;
}

/// The Ledger's door, for any thread.
#[derive(Clone)]
pub struct LedgerDoor {
    pub(crate) way: Way,
    pub(crate) bounds: IntakeBounds,
    pub(crate) metrics: Metrics,
    pub(crate) spans: Spans,
    pub(crate) state: watch::Receiver<LedgerState>,
    pub(crate) standings: Standings,
    pub(crate) refusals: Refusals,
}

impl LedgerDoor {
    /// Hands arrivals over and waits until their transactions have ended; one answer for each, in order.
    pub async fn store(&self, mut arrivals: Vec<Arrival>) -> Vec<Result<Fate, Unavailable>> {
        let Some(first) = arrivals.first() else {
            return Vec::new();
        };
        // Without a request (a connection of a telephone system, the canary) a trace begins here.
        let mut span = self.spans.begin(Kind::Internal, "intake", spans::current());
        span.note("audiapro.door", first.door.as_str());
        span.name("audiapro.tenant.id", first.tenant());
        span.note("audiapro.records", i64::try_from(arrivals.len()).unwrap_or(i64::MAX));
        let thread = span.thread();
        for arrival in &mut arrivals {
            arrival.trace = arrival.trace.or(thread);
        }
        let answers = self.store_all(arrivals).await;
        if answers.iter().any(Result::is_err) {
            span.fail("unavailable");
        }
        answers
    }

    async fn store_all(&self, arrivals: Vec<Arrival>) -> Vec<Result<Fate, Unavailable>> {
        let mut answers = Vec::with_capacity(arrivals.len());
        let mut rest = arrivals.into_iter();
        loop {
            let chunk: Vec<Arrival> = rest.by_ref().take(self.bounds.batch_max.max(1)).collect();
            if chunk.is_empty() {
                return answers;
            }
            let told = self.hand_over(chunk).await;
            // By nobody in time, or by a Ledger or a log that cannot.
            if !told.iter().all(|answer| matches!(answer, Some(Ok(_)))) {
                self.metrics.intake.unavailable.inc();
            }
            let told = told.into_iter();
            answers.extend(told.map(|fate| fate.unwrap_or_else(|| Err(self.unavailable()))));
        }
    }

    /// One answer for each, in order; `None` where there is none in time.
    async fn hand_over(&self, arrivals: Vec<Arrival>) -> Vec<Option<Result<Fate, Unavailable>>> {
        match &self.way {
            Way::Near(near) => near.store(arrivals, &self.bounds, &self.metrics.intake.waiting).await,
            Way::Far { log, .. } => {
                let records = arrivals.len();
                let appended = tokio::time::timeout(self.bounds.wait_max, log.append(arrivals)).await;
                let told = appended.map(|fates| fates.into_iter().map(Some).collect());
                told.unwrap_or_else(|_| vec![None; records])
            }
        }
    }

    /// A tenant's usage, from memory if its Ledger is here; `None` if there is no such tenant.
    pub async fn report(&self, tenant: TenantId) -> Result<Option<Report>, Unavailable> {
        let orders = match &self.way {
            Way::Near(near) => near.of(tenant),
            Way::Far { far, .. } => {
                let told = tokio::time::timeout(self.bounds.wait_max, far.report(tenant)).await;
                return told.unwrap_or_else(|_| Err(self.unavailable()));
            }
        };
        let (answer, answered) = oneshot::channel();
        // The queue may be full of others' records and questions: the time counts from here.
        let asked = async {
            orders.send(Order::Tell { tenant, answer }).await.ok()?;
            answered.await.ok()
        };
        let told = tokio::time::timeout(self.bounds.wait_max, asked).await;
        told.ok().flatten().unwrap_or_else(|| Err(self.unavailable()))
    }

    /// Counts records that are turned back for the limit: they are received and refused, and go no further.
    pub fn turn_back(&self, tenant: TenantId, door: Door, records: usize) {
        self.count(tenant, door, Fate::OverLimit, records);
    }

    /// Counts records that end at the door, with what became of them.
    pub fn count(&self, tenant: TenantId, door: Door, fate: Fate, records: usize) {
        self.refusals.add(tenant, fate, records);
        let labels = [door.as_str(), "record", fate.as_str()];
        self.metrics
            .intake
            .records
            .with_label_values(&labels)
            .inc_by(records as u64);
    }

    /// Orders that wait for the Ledger.
    pub fn waiting(&self) -> usize {
        match &self.way {
            Way::Near(near) => near.waiting(),
            Way::Far { .. } => 0,
        }
    }

    /// Whether answers are of what is committed, and not only of what the log has.
    pub fn is_near(&self) -> bool {
        matches!(self.way, Way::Near(_))
    }

    /// How many new calls may still come in before the next is refused; `None`: none is refused. May be a moment old.
    pub fn left_before_refusal(&self, tenant: TenantId) -> Option<u64> {
        self.standings.of(tenant).map(|standing| standing.left)
    }

    /// The same, at most `standing_max` old: where the answer would be a refusal.
    pub async fn left_before_refusal_now(&self, tenant: TenantId) -> Result<Option<u64>, Unavailable> {
        let is_fresh = |standing: &Standing| {
            let age = standing.at.map(|at| at.elapsed());
            age.is_some_and(|age| age < self.bounds.standing_max)
        };
        if self
            .standings
            .of(tenant)
            .as_ref()
            .is_some_and(|standing| !is_fresh(standing))
        {
            self.report(tenant).await?;
        }
        Ok(self.left_before_refusal(tenant))
    }

    /// Waits until every Ledger has its connection, its lock and its partition.
    pub fn connected(&self) -> impl Future<Output = ()> + use<> {
        let mut state = self.state.clone();
        async move {
            // An error means that the Ledger is gone, and with it whoever waits.
            state.wait_for(|state| *state == LedgerState::Connected).await.ok();
        }
    }

    pub fn state(&self) -> LedgerState {
        self.state.borrow().clone()
    }

    fn unavailable(&self) -> Unavailable {
        Unavailable {
            retry_after: self.bounds.retry_after,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use engine::pbx::canonical;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn whoever_is_told_to_come_again_is_counted_whether_the_ledger_says_so_or_nobody_does() {
        let bounds = IntakeBounds {
            ledgers: 1,
            ..IntakeBounds::default()
        };
        let (near, mut queues) = Near::new(&bounds);
        let metrics = Metrics::new().unwrap();
        let door = LedgerDoor {
            way: Way::Near(near),
            bounds,
            metrics: metrics.clone(),
            spans: Spans::default(),
            state: watch::channel(LedgerState::Connected).1,
            standings: Standings::default(),
            refusals: Refusals::default(),
        };
        let arrival = || {
            let record = json!({"external_id": "a", "direction": "inbound", "started_at": "2026-11-02T10:00:00Z"});
            let tenant = TenantId(Uuid::from_u128(1));
            Arrival::record(tenant, canonical::parse(record).unwrap(), Door::Http, Instant::now())
        };
        let away = Unavailable {
            retry_after: door.bounds.retry_after,
        };
        for (answer, counted) in [(Ok(Fate::New), 0), (Err(away), 1)] {
            let ledger = async {
                let Some(Order::Store { answer: told, .. }) = queues[0].recv().await else {
                    panic!("no order to store");
                };
                told.send(vec![answer]).unwrap();
            };
            let (told, ()) = tokio::join!(door.store(vec![arrival()]), ledger);
            assert_eq!(told, [answer]);
            assert_eq!(metrics.intake.unavailable.get(), counted);
        }
        queues.clear();
        assert!(door.store(vec![arrival()]).await[0].is_err());
        assert_eq!(metrics.intake.unavailable.get(), 2);
    }
}
