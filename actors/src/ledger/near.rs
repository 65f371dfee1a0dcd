//! The way to Ledgers in this process: each has the tenants of one partition, so that their transactions run side by side.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use models::ids::{self, TenantId};
use prometheus::IntGauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::arrival::{Arrival, Fate, Unavailable};
use super::order::{Order, Room};
use crate::config::IntakeBounds;

/// The queues of all Ledgers, and room for as many records as may wait in all of them together.
#[derive(Clone)]
pub(crate) struct Near {
    /// By partition; at least one.
    ledgers: Arc<[mpsc::Sender<Order>]>,
    room: Arc<Semaphore>,
    /// Half of it, at most so much of which is taken by patient doors: the others find theirs however many of those wait.
    patient: Arc<Semaphore>,
}

/// What goes to one Ledger, and where it stood.
#[derive(Default)]
struct Part {
    places: Vec<usize>,
    arrivals: Vec<Arrival>,
}

impl Near {
    /// With the other ends of the queues, by partition.
    pub(super) fn new(bounds: &IntakeBounds) -> (Self, Vec<mpsc::Receiver<Order>>) {
        let queues = (0..bounds.ledgers_counted()).map(|_| mpsc::channel(bounds.queue_max.max(1)));
        let (senders, orders): (Vec<_>, Vec<_>) = queues.unzip();
        let near = Self {
            ledgers: senders.into(),
            room: Arc::new(Semaphore::new(bounds.queue_max.max(bounds.batch_max).max(1))),
            patient: Arc::new(Semaphore::new((bounds.queue_max / 2).max(bounds.batch_max).max(1))),
        };
        (near, orders)
    }

    /// One answer for each, in order; `None` where no Ledger has given one.
    pub(super) async fn store(
        &self,
        arrivals: Vec<Arrival>,
        bounds: &IntakeBounds,
        waiting: &IntGauge,
    ) -> Vec<Option<Result<Fate, Unavailable>>> {
        let mut answers = vec![None; arrivals.len()];
        let Some((mut room, _turn)) = self.room_for(&arrivals, bounds.wait_max).await else {
            return answers;
        };
        let mut parts: Vec<Part> = self.ledgers.iter().map(|_| Part::default()).collect();
        for (place, arrival) in arrivals.into_iter().enumerate() {
            let part = &mut parts[self.partition(arrival.tenant())];
            part.places.push(place);
            part.arrivals.push(arrival);
        }
        let mut asked = Vec::with_capacity(parts.len());
        for (ledger, Part { places, arrivals }) in self.ledgers.iter().zip(parts) {
            let Some(room) = room.split(arrivals.len()).filter(|_| !arrivals.is_empty()) else {
                continue;
            };
            let room = Room::of(room, waiting);
            let (answer, answered) = oneshot::channel();
            let order = Order::Store { arrivals, answer, room };
            // Questions stand in the same queue, and nobody waits for ever behind them.
            if ledger.send_timeout(order, bounds.wait_max).await.is_ok() {
                asked.push(async { (places, tokio::time::timeout(bounds.wait_max, answered).await) });
            }
        }
        for (places, told) in join_all(asked).await {
            let Ok(Ok(fates)) = told else { continue };
            for (place, fate) in places.into_iter().zip(fates) {
                answers[place] = Some(fate);
            }
        }
        answers
    }

    /// A full queue is told at once, since the sender can wait better than we can; a patient door waits for its turn. With the turn, which is
    /// held as long as its records are on their way.
    async fn room_for(
        &self,
        arrivals: &[Arrival],
        wait_max: Duration,
    ) -> Option<(OwnedSemaphorePermit, Option<OwnedSemaphorePermit>)> {
        let records = u32::try_from(arrivals.len()).ok()?;
        if !arrivals.iter().all(|arrival| arrival.door.is_patient()) {
            return Some((self.room.clone().try_acquire_many_owned(records).ok()?, None));
        }
        let waited = async {
            let turn = self.patient.clone().acquire_many_owned(records).await.ok()?;
            let room = self.room.clone().acquire_many_owned(records).await.ok()?;
            Some((room, Some(turn)))
        };
        tokio::time::timeout(wait_max, waited).await.ok()?
    }

    /// The queue of the Ledger that has this tenant.
    pub(super) fn of(&self, tenant: TenantId) -> &mpsc::Sender<Order> {
        &self.ledgers[self.partition(tenant)]
    }

    /// Orders that wait.
    pub(super) fn waiting(&self) -> usize {
        let waiting = self
            .ledgers
            .iter()
            .map(|orders| orders.max_capacity().saturating_sub(orders.capacity()));
        waiting.sum()
    }

    fn partition(&self, tenant: TenantId) -> usize {
        let partitions = i32::try_from(self.ledgers.len()).unwrap_or(i32::MAX);
        usize::try_from(ids::partition(tenant, partitions)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use engine::pbx::canonical;
    use serde_json::json;
    use uuid::Uuid;

    use super::super::arrival::Door;
    use super::*;

    fn arrival(tenant: u128, door: Door) -> Arrival {
        let record = json!({"external_id": "a", "direction": "inbound", "started_at": "2026-11-02T10:00:00Z"});
        let tenant = TenantId(Uuid::from_u128(tenant));
        Arrival::record(tenant, canonical::parse(record).unwrap(), door, Instant::now())
    }

    fn bounds(ledgers: usize, queue_max: usize) -> IntakeBounds {
        IntakeBounds {
            ledgers,
            queue_max,
            batch_max: queue_max,
            ..IntakeBounds::default()
        }
    }

    /// Answers the next order of a Ledger; whose records they were.
    async fn answer(orders: &mut mpsc::Receiver<Order>, fate: Fate) -> Vec<TenantId> {
        let Some(Order::Store { arrivals, answer, .. }) = orders.recv().await else {
            panic!("no order to store");
        };
        answer.send(vec![Ok(fate); arrivals.len()]).unwrap();
        arrivals.iter().map(Arrival::tenant).collect()
    }

    #[tokio::test]
    async fn each_ledger_gets_its_own_tenants_and_answers_stay_in_order() {
        let bounds = bounds(2, 10);
        let (near, mut queues) = Near::new(&bounds);
        let waiting = IntGauge::new("waiting", "records").unwrap();
        let sent = [2, 1, 4, 3].map(|tenant| arrival(tenant, Door::Http)).to_vec();
        let (first, second) = queues.split_at_mut(1);
        let (told, even, odd) = tokio::join!(
            near.store(sent, &bounds, &waiting),
            answer(&mut first[0], Fate::New),
            answer(&mut second[0], Fate::Duplicate)
        );
        let fates: Vec<_> = told.into_iter().map(|one| one.unwrap().unwrap()).collect();
        assert_eq!(fates, [Fate::New, Fate::Duplicate, Fate::New, Fate::Duplicate]);
        assert_eq!((even.len(), odd.len(), waiting.get()), (2, 2, 0));
    }

    #[tokio::test]
    async fn a_ledger_that_is_gone_takes_nothing_away_from_the_other() {
        let bounds = bounds(2, 10);
        let (near, mut queues) = Near::new(&bounds);
        let waiting = IntGauge::new("waiting", "records").unwrap();
        drop(queues.pop());
        let sent = [2, 1].map(|tenant| arrival(tenant, Door::Http)).to_vec();
        let (told, _) = tokio::join!(near.store(sent, &bounds, &waiting), answer(&mut queues[0], Fate::New));
        assert!(told[0].is_some() && told[1].is_none());
    }

    #[tokio::test]
    async fn behind_a_queue_that_is_full_of_questions_nobody_waits_for_ever() {
        let bounds = IntakeBounds {
            wait_max: Duration::from_millis(20),
            ..bounds(1, 1)
        };
        let (near, _queues) = Near::new(&bounds);
        let waiting = IntGauge::new("waiting", "records").unwrap();
        let tenant = TenantId(Uuid::from_u128(1));
        let (answer, _asked) = oneshot::channel();
        assert!(near.of(tenant).send(Order::Tell { tenant, answer }).await.is_ok());
        let told = near.store(vec![arrival(1, Door::Http)], &bounds, &waiting).await;
        assert_eq!(told, [None]);
        assert_eq!(waiting.get(), 0, "its room is given back");
    }

    #[tokio::test]
    async fn where_there_is_no_room_a_request_is_told_so_and_a_connection_waits() {
        let bounds = bounds(1, 1);
        let (near, mut queues) = Near::new(&bounds);
        let waiting = IntGauge::new("waiting", "records").unwrap();
        let store = |door| near.store(vec![arrival(1, door)], &bounds, &waiting);
        let full = async {
            tokio::task::yield_now().await;
            assert_eq!(store(Door::Http).await, [None], "it is told at once");
            answer(&mut queues[0], Fate::New).await;
            answer(&mut queues[0], Fate::Merged).await;
        };
        let (first, patient, ()) = tokio::join!(store(Door::Http), store(Door::Tcp), full);
        assert_eq!(first[0].unwrap().unwrap(), Fate::New);
        assert_eq!(patient[0].unwrap().unwrap(), Fate::Merged);
    }
}
