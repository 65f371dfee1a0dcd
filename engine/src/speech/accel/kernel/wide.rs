//! 512 bits: AVX-512 with VNNI.

use std::arch::x86_64::*;

use super::simd::Simd;

#[derive(Clone, Copy)]
pub(super) struct Avx512Vnni;

impl Simd for Avx512Vnni {
    type F = __m512;
    type I = __m512i;
    const LANES: usize = 16;
    const PANEL: usize = 64;
    const SIGNED_MAX: f32 = 127.0;

    #[inline(always)]
    unsafe fn splat(x: f32) -> __m512 {
        _mm512_set1_ps(x)
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> __m512 {
        _mm512_loadu_ps(from)
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, x: __m512) {
        _mm512_storeu_ps(to, x)
    }
    #[inline(always)]
    unsafe fn load_half(from: *const u16) -> __m512 {
        _mm512_cvtph_ps(_mm256_loadu_si256(from.cast()))
    }
    #[inline(always)]
    unsafe fn store_half(to: *mut u16, x: __m512) {
        _mm256_storeu_si256(to.cast(), _mm512_cvtps_ph::<{ _MM_FROUND_TO_NEAREST_INT }>(x))
    }
    #[inline(always)]
    unsafe fn add(a: __m512, b: __m512) -> __m512 {
        _mm512_add_ps(a, b)
    }
    #[inline(always)]
    unsafe fn sub(a: __m512, b: __m512) -> __m512 {
        _mm512_sub_ps(a, b)
    }
    #[inline(always)]
    unsafe fn mul(a: __m512, b: __m512) -> __m512 {
        _mm512_mul_ps(a, b)
    }
    #[inline(always)]
    unsafe fn div(a: __m512, b: __m512) -> __m512 {
        _mm512_div_ps(a, b)
    }
    #[inline(always)]
    unsafe fn fma(a: __m512, b: __m512, c: __m512) -> __m512 {
        _mm512_fmadd_ps(a, b, c)
    }
    #[inline(always)]
    unsafe fn fnma(a: __m512, b: __m512, c: __m512) -> __m512 {
        _mm512_fnmadd_ps(a, b, c)
    }
    #[inline(always)]
    unsafe fn max(a: __m512, b: __m512) -> __m512 {
        _mm512_max_ps(a, b)
    }
    #[inline(always)]
    unsafe fn min(a: __m512, b: __m512) -> __m512 {
        _mm512_min_ps(a, b)
    }
    #[inline(always)]
    unsafe fn round(x: __m512) -> __m512 {
        _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(x)
    }
    #[inline(always)]
    unsafe fn scale(x: __m512, n: __m512) -> __m512 {
        _mm512_scalef_ps(x, n)
    }
    #[inline(always)]
    unsafe fn sum(x: __m512) -> f32 {
        _mm512_reduce_add_ps(x)
    }
    #[inline(always)]
    unsafe fn greatest(x: __m512) -> f32 {
        _mm512_reduce_max_ps(x)
    }
    #[inline(always)]
    unsafe fn splat_int(x: i32) -> __m512i {
        _mm512_set1_epi32(x)
    }
    #[inline(always)]
    unsafe fn load_int(from: *const i32) -> __m512i {
        _mm512_loadu_si512(from.cast())
    }
    #[inline(always)]
    unsafe fn store_int(to: *mut i32, x: __m512i) {
        _mm512_storeu_si512(to.cast(), x)
    }
    #[inline(always)]
    unsafe fn load_bytes(from: *const i8) -> __m512i {
        _mm512_loadu_si512(from.cast())
    }
    #[inline(always)]
    unsafe fn add_int(a: __m512i, b: __m512i) -> __m512i {
        _mm512_add_epi32(a, b)
    }
    #[inline(always)]
    unsafe fn sub_int(a: __m512i, b: __m512i) -> __m512i {
        _mm512_sub_epi32(a, b)
    }
    #[inline(always)]
    unsafe fn max_int(a: __m512i, b: __m512i) -> __m512i {
        _mm512_max_epi32(a, b)
    }
    #[inline(always)]
    unsafe fn four_bytes(a: __m512i, b: __m512i, c: __m512i, d: __m512i) -> __m512i {
        let low = _mm512_set1_epi32(255);
        let ab = _mm512_or_si512(
            _mm512_and_si512(a, low),
            _mm512_slli_epi32::<8>(_mm512_and_si512(b, low)),
        );
        let cd = _mm512_or_si512(
            _mm512_slli_epi32::<16>(_mm512_and_si512(c, low)),
            _mm512_slli_epi32::<24>(d),
        );
        _mm512_or_si512(ab, cd)
    }
    #[inline(always)]
    unsafe fn shift_right_8(x: __m512i) -> __m512i {
        _mm512_srli_epi32::<8>(x)
    }
    #[inline(always)]
    unsafe fn to_int(x: __m512) -> __m512i {
        _mm512_cvtps_epi32(x)
    }
    #[inline(always)]
    unsafe fn to_float(x: __m512i) -> __m512 {
        _mm512_cvtepi32_ps(x)
    }
    #[inline(always)]
    unsafe fn magnitude(x: __m512) -> __m512i {
        _mm512_and_si512(_mm512_castps_si512(x), _mm512_set1_epi32(i32::MAX))
    }
    #[inline(always)]
    unsafe fn sum_int(x: __m512i) -> i32 {
        _mm512_reduce_add_epi32(x)
    }
    #[inline(always)]
    unsafe fn greatest_int(x: __m512i) -> i32 {
        _mm512_reduce_max_epi32(x)
    }
    #[inline(always)]
    unsafe fn store_low_bytes(to: *mut u8, x: __m512i) {
        _mm_storeu_si128(to.cast(), _mm512_cvtepi32_epi8(x))
    }
    #[inline(always)]
    unsafe fn dot(sum: __m512i, unsigned: __m512i, signed: __m512i) -> __m512i {
        _mm512_dpbusd_epi32(sum, unsigned, signed)
    }
}
