//! The door: any bytes, under every declaration. Nothing is decoded.

#![no_main]

use engine_fuzz::audio::DeclaredFormat;
use engine_fuzz::{CODECS, leave_panics_to_guards, probe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: leave_panics_to_guards(), |bytes: &[u8]| {
    probe(bytes, None);
    for codec in CODECS {
        let declared = DeclaredFormat {
            codec,
            rate: codec.rate().unwrap_or(8000),
            channels: 1,
        };
        probe(bytes, Some(&declared));
    }
});
