//! Asterisk's `Master.csv` (`cdr_csv`): 16 to 21 columns without a header, local stamps.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::Leg;
use super::asterisk::AsteriskRow;
use super::clock::civil;
use super::fields::{trimmed, whole};
use super::lines::{LINE_BYTES_MAX, csv, line_id, numbered, text};
use super::parsed::Observed;
use super::settings::Settings;
use super::source::Format;

const COLUMNS_MIN: usize = 16;
const COLUMNS_MAX: usize = 21;
/// Columns that `newcdrcolumns` adds: peer account, linked id, sequence.
const NEW_COLUMNS: usize = 3;

/// Tells a unique id from a user field where only one of both is written.
static UNIQUE_ID: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(\S+-)?\d{9,10}\.\d+$").ok());

pub struct AsteriskCdrCsv;

impl Format for AsteriskCdrCsv {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        for (number, line) in numbered(input) {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            observed.take(number, leg(line, settings));
        }
    }
}

fn leg(line: &[u8], settings: &Settings) -> Result<(Leg, Vec<&'static str>), &'static str> {
    if line.len() > LINE_BYTES_MAX {
        return Err("not_a_record");
    }
    let whole = text(line);
    let fields = csv(&whole).map_err(|_| "unterminated_quote")?;
    let row = row(&fields)?;
    row.leg("asterisk-cdr-csv", row.external_id(|| line_id(line)), settings)
}

fn row<'a>(cells: &'a [Cow<'a, str>]) -> Result<AsteriskRow<'a>, &'static str> {
    match cells.len() {
        0..COLUMNS_MIN => return Err("too_few_columns"),
        COLUMNS_MIN..=COLUMNS_MAX => {}
        _ => return Err("column_count"),
    }
    let mut fields = cells.iter().map(|cell| trimmed(cell));
    let mut next = || fields.next().unwrap_or_default();
    let mut row = AsteriskRow {
        account: next().into(),
        src: next().into(),
        dst: next().into(),
        context: next().into(),
        clid: next().into(),
        channel: next().into(),
        dstchannel: next().into(),
        lastapp: next().into(),
        lastdata: next().into(),
        ..AsteriskRow::default()
    };
    row.start = Some(civil(next()).ok_or("bad_timestamp")?);
    row.answer = optional(next())?;
    row.end = optional(next())?;
    row.duration_s = whole(next());
    row.billsec = whole(next());
    row.disposition = next().into();
    let rest = &cells[COLUMNS_MIN..];
    let (own, new) = rest.split_at(rest.len() - if rest.len() >= NEW_COLUMNS { NEW_COLUMNS } else { 0 });
    match own {
        [] => {}
        [one] if is_unique_id(one) => row.uniqueid = trimmed(one).into(),
        [one] => row.userfield = trimmed(one).into(),
        [id, user, ..] => (row.uniqueid, row.userfield) = (trimmed(id).into(), trimmed(user).into()),
    }
    if let [_, linked, sequence] = new {
        row.linkedid = trimmed(linked).into();
        row.sequence = whole(sequence);
    }
    Ok(row)
}

fn is_unique_id(cell: &str) -> bool {
    UNIQUE_ID
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(trimmed(cell)))
}

fn optional(text: &str) -> Result<Option<jiff::civil::DateTime>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    civil(text).map(Some).ok_or("bad_timestamp")
}
