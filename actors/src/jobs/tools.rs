//! What is given to the loop of the jobs: what there is to be done, and with what.

use std::sync::Arc;

use models::compliance::sealing::Sealer;
use models::db::Pools;
use models::platform::job::Schedule;
use tokio::sync::Notify;

use super::kind::Kinds;
use crate::config::AppConfig;
use crate::feed::Feed;
use crate::ledger::LedgerDoor;
use crate::metrics::Metrics;
use crate::recordings::RecordingStore;

/// What jobs work with.
#[derive(Clone)]
pub struct Tools {
    pub config: AppConfig,
    pub pools: Pools,
    pub sealer: Sealer,
    pub store: RecordingStore,
    pub door: LedgerDoor,
    pub metrics: Metrics,
    pub feed: Feed,
    /// Rung when analyses were taken out of the queue, so that this node stops those it is at.
    pub recalled: Arc<Notify>,
}

/// Every kind of job, before it has its tools, and what is done again and again.
pub struct Catalogue {
    pub kinds: fn(&Tools) -> Kinds,
    pub schedules: Vec<Schedule>,
}
