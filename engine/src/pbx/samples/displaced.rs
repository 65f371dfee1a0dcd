//! No parser knows a sample. Each one, moved by 28 years and with other numbers, gives the same, moved and renumbered; its pieces in any order
//! give the same legs and calls.

use std::collections::{BTreeMap, HashMap, HashSet};

use regex::bytes::{Captures, Regex};
use serde_json::Value;

use super::super::framing::{Framer, Framing};
use super::super::parsed::{Fact, Observation, assemble, calls, observe, parse};
use super::super::requests::{captured, is_capture};
use super::super::settings::{Given, Settings};
use super::super::source::Source;
use super::{Dice, Sample, samples};

/// After so many years the calendar is the same, and clocks are set forward and back on the same days.
const YEARS: u64 = 28;
/// Of seven leap years.
const SECONDS: u64 = (28 * 365 + 7) * 86_400;
/// Orders in which each sample is read.
const ORDERS: usize = 40;

/// Another time and other numbers. Works on text, and so on what goes into a parser as on what comes out.
struct Displacement {
    digits: Regex,
    /// Lines of the numbers of fiction, `555-01xx`, become `555-0Nxx`.
    line: usize,
}

impl Displacement {
    fn new(line: usize) -> Self {
        Self {
            digits: Regex::new(r"(?-u)%[0-9A-Fa-f]{2}|[0-9]+(?:/[0-9]+)*").unwrap(),
            line,
        }
    }

    fn bytes(&self, input: &[u8]) -> Vec<u8> {
        let moved = self
            .digits
            .replace_all(input, |found: &Captures<'_>| self.run(&found[0]));
        moved.into_owned()
    }

    /// Digits, or parts of a date with slashes between them. The digits of `%20` are none.
    fn run(&self, run: &[u8]) -> Vec<u8> {
        if run.starts_with(b"%") {
            return run.to_vec();
        }
        let parts: Vec<&[u8]> = run.split(|byte| *byte == b'/').collect();
        let is_short_date = parts.len() == 3 && parts.iter().all(|part| part.len() == 2);
        let moved = parts.iter().enumerate().map(|(n, part)| {
            let text = std::str::from_utf8(part).unwrap();
            match is_short_date && n == 2 {
                true => format!("{:02}", text.parse::<u64>().unwrap() + YEARS),
                false => self.number(text),
            }
        });
        moved.collect::<Vec<_>>().join("/").into_bytes()
    }

    /// An epoch of seconds, milliseconds or microseconds; a year, alone or with what follows; else a part of a number.
    fn number(&self, digits: &str) -> String {
        if let Some(epoch) = self.epoch(digits) {
            return epoch.to_string();
        }
        let is_stamp = matches!(digits.len(), 4 | 8 | 12 | 14) && ["2024", "2025", "2026"].contains(&&digits[..4]);
        if is_stamp {
            return format!("{}{}", digits[..4].parse::<u64>().unwrap() + YEARS, &digits[4..]);
        }
        digits.replace("55501", &format!("5550{}", self.line))
    }

    fn epoch(&self, digits: &str) -> Option<u64> {
        let unit = match digits.len() {
            10 => 1,
            13 => 1_000,
            16 => 1_000_000,
            _ => return None,
        };
        let is_now = digits.starts_with("17");
        is_now.then(|| digits.parse::<u64>().unwrap() + SECONDS * unit)
    }

    /// Numbers that a parser has reckoned are lengths of time, and stay.
    fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => String::from_utf8(self.bytes(text.as_bytes())).unwrap().into(),
            Value::Number(number) => match self.epoch(&number.to_string()) {
                Some(epoch) => epoch.into(),
                None => value.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                let fields = fields.iter().map(|(name, item)| (name.clone(), self.value(item)));
                Value::Object(fields.collect())
            }
            other => other.clone(),
        }
    }
}

/// What is read, ids by their first appearance: some are digests of what was read, and say only what belongs together.
fn read(source: Source, payload: &[u8], context: &Value) -> Value {
    let given: Given = serde_json::from_value(context.clone()).unwrap();
    let parsed = serde_json::to_value(parse(source, payload, &Settings::new(given).unwrap())).unwrap();
    let mut names: HashMap<String, String> = HashMap::new();
    for list in ["records", "recordings", "quality"] {
        for item in parsed[list].as_array().unwrap() {
            for key in ["external_id", "linked_id"] {
                if let Some(id) = item[key].as_str() {
                    let next = format!("#{}", names.len());
                    names.entry(id.to_owned()).or_insert(next);
                }
            }
        }
    }
    named(&parsed, &names)
}

fn named(value: &Value, names: &HashMap<String, String>) -> Value {
    match value {
        Value::String(text) => names.get(text).unwrap_or(text).clone().into(),
        Value::Array(items) => items.iter().map(|item| named(item, names)).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, item)| (name.clone(), named(item, names)));
            Value::Object(fields.collect())
        }
        other => other.clone(),
    }
}

/// The context without secrets: what is moved is no longer signed.
fn unsigned(sample: &Sample) -> Value {
    let mut context = sample.expected["context"].clone();
    context.as_object_mut().unwrap().remove("secrets");
    context
}

#[test]
fn at_another_time_and_with_other_numbers_the_same_comes_of_every_sample() {
    let (mut amiss, mut moved) = (Vec::new(), 0);
    for sample in samples().iter().filter(|sample| !sample.source.is_audio()) {
        for line in 2..=9 {
            let displacement = Displacement::new(line);
            let context = unsigned(sample);
            let wanted = displacement.value(&read(sample.source, &sample.payload, &context));
            let payload = displacement.bytes(&sample.payload);
            moved += usize::from(payload != sample.payload);
            let found = read(sample.source, &payload, &displacement.value(&context));
            if wanted != found {
                amiss.push(format!("{}, line {line}:\n  {wanted}\n≠ {found}", sample.name));
                break;
            }
        }
    }
    assert!(amiss.is_empty(), "{} differences:\n{}", amiss.len(), amiss.join("\n"));
    assert!(moved > 350, "{moved} payloads were another one");
}

/// What a system sends by itself, each readable alone.
fn pieces(sample: &Sample) -> Vec<Vec<u8>> {
    if is_capture(&sample.payload) {
        let (requests, rest) = captured(&sample.payload);
        assert_eq!(rest, None, "{}", sample.name);
        let pieces = requests.into_iter().map(|request| {
            let headers = request
                .headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}\r\n"));
            let head = format!(
                "POST {} HTTP/1.1\r\n{}\r\n",
                request.target,
                headers.collect::<String>()
            );
            [head.as_bytes(), request.body].concat()
        });
        return pieces.collect();
    }
    let mut framer = Framer::new(sample.source, &sample.settings);
    let mut pieces = framer.push(&sample.payload);
    pieces.extend(framer.end());
    let whole = pieces
        .into_iter()
        .map(|piece| [&*piece.context, piece.bytes.as_slice()].concat());
    whole.collect()
}

/// Legs by their ids and calls by theirs, of pieces that come one after the other.
fn put_together(sample: &Sample, pieces: &[Vec<u8>]) -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
    let (mut groups, mut known): (BTreeMap<String, Vec<Observation>>, _) = (BTreeMap::new(), HashSet::new());
    for piece in pieces {
        for seen in observe(sample.source, piece, &sample.settings).observations {
            if known.insert((seen.id.clone(), matches!(seen.fact, Fact::Recording(_)))) {
                groups.entry(seen.group.clone()).or_default().push(seen);
            }
        }
    }
    let assembled = groups
        .into_values()
        .map(|group| assemble(sample.source, group, &sample.settings));
    let legs: Vec<_> = assembled.flat_map(|assembled| assembled.legs).collect();
    let json = |value: serde_json::Result<Value>| value.unwrap();
    let by_id = legs
        .iter()
        .map(|leg| (leg.external_id.clone(), json(serde_json::to_value(leg))));
    let calls = calls(&legs);
    let by_call = calls
        .iter()
        .map(|call| (call.linked_id.clone(), json(serde_json::to_value(call))));
    (by_id.collect(), by_call.collect())
}

/// In the others the times of a segment follow from those before it, a header stands for the lines below it, or of two records with one id the
/// first one counts: their order is a part of what they say.
fn is_of_any_order(sample: &Sample) -> bool {
    let warnings = sample.expected["warnings"].as_array().unwrap();
    sample.source != Source::AvayaIpoSmdr
        && Framing::of(sample.source) != Framing::Sheet
        && warnings.iter().all(|warning| warning["code"] != "conflict")
}

#[test]
fn in_any_order_the_same_legs_and_calls_come_of_every_sample() {
    let mut amiss = Vec::new();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for sample in samples()
        .iter()
        .filter(|sample| !sample.source.is_audio() && is_of_any_order(sample))
    {
        let mut pieces = pieces(sample);
        let wanted = put_together(sample, &pieces);
        for _ in 0..ORDERS {
            for n in (1..pieces.len()).rev() {
                pieces.swap(n, dice.roll(n + 1));
            }
            let found = put_together(sample, &pieces);
            if wanted != found {
                amiss.push(format!("{}:\n  {wanted:?}\n≠ {found:?}", sample.name));
                break;
            }
        }
    }
    assert!(amiss.is_empty(), "{} differences:\n{}", amiss.len(), amiss.join("\n"));
}
