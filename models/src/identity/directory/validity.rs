//! From when and until when, as people write it: a day of the tenant's calendar, or a moment. Pure.

use chrono::{DateTime, Utc};
use jiff::tz::TimeZone;

use crate::analytics::days::{Days, day};

/// Which end of a time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A day means its beginning.
    From,
    /// A day is the last one.
    Until,
}

/// `2026-03-31` on the tenant's clocks, or `2026-03-31T08:00:00Z`. Nothing where nothing stands.
pub fn moment(text: &str, end: End, zone: &TimeZone) -> Result<Option<DateTime<Utc>>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(day) = day(text) {
        let span = Days { from: day, to: day }
            .span(zone)
            .map_err(|error| error.to_string())?;
        return Ok(Some(match end {
            End::From => span.start,
            End::Until => span.end,
        }));
    }
    match DateTime::parse_from_rfc3339(text) {
        Ok(at) => Ok(Some(at.to_utc())),
        Err(_) => Err(format!(
            "{text:?} is neither a day such as 2026-03-31 nor a time with zone such as 2026-03-31T08:00:00Z"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_tenants_and_the_last_day_is_whole() {
        let zone = crate::analytics::days::zone("Europe/Berlin").expect("zone");
        let told = |text, end| moment(text, end, &zone).map(|at| at.map(|at| at.to_rfc3339()));
        assert_eq!(
            told("2026-03-29", End::From),
            Ok(Some("2026-03-28T23:00:00+00:00".into()))
        );
        // The clocks went forward that day.
        assert_eq!(
            told("2026-03-29", End::Until),
            Ok(Some("2026-03-29T22:00:00+00:00".into()))
        );
        assert_eq!(
            told(" 2026-03-29T10:00:00+02:00 ", End::From),
            Ok(Some("2026-03-29T08:00:00+00:00".into()))
        );
        assert_eq!(told(" ", End::From), Ok(None));
        assert!(told("29.3.2026", End::From).unwrap_err().contains("29.3.2026"));
    }
}
