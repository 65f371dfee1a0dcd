//! Whole files through `decode` and `probe`: what is read, what is refused, and that nothing ever panics.

mod formats;
mod stored;
mod variants;

use proptest::prelude::*;

use super::testing::{WavFile, fixture, noise, sine};
use super::*;

fn decoded(bytes: &[u8]) -> Sound {
    decode(bytes, None, &Limits::default()).unwrap()
}

fn code(bytes: &[u8]) -> &'static str {
    let refusal = decode(bytes, None, &Limits::default()).unwrap_err();
    if let Err(at_the_door) = probe(bytes, None) {
        assert_eq!(at_the_door.code(), refusal.code(), "the door and the decoder agree");
    }
    refusal.code()
}

fn declared(codec: RawCodec, rate: u32, channels: u16) -> DeclaredFormat {
    DeclaredFormat { codec, rate, channels }
}

/// Two tones of different pitch, interleaved.
fn two_tones(rate: u32) -> Vec<f32> {
    let (left, right) = (sine(rate, 440.0, 0.5, 0.5), sine(rate, 700.0, 0.5, 0.25));
    left.into_iter()
        .zip(right)
        .flat_map(|(left, right)| [left, right])
        .collect()
}

/// The highest difference between a channel and what it should be.
fn error(channel: &[f32], wanted: impl Iterator<Item = f32>) -> f32 {
    channel
        .iter()
        .zip(wanted)
        .map(|(got, wanted)| (got - wanted).abs())
        .fold(0.0, f32::max)
}

/// When a tone of known start is first heard, in ms.
fn onset_ms(sound: &Sound, channel: usize) -> u64 {
    let samples = sound.channels[channel].to_vec();
    let first = samples.iter().position(|sample| sample.abs() > 0.1).unwrap();
    first as u64 * 1000 / u64::from(sound.rate)
}

#[test]
fn every_kind_of_uncompressed_wav_decodes_to_the_same_samples() {
    let tones = two_tones(8000);
    let bytes_of = |sample: f32, bits: u16, float: bool| match (bits, float) {
        (8, _) => vec![(sample * 127.0 + 128.0) as u8],
        (16, _) => ((sample * 32_767.0) as i16).to_le_bytes().to_vec(),
        (24, _) => ((sample * 8_388_607.0) as i32).to_le_bytes()[..3].to_vec(),
        (32, false) => ((f64::from(sample) * 2_147_483_647.0) as i32).to_le_bytes().to_vec(),
        (32, true) => sample.to_le_bytes().to_vec(),
        _ => f64::from(sample).to_le_bytes().to_vec(),
    };
    for (bits, float, most) in [
        (8, false, 0.02),
        (16, false, 1e-4),
        // Kept as 16 bits.
        (24, false, 1.6e-5),
        (32, false, 1.6e-5),
        (32, true, 1.6e-5),
        (64, true, 1.6e-5),
    ] {
        let samples = tones.iter().flat_map(|sample| bytes_of(*sample, bits, float)).collect();
        let tag = if float { 3 } else { 1 };
        let wav = WavFile {
            tag,
            bits,
            block_align: bits / 4,
            samples,
            ..WavFile::pcm16(8000, 2, &[])
        };
        let sound = decoded(&wav.bytes());
        assert_eq!(
            (sound.rate, sound.channels.len(), sound.duration_ms),
            (8000, 2, 500),
            "{bits}"
        );
        assert!(sound.flags.is_empty(), "{:?}", sound.flags);
        assert!(
            error(&sound.channels[0].to_vec(), tones.iter().step_by(2).copied()) <= most,
            "{bits} {float}"
        );
        assert!(
            error(&sound.channels[1].to_vec(), tones.iter().skip(1).step_by(2).copied()) <= most,
            "{bits} {float}"
        );
        // The same under an extensible header, whose identifier repeats the tag.
        let mut tail = vec![22, 0, bits as u8, 0, 3, 0, 0, 0, tag as u8, 0];
        tail.extend([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
        assert_eq!(
            decoded(
                &WavFile {
                    tag: 0xFFFE,
                    format_tail: tail,
                    ..wav
                }
                .bytes()
            ),
            sound,
            "{bits} {float}"
        );
    }
}

#[test]
fn telephone_curves_decode_in_a_wav_of_any_header_length_and_headerless_alike() {
    let bytes: Vec<u8> = (0..=255).cycle().take(8000).collect();
    for (tag, codec, table) in [(7, RawCodec::Ulaw, &g711::ULAW), (6, RawCodec::Alaw, &g711::ALAW)] {
        let raw = decode(&bytes, Some(&declared(codec, 8000, 1)), &Limits::default()).unwrap();
        assert_eq!(
            error(
                &raw.channels[0].to_vec(),
                bytes.iter().map(|byte| table[usize::from(*byte)])
            ),
            0.0
        );
        for format_tail in [vec![], vec![0, 0]] {
            let wav = WavFile {
                tag,
                bits: 8,
                block_align: 1,
                format_tail,
                samples: bytes.clone(),
                ..WavFile::pcm16(8000, 1, &[])
            };
            assert_eq!(decoded(&wav.bytes()), raw);
        }
    }
}

#[test]
fn headerless_linear_samples_are_read_as_declared() {
    let wav = WavFile::pcm16(16_000, 2, &two_tones(16_000));
    let format = declared(RawCodec::Sln, 16_000, 2);
    let sound = decode(&wav.samples, Some(&format), &Limits::default()).unwrap();
    assert_eq!(sound, decoded(&wav.bytes()));
    assert_eq!(probe(&wav.samples, Some(&format)).unwrap().duration_ms, Some(500));
    let cut = decode(&wav.samples[..wav.samples.len() - 1], Some(&format), &Limits::default()).unwrap();
    assert_eq!(cut.flags, [QualityFlag::Truncated]);
    let reversed: Vec<u8> = wav
        .samples
        .chunks_exact(2)
        .flat_map(|pair| [pair[1], pair[0]])
        .collect();
    let format = DeclaredFormat::of_media_type("audio/L16;rate=16000;channels=2").unwrap();
    assert_eq!(decode(&reversed, Some(&format), &Limits::default()).unwrap(), sound);
}

#[test]
fn a_container_is_read_as_what_it_is_whatever_it_is_declared_to_be() {
    let format = declared(RawCodec::Ulaw, 8000, 1);
    for name in [
        "stereo.flac",
        "tone.ogg",
        "tone-ima.wav",
        "tone.mp3",
        "tone-44k.mp3",
        "formats/sweep.aac",
    ] {
        let bytes = fixture(name);
        assert_eq!(
            decode(&bytes, Some(&format), &Limits::default()).unwrap(),
            decoded(&bytes),
            "{name}"
        );
    }
}

#[test]
fn a_tone_is_heard_when_it_was_recorded_in_every_format() {
    let mut tagged = b"ID3\x04\0\0\0\0\x02\x01".to_vec();
    tagged.extend([0; 257]);
    tagged.extend(fixture("tone.mp3"));
    for (name, bytes, rate, slack_ms) in [
        ("tone.mp3", fixture("tone.mp3"), 8000, 8),
        ("tone.mp3 with ID3", tagged, 8000, 8),
        ("tone-44k.mp3", fixture("tone-44k.mp3"), 16_000, 2),
        ("tone.ogg", fixture("tone.ogg"), 8000, 8),
        ("tone-ima.wav", fixture("tone-ima.wav"), 8000, 2),
        ("tone-ms.wav", fixture("tone-ms.wav"), 8000, 2),
        ("tone-gsm.wav", fixture("tone-gsm.wav"), 8000, 2),
        ("tone.opus", fixture("tone.opus"), 16_000, 2),
    ] {
        let sound = decoded(&bytes);
        assert_eq!(
            (sound.rate, sound.channels.len(), sound.flags.as_slice()),
            (rate, 1, [].as_slice()),
            "{name}"
        );
        assert!(
            onset_ms(&sound, 0).abs_diff(500) <= slack_ms,
            "{name}: onset at {} ms",
            onset_ms(&sound, 0)
        );
        assert!(
            sound.duration_ms.abs_diff(1000) <= 160,
            "{name}: {} ms",
            sound.duration_ms
        );
    }
}

#[test]
fn two_channels_stay_apart_in_flac_and_mp3() {
    for name in ["stereo.flac", "stereo.mp3"] {
        let sound = decoded(&fixture(name));
        assert_eq!((sound.channels.len(), sound.source_channels), (2, 2), "{name}");
        assert!(
            onset_ms(&sound, 0).abs_diff(500) <= 8,
            "{name}: {}",
            onset_ms(&sound, 0)
        );
        assert!(
            onset_ms(&sound, 1).abs_diff(250) <= 8,
            "{name}: {}",
            onset_ms(&sound, 1)
        );
    }
}

#[test]
fn a_flac_file_decodes_to_the_bits_that_went_in() {
    let sound = decoded(&fixture("stereo.flac"));
    let tone = sine(8000, 440.0, 0.5, 0.5);
    assert_eq!(sound.duration_ms, 1000);
    let most = error(&sound.channels[0].read(4000..8000), tone.into_iter());
    assert!(most < 2e-4, "{most}");
}

#[test]
fn tags_and_pictures_in_a_flac_file_are_stepped_over() {
    let plain = fixture("stereo.flac");
    let mut tagged = plain[..4 + 38].to_vec();
    tagged[4] &= 0x7F;
    tagged.extend([6, 0x00, 0x40, 0x00]);
    tagged.extend(vec![0xFF; 0x4000]);
    tagged.extend(&plain[4 + 38..]);
    assert_eq!(decoded(&tagged), decoded(&plain));
}

#[test]
fn the_door_reads_the_same_header_that_decoding_finds() {
    for name in [
        "stereo.flac",
        "stereo.mp3",
        "tone.mp3",
        "tone-44k.mp3",
        "tone-ima.wav",
        "tone-ms.wav",
        "tone.ogg",
    ] {
        let bytes = fixture(name);
        let (header, sound) = (probe(&bytes, None).unwrap(), decoded(&bytes));
        assert_eq!(header.channels, sound.source_channels, "{name}");
        assert_eq!(header.rate.min(SPEECH_RATE), sound.rate, "{name}");
        if let Some(stated) = header.duration_ms {
            assert!(
                stated.abs_diff(sound.duration_ms) <= 160,
                "{name}: {stated} against {}",
                sound.duration_ms
            );
        }
    }
}

#[test]
fn a_container_with_nothing_to_hear_is_refused() {
    assert_eq!(code(b"\0\0\0\x20ftypM4A \0\0\0\0"), "unreadable");
    assert_eq!(code(b"RIFF\x24\0\0\0AVI LIST"), "unsupported_codec");
}

#[test]
fn an_mp3_stream_inside_a_wav_decodes() {
    let samples = fixture("tone.mp3");
    let wav = WavFile {
        tag: 0x55,
        bits: 0,
        block_align: 1,
        samples: samples.clone(),
        ..WavFile::pcm16(8000, 1, &[])
    };
    assert_eq!(decoded(&wav.bytes()), decoded(&samples));
}

#[test]
fn what_is_no_recording_has_a_stable_code() {
    assert_eq!(code(b""), "empty");
    assert_eq!(
        code(b"Dear Sir or Madam, please find the recording attached."),
        "unreadable"
    );
    assert_eq!(
        code(
            &noise(40_000)
                .iter()
                .map(|sample| (sample * 127.0) as i8 as u8)
                .collect::<Vec<_>>()
        ),
        "unreadable"
    );
    assert_eq!(code(&[0; 5000]), "unreadable");
    assert_eq!(code(b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0"), "unreadable");
    assert_eq!(code(&WavFile::pcm16(8000, 1, &[]).bytes()), "empty");
    assert_eq!(code(b"fLaC"), "unreadable");
    assert_eq!(code(b"OggS"), "unreadable");
    assert_eq!(code(b"\xFF"), "unreadable");
}

#[test]
fn a_hundred_channels_are_too_many_and_eight_are_not() {
    let file = |channels: u16| WavFile::pcm16(8000, channels, &vec![0.1; usize::from(channels) * 800]).bytes();
    assert_eq!(code(&file(100)), "too_many_channels");
    assert_eq!(code(&file(u16::MAX)), "too_many_channels");
    assert_eq!(code(&file(9)), "too_many_channels");
    assert_eq!(decoded(&file(8)).channels.len(), 8);
    let raw = declared(RawCodec::Sln, 8000, 100);
    assert_eq!(
        decode(&[0; 400], Some(&raw), &Limits::default()).unwrap_err().code(),
        "too_many_channels"
    );
}

#[test]
fn rates_outside_the_range_are_refused() {
    for rate in [0, 1, 3999, 384_001, u32::MAX] {
        assert_eq!(
            code(&WavFile::pcm16(rate, 1, &[0.1; 800]).bytes()),
            "bad_rate",
            "{rate}"
        );
        let raw = declared(RawCodec::Ulaw, rate, 1);
        assert_eq!(
            decode(&[0; 400], Some(&raw), &Limits::default()).unwrap_err().code(),
            "bad_rate",
            "{rate}"
        );
    }
    for rate in [4000, 6000, 11_000, 44_100, 384_000] {
        let sound = decoded(&WavFile::pcm16(rate, 1, &sine(rate, 300.0, 0.5, 0.5)).bytes());
        assert_eq!((sound.rate, sound.duration_ms), (rate.min(16_000), 500), "{rate}");
    }
}

#[test]
fn a_recording_that_is_too_long_is_refused_before_and_while_decoding() {
    let limits = Limits {
        max_seconds: 1,
        ..Limits::default()
    };
    let second = WavFile::pcm16(8000, 1, &vec![0.1; 8000]).bytes();
    assert!(decode(&second, None, &limits).is_ok());
    let longer = WavFile::pcm16(8000, 1, &vec![0.1; 8001]).bytes();
    assert_eq!(decode(&longer, None, &limits).unwrap_err().code(), "too_long");
    // A stream that does not say how long it is: FLAC with an unknown number of samples.
    let mut flac = fixture("stereo.flac");
    flac[21] &= 0xF0;
    flac[22..26].fill(0);
    assert_eq!(probe(&flac, None).unwrap().duration_ms, None);
    let none = Limits {
        max_seconds: 0,
        ..Limits::default()
    };
    assert_eq!(decode(&flac, None, &none).unwrap_err().code(), "too_long");
}

#[test]
fn a_truncated_file_gives_what_is_there_and_the_flag() {
    let wav = WavFile::pcm16(8000, 1, &sine(8000, 300.0, 2.0, 0.5)).bytes();
    let half = decoded(&wav[..wav.len() / 2]);
    assert_eq!(half.flags, [QualityFlag::Truncated]);
    assert!(half.duration_ms.abs_diff(1000) < 3, "{}", half.duration_ms);
    for name in ["stereo.flac", "stereo.mp3"] {
        let bytes = fixture(name);
        let part = decoded(&bytes[..bytes.len() * 6 / 10]);
        assert!(part.flags.contains(&QualityFlag::Truncated), "{name} {:?}", part.flags);
        assert!((300..900).contains(&part.duration_ms), "{name}: {}", part.duration_ms);
    }
}

#[test]
fn clipped_quiet_and_doubled_recordings_say_so() {
    let loud: Vec<f32> = sine(8000, 301.0, 1.0, 2.0)
        .iter()
        .map(|sample| sample.clamp(-1.0, 1.0))
        .collect();
    assert_eq!(
        decoded(&WavFile::pcm16(8000, 1, &loud).bytes()).flags,
        [QualityFlag::Clipped]
    );
    let quiet = sine(8000, 301.0, 1.0, 0.002);
    assert_eq!(
        decoded(&WavFile::pcm16(8000, 1, &quiet).bytes()).flags,
        [QualityFlag::TooQuiet]
    );
    let doubled: Vec<f32> = sine(8000, 301.0, 1.0, 0.5)
        .into_iter()
        .flat_map(|sample| [sample, sample])
        .collect();
    let sound = decoded(&WavFile::pcm16(8000, 2, &doubled).bytes());
    assert_eq!(
        (sound.flags.as_slice(), sound.channels.len()),
        ([QualityFlag::DualMono].as_slice(), 1)
    );
    assert_eq!(sound.source_channels, 2);
    // Of two copies the one that is heard best is kept, wherever it lies.
    let tone = sine(8000, 301.0, 1.0, 0.5);
    let faint_first: Vec<f32> = tone.iter().flat_map(|sample| [0.01 * sample, *sample]).collect();
    let sound = decoded(&WavFile::pcm16(8000, 2, &faint_first).bytes());
    assert_eq!(
        (sound.flags.as_slice(), sound.channels.len()),
        ([QualityFlag::DualMono].as_slice(), 1)
    );
    assert!(error(&sound.channels[0].to_vec(), tone.into_iter()) < 1e-4);
}

#[test]
fn a_tenth_of_a_second_is_a_recording_whoever_is_late_in_it() {
    for channels in 1..=2 {
        let samples: Vec<f32> = sine(8000, 301.0, 0.1, 0.5)
            .into_iter()
            .zip(noise(800))
            .flat_map(|(tone, hiss)| [tone, 0.3 * hiss].into_iter().take(channels))
            .collect();
        let sound = decoded(&WavFile::pcm16(8000, channels as u16, &samples).bytes());
        assert_eq!((sound.duration_ms, sound.channels.len()), (100, channels));
        assert!(sound.flags.is_empty(), "{:?}", sound.flags);
    }
}

#[test]
fn a_file_whose_frames_are_all_broken_is_unreadable_and_a_lost_frame_is_silence() {
    let whole = fixture("stereo.flac");
    let mut broken = whole.clone();
    broken[100..].fill(0x55);
    assert_eq!(code(&broken), "unreadable");
    // The first of the file's two frames: what follows keeps its time.
    let mut damaged = whole.clone();
    damaged[600..620].fill(0x55);
    let (sound, sound_whole) = (decoded(&damaged), decoded(&whole));
    assert!(sound.flags.contains(&QualityFlag::Damaged), "{:?}", sound.flags);
    assert_eq!(sound.channels[0].len(), sound_whole.channels[0].len());
    assert_eq!(
        sound.channels[0].read(7900..8000),
        sound_whole.channels[0].read(7900..8000)
    );
}

#[test]
fn a_square_wave_at_full_scale_stays_within_it_at_a_lower_rate() {
    let square: Vec<f32> = (0..48_000)
        .map(|at| if at / 100 % 2 == 0 { 1.0 } else { -1.0 })
        .collect();
    let sound = decoded(&WavFile::pcm16(48_000, 1, &square).bytes());
    assert!(sound.channels[0].to_vec().iter().all(|sample| sample.abs() <= 1.0));
}

#[test]
fn samples_that_are_no_numbers_become_silence() {
    let samples = [f32::NAN, f32::INFINITY, -3.0, 0.5]
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    let wav = WavFile {
        tag: 3,
        bits: 32,
        block_align: 4,
        samples,
        ..WavFile::pcm16(8000, 1, &[])
    };
    assert_eq!(decoded(&wav.bytes()).channels[0].to_vec(), [0.0, 0.0, -1.0, 0.5]);
}

#[test]
fn every_cut_of_every_file_is_read_or_refused_but_never_a_panic() {
    for name in [
        "stereo.flac",
        "stereo.mp3",
        "tone.mp3",
        "tone-ima.wav",
        "tone-ms.wav",
        "tone-gsm.wav",
    ] {
        let bytes = fixture(name);
        for length in 0..bytes.len() {
            never_panics(name, &bytes[..length]);
        }
    }
    let wav = WavFile::pcm16(8000, 2, &two_tones(8000)[..600]).bytes();
    for length in 0..wav.len() {
        let result = decode(&wav[..length], None, &Limits::default());
        let wanted = match length {
            0 => Err("empty"),
            // Between the format and the samples, a header is whole but holds no audio.
            36 | 44..=47 => Err("empty"),
            1..=43 => Err("unreadable"),
            _ => Ok((length as u64 - 44) / 4),
        };
        let got = result
            .map(|sound| sound.channels[0].len() as u64)
            .map_err(|error| error.code());
        assert_eq!(got, wanted, "{length} bytes");
    }
}

/// Decoding a panicking input gives "gave up": our guard catches it, so a test must look for the message.
fn never_panics(name: &str, bytes: &[u8]) {
    let limits = Limits {
        max_seconds: 60,
        ..Limits::default()
    };
    if let Err(refusal) = decode(bytes, None, &limits) {
        assert!(
            !refusal.to_string().contains("gave up"),
            "{name}, {} bytes: {refusal}",
            bytes.len()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn flipped_bytes_are_read_or_refused_but_never_a_panic(
        file in prop::sample::select(vec!["stereo.flac", "stereo.mp3", "tone.mp3", "tone-ima.wav", "tone-ms.wav", "wav"]),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        early in any::<bool>(),
    ) {
        let mut bytes = match file {
            "wav" => WavFile::pcm16(8000, 2, &two_tones(8000)).bytes(),
            name => fixture(name),
        };
        let reach = if early { 64 } else { bytes.len() };
        for (place, value) in flips {
            let place = place.index(reach);
            bytes[place] = value;
        }
        let limits = Limits { max_seconds: 60, ..Limits::default() };
        // Only that it comes back: a decoder of others that panics is caught and counts as unreadable.
        if let Ok(sound) = decode(&bytes, None, &limits) {
            let length = sound.channels[0].len();
            prop_assert!(sound.channels.iter().all(|channel| channel.len() == length));
            prop_assert!(sound.channels.iter().flat_map(Channel::to_vec).all(|sample| sample.abs() <= 1.0));
        }
        drop(probe(&bytes, None));
    }

    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..4000)) {
        if let Err(refusal) = decode(&bytes, None, &Limits::default()) {
            prop_assert!(["empty", "unreadable", "unsupported_codec"].contains(&refusal.code()));
        }
    }
}
