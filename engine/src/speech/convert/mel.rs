//! The mel filterbank that a ggml file carries: Slaney's scale and norm, 16 kHz, window of 400 samples, 0 to 8 kHz.

use std::io::Write;

const RATE: f64 = 16_000.0;
const WINDOW: u32 = 400;
/// Bins of the spectrum of one window.
pub const BINS: u32 = WINDOW / 2 + 1;

/// Hz a mel below 1 kHz (mel 15); above, 27 mels make a factor of 6.4.
const LINEAR: f64 = 200.0 / 3.0;
const BREAK_MEL: f64 = 15.0;
const BREAK_HZ: f64 = 1000.0;

/// Writes `n_mels`, bins, and the filters as f32, mel after mel.
pub fn write(n_mels: u32, out: &mut impl Write) -> std::io::Result<()> {
    out.write_all(&n_mels.to_le_bytes())?;
    out.write_all(&BINS.to_le_bytes())?;
    for weight in filters(n_mels) {
        out.write_all(&weight.to_le_bytes())?;
    }
    Ok(())
}

/// `n_mels` × 201 weights. Computed in f64; each triangle is rounded to f32 before its norm is applied, as the reference does.
pub fn filters(n_mels: u32) -> Vec<f32> {
    let top = mel(RATE / 2.0);
    let edges: Vec<f64> = (0..n_mels + 2)
        .map(|i| hertz(top * f64::from(i) / f64::from(n_mels + 1)))
        .collect();
    let mut weights = Vec::with_capacity((n_mels * BINS) as usize);
    for edge in edges.windows(3) {
        let norm = 2.0 / (edge[2] - edge[0]);
        for bin in 0..BINS {
            let frequency = f64::from(bin) * RATE / f64::from(WINDOW);
            let rising = (frequency - edge[0]) / (edge[1] - edge[0]);
            let falling = (edge[2] - frequency) / (edge[2] - edge[1]);
            let triangle = rising.min(falling).max(0.0) as f32;
            weights.push((f64::from(triangle) * norm) as f32);
        }
    }
    weights
}

fn hertz(mel: f64) -> f64 {
    if mel < BREAK_MEL {
        mel * LINEAR
    } else {
        BREAK_HZ * ((mel - BREAK_MEL) * 6.4f64.ln() / 27.0).exp()
    }
}

fn mel(hertz: f64) -> f64 {
    if hertz < BREAK_HZ {
        hertz / LINEAR
    } else {
        BREAK_MEL + (hertz / BREAK_HZ).ln() * 27.0 / 6.4f64.ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_goes_there_and_back() {
        for hz in [0.0, 440.0, 1000.0, 3400.0, 8000.0] {
            assert!((hertz(mel(hz)) - hz).abs() < 1e-9);
        }
        assert!((mel(6400.0) - 42.0).abs() < 1e-9);
    }

    /// Area norm: each full triangle sums to about 1 / (bin width of 40 Hz).
    #[test]
    fn each_filter_has_the_area_of_one() {
        let filters = filters(80);
        assert_eq!(filters.len(), 80 * 201);
        for filter in filters.chunks(201).skip(40) {
            let area: f32 = filter.iter().sum::<f32>() * 40.0;
            assert!((area - 1.0).abs() < 0.1, "{area}");
        }
        // First values of Whisper's own filterbank (mel 0: bin 1; mel 1: bins 1 and 2).
        assert!((filters[1] - 0.024_862_59).abs() < 1e-7 && (filters[202] - 0.001_990_87).abs() < 1e-7);
    }
}
