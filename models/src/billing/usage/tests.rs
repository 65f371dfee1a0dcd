//! Tests of a tenant's usage: examples, then any sequence of what can happen.

use super::*;
use chrono::Duration;
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn terms(limit: Limit, policy: Policy) -> Terms {
    Terms {
        limit,
        policy,
        anniversary: Anniversary::new(at("2026-01-15T08:00:00Z"), "Europe/Berlin").unwrap(),
        version: 1,
    }
}

fn fresh(limit: Limit, policy: Policy) -> Usage {
    let terms = terms(limit, policy);
    let period = terms.anniversary.period_at(now()).unwrap();
    Usage::new(
        terms,
        Committed {
            period,
            counts: Counts::default(),
            withheld_before: 0,
            told: Told::default(),
        },
    )
}

fn now() -> DateTime<Utc> {
    at("2026-02-20T12:00:00Z")
}

/// Enters the next period, of which no row is there; so many calls are withheld. Gives its beginning.
fn turned(usage: &mut Usage, withheld: u64) -> DateTime<Utc> {
    let next = usage.committed().period.end;
    usage.enter(Committed {
        period: usage.terms().anniversary.period_at(next).unwrap(),
        counts: Counts::default(),
        withheld_before: withheld,
        told: Told::default(),
    });
    next
}

fn settled(usage: &mut Usage, calls: u64) -> Admission {
    let admission = usage.admit(&Demand::of(calls), now()).unwrap();
    usage.settle(admission.reservation);
    admission
}

#[test]
fn a_call_over_the_limit_is_withheld_by_default_and_charged_as_overage_if_so_agreed() {
    let mut store = fresh(Limit::Calls(2), Policy::StoreOnly);
    assert_eq!(
        settled(&mut store, 3).counts,
        Counts {
            included: 2,
            overage: 0,
            withheld: 1
        }
    );
    let mut over = fresh(Limit::Calls(2), Policy::Overage);
    let admission = settled(&mut over, 3);
    let charges: Vec<Charge> = (0..3).map(|n| admission.charge_of(n)).collect();
    assert_eq!(charges, [Charge::Included, Charge::Included, Charge::Overage]);
    let report = over.report(now()).unwrap();
    assert_eq!(
        (report.used, report.balance, report.overage, report.has_access),
        (3, Some(0), 1, true)
    );
}

#[test]
fn thresholds_are_crossed_once() {
    let mut usage = fresh(Limit::Calls(10), Policy::StoreOnly);
    assert_eq!(settled(&mut usage, 7).crossed, []);
    assert_eq!(settled(&mut usage, 1).crossed, [Threshold::Percent80]);
    assert_eq!(settled(&mut usage, 1).crossed, []);
    assert_eq!(settled(&mut usage, 5).crossed, [Threshold::Percent100]);
    assert_eq!(settled(&mut usage, 5).crossed, []);
}

#[test]
fn one_batch_may_cross_both() {
    let mut usage = fresh(Limit::Calls(4), Policy::StoreOnly);
    assert_eq!(
        settled(&mut usage, 9).crossed,
        [Threshold::Percent80, Threshold::Percent100]
    );
}

#[test]
fn a_released_crossing_is_told_by_the_next() {
    let mut usage = fresh(Limit::Calls(4), Policy::StoreOnly);
    let lost = usage.admit(&Demand::of(4), now()).unwrap();
    usage.release(lost.reservation);
    assert_eq!(usage.report(now()).unwrap().used, 0);
    assert_eq!(
        settled(&mut usage, 4).crossed,
        [Threshold::Percent80, Threshold::Percent100]
    );
}

#[test]
fn nothing_admitted_crosses_nothing() {
    assert_eq!(settled(&mut fresh(Limit::Calls(0), Policy::StoreOnly), 0).crossed, []);
}

#[test]
fn a_new_period_begins_at_nought_and_what_waits_waits_on() {
    let mut usage = fresh(Limit::Calls(1), Policy::StoreOnly);
    settled(&mut usage, 3);
    let next = turned(&mut usage, 2);
    let admission = usage.admit(&Demand::of(1), next).unwrap();
    assert_eq!((admission.period.start, admission.counts.included), (next, 1));
    usage.settle(admission.reservation);
    let report = usage.report(next).unwrap();
    assert_eq!((report.used, report.withheld), (1, 2));
}

#[test]
fn a_period_that_was_begun_before_a_clock_was_set_back_goes_on_where_its_row_stands() {
    let mut usage = fresh(Limit::Calls(5), Policy::StoreOnly);
    let next = usage.committed().period.end;
    assert_eq!(usage.admit(&Demand::of(1), next).unwrap_err(), NotNow::Turned);
    assert_eq!(usage.report(next).unwrap_err(), NotNow::Turned);
    let period = usage.terms().anniversary.period_at(next).unwrap();
    usage.enter(Committed {
        period,
        counts: Counts {
            included: 4,
            ..Counts::default()
        },
        withheld_before: 0,
        told: Told {
            percent_80: true,
            percent_100: false,
        },
    });
    let admission = usage.admit(&Demand::of(2), next).unwrap();
    assert_eq!((admission.counts.included, admission.counts.withheld), (1, 1));
    assert_eq!(admission.crossed, [Threshold::Percent100], "80 % was told before");
}

#[test]
fn a_reservation_of_the_old_period_is_settled_there() {
    let mut usage = fresh(Limit::Calls(5), Policy::StoreOnly);
    let old = usage.admit(&Demand::of(7), now()).unwrap();
    let next = turned(&mut usage, 0);
    assert_eq!(usage.admit(&Demand::of(1), next).unwrap().counts.included, 1);
    usage.settle(old.reservation);
    let report = usage.report(next).unwrap();
    assert_eq!((report.used, report.withheld), (0, 2));
}

#[test]
fn a_clock_set_back_does_not_reopen_a_period() {
    let mut usage = fresh(Limit::Calls(5), Policy::StoreOnly);
    let period = usage.committed().period;
    assert_eq!(
        usage
            .admit(&Demand::of(1), period.start - Duration::days(3))
            .unwrap()
            .period,
        period
    );
}

#[test]
fn what_waits_is_charged_to_the_period_of_now_as_far_as_the_limit_reaches() {
    let mut usage = fresh(Limit::Calls(2), Policy::Queue);
    settled(&mut usage, 5);
    let old = usage.committed().period;
    let full = usage.admit_withheld(&[old.start; 3], now()).unwrap();
    assert_eq!(full.taken, Taken::default());
    usage.settle(full.reservation);
    turned(&mut usage, 3);
    let reset = usage.admit_withheld(&[old.start; 3], old.end).unwrap();
    assert_eq!(
        (reset.period.start, reset.taken),
        (old.end, Taken { here: 0, before: 2 })
    );
    assert_eq!(reset.crossed, Threshold::ALL);
    usage.settle(reset.reservation);
    let report = usage.report(old.end).unwrap();
    assert_eq!((report.used, report.withheld, report.balance), (2, 1, Some(0)));
    usage.change_terms(terms(Limit::Calls(2), Policy::Overage));
    let beyond = usage.admit_withheld(&[old.start], old.end).unwrap();
    assert_eq!(
        (beyond.charge_of(0), beyond.after.overage, beyond.after.withheld),
        (Charge::Overage, 1, 0)
    );
}

#[test]
fn a_lowered_limit_crosses_thresholds_once_and_what_was_rolled_back_waits_on() {
    let mut usage = fresh(Limit::Calls(100), Policy::StoreOnly);
    settled(&mut usage, 8);
    usage.change_terms(terms(Limit::Calls(10), Policy::StoreOnly));
    let review = usage.admit_withheld(&[], now()).unwrap();
    assert_eq!(review.crossed, [Threshold::Percent80]);
    usage.settle(review.reservation);
    assert_eq!(usage.admit_withheld(&[], now()).unwrap().crossed, []);
    settled(&mut usage, 4);
    let start = usage.committed().period.start;
    usage.change_terms(terms(Limit::Calls(20), Policy::Queue));
    let lost = usage.admit_withheld(&[start; 2], now()).unwrap();
    assert_eq!((lost.taken.here, lost.after.withheld), (2, 0));
    usage.release(lost.reservation);
    assert_eq!(usage.report(now()).unwrap().withheld, 2);
}

fn credit(charge: Charge, period: DateTime<Utc>) -> Credit {
    Credit { charge, period }
}

#[test]
fn a_charge_that_is_given_back_has_room_for_another_call_and_one_of_a_period_that_is_over_stays() {
    let mut usage = fresh(Limit::Calls(2), Policy::StoreOnly);
    settled(&mut usage, 3);
    let start = usage.committed().period.start;
    let back = Demand {
        calls: 1,
        credits: vec![credit(Charge::Included, start)],
    };
    let kept = usage.admit(&back, now()).unwrap();
    assert_eq!((kept.counts.included, kept.counts_after.used()), (1, 2));
    // Until that transaction has ended nobody else has the room.
    assert_eq!(usage.admit(&Demand::of(1), now()).unwrap().counts.withheld, 1);
    usage.settle(kept.reservation);
    assert_eq!(usage.committed().counts.used(), 2);
    let next = turned(&mut usage, 1);
    let late = Demand {
        calls: 0,
        credits: vec![
            credit(Charge::Included, start),
            credit(Charge::Withheld, start),
            credit(Charge::None, next),
        ],
    };
    let late = usage.admit(&late, next).unwrap();
    assert_eq!(late.credited, [credit(Charge::Withheld, start)]);
    usage.settle(late.reservation);
    let report = usage.report(next).unwrap();
    assert_eq!((report.used, report.withheld), (0, 0));
}

#[test]
fn changed_periods_ask_for_the_rows() {
    let mut usage = fresh(Limit::Calls(5), Policy::StoreOnly);
    assert!(usage.change_terms(terms(Limit::Calls(9), Policy::Overage)));
    let elsewhere = Anniversary::new(at("2026-01-15T08:00:00Z"), "Asia/Tokyo").unwrap();
    assert!(!usage.change_terms(Terms {
        anniversary: elsewhere,
        ..terms(Limit::Calls(9), Policy::Overage)
    }));
}

#[test]
fn no_limit_knows_no_threshold_and_no_balance() {
    let mut usage = fresh(Limit::Unlimited, Policy::StoreOnly);
    assert_eq!(settled(&mut usage, 1_000_000).crossed, []);
    let report = usage.report(now()).unwrap();
    assert_eq!((report.balance, report.overage, report.has_access), (None, 0, true));
}

/// What can happen to a supervisor and its transactions.
#[derive(Clone, Debug)]
enum Step {
    Admit(u64),
    /// The nth open transaction commits, and the supervisor hears of it.
    Commit(usize),
    /// … and nobody hears of it: the supervisor reloads.
    CommitUnheard(usize),
    Rollback(usize),
    /// The oldest withheld calls, at most so many, are to be charged after all.
    Charge(usize),
    /// So many calls of each kind give their charge up, the oldest first, and so many new ones come.
    GiveBack(usize, u64),
    /// The supervisor dies; a new one reads the rows. All open transactions of the dead one are rolled back.
    Crash,
    NextPeriod,
    /// The clock is set back by so many days.
    SetBack(i64),
    Limit(u64),
    Policy(Policy),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0_u64..9).prop_map(Step::Admit),
        4 => (0_usize..4).prop_map(Step::Commit),
        1 => (0_usize..4).prop_map(Step::CommitUnheard),
        2 => (0_usize..4).prop_map(Step::Rollback),
        2 => (0_usize..12).prop_map(Step::Charge),
        2 => (0_usize..4, 0_u64..4).prop_map(|(calls, new)| Step::GiveBack(calls, new)),
        1 => Just(Step::Crash),
        1 => Just(Step::NextPeriod),
        1 => (1_i64..70).prop_map(Step::SetBack),
        1 => (0_u64..40).prop_map(Step::Limit),
        1 => prop::sample::select(Policy::ALL.to_vec()).prop_map(Step::Policy),
    ]
}

/// The database in miniature: rows by period, written only by commits.
#[derive(Default)]
struct Rows {
    periods: std::collections::BTreeMap<Period, (Counts, Told)>,
    told_twice: bool,
}

/// A transaction in flight, and the withheld calls it charges, by their old periods.
struct Open {
    admission: Admission,
    charged: Vec<DateTime<Utc>>,
}

impl Rows {
    fn commit(&mut self, open: &Open) {
        for start in &open.charged {
            let (_, (counts, _)) = self
                .periods
                .iter_mut()
                .find(|(period, _)| period.start == *start)
                .unwrap();
            counts.withheld -= 1;
        }
        let admission = &open.admission;
        for credit in &admission.credited {
            let mut periods = self.periods.iter_mut();
            let (_, (counts, _)) = periods.find(|(period, _)| period.start == credit.period).unwrap();
            match credit.charge {
                Charge::Included => counts.included -= 1,
                Charge::Overage => counts.overage -= 1,
                Charge::Withheld => counts.withheld -= 1,
                Charge::None => panic!("nothing was charged"),
            }
        }
        let (counts, told) = self.periods.entry(admission.period).or_default();
        *counts = counts.plus(admission.counts);
        for &threshold in &admission.crossed {
            self.told_twice |= told.has(threshold);
            told.tell(threshold);
        }
    }

    /// Withheld calls that no transaction has locked, the oldest first.
    fn waiting(&self, open: &[Open]) -> Vec<DateTime<Utc>> {
        let locked = |start| {
            let charged = open.iter().flat_map(|open| open.charged.iter().copied());
            let credited = open.iter().flat_map(|open| &open.admission.credited);
            let credited = credited.filter(|credit| credit.charge == Charge::Withheld);
            let taken = charged.chain(credited.map(|credit| credit.period));
            taken.filter(|one| *one == start).count()
        };
        let of = |(period, row): (&Period, &(Counts, Told))| {
            let free = usize::try_from(row.0.withheld).unwrap() - locked(period.start);
            std::iter::repeat_n(period.start, free)
        };
        self.periods.iter().flat_map(of).collect()
    }

    /// At most so many charges of each kind and period that no transaction gives back or takes.
    fn charges(&self, open: &[Open], at_most: usize) -> Vec<Credit> {
        let mut all: Vec<Credit> = self
            .waiting(open)
            .into_iter()
            .take(at_most)
            .map(|start| credit(Charge::Withheld, start))
            .collect();
        for (period, (counts, _)) in &self.periods {
            for (charge, calls) in [(Charge::Included, counts.included), (Charge::Overage, counts.overage)] {
                let one = credit(charge, period.start);
                let given = open
                    .iter()
                    .flat_map(|open| &open.admission.credited)
                    .filter(|other| **other == one);
                let free = usize::try_from(calls).unwrap() - given.count();
                all.extend(std::iter::repeat_n(one, free.min(at_most)));
            }
        }
        all
    }

    fn read(&self, period: Period) -> Committed {
        let (counts, told) = self.periods.get(&period).copied().unwrap_or_default();
        let withheld_before = self
            .periods
            .iter()
            .filter(|(other, _)| **other != period)
            .map(|(_, row)| row.0.withheld)
            .sum();
        Committed {
            period,
            counts,
            withheld_before,
            told,
        }
    }

    /// As at a start: the period of now, with its row.
    fn read_at(&self, terms: &Terms, clock: DateTime<Utc>) -> Committed {
        self.read(terms.anniversary.period_at(clock).unwrap())
    }

    /// Asks; where another period has begun, its row is read, and then it is asked again.
    fn ask<T>(&self, usage: &mut Usage, clock: DateTime<Utc>, ask: impl Fn(&mut Usage) -> Result<T, NotNow>) -> T {
        match ask(usage) {
            Err(NotNow::Turned) => {
                usage.enter(self.read_at(&usage.terms().clone(), clock));
                ask(usage).unwrap()
            }
            answer => answer.unwrap(),
        }
    }
}

proptest! {
    #[test]
    fn any_sequence_of_admit_settle_release_crash_reload_and_clock_set_back_keeps_it_exact(steps in prop::collection::vec(step(), 1..80)) {
        let mut usage = fresh(Limit::Calls(10), Policy::StoreOnly);
        let (mut rows, mut open, mut clock) = (Rows::default(), Vec::<Open>::new(), now());
        for step in steps {
            match step {
                Step::Admit(calls) => {
                    let admission = rows.ask(&mut usage, clock, |usage| usage.admit(&Demand::of(calls), clock));
                    prop_assert_eq!(admission.counts.used() + admission.counts.withheld, calls);
                    open.push(Open { admission, charged: Vec::new() });
                }
                Step::Charge(calls) => {
                    let mut waiting = rows.waiting(&open);
                    waiting.truncate(calls);
                    let before = rows.ask(&mut usage, clock, |usage| usage.report(clock));
                    let admission = rows.ask(&mut usage, clock, |usage| usage.admit_withheld(&waiting, clock));
                    waiting.truncate(usize::try_from(admission.taken.calls()).unwrap());
                    prop_assert_eq!(admission.counts.used(), waiting.len() as u64);
                    prop_assert_eq!(admission.counts.withheld, 0);
                    if before.policy != Policy::Overage {
                        prop_assert!(before.balance.is_none_or(|left| admission.counts.used() <= left));
                        prop_assert_eq!(admission.counts.overage, 0);
                    }
                    open.push(Open { admission, charged: waiting });
                }
                Step::GiveBack(calls, new) => {
                    let demand = Demand { calls: new, credits: rows.charges(&open, calls) };
                    let admission = rows.ask(&mut usage, clock, |usage| usage.admit(&demand, clock));
                    prop_assert_eq!(admission.counts.used() + admission.counts.withheld, new);
                    open.push(Open { admission, charged: Vec::new() });
                }
                Step::Commit(n) if n < open.len() => {
                    let done = open.remove(n);
                    rows.commit(&done);
                    usage.settle(done.admission.reservation);
                }
                Step::CommitUnheard(n) if n < open.len() => {
                    rows.commit(&open.remove(n));
                    // One connection carries all open transactions: with it the others are rolled back.
                    open.clear();
                    usage.reload(rows.read_at(&usage.terms().clone(), clock));
                }
                Step::Rollback(n) if n < open.len() => usage.release(open.remove(n).admission.reservation),
                Step::Commit(_) | Step::CommitUnheard(_) | Step::Rollback(_) => {}
                Step::Crash => {
                    open.clear();
                    let terms = usage.terms().clone();
                    let committed = rows.read_at(&terms, clock);
                    usage = Usage::new(terms, committed);
                }
                Step::NextPeriod => clock = usage.terms().anniversary.period_at(clock).unwrap().end,
                Step::SetBack(days) => clock -= Duration::days(days),
                Step::Limit(limit) => {
                    let terms = Terms { limit: Limit::Calls(limit), ..usage.terms().clone() };
                    prop_assert!(usage.change_terms(terms));
                }
                Step::Policy(policy) => {
                    let terms = Terms { policy, ..usage.terms().clone() };
                    prop_assert!(usage.change_terms(terms));
                }
            }
            prop_assert_eq!(*usage.committed(), rows.read(usage.committed().period));
            prop_assert!(!rows.told_twice);
        }
    }

    #[test]
    fn a_fixed_limit_is_never_passed_and_thresholds_are_told_when_reached(
        limit in 0_u64..30, batches in prop::collection::vec((0_u64..9, any::<bool>()), 1..40),
    ) {
        let mut usage = fresh(Limit::Calls(limit), Policy::StoreOnly);
        let mut calls_kept = 0;
        for (calls, commits) in batches {
            let admission = usage.admit(&Demand::of(calls), now()).unwrap();
            if commits { usage.settle(admission.reservation) } else { usage.release(admission.reservation) }
            calls_kept += if commits { calls } else { 0 };
            let committed = usage.committed();
            prop_assert_eq!(committed.counts.included, calls_kept.min(limit));
            prop_assert_eq!(committed.counts.withheld, calls_kept.saturating_sub(limit));
            for threshold in Threshold::ALL {
                let reached = calls_kept > 0 && threshold.is_reached(committed.counts.used(), Limit::Calls(limit));
                prop_assert_eq!(committed.told.has(threshold), reached);
            }
        }
    }
}
