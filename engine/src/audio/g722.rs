//! ITU-T G.722 at 64 kbit/s, decoding only: wide-band sound (16 kHz) in a byte for every two samples. Bit-exact, so the steps
//! are the recommendation's own, by the names of its blocks.

const LOW_LEVELS: [i32; 16] = [
    0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0,
];
const LOW_LEVELS_FINE: [i32; 64] = [
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576,
    -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040,
    -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
    4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
];
const HIGH_LEVELS: [i32; 4] = [-7408, -1616, 7408, 1616];
const LOW_STEPS: [i32; 8] = [-60, -30, 58, 172, 334, 538, 1198, 3042];
const LOW_STEP_OF: [usize; 16] = [0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0];
const HIGH_STEPS: [i32; 3] = [0, -214, 798];
const HIGH_STEP_OF: [usize; 4] = [2, 1, 2, 1];
/// 2 to the power of n/32, by 2048.
const POWERS: [i32; 32] = [
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960, 3025,
    3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];
/// Half of the quadrature mirror filter; the other half is the same backwards.
const MIRROR: [i32; 12] = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];
const TAPS: usize = 2 * MIRROR.len();

pub(super) struct Decoder {
    low: Band,
    high: Band,
    /// The filter's past, written twice so that it always lies in one piece.
    past: [i32; 2 * TAPS],
    at: usize,
}

impl Decoder {
    pub fn new() -> Self {
        Self {
            low: Band::new(32),
            high: Band::new(8),
            past: [0; 2 * TAPS],
            at: 0,
        }
    }

    /// One byte → two samples.
    pub fn byte(&mut self, byte: u8) -> [i16; 2] {
        let (fine, high) = (usize::from(byte & 0x3F), usize::from(byte >> 6));
        let coarse = fine >> 2;
        let low = &mut self.low;
        let sound_low = fifteen(low.signal + ((low.scale * LOW_LEVELS_FINE[fine]) >> 15));
        let difference = (low.scale * LOW_LEVELS[coarse]) >> 15;
        low.rescale(LOW_STEPS[LOW_STEP_OF[coarse]], 18_432, 8);
        low.adapt(difference);
        let band = &mut self.high;
        let difference = (band.scale * HIGH_LEVELS[high]) >> 15;
        let sound_high = fifteen(difference + band.signal);
        band.rescale(HIGH_STEPS[HIGH_STEP_OF[high]], 22_528, 10);
        band.adapt(difference);
        self.join(sound_low, sound_high)
    }

    /// Both halves of the spectrum → sound at the double rate.
    fn join(&mut self, low: i32, high: i32) -> [i16; 2] {
        for (offset, value) in [low + high, low - high].into_iter().enumerate() {
            self.past[self.at + offset] = value;
            self.past[self.at + offset + TAPS] = value;
        }
        self.at = (self.at + 2) % TAPS;
        let past = &self.past[self.at..self.at + TAPS];
        let (mut first, mut second) = (0, 0);
        for ((pair, forth), back) in past.chunks_exact(2).zip(MIRROR).zip(MIRROR.iter().rev()) {
            second += pair[0] * forth;
            first += pair[1] * back;
        }
        [saturated(first >> 11) as i16, saturated(second >> 11) as i16]
    }
}

/// The predictor of one half of the spectrum.
struct Band {
    /// What is predicted (s), of it by the zeros (sz).
    signal: i32,
    by_zeros: i32,
    /// The last two reconstructed signals (r) and partly reconstructed ones (p).
    reconstructed: [i32; 2],
    partial: [i32; 2],
    poles: [i32; 2],
    zeros: [i32; 6],
    /// The last six differences (d).
    differences: [i32; 6],
    /// Logarithm of the scale (nb) and the scale itself (det).
    log_scale: i32,
    scale: i32,
}

impl Band {
    fn new(scale: i32) -> Self {
        Self {
            signal: 0,
            by_zeros: 0,
            reconstructed: [0; 2],
            partial: [0; 2],
            poles: [0; 2],
            zeros: [0; 6],
            differences: [0; 6],
            log_scale: 0,
            scale,
        }
    }

    /// LOGSCL and SCALEL, or LOGSCH and SCALEH.
    fn rescale(&mut self, step: i32, most: i32, exponent: i32) {
        self.log_scale = (((self.log_scale * 127) >> 7) + step).clamp(0, most);
        let power = POWERS[(self.log_scale >> 6 & 31) as usize];
        let shift = exponent - (self.log_scale >> 11);
        self.scale = if shift < 0 { power << -shift } else { power >> shift } << 2;
    }

    fn adapt(&mut self, difference: i32) {
        let reconstructed = saturated(self.signal + difference);
        let partial = saturated(self.by_zeros + difference);
        self.adapt_poles(partial);
        self.adapt_zeros(difference);
        self.reconstructed = [reconstructed, self.reconstructed[0]];
        self.partial = [partial, self.partial[0]];
        self.differences.copy_within(..5, 1);
        self.differences[0] = difference;
        self.predict();
    }

    /// UPPOL2 and UPPOL1.
    fn adapt_poles(&mut self, partial: i32) {
        let same = |past: i32| (partial < 0) == (past < 0);
        let pull = saturated(self.poles[0] << 2);
        let pull = if same(self.partial[0]) { -pull } else { pull }.min(32_767);
        let second = (pull >> 7) + if same(self.partial[1]) { 128 } else { -128 } + ((self.poles[1] * 32_512) >> 15);
        let second = second.clamp(-12_288, 12_288);
        let step = if same(self.partial[0]) { 192 } else { -192 };
        let first = saturated(step + ((self.poles[0] * 32_640) >> 15));
        let most = saturated(15_360 - second);
        self.poles = [first.clamp(-most, most), second];
    }

    /// UPZERO.
    fn adapt_zeros(&mut self, difference: i32) {
        let step = if difference == 0 { 0 } else { 128 };
        for (zero, past) in self.zeros.iter_mut().zip(self.differences) {
            let towards = if (past < 0) == (difference < 0) { step } else { -step };
            *zero = saturated(towards + ((*zero * 32_640) >> 15));
        }
    }

    /// FILTEP, FILTEZ and PREDIC.
    fn predict(&mut self) {
        let share = |(weight, past): (&i32, &i32)| (*weight * saturated(past + past)) >> 15;
        let by_poles: i32 = self.poles.iter().zip(&self.reconstructed).map(share).sum();
        let by_zeros: i32 = self.zeros.iter().zip(&self.differences).map(share).sum();
        self.by_zeros = saturated(by_zeros);
        self.signal = saturated(saturated(by_poles) + self.by_zeros);
    }
}

fn saturated(value: i32) -> i32 {
    value.clamp(i32::from(i16::MIN), i32::from(i16::MAX))
}

fn fifteen(value: i32) -> i32 {
    value.clamp(-16_384, 16_383)
}
