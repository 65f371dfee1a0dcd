//! Chance that is the same every time: SplitMix64 (Steele, Lea and Flood, 2014), begun with a name or a number.

pub struct Chance(u64);

impl Chance {
    pub fn of(name: &str) -> Self {
        // FNV-1a.
        let begun = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self::seeded(begun)
    }

    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn happens(&mut self, share: f64) -> bool {
        self.share() < share
    }

    pub fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.share()
    }

    /// Below `count`; 0 of none.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.share() * count as f64) as usize).min(count.saturating_sub(1))
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// One of these by their weights.
    pub fn weighed<'a, T>(&mut self, of: &'a [(T, f64)]) -> Option<&'a T> {
        let mut left = self.share() * of.iter().map(|(_, weight)| weight).sum::<f64>();
        let found = of.iter().find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        found.or(of.last()).map(|(one, _)| one)
    }

    /// Of the bell curve around 0 with width 1: the sum of twelve is as good.
    pub fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_every_time_and_keeps_its_bounds() {
        let draws = |name| {
            let mut chance = Chance::of(name);
            (0..50).map(|_| chance.below(10)).collect::<Vec<_>>()
        };
        assert_eq!(draws("2026-11-02"), draws("2026-11-02"));
        assert_ne!(draws("2026-11-02"), draws("2026-11-03"));
        let mut chance = Chance::of("x");
        assert_eq!((chance.below(0), chance.pick::<u8>(&[])), (0, None));
        let heads = (0..1_000)
            .filter(|_| chance.weighed(&[(true, 3.0), (false, 1.0)]) == Some(&true))
            .count();
        assert!((700..800).contains(&heads), "{heads}");
    }
}
