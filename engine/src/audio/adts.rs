//! Whether bytes are a stream of AAC frames under their own small headers (ADTS). A sync word alone is no proof.

/// Frames in a row that must agree, where there is room for as many.
const AGREEING: usize = 3;

pub(super) fn begins(bytes: &[u8]) -> bool {
    let mut position = 0;
    let mut kind = None;
    for seen in 0..AGREEING {
        let Some(&[sync, flags, rates, modes, length, low]) = bytes.get(position..).and_then(<[u8]>::first_chunk)
        else {
            return seen > 0;
        };
        // The sync word with layer 0; profile, rate and channels stay the same.
        let same = [flags, rates & 0xFD, modes & 0xC0];
        if sync != 0xFF || flags & 0xF6 != 0xF0 || kind.is_some_and(|kind| kind != same) {
            return false;
        }
        kind = Some(same);
        let length = usize::from(modes & 3) << 11 | usize::from(length) << 3 | usize::from(low >> 5);
        if length < 7 {
            return false;
        }
        position += length;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_that_agree_are_a_stream_and_others_are_not() {
        let frame = [0xFF, 0xF1, 0x6C, 0x40, 0x01, 0x1F, 0xFC, 0];
        assert!(begins(&frame.repeat(3)));
        assert!(begins(&frame));
        assert!(!begins(&[&frame[..], &[0; 8]].concat()));
        assert!(!begins(&[0xFF, 0xFB, 0x90, 0x40, 0x01, 0x1F, 0xFC, 0]));
        assert!(!begins(b""));
    }
}
