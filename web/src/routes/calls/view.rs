//! Calls and legs as they leave in JSON. Not how they are found: `models::calls` reads them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use models::calls::call::Call;
use models::calls::leg::{self, LegDetail};
use models::calls::recording;
use models::identity::directory::Names;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::analysis::Analysis;
use super::known::{self, ContactOfCall, Known};
use super::tag::TagOfCall;
use crate::problem::Problem;
use crate::routes::identity::key::Caller;

/// The business direction.
#[derive(Debug, ToSchema)]
#[schema(as = Direction, rename_all = "snake_case")]
#[allow(dead_code, reason = "only its schema is used")]
pub enum DirectionName {
    Inbound,
    Outbound,
    Internal,
    /// From one trunk to another.
    Transit,
    Unknown,
}

/// How it ended.
#[derive(Debug, ToSchema)]
#[schema(as = Disposition, rename_all = "snake_case")]
#[allow(dead_code, reason = "only its schema is used")]
pub enum DispositionName {
    Answered,
    Missed,
    NoAnswer,
    Busy,
    Failed,
    Rejected,
    Cancelled,
    Abandoned,
    Voicemail,
    Unknown,
}

/// How far the analysis is; of a call, its furthest leg's.
#[derive(Debug, ToSchema)]
#[schema(as = AnalysisStatus, rename_all = "snake_case")]
#[allow(dead_code, reason = "only its schema is used")]
pub enum StatusName {
    /// Nothing to analyse, or no recording yet.
    None,
    Queued,
    Analyzing,
    Analyzed,
    Failed,
    /// Kept, but not analysed: the period's limit is reached.
    Withheld,
}

/// A call: the roll-up of its legs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallSummary)]
pub struct Summary {
    pub id: Uuid,
    pub source_instance: String,
    /// What groups its legs; the external id of the single leg where the system has nothing.
    pub linked_id: String,
    pub source: String,
    #[schema(value_type = DirectionName)]
    pub direction: String,
    #[schema(required)]
    pub from: Option<String>,
    #[schema(required)]
    pub to: Option<String>,
    #[schema(required)]
    pub agent: Option<String>,
    /// The name that the directory has for `agent` at that time.
    #[schema(required)]
    pub agent_name: Option<String>,
    /// Everybody of your side who took part, in order.
    pub agents: Vec<String>,
    /// The same by name; of whom the directory does not know, as in `agents`.
    pub agent_names: Vec<String>,
    #[schema(required)]
    pub queue: Option<String>,
    pub started_at: DateTime<Utc>,
    #[schema(required)]
    pub answered_at: Option<DateTime<Utc>>,
    #[schema(required)]
    pub ended_at: Option<DateTime<Utc>>,
    #[schema(required)]
    pub wait_s: Option<i32>,
    pub talk_s: i32,
    #[schema(value_type = DispositionName)]
    pub disposition: String,
    #[schema(value_type = Object)]
    pub custom: Value,
    pub leg_count: i32,
    pub recording_count: i32,
    #[schema(value_type = StatusName)]
    pub analysis_status: String,
    /// How it was charged: `included`, `overage`, `withheld`, `none`.
    pub charge_kind: String,
    /// Begin of the period to which it was charged.
    #[schema(required)]
    pub charged_period: Option<DateTime<Utc>>,
    pub sentiment: SummarySentiment,
    /// One of the samples that come with the program.
    pub demo: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Put away since.
    #[schema(required)]
    pub archived_at: Option<DateTime<Utc>>,
    /// Whether it began outside of business hours; null where none are said.
    #[schema(required)]
    pub after_hours: Option<bool>,
    /// By name.
    pub tags: Vec<TagOfCall>,
    #[schema(required)]
    pub contact: Option<ContactOfCall>,
    /// What custom fields hold, by name: of each what the first leg says that has one.
    #[schema(value_type = Object)]
    pub custom_fields: BTreeMap<String, Value>,
}

/// Sentiment of the whole call, following the customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct SummarySentiment {
    #[schema(required, value_type = Option<super::analysis::SentimentLabel>)]
    pub label: Option<String>,
    #[schema(required)]
    pub score: Option<f64>,
}

/// One page of calls, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallPage)]
pub struct Page {
    pub data: Vec<Summary>,
    /// The cursor of the next page; null on the last one.
    #[schema(required)]
    pub next: Option<String>,
}

/// A call with its legs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Call)]
pub struct Detail {
    #[serde(flatten)]
    pub call: Summary,
    /// While the call is `queued` or `analyzing`: when all of it will have been analysed, as far as that can be foreseen.
    #[schema(required)]
    pub analysis_eta: Option<DateTime<Utc>>,
    pub legs: Vec<Leg>,
}

/// One leg: a normalised record, its recording and what was found in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Leg)]
pub struct Leg {
    pub id: Uuid,
    pub source_instance: String,
    pub source: String,
    pub external_id: String,
    #[schema(required)]
    pub linked_id: Option<String>,
    #[schema(value_type = DirectionName)]
    pub direction: String,
    #[schema(required)]
    pub from: Option<String>,
    #[schema(required)]
    pub to: Option<String>,
    #[schema(required)]
    pub agent: Option<String>,
    /// The name that the directory has for `agent` at that time.
    #[schema(required)]
    pub agent_name: Option<String>,
    #[schema(required)]
    pub queue: Option<String>,
    pub started_at: DateTime<Utc>,
    #[schema(required)]
    pub answered_at: Option<DateTime<Utc>>,
    #[schema(required)]
    pub ended_at: Option<DateTime<Utc>>,
    #[schema(required)]
    pub wait_s: Option<i32>,
    pub talk_s: i32,
    #[schema(value_type = DispositionName)]
    pub disposition: String,
    #[schema(required)]
    pub hangup_cause: Option<String>,
    #[schema(required)]
    pub recording_ref: Option<String>,
    #[schema(value_type = Object)]
    pub custom: Value,
    #[schema(value_type = StatusName)]
    pub analysis_status: String,
    /// Why there is no analysis: the verdict on the recording, or the reason of the last attempt.
    #[schema(required)]
    pub analysis_error: Option<AnalysisError>,
    #[schema(required)]
    pub recording: Option<Recording>,
    #[schema(required, value_type = Option<Analysis>)]
    pub analysis: Option<Value>,
    pub received_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AnalysisError {
    /// Stable: `empty unreadable unsupported_codec too_long too_many_channels bad_rate model_failed` …
    pub code: String,
    #[schema(required)]
    pub detail: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Recording {
    /// SHA-256 of its bytes, hex; also its ETag.
    pub sha256: String,
    pub bytes: i64,
    #[schema(required)]
    pub media_type: Option<String>,
    /// What the sender said of audio without a header.
    #[schema(required)]
    pub declared_format: Option<String>,
    #[schema(required)]
    pub declared_rate: Option<i32>,
    #[schema(required)]
    pub declared_channels: Option<i32>,
    /// As far as its header says.
    #[schema(required)]
    pub duration_ms: Option<i64>,
    #[schema(required)]
    pub channels: Option<i32>,
    pub received_at: DateTime<Utc>,
}

impl Summary {
    pub fn new(call: Call, known: Known) -> Self {
        let (agent_name, agent_names) = (known.agent(&call), known.people(&call));
        Self {
            id: call.id,
            source_instance: call.source_instance,
            linked_id: call.key,
            source: call.source,
            direction: call.direction,
            from: call.from_number,
            to: call.to_number,
            agent_name,
            agent_names,
            agent: call.agent,
            agents: call.agents,
            queue: call.queue,
            started_at: call.started_at,
            answered_at: call.answered_at,
            ended_at: call.ended_at,
            wait_s: call.wait_s,
            talk_s: call.talk_s,
            disposition: call.disposition,
            custom: call.custom,
            leg_count: call.legs,
            recording_count: call.recordings,
            analysis_status: call.analysis_status,
            charge_kind: call.charge_kind,
            charged_period: call.charged_period,
            sentiment: SummarySentiment {
                label: call.sentiment_label,
                score: call.sentiment_score,
            },
            demo: call.demo,
            created_at: call.created_at,
            updated_at: call.updated_at,
            archived_at: call.archived_at,
            after_hours: known.after_hours,
            tags: known.tags,
            contact: known.contact,
            custom_fields: known.fields,
        }
    }
}

/// Calls as they are listed.
pub async fn summaries(caller: &Caller, calls: Vec<Call>) -> Result<Vec<Summary>, Problem> {
    let mut known = known::of(caller, &calls).await?;
    let summary = |call: Call| {
        let own = known.remove(&call.id).unwrap_or_default();
        Summary::new(call, own)
    };
    Ok(calls.into_iter().map(summary).collect())
}

impl Leg {
    /// `turns` are the leg's words, where they were read.
    pub fn new(detail: LegDetail, names: &Names, turns: Option<Value>) -> Self {
        let leg::LegDetail {
            leg,
            analysis_error,
            recording,
            analysis,
        } = detail;
        let name = |agent: &String| names.of(&leg.source_instance, agent, leg.started_at).map(str::to_owned);
        let agent_name = leg.agent.as_ref().and_then(name);
        Self {
            id: leg.id,
            source_instance: leg.source_instance,
            source: leg.source,
            external_id: leg.external_id,
            linked_id: leg.linked_id,
            direction: leg.direction,
            from: leg.from_number,
            to: leg.to_number,
            agent_name,
            agent: leg.agent,
            queue: leg.queue,
            started_at: leg.started_at,
            answered_at: leg.answered_at,
            ended_at: leg.ended_at,
            wait_s: leg.wait_s,
            talk_s: leg.talk_s,
            disposition: leg.disposition,
            hangup_cause: leg.hangup_cause,
            recording_ref: leg.recording_ref,
            custom: leg.custom,
            analysis_status: leg.analysis_status,
            analysis_error: analysis_error.map(|error| AnalysisError {
                code: error.code,
                detail: error.detail,
            }),
            recording: recording.map(Recording::from),
            analysis: analysis.map(|analysis| with_turns(&analysis, turns.unwrap_or_else(|| Value::Array(Vec::new())))),
            received_at: leg.received_at,
        }
    }
}

/// The analysis object: the stored columns and the words.
fn with_turns(analysis: &models::calls::analysis::Analysis, turns: Value) -> Value {
    let mut object = serde_json::to_value(analysis).unwrap_or_default();
    if let Some(object) = object.as_object_mut() {
        object.insert("turns".into(), turns);
    }
    object
}

impl From<recording::Recording> for Recording {
    fn from(recording: recording::Recording) -> Self {
        Self {
            sha256: hex::encode(recording.sha256),
            bytes: recording.bytes,
            media_type: recording.media_type,
            declared_format: recording.declared_format,
            declared_rate: recording.declared_rate,
            declared_channels: recording.declared_channels,
            duration_ms: recording.duration_ms,
            channels: recording.channels,
            received_at: recording.received_at,
        }
    }
}
