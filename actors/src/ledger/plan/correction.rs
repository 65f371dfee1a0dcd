//! What a late leg changes in a call that was believed to be over. Pure.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use models::calls::intake::{CallRow, LegRow};
use models::ids::LegId;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Whether no leg has come for so long that the call was over before this transaction. `new`: legs that came in it.
pub fn was_closed(legs: &[LegRow], new: &[LegId], now: DateTime<Utc>, quiet: TimeDelta) -> bool {
    let new: HashSet<Uuid> = new.iter().map(|leg| leg.0).collect();
    let known = legs.iter().filter(|leg| !new.contains(&leg.id.0));
    let last = known.filter_map(|leg| leg.received_at).max();
    last.is_some_and(|last| now - last > quiet)
}

/// What its roll-up said before, by name, of what it says otherwise now; nothing: nothing has changed.
pub fn changed(before: &CallRow, after: &CallRow) -> Map<String, Value> {
    let figures = |call: &CallRow| {
        json!({
            "direction": call.direction, "from": call.from, "to": call.to, "agent": call.agent, "queue": call.queue,
            "started_at": call.started_at, "answered_at": call.answered_at, "ended_at": call.ended_at, "wait_s": call.wait_s,
            "talk_s": call.talk_s, "disposition": call.disposition, "agents": call.agents, "moved_to": call.moved_to,
        })
    };
    match (figures(before), figures(after)) {
        (Value::Object(before), Value::Object(after)) => before
            .into_iter()
            .filter(|(name, value)| after.get(name) != Some(value))
            .collect(),
        _ => Map::new(),
    }
}
