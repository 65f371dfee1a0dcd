//! Memory for the bodies of requests, bounded over all of them.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory that bodies may take while they are read and until their records are stored, of all requests together.
#[derive(Clone)]
pub struct Budget(Arc<Semaphore>);

/// Room is given out in pieces of so many bytes.
const GRAIN: usize = 16 * 1024;

impl Budget {
    pub fn new(bytes_max: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes_max.div_ceil(GRAIN))))
    }

    pub fn hold(&self) -> Held {
        Held {
            room: self.0.clone(),
            permit: None,
            bytes: 0,
        }
    }
}

/// One request's share; given back when it is dropped.
pub struct Held {
    room: Arc<Semaphore>,
    permit: Option<OwnedSemaphorePermit>,
    bytes: usize,
}

impl Held {
    /// Takes room for so many bytes more. False: there is none, and nothing has changed.
    #[must_use]
    pub fn grow(&mut self, bytes: usize) -> bool {
        let wanted = self.bytes.saturating_add(bytes).div_ceil(GRAIN);
        let have = self.permit.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        if wanted > have {
            let more = u32::try_from(wanted - have).ok();
            let Some(more) = more.and_then(|more| self.room.clone().try_acquire_many_owned(more).ok()) else {
                return false;
            };
            match &mut self.permit {
                Some(permit) => permit.merge(more),
                None => self.permit = Some(more),
            }
        }
        self.bytes += bytes;
        true
    }

    pub fn clear(&mut self) {
        self.permit = None;
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_that_one_body_holds_is_missing_to_others_until_it_is_given_back() {
        let budget = Budget::new(4 * GRAIN);
        let (mut one, mut two) = (budget.hold(), budget.hold());
        assert!(one.grow(3 * GRAIN) && two.grow(10) && two.grow(GRAIN - 10));
        assert!(!two.grow(1), "all of it is held");
        one.clear();
        assert!(two.grow(1));
        drop(two);
        assert!(one.grow(4 * GRAIN) && !one.grow(1));
    }
}
