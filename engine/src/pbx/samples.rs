//! Every payload in `tests/pbx` gives what stands beside it.
//!
//! | file | holds |
//! |---|---|
//! | `beyond.rs` | what no payload there holds: other versions, other columns, other nights |
//! | `mangled.rs` | a fuzz target for each form |
//! | `displaced.rs` | the payloads at another time, with other numbers, in another order |

mod beyond;
mod displaced;
mod mangled;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::parsed::{Parsed, parse};
use super::settings::{Given, Settings};
use super::source::Source;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pbx")
}

/// Random numbers that are the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }
}

struct Sample {
    name: String,
    expected: Value,
    payload: Vec<u8>,
    source: Source,
    settings: Settings,
}

fn samples() -> Vec<Sample> {
    let mut names: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".expected.json"))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let expected: Value = serde_json::from_slice(&std::fs::read(folder().join(&name)).unwrap()).unwrap();
            let payload = std::fs::read(folder().join(expected["payload"].as_str().unwrap())).unwrap();
            let source = expected["context"]["source"].as_str().unwrap();
            let given: Given = serde_json::from_value(expected["context"].clone()).unwrap();
            Sample {
                source: Source::from_name(source).unwrap_or_else(|| panic!("no parser for {source}")),
                settings: Settings::new(given).unwrap(),
                name,
                expected,
                payload,
            }
        })
        .collect()
}

/// What differs between what was found and what is wanted, key by key; of `custom` only the listed keys count.
fn differences(wanted: &Value, found: &Value, at: &str, out: &mut Vec<String>) {
    for (key, value) in wanted.as_object().unwrap() {
        let other = &found[key];
        match key.as_str() {
            "custom" => differences(value, other, &format!("{at}.custom"), out),
            "started_at" | "answered_at" | "ended_at" if value.is_string() && other.is_string() => {
                let moment = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
                if moment(value) != moment(other) {
                    out.push(format!("{at}.{key}: wanted {value}, found {other}"));
                }
            }
            _ if value != other => out.push(format!("{at}.{key}: wanted {value}, found {other}")),
            _ => {}
        }
    }
}

fn by_id(list: &Value, id: &str) -> Value {
    let items = list.as_array().unwrap();
    items
        .iter()
        .find(|item| item["external_id"] == *id)
        .cloned()
        .unwrap_or(Value::Null)
}

fn compare(list: &str, sample: &Sample, found: &Value, out: &mut Vec<String>) {
    let empty = json!([]);
    let wanted = sample.expected.get(list).unwrap_or(&empty).as_array().unwrap();
    for item in wanted {
        let id = item["external_id"].as_str().unwrap();
        let found = by_id(found, id);
        if found.is_null() {
            out.push(format!("{}: {list} {id} is missing", sample.name));
        } else {
            differences(item, &found, &format!("{} {id}", sample.name), out);
        }
    }
    let count = found.as_array().unwrap().len();
    if count != wanted.len() {
        out.push(format!(
            "{}: {} {list} wanted, {count} found",
            sample.name,
            wanted.len()
        ));
    }
}

/// Codes with their places, in order.
fn notices(list: &Value) -> Vec<(String, String)> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut notices: Vec<_> = items
        .iter()
        .map(|item| (item["at"].to_string(), item["code"].as_str().unwrap().to_owned()))
        .collect();
    notices.sort();
    notices
}

fn check(sample: &Sample, parsed: &Parsed, out: &mut Vec<String>) {
    let found = serde_json::to_value(parsed).unwrap();
    compare("records", sample, &found["records"], out);
    compare("recordings", sample, &found["recordings"], out);
    compare("quality", sample, &found["quality"], out);
    for list in ["quarantined", "ignored", "warnings"] {
        let (wanted, found) = (notices(&sample.expected[list]), notices(&found[list]));
        if wanted != found {
            out.push(format!("{}: {list} {wanted:?} wanted, {found:?} found", sample.name));
        }
    }
    if let Some(audio) = sample.expected.get("audio") {
        differences(audio, &found["audio"], &format!("{} audio", sample.name), out);
    }
    for wanted in sample.expected["calls"].as_array().unwrap() {
        let key = &wanted["linked_id"];
        let call = found["calls"]
            .as_array()
            .unwrap()
            .iter()
            .find(|call| call["linked_id"] == *key);
        match call {
            Some(call) => differences(wanted, call, &format!("{} call", sample.name), out),
            None => out.push(format!("{}: call {key} is missing", sample.name)),
        }
    }
    let (wanted, found) = (&sample.expected["calls"], &found["calls"]);
    if wanted.as_array().unwrap().len() != found.as_array().unwrap().len() {
        out.push(format!("{}: calls {wanted} wanted, {found} found", sample.name));
    }
}

#[test]
fn every_sample_gives_what_stands_beside_it() {
    let mut out = Vec::new();
    let samples = samples();
    for sample in &samples {
        check(
            sample,
            &parse(sample.source, &sample.payload, &sample.settings),
            &mut out,
        );
    }
    assert!(out.is_empty(), "{} differences:\n{}", out.len(), out.join("\n"));
    assert!(samples.len() >= 54, "only {} samples", samples.len());
}

/// Delivered twice, or in another order, the legs are the same.
#[test]
fn a_payload_sent_twice_gives_its_legs_once() {
    let is_apart = |sample: &&Sample| {
        !sample.expected["records"].as_array().unwrap().is_empty() && sample.source != Source::FreeswitchXmlCdr
    };
    for sample in samples().iter().filter(is_apart) {
        let mut twice = sample.payload.clone();
        if !sample.payload.starts_with(b"POST") {
            twice.extend(b"\n\n");
        }
        twice.extend(&sample.payload);
        let once = parse(sample.source, &sample.payload, &sample.settings);
        let again = parse(sample.source, &twice, &sample.settings);
        assert_eq!(once.records, again.records, "{}", sample.name);
        assert_eq!(once.recordings, again.recordings, "{}", sample.name);
    }
}
