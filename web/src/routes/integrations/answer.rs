//! What whoever sends is told: what became of what was sent, and of live audio.

use actors::sources::Receipt;
use actors::sources::live::{Ended, Settled};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What became of what was sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IntakeReceipt, example = json!({ "legs": ["f106c8e1-98ae-5e98-af8a-d93f43245fbb"], "held": 0, "repeated": 0, "ignored": 0, "quarantined": 0 }))]
pub struct Answer {
    /// Legs that are stored now, or were before.
    pub legs: Vec<Uuid>,
    /// Events that are kept until their call is over.
    pub held: usize,
    /// Events that were there already.
    pub repeated: usize,
    /// Pieces that are no records and are not meant to be.
    pub ignored: usize,
    /// Pieces that could not be read, and are kept aside.
    pub quarantined: usize,
    /// Under which id they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarantine_id: Option<Uuid>,
    /// What live audio has become.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<Recording>,
}

impl From<Receipt> for Answer {
    fn from(receipt: Receipt) -> Self {
        Self {
            legs: receipt.legs.iter().map(|(leg, _)| leg.0).collect(),
            held: receipt.held,
            repeated: receipt.repeated,
            ignored: receipt.ignored.len(),
            quarantined: receipt.quarantined.len(),
            quarantine_id: receipt.aside,
            recording: None,
        }
    }
}

/// The recording that live audio has become.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LiveRecording)]
pub struct Recording {
    /// Its leg; null: it has none yet, and is among those without a leg.
    #[schema(required)]
    pub leg_id: Option<Uuid>,
    /// Its id as long as it has no leg.
    #[schema(required)]
    pub orphan_id: Option<Uuid>,
    /// By what it has found the leg of another source (`reference`, `id`), or why it has found none; null: the leg is its own.
    #[schema(required)]
    pub note: Option<&'static str>,
    /// Of the file, hex.
    pub sha256: String,
    pub bytes: u64,
    pub duration_ms: u64,
    /// `new` or `duplicate`.
    pub fate: &'static str,
    /// Its end is missing: it broke off, or reached a bound.
    pub truncated: bool,
}

impl From<Settled> for Recording {
    fn from(settled: Settled) -> Self {
        Self {
            leg_id: settled.leg.map(|leg| leg.0),
            orphan_id: settled.orphan,
            note: settled.why,
            sha256: hex::encode(settled.sha256),
            bytes: settled.bytes,
            duration_ms: settled.duration_ms,
            fate: settled.fate.as_str(),
            truncated: settled.is_cut,
        }
    }
}

impl From<Ended> for Answer {
    fn from(ended: Ended) -> Self {
        Self {
            recording: ended.recording.map(Recording::from),
            ..Self::from(ended.receipt)
        }
    }
}
