//! RIFF and RF64: our own reader, and behind it PCM, G.711, GSM 6.10, G.722 and ADPCM.

#![no_main]

use engine_fuzz::{leave_panics_to_guards, marked, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: leave_panics_to_guards(), |bytes: &[u8]| {
    let is_long = bytes.starts_with(b"RF64") || bytes.starts_with(b"BW64");
    let begin = if is_long { b"RF64" } else { b"RIFF" };
    read(&marked(bytes, &[(0, begin), (8, b"WAVE")]), None);
});
