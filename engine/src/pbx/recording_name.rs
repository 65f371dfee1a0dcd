//! What the name of a recording's file says: when, who, which call. A pattern is the name with places in braces:
//! `{any}-{to}-{from}-{started:%Y%m%d-%H%M%S}-{id}.wav`. Pure.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::source::Source;
use crate::audio::{DeclaredFormat, RawCodec};

/// Letters of a pattern.
const PATTERN_MAX: usize = 300;
const PLACES: &str = "{id}, {external_id}, {linked_id}, {from}, {to}, {agent}, {any} and {started:%Y%m%d-%H%M%S}";

/// What is known of a recording whose leg is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clues {
    /// Of the leg, or of its call.
    pub id: Option<String>,
    pub started_at: Option<Timestamp>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub agent: Option<String>,
    pub duration_ms: Option<i64>,
}

impl Clues {
    /// What is missing here is taken from there.
    pub fn or(self, other: Self) -> Self {
        Self {
            id: self.id.or(other.id),
            started_at: self.started_at.or(other.started_at),
            from: self.from.or(other.from),
            to: self.to.or(other.to),
            agent: self.agent.or(other.agent),
            duration_ms: self.duration_ms.or(other.duration_ms),
        }
    }
}

/// A pattern of names.
#[derive(Clone, Debug)]
pub struct NamePattern {
    regex: Regex,
    /// `strptime` form of the start, if the names have one.
    form: Option<String>,
    /// How many folders above the file it speaks of.
    folders: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    #[error("it has more than {PATTERN_MAX} letters")]
    TooLong,
    #[error("a brace is not closed")]
    Open,
    #[error("`{{{0}}}` is no place of a name: there are {PLACES}")]
    Unknown(String),
    #[error("`{{{0}}}` stands there twice")]
    Twice(String),
    #[error("`%{0}` is no part of a time in a name: %Y %m %d %H %M %S %y %b %s")]
    Time(char),
    #[error("it says nothing that leads to a call: an id, or a time, or numbers")]
    Nothing,
}

impl NamePattern {
    pub fn new(text: &str) -> Result<Self, PatternFault> {
        if text.len() > PATTERN_MAX {
            return Err(PatternFault::TooLong);
        }
        let mut regex = String::from("(?s)^");
        let (mut form, mut seen) = (None, Vec::new());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            regex.push_str(&regex::escape(&rest[..at]));
            let inner = &rest[at + 1..];
            let end = inner.find('}').ok_or(PatternFault::Open)?;
            let (place, after) = (&inner[..end], &inner[end + 1..]);
            let name = place.split(':').next().unwrap_or(place);
            if name != "any" && seen.contains(&name) {
                return Err(PatternFault::Twice(name.to_owned()));
            }
            match place.split_once(':') {
                // The end of a name is what stands behind its last dot.
                None if name == "any" && after.is_empty() && regex.ends_with(r"\.") => regex.push_str("[^/.]*"),
                None if name == "any" => regex.push_str("[^/]*?"),
                None if ["id", "external_id", "linked_id", "from", "to", "agent"].contains(&name) => {
                    let group = if name.ends_with("id") { "id" } else { name };
                    if group == "id" && seen.iter().any(|one: &&str| one.ends_with("id")) {
                        return Err(PatternFault::Twice(name.to_owned()));
                    }
                    write!(regex, "(?P<{group}>[^/]+?)").ok();
                }
                Some(("started", given)) => {
                    write!(regex, "(?P<started>{})", time_regex(given)?).ok();
                    form = Some(given.to_owned());
                }
                _ => return Err(PatternFault::Unknown(place.to_owned())),
            }
            seen.push(name);
            rest = after;
        }
        if rest.contains('}') {
            return Err(PatternFault::Open);
        }
        regex.push_str(&regex::escape(rest));
        regex.push('$');
        if seen.iter().all(|name| matches!(*name, "any" | "agent")) {
            return Err(PatternFault::Nothing);
        }
        Ok(Self {
            regex: Regex::new(&regex).map_err(|_| PatternFault::TooLong)?,
            form,
            folders: text.matches('/').count(),
        })
    }

    /// What a path says whose end is such a name; `None` if it is not.
    pub fn read(&self, path: &str, zone: &TimeZone) -> Option<Clues> {
        let found = self.regex.captures(last_parts(path, self.folders + 1))?;
        let text = |group: &str| found.name(group).map(|part| part.as_str().to_owned());
        let started_at = match &self.form {
            None => None,
            Some(form) => Some(moment(form, found.name("started")?.as_str(), zone)?),
        };
        Some(Clues {
            id: text("id"),
            started_at,
            from: text("from"),
            to: text("to"),
            agent: text("agent"),
            duration_ms: None,
        })
    }
}

/// The pattern by which a system names its recordings when nobody has changed it.
pub fn usual_pattern(source: Source) -> Option<&'static str> {
    match source.as_str() {
        "freepbx-cdr" => Some("{any}-{to}-{from}-{started:%Y%m%d-%H%M%S}-{id}.{any}"),
        "yeastar-30012" | "yeastar-30039" | "yeastar-cdr-list" | "yeastar-newcdr" => {
            Some("{started:%Y%m%d%H%M%S}-{id}-{from}-{to}-{any}.{any}")
        }
        "grandstream-cdr-push" | "grandstream-cdrapi" => Some("{any}-{started:%s}-{from}-{to}.{any}"),
        "3cx-cdr-socket" | "3cx-crm-journal" | "3cx-xapi-call-log" | "3cx-cdroutput" => {
            Some("[{any}]_{agent}-{from}_{started:%Y%m%d%H%M%S}({any}).{any}")
        }
        "freeswitch-json-cdr" | "freeswitch-xml-cdr" | "freeswitch-cdr-csv" | "fusionpbx" => Some("{id}.{any}"),
        _ => None,
    }
}

/// The last part of a path, however its system writes paths.
pub fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// How a file without a header is to be read, by the end of its name, as Asterisk has them: capitals or not, but for `.WAV`, which has a header.
pub fn headerless(name: &str) -> Option<DeclaredFormat> {
    let (_, end) = base_name(name).rsplit_once('.')?;
    let end = end.to_ascii_lowercase();
    let (codec, rate) = match end.as_str() {
        "sln" | "slin" | "raw" => (RawCodec::Sln, 8_000),
        // In thousands, as Asterisk writes them.
        "sln44" => (RawCodec::Sln, 44_100),
        "sln12" | "sln16" | "sln24" | "sln32" | "sln48" | "sln96" | "sln192" => {
            (RawCodec::Sln, 1_000 * end.strip_prefix("sln")?.parse::<u32>().ok()?)
        }
        "ulaw" | "pcm" | "mu" | "ul" | "ulw" => (RawCodec::Ulaw, 8_000),
        "alaw" | "al" | "alw" => (RawCodec::Alaw, 8_000),
        "gsm" => (RawCodec::Gsm, 8_000),
        "g722" => (RawCodec::G722, RawCodec::G722.rate()?),
        "g729" => (RawCodec::G729, 8_000),
        _ => return None,
    };
    Some(DeclaredFormat {
        codec,
        rate,
        channels: 1,
    })
}

fn last_parts(path: &str, parts: usize) -> &str {
    let cut = path.rmatch_indices(['/', '\\']).nth(parts - 1);
    cut.map_or(path, |(at, _)| &path[at + 1..])
}

fn time_regex(form: &str) -> Result<String, PatternFault> {
    let mut regex = String::new();
    let mut letters = form.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            regex.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4])));
            continue;
        }
        regex.push_str(match letters.next() {
            Some('Y') => r"\d{4}",
            Some('m' | 'd' | 'H' | 'M' | 'S' | 'y') => r"\d{2}",
            Some('b') => "[A-Za-z]{3}",
            Some('s') => r"\d{9,11}",
            Some(other) => return Err(PatternFault::Time(other)),
            None => return Err(PatternFault::Time('%')),
        });
    }
    Ok(regex)
}

/// A local time, or seconds since 1970.
fn moment(form: &str, text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if form == "%s" {
        return Timestamp::from_second(text.parse().ok()?).ok();
    }
    // A form without the time of the day says the day alone, which leads nowhere by itself.
    let local = DateTime::strptime(form, text).ok()?;
    Some(zone.to_zoned(local).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pattern: &str, name: &str) -> Option<Clues> {
        let rome = TimeZone::get("Europe/Rome").unwrap();
        NamePattern::new(pattern).unwrap().read(name, &rome)
    }

    #[test]
    fn names_that_systems_give_are_read_by_the_pattern_of_the_system() {
        let freepbx = usual_pattern(Source::FreepbxCdr).unwrap();
        let name = "2026/03/02/external-201-+12025550143-20260302-100000-pbx1-1772442000.17.wav";
        let clues = read(freepbx, name).unwrap();
        assert_eq!(clues.started_at.unwrap().to_string(), "2026-03-02T09:00:00Z");
        assert_eq!(clues.id.as_deref(), Some("pbx1-1772442000.17"));
        assert_eq!(
            (clues.to.as_deref(), clues.from.as_deref()),
            (Some("201"), Some("+12025550143"))
        );
        let yeastar = usual_pattern(Source::Yeastar30012).unwrap();
        let clues = read(yeastar, "20260302100000-1772442000.5-2001-02079460000-Outbound.wav").unwrap();
        assert_eq!(clues.id.as_deref(), Some("1772442000.5"));
        assert_eq!(clues.to.as_deref(), Some("02079460000"));
        let grandstream = usual_pattern(Source::GrandstreamCdrPush).unwrap();
        let clues = read(grandstream, "2026-03/auto-1772442000-1001-1002.wav").unwrap();
        assert_eq!(clues.started_at.unwrap().as_second(), 1_772_442_000);
        let threecx = usual_pattern(Source::ThreecxXapiCallLog).unwrap();
        let clues = read(threecx, "201/[Ines Holm]_201-+12025550125_20260302100000(812).wav").unwrap();
        assert_eq!(clues.started_at.unwrap().as_second(), 1_772_442_000);
        assert_eq!(
            (clues.agent.as_deref(), clues.from.as_deref()),
            (Some("201"), Some("+12025550125"))
        );
    }

    #[test]
    fn folders_of_a_pattern_are_read_too_and_others_do_not_matter() {
        let clues = read("{agent}/{linked_id}.{any}", "C:\\calls\\201/abc.mp3").unwrap();
        assert_eq!(
            (clues.agent.as_deref(), clues.id.as_deref()),
            (Some("201"), Some("abc"))
        );
        assert_eq!(read("{id}.wav", "x/y/abc.mp3"), None);
        assert_eq!(
            read("{started:%Y%m%d%H%M%S}.wav", "20261302100000.wav"),
            None,
            "no such month"
        );
    }

    #[test]
    fn what_is_no_pattern_says_what_is_wrong() {
        let fault = |text: &str| NamePattern::new(text).unwrap_err().to_string();
        assert!(fault("{who}.wav").contains("{who}"), "{}", fault("{who}.wav"));
        assert!(fault("{from").contains("not closed"));
        assert!(fault("from}").contains("not closed"));
        assert!(fault("{from}-{from}").contains("twice"));
        assert!(fault("{id}-{linked_id}").contains("twice"));
        assert!(fault("{started:%j}").contains("%j"));
        assert!(fault("{any}.wav").contains("nothing"));
        assert!(fault(&"x".repeat(301)).contains("300"));
    }

    #[test]
    fn bytes_without_a_header_are_known_by_the_end_of_the_name() {
        for (name, rate) in [
            ("b.sln", 8_000),
            ("a/b.sln16", 16_000),
            ("b.sln44", 44_100),
            ("b.sln192", 192_000),
        ] {
            assert_eq!(headerless(name).unwrap().rate, rate, "{name}");
        }
        for (name, codec) in [
            ("b.gsm", RawCodec::Gsm),
            ("B.ULAW", RawCodec::Ulaw),
            ("b.ulw", RawCodec::Ulaw),
            ("b.alw", RawCodec::Alaw),
            ("b.raw", RawCodec::Sln),
        ] {
            assert_eq!(headerless(name).unwrap().codec, codec, "{name}");
        }
        for name in ["b.wav", "b.WAV", "b", "gsm", "b.yswav"] {
            assert_eq!(headerless(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_pattern_and_no_name_panics(pattern in "[{}a-z%:Y/.-]{0,40}", name in ".{0,60}") {
            if let Ok(pattern) = NamePattern::new(&pattern) {
                let _ = pattern.read(&name, &TimeZone::UTC);
            }
        }
    }
}
