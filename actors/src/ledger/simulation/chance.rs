//! The same seed, the same run.

use crate::demo::chance;

pub struct Chance(chance::Chance);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(chance::Chance::seeded(seed))
    }

    /// Of 0 to `limit` - 1.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0.next() % limit
    }

    pub fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }

    /// Another one, for somebody who draws at times of their own.
    pub fn branch(&mut self) -> Self {
        Self::new(self.0.next())
    }
}
