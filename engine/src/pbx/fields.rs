//! Fields of a record by name, whatever kind of value stands there: systems write numbers as text and text as numbers.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::lines::{csv, numbered, text as decoded};
use super::parsed::Observed;

/// The first value of `map` under one of `keys`, as text; nothing where it is empty or null.
pub fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Cow<'a, str> {
    match map.get(key) {
        Some(Value::String(text)) => Cow::Borrowed(text.trim()),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        Some(Value::Bool(flag)) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        _ => Cow::Borrowed(""),
    }
}

/// The whole of it as JSON: what names a record that has no id.
pub fn json_of(map: &Map<String, Value>) -> String {
    // Keys of such a map are texts, so that nothing of it cannot be written.
    serde_json::to_string(map).unwrap_or_default()
}

/// A whole number, also one written as text or with a fraction (cut).
pub fn int(map: &Map<String, Value>, key: &str) -> Option<i64> {
    match map.get(key)? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|value| value as i64)),
        Value::String(text) => whole(text),
        _ => None,
    }
}

pub fn flag(map: &Map<String, Value>, key: &str) -> bool {
    match map.get(key) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => matches!(text.trim(), "true" | "t" | "1" | "yes"),
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        _ => false,
    }
}

/// A whole number in text.
pub fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let number = text.split('.').next().unwrap_or(text);
    number.parse().ok()
}

/// `Some` of a text that is not empty.
pub fn some(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Columns of a row by the names of its header.
pub struct Row<'a> {
    names: &'a HashMap<String, usize>,
    values: &'a [Cow<'a, str>],
}

impl<'a> Row<'a> {
    pub fn new(names: &'a HashMap<String, usize>, values: &'a [Cow<'a, str>]) -> Self {
        Self { names, values }
    }

    /// Whether there is such a column at all.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    pub fn text(&self, name: &str) -> &'a str {
        let index = self.names.get(name);
        index
            .and_then(|&index| self.values.get(index))
            .map_or("", |value| value.trim())
    }

    pub fn int(&self, name: &str) -> Option<i64> {
        whole(self.text(name))
    }
}

/// Every row of a CSV table with a header that names `key` (in lower case), with its line. What is no row is kept aside.
pub fn each_row(
    input: &[u8],
    key: &str,
    observed: &mut Observed,
    mut take: impl FnMut(usize, &Row<'_>, &[u8], &mut Observed),
) {
    let mut columns = None;
    for (number, line) in numbered(input) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let whole = decoded(line);
        let Ok(values) = csv(&whole) else {
            observed.quarantine(number, "unterminated_quote", "");
            continue;
        };
        let Some(names) = &columns else {
            let names = header(&values);
            if !names.contains_key(key) {
                observed.quarantine(number, "not_a_record", format!("no header with `{key}`"));
                return;
            }
            columns = Some(names);
            continue;
        };
        // Of files that were joined every one has its own.
        if values.iter().any(|value| value.trim().eq_ignore_ascii_case(key)) {
            columns = Some(header(&values));
            continue;
        }
        match wrong_count(values.len(), names.len()) {
            Some(code) => observed.quarantine(number, code, ""),
            None => take(number, &Row::new(names, &values), line, observed),
        }
    }
}

/// Whether a line names the columns of such a table.
pub fn is_header(line: &[u8], key: &str) -> bool {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    // Most lines are none, and are not taken apart for it.
    let names_it = line
        .windows(key.len())
        .any(|part| part.eq_ignore_ascii_case(key.as_bytes()));
    names_it && csv(&decoded(line)).is_ok_and(|values| header(&values).contains_key(key))
}

/// The code of a row that has not as many columns as it should.
pub fn wrong_count(columns: usize, wanted: usize) -> Option<&'static str> {
    match columns.cmp(&wanted) {
        Ordering::Less => Some("too_few_columns"),
        Ordering::Equal => None,
        Ordering::Greater => Some("column_count"),
    }
}

/// Name → column of a header, in lower case.
pub fn header<S: AsRef<str>>(names: &[S]) -> HashMap<String, usize> {
    names
        .iter()
        .enumerate()
        .map(|(index, name)| (name.as_ref().trim().to_lowercase(), index))
        .collect()
}
