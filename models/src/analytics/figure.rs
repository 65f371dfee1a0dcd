//! What a figure is: what is divided by what, what is left out, and which calls stand behind it. Pure. The formulas: `formula.rs`.

use crate::calls::filter::CallFilter;

/// Sums over calls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    pub calls: i64,
    pub talk_s: i64,
    pub wait_s: i64,
    /// Whose waiting time is known.
    pub waits: i64,
    /// That waited no longer than the threshold.
    pub within: i64,
    /// That waited no longer than `SHORT_S`.
    pub short: i64,
    pub recorded: i64,
    pub analyzed: i64,
    pub negative: i64,
    pub neutral: i64,
    pub positive: i64,
    pub score_sum: f64,
}

impl Totals {
    pub fn labelled(&self) -> i64 {
        self.negative + self.neutral + self.positive
    }

    pub fn add(&mut self, other: &Totals) {
        self.calls += other.calls;
        self.talk_s += other.talk_s;
        self.wait_s += other.wait_s;
        self.waits += other.waits;
        self.within += other.within;
        self.short += other.short;
        self.recorded += other.recorded;
        self.analyzed += other.analyzed;
        self.negative += other.negative;
        self.neutral += other.neutral;
        self.positive += other.positive;
        self.score_sum += other.score_sum;
    }
}

/// The sums of one direction and disposition.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub direction: String,
    pub disposition: String,
    pub totals: Totals,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Calls,
    Seconds,
    /// Between 0 and 1.
    Ratio,
    /// Between -5 and 5.
    Score,
}

/// Calls that a figure leaves out, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exclusion {
    pub reason: &'static str,
    pub calls: i64,
}

/// The calls behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Drill {
    pub filter: CallFilter,
    pub count: i64,
}

/// The same by another formula.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variant {
    pub formula_id: &'static str,
    pub formula: &'static str,
    pub numerator: f64,
    pub denominator: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub id: &'static str,
    pub formula_id: &'static str,
    pub formula: &'static str,
    pub unit: Unit,
    pub numerator: f64,
    /// 1 where nothing is divided.
    pub denominator: f64,
    /// How many calls it is reckoned from.
    pub n: i64,
    pub exclusions: Vec<Exclusion>,
    /// `None` if the filter leaves no such calls.
    pub calls: Option<Drill>,
    pub variants: Vec<Variant>,
}

/// `None` where there is nothing to divide by.
pub fn quotient(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator != 0.0).then(|| numerator / denominator)
}

impl Figure {
    pub fn value(&self) -> Option<f64> {
        quotient(self.numerator, self.denominator)
    }
}

/// How a call may be felt.
pub const LABELS: [&str; 3] = ["negative", "neutral", "positive"];
/// Callers who gave up or were not answered in time, and so might have been.
pub const LOST: [&str; 4] = ["abandoned", "missed", "no_answer", "cancelled"];
/// How an inbound call ends that nobody answered.
pub const UNANSWERED: [&str; 8] = [
    "abandoned",
    "missed",
    "no_answer",
    "cancelled",
    "busy",
    "rejected",
    "failed",
    "voicemail",
];

/// The filter with these directions and dispositions only (none named: as they are); `None` if none of them is left.
pub fn narrowed(base: &CallFilter, direction: &[&str], disposition: &[&str]) -> Option<CallFilter> {
    Some(CallFilter {
        direction: both(&base.direction, direction)?,
        disposition: both(&base.disposition, disposition)?,
        ..base.clone()
    })
}

pub(super) fn both(held: &[String], wanted: &[&str]) -> Option<Vec<String>> {
    let wanted = || wanted.iter().map(|name| (*name).to_owned());
    match (held.is_empty(), wanted().len()) {
        (_, 0) => Some(held.to_vec()),
        (true, _) => Some(wanted().collect()),
        (false, _) => {
            let left: Vec<String> = wanted().filter(|name| held.contains(name)).collect();
            (!left.is_empty()).then_some(left)
        }
    }
}
