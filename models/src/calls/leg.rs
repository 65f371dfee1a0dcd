//! One normalised record as it is read back, with its recording and what was found in it. Written by `intake`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::analysis::Analysis;
use super::recording::Recording;
use crate::ids::LegId;
use crate::schema::legs;

/// Keys as in the normalised record.
#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = legs, check_for_backend(diesel::pg::Pg))]
pub struct Leg {
    pub id: Uuid,
    pub source: String,
    pub source_instance: String,
    pub external_id: String,
    pub linked_id: Option<String>,
    pub direction: String,
    #[serde(rename = "from")]
    pub from_number: Option<String>,
    #[serde(rename = "to")]
    pub to_number: Option<String>,
    pub agent: Option<String>,
    pub queue: Option<String>,
    pub started_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub wait_s: Option<i32>,
    pub talk_s: i32,
    pub disposition: String,
    pub hangup_cause: Option<String>,
    pub recording_ref: Option<String>,
    pub custom: Value,
    pub analysis_status: String,
    #[serde(skip)]
    pub analysis_error_code: Option<String>,
    #[serde(skip)]
    pub analysis_error_detail: Option<String>,
    pub received_at: DateTime<Utc>,
    #[serde(skip)]
    pub arrival: i64,
}

/// Why a leg could not be analysed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnalysisFailure {
    pub code: String,
    pub detail: Option<String>,
}

/// A leg with everything that hangs on it but the words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LegDetail {
    #[serde(flatten)]
    pub leg: Leg,
    pub analysis_error: Option<AnalysisFailure>,
    pub recording: Option<Recording>,
    pub analysis: Option<Analysis>,
}

impl Leg {
    pub fn leg_id(&self) -> LegId {
        LegId(self.id)
    }

    /// Answered by a person, not by a machine or a parking place.
    pub fn is_person(&self) -> bool {
        let kind = self.custom.get("leg_kind").and_then(Value::as_str);
        self.disposition == "answered" && !matches!(kind, Some("ivr" | "voicemail" | "park"))
    }

    /// The order of a call's legs: start, the source's own sequence, arrival.
    pub(super) fn order(&self) -> (DateTime<Utc>, i64, i64) {
        (
            self.started_at,
            self.custom.get("sequence").and_then(Value::as_i64).unwrap_or(0),
            self.arrival,
        )
    }

    pub(super) fn failure(&self) -> Option<AnalysisFailure> {
        let code = self.analysis_error_code.clone()?;
        Some(AnalysisFailure {
            code,
            detail: self.analysis_error_detail.clone(),
        })
    }
}
