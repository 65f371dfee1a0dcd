//! Pieces of streams, however they are cut.

use super::*;
use crate::pbx::settings::Given;

fn settings() -> Settings {
    Settings::new(Given::default()).unwrap()
}

fn texts(source: Source, chunks: &[&[u8]]) -> Vec<String> {
    let mut framer = Framer::new(source, &settings());
    let mut pieces: Vec<Piece> = chunks.iter().flat_map(|chunk| framer.push(chunk)).collect();
    pieces.extend(framer.end());
    let text = |piece: Piece| String::from_utf8([&piece.context, piece.bytes.as_slice()].concat()).unwrap();
    pieces.into_iter().map(text).collect()
}

#[test]
fn lines_end_at_their_ends_however_they_are_cut() {
    let whole = texts(Source::MitelSmdr, &[b"one\r\ntwo\n\n\0\0three"]);
    assert_eq!(whole, ["one\r\n", "two\n", "\0\0three"]);
    assert_eq!(
        texts(Source::MitelSmdr, &[b"o", b"ne\r", b"\ntwo\n\n\0\0thr", b"ee"]),
        whole
    );
}

#[test]
fn documents_may_touch_and_hold_brackets_in_texts() {
    let input = br#"{"a":"}\"{"}{"b":[1,{"c":2}]} hello
[{"d":1}]"#;
    let wanted = [r#"{"a":"}\"{"}"#, r#"{"b":[1,{"c":2}]}"#, " hello\n", r#"[{"d":1}]"#];
    assert_eq!(texts(Source::GrandstreamCdrPush, &[input]), wanted);
    assert_eq!(texts(Source::GrandstreamCdrapi, &[input]), wanted);
    let bytes: Vec<&[u8]> = input.chunks(1).collect();
    assert_eq!(texts(Source::GrandstreamCdrPush, &bytes), wanted);
}

#[test]
fn blocks_end_with_a_blank_line() {
    let input = b"Event: Cdr\r\nA: 1\r\n\r\nEvent: X\r\n\r\nEvent: Cd";
    let wanted = ["Event: Cdr\r\nA: 1\r\n\r\n", "Event: X\r\n\r\n", "Event: Cd"];
    assert_eq!(texts(Source::AsteriskAmiCdr, &[input]), wanted);
    assert_eq!(texts(Source::AsteriskCel, &[input]), wanted);
}

#[test]
fn rows_know_their_header_and_lines_their_day() {
    let sheet = texts(Source::CiscoCucmCdr, &[b"\"cdrRecordType\",\"pkid\"\n1,a\n1,b\n"]);
    assert_eq!(
        sheet,
        ["\"cdrRecordType\",\"pkid\"\n1,a\n", "\"cdrRecordType\",\"pkid\"\n1,b\n"]
    );
    assert_eq!(texts(Source::AvayaCmCdr, &[b"x\n0302\ny\n"]), ["x\n", "0302\ny\n"]);
}

#[test]
fn what_is_too_long_is_cut_and_the_next_line_is_read() {
    let mut input = vec![b'x'; LINE_BYTES_MAX * 3];
    input.extend_from_slice(b"\nnext\n");
    for size in [1000, input.len()] {
        let mut framer = Framer::new(Source::MitelSmdr, &settings());
        let pieces: Vec<Piece> = input.chunks(size).flat_map(|chunk| framer.push(chunk)).collect();
        assert_eq!(pieces.len(), 2, "{size}");
        assert!(pieces[0].is_cut && pieces[0].bytes.len() == LINE_BYTES_MAX);
        assert_eq!(
            (pieces[1].bytes.as_slice(), pieces[1].ends),
            (&b"next\n"[..], input.len() as u64)
        );
    }
}

#[test]
fn a_stream_that_was_left_goes_on() {
    let input = b"\"cdrRecordType\"\n1\n2\n3\n";
    let mut framer = Framer::new(Source::CiscoCucmCdr, &settings());
    let first = framer.push(input).remove(1);
    let rest = &input[usize::try_from(first.ends).unwrap()..];
    let mut again = Framer::resumed(Source::CiscoCucmCdr, &settings(), first.ends, first.context.clone());
    let pieces = again.push(rest);
    assert_eq!(pieces.len(), 1);
    assert_eq!(
        (pieces[0].bytes.as_slice(), &pieces[0].context),
        (&b"3\n"[..], &first.context)
    );
}

#[test]
fn text_in_utf_16_is_cut_as_any_text_and_its_places_are_those_of_its_own_bytes() {
    let text = "\"cdrRecordType\",\"pkid\"\r\n1,\u{1f4de}\r\n1,\u{fc}\r\n1,c";
    for order in [Order::LowFirst, Order::HighFirst] {
        let input = order.write(text);
        for size in [1, 2, 3, 7, 1000] {
            let mut framer = Framer::new(Source::CiscoCucmCdr, &settings()).of_text(None);
            let mut pieces: Vec<Piece> = input.chunks(size).flat_map(|chunk| framer.push(chunk)).collect();
            assert_eq!(framer.waiting(), 6, "three letters");
            pieces.extend(framer.end());
            let lines: Vec<&[u8]> = pieces.iter().map(|piece| piece.bytes.as_slice()).collect();
            assert_eq!(lines, ["1,\u{1f4de}\r\n".as_bytes(), "1,\u{fc}\r\n".as_bytes(), b"1,c"]);
            let places: Vec<(u64, u64)> = pieces.iter().map(|piece| (piece.begins, piece.ends)).collect();
            assert_eq!(places, [(50, 62), (62, 72), (72, 78)]);
            let resumed = Framer::resumed(Source::CiscoCucmCdr, &settings(), 62, pieces[0].context.clone());
            let again = resumed.of_text(Some(order)).push(&input[62..]);
            assert_eq!(again, pieces[1..2]);
        }
    }
}

#[test]
fn a_line_is_found_with_what_it_depends_on() {
    let line = |source, payload: &[u8], number| line_with_context(source, &settings(), payload, number);
    assert_eq!(line(Source::AvayaCmCdr, b"0302\nx\ny\n", 3).unwrap(), b"0302\ny\n");
    assert_eq!(line(Source::MitelSmdr, b"x\ny", 2).unwrap(), b"y");
    assert_eq!(line(Source::CiscoCucmCdr, b"a\nb\n", 1), None);
    assert_eq!(line(Source::GrandstreamCdrPush, b"{}", 1), None);
    assert_eq!(line(Source::KamailioAcc, b"x\ny", 2).unwrap(), b"y");
    assert_eq!(line(Source::KamailioAcc, b"{}\n\n{\"a\":1}\n", 2), None);
    // As it came, a line of UTF-16 is none without the mark at the beginning.
    assert_eq!(line(Source::MitelSmdr, &Order::LowFirst.write("x\ny"), 2), None);
}
