//! What the engine found → the rows that are stored: between two crates that do not know each other.

use engine::analysis::{Analysis, Turn};
use engine::audio::{Limits, Recorded};
use engine::worker::Options;
use models::calls::peaks;
use models::calls::result::AnalysisRow;
use models::compliance::sealing::{DataKey, Place};
use models::ids::{LegId, TenantId};
use serde::Serialize;
use serde_json::Value;

use crate::sound::Peaks;
use crate::{search, transcript};

/// The name of the side whose feeling a call's label follows.
const CUSTOMER: &str = "customer";

#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    #[error("what was found is no JSON")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Transcript(#[from] transcript::TranscriptError),
    #[error(transparent)]
    Seal(#[from] models::compliance::sealing::SealError),
}

/// Where a leg's transcript is sealed.
pub fn transcript_place(tenant: TenantId, leg: &LegId) -> Place<'_> {
    Place {
        tenant,
        table: "transcripts",
        row: leg.0.as_bytes(),
    }
}

/// Seals the turns and lays out the rest. Computes: not for an async thread.
pub fn row(
    found: &Analysis,
    key: &DataKey,
    tenant: TenantId,
    leg: LegId,
    compute_seconds: f64,
) -> Result<AnalysisRow, FoundError> {
    let transcript = key.seal(transcript_place(tenant, &leg), &transcript::pack(&found.turns)?)?;
    let (customer_scored, customer_score_sum) = customer(&found.turns);
    let words: usize = found.turns.iter().map(|turn| turn.words.len()).sum();
    Ok(AnalysisRow {
        duration_ms: i64::try_from(found.duration_ms).unwrap_or(i64::MAX),
        channels: i32::from(found.channels),
        language: found.language.clone(),
        language_confidence: found.language_confidence,
        models: json(&found.models)?,
        sentiment: json(&found.sentiment)?,
        characteristics: json(&found.characteristics)?,
        quality: json(&found.quality)?,
        timings: json(&found.timings_ms)?,
        customer_scored,
        customer_score_sum,
        transcript,
        words: i32::try_from(words).unwrap_or(i32::MAX),
        index: search::of_turns(key, tenant, &found.turns)?,
        peaks: Vec::new(),
        compute_seconds,
    })
}

/// The row with how loud the recording is along its length, where it is one that we decode. Computes.
pub fn with_peaks(
    mut row: AnalysisRow,
    recording: &dyn Recorded,
    options: &Options,
    (key, tenant, leg): (&DataKey, TenantId, LegId),
) -> Result<AnalysisRow, FoundError> {
    let limits = Limits {
        max_seconds: options.max_seconds,
        ..Limits::default()
    };
    if let Some(found) = Peaks::of_recording(recording, options.declared.as_ref(), &limits) {
        row.peaks = peaks::seal(key, tenant, leg, &found.pack())?;
    }
    Ok(row)
}

/// Scored turns of the customer, and the sum of their scores.
pub(super) fn customer(turns: &[Turn]) -> (i32, f64) {
    let turns = turns.iter().filter(|turn| turn.speaker == CUSTOMER);
    let scores = turns
        .filter_map(|turn| turn.sentiment.as_ref())
        .filter(|sentiment| sentiment.label.is_some())
        .map(|sentiment| sentiment.score);
    scores.fold((0, 0.0), |(scored, sum), score| (scored + 1, sum + score))
}

fn json(value: &impl Serialize) -> Result<Value, serde_json::Error> {
    serde_json::to_value(value)
}
