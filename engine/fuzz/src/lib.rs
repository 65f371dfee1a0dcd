//! What reads recordings, from the engine's own sources but without its models, so that a fuzzer is built in a minute; and what every
//! target asks of it: read or refused by a stable code, never a panic of our own, in bounded memory and time.

#[allow(dead_code)]
#[path = "../../src/analysis/flag.rs"]
mod analysis;
#[path = "../../src/audio/mod.rs"]
pub mod audio;
#[path = "../../src/error.rs"]
pub mod error;
#[allow(dead_code)]
#[path = "../../src/stop.rs"]
mod stop;

use audio::{DeclaredFormat, Limits, RATES, RawCodec};
use error::RecordingError;

const CODES: [&str; 6] = [
    "empty",
    "unreadable",
    "unsupported_codec",
    "too_long",
    "too_many_channels",
    "bad_rate",
];
pub const CODECS: [RawCodec; 8] = [
    RawCodec::Sln,
    RawCodec::Ulaw,
    RawCodec::Alaw,
    RawCodec::Gsm,
    RawCodec::Wav49,
    RawCodec::G722,
    RawCodec::G729,
    RawCodec::L16,
];
/// Short, so that a bomb is known as one soon.
const SECONDS_MAX: u64 = 10;

/// libFuzzer's crate ends the process at every panic. Those of decoders of others are caught by a guard, which is part of what is tried
/// here; those of our own still end it, as nobody catches them.
pub fn leave_panics_to_guards() {
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
}

/// The header alone.
pub fn probe(recording: &[u8], declared: Option<&DeclaredFormat>) {
    match audio::probe(recording, declared) {
        Ok(header) => {
            assert!((1..=8).contains(&header.channels), "{header:?}");
            assert!(RATES.contains(&header.rate), "{header:?}");
        }
        Err(refusal) => has_a_code(&refusal),
    }
}

/// The header, and all samples.
pub fn read(recording: &[u8], declared: Option<&DeclaredFormat>) {
    let limits = Limits {
        max_seconds: SECONDS_MAX,
        ..Limits::default()
    };
    let header = audio::probe(recording, declared);
    match (audio::decode(recording, declared, &limits), header) {
        (Ok(sound), Ok(_)) => {
            assert!(sound.duration_ms <= SECONDS_MAX * 1000, "{} ms", sound.duration_ms);
            let first = sound.channels.first().expect("a sound has a channel");
            assert!(sound.channels.iter().all(|channel| channel.len() == first.len()));
        }
        (Ok(_), Err(refusal)) => panic!("read, though its header is refused: {refusal}"),
        (Err(refusal), Ok(_)) => has_a_code(&refusal),
        (Err(refusal), Err(at_the_door)) => {
            has_a_code(&refusal);
            assert_eq!(refusal.code(), at_the_door.code(), "the door and the decoder agree");
        }
    }
}

fn has_a_code(refusal: &RecordingError) {
    assert!(CODES.contains(&refusal.code()), "{refusal}");
}

/// `recording` with `mark` at `place`, so that no input is wasted on being something else.
pub fn marked(recording: &[u8], marks: &[(usize, &[u8; 4])]) -> Vec<u8> {
    let mut recording = recording.to_vec();
    for (place, mark) in marks {
        if let Some(there) = recording.get_mut(*place..place + mark.len()) {
            there.copy_from_slice(*mark);
        }
    }
    recording
}
