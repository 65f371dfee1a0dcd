//! How the sentiment of a call follows from its analysed legs. Pure.

/// Fewer scored turns of the customer say nothing about a call.
const SCORED_MIN: i64 = 3;

/// What one analysed leg brings to its call. Times in milliseconds on any common clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LegSentiment {
    pub start_ms: i64,
    pub duration_ms: i64,
    pub channels: i32,
    /// Scored turns of the customer and the sum of their scores.
    pub scored: i64,
    pub score_sum: f64,
}

impl LegSentiment {
    fn overlaps(&self, other: &Self) -> bool {
        let end = |leg: &Self| leg.start_ms.saturating_add(leg.duration_ms);
        self.start_ms < end(other) && other.start_ms < end(self)
    }
}

/// Label and mean score of a call: the customer's scored turns of all its legs. Of recordings that overlap in time the two-channel one
/// counts, else the longer. `None` with fewer than three scored turns.
pub fn of_call(legs: &[LegSentiment]) -> Option<(&'static str, f64)> {
    let mut by_worth: Vec<&LegSentiment> = legs.iter().collect();
    by_worth.sort_by_key(|leg| (leg.channels < 2, -leg.duration_ms, leg.start_ms));
    let mut counted: Vec<&LegSentiment> = Vec::new();
    for leg in by_worth {
        if !counted.iter().any(|other| other.overlaps(leg)) {
            counted.push(leg);
        }
    }
    let scored: i64 = counted.iter().map(|leg| leg.scored).sum();
    if scored < SCORED_MIN {
        return None;
    }
    let mean = (counted.iter().map(|leg| leg.score_sum).sum::<f64>() / scored as f64).clamp(-5.0, 5.0);
    let label = match mean {
        mean if mean >= 1.0 => "positive",
        mean if mean <= -1.0 => "negative",
        _ => "neutral",
    };
    Some((label, mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(start_ms: i64, duration_ms: i64, channels: i32, scored: i64, score_sum: f64) -> LegSentiment {
        LegSentiment {
            start_ms,
            duration_ms,
            channels,
            scored,
            score_sum,
        }
    }

    #[test]
    fn fewer_than_three_scored_turns_say_nothing() {
        assert_eq!(of_call(&[]), None);
        assert_eq!(of_call(&[leg(0, 1000, 2, 2, -10.0)]), None);
        assert_eq!(
            of_call(&[leg(0, 1000, 2, 2, -10.0), leg(1000, 10, 2, 1, -5.0)]),
            Some(("negative", -5.0))
        );
    }

    #[test]
    fn the_bounds_belong_to_the_labels() {
        assert_eq!(of_call(&[leg(0, 1, 2, 4, 4.0)]), Some(("positive", 1.0)));
        assert_eq!(of_call(&[leg(0, 1, 2, 4, -4.0)]), Some(("negative", -1.0)));
        assert_eq!(of_call(&[leg(0, 1, 2, 4, 3.9)]).unwrap().0, "neutral");
    }

    #[test]
    fn of_recordings_that_overlap_the_two_channel_one_counts_else_the_longer() {
        let long_mono = leg(0, 60_000, 1, 5, 25.0);
        let stereo = leg(10_000, 20_000, 2, 4, -20.0);
        assert_eq!(of_call(&[long_mono, stereo]), Some(("negative", -5.0)));
        assert_eq!(
            of_call(&[leg(5_000, 5_000, 1, 9, -9.0), long_mono]),
            Some(("positive", 5.0))
        );
        assert_eq!(
            of_call(&[long_mono, leg(60_000, 9, 1, 5, -25.0)]),
            Some(("neutral", 0.0))
        );
    }
}
