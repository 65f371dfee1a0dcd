//! The mode in which the whole platform runs, as this node knows it.

use std::sync::{PoisonError, RwLock};

use models::platform::mode::Mode;

/// The mode as it was read last.
#[derive(Default)]
pub struct Current(RwLock<Mode>);

impl Current {
    pub fn get(&self) -> Mode {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set(&self, mode: Mode) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = mode;
    }
}
