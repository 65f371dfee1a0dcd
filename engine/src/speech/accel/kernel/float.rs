//! What stays in floats: layer normalisation, GELU, exponentials, and the decoder's short attention to its own words.

use super::simd::Simd;

/// e^x to seven digits, for x ≤ 88; 0 far below.
#[inline(always)]
pub(super) unsafe fn exp<S: Simd>(x: S::F) -> S::F {
    let x = S::max(x, S::splat(-87.0));
    let n = S::round(S::mul(x, S::splat(std::f32::consts::LOG2_E)));
    // ln 2 in two parts, so that nothing is lost.
    let r = S::fnma(n, S::splat(0.693_359_4), x);
    let r = S::fnma(n, S::splat(-2.121_944_4e-4), r);
    let mut p = S::splat(1.987_569_1e-4);
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_6e-1, 5e-1] {
        p = S::fma(p, r, S::splat(c));
    }
    let p = S::fma(S::mul(p, r), r, S::add(r, S::splat(1.0)));
    S::scale(p, n)
}

/// 2^x to four digits, for x ≤ 127; next to 0 far below. Enough for what is rounded to a byte.
#[inline(always)]
pub(super) unsafe fn exp2_coarse<S: Simd>(x: S::F) -> S::F {
    let x = S::max(x, S::splat(-126.0));
    let n = S::round(x);
    let f = S::sub(x, n);
    let p = S::fma(S::splat(0.051_717_74), f, S::splat(0.242_611_12));
    let p = S::fma(p, f, S::splat(0.693_261));
    let p = S::fma(p, f, S::splat(0.999_928_1));
    S::scale(p, n)
}

/// As ggml has it: x · σ(1.5958 · (x + 0.044715 · x³)).
#[inline(always)]
pub(super) unsafe fn gelu<S: Simd>(x: S::F) -> S::F {
    // Below −10 there is nothing left, and an infinity would become something that is not a number. What is none stays none:
    // `max` gives the second one then.
    let x = S::max(S::splat(-10.0), x);
    let inner = S::fma(S::mul(S::mul(x, x), S::splat(0.044_715)), x, x);
    // From 87 on the exponential is 0 beside 1.
    let inner = S::min(S::mul(inner, S::splat(1.595_769)), S::splat(87.0));
    let e = exp::<S>(S::sub(S::splat(0.0), inner));
    S::div(x, S::add(S::splat(1.0), e))
}

/// `count` of them, a multiple of 16; `out` is `x` or apart from it.
#[inline(always)]
pub(super) unsafe fn gelu_all<S: Simd>(x: *const f32, count: usize, out: *mut f32) {
    let mut i = 0;
    while i < count {
        S::store(out.add(i), gelu::<S>(S::load(x.add(i))));
        i += S::LANES;
    }
}

/// To half precision; any `count`.
#[inline(always)]
pub(super) unsafe fn to_half<S: Simd>(x: *const f32, count: usize, out: *mut u16) {
    let mut i = 0;
    while i + S::LANES <= count {
        S::store_half(out.add(i), S::load(x.add(i)));
        i += S::LANES;
    }
    while i < count {
        *out.add(i) = half::f16::from_f32(*x.add(i)).to_bits();
        i += 1;
    }
}

/// Rows of `width`, a multiple of 16, each to mean 0 and variance 1; then times `gain` plus `shift`. `out` is `x` or apart from it.
#[inline(always)]
pub(super) unsafe fn norm<S: Simd>(
    x: *const f32,
    rows: usize,
    width: usize,
    epsilon: f32,
    affine: Option<(*const f32, *const f32)>,
    out: *mut f32,
) {
    for row in 0..rows {
        let from = x.add(row * width);
        let to = out.add(row * width);
        let mut sum = S::splat(0.0);
        let mut i = 0;
        while i < width {
            sum = S::add(sum, S::load(from.add(i)));
            i += S::LANES;
        }
        let mean = S::splat(S::sum(sum) / width as f32);
        let mut squares = S::splat(0.0);
        i = 0;
        while i < width {
            let d = S::sub(S::load(from.add(i)), mean);
            squares = S::fma(d, d, squares);
            i += S::LANES;
        }
        let factor = S::splat(1.0 / (S::sum(squares) / width as f32 + epsilon).sqrt());
        i = 0;
        while i < width {
            let mut y = S::mul(S::sub(S::load(from.add(i)), mean), factor);
            if let Some((gain, shift)) = affine {
                y = S::fma(y, S::load(gain.add(i)), S::load(shift.add(i)));
            }
            S::store(to.add(i), y);
            i += S::LANES;
        }
    }
}

/// A head's channels: Whisper has 64 everywhere.
pub(super) const HEAD: usize = 64;

/// One query of one head over its keys; `mask` is added to the scores. Strides in elements; `scores` holds `keys` rounded up to 16.
#[derive(Clone, Copy)]
pub(super) struct Masked {
    pub query: *const f32,
    pub keys: *const u16,
    pub key_stride: usize,
    pub values: *const u16,
    pub value_stride: usize,
    pub count: usize,
    pub scale: f32,
    pub mask: *const u16,
    pub out: *mut f32,
}

#[inline(always)]
pub(super) unsafe fn masked<S: Simd, const PARTS: usize>(this: &Masked, scores: *mut f32) {
    let mut query = [S::splat(0.0); PARTS];
    for part in 0..PARTS {
        query[part] = S::mul(S::load(this.query.add(part * S::LANES)), S::splat(this.scale));
    }
    let mut most = f32::MIN;
    let padded = this.count.next_multiple_of(S::LANES);
    for j in 0..padded {
        let mut score = f32::NEG_INFINITY;
        if j < this.count {
            let key = this.keys.add(j * this.key_stride);
            let mut sum = S::mul(query[0], S::load_half(key));
            for part in 1..PARTS {
                sum = S::fma(query[part], S::load_half(key.add(part * S::LANES)), sum);
            }
            score = S::sum(sum) + half::f16::from_bits(*this.mask.add(j)).to_f32();
            most = if score > most || score.is_nan() { score } else { most };
        }
        *scores.add(j) = score;
    }
    let mut total = S::splat(0.0);
    let mut j = 0;
    while j < padded {
        let e = exp::<S>(S::sub(S::load(scores.add(j)), S::splat(most)));
        total = S::add(total, e);
        S::store(scores.add(j), e);
        j += S::LANES;
    }
    let mut sums = [S::splat(0.0); PARTS];
    for j in 0..this.count {
        let weight = S::splat(*scores.add(j));
        let value = this.values.add(j * this.value_stride);
        for part in 0..PARTS {
            sums[part] = S::fma(weight, S::load_half(value.add(part * S::LANES)), sums[part]);
        }
    }
    // `exp` makes a number of everything; of a score that is none nothing may come.
    let share = S::splat(if most.is_finite() {
        1.0 / S::sum(total)
    } else {
        f32::NAN
    });
    for part in 0..PARTS {
        S::store(this.out.add(part * S::LANES), S::mul(sums[part], share));
    }
}
