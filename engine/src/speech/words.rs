//! Tokens of a recogniser → words, as a reader sees them: text with its punctuation, confidence, and which stretch of the window
//! the recogniser means. Times are made from that in `alignment`.

use std::ops::Range;

use super::transcriber::Token;

/// A word of one window, before it has times.
#[derive(Clone, Debug, PartialEq)]
pub struct HeardWord {
    pub text: String,
    /// Geometric mean of its tokens' probabilities, 0…1.
    pub confidence: f32,
    /// Samples of the window between which it ends, as far as the recogniser tells: after its last sound, and after its punctuation.
    pub end: Option<(usize, usize)>,
    /// Which of the tokens it is made of.
    pub tokens: Range<usize>,
}

/// A piece of a word, as the model chose it.
#[derive(Clone, Debug, PartialEq)]
pub struct SpokenToken {
    /// UTF-8, but a character may be spread over several.
    pub bytes: Vec<u8>,
    /// Natural logarithm of the probability that the model gave it.
    pub log_probability: f32,
}

/// The tokens of a word without the space around it: together they are its text.
pub fn spelled(tokens: &[Token]) -> Vec<SpokenToken> {
    let whole: Vec<u8> = tokens.iter().flat_map(|token| token.bytes.iter().copied()).collect();
    let text = String::from_utf8_lossy(&whole);
    let mut before = text.len() - text.trim_start().len();
    let mut after = text.trim_start().len() - text.trim().len();
    let spoken = tokens.iter().map(|token| SpokenToken {
        bytes: token.bytes.clone(),
        log_probability: token.probability.max(f32::MIN_POSITIVE).ln().min(0.0),
    });
    let mut spoken: Vec<SpokenToken> = spoken.collect();
    for token in &mut spoken {
        let cut = before.min(token.bytes.len());
        token.bytes.drain(..cut);
        before -= cut;
    }
    for token in spoken.iter_mut().rev() {
        let cut = after.min(token.bytes.len());
        token.bytes.truncate(token.bytes.len() - cut);
        after -= cut;
    }
    spoken
}

/// Words in order. What holds neither letter nor digit is punctuation and belongs to the word before it; what stands in
/// brackets is no speech ("[MUSIC]") and is left out.
pub fn words(tokens: &[Token]) -> Vec<HeardWord> {
    let mut words: Vec<HeardWord> = Vec::new();
    let mut open = Open::default();
    for (number, token) in tokens.iter().enumerate() {
        if open.starts_anew(token) {
            open.close(number, &mut words);
        }
        open.add(token);
    }
    open.close(tokens.len(), &mut words);
    words
}

/// A word in the making.
#[derive(Default)]
struct Open {
    /// Number of its first token.
    first: usize,
    bytes: Vec<u8>,
    log_probability: f32,
    tokens: f32,
    end: Option<(usize, usize)>,
    has_sound: bool,
}

impl Open {
    /// A space begins a word. So does each character of a script without spaces, once the one before it is whole.
    fn starts_anew(&self, token: &Token) -> bool {
        let Some(first) = token.bytes.first() else { return false };
        if first.is_ascii_whitespace() {
            return true;
        }
        let whole = std::str::from_utf8(&self.bytes);
        let begins = match std::str::from_utf8(&token.bytes) {
            Ok(text) => text.chars().next().is_some_and(char::is_alphanumeric),
            // The first part of a character.
            Err(_) => true,
        };
        begins && whole.is_ok_and(|text| text.chars().any(is_unspaced))
    }

    fn add(&mut self, token: &Token) {
        let sounds = token
            .bytes
            .iter()
            .any(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
        self.bytes.extend_from_slice(&token.bytes);
        if let Some(end) = token.end {
            let sound = self.end.map_or(end, |(sound, _)| if sounds { end } else { sound });
            self.end = Some((sound, end));
        }
        // Punctuation is a matter of taste: it says nothing about how well the word was heard.
        if sounds {
            self.log_probability += token.probability.max(1e-9).ln();
            self.tokens += 1.0;
        }
        self.has_sound |= sounds;
    }

    /// `next`: the token that begins what comes after it.
    fn close(&mut self, next: usize, words: &mut Vec<HeardWord>) {
        let anew = Self {
            first: next,
            ..Self::default()
        };
        let open = std::mem::replace(self, anew);
        let text = String::from_utf8_lossy(&open.bytes).trim().to_owned();
        let is_word = open.has_sound && text.chars().any(char::is_alphanumeric);
        if is_word && !is_bracketed(&text) {
            let confidence = (open.log_probability / open.tokens.max(1.0)).exp().clamp(0.0, 1.0);
            words.push(HeardWord {
                text,
                confidence,
                end: open.end,
                tokens: open.first..next,
            });
        } else if let Some(last) = words.last_mut()
            && let (Some((sound, _)), Some((_, end))) = (last.end, open.end)
        {
            last.end = Some((sound, end));
        }
    }
}

fn is_bracketed(text: &str) -> bool {
    matches!(
        (text.chars().next(), text.chars().next_back()),
        (Some('['), Some(']')) | (Some('('), Some(')'))
    )
}

/// Han, kana, Thai, Lao, Khmer, Burmese.
pub(crate) fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(of: &[(&str, f32, usize)]) -> Vec<Token> {
        let token = |(text, probability, end): &(&str, f32, usize)| Token {
            bytes: text.as_bytes().to_vec(),
            probability: *probability,
            end: Some(*end),
        };
        of.iter().map(token).collect()
    }

    #[test]
    fn a_space_begins_a_word_and_punctuation_ends_it() {
        let words = words(&tokens(&[
            (" Amer", 0.9, 10),
            ("icans", 0.4, 20),
            (",", 0.1, 35),
            (" ask", 1.0, 50),
        ]));
        assert_eq!(
            words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(),
            ["Americans,", "ask"]
        );
        assert!((words[0].confidence - 0.6).abs() < 1e-6);
        assert_eq!((words[0].end, words[1].end), (Some((20, 35)), Some((50, 50))));
    }

    #[test]
    fn dashes_and_noises_in_brackets_are_no_words() {
        let words = words(&tokens(&[
            (" -", 0.9, 1),
            (" Yes", 0.9, 5),
            (".", 0.9, 6),
            (" [", 0.9, 7),
            ("Music", 0.9, 8),
            ("]", 0.9, 9),
            (" ...", 0.9, 11),
        ]));
        assert_eq!(words.len(), 1);
        assert_eq!((words[0].text.as_str(), words[0].end), ("Yes.", Some((5, 11))));
        assert_eq!(words[0].tokens, 1..3);
    }

    #[test]
    fn tokens_of_a_word_are_its_text_with_what_the_model_gave_each() {
        let all = tokens(&[
            (" -", 0.9, 1),
            (" Amer", 0.5, 10),
            ("icans", 0.25, 20),
            (", ", 0.1, 35),
            (" ", 0.9, 36),
            ("日", 0.0, 50),
        ]);
        let spoken = words(&all).into_iter().map(|word| spelled(&all[word.tokens]));
        let spoken: Vec<Vec<SpokenToken>> = spoken.collect();
        let of = |token: &SpokenToken| (token.bytes.clone(), token.log_probability);
        let first: Vec<_> = spoken[0].iter().map(of).collect();
        assert_eq!(
            first,
            [
                (b"Amer".to_vec(), 0.5_f32.ln()),
                (b"icans".to_vec(), 0.25_f32.ln()),
                (b",".to_vec(), 0.1_f32.ln())
            ]
        );
        let second: Vec<&[u8]> = spoken[1].iter().map(|token| token.bytes.as_slice()).collect();
        assert_eq!((spoken.len(), second), (2, vec!["".as_bytes(), "日".as_bytes()]));
        assert!(spoken[1][1].log_probability.is_finite());
    }

    proptest! {
        #[test]
        fn tokens_and_words_say_the_same(pieces in prop::collection::vec("[ a-z,.日本\\[\\]-]{0,4}", 0..30)) {
            let token = |piece: &String| Token { bytes: piece.as_bytes().to_vec(), probability: 0.5, end: None };
            let all: Vec<Token> = pieces.iter().map(token).collect();
            let mut last = 0;
            for word in words(&all) {
                prop_assert!(word.tokens.start >= last && word.tokens.end <= all.len());
                last = word.tokens.end;
                let bytes: Vec<u8> = spelled(&all[word.tokens]).into_iter().flat_map(|token| token.bytes).collect();
                prop_assert_eq!(String::from_utf8(bytes).unwrap(), word.text);
            }
        }
    }

    #[test]
    fn characters_of_a_script_without_spaces_are_words_even_when_spread_over_tokens() {
        let mut all = tokens(&[("日", 0.9, 1), ("", 0.9, 2), ("", 0.9, 3), ("。", 0.9, 4)]);
        all[1].bytes = "本".as_bytes()[..2].to_vec();
        all[2].bytes = "本".as_bytes()[2..].to_vec();
        let words = words(&all);
        assert_eq!(
            words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(),
            ["日", "本。"]
        );
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        let token = Token {
            bytes: vec![b' ', 0xff, b'a'],
            probability: f32::NAN,
            end: None,
        };
        assert_eq!(words(&[token])[0].text, "\u{fffd}a");
    }
}
