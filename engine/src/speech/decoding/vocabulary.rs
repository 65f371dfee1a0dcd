//! What a model's tokens are to a text: which ones may stand in it, and the marks that the model itself reads.

use std::collections::HashSet;

/// As whisper.cpp numbers them.
pub type TokenId = i32;

/// Signs that nobody speaks: a model that writes them describes noise. Alone or after a space; Whisper's own list.
const UNSPOKEN: [&str; 54] = [
    "\"",
    "#",
    "(",
    ")",
    "*",
    "+",
    "/",
    ":",
    ";",
    "<",
    "=",
    ">",
    "@",
    "[",
    "\\",
    "]",
    "^",
    "_",
    "`",
    "{",
    "|",
    "}",
    "~",
    "「",
    "」",
    "『",
    "』",
    "<<",
    ">>",
    "<<<",
    ">>>",
    "--",
    "---",
    "-(",
    "-[",
    "('",
    "(\"",
    "((",
    "))",
    "(((",
    ")))",
    "[[",
    "]]",
    "{{",
    "}}",
    "♪♪",
    "♪♪♪",
    "♩",
    "♪",
    "♫",
    "♬",
    "♭",
    "♮",
    "♯",
];
/// Fine inside a word, not at its beginning.
const UNSPOKEN_FIRST: [&str; 2] = [" -", " '"];

/// The marks of one model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// All tokens below are text.
    pub end: TokenId,
    pub start: TokenId,
    pub transcribe: TokenId,
    pub no_times: TokenId,
    /// What the model says in place of a text where nobody speaks.
    pub no_speech: TokenId,
    /// Before words that were said earlier.
    pub earlier: TokenId,
}

/// One model's tokens. Built once, shared by all workers.
#[derive(Clone, Debug, PartialEq)]
pub struct Vocabulary {
    pub marks: Marks,
    /// For each token up to the end mark 0, or minus infinity where it may not be chosen.
    bias: Vec<f32>,
    /// The same for the first token of a text: it is no space, and not the end.
    bias_first: Vec<f32>,
}

impl Vocabulary {
    /// `bytes` of every text token, in order of their numbers.
    pub fn new<'a>(marks: Marks, bytes: impl Iterator<Item = &'a [u8]>) -> Self {
        let unspoken: HashSet<Vec<u8>> = UNSPOKEN
            .iter()
            .flat_map(|sign| [sign.as_bytes().to_vec(), format!(" {sign}").into_bytes()])
            .chain(UNSPOKEN_FIRST.iter().map(|sign| sign.as_bytes().to_vec()))
            .collect();
        let text = usize::try_from(marks.end).unwrap_or(0);
        let mut bias = Vec::with_capacity(text + 1);
        let mut bias_first = Vec::with_capacity(text + 1);
        for bytes in bytes.take(text) {
            let value = if unspoken.contains(bytes) {
                f32::NEG_INFINITY
            } else {
                0.0
            };
            bias.push(value);
            bias_first.push(if bytes == b" " { f32::NEG_INFINITY } else { value });
        }
        bias.push(0.0);
        bias_first.push(f32::NEG_INFINITY);
        Self {
            marks,
            bias,
            bias_first,
        }
    }

    /// What is added to the logits of the tokens up to the end mark; all marks behind it are never chosen.
    pub fn bias(&self, is_first: bool) -> &[f32] {
        match is_first {
            true => &self.bias_first,
            false => &self.bias,
        }
    }

    /// What the model reads before the text. `language`: its mark, for models of many languages. `earlier`: what was said before.
    pub fn prompt(&self, language: Option<TokenId>, earlier: &[TokenId]) -> Vec<TokenId> {
        let marks = &self.marks;
        let mut prompt = Vec::with_capacity(earlier.len() + 5);
        if !earlier.is_empty() {
            prompt.push(marks.earlier);
            prompt.extend(earlier);
        }
        match language {
            Some(language) => prompt.extend([marks.start, language, marks.transcribe, marks.no_times]),
            None => prompt.extend([marks.start, marks.no_times]),
        }
        prompt
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Tokens 0…n-1 are text, n is the end, and five marks follow.
    pub(crate) fn vocabulary(texts: &[&str]) -> Vocabulary {
        let end = texts.len() as TokenId;
        let marks = Marks {
            end,
            start: end + 1,
            transcribe: end + 2,
            no_times: end + 3,
            no_speech: end + 4,
            earlier: end + 5,
        };
        Vocabulary::new(marks, texts.iter().map(|text| text.as_bytes()))
    }

    #[test]
    fn signs_that_nobody_speaks_are_never_chosen_and_a_text_begins_with_a_word() {
        let vocabulary = vocabulary(&[" yes", " ", " (", "♪", "-", " -", "'s", " ♯"]);
        let barred = |bias: &[f32]| -> Vec<usize> { (0..bias.len()).filter(|i| bias[*i] != 0.0).collect() };
        assert_eq!(barred(vocabulary.bias(false)), [2, 3, 5, 7]);
        assert_eq!(barred(vocabulary.bias(true)), [1, 2, 3, 5, 7, 8]);
        assert_eq!(vocabulary.bias(false).len(), 9);
    }

    #[test]
    fn a_model_of_many_languages_is_told_which() {
        let vocabulary = vocabulary(&[" yes"]);
        assert_eq!(vocabulary.prompt(None, &[]), [2, 4]);
        assert_eq!(vocabulary.prompt(Some(99), &[]), [2, 99, 3, 4]);
    }

    #[test]
    fn what_was_said_before_stands_before_the_begin() {
        assert_eq!(vocabulary(&[" yes"]).prompt(None, &[0, 0]), [6, 0, 0, 2, 4]);
    }
}
