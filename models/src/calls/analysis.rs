//! What the engine found in a leg's recording, without the words: those are sealed (`transcript.rs`). Written by `result.rs`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::schema::analyses;

/// The keys of the analysis object but `turns`.
#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = analyses, check_for_backend(diesel::pg::Pg))]
pub struct Analysis {
    #[serde(skip)]
    pub leg_id: Uuid,
    pub duration_ms: i64,
    pub channels: i32,
    pub language: String,
    pub language_confidence: f64,
    pub models: Value,
    pub sentiment: Value,
    pub characteristics: Value,
    pub quality: Value,
    #[serde(rename = "timings_ms")]
    pub timings: Value,
    pub analyzed_at: DateTime<Utc>,
    /// When somebody last set words of it right, or took that back.
    pub corrected_at: Option<DateTime<Utc>>,
}
