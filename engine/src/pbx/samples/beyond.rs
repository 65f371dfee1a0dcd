//! Records that no sample holds: other versions' fields, joined files, nights in which the clock is set, machines that nobody talked to.

mod acc;
mod asterisk;
mod callbacks;
mod carriers;
mod channel_events;
mod freeswitch;
mod fusionpbx;
mod grandstream;
mod lines;
mod smdr;
mod tables;
mod threecx;
mod webhooks;
mod yeastar;

use serde_json::{Value, json};

use super::super::parsed::{Parsed, parse};
use super::super::settings::{Given, Settings};
use super::super::source::Source;
use super::super::{Direction, Disposition, Leg};

/// Settings as most systems have them, and what is different here.
fn settings(different: Value) -> Settings {
    let mut given = json!({
        "tz": "Europe/Berlin", "extension_pattern": "^2[0-9]{2}$", "trunk_channel_prefixes": ["PJSIP/trunk", "sofia/external/"],
        "trunk_devices": ["^TRK-"], "inbound_contexts": ["public"], "received_at": "2026-03-02T12:00:00Z",
    });
    given
        .as_object_mut()
        .unwrap()
        .extend(different.as_object().unwrap().clone());
    Settings::new(serde_json::from_value::<Given>(given).unwrap()).unwrap()
}

fn read(source: Source, input: &str, different: Value) -> Parsed {
    parse(source, input.as_bytes(), &settings(different))
}

/// The only leg of an input in which nothing is amiss.
fn only(source: Source, input: &str, different: Value) -> Leg {
    let parsed = read(source, input, different);
    assert!(parsed.quarantined.is_empty(), "{:?}", parsed.quarantined);
    assert_eq!(parsed.records.len(), 1, "{:?}", parsed.records);
    parsed.records.into_iter().next().unwrap()
}

fn codes(parsed: &Parsed) -> Vec<&str> {
    let all = parsed.quarantined.iter().chain(&parsed.ignored).chain(&parsed.warnings);
    all.map(|notice| notice.code.as_str()).collect()
}

/// Start, answer and end, as far as there are any.
fn moments(leg: &Leg) -> [String; 3] {
    let text = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    [text(Some(leg.started_at)), text(leg.answered_at), text(leg.ended_at)]
}
