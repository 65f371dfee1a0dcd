//! Everything that runs, behind one handle: start, take records and recordings, tell usage and health, drain.
//!
//! The actors live on a thread of their own with its own runtime; the handle works from any other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_rt::System;
use bytes::Bytes;
use engine::audio::{self, DeclaredFormat, RawCodec};
use futures::Stream;
use models::billing::usage::rows::{self, Recount};
use models::billing::usage::Report;
use models::calls::blob;
use models::calls::intake::{InstallationLock, LedgerError, RecordingRow};
use models::compliance::sealing::Sealer;
use models::db::Pools;
use models::ids::{self, LegId, TenantId};
use models::{Error, migrate};
use prometheus::proto::MetricFamily;
use tokio::sync::{Mutex, Notify, Semaphore, oneshot, watch};
use uuid::Uuid;

use crate::analysis::analyst::Analyst;
use crate::analysis::{self, AnalysisParts, AnalysisState, Analysts};
use crate::config::AppConfig;
use crate::feed::Feed;
use crate::ledger::arrival::{Arrival, Fate, Record, Unavailable};
use crate::ledger::{self, LedgerDoor, LedgerParts, LedgerState};
use crate::metrics::Metrics;
use crate::pool::{Factory, Pool};
use crate::recordings::{ReceiveError, Received, RecordingStore};

/// Who analyses: makes workers, or the sentence that says what is missing.
pub type Staff = Result<Factory<Box<dyn Analyst>>, String>;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("another process runs on this database: stop it first, or give this one a database of its own")]
    AlreadyRunning,
    #[error("the database could not be taken over")]
    Database(#[source] LedgerError),
    #[error("the folder of recordings could not be made ready")]
    Store(#[source] std::io::Error),
    #[error("the analysis could not be started")]
    Workers(#[from] crate::pool::PoolError),
    #[error("the metrics could not be made")]
    Metrics(#[from] prometheus::Error),
    #[error("the actors' thread could not be started")]
    Thread(#[source] std::io::Error),
    #[error("the actors' thread ended while starting")]
    Died,
}

/// What became of a recording that was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingReceipt {
    pub leg: LegId,
    pub sha256: [u8; 32],
    pub bytes: u64,
    /// As far as the header tells.
    pub duration_ms: Option<u64>,
    /// `New`; `Duplicate`: the same content is there; `Conflict`: other content is there, and stays.
    pub fate: Fate,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(transparent)]
    Receive(#[from] ReceiveError),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("no such tenant")]
    NoTenant,
}

/// A tenant's usage as the API tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageAnswer {
    pub report: Report,
    /// Analysed in this period.
    pub audio_seconds: f64,
}

#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("no such tenant")]
    NoTenant,
    #[error("usage could not be read")]
    Database(#[source] Error),
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

struct Inner {
    config: AppConfig,
    pools: Pools,
    sealer: Sealer,
    store: RecordingStore,
    door: LedgerDoor,
    uploads: Semaphore,
    metrics: Metrics,
    feed: Feed,
    analysis: AnalysisState,
    draining: AtomicBool,
    stop: watch::Sender<bool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl App {
    /// Starts everything, or says in a sentence why not. The database is migrated already.
    pub async fn start(config: AppConfig, pools: Pools, sealer: Sealer, staff: Staff) -> Result<App, StartError> {
        let metrics = Metrics::new()?;
        let feed = Feed::default();
        let store = RecordingStore::open(&config.data_dir).map_err(StartError::Store)?;
        let (stop, stopped) = watch::channel(false);
        let (analysts, analysis) = hire(&config, staff).await?;
        let parts = Starting { config: config.clone(), pools: pools.clone(), sealer: sealer.clone(), store: store.clone(), metrics: metrics.clone(), feed: feed.clone(), analysts };
        let (tell, told) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("actors".into())
            .spawn(move || System::new().block_on(live(parts, stopped, tell)))
            .map_err(StartError::Thread)?;
        let door = told.await.map_err(|_| StartError::Died)??;
        let uploads = Semaphore::new(config.recordings.uploads_max);
        let thread = Mutex::new(Some(thread));
        let draining = AtomicBool::new(false);
        Ok(App { inner: Arc::new(Inner { config, pools, sealer, store, door, uploads, metrics, feed, analysis, draining, stop, thread }) })
    }

    /// Stores records; one fate for each, in order, once everything is committed. On `Unavailable` some may be stored all the
    /// same: the same again later is safe.
    pub async fn accept(&self, tenant: TenantId, records: Vec<Record>) -> Result<Vec<Fate>, Unavailable> {
        let since = Instant::now();
        let arrivals = records.into_iter().map(|record| Arrival::record(tenant, record, since)).collect();
        self.inner.door.store(arrivals).await.into_iter().collect()
    }

    /// Receives a recording, before or after its record; returns once it is flushed and its row committed. The first content of a
    /// leg stays: the same again is a duplicate, another one a conflict.
    pub async fn store_recording<E: std::fmt::Display>(
        &self,
        tenant: TenantId,
        source_instance: &str,
        external_id: &str,
        stream: impl Stream<Item = Result<Bytes, E>>,
        declared: Option<DeclaredFormat>,
        media_type: Option<String>,
    ) -> Result<RecordingReceipt, StoreError> {
        let inner = &self.inner;
        let retry_after = inner.config.intake.retry_after;
        let since = Instant::now();
        let _upload = inner.uploads.try_acquire().map_err(|_| Unavailable { retry_after })?;
        let key = inner.sealer.data_key(tenant).await.map_err(|error| match error {
            Error::NotFound(_) => StoreError::NoTenant,
            _ => Unavailable { retry_after }.into(),
        })?;
        let bounds = &inner.config.recordings;
        let received = inner.store.receive(key, tenant, stream, bounds.bytes_max, bounds.header_bytes).await?;
        inner.metrics.recordings_bytes.inc_by(received.bytes);
        let row = describe(&received, tenant, source_instance, external_id, declared, media_type).await;
        let (leg, duration_ms) = (row.leg, row.duration_ms.and_then(|ms| u64::try_from(ms).ok()));
        let answers = inner.door.store(vec![Arrival::recording(row, since)]).await;
        // Without an answer the row may be there: the file stays.
        let fate = answers.into_iter().next().unwrap_or(Err(Unavailable { retry_after }))?;
        self.remove_unless_referred_to(tenant, &received).await;
        if fate == Fate::Refused {
            return Err(StoreError::NoTenant);
        }
        Ok(RecordingReceipt { leg, sha256: received.sha256, bytes: received.bytes, duration_ms, fate })
    }

    /// A content that was there, or that lost against another, needs no second file.
    async fn remove_unless_referred_to(&self, tenant: TenantId, received: &Received) {
        let sha256 = received.sha256;
        let kept = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<Option<String>, Error> { blob::store_key(conn, tenant, &sha256).await })
            .await;
        let Ok(kept) = kept else { return };
        if kept.as_deref() == Some(received.store_key.as_str()) {
            return;
        }
        let (store, key) = (self.inner.store.clone(), received.store_key.clone());
        let removed = tokio::task::spawn_blocking(move || store.remove(&key)).await;
        if let Ok(Err(error)) = removed {
            tracing::warn!(%error, "could not remove a recording that is there twice: {error}");
        }
    }

    /// From the supervisor's memory; audio seconds from the results.
    pub async fn usage(&self, tenant: TenantId) -> Result<UsageAnswer, UsageError> {
        let (report, _) = self.inner.door.report(tenant).await?.ok_or(UsageError::NoTenant)?;
        let period = report.period;
        let seconds = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<f64, Error> { rows::audio_seconds(conn, tenant, period).await })
            .await;
        let audio_seconds = seconds.map_err(|error| self.database(error))?;
        Ok(UsageAnswer { report, audio_seconds })
    }

    /// Usage counted anew from the rows.
    pub async fn recount(&self, tenant: TenantId) -> Result<Recount, UsageError> {
        recount(&self.inner.pools, tenant).await.map_err(|error| self.database(error))
    }

    fn database(&self, error: Error) -> UsageError {
        match error {
            Error::NotFound(_) => UsageError::NoTenant,
            Error::Unavailable(_) => Unavailable { retry_after: self.inner.config.intake.retry_after }.into(),
            error => UsageError::Database(error),
        }
    }

    /// A recording's file in the store, sealed.
    pub fn recordings(&self) -> &RecordingStore {
        &self.inner.store
    }

    pub fn feed(&self) -> &Feed {
        &self.inner.feed
    }

    pub fn health(&self) -> Health {
        Health {
            ledger: self.inner.door.state(),
            analysis: self.inner.analysis.clone(),
            draining: self.inner.draining.load(Ordering::Relaxed),
        }
    }

    pub fn metrics(&self) -> Vec<MetricFamily> {
        self.inner.metrics.gather()
    }

    /// For the collectors of neighbours.
    pub fn registry(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// Readiness turns first; from here on `accept` answers `Unavailable` once the ledger has ended.
    pub fn turn_away(&self) {
        self.inner.draining.store(true, Ordering::Relaxed);
    }

    /// Ends in order: what waits for the ledger is stored and answered, analyses give their leases back. Returns when all has ended,
    /// at the latest a little after `drain_max`.
    pub async fn drain(&self) {
        self.turn_away();
        self.inner.stop.send_replace(true);
        let Some(thread) = self.inner.thread.lock().await.take() else { return };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        if !matches!(joined, Ok(Ok(()))) {
            tracing::error!("the actors' thread ended with a panic");
        }
    }
}

/// Usage counted anew from the rows, without an application.
pub async fn recount(pools: &Pools, tenant: TenantId) -> Result<Recount, Error> {
    pools.app.tenant(tenant, async move |conn| -> Result<Recount, Error> { rows::recount(conn, tenant).await }).await
}

/// Makes the pool. Loads models, and so takes its time.
async fn hire(config: &AppConfig, staff: Staff) -> Result<(Analysts, AnalysisState), StartError> {
    let factory = match staff {
        Ok(factory) => factory,
        Err(why) => return Ok((Analysts::Missing(why.clone()), AnalysisState::Waiting(why))),
    };
    let (workers, ahead) = (config.analysis.workers_counted(), config.analysis.ahead);
    let made = tokio::task::spawn_blocking(move || Pool::start(workers, ahead.max(1), factory)).await;
    let pool = made.map_err(|_| StartError::Died)??;
    Ok((Analysts::Pool(pool), AnalysisState::Ready))
}

struct Starting {
    config: AppConfig,
    pools: Pools,
    sealer: Sealer,
    store: RecordingStore,
    metrics: Metrics,
    feed: Feed,
    analysts: Analysts,
}

/// The life of the actors' thread.
async fn live(parts: Starting, stopped: watch::Receiver<bool>, tell: oneshot::Sender<Result<LedgerDoor, StartError>>) {
    let login = parts.pools.worker_config();
    let lock = match InstallationLock::take(&login, parts.config.intake.takeover_max).await {
        Ok(lock) => lock,
        Err(error) => {
            let error = if matches!(error, LedgerError::Locked) { StartError::AlreadyRunning } else { StartError::Database(error) };
            tell.send(Err(error)).ok();
            return;
        }
    };
    let work = Arc::new(Notify::new());
    let (ledger, door) = LedgerParts::new(login, parts.config.intake.clone(), parts.metrics.clone(), parts.feed.clone(), work.clone(), lock);
    let analysis = Arc::new(AnalysisParts {
        pools: parts.pools.clone(),
        sealer: parts.sealer,
        store: parts.store,
        analysts: parts.analysts,
        bounds: parts.config.analysis,
        metrics: parts.metrics.clone(),
        feed: parts.feed,
        work,
        node: Uuid::new_v4().to_string(),
        drain_max: parts.config.drain_max,
    });
    // Not before the ledger is connected is anybody told that we have started.
    let connected = door.connected();
    let ledger = keep("ledger", &parts.metrics, stopped.clone(), move |stop| ledger::run(ledger.clone(), stop));
    let analysis = keep("analysis", &parts.metrics, stopped.clone(), move |stop| analysis::run(analysis.clone(), stop));
    let partitions = keep_partitions(parts.pools, stopped);
    let announce = async {
        connected.await;
        tell.send(Ok(door)).ok();
    };
    tokio::join!(ledger, analysis, partitions, announce);
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
        in_a_row = if began.elapsed() < Duration::from_secs(60) { in_a_row + 1 } else { 1 };
        tracing::error!("the {name} died of a panic and is started again");
        tokio::time::sleep(crate::keeper::rest_before(in_a_row)).await;
    }
}

/// Makes the time partitions of the next hours and days; they must be there before they are needed.
async fn keep_partitions(pools: Pools, mut stopped: watch::Receiver<bool>) {
    const HOUR: Duration = Duration::from_secs(3600);
    const AGAIN: Duration = Duration::from_secs(60);
    loop {
        let made = pools.owner.transaction(async |conn| -> Result<(), Error> { migrate::create_partitions(conn).await }).await;
        let pause = match made {
            Ok(()) => HOUR,
            Err(error) => {
                tracing::warn!(%error, "could not make partitions ahead: {error}");
                AGAIN
            }
        };
        tokio::select! {
            _ = tokio::time::sleep(pause) => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
    }
}

/// A received recording as its row, with what its header tells. A header that cannot be read is the analysis' to judge.
async fn describe(
    received: &Received,
    tenant: TenantId,
    source_instance: &str,
    external_id: &str,
    declared: Option<DeclaredFormat>,
    media_type: Option<String>,
) -> RecordingRow {
    let (head, bytes, asked) = (received.head.clone(), received.bytes, declared.clone());
    let header = tokio::task::spawn_blocking(move || {
        // Only a whole file tells its length by its size.
        let header = audio::probe(&head, asked.as_ref()).ok()?;
        let whole = bytes == head.len() as u64;
        Some((header.duration_ms.filter(|_| whole), header.channels))
    });
    let header = header.await.ok().flatten();
    RecordingRow {
        tenant,
        leg: ids::leg(tenant, source_instance, external_id),
        source_instance: source_instance.to_owned(),
        external_id: external_id.to_owned(),
        sha256: received.sha256,
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        store_key: received.store_key.clone(),
        sealed_bytes: i64::try_from(received.sealed_bytes).unwrap_or(i64::MAX),
        media_type,
        declared_format: declared.as_ref().map(|declared| codec_name(declared.codec).to_owned()),
        declared_rate: declared.as_ref().and_then(|declared| i32::try_from(declared.rate).ok()),
        declared_channels: declared.as_ref().map(|declared| i32::from(declared.channels)),
        duration_ms: header.as_ref().and_then(|(ms, _)| ms.and_then(|ms| i64::try_from(ms).ok())),
        channels: header.map(|(_, channels)| i32::from(channels)).filter(|channels| *channels > 0),
    }
}

fn codec_name(codec: RawCodec) -> &'static str {
    match codec {
        RawCodec::Sln => "sln",
        RawCodec::Ulaw => "ulaw",
        RawCodec::Alaw => "alaw",
    }
}
