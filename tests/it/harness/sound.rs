//! Recordings for tests: made here where only their form matters, real speech where the test is about it.

/// A WAV file of 16-bit PCM with that many channels and frames, a quiet tone on each.
pub fn wav(rate: u32, channels: u16, frames: u32) -> Vec<u8> {
    let samples = (0..frames).flat_map(|frame| {
        let value = ((f64::from(frame) * 440.0 * std::f64::consts::TAU / f64::from(rate)).sin() * 1000.0) as i16;
        std::iter::repeat_n(value, usize::from(channels))
    });
    let data: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
    let mut wav = Vec::new();
    let bytes = data.len() as u32;
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16u32.to_le_bytes());
    wav.extend_from_slice(&1u16.to_le_bytes());
    wav.extend_from_slice(&channels.to_le_bytes());
    wav.extend_from_slice(&rate.to_le_bytes());
    wav.extend_from_slice(&(rate * u32::from(channels) * 2).to_le_bytes());
    wav.extend_from_slice(&(channels * 2).to_le_bytes());
    wav.extend_from_slice(&16u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    wav.extend(data);
    wav
}

/// A sample call of the project: real speech.
pub fn sample(name: &str) -> Vec<u8> {
    std::fs::read(super::project("demo/calls").join(name)).expect("a sample call of the project")
}
