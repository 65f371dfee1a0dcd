//! How loud each speaker spoke, from the loudness of that speaker's channel by wall-clock second
//! ([`crate::audio::loudness_by_second`]).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::conversation::Conversation;
use crate::analysis::Speaker;

/// Loudness 0…100 of each second of the recording, by speaker.
pub type Levels = BTreeMap<Speaker, Vec<f32>>;

/// Over the seconds that the speaker's words touch; one decimal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Loudness {
    pub mean: f64,
    pub max: f64,
    /// Of every second of the speaker's channel, rounded, whoever spoke: enough to draw it and to export it by turn.
    pub seconds: Vec<u8>,
}

pub(super) fn of(conversation: &Conversation<'_>, levels: &Levels) -> BTreeMap<Speaker, Loudness> {
    let of = |(speaker, spans): (&str, super::spans::Spans)| {
        let own = levels.get(speaker)?;
        let touched: BTreeSet<usize> = spans
            .iter()
            .flat_map(|(start, end)| seconds(start, end, own.len()))
            .collect();
        let heard: Vec<f64> = touched.into_iter().map(|second| f64::from(own[second])).collect();
        if heard.is_empty() {
            return None;
        }
        let loudness = Loudness {
            mean: one_decimal(heard.iter().sum::<f64>() / heard.len() as f64),
            max: one_decimal(heard.iter().copied().fold(0.0, f64::max)),
            seconds: own.iter().map(|level| level.round() as u8).collect(),
        };
        Some((speaker.to_owned(), loudness))
    };
    conversation.spans_by_speaker().into_iter().filter_map(of).collect()
}

/// One value for each second that a turn touches, floor(end ÷ 1000) - floor(start ÷ 1000) + 1 of them as in Amazon's
/// output; 0 for the last one where the turn ends with the recording.
pub fn of_turn(start_ms: u64, end_ms: u64, levels: &[f32]) -> Vec<f32> {
    seconds(start_ms, end_ms, levels.len().saturating_add(1))
        .map(|second| levels.get(second).copied().unwrap_or(0.0))
        .collect()
}

/// The seconds from `start` to `end` that are below `limit`.
fn seconds(start_ms: u64, end_ms: u64, limit: usize) -> std::ops::Range<usize> {
    let bounded = |second: u64| usize::try_from(second).unwrap_or(usize::MAX).min(limit);
    bounded(start_ms / 1000)..bounded((end_ms / 1000).saturating_add(1))
}

fn one_decimal(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::super::testing::spoken;
    use super::*;
    use crate::analysis::{AGENT, CUSTOMER};

    #[test]
    fn a_turn_has_a_value_for_each_second_it_touches() {
        // Begin, end and number of values of the turns in Amazon's published sample.
        for (start, end, values) in [
            (0, 90, 1),
            (160, 4640, 5),
            (4640, 6610, 3),
            (7370, 11_190, 5),
            (11_220, 15_210, 5),
            (15_840, 18_120, 4),
            (18_310, 21_820, 4),
            (22_610, 24_140, 3),
            (24_120, 29_710, 6),
            (30_580, 32_110, 3),
        ] {
            assert_eq!(of_turn(start, end, &[50.0; 33]).len(), values, "{start}–{end}");
        }
        assert_eq!(of_turn(1500, 2000, &[10.0, 20.0]), [20.0, 0.0]);
        assert_eq!(of_turn(0, u64::MAX, &[10.0]), [10.0, 0.0]);
    }

    #[test]
    fn a_speaker_is_as_loud_as_the_seconds_with_words_are() {
        let turns = [
            spoken(AGENT, 1200, 2900, "a b c"),
            spoken(AGENT, 2950, 2990, "d"),
            spoken(CUSTOMER, 0, 500, "e"),
        ];
        let levels = Levels::from([(AGENT.into(), vec![0.4, 60.0, 71.25, 99.6])]);
        let loudness = of(&Conversation::of(&turns), &levels);
        assert_eq!(loudness.len(), 1);
        assert_eq!(
            loudness[AGENT],
            Loudness {
                mean: 65.6,
                max: 71.3,
                seconds: vec![0, 60, 71, 100]
            }
        );
    }
}
