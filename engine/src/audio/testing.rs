//! Signals and WAV files for the tests of this module.

use std::io;
use std::ops::Range;
use std::path::Path;

use super::Recorded;

/// A tone: `rate` in Hz, `pitch` in Hz, in `seconds`, with `gain` as its highest sample.
pub fn sine(rate: u32, pitch: f64, seconds: f64, gain: f32) -> Vec<f32> {
    let frames = (f64::from(rate) * seconds) as usize;
    let turn = std::f64::consts::TAU * pitch / f64::from(rate);
    (0..frames)
        .map(|frame| gain * (turn * frame as f64).sin() as f32)
        .collect()
}

/// White noise in -1…1, the same each time.
pub fn noise(frames: usize) -> Vec<f32> {
    let mut state = 0x2545_F491_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    (0..frames).map(next).collect()
}

pub fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A recording that does not lie in memory, as far as its reader can tell; what comes after `sound` of its bytes is damaged.
pub struct Stored {
    pub bytes: Vec<u8>,
    pub sound: u64,
}

impl Stored {
    pub fn sound(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.to_vec(),
            sound: u64::MAX,
        }
    }
}

impl Recorded for Stored {
    fn length(&self) -> u64 {
        self.bytes.length()
    }

    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        if range.end > self.sound {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.bytes.read(range)
    }
}

/// A WAV file to be written as the test wants it.
#[derive(Clone)]
pub struct WavFile {
    pub riff: [u8; 4],
    pub tag: u16,
    pub channels: u16,
    pub rate: u32,
    pub block_align: u16,
    pub bits: u16,
    /// After the first 16 bytes of the format chunk.
    pub format_tail: Vec<u8>,
    pub before: Vec<([u8; 4], Vec<u8>)>,
    pub samples: Vec<u8>,
    pub riff_length: Option<u32>,
    pub data_length: Option<u32>,
}

impl WavFile {
    /// `samples` are interleaved.
    pub fn pcm16(rate: u32, channels: u16, samples: &[f32]) -> Self {
        let bytes = samples
            .iter()
            .flat_map(|sample| ((sample * 32_767.0).round() as i16).to_le_bytes());
        Self {
            riff: *b"RIFF",
            tag: 1,
            channels,
            rate,
            block_align: channels.wrapping_mul(2),
            bits: 16,
            format_tail: Vec::new(),
            before: Vec::new(),
            samples: bytes.collect(),
            riff_length: None,
            data_length: None,
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut format = Vec::new();
        format.extend(self.tag.to_le_bytes());
        format.extend(self.channels.to_le_bytes());
        format.extend(self.rate.to_le_bytes());
        format.extend((self.rate.wrapping_mul(self.block_align.into())).to_le_bytes());
        format.extend(self.block_align.to_le_bytes());
        format.extend(self.bits.to_le_bytes());
        format.extend(&self.format_tail);
        let mut body = b"WAVE".to_vec();
        for (id, chunk) in self.before.iter().chain(std::iter::once(&(*b"fmt ", format))) {
            body.extend(id);
            body.extend((chunk.len() as u32).to_le_bytes());
            body.extend(chunk);
            body.resize(body.len().next_multiple_of(2), 0);
        }
        body.extend(b"data");
        body.extend(self.data_length.unwrap_or(self.samples.len() as u32).to_le_bytes());
        body.extend(&self.samples);
        let mut file = self.riff.to_vec();
        file.extend(self.riff_length.unwrap_or(body.len() as u32).to_le_bytes());
        file.extend(body);
        file
    }
}
