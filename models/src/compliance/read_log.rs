//! Readings on their way into the audit chains: kept in memory for a moment, so that nobody who reads waits for a commit, or for the others
//! who read in the same tenant. What a node had not written when it was killed is lost; a change is never written this way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use tokio::sync::RwLock;

use super::audit::{self, Entry};
use crate::Error;
use crate::db::Pool;
use crate::ids::TenantId;

/// A reading stands in its chain after so long.
pub const WRITTEN: Duration = Duration::from_millis(100);
/// Readings that wait; whoever reads beyond that waits for the commit.
const WAITING_MAX: usize = 10_000;
/// Readings of one statement, which takes no more values than it does.
const STATEMENT: usize = 1_000;
/// Chains that are written at once.
const AT_ONCE: usize = 4;

/// Cheap to clone.
#[derive(Clone)]
pub struct ReadLog {
    app: Pool,
    waiting: Arc<Mutex<Waiting>>,
    /// Shared by whoever writes, and taken whole by whoever is about to look: what was taken is then in the chain.
    writing: Arc<RwLock<()>>,
}

#[derive(Default)]
struct Waiting {
    count: usize,
    by_tenant: HashMap<TenantId, Vec<Entry>>,
}

impl Waiting {
    fn add(&mut self, tenant: TenantId, entries: Vec<Entry>) {
        self.count += entries.len();
        self.by_tenant.entry(tenant).or_default().extend(entries);
    }

    fn take(&mut self, tenant: TenantId) -> Vec<Entry> {
        let taken = self.by_tenant.remove(&tenant).unwrap_or_default();
        self.count -= taken.len();
        taken
    }
}

impl ReadLog {
    pub fn new(app: Pool) -> Self {
        Self {
            app,
            waiting: Arc::default(),
            writing: Arc::default(),
        }
    }

    /// The pool of whoever reads.
    pub fn app(&self) -> &Pool {
        &self.app
    }

    /// Before what was read is handed out.
    pub async fn note(&self, tenant: TenantId, entries: Vec<Entry>) -> Result<(), Error> {
        if entries.is_empty() {
            return Ok(());
        }
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.count + entries.len() <= WAITING_MAX {
                waiting.add(tenant, entries);
                return Ok(());
            }
        }
        self.append(tenant, entries).await
    }

    /// What waits, of every chain. What cannot be written waits for the next time.
    pub async fn write(&self) {
        let tenants: Vec<TenantId> = {
            let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.by_tenant.keys().copied().collect()
        };
        let written = futures::stream::iter(tenants).map(|tenant| async move {
            let _writing = self.writing.read().await;
            if let Err(error) = self.append_waiting(tenant).await {
                tracing::warn!(tenant.id = %tenant, %error, "could not write readings down; they are kept: {error}");
            }
        });
        written.buffer_unordered(AT_ONCE).collect::<()>().await;
    }

    /// What waits of this chain or is just being written, for whoever is about to look at it.
    pub async fn write_of(&self, tenant: TenantId) -> Result<(), Error> {
        let _writing = self.writing.write().await;
        self.append_waiting(tenant).await
    }

    async fn append_waiting(&self, tenant: TenantId) -> Result<(), Error> {
        let taken = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.take(tenant)
        };
        let written = self.append(tenant, taken.clone()).await;
        if written.is_err() {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.add(tenant, taken);
        }
        written
    }

    async fn append(&self, tenant: TenantId, entries: Vec<Entry>) -> Result<(), Error> {
        if entries.is_empty() {
            return Ok(());
        }
        self.app
            .tenant(tenant, async move |conn| -> Result<(), Error> {
                for some in entries.chunks(STATEMENT) {
                    audit::append(conn, tenant, some).await?;
                }
                Ok(())
            })
            .await
    }
}
