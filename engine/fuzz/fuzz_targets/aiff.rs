//! AIFF and AIFF-C: our own reader.

#![no_main]

use engine_fuzz::{leave_panics_to_guards, marked, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: leave_panics_to_guards(), |bytes: &[u8]| {
    let kind = if matches!(bytes.get(8..12), Some(b"AIFC")) { b"AIFC" } else { b"AIFF" };
    read(&marked(bytes, &[(0, b"FORM"), (8, kind)]), None);
});
