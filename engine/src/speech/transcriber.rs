//! What the rest of the engine needs of a speech recogniser, and no more: another backend has this one door.

/// Hears one window at a time. One worker has one and reuses it; the same samples give the same answer, whatever came before.
pub trait Transcriber: Send {
    /// `samples`: one channel at 16 kHz, at most 28 s. Errors: the recogniser's own words.
    fn transcribe(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String>;

    /// Whether there is more than English to hear.
    fn is_multilingual(&self) -> bool;

    /// Whether `language` (ISO 639-1) is one that the model was made for.
    fn knows(&self, language: &str) -> bool;

    /// Which language is spoken in `samples`, and with what probability.
    fn language(&mut self, samples: &[f32]) -> Result<(String, f32), String>;
}

/// How a window shall be heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ask<'a> {
    /// ISO 639-1.
    pub language: &'a str,
    /// Said before the window, as the model is made to believe: what stands in it is likelier to be heard. Empty for nothing.
    pub earlier: &'a str,
    /// Whether tokens need times.
    pub times: bool,
    /// Above 0 tokens are drawn at random (always the same ones): for what cannot be heard otherwise.
    pub temperature: f32,
    /// At most this many tokens: no window may run away.
    pub tokens_max: usize,
}

/// What was heard in one window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    pub tokens: Vec<Token>,
    /// The limit of tokens was reached.
    pub ran_away: bool,
    /// The model's probability that nobody speaks, 0…1; 0 where the text is likely enough that nobody asks.
    pub no_speech: f32,
}

impl Heard {
    /// Mean logarithm of the tokens' probabilities; 0 for nothing.
    pub fn certainty(&self) -> f32 {
        let sum: f32 = self.tokens.iter().map(|token| token.probability.max(1e-9).ln()).sum();
        sum / self.tokens.len().max(1) as f32
    }
}

/// Certainty below which a hearing is not trusted: Whisper's own limit.
pub const TRUST_MIN: f32 = -1.0;

/// A piece of text: a word, or part of one. A word's first token begins with a space where the language has spaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// UTF-8, but a character may be spread over several tokens.
    pub bytes: Vec<u8>,
    /// The model's, 0…1.
    pub probability: f32,
    /// The sample of the window where the token ends, if times were asked for.
    pub end: Option<usize>,
}
