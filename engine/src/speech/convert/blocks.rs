//! Quantised blocks of 32 values, as ggml lays them out.

use half::f16;

use super::ggml::Type;

/// Values in a block.
pub const BLOCK: usize = 32;

/// How weights are quantised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 8 bits a value, 34 bytes a block: f16 scale, 32 signed bytes.
    Q8_0,
    /// 5 bits a value, 24 bytes a block: f16 scale, f16 minimum, 32 high bits, 32 half bytes.
    Q5_1,
}

impl Kind {
    /// The number in the header: 2000 (version 2 of quantisation) + type.
    pub fn ftype(self) -> u32 {
        match self {
            Self::Q8_0 => 2007,
            Self::Q5_1 => 2009,
        }
    }

    pub fn tensor_type(self) -> Type {
        match self {
            Self::Q8_0 => Type::Q8_0,
            Self::Q5_1 => Type::Q5_1,
        }
    }

    /// Encodes f16 values (little-endian bytes, a multiple of 32 values).
    pub fn encode(self, values: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(values.len());
        for block in values.as_chunks::<{ 2 * BLOCK }>().0 {
            let mut x = [0f32; BLOCK];
            for (value, bytes) in x.iter_mut().zip(block.as_chunks::<2>().0) {
                *value = f16::from_le_bytes(*bytes).to_f32();
            }
            match self {
                Self::Q8_0 => q8_0(&x, &mut out),
                Self::Q5_1 => q5_1(&x, &mut out),
            }
        }
        out
    }
}

fn inverse(scale: f32) -> f32 {
    if scale == 0.0 { 0.0 } else { 1.0 / scale }
}

fn q8_0(x: &[f32; BLOCK], out: &mut Vec<u8>) {
    let largest = x.iter().fold(0f32, |max, value| max.max(value.abs()));
    let scale = largest / 127.0;
    let inverse = inverse(scale);
    out.extend_from_slice(&f16::from_f32(scale).to_le_bytes());
    out.extend(x.iter().map(|value| ((value * inverse).round() as i8) as u8));
}

fn q5_1(x: &[f32; BLOCK], out: &mut Vec<u8>) {
    let least = x.iter().fold(f32::MAX, |min, value| min.min(*value));
    let most = x.iter().fold(f32::MIN, |max, value| max.max(*value));
    let scale = (most - least) / 31.0;
    let inverse = inverse(scale);
    let q = x.map(|value| ((value - least) * inverse + 0.5) as u8);
    let high = q
        .iter()
        .enumerate()
        .fold(0u32, |bits, (i, value)| bits | (u32::from(value >> 4) & 1) << i);
    out.extend_from_slice(&f16::from_f32(scale).to_le_bytes());
    out.extend_from_slice(&f16::from_f32(least).to_le_bytes());
    out.extend_from_slice(&high.to_le_bytes());
    let (low_half, high_half) = q.split_at(BLOCK / 2);
    out.extend(
        low_half
            .iter()
            .zip(high_half)
            .map(|(low, high)| (low & 15) | (high & 15) << 4),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(values: &[f32]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| f16::from_f32(*value).to_le_bytes())
            .collect()
    }

    fn scale(block: &[u8]) -> f32 {
        f16::from_le_bytes([block[0], block[1]]).to_f32()
    }

    #[test]
    fn eight_bits_keep_the_largest_value_and_round_half_away_from_zero() {
        let mut x = [0f32; 32];
        (x[0], x[1], x[2], x[3]) = (-127.0, 63.5, -0.5, 1.0);
        let block = Kind::Q8_0.encode(&bytes(&x));
        assert_eq!(block.len(), 34);
        assert_eq!(scale(&block), 1.0);
        assert_eq!(
            block[2..7].iter().map(|b| *b as i8).collect::<Vec<_>>(),
            [-127, 64, -1, 1, 0]
        );
    }

    #[test]
    fn five_bits_spread_over_the_range_and_high_bits_lie_apart() {
        let x: Vec<f32> = (0..32).map(|i| i as f32).collect();
        let block = Kind::Q5_1.encode(&bytes(&x));
        assert_eq!(block.len(), 24);
        assert_eq!((scale(&block), scale(&block[2..])), (1.0, 0.0));
        assert_eq!(block[4..8], 0xffff_0000u32.to_le_bytes());
        let halves: Vec<u8> = (0..16).map(|i| i | i << 4).collect();
        assert_eq!(block[8..], halves);
    }

    #[test]
    fn a_block_of_equal_values_is_no_division_by_zero() {
        assert_eq!(Kind::Q8_0.encode(&bytes(&[0.0; 32])), [0; 34]);
        let block = Kind::Q5_1.encode(&bytes(&[2.0; 32]));
        assert_eq!(
            (scale(&block), scale(&block[2..]), &block[8..]),
            (0.0, 2.0, &[0u8; 16][..])
        );
    }
}
