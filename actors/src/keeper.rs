//! Keeps an actor alive: a factory, and an address that outlives each actor made by it.
//!
//! actix closes a mailbox for good when a handler panics, and its own supervisor does not notice (probed with 0.13.5). A `Keeper` notices at
//! the next message, makes a new actor from the factory and counts. The message on which the actor died is never sent
//! again: nobody knows what it did, so the sender is told.

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix::dev::ToEnvelope;
use actix::{Actor, Addr, Context, Handler, MailboxError, Message};
use prometheus::{IntCounter, IntGauge};

use crate::metrics::Held;

/// Why a message has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// The actor died on it or before it; whether it had an effect is unknown.
    #[error("the actor died before it answered")]
    Died,
    /// The actor died too often in a row and is not made again before a pause has passed.
    #[error("the actor died too often; it is started again in {} ms", .0.as_millis())]
    Resting(Duration),
}

/// How long to rest before the nth restart in a row: nothing, then 100 ms, doubled each time, at most 30 s.
pub fn rest_before(restarts_in_a_row: u32) -> Duration {
    match restarts_in_a_row {
        0 | 1 => Duration::ZERO,
        n => Duration::from_millis(100)
            .saturating_mul(1 << (n - 2).min(16))
            .min(Duration::from_secs(30)),
    }
}

/// An actor that lived so long has recovered: its restarts are not in a row with the next.
const RECOVERED_AFTER: Duration = Duration::from_secs(60);

/// When an actor that was found dead is made again. Pure: `now` is an argument.
struct Rest {
    born: Instant,
    in_a_row: u32,
    until: Option<Instant>,
}

impl Rest {
    fn of_the_living(born: Instant) -> Self {
        Self {
            born,
            in_a_row: 0,
            until: None,
        }
    }

    /// The actor is dead: may another be made, or how long not yet.
    fn may_return(&mut self, now: Instant) -> Result<(), Lost> {
        let until = match self.until {
            Some(until) => until,
            None => {
                let lived = now.saturating_duration_since(self.born);
                self.in_a_row = if lived < RECOVERED_AFTER {
                    self.in_a_row.saturating_add(1)
                } else {
                    1
                };
                let until = now + rest_before(self.in_a_row);
                *self.until.insert(until)
            }
        };
        match until.saturating_duration_since(now) {
            Duration::ZERO => Ok(()),
            left => Err(Lost::Resting(left)),
        }
    }

    fn returned(&mut self, now: Instant) {
        (self.born, self.until) = (now, None);
    }
}

struct Kept<A: Actor<Context = Context<A>>> {
    address: Addr<A>,
    restarts: u64,
    rest: Rest,
}

/// What is counted of the actors that one keeper, or several, keep.
#[derive(Clone)]
pub struct Counters {
    /// Actors made after the first.
    pub restarts: IntCounter,
    /// Messages that wait for their answer.
    pub waiting: IntGauge,
}

pub struct Keeper<A: Actor<Context = Context<A>>> {
    factory: Box<dyn Fn() -> A + Send + Sync>,
    counters: Counters,
    kept: Mutex<Kept<A>>,
}

impl<A: Actor<Context = Context<A>>> Keeper<A> {
    /// Starts the first actor on the current arbiter.
    pub fn start(factory: impl Fn() -> A + Send + Sync + 'static, counters: Counters) -> Self {
        let kept = Kept {
            address: factory().start(),
            restarts: 0,
            rest: Rest::of_the_living(Instant::now()),
        };
        Self {
            factory: Box::new(factory),
            counters,
            kept: Mutex::new(kept),
        }
    }

    /// Sends a message and waits for its answer; waits as well while the mailbox is full.
    pub fn send<M>(&self, message: M) -> impl Future<Output = Result<M::Result, Lost>> + use<A, M>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        A: Handler<M>,
        A::Context: ToEnvelope<A, M>,
    {
        let address = self.living();
        let waits = Held::on(&self.counters.waiting);
        async move {
            let _waits = waits;
            match address?.send(message).await {
                Ok(answer) => Ok(answer),
                Err(MailboxError::Closed | MailboxError::Timeout) => Err(Lost::Died),
            }
        }
    }

    pub fn restarts(&self) -> u64 {
        self.kept().restarts
    }

    /// The address of a living actor, made anew where the last one died.
    fn living(&self) -> Result<Addr<A>, Lost> {
        let mut kept = self.kept();
        if kept.address.connected() {
            return Ok(kept.address.clone());
        }
        let now = Instant::now();
        kept.rest.may_return(now)?;
        kept.address = (self.factory)().start();
        kept.rest.returned(now);
        kept.restarts += 1;
        self.counters.restarts.inc();
        Ok(kept.address.clone())
    }

    fn kept(&self) -> MutexGuard<'_, Kept<A>> {
        // Nothing that can panic half-way runs under this lock.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// Counts from what the factory read; every failure is a message.
    struct Counter(u64);

    impl Actor for Counter {
        type Context = Context<Self>;
    }

    #[derive(Message)]
    #[rtype(result = "u64")]
    struct Add(u64);

    #[derive(Message)]
    #[rtype(result = "()")]
    struct Die;

    impl Handler<Add> for Counter {
        type Result = u64;
        fn handle(&mut self, Add(n): Add, _: &mut Context<Self>) -> u64 {
            self.0 += n;
            self.0
        }
    }

    impl Handler<Die> for Counter {
        type Result = ();
        fn handle(&mut self, _: Die, _: &mut Context<Self>) {
            panic!("planned");
        }
    }

    fn keeper(source: &Arc<AtomicU64>) -> Keeper<Counter> {
        let source = source.clone();
        let counters = Counters {
            restarts: IntCounter::new("restarts", "Restarts").unwrap(),
            waiting: IntGauge::new("waiting", "Waiting").unwrap(),
        };
        Keeper::start(move || Counter(source.load(Ordering::SeqCst)), counters)
    }

    #[actix_rt::test]
    async fn a_panic_costs_one_message_and_the_state_comes_from_its_source() {
        let source = Arc::new(AtomicU64::new(40));
        let keeper = keeper(&source);
        assert_eq!(keeper.send(Add(1)).await, Ok(41));
        source.store(41, Ordering::SeqCst);
        assert_eq!(keeper.send(Die).await, Err(Lost::Died));
        assert_eq!(keeper.send(Add(1)).await, Ok(42));
        assert_eq!(keeper.restarts(), 1);
    }

    #[actix_rt::test]
    async fn messages_behind_the_fatal_one_are_lost_and_told_so() {
        let keeper = keeper(&Arc::new(AtomicU64::new(0)));
        let (died, behind) = tokio::join!(keeper.send(Die), keeper.send(Add(1)));
        assert_eq!((died, behind), (Err(Lost::Died), Err(Lost::Died)));
        assert_eq!(keeper.counters.waiting.get(), 0, "nobody waits any more");
        assert_eq!(keeper.send(Add(1)).await, Ok(1));
    }

    #[test]
    fn an_actor_that_dies_again_and_again_rests_longer_and_longer_until_it_has_recovered() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut rest = Rest::of_the_living(start);
        assert_eq!(rest.may_return(at(1)), Ok(()));
        rest.returned(at(1));
        assert_eq!(rest.may_return(at(2)), Err(Lost::Resting(Duration::from_millis(100))));
        assert_eq!(rest.may_return(at(52)), Err(Lost::Resting(Duration::from_millis(50))));
        assert_eq!(rest.may_return(at(102)), Ok(()));
        rest.returned(at(102));
        assert_eq!(rest.may_return(at(103)), Err(Lost::Resting(Duration::from_millis(200))));
        assert_eq!(rest.may_return(at(303)), Ok(()));
        rest.returned(at(303));
        let recovered = at(303) + RECOVERED_AFTER;
        assert_eq!(rest.may_return(recovered), Ok(()), "it had recovered");
    }

    #[test]
    fn the_rest_is_bounded() {
        assert_eq!(rest_before(0), Duration::ZERO);
        assert_eq!(rest_before(u32::MAX), Duration::from_secs(30));
    }
}
