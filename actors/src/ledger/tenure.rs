//! By what right a Ledger writes: as one of the only process, or as the owner of a partition that the consumer group has
//! assigned to this process. In both cases the partition's epoch in PostgreSQL has the last word.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use models::calls::intake::{InstallationLock, LedgerConnection, LedgerError, Login, Owned, Share};
use tokio::sync::{Mutex, Notify};

use super::logged::Letter;

/// Where records go that cannot be stored. Returns once they are safe there.
pub(crate) trait DeadLetters: Send + Sync {
    fn bury(&self, letter: Letter) -> BoxFuture<'_, Result<(), String>>;
}

pub(super) enum Tenure {
    Sole(Sole),
    Assigned(Arc<Assigned>),
}

/// A partition of the only process, which has them all by the lock of the installation.
pub(super) struct Sole {
    lock: Arc<Mutex<Option<InstallationLock>>>,
    share: Share,
}

impl Sole {
    /// So many, by partition.
    pub(super) fn all(lock: InstallationLock, count: usize) -> impl Iterator<Item = Self> {
        let lock = Arc::new(Mutex::new(Some(lock)));
        let partitions = i32::try_from(count).unwrap_or(i32::MAX);
        (0..partitions).map(move |partition| Self {
            lock: lock.clone(),
            share: Share { partition, partitions },
        })
    }
}

/// A partition that was assigned to this process and claimed for it.
pub(crate) struct Assigned {
    pub(crate) partition: i32,
    pub(crate) partitions: i32,
    /// The epoch by which it is ours.
    epoch: AtomicI64,
    /// The first offset whose effect is not committed.
    next_offset: AtomicI64,
    /// Somebody else has claimed it.
    lost: AtomicBool,
    pub(crate) dead_letters: Arc<dyn DeadLetters>,
}

impl Assigned {
    pub(crate) fn new(owned: Owned, partitions: i32, dead_letters: Arc<dyn DeadLetters>) -> Self {
        Self {
            partition: owned.partition,
            partitions,
            epoch: AtomicI64::new(owned.epoch),
            next_offset: AtomicI64::new(owned.next_offset),
            lost: AtomicBool::new(false),
            dead_letters,
        }
    }

    pub(crate) fn epoch(&self) -> i64 {
        self.epoch.load(Ordering::Acquire)
    }

    pub(crate) fn next_offset(&self) -> i64 {
        self.next_offset.load(Ordering::Acquire)
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// Somebody else has raised the epoch above this one, if it is still the one that we have.
    pub(crate) fn lose(&self, epoch: i64) {
        if self.epoch() == epoch {
            self.lost.store(true, Ordering::Release);
        }
    }

    pub(super) fn reached(&self, next_offset: i64) {
        self.next_offset.store(next_offset, Ordering::Release);
    }
}

impl Tenure {
    /// False: the lock of the installation went with its connection.
    pub(super) async fn stands(&self) -> bool {
        match self {
            Self::Sole(sole) => sole.lock.lock().await.as_ref().is_some_and(InstallationLock::is_held),
            Self::Assigned(_) => true,
        }
    }

    /// Takes the partition on a new connection. Whoever had it, and be it ourselves on a connection that is not quite dead, is
    /// fenced off by this.
    pub(super) async fn take(
        &self,
        login: &Login,
        bell: &Arc<Notify>,
    ) -> Result<(LedgerConnection, Owned), LedgerError> {
        match self {
            Self::Sole(sole) => {
                let mut lock = sole.lock.lock().await;
                if !lock.as_ref().is_some_and(InstallationLock::is_held) {
                    *lock = None;
                    *lock = Some(InstallationLock::take(login, Duration::ZERO).await?);
                }
                drop(lock);
                let mut connection = LedgerConnection::open_listening(login, bell.clone()).await?;
                let owned = connection.take_partition(sole.share.partition).await?;
                Ok((connection, owned))
            }
            Self::Assigned(assigned) => {
                let mut connection = LedgerConnection::open_listening(login, bell.clone()).await?;
                let owned = connection
                    .retake_partition(assigned.partition, assigned.epoch())
                    .await?;
                assigned.epoch.store(owned.epoch, Ordering::Release);
                assigned.reached(owned.next_offset);
                Ok((connection, owned))
            }
        }
    }

    /// Whose orders are ours; `None`: everybody's.
    pub(super) fn share(&self) -> Option<Share> {
        match self {
            Self::Sole(sole) => Some(sole.share).filter(|share| share.partitions > 1),
            Self::Assigned(assigned) => Some(Share {
                partition: assigned.partition,
                partitions: assigned.partitions,
            }),
        }
    }

    /// Fenced. Embedded, the lock says who is right, and the epoch is raised again.
    pub(super) fn lose(&self) {
        if let Self::Assigned(assigned) = self {
            assigned.lost.store(true, Ordering::Release);
        }
    }

    pub(super) fn is_lost(&self) -> bool {
        match self {
            Self::Sole(_) => false,
            Self::Assigned(assigned) => assigned.is_lost(),
        }
    }
}
