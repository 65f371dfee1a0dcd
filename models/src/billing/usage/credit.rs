//! A charge that is given back: two calls turn out to be one, and one charge is enough for both. Pure.

use chrono::{DateTime, Utc};

use super::{Charge, Counts, Period};

/// A charge that a call has given up, with the begin of the period to which it stood charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    pub charge: Charge,
    pub period: DateTime<Utc>,
}

/// What one transaction asks of a tenant's usage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// New calls to decide on.
    pub calls: u64,
    /// Charges that calls give up.
    pub credits: Vec<Credit>,
}

impl Demand {
    /// So many new calls.
    pub fn of(calls: u64) -> Self {
        Self {
            calls,
            credits: Vec::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.calls == 0 && self.credits.is_empty()
    }
}

impl Credit {
    /// Whether it is given back while this period runs: what was charged to one that is over stays charged, what was only withheld does not.
    pub fn counts_in(self, running: Period) -> bool {
        match self.charge {
            Charge::Included | Charge::Overage => self.period == running.start,
            Charge::Withheld => true,
            Charge::None => false,
        }
    }
}

/// What credits take off the counts of this period, and off the withheld of all others.
pub(super) fn sum(credits: &[Credit], period: Period) -> (Counts, u64) {
    let (mut counts, mut before) = (Counts::default(), 0);
    for credit in credits {
        match (credit.charge, credit.period == period.start) {
            (Charge::Included, true) => counts.included += 1,
            (Charge::Overage, true) => counts.overage += 1,
            (Charge::Withheld, true) => counts.withheld += 1,
            (Charge::Withheld, false) => before += 1,
            (Charge::Included | Charge::Overage, false) | (Charge::None, _) => {}
        }
    }
    (counts, before)
}
