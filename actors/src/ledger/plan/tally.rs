//! What a transaction adds to the tallies of its tenants: counted from what arrived and its fates, not from rows. Pure.

use std::collections::BTreeMap;

use models::calls::intake::{CallRow, TallyRow};
use models::ids::TenantId;

use super::Plan;
use crate::ledger::arrival::{Fate, What};

impl Plan<'_> {
    /// One row a tenant, in order.
    pub(super) fn tallies(&self, new_calls: &[CallRow]) -> Vec<TallyRow> {
        let mut of: BTreeMap<TenantId, TallyRow> = BTreeMap::new();
        for (arrival, fate) in self.arrivals.iter().zip(&self.fates) {
            let tenant = arrival.tenant();
            let row = of.entry(tenant).or_insert_with(|| TallyRow::of(tenant));
            row.received += 1;
            match fate.unwrap_or(Fate::Refused) {
                Fate::New => {
                    row.new += 1;
                    match arrival.what {
                        What::Record(_) => row.legs += 1,
                        What::Recording(_) => row.recordings += 1,
                    }
                }
                Fate::Merged => row.merged += 1,
                Fate::Duplicate => row.duplicate += 1,
                Fate::Conflict => row.conflict += 1,
                Fate::Held => row.held += 1,
                Fate::Ignored => row.ignored += 1,
                Fate::Quarantined => row.quarantined += 1,
                Fate::Refused | Fate::OverLimit => row.refused += 1,
                // A door's answer, never the Ledger's.
                Fate::Accepted => {}
            }
        }
        for call in new_calls {
            if let Some(row) = of.get_mut(&call.tenant) {
                row.calls += 1;
            }
        }
        // By their tombstones, as all that was erased.
        for ((tenant, _), was_recorded) in &self.buried {
            if let Some(row) = of.get_mut(&TenantId(*tenant)) {
                row.legs += 1;
                row.recordings -= i64::from(*was_recorded);
            }
        }
        of.into_values().collect()
    }
}
