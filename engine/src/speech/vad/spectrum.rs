//! Magnitudes of 256 samples under a Hann window, sixteen windows side by side: what is one number in the textbook is a row of
//! sixteen here, so that the compiler makes vector instructions of plain loops.

use std::f64::consts::TAU;

/// Samples of a window.
pub(super) const WINDOW: usize = 256;
/// Frequencies of a window.
pub(super) const BINS: usize = WINDOW / 2 + 1;
/// Windows side by side.
pub(super) const LANES: usize = 16;
const HALF: usize = WINDOW / 2;

pub(super) type Lanes = [f32; LANES];

/// Tables of the transform, and its workspace.
pub(super) struct Spectrum {
    hann: Vec<f32>,
    /// Cosine and sine of -2πk/256.
    turns: Vec<(f32, f32)>,
    /// Where each of the 128 complex inputs goes.
    order: Vec<usize>,
    real: Vec<Lanes>,
    imaginary: Vec<Lanes>,
}

impl Spectrum {
    pub fn new() -> Self {
        let turn = |part: usize| TAU * part as f64 / WINDOW as f64;
        let bits = HALF.ilog2();
        Self {
            hann: (0..WINDOW).map(|at| (0.5 - 0.5 * turn(at).cos()) as f32).collect(),
            turns: (0..HALF)
                .map(|at| (turn(at).cos() as f32, -turn(at).sin() as f32))
                .collect(),
            order: (0..HALF).map(|at| at.reverse_bits() >> (usize::BITS - bits)).collect(),
            real: vec![[0.0; LANES]; HALF],
            imaginary: vec![[0.0; LANES]; HALF],
        }
    }

    /// `windows` has a window's samples one after the other, sixteen windows wide. Real samples go in as half as many complex ones.
    #[inline(always)]
    pub fn magnitudes(&mut self, windows: &[Lanes], magnitudes: &mut [Lanes]) {
        for at in 0..HALF {
            let to = self.order[at];
            self.real[to] = weighed(&windows[2 * at], self.hann[2 * at]);
            self.imaginary[to] = weighed(&windows[2 * at + 1], self.hann[2 * at + 1]);
        }
        let mut half = 1;
        while half < HALF {
            for begin in (0..HALF).step_by(2 * half) {
                for at in 0..half {
                    self.butterfly(begin + at, begin + at + half, self.turns[at * (HALF / half)]);
                }
            }
            half *= 2;
        }
        for (bin, row) in magnitudes.iter_mut().enumerate().take(BINS) {
            self.magnitude(bin, row);
        }
    }

    #[inline(always)]
    fn butterfly(&mut self, upper: usize, lower: usize, (cos, sin): (f32, f32)) {
        let (ar, ai) = (self.real[upper], self.imaginary[upper]);
        let (br, bi) = (self.real[lower], self.imaginary[lower]);
        for lane in 0..LANES {
            let real = br[lane] * cos - bi[lane] * sin;
            let imaginary = br[lane] * sin + bi[lane] * cos;
            self.real[upper][lane] = ar[lane] + real;
            self.imaginary[upper][lane] = ai[lane] + imaginary;
            self.real[lower][lane] = ar[lane] - real;
            self.imaginary[lower][lane] = ai[lane] - imaginary;
        }
    }

    /// Takes even and odd samples, which went in as real and imaginary parts, apart again.
    #[inline(always)]
    fn magnitude(&self, bin: usize, out: &mut Lanes) {
        let (at, mirror) = (bin % HALF, (HALF - bin) % HALF);
        let (cos, sin) = if bin == HALF { (-1.0, 0.0) } else { self.turns[bin] };
        let (ar, ai) = (&self.real[at], &self.imaginary[at]);
        let (br, bi) = (&self.real[mirror], &self.imaginary[mirror]);
        for lane in 0..LANES {
            let (even_real, even_imaginary) = (0.5 * (ar[lane] + br[lane]), 0.5 * (ai[lane] - bi[lane]));
            let (odd_real, odd_imaginary) = (0.5 * (ai[lane] + bi[lane]), -0.5 * (ar[lane] - br[lane]));
            let real = even_real + odd_real * cos - odd_imaginary * sin;
            let imaginary = even_imaginary + odd_real * sin + odd_imaginary * cos;
            out[lane] = (real * real + imaginary * imaginary).sqrt();
        }
    }
}

#[inline(always)]
fn weighed(samples: &Lanes, weight: f32) -> Lanes {
    samples.map(|sample| sample * weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magnitudes_are_those_of_the_plain_sum() {
        let sample = |at: usize, lane: usize| ((at * 37 + lane * 101) % 211) as f32 / 211.0 - 0.4;
        let mut windows = vec![[0.0; LANES]; WINDOW];
        for (at, row) in windows.iter_mut().enumerate() {
            for (lane, value) in row.iter_mut().enumerate() {
                *value = sample(at, lane);
            }
        }
        let mut found = vec![[0.0; LANES]; BINS];
        Spectrum::new().magnitudes(&windows, &mut found);
        for (bin, row) in found.iter().enumerate() {
            for (lane, value) in row.iter().enumerate() {
                let (mut real, mut imaginary) = (0.0, 0.0);
                for at in 0..WINDOW {
                    let weighed = f64::from(sample(at, lane)) * (0.5 - 0.5 * (TAU * at as f64 / WINDOW as f64).cos());
                    let turn = TAU * (bin * at) as f64 / WINDOW as f64;
                    real += weighed * turn.cos();
                    imaginary -= weighed * turn.sin();
                }
                let expected = real.hypot(imaginary);
                assert!(
                    (f64::from(*value) - expected).abs() < 1e-4,
                    "bin {bin}, lane {lane}: {value} for {expected}"
                );
            }
        }
    }
}
