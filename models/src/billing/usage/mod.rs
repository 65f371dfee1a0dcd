//! A tenant's usage this period, and whether the next call still fits. Pure: no clock, no database, no log.
//!
//! Invariant: what is committed here equals the charged rows in the database; reservations stand beside it until the transaction
//! that carries them has an end. So any sequence of admit, settle, release, crash and reload keeps the count exact.

mod counts;
mod credit;
pub mod history;
pub mod period;
pub mod rows;
pub mod standing;
mod terms;

use chrono::{DateTime, Utc};

pub use counts::{Counts, Threshold, Told};
pub use credit::{Credit, Demand};
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

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// Another period has begun, and its row may say something already (a clock was set back meanwhile): `enter` it first.
    #[error("another period has begun")]
    Turned,
    #[error(transparent)]
    Period(#[from] PeriodError),
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
    /// Charges that are given back: those of this period, and what was withheld in whatever period.
    pub credited: Vec<Credit>,
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
    /// Withheld calls that it charges, by the begin of the period to which each stands charged.
    taken: Vec<DateTime<Utc>>,
    credited: Vec<Credit>,
    crossed: Vec<Threshold>,
}

impl Reservation {
    /// Whether its new calls count in this period, whose end may have been moved meanwhile.
    fn is_of(&self, period: Period) -> bool {
        self.period.start == period.start
    }

    /// What it takes from the withheld of this period, and of all others.
    fn taken(&self, period: Period) -> Taken {
        let here = self.taken.iter().filter(|start| **start == period.start).count();
        Taken {
            here: here as u64,
            before: (self.taken.len() - here) as u64,
        }
    }
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

    /// Takes up changed terms. False if they move the period's bounds: then the rows of the other period must be read (`reload`).
    pub fn change_terms(&mut self, terms: Terms) -> bool {
        let same_periods = terms.anniversary == self.terms.anniversary;
        self.terms = terms;
        same_periods
    }

    /// Decides on the new calls of one transaction at `now`, its time, and reserves them until `settle` or `release`. What other calls give back
    /// to this period in it has room for them; a charge of a period that is over stays, and is not among those that are credited.
    pub fn admit(&mut self, demand: &Demand, now: DateTime<Utc>) -> Result<Admission, NotNow> {
        self.be_in_period(now)?;
        let period = self.committed.period;
        let given = demand.credits.iter().copied();
        let credited: Vec<Credit> = given.filter(|credit| credit.counts_in(period)).collect();
        let (back, _) = credit::sum(&credited, period);
        let counts = self.decide(demand.calls, self.used().saturating_sub(back.used()));
        Ok(self.reserve(counts, (&[], credited), demand.calls > 0))
    }

    /// Decides on withheld calls that are to be charged after all, by the periods to which they stand charged, the oldest first: as
    /// many as fit are taken from the front, all of them if the policy lets calls go beyond the limit. With none at hand it is a
    /// review: thresholds that changed terms have moved under the usage are crossed.
    pub fn admit_withheld(&mut self, waiting: &[DateTime<Utc>], now: DateTime<Utc>) -> Result<Admission, NotNow> {
        self.be_in_period(now)?;
        let decided = self.decide(waiting.len() as u64, self.used());
        let counts = Counts { withheld: 0, ..decided };
        let charged = waiting
            .len()
            .saturating_sub(usize::try_from(decided.withheld).unwrap_or(usize::MAX));
        Ok(self.reserve(counts, (&waiting[..charged], Vec::new()), false))
    }

    fn reserve(&mut self, counts: Counts, (taken, credited): (&[DateTime<Utc>], Vec<Credit>), new: bool) -> Admission {
        let period = self.committed.period;
        let id = ReservationId(self.next);
        self.next = self.next.wrapping_add(1);
        let reservation = Reservation {
            id,
            period,
            counts,
            taken: taken.to_vec(),
            credited: credited.clone(),
            crossed: Vec::new(),
        };
        let taken = reservation.taken(period);
        self.open.push(reservation);
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
            credited,
            counts_after,
            after: self.report_of(counts_after, self.held_before()),
            crossed,
        }
    }

    /// The transaction was committed. An unknown reservation (given out before a reload) is nothing.
    pub fn settle(&mut self, id: ReservationId) {
        let Some(reservation) = self.take(id) else { return };
        let committed = &mut self.committed;
        let taken = reservation.taken(committed.period);
        if reservation.is_of(committed.period) {
            committed.counts = committed.counts.plus(reservation.counts);
            reservation
                .crossed
                .iter()
                .for_each(|threshold| committed.told.tell(*threshold));
        } else {
            // The period turned while the transaction ran: its calls belong to the other one.
            committed.withheld_before = committed.withheld_before.saturating_add(reservation.counts.withheld);
        }
        let (credited, credited_before) = credit::sum(&reservation.credited, committed.period);
        committed.counts = committed.counts.without(taken.here).less(credited);
        committed.withheld_before = committed
            .withheld_before
            .saturating_sub(taken.before.saturating_add(credited_before));
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

    /// Turns to another period, as the rows stand now. What is in flight stays reserved, in the period in which it was admitted.
    pub fn enter(&mut self, committed: Committed) {
        self.committed = committed;
    }

    pub fn report(&mut self, now: DateTime<Utc>) -> Result<Report, NotNow> {
        self.be_in_period(now)?;
        Ok(self.report_of(self.committed.counts, self.committed.withheld_before))
    }

    /// How many more calls a tenant may send that wants to be refused beyond its limit; `None`: nothing is refused.
    pub fn left_before_refusal(&self) -> Option<u64> {
        match (self.terms.policy, self.terms.limit) {
            (Policy::Reject, Limit::Calls(limit)) => Some(limit.saturating_sub(self.used())),
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

    /// Whether the period of `now` is the one at hand. Never back: a clock that is set back does not reopen what was closed, unless
    /// the rows are read anew meanwhile.
    fn be_in_period(&mut self, now: DateTime<Utc>) -> Result<(), NotNow> {
        if now < self.committed.period.end {
            return Ok(());
        }
        let period = self.terms.anniversary.period_at(now)?.after(self.committed.period);
        if period.start != self.committed.period.start {
            return Err(NotNow::Turned);
        }
        self.committed.period = period;
        Ok(())
    }

    /// Committed and reserved in the current period.
    fn held(&self) -> Counts {
        let period = self.committed.period;
        self.open.iter().fold(self.committed.counts, |sum, open| {
            let sum = if open.is_of(period) { sum.plus(open.counts) } else { sum };
            let (credited, _) = credit::sum(&open.credited, period);
            sum.without(open.taken(period).here).less(credited)
        })
    }

    /// What counts against the limit, with what is reserved. What a transaction gives back counts until it has ended: it may be rolled back.
    fn used(&self) -> u64 {
        let period = self.committed.period;
        let open = self.open.iter().filter(|open| open.is_of(period));
        open.fold(self.committed.counts.used(), |sum, open| {
            sum.saturating_add(open.counts.used())
        })
    }

    /// Withheld in other periods, with what is reserved.
    fn held_before(&self) -> u64 {
        let period = self.committed.period;
        self.open.iter().fold(self.committed.withheld_before, |sum, open| {
            let withheld = if open.is_of(period) { 0 } else { open.counts.withheld };
            let (_, credited_before) = credit::sum(&open.credited, period);
            let less = open.taken(period).before.saturating_add(credited_before);
            sum.saturating_add(withheld).saturating_sub(less)
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
            .any(|open| open.is_of(self.committed.period) && open.crossed.contains(&threshold));
        self.committed.told.has(threshold) || reserved
    }

    fn take(&mut self, id: ReservationId) -> Option<Reservation> {
        let at = self.open.iter().position(|open| open.id == id)?;
        Some(self.open.swap_remove(at))
    }
}

#[cfg(test)]
mod tests;
