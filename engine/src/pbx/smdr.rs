//! Lines of fixed width: columns by a layout, and dates that say no year.

use jiff::civil::{Date, DateTime};

use super::Leg;
use super::parsed::Observed;
use super::settings::Settings;

/// A line with its layout: field → [first column from 0, length].
pub struct FixedLine<'a> {
    pub line: &'a [char],
    pub layout: &'a dyn Fn(&str) -> Option<(usize, usize)>,
}

impl FixedLine<'_> {
    /// The field's text without blanks around it; empty where the line is too short.
    pub fn text(&self, name: &str) -> String {
        let Some((from, length)) = (self.layout)(name) else {
            return String::new();
        };
        let to = from.saturating_add(length).min(self.line.len());
        let from = from.min(to);
        self.line[from..to].iter().collect::<String>().trim().to_owned()
    }
}

/// What a line of fixed width is: a leg, or nothing (`None`) where it speaks of the system. Errors: the code under which it is kept aside.
pub type Read = Result<Option<(Leg, Vec<&'static str>)>, &'static str>;

/// Reads one line by its layout and keeps what it is.
pub fn take_line(
    at: usize,
    line: &str,
    places: &dyn Fn(&str) -> Option<(usize, usize)>,
    observed: &mut Observed,
    read: impl FnOnce(&FixedLine<'_>) -> Read,
) {
    let chars: Vec<char> = line.chars().collect();
    match read(&FixedLine {
        line: &chars,
        layout: places,
    }) {
        Ok(Some(leg)) => observed.take(at, Ok(leg)),
        Ok(None) => observed.ignore(at, "status_line"),
        Err(code) => observed.quarantine(at, code, ""),
    }
}

/// The layout of a source: as configured, else the maker's standard.
pub fn layout<'a>(
    settings: &'a Settings,
    standard: &'static [(&'static str, (usize, usize))],
) -> impl Fn(&str) -> Option<(usize, usize)> + 'a {
    move |name| {
        if settings.given.layout.is_empty() {
            standard
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, place)| *place)
        } else {
            settings.given.layout.get(name).copied()
        }
    }
}

/// The year that puts a day and time nearest before the moment of receipt (a day of grace for clocks that run ahead).
pub fn nearest_before(month: i8, day: i8, hour: i8, minute: i8, settings: &Settings) -> Option<DateTime> {
    let received = settings.given.received_at?.to_zoned(settings.zone.clone()).datetime();
    let limit = received
        .checked_add(jiff::SignedDuration::from_hours(24))
        .unwrap_or(received);
    // The 29th of February was up to eight years ago.
    let years = (-1..=8).map(|back: i16| received.year() - back);
    let at = |year| DateTime::new(year, month, day, hour, minute, 0, 0).ok();
    years.filter_map(at).find(|at| *at <= limit)
}

/// Two numbers of a date in the configured order (`mdy` unless said otherwise) → month and day.
pub fn month_and_day(first: i8, second: i8, settings: &Settings) -> (i8, i8) {
    match settings.given.date_order.as_deref() {
        Some("dmy") => (second, first),
        _ => (first, second),
    }
}

/// A date of two-digit parts in the configured order.
pub fn date(parts: [i8; 3], settings: &Settings) -> Option<Date> {
    let [year, month, day] = match settings.given.date_order.as_deref() {
        Some("dmy") => [parts[2], parts[1], parts[0]],
        Some("ymd") => parts,
        _ => [parts[2], parts[0], parts[1]],
    };
    Date::new(2000 + i16::from(year), month, day).ok()
}

/// `HH:MM` with or without seconds, 12 hours with `p`, `a`, `AM` or `PM`.
pub fn hour_and_minute(text: &str) -> Option<(i8, i8, i8)> {
    let lower = text.trim().to_lowercase();
    // `10:03 p.m.` as some languages write it.
    let lower = lower.replace('.', "");
    let bare = lower.trim_end_matches('m').trim_end_matches(['a', 'p']).trim();
    let mut parts = bare.split(':').map(|part| part.trim().parse::<i8>());
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().transpose().ok()?.unwrap_or(0);
    let afternoon = lower.trim_end_matches('m').ends_with('p');
    let morning = lower.trim_end_matches('m').ends_with('a');
    let hour = match hour {
        12 if morning => 0,
        1..=11 if afternoon => hour + 12,
        hour => hour,
    };
    ((0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second))
        .then_some((hour, minute, second))
}
