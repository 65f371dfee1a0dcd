//! Panasonic SMDR: columns divided by blanks, times of the end of a call to the minute, of older small models of its start.

use std::sync::LazyLock;

use regex::Regex;

use super::clock;
use super::draft::{self, Unanswered, number};
use super::fields::some;
use super::lines::{line_id, numbered, text};
use super::parsed::Observed;
use super::settings::Settings;
use super::smdr::{date, hour_and_minute};
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Leg};

static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s*(\d\d|\*\*)[/.-](\d\d|\*\*)[/.-](?:20)?(\d\d|\*\*)\s+(\d{1,2}:\d\d\s?(?:[AP]M)?|\*\*:\*\*\S*)\s+(\S+)\s+(.*)$",
    )
    .ok()
});
/// What begins so far behind the begin of the time is no extension, whose column ends before, but the line outside.
const TIME_TO_LINE: usize = 13;
/// What a call cost, with its currency before or behind it or without.
static COST: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[^\d.,]{0,4}\d+[.,]\d{1,3}[^\d.,]{0,4}$").ok());
/// Ring (if any), duration, account code (if any), condition code (if any).
static TAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(.*?)(?:\s(\d{1,2})'(\d\d))?\s+(\d{2,4}):(\d\d)'(\d\d)(?:\s+(.*))?$").ok());

pub struct Smdr;

impl Format for Smdr {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        for (at, line) in numbered(input) {
            let whole = text(line);
            let bare = whole.trim();
            if bare.is_empty() {
                continue;
            }
            if bare.starts_with("Date ") || bare.bytes().all(|byte| matches!(byte, b'-' | b'=' | b' ')) {
                observed.ignore(at, "header");
                continue;
            }
            match record(&whole, line, settings) {
                Ok(Ok(leg)) => observed.take(at, Ok(leg)),
                Ok(Err(code)) => observed.ignore(at, code),
                Err(code) => observed.quarantine(at, code, ""),
            }
        }
    }
}

/// A leg, or the code of what is no call.
type Line = Result<(Leg, Vec<&'static str>), &'static str>;

fn record(line: &str, raw: &[u8], settings: &Settings) -> Result<Line, &'static str> {
    let head = HEAD
        .as_ref()
        .and_then(|pattern| pattern.captures(line))
        .ok_or("not_a_record")?;
    let part = |index: usize| head.get(index).map_or("", |text| text.as_str());
    let begins = |index: usize| head.get(index).map_or(0, |text| text.start());
    let (extension, rest) = match begins(5) - begins(4) < TIME_TO_LINE {
        true => (part(5), part(6)),
        false => ("", &line[begins(5)..]),
    };
    let Some(tail) = TAIL.as_ref().and_then(|pattern| pattern.captures(rest)) else {
        return no_call(rest).map(Err).ok_or("not_a_record");
    };
    // A clock that was lost prints stars.
    let numbers: Option<Vec<i8>> = (1..=3).map(|index| part(index).parse().ok()).collect();
    let numbers = numbers.ok_or("bad_timestamp")?;
    let day = date([numbers[0], numbers[1], numbers[2]], settings).ok_or("bad_timestamp")?;
    let (hour, minute, _) = hour_and_minute(part(4)).ok_or("bad_timestamp")?;
    let (moment, mut warnings) = clock::moment(day.at(hour, minute, 0, 0), &settings.zone);
    let stamp = moment.ok_or("bad_timestamp")?;
    let figure = |index: usize| {
        tail.get(index)
            .and_then(|text| text.as_str().parse::<i64>().ok())
            .unwrap_or(0)
    };
    let ring = figure(2) * 60 + figure(3);
    let talk = figure(4) * 3600 + figure(5) * 60 + figure(6);
    let ended = match settings.given.time_is.as_deref() {
        Some("start") => clock::plus(stamp, ring + talk).ok_or("bad_timestamp")?,
        _ => stamp,
    };
    let times = Times::settle(Said {
        started: clock::plus(ended, -(talk + ring)),
        answered: clock::plus(ended, -talk).filter(|_| talk > 0),
        ended: Some(ended),
        talk_s: Some(talk),
        ..Said::default()
    })?;
    warnings.extend(&times.warnings);
    let mut leg = draft::leg("panasonic-smdr", line_id(raw), &times);
    leg.keep("time_precision_s", 60);
    parties(
        tail.get(1).map_or("", |text| text.as_str()),
        extension,
        &mut leg,
        settings,
    );
    let rest = tail.get(7).map_or("", |text| text.as_str());
    codes(rest, &mut leg);
    if talk > 0 {
        leg.answered()
    } else {
        leg.unanswered(Unanswered::Unclear)
    }
    Ok(Ok((leg, warnings)))
}

/// Lines that look like calls and are none.
fn no_call(text: &str) -> Option<&'static str> {
    let text = text.trim().to_lowercase();
    if text.starts_with("log in")
        || text.starts_with("log out")
        || text.starts_with("check in")
        || text.starts_with("check out")
    {
        Some("log_event")
    } else if text.starts_with("timed reminder") {
        Some("reminder_event")
    } else {
        // What an extension says of its owner is any text that was programmed, as `In the office`. A call that was cut off is none.
        let inside = text.strip_prefix("ext").unwrap_or("");
        let is_said = text.starts_with(char::is_alphabetic) && !inside.starts_with(|c: char| c.is_ascii_digit());
        is_said.then_some("presence_event")
    }
}

fn parties(text: &str, extension: &str, leg: &mut Leg, settings: &Settings) {
    let ours = extension.trim_start_matches('*').to_owned();
    let (trunk, dialled) = trunk_and_number(text);
    leg.keep("trunk", trunk);
    if let Some((did, caller)) = incoming(dialled) {
        leg.direction = Direction::Inbound;
        leg.keep("did", did);
        if is_masked(caller) {
            leg.keep("number_masked", true);
            leg.from = some(caller);
        } else if number(caller, settings).is_some() && caller.chars().any(char::is_alphabetic) {
            // A name where the number should be.
            leg.keep("from_name", caller);
        } else {
            leg.from_party(caller, settings);
        }
        leg.to = some(&ours);
        leg.agent = Some(ours).filter(|ours| settings.is_extension(ours));
        return;
    }
    match ours.is_empty() {
        true => leg.from_party("", settings),
        false => leg.from = Some(ours.clone()),
    }
    if let Some(inside) = dialled.strip_prefix("EXT") {
        leg.direction = Direction::Internal;
        leg.to = some(inside);
        leg.agent = leg.to.clone().filter(|to| settings.is_extension(to));
        return;
    }
    leg.direction = Direction::Outbound;
    leg.agent = Some(ours).filter(|ours| settings.is_extension(ours));
    if is_masked(dialled) {
        leg.keep("number_masked", true);
        leg.to = some(dialled);
    } else {
        leg.to = number(dialled, settings);
    }
}

/// Digits that are hidden are printed as `.` or `X`.
fn is_masked(number: &str) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '*' | '#' | '-' | '.' | 'X');
    number.contains(['.', 'X']) && number.chars().all(is_of_number)
}

/// The line outside and the number, which may be alone.
fn trunk_and_number(text: &str) -> (&str, &str) {
    let text = text.trim();
    match text.split_once(char::is_whitespace) {
        Some((trunk, number)) if trunk.len() <= 4 && trunk.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            (trunk, number.trim())
        }
        _ => ("", text),
    }
}

/// `<D>did<I>caller`, `<I>caller` → did and caller.
fn incoming(dialled: &str) -> Option<(&str, &str)> {
    let (before, caller) = dialled
        .split_once("<I>")
        .or_else(|| dialled.strip_prefix("<D>").map(|did| (did, "")))?;
    Some((
        before.trim().strip_prefix("<D>").unwrap_or(before).trim(),
        caller.trim(),
    ))
}

fn codes(rest: &str, leg: &mut Leg) {
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    // Patterns B and C say what it cost.
    let is_cost = |word: &&str| COST.as_ref().is_some_and(|pattern| pattern.is_match(word));
    if let Some(cost) = words.first().copied().filter(is_cost) {
        leg.keep("cost", cost);
        words.remove(0);
    }
    let (account, condition) = match words.as_slice() {
        [] => ("", ""),
        [one] if is_condition(one) => ("", *one),
        [one] => (*one, ""),
        [account, .., condition] => (*account, *condition),
    };
    leg.keep("account", account);
    leg.hangup_cause = some(condition);
    if condition == "TR" {
        leg.keep("transferred", true);
    }
}

fn is_condition(word: &str) -> bool {
    (2..=3).contains(&word.len()) && word.starts_with(|c: char| c.is_ascii_uppercase())
}
