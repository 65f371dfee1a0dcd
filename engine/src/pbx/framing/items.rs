//! Our own records in a payload or a stream: one a line, or, where it begins with a bracket, the items of a JSON array. Where one of them
//! ends is found without reading it, so that a bad one costs only itself. Pure.

use super::scan::Scan;

/// What stands before items that are read by themselves.
pub const ARRAY: &[u8] = b"[";

/// How many bytes stand before the first record: blanks, and a mark of the order of bytes.
pub fn blank(input: &[u8]) -> usize {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xef | 0xbb | 0xbf);
    input.iter().take_while(|byte| is_blank(byte)).count()
}

/// How many bytes stand before the next item. Arrays may follow one another, and commas may be missing.
pub(super) fn between(rest: &[u8]) -> usize {
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | b'[' | b',' | b']');
    rest.iter().take_while(|byte| is_between(byte)).count()
}

/// Where the item ends with which `rest` begins, if it does: an object with its own bracket, anything else before what stands between items.
/// One whose brackets do not close ends where that is seen: with a line that ends inside of a text, or before a line that begins an object.
pub(super) fn end(rest: &[u8], scan: &mut Scan) -> Option<usize> {
    while let Some(&byte) = rest.get(scan.at) {
        let begins_line = scan.at > 0 && rest[scan.at - 1] == b'\n';
        scan.at += 1;
        if scan.depth == 0 && byte != b'{' {
            match byte {
                b',' | b']' | b'\n' => return Some(scan.at - 1),
                _ => continue,
            }
        }
        match byte {
            b'\n' if scan.in_text => return Some(scan.at),
            _ if scan.escaped => scan.escaped = false,
            b'\\' if scan.in_text => scan.escaped = true,
            b'"' => scan.in_text = !scan.in_text,
            _ if scan.in_text => {}
            b'{' if begins_line && scan.depth > 0 => return Some(scan.at - 1),
            b'{' | b'[' => scan.depth += 1,
            b'}' | b']' => {
                scan.depth -= 1;
                if scan.depth == 0 {
                    return Some(scan.at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The records of a payload, each with its number from 1: that of its line, or of its item in an array.
pub fn records(payload: &[u8]) -> Box<dyn Iterator<Item = (usize, &[u8])> + '_> {
    let rest = payload.get(blank(payload)..).unwrap_or_default();
    match rest.starts_with(ARRAY) {
        true => Box::new(items(rest).enumerate().map(|(index, item)| (index + 1, item))),
        false => Box::new(lines(payload)),
    }
}

/// What has to be read again to read one of them, by its number.
pub(super) fn again(payload: &[u8], number: u64) -> Option<Vec<u8>> {
    let rest = payload.get(blank(payload)..).unwrap_or_default();
    if rest.starts_with(ARRAY) {
        let item = items(rest).nth(usize::try_from(number.checked_sub(1)?).ok()?)?;
        return Some([ARRAY, item].concat());
    }
    let mut lines = payload.split_inclusive(|&byte| byte == b'\n');
    Some(lines.nth(usize::try_from(number.checked_sub(1)?).ok()?)?.to_vec())
}

fn items(payload: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = payload;
    std::iter::from_fn(move || {
        rest = rest.get(between(rest)..).filter(|rest| !rest.is_empty())?;
        let length = end(rest, &mut Scan::default()).unwrap_or(rest.len());
        let (item, after) = rest.split_at(length);
        rest = after;
        Some(item)
    })
}

/// Lines that are not blank, without their ends.
fn lines(payload: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = payload.split(|&byte| byte == b'\n').enumerate();
    let lines = lines.map(|(index, line)| (index + 1, line.get(blank(line)..).unwrap_or_default().trim_ascii_end()));
    lines.filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pbx::framing::{Framer, Piece};
    use crate::pbx::settings::{Given, Settings};
    use crate::pbx::source::Source;

    fn framer() -> Framer {
        Framer::new(Source::Canonical, &Settings::new(Given::default()).unwrap())
    }

    fn cut(input: &[u8], size: usize) -> Vec<Piece> {
        let mut framer = framer();
        let mut pieces: Vec<Piece> = input.chunks(size).flat_map(|chunk| framer.push(chunk)).collect();
        pieces.extend(framer.end());
        pieces
    }

    fn texts(pieces: &[Piece]) -> Vec<String> {
        let text = |piece: &Piece| String::from_utf8([&piece.context, piece.bytes.as_slice()].concat()).unwrap();
        pieces.iter().map(text).collect()
    }

    #[test]
    fn lines_are_records_and_so_are_the_items_of_an_array_however_they_are_cut() {
        let lines = "\u{feff}\n{\"a\":1}\n\n no record\n[{\"a\":3}]\n{\"a\":4}";
        let array = "\u{feff} [ {\"a\":\"]}\\\"{\"}, 7 ,{\"a\":[{}]\n},\n{\"a\":\n{\"a\":5}\n]\n[{\"a\":6}";
        for size in [1, 2, 7, 1000] {
            let wanted = ["{\"a\":1}\n", " no record\n", "[{\"a\":3}]\n", "{\"a\":4}"];
            assert_eq!(texts(&cut(lines.as_bytes(), size)), wanted, "{size}");
            let wanted = [
                "[{\"a\":\"]}\\\"{\"}",
                "[7 ",
                "[{\"a\":[{}]\n}",
                "[{\"a\":\n",
                "[{\"a\":5}",
                "[{\"a\":6}",
            ];
            assert_eq!(texts(&cut(array.as_bytes(), size)), wanted, "{size}");
        }
        assert!(cut(b"\n [ ] \n", 1).is_empty());
    }

    #[test]
    fn an_array_that_was_left_goes_on_behind_the_item_that_was_read() {
        let input = b"[{\"a\":1},\n{\"a\":2}, {\"a\":3}]";
        let first = cut(input, 1000).remove(0);
        let rest = &input[usize::try_from(first.ends).unwrap()..];
        let settings = Settings::new(Given::default()).unwrap();
        let mut again = Framer::resumed(Source::Canonical, &settings, first.ends, first.context.clone());
        let pieces = again.push(rest);
        assert_eq!(texts(&pieces), ["[{\"a\":2}", "[{\"a\":3}"]);
        assert_eq!(pieces[1].ends, input.len() as u64 - 1);
    }

    #[test]
    fn an_item_that_is_too_long_is_cut_and_the_next_one_is_read_though_no_line_ends() {
        let long = "x".repeat(3 * crate::pbx::framing::DOCUMENT_BYTES_MAX);
        let input = format!("[{{\"a\":\"{long}\"}},{{\"a\":2}},{{\"a\":3}}]");
        for size in [4096, input.len()] {
            let pieces = cut(input.as_bytes(), size);
            let cuts: Vec<bool> = pieces.iter().map(|piece| piece.is_cut).collect();
            assert_eq!(cuts, [true, false, false], "{size}");
            assert_eq!(texts(&pieces[1..]), ["[{\"a\":2}", "[{\"a\":3}"], "{size}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_cut_the_same_in_any_parts(input in "[\\[\\]{}\",\\\\\n ax1:]{0,60}", size in 1_usize..9) {
            let whole = cut(input.as_bytes(), 1000);
            prop_assert_eq!(texts(&cut(input.as_bytes(), size)), texts(&whole));
            // Nothing but blanks and what stands between items is left out.
            let kept: usize = whole.iter().map(|piece| piece.bytes.len()).sum();
            prop_assert!(kept <= input.len());
            for (_, record) in records(input.as_bytes()) {
                prop_assert!(!record.is_empty());
            }
        }
    }
}
