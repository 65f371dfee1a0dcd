//! The samples of one channel, kept small: 16 bits each, 8 where nobody speaks, and digital silence for nothing. Two hours of a
//! telephone line are 115 MB here at most, half of it for who listens as long as he speaks, and hours of silence a few kilobytes.

use std::ops::Range;

/// Samples of a block.
const BLOCK: usize = 8192;

/// Samples in -1…1, in blocks of 16 bits.
#[derive(Clone, Default, PartialEq)]
pub struct Channel {
    blocks: Vec<Block>,
    /// What does not fill a block yet.
    open: Vec<i16>,
}

/// As many samples as [`BLOCK`], in no more than they need.
#[derive(Clone, PartialEq)]
enum Block {
    /// Zeros.
    Silent,
    /// Nothing louder than -48 dB: the noise of a line.
    Quiet(Box<[i8]>),
    Loud(Box<[i16]>),
}

impl Block {
    fn of(samples: &[i16]) -> Self {
        if samples.iter().all(|sample| *sample == 0) {
            return Self::Silent;
        }
        if samples.iter().any(|sample| i8::try_from(*sample).is_err()) {
            return Self::Loud(samples.into());
        }
        Self::Quiet(samples.iter().map(|sample| *sample as i8).collect())
    }

    fn read(&self, range: Range<usize>, out: &mut Vec<f32>) {
        match self {
            Self::Silent => out.resize(out.len() + range.len(), 0.0),
            Self::Quiet(samples) => out.extend(samples[range].iter().map(|sample| wide((*sample).into()))),
            Self::Loud(samples) => out.extend(samples[range].iter().map(|sample| wide(*sample))),
        }
    }
}

impl Channel {
    pub const fn new() -> Self {
        Self {
            blocks: Vec::new(),
            open: Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.blocks.len() * BLOCK + self.open.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn push(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let (now, later) = samples.split_at(samples.len().min(BLOCK - self.open.len()));
            self.open.extend(now.iter().map(|sample| narrow(*sample)));
            samples = later;
            if self.open.len() == BLOCK {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        self.blocks.push(Block::of(&self.open));
        self.open.clear();
    }

    /// What of `range` there is.
    pub fn read(&self, range: Range<usize>) -> Vec<f32> {
        let range = range.start.min(self.len())..range.end.min(self.len());
        let mut out = Vec::with_capacity(range.len());
        let mut at = range.start;
        while at < range.end {
            let within = at % BLOCK;
            let count = (BLOCK - within).min(range.end - at);
            let part = within..within + count;
            match self.blocks.get(at / BLOCK) {
                Some(block) => block.read(part, &mut out),
                None => out.extend(self.open[part].iter().map(|sample| wide(*sample))),
            }
            at += count;
        }
        out
    }

    pub fn to_vec(&self) -> Vec<f32> {
        self.read(0..self.len())
    }

    /// The whole, `size` samples at a time; the last piece may be shorter.
    pub fn pieces(&self, size: usize) -> impl Iterator<Item = Vec<f32>> {
        let starts = (0..self.len()).step_by(size.max(1));
        starts.map(move |start| self.read(start..start.saturating_add(size.max(1))))
    }
}

impl From<&[f32]> for Channel {
    fn from(samples: &[f32]) -> Self {
        let mut channel = Self::default();
        channel.push(samples);
        channel
    }
}

impl std::fmt::Debug for Channel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Channel({} samples)", self.len())
    }
}

fn narrow(sample: f32) -> i16 {
    (sample * 32_768.0).round_ties_even() as i16
}

fn wide(sample: i16) -> f32 {
    f32::from(sample) / 32_768.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::testing::noise;

    #[test]
    fn samples_of_sixteen_bits_come_back_as_they_were_in_any_piece() {
        let samples: Vec<f32> = noise(3 * BLOCK + 17).into_iter().map(|s| wide(narrow(s))).collect();
        let mut channel = Channel::default();
        samples.chunks(1000).for_each(|piece| channel.push(piece));
        assert_eq!(channel.to_vec(), samples);
        for range in [
            0..1,
            BLOCK - 1..BLOCK + 1,
            5..3 * BLOCK,
            3 * BLOCK..3 * BLOCK + 17,
            9..9,
        ] {
            assert_eq!(channel.read(range.clone()), samples[range]);
        }
        assert_eq!(channel.read(3 * BLOCK..usize::MAX).len(), 17);
        assert_eq!(channel.pieces(1234).collect::<Vec<_>>().concat(), samples);
    }

    #[test]
    fn silence_costs_nothing_and_full_scale_stays_within_it() {
        let mut channel = Channel::from([1.0, -1.0, 0.0].as_slice());
        assert_eq!(channel.to_vec(), [32_767.0 / 32_768.0, -1.0, 0.0]);
        channel.push(&vec![0.0; 4 * BLOCK]);
        let silent = |block: &&Block| matches!(block, Block::Silent);
        assert_eq!(channel.blocks.iter().filter(silent).count(), 3);
        assert_eq!(channel.len(), 4 * BLOCK + 3);
        assert_eq!(channel.read(BLOCK..4 * BLOCK), vec![0.0; 3 * BLOCK]);
    }

    #[test]
    fn the_noise_of_a_line_costs_half_and_comes_back_as_it_was() {
        let hiss = |peak: i32| -> Vec<f32> {
            let samples = (0..BLOCK as i32).map(|n| n * 31 % (peak + 1) - peak / 2);
            samples.map(|sample| wide(sample as i16)).collect()
        };
        for (peak, is_quiet) in [(90, true), (254, true), (300, false)] {
            let samples = hiss(peak);
            let channel = Channel::from(samples.as_slice());
            assert_eq!(matches!(channel.blocks[..], [Block::Quiet(_)]), is_quiet, "{peak}");
            assert_eq!(channel.to_vec(), samples);
        }
    }
}
