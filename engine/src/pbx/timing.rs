//! The moments and seconds of one leg brought into order: what is missing is computed, what contradicts itself is said.

use jiff::Timestamp;

use super::clock;
use super::rollup::seconds;

/// An end further before its start than this is no clock drift.
const DRIFT_MAX_S: i64 = 2 * 3600;
/// A source's own seconds may be off by so much before it is said.
const TOLERANCE_S: i64 = 2;

/// What a source says about the times of a leg.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said {
    pub started: Option<Timestamp>,
    pub answered: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    /// Start to end, the source's own seconds.
    pub duration_s: Option<i64>,
    /// Answer to end.
    pub talk_s: Option<i64>,
    /// Start to answer, else to end.
    pub wait_s: Option<i64>,
}

/// The times of a leg, in order: started ≤ answered ≤ ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Times {
    pub started: Timestamp,
    pub answered: Option<Timestamp>,
    pub ended: Timestamp,
    pub wait_s: Option<i32>,
    pub talk_s: i32,
    /// Only one moment was known.
    pub start_unknown: bool,
    /// `duration_mismatch`, `negative_duration`.
    pub warnings: Vec<&'static str>,
}

impl Times {
    /// Errors: the code under which the record is kept aside.
    pub fn settle(said: Said) -> Result<Self, &'static str> {
        let mut warnings = Vec::new();
        let mut warn = |code| {
            if !warnings.contains(&code) {
                warnings.push(code);
            }
        };
        let mut own = |value: Option<i64>| {
            value.map(|value| {
                if value < 0 {
                    warn("negative_duration");
                }
                value.max(0)
            })
        };
        let (duration_s, talk_s, wait_s) = (own(said.duration_s), own(said.talk_s), own(said.wait_s));
        let start_unknown = said.started.is_none();
        let started = said.started.or(said.answered).or(said.ended).ok_or("bad_timestamp")?;
        let ended = match said.ended {
            Some(ended) => ended,
            None => missing_end(started, said.answered, duration_s, talk_s).ok_or("bad_timestamp")?,
        };
        if started.as_second().saturating_sub(ended.as_second()) > DRIFT_MAX_S {
            return Err("end_before_start");
        }
        if ended < started {
            warn("negative_duration");
        }
        let ended = ended.max(started);
        let answered = said.answered.or_else(|| {
            let talk = talk_s.filter(|&talk| talk > 0)?;
            clock::plus(ended, -talk).map(|at| at.max(started))
        });
        if answered.is_some_and(|at| at < started || at > ended) {
            warn("negative_duration");
        }
        let answered = answered.map(|at| at.clamp(started, ended));
        let lasted = i64::from(seconds(started, ended));
        let off = |own: Option<i64>, clock: i64| own.is_some_and(|own| (own - clock).abs() > TOLERANCE_S);
        let spoke = answered.map(|at| i64::from(seconds(at, ended)));
        let longer = talk_s.zip(duration_s).is_some_and(|(talk, whole)| talk > whole);
        if said.ended.is_some() && (off(duration_s, lasted) || spoke.is_some_and(|spoke| off(talk_s, spoke))) || longer
        {
            warn("duration_mismatch");
        }
        let waited = seconds(started, answered.unwrap_or(ended));
        let talk = talk_s.or(spoke).unwrap_or(0);
        Ok(Self {
            started,
            answered,
            ended,
            wait_s: (!start_unknown).then(|| wait_s.map_or(waited, small)),
            talk_s: small(talk),
            start_unknown,
            warnings,
        })
    }
}

/// End = start + duration, else answer + talk; of a talk without an answer the start is the answer.
fn missing_end(
    started: Timestamp,
    answered: Option<Timestamp>,
    duration_s: Option<i64>,
    talk_s: Option<i64>,
) -> Option<Timestamp> {
    match (duration_s, answered.zip(talk_s)) {
        (Some(duration), _) => clock::plus(started, duration),
        (None, Some((at, talk))) => clock::plus(at, talk),
        (None, None) => clock::plus(answered.unwrap_or(started), talk_s.unwrap_or(0)),
    }
}

fn small(seconds: i64) -> i32 {
    i32::try_from(seconds).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Option<Timestamp> {
        clock::epoch(1_750_000_000 + second)
    }

    fn said() -> Said {
        Said {
            started: at(0),
            answered: at(10),
            ended: at(70),
            ..Said::default()
        }
    }

    #[test]
    fn the_sources_own_seconds_win_and_a_contradiction_is_said() {
        let times = Times::settle(Said {
            talk_s: Some(59),
            ..said()
        })
        .unwrap();
        assert_eq!((times.talk_s, times.warnings.len()), (59, 0));
        let times = Times::settle(Said {
            talk_s: Some(40),
            ..said()
        })
        .unwrap();
        assert_eq!((times.talk_s, times.warnings), (40, vec!["duration_mismatch"]));
        let times = Times::settle(Said {
            talk_s: Some(60),
            duration_s: Some(59),
            ..said()
        })
        .unwrap();
        assert_eq!(times.warnings, ["duration_mismatch"]);
    }

    #[test]
    fn a_clock_that_was_set_back_is_mended_up_to_two_hours() {
        let times = Times::settle(Said {
            ended: at(-5),
            answered: None,
            duration_s: Some(-5),
            ..said()
        })
        .unwrap();
        assert_eq!((times.ended, times.wait_s), (times.started, Some(0)));
        assert_eq!(times.warnings, ["negative_duration"]);
        assert_eq!(
            Times::settle(Said {
                ended: at(-7_201),
                ..said()
            }),
            Err("end_before_start")
        );
    }

    #[test]
    fn what_is_missing_is_computed() {
        let times = Times::settle(Said {
            answered: None,
            ended: None,
            duration_s: Some(70),
            talk_s: Some(60),
            ..said()
        })
        .unwrap();
        assert_eq!((Some(times.answered.unwrap()), times.wait_s), (at(10), Some(10)));
        let one = Times::settle(Said {
            started: None,
            answered: None,
            ..said()
        })
        .unwrap();
        assert_eq!(
            (one.started, one.wait_s, one.start_unknown),
            (at(70).unwrap(), None, true)
        );
        assert_eq!(Times::settle(Said::default()), Err("bad_timestamp"));
    }
}
