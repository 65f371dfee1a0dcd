//! Tokens of a recogniser → words, as a reader sees them: text with its punctuation, confidence, and which stretch of the window
//! the recogniser means. Times are made from that in `alignment`.

use super::transcriber::Token;

/// A word of one window, before it has times.
#[derive(Clone, Debug, PartialEq)]
pub struct HeardWord {
    pub text: String,
    /// Geometric mean of its tokens' probabilities, 0…1.
    pub confidence: f32,
    /// Samples of the window between which it ends, as far as the recogniser tells: after its last sound, and after its punctuation.
    pub end: Option<(usize, usize)>,
}

/// Words in order. What holds neither letter nor digit is punctuation and belongs to the word before it; what stands in
/// brackets is no speech ("[MUSIC]") and is left out.
pub fn words(tokens: &[Token]) -> Vec<HeardWord> {
    let mut words: Vec<HeardWord> = Vec::new();
    let mut open = Open::default();
    for token in tokens {
        if open.starts_anew(token) {
            open.close(&mut words);
        }
        open.add(token);
    }
    open.close(&mut words);
    words
}

/// A word in the making.
#[derive(Default)]
struct Open {
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

    fn close(&mut self, words: &mut Vec<HeardWord>) {
        let open = std::mem::take(self);
        let text = String::from_utf8_lossy(&open.bytes).trim().to_owned();
        let is_word = open.has_sound && text.chars().any(char::is_alphanumeric);
        if is_word && !is_bracketed(&text) {
            let confidence = (open.log_probability / open.tokens.max(1.0)).exp().clamp(0.0, 1.0);
            words.push(HeardWord {
                text,
                confidence,
                end: open.end,
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
pub(super) fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff)
}

#[cfg(test)]
mod tests {
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
