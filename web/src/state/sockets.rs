//! Places for WebSockets of telephone systems.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// How many are open: of all sources, and of each.
pub struct Sockets {
    all: Arc<Semaphore>,
    of_source_max: usize,
    of_source: Arc<Mutex<HashMap<Uuid, usize>>>,
}

/// A place, given back when it is dropped.
pub struct Seat {
    source: Uuid,
    of_source: Arc<Mutex<HashMap<Uuid, usize>>>,
    _of_all: OwnedSemaphorePermit,
}

impl Sockets {
    pub fn new(all_max: usize, of_source_max: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(all_max)),
            of_source_max,
            of_source: Arc::default(),
        }
    }

    /// `None`: all are taken.
    pub fn enter(&self, source: Uuid) -> Option<Seat> {
        let of_all = self.all.clone().try_acquire_owned().ok()?;
        let mut counts = self.of_source.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(source).or_default();
        if *count >= self.of_source_max {
            return None;
        }
        *count += 1;
        Some(Seat {
            source,
            of_source: self.of_source.clone(),
            _of_all: of_all,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.of_source.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.source) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.source);
            }
        }
    }
}
