//! Attention over keys and values in bytes. Keys are packed as the columns of a product (queries × keys), values as the columns of
//! another (weights × values), both once; a channel of keys has one scale, which goes into the query, and so does one of values,
//! which goes into the result.

use super::aligned::Aligned;
use super::float::{self, HEAD};
use super::integer::{self, MIDDLE, tile};
use super::simd::Simd;
use crate::speech::accel::level::Level;

/// Keys and values of all heads of a layer, packed. Refilled, never grown without need.
#[derive(Clone, Default)]
pub struct Keys {
    pub(super) level: Option<Level>,
    pub(super) heads: usize,
    pub(super) count: usize,
    /// `count` rounded up to `GROUP`.
    pub(super) padded: usize,
    /// Per head: panels of keys, 64 channels deep.
    pub(super) keys: Aligned,
    pub(super) key_scales: Vec<f32>,
    pub(super) key_sums: Vec<i32>,
    /// Per head: panels of channels, `padded` keys deep.
    pub(super) values: Aligned,
    pub(super) value_scales: Vec<f32>,
}

/// The widest panel.
pub(super) const GROUP: usize = 64;

impl Keys {
    pub fn count(&self) -> usize {
        self.count
    }

    pub(super) fn resize(&mut self, level: Level, heads: usize, count: usize) {
        let padded = count.next_multiple_of(GROUP);
        // What is padded must be zero, and the other bytes are written anyway.
        if (Some(level), heads, count) != (self.level, self.heads, self.count) {
            let bytes = heads * padded * HEAD;
            self.keys = Aligned::zeros(bytes);
            self.values = Aligned::zeros(bytes);
            self.key_sums = vec![0; heads * padded];
            self.key_scales = vec![0.0; heads * HEAD];
            self.value_scales = vec![0.0; heads * HEAD];
        }
        (self.level, self.heads, self.count, self.padded) = (Some(level), heads, count, padded);
    }
}

/// Rows of 64 halves: strides in elements.
#[derive(Clone, Copy)]
pub(super) struct Halves {
    pub at: *const u16,
    pub row: usize,
    pub head: usize,
}

/// Fills `to`, already of the right size.
#[inline(always)]
pub(super) unsafe fn pack<S: Simd, const PARTS: usize>(keys: Halves, values: Halves, to: &mut Keys) {
    for head in 0..to.heads {
        let key_inverse = scales::<S, PARTS>(&keys, head, to.count, to.key_scales.as_mut_ptr().add(head * HEAD));
        pack_keys::<S, PARTS>(&keys, head, &key_inverse, to);
        let value_inverse = scales::<S, PARTS>(&values, head, to.count, to.value_scales.as_mut_ptr().add(head * HEAD));
        pack_values::<S, PARTS>(&values, head, &value_inverse, to);
    }
}

/// A scale for each channel, written; and the reciprocals.
#[inline(always)]
unsafe fn scales<S: Simd, const PARTS: usize>(from: &Halves, head: usize, count: usize, to: *mut f32) -> [f32; HEAD] {
    let mut most = [S::splat_int(0); PARTS];
    for row in 0..count {
        let at = from.at.add(head * from.head + row * from.row);
        for part in 0..PARTS {
            most[part] = S::max_int(most[part], S::magnitude(S::load_half(at.add(part * S::LANES))));
        }
    }
    let mut bits = [0i32; HEAD];
    for part in 0..PARTS {
        S::store_int(bits.as_mut_ptr().add(part * S::LANES), most[part]);
    }
    let mut inverse = [0f32; HEAD];
    for channel in 0..HEAD {
        let (scale, reciprocal) = integer::scale_of(bits[channel], S::SIGNED_MAX);
        *to.add(channel) = scale;
        inverse[channel] = reciprocal;
    }
    inverse
}

#[inline(always)]
unsafe fn pack_keys<S: Simd, const PARTS: usize>(from: &Halves, head: usize, inverse: &[f32; HEAD], to: &mut Keys) {
    let bytes = to.keys.as_mut_ptr().add(head * to.padded * HEAD);
    let sums = to.key_sums.as_mut_ptr().add(head * to.padded);
    for row in 0..to.count {
        let at = from.at.add(head * from.head + row * from.row);
        let mut line = [0u8; HEAD];
        let mut sum = S::splat_int(0);
        for part in 0..PARTS {
            let i = part * S::LANES;
            let q = S::to_int(S::mul(S::load_half(at.add(i)), S::load(inverse.as_ptr().add(i))));
            sum = S::add_int(sum, q);
            S::store_low_bytes(line.as_mut_ptr().add(i), q);
        }
        *sums.add(row) = MIDDLE.wrapping_mul(S::sum_int(sum));
        let panel = bytes.add(row / S::PANEL * S::PANEL * HEAD + row % S::PANEL * 4);
        for quad in 0..HEAD / 4 {
            let four = line.as_ptr().add(quad * 4).cast::<u32>().read_unaligned();
            panel.add(quad * S::PANEL * 4).cast::<u32>().write_unaligned(four);
        }
    }
}

#[inline(always)]
unsafe fn pack_values<S: Simd, const PARTS: usize>(from: &Halves, head: usize, inverse: &[f32; HEAD], to: &mut Keys) {
    let bytes = to.values.as_mut_ptr().add(head * to.padded * HEAD);
    let mut row = 0;
    while row < to.count {
        for part in 0..PARTS {
            let i = part * S::LANES;
            let factor = S::load(inverse.as_ptr().add(i));
            let mut four = [S::splat_int(0); 4];
            for (next, q) in four.iter_mut().enumerate().take(to.count - row) {
                let at = from.at.add(head * from.head + (row + next) * from.row + i);
                *q = S::to_int(S::mul(S::load_half(at), factor));
            }
            let panel = bytes.add(i / S::PANEL * to.padded * S::PANEL + row / 4 * S::PANEL * 4 + i % S::PANEL * 4);
            S::store_int(panel.cast(), S::four_bytes(four[0], four[1], four[2], four[3]));
        }
        row += 4;
    }
}

/// Queries of one head, in rows of 64 floats; strides in elements.
#[derive(Clone, Copy)]
pub(super) struct Queries {
    pub at: *const f32,
    pub stride: usize,
    pub count: usize,
    pub scale: f32,
    pub out: *mut f32,
    pub out_stride: usize,
}

/// Scratch for scores and weights of a few rows.
#[derive(Default)]
pub struct Scores {
    floats: Aligned,
    bytes: Aligned,
}

impl Scores {
    pub(super) fn reserve(&mut self, rows: usize, padded: usize) {
        self.floats.reserve(rows * padded * size_of::<f32>());
        self.bytes.reserve(rows * padded);
    }
}

/// Greatest scale of a query's bytes: beyond, scores are no numbers any more.
const SCALE_MAX: f32 = 1e30;
/// log₂ 255: so the greatest weight of a row is the greatest byte.
const LOG2_255: f32 = 7.994_353;

/// A few queries as bytes, with scales such that scores are powers of two.
#[inline(always)]
unsafe fn quantised<S: Simd, const ROWS: usize>(
    queries: &Queries,
    first: usize,
    keys: &Keys,
    head: usize,
) -> ([u8; 6 * HEAD], [f32; ROWS]) {
    let mut bytes = [MIDDLE as u8; 6 * HEAD];
    let mut scales = [0f32; ROWS];
    let key_scales = keys.key_scales.as_ptr().add(head * HEAD);
    for row in 0..ROWS {
        let from = queries.at.add((first + row) * queries.stride);
        let mut scaled = [0f32; HEAD];
        let mut i = 0;
        while i < HEAD {
            let factor = S::mul(
                S::load(key_scales.add(i)),
                S::splat(queries.scale * std::f32::consts::LOG2_E),
            );
            S::store(scaled.as_mut_ptr().add(i), S::mul(S::load(from.add(i)), factor));
            i += S::LANES;
        }
        integer::quantise::<S>(
            scaled.as_ptr(),
            1,
            HEAD,
            HEAD,
            bytes.as_mut_ptr().add(row * HEAD),
            scales.as_mut_ptr().add(row),
        );
    }
    (bytes, scales)
}

/// Scores of a few queries, `padded` apart; what is padded is out of the question. Gives each row's greatest.
#[inline(always)]
unsafe fn scores<S: Simd, const ROWS: usize, const VECTORS: usize>(
    bytes: *const u8,
    scales: &[f32; ROWS],
    keys: &Keys,
    head: usize,
    to: *mut f32,
) -> [f32; ROWS] {
    let panels = keys.keys.as_ptr().add(head * keys.padded * HEAD).cast::<i8>();
    let sums = keys.key_sums.as_ptr().add(head * keys.padded);
    let mut most = [S::splat(f32::MIN); ROWS];
    let mut first = 0;
    while first < keys.padded {
        let found = tile::<S, ROWS, VECTORS>(HEAD / 4, bytes, HEAD, panels.add(first * HEAD));
        for v in 0..VECTORS {
            let column = first + v * S::LANES;
            let sum = S::load_int(sums.add(column));
            for row in 0..ROWS {
                let at = to.add(row * keys.padded + column);
                let score = S::mul(S::to_float(S::sub_int(found[row][v], sum)), S::splat(scales[row]));
                S::store(at, score);
                if column + S::LANES <= keys.count {
                    most[row] = S::max(most[row], score);
                    continue;
                }
                for lane in keys.count.saturating_sub(column)..S::LANES {
                    *at.add(lane) = f32::MIN;
                }
                most[row] = S::max(most[row], S::load(at));
            }
        }
        first += S::PANEL;
    }
    let mut greatest = [0f32; ROWS];
    for row in 0..ROWS {
        greatest[row] = S::greatest(most[row]);
    }
    greatest
}

/// One over the sum of weights; not a number where the scores were none.
#[inline(always)]
fn share(sum: i32, scale: f32) -> f32 {
    if scale < SCALE_MAX {
        1.0 / sum.max(1) as f32
    } else {
        f32::NAN
    }
}

/// All queries of a head: the weights are bytes, the row's greatest 255.
#[inline(always)]
pub(super) unsafe fn attend<S: Simd, const ROWS: usize, const VECTORS: usize>(
    queries: &Queries,
    keys: &Keys,
    head: usize,
    scratch: &mut Scores,
) {
    let mut first = 0;
    while first + ROWS <= queries.count {
        attend_rows::<S, ROWS, VECTORS>(queries, first, keys, head, scratch);
        first += ROWS;
    }
    while first < queries.count {
        attend_rows::<S, 1, VECTORS>(queries, first, keys, head, scratch);
        first += 1;
    }
}

#[inline(always)]
unsafe fn attend_rows<S: Simd, const ROWS: usize, const VECTORS: usize>(
    queries: &Queries,
    first: usize,
    keys: &Keys,
    head: usize,
    scratch: &mut Scores,
) {
    let padded = keys.padded;
    let (bytes, scales) = quantised::<S, ROWS>(queries, first, keys, head);
    let floats = scratch.floats.as_mut_ptr().cast::<f32>();
    let weights = scratch.bytes.as_mut_ptr();
    let most = scores::<S, ROWS, VECTORS>(bytes.as_ptr(), &scales, keys, head, floats);
    let mut shares = [0f32; ROWS];
    for row in 0..ROWS {
        let from = floats.add(row * padded);
        let shift = S::splat(most[row] - LOG2_255);
        let mut total = S::splat_int(0);
        let mut j = 0;
        while j < padded {
            let weight = S::to_int(float::exp2_coarse::<S>(S::sub(S::load(from.add(j)), shift)));
            total = S::add_int(total, weight);
            S::store_low_bytes(weights.add(row * padded + j), weight);
            j += S::LANES;
        }
        shares[row] = share(S::sum_int(total), scales[row]);
    }
    let mut channel = 0;
    while channel < HEAD {
        let panel = keys.values.as_ptr().add((head * HEAD + channel) * padded).cast::<i8>();
        let sums = tile::<S, ROWS, VECTORS>(padded / 4, weights, padded, panel);
        for row in 0..ROWS {
            for v in 0..VECTORS {
                let i = channel + v * S::LANES;
                let scale = S::mul(
                    S::load(keys.value_scales.as_ptr().add(head * HEAD + i)),
                    S::splat(shares[row]),
                );
                let to = queries.out.add((first + row) * queries.out_stride + i);
                S::store(to, S::mul(S::to_float(sums[row][v]), scale));
            }
        }
        channel += S::PANEL;
    }
}

/// A few queries with weights of 16 bits, as two rows of bytes: for the decoder, where memory is slow and arithmetic free. The
/// weights themselves, of `ROWS` × `count`, go to `seen` where that is wanted. `PAIRS` is twice `ROWS`.
#[inline(always)]
pub(super) unsafe fn look<S: Simd, const ROWS: usize, const PAIRS: usize, const VECTORS: usize>(
    queries: &Queries,
    first: usize,
    keys: &Keys,
    head: usize,
    scratch: &mut Scores,
    seen: Option<*mut f32>,
) {
    let padded = keys.padded;
    let (bytes, scales) = quantised::<S, ROWS>(queries, first, keys, head);
    let floats = scratch.floats.as_mut_ptr().cast::<f32>();
    let weights = scratch.bytes.as_mut_ptr();
    let most = scores::<S, ROWS, VECTORS>(bytes.as_ptr(), &scales, keys, head, floats);
    let mut shares = [0f32; ROWS];
    for row in 0..ROWS {
        let from = floats.add(row * padded);
        let mut total = S::splat_int(0);
        let mut j = 0;
        while j < padded {
            let below = S::sub(S::load(from.add(j)), S::splat(most[row]));
            let e = S::mul(
                float::exp::<S>(S::mul(below, S::splat(std::f32::consts::LN_2))),
                S::splat(65_280.0),
            );
            let weight = S::to_int(e);
            total = S::add_int(total, weight);
            S::store(from.add(j), e);
            S::store_low_bytes(weights.add(2 * row * padded + j), S::shift_right_8(weight));
            S::store_low_bytes(weights.add((2 * row + 1) * padded + j), weight);
            j += S::LANES;
        }
        shares[row] = share(S::sum_int(total), scales[row]);
        if let Some(seen) = seen {
            for j in 0..keys.count {
                *seen.add(row * keys.count + j) = *from.add(j) * shares[row];
            }
        }
    }
    let mut channel = 0;
    while channel < HEAD {
        let panel = keys.values.as_ptr().add((head * HEAD + channel) * padded).cast::<i8>();
        let sums = tile::<S, PAIRS, VECTORS>(padded / 4, weights, padded, panel);
        for row in 0..ROWS {
            for v in 0..VECTORS {
                let i = channel + v * S::LANES;
                let scale = S::mul(
                    S::load(keys.value_scales.as_ptr().add(head * HEAD + i)),
                    S::splat(shares[row]),
                );
                let (high, low) = (S::to_float(sums[2 * row][v]), S::to_float(sums[2 * row + 1][v]));
                let to = queries.out.add((first + row) * queries.out_stride + i);
                S::store(to, S::mul(S::fma(high, S::splat(256.0), low), scale));
            }
        }
        channel += S::PANEL;
    }
}
