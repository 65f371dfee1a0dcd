//! Records as a table: no proper CSV, for names and arguments may hold commas that nothing quotes.

use serde_json::{Map, Value};

use super::super::clock::civil;
use super::super::lines;
use super::super::parsed::Observed;
use super::super::settings::Settings;
use super::{POLLED, take};

/// Columns before the caller's name and after the end of the call.
const BEFORE: [&str; 5] = ["AcctId", "accountcode", "src", "dst", "dcontext"];
const AFTER: [&str; 9] = [
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
    "channel_ext",
    "dstchannel_ext",
    "service",
];
const LAST: [&str; 9] = [
    "recordfiles",
    "dstanswer",
    "chanext",
    "dstchanext",
    "session",
    "action_owner",
    "action_type",
    "src_trunk_name",
    "dst_trunk_name",
];

pub(super) fn read(input: &[u8], settings: &Settings, observed: &mut Observed) {
    let mut tail: Vec<String> = LAST.iter().map(|name| (*name).to_owned()).collect();
    for (number, line) in lines::numbered(input) {
        let line = lines::text(line);
        if line.trim().is_empty() {
            continue;
        }
        if line.trim_start_matches('"').starts_with("Acct") {
            // Versions differ in what stands behind the caller's name.
            let names = line.split(',').map(|name| name.trim().trim_matches('"').to_owned());
            let behind: Vec<String> = names.skip_while(|name| name != "caller_name").skip(1).collect();
            tail = if behind.is_empty() { tail } else { behind };
            observed.ignore(number, "header");
            continue;
        }
        match table_row(&line, &tail) {
            Some(map) => take(POLLED, number.into(), &map, None, settings, observed),
            None => observed.quarantine(number, "too_few_columns", "no three stamps in a row"),
        }
    }
}

/// `TECH/peer-id`, and not a name with a slash in it.
fn is_channel(cell: &str) -> bool {
    let is_technology = |tech: &str| !tech.is_empty() && tech.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_whole = !cell.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>'));
    is_whole
        && cell
            .split_once('/')
            .is_some_and(|(tech, peer)| is_technology(tech) && peer.contains('-'))
}

/// A value with commas in it as it stood there; quotes around the whole of it are undone.
fn joined(cells: &[&str]) -> String {
    let text = cells.join(",");
    let text = text.trim();
    match text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_owned(),
    }
}

fn table_row(line: &str, tail: &[String]) -> Option<Map<String, Value>> {
    let raw: Vec<&str> = line.split(',').collect();
    let cells: Vec<&str> = raw.iter().map(|cell| cell.trim().trim_matches('"')).collect();
    if cells.get(BEFORE.len() - 1)?.contains('<') {
        // The caller's name and number, where a row of Asterisk has them; no context is called so.
        return None;
    }
    let stamp = |cell: &&str| civil(cell).is_some() && cell.len() >= 16;
    let at = (BEFORE.len()..cells.len().saturating_sub(2)).find(|&at| {
        stamp(&cells[at]) && (cells[at + 1].is_empty() || stamp(&cells[at + 1])) && stamp(&cells[at + 2])
    })?;
    let channel = (BEFORE.len()..at).find(|&index| is_channel(cells[index]))?;
    let mut map = Map::new();
    let mut put = |key: &str, value: String| map.insert(key.to_owned(), Value::String(value));
    BEFORE
        .iter()
        .zip(&cells)
        .for_each(|(key, cell)| drop(put(key, (*cell).to_owned())));
    put("clid", joined(raw.get(BEFORE.len()..channel)?));
    put("channel", cells[channel].to_owned());
    put("dstchannel", (*cells.get(channel + 1)?).to_owned());
    put("lastapp", (*cells.get(channel + 2)?).to_owned());
    put("lastdata", joined(raw.get(channel + 3..at)?));
    for (key, cell) in ["start", "answer", "end"].iter().zip(&cells[at..]) {
        put(key, (*cell).to_owned());
    }
    let rest = cells.get(at + 3..)?;
    AFTER
        .iter()
        .zip(rest)
        .for_each(|(key, cell)| drop(put(key, (*cell).to_owned())));
    let end = rest.len().saturating_sub(tail.len());
    if end >= AFTER.len() {
        put("caller_name", joined(raw.get(at + 3 + AFTER.len()..at + 3 + end)?));
        tail.iter()
            .zip(&rest[end..])
            .for_each(|(key, cell)| drop(put(key, (*cell).to_owned())));
    }
    Some(map)
}
