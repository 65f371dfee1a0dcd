//! What one transaction takes, and who waits for it.

use tokio::sync::oneshot;

use super::arrival::{Arrival, Fate, Unavailable};
use super::logged::Logged;
use super::order::Room;

pub(super) struct Waiting {
    pub(super) answer: oneshot::Sender<Vec<Result<Fate, Unavailable>>>,
    pub(super) records: usize,
    _room: Room,
}

/// What one transaction takes, and who waits for it.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) arrivals: Vec<Arrival>,
    pub(super) waiting: Vec<Waiting>,
    /// Read from the log, in its order; nobody waits for it.
    pub(super) log: Vec<Logged>,
}

impl Batch {
    pub(super) fn has_room(&self, records: usize, batch_max: usize) -> bool {
        let taken = self.arrivals.len() + self.log.len();
        taken == 0 || taken + records <= batch_max
    }

    pub(super) fn add(
        &mut self,
        arrivals: Vec<Arrival>,
        answer: oneshot::Sender<Vec<Result<Fate, Unavailable>>>,
        room: Room,
    ) {
        self.waiting.push(Waiting {
            answer,
            records: arrivals.len(),
            _room: room,
        });
        self.arrivals.extend(arrivals);
    }
}
