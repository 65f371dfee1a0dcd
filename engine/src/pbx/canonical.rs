//! Our own form of a record, JSON or a row of a table: the keys of the normalised record, parsed once at the door and trusted behind it.

pub mod columns;
mod given;
mod records;
pub mod table;
mod value;

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fields::json_of;
use super::numbers::{Party, party};
use super::rollup::seconds;
use super::{Direction, Disposition, Leg};
pub use given::Given;
pub use records::Records;
use value::{begin, duration, fault, filled, flag, id, kind, missing, name, said, stamp, text, word};

/// The source instance of records that name none.
pub const DEFAULT_INSTANCE: &str = "api";

/// Longest external or linked id, in bytes.
const ID_BYTES_MAX: usize = 512;
/// Longest other text value, in bytes.
const TEXT_BYTES_MAX: usize = 2_000;
/// Largest `custom` object as JSON, in bytes.
const CUSTOM_BYTES_MAX: usize = 64 * 1024;
/// An end that lies further before its start than this is no clock drift.
const DRIFT_MAX: SignedDuration = SignedDuration::from_hours(2);

macro_rules! keys {
    ($($field:ident $key:literal)*) => {
        /// All that may stand in a record.
        pub const KEYS: [&str; 20] = [$($key),*];

        /// The values of a record, each found once; null where there is none.
        #[derive(Default)]
        struct Fields { $($field: Value,)* }

        impl Fields {
            fn place(&mut self, key: &str) -> Option<&mut Value> {
                match key {
                    $($key => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

keys! {
    source "source"
    source_instance "source_instance"
    external_id "external_id"
    linked_id "linked_id"
    direction "direction"
    from "from"
    to "to"
    agent "agent"
    queue "queue"
    started_at "started_at"
    answered_at "answered_at"
    ended_at "ended_at"
    wait_s "wait_s"
    talk_s "talk_s"
    disposition "disposition"
    hangup_cause "hangup_cause"
    recording_ref "recording_ref"
    recording_url "recording_url"
    analyze "analyze"
    custom "custom"
}

/// A record in canonical form, with what it says beside the leg.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CanonicalRecord {
    pub leg: Leg,
    pub source_instance: String,
    /// Where the recording can be fetched.
    pub recording_url: Option<String>,
    /// `false`: keep the record, analyse nothing, charge nothing for analysis.
    pub analyze: bool,
}

/// Why a record was not taken. The code is stable; the detail names the key and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct RecordFault {
    pub code: &'static str,
    pub detail: String,
    /// The record's own id where it could be read.
    pub external_id: Option<String>,
}

/// Parses one record. Unknown top-level keys are refused by name: a misspelt key would lose data in silence.
pub fn parse(given: impl Into<Given>) -> Result<CanonicalRecord, RecordFault> {
    let Given {
        mut fields,
        unknown,
        other,
    } = given.into();
    if let Some(kind) = other {
        return Err(fault("not_a_record", format!("a record is a JSON object, not {kind}")));
    }
    let external_id = std::mem::take(&mut fields.external_id);
    let read = match unknown {
        Some(key) => Err(fault(
            "unknown_key",
            format!("unknown key `{}`; free values belong into `custom`", begin(&key)),
        )),
        None => record(fields, &external_id),
    };
    read.map_err(|mut fault| {
        let id = external_id.as_str().filter(|id| id.len() <= ID_BYTES_MAX);
        fault.external_id = id.map(str::to_owned);
        fault
    })
}

/// Parses one record of this source instance, whether it says so or not; one that names another instance is refused.
pub fn parse_of(instance: &str, given: impl Into<Given>) -> Result<CanonicalRecord, RecordFault> {
    let mut given = given.into();
    if given.fields.source_instance.is_null() {
        given.fields.source_instance = instance.into();
    }
    let record = parse(given)?;
    if record.source_instance == instance {
        return Ok(record);
    }
    let other = &record.source_instance;
    Err(RecordFault {
        external_id: Some(record.leg.external_id.clone()),
        ..fault(
            "bad_value",
            format!("`source_instance` is {other:?}, and this file is imported into {instance:?}"),
        )
    })
}

fn record(mut fields: Fields, external_id: &Value) -> Result<CanonicalRecord, RecordFault> {
    let mut custom = custom(std::mem::take(&mut fields.custom))?;
    let disposition = name(
        &fields.disposition,
        "disposition",
        &Disposition::ALL,
        Disposition::as_str,
    )?;
    let times = Times::read(&fields, disposition)?;
    let from = number(&fields.from, "from", &mut custom)?;
    let to = number(&fields.to, "to", &mut custom)?;
    let recording_url = text(fields.recording_url, "recording_url", TEXT_BYTES_MAX)?;
    if let Some(url) = recording_url
        .as_deref()
        .filter(|url| !url.starts_with("https://") && !url.starts_with("http://"))
    {
        return Err(fault(
            "bad_recording_url",
            format!("`recording_url` must begin with https:// or http://, not {url:?}"),
        ));
    }
    let direction = name(&fields.direction, "direction", &Direction::ALL, Direction::as_str)?;
    let leg = Leg {
        source: text(fields.source, "source", 64)?.unwrap_or_else(|| "canonical".into()),
        external_id: id(external_id, "external_id")?.ok_or_else(|| missing("external_id"))?,
        linked_id: id(&fields.linked_id, "linked_id")?,
        direction: direction.ok_or_else(|| missing("direction"))?,
        from,
        to,
        agent: filled(fields.agent, "agent")?,
        queue: filled(fields.queue, "queue")?,
        started_at: times.started,
        answered_at: times.answered,
        ended_at: times.ended,
        wait_s: times.wait_s,
        talk_s: times.talk_s,
        disposition: times.disposition,
        hangup_cause: word(fields.hangup_cause, "hangup_cause")?,
        recording_ref: filled(fields.recording_ref, "recording_ref")?.or_else(|| recording_url.clone()),
        custom,
    };
    Ok(CanonicalRecord {
        leg,
        source_instance: instance(fields.source_instance)?,
        recording_url,
        analyze: flag(&fields.analyze, "analyze")?.unwrap_or(true),
    })
}

/// The stamps and durations of a record, completed from each other where one is missing.
struct Times {
    started: Timestamp,
    answered: Option<Timestamp>,
    ended: Option<Timestamp>,
    wait_s: Option<i32>,
    talk_s: i32,
    disposition: Disposition,
}

impl Times {
    fn read(fields: &Fields, disposition: Option<Disposition>) -> Result<Self, RecordFault> {
        let started = stamp(&fields.started_at, "started_at")?.ok_or_else(|| missing("started_at"))?;
        let mut answered = stamp(&fields.answered_at, "answered_at")?;
        let mut ended = stamp(&fields.ended_at, "ended_at")?;
        let wait_s = duration(&fields.wait_s, "wait_s")?;
        let talk_s = duration(&fields.talk_s, "talk_s")?;
        if let Some(end) = ended {
            if started.duration_since(end) > DRIFT_MAX {
                return Err(fault(
                    "end_before_start",
                    format!("`ended_at` {end} lies more than 2 h before `started_at` {started}"),
                ));
            }
            ended = Some(end.max(started));
        }
        answered = answered.map(|at| ended.map_or(at, |end| at.min(end)).max(started));
        let talks = talk_s.is_some_and(|talk| talk > 0) || answered.is_some();
        let disposition = disposition.unwrap_or(if talks {
            Disposition::Answered
        } else {
            Disposition::Unknown
        });
        if answered.is_none() && disposition == Disposition::Answered {
            answered = back_from(ended, talk_s, started);
        }
        if ended.is_none() {
            ended = answered
                .zip(talk_s)
                .and_then(|(at, talk)| at.checked_add(SignedDuration::from_secs(talk.into())).ok());
        }
        let answered_call = matches!(disposition, Disposition::Answered | Disposition::Unknown);
        let spoken = answered
            .zip(ended)
            .filter(|_| answered_call)
            .map(|(from, to)| seconds(from, to));
        let waited = answered.or(ended).map(|until| seconds(started, until));
        Ok(Self {
            started,
            answered,
            ended,
            wait_s: wait_s.or(waited),
            talk_s: talk_s.or(spoken).unwrap_or(0),
            disposition,
        })
    }
}

/// The moment of answer of a call that says only when it ended and how long the talk was.
fn back_from(ended: Option<Timestamp>, talk_s: Option<i32>, started: Timestamp) -> Option<Timestamp> {
    let (end, talk) = ended.zip(talk_s.filter(|talk| *talk > 0))?;
    end.checked_sub(SignedDuration::from_secs(talk.into()))
        .ok()
        .map(|at| at.max(started))
}

fn instance(value: Value) -> Result<String, RecordFault> {
    let Some(name) = text(value, "source_instance", 64)? else {
        return Ok(DEFAULT_INSTANCE.into());
    };
    if is_instance_name(&name) {
        Ok(name)
    } else {
        Err(fault(
            "bad_value",
            format!("`source_instance` holds letters, digits, `.`, `_` and `-`, at most 64, not {name:?}"),
        ))
    }
}

/// Whether a text can name a source instance (it stands in paths).
pub fn is_instance_name(name: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    (1..=64).contains(&name.len())
        && name.starts_with(edge)
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// Whether a text can be an external or linked id.
pub fn is_external_id(id: &str) -> bool {
    (1..=ID_BYTES_MAX).contains(&id.len()) && !id.chars().any(char::is_control) && !id.trim().is_empty()
}

fn custom(value: Value) -> Result<Map<String, Value>, RecordFault> {
    match value {
        Value::Null => Ok(Map::new()),
        Value::Object(custom) => {
            let text = json_of(&custom);
            if text.len() > CUSTOM_BYTES_MAX {
                return Err(fault(
                    "too_large",
                    format!("`custom` has {} bytes, at most {CUSTOM_BYTES_MAX}", text.len()),
                ));
            }
            // PostgreSQL cannot hold it in jsonb.
            if text.contains("\\u0000") {
                return Err(fault("bad_value", "`custom` holds the character U+0000".into()));
            }
            Ok(custom)
        }
        other => Err(fault(
            "bad_value",
            format!("`custom` is an object, not {}", kind(&other)),
        )),
    }
}

fn number(value: &Value, key: &'static str, custom: &mut Map<String, Value>) -> Result<Option<String>, RecordFault> {
    let raw = match value {
        // PBXs send extensions as JSON numbers.
        Value::Number(number) if number.is_u64() => Cow::Owned(number.to_string()),
        _ => match said(value, key, TEXT_BYTES_MAX)? {
            Some(text) => Cow::Borrowed(text),
            None => return Ok(None),
        },
    };
    match party(&raw) {
        Party::Number(number) => Ok(Some(number)),
        Party::Withheld => {
            if key == "from" && !raw.trim().is_empty() {
                custom.insert("caller_id_withheld".into(), Value::Bool(true));
            }
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn record(extra: Value) -> Value {
        let mut base = json!({"external_id": "x-1", "started_at": "2026-03-01T10:00:00Z", "direction": "inbound"});
        if let (Value::Object(base), Value::Object(extra)) = (&mut base, extra) {
            base.extend(extra);
        }
        base
    }

    fn code(extra: Value) -> &'static str {
        parse(record(extra)).unwrap_err().code
    }

    #[test]
    fn the_three_required_keys_are_enough() {
        let parsed = parse(record(json!({}))).unwrap();
        assert_eq!((parsed.source_instance.as_str(), parsed.analyze), ("api", true));
        assert_eq!(
            (parsed.leg.disposition, parsed.leg.talk_s, parsed.leg.wait_s),
            (Disposition::Unknown, 0, None)
        );
    }

    #[test]
    fn a_missing_key_is_named() {
        for key in ["external_id", "started_at", "direction"] {
            let mut value = record(json!({}));
            value.as_object_mut().unwrap().remove(key);
            let fault = parse(value).unwrap_err();
            assert_eq!(fault.code, "missing_field");
            assert!(fault.detail.contains(key), "{}", fault.detail);
        }
    }

    #[test]
    fn an_unknown_key_is_named_and_the_record_with_it() {
        let fault = parse(record(json!({"agnet": "201"}))).unwrap_err();
        assert_eq!((fault.code, fault.external_id.as_deref()), ("unknown_key", Some("x-1")));
        assert!(fault.detail.contains("agnet"));
        let fault = parse(record(json!({"direction": "Inbound"}))).unwrap_err();
        assert_eq!(fault.code, "bad_value");
        assert!(fault.detail.contains("inbound, outbound, internal"), "{}", fault.detail);
        let fault = parse(record(json!({"talk_s": "long"}))).unwrap_err();
        assert_eq!((fault.code, fault.external_id.as_deref()), ("bad_value", Some("x-1")));
    }

    #[test]
    fn what_is_said_of_a_record_is_short_however_long_its_words_are() {
        let long = "é".repeat(50_000);
        let fault = parse(record(json!({ long.as_str(): 1 }))).unwrap_err();
        assert!(fault.detail.len() < 300, "{} bytes", fault.detail.len());
        let fault = parse(record(json!({ "external_id": long }))).unwrap_err();
        assert_eq!((fault.code, fault.external_id), ("bad_value", None));
    }

    #[test]
    fn missing_times_follow_from_the_others() {
        let leg = parse(record(
            json!({"answered_at": "2026-03-01T10:00:05Z", "ended_at": "2026-03-01T10:01:05.500Z"}),
        ))
        .unwrap()
        .leg;
        assert_eq!(
            (leg.disposition, leg.wait_s, leg.talk_s),
            (Disposition::Answered, Some(5), 61)
        );
        let leg = parse(record(json!({"ended_at": "2026-03-01T10:01:00Z", "talk_s": 50})))
            .unwrap()
            .leg;
        assert_eq!(leg.answered_at.unwrap().to_string(), "2026-03-01T10:00:10Z");
        let leg = parse(record(json!({"answered_at": "2026-03-01T10:00:10Z", "talk_s": 50})))
            .unwrap()
            .leg;
        assert_eq!(leg.ended_at.unwrap().to_string(), "2026-03-01T10:01:00Z");
    }

    #[test]
    fn the_sources_own_seconds_win() {
        let leg = parse(record(
            json!({"answered_at": "2026-03-01T10:00:05Z", "ended_at": "2026-03-01T10:01:05Z", "talk_s": 59, "wait_s": 6}),
        ));
        let leg = leg.unwrap().leg;
        assert_eq!((leg.wait_s, leg.talk_s), (Some(6), 59));
    }

    #[test]
    fn small_clock_drift_is_mended_and_nonsense_refused() {
        let leg = parse(record(json!({"ended_at": "2026-03-01T09:59:58Z"}))).unwrap().leg;
        assert_eq!(leg.ended_at, Some(leg.started_at));
        assert_eq!(code(json!({"ended_at": "2026-03-01T07:00:00Z"})), "end_before_start");
    }

    #[test]
    fn bad_values_have_stable_codes() {
        assert_eq!(code(json!({"started_at": "2026-03-01 10:00"})), "bad_timestamp");
        assert_eq!(code(json!({"started_at": "9999-12-31T00:00:00Z"})), "bad_timestamp");
        assert_eq!(code(json!({"direction": "sideways"})), "bad_value");
        assert_eq!(code(json!({"external_id": ""})), "bad_value");
        assert_eq!(code(json!({"external_id": "a\u{0}b"})), "bad_value");
        assert_eq!(code(json!({"custom": [1]})), "bad_value");
        assert_eq!(code(json!({"custom": {"a": "\u{0}"}})), "bad_value");
        assert_eq!(code(json!({"talk_s": 1e300})), "bad_value");
        assert_eq!(
            code(json!({"recording_url": "file:///etc/passwd"})),
            "bad_recording_url"
        );
        assert_eq!(code(json!({"source_instance": "../x"})), "bad_value");
        assert_eq!(parse(json!([1])).unwrap_err().code, "not_a_record");
    }

    #[test]
    fn a_withheld_caller_is_marked() {
        let leg = parse(record(json!({"from": "Anonymous", "to": 201}))).unwrap().leg;
        assert_eq!((leg.from, leg.to.as_deref()), (None, Some("201")));
        assert_eq!(leg.custom["caller_id_withheld"], json!(true));
    }

    #[test]
    fn an_empty_text_says_nothing_and_an_extension_may_be_a_number() {
        let empty = json!({"agent": "", "queue": " ", "hangup_cause": "", "recording_ref": "", "recording_url": "https://pbx.example/a.wav"});
        let leg = parse(record(empty)).unwrap().leg;
        assert_eq!((leg.agent, leg.queue, leg.hangup_cause), (None, None, None));
        assert_eq!(leg.recording_ref.as_deref(), Some("https://pbx.example/a.wav"));
        let leg = parse(record(json!({"agent": 201, "queue": 600}))).unwrap().leg;
        assert_eq!((leg.agent.as_deref(), leg.queue.as_deref()), (Some("201"), Some("600")));
        assert_eq!(code(json!({"agent": [201]})), "bad_value");
    }

    #[test]
    fn the_same_moment_in_another_zone_is_the_same_content() {
        let one = parse(record(json!({"started_at": "2026-03-01T12:00:00+02:00"}))).unwrap();
        let other = parse(record(json!({"started_at": "2026-03-01T10:00:00.0004Z"}))).unwrap();
        assert_eq!(one.leg.digest(), other.leg.digest());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,20}".prop_map(Value::from),
            Just(json!("2026-03-01T10:00:00Z")),
        ];
        leaf.prop_recursive(2, 8, 4, |inner| {
            prop::collection::vec(inner, 0..4).prop_map(Value::from)
        })
    }

    proptest! {
        #[test]
        fn nothing_a_client_sends_makes_the_parser_panic(values in prop::collection::vec((0usize..KEYS.len(), any_json()), 0..8)) {
            let mut value = record(json!({}));
            for (key, field) in values {
                value[KEYS[key]] = field;
            }
            let _ = parse(value);
        }
    }
}
