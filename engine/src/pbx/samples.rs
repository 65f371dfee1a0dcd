//! Every payload in `tests/pbx` gives what stands beside it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::parsed::{Parsed, parse};
use super::settings::{Given, Settings};
use super::source::Source;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pbx")
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
        let mut wanted = wanted.clone();
        // What else a call keeps of its legs is not a call's own.
        wanted["custom"] = json!({"agents": wanted["custom"]["agents"]});
        match call {
            Some(call) => differences(&wanted, call, &format!("{} call", sample.name), out),
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

/// What systems and scanners do to bytes: cut, flip, repeat, join, and values at the edge.
fn mangled(payload: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    const EDGES: [&[u8]; 14] = [
        b"-1",
        b"99999999999999999999",
        b"0",
        b"\"",
        b"\0",
        b"\xff\xfe",
        b",,,,",
        b"{",
        b"<",
        b"%zz",
        b"2026-03-29 02:30:00",
        b"'",
        b"=",
        b"\r\n\r\n",
    ];
    let mut bytes = payload[..payload.len().min(6_000)].to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len());
        match dice.roll(6) {
            0 => bytes.truncate(at),
            1 => bytes
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte ^= 1 << (at % 8)),
            2 => drop(bytes.splice(at..at, EDGES[dice.roll(EDGES.len())].iter().copied())),
            3 => {
                let end = (at + dice.roll(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let from = dice.roll(other.len());
                let piece = other[from..(from + dice.roll(80)).min(other.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let end = (at + dice.roll(8)).min(bytes.len());
                let edge = EDGES[dice.roll(EDGES.len())];
                bytes.splice(at..end, edge.iter().copied());
            }
        }
    }
    bytes
}

/// Over a hundred thousand mangled payloads: nothing panics, times stay in order, and what is said stays within bounds of the input.
#[test]
fn no_payload_makes_a_parser_panic_or_break_its_word() {
    let samples = samples();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let rounds = 100_000 / (samples.len() + Source::ALL.len()) + 1;
    for round in 0..rounds {
        let strangers = Source::ALL
            .iter()
            .map(|source| (*source, &samples[dice.roll(samples.len())]));
        let strangers: Vec<_> = strangers.collect();
        let own = samples.iter().map(|sample| (sample.source, sample));
        for (source, sample) in own.chain(strangers) {
            let other = &samples[dice.roll(samples.len())].payload;
            let bytes = mangled(&sample.payload, other, &mut dice);
            let parsed = parse(source, &bytes, &sample.settings);
            let said = parsed.records.len() + parsed.quarantined.len() + parsed.ignored.len() + parsed.recordings.len();
            assert!(
                said <= bytes.len() + 2,
                "round {round}, {}: {said} results of {} bytes",
                source.as_str(),
                bytes.len()
            );
            for leg in &parsed.records {
                let ended = leg.ended_at.unwrap();
                let answered = leg.answered_at.unwrap_or(leg.started_at);
                assert!(
                    leg.started_at <= answered && answered <= ended && leg.talk_s >= 0,
                    "{leg:?}"
                );
                assert!(!leg.external_id.is_empty(), "{leg:?}");
            }
        }
    }
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
