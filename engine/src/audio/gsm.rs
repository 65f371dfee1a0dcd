//! GSM 06.10 full rate (ETSI EN 300 961), decoding only: 20 ms of telephone sound in 260 bits. Bit-exact, so every step has the
//! standard's 16-bit arithmetic.
//!
//! Two packings exist: raw frames of 33 bytes (`.gsm`, RTP) and Microsoft's 65 bytes for two frames (WAV49, format tag 0x31).

/// Samples of a frame.
pub(super) const FRAME: usize = 160;
/// Bytes of a raw frame.
pub(super) const RAW_BYTES: usize = 33;
/// Bytes of two frames as Microsoft packs them.
pub(super) const WAV49_BYTES: usize = 65;

const SUBFRAME: usize = 40;
const LAGS: std::ops::RangeInclusive<i16> = 40..=120;
const HISTORY: usize = 120;

/// Bits of the eight log area ratios.
const LAR_BITS: [u32; 8] = [6, 6, 5, 5, 4, 4, 3, 3];
/// Offset, smallest code and inverse slope of each of them (table 4.1 of the standard).
const LAR: [(i16, i16, i16); 8] = [
    (0, -32, 13_107),
    (0, -32, 13_107),
    (2048, -16, 13_107),
    (-2560, -16, 13_107),
    (94, -8, 19_223),
    (-1792, -8, 17_476),
    (-341, -4, 31_454),
    (-1144, -4, 29_708),
];
/// Gains of the long-term predictor (table 4.3b).
const GAIN: [i16; 4] = [3277, 11_469, 21_299, 32_767];
/// Normalised direct mantissae (table 4.6).
const MANTISSA: [i16; 8] = [18_431, 20_479, 22_527, 24_575, 26_623, 28_671, 30_719, 32_767];

/// What a frame's bits say.
struct Frame {
    lar: [i16; 8],
    subframes: [Subframe; 4],
}

#[derive(Clone, Copy, Default)]
struct Subframe {
    lag: i16,
    gain: usize,
    grid: usize,
    peak: i16,
    pulses: [i16; 13],
}

impl Frame {
    /// The fields lie in one order in both packings; `bits(n)` takes the next n.
    fn read(mut bits: impl FnMut(u32) -> i16) -> Self {
        let lar = LAR_BITS.map(&mut bits);
        let mut subframes = [Subframe::default(); 4];
        for subframe in &mut subframes {
            subframe.lag = bits(7);
            subframe.gain = bits(2) as usize;
            subframe.grid = bits(2) as usize;
            subframe.peak = bits(6);
            subframe.pulses = [3; 13].map(&mut bits);
        }
        Self { lar, subframes }
    }
}

/// The state that goes from frame to frame.
pub(super) struct Decoder {
    /// The last 120 samples of the short-term residual.
    history: [i16; HISTORY],
    lag: i16,
    lar: [i16; 8],
    lattice: [i16; 9],
    deemphasis: i16,
}

impl Decoder {
    pub fn new() -> Self {
        Self {
            history: [0; HISTORY],
            lag: 40,
            lar: [0; 8],
            lattice: [0; 9],
            deemphasis: 0,
        }
    }

    /// A raw frame: a signature of four bits, then the fields with the highest bit first.
    pub fn raw(&mut self, bytes: &[u8; RAW_BYTES]) -> [i16; FRAME] {
        let mut place = 4;
        let mut bits = |count: u32| {
            let mut value = 0;
            for _ in 0..count {
                value = value << 1 | i16::from(bytes[place / 8] >> (7 - place % 8) & 1);
                place += 1;
            }
            value
        };
        let frame = Frame::read(&mut bits);
        self.frame(&frame)
    }

    /// Two frames in Microsoft's packing: the fields without a gap, lowest bit first.
    pub fn wav49(&mut self, bytes: &[u8; WAV49_BYTES]) -> [[i16; FRAME]; 2] {
        let mut place = 0;
        let mut bits = |count: u32| {
            let mut value = 0;
            for bit in 0..count {
                value |= i16::from(bytes[place / 8] >> (place % 8) & 1) << bit;
                place += 1;
            }
            value
        };
        let frames = [Frame::read(&mut bits), Frame::read(&mut bits)];
        frames.map(|frame| self.frame(&frame))
    }

    fn frame(&mut self, frame: &Frame) -> [i16; FRAME] {
        let mut residual = [0; FRAME];
        for (subframe, out) in frame.subframes.iter().zip(residual.chunks_exact_mut(SUBFRAME)) {
            self.long_term(subframe, out);
        }
        self.short_term(&frame.lar, &mut residual);
        for sample in &mut residual {
            self.deemphasis = sample.saturating_add(rounded(self.deemphasis, 28_180));
            *sample = self.deemphasis.saturating_add(self.deemphasis) & !7;
        }
        residual
    }

    /// Pulses → the residual of a subframe, with what the pitch repeats (4.3.2).
    fn long_term(&mut self, subframe: &Subframe, out: &mut [i16]) {
        if LAGS.contains(&subframe.lag) {
            self.lag = subframe.lag;
        }
        let pulses = excitation(subframe);
        let gain = GAIN[subframe.gain];
        for (at, (out, pulse)) in out.iter_mut().zip(pulses).enumerate() {
            let past = self.history[HISTORY + at - self.lag as usize];
            *out = pulse.saturating_add(rounded(gain, past));
        }
        self.history.copy_within(SUBFRAME.., 0);
        self.history[HISTORY - SUBFRAME..].copy_from_slice(out);
    }

    /// The lattice filter, whose coefficients glide from the last frame's to this one's (4.3.3).
    fn short_term(&mut self, codes: &[i16; 8], samples: &mut [i16; FRAME]) {
        let mut lar = [0; 8];
        for (lar, (code, (offset, least, slope))) in lar.iter_mut().zip(codes.iter().zip(LAR)) {
            let level = code.saturating_add(least) << 10;
            let half = rounded(slope, level.saturating_sub(offset << 1));
            *lar = half.saturating_add(half);
        }
        let last = std::mem::replace(&mut self.lar, lar);
        let glide = |mix: fn(i16, i16) -> i16| {
            let mut mixed = [0; 8];
            for (mixed, (last, new)) in mixed.iter_mut().zip(last.iter().zip(lar)) {
                *mixed = reflection(mix(*last, new));
            }
            mixed
        };
        let first = glide(|last, new| (last >> 2).saturating_add(new >> 2).saturating_add(last >> 1));
        let second = glide(|last, new| (last >> 1).saturating_add(new >> 1));
        let third = glide(|last, new| (last >> 2).saturating_add(new >> 2).saturating_add(new >> 1));
        let fourth = glide(|_, new| new);
        self.filter(&first, &mut samples[..13]);
        self.filter(&second, &mut samples[13..27]);
        self.filter(&third, &mut samples[27..40]);
        self.filter(&fourth, &mut samples[40..]);
    }

    fn filter(&mut self, reflections: &[i16; 8], samples: &mut [i16]) {
        for sample in samples {
            let mut value = *sample;
            for (stage, reflection) in reflections.iter().enumerate().rev() {
                value = value.saturating_sub(rounded(*reflection, self.lattice[stage]));
                self.lattice[stage + 1] = self.lattice[stage].saturating_add(rounded(*reflection, value));
            }
            self.lattice[0] = value;
            *sample = value;
        }
    }
}

/// Thirteen pulses on their grid of forty places (4.2.15 to 4.2.17 backwards).
fn excitation(subframe: &Subframe) -> [i16; SUBFRAME] {
    let (exponent, mantissa) = exponent_and_mantissa(subframe.peak);
    let shift = 6 - exponent;
    let rounding = if shift > 0 { 1 << (shift - 1) } else { 0 };
    let mut places = [0; SUBFRAME];
    for (number, pulse) in subframe.pulses.iter().enumerate() {
        let level = ((pulse << 1) - 7) << 12;
        let scaled = rounded(MANTISSA[mantissa], level).saturating_add(rounding);
        places[subframe.grid + 3 * number] = scaled >> shift;
    }
    places
}

fn exponent_and_mantissa(peak: i16) -> (i16, usize) {
    let mut exponent = if peak > 15 { (peak >> 3) - 1 } else { 0 };
    let mut mantissa = peak - (exponent << 3);
    if mantissa == 0 {
        return (-4, 7);
    }
    while mantissa <= 7 {
        mantissa = mantissa << 1 | 1;
        exponent -= 1;
    }
    (exponent, (mantissa - 8) as usize)
}

/// A log area ratio as a reflection coefficient (4.2.9.2).
fn reflection(ratio: i16) -> i16 {
    let size = ratio.saturating_abs();
    let coefficient = match size {
        0..11_059 => size << 1,
        11_059..20_070 => size + 11_059,
        _ => (size >> 2).saturating_add(26_112),
    };
    if ratio < 0 { -coefficient } else { coefficient }
}

/// The product of two fractions, rounded.
fn rounded(a: i16, b: i16) -> i16 {
    ((i32::from(a) * i32::from(b) + 16_384) >> 15).min(i32::from(i16::MAX)) as i16
}
