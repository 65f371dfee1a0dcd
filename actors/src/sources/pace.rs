//! How fast pieces of a stream are taken: a bucket that fills up again. Whoever is faster waits, and loses nothing.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub struct Pace {
    per_s: f64,
    burst: f64,
    bucket: Mutex<Bucket>,
}

struct Bucket {
    /// Below zero: what was taken in advance.
    tokens: f64,
    at: Instant,
}

impl Pace {
    pub fn new(per_s: u32, burst: u32) -> Self {
        Self {
            per_s: f64::from(per_s.max(1)),
            burst: f64::from(burst.max(1)),
            bucket: Mutex::new(Bucket {
                tokens: f64::from(burst.max(1)),
                at: Instant::now(),
            }),
        }
    }

    /// Takes so many; gives how long to wait before going on.
    pub fn take(&self, pieces: usize, now: Instant) -> Duration {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * self.per_s).min(self.burst) - pieces as f64;
        bucket.at = now;
        match bucket.tokens {
            left if left < 0.0 => Duration::from_secs_f64(-left / self.per_s),
            _ => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_faster_waits_and_whoever_is_slower_does_not() {
        let (pace, now) = (Pace::new(10, 20), Instant::now());
        assert_eq!(pace.take(20, now), Duration::ZERO);
        assert_eq!(pace.take(5, now), Duration::from_millis(500));
        let later = now + Duration::from_secs(60);
        assert_eq!(pace.take(20, later), Duration::ZERO);
        assert!(
            pace.take(1, later) > Duration::ZERO,
            "no more than the burst is saved up"
        );
    }
}
