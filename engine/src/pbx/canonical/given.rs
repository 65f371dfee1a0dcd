//! A record as it stands in JSON: its values in their places, without a map between.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::Fields;
use super::value::kind;

/// What somebody gave as a record, not yet looked at. Reads any JSON: what is wrong with it is said by [`parse`](super::parse).
#[derive(Default)]
pub struct Given {
    pub(super) fields: Fields,
    /// A key that is none of ours.
    pub(super) unknown: Option<String>,
    /// What it is instead of an object.
    pub(super) other: Option<&'static str>,
}

impl Given {
    fn other(kind: &'static str) -> Self {
        Self {
            other: Some(kind),
            ..Self::default()
        }
    }
}

impl From<Value> for Given {
    fn from(value: Value) -> Self {
        let Value::Object(map) = value else {
            return Self::other(kind(&value));
        };
        let mut given = Self::default();
        for (key, value) in map {
            match given.fields.place(&key) {
                Some(place) => *place = value,
                None => given.unknown = given.unknown.or(Some(key)),
            }
        }
        given
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Given;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::other(kind(&Value::Null)))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Given, E> {
        Ok(Given::from(Value::Bool(flag)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Given, E> {
        Ok(Given::from(Value::from(number)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Given, E> {
        Ok(Given::from(Value::from(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Given, E> {
        Ok(Given::from(Value::from(number)))
    }

    fn visit_str<E>(self, _: &str) -> Result<Given, E> {
        Ok(Given::from(Value::String(String::new())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Given, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Given::from(Value::Array(Vec::new())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
        let (mut fields, mut unknown) = (Fields::default(), None);
        while let Some(place) = map.next_key_seed(Key(&mut fields))? {
            match place {
                Ok(place) => *place = map.next_value()?,
                Err(key) => {
                    map.next_value::<IgnoredAny>()?;
                    unknown = unknown.or(Some(key));
                }
            }
        }
        Ok(Given {
            fields,
            unknown,
            other: None,
        })
    }
}

/// The place of a key, or the key itself where it has none.
struct Key<'a>(&'a mut Fields);

impl<'de, 'a> DeserializeSeed<'de> for Key<'a> {
    type Value = Result<&'a mut Value, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Key<'a> {
    type Value = Result<&'a mut Value, String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.place(key).ok_or_else(|| key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{CanonicalRecord, RecordFault, parse};
    use super::*;

    /// Read as JSON, and made of a value.
    fn both(text: &str) -> [Result<CanonicalRecord, RecordFault>; 2] {
        let given: Given = serde_json::from_str(text).unwrap();
        [parse(given), parse(serde_json::from_str::<Value>(text).unwrap())]
    }

    #[test]
    fn what_is_read_from_text_is_what_is_made_of_a_value() {
        let most = json!({
            "external_id": 7, "direction": "inbound", "started_at": "2026-03-01T10:00:00Z", "from": "\u{1f600}\n", "talk_s": 3.5,
            "analyze": false, "custom": { "a": [1, { "b": null }] }, "agent": null
        });
        let unknown = r#"{"agnet": [{"x": 1e3}], "external_id": "1"}"#;
        let twice =
            r#"{"external_id": "1", "external_id": "2", "direction": "inbound", "started_at": "2026-03-01T10:00:00Z"}"#;
        for text in [
            &most.to_string(),
            unknown,
            twice,
            "[1, {}]",
            "\"x\"",
            "-1",
            "1.5",
            "2",
            "true",
            "null",
        ] {
            let [text_read, value_read] = both(text);
            assert_eq!(text_read, value_read, "{text}");
        }
        assert_eq!(both(twice)[0].as_ref().unwrap().leg.external_id, "2");
        assert_eq!(both(unknown)[0].as_ref().unwrap_err().external_id.as_deref(), Some("1"));
        assert!(serde_json::from_str::<Given>("{\"external_id\": }").is_err());
        assert!(serde_json::from_str::<Given>(r#"{"custom": {"a": "\ud800"}}"#).is_err());
    }
}
