//! Stamps of a Yeastar: local, in the form in which the PBX displays them.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::super::asterisk::moment_of_id;
use super::super::clock::{self, Local, civil, civil_as};
use super::super::settings::Settings;

/// Display forms in which a P-Series may write its stamps.
const FORMS: [&str; 12] = [
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M:%S %p",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y/%m/%d %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m-%d-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%m-%d-%Y %I:%M:%S %p",
    "%d-%m-%Y %I:%M:%S %p",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %I:%M:%S %p",
];

/// The id of a call that holds an epoch holds one that is no further from its stamps.
const NEAR_MAX_S: i64 = 24 * 3600;

/// As configured, in the usual order, or in another one that a P-Series may display.
pub(super) fn stamp(text: &str, settings: &Settings) -> Option<DateTime> {
    let configured = settings
        .given
        .date_format
        .as_deref()
        .and_then(|form| civil_as(text, form));
    configured
        .or_else(|| civil(text))
        .or_else(|| FORMS.iter().find_map(|form| civil_as(text, form)))
}

/// A local stamp; which of two hours of the same name it means, the id of the call may say, which holds the second in which it began.
pub(super) fn moment(
    local: DateTime,
    call_id: &str,
    settings: &Settings,
) -> Result<(Timestamp, Vec<&'static str>), &'static str> {
    let (plain, warnings) = clock::moment(local, &settings.zone);
    let plain = plain.ok_or("bad_timestamp")?;
    let near = moment_of_id(call_id).filter(|at| (at.as_second() - plain.as_second()).abs() < NEAR_MAX_S);
    if near.is_none() {
        return Ok((plain, warnings));
    }
    let started = Some(local);
    let moments = clock::moments(
        Local {
            started,
            near,
            ..Local::default()
        },
        &settings.zone,
    );
    Ok((moments.started.ok_or("bad_timestamp")?, moments.warnings))
}
