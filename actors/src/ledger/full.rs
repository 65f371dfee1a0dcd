//! Calls that take no more legs. A leg for one is known before its batch's transaction, which it would make fail until it stood alone. Remembered
//! by the owner of the partition, as far as there is room; a call that is forgotten is met again. The rows have the last word.

use std::collections::{HashMap, HashSet, VecDeque};

use models::calls::intake::{Key, LedgerError};
use tokio::time::Instant;

use super::arrival::Arrival;
use super::directory::DirectoryError;
use super::transaction::{CALL_FULL, LEGS_MAX, why_full};
use super::{Connected, Ledger, threads};

/// Calls that are remembered.
const CALLS_MAX: usize = 1000;

/// A leg and the call for which it comes.
type Asked = (Key, Key);

/// As they were met.
#[derive(Default)]
pub(super) struct FullCalls {
    known: HashSet<Key>,
    /// The same, the oldest first.
    met: VecDeque<Key>,
}

/// Legs for which their calls have no room, each with the reason.
#[derive(Default)]
pub(super) struct TurnedAway(HashMap<Asked, String>);

impl TurnedAway {
    /// Why this one is not to be stored; a recording never is among them.
    pub(super) fn why(&self, arrival: &Arrival) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&asked(arrival)?).map(String::as_str)
    }
}

impl FullCalls {
    /// Under this code a record could not be stored, although it stood alone.
    pub(super) fn meet(&mut self, arrival: &Arrival, code: &str) {
        let Some((_, call)) = asked(arrival).filter(|_| code == CALL_FULL) else {
            return;
        };
        if self.known.insert(call) {
            self.met.push_back(call);
        }
        if self.met.len() > CALLS_MAX
            && let Some(oldest) = self.met.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    fn forget(&mut self, call: &Key) {
        self.known.remove(call);
        self.met.retain(|met| met != call);
    }

    /// Which legs of a batch are for such calls. One that another record of the batch has in another call is not among them: what becomes of
    /// it depends on that.
    fn of<'b>(&self, batch: impl Iterator<Item = &'b Arrival> + Clone) -> HashSet<Asked> {
        if self.known.is_empty() {
            return HashSet::new();
        }
        let all = batch.filter_map(asked);
        let mut for_full: HashSet<Asked> = all.clone().filter(|(_, call)| self.known.contains(call)).collect();
        if for_full.is_empty() {
            return for_full;
        }
        let elsewhere: HashSet<Key> = all
            .filter(|(_, call)| !self.known.contains(call))
            .map(|(leg, _)| leg)
            .collect();
        for_full.retain(|(leg, _)| !elsewhere.contains(leg));
        for_full
    }
}

fn asked(arrival: &Arrival) -> Option<Asked> {
    let tenant = arrival.tenant().0;
    Some(((tenant, arrival.leg().0), (tenant, arrival.call()?.0)))
}

impl Ledger<'_> {
    /// For which legs of a batch their calls have no room now. What is there already, or was erased, has its usual fate.
    pub(super) async fn turned_away<'b>(
        &mut self,
        batch: impl Iterator<Item = &'b Arrival> + Clone,
    ) -> Result<TurnedAway, DirectoryError> {
        let began = Instant::now();
        let asked = self.full.of(batch.clone());
        if asked.is_empty() {
            return Ok(TurnedAway::default());
        }
        self.connect().await?;
        let Some(Connected { connection, .. }) = self.connected.as_mut() else {
            return Err(LedgerError::Gone("not connected".into()).into());
        };
        let calls: HashSet<Key> = asked.iter().map(|(_, call)| *call).collect();
        let calls: Vec<Key> = calls.into_iter().collect();
        let legs: Vec<Key> = asked.iter().map(|(leg, _)| *leg).collect();
        let counted: HashMap<Key, i32> = connection.legs_counted(&calls).await?.into_iter().collect();
        let there = connection.known_legs(&legs).await?;
        let there: HashSet<Key> = there.iter().map(|leg| (leg.tenant.0, leg.id.0)).collect();
        let erased = connection.erased(&[legs, calls.clone()].concat()).await?;
        let erased: HashSet<Key> = erased.into_iter().collect();
        let full = |call: &Key| counted.get(call).copied().filter(|legs| *legs >= LEGS_MAX);
        for call in calls.iter().filter(|call| full(call).is_none()) {
            self.full.forget(call);
        }
        let away = asked.into_iter().filter_map(|(leg, call)| {
            let has_fate = there.contains(&leg) || erased.contains(&leg) || erased.contains(&call);
            let legs = full(&call).filter(|_| !has_fate)?;
            Some(((leg, call), why_full(call.1, legs)))
        });
        let away = TurnedAway(away.collect());
        for arrival in batch.filter(|arrival| away.why(arrival).is_some()) {
            threads::failed(&self.parts.spans, std::slice::from_ref(arrival), began.elapsed());
        }
        Ok(away)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use engine::pbx::canonical;
    use models::ids::TenantId;
    use serde_json::json;
    use uuid::Uuid;

    use super::super::arrival::Door;
    use super::*;

    fn leg(external_id: &str, linked_id: &str) -> Arrival {
        let record = json!({ "external_id": external_id, "linked_id": linked_id, "direction": "inbound",
            "started_at": "2026-11-02T10:00:00Z" });
        let record = canonical::parse(record).unwrap();
        Arrival::record(TenantId(Uuid::from_u128(5)), record, Door::Http, Instant::now())
    }

    fn legs_of(full: &FullCalls, batch: &[Arrival]) -> HashSet<Uuid> {
        full.of(batch.iter()).into_iter().map(|((_, leg), _)| leg).collect()
    }

    #[test]
    fn legs_for_a_full_call_are_known_and_no_others() {
        let mut full = FullCalls::default();
        let batch = [leg("a", "x"), leg("b", "y"), leg("c", "x")];
        assert!(legs_of(&full, &batch).is_empty());
        full.meet(&batch[0], "23514");
        assert!(legs_of(&full, &batch).is_empty(), "that was another reason");
        full.meet(&batch[0], CALL_FULL);
        assert_eq!(
            legs_of(&full, &batch),
            HashSet::from([batch[0].leg().0, batch[2].leg().0])
        );
        let (_, call) = asked(&batch[0]).unwrap();
        full.forget(&call);
        assert!(legs_of(&full, &batch).is_empty());
    }

    #[test]
    fn a_leg_that_a_batch_has_in_two_calls_is_left_to_its_transaction() {
        let mut full = FullCalls::default();
        full.meet(&leg("a", "x"), CALL_FULL);
        for batch in [[leg("b", "x"), leg("b", "y")], [leg("b", "y"), leg("b", "x")]] {
            assert!(legs_of(&full, &batch).is_empty());
        }
        full.meet(&leg("a", "y"), CALL_FULL);
        assert_eq!(full.of([leg("b", "x"), leg("b", "y")].iter()).len(), 2);
    }

    #[test]
    fn the_oldest_is_forgotten_where_there_is_no_room() {
        let mut full = FullCalls::default();
        let met: Vec<Arrival> = (0..=CALLS_MAX).map(|n| leg("a", &n.to_string())).collect();
        for one in met.iter().chain(&met[1..]) {
            full.meet(one, CALL_FULL);
        }
        assert_eq!((full.known.len(), full.met.len()), (CALLS_MAX, CALLS_MAX));
        assert!(legs_of(&full, &met[..1]).is_empty());
        assert_eq!(legs_of(&full, &met[CALLS_MAX..]).len(), 1);
    }
}
