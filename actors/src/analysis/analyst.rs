//! What a worker of the pool must be able to do: the engine's worker in the product, another one where a test plans a failure.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use engine::analysis::Analysis;
use engine::audio::Recorded;
use engine::error::RecordingError;
use engine::speech::accel;
use engine::stop::Stop;
use engine::worker::{Options, Watch};

/// One recording → what is in it. Lives on one thread; may keep states between recordings.
pub trait Analyst: Send {
    fn analyze(
        &mut self,
        recording: &dyn Recorded,
        options: &Options,
        watch: &mut dyn Watch,
    ) -> Result<Analysis, RecordingError>;
}

impl Analyst for engine::worker::Worker {
    fn analyze(
        &mut self,
        recording: &dyn Recorded,
        options: &Options,
        watch: &mut dyn Watch,
    ) -> Result<Analysis, RecordingError> {
        let found = engine::worker::Worker::analyze(self, recording, options, watch);
        tell_of_failure();
        found
    }
}

/// The backend ends once in a process, on whichever worker: said once.
fn tell_of_failure() {
    static TOLD: Once = Once::new();
    if let Some(failure) = accel::failure() {
        TOLD.call_once(|| tracing::warn!("speech runs on stock from now on: {failure}"));
    }
}

/// Ends an analysis from outside, at its next sign of progress.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The clock and the end of one attempt.
#[derive(Clone)]
pub struct Deadline {
    began: Instant,
    allowed: Duration,
    cancel: Cancel,
}

impl Deadline {
    pub fn after(allowed: Duration, cancel: Cancel) -> Self {
        Self {
            began: Instant::now(),
            allowed,
            cancel,
        }
    }

    pub fn has_passed(&self) -> bool {
        self.began.elapsed() >= self.allowed
    }

    fn is_over(&self) -> bool {
        self.has_passed() || self.cancel.0.load(Ordering::Relaxed)
    }
}

impl Watch for Deadline {
    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    fn progress(&mut self, _done: f32) -> ControlFlow<()> {
        if self.is_over() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn stop(&self) -> Stop {
        let this = self.clone();
        Stop::when(move || this.is_over())
    }
}
