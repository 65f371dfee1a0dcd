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

impl Switch {
    const fn new() -> Self {
        Self {
            active: None,
            reason: None,
            last: None,
        }
    }

    fn set(&mut self, active: Option<Active>, reason: Option<String>) {
        // After a failure there is no way back in this process.
        if self.last.is_none() {
            (self.active, self.reason) = (active, reason);
        }
    }

    fn break_off(&mut self, fault: &str) {
        self.last = self.active.take().or(self.last);
        self.reason = Some(format!("switched off after a failure: {fault}"));
    }
}

static SWITCH: Mutex<Switch> = Mutex::new(Switch::new());

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

/// Why it was switched off while it ran.
pub fn failure() -> Option<String> {
    with(|switch| switch.last.and_then(|_| switch.reason.clone()))
}

pub fn set(active: Option<Active>, reason: Option<String>) {
    with(|switch| switch.set(active, reason));
}

/// Off for the whole process, for good; where something is laid over, for as long as it is.
pub fn break_off(fault: &str) {
    if OVERLAY.get().is_some() {
        OVERLAY.set(Some(None));
        return;
    }
    with(|switch| switch.break_off(fault));
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

#[cfg(test)]
mod tests {
    use super::super::level::Level;
    use super::*;

    #[test]
    fn after_a_failure_it_is_off_for_good_and_what_was_shared_out_before_is_still_known() {
        let Some(kernels) = Level::ALL.into_iter().find_map(Kernels::of) else {
            return;
        };
        let parts = Parts::ALL;
        let active = Some(Active { kernels, parts });
        let mut switch = Switch::new();
        switch.set(active, None);
        switch.set(None, Some("off in the configuration".to_owned()));
        assert_eq!(switch.active, None);
        switch.set(active, None);
        switch.break_off("a product");
        switch.break_off("another");
        switch.set(active, None);
        assert_eq!((switch.active, switch.last), (None, active));
        assert_eq!(switch.reason.as_deref(), Some("switched off after a failure: another"));
    }
}
