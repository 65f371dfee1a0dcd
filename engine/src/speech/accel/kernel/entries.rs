//! The kernels' entries, compiled once for each kind of processor; here alone it is decided which one runs.

use super::attention::{self, Halves, Keys, Queries, Scores};
use super::float::{self, Masked};
use super::integer::{self, Product};
use super::narrow::{Avx2, AvxVnni};
use super::wide::Avx512Vnni;
use crate::speech::accel::level::Level;

/// Gain and shift of a norm.
pub(super) type Affine = Option<(*const f32, *const f32)>;

/// The unsafe entries of one kind of processor. Invariant of each: the processor has the features; the pointers are good for what
/// the kernel's own text says.
pub(super) struct Entries {
    pub panel: usize,
    pub signed_max: f32,
    pub quantise: unsafe fn(*const f32, usize, usize, usize, *mut u8, *mut f32),
    pub multiply: unsafe fn(&Product),
    pub norm: unsafe fn(*const f32, usize, usize, f32, Affine, *mut f32),
    pub gelu: unsafe fn(*const f32, usize, *mut f32),
    pub pack: unsafe fn(Halves, Halves, &mut Keys),
    pub attend: unsafe fn(&Queries, &Keys, usize, &mut Scores),
    pub look: unsafe fn(&Queries, usize, usize, &Keys, usize, &mut Scores, Option<*mut f32>),
    pub masked: unsafe fn(&Masked, *mut f32),
    pub to_half: unsafe fn(*const f32, usize, *mut u16),
}

impl Level {
    pub(super) fn entries(self) -> &'static Entries {
        match self {
            Self::Avx512Vnni => &avx512_vnni::ENTRIES,
            Self::AvxVnni => &avx_vnni::ENTRIES,
            Self::Avx2 => &avx2::ENTRIES,
        }
    }
}

/// `$rows` × `$vectors`: the tile that fills the registers. `$parts`: vectors in a head.
macro_rules! entries {
    ($module:ident, $simd:ty, $features:literal, $rows:literal, $vectors:literal, $parts:literal) => {
        mod $module {
            use super::super::simd::Simd;
            use super::*;

            pub(super) static ENTRIES: Entries = Entries {
                panel: <$simd>::PANEL,
                signed_max: <$simd>::SIGNED_MAX,
                quantise,
                multiply,
                norm,
                gelu,
                pack,
                attend,
                look,
                masked,
                to_half,
            };

            #[target_feature(enable = $features)]
            unsafe fn quantise(
                x: *const f32,
                rows: usize,
                width: usize,
                stride: usize,
                out: *mut u8,
                scales: *mut f32,
            ) {
                integer::quantise::<$simd>(x, rows, width, stride, out, scales)
            }
            #[target_feature(enable = $features)]
            unsafe fn multiply(product: &Product) {
                integer::multiply::<$simd, $rows, $vectors>(product)
            }
            #[target_feature(enable = $features)]
            unsafe fn norm(x: *const f32, rows: usize, width: usize, epsilon: f32, affine: Affine, out: *mut f32) {
                float::norm::<$simd>(x, rows, width, epsilon, affine, out)
            }
            #[target_feature(enable = $features)]
            unsafe fn gelu(x: *const f32, count: usize, out: *mut f32) {
                float::gelu_all::<$simd>(x, count, out)
            }
            #[target_feature(enable = $features)]
            unsafe fn pack(keys: Halves, values: Halves, to: &mut Keys) {
                attention::pack::<$simd, $parts>(keys, values, to)
            }
            #[target_feature(enable = $features)]
            unsafe fn attend(queries: &Queries, keys: &Keys, head: usize, scratch: &mut Scores) {
                attention::attend::<$simd, $rows, $vectors>(queries, keys, head, scratch)
            }
            #[target_feature(enable = $features)]
            unsafe fn look(
                queries: &Queries,
                first: usize,
                rows: usize,
                keys: &Keys,
                head: usize,
                scratch: &mut Scores,
                seen: Option<*mut f32>,
            ) {
                match rows {
                    2 => attention::look::<$simd, 2, 4, $vectors>(queries, first, keys, head, scratch, seen),
                    _ => attention::look::<$simd, 1, 2, $vectors>(queries, first, keys, head, scratch, seen),
                }
            }
            #[target_feature(enable = $features)]
            unsafe fn masked(this: &Masked, scores: *mut f32) {
                float::masked::<$simd, $parts>(this, scores)
            }
            #[target_feature(enable = $features)]
            unsafe fn to_half(x: *const f32, count: usize, out: *mut u16) {
                float::to_half::<$simd>(x, count, out)
            }
        }
    };
}

entries!(
    avx512_vnni,
    Avx512Vnni,
    "avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni",
    6,
    4,
    4
);
entries!(avx_vnni, AvxVnni, "avx2,fma,f16c,avxvnni", 6, 2, 8);
entries!(avx2, Avx2, "avx2,fma,f16c", 4, 2, 8);
