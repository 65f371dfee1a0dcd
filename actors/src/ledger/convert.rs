//! Between the engine's legs and the models' rows: neither crate knows the other.

use chrono::{DateTime, Utc};
use engine::pbx::rollup::CallRollup;
use engine::pbx::{Direction, Disposition, Leg, rollup};
use models::calls::intake::{CallRow, LegRow};
use serde_json::Value;

use jiff::Timestamp;

/// The same moment. The records' years lie inside what both can hold.
pub fn utc(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.as_millisecond()).unwrap_or_default()
}

fn timestamp(at: DateTime<Utc>) -> Timestamp {
    Timestamp::from_millisecond(at.timestamp_millis()).unwrap_or_default()
}

/// A stored leg as the engine rolls it up.
pub fn leg(row: &LegRow) -> Leg {
    Leg {
        source: row.source.clone(),
        external_id: row.external_id.clone(),
        linked_id: row.linked_id.clone(),
        direction: Direction::from_name(&row.direction).unwrap_or_default(),
        from: row.from.clone(),
        to: row.to.clone(),
        agent: row.agent.clone(),
        queue: row.queue.clone(),
        started_at: timestamp(row.started_at),
        answered_at: row.answered_at.map(timestamp),
        ended_at: row.ended_at.map(timestamp),
        wait_s: row.wait_s,
        talk_s: row.talk_s,
        disposition: Disposition::from_name(&row.disposition).unwrap_or_default(),
        hangup_cause: row.hangup_cause.clone(),
        recording_ref: row.recording_ref.clone(),
        custom: match &row.custom {
            Value::Object(custom) => custom.clone(),
            _ => Default::default(),
        },
    }
}

/// What the legs, in order of arrival, amount to; `None` without a leg.
pub fn roll_up(legs: &[&LegRow]) -> Option<CallRollup> {
    rollup::call(&legs.iter().map(|row| leg(row)).collect::<Vec<_>>())
}

/// Writes a roll-up into a call's row; what is not rolled up stays.
pub fn apply(rollup: CallRollup, call: &mut CallRow) {
    call.direction = rollup.direction.as_str().into();
    call.from = rollup.from;
    call.to = rollup.to;
    call.agent = rollup.agent;
    call.queue = rollup.queue;
    call.started_at = utc(rollup.started_at);
    call.answered_at = rollup.answered_at.map(utc);
    call.ended_at = rollup.ended_at.map(utc);
    call.wait_s = rollup.wait_s.map(|seconds| seconds.max(0));
    call.talk_s = rollup.talk_s.max(0);
    call.disposition = rollup.disposition.as_str().into();
    call.agents = rollup.custom.agents;
}
