//! How much is left to the tenants that want to be refused beyond their limit: what the Ledger last knew, for the door on any thread.
//! Only such tenants stand here, so that for all others the door asks nothing.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use models::billing::usage::{Policy, Report};
use models::ids::TenantId;

/// What the door may rely on for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Calls until the limit.
    pub left: u64,
    /// When that was so.
    pub at: Instant,
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

    /// Takes in place of all that stands here.
    pub fn replace(&self, left: impl IntoIterator<Item = (TenantId, u64)>) {
        let at = Instant::now();
        let all = left
            .into_iter()
            .map(|(tenant, left)| (tenant, Standing { left, at }))
            .collect();
        *self.of.write().unwrap_or_else(PoisonError::into_inner) = all;
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
                    at: Instant::now(),
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
        standings.replace([(TenantId(Uuid::from_u128(2)), 1)]);
        assert_eq!(standings.of(tenant), None);
        standings.set(tenant, Some(3));
        standings.set(tenant, None);
        assert_eq!(standings.of(tenant), None);
    }
}
