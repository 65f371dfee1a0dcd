//! Our own decoders of telephone codecs without a header. The first three bytes say what is declared: codec, rate, channels.

#![no_main]

use engine_fuzz::audio::DeclaredFormat;
use engine_fuzz::{CODECS, leave_panics_to_guards, read};
use libfuzzer_sys::fuzz_target;

const RATES: [u32; 4] = [8_000, 16_000, 4_000, 384_000];

fuzz_target!(init: leave_panics_to_guards(), |bytes: &[u8]| {
    let Some((&[codec, rate, channels], sound)) = bytes.split_first_chunk() else { return };
    let codec = CODECS[usize::from(codec) % CODECS.len()];
    let declared = DeclaredFormat {
        codec,
        rate: codec.rate().unwrap_or(RATES[usize::from(rate) % RATES.len()]),
        channels: u16::from(channels),
    };
    read(sound, Some(&declared));
});
