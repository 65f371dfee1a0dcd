//! Events for live pages. One reader fetches what was committed, once a tenant that somebody follows, and all who follow it share
//! that. Not a queue: who is too slow, or comes back, reads the outbox for itself.

mod rooms;
pub mod tail;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use models::Error;
use models::calls::intake::Doorbell;
use models::calls::outbox::{self, ToldEvent};
use models::db::{Pool, Pools};
use models::ids::TenantId;
use tokio::sync::{Notify, broadcast, watch};
use tokio::time::MissedTickBehavior;

use crate::config::FeedBounds;
use crate::metrics;
use rooms::Rooms;

/// Doorbells that a slow listener may be behind before it misses some.
const BEHIND_MAX: usize = 1024;
/// Tenants whose events are read at the same time.
const READERS: usize = 4;

#[derive(Clone)]
pub struct Feed {
    inner: Arc<Inner>,
}

struct Inner {
    bells: broadcast::Sender<Doorbell>,
    /// Those of what this process has committed.
    here: broadcast::Sender<Doorbell>,
    rooms: Mutex<Rooms>,
    /// Somebody is behind.
    rung: Notify,
    closed: watch::Sender<bool>,
    bounds: FeedBounds,
    metrics: metrics::Feed,
}

/// Why nobody more can follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    #[error("this node has {0} live streams, as many as it may")]
    Node(usize),
    #[error("this account has {0} live streams, as many as it may")]
    Tenant(usize),
    #[error("this node is about to end")]
    Closed,
}

impl Feed {
    pub fn new(bounds: FeedBounds, metrics: metrics::Feed) -> Self {
        Self {
            inner: Arc::new(Inner {
                bells: broadcast::channel(BEHIND_MAX).0,
                here: broadcast::channel(BEHIND_MAX).0,
                rooms: Mutex::new(Rooms::new(&bounds)),
                rung: Notify::new(),
                closed: watch::channel(false).0,
                bounds,
                metrics,
            }),
        }
    }

    /// Says which events of which tenant are in the outbox now. Whoever commits some rings.
    pub fn ring(&self, bells: impl IntoIterator<Item = Doorbell>) {
        self.ring_from_afar(bells.into_iter().inspect(|bell| {
            // Nobody may be listening.
            self.inner.here.send(*bell).ok();
        }));
    }

    /// The same for events that another process has committed.
    pub(crate) fn ring_from_afar(&self, bells: impl IntoIterator<Item = Doorbell>) {
        let mut is_behind = false;
        for bell in bells {
            is_behind |= self.rooms().ring(bell.tenant, bell.seq_to);
            self.inner.bells.send(bell).ok();
        }
        if is_behind {
            self.inner.rung.notify_one();
        }
    }

    /// What this process has committed, to be told to the others.
    pub(crate) fn listen_here(&self) -> broadcast::Receiver<Doorbell> {
        self.inner.here.subscribe()
    }

    /// The doorbells of all processes, as far as they are heard here.
    pub fn listen(&self) -> broadcast::Receiver<Doorbell> {
        self.inner.bells.subscribe()
    }

    /// Ends every stream, and begins none any more: whoever follows comes again, to a node that stays.
    pub fn close(&self) {
        self.inner.closed.send_replace(true);
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.inner.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What another process has committed rings no bell here.
    async fn look(&self, worker: &Pool) -> Result<(), Error> {
        let tenants = self.rooms().tenants();
        if tenants.is_empty() {
            return Ok(());
        }
        let last = worker
            .transaction(async move |conn| -> Result<Vec<(TenantId, i64)>, Error> {
                outbox::last_of(conn, &tenants).await
            })
            .await?;
        let mut rooms = self.rooms();
        for (tenant, last) in last {
            rooms.ring(tenant, last);
        }
        Ok(())
    }

    /// Reads what is new for everybody who is behind, until nobody is.
    async fn read(&self, app: &Pool) -> Result<(), Error> {
        loop {
            let behind = self.rooms().behind();
            if behind.is_empty() {
                return Ok(());
            }
            let mut read = futures::stream::iter(behind)
                .map(|(tenant, seq)| async move { (tenant, seq, self.after(app, tenant, seq).await) })
                .buffer_unordered(READERS);
            while let Some((tenant, seq, events)) = read.next().await {
                self.rooms().tell(tenant, seq, events?);
            }
        }
    }

    async fn after(&self, app: &Pool, tenant: TenantId, seq: i64) -> Result<Vec<ToldEvent>, Error> {
        let count = i64::try_from(self.inner.bounds.read_max).unwrap_or(i64::MAX);
        app.tenant(tenant, async move |conn| -> Result<Vec<ToldEvent>, Error> {
            outbox::of(tenant).after(conn, seq, count).await
        })
        .await
    }
}

/// The reader, until `stop` is told.
pub async fn run(feed: Feed, pools: Pools, mut stop: watch::Receiver<bool>) {
    // After a failure, so that a database that is gone is not asked without end.
    const PAUSE: Duration = Duration::from_millis(500);
    let mut ticks = tokio::time::interval(feed.inner.bounds.poll);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let looked = tokio::select! {
            () = feed.inner.rung.notified() => Ok(()),
            _ = ticks.tick() => feed.look(&pools.worker).await,
            _ = stop.wait_for(|stop| *stop) => return,
        };
        let read = match looked {
            Ok(()) => feed.read(&pools.app).await,
            error => error,
        };
        if let Err(error) = read {
            tracing::warn!(%error, "live streams wait: {error}");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[tokio::test]
    async fn a_listener_hears_what_is_rung_after_it_came() {
        let metrics = crate::metrics::Metrics::new().unwrap();
        let feed = Feed::new(FeedBounds::default(), metrics.feed);
        let bell = |seq| Doorbell {
            tenant: TenantId(Uuid::nil()),
            seq_from: seq,
            seq_to: seq,
        };
        feed.ring([bell(1)]);
        let mut listener = feed.listen();
        feed.ring([bell(2), bell(3)]);
        assert_eq!(listener.recv().await.unwrap().seq_from, 2);
        assert_eq!(listener.recv().await.unwrap().seq_from, 3);
    }
}
