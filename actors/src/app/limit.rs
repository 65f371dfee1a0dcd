//! The limit at the door: which records of a tenant with the policy `reject` are turned back. What is known is let in, always; what
//! slips through because two came at once is withheld by the Ledger, as is everything beyond the limit.

use std::collections::HashSet;

use models::Error;
use models::calls::known;
use models::ids::TenantId;
use uuid::Uuid;

use super::App;
use crate::ledger::arrival::{Arrival, Unavailable, What};

impl App {
    /// For each arrival whether it is turned back.
    pub(super) async fn turned_back(&self, tenant: TenantId, arrivals: &[Arrival]) -> Result<Vec<bool>, Unavailable> {
        let none = || vec![false; arrivals.len()];
        let calls: HashSet<Uuid> = arrivals.iter().filter_map(Arrival::call).map(|call| call.0).collect();
        let fits = |left: Option<u64>| left.is_none_or(|left| calls.len() as u64 <= left);
        if fits(self.inner.door.left_before_refusal(tenant)) {
            return Ok(none());
        }
        let Some(left) = self.inner.door.left_before_refusal_now(tenant).await? else {
            return Ok(none());
        };
        if fits(Some(left)) {
            return Ok(none());
        }
        let legs = arrivals.iter().map(|arrival| arrival.leg().0);
        let wanted: Vec<Uuid> = calls.iter().copied().chain(legs).collect();
        let known = self.known(tenant, wanted).await?;
        Ok(beyond(arrivals, known, left))
    }

    async fn known(&self, tenant: TenantId, wanted: Vec<Uuid>) -> Result<HashSet<Uuid>, Unavailable> {
        let found = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<HashSet<Uuid>, Error> {
                known::known(conn, tenant, &wanted).await
            })
            .await;
        found.map_err(|error| {
            tracing::warn!(%error, "the door could not look up what is known: {error}");
            Unavailable {
                retry_after: self.inner.config.intake.retry_after,
            }
        })
    }
}

/// The first `left` calls that are not known are let in, with all their legs.
fn beyond(arrivals: &[Arrival], known: HashSet<Uuid>, mut left: u64) -> Vec<bool> {
    let mut let_in = known;
    let mut is_beyond = |arrival: &Arrival| {
        let What::Record(leg) = &arrival.what else {
            return false;
        };
        if let_in.contains(&leg.call.0) || let_in.contains(&leg.id.0) {
            return false;
        }
        if left == 0 {
            return true;
        }
        left -= 1;
        let_in.insert(leg.call.0);
        false
    };
    arrivals.iter().map(&mut is_beyond).collect()
}
