//! A tenant's words, opened and held in memory: what a prefix, an ending or a typing error stands for. What comes new is loaded on asking.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Bytea, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::index::place;
use super::query::Expand;
use crate::Error;
use crate::compliance::sealing::{DataKey, SealError, SearchKey};
use crate::db::Pool;
use crate::ids::TenantId;

/// How many tenants' words are held; beyond that all are let go and read anew.
const TENANTS_MAX: usize = 64;
/// What one word may stand for. Words that begin with a letter or two are half a language: the first of them have to do.
const BEGINS_MAX: usize = 1_000;
const BEGINS_SHORT_MAX: usize = 200;
const SHORT: usize = 2;
const ALIKE_MAX: usize = 40;
/// Endings under which a word is looked for too.
const ENDINGS: [&str; 9] = ["", "s", "es", "d", "ed", "ing", "er", "ly", "ment"];

/// A tenant's words and the hashes under which they are indexed.
#[derive(Clone)]
pub struct Vocabulary {
    words: Arc<BTreeMap<String, String>>,
    tokens: Arc<HashSet<String>>,
    key: SearchKey,
    /// Whether all windows have pairs.
    pairs: bool,
    /// All that transactions before this one have brought is here.
    known_to: i64,
}

/// The words of the tenants that were searched lately. Cheap to clone.
#[derive(Clone, Default)]
pub struct Vocabularies {
    held: Arc<Mutex<HashMap<TenantId, Vocabulary>>>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    token: String,
    #[diesel(sql_type = Bytea)]
    sealed: Vec<u8>,
}

#[derive(QueryableByName)]
struct Horizon {
    #[diesel(sql_type = BigInt)]
    oldest: i64,
    #[diesel(sql_type = Bool)]
    pairs: bool,
}

impl Vocabularies {
    pub async fn of(&self, app: &Pool, tenant: TenantId, key: &DataKey) -> Result<Vocabulary, Error> {
        let held = self.lock().get(&tenant).cloned();
        let mut held = match held {
            Some(held) => held,
            None => Vocabulary {
                words: Arc::default(),
                tokens: Arc::default(),
                key: key.search_key()?,
                pairs: false,
                known_to: 0,
            },
        };
        let (now, mut rows) = younger(app, tenant, held.known_to).await?;
        rows.retain(|row| !held.tokens.contains(&row.token));
        (held.known_to, held.pairs) = (now.oldest, now.pairs);
        if !rows.is_empty() {
            let key = key.clone();
            // Thousands of seals at the first search: not for an async thread.
            let opened = tokio::task::spawn_blocking(move || held.with(tenant, &key, rows)).await;
            held = opened.map_err(|error| Error::Refused(format!("opening words did not end: {error}")))??;
        }
        let mut all = self.lock();
        if all.len() >= TENANTS_MAX && !all.contains_key(&tenant) {
            all.clear();
        }
        all.insert(tenant, held.clone());
        Ok(held)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Vocabulary>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Words that transactions brought which somebody had not seen yet; before which transaction all is seen now, and whether all windows have pairs.
async fn younger(app: &Pool, tenant: TenantId, known_to: i64) -> Result<(Horizon, Vec<Row>), Error> {
    app.tenant(tenant, async move |conn| -> Result<_, Error> {
        // Asked first: what is committed between the two is read now and once more the next time.
        const NOW: &str = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
            NOT EXISTS (SELECT FROM search_windows WHERE tenant_id = $1 AND NOT pairs) AS pairs";
        let horizon: Horizon = diesel::sql_query(NOW)
            .bind::<SqlUuid, _>(tenant.0)
            .get_result(conn)
            .await?;
        let rows = diesel::sql_query("SELECT token, sealed FROM search_words WHERE tenant_id = $1 AND born >= $2")
            .bind::<SqlUuid, _>(tenant.0)
            .bind::<BigInt, _>(known_to)
            .load(conn)
            .await?;
        Ok((horizon, rows))
    })
    .await
}

impl Vocabulary {
    fn with(self, tenant: TenantId, key: &DataKey, rows: Vec<Row>) -> Result<Self, SealError> {
        let (mut words, mut tokens) = ((*self.words).clone(), (*self.tokens).clone());
        for row in rows {
            let word = key.open(place(tenant, &row.token), &row.sealed)?;
            tokens.insert(row.token.clone());
            words.insert(String::from_utf8_lossy(&word).into_owned(), row.token);
        }
        Ok(Self {
            words: Arc::new(words),
            tokens: Arc::new(tokens),
            ..self
        })
    }

    fn known(&self, word: &str) -> Option<(String, String)> {
        self.words
            .get_key_value(word)
            .map(|(word, token)| (word.clone(), token.clone()))
    }

    /// The word with other endings, of those that were said.
    fn forms(&self, word: &str) -> Vec<(String, String)> {
        let mut stems = vec![word];
        for ending in ENDINGS.iter().filter(|ending| !ending.is_empty()) {
            stems.extend(word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 3));
        }
        let mut forms: Vec<(String, String)> = Vec::new();
        for stem in stems {
            let with_e = format!("{stem}e");
            for stem in [stem, with_e.as_str()] {
                for ending in ENDINGS {
                    forms.extend(self.known(&format!("{stem}{ending}")));
                }
            }
        }
        forms.sort();
        forms.dedup();
        forms
    }

    /// Words that differ by a letter, or by two where they are long.
    fn alike(&self, word: &str) -> Vec<(String, String)> {
        let letters: Vec<char> = word.chars().collect();
        let errors = match letters.len() {
            ..=3 => return Vec::new(),
            4..=7 => 1,
            _ => 2,
        };
        let mut found: Vec<(usize, String, String)> = Vec::new();
        for (known, token) in self.words.iter() {
            if let Some(distance) = distance(&letters, known, errors) {
                found.push((distance, known.clone(), token.clone()));
            }
        }
        found.sort();
        found.truncate(ALIKE_MAX);
        found.into_iter().map(|(_, word, token)| (word, token)).collect()
    }
}

impl Expand for Vocabulary {
    fn pair(&self, first: &str, second: &str) -> Option<String> {
        self.pairs.then(|| self.key.pair(first, second))
    }

    /// The words that begin so; or the word itself with its endings, or else what was probably meant. The word itself is always among them:
    /// nothing that was said is missed because it is not known here yet.
    fn expand(&self, word: &str, begins: bool) -> Vec<(String, String)> {
        let mut meant = if begins {
            let at_most = match word.chars().count() {
                ..=SHORT => BEGINS_SHORT_MAX,
                _ => BEGINS_MAX,
            };
            let from = self.words.range(word.to_owned()..);
            let all = from.take_while(|(known, _)| known.starts_with(word)).take(at_most);
            all.map(|(known, token)| (known.clone(), token.clone())).collect()
        } else {
            self.forms(word)
        };
        if meant.is_empty() && !begins {
            meant = self.alike(word);
        }
        if !meant.iter().any(|(known, _)| known == word) {
            meant.push((word.to_owned(), self.key.token(word)));
        }
        meant
    }
}

/// How many letters have to be changed, left out, put in or swapped with the next; `None` if more than `at_most`.
fn distance(word: &[char], other: &str, at_most: usize) -> Option<usize> {
    if word.len().abs_diff(other.chars().count()) > at_most {
        return None;
    }
    let other: Vec<char> = other.chars().collect();
    let width = other.len() + 1;
    let mut table: Vec<usize> = vec![0; (word.len() + 1) * width];
    let at = |row: usize, column: usize| row * width + column;
    for row in 0..=word.len() {
        for column in 0..width {
            let best = if row == 0 {
                column
            } else if column == 0 {
                row
            } else {
                let same = usize::from(word.get(row - 1) != other.get(column - 1));
                let mut best = (table[at(row - 1, column - 1)] + same)
                    .min(table[at(row - 1, column)] + 1)
                    .min(table[at(row, column - 1)] + 1);
                let swapped = row > 1
                    && column > 1
                    && word.get(row - 1) == other.get(column - 2)
                    && word.get(row - 2) == other.get(column - 1);
                if swapped {
                    best = best.min(table[at(row - 2, column - 2)] + 1);
                }
                best
            };
            table[at(row, column)] = best;
        }
    }
    let distance = table[at(word.len(), other.len())];
    (distance <= at_most).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(words: &[&str]) -> Vocabulary {
        Vocabulary {
            words: Arc::new(
                words
                    .iter()
                    .map(|word| ((*word).to_owned(), format!("#{word}")))
                    .collect(),
            ),
            tokens: Arc::default(),
            key: DataKey::random().unwrap().search_key().unwrap(),
            pairs: true,
            known_to: 0,
        }
    }

    fn meant(vocabulary: &Vocabulary, word: &str, begins: bool) -> Vec<String> {
        vocabulary
            .expand(word, begins)
            .into_iter()
            .map(|(word, _)| word)
            .collect()
    }

    #[test]
    fn a_word_is_found_by_its_endings_its_begin_and_with_a_typing_error() {
        let said = vocabulary(&["refund", "refunds", "refunded", "invoice", "invoices", "cat", "car"]);
        assert_eq!(meant(&said, "refund", false), ["refund", "refunded", "refunds"]);
        assert_eq!(
            meant(&said, "refunding", false),
            ["refund", "refunded", "refunds", "refunding"]
        );
        assert_eq!(meant(&said, "invoiced", false), ["invoice", "invoices", "invoiced"]);
        assert_eq!(meant(&said, "ref", true), ["refund", "refunded", "refunds", "ref"]);
        assert_eq!(meant(&said, "refnud", false), ["refund", "refnud"]);
        assert_eq!(meant(&said, "incoices", false), ["invoices", "invoice", "incoices"]);
        // Short words are not guessed at.
        assert_eq!(meant(&said, "cab", false), ["cab"]);
        assert_eq!(meant(&said, "zebra", true), ["zebra"]);
    }

    #[test]
    fn every_word_that_begins_with_three_letters_is_found() {
        let words: Vec<String> = (0..300).map(|n| format!("con{n:03}")).collect();
        let said = vocabulary(&words.iter().map(String::as_str).collect::<Vec<_>>());
        // The word itself is always among them.
        assert_eq!(meant(&said, "con", true).len(), 301);
        assert_eq!(meant(&said, "co", true).len(), 201);
    }

    #[test]
    fn distances_are_those_of_letters() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), b, 3);
        assert_eq!(
            (of("abc", "abc"), of("abc", "acb"), of("abc", "ab"), of("äbc", "abc")),
            (Some(0), Some(1), Some(1), Some(1))
        );
        assert_eq!((of("kitten", "sitting"), of("a", "abcdef")), (Some(3), None));
    }
}
