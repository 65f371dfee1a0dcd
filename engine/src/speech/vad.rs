//! Where somebody speaks in a channel: Silero's voice detector over frames of 32 ms, behind a gate for digital silence.
//! It tells speech from the rest; it does not tell who speaks.
//!
//! `gate` → `network` (`spectrum`, `layer`, its `weights`) → `spans`.

mod gate;
mod layer;
mod network;
mod spans;
mod spectrum;
mod weights;

use std::ops::Range;
use std::path::PathBuf;

use crate::audio::Samples;
use crate::error::EngineError;
use crate::stop;

pub use network::Level;
use network::{Network, PIECE, State};
pub use spans::{Limits, spans};

/// The published model; its weights are what counts of it.
pub const MODEL: &[u8] = include_bytes!("../../assets/vad/silero_vad_16k_sequence.onnx");

/// Samples a second that the model was made for.
pub const RATE: usize = 16_000;
/// Samples of a frame.
pub const FRAME: usize = 512;
/// Samples before the frame that the model also wants to see.
pub const CONTEXT: usize = 64;

/// Frames that are read at once: half a minute.
const BLOCK: usize = 16 * PIECE;

/// The loaded network with its workspace. One worker has one and reuses it.
pub struct Detector {
    network: Network,
    limits: Limits,
}

impl Detector {
    pub fn new(limits: Limits) -> Result<Self, EngineError> {
        let network = Network::read(MODEL, Level::best()).map_err(|reason| EngineError::Load {
            what: "the voice detector",
            path: PathBuf::from("the built-in model"),
            reason,
        })?;
        Ok(Self { network, limits })
    }

    /// Speech in `samples` (one channel at 16 kHz) as ranges of samples, ordered and apart. Once a stop is asked for, the rest is taken
    /// for silence.
    pub fn speech<S: Samples + ?Sized>(&mut self, samples: &S) -> Vec<Range<usize>> {
        spans(&self.probabilities(samples), samples.count(), &self.limits)
    }

    /// Probability of speech of every frame; the last frame is filled up with zeros.
    pub fn probabilities<S: Samples + ?Sized>(&mut self, samples: &S) -> Vec<f32> {
        let mut probabilities = vec![0.0; samples.count().div_ceil(FRAME)];
        for run in gate::audible(samples, self.limits.silence) {
            let mut state = State::new();
            for first in run.clone().step_by(BLOCK) {
                let block = first..(first + BLOCK).min(run.end);
                // With the frame before, whose end is context.
                let base = first.saturating_sub(1);
                let sound = samples.read(base * FRAME..(block.end * FRAME).min(samples.count()));
                for begin in block.clone().step_by(PIECE) {
                    if stop::is_asked() {
                        return probabilities;
                    }
                    let piece = begin..(begin + PIECE).min(block.end);
                    self.network
                        .probabilities(&sound, begin - base, &mut state, &mut probabilities[piece]);
                }
            }
        }
        probabilities
    }
}

#[cfg(test)]
mod tests;
