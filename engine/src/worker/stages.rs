//! How long the stages of one analysis took, and whether its caller still wants it.

use std::ops::ControlFlow;
use std::time::Duration;

use super::Watch;
use crate::analysis::Timings;
use crate::error::RecordingError;

/// Times of the stages and the caller's wish to go on.
pub(super) struct Stages<'a> {
    pub(super) watch: &'a mut dyn Watch,
    began: Duration,
    last: Duration,
    pub(super) decode: u64,
    pub(super) vad: u64,
    pub(super) transcribe: u64,
    pub(super) sentiment: u64,
}

impl<'a> Stages<'a> {
    pub(super) fn begin(watch: &'a mut dyn Watch) -> Result<Self, RecordingError> {
        let began = watch.elapsed();
        let mut stages = Self {
            watch,
            began,
            last: began,
            decode: 0,
            vad: 0,
            transcribe: 0,
            sentiment: 0,
        };
        stages.progress(0.0)?;
        Ok(stages)
    }

    /// Milliseconds since the last lap.
    pub(super) fn lap(&mut self) -> u64 {
        let now = self.watch.elapsed();
        millis(now.saturating_sub(std::mem::replace(&mut self.last, now)))
    }

    pub(super) fn progress(&mut self, done: f32) -> Result<(), RecordingError> {
        match self.watch.progress(done) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(RecordingError::Cancelled),
        }
    }

    pub(super) fn end(self) -> Timings {
        let total = millis(self.watch.elapsed().saturating_sub(self.began));
        Timings {
            decode: self.decode,
            vad: self.vad,
            transcribe: self.transcribe,
            sentiment: self.sentiment,
            total,
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
