//! How much is left to the tenants that want to be refused beyond their limit: what the Ledger last knew, for the door on any thread.
//! Only such tenants stand here, so that for all others the door asks nothing.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use models::billing::usage::{Policy, Report};
use models::calls::intake::Share;
use models::ids::TenantId;

/// What the door may rely on for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Calls until the limit; none where nobody has looked yet.
    pub left: u64,
    /// When that was so; `None`: nobody has looked yet.
    pub at: Option<Instant>,
}

#[derive(Clone, Debug, Default)]
pub struct Standings {
    of: Arc<RwLock<HashMap<TenantId, Standing>>>,
}

impl Standings {
    /// `None`: nothing of this tenant is refused at the door.
    pub fn of(&self, tenant: TenantId) -> Option<Standing> {
        self.of
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&tenant)
            .copied()
    }

    /// These want to be refused, and stand here in place of all others, of `share` only where it is given: what is left to one is asked when it
    /// is the first time.
    pub fn expect(&self, tenants: impl IntoIterator<Item = TenantId>, share: Option<Share>) {
        let unknown = Standing { left: 0, at: None };
        let is_meant = |tenant: TenantId| share.is_none_or(|share| share.has(tenant));
        let mut of = self.of.write().unwrap_or_else(PoisonError::into_inner);
        of.retain(|tenant, _| !is_meant(*tenant));
        let meant = tenants.into_iter().filter(|tenant| is_meant(*tenant));
        of.extend(meant.map(|tenant| (tenant, unknown)));
    }

    /// `left`: as `Usage::left_before_refusal` has it.
    pub fn set(&self, tenant: TenantId, left: Option<u64>) {
        if left.is_none() && self.of(tenant).is_none() {
            return;
        }
        let mut of = self.of.write().unwrap_or_else(PoisonError::into_inner);
        match left {
            Some(left) => drop(of.insert(
                tenant,
                Standing {
                    left,
                    at: Some(Instant::now()),
                },
            )),
            None => drop(of.remove(&tenant)),
        }
    }

    pub fn report(&self, tenant: TenantId, report: &Report) {
        self.set(tenant, report.balance.filter(|_| report.policy == Policy::Reject));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_who_is_refused_stands_here() {
        let (standings, tenant) = (Standings::default(), TenantId(Uuid::from_u128(1)));
        standings.set(tenant, None);
        assert_eq!(standings.of(tenant), None);
        standings.set(tenant, Some(3));
        assert_eq!(standings.of(tenant).map(|standing| standing.left), Some(3));
        let other = TenantId(Uuid::from_u128(2));
        let share = |partition| {
            Some(Share {
                partition,
                partitions: 2,
            })
        };
        standings.expect([tenant, other], share(0));
        assert_eq!(
            standings.of(tenant).map(|standing| standing.left),
            Some(3),
            "another Ledger's"
        );
        standings.expect([other], None);
        assert_eq!(standings.of(tenant), None);
        assert_eq!(standings.of(other), Some(Standing { left: 0, at: None }));
        standings.set(tenant, Some(3));
        standings.set(tenant, None);
        assert_eq!(standings.of(tenant), None);
    }
}
