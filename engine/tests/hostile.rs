//! Recordings made to hurt: hours of silence in kilobytes, lengths that nobody has, files of every format with bytes changed, put in,
//! taken out and cut, and what the fuzzer keeps. Each is read or refused by a stable code, in memory that the test counts. `script/soak fuzz`
//! goes on for long.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod counted;

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use counted::{peak, turn};
use engine::audio::{self, DeclaredFormat, Limits, RawCodec, Recorded, Samples, View};

const MIB: usize = 1024 * 1024;

/// A FLAC file of `seconds` in which every sample has the same value, a dozen bytes for each eight seconds.
fn constant_flac(rate: u32, channels: u8, seconds: u64, value: i16) -> Vec<u8> {
    const BLOCK: u64 = 65_535;
    let mut file = b"fLaC\x80\0\0\x22".to_vec();
    file.extend([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0]);
    let blocks = (seconds * u64::from(rate)).div_ceil(BLOCK);
    let facts = u64::from(rate) << 44 | u64::from(channels - 1) << 41 | 15 << 36 | (blocks * BLOCK);
    file.extend(facts.to_be_bytes());
    file.extend([0; 16]);
    for number in 0..blocks {
        let mut frame = vec![0xFF, 0xF8, 0x70, (channels - 1) << 4];
        match number {
            0..0x80 => frame.push(number as u8),
            0x80..0x800 => frame.extend([0xC0 | (number >> 6) as u8, 0x80 | (number & 0x3F) as u8]),
            _ => frame.extend([
                0xE0 | (number >> 12) as u8,
                0x80 | (number >> 6 & 0x3F) as u8,
                0x80 | (number & 0x3F) as u8,
            ]),
        }
        frame.extend(((BLOCK - 1) as u16).to_be_bytes());
        frame.push(crc(&frame, 0x07 << 8) as u8);
        for _ in 0..channels {
            frame.push(0);
            frame.extend(value.to_be_bytes());
        }
        let check = crc(&frame, 0x8005);
        // Both sums with one routine: the eight bits of the header's lie at the top.
        frame.extend(check.to_be_bytes());
        file.extend(frame);
    }
    file
}

/// FLAC's checks: the polynomial of 16 bits, or that of 8 in the upper byte, whose result then lies there.
fn crc(bytes: &[u8], polynomial: u16) -> u16 {
    let sum = bytes.iter().fold(0_u16, |sum, byte| {
        (0..8).fold(sum ^ u16::from(*byte) << 8, |sum, _| {
            if sum & 0x8000 == 0 {
                sum << 1
            } else {
                sum << 1 ^ polynomial
            }
        })
    });
    if polynomial & 0xFF == 0 { sum >> 8 } else { sum }
}

#[test]
fn hours_of_silence_in_kilobytes_cost_next_to_nothing() {
    let _turn = turn();
    for channels in [1, 2] {
        let bomb = constant_flac(16_000, channels, 4 * 3600 - 5, 0);
        assert!(bomb.len() < 100_000, "{}", bomb.len());
        let (sound, most) = peak(|| audio::decode(&bomb, None, &Limits::default()).unwrap());
        assert!(
            sound.duration_ms.abs_diff(4 * 3_600_000) < 10_000,
            "{}",
            sound.duration_ms
        );
        assert!(most < 8 * MIB, "{most} bytes");
        drop(sound);
    }
}

#[test]
fn hours_of_anything_in_many_channels_are_too_long_before_they_are_too_large() {
    let _turn = turn();
    let bomb = constant_flac(16_000, 8, 4 * 3600 - 5, 9);
    let (refusal, most) = peak(|| audio::decode(&bomb, None, &Limits::default()).unwrap_err());
    assert_eq!(refusal.code(), "too_long");
    assert!(most < 8 * MIB, "{most} bytes");
    // The same with a header that does not say how long it is: as soon as there is too much of it.
    let mut unsaid = bomb;
    unsaid[21] &= 0xF0;
    unsaid[22..26].fill(0);
    let limits = Limits {
        max_samples: 8 * 60 * 16_000,
        ..Limits::default()
    };
    let (refusal, most) = peak(|| audio::decode(&unsaid, None, &limits).unwrap_err());
    assert_eq!(refusal.to_string(), "the recording is too long: 62 s, at most 60 s");
    assert!(most < 24 * MIB, "{most} bytes");
}

#[test]
fn a_call_of_two_hours_is_kept_in_two_bytes_a_sample() {
    let _turn = turn();
    let mut state = 1_u32;
    let line: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(2 * 3600 * 8000 * 2)
    .collect();
    let declared = DeclaredFormat {
        codec: RawCodec::Ulaw,
        rate: 8000,
        channels: 2,
    };
    let (sound, most) = peak(|| audio::decode(&line, Some(&declared), &Limits::default()).unwrap());
    assert!(most < 230 * MIB, "{} MiB", most / MIB);
    // At the rate of the speech model it is only ever there in parts.
    let (heard, most) = peak(|| {
        let view = View::of(&sound, 1).unwrap();
        let starts = (0..view.count()).step_by(30 * 16_000);
        starts
            .map(|start| view.read(start..(start + 30 * 16_000).min(view.count())).len())
            .sum::<usize>()
    });
    assert_eq!(heard, 2 * 3600 * 16_000);
    assert!(most < 8 * MIB, "{} MiB", most / MIB);
}

/// SplitMix64: the same byte at the same place, and none like another's.
fn noise(at: u64) -> u8 {
    let mixed = at.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) as u8
}

/// Noise in two channels of 16 bits at 48 kHz, made as it is read.
struct Unending {
    seconds: u64,
}

impl Unending {
    const HEADER: u64 = 44;

    fn header(&self) -> Vec<u8> {
        let data = (self.length() - Self::HEADER) as u32;
        let mut header = b"RIFF".to_vec();
        header.extend((36 + data).to_le_bytes());
        header.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
        header.extend(48_000_u32.to_le_bytes());
        header.extend(192_000_u32.to_le_bytes());
        header.extend(b"\x04\0\x10\0data");
        header.extend(data.to_le_bytes());
        header
    }
}

impl Recorded for Unending {
    fn length(&self) -> u64 {
        Self::HEADER + self.seconds * 192_000
    }

    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let header = self.header();
        let byte = |at: u64| match header.get(at as usize) {
            Some(byte) => *byte,
            None => noise(at),
        };
        Ok((range.start..range.end.min(self.length())).map(byte).collect())
    }
}

#[test]
fn a_stored_recording_costs_its_samples_and_not_its_bytes() {
    let _turn = turn();
    let recording = Unending { seconds: 10 * 60 };
    let (sound, most) = peak(|| audio::decode_from(&recording, None, &Limits::default()).unwrap());
    assert_eq!((sound.duration_ms, sound.rate), (600_000, 16_000));
    let samples: usize = sound.channels.iter().map(audio::Channel::len).sum();
    assert!(most < 2 * samples + 12 * MIB, "{} MiB", most / MIB);
    assert!(recording.length() as usize > most, "{} MiB", most / MIB);
}

const CODES: [&str; 6] = [
    "empty",
    "unreadable",
    "unsupported_codec",
    "too_long",
    "too_many_channels",
    "bad_rate",
];

/// Every file of the test data with how it is declared.
fn corpus() -> Vec<(PathBuf, Vec<u8>, Option<DeclaredFormat>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut files: Vec<PathBuf> = [root.clone(), root.join("formats")]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.extension().is_none_or(|kind| kind != "md"))
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        let codec: Option<RawCodec> = kind.parse().ok();
        let declared = codec.map(|codec| DeclaredFormat {
            codec,
            rate: codec.rate().unwrap_or(8000),
            channels: 1,
        });
        let bytes = std::fs::read(&path).unwrap();
        (path, bytes, declared)
    };
    files.into_iter().map(read).collect()
}

/// The inputs of `engine/fuzz`, of whichever target, as they are and behind the three bytes that one of them takes for a declaration.
#[test]
fn what_the_fuzzer_keeps_is_read_or_refused_in_bounded_memory() {
    let _turn = turn();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let limits = Limits {
        max_seconds: 60,
        ..Limits::default()
    };
    let mut count = 0;
    for folder in std::fs::read_dir(corpus).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let codecs = RawCodec::NAMES.split(", ").map(|name| name.parse::<RawCodec>().ok());
            for codec in codecs.chain([None]) {
                let declared = codec.map(|codec| DeclaredFormat {
                    codec,
                    rate: codec.rate().unwrap_or(8000),
                    channels: 1,
                });
                let sound = bytes.get(3..).filter(|_| codec.is_some()).unwrap_or(&bytes);
                let (result, most) = peak(|| audio::decode(sound, declared.as_ref(), &limits));
                let place = format!("{} as {codec:?}", path.display());
                assert!(most < 64 * MIB, "{place}: {} MiB", most / MIB);
                if let Err(refusal) = result {
                    assert!(CODES.contains(&refusal.code()), "{place}: {refusal}");
                }
                count += 1;
            }
        }
    }
    assert!(count > 500, "only {count}");
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// One to eight changes, most of them where headers are.
    fn mutate(&mut self, bytes: &mut Vec<u8>, others: &[u8]) {
        for _ in 0..=self.below(8) {
            let reach = match self.below(4) {
                0 => bytes.len(),
                1 => 48,
                _ => 600,
            };
            let at = self.below(reach.min(bytes.len()));
            match self.below(8) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..(at + self.below(40)).min(bytes.len()))),
                2 => {
                    let from = self.below(others.len());
                    let piece = &others[from..(from + self.below(64)).min(others.len())];
                    drop(bytes.splice(at..at, piece.iter().copied()));
                }
                // Lengths that nobody has.
                3 => {
                    for byte in bytes.iter_mut().skip(at).take(4) {
                        *byte = 0xFF;
                    }
                }
                4 => {
                    for byte in bytes.iter_mut().skip(at).take(4) {
                        *byte = 0;
                    }
                }
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = self.below(256) as u8;
                    }
                }
            }
        }
    }
}

/// `AUDIAPRO_SOAK_ROUNDS` says how many, `AUDIAPRO_SOAK_SEED` which.
#[test]
fn changed_recordings_of_every_format_are_read_or_refused_in_bounded_memory() {
    let _turn = turn();
    let setting = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let rounds = setting("AUDIAPRO_SOAK_ROUNDS").unwrap_or(500);
    let mut chance = Chance(setting("AUDIAPRO_SOAK_SEED").unwrap_or(7).wrapping_mul(2) | 1);
    let corpus = corpus();
    let limits = Limits {
        max_seconds: 60,
        ..Limits::default()
    };
    // What eight channels of a minute need, twice for what is on its way, and the decoders' own tables.
    let bound = 64 * MIB;
    for round in 0..rounds {
        let (path, whole, declared) = &corpus[chance.below(corpus.len())];
        let mut bytes = whole.clone();
        let others = chance.below(corpus.len());
        chance.mutate(&mut bytes, &corpus[others].1);
        let (result, most) = peak(|| {
            drop(audio::probe(&bytes, declared.as_ref()));
            audio::decode(&bytes, declared.as_ref(), &limits)
        });
        let place = format!("round {round}, {}", path.display());
        assert!(most < bound, "{place}: {} MiB", most / MIB);
        match result {
            Ok(sound) => assert!(sound.duration_ms <= 60_000 && !sound.channels.is_empty(), "{place}"),
            Err(refusal) => assert!(CODES.contains(&refusal.code()), "{place}: {refusal}"),
        }
    }
}
