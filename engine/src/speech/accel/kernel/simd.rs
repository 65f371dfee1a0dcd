//! What the kernels need of a processor, in lanes: one trait, three processors. The kernels are written once over it.
//!
//! Every method is a handful of instructions. Invariant of all of them: they are reached only from inside a function that the
//! dispatch (`mod.rs`) compiled for the processor's features, after it saw that this machine has them; and pointers are good for
//! as many elements as a vector has lanes. They are always inlined there, so no call crosses a boundary of features.

/// A processor's vectors. `dot` is what int8 lives from: four unsigned × signed bytes a lane, summed into the lane.
pub(super) trait Simd: Copy {
    /// 32-bit floats.
    type F: Copy;
    /// 32-bit integers.
    type I: Copy;
    const LANES: usize;
    /// Columns of a packed panel: as many as the widest tile takes at once.
    const PANEL: usize;
    /// Greatest magnitude of a signed byte in a packed matrix, so that `dot` cannot saturate.
    const SIGNED_MAX: f32;

    unsafe fn splat(x: f32) -> Self::F;
    unsafe fn load(from: *const f32) -> Self::F;
    unsafe fn store(to: *mut f32, x: Self::F);
    /// From half precision.
    unsafe fn load_half(from: *const u16) -> Self::F;
    unsafe fn store_half(to: *mut u16, x: Self::F);
    unsafe fn add(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn sub(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn mul(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn div(a: Self::F, b: Self::F) -> Self::F;
    /// a·b + c.
    unsafe fn fma(a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// c − a·b.
    unsafe fn fnma(a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// The second one where either is not a number.
    unsafe fn max(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn min(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn round(x: Self::F) -> Self::F;
    /// x · 2^n for whole n in −126…127.
    unsafe fn scale(x: Self::F, n: Self::F) -> Self::F;
    unsafe fn sum(x: Self::F) -> f32;
    unsafe fn greatest(x: Self::F) -> f32;

    unsafe fn splat_int(x: i32) -> Self::I;
    unsafe fn load_int(from: *const i32) -> Self::I;
    unsafe fn store_int(to: *mut i32, x: Self::I);
    unsafe fn load_bytes(from: *const i8) -> Self::I;
    unsafe fn add_int(a: Self::I, b: Self::I) -> Self::I;
    unsafe fn sub_int(a: Self::I, b: Self::I) -> Self::I;
    unsafe fn max_int(a: Self::I, b: Self::I) -> Self::I;
    /// a's low byte, b's, c's and d's, from the lowest up.
    unsafe fn four_bytes(a: Self::I, b: Self::I, c: Self::I, d: Self::I) -> Self::I;
    unsafe fn shift_right_8(x: Self::I) -> Self::I;
    /// To the nearest, halves to even.
    unsafe fn to_int(x: Self::F) -> Self::I;
    unsafe fn to_float(x: Self::I) -> Self::F;
    /// The bits of |x|: ordered as the magnitudes are, infinity above all numbers, what is not a number above infinity.
    unsafe fn magnitude(x: Self::F) -> Self::I;
    unsafe fn sum_int(x: Self::I) -> i32;
    unsafe fn greatest_int(x: Self::I) -> i32;
    /// The low byte of each lane, `LANES` bytes.
    unsafe fn store_low_bytes(to: *mut u8, x: Self::I);
    /// sum + Σ unsigned byte · signed byte, four a lane.
    unsafe fn dot(sum: Self::I, unsigned: Self::I, signed: Self::I) -> Self::I;
}
