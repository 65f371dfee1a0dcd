//! Logits of a model, step by step → the tokens of a text. Pure: the model stands behind `Steps`, so that every way of choosing is
//! tested without one. The same logits give the same tokens: nothing here depends on a clock, on chance or on what came before.
//!
//! | module | holds |
//! |---|---|
//! | `vocabulary` | which tokens a text is made of, and the model's own marks |
//! | `scores` | logits → logarithms of probabilities, the best ones, one drawn at random |
//! | `greedy` | always the likeliest token |
//! | `beams` | several texts side by side |

pub mod beams;
pub mod greedy;
pub mod scores;
pub mod vocabulary;

pub use vocabulary::{TokenId, Vocabulary};

/// A decoder after the sound was encoded: tokens in, logits of the next token out.
pub trait Steps {
    /// Forgets all tokens from the `kept`-th on, then reads `tokens`. Errors: the recogniser's own words.
    fn feed(&mut self, kept: usize, tokens: &[TokenId]) -> Result<(), String>;

    /// Of the token after the last one fed, if that was fed alone: one value for each token of the vocabulary.
    fn logits(&self) -> Result<&[f32], String>;
}

/// How a text is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoding {
    /// Texts kept side by side; 1 is the likeliest token each time, and several only where that makes an unsure text.
    pub beams: usize,
    /// Samples of silence that the model sees after the speech, where our backend runs; `None` is as much as 30 s hold. Less is
    /// cheaper, and the model is likelier to go astray.
    pub silence: Option<usize>,
}

/// More than whisper.cpp can hold at once.
pub const BEAMS_MAX: usize = 8;

impl Default for Decoding {
    fn default() -> Self {
        Self {
            beams: 1,
            silence: None,
        }
    }
}

/// A token with the probability that the model gave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    pub id: TokenId,
    /// Natural logarithm.
    pub log_probability: f32,
}

/// Reads the prompt. whisper-rs shows the logits of the first token of each call, so the last one goes alone.
pub(super) fn begin(steps: &mut dyn Steps, prompt: &[TokenId]) -> Result<(), String> {
    let (last, before) = prompt.split_last().ok_or("a prompt without tokens")?;
    if !before.is_empty() {
        steps.feed(0, before)?;
    }
    steps.feed(before.len(), &[*last])
}

/// The probability that nobody speaks, as the model tells it at the very begin of a text. Whatever was read is forgotten.
pub fn no_speech(steps: &mut dyn Steps, vocabulary: &Vocabulary) -> Result<f32, String> {
    steps.feed(0, &[vocabulary.marks.start])?;
    let mark = usize::try_from(vocabulary.marks.no_speech).map_err(|error| error.to_string())?;
    Ok(scores::probability(steps.logits()?, mark))
}

#[cfg(test)]
mod testing;
