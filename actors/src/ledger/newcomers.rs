//! Legs that the Ledgers of this node have stored or changed since somebody last asked for them: whoever waits for a leg need not look again and
//! again. In memory and bounded: what is forgotten here is found by whoever looks all the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use models::calls::intake::LegRow;
use models::ids::{LegId, TenantId};
use tokio::sync::Notify;

use super::arrival::{Arrival, Fate, What};

/// Legs that are remembered.
const LEGS_MAX: usize = 50_000;

/// Legs by tenant and source instance.
pub(crate) type Come = HashMap<TenantId, HashMap<String, Vec<LegId>>>;

#[derive(Clone, Default)]
pub(crate) struct Newcomers(Arc<Shared>);

#[derive(Default)]
struct Shared {
    remembered: Mutex<Remembered>,
    bell: Notify,
}

#[derive(Default)]
struct Remembered {
    come: Come,
    legs: usize,
}

impl Remembered {
    fn add(&mut self, leg: &LegRow) {
        if self.legs >= LEGS_MAX {
            return;
        }
        self.legs += 1;
        let of_tenant = self.come.entry(leg.tenant).or_default();
        match of_tenant.get_mut(&leg.source_instance) {
            Some(legs) => legs.push(leg.id),
            None => drop(of_tenant.insert(leg.source_instance.clone(), vec![leg.id])),
        }
    }
}

impl Newcomers {
    /// This batch is committed, with these fates.
    pub(super) fn note(&self, batch: &[Arrival], fates: &[Fate]) {
        let mut remembered = self.lock();
        for (arrival, fate) in batch.iter().zip(fates) {
            if let (What::Record(leg), Fate::New | Fate::Merged) = (&arrival.what, fate) {
                remembered.add(leg);
            }
        }
        if remembered.legs > 0 {
            self.0.bell.notify_one();
        }
    }

    /// Waits until some have come; gives them all, and forgets them.
    pub(crate) async fn next(&self) -> Come {
        loop {
            self.0.bell.notified().await;
            let Remembered { come, legs } = std::mem::take(&mut *self.lock());
            if legs > 0 {
                return come;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use engine::pbx::canonical;
    use futures::FutureExt;
    use serde_json::json;
    use uuid::Uuid;

    use super::super::arrival::Door;
    use super::*;

    const TENANT: TenantId = TenantId(Uuid::from_u128(5));

    fn arrival(source_instance: &str, external_id: &str) -> Arrival {
        let record = json!({ "source_instance": source_instance, "external_id": external_id, "direction": "inbound",
            "started_at": "2026-11-02T10:00:00Z" });
        Arrival::record(TENANT, canonical::parse(record).unwrap(), Door::Http, Instant::now())
    }

    #[test]
    fn legs_that_are_new_or_changed_are_told_once_by_source() {
        let newcomers = Newcomers::default();
        let batch = ["a", "b", "c", "d"].map(|id| arrival("rome", id));
        newcomers.note(&batch, &[Fate::New, Fate::Duplicate, Fate::Merged, Fate::Conflict]);
        newcomers.note(&[arrival("pisa", "a")], &[Fate::New]);
        let mut come = newcomers.next().now_or_never().unwrap();
        let of_tenant = come.remove(&TENANT).unwrap();
        assert!(come.is_empty());
        assert_eq!(of_tenant["rome"], [batch[0].leg(), batch[2].leg()]);
        assert_eq!(of_tenant["pisa"], [arrival("pisa", "a").leg()]);
        assert!(newcomers.next().now_or_never().is_none());
        newcomers.note(&batch, &[Fate::Duplicate; 4]);
        assert!(newcomers.next().now_or_never().is_none(), "nothing has come");
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let newcomers = Newcomers::default();
        let (batch, fates) = (vec![arrival("rome", "a"); 1000], [Fate::New; 1000]);
        for _ in 0..=LEGS_MAX / batch.len() {
            newcomers.note(&batch, &fates);
        }
        let come = newcomers.next().now_or_never().unwrap();
        assert_eq!(come[&TENANT]["rome"].len(), LEGS_MAX);
    }
}
