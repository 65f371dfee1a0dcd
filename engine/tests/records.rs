//! What no telephone system sends on purpose, endlessly: of every form twice as many bytes need at most about twice the memory, and nothing
//! panics.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod counted;

use std::path::{Path, PathBuf};

use counted::{peak, turn};
use engine::pbx::parsed::parse;
use engine::pbx::settings::{Given, Settings};
use engine::pbx::source::Source;

const BYTES: usize = 128 * 1024;
/// Of memory for each byte, whatever stands there.
const MEMORY_MAX: usize = 600;
/// What grows by doubling is caught now before and now after it.
const GROWTH_MAX: f64 = 3.0;
/// Less than this says nothing of growth.
const NOISE: usize = 512 * 1024;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pbx")
}

/// One payload of the form, if there is any.
fn payload(source: Source) -> Option<Vec<u8>> {
    let begins = format!("{}-1.", source.as_str());
    let entries = std::fs::read_dir(samples()).unwrap().map(|entry| entry.unwrap());
    let mut own = entries.filter(|entry| {
        let name = entry.file_name().into_string().unwrap();
        name.starts_with(&begins) && !name.ends_with(".expected.json")
    });
    own.next().map(|entry| std::fs::read(entry.path()).unwrap())
}

fn repeated(piece: &[u8], bytes: usize) -> Vec<u8> {
    piece.iter().copied().cycle().take(bytes).collect()
}

#[test]
fn no_form_needs_more_than_a_bounded_multiple_of_what_it_reads() {
    const NONSENSE: [&[u8]; 12] = [
        b"a\n",
        b"\n",
        b",,,\n",
        b"{}",
        b"{\"a\":",
        b"[",
        b"<a>",
        b"<a/>",
        b"\"",
        b"\0",
        b"a=b&",
        b"POST / HTTP/1.1\r\ncontent-length: 0\r\n\r\n",
    ];
    let _turn = turn();
    let settings = Settings::new(Given::default()).unwrap();
    let mut amiss = Vec::new();
    for source in Source::ALL.iter().copied() {
        let own = payload(source);
        for piece in NONSENSE.into_iter().chain(own.as_deref()) {
            let (once, twice) = (repeated(piece, BYTES), repeated(piece, 2 * BYTES));
            let (_, one) = peak(|| parse(source, &once, &settings));
            let (_, two) = peak(|| parse(source, &twice, &settings));
            let is_bounded = two <= MEMORY_MAX * twice.len();
            let is_even = two <= NOISE || two as f64 <= GROWTH_MAX * one as f64;
            if !is_bounded || !is_even {
                let begin = String::from_utf8_lossy(&piece[..piece.len().min(20)]).into_owned();
                amiss.push(format!("{} of {begin:?}…: {one} bytes, then {two}", source.as_str()));
            }
        }
    }
    assert!(amiss.is_empty(), "{}", amiss.join("\n"));
}
