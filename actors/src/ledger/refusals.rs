//! Records that never reach the Ledger, and are received all the same: turned back for the limit, or of a telephone system whose form
//! says that there is nothing to store. Counted here, and added to the tallies by the Ledger, at most a second later and at its end.
//!
//! A crash loses the count of a second on both sides of the identity: received still is the sum of the fates.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use models::calls::intake::{LedgerError, Share, TallyRow};
use models::ids::TenantId;

use super::arrival::Fate;
use super::{Connected, Ledger};

#[derive(Clone, Debug, Default)]
pub struct Refusals {
    of: Arc<Mutex<HashMap<TenantId, TallyRow>>>,
}

impl Refusals {
    /// Only of fates that leave no row of a call: those of others are the Ledger's to count.
    pub fn add(&self, tenant: TenantId, fate: Fate, records: usize) {
        let records = i64::try_from(records).unwrap_or(i64::MAX);
        if records == 0 {
            return;
        }
        let mut of = self.lock();
        let row = of.entry(tenant).or_insert_with(|| TallyRow::of(tenant));
        row.received += records;
        match fate {
            Fate::Held => row.held += records,
            Fate::Ignored => row.ignored += records,
            Fate::Quarantined => row.quarantined += records,
            Fate::Duplicate => row.duplicate += records,
            Fate::New | Fate::Merged | Fate::Conflict | Fate::Refused | Fate::OverLimit | Fate::Accepted => {
                row.refused += records;
            }
        }
    }

    /// Takes what is counted, as rows to be added; `share`: of its tenants only.
    pub fn take(&self, share: Option<Share>) -> Vec<TallyRow> {
        let mut of = self.lock();
        let taken = of.extract_if(|tenant, _| share.is_none_or(|share| share.has(*tenant)));
        taken.map(|(_, row)| row).collect()
    }

    /// These could not be added.
    pub fn put_back(&self, rows: &[TallyRow]) {
        let mut of = self.lock();
        for row in rows {
            let sum = of.entry(row.tenant).or_insert_with(|| TallyRow::of(row.tenant));
            sum.received += row.received;
            sum.held += row.held;
            sum.ignored += row.ignored;
            sum.quarantined += row.quarantined;
            sum.duplicate += row.duplicate;
            sum.refused += row.refused;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, TallyRow>> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger<'_> {
    /// Adds what the door has turned back to the tallies.
    pub(super) async fn tally_refusals(&mut self) {
        let rows = self.parts.refusals.take(self.parts.tenure.share());
        if rows.is_empty() {
            return;
        }
        if let Err(error) = self.add_tallies(&rows).await {
            // If nobody knows whether it was added, it is better counted once too little.
            if !matches!(error, LedgerError::Unknown(_)) {
                self.parts.refusals.put_back(&rows);
            }
            self.fail(&error.into());
        }
    }

    async fn add_tallies(&mut self, rows: &[TallyRow]) -> Result<(), LedgerError> {
        self.connect().await?;
        let Some(Connected { connection, owned }) = self.connected.as_mut() else {
            return Ok(());
        };
        connection.begin().await?;
        let added = async {
            connection.guard(owned, owned.next_offset).await?;
            connection.add_tallies(rows).await
        };
        if let Err(error) = added.await {
            connection.rollback().await.ok();
            return Err(error);
        }
        connection.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_is_taken_and_put_back_is_taken_again_once() {
        let (refusals, tenant) = (Refusals::default(), TenantId(Uuid::from_u128(1)));
        refusals.add(tenant, Fate::OverLimit, 2);
        refusals.add(tenant, Fate::Held, 0);
        let taken = refusals.take(None);
        assert_eq!((taken.len(), taken[0].received, taken[0].refused), (1, 2, 2));
        refusals.add(tenant, Fate::Refused, 1);
        refusals.put_back(&taken);
        refusals.add(tenant, Fate::Held, 4);
        let share = |partition| {
            Some(Share {
                partition,
                partitions: 2,
            })
        };
        assert_eq!(refusals.take(share(0)), [], "it is the other's tenant");
        let taken = refusals.take(share(1));
        assert_eq!((taken[0].received, taken[0].refused, taken[0].held), (7, 3, 4));
        assert_eq!(refusals.take(None), []);
    }
}
