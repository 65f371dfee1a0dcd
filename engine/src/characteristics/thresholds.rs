//! From where on something counts: what a house may see otherwise than most.

use serde::{Deserialize, Serialize};

/// What nobody says otherwise is as it is said here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    /// A gap without a word of anyone is non-talk time if it is longer: 3,000 ms, as with Amazon.
    pub non_talk_over_ms: u64,
    /// For how long both speak at once, at least, where one interrupts the other: 1,000 ms.
    pub overlap_ms: u64,
    /// How soon whoever is interrupted has stopped, from where the other one begins: 2,000 ms.
    pub yield_ms: u64,
    /// So few words are a listening noise and interrupt nobody ("mm", "yes", "I see"): 2.
    pub listening_words: u64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            non_talk_over_ms: 3000,
            overlap_ms: 1000,
            yield_ms: 2000,
            listening_words: 2,
        }
    }
}

impl Thresholds {
    pub fn are_usual(&self) -> bool {
        *self == Self::default()
    }
}
