//! Whether the Ledgers of a process can store: each tells how it is with itself, and the doors hear the worst of it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::LedgerState;

struct States {
    of: Mutex<Vec<LedgerState>>,
    worst: watch::Sender<LedgerState>,
}

/// The voice of one Ledger.
pub(super) struct Voice {
    states: Arc<States>,
    index: usize,
}

/// So many voices, and who listens to them.
pub(super) fn voices(count: usize) -> (Vec<Voice>, watch::Receiver<LedgerState>) {
    let starting = LedgerState::Disconnected("starting".into());
    let (worst, heard) = watch::channel(starting.clone());
    let states = Arc::new(States {
        of: Mutex::new(vec![starting; count]),
        worst,
    });
    let voices = (0..count).map(|index| Voice {
        states: states.clone(),
        index,
    });
    (voices.collect(), heard)
}

impl Voice {
    pub(super) fn alone() -> Self {
        let (mut voices, _) = voices(1);
        voices.remove(0)
    }

    /// Whether all of them are connected now.
    pub(super) fn tell(&self, state: LedgerState) -> bool {
        let mut of = self.states.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = of.get_mut(self.index) {
            *own = state;
        }
        let worst = of.iter().max_by_key(|state| badness(state)).cloned();
        let worst = worst.unwrap_or(LedgerState::Connected);
        let all = worst == LedgerState::Connected;
        self.states.worst.send_replace(worst);
        all
    }
}

fn badness(state: &LedgerState) -> u8 {
    match state {
        LedgerState::Connected => 0,
        LedgerState::Disconnected(_) => 1,
        LedgerState::Broken(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_is_connected_when_all_are_and_hears_the_worst() {
        let (voices, heard) = voices(2);
        assert!(!voices[0].tell(LedgerState::Connected));
        assert_eq!(*heard.borrow(), LedgerState::Disconnected("starting".into()));
        assert!(voices[1].tell(LedgerState::Connected));
        assert_eq!(*heard.borrow(), LedgerState::Connected);
        assert!(!voices[0].tell(LedgerState::Broken("gone".into())));
        assert!(!voices[1].tell(LedgerState::Disconnected("away".into())));
        assert_eq!(*heard.borrow(), LedgerState::Broken("gone".into()));
    }
}
