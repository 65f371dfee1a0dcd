//! What an admission says to the outside: the row it adds to, and the events that tell it. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use models::billing::usage::{Admission, Charge, Counts, Credit, Limit};
use models::calls::intake::{Event, TakenOff, UsageRow};
use models::ids::TenantId;
use serde_json::json;

/// Whether there is anything to write for it.
pub fn is_empty(admission: &Admission) -> bool {
    admission.counts == Counts::default() && admission.crossed.is_empty() && admission.credited.is_empty()
}

/// What is given back with it, by period.
pub fn taken_off(tenant: TenantId, admission: &Admission) -> Vec<TakenOff> {
    let mut periods: BTreeMap<DateTime<Utc>, Counts> = BTreeMap::new();
    for credit in &admission.credited {
        let counts = periods.entry(credit.period).or_default();
        *counts = counts.plus(one(credit));
    }
    let rows = periods.into_iter().map(|(period_start, counts)| TakenOff {
        tenant,
        period_start,
        counts,
    });
    rows.collect()
}

fn one(credit: &Credit) -> Counts {
    let is = |charge| u64::from(credit.charge == charge);
    Counts {
        included: is(Charge::Included),
        overage: is(Charge::Overage),
        withheld: is(Charge::Withheld),
    }
}

pub fn row(tenant: TenantId, admission: &Admission) -> UsageRow {
    UsageRow {
        tenant,
        period: admission.period,
        added: admission.counts,
        crossed: admission.crossed.clone(),
    }
}

/// `usage.changed` with the usage as it is afterwards, and each threshold that was crossed.
pub fn events(tenant: TenantId, admission: &Admission) -> Vec<Event> {
    let (period, after) = (admission.period, &admission.after);
    let Counts {
        included,
        overage,
        withheld,
    } = admission.counts;
    let limit = match after.limit {
        Limit::Calls(calls) => Some(calls),
        Limit::Unlimited => None,
    };
    let mut changed = json!({
        "period_start": period.start, "period_end": period.end,
        "added": {"included": included, "overage": overage, "withheld": withheld}, "released": admission.taken.calls(),
        "policy": after.policy.as_str(), "has_access": after.has_access, "used": after.used, "limit": limit,
        "balance": after.balance, "overage": after.overage, "withheld": after.withheld,
    });
    if !admission.credited.is_empty() {
        let back = admission
            .credited
            .iter()
            .fold(Counts::default(), |sum, credit| sum.plus(one(credit)));
        changed["credited"] = json!({"included": back.included, "overage": back.overage, "withheld": back.withheld});
    }
    let crossed = admission.crossed.iter().map(|threshold| Event {
        tenant,
        kind: "usage.threshold_reached",
        data: json!({
            "percent": threshold.percent(), "period_start": period.start, "period_end": period.end,
            "used": after.used, "limit": limit,
        }),
        trace: None,
        whose: None,
    });
    std::iter::once(Event {
        tenant,
        kind: "usage.changed",
        data: changed,
        trace: None,
        whose: None,
    })
    .chain(crossed)
    .collect()
}
