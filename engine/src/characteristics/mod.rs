//! Turns and word times → the figures of a conversation. Pure arithmetic; every formula names its source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::analysis::Speaker;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Characteristics {
    pub talk_ms: BySpeaker<u64>,
    /// Agent talk ÷ (agent + customer talk), 0…1; `None` without an agent and a customer that talk.
    pub talk_ratio: Option<f64>,
}

/// A sum over all speakers and its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BySpeaker<T> {
    pub total: T,
    pub by_speaker: BTreeMap<Speaker, T>,
}
