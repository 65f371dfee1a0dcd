//! Fields of a record by name, whatever kind of value stands there: systems write numbers as text and text as numbers.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

/// The first value of `map` under one of `keys`, as text; nothing where it is empty or null.
pub fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Cow<'a, str> {
    match map.get(key) {
        Some(Value::String(text)) => Cow::Borrowed(text.trim()),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        Some(Value::Bool(flag)) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        _ => Cow::Borrowed(""),
    }
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
    values: &'a [String],
}

impl<'a> Row<'a> {
    pub fn new(names: &'a HashMap<String, usize>, values: &'a [String]) -> Self {
        Self { names, values }
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

/// Name → column of a header, in lower case.
pub fn header(names: &[String]) -> HashMap<String, usize> {
    names
        .iter()
        .enumerate()
        .map(|(index, name)| (name.trim().to_lowercase(), index))
        .collect()
}
