//! The same formats as other writers leave them: recordings put one after the other, streams that were never finished, tags longer than
//! the sound.

use super::*;

/// A WebM file as browsers record it: neither the segment nor its clusters say how long they are, and no index lies before or after them.
fn of_unknown_length(webm: &[u8]) -> Vec<u8> {
    let cues = webm.windows(4).rposition(|id| id == [0x1C, 0x53, 0xBB, 0x6B]).unwrap();
    let webm = &webm[..cues];
    let mut file = webm.to_vec();
    let seek_head = webm.windows(4).position(|id| id == [0x11, 0x4D, 0x9B, 0x74]).unwrap();
    // Its length stands in one byte; three more of its own become room that nobody reads.
    let length = webm[seek_head + 4] & 0x7F;
    file[seek_head..seek_head + 2].copy_from_slice(&[0xEC, 0x80 | (length + 3)]);
    for element in [[0x18, 0x53, 0x80, 0x67], [0x1F, 0x43, 0xB6, 0x75]] {
        let places: Vec<usize> = (0..webm.len()).filter(|at| webm[*at..].starts_with(&element)).collect();
        assert!(!places.is_empty());
        for at in places {
            let bytes = webm[at + 4].leading_zeros() as usize;
            file[at + 4] = 0xFF >> bytes;
            file[at + 5..at + 5 + bytes].fill(0xFF);
        }
    }
    file
}

#[test]
fn recordings_that_were_put_one_after_the_other_in_an_ogg_file_are_all_heard() {
    // Vorbis at its own rate, so that nothing is filtered across the border.
    let file = fixture("tone.ogg");
    let (once, twice) = (decoded(&file), decoded(&[&file[..], &file].concat()));
    assert_eq!(twice.flags, once.flags);
    let tone = once.channels[0].to_vec();
    assert_eq!(twice.channels[0].to_vec(), [&tone[..], &tone].concat());
    // Opus begins anew with what its header wants skipped.
    let file = fixture("tone.opus");
    let (once, twice) = (decoded(&file), decoded(&[&file[..], &file].concat()));
    assert!(
        twice.duration_ms.abs_diff(2 * once.duration_ms) <= 1,
        "{} ms",
        twice.duration_ms
    );
    assert_eq!(onset_ms(&twice, 0), onset_ms(&once, 0));
    assert!(twice.flags.is_empty(), "{:?}", twice.flags);
}

#[test]
fn what_follows_in_an_ogg_file_at_another_rate_is_missing_and_that_is_said() {
    let (vorbis, opus) = (fixture("tone.ogg"), fixture("tone.opus"));
    let sound = decoded(&[&vorbis[..], &opus].concat());
    assert_eq!(sound.channels, decoded(&vorbis).channels);
    assert_eq!(sound.flags, [QualityFlag::Truncated]);
}

#[test]
fn a_webm_file_of_unknown_length_is_whole_where_its_last_block_is() {
    let webm = fixture("formats/sweep-opus.webm");
    let live = of_unknown_length(&webm);
    assert_eq!(decoded(&live), decoded(&webm));
    let cut = decoded(&live[..live.len() * 6 / 10]);
    assert_eq!(cut.flags, [QualityFlag::Truncated]);
    assert!((300..900).contains(&cut.duration_ms), "{} ms", cut.duration_ms);
}

#[test]
fn a_picture_before_the_sound_may_be_longer_than_what_is_looked_at_first() {
    let plain = fixture("tone.mp3");
    // 700,000 bytes, in numbers of 7 bits.
    let mut tagged = b"ID3\x03\0\0\0\x2A\x5C\x60".to_vec();
    tagged.resize(10 + 700_000, 0xFF);
    tagged.extend(&plain);
    assert_eq!(decoded(&tagged), decoded(&plain));
    let stored = crate::audio::testing::Stored::sound(&tagged);
    assert_eq!(decode_from(&stored, None, &Limits::default()).unwrap(), decoded(&plain));
}

#[test]
fn a_picture_in_a_tag_after_the_sound_of_an_mp3_file_is_no_frame_of_it() {
    let plain = fixture("tone.mp3");
    // A header of another kind of stream, and what would be its frame.
    let mut picture = b"\0\0\0\0\0\0\0\0Cover\0\xFF\xFB\x90\x64".to_vec();
    picture.resize(700, 0x55);
    let end = |flags: u32| {
        let numbers = [2000, 32 + picture.len() as u32, 1, flags, 0, 0];
        let numbers = numbers.iter().flat_map(|number: &u32| number.to_le_bytes());
        b"APETAGEX".iter().copied().chain(numbers).collect::<Vec<u8>>()
    };
    let mut id3v1 = b"TAGtitle".to_vec();
    id3v1.resize(128, 0);
    let with_header = [&plain[..], &end(0xA000_0000), &picture, &end(0x8000_0000)].concat();
    for tagged in [
        [&plain[..], &id3v1].concat(),
        [&plain[..], &picture, &end(0)].concat(),
        [&with_header[..], &id3v1].concat(),
        with_header,
    ] {
        assert_eq!(decoded(&tagged), decoded(&plain));
        let stored = crate::audio::testing::Stored::sound(&tagged);
        assert_eq!(
            decode_stored(&stored, 4096, None, &Limits::default()).unwrap(),
            decoded(&plain)
        );
    }
    // One that is said to be longer than the file is none.
    let lying = [&plain[..], b"APETAGEX\xD0\x07\0\0\xFF\xFF\xFF\x7F", &[0; 16]].concat();
    assert_eq!(decoded(&lying), decoded(&plain));
}

#[test]
fn a_wav_file_with_the_highest_byte_first_is_heard_as_the_other() {
    let plain = WavFile::pcm16(8000, 2, &two_tones(8000));
    let mut samples = plain.samples.clone();
    for sample in samples.chunks_exact_mut(2) {
        sample.reverse();
    }
    let mut file = b"RIFX\0\0\0\0WAVELIST\0\0\0\x04INFOfmt \0\0\0\x10\0\x01\0\x02".to_vec();
    file.extend([8000_u32, 32_000].iter().flat_map(|number| number.to_be_bytes()));
    file.extend(b"\0\x04\0\x10data");
    file.extend((samples.len() as u32).to_be_bytes());
    file.extend(&samples);
    let length = (file.len() - 8) as u32;
    file[4..8].copy_from_slice(&length.to_be_bytes());
    assert_eq!(decoded(&file), decoded(&plain.bytes()));
    let cut = decoded(&file[..file.len() - 320]);
    assert_eq!((cut.duration_ms, cut.flags), (490, vec![QualityFlag::Truncated]));
    // Its blocks would have numbers too.
    file[33] = 2;
    assert_eq!(code(&file), "unsupported_codec");
}

/// Frames of a layer without a single bit of sound.
fn silent_mpeg(header: [u8; 4], bytes: usize, frames: usize) -> Vec<u8> {
    let mut frame = vec![0; bytes];
    frame[..4].copy_from_slice(&header);
    frame.repeat(frames)
}

#[test]
fn the_older_layers_of_mpeg_are_heard_bare_and_in_a_wav_under_either_tag() {
    // At 48 kHz in one channel: 1152 frames in 384 bytes of layer II, 384 in 128 bytes of layer I.
    let (two, one) = ([0xFF, 0xFD, 0x84, 0xC0], [0xFF, 0xFF, 0x44, 0xC0]);
    for (header, bytes, codec, ms) in [(two, 384, "MP2", 240), (one, 128, "MP1", 80)] {
        let stream = silent_mpeg(header, bytes, 10);
        let told = probe(&stream, None).unwrap();
        assert_eq!(
            (told.codec.as_str(), told.rate, told.channels, told.duration_ms),
            (codec, 48_000, 1, Some(ms))
        );
        let sound = decoded(&stream);
        // Nothing is cut off at its begin: no header says of these how much an encoder put before the sound.
        assert_eq!(
            (sound.duration_ms, sound.rate, sound.channels.len()),
            (ms, 16_000, 1),
            "{codec}"
        );
        assert_eq!(sound.flags, [QualityFlag::TooQuiet], "{codec}");
        for tag in [0x50, 0x55] {
            let wav = WavFile {
                tag,
                bits: 0,
                block_align: bytes as u16,
                samples: stream.clone(),
                ..WavFile::pcm16(48_000, 1, &[])
            };
            assert_eq!(decoded(&wav.bytes()), sound, "{codec}, {tag:#x}");
            let file = wav.bytes();
            let cut = decoded(&file[..file.len() - 4 * bytes]);
            assert_eq!(
                (cut.duration_ms, cut.flags.contains(&QualityFlag::Truncated)),
                (ms * 6 / 10, true),
                "{codec}, {tag:#x}"
            );
        }
    }
}

#[test]
fn mpeg_that_is_not_read_is_named_whatever_it_is_declared_to_be() {
    // Layer II of 256 kbit/s in one channel.
    let stream = silent_mpeg([0xFF, 0xFD, 0xC4, 0xC0], 768, 10);
    let tagged = [&b"ID3\x04\0\0\0\0\0\x02\0\0"[..], &stream].concat();
    let noise = declared(RawCodec::Ulaw, 8000, 1);
    for (bytes, declared) in [(&stream, None), (&stream, Some(&noise)), (&tagged, None)] {
        let refusal = decode(bytes, declared, &Limits::default()).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "the codec is not supported: MP2 of 256 kbit/s in mono"
        );
    }
}

#[test]
fn ima_adpcm_needs_no_extension_of_its_header() {
    let file = fixture("formats/sweep-ima.wav");
    let at = file.windows(4).position(|id| id == b"fmt ").unwrap();
    assert_eq!(file[at + 4], 20);
    let mut short = [&file[..at + 4 + 4 + 16], &file[at + 4 + 4 + 20..]].concat();
    short[at + 4] = 16;
    let (whole, heard) = (
        decoded(&file).channels[0].to_vec(),
        decoded(&short).channels[0].to_vec(),
    );
    // Without it nobody knows how much of the last block is sound.
    assert!(heard.len() >= whole.len());
    assert_eq!(heard[..whole.len()], whole);
}

#[test]
fn adpcm_with_predictors_of_its_own_is_named_and_not_heard_as_noise() {
    let mut file = fixture("formats/pair-ms.wav");
    let format = file.windows(4).position(|id| id == b"fmt ").unwrap() + 8;
    // Seven pairs, of which the second is 512 and -256.
    assert_eq!(file[format + 20..format + 22], [7, 0]);
    let second = format + 22 + 4;
    assert_eq!(file[second..second + 4], [0, 2, 0, 0xFF]);
    file[second] = 1;
    let refusal = decode(&file, None, &Limits::default()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "the codec is not supported: Microsoft ADPCM (format tag 0x0002) with predictors of its own"
    );
    // Without any the usual ones are meant.
    file[format + 20] = 0;
    assert_eq!(decoded(&file), decoded(&fixture("formats/pair-ms.wav")));
}

/// An M4A, and where the description of its samples begins.
fn m4a() -> (Vec<u8>, usize) {
    let file = fixture("formats/sweep.m4a");
    let at = file.windows(4).position(|name| name == b"mp4a").unwrap();
    (file, at)
}

#[test]
fn an_m4a_has_the_rate_of_its_codec_whatever_its_container_states() {
    let plain = decoded(&m4a().0);
    // In 1/65,536 Hz: the double, as of AAC with a half that not every player reads; none, as of rates that do not fit; a wrong one.
    for stated in [32_000_u32 << 16, 0, 8000 << 16] {
        let (mut file, at) = m4a();
        assert_eq!(file[at + 28..at + 32], (16_000_u32 << 16).to_be_bytes());
        file[at + 28..at + 32].copy_from_slice(&stated.to_be_bytes());
        assert_eq!(decoded(&file), plain, "{}", stated >> 16);
        assert_eq!(probe(&file, None).unwrap().rate, 16_000);
    }
}

#[test]
fn aac_of_a_kind_that_is_not_read_is_named_so() {
    let (mut file, _) = m4a();
    // Its own header: LC (5 bits: 2) at 16 kHz in one channel. 1 is Main, of the same bits otherwise.
    let header = [0x14, 0x08, 0x56, 0xE5, 0x00];
    let at = file.windows(5).position(|bytes| bytes == header).unwrap();
    file[at] = 0x0C;
    let refusal = decode(&file, None, &Limits::default()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "the codec is not supported: AAC in MP4, other than LC of one or two channels"
    );
}
