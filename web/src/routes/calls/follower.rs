//! Who follows the events: what they may see of them, whether they still may, and that they are alive.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use actors::feed::tail::{Next, Tail};
use models::Error;
use models::calls::outbox::{self, Reach, ToldEvent};
use models::identity::authority::{Authority, Rows};
use models::identity::permission::Permission;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use uuid::Uuid;

use crate::routes::identity::lasting::Lasting;

pub struct Follower {
    tail: Tail,
    who: Lasting,
    /// Not only what is there already.
    goes_on: bool,
    heartbeat: Interval,
    check: Interval,
    ended: bool,
}

/// Why it is that something is to be done.
enum Due {
    Told(Next),
    Heartbeat,
    Check,
}

impl Follower {
    pub fn new(tail: Tail, who: Lasting, goes_on: bool) -> Self {
        let feed = &who.state().config.feed;
        let heartbeat = every(Duration::from_secs(feed.heartbeat_s));
        let check = every(Duration::from_millis(feed.check_ms));
        Self {
            tail,
            who,
            goes_on,
            heartbeat,
            check,
            ended: false,
        }
    }

    /// The next piece of the stream; `None` at its end.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            if self.ended || (!self.goes_on && !self.tail.is_behind()) {
                return None;
            }
            match self.due().await {
                Ok(Due::Told(Next::Events(events))) => match self.seen(events).await {
                    Ok(text) if text.is_empty() => {}
                    Ok(text) => return Some(text),
                    Err(error) => return self.break_off(&error),
                },
                Ok(Due::Told(Next::Gap(reach))) => return Some(reset(reach)),
                Ok(Due::Told(Next::Closed)) => return None,
                // The number comes along: what was left out is not asked for again.
                Ok(Due::Heartbeat) => return Some(format!("id: {}\n: alive\n\n", self.tail.seen_to())),
                Ok(Due::Check) => {
                    if let Err(problem) = self.who.still().await {
                        self.ended = true;
                        return Some(format!(
                            "event: end\ndata: {{\"code\":\"{}\"}}\n\n",
                            problem.code.slug()
                        ));
                    }
                }
                Err(error) => return self.break_off(&error),
            }
        }
    }

    async fn due(&mut self) -> Result<Due, Error> {
        if self.tail.is_behind() {
            // Reading is not broken off for a clock, but one is looked at between two pages.
            return tokio::select! {
                biased;
                _ = self.check.tick() => Ok(Due::Check),
                () = std::future::ready(()) => self.tail.catch_up().await.map(Due::Told),
            };
        }
        Ok(tokio::select! {
            biased;
            _ = self.check.tick() => Due::Check,
            next = self.tail.listen() => Due::Told(next),
            _ = self.heartbeat.tick() => Due::Heartbeat,
        })
    }

    /// Whoever follows comes again by themselves, and goes on where this ends.
    fn break_off(&mut self, error: &Error) -> Option<String> {
        tracing::debug!(%error, "a live stream ends: {error}");
        self.ended = true;
        None
    }

    /// Of these events those that are theirs to see, in the form of the stream.
    async fn seen(&self, events: Vec<Arc<ToldEvent>>) -> Result<String, Error> {
        let authority = &self.who.caller.authority;
        let own = self.own_calls(authority, &events).await?;
        let mut text = String::new();
        let mut count = 0;
        for event in events.iter().filter(|event| is_seen(event, authority, own.as_ref())) {
            count += 1;
            // Writing to a string does not fail.
            text.write_str(&line(event)).unwrap_or_default();
        }
        self.tail.told(count);
        Ok(text)
    }

    /// The calls among them that are theirs; `None` for whoever sees all.
    async fn own_calls(
        &self,
        authority: &Authority,
        events: &[Arc<ToldEvent>],
    ) -> Result<Option<HashSet<Uuid>>, Error> {
        if authority.rows == Rows::All {
            return Ok(None);
        }
        let mut wanted: Vec<Uuid> = events.iter().filter_map(|event| event.call_id).collect();
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.is_empty() {
            return Ok(Some(HashSet::new()));
        }
        let (tenant, rows) = (self.who.caller.tenant, &authority.rows);
        let app = &self.who.caller.running.pools.app;
        let found = app
            .tenant(tenant, async move |conn| -> Result<HashSet<Uuid>, Error> {
                outbox::of(tenant).seen(conn, rows, &wanted).await
            })
            .await?;
        Ok(Some(found))
    }
}

fn is_seen(event: &ToldEvent, authority: &Authority, own: Option<&HashSet<Uuid>>) -> bool {
    let may_know = !event.kind.starts_with("usage.") || authority.permissions.has(Permission::UsageRead);
    // Of a call that is no more the event alone tells whose it was.
    let is_own = |own: &HashSet<Uuid>| event.call_id.is_some_and(|call| own.contains(&call));
    let is_theirs = own.is_none_or(|own| is_own(own) || event.was_seen(&authority.rows));
    may_know && is_theirs
}

fn every(period: Duration) -> Interval {
    let mut ticks = interval_at(Instant::now() + period, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Tells whoever follows to read anew what they show.
pub(super) fn reset(reach: Reach) -> String {
    let Reach { oldest, last } = reach;
    format!("id: {last}\nevent: reset\ndata: {{\"oldest_seq\":{oldest},\"last_seq\":{last}}}\n\n")
}

/// An event in the form of the stream. JSON of PostgreSQL is one line.
fn line(told: &ToldEvent) -> String {
    format!("id: {}\nevent: {}\ndata: {}\n\n", told.seq, told.kind, told.text)
}
