//! What was erased stays away, and so does what is late for it. Pure.

use std::collections::{BTreeSet, HashSet};

use models::calls::intake::Key;

use super::{Plan, key};
use crate::ledger::arrival::Fate;

impl Plan<'_> {
    /// Ids of the batch's legs and calls that might have been erased.
    pub fn maybe_erased(&self) -> Vec<Key> {
        let ids = self.open().flat_map(|(_, arrival)| {
            let call = arrival.call().map(|call| (arrival.tenant().0, call.0));
            [Some(key(arrival)), call].into_iter().flatten()
        });
        let unique: HashSet<Key> = ids.collect();
        unique.into_iter().collect()
    }

    /// What was erased comes back as a duplicate, and stays erased. Gives the legs of erased calls that were not erased with them: unless they
    /// are in another call, they are late.
    pub fn leave_erased(&mut self, erased: &HashSet<Key>) -> Vec<Key> {
        let mut late = BTreeSet::new();
        for (arrival, fate) in self
            .arrivals
            .iter()
            .zip(&mut self.fates)
            .filter(|(_, fate)| fate.is_none())
        {
            let call = arrival
                .call()
                .is_some_and(|call| erased.contains(&(arrival.tenant().0, call.0)));
            let leg = erased.contains(&key(arrival));
            if call && !leg {
                late.insert(key(arrival));
            }
            if call || leg {
                *fate = Some(Fate::Duplicate);
            }
        }
        late.into_iter().collect()
    }

    /// Late legs that are erased from now on, each with whether its recording lay there, which went with it. One that comes with them stays away.
    pub fn bury(&mut self, buried: Vec<(Key, bool)>) {
        let legs: HashSet<Key> = buried.iter().map(|(leg, _)| *leg).collect();
        for (arrival, fate) in self.arrivals.iter().zip(&mut self.fates) {
            if fate.is_none() && legs.contains(&key(arrival)) {
                *fate = Some(Fate::Duplicate);
            }
        }
        self.buried = buried;
    }
}
