//! Which text is taken of a window that the encoder has seen: that of the likeliest tokens; and where the model is not sure of it, the best of
//! several, for which the encoder need not run again.

use super::super::accel::{self, Head, Looks};
use super::super::decoding::{Chosen, TokenId, Vocabulary, beams, greedy};
use super::super::state::{State, StateTree};
use super::super::transcriber::Ask;

/// Mean logarithm of the tokens' probabilities below which the likeliest tokens are not the likeliest text often enough (docs/models.md has the
/// figures): two windows of five are below it.
const UNSURE: f32 = -0.2;
/// Texts side by side where it is not sure of one.
pub(super) const BEAMS_WHEN_UNSURE: usize = 3;

/// A text, and what was looked at for it.
pub(super) struct Choice {
    pub text: Vec<Chosen>,
    /// Which of the tokens that were read each token of the text is; the last of a text that was cut short was not read.
    pub rows: Vec<usize>,
    pub looks: Looks,
}

impl Choice {
    fn is_unsure(&self) -> bool {
        let sum: f32 = self.text.iter().map(|chosen| chosen.log_probability).sum();
        sum < UNSURE * self.text.len() as f32
    }
}

/// How a text is chosen.
pub(super) struct Manner<'a> {
    pub vocabulary: &'a Vocabulary,
    pub prompt: &'a [TokenId],
    /// Whose looks are wanted.
    pub heads: &'a [Head],
    /// Texts side by side from the begin.
    pub beams: usize,
    /// Whether more may be had if one is unsure: only our backend holds several.
    pub may_look_again: bool,
}

impl Manner<'_> {
    pub fn choose(&self, state: &mut State, ask: &Ask<'_>) -> Result<Choice, String> {
        let choice = self.text(state, ask, self.beams)?;
        if self.may_look_again && self.beams == 1 && choice.is_unsure() {
            return self.text(state, ask, BEAMS_WHEN_UNSURE);
        }
        Ok(choice)
    }

    fn text(&self, state: &mut State, ask: &Ask<'_>, beams: usize) -> Result<Choice, String> {
        let (vocabulary, prompt) = (self.vocabulary, self.prompt);
        let (found, looks) = accel::capture(self.heads, || match beams {
            1 => greedy::decode(state, vocabulary, prompt, ask.tokens_max, ask.temperature).map(|text| {
                let read = text.len() - usize::from(text.len() >= ask.tokens_max).min(text.len());
                (text, (prompt.len()..prompt.len() + read).collect())
            }),
            _ => beams::decode(&mut StateTree::new(state), vocabulary, prompt, ask.tokens_max, beams)
                .map(|beam| (beam.text, beam.nodes)),
        });
        let (text, rows) = found?;
        Ok(Choice { text, rows, looks })
    }
}
