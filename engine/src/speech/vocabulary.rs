//! Names and words that are likely to be said → what the model is told was said before: it spells then as it has read. What it was not sure of, and
//! wrote nearly as one of them, is written as that one.

use super::hearing::SpokenWord;
use super::words::SpokenToken;

/// Letters that are told at most: the model reads them anew for each window.
const LETTERS_MAX: usize = 400;
/// Fewer letters are too easily those of another word.
const LETTERS_MIN: usize = 4;
/// One letter of so many may be another one, be missing or be too many; at most [`WRONG_MAX`].
const LETTERS_A_MISTAKE: usize = 6;
const WRONG_MAX: usize = 2;
/// Confidence of a word from which on it is no mistake.
const SURE: f64 = 0.8;

/// One line, the words in their order, without what is no word. Empty for none.
pub fn earlier(words: &[String]) -> String {
    let mut line = String::new();
    for word in words {
        let word: String = word.chars().filter(|character| !character.is_control()).collect();
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        if word.is_empty() || line.chars().count() + word.chars().count() > LETTERS_MAX {
            continue;
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        line.push('.');
    }
    line
}

/// Names and words as they are written.
pub struct Spellings {
    known: Vec<Known>,
}

struct Known {
    written: Vec<String>,
    letters: Vec<char>,
}

/// How what was heard is written: a name may be said letter by letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Capitals,
    /// `S-M-I-T-H`
    Spelled,
}

impl Spellings {
    pub fn new(words: &[String]) -> Self {
        let known = words.iter().map(|word| Known {
            written: word.split_whitespace().map(str::to_owned).collect(),
            letters: letters(word),
        });
        Self {
            known: known.filter(|known| known.letters.len() >= LETTERS_MIN).collect(),
        }
    }

    /// Words that are nearly a known one and not sure are written as that one: one after the other, each word of what was said once.
    pub fn write(&self, said: Vec<SpokenWord>) -> Vec<SpokenWord> {
        if self.known.is_empty() {
            return said;
        }
        let mut written = Vec::with_capacity(said.len());
        let mut rest = &said[..];
        while let Some(first) = rest.first() {
            match self.nearest(rest) {
                Some((known, count)) => {
                    written.extend(known.instead(&rest[..count]));
                    rest = &rest[count..];
                }
                None => {
                    written.push(first.clone());
                    rest = &rest[1..];
                }
            }
        }
        written
    }

    /// Which one is meant with the first words of `rest`, and how many those are: the one with the fewest mistakes; of several the longest.
    fn nearest(&self, rest: &[SpokenWord]) -> Option<(&Known, usize)> {
        let tries = self.known.iter().flat_map(|known| {
            let most = (known.written.len() + 1).min(rest.len());
            (1..=most).filter_map(move |count| Some((known.mistakes(&rest[..count])?, known, count)))
        });
        let best = tries.min_by_key(|(mistakes, known, _)| (*mistakes, std::cmp::Reverse(known.letters.len())));
        best.map(|(_, known, count)| (known, count))
    }
}

impl Known {
    /// In how many letters `said` differs from it; `None` where it is something else, or was surely said so.
    fn mistakes(&self, said: &[SpokenWord]) -> Option<usize> {
        let heard: Vec<char> = said.iter().flat_map(|word| letters(bare(&word.word.text))).collect();
        let most = (self.letters.len() / LETTERS_A_MISTAKE).min(WRONG_MAX);
        if heard.len().abs_diff(self.letters.len()) > most {
            return None;
        }
        if heard == self.letters {
            // Written letter by letter or in capitals it stands there as it was said.
            return (said.len() == self.written.len() && style(said) == Style::Plain).then_some(0);
        }
        let is_sure = said.iter().all(|word| word.word.confidence >= SURE);
        (!is_sure)
            .then(|| distance(&heard, &self.letters))
            .filter(|wrong| *wrong <= most)
    }

    /// The words in place of those that were heard, over the same time, with what stood before and behind them.
    fn instead(&self, said: &[SpokenWord]) -> Vec<SpokenWord> {
        let (Some(first), Some(last)) = (said.first(), said.last()) else {
            return Vec::new();
        };
        let texts = match style(said) {
            Style::Plain => self.written.clone(),
            Style::Capitals => self.written.iter().map(|word| word.to_uppercase()).collect(),
            Style::Spelled => {
                let letters: Vec<String> = self
                    .letters
                    .iter()
                    .flat_map(|letter| letter.to_uppercase())
                    .map(String::from)
                    .collect();
                vec![letters.join("-")]
            }
        };
        let (before, _) = around(&first.word.text);
        let (_, behind) = around(&last.word.text);
        let all: usize = texts.iter().map(|text| text.chars().count()).sum();
        let (begin, length) = (
            first.word.start_ms,
            last.word.end_ms.saturating_sub(first.word.start_ms),
        );
        let confidence = said.iter().map(|word| word.word.confidence).fold(1.0, f64::min);
        let mut passed = 0;
        let count = texts.len();
        let mut words = Vec::with_capacity(count);
        for (number, text) in texts.into_iter().enumerate() {
            let mut word = first.clone();
            word.word.start_ms = begin + length * passed as u64 / all.max(1) as u64;
            passed += text.chars().count();
            word.word.end_ms = begin + length * passed as u64 / all.max(1) as u64;
            word.word.confidence = confidence;
            word.word.text = [
                if number == 0 { before } else { "" },
                &text,
                if number + 1 == count { behind } else { "" },
            ]
            .concat();
            // What the model wrote would not be the text.
            word.tokens = vec![SpokenToken {
                bytes: word.word.text.clone().into_bytes(),
                log_probability: (confidence as f32).max(f32::MIN_POSITIVE).ln(),
            }];
            words.push(word);
        }
        words
    }
}

/// Letters and digits, in lower case.
fn letters(text: &str) -> Vec<char> {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// What stands before the first letter of a word; and behind its last one, a possessive `'s` with it.
fn around(text: &str) -> (&str, &str) {
    let begin = text.find(char::is_alphanumeric).unwrap_or(text.len());
    let inner = text.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let owner = inner.strip_suffix("'s").or_else(|| inner.strip_suffix("\u{2019}s"));
    let end = owner.unwrap_or(inner).len().max(begin);
    (&text[..begin], &text[end..])
}

fn bare(text: &str) -> &str {
    let (before, behind) = around(text);
    &text[before.len()..text.len() - behind.len()]
}

fn style(said: &[SpokenWord]) -> Style {
    let has_small = said.iter().any(|word| word.word.text.chars().any(char::is_lowercase));
    let single = |part: &str| part.chars().filter(|letter| letter.is_alphanumeric()).count() == 1;
    let parts = said.iter().flat_map(|word| bare(&word.word.text).split('-'));
    let (alone, all) = parts.fold((0, 0), |(alone, all), part| {
        (alone + usize::from(single(part)), all + 1)
    });
    match () {
        () if all > 2 && alone * 2 > all => Style::Spelled,
        () if has_small => Style::Plain,
        () => Style::Capitals,
    }
}

/// Letters to change, add or leave out (Levenshtein, Soviet Physics Doklady 10, 1966).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (number, letter) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], number + 1);
        for (place, wanted) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != wanted);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::Word;

    #[test]
    fn words_become_a_line_that_is_bounded() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            earlier(&words(&["Kowalczyk", " Blue \n Line ", "", "\u{0}"])),
            "Kowalczyk, Blue Line."
        );
        assert_eq!(earlier(&[]), "");
        let many = vec!["Abcdefghi".to_owned(); 100];
        assert!(earlier(&many).len() <= LETTERS_MAX + 2 * 50);
    }

    fn spoken(words: &[(&str, f64)]) -> Vec<SpokenWord> {
        let word = |(number, (text, confidence)): (usize, &(&str, f64))| SpokenWord {
            word: Word {
                text: (*text).to_owned(),
                start_ms: number as u64 * 100,
                end_ms: number as u64 * 100 + 80,
                confidence: *confidence,
            },
            doubt: None,
            tokens: Vec::new(),
        };
        words.iter().enumerate().map(word).collect()
    }

    fn written(known: &[&str], words: &[(&str, f64)]) -> String {
        let known: Vec<String> = known.iter().map(|word| (*word).to_owned()).collect();
        let written = Spellings::new(&known).write(spoken(words));
        let times = written.iter().flat_map(|word| [word.word.start_ms, word.word.end_ms]);
        assert!(times.is_sorted());
        written
            .iter()
            .map(|word| word.word.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn what_is_nearly_a_name_and_not_sure_is_written_as_the_name() {
        for (known, heard, wanted) in [
            (
                "Kowalczyk",
                vec![("Mr.", 0.9), ("Kovalczyk's,", 0.5), ("car", 0.9)],
                "Mr. Kowalczyk's, car",
            ),
            ("Kowalczyk", vec![("Kovalczyk", 0.95)], "Kovalczyk"),
            ("Kowalczyk", vec![("kowalczyk.", 0.95)], "Kowalczyk."),
            ("Kowalczyk", vec![("Kavalchyk", 0.2)], "Kavalchyk"),
            ("Phillips", vec![("PHIL-IPS.", 0.4)], "PHILLIPS."),
            ("Phillips", vec![("P-H-I-L-I-P-S", 0.4)], "P-H-I-L-L-I-P-S"),
            ("Phillips", vec![("P-H-I-L-L-I-P-S", 0.4)], "P-H-I-L-L-I-P-S"),
            ("Frances Mary", vec![("FRANCESMARI.", 0.4)], "FRANCES MARY."),
            (
                "Tanglewylde",
                vec![("in", 0.9), ("Tangle", 0.9), ("wyld.", 0.3), ("No", 0.9)],
                "in Tanglewylde. No",
            ),
            ("Blue Line", vec![("(blue", 0.9), ("line)", 0.9)], "(Blue Line)"),
            ("Hans", vec![("hand", 0.1)], "hand"),
        ] {
            assert_eq!(written(&[known], &heard), wanted);
        }
        assert_eq!(written(&["Jansen", "Janssen"], &[("Janssenn", 0.3)]), "Janssen");
        assert_eq!(written(&[], &[("any", 0.1)]), "any");
    }

    proptest! {
        #[test]
        fn no_text_panics_and_no_time_is_lost(known in "\\PC{0,12}", words in proptest::collection::vec(("\\PC{0,8}", 0.0..1.0), 0..6)) {
            let words: Vec<(&str, f64)> = words.iter().map(|(text, confidence)| (text.as_str(), *confidence)).collect();
            let before = spoken(&words);
            let after = Spellings::new(&[known]).write(before.clone());
            let ends = |words: &[SpokenWord]| (words.first().map(|word| word.word.start_ms), words.last().map(|word| word.word.end_ms));
            prop_assert_eq!(ends(&before), ends(&after));
        }
    }
}
