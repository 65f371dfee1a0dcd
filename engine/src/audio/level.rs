//! How loud a channel is by wall-clock second, and whether it was recorded too loud.

use super::Channel;

/// The level, in dB below full scale, that counts as loudness 0. Line noise of a telephone lies about here.
const FLOOR_DB: f32 = -60.0;

/// Loudness below which a second is as good as silent for a listener: -50 dB below full scale.
pub(super) const QUIET: f32 = 100.0 / 6.0;

/// The mean square of what has this loudness.
pub(super) fn power_of(loudness: f32) -> f32 {
    10_f32.powf(FLOOR_DB * (1.0 - loudness / 100.0) / 10.0)
}

/// From here on a sample may stand at a converter's end; mu-law ends at 0.980, A-law at 0.984.
const CEILING: f32 = 0.97;

/// Equal samples in a row at the ceiling that are a flattened wave and not a peak.
const FLAT: u32 = 3;

/// Loudness 0…100 of each second from the start of the recording, the last one perhaps shorter:
/// 100 (1 + rms dB / 60), where rms dB = 20 log10 √(mean of squares); a full-scale square wave is 100, silence 0.
pub fn by_second(samples: &[f32], rate: u32) -> Vec<f32> {
    samples.chunks(rate.max(1) as usize).map(loudness).collect()
}

/// The same of a channel as it is kept.
pub fn of_channel(channel: &Channel, rate: u32) -> Vec<f32> {
    let seconds = channel.pieces(rate.max(1) as usize);
    seconds.map(|second| loudness(&second)).collect()
}

fn loudness(samples: &[f32]) -> f32 {
    let squares: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    let rms = (squares / samples.len().max(1) as f64).sqrt() as f32;
    if rms <= 0.0 {
        0.0
    } else {
        (100.0 * (1.0 - 20.0 * rms.log10() / FLOOR_DB)).clamp(0.0, 100.0)
    }
}

/// Counts samples of flattened waves in one channel as it passes by.
#[derive(Clone, Default)]
pub(super) struct Clipping {
    last: f32,
    run: u32,
    flat: u64,
    all: u64,
}

impl Clipping {
    pub fn watch(&mut self, samples: &[f32]) {
        self.all += samples.len() as u64;
        // Nearly always nothing is so loud. Bits without the sign are ordered as the values are, and compared many at a time.
        let loudest = samples.iter().map(|sample| sample.abs().to_bits()).max().unwrap_or(0);
        if loudest < CEILING.to_bits() {
            self.run = 0;
            return;
        }
        for &sample in samples {
            self.run = match sample.abs() >= CEILING {
                true if sample == self.last => self.run + 1,
                true => 1,
                false => 0,
            };
            self.flat += match self.run {
                0..FLAT => 0,
                FLAT => u64::from(FLAT),
                _ => 1,
            };
            self.last = sample;
        }
    }

    /// At least one sample in 10,000 lies in a flattened wave, and at least ten do.
    pub fn is_audible(&self) -> bool {
        self.flat >= 10 && self.flat * 10_000 >= self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::testing::sine;

    #[test]
    fn loudness_runs_from_silence_to_full_scale_by_second() {
        let mut samples = vec![0.0; 8000];
        samples.extend([1.0; 8000]);
        samples.extend(sine(8000, 250.0, 1.0, 0.1));
        samples.extend([0.000_5; 100]);
        let loudness = by_second(&samples, 8000);
        assert_eq!(loudness[..2], [0.0, 100.0]);
        // A tone of amplitude 0.1 has an rms of -23.01 dB: 100 (1 - 23.01 / 60).
        assert!((loudness[2] - 61.65).abs() < 0.01, "{}", loudness[2]);
        assert_eq!(loudness[3..], [0.0]);
        assert!(by_second(&[], 8000).is_empty());
        let power = power_of(loudness[2]);
        assert!((power - 0.005).abs() < 1e-5, "{power}");
    }

    #[test]
    fn a_flattened_wave_is_clipping_and_a_loud_one_is_not() {
        let clipped = |gain: f32| {
            let mut clipping = Clipping::default();
            let samples: Vec<f32> = sine(8000, 301.0, 1.0, gain)
                .iter()
                .map(|s| s.clamp(-1.0, 1.0))
                .collect();
            // In two pieces: a run may lie across them.
            clipping.watch(&samples[..4001]);
            clipping.watch(&samples[4001..]);
            clipping.is_audible()
        };
        assert!(clipped(1.5));
        assert!(!clipped(0.99));
        assert!(!clipped(0.2));
    }
}
