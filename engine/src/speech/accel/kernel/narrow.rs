//! 256 bits: AVX2 with FMA and F16C; and the same with VNNI.

use std::arch::x86_64::*;

use super::simd::Simd;

#[derive(Clone, Copy)]
pub(super) struct Avx2;

#[derive(Clone, Copy)]
pub(super) struct AvxVnni;

/// The two differ in `dot` alone, and so in what a signed byte may be.
macro_rules! narrow {
    ($name:ident, $signed_max:literal, |$sum:ident, $unsigned:ident, $signed:ident| $dot:expr) => {
        impl Simd for $name {
            type F = __m256;
            type I = __m256i;
            const LANES: usize = 8;
            const PANEL: usize = 16;
            const SIGNED_MAX: f32 = $signed_max;

            #[inline(always)]
            unsafe fn splat(x: f32) -> __m256 {
                _mm256_set1_ps(x)
            }
            #[inline(always)]
            unsafe fn load(from: *const f32) -> __m256 {
                _mm256_loadu_ps(from)
            }
            #[inline(always)]
            unsafe fn store(to: *mut f32, x: __m256) {
                _mm256_storeu_ps(to, x)
            }
            #[inline(always)]
            unsafe fn load_half(from: *const u16) -> __m256 {
                _mm256_cvtph_ps(_mm_loadu_si128(from.cast()))
            }
            #[inline(always)]
            unsafe fn store_half(to: *mut u16, x: __m256) {
                _mm_storeu_si128(to.cast(), _mm256_cvtps_ph::<{ _MM_FROUND_TO_NEAREST_INT }>(x))
            }
            #[inline(always)]
            unsafe fn add(a: __m256, b: __m256) -> __m256 {
                _mm256_add_ps(a, b)
            }
            #[inline(always)]
            unsafe fn sub(a: __m256, b: __m256) -> __m256 {
                _mm256_sub_ps(a, b)
            }
            #[inline(always)]
            unsafe fn mul(a: __m256, b: __m256) -> __m256 {
                _mm256_mul_ps(a, b)
            }
            #[inline(always)]
            unsafe fn div(a: __m256, b: __m256) -> __m256 {
                _mm256_div_ps(a, b)
            }
            #[inline(always)]
            unsafe fn fma(a: __m256, b: __m256, c: __m256) -> __m256 {
                _mm256_fmadd_ps(a, b, c)
            }
            #[inline(always)]
            unsafe fn fnma(a: __m256, b: __m256, c: __m256) -> __m256 {
                _mm256_fnmadd_ps(a, b, c)
            }
            #[inline(always)]
            unsafe fn max(a: __m256, b: __m256) -> __m256 {
                _mm256_max_ps(a, b)
            }
            #[inline(always)]
            unsafe fn min(a: __m256, b: __m256) -> __m256 {
                _mm256_min_ps(a, b)
            }
            #[inline(always)]
            unsafe fn round(x: __m256) -> __m256 {
                _mm256_round_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(x)
            }
            #[inline(always)]
            unsafe fn scale(x: __m256, n: __m256) -> __m256 {
                let exponent = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
                _mm256_mul_ps(x, _mm256_castsi256_ps(_mm256_slli_epi32::<23>(exponent)))
            }
            #[inline(always)]
            unsafe fn sum(x: __m256) -> f32 {
                let four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
                let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
                _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)))
            }
            #[inline(always)]
            unsafe fn greatest(x: __m256) -> f32 {
                let four = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
                let two = _mm_max_ps(four, _mm_movehl_ps(four, four));
                _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)))
            }
            #[inline(always)]
            unsafe fn splat_int(x: i32) -> __m256i {
                _mm256_set1_epi32(x)
            }
            #[inline(always)]
            unsafe fn load_int(from: *const i32) -> __m256i {
                _mm256_loadu_si256(from.cast())
            }
            #[inline(always)]
            unsafe fn store_int(to: *mut i32, x: __m256i) {
                _mm256_storeu_si256(to.cast(), x)
            }
            #[inline(always)]
            unsafe fn load_bytes(from: *const i8) -> __m256i {
                _mm256_loadu_si256(from.cast())
            }
            #[inline(always)]
            unsafe fn add_int(a: __m256i, b: __m256i) -> __m256i {
                _mm256_add_epi32(a, b)
            }
            #[inline(always)]
            unsafe fn sub_int(a: __m256i, b: __m256i) -> __m256i {
                _mm256_sub_epi32(a, b)
            }
            #[inline(always)]
            unsafe fn max_int(a: __m256i, b: __m256i) -> __m256i {
                _mm256_max_epi32(a, b)
            }
            #[inline(always)]
            unsafe fn four_bytes(a: __m256i, b: __m256i, c: __m256i, d: __m256i) -> __m256i {
                let low = _mm256_set1_epi32(255);
                let ab = _mm256_or_si256(
                    _mm256_and_si256(a, low),
                    _mm256_slli_epi32::<8>(_mm256_and_si256(b, low)),
                );
                let cd = _mm256_or_si256(
                    _mm256_slli_epi32::<16>(_mm256_and_si256(c, low)),
                    _mm256_slli_epi32::<24>(d),
                );
                _mm256_or_si256(ab, cd)
            }
            #[inline(always)]
            unsafe fn shift_right_8(x: __m256i) -> __m256i {
                _mm256_srli_epi32::<8>(x)
            }
            #[inline(always)]
            unsafe fn to_int(x: __m256) -> __m256i {
                _mm256_cvtps_epi32(x)
            }
            #[inline(always)]
            unsafe fn to_float(x: __m256i) -> __m256 {
                _mm256_cvtepi32_ps(x)
            }
            #[inline(always)]
            unsafe fn magnitude(x: __m256) -> __m256i {
                _mm256_and_si256(_mm256_castps_si256(x), _mm256_set1_epi32(i32::MAX))
            }
            #[inline(always)]
            unsafe fn sum_int(x: __m256i) -> i32 {
                let four = _mm_add_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256::<1>(x));
                let two = _mm_add_epi32(four, _mm_shuffle_epi32::<0b01_00_11_10>(four));
                _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32::<0b10_11_00_01>(two)))
            }
            #[inline(always)]
            unsafe fn greatest_int(x: __m256i) -> i32 {
                let four = _mm_max_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256::<1>(x));
                let two = _mm_max_epi32(four, _mm_shuffle_epi32::<0b01_00_11_10>(four));
                _mm_cvtsi128_si32(_mm_max_epi32(two, _mm_shuffle_epi32::<0b10_11_00_01>(two)))
            }
            #[inline(always)]
            unsafe fn store_low_bytes(to: *mut u8, x: __m256i) {
                const NONE: i8 = -128;
                let low = _mm256_setr_epi8(
                    0, 4, 8, 12, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, //
                    0, 4, 8, 12, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
                );
                let each = _mm256_shuffle_epi8(x, low);
                let both = _mm_unpacklo_epi32(_mm256_castsi256_si128(each), _mm256_extracti128_si256::<1>(each));
                _mm_storel_epi64(to.cast(), both)
            }
            #[inline(always)]
            unsafe fn dot($sum: __m256i, $unsigned: __m256i, $signed: __m256i) -> __m256i {
                $dot
            }
        }
    };
}

// 255 · 64 · 2 fits 16 bits, 255 · 127 · 2 does not: seven bits for the packed side, all eight for the other.
narrow!(Avx2, 64.0, |sum, unsigned, signed| {
    let pairs = _mm256_maddubs_epi16(unsigned, signed);
    _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
});
narrow!(AvxVnni, 127.0, |sum, unsigned, signed| _mm256_dpbusd_avx_epi32(
    sum, unsigned, signed
));
