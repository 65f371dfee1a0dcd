//! Turns for the tests of this module.

use std::ops::RangeInclusive;

use proptest::prelude::*;

use crate::analysis::{AGENT, CUSTOMER, Turn, Word};

pub fn word(text: &str, start_ms: u64, end_ms: u64) -> Word {
    Word {
        text: text.to_owned(),
        start_ms,
        end_ms,
        confidence: 1.0,
    }
}

/// A turn whose words fill it without a pause.
pub fn spoken(speaker: &str, start_ms: u64, end_ms: u64, text: &str) -> Turn {
    let count = text.split_whitespace().count() as u64;
    let at = |index: u64| start_ms + (end_ms - start_ms) * index / count;
    let words = text
        .split_whitespace()
        .zip(0..)
        .map(|(text, index)| word(text, at(index), at(index + 1)));
    Turn {
        speaker: speaker.to_owned(),
        channel: 0,
        start_ms,
        end_ms,
        text: text.to_owned(),
        words: words.collect(),
        sentiment: None,
        confidence: None,
        flags: Vec::new(),
    }
}

/// Turns with times anywhere in `times`, forwards and backwards, with and without words.
pub fn turns(times: RangeInclusive<u64>, most: usize) -> impl Strategy<Value = Vec<Turn>> {
    let speaker = prop::sample::select(vec![AGENT, CUSTOMER, "ch3"]);
    let text = prop::sample::select(vec!["", "yes", "I see it now", "  ", "what was that?"]);
    let one_word = ("[a-z]{0,2}", times.clone(), times.clone());
    let words = prop::collection::vec(one_word.prop_map(|(text, start, end)| word(&text, start, end)), 0..5);
    let turn = (speaker, text, times.clone(), times, words).prop_map(|(speaker, text, start_ms, end_ms, words)| Turn {
        speaker: speaker.to_owned(),
        channel: 0,
        start_ms,
        end_ms,
        text: text.to_owned(),
        words,
        sentiment: None,
        confidence: None,
        flags: Vec::new(),
    });
    prop::collection::vec(turn, 0..=most)
}

/// Which milliseconds have words in the turns that count.
pub fn grid(turns: &[Turn], counts: impl Fn(&Turn) -> bool) -> Vec<bool> {
    let mut grid = vec![false; 12_001];
    let mut fill = |start: u64, end: u64| (start..end).for_each(|at| grid[at as usize] = true);
    for turn in turns.iter().filter(|turn| counts(turn)) {
        let words: Vec<_> = turn.words.iter().filter(|word| !word.text.trim().is_empty()).collect();
        match words.is_empty() {
            true => fill(turn.start_ms, turn.end_ms),
            false => words.iter().for_each(|word| fill(word.start_ms, word.end_ms)),
        }
    }
    grid
}
