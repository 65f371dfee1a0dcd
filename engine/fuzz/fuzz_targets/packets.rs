//! Whatever else there is: FLAC, MP3, Ogg, Matroska, MP4 and ADTS, with our own code for gaps, edit lists, padding and Opus around the
//! readers of others.

#![no_main]

use engine_fuzz::{leave_panics_to_guards, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: leave_panics_to_guards(), |bytes: &[u8]| {
    read(bytes, None);
});
