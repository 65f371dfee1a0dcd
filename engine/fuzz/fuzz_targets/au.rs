//! AU: our own reader.

#![no_main]

use engine_fuzz::{leave_panics_to_guards, marked, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: leave_panics_to_guards(), |bytes: &[u8]| {
    read(&marked(bytes, &[(0, b".snd")]), None);
});
