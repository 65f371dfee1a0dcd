//! Mitel SMDR: lines of fixed width, times of the start of a call to the minute.

use std::borrow::Cow;

use super::clock::{self, clock_seconds};
use super::draft::{self, Unanswered, is_feature_code, number};
use super::fields::some;
use super::lines::{line_id, numbered, text};
use super::parsed::Observed;
use super::settings::Settings;
use super::smdr::{FixedLine, Read, hour_and_minute, layout, month_and_day, nearest_before, take_line};
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Leg};

pub(super) const STANDARD: &[(&str, (usize, usize))] = &[
    ("date", (1, 5)),
    ("time", (7, 6)),
    ("duration", (14, 8)),
    ("calling", (23, 4)),
    ("attendant", (27, 1)),
    ("time_to_answer", (28, 4)),
    ("digits", (33, 26)),
    ("completion", (59, 1)),
    ("speed_forward", (60, 1)),
    ("called", (61, 4)),
    ("transfer", (65, 1)),
    ("third", (67, 4)),
    ("account", (72, 12)),
    ("system_id", (85, 3)),
    ("ani", (91, 10)),
    ("dnis", (102, 10)),
    ("oli", (131, 2)),
];

/// With the option of extended digit length.
const EXTENDED: &[(&str, (usize, usize))] = &[
    ("date", (1, 5)),
    ("time", (7, 6)),
    ("duration", (14, 10)),
    ("calling", (25, 7)),
    ("time_to_answer", (33, 4)),
    ("digits", (38, 26)),
    ("completion", (64, 1)),
    ("speed_forward", (65, 1)),
    ("called", (66, 7)),
    ("transfer", (73, 1)),
    ("third", (75, 7)),
    ("account", (83, 12)),
    ("system_id", (96, 3)),
    ("ani", (102, 20)),
    ("oli", (139, 2)),
];

/// Reporting level 2 writes `:ss` behind the time, and everything after it stands so much further to the right.
const SECONDS_WIDTH: usize = 3;
/// The system speaks of itself: `CLOCK MALFUNCTION`.
const STATUS: &str = "MALFUNCTION";

pub struct Smdr;

impl Format for Smdr {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        for (at, line) in numbered(input) {
            let whole = text(line);
            if whole.trim().is_empty() {
                continue;
            }
            if whole.contains(STATUS) {
                observed.ignore(at, "status_line");
                continue;
            }
            let whole = with_flag(whole, settings);
            let places = layout(settings, if is_extended(&whole) { EXTENDED } else { STANDARD });
            let moved = time_with_seconds(&whole, &places);
            let places = |name: &str| {
                let (from, length) = places(name)?;
                Some(match moved {
                    Some(time) if from == time => (from, length.saturating_add(SECONDS_WIDTH)),
                    Some(time) if from > time => (from.saturating_add(SECONDS_WIDTH), length),
                    _ => (from, length),
                })
            };
            take_line(at, &whole, &places, observed, |fixed| leg(fixed, line, settings));
        }
    }
}

/// With the blank before the date that whoever passes lines on may have cut: the flag of a call that was not long.
fn with_flag<'a>(line: Cow<'a, str>, settings: &Settings) -> Cow<'a, str> {
    const FORM: &str = "dd/dd ";
    let has_flag = settings.given.layout.get("date").is_none_or(|(from, _)| *from == 1);
    match has_flag && fits(&line, 0, FORM) {
        true => Cow::Owned(format!(" {line}")),
        false => line,
    }
}

/// Whether so a form stands at a place: `d` is a digit.
fn fits(line: &str, from: usize, form: &str) -> bool {
    let is_meant = |&(letter, form): &(char, char)| match form {
        'd' => letter.is_ascii_digit(),
        form => letter == form,
    };
    let pairs = line.chars().skip(from).zip(form.chars());
    pairs.filter(is_meant).count() == form.len()
}

/// Whether the duration has four digits of hours: `hhhh:mm:ss`, with seconds in the time before it or without.
fn is_extended(line: &str) -> bool {
    const FORM: &str = "dddd:dd:dd ";
    fits(line, 14, FORM) || fits(line, 14 + SECONDS_WIDTH, FORM)
}

/// Where the time stands, if it is longer than the layout says: `hh:mm:ss` in the place of `hh:mm`.
fn time_with_seconds(line: &str, places: &impl Fn(&str) -> Option<(usize, usize)>) -> Option<usize> {
    let (from, length) = places("time").filter(|(_, length)| *length < "hh:mm:ss".len())?;
    let time: Vec<char> = line.chars().skip(from).take(length + SECONDS_WIDTH).collect();
    let is_digit = |at: usize| time.get(at).is_some_and(char::is_ascii_digit);
    let is_colon = |at: usize| time.get(at) == Some(&':');
    ([1, 3, 4, 6, 7].into_iter().all(is_digit) && is_colon(2) && is_colon(5)).then_some(from)
}

/// `None`: a line about the system and not about a call.
fn leg(line: &FixedLine<'_>, raw: &[u8], settings: &Settings) -> Read {
    let date = line.text("date");
    let (first, second) = date.split_once(['/', '-']).ok_or("not_a_record")?;
    let numbers = first.trim().parse::<i8>().ok().zip(second.trim().parse::<i8>().ok());
    let (first, second) = numbers.ok_or("not_a_record")?;
    let Some((hour, minute, second_of_time)) = hour_and_minute(&line.text("time")) else {
        let words = line.text("time");
        return if words.chars().any(|c| c.is_ascii_alphabetic()) && !words.contains(':') {
            Ok(None)
        } else {
            Err("bad_timestamp")
        };
    };
    let duration = clock_seconds(&line.text("duration")).ok_or("bad_timestamp")?;
    let (month, day) = month_and_day(first, second, settings);
    let local = nearest_before(month, day, hour, minute, settings).ok_or("bad_timestamp")?;
    let (moment, mut warnings) = clock::moment(local, &settings.zone);
    let started = moment
        .and_then(|at| clock::plus(at, second_of_time.into()))
        .ok_or("bad_timestamp")?;
    let waited = line.text("time_to_answer");
    let completion = line.text("completion");
    let why = match completion.as_str() {
        "B" | "D" => Some(Unanswered::Busy),
        "E" => Some(Unanswered::Failed),
        "T" => Some(Unanswered::Rejected),
        _ if waited.contains('*') => Some(Unanswered::Unclear),
        // Without answer supervision a call that lasted counts as answered; with it, one that was taken and ended at once was answered too.
        _ if duration == 0 && waited.is_empty() && completion != "A" => Some(Unanswered::Unclear),
        _ => None,
    };
    let ring = waited.parse::<i64>().unwrap_or(0).max(0);
    let answered = clock::plus(started, ring);
    let times = Times::settle(Said {
        started: Some(started),
        answered: answered.filter(|_| why.is_none()),
        ended: answered.and_then(|at| clock::plus(at, duration)),
        talk_s: why.is_none().then_some(duration),
        ..Said::default()
    })?;
    warnings.extend(&times.warnings);
    let mut leg = draft::leg("mitel-smdr", line_id(raw), &times);
    parties(line, &mut leg, settings);
    leg.hangup_cause = some(&completion);
    leg.keep("account", line.text("account"));
    // What kind of line called, as the network says it.
    leg.keep("oli", line.text("oli"));
    let has_seconds = line.text("time").matches(':').count() == 2;
    leg.keep("time_precision_s", if has_seconds { 1 } else { 60 });
    if matches!(line.text("transfer").as_str(), "T" | "X" | "C") {
        leg.keep("transferred", true);
        leg.keep("third_party", line.text("third"));
    }
    end(&mut leg, why);
    Ok(Some((leg, warnings)))
}

fn end(leg: &mut Leg, why: Option<Unanswered>) {
    let is_inside = leg.direction == Direction::Internal && leg.agent.is_none();
    match why {
        // A code of the system's own is answered by nobody but the system.
        None if is_inside && leg.to.as_deref().is_some_and(is_feature_code) => leg.machine("ivr"),
        None => leg.answered(),
        Some(why) => leg.unanswered(why),
    }
}

fn is_trunk(party: &str) -> bool {
    party
        .strip_prefix(['T', 'X'])
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn parties(line: &FixedLine<'_>, leg: &mut Leg, settings: &Settings) {
    let (calling, called) = (line.text("calling"), line.text("called"));
    // Two numbers: dialled, then routed to.
    let digits = line.text("digits");
    let dialled = digits.split_whitespace().next().unwrap_or("").to_owned();
    let is_inside = settings.is_extension(&dialled) || is_feature_code(&dialled);
    leg.direction = match (is_trunk(&calling), is_trunk(&called)) {
        (true, true) => Direction::Transit,
        (true, false) => Direction::Inbound,
        (false, true) => Direction::Outbound,
        (false, false) if line.text("completion") == "I" => Direction::Internal,
        (false, false) if is_inside || settings.is_extension(&called) => Direction::Internal,
        (false, false) if dialled.is_empty() && called.is_empty() => Direction::Unknown,
        (false, false) if dialled.is_empty() => Direction::Internal,
        (false, false) => Direction::Outbound,
    };
    let from = if is_trunk(&calling) {
        line.text("ani")
    } else {
        calling.clone()
    };
    leg.from_party(&from, settings);
    leg.to = number(&dialled, settings).or_else(|| number(&called, settings).filter(|_| !is_trunk(&called)));
    let agent = match leg.direction {
        Direction::Inbound | Direction::Internal => some(&called).or(Some(dialled)),
        Direction::Outbound => some(&calling),
        _ => None,
    };
    leg.agent = agent.filter(|agent| settings.is_extension(agent));
    leg.keep(
        "trunk",
        [calling, called]
            .into_iter()
            .find(|party| is_trunk(party))
            .unwrap_or_default(),
    );
    if matches!(leg.direction, Direction::Inbound | Direction::Transit) {
        leg.keep("did", line.text("dnis"));
    }
    let routed = digits.split_whitespace().nth(1).unwrap_or("").to_owned();
    leg.keep("final_destination", routed);
}
