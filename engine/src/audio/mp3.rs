//! Where the first MPEG audio frame (layer III) of some bytes is. A sync word alone is no proof: random bytes hold one
//! every few kilobytes, so several frames in a row must agree.

/// Bytes before the first frame that are searched: tags that are not ID3, or the rest of a frame of a cut stream.
const SEARCHED: usize = 64 * 1024;
/// Frames in a row that must agree, where there is room for as many.
const AGREEING: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub rate: u32,
    pub channels: u16,
    /// Bit/s.
    pub bitrate: u32,
    version: u8,
    bytes: usize,
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
    in_a_row(bytes, 0).is_some_and(|(_, seen)| seen == AGREEING)
}

/// The frame at `offset` if those after it agree with it. At the very start two frames are proof enough, and so is
/// one that fills the file.
fn agreeing(bytes: &[u8], offset: usize) -> Option<Frame> {
    let (first, seen) = in_a_row(bytes, offset)?;
    let enough = if offset == 0 { 1 } else { 3 };
    (seen == AGREEING || seen >= enough && bytes.len() >= offset + first.bytes / 2).then_some(first)
}

/// The frame at `offset`, and how many there are from it on, as far as bytes and interest go; `None` where one disagrees.
fn in_a_row(bytes: &[u8], offset: usize) -> Option<(Frame, usize)> {
    let first = frame(bytes.get(offset..)?)?;
    let mut next = offset + first.bytes;
    let mut seen = 1;
    while seen < AGREEING {
        match bytes.get(next..).filter(|rest| rest.len() >= 4).map(frame) {
            Some(Some(other)) if other.version == first.version && other.rate == first.rate => {
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

/// One frame header (ISO 11172-3 2.4.1.3, 13818-3 and the half rates of "MPEG 2.5"); free format is not read.
fn frame(bytes: &[u8]) -> Option<Frame> {
    const FIRST: [u32; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const SECOND: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let &[sync, kind, rates, modes] = bytes.first_chunk()?;
    if sync != 0xFF || kind & 0xE0 != 0xE0 || (kind >> 1) & 3 != 1 {
        return None;
    }
    let version = (kind >> 3) & 3;
    let (table, divisor, slots) = match version {
        3 => (FIRST, 1, 144),
        2 => (SECOND, 2, 72),
        0 => (SECOND, 4, 72),
        _ => return None,
    };
    let bitrate = 1000 * table.get(usize::from(rates >> 4)).filter(|rate| **rate > 0)?;
    let rate = [44_100, 48_000, 32_000].get(usize::from((rates >> 2) & 3))? / divisor;
    let padding = u32::from((rates >> 1) & 1);
    let channels = if modes >> 6 == 3 { 1 } else { 2 };
    Some(Frame {
        rate,
        channels,
        bitrate,
        version,
        bytes: (slots * bitrate / rate + padding) as usize,
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

    proptest! {
        #[test]
        fn random_bytes_are_no_mp3(bytes in prop::collection::vec(any::<u8>(), 600..20_000)) {
            prop_assume!(bytes[0] != 0xFF);
            prop_assert_eq!(find(&bytes), None);
        }
    }
}
