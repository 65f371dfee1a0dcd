//! Local stamps → moments: zones, hours that never were and hours that were twice.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Two hours of one name lie so far apart, as nearly all zones have it.
const HOUR_S: i64 = 3_600;
/// Stamps of the same moment may differ by so much.
const TOLERANCE_S: i64 = 2;

/// The stamps of one leg as a system wrote them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Local {
    pub started: Option<DateTime>,
    pub answered: Option<DateTime>,
    pub ended: Option<DateTime>,
    /// Seconds from start to end, if the source says so: tells two hours of the same name apart.
    pub duration_s: Option<i64>,
    /// A moment near the start that needs no zone.
    pub near: Option<Timestamp>,
}

#[derive(Clone, Debug, Default)]
pub struct Moments {
    pub started: Option<Timestamp>,
    pub answered: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    /// `tz_gap`, `tz_ambiguous`.
    pub warnings: Vec<&'static str>,
}

/// Resolves the stamps of one leg together.
pub fn moments(local: Local, zone: &TimeZone) -> Moments {
    moments_of_talk(local, None, zone)
}

/// The same where the source says, too, how many seconds lie between answer and end.
pub fn moments_of_talk(local: Local, talk_s: Option<i64>, zone: &TimeZone) -> Moments {
    if let Some(moments) = certain(&local, zone) {
        return moments;
    }
    let mut warnings = Vec::new();
    let mut candidates = |at: Option<DateTime>| -> Vec<Option<Timestamp>> {
        let Some(at) = at else { return vec![None] };
        let (moments, warning) = candidates(at, zone);
        warnings.extend(warning.filter(|warning| !warnings.contains(warning)));
        moments.into_iter().map(Some).collect()
    };
    let (starts, answers, ends) = (
        candidates(local.started),
        candidates(local.answered),
        candidates(local.ended),
    );
    let mut best: Option<(i64, [Option<Timestamp>; 3])> = None;
    for &start in &starts {
        for &answer in &answers {
            for &end in &ends {
                let cost = cost(start, answer, end, &local, talk_s);
                // Earlier offsets come first and stay on a tie.
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, [start, answer, end]));
                }
            }
        }
    }
    if local.near.is_some() {
        warnings.retain(|warning| *warning != "tz_ambiguous");
    }
    let [started, answered, ended] = best.map_or([None; 3], |(_, moments)| moments);
    Moments {
        started,
        answered,
        ended,
        warnings,
    }
}

/// Where no stamp falls on an hour that was twice or never, which is nearly always, there is nothing to choose.
fn certain(local: &Local, zone: &TimeZone) -> Option<Moments> {
    let moment = |at: DateTime| {
        let resolved = zone.to_ambiguous_timestamp(at);
        match resolved.offset() {
            AmbiguousOffset::Unambiguous { .. } => resolved.compatible().ok(),
            AmbiguousOffset::Gap { .. } | AmbiguousOffset::Fold { .. } => None,
        }
    };
    let mut moments = Moments::default();
    for (at, resolved) in [
        (local.started, &mut moments.started),
        (local.answered, &mut moments.answered),
        (local.ended, &mut moments.ended),
    ] {
        if let Some(at) = at {
            *resolved = Some(moment(at)?);
        }
    }
    Some(moments)
}

/// One stamp alone.
pub fn moment(at: DateTime, zone: &TimeZone) -> (Option<Timestamp>, Vec<&'static str>) {
    let moments = moments(
        Local {
            started: Some(at),
            ..Local::default()
        },
        zone,
    );
    (moments.started, moments.warnings)
}

/// How badly three moments go together, in seconds.
fn cost(
    start: Option<Timestamp>,
    answer: Option<Timestamp>,
    end: Option<Timestamp>,
    local: &Local,
    talk_s: Option<i64>,
) -> i64 {
    let between =
        |from: Option<Timestamp>, to: Option<Timestamp>| from.zip(to).map(|(a, b)| b.as_second() - a.as_second());
    let disorder = [between(start, end), between(start, answer), between(answer, end)];
    let disorder: i64 = disorder.into_iter().flatten().map(|gap| (-gap).max(0)).sum();
    // A call of several hours is not what a clock that was set back looks like.
    let off = |said: Option<i64>, seen: Option<i64>| said.zip(seen).map_or(0, |(said, seen)| seen.abs_diff(said));
    let off = off(local.duration_s, between(start, end)).saturating_add(off(talk_s, between(answer, end)));
    let off = i64::try_from(off).unwrap_or(i64::MAX);
    // Nothing begins before the moment by which it is named.
    let far = |after: i64| {
        if after < -TOLERANCE_S {
            HOUR_S - 4 * after
        } else {
            after.abs()
        }
    };
    let far = between(local.near, start).map_or(0, far);
    disorder.saturating_mul(4).saturating_add(off).saturating_add(far)
}

/// The moments that a stamp can mean, the earlier one first.
fn candidates(at: DateTime, zone: &TimeZone) -> (Vec<Timestamp>, Option<&'static str>) {
    let resolved = zone.to_ambiguous_timestamp(at);
    match resolved.offset() {
        AmbiguousOffset::Unambiguous { .. } => (resolved.compatible().into_iter().collect(), None),
        // An hour that never was: shifted forward by the gap.
        AmbiguousOffset::Gap { .. } => (resolved.compatible().into_iter().collect(), Some("tz_gap")),
        AmbiguousOffset::Fold { before, after } => {
            let both = [before, after]
                .into_iter()
                .filter_map(|offset| offset.to_timestamp(at).ok())
                .collect();
            (both, Some("tz_ambiguous"))
        }
    }
}

/// `YYYY-MM-DD HH:MM:SS`, also with `/` or `T`, with or without seconds and their fractions.
pub fn civil(text: &str) -> Option<DateTime> {
    let text = text.trim();
    usual(text.as_bytes()).or_else(|| spelt(text))
}

/// `YYYY-MM-DD HH:MM:SS`, letter by letter, as nearly all systems write it.
fn usual(text: &[u8]) -> Option<DateTime> {
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-' | b'/',
        m1,
        m2,
        b'-' | b'/',
        d1,
        d2,
        b' ' | b'T',
        h1,
        h2,
        b':',
        i1,
        i2,
        b':',
        s1,
        s2,
    ] = text
    else {
        return None;
    };
    let pair = |tens: u8, ones: u8| {
        let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
        let number = is_number.then(|| (tens - b'0') * 10 + (ones - b'0'))?;
        i8::try_from(number).ok()
    };
    let year = i16::from(pair(y1, y2)?) * 100 + i16::from(pair(y3, y4)?);
    let (month, day) = (pair(m1, m2)?, pair(d1, d2)?);
    DateTime::new(year, month, day, pair(h1, h2)?, pair(i1, i2)?, pair(s1, s2)?, 0).ok()
}

/// In any of the other ways.
fn spelt(text: &str) -> Option<DateTime> {
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    let text = if text.contains('/') {
        Cow::Owned(text.replace('/', "-"))
    } else {
        Cow::Borrowed(text)
    };
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((&*text, "00:00:00"));
    let mut parts = date.split('-').map(str::parse::<i16>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if parts.next().is_some() {
        return None;
    }
    let (clock, fraction) = time.trim().split_once('.').unwrap_or((time.trim(), ""));
    let mut parts = clock.split(':').map(str::parse::<i8>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().transpose().ok()?.unwrap_or(0);
    if parts.next().is_some() {
        return None;
    }
    let nanos = match fraction {
        "" => 0,
        fraction => format!("{fraction:0<9.9}").parse::<i32>().ok()?,
    };
    DateTime::new(
        year,
        month.try_into().ok()?,
        day.try_into().ok()?,
        hour,
        minute,
        second,
        nanos,
    )
    .ok()
}

/// By a `strftime` form.
pub fn civil_as(text: &str, form: &str) -> Option<DateTime> {
    DateTime::strptime(form, text.trim()).ok()
}

/// A stamp that carries its offset, or an epoch in seconds.
pub fn absolute(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return epoch(seconds);
    }
    let text = if text.contains(' ') {
        Cow::Owned(text.replacen(' ', "T", 1))
    } else {
        Cow::Borrowed(text)
    };
    text.parse::<Timestamp>().ok().and_then(whole)
}

/// A stamp with its offset, else one in `zone`; and what is odd about it there.
pub fn in_zone(text: &str, zone: &TimeZone) -> Option<(Timestamp, Vec<&'static str>)> {
    if let Some(at) = absolute(text) {
        return Some((at, Vec::new()));
    }
    let (at, warnings) = moment(civil(text)?, zone);
    at.map(|at| (at, warnings))
}

/// The second moment that a local stamp can mean, if it falls on an hour that the clock has twice.
pub fn later(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    candidates(civil(text)?, zone).0.get(1).copied()
}

/// Seconds since 1970, `None` for the 0 by which systems say *never*.
pub fn epoch(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_second(seconds).ok().filter(|_| seconds > 0)
}

pub fn epoch_micros(micros: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(micros)
        .ok()
        .filter(|_| micros > 0)
        .and_then(whole)
}

/// Cut to whole milliseconds, as all stamps of a leg are.
pub fn whole(at: Timestamp) -> Option<Timestamp> {
    Timestamp::from_millisecond(at.as_millisecond()).ok()
}

pub fn plus(at: Timestamp, seconds: i64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_secs(seconds)).ok()
}

pub fn plus_ms(at: Timestamp, ms: i64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_millis(ms)).ok()
}

/// `HH:MM:SS` or `MM:SS` → seconds.
pub fn clock_seconds(text: &str) -> Option<i64> {
    let mut total = 0_i64;
    for part in text.trim().split(':') {
        let value: i64 = part
            .trim()
            .parse()
            .ok()
            .filter(|value| (0..1_000_000).contains(value))?;
        total = total.checked_mul(60)?.checked_add(value)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn local(started: &str, ended: &str) -> Local {
        Local {
            started: civil(started),
            ended: civil(ended),
            ..Local::default()
        }
    }

    #[test]
    fn an_hour_that_never_was_moves_forward() {
        let (at, warnings) = moment(civil("2026-03-29 02:30:00").unwrap(), &zone());
        assert_eq!(at.unwrap().to_string(), "2026-03-29T01:30:00Z");
        assert_eq!(warnings, ["tz_gap"]);
    }

    #[test]
    fn of_two_hours_the_earlier_one_unless_the_end_would_come_first() {
        let calm = moments(local("2026-10-25 02:10:00", "2026-10-25 02:20:00"), &zone());
        assert_eq!(calm.started.unwrap().to_string(), "2026-10-25T00:10:00Z");
        assert_eq!(calm.ended.unwrap().to_string(), "2026-10-25T00:20:00Z");
        assert_eq!(calm.warnings, ["tz_ambiguous"]);
        let across = moments(local("2026-10-25 02:50:00", "2026-10-25 02:05:00"), &zone());
        assert_eq!(across.started.unwrap().to_string(), "2026-10-25T00:50:00Z");
        assert_eq!(across.ended.unwrap().to_string(), "2026-10-25T01:05:00Z");
    }

    #[test]
    fn a_duration_or_an_epoch_decides() {
        let mut long = local("2026-10-25 02:10:00", "2026-10-25 02:20:00");
        long.duration_s = Some(4_200);
        assert_eq!(
            moments(long, &zone()).ended.unwrap().to_string(),
            "2026-10-25T01:20:00Z"
        );
        let talk = Local {
            answered: civil("2026-10-25 02:15:00"),
            ..local("2026-10-25 02:10:00", "2026-10-25 02:20:00")
        };
        let talk = moments_of_talk(talk, Some(3_900), &zone());
        assert_eq!(talk.answered.unwrap().to_string(), "2026-10-25T00:15:00Z");
        assert_eq!(talk.ended.unwrap().to_string(), "2026-10-25T01:20:00Z");
        let mut known = local("2026-10-25 02:10:00", "2026-10-25 02:20:00");
        known.near = epoch(1_792_890_600);
        let known = moments(known, &zone());
        assert_eq!(known.started.unwrap().to_string(), "2026-10-25T01:10:00Z");
        assert!(known.warnings.is_empty());
    }

    #[test]
    fn a_later_leg_does_not_begin_before_the_moment_that_names_its_call() {
        let mut later = local("2026-10-25 02:10:00", "2026-10-25 02:20:00");
        // The call itself began at 02:40 before the clock was set back.
        later.near = "2026-10-25T00:40:00Z".parse().ok();
        assert_eq!(
            moments(later, &zone()).started.unwrap().to_string(),
            "2026-10-25T01:10:00Z"
        );
    }

    #[test]
    fn stamps_of_every_kind_are_read() {
        assert_eq!(civil("2025/05/12 08:15:20").unwrap().to_string(), "2025-05-12T08:15:20");
        assert_eq!(civil("2025-05-12T08:15").unwrap().to_string(), "2025-05-12T08:15:00");
        for none in [
            "2025-13-12 08:15:20",
            "2025-02-30 08:15:20",
            "2025-05-12 24:15:20",
            "2025-05-12 08:15:2x",
        ] {
            assert_eq!(civil(none), None, "{none}");
        }
        for (text, second) in [
            ("2025-05-12 08:15:20", 20),
            ("2025/05-12T08:15:20", 20),
            ("2025-5-12 8:15:7", 7),
            (" 2025-05-12  08:15:09 ", 9),
        ] {
            assert_eq!(civil(text).unwrap().second(), second, "{text}");
        }
        assert_eq!(civil("2025-05-12 08:15:20.25").unwrap().millisecond(), 250);
        assert_eq!(
            absolute("2025-09-22 11:00:00.100000+00").unwrap().as_millisecond() % 1000,
            100
        );
        assert_eq!(epoch(0), None);
        assert_eq!(clock_seconds("00:02:12"), Some(132));
    }
}
