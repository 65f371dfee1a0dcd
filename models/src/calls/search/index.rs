//! A transcript as PostgreSQL indexes it: windows of hashes with positions and speakers, and each of its words sealed. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::words;
use crate::compliance::sealing::{DataKey, Place, SealError, SearchKey};
use crate::ids::TenantId;

/// Words of a window, and how many of them stand in the next one too: no phrase is cut that is shorter.
const WORDS: usize = 2_000;
const OVERLAP: usize = 32;

/// What one leg brings to the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Each the text of a `tsvector`.
    pub windows: Vec<String>,
    pub words: Vec<IndexedWord>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedWord {
    pub token: String,
    pub sealed: Vec<u8>,
    /// In how many of the windows it stands.
    pub windows: i32,
}

/// Where a word's text is sealed.
pub fn place(tenant: TenantId, token: &str) -> Place<'_> {
    Place {
        tenant,
        table: "search_words",
        row: token.as_bytes(),
    }
}

/// The weight by which a speaker's words are told apart.
pub fn weight(speaker: &str) -> char {
    match speaker {
        "agent" => 'A',
        "customer" => 'B',
        _ => 'C',
    }
}

/// Of turns, each its speaker and its text. Computes: not for an async thread.
pub fn build<'a>(
    key: &DataKey,
    tenant: TenantId,
    turns: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Index, SealError> {
    let search_key = key.search_key()?;
    let mut tokens: BTreeMap<String, String> = BTreeMap::new();
    let mut said: Vec<(String, char, usize)> = Vec::new();
    for (turn, (speaker, text)) in turns.into_iter().enumerate() {
        for placed in words::of(text) {
            let token = token_of(&mut tokens, &search_key, &placed.word);
            said.push((token, weight(speaker), turn));
        }
    }
    let mut index = Index::default();
    let mut held: BTreeMap<&str, i32> = BTreeMap::new();
    let mut from = 0;
    while from < said.len() {
        let to = said.len().min(from + WORDS);
        let window = said.get(from..to).unwrap_or_default();
        index.windows.push(vector(&search_key, window));
        let once: BTreeSet<&str> = window.iter().map(|(token, ..)| token.as_str()).collect();
        for token in once {
            *held.entry(token).or_default() += 1;
        }
        if to == said.len() {
            break;
        }
        from = to - OVERLAP;
    }
    for (word, token) in &tokens {
        index.words.push(IndexedWord {
            token: token.clone(),
            sealed: key.seal(place(tenant, token), word.as_bytes())?,
            windows: held.get(token.as_str()).copied().unwrap_or(0),
        });
    }
    // The order in which rows are locked.
    index.words.sort_by(|a, b| a.token.cmp(&b.token));
    Ok(index)
}

fn token_of(tokens: &mut BTreeMap<String, String>, key: &SearchKey, word: &str) -> String {
    if let Some(token) = tokens.get(word) {
        return token.clone();
    }
    let token = key.token(word);
    tokens.insert(word.to_owned(), token.clone());
    token
}

/// Positions count from 1; between turns one is left out, so that no phrase reaches from one to the next. PostgreSQL's index knows no positions,
/// so words that follow each other stand there as a pair too, without a place.
fn vector(key: &SearchKey, window: &[(String, char, usize)]) -> String {
    let mut places: BTreeMap<&str, Vec<(usize, char)>> = BTreeMap::new();
    let (mut at, mut before) = (0, None);
    for (token, weight, turn) in window {
        at += if before.is_some_and(|before| before != *turn) {
            2
        } else {
            1
        };
        before = Some(*turn);
        places.entry(token).or_default().push((at, *weight));
    }
    let mut text = String::new();
    for pair in pairs(key, window) {
        // Writing to a String cannot fail.
        write!(text, "'{pair}' ").ok();
    }
    for (token, places) in places {
        let places: Vec<String> = places.iter().map(|(at, weight)| format!("{at}{weight}")).collect();
        write!(text, "'{token}':{} ", places.join(",")).ok();
    }
    text
}

fn pairs(key: &SearchKey, window: &[(String, char, usize)]) -> BTreeSet<String> {
    let each = window.iter().zip(window.iter().skip(1));
    each.filter(|((.., turn), (.., next))| turn == next)
        .map(|((first, ..), (second, ..))| key.pair(first, second))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const TENANT: TenantId = TenantId(Uuid::from_u128(1));

    #[test]
    fn no_word_can_be_read_and_the_same_word_has_another_hash_elsewhere() {
        let (one, two) = (DataKey::random().unwrap(), DataKey::random().unwrap());
        let index = build(
            &one,
            TENANT,
            [("agent", "Refund the invoice"), ("customer", "the refund")],
        )
        .unwrap();
        let text = index.windows.join(" ");
        assert!(!text.contains("refund") && !text.contains("invoice"), "{text}");
        assert_eq!(index.words.len(), 3);
        let refund = one.search_key().unwrap().token("refund");
        assert_ne!(refund, two.search_key().unwrap().token("refund"));
        // Said first by the agent, then, behind a gap, by the customer.
        assert!(text.contains(&format!("'{refund}':1A,6B")), "{text}");
    }

    #[test]
    fn words_that_follow_each_other_stand_as_pairs_and_no_pair_reaches_into_the_next_turn() {
        let key = DataKey::random().unwrap();
        let search = key.search_key().unwrap();
        let index = build(&key, TENANT, [("agent", "the money back"), ("customer", "thanks")]).unwrap();
        let lexemes: Vec<&str> = index.windows[0].split_whitespace().collect();
        let pair =
            |first: &str, second: &str| format!("'{}'", search.pair(&search.token(first), &search.token(second)));
        let pairs: BTreeSet<String> = [pair("the", "money"), pair("money", "back")].into();
        let stand: BTreeSet<String> = lexemes
            .iter()
            .filter(|lexeme| lexeme.len() == 5)
            .map(|&lexeme| lexeme.to_owned())
            .collect();
        assert_eq!(stand, pairs);
        assert_eq!(index.words.len(), 4, "pairs are no words");
    }

    #[test]
    fn long_calls_are_cut_into_windows_that_overlap() {
        let key = DataKey::random().unwrap();
        let said: Vec<String> = (0..4_500).map(|n| format!("w{n}")).collect();
        let index = build(&key, TENANT, [("agent", said.join(" ").as_str())]).unwrap();
        assert_eq!(index.windows.len(), 3);
        let token = key.search_key().unwrap().token("w1990");
        assert_eq!(index.windows.iter().filter(|window| window.contains(&token)).count(), 2);
        assert_eq!(index.words.iter().find(|word| word.token == token).unwrap().windows, 2);
        assert_eq!(build(&key, TENANT, []).unwrap(), Index::default());
    }
}
