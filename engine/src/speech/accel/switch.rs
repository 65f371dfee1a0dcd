//! Whether the backend takes part, and with which kernels: decided once at start, ended by the first failure, and for measuring and
//! testing laid over on one thread.

use std::cell::Cell;
use std::sync::{Mutex, PoisonError};

use super::kernel::Kernels;
use super::plan::Parts;

/// What the backend works with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Active {
    pub kernels: Kernels,
    pub parts: Parts,
}

struct Switch {
    active: Option<Active>,
    /// Why it is not active.
    reason: Option<String>,
    /// What it was before a failure.
    last: Option<Active>,
}

static SWITCH: Mutex<Switch> = Mutex::new(Switch {
    active: None,
    reason: None,
    last: None,
});

thread_local! {
    /// Laid over the process's: `Some(None)` is off.
    static OVERLAY: Cell<Option<Option<Active>>> = const { Cell::new(None) };
}

fn with<R>(f: impl FnOnce(&mut Switch) -> R) -> R {
    f(&mut SWITCH.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What this thread's work runs with; `None`: stock.
pub fn active() -> Option<Active> {
    OVERLAY.get().unwrap_or_else(|| with(|switch| switch.active))
}

/// The same, or what it was until the failure.
pub fn active_or_last() -> Option<Active> {
    active().or_else(|| with(|switch| switch.last))
}

pub fn reason() -> Option<String> {
    with(|switch| switch.reason.clone())
}

pub fn set(active: Option<Active>, reason: Option<String>) {
    with(|switch| {
        // After a failure there is no way back in this process.
        if switch.last.is_none() {
            (switch.active, switch.reason) = (active, reason);
        }
    });
}

#[cfg(test)]
thread_local! {
    /// The next graph of this thread panics.
    pub static PANICS: Cell<bool> = const { Cell::new(false) };
}

/// Off for the whole process, for good; where something is laid over, for as long as it is.
pub fn break_off(fault: &str) {
    if OVERLAY.get().is_some() {
        OVERLAY.set(Some(None));
        return;
    }
    with(|switch| {
        switch.last = switch.active.take().or(switch.last);
        switch.reason = Some(format!("switched off after a failure: {fault}"));
    });
}

/// Runs `f` with something else on this thread.
pub fn overlaid<R>(active: Option<Active>, f: impl FnOnce() -> R) -> R {
    struct Before(Option<Option<Active>>);
    impl Drop for Before {
        fn drop(&mut self) {
            OVERLAY.set(self.0);
        }
    }
    let _before = Before(OVERLAY.replace(Some(active)));
    f()
}
