//! The way to Ledgers in this process: each has the tenants of one partition, so that their transactions run side by side.

use std::sync::Arc;

use futures::future::join_all;
use models::ids::{self, TenantId};
use prometheus::IntGauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::arrival::{Arrival, Fate, Unavailable};
use super::door::Order;
use crate::config::IntakeBounds;

/// The queues of all Ledgers, and room for as many records as may wait in all of them together.
#[derive(Clone)]
pub(crate) struct Near {
    /// By partition; at least one.
    ledgers: Arc<[mpsc::Sender<Order>]>,
    room: Arc<Semaphore>,
}

/// Room for records that wait; free again when they are answered or given up.
pub(crate) struct Room {
    permit: OwnedSemaphorePermit,
    waiting: IntGauge,
}

impl Room {
    fn of(permit: OwnedSemaphorePermit, waiting: &IntGauge) -> Self {
        waiting.add(i64::try_from(permit.num_permits()).unwrap_or(0));
        Self {
            permit,
            waiting: waiting.clone(),
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.waiting.sub(i64::try_from(self.permit.num_permits()).unwrap_or(0));
    }
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
            room: Arc::new(Semaphore::new(bounds.queue_max.max(bounds.batch_max))),
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
        // A full queue is told at once: the sender can wait better than we can.
        let records = u32::try_from(arrivals.len()).unwrap_or(u32::MAX);
        let Ok(mut room) = self.room.clone().try_acquire_many_owned(records) else {
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
            if ledger.send(Order::Store { arrivals, answer, room }).await.is_ok() {
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
