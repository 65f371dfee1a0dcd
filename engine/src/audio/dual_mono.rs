//! Whether two channels carry one signal: a mono call saved as stereo, which must not count as two speakers.

use super::{Channel, level};

/// From this correlation on they do. Two sides of a call stay far below, even with echo; two copies through two
/// codecs stay above.
const SAME: f64 = 0.98;

/// A second in which they are less alike than this is one in which they are not the same: somebody speaks on one of them.
const APART: f64 = 0.5;

/// So many of those, and such a share of all seconds in which there is sound, are no copies, whatever the rest says: a tone or music that
/// both sides hear may be far louder than what they say. Fewer may be what one copy has lost on its way.
const APART_MIN: u32 = 3;
const APART_SHARE: f64 = 0.02;

/// A mean square below which nothing varies: a hundredth of the lowest bit.
const STILL: f64 = 1e-11;

/// How much later than the other a copy may be: it may have come by another way, through buffers of its own.
const LATE_MS: usize = 200;

/// Correlation of that stretch below which the rest is not looked at.
const ALIKE: f32 = 0.9;

/// The stretch by which the delay is found, around the loudest second.
const STRETCH_S: usize = 3;

/// The rate at which the delay is first looked for, in Hz: most of a voice lies below its half.
pub(super) const ROUGH_RATE: usize = 4_000;

/// Correlation, whatever the gain, the sign, a constant in either, or which of them is late; `false` for other than two channels and for
/// silence.
pub(super) fn is_one_signal(channels: &[Channel], rate: u32) -> bool {
    let [left, right] = channels else { return false };
    let rate = rate.max(1) as usize;
    if are_same(left, right, 0, rate) {
        return true;
    }
    match delay(left, right, rate) {
        None | Some(0) => false,
        Some(late) if late > 0 => are_same(left, right, late.unsigned_abs(), rate),
        Some(early) => are_same(right, left, early.unsigned_abs(), rate),
    }
}

/// Which of two copies is heard better: the first, unless the other has more than twice its power.
pub(super) fn louder(channels: &[Channel], rate: u32) -> usize {
    let power = |channel: &Channel| -> f64 {
        let seconds = channel.pieces(rate.max(1) as usize);
        seconds.map(|own| f64::from(dot(&own, &own))).sum()
    };
    match channels {
        [first, second] => usize::from(power(second) > 2.0 * power(first)),
        _ => 0,
    }
}

/// Sums over two stretches of one length.
#[derive(Default)]
pub(super) struct Sums {
    count: f64,
    first: f64,
    second: f64,
    product: f64,
    square_first: f64,
    square_second: f64,
}

impl Sums {
    pub(super) fn of(first: &[f32], second: &[f32]) -> Self {
        let mut sums = Self::default();
        for (a, b) in first.iter().zip(second) {
            let (a, b) = (f64::from(*a), f64::from(*b));
            sums.first += a;
            sums.second += b;
            sums.product += a * b;
            sums.square_first += a * a;
            sums.square_second += b * b;
        }
        sums.count = first.len().min(second.len()) as f64;
        sums
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.first += other.first;
        self.second += other.second;
        self.product += other.product;
        self.square_first += other.square_first;
        self.square_second += other.square_second;
    }

    /// Mean squares of both without what is constant in them.
    pub(super) fn powers(&self) -> (f64, f64) {
        let count = self.count.max(1.0);
        let power = |sum: f64, square: f64| square / count - (sum / count).powi(2);
        (
            power(self.first, self.square_first),
            power(self.second, self.square_second),
        )
    }

    /// 0…1; 0 where one of them does not vary.
    pub(super) fn correlation(&self) -> f64 {
        let (first, second) = self.powers();
        if first < STILL || second < STILL {
            return 0.0;
        }
        let count = self.count.max(1.0);
        let product = self.product / count - self.first / count * (self.second / count);
        product.abs() / (first * second).sqrt()
    }
}

/// Whether the second says the same so many samples later.
fn are_same(first: &Channel, second: &Channel, late: usize, rate: usize) -> bool {
    let audible = f64::from(level::power_of(level::QUIET));
    let (mut all, mut with_sound, mut apart) = (Sums::default(), 0_u32, 0_u32);
    for (n, own) in first.pieces(rate).enumerate() {
        let at = n * rate + late;
        let sums = Sums::of(&own, &second.read(at..at + own.len()));
        let powers = sums.powers();
        if powers.0.max(powers.1) >= audible {
            with_sound += 1;
            apart += u32::from(sums.correlation() < APART);
        }
        all.add(&sums);
    }
    let are_apart = apart >= APART_MIN && f64::from(apart) >= APART_SHARE * f64::from(with_sound);
    all.correlation() >= SAME && !are_apart
}

/// By how many samples the second channel is later than the first: where both are most alike. `None` where they are not alike there either,
/// as two speakers hardly ever are.
fn delay(left: &Channel, right: &Channel, rate: usize) -> Option<isize> {
    let late = LATE_MS * rate / 1000;
    let seconds = left.pieces(rate).map(centred).map(|second| dot(&second, &second));
    let (loudest, _) = seconds.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    // So that there is room on both sides for either to be late.
    let last = left.len().saturating_sub(STRETCH_S * rate + late);
    let start = (loudest.saturating_sub(STRETCH_S / 2) * rate).min(last).max(late);
    let end = (start + STRETCH_S * rate).min(left.len().saturating_sub(late));
    let own = centred(left.read(start..end));
    if own.is_empty() {
        return None;
    }
    let around = centred(right.read(start - late..end + late));
    let step = (rate / ROUGH_RATE).max(1);
    let rough = step * most_alike(&thinned(&own, step), &thinned(&around, step))?;
    // Between two samples of the rough search, and one more to either side.
    let from = rough.saturating_sub(2 * step);
    let near = around.get(from..(rough + 2 * step + own.len()).min(around.len()))?;
    let at = from + most_alike(&own, near)?;
    let other = around.get(at..at + own.len())?;
    let product = dot(&own, other);
    let powers = dot(&own, &own) * dot(other, other);
    (product * product >= ALIKE * ALIKE * powers).then_some(at as isize - late as isize)
}

/// Without what is constant in it.
pub(super) fn centred(mut samples: Vec<f32>) -> Vec<f32> {
    let sum: f64 = samples.iter().map(|sample| f64::from(*sample)).sum();
    let mean = (sum / samples.len().max(1) as f64) as f32;
    samples.iter_mut().for_each(|sample| *sample -= mean);
    samples
}

/// Each run of `step` samples as one.
pub(super) fn thinned(samples: &[f32], step: usize) -> Vec<f32> {
    samples.chunks_exact(step).map(|run| run.iter().sum()).collect()
}

/// Where in the longer of two stretches the other one is most like it, with whatever sign.
pub(super) fn most_alike(own: &[f32], around: &[f32]) -> Option<usize> {
    let alike = around.windows(own.len().max(1)).map(|other| dot(own, other).abs());
    let (at, _) = alike.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    Some(at)
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
        for late in [1, 40, 239, 1501] {
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
    fn a_constant_that_a_device_adds_makes_no_two_voices_one_and_no_copy_another_voice() {
        let raised = |samples: &[f32]| samples.iter().map(|sample| 0.1 * sample + 0.4).collect::<Vec<f32>>();
        let (voice, other) = (talk(6, 0), talk(6, 4321));
        assert!(!one_signal([raised(&voice), raised(&other)]));
        assert!(!one_signal([raised(&voice), vec![0.4; voice.len()]]));
        assert!(one_signal([voice.clone(), raised(&voice)]));
        let mut late = vec![0.4; 700];
        late.extend(raised(&voice));
        late.truncate(voice.len());
        assert!(one_signal([voice, late]));
    }

    #[test]
    fn a_tone_that_both_hear_does_not_make_one_of_two_who_talk_after_it() {
        // Ten seconds of ringing, then each speaks far below it.
        let ringing = sine(8000, 425.0, 10.0, 0.5);
        let side = |seed: usize| -> Vec<f32> {
            let voice = talk(6, seed).into_iter().map(|sample| 0.05 * sample);
            ringing.iter().copied().chain(voice).collect()
        };
        assert!(!one_signal([side(0), side(4321)]));
        assert!(one_signal([side(0), side(0)]));
        // A copy that lost two seconds on its way is one.
        let mut lossy = [ringing.clone(), talk(60, 0)].concat();
        let whole = lossy.clone();
        lossy[30 * 8000..32 * 8000].fill(0.0);
        assert!(one_signal([whole, lossy]));
    }

    #[test]
    fn the_louder_of_two_copies_is_told_and_of_equals_the_first() {
        let voice = talk(2, 0);
        let quiet: Vec<f32> = voice.iter().map(|sample| 0.02 * sample).collect();
        let of = |left: &[f32], right: &[f32]| louder(&[Channel::from(left), Channel::from(right)], 8000);
        assert_eq!([of(&quiet, &voice), of(&voice, &quiet), of(&voice, &voice)], [1, 0, 0]);
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
