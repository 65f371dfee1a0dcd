//! Logits → logarithms of probabilities, as far as they are needed: of fifty thousand tokens few are ever looked at.

use std::cmp::Ordering;

use super::TokenId;

/// Values handled side by side, so that the compiler uses the processor's wide registers.
const LANES: usize = 16;

/// The logits of one step with what may not be chosen left out, and the logarithm of their sum. Reused from step to step.
#[derive(Default)]
pub struct Scores {
    values: Vec<f32>,
    log_sum: f32,
    highest: f32,
}

impl Scores {
    /// `bias` is added to the first logits, the others are not looked at.
    pub fn read(&mut self, logits: &[f32], bias: &[f32]) {
        self.values.clear();
        self.values
            .extend(logits.iter().zip(bias).map(|(logit, bias)| logit + bias));
        self.sum();
    }

    /// Divides all logits by `temperature`.
    pub fn warm(&mut self, temperature: f32) {
        self.values.iter_mut().for_each(|value| *value /= temperature);
        self.sum();
    }

    fn sum(&mut self) {
        self.highest = highest(&self.values);
        self.log_sum = self.highest + sum_of_exponentials(&self.values, self.highest).ln();
    }

    pub fn log_probability(&self, token: usize) -> f32 {
        self.values
            .get(token)
            .map_or(f32::NEG_INFINITY, |value| value - self.log_sum)
    }

    /// The likeliest token; the first of equals. `None` where there is no number among the logits.
    pub fn best(&self) -> Option<(TokenId, f32)> {
        let token = self.values.iter().position(|value| *value == self.highest)?;
        self.highest
            .is_finite()
            .then(|| (token as TokenId, self.log_probability(token)))
    }

    /// The `count` likeliest tokens, best first.
    pub fn top(&self, count: usize) -> Vec<(TokenId, f32)> {
        let mut top: Vec<(usize, f32)> = Vec::with_capacity(count + 1);
        let mut limit = f32::NEG_INFINITY;
        for (number, block) in self.values.chunks(LANES).enumerate() {
            if highest(block) <= limit {
                continue;
            }
            for (lane, value) in block.iter().enumerate() {
                if value.partial_cmp(&limit) != Some(Ordering::Greater) {
                    continue;
                }
                let place = top.partition_point(|(_, other)| *other >= *value);
                top.insert(place, (number * LANES + lane, *value));
                top.truncate(count);
                if top.len() == count {
                    limit = top.last().map_or(limit, |(_, value)| *value);
                }
            }
        }
        top.into_iter()
            .map(|(token, value)| (token as TokenId, value - self.log_sum))
            .collect()
    }

    /// The token at `place` (0…1) of all probabilities laid end to end.
    pub fn at(&self, place: f64) -> Option<(TokenId, f32)> {
        let mut before = 0.0;
        let mut last = None;
        for (token, value) in self.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            before += f64::from(value - self.log_sum).exp();
            last = Some((token as TokenId, value - self.log_sum));
            if before > place {
                break;
            }
        }
        last
    }
}

/// Of one token among all there are; 0 where it or any number is missing.
pub fn probability(logits: &[f32], token: usize) -> f32 {
    let highest = highest(logits);
    match logits.get(token) {
        Some(logit) if highest.is_finite() => {
            let probability = (logit - highest).exp() / sum_of_exponentials(logits, highest);
            if probability.is_finite() { probability } else { 0.0 }
        }
        _ => 0.0,
    }
}

/// The highest value; minus infinity for none.
fn highest(values: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let blocks = values.chunks_exact(LANES);
    let rest = blocks.remainder();
    for block in blocks {
        for (lane, value) in lanes.iter_mut().zip(block) {
            *lane = if *value > *lane { *value } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(f32::NEG_INFINITY, |a, b| a.max(*b))
}

fn sum_of_exponentials(values: &[f32], highest: f32) -> f32 {
    let mut lanes = [0f32; LANES];
    let blocks = values.chunks_exact(LANES);
    let rest: f32 = blocks
        .remainder()
        .iter()
        .map(|value| exponential(value - highest))
        .sum();
    for block in blocks {
        for (lane, value) in lanes.iter_mut().zip(block) {
            *lane += exponential(value - highest);
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// e^x for x ≤ 0 to seven digits, without a branch or a call, so that many are computed at once.
fn exponential(x: f32) -> f32 {
    // 1.5 · 2^23: adding it rounds to a whole number, which then stands in the lowest bits.
    const ROUNDING: f32 = 12_582_912.0;
    let x = if x > -87.0 { x } else { -87.0 };
    let shifted = x * std::f32::consts::LOG2_E + ROUNDING;
    let whole = shifted - ROUNDING;
    let rest = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let mut polynomial = 1.987_569_1e-4f32;
    for factor in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        polynomial = polynomial * rest + factor;
    }
    let fraction = polynomial * rest * rest + rest + 1.0;
    let power = f32::from_bits((shifted.to_bits().wrapping_sub(ROUNDING.to_bits()).wrapping_add(127)) << 23);
    fraction * power
}

/// Numbers that look random and are the same on every run: SplitMix64.
#[derive(Default)]
pub struct Dice(u64);

impl Dice {
    /// From 0 up to but not including 1.
    pub fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_a_share_of_all_tokens() {
        let logits = [1.0f32.ln(), 3.0f32.ln(), 4.0f32.ln()];
        assert!((probability(&logits, 1) - 0.375).abs() < 1e-5);
        assert_eq!((probability(&logits, 3), probability(&[], 0)), (0.0, 0.0));
        assert_eq!(probability(&[f32::NAN, f32::NAN], 0), 0.0);
    }
    use proptest::prelude::*;

    fn scores(logits: &[f32]) -> Scores {
        let mut scores = Scores::default();
        scores.read(logits, &vec![0.0; logits.len()]);
        scores
    }

    proptest! {
        #[test]
        fn probabilities_are_those_of_the_definition(logits in prop::collection::vec(-40f32..40.0, 1..200)) {
            let scores = scores(&logits);
            let sum: f64 = logits.iter().map(|logit| f64::from(*logit).exp()).sum();
            for (token, logit) in logits.iter().enumerate() {
                let expected = f64::from(*logit) - sum.ln();
                prop_assert!((f64::from(scores.log_probability(token)) - expected).abs() < 1e-4);
            }
        }

        #[test]
        fn the_best_come_first_and_none_is_missed(logits in prop::collection::vec(-9f32..9.0, 1..200), count in 1..8usize) {
            let found: Vec<TokenId> = scores(&logits).top(count).into_iter().map(|(token, _)| token).collect();
            let mut expected: Vec<usize> = (0..logits.len()).collect();
            expected.sort_by(|a, b| logits[*b].total_cmp(&logits[*a]).then(a.cmp(b)));
            let expected: Vec<TokenId> = expected.into_iter().take(count).map(|token| token as TokenId).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn the_fast_exponential_is_an_exponential(x in -80f32..=0.0) {
            let exact = f64::from(x).exp();
            prop_assert!((f64::from(exponential(x)) / exact - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_barred_has_no_probability_and_is_never_drawn() {
        let mut scores = Scores::default();
        scores.read(&[9.0, 1.0, 1.0, 50.0], &[f32::NEG_INFINITY, 0.0, 0.0]);
        assert_eq!(scores.best().map(|(token, _)| token), Some(1));
        assert_eq!(scores.top(5).len(), 2);
        assert!((scores.log_probability(2) - 0.5f32.ln()).abs() < 1e-6);
        assert_eq!(scores.log_probability(0), f32::NEG_INFINITY);
        let drawn = |place| scores.at(place).map(|(token, _)| token);
        assert_eq!(
            (drawn(0.0), drawn(0.4), drawn(0.6), drawn(1.0)),
            (Some(1), Some(1), Some(2), Some(2))
        );
    }

    #[test]
    fn logits_that_are_no_numbers_choose_nothing() {
        for logits in [
            vec![f32::NAN; 40],
            vec![f32::NEG_INFINITY; 40],
            vec![f32::INFINITY; 40],
            vec![],
        ] {
            let scores = scores(&logits);
            assert_eq!(scores.best(), None);
            assert!(scores.at(0.5).is_none());
            assert!(scores.top(3).len() <= 3);
        }
    }

    #[test]
    fn warmth_makes_the_unlikely_likelier() {
        let mut warm = scores(&[2.0, 0.0]);
        let cold = warm.log_probability(1);
        warm.warm(4.0);
        assert!(warm.log_probability(1) > cold);
    }

    #[test]
    fn dice_fall_everywhere_and_always_the_same() {
        let mut dice = Dice::default();
        let rolls: Vec<f64> = (0..1000).map(|_| dice.roll()).collect();
        let mut again = Dice::default();
        assert!(
            rolls
                .iter()
                .all(|roll| (0.0..1.0).contains(roll) && *roll == again.roll())
        );
        let mean = rolls.iter().sum::<f64>() / 1000.0;
        assert!((mean - 0.5).abs() < 0.05, "{mean}");
    }
}
