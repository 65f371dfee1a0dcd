//! The analysis object: what the engine found in one recording, in the shape in which it leaves as JSON.
//!
//! Times are whole milliseconds from the start of the recording. Maps by speaker are ordered by name.

mod flag;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use flag::{QualityFlag, TurnFlag};

/// `agent`, `customer`, or `ch1`, `ch2` … where no role is known.
pub type Speaker = String;

/// The roles that figures about one side of a call go by. Without them those figures are `None`, never a guess.
pub const AGENT: &str = "agent";
pub const CUSTOMER: &str = "customer";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    pub duration_ms: u64,
    pub channels: u16,
    /// ISO 639-1 code of what was spoken where most was said, or of the language that was asked for.
    pub language: String,
    /// 0…1; 1 when the language was given.
    pub language_confidence: f64,
    pub models: ModelNames,
    pub turns: Vec<Turn>,
    pub sentiment: CallSentiment,
    pub characteristics: Characteristics,
    pub quality: Quality,
    pub timings_ms: Timings,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelNames {
    pub speech: String,
    pub sentiment: String,
}

/// What one speaker said without a long pause. Turns are ordered by `start_ms`; no word stands in two turns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    pub speaker: Speaker,
    /// Channel of the recording, from 0.
    #[serde(default)]
    pub channel: u16,
    /// With words, theirs count; so does their text.
    #[serde(default)]
    pub start_ms: u64,
    #[serde(default)]
    pub end_ms: u64,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub words: Vec<Word>,
    #[serde(default)]
    pub sentiment: Option<UtteranceSentiment>,
    /// 0…1, mean of its words'; `None` in transcripts that were made before it was told.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// Why it is doubted. What is flagged is left out of sentiment, of rules, and of what tells the roles.
    #[serde(default)]
    pub flags: Vec<TurnFlag>,
}

impl Turn {
    /// A part of it: some of its words, with what goes for the whole.
    pub fn of_words(&self, words: Vec<Word>) -> Self {
        Self {
            start_ms: words.first().map_or(self.start_ms, |word| word.start_ms),
            end_ms: words.iter().map(|word| word.end_ms).max().unwrap_or(self.end_ms),
            text: crate::speech::turns::text(&words),
            words,
            ..self.clone()
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Word {
    pub text: String,
    pub start_ms: u64,
    pub end_ms: u64,
    /// 0…1, the model's probability of the word (product over its tokens' geometric mean).
    #[serde(default = "certain")]
    pub confidence: f64,
}

fn certain() -> f64 {
    1.0
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentimentLabel {
    Negative,
    Neutral,
    Positive,
}

/// One utterance. `label` is `None` (and `score` 0) where there was nothing to score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UtteranceSentiment {
    pub label: Option<SentimentLabel>,
    /// -5…5: 5 (p_positive - p_negative), 0 when the label is neutral.
    pub score: f64,
    pub probabilities: Probabilities,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Probabilities {
    pub negative: f64,
    pub neutral: f64,
    pub positive: f64,
}

/// Sentiment of the whole recording. The label follows the customer; `None` with fewer than three scored customer turns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallSentiment {
    pub label: Option<SentimentLabel>,
    pub by_speaker: BTreeMap<Speaker, SpeakerSentiment>,
    /// The customer's last quarter is at or below -1.
    pub ends_negative: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpeakerSentiment {
    /// Mean over the scored turns; `None` if none was scored.
    pub score: Option<f64>,
    /// Mean of the turns that begin in each quarter of this speaker's time (product: floor(i × last end / 4)).
    pub quarters: [Option<f64>; 4],
    /// Last quarter with a value minus the first one; `None` with fewer than two.
    pub change: Option<f64>,
    /// Between the same two: from a clear feeling to the opposite one.
    pub shift: Option<SentimentShift>,
    /// Of the scored turns, 0…1.
    pub shares: Probabilities,
    pub lowest: Option<LowestPoint>,
}

/// From at most -1 to at least +1, or the other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentimentShift {
    Better,
    Worse,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LowestPoint {
    pub score: f64,
    pub start_ms: u64,
}

/// How far what was found may be trusted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    pub flags: Vec<QualityFlag>,
    /// Detected speech over the duration of all channels, 0…1.
    pub speech_ratio: f64,
    /// Mean over all words; `None` without words.
    pub mean_confidence: Option<f64>,
    #[serde(default)]
    pub roles: Roles,
    /// Of each channel that counts.
    #[serde(default)]
    pub languages: Vec<ChannelLanguage>,
}

/// What is spoken on a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelLanguage {
    pub channel: u16,
    /// ISO 639-1.
    pub language: String,
    /// 0…1; 1 when it was given, 0 where nobody speaks.
    pub confidence: f64,
}

/// How it is known who is the agent and who the customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Roles {
    pub by: RolesBy,
    /// 0…1: that the speakers' names are right.
    pub confidence: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RolesBy {
    /// Nothing says it: speakers are called by their channels.
    #[default]
    Unknown,
    /// Whoever sends the recording says which channel is whose.
    Stated,
    /// From the call's direction, who speaks first, and the words.
    Inferred,
    /// Somebody has listened and set it right.
    Corrected,
}

/// CPU-side wall time of each stage, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    pub decode: u64,
    pub vad: u64,
    pub transcribe: u64,
    pub sentiment: u64,
    pub total: u64,
}

pub use crate::characteristics::Characteristics;
