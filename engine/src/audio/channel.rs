//! The samples of one channel, kept small: 16 bits each, and digital silence for nothing. Two hours of a telephone line are 115 MB
//! here, and hours of silence a few kilobytes.

use std::ops::Range;

/// Samples of a block.
const BLOCK: usize = 8192;

/// Samples in -1…1, in blocks of 16 bits; a block of zeros is not kept.
#[derive(Clone, Default, PartialEq)]
pub struct Channel {
    blocks: Vec<Option<Box<[i16]>>>,
    /// What does not fill a block yet.
    open: Vec<i16>,
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
        let silent = self.open.iter().all(|sample| *sample == 0);
        self.blocks.push((!silent).then(|| self.open.as_slice().into()));
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
            let block = match self.blocks.get(at / BLOCK) {
                Some(Some(block)) => Some(block.as_ref()),
                Some(None) => None,
                None => Some(self.open.as_slice()),
            };
            match block {
                Some(block) => out.extend(block[within..within + count].iter().map(|sample| wide(*sample))),
                None => out.resize(out.len() + count, 0.0),
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
        assert_eq!(channel.blocks.iter().flatten().count(), 1);
        assert_eq!(channel.len(), 4 * BLOCK + 3);
        assert_eq!(channel.read(BLOCK..4 * BLOCK), vec![0.0; 3 * BLOCK]);
    }
}
