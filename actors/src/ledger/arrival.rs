//! What comes to the Ledger's door, and what becomes of it.

use std::time::Instant;

use engine::pbx::canonical::CanonicalRecord;
use models::calls::intake::{LegRow, RecordingRow};
use models::calls::status::AnalysisStatus;
use models::calls::traceparent::TraceParent;
use models::ids::{self, CallId, LegId, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::convert;

/// A record of a telephone system, parsed.
pub type Record = CanonicalRecord;

/// What became of one record or recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    New,
    /// A later event of a leg that is there.
    Merged,
    /// The same content is there.
    Duplicate,
    /// Other content is there, and stays.
    Conflict,
    /// Kept until more of the call comes.
    Held,
    /// Nothing to keep.
    Ignored,
    /// Set aside for a person.
    Quarantined,
    /// Not stored: the database cannot hold it, or there is no such tenant.
    Refused,
    /// Refused at the door: a new call beyond the limit of a tenant that wants it so.
    OverLimit,
    /// The log has it; what becomes of it is told by its trace.
    Accepted,
}

impl Fate {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Merged => "merged",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::Held => "held",
            Self::Ignored => "ignored",
            Self::Quarantined => "quarantined",
            Self::Refused | Self::OverLimit => "refused",
            Self::Accepted => "accepted",
        }
    }
}

/// Through which door something came; a label of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// One request: a record, an array, a recording.
    Http,
    /// A stream of lines.
    Ndjson,
    /// The topic that integrations write themselves.
    Kafka,
    /// A telephone system in its own form.
    Source,
    /// The same on a connection of its own.
    Tcp,
    /// The same on a WebSocket.
    Socket,
    /// Files of a folder that is watched.
    Folder,
    /// Recordings that are fetched from where a telephone system keeps them.
    Fetch,
    /// Ours, to see that the way is open.
    Canary,
    /// Ours, to show a tenant what it looks like: its calls are marked, and never charged.
    Demo,
}

impl Door {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Ndjson => "ndjson",
            Self::Kafka => "kafka",
            Self::Source => "source",
            Self::Tcp => "tcp",
            Self::Socket => "socket",
            Self::Folder => "folder",
            Self::Fetch => "fetch",
            Self::Canary => "canary",
            Self::Demo => "demo",
        }
    }

    /// Nobody behind it can be told to come again later: where there is no room, it is waited for.
    pub(super) fn is_patient(self) -> bool {
        matches!(self, Self::Tcp | Self::Folder | Self::Fetch | Self::Demo)
    }
}

/// The Ledger cannot answer now. The same again later is safe: what was stored meanwhile is a duplicate then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("calls cannot be stored at the moment; try again in {} s", .retry_after.as_secs())]
pub struct Unavailable {
    pub retry_after: std::time::Duration,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A leg as it would be stored.
    Record(Box<LegRow>),
    /// A recording whose sealed bytes are on disk, flushed.
    Recording(Box<RecordingRow>),
}

#[derive(Clone, Debug)]
pub struct Arrival {
    pub what: What,
    pub door: Door,
    /// When it stood at the door.
    pub since: Instant,
    /// The distributed trace that it is part of.
    pub trace: Option<TraceParent>,
}

impl Arrival {
    pub fn record(tenant: TenantId, record: Record, door: Door, since: Instant) -> Self {
        let digest = record.leg.digest();
        let (instance, leg) = (record.source_instance, record.leg);
        let row = LegRow {
            tenant,
            id: ids::leg(tenant, &instance, &leg.external_id),
            call: ids::call(tenant, &instance, leg.call_key()),
            direction: leg.direction.as_str().into(),
            disposition: leg.disposition.as_str().into(),
            started_at: convert::utc(leg.started_at),
            answered_at: leg.answered_at.map(convert::utc),
            ended_at: leg.ended_at.map(convert::utc),
            source_instance: instance,
            external_id: leg.external_id,
            linked_id: leg.linked_id,
            source: leg.source,
            from: leg.from,
            to: leg.to,
            agent: leg.agent,
            queue: leg.queue,
            wait_s: leg.wait_s.map(|seconds| seconds.max(0)),
            talk_s: leg.talk_s.max(0),
            hangup_cause: leg.hangup_cause,
            recording_ref: leg.recording_ref,
            recording_url: record.recording_url,
            custom: Value::Object(leg.custom),
            digest,
            revision: 0,
            analysis_wanted: record.analyze,
            analysis_status: AnalysisStatus::None,
            arrival: 0,
            received_at: None,
        };
        Self {
            what: What::Record(Box::new(row)),
            door,
            since,
            trace: None,
        }
    }

    /// A leg as `revision` observations amount to it: one of more replaces it.
    pub fn revised(mut self, to: i64) -> Self {
        if let What::Record(leg) = &mut self.what {
            leg.revision = to;
        }
        self
    }

    pub fn recording(row: RecordingRow, door: Door, since: Instant) -> Self {
        Self {
            what: What::Recording(Box::new(row)),
            door,
            since,
            trace: None,
        }
    }

    pub fn tenant(&self) -> TenantId {
        match &self.what {
            What::Record(leg) => leg.tenant,
            What::Recording(recording) => recording.tenant,
        }
    }

    pub fn leg(&self) -> LegId {
        match &self.what {
            What::Record(leg) => leg.id,
            What::Recording(recording) => recording.leg,
        }
    }

    /// As a label.
    pub fn kind(&self) -> &'static str {
        match self.what {
            What::Record(_) => "record",
            What::Recording(_) => "recording",
        }
    }

    /// The call a record names; a recording alone does not know it.
    pub fn call(&self) -> Option<CallId> {
        match &self.what {
            What::Record(leg) => Some(leg.call),
            What::Recording(_) => None,
        }
    }
}
