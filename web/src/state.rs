//! What handlers reach: the configuration, and everything that runs, once it runs. The HTTP listener is up before the
//! database is, so that a probe gets an answer from early on.

pub mod authorities;
pub mod bodies;
pub mod key_uses;
pub mod mode;
pub mod proxies;
pub mod sockets;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use actors::app::App;
use actors::sound::Sounds;
use models::calls::search::Vocabularies;
use models::compliance::read_log::ReadLog;
use models::compliance::sealing::Sealer;
use models::db::Pools;
use models::identity::address::Addresses;
use models::staff::session::StaffAuthority;
use tokio::sync::Semaphore;

use crate::config::{Bounds, Config};
use crate::hashing::Hashing;
use crate::http_metrics::HttpMetrics;
use crate::problem::Problem;
use crate::rate::Rates;
use authorities::AuthorityCache;
use bodies::Budget;
use key_uses::KeyUses;
use mode::Current;
use proxies::Proxies;
use sockets::Sockets;

/// Shared by all HTTP workers.
pub struct State {
    /// As it was at the start.
    pub config: Config,
    /// Those of `config`, with what was changed since.
    bounds: RwLock<Bounds>,
    /// What keys and sessions may do, for as long as that may be believed.
    pub authorities: AuthorityCache,
    pub staff_authorities: AuthorityCache<StaffAuthority>,
    /// From where the platform's staff may come.
    pub staff_addresses: Addresses,
    /// Where their plane is alone, if it has a listener of its own.
    pub staff_address: OnceLock<SocketAddr>,
    pub proxies: Proxies,
    /// What each key may still send.
    pub rates: Rates,
    /// What each address may still ask without credentials.
    pub doors: Rates,
    /// How often each key was used, as far as it is not written down.
    pub key_uses: KeyUses,
    pub hashing: Hashing,
    /// Places for exports.
    pub exports: Arc<Semaphore>,
    /// Places for recordings that are transcribed while somebody waits.
    pub transcriptions: Arc<Semaphore>,
    /// Places for WebSockets of telephone systems.
    pub sockets: Sockets,
    /// In which the whole platform runs.
    pub mode: Current,
    /// Memory for bodies of records.
    pub bodies: Budget,
    stage: Mutex<Stage>,
    running: OnceLock<Running>,
}

/// Everything that runs.
#[derive(Clone)]
pub struct Running {
    pub app: App,
    pub pools: Pools,
    pub sealer: Sealer,
    /// Who read what, on its way into the audit.
    pub reads: ReadLog,
    /// Words of the tenants that were searched lately.
    pub vocabularies: Vocabularies,
    /// Recordings that are listened to in another form than they came in.
    pub sounds: Sounds,
}

/// How far the start, or the end, has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Configured,
    StartingDatabase,
    Migrating,
    LoadingModels,
    Running,
    Draining,
}

impl Stage {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configured => "configured",
            Self::StartingDatabase => "starting_database",
            Self::Migrating => "migrating",
            Self::LoadingModels => "loading_models",
            Self::Running => "running",
            Self::Draining => "draining",
        }
    }
}

impl State {
    pub fn new(config: Config) -> Self {
        Self {
            rates: Rates::new(config.bounds.key_requests_per_minute, config.bounds.key_requests_burst),
            doors: Rates::new(
                config.bounds.door_requests_per_minute,
                config.bounds.door_requests_burst,
            ),
            key_uses: KeyUses::default(),
            exports: Arc::new(Semaphore::new(config.bounds.exports_max)),
            transcriptions: Arc::new(Semaphore::new(config.bounds.transcriptions_max)),
            hashing: Hashing::new(config.bounds.passwords_at_once_max),
            sockets: Sockets::new(config.sources.connections_max, config.sources.source_connections_max),
            mode: Current::default(),
            bodies: Budget::new(config.bounds.bodies_bytes_max),
            proxies: Proxies::new(&config.trusted_proxies()),
            // Checked when the configuration was read.
            staff_addresses: Addresses::parse(&config.staff_addresses()).unwrap_or_default(),
            staff_address: OnceLock::new(),
            bounds: RwLock::new(config.bounds),
            config,
            authorities: AuthorityCache::default(),
            staff_authorities: AuthorityCache::default(),
            stage: Mutex::new(Stage::Configured),
            running: OnceLock::new(),
        }
    }

    /// The bounds in force.
    pub fn bounds(&self) -> Bounds {
        *self.bounds.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// From the next request on.
    pub fn set_bounds(&self, bounds: Bounds) {
        self.rates
            .set(bounds.key_requests_per_minute, bounds.key_requests_burst);
        *self.bounds.write().unwrap_or_else(PoisonError::into_inner) = bounds;
    }

    pub fn stage(&self) -> Stage {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn enter(&self, stage: Stage) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        tracing::info!(stage = stage.as_str(), "stage: {}", stage.as_str());
    }

    /// From here on requests are answered.
    pub fn run(&self, running: Running) {
        if self.running.set(running).is_ok() {
            self.enter(Stage::Running);
        }
    }

    pub fn started(&self) -> Option<&Running> {
        self.running.get()
    }

    /// What runs, or 503 while it is starting.
    pub fn running(&self) -> Result<&Running, Problem> {
        self.running
            .get()
            .ok_or_else(|| Problem::unavailable(Duration::from_secs(1), format!("starting: {}", self.stage().as_str())))
    }
}

/// The metrics of the HTTP edge and of everything that runs, together.
pub fn gather(http: &HttpMetrics, state: &State) -> Vec<prometheus::proto::MetricFamily> {
    let mut families = http.gather();
    if let Some(running) = state.started() {
        families.extend(running.app.metrics());
    }
    families.sort_by(|a, b| a.name().cmp(b.name()));
    families
}
