//! Whether two channels carry one signal: a mono call saved as stereo, which must not count as two speakers.

use super::Channel;

/// Samples that are compared at once.
const PIECE: usize = 65_536;

/// From this correlation on they do. Two sides of a call stay far below, even with echo; two copies through two
/// codecs stay above.
const SAME: f64 = 0.98;

/// How much later than the other a copy may be: it may have come by another way.
const LATE_MS: usize = 30;

/// Correlation of that stretch below which the rest is not looked at.
const ALIKE: f32 = 0.9;

/// The stretch by which the delay is found, around the loudest second.
const STRETCH_S: usize = 3;

/// Pearson-like correlation, whatever the gain, the sign, or which of them is late; `false` for other than two channels and for silence.
pub(super) fn is_one_signal(channels: &[Channel], rate: u32) -> bool {
    let [left, right] = channels else { return false };
    if are_same(left, right, 0) {
        return true;
    }
    match delay(left, right, rate as usize) {
        None | Some(0) => false,
        Some(late) if late > 0 => are_same(left, right, late.unsigned_abs()),
        Some(early) => are_same(right, left, early.unsigned_abs()),
    }
}

/// Whether the second says the same so many samples later.
fn are_same(first: &Channel, second: &Channel, late: usize) -> bool {
    let (mut product, mut power_first, mut power_second) = (0.0, 0.0, 0.0);
    for (n, own) in first.pieces(PIECE).enumerate() {
        let at = n * PIECE + late;
        let other = second.read(at..at + own.len());
        for (a, b) in own.into_iter().zip(other) {
            let (a, b) = (f64::from(a), f64::from(b));
            product += a * b;
            power_first += a * a;
            power_second += b * b;
        }
    }
    let powers: f64 = power_first * power_second;
    powers > 0.0 && f64::abs(product) >= SAME * powers.sqrt()
}

/// By how many samples the second channel is later than the first: where both are most alike. `None` where they are not alike there either,
/// as two speakers hardly ever are.
fn delay(left: &Channel, right: &Channel, rate: usize) -> Option<isize> {
    let late = LATE_MS * rate / 1000;
    let seconds = left.pieces(rate.max(1)).map(|second| dot(&second, &second)).enumerate();
    let (loudest, _) = seconds.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    // So that there is room on both sides for either to be late.
    let last = left.len().saturating_sub(STRETCH_S * rate + late);
    let start = (loudest.saturating_sub(STRETCH_S / 2) * rate).min(last).max(late);
    let end = (start + STRETCH_S * rate).min(left.len().saturating_sub(late));
    let own = left.read(start..end);
    if own.is_empty() {
        return None;
    }
    let around = right.read(start - late..end + late);
    let alike = around.windows(own.len().max(1)).map(|other| dot(&own, other).abs());
    let (at, most) = alike.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let other = around.get(at..at + own.len())?;
    let powers = dot(&own, &own) * dot(other, other);
    (most * most >= ALIKE * ALIKE * powers).then_some(at as isize - late as isize)
}

/// In lanes, which the processor adds side by side.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 16;
    let mut lanes = [0.0_f32; LANES];
    let (a, b) = (a.as_chunks::<LANES>().0, b.as_chunks::<LANES>().0);
    for (a, b) in a.iter().zip(b) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::testing::{noise, sine};

    fn one_signal<const N: usize>(channels: [Vec<f32>; N]) -> bool {
        is_one_signal(&channels.map(|samples| Channel::from(samples.as_slice())), 8000)
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

    /// Like speech in that it is never the same for long.
    fn talk(seconds: usize, seed: usize) -> Vec<f32> {
        let hiss = noise(8000 * seconds + seed);
        let (mut last, mut talk) = (0.0, Vec::new());
        for (n, sample) in hiss[seed..].iter().enumerate() {
            last = 0.8 * last + 0.2 * sample;
            talk.push(last * (1.0 + (n as f32 / 900.0).sin()));
        }
        talk
    }

    #[test]
    fn a_copy_that_came_by_another_way_is_late_on_either_side() {
        let voice = talk(6, 0);
        for late in [1, 40, 239] {
            let mut copy = vec![0.0; late];
            copy.extend(voice.iter().map(|sample| -0.5 * sample));
            copy.truncate(voice.len());
            assert!(one_signal([voice.clone(), copy.clone()]), "{late}");
            assert!(one_signal([copy, voice.clone()]), "{late}");
        }
        // An echo beside a voice of its own, however late, is none.
        let other = talk(6, 4321);
        let mut echo = vec![0.0; 100];
        echo.extend(voice.iter().map(|sample| 0.4 * sample));
        let answer: Vec<f32> = other.iter().zip(&echo).map(|(own, echo)| own + echo).collect();
        assert!(!one_signal([voice.clone(), answer]));
        assert!(!one_signal([voice, other]));
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
