//! What is asked of a Ledger, and the room that it takes while it waits.

use models::billing::usage::Report;
use models::ids::TenantId;
use prometheus::IntGauge;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::arrival::{Arrival, Fate, Unavailable};
use super::logged::Logged;

pub(crate) enum Order {
    Store {
        arrivals: Vec<Arrival>,
        answer: oneshot::Sender<Vec<Result<Fate, Unavailable>>>,
        room: Room,
    },
    Tell {
        tenant: TenantId,
        answer: oneshot::Sender<Result<Option<Report>, Unavailable>>,
    },
    /// Records of the partition's log, in its order.
    Follow(Vec<Logged>),
}

/// Room for records that wait; free again when they are answered or given up.
pub(crate) struct Room {
    permit: OwnedSemaphorePermit,
    waiting: IntGauge,
}

impl Room {
    pub(super) fn of(permit: OwnedSemaphorePermit, waiting: &IntGauge) -> Self {
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
