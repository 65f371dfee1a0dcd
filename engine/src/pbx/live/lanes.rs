//! The sound of one or two speakers → one row of bytes, speaker beside speaker. What comes out of order is sorted in as long as it is not too
//! late, and where nothing came there is silence. Pure, and bounded in memory whatever comes.

use serde::{Deserialize, Serialize};

/// How a sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    /// 16 bits, signed, little-endian.
    Linear,
    Mulaw,
    Alaw,
}

impl Coding {
    /// Bytes of one sample.
    pub fn bytes(self) -> usize {
        match self {
            Self::Linear => 2,
            Self::Mulaw | Self::Alaw => 1,
        }
    }

    /// What a byte of silence is.
    fn silence(self) -> u8 {
        match self {
            Self::Linear => 0,
            Self::Mulaw => 0xff,
            Self::Alaw => 0xd5,
        }
    }

    /// As WAV files name it.
    fn tag(self) -> u16 {
        match self {
            Self::Linear => 1,
            Self::Alaw => 6,
            Self::Mulaw => 7,
        }
    }
}

/// What all of a recording's sound has in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub coding: Coding,
    /// Samples a second; more than 0.
    pub rate: u32,
    /// 1 or 2.
    pub channels: u16,
}

impl Shape {
    /// Bytes of one moment, all channels together.
    pub fn frame_bytes(&self) -> usize {
        self.coding.bytes() * usize::from(self.channels)
    }

    /// How long so many bytes sound, in milliseconds.
    pub fn duration_ms(&self, bytes: u64) -> u64 {
        let frames = bytes / (self.frame_bytes().max(1) as u64);
        frames * 1000 / u64::from(self.rate.max(1))
    }

    /// The header of a WAV with so many bytes of samples. `is_cut`: it states one moment more than there is, by which every reader of the file
    /// knows that its end is missing.
    pub fn wav_header(&self, bytes: u64, is_cut: bool) -> Vec<u8> {
        let frame_bytes = self.frame_bytes();
        let stated = bytes + if is_cut { frame_bytes as u64 } else { 0 };
        let stated = u32::try_from(stated).unwrap_or(u32::MAX);
        let mut format = Vec::with_capacity(18);
        format.extend_from_slice(&self.coding.tag().to_le_bytes());
        format.extend_from_slice(&self.channels.to_le_bytes());
        format.extend_from_slice(&self.rate.to_le_bytes());
        let bytes_per_s = self.rate.saturating_mul(u32::try_from(frame_bytes).unwrap_or(u32::MAX));
        format.extend_from_slice(&bytes_per_s.to_le_bytes());
        format.extend_from_slice(&u16::try_from(frame_bytes).unwrap_or(u16::MAX).to_le_bytes());
        format.extend_from_slice(&(8 * self.coding.bytes() as u16).to_le_bytes());
        let mut chunks = Vec::new();
        if self.coding == Coding::Linear {
            chunk(&mut chunks, *b"fmt ", &format);
        } else {
            // Whatever is not linear says that nothing more follows, and how many moments there are.
            format.extend_from_slice(&0_u16.to_le_bytes());
            chunk(&mut chunks, *b"fmt ", &format);
            let frames = stated / u32::try_from(frame_bytes.max(1)).unwrap_or(1);
            chunk(&mut chunks, *b"fact", &frames.to_le_bytes());
        }
        let length = u32::try_from(4 + chunks.len() + 8).unwrap_or(0).saturating_add(stated);
        let mut header = b"RIFF".to_vec();
        header.extend_from_slice(&length.saturating_add(stated % 2).to_le_bytes());
        header.extend_from_slice(b"WAVE");
        header.extend_from_slice(&chunks);
        header.extend_from_slice(b"data");
        header.extend_from_slice(&stated.to_le_bytes());
        header
    }
}

fn chunk(into: &mut Vec<u8>, name: [u8; 4], body: &[u8]) {
    into.extend_from_slice(&name);
    into.extend_from_slice(&u32::try_from(body.len()).unwrap_or(0).to_le_bytes());
    into.extend_from_slice(body);
}

/// What is sorted in may come so late, in seconds.
const LATE_MAX_S: u64 = 5;
/// A moment farther ahead than so many seconds, or bytes, is a mistake.
const AHEAD_MAX_S: u64 = 300;
const AHEAD_MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The channels of one recording while they come.
#[derive(Clone, Debug)]
pub struct Lanes {
    shape: Shape,
    /// Which stands first of two is last.
    swapped: bool,
    /// Bytes in their final order, not taken yet.
    ready: Vec<u8>,
    /// The moment with which `open` begins, in samples of one channel.
    base: u64,
    /// Moments into which something may still be sorted.
    open: Vec<u8>,
    /// Where each lane goes on.
    next: Vec<u64>,
}

impl Lanes {
    pub fn new(shape: Shape, swapped: bool) -> Self {
        Self {
            shape,
            swapped: swapped && shape.channels == 2,
            ready: Vec::new(),
            base: 0,
            open: Vec::new(),
            next: vec![0; usize::from(shape.channels)],
        }
    }

    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Where a lane goes on; 0 for one that is not there.
    pub fn next(&self, lane: usize) -> u64 {
        self.next.get(lane).copied().unwrap_or(0)
    }

    /// Sound of all channels, beside each other already, that goes on where the last ended. A moment may be torn in the middle.
    pub fn append(&mut self, sound: &[u8]) {
        self.ready.extend_from_slice(sound);
    }

    /// Sound of one lane that begins at a moment, in samples from the begin of the stream. False: it came too late, or says a moment that
    /// cannot be, and is left out.
    pub fn put(&mut self, lane: usize, at: u64, sound: &[u8]) -> bool {
        let width = self.shape.coding.bytes();
        let samples = (sound.len() / width) as u64;
        let Some(&next) = self.next.get(lane) else { return false };
        // Stamps are whole milliseconds: what begins about where the last ended begins just there.
        let at = if at.abs_diff(next) <= samples / 2 { next } else { at };
        if at > self.head().saturating_add(self.ahead_max()) {
            return false;
        }
        let end = at + samples;
        self.next[lane] = next.max(end);
        if end <= self.base {
            return samples == 0;
        }
        let late = usize::try_from(self.base.saturating_sub(at)).unwrap_or(usize::MAX);
        let from = usize::try_from(at.max(self.base) - self.base).unwrap_or(usize::MAX);
        let frame = self.shape.frame_bytes();
        let wanted = usize::try_from(end - self.base)
            .unwrap_or(usize::MAX)
            .saturating_mul(frame);
        if self.open.len() < wanted {
            self.open.resize(wanted, self.shape.coding.silence());
        }
        let place = if self.swapped { 1 - lane.min(1) } else { lane };
        let samples = sound.chunks_exact(width).skip(late);
        for (moment, sample) in self.open.chunks_exact_mut(frame).skip(from).zip(samples) {
            moment[place * width..(place + 1) * width].copy_from_slice(sample);
        }
        self.ripen(LATE_MAX_S * u64::from(self.shape.rate));
        true
    }

    /// Whole moments that nothing can change any more.
    pub fn take(&mut self) -> Vec<u8> {
        let frame = self.shape.frame_bytes();
        let whole = self.ready.len() - self.ready.len() % frame;
        let rest = self.ready.split_off(whole);
        let mut taken = std::mem::replace(&mut self.ready, rest);
        if self.swapped && self.base == 0 {
            // What came side by side; lanes that were put are in their places.
            taken
                .chunks_exact_mut(frame)
                .for_each(|moment| moment.rotate_left(frame / 2));
        }
        taken
    }

    /// All whole moments that are left, at the end.
    pub fn finish(&mut self) -> Vec<u8> {
        self.ripen(0);
        self.take()
    }

    /// The farthest moment of all lanes.
    fn head(&self) -> u64 {
        self.next.iter().copied().max().unwrap_or(0)
    }

    fn ahead_max(&self) -> u64 {
        let by_bytes = AHEAD_MAX_BYTES / self.shape.frame_bytes().max(1) as u64;
        by_bytes.min(AHEAD_MAX_S * u64::from(self.shape.rate))
    }

    /// Moments so far behind the farthest one are ready.
    fn ripen(&mut self, behind: u64) {
        let until = self.head().saturating_sub(behind);
        let moments = usize::try_from(until.saturating_sub(self.base)).unwrap_or(0);
        let bytes = moments.saturating_mul(self.shape.frame_bytes()).min(self.open.len());
        // Not for every few bytes: what stays open is moved each time.
        let is_worth_it = behind == 0 || moments as u64 >= u64::from(self.shape.rate);
        if bytes == 0 || !is_worth_it {
            return;
        }
        let rest = self.open.split_off(bytes);
        self.ready.append(&mut self.open);
        self.open = rest;
        self.base += (bytes / self.shape.frame_bytes()) as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(coding: Coding, rate: u32, channels: u16) -> Shape {
        Shape { coding, rate, channels }
    }

    /// All that two lanes of mu-law amount to, a moment a pair.
    fn pairs(lanes: &mut Lanes) -> Vec<(u8, u8)> {
        let mut all = lanes.take();
        all.extend(lanes.finish());
        all.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    }

    #[test]
    fn two_lanes_stand_beside_each_other_in_order_with_silence_where_nothing_came() {
        let mut lanes = Lanes::new(shape(Coding::Mulaw, 8000, 2), false);
        assert!(lanes.put(0, 0, &[1; 160]));
        // The third before the second; the other lane begins later.
        assert!(lanes.put(0, 320, &[3; 160]));
        assert!(lanes.put(1, 320, &[9; 160]));
        assert!(lanes.put(0, 160, &[2; 160]));
        let pairs = pairs(&mut lanes);
        assert_eq!(pairs.len(), 480);
        assert!(pairs[..160].iter().all(|pair| *pair == (1, 0xff)));
        assert!(pairs[160..320].iter().all(|pair| *pair == (2, 0xff)));
        assert!(pairs[320..].iter().all(|pair| *pair == (3, 9)));
    }

    #[test]
    fn stamps_of_whole_milliseconds_make_no_gaps_and_what_cannot_be_is_left_out() {
        let mut lanes = Lanes::new(shape(Coding::Mulaw, 8000, 1), false);
        assert!(lanes.put(0, 40, &[1; 160]) && lanes.put(0, 208, &[2; 160]));
        assert!(!lanes.put(0, u64::MAX, &[3; 160]) && !lanes.put(1, 0, &[3; 160]));
        let all = lanes.finish();
        assert_eq!((all.len(), &all[159..161]), (320, &[1, 2][..]));
    }

    #[test]
    fn what_is_ripe_is_given_out_before_the_end_and_what_comes_after_that_is_too_late() {
        let mut lanes = Lanes::new(shape(Coding::Linear, 8000, 1), false);
        for second in 0..20 {
            assert!(lanes.put(0, second * 8000, &[7; 16_000]));
        }
        let ready = lanes.take().len();
        assert!((200_000..=240_000).contains(&ready), "{ready}");
        assert!(!lanes.put(0, 0, &[9; 160]));
        assert_eq!(ready + lanes.finish().len(), 320_000);
    }

    #[test]
    fn sides_are_exchanged_however_they_come_and_torn_moments_are_put_together() {
        let mut lanes = Lanes::new(shape(Coding::Linear, 8000, 2), true);
        lanes.append(&[1, 1, 2]);
        lanes.append(&[2, 1, 1, 2, 2, 5]);
        assert_eq!(lanes.take(), [2, 2, 1, 1, 2, 2, 1, 1]);
        assert_eq!(lanes.finish(), [] as [u8; 0], "half a moment is none");
        let mut lanes = Lanes::new(shape(Coding::Mulaw, 8000, 2), true);
        assert!(lanes.put(0, 0, &[1; 160]) && lanes.put(1, 0, &[2; 160]));
        assert_eq!(lanes.finish()[..4], [2, 1, 2, 1]);
    }

    #[test]
    fn a_file_says_what_it_holds_and_whether_its_end_is_missing() {
        for (coding, sample) in [(Coding::Linear, 2), (Coding::Mulaw, 1), (Coding::Alaw, 1)] {
            let shape = shape(coding, 16_000, 2);
            for is_cut in [false, true] {
                let body = vec![0x11; 32_000 * sample];
                let mut file = shape.wav_header(body.len() as u64, is_cut);
                file.extend_from_slice(&body);
                let sound = crate::audio::decode(&file, None, &crate::audio::Limits::default()).unwrap();
                assert_eq!(
                    (sound.rate, sound.source_channels, sound.duration_ms),
                    (16_000, 2, 1000)
                );
                let is_flagged = sound.flags.contains(&crate::analysis::QualityFlag::Truncated);
                assert_eq!(is_flagged, is_cut, "{coding:?}");
            }
            assert_eq!(shape.duration_ms(32_000 * sample as u64), 1000);
        }
    }
}
