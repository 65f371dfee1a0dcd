//! The life of the actors' thread: what it takes over at the start, the loops it keeps running, how it ends.

use std::sync::Arc;

use futures::future::{FutureExt, LocalBoxFuture, join_all};
use models::calls::intake::{InstallationLock, LedgerError};
use models::compliance::sealing::Sealer;
use models::db::Pools;
use tokio::sync::{Notify, oneshot, watch};
use uuid::Uuid;

use super::{Staff, StartError, far};
use crate::analysis::bells::Bells;
use crate::analysis::{self, AnalysisParts, AnalysisState, Analysts};
use crate::config::{AppConfig, workers_counted};
use crate::feed::{self, Feed};
use crate::jobs::tools::{Catalogue, Tools};
use crate::jobs::{self, JobsParts};
use crate::ledger::{self, LedgerDoor, LedgerParts, LedgerSurroundings, Newcomers};
use crate::loops::keep;
use crate::mail::{self, MailParts};
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::recordings::RecordingStore;
use crate::spans::Spans;

/// Makes the pool. Loads models, and so takes its time.
pub(super) async fn hire(config: &AppConfig, staff: Staff) -> Result<(Analysts, AnalysisState), StartError> {
    let factory = match staff {
        Ok(factory) => factory,
        Err(why) => return Ok((Analysts::Missing(why.clone()), AnalysisState::Waiting(why))),
    };
    let (workers, ahead) = (workers_counted(config.analysis.workers), config.analysis.ahead);
    let made = tokio::task::spawn_blocking(move || Pool::start(workers, ahead.max(1), factory)).await;
    let pool = made.map_err(|_| StartError::Died)??;
    Ok((Analysts::Pool(pool), AnalysisState::Ready))
}

pub(super) struct Starting {
    pub(super) config: AppConfig,
    pub(super) pools: Pools,
    pub(super) sealer: Sealer,
    pub(super) store: RecordingStore,
    pub(super) metrics: Metrics,
    pub(super) feed: Feed,
    pub(super) spans: Spans,
    pub(super) analysts: Analysts,
    /// Rung when a background job was put in.
    pub(super) jobs_woken: Arc<Notify>,
    pub(super) analyses: Bells,
    pub(super) newcomers: Newcomers,
    pub(super) catalogue: Catalogue,
}

/// The life of the actors' thread: its loops until `stopped` is told. `tell` hears of the door once records can be taken.
pub(super) async fn live(
    starting: Starting,
    stopped: watch::Receiver<bool>,
    tell: oneshot::Sender<Result<LedgerDoor, StartError>>,
) {
    let work = starting.analyses.ready.clone();
    let surroundings = LedgerSurroundings {
        login: starting.pools.worker_config(),
        bounds: starting.config.intake.clone(),
        metrics: starting.metrics.clone(),
        feed: starting.feed.clone(),
        work,
        spans: starting.spans.clone(),
        newcomers: starting.newcomers.clone(),
    };
    let ledgers = match starting.config.kafka.clone() {
        None => near(surroundings, &stopped).await,
        Some(kafka) => far::begin(kafka, surroundings, &starting.pools, &stopped).await,
    };
    let (door, ledgers) = match ledgers {
        Ok(ledgers) => ledgers,
        Err(error) => return drop(tell.send(Err(error))),
    };
    let (metrics, node) = (starting.metrics.clone(), Uuid::new_v4().to_string());
    let jobs = Arc::new(starting.jobs(&door, &node));
    let (live, pools) = (starting.feed.clone(), starting.pools.clone());
    let mail = starting.mail().map(Arc::new);
    let analysis = Arc::new(starting.analysis(node));
    let analysis = keep("analysis", &metrics, stopped.clone(), move |stop| {
        analysis::run(analysis.clone(), stop)
    });
    let live = keep("feed", &metrics, stopped.clone(), move |stop| {
        feed::run(live.clone(), pools.clone(), stop)
    });
    let jobs = keep("jobs", &metrics, stopped.clone(), move |stop| {
        jobs::run(jobs.clone(), stop)
    });
    let mail = async {
        if let Some(mail) = mail {
            keep("mail", &metrics, stopped, move |stop| mail::run(mail.clone(), stop)).await;
        }
    };
    // Not before the ledger is connected is anybody told that we have started.
    let announce = async {
        door.connected().await;
        tell.send(Ok(door)).ok();
    };
    tokio::join!(ledgers, analysis, live, jobs, mail, announce);
}

/// The way to the Ledgers, and their life.
type Ledgers = (LedgerDoor, LocalBoxFuture<'static, ()>);

/// The only process: all Ledgers are here.
async fn near(surroundings: LedgerSurroundings, stopped: &watch::Receiver<bool>) -> Result<Ledgers, StartError> {
    let taken = InstallationLock::take(&surroundings.login, surroundings.bounds.takeover_max).await;
    let mut lock = taken.map_err(|error| match error {
        LedgerError::Locked => StartError::AlreadyRunning,
        error => StartError::Database(error),
    })?;
    lock.fence().await.map_err(StartError::Database)?;
    let metrics = surroundings.metrics.clone();
    let (ledgers, door) = LedgerParts::new(surroundings, lock);
    let stopped = stopped.clone();
    let life = async move {
        let lives = ledgers.into_iter().map(|ledger| {
            keep("ledger", &metrics, stopped.clone(), move |stop| {
                ledger::run(ledger.clone(), stop)
            })
        });
        join_all(lives).await;
    };
    Ok((door, life.boxed_local()))
}

impl Starting {
    fn jobs(&self, door: &LedgerDoor, node: &str) -> JobsParts {
        let tools = Tools {
            config: self.config.clone(),
            pools: self.pools.clone(),
            sealer: self.sealer.clone(),
            store: self.store.clone(),
            door: door.clone(),
            metrics: self.metrics.clone(),
            feed: self.feed.clone(),
            recalled: self.analyses.recalled.clone(),
        };
        JobsParts {
            pools: self.pools.clone(),
            kinds: (self.catalogue.kinds)(&tools),
            schedules: self.catalogue.schedules.clone(),
            bounds: self.config.jobs.clone(),
            metrics: self.metrics.clone(),
            woken: self.jobs_woken.clone(),
            node: node.to_owned(),
            alone: self.config.kafka.is_none(),
            drain_max: self.config.drain_max,
        }
    }

    fn mail(&self) -> Option<MailParts> {
        let courier = self.config.courier.clone()?;
        Some(MailParts {
            pools: self.pools.clone(),
            sealer: self.sealer.clone(),
            courier,
            bounds: self.config.mail.clone(),
            metrics: self.metrics.clone(),
        })
    }

    fn analysis(self, node: String) -> AnalysisParts {
        AnalysisParts {
            pools: self.pools,
            sealer: self.sealer,
            store: self.store,
            analysts: self.analysts,
            bounds: self.config.analysis,
            metrics: self.metrics,
            feed: self.feed,
            spans: self.spans,
            bells: self.analyses,
            node,
            alone: self.config.kafka.is_none(),
            drain_max: self.config.drain_max,
        }
    }
}
