//! What an entry of the audit log tells, and what the chain holds of it. Pure.
//!
//! commitment = SHA-256(salt, actor, action, subject, before, after), each with its length before it.

use aws_lc_rs::digest;
use serde_json::Value;

pub(super) type Hash = [u8; 32];

/// One thing that was done or read.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Who: `key:<id>`, `command line`, `system`.
    pub actor: String,
    /// What: `tenant.created`, `transcript.read`.
    pub action: String,
    /// To what: `call:<id>`.
    pub subject: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl Entry {
    pub fn new(actor: impl Into<String>, action: impl Into<String>, subject: impl Into<String>) -> Self {
        Entry {
            actor: actor.into(),
            action: action.into(),
            subject: subject.into(),
            before: None,
            after: None,
        }
    }

    pub fn change(mut self, before: Option<Value>, after: Option<Value>) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    pub(super) fn commitment(&self, salt: &[u8]) -> Hash {
        let text = |value: &Option<Value>| value.as_ref().map(canonical).unwrap_or_default();
        let (before, after) = (text(&self.before), text(&self.after));
        hash(&[
            salt,
            self.actor.as_bytes(),
            self.action.as_bytes(),
            self.subject.as_bytes(),
            before.as_bytes(),
            after.as_bytes(),
        ])
    }
}

/// Every part with its length before it, so that no two lists give the same bytes.
pub(super) fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// One text for one JSON value, the same before and after jsonb: keys sorted by bytes, whole numbers without a fraction.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let pairs = keys.iter().map(|key| {
                format!(
                    "{}:{}",
                    Value::from(key.as_str()),
                    map.get(*key).map(canonical).unwrap_or_default()
                )
            });
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(whole), _, _) => whole.to_string(),
            (_, Some(whole), _) => whole.to_string(),
            (_, _, Some(float)) if float.fract() == 0.0 && float.abs() < 9e15 => {
                format!("{float:.0}").replacen("-0", "0", usize::from(float == 0.0))
            }
            (_, _, Some(float)) => format!("{float:e}"),
            (None, None, None) => number.to_string(),
        },
        Value::Null | Value::Bool(_) | Value::String(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn canonical_text_does_not_depend_on_order_or_on_how_a_number_is_written() {
        let one: Value = serde_json::from_str(r#"{"b": 1.0, "a": [1e2, -0.0, 0.5]}"#).expect("json");
        let two: Value = serde_json::from_str(r#"{"a": [100, 0, 5e-1], "b": 1}"#).expect("json");
        assert_eq!(canonical(&one), canonical(&two));
        assert_eq!(canonical(&one), r#"{"a":[100,0,5e-1],"b":1}"#);
        assert_ne!(canonical(&json!({"a": -10})), canonical(&json!({"a": 10})));
    }

    #[test]
    fn an_absent_value_and_null_differ_and_every_part_counts() {
        let entry = Entry::new("a", "b", "c");
        let base = entry.commitment(b"salt");
        assert_ne!(entry.clone().change(Some(Value::Null), None).commitment(b"salt"), base);
        assert_ne!(
            entry.clone().change(None, Some(Value::Null)).commitment(b"salt"),
            entry.clone().change(Some(Value::Null), None).commitment(b"salt")
        );
        assert_ne!(entry.commitment(b"other"), base);
        assert_ne!(Entry::new("ab", "", "c").commitment(b"salt"), base);
    }
}
