//! Turns made safe to count: in the order in which they begin, with the time in which words were spoken.

use std::collections::{BTreeMap, BTreeSet};

use super::spans::Spans;
use crate::analysis::Turn;

pub(super) struct Conversation<'a> {
    /// By start, then end.
    pub turns: Vec<Said<'a>>,
    end: u64,
}

/// One turn.
pub(super) struct Said<'a> {
    pub speaker: &'a str,
    /// Of the first word; without words of the turn.
    pub start: u64,
    /// Never before `start`.
    pub end: u64,
    pub words: u64,
    pub spans: Spans,
    pub text: &'a str,
}

impl<'a> Conversation<'a> {
    pub fn of(turns: &'a [Turn]) -> Self {
        // A turn that comes from outside may end after its last word.
        let stated = turns.iter().map(|turn| turn.end_ms).max().unwrap_or(0);
        let mut turns: Vec<Said<'a>> = turns.iter().map(Said::of).collect();
        turns.sort_by_key(|said| (said.start, said.end));
        let end = turns.iter().map(|said| said.end).max().unwrap_or(0).max(stated);
        Self { turns, end }
    }

    /// The end of the last turn; 0 without turns.
    pub fn end(&self) -> u64 {
        self.end
    }

    pub fn speakers(&self) -> BTreeSet<&'a str> {
        self.turns.iter().map(|said| said.speaker).collect()
    }

    /// When each speaker had words.
    pub fn spans_by_speaker(&self) -> BTreeMap<&'a str, Spans> {
        let of = |speaker| {
            let own = self.turns.iter().filter(|said| said.speaker == speaker);
            (speaker, Spans::of(own.flat_map(|said| said.spans.iter())))
        };
        self.speakers().into_iter().map(of).collect()
    }

    /// When anybody had words.
    pub fn spans(&self) -> Spans {
        Spans::of(self.turns.iter().flat_map(|said| said.spans.iter()))
    }

    /// A count of each speaker's turns, summed by `count`; speakers with nothing to count are left out.
    pub fn count(&self, count: impl Fn(&Said<'a>) -> u64) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::<String, u64>::new();
        for said in &self.turns {
            let own = count(said);
            if own > 0 {
                *counts.entry(said.speaker.to_owned()).or_default() += own;
            }
        }
        counts
    }
}

impl<'a> Said<'a> {
    fn of(turn: &'a Turn) -> Self {
        let words: Vec<_> = turn.words.iter().filter(|word| !word.text.trim().is_empty()).collect();
        let start = words.iter().map(|word| word.start_ms).min().unwrap_or(turn.start_ms);
        let end = words
            .iter()
            .map(|word| word.end_ms)
            .max()
            .unwrap_or(turn.end_ms)
            .max(start);
        let (count, spans) = match words.is_empty() {
            true => (turn.text.split_whitespace().count(), Spans::of([(start, end)])),
            false => (
                // One that came from outside may be several: "thank you".
                words.iter().map(|word| word.text.split_whitespace().count()).sum(),
                Spans::of(words.iter().map(|word| (word.start_ms, word.end_ms))),
            ),
        };
        Self {
            speaker: &turn.speaker,
            start,
            end,
            words: count as u64,
            spans,
            // Word times alone are enough: a question ends with its last word.
            text: match words.last() {
                Some(last) if turn.text.is_empty() => &last.text,
                _ => &turn.text,
            },
        }
    }

    pub fn length(&self) -> u64 {
        self.end - self.start
    }
}
