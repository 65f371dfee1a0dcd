//! Lines without an id that come again: which of them are calls of their own, and which were only sent again. Pure.
//!
//! Times of such lines are to the minute, so two calls may be written as two equal lines: the second is the second of its kind, and its id
//! ends with `#2`. What is sent again keeps the numbers that it had. A line is sent again
//!
//! * at the begin of a connection, as long as every line is one of those that came before the connection and were not sent again in it, in
//!   any order;
//! * anywhere, in a row of at least three different lines that has stood there before in this order, or of all that has stood there: up to
//!   the first line that does not go on with it.
//!
//! So a call is not lost where nothing else comes again with it, and a buffer that is sent again is not charged twice. In doubt, right
//! behind a break, an equal line is the one from before it.

use std::collections::{BTreeMap, VecDeque};

use super::framing::Piece;
use super::lines::{is_line_id, line_hash, numbered};
use super::parsed::{At, Fact, Observation};

/// Lines that are remembered of a source, a file or a payload: many minutes of the busiest system.
pub const LINES_MAX: usize = 2000;
/// So many different lines in a row are no chance.
const ROW_MIN: usize = 3;
/// A row is looked for within so many lines.
const ROW_MAX: usize = 64;
/// Bytes of a line that is remembered: its hash, and its number.
const LINE: usize = 12;
/// Lines of a payload whose numbers are told beside it.
const NUMBERS_MAX: usize = 200;
/// Stands between the line on which others depend and the lines that are remembered.
const MARK: &[u8] = b"\0lines\0";

/// A line, by the hash that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineHash([u8; 8]);

impl LineHash {
    /// `None`: a line without a digit is no record.
    pub fn of(line: &[u8]) -> Option<Self> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        line.iter().any(u8::is_ascii_digit).then(|| Self(line_hash(line)))
    }
}

/// Of each piece the line that it is; `None`: it is no record, or too long to be one.
pub fn hashes(pieces: &[Piece]) -> Vec<Option<LineHash>> {
    let hashes = pieces
        .iter()
        .map(|piece| LineHash::of(&piece.bytes).filter(|_| !piece.is_cut));
    hashes.collect()
}

/// A line that came, and how many equal ones had come with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    hash: LineHash,
    number: u32,
}

/// The last lines in the order in which they came, without those that were only sent again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered(VecDeque<Line>);

/// What comes again now, if anything does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Again {
    #[default]
    Nothing,
    /// Some of these, which came before a connection.
    Any(Vec<Line>),
    /// These, one after the other.
    Row(VecDeque<Line>),
}

impl Again {
    /// The number that the line had, if it goes on with what comes again. The first that does not ends that.
    fn next(&mut self, hash: LineHash) -> Option<u32> {
        let found = match self {
            Self::Nothing => None,
            // The last of equal ones: if a process died before one of them was kept, it was the last.
            Self::Any(left) => left
                .iter()
                .rposition(|line| line.hash == hash)
                .map(|at| left.remove(at)),
            Self::Row(left) => left.pop_front().filter(|line| line.hash == hash),
        };
        if found.is_none() {
            *self = Self::Nothing;
        }
        found.map(|line| line.number)
    }
}

impl Remembered {
    /// As it was written by `to_bytes`.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let lines = bytes.chunks_exact(LINE).map(|line| {
            let (mut hash, mut number) = ([0; 8], [0; 4]);
            hash.copy_from_slice(&line[..8]);
            number.copy_from_slice(&line[8..]);
            Line {
                hash: LineHash(hash),
                number: u32::from_be_bytes(number),
            }
        });
        Self(lines.collect())
    }

    /// The last so many lines.
    pub fn to_bytes(&self, lines_max: usize) -> Vec<u8> {
        let last = self.0.range(self.0.len().saturating_sub(lines_max)..);
        let bytes = last.flat_map(|line| line.hash.0.into_iter().chain(line.number.to_be_bytes()));
        bytes.collect()
    }

    /// The last so many lines behind a line on which others depend, to stand before what follows.
    pub fn behind(&self, context: &[u8], lines_max: usize) -> Vec<u8> {
        match self.0.is_empty() {
            true => context.to_vec(),
            false => [context, MARK, self.to_bytes(lines_max).as_slice()].concat(),
        }
    }

    /// Takes the two apart again.
    pub fn apart(bytes: &[u8]) -> (&[u8], Self) {
        match bytes.windows(MARK.len()).position(|window| window == MARK) {
            Some(at) => (&bytes[..at], Self::of_bytes(&bytes[at + MARK.len()..])),
            None => (bytes, Self::default()),
        }
    }

    /// What may come again at the begin of a connection.
    pub fn again(&self) -> Again {
        Again::Any(self.0.iter().copied().collect())
    }

    /// The numbers of lines that have come together; what is no record is the first of its kind. A row that is sent again is seen as far
    /// as it has come.
    pub fn number(&mut self, again: &mut Again, lines: &[Option<LineHash>]) -> Vec<u32> {
        let counted: Vec<LineHash> = lines.iter().flatten().copied().collect();
        let mut rest = counted.as_slice();
        let numbers = lines.iter().map(|line| {
            let Some(line) = *line else { return 1 };
            let number = self.number_of(again, line, rest);
            rest = &rest[1..];
            number
        });
        numbers.collect()
    }

    /// `rest` begins with the line itself.
    fn number_of(&mut self, again: &mut Again, line: LineHash, rest: &[LineHash]) -> u32 {
        if let Some(number) = again.next(line) {
            return number;
        }
        if let Some(row) = self.row(rest) {
            *again = Again::Row(row);
        }
        match again.next(line) {
            Some(number) => number,
            None => self.push(line),
        }
    }

    /// Where these lines have stood before, and what stood behind them: the last such place.
    fn row(&self, lines: &[LineHash]) -> Option<VecDeque<Line>> {
        let lines = &lines[..lines.len().min(ROW_MAX)];
        if different(lines) < 2 {
            return None;
        }
        let is_row = |from: &usize| {
            let known = self.0.range(*from..);
            let run = known
                .zip(lines)
                .take_while(|(known, line)| known.hash == **line)
                .count();
            match different(&lines[..run]) {
                ROW_MIN.. => true,
                2 => *from == 0 && run == self.0.len(),
                _ => false,
            }
        };
        let from = (0..self.0.len()).rev().find(is_row)?;
        Some(self.0.range(from..).copied().collect())
    }

    fn push(&mut self, hash: LineHash) -> u32 {
        let last = self.0.iter().rev().find(|line| line.hash == hash);
        let number = last.map_or(1, |line| line.number.saturating_add(1));
        if self.0.len() >= LINES_MAX {
            self.0.pop_front();
        }
        self.0.push_back(Line { hash, number });
        number
    }
}

/// How many different lines these are, as far as it matters.
fn different(lines: &[LineHash]) -> usize {
    let mut known: Vec<LineHash> = Vec::with_capacity(ROW_MIN);
    for line in lines {
        if known.len() < ROW_MIN && !known.contains(line) {
            known.push(*line);
        }
    }
    known.len()
}

/// Of a payload the lines that are not the first of their kind, by their place from 1, and the number of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers(BTreeMap<u64, u32>);

impl Numbers {
    /// Of a payload of which nothing has come before.
    pub fn alone(payload: &[u8]) -> Self {
        let lines: Vec<(usize, &[u8])> = numbered(payload).collect();
        let hashes: Vec<Option<LineHash>> = lines.iter().map(|(_, line)| LineHash::of(line)).collect();
        let numbers = Remembered::default().number(&mut Again::Nothing, &hashes);
        let numbers = lines.into_iter().zip(numbers);
        let later = numbers.filter_map(|((at, _), number)| (number > 1).then_some((at as u64, number)));
        Self(later.collect())
    }

    /// `3=2,17=4`; `None`: it is not written so.
    pub fn of_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Self::default());
        }
        let one = |pair: &str| {
            let (line, number) = pair.split_once('=')?;
            Some((line.trim().parse::<u64>().ok()?, number.trim().parse::<u32>().ok()?))
        };
        text.split(',')
            .map(one)
            .collect::<Option<BTreeMap<u64, u32>>>()
            .map(Self)
    }

    pub fn to_text(&self) -> String {
        let pairs = self.0.iter().map(|(line, number)| format!("{line}={number}"));
        pairs.collect::<Vec<_>>().join(",")
    }

    /// Of the line that is to stand behind `payload`.
    pub fn add(&mut self, payload: &[u8], number: u32) {
        if number > 1 {
            let before = payload.iter().filter(|&&byte| byte == b'\n').count();
            self.0.insert(before as u64 + 1, number);
        }
    }

    /// As many as are told in one header.
    pub fn is_full(&self) -> bool {
        self.0.len() >= NUMBERS_MAX
    }

    /// Gives legs that are named by their line the name of their number.
    pub(super) fn name(&self, observations: &mut [Observation]) {
        for seen in observations {
            let (At::Number(line), Fact::Leg(leg)) = (&seen.at, &mut seen.fact) else {
                continue;
            };
            let number = self.0.get(line).copied().unwrap_or(1);
            if number > 1 && is_line_id(&leg.external_id) {
                leg.external_id = format!("{}#{number}", leg.external_id);
                seen.id.clone_from(&leg.external_id);
                seen.group = leg.call_key().to_owned();
            }
        }
    }
}

#[cfg(test)]
mod tests;
