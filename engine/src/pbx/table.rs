//! A table as people write it: CSV, whatever program wrote it. Commas, semicolons or tabs; quoted cells may hold line ends; the apostrophe
//! before what looks like a formula is taken off. Where a row ends is found in bytes as they come; not what the columns mean. Pure.

/// What a letter of a table does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letter {
    /// It stands in its cell.
    Stands,
    /// What stood in the cell before it were blanks.
    Opens,
    /// Or is the first of two that stand for one.
    Closes,
    EndsCell,
    EndsRow,
}

/// Where in a row we are, by RFC 4180.
#[derive(Clone, Copy, Debug, Default)]
struct Quotes {
    is_open: bool,
    /// The letter before this one was a quote within quotes.
    closes: bool,
    /// Something else than blanks stands in the cell.
    filled: bool,
}

impl Quotes {
    /// Letters beyond ASCII only stand there, so that bytes of any writing can be given too.
    fn take(&mut self, letter: char, separator: char) -> Letter {
        if std::mem::take(&mut self.closes) {
            if letter == '"' {
                self.filled = true;
                return Letter::Stands;
            }
            self.is_open = false;
        }
        match letter {
            '"' if self.is_open => {
                self.closes = true;
                Letter::Closes
            }
            '"' if !self.filled => {
                self.is_open = true;
                Letter::Opens
            }
            '\n' if !self.is_open => {
                *self = Self::default();
                Letter::EndsRow
            }
            letter if letter == separator && !self.is_open => {
                *self = Self::default();
                Letter::EndsCell
            }
            letter => {
                self.filled |= !letter.is_ascii_whitespace();
                Letter::Stands
            }
        }
    }

    /// A quote was opened, and none has closed it.
    fn is_unclosed(self) -> bool {
        self.is_open && !self.closes
    }
}

/// That of commas, semicolons and tabs which the first line of a table uses most.
pub fn separator(table: &[u8]) -> char {
    let first = table.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |separator: &char| first.iter().filter(|&&byte| char::from(byte) == *separator).count();
    [',', ';', '\t'].into_iter().rev().max_by_key(count).unwrap_or(',')
}

/// Where a row ends, in bytes from its begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    pub at: usize,
    /// A quote in it does not end: it is its first line alone, so that it costs no other row.
    pub is_open: bool,
}

/// How far a row was looked at, so that no byte is looked at twice.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowScan {
    at: usize,
    quotes: Quotes,
}

impl RowScan {
    /// Where the row ends with which `rest` begins, if that is known by now. Quotes have to end within `bytes_max`.
    pub fn end(&mut self, rest: &[u8], separator: char, bytes_max: usize) -> Option<End> {
        while let Some(&byte) = rest.get(self.at).filter(|_| self.at < bytes_max) {
            self.at += 1;
            if self.quotes.take(char::from(byte), separator) == Letter::EndsRow {
                return Some(End {
                    at: self.at,
                    is_open: false,
                });
            }
        }
        let line = rest.get(self.at).and_then(|_| line_end(rest))?;
        Some(End {
            at: line,
            is_open: line <= self.at,
        })
    }

    /// The same where nothing more comes.
    fn last(self, rest: &[u8]) -> End {
        match self.quotes.is_unclosed() {
            true => End {
                at: line_end(rest).unwrap_or(rest.len()),
                is_open: true,
            },
            false => End {
                at: rest.len(),
                is_open: false,
            },
        }
    }
}

fn line_end(rest: &[u8]) -> Option<usize> {
    rest.iter().position(|&byte| byte == b'\n').map(|at| at + 1)
}

/// A row as it stands there, with its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Where it begins, from 1.
    pub line: usize,
    pub bytes: &'a [u8],
    pub is_open: bool,
}

/// The rows of a table whose quotes end within so many bytes.
pub fn rows(table: &[u8], separator: char, bytes_max: usize) -> impl Iterator<Item = Row<'_>> {
    let (mut rest, mut next) = (table, 1);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut scan = RowScan::default();
        let end = scan.end(rest, separator, bytes_max);
        let end = end.unwrap_or_else(|| scan.last(rest));
        let (bytes, after) = rest.split_at(end.at);
        let line = next;
        next += bytes.iter().filter(|&&byte| byte == b'\n').count();
        rest = after;
        Some(Row {
            line,
            bytes,
            is_open: end.is_open,
        })
    })
}

/// The cells of a line, or of several where a quoted one holds line ends.
pub struct Record {
    /// From 1.
    pub line: usize,
    /// Trimmed.
    pub cells: Vec<String>,
    /// A quote was opened and not closed: it is the last one.
    pub is_open: bool,
    /// Where in the text it begins and ends, in bytes.
    pub begins: usize,
    pub ends: usize,
}

/// The records of a text.
pub struct Records<'a> {
    text: &'a str,
    separator: char,
    line: usize,
    at: usize,
}

impl<'a> Records<'a> {
    /// With the separator that the first line uses most.
    pub fn of(text: &'a str) -> Self {
        Self::separated(text, separator(text.as_bytes()))
    }

    pub fn separated(text: &'a str, separator: char) -> Self {
        Self {
            text,
            separator,
            line: 1,
            at: 0,
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (line, begins) = (self.line, self.at);
        let (mut cells, mut cell, mut quotes) = (Vec::new(), String::new(), Quotes::default());
        for letter in rest.chars() {
            self.at += letter.len_utf8();
            self.line += usize::from(letter == '\n');
            match quotes.take(letter, self.separator) {
                Letter::Stands => cell.push(letter),
                Letter::Opens => cell.clear(),
                Letter::Closes => {}
                Letter::EndsCell => {
                    cells.push(tidy(&cell));
                    cell.clear();
                }
                Letter::EndsRow => break,
            }
        }
        cells.push(tidy(&cell));
        Some(Record {
            line,
            cells,
            is_open: quotes.is_unclosed(),
            begins,
            ends: self.at,
        })
    }
}

/// Trimmed, and without the apostrophe by which exports keep a spreadsheet from computing a cell.
fn tidy(cell: &str) -> String {
    let cell = cell.trim();
    let plain = cell
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    plain.unwrap_or(cell).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(table: &str, bytes_max: usize) -> Vec<(usize, &str, bool)> {
        let rows = rows(table.as_bytes(), ',', bytes_max);
        rows.map(|row| (row.line, std::str::from_utf8(row.bytes).unwrap(), row.is_open))
            .collect()
    }

    #[test]
    fn a_row_ends_with_a_line_that_ends_outside_of_quotes() {
        assert_eq!(
            texts("a,\"b\nc\"\"\n\"\nd, \"e\"\n\nf", 100),
            [
                (1, "a,\"b\nc\"\"\n\"\n", false),
                (4, "d, \"e\"\n", false),
                (5, "\n", false),
                (6, "f", false)
            ]
        );
    }

    #[test]
    fn a_quote_that_does_not_end_costs_its_own_line_and_no_other() {
        assert_eq!(
            texts("a,\"b\nc,d\ne", 100),
            [(1, "a,\"b\n", true), (2, "c,d\n", false), (3, "e", false)]
        );
        assert_eq!(texts("\"a\nbbbb\nc\"\n", 6)[0], (1, "\"a\n", true));
        assert_eq!(
            texts("aaaaaaaaaa\nb\n", 6)[0],
            (1, "aaaaaaaaaa\n", false),
            "one long line"
        );
    }

    proptest! {
        #[test]
        fn rows_and_records_end_at_the_same_places(table in "[a;,\"\n \u{e9}]{0,60}") {
            let by_letters: Vec<_> = Records::separated(&table, ',').map(|record| (record.line, record.begins, record.is_open)).collect();
            let mut at = 0;
            let mut by_bytes = Vec::new();
            for row in rows(table.as_bytes(), ',', 1000) {
                by_bytes.push((row.line, at, row.is_open));
                at += row.bytes.len();
                if row.is_open {
                    break;
                }
            }
            prop_assert_eq!(by_bytes, by_letters);
        }
    }
}
