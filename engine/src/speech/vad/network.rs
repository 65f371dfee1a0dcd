//! Silero's network in plain arithmetic: spectrum, four convolutions, one memory cell, one probability a frame. The weights are the
//! published ones; a test holds the results against ONNX Runtime's. Written here because a runtime spends more on calls and copies
//! of so small a network than on its sums.

use super::layer::{Layer, Place, ROWS, fused};
use super::spectrum::{BINS, LANES, Lanes, Spectrum, WINDOW};
use super::weights::Weights;
use super::{CONTEXT, FRAME};

/// Values of the memory.
pub(super) const STATE: usize = 128;
const GATES: usize = 4 * STATE;
/// Frames in one go: as many as stay in a core's own cache together with the weights.
pub(super) const PIECE: usize = 64;
/// Windows of a frame, and the samples from one to the next.
const WINDOWS: usize = 4;
const STEP: usize = WINDOW / 2;
/// Frames side by side in the spectrum.
const ABREAST: usize = LANES / WINDOWS;
/// Steps of a frame with one of silence before and after, so that a convolution needs no edge.
const SPECTRUM: usize = (WINDOWS + 2) * BINS;
const FIRST: usize = (WINDOWS + 1) * STATE;
const SECOND: usize = 2 * (STATE / 2);
const THIRD: usize = STATE / 2;

/// What the processor can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Plain,
    Avx2,
    Avx512,
}

impl Level {
    /// The best that this machine has.
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma") {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Self::Avx2;
            }
        }
        Self::Plain
    }

    /// Whether this machine has it.
    pub fn is_here(self) -> bool {
        match self {
            Self::Plain => true,
            Self::Avx2 => Self::best() != Self::Plain,
            Self::Avx512 => Self::best() == Self::Avx512,
        }
    }

    /// Columns of a panel: as many sums as the registers hold.
    fn wide(self) -> (usize, usize) {
        match self {
            Self::Plain | Self::Avx2 => (16, 64),
            Self::Avx512 => (32, 128),
        }
    }
}

/// The memory between frames.
pub(super) struct State {
    hidden: [f32; STATE],
    cell: [f32; STATE],
}

impl State {
    pub fn new() -> Self {
        Self {
            hidden: [0.0; STATE],
            cell: [0.0; STATE],
        }
    }
}

/// The network, and the workspace of one piece.
pub(super) struct Network {
    level: Level,
    spectrum: Spectrum,
    convolutions: [Layer; 4],
    /// From the last convolution to the gates …
    input: Layer,
    /// … and from the memory to the gates.
    memory: Layer,
    output: Vec<f32>,
    output_bias: f32,
    work: Work,
}

struct Work {
    windows: Vec<Lanes>,
    magnitudes: Vec<Lanes>,
    spectrum: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    third: Vec<f32>,
    fourth: Vec<f32>,
    gates: Vec<f32>,
}

impl Network {
    pub fn read(model: &[u8], level: Level) -> Result<Self, String> {
        if !level.is_here() {
            return Err(format!("this processor has no {level:?}"));
        }
        let mut weights = Weights::read(model)?;
        let (wide, long) = level.wide();
        let (half, taps) = (STATE / 2, 3);
        let mut convolution = |number: usize, outputs: usize, channels: usize, kernel: std::ops::Range<usize>| {
            let bias = weights.take(&format!("encoder.{number}.bias"), outputs)?;
            let values = weights.take(&format!("encoder.{number}.weight"), outputs * channels * taps)?;
            // Published as output, channel, tap; here the taps' channels follow one another, as the frames do.
            let weight = |output: usize, input: usize| {
                let (tap, channel) = (kernel.start + input / channels, input % channels);
                values[(output * channels + channel) * taps + tap]
            };
            Ok::<_, String>(Layer::new(wide, bias, kernel.len() * channels, weight))
        };
        // Of the third and fourth the other taps only ever see the silence around a frame.
        let convolutions = [
            convolution(0, STATE, BINS, 0..3)?,
            convolution(1, half, STATE, 0..3)?,
            convolution(2, half, half, 1..3)?,
            convolution(3, STATE, half, 1..2)?,
        ];
        let biases = weights.take("onnx::LSTM_211", 2 * GATES)?;
        let bias = (0..GATES).map(|gate| biases[gate] + biases[GATES + gate]).collect();
        let values = weights.take("onnx::LSTM_209", GATES * STATE)?;
        let input = Layer::new(wide, bias, STATE, |gate, input| values[gate * STATE + input]);
        let values = weights.take("onnx::LSTM_210", GATES * STATE)?;
        let memory = Layer::new(long, vec![0.0; GATES], STATE, |gate, input| {
            values[gate * STATE + input]
        });
        Ok(Self {
            level,
            spectrum: Spectrum::new(),
            convolutions,
            input,
            memory,
            output: weights.take("output.weight", STATE)?,
            output_bias: weights.take("output.bias", 1)?[0],
            work: Work::new(),
        })
    }

    /// Probabilities of at most [`PIECE`] frames from frame `begin` on; the state goes on from piece to piece.
    pub fn probabilities(&mut self, samples: &[f32], begin: usize, state: &mut State, out: &mut [f32]) {
        debug_assert!(out.len() <= PIECE);
        match self.level {
            // SAFETY: `read` refuses a level whose features this processor does not have.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => unsafe { self.avx512(samples, begin, state, out) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { self.avx2(samples, begin, state, out) },
            _ => self.forward::<16, 64, false>(samples, begin, state, out),
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx2,fma")]
    fn avx512(&mut self, samples: &[f32], begin: usize, state: &mut State, out: &mut [f32]) {
        self.forward::<32, 128, true>(samples, begin, state, out);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    fn avx2(&mut self, samples: &[f32], begin: usize, state: &mut State, out: &mut [f32]) {
        self.forward::<16, 64, true>(samples, begin, state, out);
    }

    #[inline(always)]
    fn forward<const WIDE: usize, const LONG: usize, const FUSED: bool>(
        &mut self,
        samples: &[f32],
        begin: usize,
        state: &mut State,
        out: &mut [f32],
    ) {
        // Layers take rows by fours; what lies beyond the last frame is computed and dropped.
        let frames = out.len().next_multiple_of(ROWS);
        for first in (0..frames).step_by(ABREAST) {
            self.magnitudes(samples, begin + first, first);
        }
        let work = &mut self.work;
        let [one, two, three, four] = &self.convolutions;
        let place = |frame, row, begin| Place { frame, row, begin };
        let (half, step) = (STATE / 2, STATE);
        one.apply::<WIDE, FUSED, true>(
            (&work.spectrum, place(SPECTRUM, BINS, 0)),
            (&mut work.first, place(FIRST, step, step)),
            (frames, WINDOWS),
        );
        two.apply::<WIDE, FUSED, true>(
            (&work.first, place(FIRST, 2 * step, 0)),
            (&mut work.second, place(SECOND, half, 0)),
            (frames, WINDOWS / 2),
        );
        three.apply::<WIDE, FUSED, true>(
            (&work.second, place(SECOND, 0, 0)),
            (&mut work.third, place(THIRD, 0, 0)),
            (frames, 1),
        );
        four.apply::<WIDE, FUSED, true>(
            (&work.third, place(THIRD, 0, 0)),
            (&mut work.fourth, place(STATE, 0, 0)),
            (frames, 1),
        );
        self.input.apply::<WIDE, FUSED, false>(
            (&work.fourth, place(STATE, 0, 0)),
            (&mut work.gates, place(GATES, 0, 0)),
            (frames, 1),
        );
        for (gates, out) in work.gates.chunks_exact_mut(GATES).zip(out) {
            self.memory.add::<LONG, FUSED>(&state.hidden, gates);
            remember::<FUSED>(gates, state);
            let mut sum = self.output_bias;
            for (hidden, weight) in state.hidden.iter().zip(&self.output) {
                sum += hidden.max(0.0) * weight;
            }
            *out = sigmoid::<FUSED>(sum);
        }
    }

    /// The spectrum of four frames from `frame` on, written to places `to` and after.
    #[inline(always)]
    fn magnitudes(&mut self, samples: &[f32], frame: usize, to: usize) {
        let work = &mut self.work;
        let mut sound = [0.0; CONTEXT + FRAME + CONTEXT];
        for abreast in 0..ABREAST {
            gather(samples, frame + abreast, &mut sound);
            for window in 0..WINDOWS {
                let lane = abreast * WINDOWS + window;
                for (row, sample) in work.windows.iter_mut().zip(&sound[window * STEP..]) {
                    row[lane] = *sample;
                }
            }
        }
        self.spectrum.magnitudes(&work.windows, &mut work.magnitudes);
        for abreast in 0..ABREAST {
            for window in 0..WINDOWS {
                let lane = abreast * WINDOWS + window;
                let begin = (to + abreast) * SPECTRUM + (window + 1) * BINS;
                for (value, row) in work.spectrum[begin..][..BINS].iter_mut().zip(&work.magnitudes) {
                    *value = row[lane];
                }
            }
        }
    }
}

impl Work {
    fn new() -> Self {
        Self {
            windows: vec![[0.0; LANES]; WINDOW],
            magnitudes: vec![[0.0; LANES]; BINS],
            spectrum: vec![0.0; PIECE * SPECTRUM],
            first: vec![0.0; PIECE * FIRST],
            second: vec![0.0; PIECE * SECOND],
            third: vec![0.0; PIECE * THIRD],
            fourth: vec![0.0; PIECE * STATE],
            gates: vec![0.0; PIECE * GATES],
        }
    }
}

/// A frame with the samples before it, and after it its own end mirrored. What the recording does not have is silence.
#[inline(always)]
fn gather(samples: &[f32], frame: usize, sound: &mut [f32; CONTEXT + FRAME + CONTEXT]) {
    let begin = (frame * FRAME).min(samples.len());
    let end = (begin + FRAME).min(samples.len());
    let context = begin.saturating_sub(CONTEXT)..begin;
    sound.fill(0.0);
    sound[CONTEXT - context.len()..CONTEXT].copy_from_slice(&samples[context]);
    sound[CONTEXT..CONTEXT + end - begin].copy_from_slice(&samples[begin..end]);
    for at in 0..CONTEXT {
        sound[CONTEXT + FRAME + at] = sound[CONTEXT + FRAME - 2 - at];
    }
}

/// One step of the memory cell from the sums of its gates: input, output, forget, new.
#[inline(always)]
fn remember<const FUSED: bool>(gates: &[f32], state: &mut State) {
    let (gates, _) = gates.as_chunks::<STATE>();
    let [input, output, forget, new] = [&gates[0], &gates[1], &gates[2], &gates[3]];
    for at in 0..STATE {
        let kept = sigmoid::<FUSED>(forget[at]) * state.cell[at];
        let cell = sigmoid::<FUSED>(input[at]) * hyperbolic::<FUSED>(new[at]) + kept;
        state.cell[at] = cell;
        state.hidden[at] = sigmoid::<FUSED>(output[at]) * hyperbolic::<FUSED>(cell);
    }
}

#[inline(always)]
fn sigmoid<const FUSED: bool>(value: f32) -> f32 {
    1.0 / (1.0 + exponential::<FUSED>(-value))
}

/// Tangens hyperbolicus.
#[inline(always)]
fn hyperbolic<const FUSED: bool>(value: f32) -> f32 {
    2.0 * sigmoid::<FUSED>(2.0 * value) - 1.0
}

/// e to the power of `value` within ±87, to about 1e-7 of its size; without branches, for vector instructions.
#[inline(always)]
fn exponential<const FUSED: bool>(value: f32) -> f32 {
    /// Added to a small number it leaves the nearest whole one in the last bits.
    const ROUND: f32 = 12_582_912.0;
    // What is not a number becomes the lowest here, which `clamp` would keep.
    let value = value.max(-87.0);
    let value = value.min(87.0);
    let rounded = fused::<FUSED>(value, std::f32::consts::LOG2_E, ROUND);
    let whole = rounded - ROUND;
    let rest = fused::<FUSED>(whole, -0.693_359_4, value);
    let rest = fused::<FUSED>(whole, 2.121_944_4e-4, rest);
    let mut sum = 1.987_569_1e-4;
    for factor in [
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        0.166_666_65,
        0.5,
        1.0,
        1.0,
    ] {
        sum = fused::<FUSED>(sum, rest, factor);
    }
    // The whole power of two goes straight into the exponent.
    f32::from_bits(
        sum.to_bits()
            .wrapping_add(rounded.to_bits().wrapping_sub(ROUND.to_bits()) << 23),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_and_what_is_made_of_it_are_right_and_never_leave_their_range() {
        for step in -4000..=4000 {
            let value = step as f32 / 50.0;
            let (found, expected) = (exponential::<false>(value), f64::from(value).exp());
            assert!(
                (f64::from(found) - expected).abs() <= 3e-7 * expected,
                "{value}: {found}"
            );
            assert!(
                (f64::from(hyperbolic::<false>(value)) - f64::from(value).tanh()).abs() < 3e-7,
                "{value}"
            );
        }
        for hostile in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30] {
            let found = sigmoid::<false>(hostile);
            assert!((0.0..=1.0).contains(&found), "{hostile}: {found}");
        }
    }
}
