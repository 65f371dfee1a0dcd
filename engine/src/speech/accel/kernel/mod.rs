//! The arithmetic: int8 products, attention, norms, on whatever this processor has. Knows numbers and lengths, nothing of ggml.
//!
//! - `Kernels` is the safe door: it checks every length, then calls the entry of its level. One is only to be had for a level that
//!   this processor has, so holding it is the proof.
//! - Memory that ggml may overlay (a result on its own input) comes as cells, which may be read and written through many hands.
//! - Behind the door all is unsafe, once over `simd::Simd`: pointers without checks, instructions without question. Each function
//!   says what it needs; the property tests (`tests.rs`) hold every kernel of every level against plain arithmetic.

#![allow(
    unsafe_op_in_unsafe_fn,
    reason = "instructions throughout: a block around every line would hide the few that need thought"
)]
#![allow(
    clippy::needless_range_loop,
    reason = "lanes and tiles are counted, in several arrays at once, and the counts are what the compiler unrolls by"
)]

mod aligned;
mod attention;
mod entries;
mod float;
mod integer;
mod narrow;
pub mod plain;
mod simd;
mod wide;

use std::cell::Cell;

pub use aligned::Aligned;
use attention::{Halves, Queries};
pub use attention::{Keys, Scores};
use float::{HEAD, Masked};
use integer::{Product, Then};

use super::level::Level;

/// Channels of a head that the kernels take: Whisper's, in all sizes.
pub const HEAD_WIDTH: usize = HEAD;

/// The kernels of a level that this processor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernels {
    level: Level,
}

/// A matrix as bytes: rows of activations with a scale each.
#[derive(Default)]
pub struct Activations {
    rows: usize,
    width: usize,
    bytes: Aligned,
    scales: Vec<f32>,
}

/// A matrix as bytes, each of its rows (an output of the layer) a column of panels, for one level.
pub struct Packed {
    level: Level,
    depth: usize,
    columns: usize,
    bytes: Aligned,
    scales: Vec<f32>,
    sums: Vec<i32>,
}

/// What happens to a product on its way out.
#[derive(Clone, Copy)]
pub enum After<'a> {
    Store,
    Gelu,
    /// Adds this, laid out as the output is; may be the output.
    Add(&'a [Cell<f32>]),
}

/// What a norm multiplies by, and what it adds.
pub type Affine<'a> = (&'a [Cell<f32>], &'a [Cell<f32>]);

/// Rows of 64 elements of several heads, somewhere in `cells`: strides in elements.
#[derive(Clone, Copy)]
pub struct Heads<'a, T> {
    pub cells: &'a [Cell<T>],
    pub row: usize,
    pub head: usize,
}

impl<T> Heads<'_, T> {
    fn check(&self, heads: usize, rows: usize) {
        let last = (heads.max(1) - 1) * self.head + (rows.max(1) - 1) * self.row + HEAD;
        assert!(
            last <= self.cells.len(),
            "{heads} heads of {rows} rows do not lie in {}",
            self.cells.len()
        );
    }

    fn from(&self, head: usize) -> *mut T {
        self.cells[head * self.head..].as_ptr().cast_mut().cast()
    }
}

impl Kernels {
    /// `None` where this processor lacks what the level needs.
    pub fn of(level: Level) -> Option<Self> {
        level.is_here().then_some(Self { level })
    }

    fn entries(self) -> &'static entries::Entries {
        self.level.entries()
    }

    pub fn level(self) -> Level {
        self.level
    }

    /// Packs `columns` rows of `depth`, a multiple of 16, each fetched by `row`.
    pub fn pack(self, columns: usize, depth: usize, mut row: impl FnMut(usize, &mut [f32])) -> Packed {
        let entries = self.entries();
        let panel = entries.panel;
        let padded = columns.next_multiple_of(panel);
        let mut bytes = Aligned::zeros(padded * depth);
        let (mut scales, mut sums) = (vec![0.0; padded], vec![0; padded]);
        let mut values = vec![0.0; depth];
        for column in 0..columns {
            row(column, &mut values);
            let most = values
                .iter()
                .map(|x| (x.to_bits() & 0x7fff_ffff) as i32)
                .max()
                .unwrap_or(0);
            let (scale, inverse) = integer::scale_of(most, entries.signed_max);
            scales[column] = scale;
            let first = column / panel * panel * depth + column % panel * 4;
            let mut sum = 0i32;
            for (i, x) in values.iter().enumerate() {
                let q = nearest(x * inverse);
                // What is no number has no nearest one either: any sum will do.
                sum = sum.wrapping_add(q);
                // SAFETY: column < padded and i < depth, so the place lies within padded · depth bytes.
                unsafe { *bytes.as_mut_ptr().add(first + i / 4 * panel * 4 + i % 4) = q as i8 as u8 };
            }
            sums[column] = integer::MIDDLE.wrapping_mul(sum);
        }
        Packed {
            level: self.level,
            depth,
            columns,
            bytes,
            scales,
            sums,
        }
    }

    /// Rows of `width`, a multiple of 16, end to end in `x`.
    pub fn quantise(self, x: &[Cell<f32>], width: usize, to: &mut Activations) {
        assert!(width > 0 && width.is_multiple_of(16) && x.len().is_multiple_of(width));
        (to.rows, to.width) = (x.len() / width, width);
        to.bytes.reserve(x.len());
        to.scales.resize(to.rows.max(to.scales.len()), 0.0);
        // SAFETY: `x` holds rows · width floats; room for as many bytes and a scale a row was made.
        unsafe {
            (self.entries().quantise)(
                x.as_ptr().cast(),
                to.rows,
                width,
                width,
                to.bytes.as_mut_ptr(),
                to.scales.as_mut_ptr(),
            );
        }
    }

    /// `out`: a row of `weights.columns()` for each row of `x`. All of `x` was read before, so `out` may lie where it came from.
    pub fn multiply(
        self,
        x: &Activations,
        weights: &Packed,
        bias: Option<&[Cell<f32>]>,
        after: After<'_>,
        out: &[Cell<f32>],
    ) {
        assert!(weights.level == self.level && weights.depth == x.width);
        assert!(out.len() == x.rows * weights.columns && bias.is_none_or(|bias| bias.len() == weights.columns));
        let then = match after {
            After::Store => Then::Store,
            After::Gelu => Then::Gelu,
            After::Add(other) => {
                assert!(other.len() == out.len() && same_or_apart(other, out));
                Then::Add(other.as_ptr().cast())
            }
        };
        let product = Product {
            rows: x.rows,
            depth: x.width,
            columns: weights.columns,
            bytes: x.bytes.as_ptr(),
            row_scales: x.scales.as_ptr(),
            panels: weights.bytes.as_ptr().cast(),
            column_scales: weights.scales.as_ptr(),
            column_sums: weights.sums.as_ptr(),
            bias: bias.map(|bias| bias.as_ptr().cast()),
            then,
            out: out.as_ptr().cast_mut().cast(),
        };
        // SAFETY: `x` and `weights` were made by `quantise` and `pack` of this level, with equal depth; the other lengths were
        // checked above, and cells may be written.
        unsafe { (self.entries().multiply)(&product) }
    }

    /// Rows of `width`, a multiple of 16, to mean 0 and variance 1; then times gain plus shift. `out` is `x` or apart from it.
    pub fn norm(self, x: &[Cell<f32>], width: usize, epsilon: f32, affine: Option<Affine<'_>>, out: &[Cell<f32>]) {
        assert!(width > 0 && width.is_multiple_of(16) && x.len().is_multiple_of(width) && x.len() == out.len());
        assert!(affine.is_none_or(|(gain, shift)| gain.len() == width && shift.len() == width));
        assert!(same_or_apart(x, out));
        let affine = affine.map(|(gain, shift)| (gain.as_ptr().cast(), shift.as_ptr().cast()));
        // SAFETY: the lengths were checked, and cells may be written.
        unsafe {
            (self.entries().norm)(
                x.as_ptr().cast(),
                x.len() / width,
                width,
                epsilon,
                affine,
                out.as_ptr().cast_mut().cast(),
            );
        }
    }

    /// A multiple of 16 of them. `out` is `x` or apart from it.
    pub fn gelu(self, x: &[Cell<f32>], out: &[Cell<f32>]) {
        assert!(x.len().is_multiple_of(16) && x.len() == out.len() && same_or_apart(x, out));
        // SAFETY: the lengths were checked, and cells may be written.
        unsafe { (self.entries().gelu)(x.as_ptr().cast(), x.len(), out.as_ptr().cast_mut().cast()) }
    }

    /// `out` lies apart from `x`.
    pub fn to_half(self, x: &[Cell<f32>], out: &[Cell<u16>]) {
        assert!(x.len() == out.len());
        // SAFETY: the lengths were checked, and cells may be written.
        unsafe { (self.entries().to_half)(x.as_ptr().cast(), x.len(), out.as_ptr().cast_mut().cast()) }
    }

    /// The first `count` keys and values of each head.
    pub fn pack_keys(self, keys: Heads<'_, u16>, values: Heads<'_, u16>, heads: usize, count: usize, to: &mut Keys) {
        keys.check(heads, count);
        values.check(heads, count);
        to.resize(self.level, heads, count);
        let halves = |from: Heads<'_, u16>| Halves {
            at: from.cells.as_ptr().cast(),
            row: from.row,
            head: from.head,
        };
        // SAFETY: all rows of all heads lie in their cells, and `to` has just been given its size.
        unsafe { (self.entries().pack)(halves(keys), halves(values), to) }
    }

    /// All queries of each head over all keys.
    pub fn attend(self, this: &Asked<'_>, keys: &Keys, scratch: &mut Scores) {
        this.check(self, keys);
        scratch.reserve(6, keys.padded);
        for head in 0..keys.heads {
            // SAFETY: the rows lie in their cells; scratch has room for the widest tile's rows.
            unsafe { (self.entries().attend)(&this.of_head(head), keys, head, scratch) }
        }
    }

    /// The same for few queries, exacter and not faster. Of the heads that are `wanted`, `keep` gets the weights: end to end, a row
    /// over the keys for each query.
    pub fn look(
        self,
        this: &Asked<'_>,
        keys: &Keys,
        scratch: &mut Scores,
        wanted: impl Fn(usize) -> bool,
        mut keep: impl FnMut(usize, &[f32]),
    ) {
        this.check(self, keys);
        scratch.reserve(4, keys.padded);
        let mut seen = Vec::new();
        for head in 0..keys.heads {
            let queries = this.of_head(head);
            let is_wanted = wanted(head);
            seen.resize(if is_wanted { this.count * keys.count } else { 0 }, 0.0);
            for first in (0..this.count).step_by(2) {
                let rows = (this.count - first).min(2);
                let to = is_wanted.then(|| seen[first * keys.count..].as_mut_ptr());
                // SAFETY: the rows lie in their cells; scratch has room for two rows of bytes a query; `to` for a row a query.
                unsafe { (self.entries().look)(&queries, first, rows, keys, head, scratch, to) }
            }
            if is_wanted {
                keep(head, &seen);
            }
        }
    }
}

/// Queries to the keys of all heads. `out` lies apart from the queries.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub queries: Heads<'a, f32>,
    pub count: usize,
    pub scale: f32,
    pub out: Heads<'a, f32>,
}

impl Asked<'_> {
    fn check(&self, kernels: Kernels, keys: &Keys) {
        assert!(keys.level == Some(kernels.level), "keys packed for another processor");
        self.queries.check(keys.heads, self.count);
        self.out.check(keys.heads, self.count);
    }

    fn of_head(&self, head: usize) -> Queries {
        Queries {
            at: self.queries.from(head).cast_const(),
            stride: self.queries.row,
            count: self.count,
            scale: self.scale,
            out: self.out.from(head),
            out_stride: self.out.row,
        }
    }
}

/// The decoder's attention to its own words: half precision keys and values, a mask of halves that is added to the scores.
#[derive(Clone, Copy)]
pub struct OwnWords<'a> {
    pub queries: Heads<'a, f32>,
    pub keys: Heads<'a, u16>,
    pub values: Heads<'a, u16>,
    /// A row for each query, `mask_row` apart.
    pub mask: &'a [Cell<u16>],
    pub mask_row: usize,
    pub out: Heads<'a, f32>,
    pub heads: usize,
    pub queries_count: usize,
    pub keys_count: usize,
    pub scale: f32,
}

impl Kernels {
    pub fn own_words(self, this: &OwnWords<'_>, scores: &mut Aligned) {
        this.queries.check(this.heads, this.queries_count);
        this.out.check(this.heads, this.queries_count);
        this.keys.check(this.heads, this.keys_count);
        this.values.check(this.heads, this.keys_count);
        assert!((this.queries_count.max(1) - 1) * this.mask_row + this.keys_count <= this.mask.len());
        scores.reserve(this.keys_count.next_multiple_of(16) * size_of::<f32>());
        for head in 0..this.heads {
            for query in 0..this.queries_count {
                // SAFETY: all rows of all heads lie in their cells and the mask's in its own, as checked; scores has the room.
                unsafe {
                    let one = Masked {
                        query: this.queries.from(head).add(query * this.queries.row),
                        keys: this.keys.from(head),
                        key_stride: this.keys.row,
                        values: this.values.from(head),
                        value_stride: this.values.row,
                        count: this.keys_count,
                        scale: this.scale,
                        mask: this.mask.as_ptr().cast::<u16>().add(query * this.mask_row),
                        out: this.out.from(head).add(query * this.out.row),
                    };
                    (self.entries().masked)(&one, scores.as_mut_ptr().cast());
                }
            }
        }
    }
}

/// The nearest whole number of a small one, halves to even; without the call that the standard library makes of it. What is no
/// number becomes some.
fn nearest(x: f32) -> i32 {
    const SHIFT: f32 = (3 << 22) as f32;
    (x + SHIFT) as i32 - SHIFT as i32
}

/// Two stretches of equal length are one and the same, or have nothing in common.
fn same_or_apart<T>(a: &[Cell<T>], b: &[Cell<T>]) -> bool {
    let (a, b) = (a.as_ptr_range(), b.as_ptr_range());
    a == b || a.end <= b.start || b.end <= a.start
}

#[cfg(test)]
mod tests;
