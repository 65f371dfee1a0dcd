//! Telephone codecs of equal frames, one after the other without anything between: GSM 6.10 raw and as WAV49, G.722. One channel.

use super::tape::Tape;
use super::{g722, gsm};
use crate::error::RecordingError;

/// Bytes of G.722 that are decoded at once; a multiple of nothing.
const PIECE: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Gsm,
    Wav49,
    G722,
}

impl Coding {
    /// Bytes that belong together, and the samples they give.
    fn block(self) -> (usize, usize) {
        match self {
            Self::Gsm => (gsm::RAW_BYTES, gsm::FRAME),
            Self::Wav49 => (gsm::WAV49_BYTES, 2 * gsm::FRAME),
            Self::G722 => (1, 2),
        }
    }

    pub fn codec(self) -> &'static str {
        match self {
            Self::Gsm | Self::Wav49 => "GSM 6.10",
            Self::G722 => "G.722",
        }
    }
}

/// Frames of one codec; bytes after the last whole one are no audio.
pub(super) struct Frames<'a> {
    pub coding: Coding,
    pub data: &'a [u8],
    /// Samples that the header states, where the last block holds more.
    pub stated: Option<u64>,
}

impl Frames<'_> {
    pub fn samples(&self) -> u64 {
        let (bytes, samples) = self.coding.block();
        let whole = (self.data.len() / bytes * samples) as u64;
        // A header may cut the padding of the last block and nothing else.
        match self.stated {
            Some(stated) if stated <= whole && whole - stated < samples as u64 => stated,
            _ => whole,
        }
    }

    pub fn ends_inside_a_frame(&self) -> bool {
        !self.data.len().is_multiple_of(self.coding.block().0)
    }

    pub fn play(&self, tape: &mut Tape) -> Result<(), RecordingError> {
        let mut left = self.samples() as usize;
        let mut push = |samples: &[i16]| {
            let samples = &samples[..samples.len().min(left)];
            left -= samples.len();
            tape.push(&[samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect()])
        };
        match self.coding {
            Coding::Gsm => {
                let mut decoder = gsm::Decoder::new();
                let (frames, _) = self.data.as_chunks();
                frames.iter().try_for_each(|frame| push(&decoder.raw(frame)))
            }
            Coding::Wav49 => {
                let mut decoder = gsm::Decoder::new();
                let (blocks, _) = self.data.as_chunks();
                blocks
                    .iter()
                    .try_for_each(|block| push(decoder.wav49(block).as_flattened()))
            }
            Coding::G722 => {
                let mut decoder = g722::Decoder::new();
                self.data.chunks(PIECE).try_for_each(|piece| {
                    let samples: Vec<i16> = piece.iter().flat_map(|byte| decoder.byte(*byte)).collect();
                    push(&samples)
                })
            }
        }
    }
}
