//! What somebody typed, as a question to the hashes: words (all of them), `"phrases"`, `begin*`, `OR`, `-without`. Pure.

use std::collections::BTreeSet;

use super::marks::Marks;
use super::words;
use crate::Error;

const LETTERS_MAX: usize = 200;
const WORDS_MAX: usize = 16;
/// Beyond so many, the pairs of what two words may stand for are not asked for.
const PAIRS_MAX: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Word {
        word: String,
        begins: bool,
    },
    /// One after the other.
    Phrase(Vec<String>),
}

/// A part that is to be there, or not to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub part: Part,
    pub without: bool,
}

/// Any of these lists, each with all of its terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub any: Vec<Vec<Term>>,
}

/// Of one list what is to stand in a window of a leg, and what in none of the leg's. As `tsquery`s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    pub there: String,
    pub nowhere: Option<String>,
}

/// The hashes that a word stands for: itself and what was probably meant.
pub trait Expand {
    fn expand(&self, word: &str, begins: bool) -> Vec<(String, String)>;

    /// The hash under which two hashes stand that follow each other; `None` where not all windows have them.
    fn pair(&self, first: &str, second: &str) -> Option<String>;
}

impl Query {
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.chars().count() > LETTERS_MAX {
            return Err(Error::Invalid(format!("a search has at most {LETTERS_MAX} letters")));
        }
        let mut any: Vec<Vec<Term>> = vec![Vec::new()];
        let mut rest = text;
        while let Some((term, after)) = next(rest) {
            rest = after;
            match term {
                Next::Or => any.push(Vec::new()),
                Next::Term(term) => {
                    if let Some(all) = any.last_mut() {
                        all.extend(term);
                    }
                }
            }
        }
        any.retain(|all| !all.is_empty());
        let query = Query { any };
        let count: usize = query.any.iter().flatten().map(|term| term.part.words().len()).sum();
        if count > WORDS_MAX {
            return Err(Error::Invalid(format!("a search has at most {WORDS_MAX} words")));
        }
        if query.any.is_empty() || query.any.iter().any(|all| all.iter().all(|term| term.without)) {
            return Err(Error::Invalid("search for at least one word".into()));
        }
        Ok(query)
    }

    /// As a `tsquery`, of these speakers' words only where one is named; and what may be marked.
    pub fn to_hashes(&self, vocabulary: &impl Expand, weight: Option<char>) -> (String, Marks) {
        let mut marks = Marks::default();
        let lists: Vec<String> = self
            .any
            .iter()
            .map(|all| {
                let terms: Vec<String> = all
                    .iter()
                    .map(|term| hashes(term, vocabulary, weight, &mut marks))
                    .collect();
                format!("({})", terms.join(" & "))
            })
            .collect();
        (lists.join(" | "), marks)
    }

    /// The lists again, what is to be said apart from what is not; empty where nothing of the kind is asked for.
    pub fn apart(&self, vocabulary: &impl Expand, weight: Option<char>) -> Vec<Apart> {
        if !self.any.iter().flatten().any(|term| term.without) {
            return Vec::new();
        }
        let joined = |all: &[Term], without: bool, by: &str| -> Option<String> {
            let terms = all.iter().filter(|term| term.without == without);
            let terms: Vec<String> = terms
                .map(|term| format!("({})", plain(&term.part, vocabulary, weight).1))
                .collect();
            (!terms.is_empty()).then(|| terms.join(by))
        };
        let lists = self.any.iter().map(|all| Apart {
            // Each list has something that is to be there (`parse`).
            there: joined(all, false, " & ").unwrap_or_default(),
            nowhere: joined(all, true, " | "),
        });
        lists.collect()
    }
}

impl Part {
    fn words(&self) -> Vec<(&str, bool)> {
        match self {
            Part::Word { word, begins } => vec![(word, *begins)],
            Part::Phrase(words) => words.iter().map(|word| (word.as_str(), false)).collect(),
        }
    }
}

fn hashes(term: &Term, vocabulary: &impl Expand, weight: Option<char>, marks: &mut Marks) -> String {
    let (row, all) = plain(&term.part, vocabulary, weight);
    if term.without {
        return format!("!({all})");
    }
    marks.add(row);
    format!("({all})")
}

/// The words in a row that a part stands for, and its hashes.
fn plain(part: &Part, vocabulary: &impl Expand, weight: Option<char>) -> (Vec<BTreeSet<String>>, String) {
    let weight = weight.map(|weight| format!(":{weight}")).unwrap_or_default();
    let (mut row, mut parts, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: Vec<String> = Vec::new();
    for (word, begins) in part.words() {
        let (words, tokens): (BTreeSet<String>, Vec<String>) = vocabulary.expand(word, begins).into_iter().unzip();
        pairs.extend(any_pair(vocabulary, &before, &tokens));
        let each: Vec<String> = tokens.iter().map(|token| format!("'{token}'{weight}")).collect();
        parts.push(format!("({})", each.join(" | ")));
        row.push(words);
        before = tokens;
    }
    // `<->` binds tighter than `&`. First what the index can tell, then what has to be read.
    pairs.push(parts.join(" <-> "));
    (row, pairs.join(" & "))
}

/// That one of the first is followed by one of the second somewhere; nothing where that is not known.
fn any_pair(vocabulary: &impl Expand, first: &[String], second: &[String]) -> Option<String> {
    if first.is_empty() || first.len() * second.len() > PAIRS_MAX {
        return None;
    }
    let each = first
        .iter()
        .flat_map(|first| second.iter().map(move |second| (first, second)));
    let pairs: Option<Vec<String>> = each
        .map(|(first, second)| Some(format!("'{}'", vocabulary.pair(first, second)?)))
        .collect();
    Some(format!("({})", pairs?.join(" | ")))
}

enum Next {
    Or,
    /// What was typed may hold several words, or none.
    Term(Vec<Term>),
}

/// What stands first, and the rest.
fn next(text: &str) -> Option<(Next, &str)> {
    let text = text.trim_start();
    let (without, text) = match text.strip_prefix('-') {
        Some(rest) if !rest.starts_with(char::is_whitespace) => (true, rest),
        _ => (false, text),
    };
    if text.is_empty() {
        return None;
    }
    if let Some(inside) = text.strip_prefix('"') {
        let end = inside.find('"').unwrap_or(inside.len());
        let phrase: Vec<String> = words::of(&inside[..end]).into_iter().map(|one| one.word).collect();
        let rest = inside.get(end + 1..).unwrap_or("");
        let part = (!phrase.is_empty()).then_some(Part::Phrase(phrase));
        return Some((
            Next::Term(part.map(|part| Term { part, without }).into_iter().collect()),
            rest,
        ));
    }
    let end = text
        .find(|letter: char| letter.is_whitespace() || letter == '"')
        .unwrap_or(text.len());
    let (typed, rest) = text.split_at(end);
    if typed == "OR" || typed == "|" {
        return Some((Next::Or, rest));
    }
    let begins = typed.ends_with('*');
    let mut found: Vec<String> = words::of(typed).into_iter().map(|one| one.word).collect();
    let part = match found.len() {
        0 => return Some((Next::Term(Vec::new()), rest)),
        1 => Part::Word {
            word: found.remove(0),
            begins,
        },
        // `e-mail` is said as two words.
        _ => Part::Phrase(found),
    };
    Some((Next::Term(vec![Term { part, without }]), rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether windows have pairs.
    struct Plain(bool);

    impl Expand for Plain {
        fn pair(&self, first: &str, second: &str) -> Option<String> {
            self.0.then(|| format!("{first}+{second}"))
        }

        fn expand(&self, word: &str, begins: bool) -> Vec<(String, String)> {
            let star = if begins { "*" } else { "" };
            vec![(word.to_owned(), format!("{word}{star}"))]
        }
    }

    fn asked(text: &str) -> String {
        Query::parse(text).unwrap().to_hashes(&Plain(false), None).0
    }

    #[test]
    fn a_phrase_asks_for_its_pairs_where_there_are_some() {
        let asked = |text: &str| Query::parse(text).unwrap().to_hashes(&Plain(true), Some('A')).0;
        assert_eq!(
            asked("\"a b c\""),
            "((('a+b') & ('b+c') & ('a':A) <-> ('b':A) <-> ('c':A)))"
        );
        assert_eq!(asked("x -\"a b\""), "((('x':A)) & !(('a+b') & ('a':A) <-> ('b':A)))");
        assert_eq!(asked("a b"), "((('a':A)) & (('b':A)))");
    }

    #[test]
    fn words_phrases_begins_or_and_without() {
        assert_eq!(asked("Refund invoice"), "((('refund')) & (('invoice')))");
        assert_eq!(asked("\"money back\" now"), "((('money') <-> ('back')) & (('now')))");
        assert_eq!(asked("refun*"), "((('refun*')))");
        assert_eq!(asked("a OR b -c"), "((('a'))) | ((('b')) & !(('c')))");
        assert_eq!(asked("e-mail"), "((('e') <-> ('mail')))");
        assert_eq!(
            Query::parse("x").unwrap().to_hashes(&Plain(false), Some('B')).0,
            "((('x':B)))"
        );
        let (_, marks) = Query::parse("a -b").unwrap().to_hashes(&Plain(false), None);
        assert_eq!(marks.of(&words::of("b a")), [1..2]);
    }

    #[test]
    fn what_is_not_to_be_said_is_asked_for_apart() {
        let apart = |text: &str| -> Vec<(String, Option<String>)> {
            let lists = Query::parse(text).unwrap().apart(&Plain(false), None);
            lists.into_iter().map(|list| (list.there, list.nowhere)).collect()
        };
        assert_eq!(
            apart("a OR b x -c -\"d e\""),
            [
                ("(('a'))".to_owned(), None),
                (
                    "(('b')) & (('x'))".to_owned(),
                    Some("(('c')) | (('d') <-> ('e'))".to_owned())
                ),
            ]
        );
        assert!(apart("a \"b c\" OR d*").is_empty());
    }

    #[test]
    fn what_asks_for_nothing_or_too_much_is_refused() {
        let long = "x".repeat(201);
        let many = "a ".repeat(17);
        for text in ["", "  ", "-x", "\"\"", "OR", "?!", &long, &many] {
            assert!(matches!(Query::parse(text), Err(Error::Invalid(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,80}") {
            if let Ok(query) = Query::parse(&text) {
                let _ = query.to_hashes(&Plain(false), Some('A'));
            }
        }
    }
}
