//! The life of the actors' thread: what it takes over at the start, the loops it keeps running, how it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use models::calls::intake::{InstallationLock, LedgerError};
use models::compliance::sealing::Sealer;
use models::db::Pools;
use tokio::sync::{Notify, oneshot, watch};
use uuid::Uuid;

use super::{Staff, StartError};
use crate::analysis::{self, AnalysisParts, AnalysisState, Analysts};
use crate::config::AppConfig;
use crate::feed::Feed;
use crate::jobs::{self, JobsParts, Tools};
use crate::ledger::{self, LedgerDoor, LedgerParts};
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::recordings::RecordingStore;

/// Makes the pool. Loads models, and so takes its time.
pub(super) async fn hire(config: &AppConfig, staff: Staff) -> Result<(Analysts, AnalysisState), StartError> {
    let factory = match staff {
        Ok(factory) => factory,
        Err(why) => return Ok((Analysts::Missing(why.clone()), AnalysisState::Waiting(why))),
    };
    let (workers, ahead) = (config.analysis.workers_counted(), config.analysis.ahead);
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
    pub(super) analysts: Analysts,
    /// Rung when a background job was put in.
    pub(super) jobs_woken: Arc<Notify>,
}

/// The life of the actors' thread.
pub(super) async fn live(
    parts: Starting,
    stopped: watch::Receiver<bool>,
    tell: oneshot::Sender<Result<LedgerDoor, StartError>>,
) {
    let login = parts.pools.worker_config();
    let lock = match InstallationLock::take(&login, parts.config.intake.takeover_max).await {
        Ok(lock) => lock,
        Err(error) => {
            let error = if matches!(error, LedgerError::Locked) {
                StartError::AlreadyRunning
            } else {
                StartError::Database(error)
            };
            tell.send(Err(error)).ok();
            return;
        }
    };
    let work = Arc::new(Notify::new());
    let (ledger, door) = LedgerParts::new(
        login,
        parts.config.intake.clone(),
        parts.metrics.clone(),
        parts.feed.clone(),
        work.clone(),
        lock,
    );
    let node = Uuid::new_v4().to_string();
    let tools = Tools {
        config: parts.config.clone(),
        pools: parts.pools.clone(),
        sealer: parts.sealer.clone(),
        store: parts.store.clone(),
        door: door.clone(),
        metrics: parts.metrics.clone(),
        feed: parts.feed.clone(),
    };
    let jobs = Arc::new(JobsParts {
        pools: parts.pools.clone(),
        kinds: jobs::kinds(&tools),
        schedules: jobs::schedules(),
        bounds: parts.config.jobs.clone(),
        metrics: parts.metrics.clone(),
        woken: parts.jobs_woken,
        node: node.clone(),
        drain_max: parts.config.drain_max,
    });
    let analysis = Arc::new(AnalysisParts {
        pools: parts.pools,
        sealer: parts.sealer,
        store: parts.store,
        analysts: parts.analysts,
        bounds: parts.config.analysis,
        metrics: parts.metrics.clone(),
        feed: parts.feed,
        work,
        node,
        drain_max: parts.config.drain_max,
    });
    // Not before the ledger is connected is anybody told that we have started.
    let connected = door.connected();
    let ledger = keep("ledger", &parts.metrics, stopped.clone(), move |stop| {
        ledger::run(ledger.clone(), stop)
    });
    let analysis = keep("analysis", &parts.metrics, stopped.clone(), move |stop| {
        analysis::run(analysis.clone(), stop)
    });
    let jobs = keep("jobs", &parts.metrics, stopped, move |stop| {
        jobs::run(jobs.clone(), stop)
    });
    let announce = async {
        connected.await;
        tell.send(Ok(door)).ok();
    };
    tokio::join!(ledger, analysis, jobs, announce);
}

/// Runs a loop to its end, again and again if it panics.
async fn keep<F: Future<Output = ()> + 'static>(
    name: &'static str,
    metrics: &Metrics,
    stopped: watch::Receiver<bool>,
    make: impl Fn(watch::Receiver<bool>) -> F,
) {
    let mut in_a_row = 0;
    loop {
        let began = Instant::now();
        if actix_rt::spawn(make(stopped.clone())).await.is_ok() {
            return;
        }
        metrics.restarts.with_label_values(&[name]).inc();
        in_a_row = if began.elapsed() < Duration::from_secs(60) {
            in_a_row + 1
        } else {
            1
        };
        tracing::error!("the {name} died of a panic and is started again");
        tokio::time::sleep(crate::keeper::rest_before(in_a_row)).await;
    }
}
