//! The telephone's two logarithmic curves (ITU-T G.711), as samples in -1…1. Decoding only.

/// A mu-law byte as 16-bit linear.
const fn ulaw(byte: u8) -> i16 {
    let bits = !byte as i16;
    let magnitude = (((bits & 0x0F) << 3) + 0x84) << ((bits & 0x70) >> 4);
    if bits & 0x80 != 0 {
        0x84 - magnitude
    } else {
        magnitude - 0x84
    }
}

/// An A-law byte as 16-bit linear.
const fn alaw(byte: u8) -> i16 {
    let bits = (byte ^ 0x55) as i16;
    let segment = (bits & 0x70) >> 4;
    let step = (bits & 0x0F) << 4;
    let magnitude = if segment == 0 {
        step + 8
    } else {
        (step + 0x108) << (segment - 1)
    };
    if bits & 0x80 != 0 { magnitude } else { -magnitude }
}

const fn table(alaw_curve: bool) -> [f32; 256] {
    let mut table = [0.0; 256];
    let mut byte = 0;
    while byte < 256 {
        let sample = if alaw_curve { alaw(byte as u8) } else { ulaw(byte as u8) };
        table[byte] = sample as f32 / 32768.0;
        byte += 1;
    }
    table
}

pub(super) static ULAW: [f32; 256] = table(false);
pub(super) static ALAW: [f32; 256] = table(true);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_and_the_middle_of_both_curves_are_those_of_the_standard() {
        assert_eq!(
            [0x00, 0x80, 0x7F, 0xFF, 0x8F, 0x0F].map(ulaw),
            [-32124, 32124, 0, 0, 16764, -16764]
        );
        assert_eq!(
            [0x2A, 0xAA, 0x55, 0xD5, 0x80, 0x00].map(alaw),
            [-32256, 32256, -8, 8, 5504, -5504]
        );
    }

    #[test]
    fn both_curves_rise_in_equal_steps_within_a_segment_and_double_from_one_to_the_next() {
        for curve in [ulaw as fn(u8) -> i16, alaw] {
            let mut positive: Vec<i16> = (0..=255).map(curve).filter(|sample| *sample > 0).collect();
            positive.sort_unstable();
            let steps: Vec<i16> = positive.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(steps.windows(2).all(|pair| pair[1] >= pair[0]), "{steps:?}");
            assert!(*steps.last().unwrap() == 1024);
        }
    }
}
