//! Rows of the tables that the accounting modules write (`acc`, `missed_calls`, `cdrs`), one JSON object a row: what a line says, by other names
//! and with stamps.

use serde_json::{Map, Value};

use super::super::clock::{self, Local};
use super::super::fields::{int, some, text};
use super::super::settings::Settings;

/// Columns whose names are others than those in a line.
const NAMES: [(&str, &str); 3] = [("callid", "call_id"), ("sip_code", "code"), ("sip_reason", "reason")];
/// Columns that hold a stamp, on the clocks of the system or in seconds since 1970, by its `time_mode`; and where a line has the seconds.
const STAMPS: [(&str, &str); 4] = [
    ("time", "timestamp"),
    ("created", "created"),
    ("start_time", "call_start_time"),
    ("end_time", "end_time"),
];

/// Where the other moment lies that a transaction's stamp can mean, in an hour that the clock has twice.
pub(super) const LATER: &str = "timestamp_later";

/// What a line would say, and what is odd about the stamps in the system's zone. Nothing of columns that are null or empty.
pub(super) fn said(
    row: Map<String, Value>,
    settings: &Settings,
) -> Result<(Map<String, Value>, Vec<&'static str>), &'static str> {
    let columns = row.into_iter().map(|(column, value)| {
        let column = column.to_lowercase();
        let known = NAMES.iter().find(|(own, _)| *own == column);
        (known.map_or(column, |(_, name)| (*name).to_owned()), value)
    });
    let is_said = |value: &Value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty());
    let mut said: Map<String, Value> = columns.filter(|(_, value)| is_said(value)).collect();
    // A row of calls may say no method; any other one that says none is none of theirs.
    let is_call = said.contains_key("created") || said.contains_key("end_time");
    if !is_call && !said.contains_key("method") {
        return Err("missing_field");
    }
    let warnings = stamp(&mut said, is_call, settings)?;
    Ok((said, warnings))
}

/// Puts the seconds of every stamp where a line has them. Those of a whole call are read together; a transaction's waits for the one that ends
/// it, so that the second of two hours of one name is kept beside it.
fn stamp(said: &mut Map<String, Value>, is_call: bool, settings: &Settings) -> Result<Vec<&'static str>, &'static str> {
    let wall = |column: &str| clock::civil(&text(said, column));
    let (ended, ended_name) = match wall("end_time") {
        Some(at) => (Some(at), "end_time"),
        None => (wall("time"), "timestamp"),
    };
    let together = Local {
        started: wall("created"),
        answered: wall("start_time"),
        ended,
        ..Local::default()
    };
    let (later, talk_s) = (clock::later(&text(said, "time"), &settings.zone), int(said, "duration"));
    let mut warnings: Vec<&'static str> = Vec::new();
    for (column, name) in STAMPS {
        let Some(stamp) = some(&text(said, column)) else {
            continue;
        };
        let (at, odd) = clock::in_zone(&stamp, &settings.zone).ok_or("bad_timestamp")?;
        said.insert(name.to_owned(), at.as_second().into());
        let new: Vec<&'static str> = odd.into_iter().filter(|odd| !warnings.contains(odd)).collect();
        warnings.extend(new);
    }
    if !is_call {
        said.extend(later.map(|at| (LATER.to_owned(), at.as_second().into())));
        return Ok(warnings);
    }
    let moments = clock::moments_of_talk(together, talk_s, &settings.zone);
    for (name, at) in [
        ("created", moments.started),
        ("call_start_time", moments.answered),
        (ended_name, moments.ended),
    ] {
        said.extend(at.map(|at| (name.to_owned(), at.as_second().into())));
    }
    Ok(warnings)
}
