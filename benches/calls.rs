//! Telephone calls for the benches: read speech of `tests/audio`, laid out by turns on two channels, with line noise, through
//! 300–3400 Hz and mu-law at 8 kHz. Always the same calls: chance is a small generator with a fixed seed.

use std::ops::Range;
use std::path::Path;

use anyhow::{Context, ensure};
use engine::audio;

/// Telephone rate, Hz.
pub const RATE: usize = 8000;
const CALL_SECONDS: usize = 300;
const CALLS: u64 = 3;
/// Level of each utterance.
const SPEECH_RMS: f32 = 0.05;
/// Level of the noise of a good line: 38 dB below speech.
pub const LINE_NOISE: f32 = 0.0006;
const GAIN: f32 = 0.7;

/// One two-channel call.
pub struct Call {
    /// mu-law bytes of each channel.
    pub channels: [Vec<u8>; 2],
    pub spoken: [Vec<Spoken>; 2],
}

/// An utterance, and the samples at 8 kHz where it lies.
pub struct Spoken {
    pub time: Range<usize>,
    pub text: String,
}

struct Utterance {
    samples: Vec<f32>,
    text: String,
}

/// How far speech lies above noise of level `noise`, in dB.
pub fn signal_to_noise(noise: f32) -> f32 {
    20.0 * (SPEECH_RMS / noise).log10()
}

/// The simulated calls, with noise of that level on the line.
pub fn calls(noise: f32) -> anyhow::Result<Vec<Call>> {
    let mut sides: [Vec<Utterance>; 2] = [Vec::new(), Vec::new()];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/audio/read");
    let texts = std::fs::read_to_string(folder.join("texts.tsv")).context("tests/audio/read/texts.tsv")?;
    let mut speakers: Vec<&str> = Vec::new();
    for line in texts.lines() {
        let (name, text) = line.split_once('\t').context("a line without a tab")?;
        let speaker = name.split('-').next().unwrap_or(name);
        if speakers.last() != Some(&speaker) {
            speakers.push(speaker);
        }
        let bytes = std::fs::read(folder.join(format!("{name}.flac"))).with_context(|| name.to_owned())?;
        let sound = audio::decode(&bytes, None, &audio::Limits::default())?;
        ensure!(sound.rate as usize == RATE, "{name} is not at 8 kHz");
        let samples = levelled(sound.channels.first().context("no channel")?.to_vec());
        sides[(speakers.len() + 1) % 2].push(Utterance {
            samples,
            text: text.to_owned(),
        });
    }
    Ok((0..CALLS).map(|number| call(&sides, number, noise)).collect())
}

fn levelled(mut samples: Vec<f32>) -> Vec<f32> {
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32;
    let gain = SPEECH_RMS / power.sqrt().max(1e-6);
    samples.iter_mut().for_each(|sample| *sample *= gain);
    samples
}

fn call(sides: &[Vec<Utterance>; 2], number: u64, noise: f32) -> Call {
    let mut chance = Chance(0x9e37_79b9 + number);
    let length = CALL_SECONDS * RATE;
    let mut sound = [vec![0f32; length], vec![0f32; length]];
    let mut spoken = [Vec::new(), Vec::new()];
    let mut order: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
    let (mut at, mut who) = (RATE * 4 / 5, 0);
    loop {
        if order[who].is_empty() {
            order[who] = chance.shuffled(sides[who].len());
        }
        let Some(utterance) = order[who].pop().map(|next| &sides[who][next]) else {
            break;
        };
        let end = at + utterance.samples.len();
        if end + RATE > length {
            break;
        }
        sound[who][at..end].copy_from_slice(&utterance.samples);
        spoken[who].push(Spoken {
            time: at..end,
            text: utterance.text.clone(),
        });
        at = end + (RATE as f32 * (0.2 + 0.8 * chance.share())) as usize;
        if chance.share() < 0.8 {
            who = 1 - who;
        }
    }
    let channels = sound.map(|channel| line(channel, noise, &mut chance));
    Call { channels, spoken }
}

/// What a telephone line makes of a sound at 8 kHz: mu-law bytes.
pub fn line(mut samples: Vec<f32>, noise: f32, chance: &mut Chance) -> Vec<u8> {
    for sample in &mut samples {
        // The sum of twelve is as good as a bell curve.
        let drawn = (0..12).map(|_| chance.share()).sum::<f32>() - 6.0;
        *sample += noise * drawn;
    }
    let passed = high_passed(&samples).into_iter();
    passed.map(|sample| mu_law(sample * GAIN)).collect()
}

/// What a telephone line keeps of low tones: second order, 300 Hz (the upper limit is the files' own).
fn high_passed(samples: &[f32]) -> Vec<f32> {
    let omega = std::f32::consts::TAU * 300.0 / RATE as f32;
    let alpha = omega.sin() / std::f32::consts::SQRT_2;
    let a0 = 1.0 + alpha;
    let (b, a1, a2) = (
        (1.0 + omega.cos()) / 2.0 / a0,
        -2.0 * omega.cos() / a0,
        (1.0 - alpha) / a0,
    );
    let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
    let filter = |x: &f32| {
        let y = b * (x - 2.0 * x1 + x2) - a1 * y1 - a2 * y2;
        (x2, x1, y2, y1) = (x1, *x, y1, y);
        y
    };
    samples.iter().map(filter).collect()
}

/// G.711.
fn mu_law(sample: f32) -> u8 {
    let linear = (sample * 32_768.0).round().clamp(-32_635.0, 32_635.0) as i32;
    let magnitude = linear.unsigned_abs() + 132;
    let exponent = magnitude.ilog2() - 7;
    let mantissa = (magnitude >> (exponent + 3)) & 15;
    let sign = if linear < 0 { 0x80 } else { 0 };
    !(sign | (exponent << 4 | mantissa) as u8)
}

impl Call {
    /// A mu-law WAV of both channels.
    pub fn wav(&self) -> Vec<u8> {
        let frames = self.channels[0].len();
        let bytes = (2 * frames) as u32;
        let mut out = b"RIFF".to_vec();
        out.extend((36 + bytes).to_le_bytes());
        out.extend(b"WAVEfmt \x10\0\0\0\x07\0\x02\0");
        out.extend((RATE as u32).to_le_bytes());
        out.extend((2 * RATE as u32).to_le_bytes());
        out.extend(b"\x02\0\x08\0data");
        out.extend(bytes.to_le_bytes());
        out.extend(
            self.channels[0]
                .iter()
                .zip(&self.channels[1])
                .flat_map(|(left, right)| [*left, *right]),
        );
        out
    }
}

/// splitmix64.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0…1.
    pub fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, (self.next() % (last as u64 + 1)) as usize);
        }
        order
    }
}
