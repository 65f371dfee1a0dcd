//! Rows of the tables that the accounting modules write (`acc`, `missed_calls`, `cdrs`), one JSON object a row: what a line says, by other names
//! and with stamps.

use serde_json::{Map, Value};

use super::super::clock;
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
    let mut warnings = Vec::new();
    for (column, name) in STAMPS {
        let Some(stamp) = some(&text(&said, column)) else {
            continue;
        };
        let (at, odd) = clock::in_zone(&stamp, &settings.zone).ok_or("bad_timestamp")?;
        said.insert(name.to_owned(), at.as_second().into());
        warnings.extend(odd);
    }
    // The table of calls says how long a call took to be answered, and not when it was.
    let answered = int(&said, "created").zip(int(&said, "setuptime"));
    let answered = answered.and_then(|(created, setup)| created.checked_add(setup));
    if let Some(answered) = answered.filter(|_| int(&said, "duration").is_some_and(|seconds| seconds > 0)) {
        said.entry("call_start_time").or_insert(answered.into());
    }
    Ok((said, warnings))
}
