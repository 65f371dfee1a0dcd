//! Uncompressed and G.711 samples → planes of floats. Knows no header.

use super::stretch::Stretch;
use super::tape::Tape;
use super::{g711, riff, riff::Wav};
use crate::error::RecordingError;

/// Frames that are converted at once.
const BLOCK_FRAMES: usize = 4096;
/// Frames that are read at once: 256 KiB of two channels of 16 bits.
const PIECE_FRAMES: usize = 16 * BLOCK_FRAMES;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    U8,
    S8,
    S16,
    S24,
    S32,
    F32,
    F64,
    S16Be,
    S24Be,
    S32Be,
    F32Be,
    F64Be,
    Ulaw,
    Alaw,
}

impl Encoding {
    /// Of a WAV file, if its samples are uncompressed or G.711.
    pub fn of(wav: &Wav<'_>) -> Option<Self> {
        // The container's width counts, not the valid bits in it: 20-bit samples stand in three bytes, 24 often in four,
        // left-justified. Where the bits leave no choice, a frame of another width is a careless writer's.
        let (stated, container) = (wav.bits.div_ceil(8), wav.block_align / wav.channels.max(1));
        let bytes = match wav.bits {
            8 | 16 | 32 | 64 => stated,
            _ => stated.max(container),
        };
        let encoding = match (wav.tag, bytes) {
            (riff::PCM, 1) => Self::U8,
            (riff::PCM, 2) => Self::S16,
            (riff::PCM, 3) => Self::S24,
            (riff::PCM, 4) => Self::S32,
            (riff::FLOAT, 4) => Self::F32,
            (riff::FLOAT, 8) => Self::F64,
            (riff::ULAW, _) => Self::Ulaw,
            (riff::ALAW, _) => Self::Alaw,
            _ => return None,
        };
        Some(match wav.order {
            riff::Order::LowFirst => encoding,
            riff::Order::HighFirst => encoding.high_first(),
        })
    }

    /// The same with the highest byte first.
    fn high_first(self) -> Self {
        match self {
            Self::S16 => Self::S16Be,
            Self::S24 => Self::S24Be,
            Self::S32 => Self::S32Be,
            Self::F32 => Self::F32Be,
            Self::F64 => Self::F64Be,
            other => other,
        }
    }

    pub fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::S8 | Self::Ulaw | Self::Alaw => 1,
            Self::S16 | Self::S16Be => 2,
            Self::S24 | Self::S24Be => 3,
            Self::S32 | Self::F32 | Self::S32Be | Self::F32Be => 4,
            Self::F64 | Self::F64Be => 8,
        }
    }

    /// One sample from its bytes; as many as [`Encoding::bytes`].
    #[inline]
    fn sample(self, bytes: &[u8]) -> f32 {
        match (self, bytes) {
            (Self::U8, [byte]) => (f32::from(*byte) - 128.0) / 128.0,
            (Self::Ulaw, [byte]) => g711::ULAW[usize::from(*byte)],
            (Self::Alaw, [byte]) => g711::ALAW[usize::from(*byte)],
            (Self::S16, &[a, b]) => f32::from(i16::from_le_bytes([a, b])) / 32_768.0,
            (Self::S24, &[a, b, c]) => i32::from_le_bytes([0, a, b, c]) as f32 / 2_147_483_648.0,
            (Self::S32, &[a, b, c, d]) => i32::from_le_bytes([a, b, c, d]) as f32 / 2_147_483_648.0,
            (Self::F32, &[a, b, c, d]) => f32::from_le_bytes([a, b, c, d]),
            (Self::F64, &[a, b, c, d, e, f, g, h]) => f64::from_le_bytes([a, b, c, d, e, f, g, h]) as f32,
            (Self::S8, [byte]) => f32::from(*byte as i8) / 128.0,
            (Self::S16Be, &[a, b]) => f32::from(i16::from_be_bytes([a, b])) / 32_768.0,
            (Self::S24Be, &[a, b, c]) => i32::from_be_bytes([a, b, c, 0]) as f32 / 2_147_483_648.0,
            (Self::S32Be, &[a, b, c, d]) => i32::from_be_bytes([a, b, c, d]) as f32 / 2_147_483_648.0,
            (Self::F32Be, &[a, b, c, d]) => f32::from_be_bytes([a, b, c, d]),
            (Self::F64Be, &[a, b, c, d, e, f, g, h]) => f64::from_be_bytes([a, b, c, d, e, f, g, h]) as f32,
            _ => 0.0,
        }
    }
}

/// Interleaved samples of `channels` channels; bytes after the last whole frame are no audio.
#[derive(Debug)]
pub(super) struct Linear<'a> {
    pub encoding: Encoding,
    pub channels: u16,
    pub data: Stretch<'a>,
}

impl Linear<'_> {
    fn frame_bytes(&self) -> usize {
        self.encoding.bytes() * usize::from(self.channels.max(1))
    }

    pub fn frames(&self) -> u64 {
        self.data.len() / self.frame_bytes() as u64
    }

    /// Whether the last frame is cut.
    pub fn ends_inside_a_frame(&self) -> bool {
        !self.data.len().is_multiple_of(self.frame_bytes() as u64)
    }

    pub fn play(&self, tape: &mut Tape) -> Result<(), RecordingError> {
        let mut at = 0;
        while at < self.data.len() {
            let piece = self.data.read(at, PIECE_FRAMES * self.frame_bytes());
            let piece = piece.map_err(RecordingError::Unavailable)?;
            self.play_piece(&piece, tape)?;
            at += piece.len() as u64;
        }
        Ok(())
    }

    /// Whole frames, but for the last.
    fn play_piece(&self, piece: &[u8], tape: &mut Tape) -> Result<(), RecordingError> {
        // Once for the most common ones, so that it is not asked anew of each sample.
        match self.encoding {
            Encoding::S16 => self.play_as::<2>(piece, tape, |bytes| Encoding::S16.sample(bytes)),
            Encoding::S16Be => self.play_as::<2>(piece, tape, |bytes| Encoding::S16Be.sample(bytes)),
            Encoding::Ulaw => self.play_as::<1>(piece, tape, |bytes| Encoding::Ulaw.sample(bytes)),
            Encoding::Alaw => self.play_as::<1>(piece, tape, |bytes| Encoding::Alaw.sample(bytes)),
            other => match other.bytes() {
                1 => self.play_as::<1>(piece, tape, |bytes| other.sample(bytes)),
                2 => self.play_as::<2>(piece, tape, |bytes| other.sample(bytes)),
                3 => self.play_as::<3>(piece, tape, |bytes| other.sample(bytes)),
                4 => self.play_as::<4>(piece, tape, |bytes| other.sample(bytes)),
                _ => self.play_as::<8>(piece, tape, |bytes| other.sample(bytes)),
            },
        }
    }

    /// `WIDTH`: bytes of a sample.
    fn play_as<const WIDTH: usize>(
        &self,
        piece: &[u8],
        tape: &mut Tape,
        sample: impl Fn(&[u8; WIDTH]) -> f32,
    ) -> Result<(), RecordingError> {
        let count = usize::from(self.channels.max(1));
        let mut planes = vec![Vec::with_capacity(BLOCK_FRAMES); usize::from(self.channels)];
        for block in piece.chunks(BLOCK_FRAMES * self.frame_bytes()) {
            let (samples, _) = block.as_chunks::<WIDTH>();
            let whole = samples.len() - samples.len() % count;
            for (first, plane) in planes.iter_mut().enumerate() {
                plane.clear();
                let own = samples.get(first..whole).unwrap_or_default();
                plane.extend(own.iter().step_by(count).map(&sample));
            }
            tape.push(&planes)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_width_of_a_sample_is_that_of_its_container_unless_the_bits_say_it() {
        let of = |bits: u16, channels: u16, block_align: u16| {
            let wav = Wav {
                order: riff::Order::LowFirst,
                tag: riff::PCM,
                channels,
                rate: 8000,
                block_align,
                bits,
                format: &[],
                data: Stretch::held(&[]),
                samples: None,
                truncated: false,
            };
            Encoding::of(&wav)
        };
        for (bits, channels, block_align, wanted) in [
            (20, 2, 6, Encoding::S24),
            (24, 2, 8, Encoding::S32),
            (24, 1, 3, Encoding::S24),
            (12, 1, 2, Encoding::S16),
            (0, 1, 2, Encoding::S16),
            // A frame that is stated too narrow, too wide, or not at all.
            (16, 2, 2, Encoding::S16),
            (16, 1, 4, Encoding::S16),
            (16, 1, 0, Encoding::S16),
            (24, 2, 0, Encoding::S24),
        ] {
            assert_eq!(
                of(bits, channels, block_align),
                Some(wanted),
                "{bits} {channels} {block_align}"
            );
        }
    }

    #[test]
    fn every_encoding_has_its_full_scale_and_its_zero() {
        let samples = |encoding: Encoding, bytes: &[u8]| {
            bytes
                .chunks_exact(encoding.bytes())
                .map(|sample| encoding.sample(sample))
                .collect::<Vec<_>>()
        };
        assert_eq!(samples(Encoding::U8, &[0, 128, 192]), [-1.0, 0.0, 0.5]);
        assert_eq!(samples(Encoding::S16, &[0, 0x80, 0, 0, 0, 0x40]), [-1.0, 0.0, 0.5]);
        assert_eq!(
            samples(Encoding::S24, &[0, 0, 0x80, 0, 0, 0, 0, 0, 0x40]),
            [-1.0, 0.0, 0.5]
        );
        assert_eq!(samples(Encoding::S32, &[0, 0, 0, 0x80, 0, 0, 0, 0x40]), [-1.0, 0.5]);
        assert_eq!(samples(Encoding::F32, &0.25_f32.to_le_bytes()), [0.25]);
        assert_eq!(samples(Encoding::F64, &(-0.25_f64).to_le_bytes()), [-0.25]);
        assert_eq!(samples(Encoding::S8, &[0x80, 0, 0x40]), [-1.0, 0.0, 0.5]);
        assert_eq!(samples(Encoding::S16Be, &[0x80, 0, 0x40, 0]), [-1.0, 0.5]);
        assert_eq!(samples(Encoding::S24Be, &[0x80, 0, 0, 0x40, 0, 0]), [-1.0, 0.5]);
        assert_eq!(samples(Encoding::S32Be, &[0x80, 0, 0, 0, 0x40, 0, 0, 0]), [-1.0, 0.5]);
        assert_eq!(samples(Encoding::F32Be, &0.25_f32.to_be_bytes()), [0.25]);
        assert_eq!(samples(Encoding::F64Be, &(-0.25_f64).to_be_bytes()), [-0.25]);
    }
}
