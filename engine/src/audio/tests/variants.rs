//! The same formats as other writers leave them: recordings put one after the other, streams that were never finished, tags longer than
//! the sound.

use super::*;

/// A WebM file as browsers record it: neither the segment nor its clusters say how long they are.
fn of_unknown_length(webm: &[u8]) -> Vec<u8> {
    let mut file = webm.to_vec();
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
