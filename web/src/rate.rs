//! How many requests a key may send: a bucket of tokens each. Pure but for the map behind its lock; the time is an argument.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// Buckets that are remembered; full ones are forgotten first, and say the same when they are made anew.
const REMEMBERED_MAX: usize = 100_000;

/// What the headers `RateLimit-*` tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub limit: u64,
    pub remaining: u64,
    /// Seconds until the bucket is full.
    pub reset_s: u64,
}

/// Tokens that come back each second, and at most so many.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    per_s: f64,
    burst: f64,
}

impl Rate {
    fn new(per_minute: u32, burst: u32) -> Self {
        Self {
            per_s: f64::from(per_minute.max(1)) / 60.0,
            burst: f64::from(burst.max(1)),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    fn fill(&mut self, rate: Rate, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + passed * rate.per_s).min(rate.burst);
        self.at = now;
    }

    /// Takes one token, or says how long until there is one.
    fn take(&mut self, rate: Rate, now: Instant) -> Result<(), Duration> {
        self.fill(rate, now);
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Ok(());
        }
        Err(Duration::from_secs_f64((1.0 - self.tokens) / rate.per_s))
    }
}

/// The buckets of all keys and sessions.
pub struct Rates {
    rate: RwLock<Rate>,
    buckets: Mutex<HashMap<Uuid, Bucket>>,
}

impl Rates {
    pub fn new(requests_per_minute: u32, requests_burst: u32) -> Self {
        Self {
            rate: RwLock::new(Rate::new(requests_per_minute, requests_burst)),
            buckets: Mutex::default(),
        }
    }

    /// Another rate from now on. What a bucket has above its new burst is lost; what it lacks comes back at the new rate.
    pub fn set(&self, requests_per_minute: u32, requests_burst: u32) {
        *self.rate.write().unwrap_or_else(PoisonError::into_inner) = Rate::new(requests_per_minute, requests_burst);
    }

    /// One request of a key or session, which may have a rate of its own: how it stands after it, and how long to wait if it is
    /// one too many.
    pub fn take(&self, key: Uuid, own_per_minute: Option<u32>, now: Instant) -> (Standing, Result<(), Duration>) {
        let rate = match own_per_minute {
            Some(own) => Rate::new(own, own),
            None => *self.rate.read().unwrap_or_else(PoisonError::into_inner),
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED_MAX && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| {
                bucket.fill(rate, now);
                bucket.tokens < rate.burst
            });
            if buckets.len() >= REMEMBERED_MAX {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket {
            tokens: rate.burst,
            at: now,
        });
        let taken = bucket.take(rate, now);
        let standing = Standing {
            limit: rate.burst as u64,
            remaining: bucket.tokens as u64,
            reset_s: ((rate.burst - bucket.tokens) / rate.per_s).ceil() as u64,
        };
        (standing, taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_send_a_burst_and_then_as_many_as_come_back() {
        let rates = Rates::new(60, 3);
        let (key, other, now) = (Uuid::now_v7(), Uuid::now_v7(), Instant::now());
        for left in [2, 1, 0] {
            let (standing, taken) = rates.take(key, None, now);
            assert_eq!((standing.limit, standing.remaining, taken), (3, left, Ok(())));
        }
        let (standing, taken) = rates.take(key, None, now);
        assert_eq!((standing.reset_s, taken), (3, Err(Duration::from_secs(1))));
        assert_eq!(rates.take(other, None, now).1, Ok(()), "each key has its own");
        let later = now + Duration::from_secs(2);
        assert_eq!(rates.take(key, None, later).0.remaining, 1);
    }

    #[test]
    fn a_key_with_a_rate_of_its_own_has_that() {
        let rates = Rates::new(6_000, 100);
        let (key, now) = (Uuid::now_v7(), Instant::now());
        assert_eq!(rates.take(key, Some(1), now).0.limit, 1);
        assert!(rates.take(key, Some(1), now).1.is_err());
    }

    #[test]
    fn another_rate_holds_from_the_next_request_on() {
        let rates = Rates::new(60, 10);
        let (key, now) = (Uuid::now_v7(), Instant::now());
        assert_eq!(rates.take(key, None, now).0.remaining, 9);
        rates.set(60, 2);
        let (standing, taken) = rates.take(key, None, now);
        assert_eq!((standing.limit, standing.remaining, taken), (2, 1, Ok(())));
        rates.set(60, 10);
        assert_eq!(rates.take(key, None, now + Duration::from_secs(3)).0.remaining, 3);
    }

    #[test]
    fn a_bucket_never_holds_more_than_its_burst_and_time_never_runs_back() {
        let rates = Rates::new(6_000, 2);
        let (key, now) = (Uuid::now_v7(), Instant::now());
        assert_eq!(rates.take(key, None, now + Duration::from_secs(60)).0.remaining, 1);
        assert_eq!(rates.take(key, None, now).0.remaining, 0);
        assert!(rates.take(key, None, now).1.is_err());
    }
}
