//! Why a recording cannot be analysed (codes that never change), and why the engine cannot start.

use std::path::PathBuf;

/// What is wrong with a recording. The code is stable and part of the API; the message names what and where.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    #[error("the recording is empty")]
    Empty,
    #[error("the recording cannot be read: {0}")]
    Unreadable(String),
    #[error("the codec is not supported: {0}")]
    UnsupportedCodec(String),
    #[error("the recording is too long: {seconds} s, at most {max_seconds} s")]
    TooLong { seconds: u64, max_seconds: u64 },
    #[error("the recording has {channels} channels, at most {max_channels}")]
    TooManyChannels { channels: u32, max_channels: u32 },
    #[error("the sample rate {rate} Hz is outside {min}…{max} Hz")]
    BadRate { rate: u32, min: u32, max: u32 },
    #[error("the speech model {model} does not know the language {language:?}")]
    UnsupportedLanguage { language: String, model: String },
    #[error("there is no speech model {model} on this node")]
    UnknownModel { model: String },
    /// Where it lies, not what it is. [`std::io::ErrorKind::InvalidData`]: what lies there is not what was stored.
    #[error("the recording could not be read from where it lies: {0}")]
    Unavailable(#[source] std::io::Error),
    /// Not the recording's fault: worth another attempt.
    #[error("the {stage} model failed: {reason}")]
    Model { stage: &'static str, reason: String },
    #[error("cancelled")]
    Cancelled,
}

impl RecordingError {
    /// The stable code. `recording_unavailable`, `model_failed` and `cancelled` are not verdicts on the recording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unreadable(_) => "unreadable",
            Self::UnsupportedCodec(_) => "unsupported_codec",
            Self::TooLong { .. } => "too_long",
            Self::TooManyChannels { .. } => "too_many_channels",
            Self::BadRate { .. } => "bad_rate",
            Self::UnsupportedLanguage { .. } => "unsupported_language",
            Self::UnknownModel { .. } => "unknown_model",
            Self::Unavailable(_) => "recording_unavailable",
            Self::Model { .. } => "model_failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether another attempt with the same bytes may end otherwise.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Model { .. } | Self::Cancelled)
    }
}

/// Why the engine cannot start: always about this machine's files, with the path.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("{what} is missing: {path}")]
    Missing { what: &'static str, path: PathBuf },
    #[error("could not load {what} from {path}: {reason}")]
    Load {
        what: &'static str,
        path: PathBuf,
        reason: String,
    },
    #[error("{0}")]
    Cpu(String),
}
