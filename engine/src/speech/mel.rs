//! Samples → the picture of the sound that Whisper was trained on: logarithms of mel bands, a column every 10 ms.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use super::convert::filterbank;

/// Samples of a column's window, and from one column to the next.
const WINDOW: usize = 400;
const HOP: usize = 160;
/// Columns of the 30 s that Whisper hears.
pub const COLUMNS: usize = 3000;
/// Smallest power of a band that is told from nothing, and its logarithm.
const FLOOR: f32 = 1e-10;
const FLOOR_LOG: f32 = -10.0;
/// How far below the loudest band the quietest one may lie, in powers of ten.
const DEPTH: f32 = 8.0;
/// No sound is this loud (full scale is 1); and what is not a number is silence.
const LOUDEST: f32 = 100.0;

/// Computes pictures, one after the other. One worker has one and reuses it.
pub struct Mel {
    bands: Vec<Band>,
    hann: Vec<f32>,
    transform: Arc<dyn RealToComplex<f32>>,
    frame: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    power: Vec<f32>,
    picture: Vec<f32>,
}

/// One triangle of the filterbank, without the zeros around it.
struct Band {
    first: usize,
    weights: Vec<f32>,
}

impl Mel {
    /// `bands`: 80, or 128 for large-v3.
    pub fn new(bands: u32) -> Self {
        let transform = RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW);
        let filters = filterbank(bands);
        let bins = WINDOW / 2 + 1;
        let turn = |sample: usize| 2.0 * std::f64::consts::PI * sample as f64 / WINDOW as f64;
        Self {
            bands: filters.chunks_exact(bins).map(Band::of).collect(),
            hann: (0..WINDOW).map(|i| (0.5 - 0.5 * turn(i).cos()) as f32).collect(),
            frame: transform.make_input_vec(),
            spectrum: transform.make_output_vec(),
            scratch: transform.make_scratch_vec(),
            transform,
            power: vec![0.0; bins],
            picture: Vec::new(),
        }
    }

    /// Band after band, `COLUMNS` values each. What lies after 30 s is not in the picture, what is missing is silence.
    pub fn picture(&mut self, samples: &[f32]) -> &[f32] {
        self.picture.clear();
        self.picture.resize(self.bands.len() * COLUMNS, FLOOR_LOG);
        let mut loudest = FLOOR_LOG;
        let heard = (samples.len() + WINDOW / 2).div_ceil(HOP).min(COLUMNS);
        for column in 0..heard {
            self.frame(samples, column);
            for (number, band) in self.bands.iter().enumerate() {
                let logarithm = band.of_power(&self.power).max(FLOOR).log10();
                loudest = loudest.max(logarithm);
                self.picture[number * COLUMNS + column] = logarithm;
            }
        }
        let quietest = loudest - DEPTH;
        for value in &mut self.picture {
            *value = (value.max(quietest) + 4.0) / 4.0;
        }
        &self.picture
    }

    /// The power spectrum of the window around a column. Before the first sample the sound is mirrored.
    fn frame(&mut self, samples: &[f32], column: usize) {
        let begin = column * HOP;
        let sample = |place: usize| samples.get(place).copied().map_or(0.0, bounded);
        for (place, (value, hann)) in self.frame.iter_mut().zip(&self.hann).enumerate() {
            *value = hann * sample((begin + place).abs_diff(WINDOW / 2));
        }
        // The lengths are the plan's own: it cannot fail.
        let done = self
            .transform
            .process_with_scratch(&mut self.frame, &mut self.spectrum, &mut self.scratch);
        debug_assert!(done.is_ok(), "{done:?}");
        for (power, value) in self.power.iter_mut().zip(&self.spectrum) {
            *power = value.norm_sqr();
        }
    }
}

impl Band {
    fn of(filter: &[f32]) -> Self {
        let first = filter.iter().position(|weight| *weight != 0.0).unwrap_or(0);
        let end = filter
            .iter()
            .rposition(|weight| *weight != 0.0)
            .map_or(0, |last| last + 1);
        Self {
            first,
            weights: filter[first.min(end)..end].to_vec(),
        }
    }

    fn of_power(&self, power: &[f32]) -> f32 {
        let inside = &power[self.first..];
        self.weights
            .iter()
            .zip(inside)
            .map(|(weight, power)| weight * power)
            .sum()
    }
}

fn bounded(sample: f32) -> f32 {
    match sample.is_finite() {
        true => sample.clamp(-LOUDEST, LOUDEST),
        false => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::testing;

    /// The picture by the definition: a plain discrete Fourier transform in f64, and every weight of the filterbank.
    fn slow(samples: &[f32], bands: u32, columns: &[usize]) -> Vec<Vec<f64>> {
        let filters = filterbank(bands);
        let column = |column: usize| -> Vec<f64> {
            let window: Vec<f64> = (0..WINDOW)
                .map(|i| {
                    let place = (column * HOP + i).abs_diff(WINDOW / 2);
                    let hann = 0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / WINDOW as f64).cos();
                    hann * f64::from(samples.get(place).copied().unwrap_or(0.0))
                })
                .collect();
            let power: Vec<f64> = (0..=WINDOW / 2)
                .map(|bin| {
                    let angle = |i: usize| std::f64::consts::TAU * (bin * i) as f64 / WINDOW as f64;
                    let real: f64 = window.iter().enumerate().map(|(i, x)| x * angle(i).cos()).sum();
                    let imaginary: f64 = window.iter().enumerate().map(|(i, x)| x * angle(i).sin()).sum();
                    real * real + imaginary * imaginary
                })
                .collect();
            let of = |filter: &[f32]| filter.iter().zip(&power).map(|(w, p)| f64::from(*w) * p).sum::<f64>();
            filters
                .chunks(WINDOW / 2 + 1)
                .map(|f| of(f).max(1e-10).log10())
                .collect()
        };
        columns.iter().map(|number| column(*number)).collect()
    }

    #[test]
    fn real_speech_looks_as_the_definition_says_in_80_and_in_128_bands() {
        let samples = testing::samples("read/jfk.flac");
        let columns: Vec<usize> = (0..1100).step_by(7).collect();
        for bands in [80, 128] {
            let expected = slow(&samples, bands, &columns);
            let loudest = slow(&samples, bands, &(0..1100).collect::<Vec<_>>())
                .into_iter()
                .flatten()
                .fold(-10.0, f64::max);
            let mut mel = Mel::new(bands);
            let picture = mel.picture(&samples);
            assert_eq!(picture.len(), bands as usize * COLUMNS);
            let mut worst = 0f64;
            for (column, values) in columns.iter().zip(&expected) {
                for (band, value) in values.iter().enumerate() {
                    let value = (value.max(loudest - 8.0) + 4.0) / 4.0;
                    worst = worst.max((value - f64::from(picture[band * COLUMNS + column])).abs());
                }
            }
            assert!(worst < 1e-3, "{bands} bands: {worst}");
        }
    }

    #[test]
    fn silence_and_what_is_no_sound_give_an_even_picture_of_numbers() {
        let mut mel = Mel::new(80);
        for samples in [
            vec![],
            vec![0.0; 16_000],
            vec![f32::NAN; 16_000],
            vec![f32::NEG_INFINITY; 5],
        ] {
            let picture = mel.picture(&samples);
            assert!(picture.iter().all(|value| *value == -1.5), "{} samples", samples.len());
        }
        let wild: Vec<f32> = (0..50_000)
            .map(|i| [f32::MAX, f32::MIN, f32::INFINITY, 1e-40][i % 4])
            .collect();
        assert!(mel.picture(&wild).iter().all(|value| value.is_finite()));
    }

    #[test]
    fn a_picture_does_not_depend_on_the_one_before_and_more_than_30_seconds_are_cut() {
        let speech = testing::samples("read/jfk.flac");
        let mut mel = Mel::new(80);
        let first = mel.picture(&speech).to_vec();
        let long: Vec<f32> = speech.iter().cycle().take(40 * 16_000).copied().collect();
        assert_eq!(mel.picture(&long).len(), 80 * COLUMNS);
        assert_eq!(mel.picture(&speech), first);
    }
}
