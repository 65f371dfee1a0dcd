//! Events as rows of a table (`cel_odbc`), one JSON object a row, by the names that the manager's events have.

use serde_json::{Map, Value};

use super::super::documents;
use super::super::fields::json_of;
use super::super::lines::line_id;
use super::super::parsed::Observed;

/// Columns whose names are others than those of the manager's events.
const NAMES: [(&str, &str); 10] = [
    ("eventtype", "eventname"),
    ("cid_name", "calleridname"),
    ("cid_num", "calleridnum"),
    ("cid_ani", "calleridani"),
    ("cid_rdnis", "calleridrdnis"),
    ("cid_dnid", "calleriddnid"),
    ("channame", "channel"),
    ("appname", "application"),
    ("bridgepeer", "peer"),
    ("eventextra", "extra"),
];

/// Every row with its number and its id, which is that of its content.
pub(super) fn each(
    input: &[u8],
    observed: &mut Observed,
    mut take: impl FnMut(usize, Map<String, Value>, String, &mut Observed),
) {
    documents::each(input, observed, |number, value, observed| match value {
        Value::Object(row) => {
            let id = line_id(json_of(&row).as_bytes());
            take(number, named(row), id, observed);
        }
        _ => observed.quarantine(number, "not_a_record", "a row is a JSON object"),
    });
}

fn named(row: Map<String, Value>) -> Map<String, Value> {
    let columns = row.into_iter().map(|(column, value)| {
        let column = column.to_lowercase();
        let known = NAMES.iter().find(|(own, _)| *own == column);
        let value = match value {
            // A database may know it for a document.
            Value::Object(_) => Value::String(value.to_string()),
            value => value,
        };
        (known.map_or(column, |(_, name)| (*name).to_owned()), value)
    });
    columns.collect()
}
