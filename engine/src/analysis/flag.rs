//! What is doubtful about a turn or a recording: marked, so that nobody has to take it for certain. Names that never change.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnFlag {
    /// The words are unlikely by the model's own account.
    LowConfidence,
    /// The recogniser went round in circles.
    Repetition,
    /// The model holds it likelier that nobody spoke.
    NoSpeech,
    /// Far more words than anybody says in that time, or far fewer.
    ImplausibleRate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityFlag {
    /// Both channels carry the same signal: counted as one.
    DualMono,
    Clipped,
    /// The file ends before its header says.
    Truncated,
    /// Some of it could not be decoded and counts as silence.
    Damaged,
    TooQuiet,
    /// A voice of one channel leaked into another, far fainter: its words stand once, where they were said.
    Crosstalk,
    /// The words speak against the roles that were stated: the speakers may be swapped.
    RolesDoubtful,
    /// The sentiment model does not read what is spoken: those turns have no sentiment.
    SentimentUnsupported,
}
