//! The statements of the Ledger's transaction, in its order. Not the decisions: those are the supervisors' and the plan's, in `actors`.
//!
//! | step | statement |
//! |---|---|
//! | guard | the offset row, only while it says our epoch; gives the transaction's time |
//! | terms | versions of the tenants' terms |
//! | tombstones | what was erased, and therefore is a duplicate; what is late for it (`late.rs`) |
//! | legs, recordings | `on conflict do nothing returning`: what comes back is new (the foreign key to calls is deferred) |
//! | lock | the calls, by id, `for no key update`; what is missing is new |
//! | move | what hangs on legs that a later revision puts into another call (`moved.rs`) |
//! | write | calls, statuses of legs, queue, expected recordings, roll-ups, usage, tallies, outbox, trace |
//!
//! Locks are taken in the order offset, call, queue, roll-up, usage, tally, stream; inside a kind by tenant and id.

mod columns;
pub mod connection;
mod expected;
mod hash;
mod late;
mod moved;
mod read;
mod relay;
mod release;
mod tally;
mod write;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::status::AnalysisStatus;
use super::traceparent::TraceParent;
use crate::billing::usage::{Charge, Counts, Period, Threshold};
use crate::ids::{CallId, LegId, TenantId};

pub use super::event::Event;
pub use connection::{InstallationLock, LedgerConnection, LedgerError, Owned, Share};
pub use moved::{Emptied, MovedLeg};
pub use relay::{Relayed, Waiting};
pub use tally::TallyRow;
/// How the worker role logs in outside the pools.
pub use tokio_postgres::Config as Login;

/// A leg as its row holds it. Texts of enumerations are the names of the normalised record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LegRow {
    pub tenant: TenantId,
    pub id: LegId,
    pub call: CallId,
    pub source_instance: String,
    pub external_id: String,
    pub linked_id: Option<String>,
    pub source: String,
    pub direction: String,
    pub from: Option<String>,
    pub to: Option<String>,
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
    pub recording_url: Option<String>,
    pub custom: Value,
    /// SHA-256 of the content.
    #[serde(with = "hash")]
    pub digest: [u8; 32],
    /// 0: final as it came; else of how many observations it was made, and one of more replaces it.
    #[serde(default)]
    pub revision: i64,
    pub analysis_wanted: bool,
    #[serde(skip)]
    pub analysis_status: AnalysisStatus,
    /// Order of arrival; 0 before it is stored.
    #[serde(skip)]
    pub arrival: i64,
    /// When it was stored, as far as that is read.
    #[serde(skip)]
    pub received_at: Option<DateTime<Utc>>,
}

impl LegRow {
    /// The last part of what its recording is called by, however its system writes paths.
    pub fn recording_name(&self) -> Option<&str> {
        let name = self.recording_ref.as_deref()?.rsplit(['/', '\\']).next()?;
        let end = name.char_indices().nth(500).map_or(name.len(), |(at, _)| at);
        Some(&name[..end]).filter(|name| !name.is_empty())
    }

    /// It says that there is a recording of it somewhere.
    pub fn is_recorded(&self) -> bool {
        self.recording_ref.is_some() || self.recording_url.is_some()
    }
}

/// A call as its row holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    pub tenant: TenantId,
    pub id: CallId,
    pub source_instance: String,
    pub key: String,
    pub source: String,
    pub direction: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub agent: Option<String>,
    pub queue: Option<String>,
    pub started_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub wait_s: Option<i32>,
    pub talk_s: i32,
    pub disposition: String,
    pub agents: Vec<String>,
    pub legs: i32,
    pub recordings: i32,
    pub analysis_status: AnalysisStatus,
    pub charged_period: Option<DateTime<Utc>>,
    pub charge: Charge,
    pub sentiment_label: Option<String>,
    pub sentiment_score: Option<f64>,
    pub demo: bool,
    /// Its last leg went there: no call any more, but another name of that one.
    pub moved_to: Option<CallId>,
}

impl CallRow {
    /// When it ended, as far as its record says.
    pub fn ended(&self) -> DateTime<Utc> {
        let talked = TimeDelta::seconds(i64::from(self.talk_s));
        self.ended_at
            .unwrap_or_else(|| self.answered_at.unwrap_or(self.started_at) + talked)
    }
}

/// A recording whose sealed bytes are in the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingRow {
    pub tenant: TenantId,
    pub leg: LegId,
    pub source_instance: String,
    pub external_id: String,
    /// Of the recording as it came.
    #[serde(with = "hash")]
    pub sha256: [u8; 32],
    pub bytes: i64,
    pub store_key: String,
    pub sealed_bytes: i64,
    pub media_type: Option<String>,
    pub declared_format: Option<String>,
    pub declared_rate: Option<i32>,
    pub declared_channels: Option<i32>,
    pub duration_ms: Option<i64>,
    pub channels: Option<i32>,
    /// How it is to be heard, if whoever sent it said.
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub model: Option<String>,
}

/// What is already known of a leg that came again, or of one to which a recording came.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownLeg {
    pub tenant: TenantId,
    pub id: LegId,
    pub call: CallId,
    pub digest: [u8; 32],
    pub revision: i64,
}

/// A recording that lies with its leg's id.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownRecording {
    pub tenant: TenantId,
    pub leg: LegId,
    pub sha256: [u8; 32],
    pub bytes: i64,
    pub duration_ms: Option<i64>,
}

/// How soon a recording is due: somebody listens, it happened just now, it is history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    Live,
    Fresh,
    Backfill,
}

impl Lane {
    pub const ALL: [Self; 3] = [Self::Live, Self::Fresh, Self::Backfill];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Fresh => "fresh",
            Self::Backfill => "backfill",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.as_str() == name)
    }

    /// Of a call by its end: one that ended longer ago than `backfill_after` is history, however long it lasted and whenever it
    /// comes in, so that an import delays nobody's calls of today.
    pub fn of(call: &CallRow, now: DateTime<Utc>, backfill_after: TimeDelta) -> Self {
        if now - call.ended() > backfill_after {
            Self::Backfill
        } else {
            Self::Fresh
        }
    }
}

/// One analysis to be done, or withheld.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRow {
    pub tenant: TenantId,
    pub leg: LegId,
    pub call: CallId,
    pub lane: Lane,
    pub withheld: bool,
    /// Seconds of audio, as far as known.
    pub cost_s: f64,
    pub trace: Option<TraceParent>,
}

/// What one transaction takes off a tenant's usage in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenOff {
    pub tenant: TenantId,
    pub period_start: DateTime<Utc>,
    pub counts: Counts,
}

/// What one transaction adds to a tenant's usage in one period.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageRow {
    pub tenant: TenantId,
    pub period: Period,
    pub added: Counts,
    pub crossed: Vec<Threshold>,
}

/// One line of a call's trace.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceRow {
    pub tenant: TenantId,
    pub call: CallId,
    pub leg: Option<LegId>,
    pub stage: &'static str,
    pub attempt: Option<i32>,
    pub latency_ms: Option<i64>,
    pub reason: Option<String>,
    pub detail: Value,
}

/// A (tenant, id) pair.
pub type Key = (Uuid, Uuid);

/// Which numbers of its stream a tenant's events got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doorbell {
    pub tenant: TenantId,
    pub seq_from: i64,
    pub seq_to: i64,
}
