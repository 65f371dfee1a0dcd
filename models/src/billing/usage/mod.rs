//! A tenant's usage this period, and whether the next call still fits. Pure: no clock, no database, no log.
//!
//! Invariant: what is committed here equals the charged rows in the database; reservations stand beside it until the transaction
//! that carries them has an end. So any sequence of admit, settle, release, crash and reload keeps the count exact.

mod counts;
pub mod period;
pub mod rows;
mod terms;

use chrono::{DateTime, Utc};

pub use counts::{Counts, Threshold, Told};
pub use period::{Anniversary, Period, PeriodError};
pub use terms::{Charge, Limit, Policy, Terms};

/// What the rows say of one tenant in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    pub period: Period,
    pub counts: Counts,
    /// Withheld calls that were charged to other periods and wait still.
    pub withheld_before: u64,
    pub told: Told,
}

/// Names a reservation until its transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReservationId(u64);

/// Withheld calls that are charged now: those withheld in this period, and those of periods before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub here: u64,
    pub before: u64,
}

impl Taken {
    pub fn calls(self) -> u64 {
        self.here.saturating_add(self.before)
    }
}

/// The answer to calls: the first `included` of them are within the limit, the next `overage` beyond it but analysed, the last
/// `withheld` are kept only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    pub reservation: ReservationId,
    pub period: Period,
    pub counts: Counts,
    /// Calls among `counts` that were withheld until now.
    pub taken: Taken,
    /// Committed and reserved with this: what the period's row says after the transaction, if no other is in flight.
    pub counts_after: Counts,
    /// The same as the API tells it.
    pub after: Report,
    /// To be told in the transaction that carries this admission.
    pub crossed: Vec<Threshold>,
}

impl Admission {
    /// How the `n`th admitted call is charged, from 0.
    pub fn charge_of(&self, n: u64) -> Charge {
        if n < self.counts.included {
            Charge::Included
        } else if n < self.counts.used() {
            Charge::Overage
        } else {
            Charge::Withheld
        }
    }
}

#[derive(Clone, Debug)]
struct Reservation {
    id: ReservationId,
    period: Period,
    counts: Counts,
    taken: Taken,
    crossed: Vec<Threshold>,
}

/// A tenant's usage as the API tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub period: Period,
    pub policy: Policy,
    /// Whether the next call would be analysed.
    pub has_access: bool,
    pub used: u64,
    pub limit: Limit,
    /// Calls left; `None` if there is no limit.
    pub balance: Option<u64>,
    /// Calls beyond the limit.
    pub overage: u64,
    /// Calls that wait for analysis beyond the limit, of whatever age.
    pub withheld: u64,
}

#[derive(Clone, Debug)]
pub struct Usage {
    terms: Terms,
    committed: Committed,
    open: Vec<Reservation>,
    next: u64,
}

impl Usage {
    pub fn new(terms: Terms, committed: Committed) -> Self {
        Self {
            terms,
            committed,
            open: Vec::new(),
            next: 0,
        }
    }

    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    pub fn committed(&self) -> &Committed {
        &self.committed
    }

    pub fn is_idle(&self) -> bool {
        self.open.is_empty()
    }

    /// Takes up changed terms. False if they move the period's bounds: then the rows of the other period must be read (`reload`).
    pub fn change_terms(&mut self, terms: Terms) -> bool {
        let same_periods = terms.anniversary == self.terms.anniversary;
        self.terms = terms;
        same_periods
    }

    /// Decides on `calls` new calls of one transaction at `now`, its time, and reserves them until `settle` or `release`.
    pub fn admit(&mut self, calls: u64, now: DateTime<Utc>) -> Result<Admission, PeriodError> {
        self.enter_period(now)?;
        let counts = self.decide(calls, self.held().used());
        Ok(self.reserve(counts, Taken::default(), calls > 0))
    }

    /// Decides on withheld calls that are to be charged after all, by the periods to which they stand charged, the oldest first: as
    /// many as fit are taken from the front, all of them if the policy lets calls go beyond the limit. With none at hand it is a
    /// review: thresholds that changed terms have moved under the usage are crossed.
    pub fn admit_withheld(&mut self, waiting: &[DateTime<Utc>], now: DateTime<Utc>) -> Result<Admission, PeriodError> {
        self.enter_period(now)?;
        let decided = self.decide(waiting.len() as u64, self.held().used());
        let counts = Counts { withheld: 0, ..decided };
        let start = self.committed.period.start;
        let charged = waiting
            .len()
            .saturating_sub(usize::try_from(decided.withheld).unwrap_or(usize::MAX));
        let here = waiting[..charged].iter().filter(|period| **period == start).count() as u64;
        let before = charged as u64 - here;
        Ok(self.reserve(counts, Taken { here, before }, false))
    }

    fn reserve(&mut self, counts: Counts, taken: Taken, new: bool) -> Admission {
        let period = self.committed.period;
        let id = ReservationId(self.next);
        self.next = self.next.wrapping_add(1);
        self.open.push(Reservation {
            id,
            period,
            counts,
            taken,
            crossed: Vec::new(),
        });
        let counts_after = self.held();
        let used = counts_after.used();
        let crossed: Vec<Threshold> = Threshold::ALL
            .into_iter()
            .filter(|&threshold| {
                (new || used > 0) && threshold.is_reached(used, self.terms.limit) && !self.is_told(threshold)
            })
            .collect();
        if let Some(reservation) = self.open.last_mut() {
            reservation.crossed.clone_from(&crossed);
        }
        Admission {
            reservation: id,
            period,
            counts,
            taken,
            counts_after,
            after: self.report_of(counts_after, self.held_before()),
            crossed,
        }
    }

    /// The transaction was committed. An unknown reservation (given out before a reload) is nothing.
    pub fn settle(&mut self, id: ReservationId) {
        let Some(reservation) = self.take(id) else { return };
        if reservation.period != self.committed.period {
            // The period turned while the transaction ran: its calls belong to the one before.
            self.committed.withheld_before = self
                .committed
                .withheld_before
                .saturating_add(reservation.counts.withheld)
                .saturating_sub(reservation.taken.calls());
            return;
        }
        self.committed.counts = self
            .committed
            .counts
            .plus(reservation.counts)
            .without(reservation.taken.here);
        self.committed.withheld_before = self.committed.withheld_before.saturating_sub(reservation.taken.before);
        reservation
            .crossed
            .into_iter()
            .for_each(|threshold| self.committed.told.tell(threshold));
    }

    /// The transaction was rolled back.
    pub fn release(&mut self, id: ReservationId) {
        self.take(id);
    }

    /// Takes what the rows say in place of what is remembered: after a crash, or when nobody knows how a commit ended.
    pub fn reload(&mut self, committed: Committed) {
        self.committed = committed;
        self.open.clear();
    }

    pub fn report(&mut self, now: DateTime<Utc>) -> Result<Report, PeriodError> {
        self.enter_period(now)?;
        Ok(self.report_of(self.committed.counts, self.committed.withheld_before))
    }

    /// How many more calls a tenant may send that wants to be refused beyond its limit; `None`: nothing is refused.
    pub fn left_before_refusal(&self) -> Option<u64> {
        match (self.terms.policy, self.terms.limit) {
            (Policy::Reject, Limit::Calls(limit)) => Some(limit.saturating_sub(self.held().used())),
            (Policy::Reject, Limit::Unlimited) | (Policy::StoreOnly | Policy::Queue | Policy::Overage, _) => None,
        }
    }

    fn report_of(&self, counts: Counts, withheld_before: u64) -> Report {
        let used = counts.used();
        let (balance, overage) = match self.terms.limit {
            Limit::Unlimited => (None, 0),
            Limit::Calls(limit) => (Some(limit.saturating_sub(used)), used.saturating_sub(limit)),
        };
        Report {
            period: self.committed.period,
            policy: self.terms.policy,
            has_access: balance.is_none_or(|left| left > 0) || self.terms.policy == Policy::Overage,
            used,
            limit: self.terms.limit,
            balance,
            overage,
            withheld: counts.withheld.saturating_add(withheld_before),
        }
    }

    /// Turns to the period of `now`. Never back: a clock that is set back does not reopen what was closed.
    fn enter_period(&mut self, now: DateTime<Utc>) -> Result<(), PeriodError> {
        if now < self.committed.period.end {
            return Ok(());
        }
        let period = self.terms.anniversary.period_at(now)?.after(self.committed.period);
        if period.start == self.committed.period.start {
            self.committed.period = period;
            return Ok(());
        }
        let before = self
            .committed
            .withheld_before
            .saturating_add(self.committed.counts.withheld);
        self.committed = Committed {
            period,
            counts: Counts::default(),
            withheld_before: before,
            told: Told::default(),
        };
        Ok(())
    }

    /// Committed and reserved in the current period.
    fn held(&self) -> Counts {
        let current = self.open.iter().filter(|open| open.period == self.committed.period);
        current.fold(self.committed.counts, |sum, open| {
            sum.plus(open.counts).without(open.taken.here)
        })
    }

    /// Withheld in periods before, with what is reserved.
    fn held_before(&self) -> u64 {
        self.open.iter().fold(self.committed.withheld_before, |sum, open| {
            if open.period == self.committed.period {
                sum.saturating_sub(open.taken.before)
            } else {
                sum.saturating_add(open.counts.withheld)
                    .saturating_sub(open.taken.calls())
            }
        })
    }

    // Invariant: included, committed and reserved together, never exceeds the limit.
    fn decide(&self, calls: u64, used: u64) -> Counts {
        let included = match self.terms.limit {
            Limit::Unlimited => calls,
            Limit::Calls(limit) => calls.min(limit.saturating_sub(used)),
        };
        let beyond = calls - included;
        match self.terms.policy {
            Policy::Overage => Counts {
                included,
                overage: beyond,
                withheld: 0,
            },
            Policy::StoreOnly | Policy::Queue | Policy::Reject => Counts {
                included,
                overage: 0,
                withheld: beyond,
            },
        }
    }

    fn is_told(&self, threshold: Threshold) -> bool {
        let reserved = self
            .open
            .iter()
            .any(|open| open.period == self.committed.period && open.crossed.contains(&threshold));
        self.committed.told.has(threshold) || reserved
    }

    fn take(&mut self, id: ReservationId) -> Option<Reservation> {
        let at = self.open.iter().position(|open| open.id == id)?;
        Some(self.open.swap_remove(at))
    }
}

#[cfg(test)]
mod tests;
