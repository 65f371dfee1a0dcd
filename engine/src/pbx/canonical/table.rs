//! A payload of our own records as a table: a header that names the keys, then a record a row. Tables that were joined have each its own
//! header. A row that cannot be read blocks no other.

use super::columns::{Column, columns, key, row_fault, value};
use super::parse_of;
use super::records::told;
use crate::pbx::framing::{DOCUMENT_BYTES_MAX, items};
use crate::pbx::lines::{LINE_BYTES_MAX, text};
use crate::pbx::parsed::Observed;
use crate::pbx::table::{Records, Row, RowScan, rows, separator};

/// The column by which a header is known, and the others of which it names one.
const KEY: &str = "external_id";
const OTHERS: [&str; 2] = ["started_at", "direction"];

/// The names in a row that names columns.
fn header(row: &[u8]) -> Option<Vec<String>> {
    if !may_name(row) || row.len() > LINE_BYTES_MAX {
        return None;
    }
    let names = cells(row, separator(row));
    let has = |wanted: &str| names.iter().any(|name| key(name) == Some(wanted));
    (has(KEY) && OTHERS.into_iter().any(has)).then_some(names)
}

/// Most rows name no column, and are not taken apart for it.
fn may_name(row: &[u8]) -> bool {
    let word = &KEY.as_bytes()[..KEY.len() - "_id".len()];
    row.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

pub(super) fn is_header(row: &[u8]) -> bool {
    header(row).is_some()
}

fn cells(row: &[u8], separator: char) -> Vec<String> {
    let text = text(row);
    let record = Records::separated(&text, separator).next();
    record.map(|record| record.cells).unwrap_or_default()
}

/// Whether what comes begins with a header, as far as that is known by now: its row has to end.
pub fn begins(rest: &[u8], is_over: bool) -> Option<bool> {
    match RowScan::default().end(rest, separator(rest), LINE_BYTES_MAX) {
        Some(end) => Some(!end.is_open && is_header(&rest[..end.at])),
        None if is_over || rest.len() > LINE_BYTES_MAX => Some(is_header(rest)),
        // The names stand in its first line, whatever follows.
        None => {
            let first = rest.split(|&byte| byte == b'\n').next().unwrap_or_default();
            (first.len() < rest.len() && !may_name(first)).then_some(false)
        }
    }
}

/// Whether a payload is a table.
pub fn is_table(payload: &[u8]) -> bool {
    let rest = payload.get(items::blank(payload)..).unwrap_or_default();
    !rest.starts_with(b"{") && !rest.starts_with(items::ARRAY) && begins(rest, true) == Some(true)
}

/// Its rows, each with its line in the payload.
fn rows_of(payload: &[u8]) -> impl Iterator<Item = Row<'_>> {
    let (before, table) = payload.split_at(items::blank(payload));
    let lines = before.iter().filter(|&&byte| byte == b'\n').count();
    rows(table, separator(table), DOCUMENT_BYTES_MAX).map(move |row| Row {
        line: lines + row.line,
        ..row
    })
}

pub(super) fn observe(payload: &[u8], instance: &str, observed: &mut Observed) {
    let mut known: Option<(char, Vec<Column>)> = None;
    for row in rows_of(payload) {
        if let Some(names) = header(row.bytes) {
            known = match columns(&names) {
                Ok(columns) => Some((separator(row.bytes), columns)),
                Err(detail) => {
                    observed.quarantine(row.line, "bad_header", detail);
                    None
                }
            };
            continue;
        }
        // Of rows below a header that cannot be read, it says so for all: they are kept with it.
        let Some((separator, columns)) = &known else { continue };
        let cells = cells(row.bytes, *separator);
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let read = match row_fault(columns, &cells, row.is_open) {
            Some(fault) => Err(fault),
            None => parse_of(instance, value(columns, cells)),
        };
        match read {
            Ok(record) => observed.own(row.line, record),
            Err(fault) => observed.quarantine(row.line, fault.code, told(&fault)),
        }
    }
}

/// What has to be read again to read one row of a table, by its line: the header with it. `None` where that line begins no row, or is a header.
pub fn again(payload: &[u8], number: u64) -> Option<Vec<u8>> {
    let mut names: &[u8] = &[];
    for row in rows_of(payload) {
        let is_it = row.line as u64 == number;
        match is_header(row.bytes) {
            true if is_it => return None,
            true => names = row.bytes,
            false if is_it => return Some([names, row.bytes].concat()),
            false => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::pbx::framing::{Framer, Piece, line_with_context};
    use crate::pbx::parsed::{Parsed, parse};
    use crate::pbx::settings::{Given, Settings};
    use crate::pbx::source::Source;

    const TABLE: &str = "\u{feff}\nExternal ID;started_at;direction;talk_s;custom.plan\r\n\
        a;2026-03-01T10:00:00Z;inbound;9;\"gold;\nor \"\"more\"\"\"\r\n\n\
        b;2026-03-01 10:00;inbound;;\n\
        c;2026-03-01T10:00:00Z;inbound;;;too many\n\
        d;2026-03-01T10:00:00Z;outbound;;\"silver\n\
        e;2026-03-01T10:00:00Z;outbound\n\
        direction,external_id,started_at\n\
        inbound,f,2026-03-01T11:00:00Z";

    fn settings() -> Settings {
        let source_instance = Some("rome".into());
        Settings::new(Given {
            source_instance,
            ..Given::default()
        })
        .unwrap()
    }

    fn read(payload: &[u8]) -> Parsed {
        parse(Source::Canonical, payload, &settings())
    }

    fn ids(parsed: &Parsed) -> Vec<&str> {
        parsed.records.iter().map(|leg| leg.external_id.as_str()).collect()
    }

    /// Where and why something was not read.
    fn amiss(parsed: &Parsed) -> Vec<(String, &str)> {
        let wrong = parsed.quarantined.iter();
        wrong.map(|one| (one.at.clone().into(), one.code.as_str())).collect()
    }

    fn cut(input: &[u8], size: usize) -> Vec<Piece> {
        let mut framer = Framer::new(Source::Canonical, &settings());
        let mut pieces: Vec<Piece> = input.chunks(size).flat_map(|chunk| framer.push(chunk)).collect();
        pieces.extend(framer.end());
        pieces
    }

    fn text(piece: &Piece) -> String {
        String::from_utf8([&piece.context, piece.bytes.as_slice()].concat()).unwrap()
    }

    #[test]
    fn every_row_is_a_record_and_a_bad_one_is_named_by_its_line() {
        let parsed = read(TABLE.as_bytes());
        assert_eq!(ids(&parsed), ["a", "e", "f"]);
        assert_eq!(parsed.records[0].talk_s, 9);
        assert_eq!(parsed.records[0].custom["plan"], Value::from("gold;\nor \"more\""));
        let wanted = [("6", "bad_timestamp"), ("7", "too_many_columns"), ("8", "open_quote")];
        assert_eq!(amiss(&parsed), wanted.map(|(at, code)| (at.to_owned(), code)));
        assert!(parsed.quarantined[0].detail.contains("`started_at`"));
    }

    #[test]
    fn a_row_is_read_again_by_itself_below_its_header() {
        let line = |number| line_with_context(Source::Canonical, &settings(), TABLE.as_bytes(), number);
        let row = line(6).unwrap();
        assert!(row.starts_with(b"External ID;") && row.ends_with(b"b;2026-03-01 10:00;inbound;;\n"));
        assert_eq!(ids(&read(&line(11).unwrap())), ["f"]);
        assert_eq!((line(2), line(4)), (None, None), "a header, and the middle of a row");
    }

    #[test]
    fn a_column_that_is_no_key_is_named_and_nothing_of_the_table_is_lost() {
        for (table, word) in [
            (
                "external_id,started_at,direction,agnet\na,b,c,d\n",
                "\"agnet\" is not known",
            ),
            ("external_id,started_at\na,b\n", "\"direction\" is missing"),
            ("external_id,started_at,direction,external-id\n", "twice"),
        ] {
            let parsed = read(table.as_bytes());
            assert_eq!(amiss(&parsed), [("1".to_owned(), "bad_header")]);
            assert!(parsed.quarantined[0].detail.contains(word), "{:?}", parsed.quarantined);
            let alone = line_with_context(Source::Canonical, &settings(), table.as_bytes(), 1);
            assert_eq!(alone, None, "it is kept whole");
        }
    }

    #[test]
    fn a_table_is_cut_the_same_whatever_its_parts_and_each_row_has_its_header() {
        for size in [1, 7, 60, 1000] {
            let pieces: Vec<String> = cut(TABLE.as_bytes(), size).iter().map(text).collect();
            let all: Vec<Parsed> = pieces.iter().map(|piece| read(piece.as_bytes())).collect();
            let read: Vec<&str> = all.iter().flat_map(ids).collect();
            // The quote that does not end takes what follows with it until the stream ends.
            assert_eq!(read, ["a", "e", "f"], "{size}");
        }
    }

    #[test]
    fn a_table_that_was_left_goes_on_below_the_header_that_it_had_there() {
        let table =
            b"external_id;started_at;direction\na;2026-03-01T10:00:00Z;inbound\nb;2026-03-01T10:00:00Z;inbound\n";
        let first = cut(table, 1000).remove(0);
        let rest = &table[usize::try_from(first.ends).unwrap()..];
        let mut again = Framer::resumed(Source::Canonical, &settings(), first.ends, first.context.clone());
        let pieces = again.push(rest);
        assert_eq!(pieces.len(), 1);
        assert_eq!(ids(&read(text(&pieces[0]).as_bytes())), ["b"]);
        // Another header may follow: what comes below it is read by it.
        let joined = again.push(b"direction,external_id,started_at\ninbound,c,2026-03-01T11:00:00Z\n");
        assert_eq!(ids(&read(text(&joined[0]).as_bytes())), ["c"]);
    }

    #[test]
    fn a_quote_that_does_not_end_holds_nothing_up_for_ever() {
        let row = "x;2026-03-01T10:00:00Z;inbound\n";
        let table = format!("external_id;started_at;direction\n\"{row}{}", row.repeat(20_000));
        let mut framer = Framer::new(Source::Canonical, &settings());
        let pieces = framer.push(table.as_bytes());
        assert_eq!(pieces.len(), 20_001);
        assert!(pieces.iter().all(|piece| !piece.is_cut));
    }

    #[test]
    fn what_is_in_latin_1_is_read_row_by_row() {
        let table = b"external_id,started_at,direction,agent\na,2026-03-01T10:00:00Z,inbound,B\xfcro\n\
            b,2026-03-01T10:00:00Z,inbound,B\xc3\xbcro\n";
        let parsed = read(table);
        let agents: Vec<_> = parsed.records.iter().map(|leg| leg.agent.as_deref()).collect();
        assert_eq!(agents, [Some("B\u{fc}ro"), Some("B\u{fc}ro")]);
    }

    #[test]
    fn lines_that_are_no_table_stay_lines() {
        let input =
            "agent,queue\n{\"external_id\":\"a\",\"direction\":\"inbound\",\"started_at\":\"2026-03-01T10:00:00Z\"}\n";
        for size in [1, 1000] {
            assert_eq!(cut(input.as_bytes(), size).len(), 2, "{size}");
        }
        let long = format!("{}\n{input}", "x".repeat(2 * DOCUMENT_BYTES_MAX));
        let pieces = cut(long.as_bytes(), 50_000);
        assert_eq!((pieces.len(), pieces[0].is_cut, pieces[1].is_cut), (3, true, false));
        let parsed = read(input.as_bytes());
        assert_eq!(
            (ids(&parsed), amiss(&parsed)),
            (vec!["a"], vec![("1".to_owned(), "bad_json")])
        );
        assert!(
            parsed.quarantined[0].detail.contains("`external_id`"),
            "{:?}",
            parsed.quarantined
        );
    }
}
