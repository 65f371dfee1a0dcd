//! When a company is open: hours of the week, and days that are otherwise. Pure; on the clocks of the company's zone.
//!
//! They begin and end on quarters of an hour, as the roll-ups do: what began in a quarter was within all of it or in nothing of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Error;
use crate::analytics::days;

const DAY_MIN: i32 = 24 * 60;
const STEP_MIN: i32 = 15;
const SPANS_MAX: usize = 50;
const HOLIDAYS_MAX: usize = 200;

/// As they are written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessHours {
    pub week: Vec<Span>,
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

/// Open on this weekday from here to there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// 1 is Monday.
    pub weekday: i32,
    /// `09:00`.
    pub from: String,
    /// `17:30`, at most `24:00`.
    pub to: String,
}

/// A day that is not as its weekday: closed, or open from here to there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// `2026-04-06`; `12-25`: each year.
    pub day: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The same in a zone, so that a moment can be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Calendar {
    pub zone: String,
    /// Minutes since Monday's first, ends excluded, in order.
    week: Vec<(i32, i32)>,
    /// Day → minutes of it; none: closed.
    special: BTreeMap<String, Vec<(i32, i32)>>,
}

impl BusinessHours {
    /// Errors: hours that cannot be; the sentence names the key.
    pub fn on(&self, zone: &str) -> Result<Calendar, Error> {
        days::zone(zone)?;
        if self.week.len() > SPANS_MAX {
            return Err(Error::Invalid(format!("`week`: at most {SPANS_MAX} spans")));
        }
        if self.holidays.len() > HOLIDAYS_MAX {
            return Err(Error::Invalid(format!("`holidays`: at most {HOLIDAYS_MAX}")));
        }
        Ok(Calendar {
            zone: zone.to_owned(),
            week: self.week()?,
            special: self.special()?,
        })
    }

    fn week(&self) -> Result<Vec<(i32, i32)>, Error> {
        let mut week = Vec::with_capacity(self.week.len());
        for span in &self.week {
            if !(1..=7).contains(&span.weekday) {
                return Err(Error::Invalid("`weekday`: 1 (Monday) to 7".into()));
            }
            let (from, to) = minutes("week", &span.from, &span.to)?;
            let day = (span.weekday - 1) * DAY_MIN;
            week.push((day + from, day + to));
        }
        week.sort_unstable();
        match week.windows(2).any(|pair| pair[1].0 < pair[0].1) {
            true => Err(Error::Invalid("`week`: two spans of one day overlap".into())),
            false => Ok(week),
        }
    }

    fn special(&self) -> Result<BTreeMap<String, Vec<(i32, i32)>>, Error> {
        let mut seen = BTreeSet::new();
        let mut special = BTreeMap::new();
        for holiday in &self.holidays {
            let name = holiday.name.trim();
            if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
                return Err(Error::Invalid("`holidays`: a name has 1 to 100 letters".into()));
            }
            if !is_day(&holiday.day) {
                let day = &holiday.day;
                return Err(Error::Invalid(format!(
                    "`holidays`: {day:?} is no day; write 2026-04-06, or 12-25 for each year"
                )));
            }
            if !seen.insert(&holiday.day) {
                return Err(Error::Invalid(format!("`holidays`: {} is there twice", holiday.day)));
            }
            let open = match (&holiday.from, &holiday.to) {
                (None, None) => Vec::new(),
                (Some(from), Some(to)) => vec![minutes("holidays", from, to)?],
                _ => return Err(Error::Invalid("`holidays`: `from` and `to` come together".into())),
            };
            special.insert(holiday.day.clone(), open);
        }
        Ok(special)
    }
}

impl Calendar {
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let Ok(local) = days::zone(&self.zone).and_then(|zone| days::clock(at, &zone)) else {
            return true;
        };
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        let within = |spans: &[(i32, i32)], minute: i32| spans.iter().any(|(from, to)| (*from..*to).contains(&minute));
        let own = |form: &str| self.special.get(&local.strftime(form).to_string());
        match own("%Y-%m-%d").or_else(|| own("%m-%d")) {
            Some(spans) => within(spans, minute),
            None => {
                let day = i32::from(local.weekday().to_monday_zero_offset());
                within(&self.week, day * DAY_MIN + minute)
            }
        }
    }

    /// As `is_open` of the database takes them: hours of the week, and of its days.
    pub fn sql(&self) -> (String, Value) {
        let special = self.special.iter();
        let special: serde_json::Map<String, Value> = special
            .map(|(day, spans)| (day.clone(), json!(multirange(spans))))
            .collect();
        (multirange(&self.week), Value::Object(special))
    }
}

fn multirange(spans: &[(i32, i32)]) -> String {
    let ranges: Vec<String> = spans.iter().map(|(from, to)| format!("[{from},{to})")).collect();
    format!("{{{}}}", ranges.join(","))
}

fn minutes(key: &str, from: &str, to: &str) -> Result<(i32, i32), Error> {
    let span = minute(from).zip(minute(to)).filter(|(from, to)| from < to);
    span.ok_or_else(|| {
        Error::Invalid(format!(
            "`{key}`: {from:?} to {to:?} are no hours: write 09:00 and 17:30, in quarters of an hour, the earlier first, at most 24:00"
        ))
    })
}

fn minute(text: &str) -> Option<i32> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| {
        text.parse::<i32>()
            .ok()
            .filter(|_| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let at = hour * 60 + minute;
    (minute < 60 && at <= DAY_MIN && at % STEP_MIN == 0).then_some(at)
}

fn is_day(text: &str) -> bool {
    // A leap year knows every day that there is.
    let whole = if text.len() == 5 {
        format!("2024-{text}")
    } else {
        text.to_owned()
    };
    whole.len() == 10 && whole.parse::<Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(weekday: i32, from: &str, to: &str) -> Span {
        Span {
            weekday,
            from: from.into(),
            to: to.into(),
        }
    }

    fn holiday(day: &str, hours: Option<(&str, &str)>) -> Holiday {
        Holiday {
            day: day.into(),
            name: "Feast".into(),
            from: hours.map(|(from, _)| from.into()),
            to: hours.map(|(_, to)| to.into()),
        }
    }

    pub(crate) fn office() -> BusinessHours {
        let mut week: Vec<Span> = (1..=4).map(|day| span(day, "09:00", "17:30")).collect();
        week.extend([span(5, "09:00", "12:00"), span(5, "13:00", "16:15")]);
        BusinessHours {
            week,
            holidays: vec![
                holiday("12-25", None),
                holiday("2026-12-24", Some(("09:00", "12:00"))),
                holiday("2026-11-01", Some(("10:00", "24:00"))),
            ],
        }
    }

    #[test]
    fn a_moment_is_within_hours_by_the_clocks_of_the_zone() {
        let rome = office().on("Europe/Rome").expect("hours");
        let open = |at: &str| rome.is_open(at.parse().expect("a moment"));
        // Monday: nine in the morning is eight of UTC in winter, and seven in summer.
        assert_eq!(
            (open("2026-11-30T07:59:59Z"), open("2026-11-30T08:00:00Z")),
            (false, true)
        );
        assert!(open("2026-07-06T07:00:00Z"));
        assert_eq!(
            (open("2026-11-30T16:29:59Z"), open("2026-11-30T16:30:00Z")),
            (true, false)
        );
        // Friday noon, and Sunday.
        assert!(!open("2026-12-04T11:30:00Z") && open("2026-12-04T12:00:00Z") && !open("2026-11-29T10:00:00Z"));
        // Half a day, a day of each year, and a Sunday that is open till midnight.
        assert!(open("2026-12-24T10:59:00Z") && !open("2026-12-24T13:00:00Z"));
        assert!(!open("2026-12-25T10:00:00Z") && !open("2028-12-25T10:00:00Z"));
        assert!(open("2026-11-01T22:59:00Z") && !open("2026-11-01T23:00:00Z"));
    }

    #[test]
    fn what_cannot_be_is_refused_and_named() {
        let refused = |hours: BusinessHours| hours.on("Europe/Rome").expect_err("refused").to_string();
        let of = |week: Vec<Span>| BusinessHours {
            week,
            holidays: Vec::new(),
        };
        assert!(refused(of(vec![span(8, "09:00", "10:00")])).contains("weekday"));
        for (from, to) in [
            ("9:00", "10:00"),
            ("09:10", "10:00"),
            ("10:00", "09:00"),
            ("23:00", "24:15"),
            ("+9:00", "10:00"),
        ] {
            assert!(refused(of(vec![span(1, from, to)])).contains("quarters"), "{from} {to}");
        }
        assert!(refused(of(vec![span(1, "09:00", "12:00"), span(1, "11:00", "13:00")])).contains("overlap"));
        let day = |holidays: Vec<Holiday>| BusinessHours {
            week: Vec::new(),
            holidays,
        };
        assert!(refused(day(vec![holiday("2026-02-30", None)])).contains("no day"));
        assert!(refused(day(vec![holiday("12-25", None), holiday("12-25", None)])).contains("twice"));
        assert!(office().on("Europe/Atlantis").is_err());
        assert!(day(vec![holiday("02-29", None)]).on("UTC").is_ok());
    }
}
