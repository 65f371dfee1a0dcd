//! The form in which an event stands in the outbox. Pure.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::intake::Event;

/// The events of one tenant and transaction as one JSON array, numbered from `seq_from`. An event's id is its tenant and number: stable,
/// whoever delivers it and however often.
pub fn numbered(events: &[Event], seq_from: i64, now: DateTime<Utc>) -> Value {
    let at = now.to_rfc3339_opts(SecondsFormat::Millis, true);
    let numbered = events.iter().zip(seq_from..).map(|(event, seq)| {
        json!({"id": format!("{}.{seq}", event.tenant), "seq": seq, "type": event.kind, "at": at, "data": event.data})
    });
    Value::Array(numbered.collect())
}
