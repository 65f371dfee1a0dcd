//! Avaya Communication Manager: lines of fixed width, times of the end of a call, and date lines between them.

use jiff::civil::DateTime;

use super::Direction;
use super::clock;
use super::draft::{self, Unanswered, number};
use super::fields::some;
use super::lines::{line_id, numbered, text};
use super::parsed::Observed;
use super::settings::Settings;
use super::smdr::{FixedLine, Read, layout, month_and_day, nearest_before, take_line};
use super::source::Format;
use super::timing::{Said, Times};

/// The `unformatted` layout; systems differ, so settings override it.
pub(super) const STANDARD: &[(&str, (usize, usize))] = &[
    ("time", (0, 4)),
    ("dur_h", (5, 1)),
    ("dur_m", (6, 2)),
    ("dur_t", (8, 1)),
    ("cond", (10, 1)),
    ("code_dial", (12, 4)),
    ("code_used", (17, 4)),
    ("dialed", (22, 15)),
    ("calling", (38, 10)),
    ("account", (49, 15)),
    ("auth", (65, 7)),
];

/// A system's clock may be ahead of ours by so much.
const AHEAD_H: i64 = 1;
/// Records of some time could not be kept: it is no call.
const LOST: &str = "6";

pub struct CommunicationManager;

impl Format for CommunicationManager {
    fn is_context(&self, line: &[u8], settings: &Settings) -> bool {
        let whole = filled(line);
        date_line(&whole, settings).is_some()
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        let mut day = None;
        for (at, line) in numbered(input) {
            let whole = filled(line);
            if whole.trim().is_empty() {
                continue;
            }
            if let Some(date) = date_line(&whole, settings) {
                day = Some(date);
                observed.ignore(at, "date_record");
                continue;
            }
            let places = layout(settings, STANDARD);
            take_line(at, &whole, &places, observed, |fixed| leg(fixed, line, day, settings));
        }
    }
}

/// A line with blanks where NULs fill it, so that every column stays where it is.
fn filled(line: &[u8]) -> String {
    text(line).replace('\0', " ")
}

/// `mmdd`, `mm/dd` or `dd/mm` alone on a line.
fn date_line(line: &str, settings: &Settings) -> Option<(i8, i8)> {
    let digits: String = line.trim().chars().filter(|c| *c != '/').collect();
    if digits.len() != 4 || line.trim().len() > 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (first, second) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    // No year has a thirteenth month: such a line is in the other order, whatever was configured.
    let (month, day) = match month_and_day(first, second, settings) {
        (month @ 13.., day) if line.contains('/') => (day, month),
        date => date,
    };
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
}

fn ended(clock: &str, day: Option<(i8, i8)>, settings: &Settings) -> Option<DateTime> {
    let digits: String = clock.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 4 || clock.trim().len() > 5 {
        return None;
    }
    let (hour, minute) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    if let Some((month, day)) = day {
        return nearest_before(month, day, hour, minute, settings);
    }
    // No date line has come yet: the last time that the clock showed this, but for clocks that run ahead a little.
    let received = settings.given.received_at?.to_zoned(settings.zone.clone()).datetime();
    let today = DateTime::new(received.year(), received.month(), received.day(), hour, minute, 0, 0).ok()?;
    let limit = received.checked_add(jiff::SignedDuration::from_hours(AHEAD_H)).ok()?;
    match today <= limit {
        true => Some(today),
        false => today.checked_sub(jiff::SignedDuration::from_hours(24)).ok(),
    }
}

/// Hours, minutes and tenths of minutes.
fn seconds(line: &FixedLine<'_>) -> Option<i64> {
    let digit = |name: &str| match line.text(name).as_str() {
        "" => Some(0),
        text => text.parse::<i64>().ok(),
    };
    Some(digit("dur_h")? * 3600 + digit("dur_m")? * 60 + digit("dur_t")? * 6)
}

/// `None`: a line about the system and not about a call.
fn leg(line: &FixedLine<'_>, raw: &[u8], day: Option<(i8, i8)>, settings: &Settings) -> Read {
    let condition = line.text("cond");
    if line.text("time").chars().any(|c| !c.is_ascii_digit() && c != ':') {
        return Err("not_a_record");
    }
    if condition == LOST {
        return Ok(None);
    }
    let local = ended(&line.text("time"), day, settings).ok_or("bad_timestamp")?;
    let seconds = seconds(line).ok_or("not_a_record")?;
    let (moment, mut warnings) = clock::moment(local, &settings.zone);
    let ended = moment.ok_or("bad_timestamp")?;
    let started = clock::plus(ended, -seconds).ok_or("bad_timestamp")?;
    let why = unanswered(&condition);
    let times = Times::settle(Said {
        started: Some(started),
        answered: Some(started).filter(|_| why.is_none()),
        ended: Some(ended),
        talk_s: why.is_none().then_some(seconds),
        ..Said::default()
    })?;
    warnings.extend(&times.warnings);
    let mut leg = draft::leg("avaya-cm-cdr", line_id(raw), &times);
    let (dialled, calling) = (line.text("dialed"), line.text("calling"));
    leg.from_party(&calling, settings);
    leg.to = number(&dialled, settings);
    let ours = |number: &str| settings.is_extension(number);
    leg.direction = direction(&condition, ours(&calling), ours(&dialled));
    let agent = if leg.direction == Direction::Outbound {
        calling
    } else {
        dialled
    };
    leg.agent = Some(agent).filter(|agent| ours(agent));
    leg.hangup_cause = some(&condition);
    leg.keep(
        "trunk",
        some(&line.text("code_used")).unwrap_or_else(|| line.text("code_dial")),
    );
    leg.keep("account", line.text("account"));
    leg.keep("time_precision_s", 60);
    match why {
        None => leg.answered(),
        Some(why) => leg.unanswered(why),
    }
    if condition == "C" {
        leg.keep("leg_kind", "conference");
    }
    Ok(Some((leg, warnings)))
}

/// By the condition code, if it tells; else by who is one of ours.
fn direction(condition: &str, is_ours_calling: bool, is_ours_dialled: bool) -> Direction {
    match condition {
        "0" => Direction::Internal,
        // An attendant helps those who call out too.
        "1" if is_ours_calling && !is_ours_dialled => Direction::Outbound,
        "1" | "9" | "G" | "H" => Direction::Inbound,
        "7" | "8" | "A" | "B" => Direction::Outbound,
        "4" | "C" if is_ours_dialled => Direction::Inbound,
        "4" | "C" => Direction::Outbound,
        _ if is_ours_dialled && is_ours_calling => Direction::Internal,
        _ if is_ours_dialled => Direction::Inbound,
        _ => Direction::Outbound,
    }
}

/// `None`: somebody answered.
fn unanswered(condition: &str) -> Option<Unanswered> {
    match condition {
        "E" => Some(Unanswered::Failed),
        "H" => Some(Unanswered::GaveUp),
        "I" => Some(Unanswered::Busy),
        _ => None,
    }
}
