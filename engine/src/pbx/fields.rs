//! Fields of a record by name, whatever kind of value stands there: systems write numbers as text and text as numbers.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::lines::{VALUES_USUAL, csv_of, numbered, text as decoded};
use super::parsed::Observed;
use super::table;

/// The first value of `map` under one of `keys`, as text; nothing where it is empty or null.
pub fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Cow<'a, str> {
    match map.get(key) {
        Some(Value::String(text)) => Cow::Borrowed(trimmed(text)),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        Some(Value::Bool(flag)) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        _ => Cow::Borrowed(""),
    }
}

/// Why none of `keys` says a moment: nothing stands there, or what is none.
pub fn no_moment(map: &Map<String, Value>, keys: &[&str]) -> &'static str {
    let is_there = |key: &&str| map.get(*key).is_some_and(|value| !value.is_null());
    match keys.iter().any(is_there) {
        true => "bad_timestamp",
        false => "missing_field",
    }
}

/// The whole of it as JSON: what names a record that has no id.
pub fn json_of(map: &Map<String, Value>) -> String {
    // Keys of such a map are texts, so that nothing of it cannot be written.
    serde_json::to_string(map).unwrap_or_default()
}

/// A whole number, also one written as text or with a fraction (cut).
pub fn int(map: &Map<String, Value>, key: &str) -> Option<i64> {
    match map.get(key)? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|value| value as i64)),
        Value::String(text) => whole(text),
        _ => None,
    }
}

pub fn flag(map: &Map<String, Value>, key: &str) -> bool {
    match map.get(key) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => matches!(text.trim(), "true" | "t" | "1" | "yes"),
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        _ => false,
    }
}

/// A whole number in text.
pub fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let number = text.split('.').next().unwrap_or(text);
    number.parse().ok()
}

/// `Some` of a text that is not empty.
pub fn some(text: &str) -> Option<String> {
    Some(trimmed(text)).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Without blanks around it, of which most texts have none.
pub fn trimmed(text: &str) -> &str {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    match is_letter(bytes.first()) && is_letter(bytes.last()) {
        true => text,
        false => text.trim(),
    }
}

/// Names lie on so many shelves.
const SHELVES: usize = 256;

/// The names of a table's columns, in lower case. A row is asked for dozens of them, so that each is found by comparing it with hardly
/// another. Whatever names a header has, no row costs more than its columns: on one shelf they are compared one by one.
pub struct Columns {
    count: usize,
    shelves: Vec<Vec<(String, usize)>>,
}

impl Columns {
    /// Of a name that stands there twice the last one counts.
    pub fn new<S: AsRef<str>>(names: &[S]) -> Self {
        let mut shelves = vec![Vec::new(); SHELVES];
        for (index, name) in names.iter().enumerate() {
            let name = name.as_ref().trim().to_lowercase();
            shelves[shelf(&name)].push((name, index));
        }
        Self {
            count: names.len(),
            shelves,
        }
    }

    pub fn count(&self) -> usize {
        self.count
    }

    pub fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    fn place(&self, name: &str) -> Option<usize> {
        let mut last = self.shelves[shelf(name)].iter().rev();
        last.find(|(known, _)| known == name).map(|(_, index)| *index)
    }
}

/// By its length and three of its letters.
fn shelf(name: &str) -> usize {
    let bytes = name.as_bytes();
    let letter = |index: usize| bytes.get(index).copied().map_or(0, usize::from);
    let (first, middle, last) = (0, bytes.len() / 2, bytes.len().saturating_sub(1));
    (bytes.len() * 37 + letter(first) * 11 + letter(middle) * 5 + letter(last) * 3) % SHELVES
}

/// Columns of a row by the names of its header.
pub struct Row<'a> {
    columns: &'a Columns,
    values: &'a [Cow<'a, str>],
}

impl<'a> Row<'a> {
    pub fn new(columns: &'a Columns, values: &'a [Cow<'a, str>]) -> Self {
        Self { columns, values }
    }

    pub fn text(&self, name: &str) -> &'a str {
        let place = self.columns.place(name);
        place
            .and_then(|index| self.values.get(index))
            .map_or("", |value| trimmed(value))
    }

    pub fn int(&self, name: &str) -> Option<i64> {
        whole(self.text(name))
    }
}

/// Every row of a CSV table with a header that names `key` (in lower case), with its line. What is no row is kept aside.
pub fn each_row(
    input: &[u8],
    key: &str,
    observed: &mut Observed,
    mut take: impl FnMut(usize, &Row<'_>, &[u8], &mut Observed),
) {
    let mut header: Option<(Columns, u8)> = None;
    for (number, line) in numbered(input) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let whole = decoded(line);
        let (separator, count) = match &header {
            Some((columns, separator)) => (*separator, columns.count()),
            None => (separator_of(line), VALUES_USUAL),
        };
        let values = csv_of(&whole, separator, count);
        let Ok(values) = values else {
            observed.quarantine(number, "unterminated_quote", "");
            continue;
        };
        // Of files that were joined every one has its own header.
        let names_it = |value: &Cow<'_, str>| value.len() >= key.len() && value.trim().eq_ignore_ascii_case(key);
        let Some((known, _)) = header.as_ref().filter(|_| !values.iter().any(names_it)) else {
            let named = Columns::new(&values);
            if !named.has(key) {
                observed.quarantine(number, "not_a_record", format!("no header with `{key}`"));
                return;
            }
            header = Some((named, separator));
            continue;
        };
        match wrong_count(values.len(), known.count()) {
            Some(code) => observed.quarantine(number, code, ""),
            None => take(number, &Row::new(known, &values), line, observed),
        }
    }
}

/// Whether a line names the columns of such a table.
pub fn is_header(line: &[u8], key: &str) -> bool {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    // Most lines are none, and are not taken apart for it.
    let names_it = line
        .windows(key.len())
        .any(|part| part.eq_ignore_ascii_case(key.as_bytes()));
    let values = || csv_of(&decoded(line), separator_of(line), VALUES_USUAL).map(|values| Columns::new(&values));
    names_it && values().is_ok_and(|columns| columns.has(key))
}

/// What stands between the names of a header: programs of other countries write semicolons or tabs.
fn separator_of(header: &[u8]) -> u8 {
    u8::try_from(table::separator(header)).unwrap_or(b',')
}

/// The code of a row that has not as many columns as it should.
pub fn wrong_count(columns: usize, wanted: usize) -> Option<&'static str> {
    match columns.cmp(&wanted) {
        Ordering::Less => Some("too_few_columns"),
        Ordering::Equal => None,
        Ordering::Greater => Some("column_count"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_its_name_wherever_it_lies() {
        let names: Vec<String> = (0..600).map(|index| format!(" Column{index} ")).collect();
        let columns = Columns::new(&names);
        assert_eq!(columns.count(), 600);
        for index in 0..600 {
            assert_eq!(columns.place(&format!("column{index}")), Some(index));
        }
        assert!(!columns.has("Column1") && !columns.has("column600") && !columns.has(""));
    }

    #[test]
    fn of_two_columns_with_one_name_the_last_one_counts_and_rows_have_both() {
        let mut found = Vec::new();
        let mut observed = Observed::default();
        let table = b"id,cause,cause\n1, a ,b\n2,\xc2\xa0c,\n3,d\nID,cause\n4,e\n";
        each_row(table, "id", &mut observed, |number, row, _, _| {
            found.push((number, row.text("cause").to_owned(), row.text("none").to_owned()));
        });
        let told = |number: usize, cause: &str| (number, cause.to_owned(), String::new());
        assert_eq!(found, [told(2, "b"), told(3, ""), told(6, "e")]);
        let codes: Vec<&str> = observed.quarantined.iter().map(|notice| notice.code.as_str()).collect();
        assert_eq!(codes, ["too_few_columns"]);
    }

    #[test]
    fn a_table_has_the_separator_of_its_header() {
        for separator in [",", ";", "\t"] {
            let table = ["id,cause", "1,\"a,b;c\""]
                .map(|line| line.replacen(',', separator, 1))
                .join("\r\n");
            let (mut found, mut observed) = (Vec::new(), Observed::default());
            each_row(table.as_bytes(), "id", &mut observed, |_, row, _, _| {
                found.push((row.text("id").to_owned(), row.text("cause").to_owned()));
            });
            assert_eq!(found, [("1".to_owned(), "a,b;c".to_owned())], "{separator:?}");
            assert!(observed.quarantined.is_empty());
            assert!(is_header(format!("id{separator}cause").as_bytes(), "id"));
        }
    }

    #[test]
    fn blanks_of_any_kind_around_a_text_are_cut() {
        for text in [
            "a",
            " a b ",
            "\u{a0}a\u{3000}",
            "\ta\r\n",
            "é",
            " é",
            "",
            "  ",
            "\u{1c}a\u{1c}",
        ] {
            assert_eq!(trimmed(text), text.trim(), "{text:?}");
        }
    }
}
