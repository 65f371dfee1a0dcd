//! One attempt at one recording, as a state machine. Pure: what has happened in, what to do next out. Its actor does it.

use std::time::Duration;

use engine::error::RecordingError;
use models::calls::result::{Outcome, Settled};

/// When an analysis is tried again, and when no more.
#[derive(Clone, Debug, PartialEq)]
pub struct Patience {
    pub attempts_max: u32,
    pub retry_first: Duration,
    pub retry_max: Duration,
}

impl Patience {
    /// Seconds before the attempt after the nth (from 1): doubled each time, bounded, and spread by `jitter` (0…1) over all of it, so
    /// that what failed together does not come back together.
    fn pause_s(&self, attempt: u32, jitter: f64) -> f64 {
        let doubled = self.retry_first.as_secs_f64() * 2_f64.powi(i32::try_from(attempt.clamp(1, 32)).unwrap_or(1) - 1);
        doubled.min(self.retry_max.as_secs_f64()) * jitter.clamp(0.0, 1.0)
    }
}

/// Why an attempt did not end with an analysis.
#[derive(Debug, thiserror::Error)]
pub enum Mishap {
    #[error(transparent)]
    Recording(#[from] RecordingError),
    #[error("the recording could not be read from the store: {0}")]
    Store(String),
    #[error("the sealed recording is damaged: {0}")]
    Damaged(String),
    #[error("{0}")]
    Panicked(String),
    #[error("the attempt took longer than {} s", .0.as_secs())]
    TimedOut(Duration),
    #[error("the analysis could not be sealed: {0}")]
    Sealing(String),
    #[error("what was found could not be stored: {0}")]
    Unstorable(String),
    #[error("the lease ran out: whoever had it did not answer")]
    Abandoned,
}

impl Mishap {
    /// Stable, like the recording's own codes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Recording(error) => error.code(),
            Self::Store(_) => "recording_unavailable",
            Self::Damaged(_) => "recording_damaged",
            Self::Panicked(_) => "worker_panicked",
            Self::TimedOut(_) => "timed_out",
            Self::Sealing(_) => "sealing_failed",
            Self::Unstorable(_) => "unstorable",
            Self::Abandoned => "attempt_lost",
        }
    }

    /// The same bytes would end the same way: no use in trying again.
    fn is_final(&self) -> bool {
        match self {
            Self::Recording(error) => !error.is_transient(),
            Self::Damaged(_) => true,
            Self::Store(_)
            | Self::Panicked(_)
            | Self::TimedOut(_)
            | Self::Sealing(_)
            | Self::Unstorable(_)
            | Self::Abandoned => false,
        }
    }

    /// A verdict is about the recording; everything else is given up, and a dead letter.
    fn is_verdict(&self) -> bool {
        matches!(self, Self::Recording(error) if !error.is_transient())
    }
}

/// What is written for a mishap of the nth attempt, from 1.
pub fn outcome_of(mishap: &Mishap, attempt: u32, patience: &Patience, jitter: f64) -> Outcome {
    let (code, detail) = (mishap.code(), mishap.to_string());
    if mishap.is_final() || attempt >= patience.attempts_max {
        return Outcome::Failed {
            code,
            detail,
            given_up: !mishap.is_verdict(),
        };
    }
    // Whoever was abandoned has waited for the end of a lease, or of a process.
    let after_s = if matches!(mishap, Mishap::Abandoned) {
        0.0
    } else {
        patience.pause_s(attempt, jitter)
    };
    Outcome::Retry { code, detail, after_s }
}

/// What the actor is to do next.
#[derive(Debug, PartialEq)]
pub enum Command {
    /// Say in the call's row that it is being analysed.
    Begin,
    /// Read and unseal the recording.
    Load,
    /// Take a worker and analyse.
    Work,
    /// Write how it ended.
    Write(Outcome),
    /// The database is away: write the same again after a pause.
    WriteLater(Outcome),
    /// Nothing more.
    End,
}

/// What has happened.
#[derive(Debug)]
pub enum Event {
    Started,
    /// The call is marked, or the lease was lost meanwhile.
    Begun(Settled),
    /// The database did not answer.
    BeginFailed,
    Loaded,
    Analyzed(Outcome),
    Failed(Mishap),
    /// No worker became free, or the process ends.
    Interrupted,
    Wrote,
    /// The database did not answer.
    WriteFailed,
    /// The database refuses what is to be written.
    WriteRefused(String),
    /// Somebody else has the work now.
    LeaseLost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Beginning,
    Loading,
    Working,
    Writing,
    Over,
}

#[derive(Debug)]
pub struct Attempt {
    state: State,
    /// From 1.
    number: u32,
    patience: Patience,
    jitter: f64,
    /// What is being written, kept until it is.
    outcome: Option<Outcome>,
}

impl Attempt {
    pub fn new(number: u32, patience: Patience, jitter: f64) -> Self {
        Self {
            state: State::Waiting,
            number,
            patience,
            jitter,
            outcome: None,
        }
    }

    #[cfg(test)]
    fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// The next command. An event that does not fit the state (late, or twice) changes nothing.
    pub fn next(&mut self, event: Event) -> Option<Command> {
        match (self.state, event) {
            (State::Over, _) => None,
            // What is being written asks for the lease itself.
            (State::Writing, Event::LeaseLost) => None,
            (_, Event::LeaseLost) => Some(self.end()),
            (State::Waiting, Event::Started) => Some(self.to(State::Beginning, Command::Begin)),
            (State::Beginning, Event::Begun(Settled::Written { .. })) => Some(self.to(State::Loading, Command::Load)),
            // Nothing was done yet: the lease runs out, or is given back if the database answers.
            (State::Beginning, Event::BeginFailed) => Some(self.write(Outcome::Returned)),
            (State::Loading, Event::Loaded) => Some(self.to(State::Working, Command::Work)),
            (State::Working, Event::Analyzed(outcome)) => Some(self.write(outcome)),
            (State::Loading | State::Working, Event::Failed(mishap)) => {
                let outcome = outcome_of(&mishap, self.number, &self.patience, self.jitter);
                Some(self.write(outcome))
            }
            (State::Beginning | State::Loading | State::Working, Event::Interrupted) => {
                Some(self.write(Outcome::Returned))
            }
            (State::Beginning, Event::Begun(Settled::Lost)) | (State::Writing, Event::Wrote) => Some(self.end()),
            (State::Writing, Event::WriteFailed) => self.outcome.clone().map(Command::WriteLater),
            (State::Writing, Event::WriteRefused(reason)) => Some(match self.outcome {
                Some(Outcome::Analyzed(_)) => self.write(outcome_of(
                    &Mishap::Unstorable(reason),
                    self.number,
                    &self.patience,
                    self.jitter,
                )),
                // Not even that: the lease runs out, and with the last attempt the sweeper gives up.
                _ => self.end(),
            }),
            (_, _) => None,
        }
    }

    fn to(&mut self, state: State, command: Command) -> Command {
        self.state = state;
        command
    }

    fn write(&mut self, outcome: Outcome) -> Command {
        self.outcome = Some(outcome.clone());
        self.to(State::Writing, Command::Write(outcome))
    }

    fn end(&mut self) -> Command {
        self.outcome = None;
        self.to(State::Over, Command::End)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WRITTEN: Settled = Settled::Written { bell: None };

    fn patience() -> Patience {
        Patience {
            attempts_max: 3,
            retry_first: Duration::from_secs(5),
            retry_max: Duration::from_secs(60),
        }
    }

    fn working(number: u32) -> Attempt {
        let mut attempt = Attempt::new(number, patience(), 1.0);
        assert_eq!(attempt.next(Event::Started), Some(Command::Begin));
        assert_eq!(attempt.next(Event::Begun(WRITTEN)), Some(Command::Load));
        assert_eq!(attempt.next(Event::Loaded), Some(Command::Work));
        attempt
    }

    #[test]
    fn a_verdict_on_the_recording_fails_at_once_and_is_no_dead_letter() {
        let command = working(1).next(Event::Failed(RecordingError::Empty.into()));
        let Some(Command::Write(Outcome::Failed { code, given_up, .. })) = command else {
            panic!("{command:?}")
        };
        assert_eq!((code, given_up), ("empty", false));
    }

    #[test]
    fn a_panic_costs_one_attempt_and_the_last_one_is_a_dead_letter() {
        let command = working(1).next(Event::Failed(Mishap::Panicked("planned".into())));
        assert!(
            matches!(command, Some(Command::Write(Outcome::Retry { code: "worker_panicked", after_s, .. })) if after_s == 5.0)
        );
        let command = working(3).next(Event::Failed(Mishap::Panicked("planned".into())));
        assert!(matches!(
            command,
            Some(Command::Write(Outcome::Failed {
                code: "worker_panicked",
                given_up: true,
                ..
            }))
        ));
    }

    #[test]
    fn a_damaged_file_is_given_up_at_once() {
        let outcome = outcome_of(&Mishap::Damaged("cut".into()), 1, &patience(), 0.0);
        assert!(matches!(
            outcome,
            Outcome::Failed {
                code: "recording_damaged",
                given_up: true,
                ..
            }
        ));
    }

    #[test]
    fn what_is_interrupted_is_given_back() {
        assert_eq!(
            working(2).next(Event::Interrupted),
            Some(Command::Write(Outcome::Returned))
        );
    }

    #[test]
    fn an_outcome_is_kept_until_it_is_written() {
        let mut attempt = working(1);
        assert_eq!(
            attempt.next(Event::Interrupted),
            Some(Command::Write(Outcome::Returned))
        );
        assert_eq!(
            attempt.next(Event::WriteFailed),
            Some(Command::WriteLater(Outcome::Returned))
        );
        assert_eq!(
            attempt.next(Event::WriteFailed),
            Some(Command::WriteLater(Outcome::Returned))
        );
        assert_eq!(attempt.next(Event::Wrote), Some(Command::End));
        assert!(attempt.is_over());
    }

    #[test]
    fn an_analysis_that_cannot_be_stored_is_tried_again() {
        let mut attempt = working(1);
        assert!(matches!(
            attempt.next(Event::Analyzed(Outcome::Analyzed(Box::default()))),
            Some(Command::Write(_))
        ));
        let command = attempt.next(Event::WriteRefused("no such key".into()));
        assert!(matches!(
            command,
            Some(Command::Write(Outcome::Retry { code: "unstorable", .. }))
        ));
        assert_eq!(attempt.next(Event::WriteRefused("no".into())), Some(Command::End));
    }

    #[test]
    fn a_lost_lease_ends_it() {
        let mut attempt = working(1);
        assert_eq!(attempt.next(Event::LeaseLost), Some(Command::End));
        assert_eq!(attempt.next(Event::Analyzed(Outcome::Returned)), None);
    }

    #[test]
    fn pauses_double_are_bounded_and_spread() {
        let pauses: Vec<f64> = (1..6).map(|attempt| patience().pause_s(attempt, 1.0)).collect();
        assert_eq!(pauses, [5.0, 10.0, 20.0, 40.0, 60.0]);
        assert_eq!((patience().pause_s(1, 0.0), patience().pause_s(2, 0.25)), (0.0, 2.5));
    }

    fn event(n: u8) -> Event {
        match n {
            0 => Event::Started,
            1 => Event::Begun(WRITTEN),
            2 => Event::Begun(Settled::Lost),
            3 => Event::BeginFailed,
            4 => Event::Loaded,
            5 => Event::Analyzed(Outcome::Returned),
            6 => Event::Failed(Mishap::Abandoned),
            7 => Event::Interrupted,
            8 => Event::Wrote,
            9 => Event::WriteFailed,
            10 => Event::WriteRefused("planned".into()),
            _ => Event::LeaseLost,
        }
    }

    proptest! {
        #[test]
        fn whatever_happens_it_ends_once(events in prop::collection::vec(0_u8..12, 0..40)) {
            let mut attempt = Attempt::new(1, patience(), 0.5);
            let (mut ends, mut writes) = (0, 0);
            for n in events {
                match attempt.next(event(n)) {
                    Some(Command::End) => ends += 1,
                    Some(Command::Write(_)) => writes += 1,
                    Some(_) => prop_assert_eq!(ends, 0),
                    None => {}
                }
            }
            prop_assert!(ends <= 1 && writes <= 2);
            prop_assert_eq!(attempt.is_over(), ends == 1);
        }
    }
}
