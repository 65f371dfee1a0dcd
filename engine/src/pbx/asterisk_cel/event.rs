//! One event of a channel: its moment and its fields, of which some systems write more than others.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::super::asterisk::moment_of_id;
use super::super::clock::{self, Local};
use super::super::fields::{some, text};
use super::super::parsed::{Fact, Observation};
use super::super::settings::Settings;

/// The moment of a stamp, and what is odd about it: seconds since 1970 with their fraction, or a local stamp in the form that the system is
/// told to write.
pub(super) fn moment(stamp: &str, uniqueid: &str, settings: &Settings) -> Option<(Timestamp, Vec<&'static str>)> {
    let is_epoch = |seconds: &str| seconds.len() >= 9 && seconds.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((seconds, micros)) = stamp.split_once('.').filter(|(seconds, _)| is_epoch(seconds)) {
        let micros = match micros.len() {
            6 => micros.parse::<i64>(),
            _ => format!("{micros:0<6.6}").parse(),
        };
        let micros = micros.ok()?;
        let at = clock::epoch_micros(seconds.parse::<i64>().ok()?.checked_mul(1_000_000)? + micros);
        return at.map(|at| (at, Vec::new()));
    }
    if let Some(at) = clock::absolute(stamp) {
        return Some((at, Vec::new()));
    }
    let form = settings.given.date_format.as_deref();
    let at = form
        .and_then(|form| clock::civil_as(stamp, form))
        .or_else(|| clock::civil(stamp))?;
    let local = Local {
        started: Some(at),
        near: moment_of_id(uniqueid),
        ..Local::default()
    };
    let moments = clock::moments(local, &settings.zone);
    Some((moments.started.and_then(clock::whole)?, moments.warnings))
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
            at: moment(&text(map, "eventtime"), &text(map, "uniqueid"), settings)?.0,
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
