//! Matrices in bytes: activations as unsigned bytes around 128 with a scale a row, weights as signed bytes in panels with a scale
//! a column, their product in 32-bit integers, which are exact, and back to floats once at the end.
//!
//! Σ (q+128)·w = Σ q·w + 128·Σ w: the second sum is known when the weights are packed, and taken off again.

use super::float;
use super::simd::Simd;

/// Below this a row counts as nothing: its reciprocal would overflow.
const SMALLEST: f32 = 1e-30;
/// The bits of the greatest finite float.
const FINITE: i32 = 0x7f7f_ffff;
/// What zero is among unsigned bytes.
pub(super) const MIDDLE: i32 = 128;

/// The scale of magnitudes up to the float with these bits, and its reciprocal. Not a number where one of them is none or
/// infinite: it must come out again, not a made-up number.
#[inline(always)]
pub(super) fn scale_of(magnitude_bits: i32, to: f32) -> (f32, f32) {
    if magnitude_bits > FINITE {
        return (f32::NAN, 0.0);
    }
    let most = f32::from_bits(magnitude_bits as u32);
    if most < SMALLEST {
        (0.0, 0.0)
    } else {
        (most / to, to / most)
    }
}

/// Rows of `width` floats, a multiple of 16, `stride` apart → bytes, `width` apart, and a scale each.
#[inline(always)]
pub(super) unsafe fn quantise<S: Simd>(
    x: *const f32,
    rows: usize,
    width: usize,
    stride: usize,
    out: *mut u8,
    scales: *mut f32,
) {
    for row in 0..rows {
        let from = x.add(row * stride);
        let mut most = S::splat_int(0);
        let mut i = 0;
        while i < width {
            most = S::max_int(most, S::magnitude(S::load(from.add(i))));
            i += S::LANES;
        }
        let (scale, inverse) = scale_of(S::greatest_int(most), 127.0);
        *scales.add(row) = scale;
        let inverse = S::splat(inverse);
        i = 0;
        while i < width {
            // Not a number times 0 is none, and becomes the least integer, whose low byte is 0: any byte will do.
            let q = S::to_int(S::mul(S::load(from.add(i)), inverse));
            S::store_low_bytes(out.add(row * width + i), S::add_int(q, S::splat_int(MIDDLE)));
            i += S::LANES;
        }
    }
}

/// `ROWS` × `VECTORS` sums over `quads` groups of four bytes. `a`: rows `stride` apart. `panel`: per group, `VECTORS` vectors.
#[inline(always)]
pub(super) unsafe fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(
    quads: usize,
    a: *const u8,
    stride: usize,
    panel: *const i8,
) -> [[S::I; VECTORS]; ROWS] {
    let mut sums = [[S::splat_int(0); VECTORS]; ROWS];
    for quad in 0..quads {
        let from = panel.add(quad * VECTORS * S::LANES * 4);
        let mut columns = [S::splat_int(0); VECTORS];
        for v in 0..VECTORS {
            columns[v] = S::load_bytes(from.add(v * S::LANES * 4));
        }
        for row in 0..ROWS {
            let four = a.add(row * stride + quad * 4).cast::<i32>().read_unaligned();
            let four = S::splat_int(four);
            for v in 0..VECTORS {
                sums[row][v] = S::dot(sums[row][v], four, columns[v]);
            }
        }
    }
    sums
}

/// What happens to a product on its way out.
#[derive(Clone, Copy)]
pub(super) enum Then {
    Store,
    Gelu,
    /// Adds what lies here, laid out as the output is; may be the output itself.
    Add(*const f32),
}

/// One product: `rows` of `depth` bytes with their scales, times packed columns.
#[derive(Clone, Copy)]
pub(super) struct Product {
    pub rows: usize,
    /// A multiple of 4.
    pub depth: usize,
    pub columns: usize,
    pub bytes: *const u8,
    pub row_scales: *const f32,
    /// Panels of `PANEL` columns, `depth` deep, the last one filled up with zeros.
    pub panels: *const i8,
    /// As many as the panels' columns, these two.
    pub column_scales: *const f32,
    pub column_sums: *const i32,
    /// `columns` of them.
    pub bias: Option<*const f32>,
    pub then: Then,
    /// Rows `columns` apart.
    pub out: *mut f32,
}

#[inline(always)]
pub(super) unsafe fn multiply<S: Simd, const ROWS: usize, const VECTORS: usize>(this: &Product) {
    debug_assert_eq!(S::PANEL, VECTORS * S::LANES);
    for panel in 0..this.columns.div_ceil(S::PANEL) {
        let mut row = 0;
        while row + ROWS <= this.rows {
            block::<S, ROWS, VECTORS>(this, panel, row);
            row += ROWS;
        }
        while row < this.rows {
            match this.rows - row {
                1 => block::<S, 1, VECTORS>(this, panel, row),
                2 | 3 => block::<S, 2, VECTORS>(this, panel, row),
                _ => block::<S, 4, VECTORS>(this, panel, row),
            }
            row += match this.rows - row {
                1 => 1,
                2 | 3 => 2,
                _ => 4,
            };
        }
    }
}

#[inline(always)]
unsafe fn block<S: Simd, const ROWS: usize, const VECTORS: usize>(this: &Product, panel: usize, row: usize) {
    let first = panel * S::PANEL;
    let sums = tile::<S, ROWS, VECTORS>(
        this.depth / 4,
        this.bytes.add(row * this.depth),
        this.depth,
        this.panels.add(first * this.depth),
    );
    for r in 0..ROWS {
        let row_scale = S::splat(*this.row_scales.add(row + r));
        for v in 0..VECTORS {
            let column = first + v * S::LANES;
            if column >= this.columns {
                break;
            }
            let sum = S::sub_int(sums[r][v], S::load_int(this.column_sums.add(column)));
            let scale = S::mul(row_scale, S::load(this.column_scales.add(column)));
            let y = S::mul(S::to_float(sum), scale);
            let at = (row + r) * this.columns + column;
            if column + S::LANES <= this.columns {
                let bias = this.bias.map(|bias| S::load(bias.add(column)));
                let y = finish::<S>(y, bias, &this.then, at);
                S::store(this.out.add(at), y);
            } else {
                rest::<S>(this, y, column, at);
            }
        }
    }
}

#[inline(always)]
unsafe fn finish<S: Simd>(y: S::F, bias: Option<S::F>, then: &Then, at: usize) -> S::F {
    let y = match bias {
        Some(bias) => S::add(y, bias),
        None => y,
    };
    match then {
        Then::Store => y,
        Then::Gelu => float::gelu::<S>(y),
        Then::Add(other) => S::add(y, S::load(other.add(at))),
    }
}

/// The last columns, fewer than a vector.
#[inline(always)]
unsafe fn rest<S: Simd>(this: &Product, y: S::F, column: usize, at: usize) {
    let mut lanes = [0f32; 16];
    let mut count = this.columns - column;
    if let Some(bias) = this.bias {
        std::ptr::copy_nonoverlapping(bias.add(column), lanes.as_mut_ptr(), count);
    }
    let mut y = S::add(y, S::load(lanes.as_ptr()));
    match this.then {
        Then::Store => {}
        Then::Gelu => y = float::gelu::<S>(y),
        Then::Add(other) => {
            std::ptr::copy_nonoverlapping(other.add(at), lanes.as_mut_ptr(), count);
            y = S::add(y, S::load(lanes.as_ptr()));
        }
    }
    S::store(lanes.as_mut_ptr(), y);
    while count > 0 {
        count -= 1;
        *this.out.add(at + count) = lanes[count];
    }
}
