//! Where the first MPEG audio frame (layers I to III) of some bytes is, and what of them is tags. A sync word alone is no proof: random
//! bytes hold one every few kilobytes, so several frames in a row must agree.

/// Bytes before the first frame that are searched: tags that are not ID3, or the rest of a frame of a cut stream.
const SEARCHED: usize = 64 * 1024;
/// Frames in a row that must agree, where there is room for as many.
const AGREEING: usize = 4;
/// Of an ID3v1 tag, and of what stands at both ends of an APE tag.
const ID3V1: usize = 128;
const APE_END: usize = 32;
/// Last bytes that tell which tags a file ends with.
pub(super) const ENDING: usize = ID3V1 + APE_END;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub rate: u32,
    pub channels: u16,
    /// Bit/s.
    pub bitrate: u32,
    version: u8,
    layer: Layer,
    bytes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layer {
    One,
    Two,
    Three,
}

/// The offset of the first frame and what it says.
pub(super) fn find(bytes: &[u8]) -> Option<(usize, Frame)> {
    let last = bytes.len().saturating_sub(4).min(SEARCHED);
    (0..=last).find_map(|offset| {
        let frame = agreeing(bytes, offset)?;
        Some((offset, frame))
    })
}

/// Whether a stream begins at the very start of some bytes, beyond doubt.
pub(super) fn begins(bytes: &[u8]) -> bool {
    in_a_row(bytes, 0, frame).is_some_and(|(_, seen)| seen == AGREEING)
}

/// The name of a stream of the same kind that is not read, if one begins at the very start, beyond doubt.
pub(super) fn unread(bytes: &[u8]) -> Option<String> {
    let (first, _) = in_a_row(bytes, 0, header).filter(|(_, seen)| *seen == AGREEING)?;
    let (codec, kbit) = (first.codec(), first.bitrate / 1000);
    let sides = if first.channels == 1 { "mono" } else { "stereo" };
    (!first.is_read()).then(|| format!("{codec} of {kbit} kbit/s in {sides}"))
}

/// The frame at `offset` if those after it agree with it. At the very start two frames are proof enough, and so is
/// one that fills the file.
fn agreeing(bytes: &[u8], offset: usize) -> Option<Frame> {
    let (first, seen) = in_a_row(bytes, offset, frame)?;
    let enough = if offset == 0 { 1 } else { 3 };
    (seen == AGREEING || seen >= enough && bytes.len() >= offset + first.bytes / 2).then_some(first)
}

/// The frame at `offset`, and how many there are from it on, as far as bytes and interest go; `None` where one disagrees.
fn in_a_row(bytes: &[u8], offset: usize, frame: fn(&[u8]) -> Option<Frame>) -> Option<(Frame, usize)> {
    let first = frame(bytes.get(offset..)?)?;
    let mut next = offset + first.bytes;
    let mut seen = 1;
    while seen < AGREEING {
        match bytes.get(next..).filter(|rest| rest.len() >= 4).map(frame) {
            Some(Some(other)) if first.goes_on_as(&other) => {
                next += other.bytes;
                seen += 1;
            }
            Some(_) => return None,
            None => break,
        }
    }
    Some((first, seen))
}

/// Bit/s of the frames at the front, if they are all alike: only such a stream tells its length by its bytes.
pub(super) fn constant_bitrate(bytes: &[u8]) -> Option<u32> {
    let first = frame(bytes)?;
    let mut next = first.bytes;
    while let Some(frame) = bytes.get(next..).and_then(frame) {
        if frame.bitrate != first.bitrate {
            return None;
        }
        next += frame.bytes;
    }
    Some(first.bitrate)
}

impl Frame {
    /// As people call it.
    pub fn codec(&self) -> &'static str {
        match self.layer {
            Layer::One => "MP1",
            Layer::Two => "MP2",
            Layer::Three => "MP3",
        }
    }

    /// Layer II allows some bit rates only to mono and others only to stereo; its decoder holds the lower sample rates to that too,
    /// which their standard leaves free.
    fn is_read(&self) -> bool {
        match (self.layer, self.channels) {
            (Layer::Two, 1) => self.bitrate < 224_000,
            (Layer::Two, _) => !matches!(self.bitrate, 32_000 | 48_000 | 56_000 | 80_000),
            _ => true,
        }
    }

    fn goes_on_as(&self, other: &Self) -> bool {
        (self.version, self.layer, self.rate) == (other.version, other.layer, other.rate)
    }
}

/// A frame that is read.
fn frame(bytes: &[u8]) -> Option<Frame> {
    header(bytes).filter(Frame::is_read)
}

/// One frame header (ISO 11172-3 2.4.1.3, 13818-3 and the half rates of "MPEG 2.5"); free format is not read.
fn header(bytes: &[u8]) -> Option<Frame> {
    const FIRST: [u32; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const FIRST_OF_ONE: [u32; 15] = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448];
    const FIRST_OF_TWO: [u32; 15] = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    const SECOND: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    const SECOND_OF_ONE: [u32; 15] = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
    let &[sync, kind, rates, modes] = bytes.first_chunk()?;
    if sync != 0xFF || kind & 0xE0 != 0xE0 {
        return None;
    }
    let layer = match (kind >> 1) & 3 {
        1 => Layer::Three,
        2 => Layer::Two,
        3 => Layer::One,
        _ => return None,
    };
    let version = (kind >> 3) & 3;
    let divisor = match version {
        3 => 1,
        2 => 2,
        0 => 4,
        _ => return None,
    };
    // The last number: samples of a frame by the 8 bits of a byte; layer I counts in slots of four bytes.
    let (table, slots) = match (layer, version) {
        (Layer::One, 3) => (FIRST_OF_ONE, 12),
        (Layer::One, _) => (SECOND_OF_ONE, 12),
        (Layer::Two, 3) => (FIRST_OF_TWO, 144),
        (Layer::Two, _) => (SECOND, 144),
        (Layer::Three, 3) => (FIRST, 144),
        (Layer::Three, _) => (SECOND, 72),
    };
    let slot = if layer == Layer::One { 4 } else { 1 };
    let bitrate = 1000 * table.get(usize::from(rates >> 4)).filter(|rate| **rate > 0)?;
    let rate = [44_100, 48_000, 32_000].get(usize::from((rates >> 2) & 3))? / divisor;
    let padding = u32::from((rates >> 1) & 1);
    let channels = if modes >> 6 == 3 { 1 } else { 2 };
    Some(Frame {
        rate,
        channels,
        bitrate,
        version,
        layer,
        bytes: (slot * (slots * bitrate / rate + padding)) as usize,
    })
}

/// How many bytes of ID3v2 tags stand at the front.
pub(super) fn tags(bytes: &[u8]) -> usize {
    let mut position = 0;
    while let Some(&[b'I', b'D', b'3', _, _, flags, a, b, c, d]) = bytes.get(position..).and_then(<[u8]>::first_chunk) {
        let size = [a, b, c, d]
            .iter()
            .fold(0_usize, |size, byte| size << 7 | usize::from(byte & 0x7F));
        position += 10 + size + if flags & 0x10 != 0 { 10 } else { 0 };
    }
    position.min(bytes.len())
}

/// How many bytes of tags stand at the end: ID3v1, and before it an APE tag, in whose pictures a decoder would find frames. `last` are the
/// last bytes, [`ENDING`] of them where there are as many.
pub(super) fn tags_after(last: &[u8]) -> u64 {
    let id3v1 = match last.len().checked_sub(ID3V1) {
        Some(at) if last[at..].starts_with(b"TAG") => ID3V1,
        _ => 0,
    };
    let before = &last[..last.len() - id3v1];
    let footer = before.len().checked_sub(APE_END).map(|at| &before[at..]);
    let Some(footer) = footer.filter(|footer| footer.starts_with(b"APETAGEX")) else {
        return id3v1 as u64;
    };
    let number = |at: usize| footer[at..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    // Its size is without its header, which the highest of its flags tells of.
    let header = if number(20) >> 31 == 1 { APE_END as u64 } else { 0 };
    id3v1 as u64 + header + u64::from(number(12)).max(APE_END as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cut_stream_is_found_by_its_first_whole_frame() {
        let file = crate::audio::testing::fixture("tone.mp3");
        let (start, frame) = find(&file[tags(&file)..]).unwrap();
        assert_eq!((start, frame.rate, frame.channels), (0, 8000, 1));
        let second = find(&file[tags(&file) + frame.bytes..]).unwrap().1;
        let cut = &file[tags(&file) + frame.bytes + 11..];
        let third = second.bytes - 11;
        assert_eq!(find(cut).unwrap(), (third, find(&cut[third..]).unwrap().1));
    }

    #[test]
    fn only_frames_of_one_bit_rate_tell_how_long_a_stream_is() {
        let frame = |rates: u8, bytes: usize| {
            let mut frame = vec![0; bytes];
            frame[..4].copy_from_slice(&[0xFF, 0xE3, rates, 0xC0]);
            frame
        };
        // MPEG 2.5 at 8 kHz: 72 bytes for each kbit/s and eighth of a second.
        let (slow, fast) = (frame(0x18, 72), frame(0x28, 144));
        let stream = |frames: &[&Vec<u8>]| {
            frames
                .iter()
                .flat_map(|frame| frame.iter().copied())
                .collect::<Vec<u8>>()
        };
        assert_eq!(constant_bitrate(&stream(&[&slow, &slow, &slow])), Some(8000));
        assert_eq!(constant_bitrate(&stream(&[&slow, &slow, &fast])), None);
        // What comes after the frames, or a frame that is cut, does not count.
        let mut tagged = stream(&[&fast, &fast]);
        tagged.extend(*b"TAGtitle");
        assert_eq!(constant_bitrate(&tagged), Some(16_000));
        assert_eq!(constant_bitrate(b"TAG"), None);
    }

    #[test]
    fn frames_of_the_other_layers_are_known_by_their_lengths() {
        // MPEG 1 at 48 kHz: layer II of 128 kbit/s, layer I of 128 kbit/s; MPEG 2 at 16 kHz: layer II of 32 kbit/s.
        for (header, bytes, name) in [
            ([0xFF, 0xFD, 0x84, 0xC0], 384, "MP2"),
            ([0xFF, 0xFF, 0x44, 0xC0], 128, "MP1"),
            ([0xFF, 0xF5, 0x48, 0xC0], 288, "MP2"),
        ] {
            let mut frame = vec![0; bytes];
            frame[..4].copy_from_slice(&header);
            let stream = frame.repeat(AGREEING);
            let (at, first) = find(&[&[0_u8; 7][..], &stream].concat()).unwrap();
            assert_eq!((at, first.bytes, first.codec()), (7, bytes, name), "{header:x?}");
            assert!(begins(&stream) && !begins(&stream[..3 * bytes]), "{header:x?}");
            assert_eq!(unread(&stream), None);
        }
        let mp3 = crate::audio::testing::fixture("tone.mp3");
        assert_eq!(find(&mp3[tags(&mp3)..]).unwrap().1.codec(), "MP3");
    }

    #[test]
    fn what_the_decoder_of_layer_two_refuses_is_named() {
        // 32 kbit/s in two channels at 16 kHz; 256 kbit/s in one at 48 kHz.
        for (header, bytes, name) in [
            ([0xFF, 0xF5, 0x48, 0x00], 288, "MP2 of 32 kbit/s in stereo"),
            ([0xFF, 0xFD, 0xC4, 0xC0], 768, "MP2 of 256 kbit/s in mono"),
        ] {
            let mut frame = vec![0; bytes];
            frame[..4].copy_from_slice(&header);
            let stream = frame.repeat(AGREEING);
            assert_eq!(unread(&stream).as_deref(), Some(name), "{header:x?}");
            assert_eq!(find(&stream), None);
            assert_eq!(unread(&stream[1..]), None);
            assert_eq!(unread(&stream[..3 * bytes]), None);
        }
    }

    #[test]
    fn tags_at_the_end_are_measured() {
        let ape = |size: u32, flags: u32| {
            let numbers = [2000, size, 1, flags, 0, 0];
            [
                b"APETAGEX".to_vec(),
                numbers.iter().flat_map(|number: &u32| number.to_le_bytes()).collect(),
            ]
            .concat()
        };
        let mut id3v1 = b"TAG".to_vec();
        id3v1.resize(ID3V1, 0);
        assert_eq!(tags_after(&[0; ENDING]), 0);
        assert_eq!(tags_after(b"TAG"), 0);
        assert_eq!(tags_after(&id3v1), 128);
        assert_eq!(tags_after(&ape(500, 0)), 500);
        assert_eq!(tags_after(&ape(500, 1 << 31)), 532);
        assert_eq!(tags_after(&[ape(500, 1 << 31), id3v1].concat()), 660);
        // One that makes no sense is as long as its own end.
        assert_eq!(tags_after(&ape(0, 0)), 32);
    }

    proptest! {
        #[test]
        fn random_bytes_are_no_mpeg_audio(bytes in prop::collection::vec(any::<u8>(), 600..20_000)) {
            prop_assume!(bytes[0] != 0xFF);
            prop_assert_eq!(find(&bytes), None);
        }
    }
}
