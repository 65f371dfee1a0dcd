//! What an admission says to the outside: the row it adds to, and the events that tell it. Pure.

use models::billing::usage::{Admission, Counts, Limit};
use models::calls::intake::{Event, UsageRow};
use models::ids::TenantId;
use serde_json::json;

/// Whether there is anything to write for it.
pub fn is_empty(admission: &Admission) -> bool {
    admission.counts == Counts::default() && admission.crossed.is_empty()
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
    let changed = json!({
        "period_start": period.start, "period_end": period.end,
        "added": {"included": included, "overage": overage, "withheld": withheld}, "released": admission.taken.calls(),
        "policy": after.policy.as_str(), "has_access": after.has_access, "used": after.used, "limit": limit,
        "balance": after.balance, "overage": after.overage, "withheld": after.withheld,
    });
    let crossed = admission.crossed.iter().map(|threshold| Event {
        tenant,
        kind: "usage.threshold_reached",
        data: json!({
            "percent": threshold.percent(), "period_start": period.start, "period_end": period.end,
            "used": after.used, "limit": limit,
        }),
        trace: None,
    });
    std::iter::once(Event {
        tenant,
        kind: "usage.changed",
        data: changed,
        trace: None,
    })
    .chain(crossed)
    .collect()
}
