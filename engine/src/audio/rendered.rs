//! A decoded recording for ears and eyes: as a WAV that every browser plays, read in pieces without making the whole of it; and how loud it
//! is along its length.

use std::ops::Range;

use super::{Channel, Sound};

const HEADER: u64 = 44;
const BYTES_A_SAMPLE: u64 = 2;

/// The sound as RIFF WAVE, 16-bit linear.
#[derive(Clone, Debug, PartialEq)]
pub struct Wav {
    sound: Sound,
}

impl Wav {
    pub fn of(sound: Sound) -> Self {
        Self { sound }
    }

    /// A part of it by time.
    pub fn cut(&self, part: Range<u64>) -> Self {
        let frames = |ms: u64| usize::try_from(ms.saturating_mul(self.sound.rate.into()) / 1_000).unwrap_or(usize::MAX);
        let range = frames(part.start)..frames(part.end);
        let of_channel = |channel: &Channel| Channel::from(channel.read(range.clone()).as_slice());
        let channels: Vec<Channel> = self.sound.channels.iter().map(of_channel).collect();
        let length = channels.first().map_or(0, Channel::len) as u64;
        Self {
            sound: Sound {
                duration_ms: length * 1_000 / u64::from(self.sound.rate.max(1)),
                channels,
                ..self.sound.clone()
            },
        }
    }

    fn frame(&self) -> u64 {
        BYTES_A_SAMPLE * self.sound.channels.len() as u64
    }

    fn frames(&self) -> u64 {
        self.sound.channels.first().map_or(0, Channel::len) as u64
    }

    /// Bytes of the whole.
    pub fn len(&self) -> u64 {
        HEADER + self.frames() * self.frame()
    }

    pub fn is_empty(&self) -> bool {
        self.frames() == 0
    }

    /// What of `range` there is.
    pub fn read(&self, range: Range<u64>) -> Vec<u8> {
        let range = range.start..range.end.min(self.len());
        if range.is_empty() {
            return Vec::new();
        }
        let mut out = Vec::with_capacity(usize::try_from(range.end - range.start).unwrap_or(0));
        if range.start < HEADER {
            let header = self.header();
            let within = range.start as usize..range.end.min(HEADER) as usize;
            out.extend_from_slice(header.get(within).unwrap_or_default());
        }
        let (from, to) = (range.start.max(HEADER) - HEADER, range.end.max(HEADER) - HEADER);
        if from < to {
            let frame = self.frame();
            let first = from / frame;
            let bytes = self.samples(first..to.div_ceil(frame));
            let skipped = (from - first * frame) as usize;
            let wanted = bytes.get(skipped..skipped + (to - from) as usize);
            out.extend_from_slice(wanted.unwrap_or_default());
        }
        out
    }

    fn header(&self) -> [u8; HEADER as usize] {
        let (channels, rate) = (self.sound.channels.len() as u16, self.sound.rate);
        let data = u32::try_from(self.len() - HEADER).unwrap_or(u32::MAX);
        let frame = self.frame() as u16;
        let mut header = [0; HEADER as usize];
        let parts: [(usize, &[u8]); 12] = [
            (0, b"RIFF"),
            (4, &data.saturating_add(36).to_le_bytes()),
            (8, b"WAVEfmt "),
            (16, &16_u32.to_le_bytes()),
            (20, &1_u16.to_le_bytes()),
            (22, &channels.to_le_bytes()),
            (24, &rate.to_le_bytes()),
            (28, &(rate * u32::from(frame)).to_le_bytes()),
            (32, &frame.to_le_bytes()),
            (34, &16_u16.to_le_bytes()),
            (36, b"data"),
            (40, &data.to_le_bytes()),
        ];
        for (at, bytes) in parts {
            if let Some(place) = header.get_mut(at..at + bytes.len()) {
                place.copy_from_slice(bytes);
            }
        }
        header
    }

    fn samples(&self, frames: Range<u64>) -> Vec<u8> {
        let range = frames.start as usize..frames.end as usize;
        let channels: Vec<Vec<f32>> = self
            .sound
            .channels
            .iter()
            .map(|channel| channel.read(range.clone()))
            .collect();
        let count = channels.first().map_or(0, Vec::len);
        let mut bytes = Vec::with_capacity(count * self.frame() as usize);
        for frame in 0..count {
            for channel in &channels {
                let sample = channel.get(frame).copied().unwrap_or(0.0);
                bytes.extend_from_slice(&((sample * 32_767.0).round() as i16).to_le_bytes());
            }
        }
        bytes
    }
}

/// The loudest sample of each of `buckets` equal stretches, 0…255, channel by channel.
pub fn peaks(sound: &Sound, buckets: usize) -> Vec<Vec<u8>> {
    let of_channel = |channel: &Channel| {
        let width = channel.len() as f64 / buckets as f64;
        let bucket = |n: usize| {
            let range = (n as f64 * width) as usize..((n + 1) as f64 * width).ceil() as usize;
            let loudest = channel
                .read(range)
                .into_iter()
                .fold(0.0_f32, |most, sample| most.max(sample.abs()));
            (loudest * 255.0).round().clamp(0.0, 255.0) as u8
        };
        (0..buckets).map(bucket).collect()
    };
    sound.channels.iter().map(of_channel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::testing::sine;
    use crate::audio::{Limits, decode};

    fn sound(seconds: f64) -> Sound {
        let left = sine(8_000, 440.0, seconds, 0.5);
        let right = vec![0.25; left.len()];
        Sound {
            rate: 8_000,
            channels: vec![left.as_slice().into(), right.as_slice().into()],
            source_channels: 2,
            flags: vec![],
            duration_ms: (seconds * 1e3) as u64,
        }
    }

    #[test]
    fn it_is_a_wav_of_the_same_sound_and_any_range_is_a_part_of_it() {
        let wav = Wav::of(sound(1.5));
        let whole = wav.read(0..wav.len());
        assert_eq!(whole.len() as u64, wav.len());
        let again = decode(&whole, None, &Limits::default()).unwrap();
        assert_eq!((again.rate, again.channels.len(), again.duration_ms), (8_000, 2, 1_500));
        let (one, other) = (again.channels[0].to_vec(), sound(1.5).channels[0].to_vec());
        assert!(one.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-3));
        for (from, to) in [
            (0, 1),
            (3, 50),
            (43, 45),
            (44, 46),
            (45, 47),
            (1_001, 9_999),
            (24_000, u64::MAX),
            (99_999, 100_000),
            (7, 7),
        ] {
            let end = to.min(wav.len());
            let expected = whole.get(from as usize..end as usize).unwrap_or_default();
            assert_eq!(wav.read(from..to), expected, "{from}..{to}");
        }
    }

    #[test]
    fn a_part_by_time_is_a_wav_of_its_own() {
        let wav = Wav::of(sound(2.0));
        let part = wav.cut(500..1_250);
        assert_eq!(part.len(), 44 + 4 * 6_000);
        let whole = wav.read(0..wav.len());
        assert_eq!(part.read(44..part.len()), whole[44 + 4 * 4_000..44 + 4 * 10_000]);
        assert_eq!(wav.cut(1_500..99_999).len(), 44 + 4 * 4_000);
        assert!(wav.cut(5_000..6_000).is_empty());
    }

    #[test]
    fn peaks_follow_the_loudness_of_each_channel() {
        let mut half = sound(2.0);
        let quiet = vec![0.0; 8_000];
        let loud = half.channels[0].read(0..8_000);
        half.channels[0] = [quiet, loud].concat().as_slice().into();
        let found = peaks(&half, 10);
        assert_eq!((found.len(), found[0].len()), (2, 10));
        assert!(
            found[0][..5].iter().all(|peak| *peak == 0) && found[0][6..].iter().all(|peak| (120..=128).contains(peak))
        );
        assert!(found[1].iter().all(|peak| *peak == 64), "{:?}", found[1]);
        let empty = Sound {
            channels: vec![Channel::new()],
            ..half
        };
        assert_eq!(peaks(&empty, 3), [[0, 0, 0]]);
        assert!(Wav::of(empty).is_empty());
    }
}
