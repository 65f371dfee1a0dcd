//! Calls by kind of charge, and the shares of a limit whose crossing is told. Pure.

use super::Limit;

/// Calls by kind of charge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub included: u64,
    pub overage: u64,
    pub withheld: u64,
}

impl Counts {
    /// What the limit speaks about.
    pub fn used(&self) -> u64 {
        self.included.saturating_add(self.overage)
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            included: self.included.saturating_add(other.included),
            overage: self.overage.saturating_add(other.overage),
            withheld: self.withheld.saturating_add(other.withheld),
        }
    }

    /// After these were given back.
    pub(super) fn less(self, other: Self) -> Self {
        Self {
            included: self.included.saturating_sub(other.included),
            overage: self.overage.saturating_sub(other.overage),
            withheld: self.withheld.saturating_sub(other.withheld),
        }
    }

    /// After so many of the withheld were charged.
    pub(super) fn without(self, withheld: u64) -> Self {
        Self {
            withheld: self.withheld.saturating_sub(withheld),
            ..self
        }
    }
}

/// A share of the limit whose crossing is told once a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Threshold {
    Percent80,
    Percent100,
}

impl Threshold {
    pub const ALL: [Self; 2] = [Self::Percent80, Self::Percent100];

    pub fn percent(self) -> u64 {
        match self {
            Self::Percent80 => 80,
            Self::Percent100 => 100,
        }
    }

    pub(super) fn is_reached(self, used: u64, limit: Limit) -> bool {
        match limit {
            Limit::Unlimited => false,
            Limit::Calls(limit) => u128::from(used) * 100 >= u128::from(limit) * u128::from(self.percent()),
        }
    }
}

/// Which thresholds have been told in this period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub percent_80: bool,
    pub percent_100: bool,
}

impl Told {
    pub fn has(&self, threshold: Threshold) -> bool {
        match threshold {
            Threshold::Percent80 => self.percent_80,
            Threshold::Percent100 => self.percent_100,
        }
    }

    pub(super) fn tell(&mut self, threshold: Threshold) {
        match threshold {
            Threshold::Percent80 => self.percent_80 = true,
            Threshold::Percent100 => self.percent_100 = true,
        }
    }
}
