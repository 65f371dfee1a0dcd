//! Sample rate conversion of one channel that keeps time: what sounds at 1.000 s before sounds at 1.000 s after.

use std::ops::Range;

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler};

use super::Channel;
use crate::error::RecordingError;
use crate::stop;

/// Input frames that are converted at once, at least; a trade of memory against calls, without a bearing on the result's times.
const CHUNK_FRAMES: usize = 1024;
/// Chunks that are read from a channel at once.
const CHUNKS_READ: usize = 8;
/// Input frames between two questions whether to go on.
const PIECE_FRAMES: usize = 128 * CHUNK_FRAMES;

/// `samples` at `from` Hz → at `to` Hz, `ceil(len × to / from)` of them. Fourier method: flat up to 0.93 of the lower
/// rate's half, images below -140 dB. Errors: a rate of zero; nobody wants it any more.
pub fn resample(samples: &[f32], from: u32, to: u32) -> Result<Vec<f32>, RecordingError> {
    let mut stream = Stream::new(from, to)?;
    for piece in samples.chunks(PIECE_FRAMES) {
        if stop::is_asked() {
            return Err(RecordingError::Cancelled);
        }
        stream.push(piece)?;
    }
    stream.finish()
}

/// The same in pieces.
pub(super) struct Stream {
    /// `None` where both rates are the same.
    converter: Option<Fft<f32>>,
    from: u32,
    to: u32,
    waiting: Vec<f32>,
    done: Vec<f32>,
    /// Output frames of the filter's own delay that are still to be dropped.
    delay: usize,
    frames_in: u64,
    /// Output frames that were taken out already.
    taken: u64,
}

impl Stream {
    pub fn new(from: u32, to: u32) -> Result<Self, RecordingError> {
        let converter = match from == to {
            true => None,
            false => Some(converter(from, to)?),
        };
        let delay = converter.as_ref().map_or(0, Resampler::output_delay);
        Ok(Self {
            converter,
            from,
            to,
            waiting: Vec::new(),
            done: Vec::new(),
            delay,
            frames_in: 0,
            taken: 0,
        })
    }

    /// What is converted so far, out of the way.
    pub fn take(&mut self) -> Vec<f32> {
        self.taken += self.done.len() as u64;
        std::mem::take(&mut self.done)
    }

    pub fn push(&mut self, samples: &[f32]) -> Result<(), RecordingError> {
        self.frames_in += samples.len() as u64;
        if self.converter.is_none() {
            self.done.extend_from_slice(samples);
            return Ok(());
        }
        self.waiting.extend_from_slice(samples);
        self.convert()
    }

    pub fn finish(mut self) -> Result<Vec<f32>, RecordingError> {
        let wanted = (self.frames_in * u64::from(self.to)).div_ceil(u64::from(self.from.max(1)));
        let wanted = wanted.saturating_sub(self.taken) as usize;
        // Silence pushes what is still inside the filter out of it.
        while self.done.len() < wanted {
            let chunk = self
                .converter
                .as_ref()
                .map_or(CHUNK_FRAMES, Resampler::input_frames_next);
            self.waiting.resize(self.waiting.len().max(chunk), 0.0);
            self.convert()?;
        }
        self.done.truncate(wanted);
        self.done.shrink_to_fit();
        Ok(self.done)
    }

    /// Converts all whole chunks that wait.
    fn convert(&mut self) -> Result<(), RecordingError> {
        let Some(converter) = self.converter.as_mut() else {
            return Ok(());
        };
        let mut out = vec![0.0; converter.output_frames_max()];
        let mut used = 0;
        while self.waiting.len() - used >= converter.input_frames_next() {
            let input = &self.waiting[used..];
            let source = InterleavedSlice::new(input, 1, input.len()).map_err(|error| failed(self.from, &error))?;
            let room = out.len();
            let mut sink = InterleavedSlice::new_mut(&mut out, 1, room).map_err(|error| failed(self.from, &error))?;
            let (taken, given) = converter
                .process_into_buffer(&source, &mut sink, None::<&Indexing>)
                .map_err(|error| failed(self.from, &error))?;
            let skipped = self.delay.min(given);
            self.delay -= skipped;
            self.done.extend_from_slice(&out[skipped..given]);
            used += taken;
            if taken == 0 {
                break;
            }
        }
        self.waiting.drain(..used);
        Ok(())
    }
}

fn converter(from: u32, to: u32) -> Result<Fft<f32>, RecordingError> {
    let chunk = chunk_frames(from, to);
    Fft::new(from as usize, to as usize, chunk, 1, FixedSync::Both).map_err(|error| failed(from, &error))
}

/// A power of two times the fewest frames that become whole ones: other sizes have prime factors that make a Fourier transform slow, as
/// the 19 in 1026 frames of 48 kHz.
fn chunk_frames(from: u32, to: u32) -> usize {
    let least = (from / common(from, to).max(1)).max(1) as usize;
    least * CHUNK_FRAMES.div_ceil(least).next_power_of_two()
}

fn common(a: u32, b: u32) -> u32 {
    match b {
        0 => a,
        b => common(b, a % b),
    }
}

/// How a conversion lies in chunks, so that any part of it can be had alone and is the same as in the whole: a chunk of the result
/// depends on its own input and on the chunk before it.
pub(super) struct Grid {
    from: u32,
    to: u32,
    /// Frames of a chunk.
    chunk_in: usize,
    chunk_out: usize,
    delay: usize,
}

impl Grid {
    pub fn new(from: u32, to: u32) -> Result<Self, RecordingError> {
        let converter = converter(from, to)?;
        Ok(Self {
            from,
            to,
            chunk_in: converter.input_frames_next(),
            chunk_out: converter.output_frames_next(),
            delay: converter.output_delay(),
        })
    }

    /// `range` of the converted channel. After its end comes silence.
    pub fn read(&self, channel: &Channel, range: Range<usize>) -> Vec<f32> {
        // The converter was made once, so it can be made again and has nothing to refuse in whole chunks.
        self.try_read(channel, range.clone())
            .unwrap_or_else(|_| vec![0.0; range.len()])
    }

    fn try_read(&self, channel: &Channel, range: Range<usize>) -> Result<Vec<f32>, RecordingError> {
        let first = ((range.start + self.delay) / self.chunk_out).saturating_sub(1);
        let mut stream = Stream::new(self.from, self.to)?;
        stream.delay = range.start + self.delay - first * self.chunk_out;
        stream.done.reserve(range.len() + self.chunk_out);
        let mut at = first * self.chunk_in;
        while stream.done.len() < range.len() {
            let mut piece = channel.read(at.min(channel.len())..at + CHUNKS_READ * self.chunk_in);
            piece.resize(CHUNKS_READ * self.chunk_in, 0.0);
            stream.push(&piece)?;
            at += piece.len();
        }
        stream.done.truncate(range.len());
        Ok(stream.done)
    }
}

fn failed(from: u32, error: &dyn std::fmt::Display) -> RecordingError {
    RecordingError::Unreadable(format!("its rate of {from} Hz cannot be converted: {error}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::audio::testing::sine;

    /// Where the signal first reaches half of its highest value, in seconds.
    fn onset_s(samples: &[f32], rate: u32) -> f64 {
        let highest = samples
            .iter()
            .fold(0.0_f32, |highest, sample| highest.max(sample.abs()));
        let first = samples.iter().position(|sample| sample.abs() >= highest / 2.0).unwrap();
        first as f64 / f64::from(rate)
    }

    #[test]
    fn an_impulse_stays_where_it_was_at_every_usual_rate() {
        for from in [
            4000, 6000, 8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 384_000,
        ] {
            let mut samples = vec![0.0; from as usize * 2];
            samples[from as usize + from as usize / 4] = 1.0;
            let out = resample(&samples, from, 16_000).unwrap();
            assert_eq!(out.len(), 32_000, "{from}");
            let highest = out.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0;
            assert!(
                highest.abs_diff(20_000) <= 1,
                "{from} Hz: the impulse at 20000 came out at {highest}"
            );
        }
    }

    #[test]
    fn a_tone_keeps_its_onset_its_pitch_and_its_loudness() {
        for from in [8000, 44_100] {
            let mut samples = vec![0.0; from as usize / 2];
            samples.extend(sine(from, 440.0, 1.0, 0.5));
            let out = resample(&samples, from, 16_000).unwrap();
            assert!((onset_s(&out, 16_000) - onset_s(&samples, from)).abs() < 0.000_2);
            let tone = &out[9000..23_000];
            let crossings = tone.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
            assert!(crossings.abs_diff(385) <= 1, "440 Hz for 0.875 s: {crossings}");
            let power = tone.iter().map(|sample| sample * sample).sum::<f32>() / tone.len() as f32;
            assert!((power - 0.125).abs() < 0.001, "{power}");
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_taken_out_and_not_folded_back() {
        let out = resample(&sine(48_000, 11_000.0, 1.0, 0.9), 48_000, 16_000).unwrap();
        let highest = out[1000..15_000]
            .iter()
            .fold(0.0_f32, |highest, sample| highest.max(sample.abs()));
        assert!(highest < 1e-4, "{highest}");
    }

    #[test]
    fn chunks_have_sizes_that_are_quick_to_transform() {
        for (from, frames) in [
            (8_000, 1_024),
            (48_000, 1_536),
            (44_100, 1_764),
            (24_000, 1_536),
            (8_001, 8_001),
            (0, 1_024),
        ] {
            assert_eq!(chunk_frames(from, 16_000), frames, "{from}");
        }
    }

    #[test]
    fn a_rate_of_zero_is_an_error_and_nothing_stays_nothing() {
        assert_eq!(resample(&[0.0], 0, 16_000).unwrap_err().code(), "unreadable");
        assert!(resample(&[], 8000, 16_000).unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn pieces_give_the_same_as_the_whole(cuts in prop::collection::vec(0_usize..3000, 0..6)) {
            let samples = sine(8000, 300.0, 1.1, 0.8);
            let whole = resample(&samples, 8000, 16_000).unwrap();
            let mut stream = Stream::new(8000, 16_000).unwrap();
            let mut rest = samples.as_slice();
            for cut in cuts {
                let (piece, left) = rest.split_at(cut.min(rest.len()));
                stream.push(piece).unwrap();
                rest = left;
            }
            stream.push(rest).unwrap();
            prop_assert_eq!(stream.finish().unwrap(), whole);
        }
    }
}
