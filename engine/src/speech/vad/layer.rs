//! A layer of the detector: rows of numbers times a matrix. A convolution is one too, where its input lies such that the frames
//! under the kernel are one run of numbers.

/// Rows that are computed together.
pub(super) const ROWS: usize = 4;

/// Multiplies and adds, in one instruction where the processor has it.
#[inline(always)]
pub(super) fn fused<const FUSED: bool>(a: f32, b: f32, sum: f32) -> f32 {
    if FUSED { a.mul_add(b, sum) } else { a * b + sum }
}

/// Adds to each row's sums its numbers times the columns. By hand for the two kinds of registers: left to itself the compiler makes
/// single numbers of so short an inner loop, which costs a factor of ten.
#[inline(always)]
fn add_rows<const WIDE: usize, const FUSED: bool>(
    columns: &[[f32; WIDE]],
    rows: &[&[f32]; ROWS],
    sums: &mut [[f32; WIDE]; ROWS],
) {
    #[cfg(target_arch = "x86_64")]
    if FUSED && WIDE == 2 * x86::LONG {
        // SAFETY: only `Network::avx512` asks for this width fused, on a processor that has AVX-512.
        return unsafe { x86::avx512(columns.as_flattened(), rows, sums.as_flattened_mut()) };
    }
    #[cfg(target_arch = "x86_64")]
    if FUSED && WIDE == 2 * x86::SHORT {
        // SAFETY: only `Network::avx2` asks for this width fused, on a processor that has AVX2 and FMA.
        return unsafe { x86::avx2(columns.as_flattened(), rows, sums.as_flattened_mut()) };
    }
    for (at, column) in columns.iter().enumerate() {
        for (sums, row) in sums.iter_mut().zip(rows) {
            for (sum, weight) in sums.iter_mut().zip(column) {
                *sum = fused::<FUSED>(row[at], *weight, *sum);
            }
        }
    }
}

/// Four rows by two registers of columns. `columns` and `sums` are as wide as two registers, end to end; what is left over at the end
/// of either is not touched.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256, __m512, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_storeu_ps, _mm512_fmadd_ps,
        _mm512_loadu_ps, _mm512_set1_ps, _mm512_storeu_ps,
    };

    use super::ROWS;

    /// Numbers of a register.
    pub(super) const LONG: usize = 16;
    pub(super) const SHORT: usize = 8;

    macro_rules! kernel {
        ($name:ident, $features:literal, $register:ty, $lanes:ident, $load:ident, $store:ident, $all:ident, $fused:ident) => {
            #[target_feature(enable = $features)]
            pub(super) fn $name(columns: &[f32], rows: &[&[f32]; ROWS], sums: &mut [f32]) {
                let (sums, _) = sums.as_chunks_mut::<$lanes>();
                // SAFETY: each piece is as long as a register.
                let mut held: [[$register; 2]; ROWS] = std::array::from_fn(|row| unsafe {
                    [$load(sums[2 * row].as_ptr()), $load(sums[2 * row + 1].as_ptr())]
                });
                let (columns, _) = columns.as_chunks::<$lanes>();
                let (columns, _) = columns.as_chunks::<2>();
                let inputs = columns.len();
                let rows: [&[f32]; ROWS] = std::array::from_fn(|row| &rows[row][..inputs]);
                for at in 0..inputs {
                    // SAFETY: as above.
                    let (one, two) = unsafe { ($load(columns[at][0].as_ptr()), $load(columns[at][1].as_ptr())) };
                    for (held, row) in held.iter_mut().zip(&rows) {
                        let number = $all(row[at]);
                        held[0] = $fused(number, one, held[0]);
                        held[1] = $fused(number, two, held[1]);
                    }
                }
                for (row, held) in held.iter().enumerate() {
                    for (half, held) in held.iter().enumerate() {
                        // SAFETY: as above.
                        unsafe { $store(sums[2 * row + half].as_mut_ptr(), *held) };
                    }
                }
            }
        };
    }

    kernel!(
        avx512,
        "avx512f,avx2,fma",
        __m512,
        LONG,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        _mm512_set1_ps,
        _mm512_fmadd_ps
    );
    kernel!(
        avx2,
        "avx2,fma",
        __m256,
        SHORT,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        _mm256_set1_ps,
        _mm256_fmadd_ps
    );
}

/// A matrix, packed in panels of columns, and a bias.
pub(super) struct Layer {
    inputs: usize,
    outputs: usize,
    /// Columns of a panel.
    wide: usize,
    panels: Vec<f32>,
    bias: Vec<f32>,
}

/// Where a layer's rows lie: some for each frame.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub frame: usize,
    pub row: usize,
    pub begin: usize,
}

impl Place {
    #[inline(always)]
    fn of(&self, row: usize, per_frame: usize) -> usize {
        self.begin + row / per_frame * self.frame + row % per_frame * self.row
    }
}

impl Layer {
    /// `weight(output, input)` gives the matrix; `wide` divides the number of outputs.
    pub fn new(wide: usize, bias: Vec<f32>, inputs: usize, weight: impl Fn(usize, usize) -> f32) -> Self {
        let outputs = bias.len();
        let mut panels = Vec::with_capacity(inputs * outputs);
        for begin in (0..outputs).step_by(wide) {
            for input in 0..inputs {
                panels.extend((begin..begin + wide).map(|output| weight(output, input)));
            }
        }
        Self {
            inputs,
            outputs,
            wide,
            panels,
            bias,
        }
    }

    /// All rows of `frames` frames, a multiple of [`ROWS`] in total; negative sums become 0 with `RELU`. `WIDE` is the panels' width.
    #[inline(always)]
    pub fn apply<const WIDE: usize, const FUSED: bool, const RELU: bool>(
        &self,
        (input, from): (&[f32], Place),
        (output, to): (&mut [f32], Place),
        (frames, per_frame): (usize, usize),
    ) {
        debug_assert!(self.wide == WIDE && frames * per_frame % ROWS == 0);
        for panel in 0..self.outputs / WIDE {
            let (columns, _) = self.panels[panel * self.inputs * WIDE..][..self.inputs * WIDE].as_chunks::<WIDE>();
            let (bias, _) = self.bias[panel * WIDE..][..WIDE].as_chunks::<WIDE>();
            for row in (0..frames * per_frame).step_by(ROWS) {
                let rows: [&[f32]; ROWS] =
                    std::array::from_fn(|at| &input[from.of(row + at, per_frame)..][..columns.len()]);
                let mut sums = [bias[0]; ROWS];
                add_rows::<WIDE, FUSED>(columns, &rows, &mut sums);
                for (at, sums) in sums.iter().enumerate() {
                    let out = &mut output[to.of(row + at, per_frame) + panel * WIDE..][..WIDE];
                    for (out, sum) in out.iter_mut().zip(sums) {
                        *out = if RELU { sum.max(0.0) } else { *sum };
                    }
                }
            }
        }
    }

    /// One row, added to what `output` holds.
    #[inline(always)]
    pub fn add<const WIDE: usize, const FUSED: bool>(&self, input: &[f32], output: &mut [f32]) {
        debug_assert!(self.wide == WIDE);
        for panel in 0..self.outputs / WIDE {
            let (columns, _) = self.panels[panel * self.inputs * WIDE..][..self.inputs * WIDE].as_chunks::<WIDE>();
            let (sums, _) = output[panel * WIDE..][..WIDE].as_chunks_mut::<WIDE>();
            let mut held = sums[0];
            for (value, column) in input.iter().zip(columns) {
                for (sum, weight) in held.iter_mut().zip(column) {
                    *sum = fused::<FUSED>(*value, *weight, *sum);
                }
            }
            sums[0] = held;
        }
    }
}
