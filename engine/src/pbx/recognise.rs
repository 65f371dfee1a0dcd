//! In which form something was written, when nobody says: every form reads it, and the one that makes most of it comes first. And which
//! settings the numbers in it suggest. A guess for a person to confirm, never for intake.

mod trunks;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Leg;
use super::parsed::{Parsed, parse};
use super::settings::{Given, Settings};
use super::source::Source;
use super::wide::narrow;
pub use trunks::trunk_channel_prefixes;

/// Digits of an extension, as far as a guess goes.
const EXTENSION: std::ops::RangeInclusive<usize> = 2..=6;

/// What only one form says, in small letters, where others make as much of the same.
const MARKS: [(Source, &str); 7] = [
    (Source::GrandstreamCdrPush, "acctid"),
    (Source::GrandstreamCdrapi, "acctid"),
    (Source::CiscoCmr, "numberpacketssent"),
    (Source::OpensipsAcc, "acc: call ended"),
    (Source::Signalwire, "x-signalwire-signature"),
    (Source::Telnyx, "telnyx-signature"),
    (Source::Telnyx, "callsessionid"),
];

/// Dates that are older are rather read in the wrong order.
const RECENT_S: i64 = 2 * 366 * 24 * 3600;

/// A form that makes something of the input.
#[derive(Debug)]
pub struct Candidate {
    pub source: Source,
    pub parsed: Parsed,
    /// The order of dates with which it was read, where it is not the usual one.
    pub date_order: Option<&'static str>,
    /// How much of it there is; only to be compared.
    score: i64,
}

/// All forms that make something of `input`, which is looked at `now`, the likeliest first.
pub fn recognise(input: &[u8], given: &Given, now: Timestamp) -> Vec<Candidate> {
    let given = dated(given, now);
    let Ok(settings) = Settings::new(given) else {
        return Vec::new();
    };
    let input = &*narrow(input);
    let whole = shown(input);
    let input = &*whole;
    let small = String::from_utf8_lossy(input).to_lowercase();
    let is_marked = |source: Source| MARKS.iter().any(|&(of, mark)| of == source && small.contains(mark));
    let recorded = Source::ALL.iter().copied().filter(|source| !source.is_audio());
    let mut found: Vec<Candidate> = recorded
        .filter_map(|source| in_any_order(source, input, &settings, now))
        .collect();
    // Equal ones keep the order in which the forms are listed.
    found.sort_by_cached_key(|candidate| std::cmp::Reverse((is_marked(candidate.source), candidate.score)));
    found
}

/// Some records have no year: it is that of the moment in which they came in, and if nobody says when that was, they are shown now. Of
/// signed requests it is then not known how old they were.
pub fn dated(given: &Given, now: Timestamp) -> Given {
    match given.received_at {
        Some(_) => given.clone(),
        None => Given {
            received_at: Some(now),
            timestamp_tolerance_s: Some(i64::MAX),
            ..given.clone()
        },
    }
}

/// Some systems write the parts of a date as their country does: where nobody says how, as most can be made of it.
fn in_any_order(source: Source, input: &[u8], settings: &Settings, now: Timestamp) -> Option<Candidate> {
    let orders: &[&'static str] = match (source, &settings.given.date_order) {
        (Source::PanasonicSmdr, None) => &["ymd", "dmy"],
        (Source::MitelSmdr, None) => &["dmy"],
        _ => &[],
    };
    let others = orders.iter().filter_map(|&order| {
        let given = Given {
            date_order: Some(order.to_owned()),
            ..settings.given.clone()
        };
        let found = candidate(source, input, &Settings::new(given).ok()?)?;
        Some(Candidate {
            date_order: Some(order),
            ..found
        })
    });
    let is_recent = |leg: &Leg| now.as_second() - leg.started_at.as_second() < RECENT_S;
    // Of equal ones the last, which is the usual one.
    let all = others.chain(candidate(source, input, settings));
    all.max_by_key(|found| (found.score, found.parsed.records.iter().any(is_recent)))
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
    Some(Candidate {
        source,
        parsed,
        date_order: None,
        score,
    })
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
        recognise(input.as_bytes(), &Given::default(), now())
            .first()
            .map(|candidate| candidate.source)
    }

    fn now() -> Timestamp {
        "2026-03-02T12:00:00Z".parse().unwrap()
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
            let found = recognise(&std::fs::read(&path).unwrap(), &Given::default(), now());
            all += 1;
            first += usize::from(found.first().is_some_and(|candidate| candidate.source == *own));
        }
        assert!(all >= 50 && first * 20 >= all * 19, "{first} of {all}");
    }

    #[test]
    fn a_row_of_asterisk_is_none_of_grandstream() {
        let row = |account: &str| {
            format!(
                r#""{account}","Unknown","201","from-trunk","""Unknown"" <Unknown>","PJSIP/trunk-0a1","PJSIP/201-0a2","Dial","PJSIP/201,20","2026-03-02 09:14:02","2026-03-02 09:14:11","2026-03-02 09:17:40",218,209,"ANSWERED","DOCUMENTATION","1772442842.25","a.wav""#
            )
        };
        for account in ["", "sales", "17"] {
            assert_eq!(first(&row(account)), Some(Source::AsteriskCdrCsv), "{account}");
        }
        let menu = r#"{"AcctId": "7", "src": "12025550143", "dst": "7000", "channel": "PJSIP/trunk-1", "lastapp": "BackGround", "start": "2026-03-02 09:00:00",
            "answer": "2026-03-02 09:00:01", "end": "2026-03-02 09:00:20", "disposition": "ANSWERED", "userfield": "Inbound", "uniqueid": "1772442000.1",
            "session": "1772442000.1", "action_type": "IVR[7000]"}"#;
        assert_eq!(first(menu), Some(Source::GrandstreamCdrPush));
    }

    #[test]
    fn records_without_a_year_are_recognised_and_the_order_of_dates_is_suggested() {
        let order = |input: &str, source: Source| {
            let found = recognise(input.as_bytes(), &Given::default(), now());
            let first = found.into_iter().next().unwrap();
            assert_eq!(first.source, source, "{input}");
            (first.parsed.records[0].started_at.to_string(), first.date_order)
        };
        let mitel = |date: &str| {
            format!(
                " {date} 09:25  00:02:30 T012 008  201                         201                           4930123    5550100\n"
            )
        };
        let at = |day: &str, hour: &str| format!("2026-{day}T{hour}:00Z");
        assert_eq!(order(&mitel("01/15"), Source::MitelSmdr), (at("01-15", "09:25"), None));
        assert_eq!(
            order(&mitel("15/01"), Source::MitelSmdr),
            (at("01-15", "09:25"), Some("dmy"))
        );
        let panasonic = |date: &str| format!("{date} 10:05AM 101   01 0301234                        00:01'00\n");
        for (date, wanted) in [("01/15/26", None), ("15/01/26", Some("dmy")), ("26/01/15", Some("ymd"))] {
            assert_eq!(
                order(&panasonic(date), Source::PanasonicSmdr),
                (at("01-15", "10:04"), wanted),
                "{date}"
            );
        }
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
