//! Recordings that are read from a store as they are decoded: heard as if they lay in memory, however little of them is looked at first.

use super::formats::CASES;
use super::*;
use crate::audio::testing::Stored;

/// Bytes that are looked at first: less than any header, some of a header, and more than most of the files.
const FRONTS: [u64; 4] = [1, 100, 4096, FRONT_BYTES];

fn from_store(bytes: &[u8], front: u64, declared: Option<&DeclaredFormat>) -> Result<Sound, String> {
    let heard = decode_stored(&Stored::sound(bytes), front, declared, &Limits::default());
    heard.map_err(|refusal| refusal.to_string())
}

fn from_memory(bytes: &[u8], declared: Option<&DeclaredFormat>) -> Result<Sound, String> {
    decode(bytes, declared, &Limits::default()).map_err(|refusal| refusal.to_string())
}

#[test]
fn every_format_is_heard_from_a_store_as_from_memory_and_so_is_every_cut_of_it() {
    for case in CASES {
        let (bytes, declared) = (case.bytes(), case.declared());
        let cuts = (0..bytes.len()).step_by(bytes.len() / 9 + 1).chain([bytes.len()]);
        for length in cuts {
            let wanted = from_memory(&bytes[..length], declared.as_ref());
            for front in FRONTS {
                let heard = from_store(&bytes[..length], front, declared.as_ref());
                assert_eq!(heard, wanted, "{}: {length} bytes, {front} first", case.file);
            }
        }
    }
}

#[test]
fn what_stands_before_the_samples_may_be_longer_than_what_is_looked_at() {
    let plain = WavFile::pcm16(8000, 2, &two_tones(8000));
    let odd = WavFile {
        before: vec![(*b"LIST", vec![7; 5001]), (*b"bext", vec![0; 602])],
        ..plain.clone()
    };
    for front in FRONTS {
        assert_eq!(
            from_store(&odd.bytes(), front, None),
            Ok(decoded(&plain.bytes())),
            "{front}"
        );
    }
}

#[test]
fn a_store_that_fails_on_the_way_is_no_recording_that_ends_there() {
    let wav = WavFile::pcm16(8000, 2, &two_tones(8000)).bytes();
    for bytes in [wav, fixture("stereo.flac"), fixture("stereo.mp3"), fixture("tone.ogg")] {
        let torn = Stored {
            sound: bytes.len() as u64 - 1,
            bytes,
        };
        for front in FRONTS {
            let refusal = decode_stored(&torn, front, None, &Limits::default()).unwrap_err();
            let is_damaged = matches!(&refusal, RecordingError::Unavailable(error) if error.kind() == std::io::ErrorKind::InvalidData);
            assert!(is_damaged && refusal.code() == "recording_unavailable", "{refusal}");
        }
    }
}
