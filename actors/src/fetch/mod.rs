//! Recordings that telephone systems keep, fetched: claimed from PostgreSQL under a lease, so that of several nodes one has each; tried again
//! later and later; given up in the end where somebody sees it. A loop, which owns what is in flight.
//!
//! | file | holds |
//! |---|---|
//! | `mod.rs` | the loop: claims, renews leases, writes how attempts ended |
//! | `attempt.rs` | one attempt: where the recording is, its bytes, its leg |
//! | `told.rs` | what a source says of its recordings, and its secret |
//! | `reference.rs` | what a record calls its recording → where it is |
//! | `path.rs` | paths that lead nowhere else |
//! | `address.rs` | addresses that can be asked, and where they are |
//! | `web.rs` `digest.rs` `s3.rs` | an address → the spool |
//! | `response.rs` | what the head of an answer says, refusals |
//! | `link.rs` `token.rs` `answer.rs` | what is asked before: the address of the recording, a token; JSON that is answered |
//! | `folder.rs` | a file of a folder of this machine |
//! | `spool.rs` | what has come so far, sealed, on disk |
//! | `matching.rs` | looks again for the legs of recordings that have none |

mod address;
mod answer;
mod attempt;
mod digest;
mod folder;
mod link;
pub(crate) mod matching;
mod path;
pub mod reference;
mod response;
mod s3;
pub(crate) mod spool;
pub mod token;
pub mod told;
mod web;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use models::Error;
use models::calls::expected::claim::{self, Claimed, Ended, Wanted};
use models::calls::{expected, loose};
use tokio::sync::watch;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval};
use uuid::Uuid;

use self::token::Tokens;
use crate::app::{App, WeakApp};
use crate::config::{FetchBounds, Fetching};
use crate::fail;
use crate::loops::stopped;

/// Why an attempt did not end with a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Stable.
    pub code: &'static str,
    /// For people; without secrets, and without what a call is known by.
    pub detail: String,
    /// What the other side says of it, which may hold anything: for the tenant, and for no log.
    pub said: Option<String>,
    /// It may go better later.
    pub again: bool,
    /// Not sooner than this.
    pub wait: Option<Duration>,
}

impl Trouble {
    fn again(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            said: None,
            again: true,
            wait: None,
        }
    }

    fn never(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            again: false,
            ..Self::again(code, detail)
        }
    }

    /// What is written of it. `jitter`: 0…1.
    fn into_end(self, attempt: i32, bounds: &FetchBounds, jitter: f64) -> Ended {
        let code = self.code;
        let detail = match self.said {
            Some(said) => format!("{}: {said}", self.detail),
            None => self.detail,
        };
        let is_last = u32::try_from(attempt).is_ok_and(|attempt| attempt >= bounds.attempts_max);
        if !self.again || is_last {
            return Ended::Failed { code, detail };
        }
        let doubled = bounds.retry_first.as_secs_f64() * 2_f64.powi(attempt.clamp(1, 32) - 1);
        let longest = bounds.retry_max.as_secs_f64();
        let pause = doubled.min(longest) * (0.5 + 0.5 * jitter.clamp(0.0, 1.0));
        let asked = self.wait.map_or(0.0, |wait| wait.as_secs_f64());
        Ended::Retry {
            code,
            detail,
            after_s: pause.max(asked).min(longest.max(pause)),
        }
    }
}

/// Fetches until `stop` is told or the application is gone; then gives back what is in flight. `alone`: no other node runs on the database.
pub(crate) async fn run(app: WeakApp, fetching: Arc<Fetching>, alone: bool, mut stop: watch::Receiver<bool>) {
    let mut fetches = Fetches {
        app,
        fetching: fetching.clone(),
        node: Uuid::new_v4().to_string(),
        work: JoinSet::new(),
        in_flight: HashMap::new(),
        tokens: Arc::default(),
        away: false,
    };
    if alone {
        fetches.sweep(true).await;
    }
    let ticks = |period: Duration| {
        let mut ticks = interval(period.max(Duration::from_millis(10)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks
    };
    let mut poll = ticks(fetching.bounds.poll);
    let mut renew = ticks(fetching.bounds.lease / 3);
    let mut sweep = ticks(fetching.bounds.lease / 2);
    let mut count = ticks(Duration::from_secs(15));
    loop {
        tokio::select! {
            Some(ended) = fetches.work.join_next_with_id() => { fetches.land(ended).await; fetches.claim().await; }
            _ = poll.tick() => fetches.claim().await,
            _ = renew.tick() => fetches.renew().await,
            // What is in flight here is ours, however long the database was away.
            _ = sweep.tick() => { fetches.renew().await; fetches.sweep(false).await; }
            _ = count.tick() => fetches.count().await,
            () = stopped(&mut stop) => break,
        }
        if fetches.app.upgrade().is_none() {
            return;
        }
    }
    fetches.give_back().await;
}

struct Flight {
    claimed: Claimed,
    began: Instant,
    abort: AbortHandle,
}

type Landed = Result<(Id, Result<(), Trouble>), JoinError>;

struct Fetches {
    app: WeakApp,
    fetching: Arc<Fetching>,
    node: String,
    work: JoinSet<Result<(), Trouble>>,
    in_flight: HashMap<Id, Flight>,
    tokens: Arc<Tokens>,
    /// The database does not answer; said once.
    away: bool,
}

impl Fetches {
    async fn claim(&mut self) {
        let bounds = &self.fetching.bounds;
        let free = bounds.fetches_max.saturating_sub(self.in_flight.len());
        let Some(app) = self.app.upgrade().filter(|_| free > 0) else {
            return;
        };
        let wanted = Wanted {
            recordings: i64::try_from(free).unwrap_or(i64::MAX),
            of_source: i64::try_from(bounds.source_fetches_max).unwrap_or(i64::MAX),
            lease_s: bounds.lease.as_secs_f64(),
        };
        let node = self.node.clone();
        let worker = &app.pools().worker;
        let claimed = worker
            .transaction(async move |conn| -> Result<_, Error> { claim::claim(conn, &node, wanted).await })
            .await;
        for one in self.heard(claimed).unwrap_or_default() {
            fail::point("fetch.after_claim");
            self.take_off(&app, one);
        }
    }

    fn take_off(&mut self, app: &App, claimed: Claimed) {
        let (app, fetching, one) = (app.clone(), self.fetching.clone(), claimed.clone());
        let (attempt_max, tokens) = (fetching.bounds.attempt_max, self.tokens.clone());
        let work = async move {
            let attempt = attempt::run(&app, &fetching, &tokens, &one);
            match tokio::time::timeout(attempt_max, attempt).await {
                Ok(ended) => ended,
                Err(_) => Err(Trouble::again(
                    "timeout",
                    format!("one attempt may take {} s", attempt_max.as_secs()),
                )),
            }
        };
        let abort = self.work.spawn(work);
        let flight = Flight {
            claimed,
            began: Instant::now(),
            abort: abort.clone(),
        };
        self.in_flight.insert(abort.id(), flight);
    }

    async fn land(&mut self, ended: Landed) {
        fail::point("fetch.before_end");
        let (id, ended) = match ended {
            Ok((id, ended)) => (id, ended),
            // Another has it by now.
            Err(error) if error.is_cancelled() => return drop(self.in_flight.remove(&error.id())),
            Err(error) => (error.id(), Err(Trouble::again("internal", "the attempt panicked"))),
        };
        let Some(flight) = self.in_flight.remove(&id) else {
            return;
        };
        let ended = match ended {
            Ok(()) => Ended::Done,
            Err(trouble) => self.failed(&flight.claimed, trouble),
        };
        self.write(&flight, ended).await;
    }

    /// What is written of an attempt that failed, and logged in our own words.
    fn failed(&self, claimed: &Claimed, trouble: Trouble) -> Ended {
        let (tenant, leg, attempt) = (claimed.tenant, claimed.leg, claimed.attempt);
        let (code, detail) = (trouble.code, trouble.detail.clone());
        let ended = trouble.into_end(attempt, &self.fetching.bounds, crate::analysis::jitter());
        if matches!(ended, Ended::Retry { .. }) {
            tracing::info!(tenant.id = %tenant, leg.id = %leg, attempt, code, "a recording is fetched again later: {detail}");
        } else {
            tracing::warn!(tenant.id = %tenant, leg.id = %leg, attempt, code, "a recording could not be fetched: {detail}");
        }
        ended
    }

    async fn write(&mut self, flight: &Flight, ended: Ended) {
        let Some(app) = self.app.upgrade() else { return };
        let claimed = flight.claimed.clone();
        let leg = claimed.leg;
        let outcome = match &ended {
            Ended::Done => "fetched",
            Ended::Retry { .. } => "retry",
            Ended::Failed { .. } => "failed",
            Ended::Returned => "returned",
        };
        app.registry().fetching.ended(outcome, flight.began.elapsed());
        if matches!(ended, Ended::Done | Ended::Failed { .. }) {
            attempt::clean(&app, leg).await;
        }
        let worker = &app.pools().worker;
        let written = worker
            .transaction(async move |conn| -> Result<bool, Error> { claim::end(conn, &claimed, &ended).await })
            .await;
        // If the database is away, the lease runs out and it is done again: what is there by then is there.
        self.heard(written);
    }

    /// Renews every lease; ends what is no longer ours.
    async fn renew(&mut self) {
        let Some(app) = self.app.upgrade().filter(|_| !self.in_flight.is_empty()) else {
            return;
        };
        let leases: Vec<Uuid> = self.in_flight.values().map(|flight| flight.claimed.lease).collect();
        let lease_s = self.fetching.bounds.lease.as_secs_f64();
        let worker = &app.pools().worker;
        let renewed = worker
            .transaction(async move |conn| -> Result<_, Error> { claim::renew(conn, &leases, lease_s).await })
            .await;
        let Some(ours) = self.heard(renewed) else { return };
        let lost = self
            .in_flight
            .values()
            .filter(|flight| !ours.contains(&flight.claimed.lease));
        lost.for_each(|flight| flight.abort.abort());
    }

    async fn sweep(&mut self, all_but_mine: bool) {
        let Some(app) = self.app.upgrade() else { return };
        let node = all_but_mine.then(|| self.node.clone());
        let attempts_max = i32::try_from(self.fetching.bounds.attempts_max).unwrap_or(i32::MAX);
        let worker = &app.pools().worker;
        let swept = worker
            .transaction(async move |conn| -> Result<usize, Error> {
                claim::abandoned(conn, node.as_deref(), attempts_max).await
            })
            .await;
        if let Some(swept @ 1..) = self.heard(swept) {
            tracing::warn!("{swept} recordings were no longer fetched by whoever had begun to");
        }
        let tidied = attempt::tidy(&app).await;
        self.heard(tidied);
    }

    async fn count(&mut self) {
        let Some(app) = self.app.upgrade() else { return };
        let worker = &app.pools().worker;
        let counted = worker
            .transaction(async |conn| -> Result<_, Error> {
                Ok((expected::standing(conn).await?, loose::count(conn).await?))
            })
            .await;
        if let Some((standing, loose)) = self.heard(counted) {
            app.registry().fetching.stand(&standing, loose);
        }
    }

    /// What is in flight goes on with another process from where it is.
    async fn give_back(&mut self) {
        self.work.abort_all();
        let left: Vec<Flight> = self.in_flight.drain().map(|(_, flight)| flight).collect();
        for flight in &left {
            self.write(flight, Ended::Returned).await;
        }
    }

    /// What the database said; if nothing, says so once.
    fn heard<T>(&mut self, answer: Result<T, Error>) -> Option<T> {
        match answer {
            Ok(answer) => {
                self.away = false;
                Some(answer)
            }
            Err(error) => {
                if !self.away {
                    tracing::warn!(%error, "recordings to be fetched wait for the database: {error}");
                }
                self.away = true;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds() -> FetchBounds {
        FetchBounds {
            folder: None,
            fetches_max: 1,
            source_fetches_max: 1,
            attempts_max: 3,
            attempt_max: Duration::from_secs(1),
            retry_first: Duration::from_secs(10),
            retry_max: Duration::from_secs(15),
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(1),
        }
    }

    #[test]
    fn what_may_go_better_is_tried_later_and_later_and_fails_in_the_end() {
        let end = |attempt| Trouble::again("not_found", "").into_end(attempt, &bounds(), 1.0);
        let after = |ended| match ended {
            Ended::Retry { after_s, .. } => Some(after_s),
            _ => None,
        };
        assert_eq!(
            (after(end(1)), after(end(2)), after(end(3))),
            (Some(10.0), Some(15.0), None)
        );
        let never = Trouble::never("too_large", "").into_end(1, &bounds(), 1.0);
        assert!(matches!(never, Ended::Failed { code: "too_large", .. }));
    }

    #[test]
    fn what_the_other_side_says_is_written_behind_our_own_words() {
        let trouble = Trouble {
            said: Some("no 12025550143.wav".into()),
            ..Trouble::never("bad_answer", "nothing at /url")
        };
        let Ended::Failed { detail, .. } = trouble.into_end(1, &bounds(), 0.0) else {
            panic!("it is tried again");
        };
        assert_eq!(detail, "nothing at /url: no 12025550143.wav");
    }

    #[test]
    fn a_server_that_says_when_is_not_asked_sooner_and_not_waited_for_without_end() {
        let after = |wait| {
            let trouble = Trouble {
                wait: Some(Duration::from_secs(wait)),
                ..Trouble::again("server_error", "")
            };
            match trouble.into_end(1, &bounds(), 0.0) {
                Ended::Retry { after_s, .. } => after_s,
                ended => panic!("{ended:?}"),
            }
        };
        assert_eq!((after(1), after(12), after(9000)), (5.0, 12.0, 15.0));
    }
}
