//! Whether what was counted at the door is in the rows: over all tenants, and the largest of them by name.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use models::calls::conservation::{Balance, Standing};
use models::ids::{CANARY, TenantId};
use prometheus::{Gauge, IntGauge, IntGaugeVec};

use super::make::Make;

/// What was found so long ago is no longer told. Rounds come by the minute.
const KEPT: Duration = Duration::from_secs(900);

#[derive(Clone)]
pub struct Conservation {
    tenants: IntGauge,
    amiss: IntGauge,
    oldest_check_seconds: Gauge,
    difference: IntGaugeVec,
    tenant_calls: IntGaugeVec,
    tenant_conservation: IntGaugeVec,
    tenants_unnamed: IntGauge,
    /// The end of this node's latest round.
    compared_at: Arc<Mutex<Option<Instant>>>,
}

impl Conservation {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            tenants: make.gauge(
                "conservation_tenants",
                "Tenants whose door is counted and compared with their rows",
            )?,
            amiss: make.gauge(
                "conservation_tenants_amiss",
                "Tenants of whom the last comparison found that something is missing or too much",
            )?,
            oldest_check_seconds: make.level(
                "conservation_oldest_check_seconds",
                "Time since the oldest last comparison of a tenant",
            )?,
            difference: make.gauges(
                "conservation_difference",
                "Counted at the door and not there as a row, summed over the tenants of the last round, by identity",
                &["identity"],
            )?,
            tenant_calls: make.gauges(
                "tenant_calls",
                "Calls by where they stand; tenants of whom something is missing and those with most calls by id, the others together",
                &["tenant", "state"],
            )?,
            tenant_conservation: make.gauges(
                "tenant_conservation",
                "Both sides of each identity: counted at the door, and what the rows say; tenants that are named as above",
                &["tenant", "identity", "side"],
            )?,
            tenants_unnamed: make.gauge(
                "tenants_unnamed",
                "Tenants that the last comparison counted together as `other`",
            )?,
            compared_at: Arc::default(),
        })
    }

    pub fn stand(&self, standing: &Standing) {
        self.tenants.set(standing.tenants);
        self.amiss.set(standing.amiss);
        self.oldest_check_seconds.set(standing.oldest_s);
    }

    /// Of several nodes another does the rounds by now, and tells what they find.
    pub fn forget(&self, now: Instant) {
        let mut compared_at = self.compared_at.lock().unwrap_or_else(PoisonError::into_inner);
        if compared_at.is_some_and(|at| now.saturating_duration_since(at) > KEPT) {
            *compared_at = None;
            for of_round in [&self.difference, &self.tenant_calls, &self.tenant_conservation] {
                of_round.reset();
            }
            self.tenants_unnamed.set(0);
        }
    }

    /// What one round found. Cardinality is bounded: `named_max` tenants have a name, those first that somebody has to look at; the rest
    /// are `other`.
    pub fn compared(&self, balances: &[(TenantId, Balance)], named_max: usize) {
        let mut largest: Vec<&(TenantId, Balance)> = balances.iter().collect();
        largest.sort_by_key(|(tenant, balance)| (balance.holds(), std::cmp::Reverse(balance.calls_counted), *tenant));
        let mut calls: BTreeMap<(String, &'static str), i64> = BTreeMap::new();
        let mut sides: BTreeMap<(String, &'static str, &'static str), i64> = BTreeMap::new();
        let mut missing: BTreeMap<&'static str, i64> = BTreeMap::new();
        // The canary's calls are compared like all others, and shown as nobody's.
        largest.retain(|(tenant, balance)| {
            for (identity, difference) in balance.differences() {
                *missing.entry(identity).or_default() += difference.abs();
            }
            *tenant != CANARY
        });
        self.tenants_unnamed
            .set(i64::try_from(largest.len().saturating_sub(named_max)).unwrap_or(i64::MAX));
        for (n, (tenant, balance)) in largest.into_iter().enumerate() {
            let name = if n < named_max {
                tenant.to_string()
            } else {
                "other".to_owned()
            };
            for (state, n) in balance.calls() {
                *calls.entry((name.clone(), state)).or_default() += n;
            }
            for (identity, door, rows) in balance.identities() {
                *sides.entry((name.clone(), identity, "door")).or_default() += door;
                *sides.entry((name.clone(), identity, "rows")).or_default() += rows;
            }
        }
        self.tenant_calls.reset();
        for ((tenant, state), n) in calls {
            self.tenant_calls.with_label_values(&[tenant.as_str(), state]).set(n);
        }
        self.tenant_conservation.reset();
        for ((tenant, identity, side), n) in sides {
            let labels = [tenant.as_str(), identity, side];
            self.tenant_conservation.with_label_values(&labels).set(n);
        }
        for (identity, difference) in missing {
            self.difference.with_label_values(&[identity]).set(difference);
        }
        *self.compared_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::metrics::Metrics;

    #[test]
    fn what_an_old_round_found_is_no_longer_told() {
        let metrics = Metrics::new().unwrap();
        let balance = Balance {
            received: 2,
            fates: 2,
            ..Balance::default()
        };
        metrics
            .conservation
            .compared(&[(TenantId(Uuid::from_u128(1)), balance)], 10);
        let series = || {
            let families = metrics.gather();
            let of_tenants = families
                .iter()
                .filter(|family| family.name() == "audiapro_tenant_conservation");
            of_tenants.map(|family| family.get_metric().len()).sum::<usize>()
        };
        assert_eq!(series(), 8, "two sides of four identities");
        metrics.conservation.forget(Instant::now());
        assert_eq!(series(), 8);
        metrics.conservation.forget(Instant::now() + 2 * KEPT);
        assert_eq!(series(), 0);
    }
}
