//! Everything that runs, behind one handle: start, take records and recordings, tell usage and health, drain.
//!
//! The actors live on a thread of their own with its own runtime; the handle works from any other.

mod far;
mod hear;
mod life;
mod limit;
mod loose;
mod outlook;
mod sharing;
mod upload;
mod usage;

use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_rt::System;
use models::calls::intake::LedgerError;
use models::compliance::sealing::Sealer;
use models::db::Pools;
use models::ids::TenantId;
use prometheus::proto::MetricFamily;
use tokio::sync::{Mutex, Notify, Semaphore, oneshot, watch};
use tokio_util::task::TaskTracker;

use crate::analysis::analyst::Analyst;
use crate::analysis::bells::Bells;
use crate::analysis::{AnalysisState, Analysts};
use crate::config::AppConfig;
use crate::feed::Feed;
use crate::jobs::tools::Catalogue;
use crate::kafka::StartKafkaError;
use crate::ledger::arrival::{Arrival, Door, Fate, Record, Unavailable};
use crate::ledger::{LedgerDoor, LedgerState, Newcomers};
use crate::metrics::Metrics;
use crate::pool::Factory;
use crate::recordings::RecordingStore;
use crate::sources::pulses::Pulses;
use crate::spans::{SpanError, Spans};
pub use hear::{HearError, Heard};
use life::{Starting, hire, live};
pub use loose::{AssignError, Kept, Looked, Named, clues};
use outlook::LatestOutlook;
pub(crate) use upload::Upload;
pub use upload::{RecordingReceipt, StoreError, Told};
pub use usage::{UsageAnswer, UsageError, recount};

/// What is given back at the end has so long.
const GIVE_BACK_MAX: Duration = Duration::from_secs(8);

/// Who analyses: makes workers, or the sentence that says what is missing.
pub type Staff = Result<Factory<Box<dyn Analyst>>, String>;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("another process runs on this database: stop it first, or give this one a database of its own")]
    AlreadyRunning,
    #[error("a process without Kafka runs on this database: stop it first")]
    RunsAlone,
    #[error("the database could not be taken over")]
    Database(#[source] LedgerError),
    #[error("the folder of recordings could not be made ready")]
    Store(#[source] std::io::Error),
    #[error("the analysis could not be started")]
    Workers(#[from] crate::pool::PoolError),
    #[error(transparent)]
    Kafka(#[from] StartKafkaError),
    #[error(transparent)]
    Spans(#[from] SpanError),
    #[error("the metrics could not be made")]
    Metrics(#[from] prometheus::Error),
    #[error("the actors' thread could not be started")]
    Thread(#[source] std::io::Error),
    #[error("the actors' thread ended while starting")]
    Died,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    pub ledger: LedgerState,
    pub analysis: AnalysisState,
    pub draining: bool,
}

impl Health {
    /// Records can be stored.
    pub fn is_ready(&self) -> bool {
        self.ledger == LedgerState::Connected && !self.draining
    }
}

#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

/// The application as long as somebody else holds it.
#[derive(Clone)]
pub(crate) struct WeakApp(Weak<Inner>);

impl WeakApp {
    pub(crate) fn upgrade(&self) -> Option<App> {
        self.0.upgrade().map(|inner| App { inner })
    }
}

struct Inner {
    config: AppConfig,
    pools: Pools,
    sealer: Sealer,
    store: RecordingStore,
    door: LedgerDoor,
    uploads: Semaphore,
    metrics: Metrics,
    feed: Feed,
    spans: Spans,
    jobs_woken: Arc<Notify>,
    analyses: Bells,
    newcomers: Newcomers,
    outlook: LatestOutlook,
    analysis: AnalysisState,
    pulses: Arc<Pulses>,
    analysts: Analysts,
    draining: watch::Sender<bool>,
    stop: watch::Sender<bool>,
    /// What gives something back when it ends.
    companions: TaskTracker,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl App {
    /// Starts the actors, or says in a sentence why not.
    pub(crate) async fn start(
        config: AppConfig,
        pools: Pools,
        sealer: Sealer,
        staff: Staff,
        catalogue: Catalogue,
    ) -> Result<App, StartError> {
        let metrics = Metrics::new()?;
        let feed = Feed::new(config.feed.clone(), metrics.feed.clone());
        let spans = config.spans.clone().map(|to| Spans::follow(to, metrics.spans.clone()));
        let spans = spans.transpose()?.unwrap_or_default();
        let jobs_woken = Arc::new(Notify::new());
        let (analyses, newcomers) = (Bells::default(), Newcomers::default());
        let store = RecordingStore::open(&config.data_dir, config.kafka.is_some()).map_err(StartError::Store)?;
        let (stop, stopped) = watch::channel(false);
        let (analysts, analysis) = hire(&config, staff).await?;
        let parts = Starting {
            config: config.clone(),
            pools: pools.clone(),
            sealer: sealer.clone(),
            store: store.clone(),
            metrics: metrics.clone(),
            feed: feed.clone(),
            spans: spans.clone(),
            analysts: analysts.clone(),
            jobs_woken: jobs_woken.clone(),
            analyses: analyses.clone(),
            newcomers: newcomers.clone(),
            catalogue,
        };
        let (tell, told) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("actors".into())
            .spawn(move || System::new().block_on(live(parts, stopped, tell)))
            .map_err(StartError::Thread)?;
        let door = told.await.map_err(|_| StartError::Died)??;
        let uploads = Semaphore::new(config.recordings.uploads_max);
        let thread = Mutex::new(Some(thread));
        let draining = watch::channel(false).0;
        Ok(App {
            inner: Arc::new(Inner {
                config,
                pools,
                sealer,
                store,
                door,
                uploads,
                metrics,
                feed,
                spans,
                jobs_woken,
                analyses,
                newcomers,
                outlook: LatestOutlook::default(),
                analysis,
                pulses: Arc::default(),
                analysts,
                draining,
                stop,
                companions: TaskTracker::new(),
                thread,
            }),
        })
    }

    pub(crate) fn downgrade(&self) -> WeakApp {
        WeakApp(Arc::downgrade(&self.inner))
    }

    /// Hears when everything is to end.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.inner.stop.subscribe()
    }

    /// What is waited for at the end, because it gives something back.
    pub(crate) fn companions(&self) -> &TaskTracker {
        &self.inner.companions
    }

    /// Stores records; one fate for each, in order, once everything is committed. On `Unavailable` some may be stored all the
    /// same: the same again later is safe. A new call beyond the limit is not taken if the tenant's policy is `reject`.
    pub async fn accept(&self, tenant: TenantId, records: Vec<Record>) -> Result<Vec<Fate>, Unavailable> {
        self.accept_at(Door::Http, tenant, records).await
    }

    /// The same through a door of another name.
    pub async fn accept_at(
        &self,
        door: Door,
        tenant: TenantId,
        records: Vec<Record>,
    ) -> Result<Vec<Fate>, Unavailable> {
        let since = Instant::now();
        let arrivals = records
            .into_iter()
            .map(|record| Arrival::record(tenant, record, door, since));
        self.accept_all(door, tenant, arrivals.collect()).await
    }

    pub(crate) async fn accept_all(
        &self,
        door: Door,
        tenant: TenantId,
        arrivals: Vec<Arrival>,
    ) -> Result<Vec<Fate>, Unavailable> {
        for arrival in &arrivals {
            // In the span of its request: from the request's id to the call's.
            tracing::debug!(tenant.id = %tenant, call.id = arrival.call().map(tracing::field::display), leg.id = %arrival.leg(), "a record is at the door");
        }
        let turned_back = match door {
            // Nobody behind it hears that a record was turned back, and sends it again: it is kept, and waits for its analysis.
            Door::Tcp => vec![false; arrivals.len()],
            // It takes nobody's place.
            Door::Demo => vec![false; arrivals.len()],
            _ => self.turned_back(tenant, &arrivals).await?,
        };
        let refused = turned_back.iter().filter(|back| **back).count();
        self.inner.door.turn_back(tenant, door, refused);
        let let_in: Vec<Arrival> = arrivals
            .into_iter()
            .zip(&turned_back)
            .filter_map(|(arrival, back)| (!back).then_some(arrival))
            .collect();
        let mut stored = self.inner.door.store(let_in).await.into_iter();
        let fates = turned_back.into_iter().filter_map(|back| match back {
            true => Some(Ok(Fate::OverLimit)),
            false => stored.next(),
        });
        fates.collect()
    }

    /// Turns a record back, and counts it so, if it is over the limit now; true then. For what brings more than the record.
    pub async fn turn_back(&self, tenant: TenantId, record: &Record) -> Result<bool, Unavailable> {
        let arrival = Arrival::record(tenant, record.clone(), Door::Http, Instant::now());
        let is_over = self.turned_back(tenant, &[arrival]).await?.contains(&true);
        self.inner.door.turn_back(tenant, Door::Http, usize::from(is_over));
        Ok(is_over)
    }

    /// A recording's file in the store, sealed.
    pub fn recordings(&self) -> &RecordingStore {
        &self.inner.store
    }

    pub(crate) fn door(&self) -> &LedgerDoor {
        &self.inner.door
    }

    pub(crate) fn pulses(&self) -> &Arc<Pulses> {
        &self.inner.pulses
    }

    /// Legs that this node has stored.
    pub(crate) fn newcomers(&self) -> &Newcomers {
        &self.inner.newcomers
    }

    pub(crate) fn config(&self) -> &AppConfig {
        &self.inner.config
    }

    pub(crate) fn sealer(&self) -> &Sealer {
        &self.inner.sealer
    }

    /// Names of the speech models that hear what nobody says otherwise of.
    pub fn speech_models(&self) -> Vec<String> {
        self.inner.config.analysis.speech_models.clone()
    }

    pub(crate) fn pools(&self) -> &Pools {
        &self.inner.pools
    }

    pub fn spans(&self) -> &Spans {
        &self.inner.spans
    }

    pub fn feed(&self) -> &Feed {
        &self.inner.feed
    }

    /// Among how many Ledgers the tenants are divided; `None`: as the door's topic is cut.
    pub fn ledgers(&self) -> Option<i32> {
        self.inner.config.ledgers()
    }

    /// Tells this node's jobs that one was put in; without it they find it at their next poll.
    pub fn wake_jobs(&self) {
        self.inner.jobs_woken.notify_one();
    }

    /// Tells this node that analyses were put into the queue; without it they are found at the next poll.
    pub fn wake_analysis(&self) {
        self.inner.analyses.ready.notify_one();
    }

    /// Tells this node that analyses were taken out of the queue: it stops those it is at. Another node notices when it next renews
    /// its leases.
    pub fn recall_analyses(&self) {
        self.inner.analyses.recalled.notify_one();
    }

    pub fn health(&self) -> Health {
        Health {
            ledger: self.inner.door.state(),
            analysis: self.inner.analysis.clone(),
            draining: *self.inner.draining.borrow(),
        }
    }

    pub fn metrics(&self) -> Vec<MetricFamily> {
        let (metrics, inner) = (&self.inner.metrics, &self.inner);
        let orders = i64::try_from(inner.door.waiting()).unwrap_or(i64::MAX);
        metrics.mailboxes.depth("ledger").set(orders);
        metrics.database.stand(&inner.pools);
        metrics.canary.refresh();
        metrics.process.refresh();
        metrics.gather()
    }

    /// For the collectors of neighbours.
    pub fn registry(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// Readiness turns first; from here on `accept` answers `Unavailable` once the ledger has ended.
    pub fn turn_away(&self) {
        self.inner.draining.send_replace(true);
    }

    /// Waits for that: what has no end of its own, such as a stream of lines, is not held to the last moment.
    pub fn leaving(&self) -> impl Future<Output = ()> + use<> {
        let mut draining = self.inner.draining.subscribe();
        async move {
            // An error means that all of it is gone.
            draining.wait_for(|draining| *draining).await.ok();
        }
    }

    /// Ends in order: what waits for the ledger is stored and answered, analyses give their leases back. Returns when all has ended,
    /// at the latest a little after `drain_max`.
    pub async fn drain(&self) {
        self.turn_away();
        self.inner.stop.send_replace(true);
        let Some(thread) = self.inner.thread.lock().await.take() else {
            return;
        };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        if !matches!(joined, Ok(Ok(()))) {
            tracing::error!("the actors' thread ended with a panic");
        }
        self.inner.companions.close();
        if tokio::time::timeout(GIVE_BACK_MAX, self.inner.companions.wait())
            .await
            .is_err()
        {
            tracing::warn!("what this process holds for sources could not be given back in time: it runs out");
        }
        self.inner.spans.end().await;
    }
}
