//! One event of a channel: its moment and its fields, of which some systems write more than others.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::super::clock;
use super::super::fields::{some, text};
use super::super::parsed::{Fact, Observation};
use super::super::settings::Settings;

pub(super) fn moment(stamp: &str, settings: &Settings) -> Option<Timestamp> {
    if let Some((seconds, micros)) = stamp.split_once('.').filter(|(seconds, _)| seconds.len() >= 9) {
        let micros = match micros.len() {
            6 => micros.parse::<i64>(),
            _ => format!("{micros:0<6.6}").parse(),
        };
        let micros = micros.ok()?;
        return clock::epoch_micros(seconds.parse::<i64>().ok()?.checked_mul(1_000_000)? + micros);
    }
    clock::absolute(stamp).or_else(|| clock::civil(stamp).and_then(|at| clock::moment(at, &settings.zone).0))
}

/// One event, as it lies in its observation.
pub(super) struct CallEvent<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) at: Timestamp,
    pub(super) channel: Cow<'a, str>,
    pub(super) uniqueid: Cow<'a, str>,
    pub(super) map: &'a Map<String, Value>,
    pub(super) extra: Value,
}

impl<'a> CallEvent<'a> {
    pub(super) fn of(seen: &'a Observation, settings: &Settings) -> Option<Self> {
        let Fact::Event(Value::Object(map)) = &seen.fact else {
            return None;
        };
        let name = text(map, "eventname");
        let is_upper = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase());
        Some(Self {
            name: if is_upper {
                name
            } else {
                Cow::Owned(name.to_uppercase())
            },
            at: moment(&text(map, "eventtime"), settings)?,
            channel: text(map, "channel"),
            uniqueid: text(map, "uniqueid"),
            extra: match &*text(map, "extra") {
                "" => Value::Null,
                extra => serde_json::from_str(extra).unwrap_or(Value::Null),
            },
            map,
        })
    }

    pub(super) fn get(&self, key: &str) -> Cow<'a, str> {
        text(self.map, key)
    }

    pub(super) fn extra(&self, key: &str) -> Option<String> {
        match self.extra.get(key)? {
            Value::String(text) => some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}
