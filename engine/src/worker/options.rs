//! How one recording shall be analysed: what is known of it, and what is wanted.

use crate::analysis::Speaker;
use crate::audio::{DeclaredFormat, Limits};
use crate::characteristics::Thresholds;
use crate::roles::Direction;

/// How one recording shall be analysed.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// ISO 639-1; `None`: what is spoken on each channel, if the model knows more than one.
    pub language: Option<String>,
    /// The same for each channel of a recording of as many channels; any other goes by `language`.
    pub by_channel: Vec<Option<String>>,
    /// Name of a speech model; `None`: the default one.
    pub model: Option<String>,
    /// Names and words that are likely to be said.
    pub vocabulary: Vec<String>,
    /// Whose voice is on which channel. Counts only where the recording has as many channels; else `ch1`, `ch2` …. `caller` and
    /// `callee` become what the direction says, and `auto` alone finds out.
    pub roles: Vec<Speaker>,
    /// Somebody has listened and set the roles right.
    pub roles_corrected: bool,
    /// Of the call, if it is known.
    pub direction: Option<Direction>,
    pub declared: Option<DeclaredFormat>,
    pub max_seconds: u64,
    /// Without, words lie evenly over their speech: half as dear, and good for nothing but reading.
    pub word_times: bool,
    /// From where on something counts in the figures.
    pub thresholds: Thresholds,
}

impl Default for Options {
    fn default() -> Self {
        let max_seconds = Limits::default().max_seconds;
        Self {
            language: None,
            by_channel: Vec::new(),
            model: None,
            vocabulary: Vec::new(),
            roles: Vec::new(),
            roles_corrected: false,
            direction: None,
            declared: None,
            max_seconds,
            word_times: true,
            thresholds: Thresholds::default(),
        }
    }
}
