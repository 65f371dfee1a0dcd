//! What of a text is marked: the words in a row that were asked for. Pure.

use std::collections::BTreeSet;
use std::ops::Range;

use super::words::Placed;

/// Rows of words, each word any of some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    rows: Vec<Vec<BTreeSet<String>>>,
}

impl Marks {
    pub fn add(&mut self, row: Vec<BTreeSet<String>>) {
        if !row.is_empty() {
            self.rows.push(row);
        }
    }

    /// Which of a text's words are to be marked: the first of each place and the one behind its last. None overlaps another.
    pub fn of(&self, words: &[Placed]) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let here = words.get(at..).unwrap_or_default();
            match self.rows.iter().filter(|row| begins(here, row)).map(Vec::len).max() {
                Some(length) => {
                    places.push(at..at + length);
                    at += length;
                }
                None => at += 1,
            }
        }
        places
    }
}

fn begins(words: &[Placed], row: &[BTreeSet<String>]) -> bool {
    words.len() >= row.len() && words.iter().zip(row).all(|(placed, any)| any.contains(&placed.word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::search::words;

    fn any(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_phrase_is_marked_where_it_is_said_and_its_words_alone_are_not() {
        let mut marks = Marks::default();
        marks.add(vec![any(&["money"]), any(&["back", "backs"])]);
        marks.add(vec![any(&["now"])]);
        let text = words::of("Money, money back now. Back to money");
        assert_eq!(marks.of(&text), [1..3, 3..4]);
        assert_eq!(Marks::default().of(&text), []);
    }
}
