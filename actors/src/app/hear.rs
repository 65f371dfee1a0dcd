//! A recording that is heard at once for somebody who waits for its words: no call, and nothing of it is kept.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use engine::analysis::Analysis;
use engine::error::RecordingError;
use engine::speech::hearing::SpokenWord;
use engine::stop::Stop;
use engine::worker::{Options, Watch};

use super::App;
use crate::analysis::Analysts;
use crate::analysis::analyst::{Analyst, Cancel, Deadline};
use crate::pool::{Busy, Panicked};

#[derive(Debug, thiserror::Error)]
pub enum HearError {
    /// The sentence that says what is missing.
    #[error("{0}")]
    Missing(String),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Recording(#[from] RecordingError),
    #[error("it took longer than {} s", .0.as_secs())]
    TimedOut(Duration),
    #[error(transparent)]
    Panicked(#[from] Panicked),
}

/// What was found, and how long a worker took for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    pub analysis: Analysis,
    pub compute_seconds: f64,
}

/// Told by whoever loses interest by being dropped.
struct Interest(Cancel);

impl Drop for Interest {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Somebody listens while it is heard.
struct Listening<F> {
    deadline: Deadline,
    tell: F,
}

impl<F: FnMut(usize, usize, &[SpokenWord])> Watch for Listening<F> {
    fn elapsed(&self) -> Duration {
        self.deadline.elapsed()
    }

    fn progress(&mut self, done: f32) -> ControlFlow<()> {
        self.deadline.progress(done)
    }

    fn heard(&mut self, channel: usize, channels: usize, words: &[SpokenWord]) {
        (self.tell)(channel, channels, words);
    }

    fn stop(&self) -> Stop {
        self.deadline.stop()
    }
}

impl App {
    /// How recordings are heard of which nobody says otherwise.
    pub fn hearing_options(&self) -> Options {
        let bounds = &self.inner.config.analysis;
        Options {
            language: bounds.language.clone(),
            roles: bounds.roles.clone(),
            max_seconds: bounds.recording_seconds_max,
            ..Options::default()
        }
    }

    /// Hears a recording on a worker that becomes free within `patience`; `tell` learns what is said as it is heard: channel, of so many,
    /// and words. Whoever drops this ends the work.
    pub async fn hear(
        &self,
        recording: Vec<u8>,
        options: Options,
        patience: Duration,
        tell: impl FnMut(usize, usize, &[SpokenWord]) + Send + 'static,
    ) -> Result<Heard, HearError> {
        let analysts = match &self.inner.analysts {
            Analysts::Pool(analysts) => analysts,
            Analysts::Missing(why) => return Err(HearError::Missing(why.clone())),
        };
        let allowed = self.inner.config.analysis.attempt_max;
        let worker = analysts.take(patience).await?;
        let cancel = Cancel::default();
        let _interest = Interest(cancel.clone());
        let job = move |analyst: &mut Box<dyn Analyst>| {
            let began = Instant::now();
            let deadline = Deadline::after(allowed, cancel);
            let mut listening = Listening { deadline, tell };
            let found = analyst.analyze(&recording, &options, &mut listening);
            (found, listening.deadline.has_passed(), began.elapsed().as_secs_f64())
        };
        let (found, has_passed, compute_seconds) = worker.run(job).await?;
        match found {
            Ok(analysis) => Ok(Heard {
                analysis,
                compute_seconds,
            }),
            Err(RecordingError::Cancelled) if has_passed => Err(HearError::TimedOut(allowed)),
            Err(error) => Err(error.into()),
        }
    }
}
