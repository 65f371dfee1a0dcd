//! Scored turns → the figures of each speaker and of the whole call. Pure. The headline follows the customer: an
//! agent's courtesy is part of the job.

use std::collections::BTreeMap;

use crate::analysis::{
    CallSentiment, LowestPoint, Probabilities, SentimentLabel, SentimentShift, Speaker, SpeakerSentiment, Turn,
    UtteranceSentiment,
};

/// The customer's mean score from which on a call is positive, and below minus which it is negative.
const CLEAR: f64 = 1.0;

/// Fewer scored customer turns are no basis for a label.
const TURNS_ENOUGH: usize = 3;

/// Figures of all speakers. `customer` is the speaker whom the label follows ([`crate::analysis::CUSTOMER`]); without
/// one, as in a call whose roles are unknown, the label is `None` and `ends_negative` is false: nobody is guessed.
pub fn of_call(turns: &[Turn], customer: &str) -> CallSentiment {
    let mut by_speaker: BTreeMap<Speaker, Vec<&Turn>> = BTreeMap::new();
    for turn in turns {
        by_speaker.entry(turn.speaker.clone()).or_default().push(turn);
    }
    let scored_by_customer = by_speaker.get(customer).map_or(0, |turns| scored(turns).count());
    let by_speaker: BTreeMap<_, _> = by_speaker
        .into_iter()
        .map(|(speaker, turns)| (speaker, of_speaker(&turns)))
        .collect();
    let of_customer = by_speaker.get(customer);
    CallSentiment {
        label: of_customer
            .filter(|_| scored_by_customer >= TURNS_ENOUGH)
            .and_then(|own| own.score)
            .map(label),
        ends_negative: of_customer
            .and_then(|own| own.quarters[3])
            .is_some_and(|last| last <= -CLEAR),
        by_speaker,
    }
}

fn label(score: f64) -> SentimentLabel {
    match score {
        score if score >= CLEAR => SentimentLabel::Positive,
        score if score <= -CLEAR => SentimentLabel::Negative,
        _ => SentimentLabel::Neutral,
    }
}

fn of_speaker(turns: &[&Turn]) -> SpeakerSentiment {
    let last_end = turns.iter().map(|turn| turn.end_ms).max().unwrap_or(0);
    let quarters: [Vec<f64>; 4] = scored(turns).fold(Default::default(), |mut quarters, (turn, sentiment)| {
        quarters[quarter(turn.start_ms, last_end)].push(sentiment.score);
        quarters
    });
    let quarters = quarters.map(|scores| mean(scores.into_iter()));
    let with_value: Vec<f64> = quarters.iter().flatten().copied().collect();
    let lowest = scored(turns)
        .map(|(turn, sentiment)| LowestPoint {
            score: sentiment.score,
            start_ms: turn.start_ms,
        })
        .min_by(|a, b| a.score.total_cmp(&b.score).then(a.start_ms.cmp(&b.start_ms)));
    SpeakerSentiment {
        score: mean(scored(turns).map(|(_, sentiment)| sentiment.score)),
        quarters,
        change: match with_value.as_slice() {
            [first, .., last] => Some(last - first),
            _ => None,
        },
        shift: match with_value.as_slice() {
            [first, .., last] => shift(*first, *last),
            _ => None,
        },
        shares: shares(turns),
        lowest,
    }
}

fn shift(first: f64, last: f64) -> Option<SentimentShift> {
    if first <= -CLEAR && last >= CLEAR {
        Some(SentimentShift::Better)
    } else if first >= CLEAR && last <= -CLEAR {
        Some(SentimentShift::Worse)
    } else {
        None
    }
}

/// The turns that have a label.
fn scored<'a>(turns: &'a [&'a Turn]) -> impl Iterator<Item = (&'a Turn, &'a UtteranceSentiment)> {
    turns
        .iter()
        .filter_map(|turn| Some((*turn, turn.sentiment.as_ref().filter(|own| own.label.is_some())?)))
}

/// Of the scored turns, how many have each label, 0…1; all 0 without any.
fn shares(turns: &[&Turn]) -> Probabilities {
    let share = |label| {
        let all = scored(turns).count().max(1);
        scored(turns)
            .filter(|(_, sentiment)| sentiment.label == Some(label))
            .count() as f64
            / all as f64
    };
    Probabilities {
        negative: share(SentimentLabel::Negative),
        neutral: share(SentimentLabel::Neutral),
        positive: share(SentimentLabel::Positive),
    }
}

fn mean(scores: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = scores.fold((0.0, 0_u32), |(sum, count), score| (sum + score, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// The bounds of a speaker's quarters, floor(i × last end / 4) for i = 0…4, as Amazon Transcribe Call Analytics draws them.
pub(super) fn quarter_bounds(last_end: u64) -> [u64; 5] {
    [0, 1, 2, 3, 4].map(|part: u128| (part * u128::from(last_end) / 4) as u64)
}

/// 0…3: the quarter in which `begin` lies; the last one takes what begins at the very end.
pub(super) fn quarter(begin: u64, last_end: u64) -> usize {
    let bounds = quarter_bounds(last_end);
    (1..4).rev().find(|part| begin >= bounds[*part]).unwrap_or(0)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{AGENT, CUSTOMER};

    pub fn turn(speaker: &str, start_ms: u64, end_ms: u64, score: Option<f64>) -> Turn {
        let label = |score: f64| match score {
            score if score > 0.0 => SentimentLabel::Positive,
            score if score < 0.0 => SentimentLabel::Negative,
            _ => SentimentLabel::Neutral,
        };
        let sentiment = UtteranceSentiment {
            label: score.map(label),
            score: score.unwrap_or(0.0),
            probabilities: Probabilities::default(),
        };
        Turn {
            speaker: speaker.to_owned(),
            channel: 0,
            start_ms,
            end_ms,
            text: String::new(),
            words: Vec::new(),
            sentiment: Some(sentiment),
            confidence: None,
            flags: Vec::new(),
        }
    }

    #[test]
    fn a_call_that_goes_wrong_reads_like_one() {
        let call = of_call(
            &[
                turn(AGENT, 0, 1000, Some(4.0)),
                turn(CUSTOMER, 1000, 2000, Some(2.0)),
                turn(CUSTOMER, 3000, 4000, None),
                turn(CUSTOMER, 5000, 6000, Some(0.0)),
                turn(CUSTOMER, 7000, 8000, Some(-4.0)),
                turn(CUSTOMER, 7500, 7900, Some(-4.0)),
            ],
            CUSTOMER,
        );
        let customer = &call.by_speaker[CUSTOMER];
        assert_eq!(customer.score, Some(-1.5));
        assert_eq!(customer.quarters, [Some(2.0), None, Some(0.0), Some(-4.0)]);
        assert_eq!(
            (customer.change, customer.shift),
            (Some(-6.0), Some(SentimentShift::Worse))
        );
        assert_eq!(
            customer.shares,
            Probabilities {
                negative: 0.5,
                neutral: 0.25,
                positive: 0.25
            }
        );
        assert_eq!(
            customer.lowest,
            Some(LowestPoint {
                score: -4.0,
                start_ms: 7000
            })
        );
        assert_eq!((call.label, call.ends_negative), (Some(SentimentLabel::Negative), true));
        let agent = &call.by_speaker[AGENT];
        assert_eq!((agent.score, agent.change), (Some(4.0), None));
    }

    #[test]
    fn the_label_needs_three_scored_customer_turns_and_a_customer() {
        let mut turns = vec![
            turn(CUSTOMER, 0, 1000, Some(-5.0)),
            turn(CUSTOMER, 1000, 2000, Some(-5.0)),
        ];
        turns.push(turn(CUSTOMER, 2000, 3000, None));
        let call = of_call(&turns, CUSTOMER);
        assert_eq!((call.label, call.by_speaker[CUSTOMER].score), (None, Some(-5.0)));
        turns.push(turn(CUSTOMER, 3000, 4000, Some(5.0)));
        assert_eq!(of_call(&turns, CUSTOMER).label, Some(SentimentLabel::Negative));
        let strangers: Vec<Turn> = turns
            .iter()
            .map(|own| Turn {
                speaker: "ch2".to_owned(),
                ..own.clone()
            })
            .collect();
        let call = of_call(&strangers, CUSTOMER);
        assert_eq!((call.label, call.ends_negative), (None, false));
        assert!(call.by_speaker["ch2"].score.is_some());
        assert_eq!(of_call(&[], CUSTOMER), CallSentiment::default());
    }

    #[test]
    fn the_thresholds_are_inclusive() {
        let call = |score| {
            let turns: Vec<Turn> = (0..4)
                .map(|i| turn(CUSTOMER, i * 1000, i * 1000 + 900, Some(score)))
                .collect();
            of_call(&turns, CUSTOMER)
        };
        for (score, wanted, ends_negative) in [
            (1.0, SentimentLabel::Positive, false),
            (0.99, SentimentLabel::Neutral, false),
            (-0.99, SentimentLabel::Neutral, false),
            (-1.0, SentimentLabel::Negative, true),
        ] {
            assert_eq!(
                (call(score).label, call(score).ends_negative),
                (Some(wanted), ends_negative),
                "{score}"
            );
        }
    }

    #[test]
    fn a_feeling_has_turned_when_it_went_from_one_clear_end_to_the_other() {
        let of = |scores: &[f64]| {
            let turns: Vec<Turn> = scores
                .iter()
                .zip(0..)
                .map(|(score, at)| turn(CUSTOMER, at * 1000, at * 1000 + 900, Some(*score)))
                .collect();
            of_call(&turns, CUSTOMER).by_speaker[CUSTOMER].shift
        };
        assert_eq!(of(&[-1.0, 4.0, -4.0, 1.0]), Some(SentimentShift::Better));
        assert_eq!(of(&[1.0, 0.0, 0.0, -1.0]), Some(SentimentShift::Worse));
        for none in [[-0.9, 0.0, 0.0, 5.0], [-5.0, 5.0, 0.0, 0.9], [2.0, -5.0, 0.0, 5.0]] {
            assert_eq!(of(&none), None, "{none:?}");
        }
        assert_eq!(of(&[-5.0]), None, "one quarter alone");
    }

    #[test]
    fn quarter_bounds_are_those_of_the_published_sample() {
        assert_eq!(quarter_bounds(29_710), [0, 7427, 14_855, 22_282, 29_710]);
        assert_eq!(quarter_bounds(32_110), [0, 8027, 16_055, 24_082, 32_110]);
        assert_eq!(quarter_bounds(u64::MAX)[4], u64::MAX);
        assert_eq!(
            [7426, 7427, 22_281, 22_282, 29_710, u64::MAX].map(|at| quarter(at, 29_710)),
            [0, 1, 2, 3, 3, 3]
        );
    }

    proptest! {
        #[test]
        fn means_hold_for_any_turns(
            turns in prop::collection::vec((0_u64..=u64::MAX, 0_u64..=u64::MAX, prop::option::of(-5.0..5.0_f64)), 0..20)
        ) {
            let turns: Vec<Turn> = turns.into_iter().map(|(a, b, score)| turn(CUSTOMER, a, b, score)).collect();
            let call = of_call(&turns, CUSTOMER);
            let scores: Vec<f64> = turns.iter().filter_map(|own| own.sentiment.as_ref()).filter(|s| s.label.is_some()).map(|s| s.score).collect();
            let Some(own) = call.by_speaker.get(CUSTOMER) else { return Ok(()) };
            prop_assert_eq!(own.score.is_some(), !scores.is_empty());
            if let Some(score) = own.score {
                prop_assert!((score - scores.iter().sum::<f64>() / scores.len() as f64).abs() < 1e-9);
                let lowest = own.lowest.unwrap().score;
                prop_assert!(scores.iter().all(|score| *score >= lowest));
                prop_assert!((own.shares.negative + own.shares.neutral + own.shares.positive - 1.0).abs() < 1e-9);
                prop_assert!(own.quarters.iter().flatten().all(|quarter| (-5.0..=5.0).contains(quarter)));
            }
        }
    }
}
