//! The same in plain arithmetic, slow and obvious: what the kernels are held against, at start and in tests.

/// Rows of `x` times rows of `weights`, both `depth` long.
pub fn product(x: &[f32], weights: &[f32], depth: usize) -> Vec<f32> {
    let rows = x.chunks_exact(depth);
    rows.flat_map(|x| weights.chunks_exact(depth).map(move |w| dot(x, w)))
        .collect()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>() as f32
}

pub fn norm(x: &[f32], epsilon: f32, gain: &[f32], shift: &[f32]) -> Vec<f32> {
    let count = x.len() as f64;
    let mean = x.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
    let variance = x.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / count;
    let factor = 1.0 / (variance + f64::from(epsilon)).sqrt();
    let affine = x.iter().zip(gain).zip(shift);
    affine
        .map(|((x, gain), shift)| ((f64::from(*x) - mean) * factor * f64::from(*gain) + f64::from(*shift)) as f32)
        .collect()
}

pub fn gelu(x: f32) -> f32 {
    let x = f64::from(x);
    let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
    (0.5 * x * (1.0 + inner.tanh())) as f32
}

/// A softmax of scores.
pub fn shares(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f64> = scores.iter().map(|score| f64::from(score - most).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| (power / sum) as f32).collect()
}

/// What one query sees: its shares of the keys, and of the values.
pub fn attention(query: &[f32], keys: &[f32], values: &[f32], scale: f32, mask: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let width = query.len();
    let scores: Vec<f32> = keys
        .chunks_exact(width)
        .enumerate()
        .map(|(j, key)| dot(query, key) * scale + mask.get(j).copied().unwrap_or(0.0))
        .collect();
    let shares = shares(&scores);
    let mut out = vec![0.0; width];
    for (share, value) in shares.iter().zip(values.chunks_exact(width)) {
        out.iter_mut().zip(value).for_each(|(out, value)| *out += share * value);
    }
    (shares, out)
}
