//! The analysis object as the OpenAPI document describes it. The values are the engine's own JSON and pass through; the
//! contract tests hold the two together on real recordings.
#![allow(dead_code, reason = "only the schemas of these types are used")]

use std::collections::BTreeMap;

use utoipa::ToSchema;

use super::note::NoteAuthor;
use super::thresholds::FigureThresholds;

/// What the engine found in one recording. Times are whole milliseconds from its start.
#[derive(ToSchema)]
pub struct Analysis {
    pub duration_ms: u64,
    pub channels: u32,
    /// ISO 639-1.
    pub language: String,
    pub language_confidence: f64,
    pub models: ModelNames,
    pub turns: Vec<Turn>,
    pub sentiment: CallSentiment,
    pub characteristics: Characteristics,
    pub quality: Quality,
    /// Time of each stage.
    pub timings_ms: Timings,
    pub analyzed_at: chrono::DateTime<chrono::Utc>,
    /// When somebody last set words of it right, or took that back.
    #[schema(required)]
    pub corrected_at: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(ToSchema)]
pub struct ModelNames {
    pub speech: String,
    pub sentiment: String,
}

/// What one speaker said without a long pause.
#[derive(ToSchema)]
pub struct Turn {
    /// `agent`, `customer`, or `ch1`, `ch2` … where no role is known.
    pub speaker: String,
    /// From 0.
    pub channel: u32,
    pub start_ms: u64,
    pub end_ms: u64,
    pub text: String,
    pub words: Vec<Word>,
    #[schema(required)]
    pub sentiment: Option<UtteranceSentiment>,
    /// 0 to 1, mean of its words'; null in transcripts of earlier versions.
    #[schema(minimum = 0.0, maximum = 1.0, required)]
    pub confidence: Option<f64>,
    /// Why it is doubted: `low_confidence`, `repetition`, `no_speech`, `implausible_rate`. What is flagged counts in no sentiment and no rule.
    pub flags: Vec<String>,
    /// As somebody has set it right; null where nobody has. Every figure goes by the model's words.
    #[schema(required)]
    pub corrected: Option<CorrectedWords>,
}

#[derive(ToSchema)]
pub struct Word {
    pub text: String,
    pub start_ms: u64,
    pub end_ms: u64,
    /// 0 to 1.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub confidence: f64,
}

/// What somebody heard in a turn.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct CorrectedWords {
    /// Empty: nothing was said.
    pub text: String,
    /// Those that are the model's too keep their time; others lie evenly where they were said.
    #[schema(value_type = Vec<Word>)]
    pub words: serde_json::Value,
    /// Null: a key, or somebody who is no member any more.
    #[schema(required)]
    pub author: Option<NoteAuthor>,
    pub made_at: chrono::DateTime<chrono::Utc>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum SentimentLabel {
    Negative,
    Neutral,
    Positive,
}

#[derive(ToSchema)]
pub struct UtteranceSentiment {
    #[schema(required)]
    pub label: Option<SentimentLabel>,
    #[schema(minimum = -5.0, maximum = 5.0)]
    pub score: f64,
    pub probabilities: Probabilities,
}

#[derive(ToSchema)]
pub struct Probabilities {
    pub negative: f64,
    pub neutral: f64,
    pub positive: f64,
}

/// The label follows the customer; null with fewer than three scored customer turns.
#[derive(ToSchema)]
pub struct CallSentiment {
    #[schema(required)]
    pub label: Option<SentimentLabel>,
    pub by_speaker: BTreeMap<String, SpeakerSentiment>,
    pub ends_negative: bool,
}

#[derive(ToSchema)]
pub struct SpeakerSentiment {
    /// Mean over the scored turns.
    #[schema(required)]
    pub score: Option<f64>,
    /// Mean of each quarter of the speaker's time; null where it has none.
    #[schema(min_items = 4, max_items = 4)]
    pub quarters: Vec<Option<f64>>,
    /// Last quarter minus first.
    #[schema(required)]
    pub change: Option<f64>,
    /// Whether it went from at most -1 in the first quarter to at least +1 in the last one (`better`), or the other way (`worse`). Not in
    /// analyses of earlier versions.
    pub shift: Option<SentimentShift>,
    /// Of the scored turns, 0 to 1.
    pub shares: Probabilities,
    #[schema(required)]
    pub lowest: Option<LowestPoint>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum SentimentShift {
    Better,
    Worse,
}

#[derive(ToSchema)]
pub struct LowestPoint {
    pub score: f64,
    pub start_ms: u64,
}

/// Figures of the conversation. Maps by speaker hold only speakers for whom the figure exists.
#[derive(ToSchema)]
pub struct Characteristics {
    /// From the start of the recording to the end of the last turn.
    pub conversation_ms: u64,
    pub talk_ms: TalkTime,
    /// Agent talk ÷ (agent + customer talk), 0 to 1.
    #[schema(required)]
    pub talk_ratio: Option<f64>,
    /// Talk ÷ conversation, of which silence is a part, 0 to 1. Not in analyses of earlier versions.
    pub talk_share: Option<BTreeMap<String, f64>>,
    pub non_talk: NonTalk,
    #[schema(required)]
    pub silence_share: Option<f64>,
    pub interruptions: Interruptions,
    /// Turns that begin while somebody else is speaking ÷ turns.
    pub overtalk_share: BTreeMap<String, f64>,
    pub turns: BTreeMap<String, u64>,
    pub words: BTreeMap<String, u64>,
    pub words_per_minute: BTreeMap<String, u64>,
    /// How loud each spoke, by second, 0 to 100.
    #[schema(value_type = Object)]
    pub loudness: BTreeMap<String, serde_json::Value>,
    pub longest_monologue_ms: BTreeMap<String, u64>,
    /// Median of the agent's pauses after the customer stops.
    #[schema(required)]
    pub patience_ms: Option<u64>,
    /// Changes of speaker a minute.
    #[schema(required)]
    pub interactivity: Option<f64>,
    pub questions: BTreeMap<String, u64>,
    /// By which the figures are reckoned, where they are others than usual.
    pub thresholds: Option<FigureThresholds>,
}

/// Time with words.
#[derive(ToSchema)]
pub struct TalkTime {
    pub total: u64,
    pub by_speaker: BTreeMap<String, u64>,
}

/// Gaps of more than 3 s, or as the thresholds say, without a word of anyone.
#[derive(ToSchema)]
pub struct NonTalk {
    pub total_ms: u64,
    pub instances: Vec<Stretch>,
}

#[derive(ToSchema)]
pub struct Stretch {
    pub start_ms: u64,
    pub end_ms: u64,
}

/// Who took the word from whom.
#[derive(ToSchema)]
pub struct Interruptions {
    pub count: u64,
    pub total_ms: u64,
    /// By who interrupts: from where that turn begins to where the other one stops.
    pub by_speaker: BTreeMap<String, Vec<Stretch>>,
}

#[derive(ToSchema)]
pub struct Quality {
    /// `dual_mono`, `clipped`, `truncated`, `damaged`, `too_quiet`, `crosstalk` (a voice of one channel leaked into another; its words stand
    /// once, where they were said), `roles_doubtful`, `sentiment_unsupported` (the sentiment model does not read the language).
    pub flags: Vec<String>,
    pub speech_ratio: f64,
    #[schema(required)]
    pub mean_confidence: Option<f64>,
    /// Not in analyses of earlier versions.
    pub roles: Option<Roles>,
    /// What is spoken on each channel. Not in analyses of earlier versions.
    pub languages: Option<Vec<ChannelLanguage>>,
}

#[derive(ToSchema)]
pub struct ChannelLanguage {
    /// From 0.
    pub channel: u32,
    /// ISO 639-1.
    pub language: String,
    /// 1 where it was given, 0 where nobody speaks.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub confidence: f64,
}

/// How it is known who is the agent and who the customer.
#[derive(ToSchema)]
pub struct Roles {
    pub by: RolesBy,
    /// That the speakers' names are right.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub confidence: f64,
}

/// `unknown`: speakers are called by their channels. `stated`: by the settings. `inferred`: from the direction, who speaks first, and the
/// words. `corrected`: somebody has set it right.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum RolesBy {
    Unknown,
    Stated,
    Inferred,
    Corrected,
}

#[derive(ToSchema)]
pub struct Timings {
    pub decode: u64,
    pub vad: u64,
    pub transcribe: u64,
    pub sentiment: u64,
    pub total: u64,
}
