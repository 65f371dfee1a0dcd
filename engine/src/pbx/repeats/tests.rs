//! Equal lines: calls of their own, or sent again.

use super::super::parsed::observe;
use super::super::settings::{Given, Settings};
use super::super::source::Source;
use super::*;

/// One letter a line.
fn lines(letters: &str) -> Vec<Option<LineHash>> {
    let lines = letters.chars().map(|letter| format!("1 {letter}"));
    lines.map(|line| LineHash::of(line.as_bytes())).collect()
}

fn together(remembered: &mut Remembered, again: &mut Again, letters: &str) -> Vec<u32> {
    remembered.number(again, &lines(letters))
}

/// The lines of one connection, one by one.
fn connection(remembered: &mut Remembered, letters: &str) -> Vec<u32> {
    let mut again = remembered.again();
    let one = |letter: char| together(remembered, &mut again, &letter.to_string());
    letters.chars().flat_map(one).collect()
}

#[test]
fn equal_lines_of_one_connection_are_calls_of_their_own() {
    let mut remembered = Remembered::default();
    assert_eq!(connection(&mut remembered, "aabac"), [1, 2, 1, 3, 1]);
    assert_eq!(
        together(&mut remembered, &mut Again::Nothing, "aaaaaa"),
        [4, 5, 6, 7, 8, 9]
    );
}

#[test]
fn what_a_new_connection_repeats_keeps_its_numbers_whatever_its_order_and_its_begin() {
    for (sent_again, wanted) in [
        ("aabac", vec![3, 2, 1, 1, 1]),
        ("ac", vec![3, 1]),
        ("cba", vec![1, 1, 3]),
        ("c", vec![1]),
    ] {
        let mut remembered = Remembered::default();
        connection(&mut remembered, "aabac");
        let before = remembered.clone();
        assert_eq!(connection(&mut remembered, sent_again), wanted, "{sent_again}");
        assert_eq!(remembered, before, "nothing has come of it");
    }
}

#[test]
fn behind_what_is_repeated_an_equal_line_is_a_call_of_its_own() {
    let mut remembered = Remembered::default();
    connection(&mut remembered, "abc");
    assert_eq!(connection(&mut remembered, "bcdb"), [1, 1, 1, 2]);
    assert_eq!(connection(&mut remembered, "ea"), [1, 2], "nothing of it was repeated");
    assert_eq!(connection(&mut remembered, "abcdbeaa"), [2, 2, 1, 1, 1, 1, 1, 3]);
}

#[test]
fn a_row_that_came_before_is_sent_again_wherever_it_begins() {
    let mut remembered = Remembered::default();
    connection(&mut remembered, "abcdef");
    let mut again = remembered.again();
    assert_eq!(
        together(&mut remembered, &mut again, "gbcd"),
        [1; 4],
        "the newest came first"
    );
    assert_eq!(
        together(&mut remembered, &mut again, "ehb"),
        [1, 1, 2],
        "it went on up to h"
    );
    assert_eq!(
        together(&mut remembered, &mut again, "dcb"),
        [2, 2, 3],
        "in another order it is none"
    );
    assert_eq!(together(&mut remembered, &mut again, "ef"), [2, 2], "two are no row");
}

#[test]
fn all_that_came_is_sent_again_however_little_that_was() {
    let mut remembered = Remembered::default();
    assert_eq!(together(&mut remembered, &mut Again::Nothing, "ababab"), [1; 6]);
    assert_eq!(together(&mut remembered, &mut Again::Nothing, "aa"), [2, 3]);
}

#[test]
fn what_was_noted_and_not_kept_is_known_when_it_comes_again() {
    let mut remembered = Remembered::default();
    connection(&mut remembered, "xa");
    // The process dies after the second one was noted and before it was kept; only that one is sent again.
    connection(&mut remembered, "ya");
    assert_eq!(connection(&mut remembered, "a"), [2]);
}

#[test]
fn so_many_are_remembered_and_they_are_read_as_they_were_written() {
    let mut remembered = Remembered::default();
    let many: Vec<Option<LineHash>> = (0..LINES_MAX + 10)
        .map(|n| LineHash::of(n.to_string().as_bytes()))
        .collect();
    remembered.number(&mut Again::Nothing, &many);
    let bytes = remembered.to_bytes(LINES_MAX);
    assert_eq!(bytes.len(), LINES_MAX * LINE);
    assert_eq!(Remembered::of_bytes(&bytes), remembered);
    let behind = remembered.behind(b"0302\n", 3);
    let (context, last) = Remembered::apart(&behind);
    assert_eq!((context, last.0.len()), (&b"0302\n"[..], 3));
    assert_eq!(last.0.back(), remembered.0.back());
    assert_eq!(Remembered::default().behind(b"head", 3), b"head");
    assert_eq!(Remembered::apart(b"head"), (&b"head"[..], Remembered::default()));
}

#[test]
fn a_line_is_known_by_what_it_says_and_not_by_its_end() {
    assert_eq!(LineHash::of(b"\xef\xbb\xbf\0a1  \r\n"), LineHash::of(b"a1"));
    assert_eq!(LineHash::of(b"-----\r\n"), None);
}

#[test]
fn numbers_are_told_as_text() {
    let mut numbers = Numbers::default();
    numbers.add(b"", 1);
    numbers.add(b"a\nb\n", 2);
    numbers.add(b"a\nb\nc\n", 17);
    assert_eq!(numbers.to_text(), "3=2,4=17");
    assert_eq!(Numbers::of_text("3=2, 4=17"), Some(numbers));
    assert_eq!(Numbers::of_text(""), Some(Numbers::default()));
    for wrong in ["3", "3=", "=2", "3=2,", "3=-1", "a=2"] {
        assert_eq!(Numbers::of_text(wrong), None, "{wrong:?}");
    }
}

fn ids(payload: &[u8]) -> Vec<String> {
    let settings = Settings::new(Given::default()).unwrap();
    let observed = observe(Source::PanasonicSmdr, payload, &settings);
    assert!(observed.quarantined.is_empty(), "{:?}", observed.quarantined);
    observed.observations.into_iter().map(|seen| seen.id).collect()
}

#[test]
fn two_equal_lines_of_a_payload_are_two_legs_and_a_payload_in_itself_is_one() {
    const ONE: &str = "03/02/26 10:03AM 123   04 <I>                       0'18 00:00'00            NA\r\n";
    let other = ONE.replace("10:03", "10:04");
    let first = ids(ONE.as_bytes()).remove(0);
    assert_eq!(
        ids([ONE, ONE].concat().as_bytes()),
        [first.clone(), format!("{first}#2")]
    );
    let payload = [ONE, ONE, other.as_str()].concat();
    let once = ids(payload.as_bytes());
    assert_eq!(once.len(), 3);
    assert_eq!(ids(payload.repeat(2).as_bytes()), once);
}
