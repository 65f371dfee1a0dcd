//! Figures as they leave in JSON.

use chrono::{DateTime, Utc};
use models::analytics::Clock;
use models::analytics::days::Span;
use models::analytics::figure::{self, Drill, quotient};
use models::calls::filter::CallFilter;
use serde::Serialize;
use utoipa::ToSchema;

use crate::routes::calls::link;

/// Days of the tenant's calendar, and the moments between which they lie.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsPeriod)]
pub struct PeriodBody {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    pub days: i64,
    pub zone: String,
    pub started_from: DateTime<Utc>,
    /// The first moment after it.
    pub started_before: DateTime<Utc>,
    /// All of its days. `false`: a period that goes on is compared with as much of these days as has gone by of it.
    pub whole: bool,
}

impl PeriodBody {
    pub fn new(span: &Span, clock: &Clock) -> Self {
        Self {
            from: span.days.from.to_string(),
            to: span.days.to.to_string(),
            days: span.days.count(),
            zone: clock.zone_name.clone(),
            started_from: span.start,
            started_before: span.end,
            whole: span.whole,
        }
    }
}

/// Where the calls behind a figure are listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallsLink {
    /// Of `GET /v1/calls`, with the figure's own filter.
    pub href: String,
    /// So many were there at `as_of`.
    pub count: i64,
}

impl CallsLink {
    pub fn new(drill: &Drill, as_of: DateTime<Utc>) -> Self {
        let filter = CallFilter {
            as_of: Some(as_of),
            ..drill.filter.clone()
        };
        Self {
            href: link::to(&filter),
            count: drill.count,
        }
    }

    pub fn of(filter: CallFilter, count: i64, as_of: DateTime<Utc>) -> Self {
        Self::new(&Drill { filter, count }, as_of)
    }
}

/// Calls that a figure leaves out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Exclusion {
    /// A stable name, as `wait_unknown`.
    pub reason: &'static str,
    pub calls: i64,
}

/// The formula of `calls`, wherever they are counted.
pub const CALLS: &str = "V1";

/// By which formula a column of a table is reckoned.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnFormula {
    /// The column.
    pub name: &'static str,
    pub formula_id: &'static str,
    pub formula: &'static str,
}

/// The same by another formula.
#[derive(Debug, Serialize, ToSchema)]
pub struct Variant {
    pub formula_id: &'static str,
    pub formula: &'static str,
    #[schema(required)]
    pub value: Option<f64>,
    pub numerator: f64,
    pub denominator: f64,
}

/// The figure of the days compared with.
#[derive(Debug, Serialize, ToSchema)]
pub struct Compared {
    #[schema(required)]
    pub value: Option<f64>,
    pub numerator: f64,
    pub denominator: f64,
    pub n: i64,
    /// Value now less value then.
    #[schema(required)]
    pub difference: Option<f64>,
    /// Of counts and seconds: the difference as a share of the value then. Null where that was nothing.
    #[schema(required)]
    pub change: Option<f64>,
    #[schema(required)]
    pub calls: Option<CallsLink>,
}

/// One figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figure {
    pub id: &'static str,
    /// Which formula: docs/analytics.md lists them.
    pub formula_id: &'static str,
    pub formula: &'static str,
    /// `calls`, `seconds`, `ratio` (0 to 1) or `score` (-5 to 5).
    pub unit: &'static str,
    /// Null where there is nothing to divide by.
    #[schema(required)]
    pub value: Option<f64>,
    pub numerator: f64,
    /// 1 where nothing is divided.
    pub denominator: f64,
    /// How many calls it is reckoned from.
    pub n: i64,
    pub exclusions: Vec<Exclusion>,
    /// The calls behind it: of counts and ratios those of the numerator, of means those of the denominator. Null if the filter leaves no such calls.
    #[schema(required)]
    pub calls: Option<CallsLink>,
    pub variants: Vec<Variant>,
    #[schema(required)]
    pub compare: Option<Compared>,
}

impl Figure {
    pub fn new(own: &figure::Figure, other: Option<&figure::Figure>, as_of: DateTime<Utc>) -> Self {
        let link = |drill: &Drill| CallsLink::new(drill, as_of);
        Self {
            id: own.id,
            formula_id: own.formula_id,
            formula: own.formula,
            unit: unit(own.unit),
            value: own.value(),
            numerator: own.numerator,
            denominator: own.denominator,
            n: own.n,
            exclusions: own
                .exclusions
                .iter()
                .map(|one| Exclusion {
                    reason: one.reason,
                    calls: one.calls,
                })
                .collect(),
            calls: own.calls.as_ref().map(link),
            variants: own.variants.iter().map(variant).collect(),
            compare: other.map(|other| compared(own, other, as_of)),
        }
    }
}

fn variant(variant: &figure::Variant) -> Variant {
    Variant {
        formula_id: variant.formula_id,
        formula: variant.formula,
        value: quotient(variant.numerator, variant.denominator),
        numerator: variant.numerator,
        denominator: variant.denominator,
    }
}

fn compared(own: &figure::Figure, other: &figure::Figure, as_of: DateTime<Utc>) -> Compared {
    let (now, then) = (own.value(), other.value());
    let difference = now.zip(then).map(|(now, then)| now - then);
    let is_share = matches!(own.unit, figure::Unit::Ratio | figure::Unit::Score);
    let change = difference.zip(then).and_then(|(by, then)| quotient(by, then));
    Compared {
        value: then,
        numerator: other.numerator,
        denominator: other.denominator,
        n: other.n,
        difference,
        change: change.filter(|_| !is_share),
        calls: other.calls.as_ref().map(|drill| CallsLink::new(drill, as_of)),
    }
}

fn unit(unit: figure::Unit) -> &'static str {
    match unit {
        figure::Unit::Calls => "calls",
        figure::Unit::Seconds => "seconds",
        figure::Unit::Ratio => "ratio",
        figure::Unit::Score => "score",
    }
}
