//! One value of a record in our own form: what it may be, and what is said where it is something else.

use jiff::Timestamp;
use serde_json::Value;

use super::{ID_BYTES_MAX, RecordFault, TEXT_BYTES_MAX, is_external_id};

pub(super) fn id(value: &Value, key: &'static str) -> Result<Option<String>, RecordFault> {
    let found = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_u64() => number.to_string(),
        other => return Err(fault("bad_value", format!("`{key}` is a string, not {}", kind(other)))),
    };
    if is_external_id(&found) {
        Ok(Some(found))
    } else {
        Err(fault(
            "bad_value",
            format!("`{key}` is empty, longer than {ID_BYTES_MAX} bytes or holds control characters"),
        ))
    }
}

/// A text as it stands there.
pub(super) fn said<'a>(value: &'a Value, key: &'static str, bytes_max: usize) -> Result<Option<&'a str>, RecordFault> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.len() > bytes_max => Err(fault(
            "too_large",
            format!("`{key}` has {} bytes, at most {bytes_max}", text.len()),
        )),
        Value::String(text) if text.contains('\0') => {
            Err(fault("bad_value", format!("`{key}` holds the character U+0000")))
        }
        Value::String(text) => Ok(Some(text)),
        other => Err(fault("bad_value", format!("`{key}` is a string, not {}", kind(other)))),
    }
}

/// The same to keep.
pub(super) fn text(value: Value, key: &'static str, bytes_max: usize) -> Result<Option<String>, RecordFault> {
    said(&value, key, bytes_max)?;
    match value {
        Value::String(text) => Ok(Some(text)),
        _ => Ok(None),
    }
}

/// The same, where a blank one says nothing and an extension may be a number: so systems write them.
pub(super) fn filled(value: Value, key: &'static str) -> Result<Option<String>, RecordFault> {
    let found = match value {
        Value::Number(number) if number.is_u64() => Some(number.to_string()),
        value => text(value, key, TEXT_BYTES_MAX)?,
    };
    Ok(found.filter(|text| !text.trim().is_empty()))
}

/// A text that some systems send as a number, such as a Q.850 cause.
pub(super) fn word(value: Value, key: &'static str) -> Result<Option<String>, RecordFault> {
    match value {
        Value::Number(number) => Ok(Some(number.to_string())),
        value => filled(value, key),
    }
}

pub(super) fn flag(value: &Value, key: &'static str) -> Result<Option<bool>, RecordFault> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(flag) => Ok(Some(*flag)),
        other => Err(fault(
            "bad_value",
            format!("`{key}` is true or false, not {}", kind(other)),
        )),
    }
}

/// Whole seconds, half up; negative ones become 0.
pub(super) fn duration(value: &Value, key: &'static str) -> Result<Option<i32>, RecordFault> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => {
            let value = number.as_f64().unwrap_or(f64::INFINITY);
            if value > f64::from(i32::MAX) {
                return Err(fault("bad_value", format!("`{key}` is out of range: {number}")));
            }
            Ok(Some((value.max(0.0) + 0.5).floor() as i32))
        }
        other => Err(fault(
            "bad_value",
            format!("`{key}` is a number of seconds, not {}", kind(other)),
        )),
    }
}

pub(super) fn stamp(value: &Value, key: &'static str) -> Result<Option<Timestamp>, RecordFault> {
    let Some(text) = said(value, key, 64)? else {
        return Ok(None);
    };
    let at: Timestamp = text.trim().parse().map_err(|_| {
        fault(
            "bad_timestamp",
            format!("`{key}` is a time with zone such as 2026-03-01T10:00:00Z, not {text:?}"),
        )
    })?;
    // What PostgreSQL and every client can hold; also keeps sums of stamps and durations in range.
    let year_ok = (-2_208_988_800_000..=4_102_444_800_000).contains(&at.as_millisecond());
    if !year_ok {
        return Err(fault(
            "bad_timestamp",
            format!("`{key}` lies outside 1900…2100: {text:?}"),
        ));
    }
    Timestamp::from_millisecond(at.as_millisecond())
        .map(Some)
        .map_err(|_| fault("bad_timestamp", format!("`{key}`: {text:?}")))
}

/// One of these, by its name.
pub(super) fn name<T: Copy>(
    value: &Value,
    key: &'static str,
    all: &[T],
    called: fn(T) -> &'static str,
) -> Result<Option<T>, RecordFault> {
    let Some(found) = said(value, key, 64)? else {
        return Ok(None);
    };
    let named = all.iter().copied().find(|one| called(*one) == found);
    named.map(Some).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|one| called(*one)).collect();
        fault(
            "bad_value",
            format!("`{key}` is one of {}, not {found:?}", names.join(", ")),
        )
    })
}

/// As much of somebody's own word as a sentence about it needs.
pub(super) fn begin(text: &str) -> &str {
    text.char_indices().nth(100).map_or(text, |(end, _)| &text[..end])
}

pub(super) fn missing(key: &str) -> RecordFault {
    fault("missing_field", format!("`{key}` is required"))
}

pub(super) fn fault(code: &'static str, detail: String) -> RecordFault {
    RecordFault {
        code,
        detail,
        external_id: None,
    }
}

pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
