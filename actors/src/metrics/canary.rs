//! The call of our own that goes through the whole path each minute: how long ago one came through. Nothing where it is off.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use prometheus::{GaugeVec, Histogram, IntCounterVec};

use super::make::Make;

#[derive(Clone)]
pub struct Canary {
    age_seconds: GaugeVec,
    calls: IntCounterVec,
    seconds: Histogram,
    /// When the newest that came through, or as far as analysis that is paused, was sent; the start, until one has.
    newest: Arc<Mutex<Option<Instant>>>,
}

impl Canary {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            age_seconds: make.levels(
                "canary_age_seconds",
                "Since the newest call of our own that came through the whole path, or up to analysis that is paused, was sent; since the start while none has",
                &[],
            )?,
            calls: make.counters("canary_calls_total", "Calls of our own by how they ended", &["outcome"])?,
            seconds: make.histogram(
                "canary_seconds",
                "Time of a call of our own from the door to the event that tells its result",
                &[0.1, 0.25, 0.5, 1., 2., 5., 10., 30., 60., 300.],
            )?,
            newest: Arc::default(),
        })
    }

    /// From now on there is an age, and what may go wrong is counted from nought.
    pub fn begin(&self) {
        for outcome in ["failed", "turned_away"] {
            self.calls.with_label_values(&[outcome]);
        }
        self.set(Instant::now());
    }

    pub fn through(&self, sent: Instant) {
        self.ended("through");
        self.seconds.observe(sent.elapsed().as_secs_f64());
        self.set(sent);
    }

    /// It came as far as analysis, which the operator has paused: nothing that need hold it up does.
    pub fn held(&self, sent: Instant) {
        self.ended("held");
        self.set(sent);
    }

    pub fn ended(&self, outcome: &str) {
        self.calls.with_label_values(&[outcome]).inc();
    }

    pub fn age(&self) -> Option<Duration> {
        let newest = *self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.map(|sent| sent.elapsed())
    }

    /// Called when the metrics are asked for: an age grows by itself, whatever hangs.
    pub fn refresh(&self) {
        if let Some(age) = self.age() {
            self.age_seconds.with_label_values::<&str>(&[]).set(age.as_secs_f64());
        }
    }

    fn set(&self, sent: Instant) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(sent);
    }
}
