//! One stream's way through its tenant's events: from where it left off, out of the outbox until it has caught up, then live.

use std::sync::Arc;

use models::Error;
use models::calls::outbox::{self, Reach, ToldEvent};
use models::db::Pool;
use models::ids::TenantId;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::watch;

use super::rooms::Events;
use super::{Feed, Full};

/// Events that are handed on in one piece.
const TOGETHER_MAX: usize = 256;

/// A place among those who follow a tenant; given back by being dropped.
pub struct Tail {
    feed: Feed,
    app: Pool,
    tenant: TenantId,
    live: Events,
    closed: watch::Receiver<bool>,
    /// The last event that was handed on.
    seen_to: i64,
    /// There are later ones that will not come live.
    is_behind: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum TailError {
    #[error(transparent)]
    Full(#[from] Full),
    #[error("events could not be read")]
    Database(#[from] Error),
}

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// None where it has to catch up first.
    Events(Vec<Arc<ToldEvent>>),
    /// What lay between is gone: the stream goes on from the end.
    Gap(Reach),
    /// The node is about to end.
    Closed,
}

impl Feed {
    /// Follows a tenant from behind `after`, else from now on. A gap in place of `after` is told at once.
    pub async fn follow(
        &self,
        app: &Pool,
        tenant: TenantId,
        after: Option<i64>,
    ) -> Result<(Tail, Option<Reach>), TailError> {
        let closed = self.inner.closed.subscribe();
        if *closed.borrow() {
            return Err(Full::Closed.into());
        }
        // First the place among those who hear, then how far the events reach: so none falls between.
        let live = self.rooms().enter(tenant)?;
        self.count();
        let mut tail = Tail {
            feed: self.clone(),
            app: app.clone(),
            tenant,
            live,
            closed,
            seen_to: 0,
            is_behind: false,
        };
        let reach = tail.reach().await?;
        self.rooms().begin(tenant, reach.last);
        let gap = match after {
            Some(seq) if reach.includes(seq) => {
                tail.seen_to = seq;
                tail.is_behind = seq < reach.last;
                None
            }
            Some(_) => Some(reach),
            None => None,
        };
        if gap.is_some() || after.is_none() {
            tail.seen_to = reach.last;
        }
        if gap.is_some() {
            self.inner.metrics.resets.inc();
        }
        Ok((tail, gap))
    }

    fn count(&self) {
        let streams = i64::try_from(self.rooms().streams()).unwrap_or(i64::MAX);
        self.inner.metrics.streams.set(streams);
    }
}

impl Tail {
    /// The number after which it goes on.
    pub fn seen_to(&self) -> i64 {
        self.seen_to
    }

    /// Whether `catch_up` is to be called, and not `listen`.
    pub fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Waits for what is told live. May be dropped while it waits: nothing is lost.
    pub async fn listen(&mut self) -> Next {
        let first = tokio::select! {
            heard = self.live.recv() => heard,
            _ = self.closed.wait_for(|closed| *closed) => return Next::Closed,
        };
        let mut events = Vec::new();
        match first {
            Ok(event) => self.take(event, &mut events),
            Err(RecvError::Lagged(_)) => self.is_behind = true,
            Err(RecvError::Closed) => return Next::Closed,
        }
        while !self.is_behind && events.len() < TOGETHER_MAX {
            match self.live.try_recv() {
                Ok(event) => self.take(event, &mut events),
                Err(TryRecvError::Lagged(_)) => self.is_behind = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        Next::Events(events)
    }

    fn take(&mut self, event: Arc<ToldEvent>, events: &mut Vec<Arc<ToldEvent>>) {
        if event.seq == self.seen_to + 1 {
            self.seen_to = event.seq;
            events.push(event);
        } else if event.seq > self.seen_to {
            self.is_behind = true;
        }
    }

    /// Reads the next events out of the outbox.
    pub async fn catch_up(&mut self) -> Result<Next, Error> {
        if *self.closed.borrow() {
            return Ok(Next::Closed);
        }
        let events = self.feed.after(&self.app, self.tenant, self.seen_to).await?;
        match events.first().zip(events.last()) {
            Some((first, last)) if first.seq == self.seen_to + 1 => {
                self.seen_to = last.seq;
                Ok(Next::Events(events.into_iter().map(Arc::new).collect()))
            }
            Some(_) => self.jump().await,
            None => {
                let reach = self.reach().await?;
                if reach.last > self.seen_to {
                    return self.jump().await;
                }
                self.is_behind = false;
                Ok(Next::Events(Vec::new()))
            }
        }
    }

    /// To the end, past what can no longer be read.
    async fn jump(&mut self) -> Result<Next, Error> {
        let reach = self.reach().await?;
        // It may have come into reach while we looked.
        if reach.includes(self.seen_to) {
            return Ok(Next::Events(Vec::new()));
        }
        self.feed.inner.metrics.resets.inc();
        self.seen_to = reach.last;
        self.is_behind = false;
        Ok(Next::Gap(reach))
    }

    async fn reach(&self) -> Result<Reach, Error> {
        let tenant = self.tenant;
        self.app
            .tenant(tenant, async move |conn| -> Result<Reach, Error> {
                outbox::of(tenant).reach(conn).await
            })
            .await
    }

    /// Counts what has gone out to whoever follows.
    pub fn told(&self, events: usize) {
        self.feed.inner.metrics.events.inc_by(events as u64);
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        self.feed.rooms().leave(self.tenant);
        self.feed.count();
    }
}
