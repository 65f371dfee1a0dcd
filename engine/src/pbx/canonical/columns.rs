//! A table of records in our own form: which key each of its columns holds, and each row as the record that it stands for. Pure.

use serde_json::{Map, Number, Value};

use super::value::fault;
use super::{KEYS, RecordFault};

/// A table without one of these has no record.
const NEEDED: [&str; 3] = ["external_id", "started_at", "direction"];

/// What stands in a column of a table.
#[derive(Debug, PartialEq, Eq)]
pub enum Column {
    Key(&'static str),
    /// One value of `custom`.
    Custom(String),
}

impl Column {
    /// What a header calls it; `None`: that is no key.
    fn named(name: &str) -> Option<Self> {
        match name.strip_prefix("custom.").filter(|rest| !rest.is_empty()) {
            Some(rest) => Some(Self::Custom(rest.to_owned())),
            None => key(name).map(Self::Key),
        }
    }
}

/// The key that a header means, however it writes it: `External ID`.
pub(super) fn key(name: &str) -> Option<&'static str> {
    let plain = name.to_lowercase().replace([' ', '-'], "_");
    KEYS.into_iter().find(|key| *key == plain)
}

/// The columns that a header names; one that is no key is refused by name, because it may be a misspelt one. The error is a sentence.
pub fn columns(names: &[String]) -> Result<Vec<Column>, String> {
    let mut columns = Vec::new();
    for name in names {
        let column = Column::named(name).ok_or_else(|| {
            let known = KEYS.join(", ");
            format!("the column {name:?} is not known; there are {known} and custom.NAME")
        })?;
        if columns.contains(&column) {
            return Err(format!("the column {name:?} stands there twice"));
        }
        columns.push(column);
    }
    match NEEDED.into_iter().find(|key| !columns.contains(&Column::Key(key))) {
        Some(missing) => Err(format!("the column {missing:?} is missing")),
        None => Ok(columns),
    }
}

/// Why it cannot be read as a row.
pub fn row_fault(columns: &[Column], cells: &[String], is_open: bool) -> Option<RecordFault> {
    let more = cells.get(columns.len()..).unwrap_or_default();
    if is_open {
        return Some(fault("open_quote", "a quoted cell that does not end".into()));
    }
    let has_more = more.iter().any(|cell| !cell.is_empty());
    has_more.then(|| fault("too_many_columns", "more cells than the header has columns".into()))
}

/// A row as the record that it stands for.
pub fn value(columns: &[Column], cells: Vec<String>) -> Value {
    let (mut map, mut custom) = (Map::new(), Map::new());
    for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        match column {
            Column::Key(key) => map.insert((*key).to_owned(), typed(key, cell)),
            Column::Custom(name) => custom.insert(name.clone(), cell.into()),
        };
    }
    if custom.is_empty() {
        return Value::Object(map);
    }
    match map.get_mut("custom") {
        Some(Value::Object(all)) => all.extend(custom),
        // What is no object is refused as such.
        Some(_) => {}
        None => {
            map.insert("custom".into(), Value::Object(custom));
        }
    }
    Value::Object(map)
}

/// A cell as what its key holds; what it does not hold stays text, and is refused as such.
fn typed(key: &str, cell: String) -> Value {
    match key {
        "wait_s" | "talk_s" => serde_json::from_str::<Number>(&cell).map_or(Value::String(cell), Value::Number),
        "analyze" => match cell.to_lowercase().as_str() {
            "true" | "yes" | "1" => Value::Bool(true),
            "false" | "no" | "0" => Value::Bool(false),
            _ => Value::String(cell),
        },
        "custom" => serde_json::from_str(&cell).unwrap_or(Value::String(cell)),
        _ => Value::String(cell),
    }
}
