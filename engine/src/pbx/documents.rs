//! JSON as it arrives on files and sockets: one document, an array of them, one a line, or one after another without anything
//! in between. A document that cannot be read does not block its neighbours.

use std::borrow::Cow;

use serde_json::Value;

use super::parsed::Observed;

/// Whether an input begins as documents do.
pub fn begins(input: &[u8]) -> bool {
    let input = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let first = input.iter().find(|byte| !byte.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
}

/// Every document of the input with its number from 1; arrays give their items. What is no JSON is kept aside.
pub fn each(input: &[u8], observed: &mut Observed, take: impl FnMut(usize, Value, &mut Observed)) {
    read(input, false, observed, take);
}

/// The same of what came over a connection: a document that was cut off by its end is incomplete, not malformed.
pub fn each_of_stream(input: &[u8], observed: &mut Observed, take: impl FnMut(usize, Value, &mut Observed)) {
    read(input, true, observed, take);
}

fn read(input: &[u8], is_stream: bool, observed: &mut Observed, mut take: impl FnMut(usize, Value, &mut Observed)) {
    let input = readable(input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input));
    let mut rest: &str = &input;
    let (mut number, mut said) = (0, false);
    // Inside of an array of which something cannot be read, its items are read one by one.
    let mut among_items = false;
    let mut brackets_close = true;
    while let Some(start) = rest.bytes().position(|byte| !is_between(byte, among_items)) {
        rest = &rest[start..];
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        number += 1;
        match stream.next() {
            Some(Ok(Value::Array(items))) => {
                rest = &rest[stream.byte_offset()..];
                number -= 1;
                said = true;
                for item in items {
                    number += 1;
                    take(number, item, observed);
                }
            }
            Some(Ok(value)) => {
                rest = &rest[stream.byte_offset()..];
                said = true;
                take(number, value, observed);
            }
            Some(Err(_)) if rest.starts_with('[') && !among_items => {
                (among_items, number) = (true, number - 1);
                rest = &rest[1..];
            }
            Some(Err(error)) => {
                said = true;
                let closed = brackets_close;
                let end = end_of_bad(rest.as_bytes(), &mut brackets_close);
                // Up to the end its bracket does not close, and no other document begins.
                if is_stream && error.is_eof() && rest.starts_with('{') && closed && !brackets_close {
                    return observed.ignore(number, "incomplete_event");
                }
                observed.quarantine(number, "bad_json", error.to_string());
                rest = &rest[end..];
            }
            None => break,
        }
    }
    if among_items && !said {
        observed.quarantine(1_usize, "bad_json", "an array without an end");
    }
}

/// What a document lists under `key`, and whether it does: else it stands for itself.
pub fn listed(mut document: Value, key: &str) -> (Vec<Value>, bool) {
    let items = document.get_mut(key).and_then(Value::as_array_mut).map(std::mem::take);
    match items {
        Some(items) => (items, true),
        None => (vec![document], false),
    }
}

/// Bytes that are no UTF-8 are read as Latin-1, each by itself: a name in an old encoding costs no record.
fn readable(input: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(input) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(input.len());
    for chunk in input.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| char::from(byte)));
    }
    Cow::Owned(text)
}

fn is_between(byte: u8, among_items: bool) -> bool {
    byte.is_ascii_whitespace() || byte == 0 || among_items && matches!(byte, b',' | b']')
}

/// Where what cannot be read ends: with its own bracket, before a line that begins with another document, else with its line.
/// Once brackets have not closed up to the end, they are not counted again: every byte is looked at a bounded number of times.
fn end_of_bad(rest: &[u8], brackets_close: &mut bool) -> usize {
    if matches!(rest.first(), Some(b'{' | b'[')) && *brackets_close {
        let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
        for (at, &byte) in rest.iter().enumerate() {
            match byte {
                b'{' | b'[' if at > 0 && rest[at - 1] == b'\n' => return at,
                _ if escaped => escaped = false,
                b'\\' if in_text => escaped = true,
                b'"' => in_text = !in_text,
                _ if in_text => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        return at + 1;
                    }
                }
                _ => {}
            }
        }
        *brackets_close = false;
    }
    let line = rest.iter().position(|&byte| byte == b'\n');
    line.map_or(rest.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(input: &str) -> (Vec<(usize, Value)>, Vec<String>) {
        let mut observed = Observed::default();
        let mut found = Vec::new();
        each(input.as_bytes(), &mut observed, |at, value, _| found.push((at, value)));
        (
            found,
            observed
                .quarantined
                .into_iter()
                .map(|notice| notice.at.into())
                .collect(),
        )
    }

    #[test]
    fn documents_may_touch_and_a_bad_one_blocks_no_other() {
        let (found, bad) = numbers("{\"a\":1}{\"a\":2}\n{\"a\":\n{\"a\":4}");
        let ats: Vec<usize> = found.iter().map(|(at, _)| *at).collect();
        assert_eq!(ats, [1, 2, 4]);
        assert_eq!(bad, ["3"]);
    }

    #[test]
    fn a_document_that_the_end_of_a_stream_cut_off_is_incomplete() {
        let codes = |input: &str| {
            let mut observed = Observed::default();
            each_of_stream(input.as_bytes(), &mut observed, |_, _, _| ());
            let notices = observed.quarantined.into_iter().chain(observed.ignored);
            notices.map(|notice| notice.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(r#"{"a":1}{"a":"x"#), ["incomplete_event"]);
        assert_eq!(codes("{\n \"a\": 1,\n \"b\": 2,\n"), ["incomplete_event"]);
        assert_eq!(codes(r#"{"a":1}{"a":}"#), ["bad_json"]);
        assert_eq!(codes("{\"a\":\n{\"a\":4}"), ["bad_json"]);
        assert_eq!(codes("{\"a\":1} hello"), ["bad_json"]);
    }

    #[test]
    fn a_bad_document_ends_with_its_bracket_even_on_one_line() {
        let (found, bad) = numbers(r#"{"a":1,}{"a":"}\"{"}[{"a":3},{"a":},{"a":[5]}]"#);
        let ats: Vec<usize> = found.iter().map(|(at, _)| *at).collect();
        assert_eq!((ats, bad), (vec![2, 3, 5], vec!["1".to_owned(), "4".into()]));
        assert_eq!(numbers("[").1, ["1"]);
        assert_eq!(numbers("[{\"a\":1},{\"a\"").1, ["2"]);
    }

    #[test]
    fn a_name_in_latin_1_costs_no_record() {
        let mut observed = Observed::default();
        let mut names = Vec::new();
        each(
            b"{\"n\":\"B\xfcro\"}{\"n\":\"B\xc3\xbcro\"}",
            &mut observed,
            |_, value, _| {
                names.push(value["n"].as_str().unwrap().to_owned());
            },
        );
        assert_eq!(
            (names, observed.quarantined.len()),
            (vec!["Büro".to_owned(), "Büro".into()], 0)
        );
    }

    #[test]
    fn a_document_that_lists_others_gives_them() {
        let list = serde_json::json!({"value": [{"a": 1}, 2], "other": 3});
        assert_eq!(
            listed(list.clone(), "value"),
            (vec![serde_json::json!({"a": 1}), 2.into()], true)
        );
        assert_eq!(listed(list.clone(), "other"), (vec![list], false));
        assert_eq!(listed(1.into(), "value"), (vec![1.into()], false));
    }

    #[test]
    fn documents_are_known_by_their_first_letter() {
        for input in ["{}", " \n[1]", "\u{feff}{"] {
            assert!(begins(input.as_bytes()), "{input:?}");
        }
        for input in ["", "Mar 2 {", "\"a\"", "<a/>"] {
            assert!(!begins(input.as_bytes()), "{input:?}");
        }
    }

    #[test]
    fn an_array_gives_its_items() {
        assert_eq!(numbers("[1,2]").0.len(), 2);
    }
}
