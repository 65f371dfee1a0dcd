//! Text as telephone systems write it: lines that may hold NUL bytes or Latin-1, comma-separated values with several ideas of
//! quoting, and the hash that names a line without an id.

use std::borrow::Cow;

use memchr::memchr;
use sha2::{Digest, Sha256};

/// No telephone system writes a longer line.
pub const LINE_BYTES_MAX: usize = 64 * 1024;

/// The lines of an input, numbered from 1, without line ends and without the NUL bytes that some systems put around them.
pub fn numbered(input: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let input = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    // Some systems end their lines with CR alone.
    let end = if input.contains(&b'\n') { b'\n' } else { b'\r' };
    divided(input, end).enumerate().map(|(index, line)| {
        let start = line.iter().position(|&byte| byte != 0).unwrap_or(line.len());
        let line = &line[start..];
        let last = line.iter().rposition(|byte| !matches!(byte, 0 | b'\r'));
        (index + 1, &line[..last.map_or(0, |last| last + 1)])
    })
}

/// What stands before, between and behind the bytes that divide an input.
fn divided(input: &[u8], by: u8) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(input);
    std::iter::from_fn(move || {
        let all = rest?;
        match memchr(by, all) {
            Some(at) => {
                rest = Some(&all[at + 1..]);
                Some(&all[..at])
            }
            None => rest.take(),
        }
    })
}

/// The same without the nothing that follows the last line's end: a blank line is then one that was written.
pub fn written(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut lines = numbered(input).map(|(_, line)| line).peekable();
    std::iter::from_fn(move || {
        let line = lines.next()?;
        (!line.is_empty() || lines.peek().is_some()).then_some(line)
    })
}

/// UTF-8, else Latin-1.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
    }
}

/// The name of a line that has none: `h:` and 16 hex digits of SHA-256 of the line without CR, LF, NUL and trailing blanks.
pub fn line_id(line: &[u8]) -> String {
    format!("h:{}", hex::encode(line_hash(line)))
}

/// Whether an id is such a name.
pub fn is_line_id(id: &str) -> bool {
    id.strip_prefix("h:")
        .is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The first bytes of SHA-256 of a line without CR, LF, NUL and trailing blanks: those of its name.
pub fn line_hash(line: &[u8]) -> [u8; 8] {
    let mut hash = [0; 8];
    hash.copy_from_slice(&digest_of_line(line)[..8]);
    hash
}

/// SHA-256 of a line without CR, LF, NUL and trailing blanks, in hex.
pub fn hex_of_line(line: &[u8]) -> String {
    hex::encode(digest_of_line(line))
}

fn digest_of_line(line: &[u8]) -> [u8; 32] {
    let counts = |byte: &u8| !matches!(byte, b'\r' | b'\n' | 0);
    let bare: Cow<'_, [u8]> = if line.iter().all(counts) {
        Cow::Borrowed(line)
    } else {
        Cow::Owned(line.iter().copied().filter(counts).collect())
    };
    let end = bare
        .iter()
        .rposition(|byte| !matches!(byte, b' ' | b'\t'))
        .map_or(0, |last| last + 1);
    Sha256::digest(&bare[..end]).into()
}

/// A quote that never ends.
#[derive(Debug, PartialEq, Eq)]
pub struct Unterminated;

/// Values that most tables have at most: room for so many is made at once.
pub const VALUES_USUAL: usize = 32;

/// One line of comma-separated values, quotes doubled inside of quotes (RFC 4180).
pub fn csv(line: &str) -> Result<Vec<Cow<'_, str>>, Unterminated> {
    csv_of(line, b',', VALUES_USUAL)
}

/// The same with another sign of ASCII between two values, of a line that has about so many of them, for which room is made at once: never for
/// more than it has letters.
pub fn csv_of(line: &str, separator: u8, values: usize) -> Result<Vec<Cow<'_, str>>, Unterminated> {
    let mut fields = Vec::with_capacity(values.min(line.len() + 1));
    let mut rest = line;
    loop {
        let (field, after) = field(rest, separator)?;
        fields.push(field);
        match after.get(1..) {
            Some(next) => rest = next,
            None => return Ok(fields),
        }
    }
}

/// The first field of `rest`, and what follows it (the separator first, or nothing).
fn field(rest: &str, separator: u8) -> Result<(Cow<'_, str>, &str), Unterminated> {
    let Some(inner) = rest.strip_prefix('"') else {
        let end = place(rest, separator).unwrap_or(rest.len());
        return Ok((Cow::Borrowed(&rest[..end]), &rest[end..]));
    };
    let quote = place(inner, b'"').ok_or(Unterminated)?;
    let after = &inner[quote + 1..];
    // Most values stand there as they are.
    if after.bytes().next().is_none_or(|next| next == separator) {
        return Ok((Cow::Borrowed(&inner[..quote]), after));
    }
    let (value, after) = pieced(inner, separator)?;
    Ok((Cow::Owned(value), after))
}

/// Where a sign stands first. Values are short: a search that is made ready for long texts takes longer than this.
fn place(text: &str, sign: u8) -> Option<usize> {
    text.bytes().position(|byte| byte == sign)
}

/// A field, its first quote behind us, that holds quotes or goes on behind the closing one.
fn pieced(mut inner: &str, separator: u8) -> Result<(String, &str), Unterminated> {
    let mut value = String::new();
    loop {
        let quote = inner.find('"').ok_or(Unterminated)?;
        value.push_str(&inner[..quote]);
        inner = &inner[quote + 1..];
        match inner.strip_prefix('"') {
            Some(next) => {
                value.push('"');
                inner = next;
            }
            None => {
                // What stands between the closing quote and the separator belongs to the value.
                let end = place(inner, separator).unwrap_or(inner.len());
                value.push_str(&inner[..end]);
                return Ok((value, &inner[end..]));
            }
        }
    }
}

/// `"a","b"` where quotes inside of values are not escaped: split on the three characters between two values.
pub fn quoted_unescaped(line: &str) -> Result<Vec<Cow<'_, str>>, Unterminated> {
    let line = line.trim_end();
    let inner = line.strip_prefix('"').ok_or(Unterminated)?;
    let inner = inner.strip_suffix('"').ok_or(Unterminated)?;
    let mut values = Vec::with_capacity(VALUES_USUAL);
    values.extend(inner.split("\",\"").map(Cow::Borrowed));
    Ok(values)
}

/// The values of a line in which nothing is quoted.
pub fn unquoted(line: &str) -> Vec<Cow<'_, str>> {
    let mut values = Vec::with_capacity(VALUES_USUAL);
    values.extend(line.split(',').map(Cow::Borrowed));
    values
}

/// `"Name" <number>`, `Name <number>`, `Name<number>`, `number` → name and number. Quotes inside the name may be escaped by `\`.
pub fn name_and_number(text: &str) -> (Option<Cow<'_, str>>, &str) {
    let text = text.trim();
    let Some((name, rest)) = text.rsplit_once('<') else {
        return (None, text);
    };
    let number = rest.trim_end().trim_end_matches('>').trim();
    let name = name.trim();
    let bare = name
        .strip_prefix('"')
        .map_or(name, |inner| inner.strip_suffix('"').unwrap_or(inner));
    let name = if bare.contains('\\') {
        Cow::Owned(bare.replace("\\\"", "\"").trim().to_owned())
    } else {
        Cow::Borrowed(bare.trim())
    };
    (Some(name).filter(|name| !name.is_empty()), number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_commas_are_kept() {
        assert_eq!(
            csv(r#""a,b","say ""hi""",,3"#).unwrap(),
            ["a,b", r#"say "hi""#, "", "3"]
        );
        assert_eq!(csv(r#""a,b"#), Err(Unterminated));
        assert_eq!(csv(r#""a"b,"c","" d"#).unwrap(), ["ab", "c", " d"]);
        assert_eq!(
            csv_of(r#"a,b;"c;""d""";;"e"f;"#, b';', 3).unwrap(),
            ["a,b", r#"c;"d""#, "", "ef", ""]
        );
    }

    #[test]
    fn unescaped_quotes_stay() {
        assert_eq!(
            quoted_unescaped(r#""Bob "Bo" Li","1""#).unwrap(),
            [r#"Bob "Bo" Li"#, "1"]
        );
    }

    #[test]
    fn a_name_loses_its_outer_quotes() {
        assert_eq!(
            name_and_number(r#""Müller, \"Zoë\"" <+1202>"#),
            (Some(r#"Müller, "Zoë""#.into()), "+1202")
        );
        assert_eq!(name_and_number("Li Na<2001>"), (Some("Li Na".into()), "2001"));
        assert_eq!(name_and_number("2001"), (None, "2001"));
        assert_eq!(name_and_number(r#""" <Restricted>"#), (None, "Restricted"));
    }

    #[test]
    fn latin_1_is_read_where_it_is_no_utf_8() {
        assert_eq!(text(b"B\xfcro"), "Büro");
    }

    #[test]
    fn lines_end_as_their_system_ends_them() {
        let lines = |input: &'static [u8]| numbered(input).map(|(_, line)| line).collect::<Vec<_>>();
        assert_eq!(lines(b"\xef\xbb\xbfa\r\n\0\0b\0\r\r\n"), [&b"a"[..], b"b", b""]);
        assert_eq!(lines(b"a\rb\r"), [&b"a"[..], b"b", b""]);
        assert_eq!(lines(b"a\rb\nc"), [&b"a\rb"[..], b"c"]);
        assert_eq!(lines(b"\na\n\n"), [&b""[..], b"a", b"", b""]);
        assert_eq!(lines(b""), [&b""[..]]);
    }

    #[test]
    fn a_blank_line_is_one_that_was_written() {
        let lines = |input: &'static [u8]| written(input).collect::<Vec<_>>();
        assert_eq!(lines(b"a\r\n\r\nb\r\n"), [&b"a"[..], b"", b"b"]);
        assert_eq!(lines(b"a\n\n"), [&b"a"[..], b""]);
        assert_eq!(lines(b"a"), [&b"a"[..]]);
    }

    #[test]
    fn a_lines_id_does_not_depend_on_its_end() {
        assert_eq!(line_id(b"\0\0abc  \r"), line_id(b"abc"));
        assert!(is_line_id(&line_id(b"abc")) && !is_line_id("h:1") && !is_line_id("1772442000.3"));
    }
}
