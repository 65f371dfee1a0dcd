//! In which form something was written, when nobody says: every form reads it, and the one that makes most of it comes first. And which
//! settings the numbers in it suggest. A guess for a person to confirm, never for intake.

mod trunks;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Leg;
use super::parsed::{Parsed, parse};
use super::settings::{Given, Settings};
use super::source::Source;
pub use trunks::trunk_channel_prefixes;

/// Digits of an extension, as far as a guess goes.
const EXTENSION: std::ops::RangeInclusive<usize> = 2..=6;

/// A form that makes something of the input.
#[derive(Debug)]
pub struct Candidate {
    pub source: Source,
    pub parsed: Parsed,
    /// How much of it there is; only to be compared.
    score: i64,
}

/// All forms that make something of `input`, the likeliest first.
pub fn recognise(input: &[u8], given: &Given) -> Vec<Candidate> {
    let Ok(settings) = Settings::new(given.clone()) else {
        return Vec::new();
    };
    let whole = shown(input);
    let input = &*whole;
    let recorded = Source::ALL.iter().copied().filter(|source| !source.is_audio());
    let mut found: Vec<Candidate> = recorded
        .filter_map(|source| candidate(source, input, &settings))
        .collect();
    // Equal ones keep the order in which the forms are listed.
    found.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
    found
}

/// What somebody has pasted: whoever shows an event of Asterisk's manager shows all of it, the blank line behind it or not.
pub fn shown(input: &[u8]) -> Cow<'_, [u8]> {
    match input.trim_ascii_start().starts_with(b"Event: ") {
        true => Cow::Owned([input, b"\n\n"].concat()),
        false => Cow::Borrowed(input),
    }
}

fn candidate(source: Source, input: &[u8], settings: &Settings) -> Option<Candidate> {
    let parsed = parse(source, input, settings);
    let found = parsed.records.len() + parsed.recordings.len() + parsed.quality.len();
    // Events that are not enough for a leg yet are recognised all the same.
    let held = parsed
        .ignored
        .iter()
        .filter(|notice| notice.code.starts_with("incomplete"))
        .count();
    if found + held == 0 {
        return None;
    }
    let unread = i64::try_from(parsed.quarantined.len()).unwrap_or(i64::MAX / 100);
    let told: i64 = parsed.records.iter().map(filled).sum();
    let events = i64::try_from(found + held).unwrap_or(i64::MAX / 100);
    let doubts = i64::try_from(parsed.warnings.len()).unwrap_or(i64::MAX / 100);
    let score = told * 4 + events - unread.saturating_mul(50) - doubts * 3;
    Some(Candidate { source, parsed, score })
}

/// How many of a leg's fields say something.
fn filled(leg: &Leg) -> i64 {
    let fields = [
        leg.from.is_some(),
        leg.to.is_some(),
        leg.agent.is_some(),
        leg.answered_at.is_some(),
        leg.ended_at.is_some(),
        leg.hangup_cause.is_some(),
        leg.linked_id.is_some(),
        leg.recording_ref.is_some(),
        leg.direction != Default::default(),
        leg.disposition != Default::default(),
    ];
    fields.into_iter().map(i64::from).sum()
}

/// A pattern of extensions, by the lengths of the short numbers; `None` if there are none.
pub fn extension_pattern(legs: &[Leg]) -> Option<String> {
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    let numbers = legs.iter().flat_map(|leg| [&leg.from, &leg.to, &leg.agent]).flatten();
    for number in numbers.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
        if EXTENSION.contains(&number.len()) {
            *lengths.entry(number.len()).or_default() += 1;
        }
    }
    let (shortest, longest) = (lengths.keys().next()?, lengths.keys().next_back()?);
    Some(match shortest == longest {
        true => format!("^\\d{{{shortest}}}$"),
        false => format!("^\\d{{{shortest},{longest}}}$"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(input: &str) -> Option<Source> {
        recognise(input.as_bytes(), &Given::default())
            .first()
            .map(|candidate| candidate.source)
    }

    #[test]
    fn a_record_is_recognised_by_what_can_be_made_of_it() {
        let asterisk = r#""","1001","100","from-internal","""A"" <1001>","PJSIP/1001-0000002a","PJSIP/trunk-0000002b","Dial","PJSIP/100@trunk,60","2026-03-02 09:00:00","2026-03-02 09:00:05","2026-03-02 09:01:00",60,55,"ANSWERED","DOCUMENTATION","1772442000.17","""#;
        assert_eq!(first(asterisk), Some(Source::AsteriskCdrCsv));
        let twilio = "CallSid=CA00000000000000000000000000000001&CallStatus=completed&From=%2B12025550143&To=%2B12025550100&Direction=inbound&CallDuration=12&Timestamp=Mon%2C+02+Mar+2026+09%3A00%3A00+%2B0000&SequenceNumber=3";
        assert_eq!(first(twilio), Some(Source::Twilio));
        let event = "Event: Cdr\nSource: 201\nDestination: 202\nStartTime: 2026-03-02 09:00:00\nDisposition: ANSWERED\nUniqueID: 1772442000.17";
        assert_eq!(first(event), Some(Source::AsteriskAmiCdr));
        assert_eq!(first(&format!("\n{event}\n")), Some(Source::AsteriskAmiCdr));
        assert_eq!(first("Dear Sir or Madam"), None);
        assert_eq!(first(""), None);
    }

    /// Forms that need a layout, or write as another one does, are told apart by who knows the system.
    #[test]
    fn most_samples_are_recognised_without_any_setting() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pbx");
        let (mut first, mut all) = (0, 0);
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let own = Source::ALL.iter().filter(|source| name.starts_with(source.as_str()));
            let Some(own) = own.max_by_key(|source| source.as_str().len()) else {
                continue;
            };
            if name.ends_with(".expected.json") || own.is_audio() {
                continue;
            }
            let found = recognise(&std::fs::read(&path).unwrap(), &Given::default());
            all += 1;
            first += usize::from(found.first().is_some_and(|candidate| candidate.source == *own));
        }
        assert!(all >= 50 && first * 10 >= all * 8, "{first} of {all}");
    }

    #[test]
    fn short_numbers_suggest_the_extensions() {
        let leg = |from: &str, to: &str| Leg {
            from: Some(from.into()),
            to: Some(to.into()),
            ..serde_json::from_value(
                serde_json::json!({ "source": "x", "external_id": "1", "direction": "inbound",
                "started_at": "2026-01-01T00:00:00Z", "talk_s": 0, "disposition": "unknown" }),
            )
            .unwrap()
        };
        let pattern = |legs: &[Leg]| extension_pattern(legs);
        assert_eq!(pattern(&[leg("+12025550143", "201")]).as_deref(), Some("^\\d{3}$"));
        assert_eq!(pattern(&[leg("2001", "201")]).as_deref(), Some("^\\d{3,4}$"));
        assert_eq!(pattern(&[leg("+12025550143", "anonymous")]), None);
    }
}
