//! A table as people send it: CSV with a header, which names columns that are known. A byte order mark is taken off, and UTF-16 is read that
//! begins with one. How cells are written is read by the engine; what the columns mean is not said here. Pure.

use std::collections::HashMap;

use actors::engine::pbx::table::{Record, Records};
use actors::engine::pbx::wide::narrow;

use crate::problem::{Code, Problem};

/// Rows of one table.
pub const ROWS_MAX: usize = 50_000;
/// Bytes of one table.
pub const BYTES_MAX: usize = 8 * 1024 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    pub rows: Vec<Row>,
}

/// The cells of one row, by the columns that are known.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// In the file, from 1: the header's is the first.
    pub line: usize,
    /// Why it cannot be read as a row.
    pub fault: Option<&'static str>,
    cells: HashMap<&'static str, String>,
}

impl Row {
    /// Trimmed; empty where there is none.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The cell, if something stands in it.
    pub fn some(&self, column: &str) -> Option<&str> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty())
    }
}

impl Table {
    /// `needed` must be named by the header, `known` may be; another column is refused by name, because it may be a misspelt one.
    pub fn parse(bytes: &[u8], needed: &[&'static str], known: &[&'static str]) -> Result<Self, Problem> {
        let refused = |detail: String| Problem::new(Code::InvalidParameter, detail);
        let bytes = &*narrow(bytes);
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).map_err(|error| {
            let line = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + line.iter().filter(|byte| **byte == b'\n').count();
            refused(format!("line {line} is not UTF-8: save the table as CSV in UTF-8"))
        })?;
        if text.contains('\0') {
            return Err(refused("a NUL: this is no CSV".into()));
        }
        let mut records = Records::of(text);
        let names = records.next().ok_or_else(|| refused("an empty table".into()))?;
        let all: Vec<&'static str> = needed.iter().chain(known).copied().collect();
        let mut columns = Vec::new();
        for name in &names.cells {
            let name = name.to_lowercase().replace([' ', '-'], "_");
            let column = all.iter().find(|known| **known == name).ok_or_else(|| {
                refused(format!(
                    "line 1: the column {name:?} is not known; there are {}",
                    all.join(", ")
                ))
            })?;
            if columns.contains(column) {
                return Err(refused(format!("line 1: the column {name:?} stands there twice")));
            }
            columns.push(*column);
        }
        if let Some(missing) = needed.iter().find(|name| !columns.contains(*name)) {
            return Err(refused(format!("line 1: the column {missing:?} is missing")));
        }
        let mut rows = Vec::new();
        for record in records.filter(|record| record.cells.iter().any(|cell| !cell.is_empty())) {
            if rows.len() == ROWS_MAX {
                return Err(refused(format!("more than {ROWS_MAX} rows: send them in parts")));
            }
            rows.push(row(record, &columns));
        }
        Ok(Self { rows })
    }
}

fn row(record: Record, columns: &[&'static str]) -> Row {
    let more = record
        .cells
        .get(columns.len()..)
        .is_some_and(|more| more.iter().any(|cell| !cell.is_empty()));
    let fault = match (record.is_open, more) {
        (true, _) => Some("a quoted cell that does not end"),
        (false, true) => Some("more cells than the header has columns"),
        (false, false) => None,
    };
    Row {
        line: record.line,
        fault,
        cells: columns.iter().copied().zip(record.cells).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Table, Problem> {
        Table::parse(text.as_bytes(), &["number"], &["name", "vip"])
    }

    #[test]
    fn a_table_is_read_whatever_program_wrote_it() {
        for text in [
            "number,name\r\n'+4930,\"Kim, \"\"K\"\"\nLtd\"\r\n",
            "\u{feff}Number;NAME\n+4930;\"Kim, \"\"K\"\"\nLtd\"\n\n",
            "number\tname\n +4930 \t\"Kim, \"\"K\"\"\nLtd\"",
        ] {
            let rows = parse(text).expect(text).rows;
            assert_eq!(rows.len(), 1, "{text}");
            assert_eq!((rows[0].line, rows[0].fault), (2, None));
            assert_eq!(
                (rows[0].cell("number"), rows[0].cell("name")),
                ("+4930", "Kim, \"K\"\nLtd")
            );
            assert_eq!((rows[0].cell("vip"), rows[0].some("vip")), ("", None));
        }
        let units = "number\tname\r\n+4930\tZo\u{eb}"
            .encode_utf16()
            .flat_map(u16::to_le_bytes);
        let unicode_text: Vec<u8> = [0xff, 0xfe].into_iter().chain(units).collect();
        let rows = Table::parse(&unicode_text, &["number"], &["name"])
            .expect("UTF-16")
            .rows;
        assert_eq!((rows[0].cell("number"), rows[0].cell("name")), ("+4930", "Zo\u{eb}"));
        let rows = parse("number,name\n1,\"a\nb\"\n2,c,d\n3,\"open").expect("rows").rows;
        let lines: Vec<_> = rows.iter().map(|row| (row.line, row.fault.is_some())).collect();
        assert_eq!(lines, [(2, false), (4, true), (5, true)]);
    }

    #[test]
    fn a_header_is_refused_by_the_column_that_is_wrong() {
        for (text, word) in [
            ("name\nKim", "\"number\" is missing"),
            ("number,nmae\n1,x", "\"nmae\" is not known"),
            ("number,number\n1,x", "twice"),
            ("", "empty"),
        ] {
            let refused = parse(text).expect_err(text).to_string();
            assert!(refused.contains(word), "{refused}");
        }
        let refused = Table::parse(b"number\n1\n\xff", &["number"], &[])
            .expect_err("bytes")
            .to_string();
        assert!(refused.contains("line 3"), "{refused}");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(number|name)?[,;\\t\"\\r\\na-z'=+]{0,60}") {
            let _ = parse(&text);
        }
    }
}
