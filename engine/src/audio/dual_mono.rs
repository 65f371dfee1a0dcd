//! Whether two channels carry one signal: a mono call saved as stereo, which must not count as two speakers.

use super::Channel;

/// Samples that are compared at once.
const PIECE: usize = 65_536;

/// From this correlation on they do. Two sides of a call stay far below, even with echo; two copies through two
/// codecs stay above.
const SAME: f64 = 0.98;

/// Pearson-like correlation at lag zero, whatever the gain or the sign; `false` for other than two channels and for silence.
pub(super) fn is_one_signal(channels: &[Channel]) -> bool {
    let [left, right] = channels else { return false };
    let (mut product, mut left_power, mut right_power) = (0.0, 0.0, 0.0);
    for (left, right) in left.pieces(PIECE).zip(right.pieces(PIECE)) {
        for (a, b) in left.into_iter().zip(right) {
            let (a, b) = (f64::from(a), f64::from(b));
            product += a * b;
            left_power += a * a;
            right_power += b * b;
        }
    }
    let powers = left_power * right_power;
    powers > 0.0 && product.abs() >= SAME * powers.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::testing::{noise, sine};

    fn one_signal<const N: usize>(channels: [Vec<f32>; N]) -> bool {
        is_one_signal(&channels.map(|samples| Channel::from(samples.as_slice())))
    }

    #[test]
    fn copies_are_one_signal_at_any_gain_and_with_coding_noise() {
        let left = sine(8000, 300.0, 1.0, 0.5);
        let right: Vec<f32> = left
            .iter()
            .zip(noise(8000))
            .map(|(sample, hiss)| -0.3 * sample + 0.01 * hiss)
            .collect();
        assert!(one_signal([left, right]));
    }

    #[test]
    fn two_speakers_with_echo_are_two_signals_and_so_is_silence() {
        let (left, right) = (sine(8000, 300.0, 1.0, 0.5), sine(8000, 410.0, 1.0, 0.4));
        let echo: Vec<f32> = right.iter().zip(&left).map(|(own, other)| own + 0.3 * other).collect();
        assert!(!one_signal([left.clone(), echo]));
        assert!(!one_signal([left.clone(), vec![0.0; left.len()]]));
        assert!(!one_signal([left.clone()]));
        assert!(!one_signal([vec![], vec![]]));
        assert!(!one_signal([left.clone(), left.clone(), left]));
    }
}
