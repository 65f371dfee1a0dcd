//! Whether the Ledgers of a process can store: each tells how it is with itself, and the doors and the metrics hear the worst of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prometheus::IntGauge;
use tokio::sync::watch;

use super::LedgerState;

/// All voices of a process.
pub(crate) struct Voices {
    states: Arc<Mutex<States>>,
}

struct States {
    of: BTreeMap<u64, LedgerState>,
    next: u64,
    worst: watch::Sender<LedgerState>,
    /// 1 while all of them are connected.
    connected: IntGauge,
}

/// The voice of one Ledger, or of whoever looks at the database where none need be here. Dropped, it counts no more.
pub(crate) struct Voice {
    states: Arc<Mutex<States>>,
    name: u64,
}

impl Voices {
    /// With who listens to them. `connected` is 1 while all of them are.
    pub(crate) fn new(connected: IntGauge) -> (Self, watch::Receiver<LedgerState>) {
        let (worst, heard) = watch::channel(starting());
        let states = States {
            of: BTreeMap::new(),
            next: 0,
            worst,
            connected,
        };
        let states = Arc::new(Mutex::new(states));
        (Self { states }, heard)
    }

    /// One more, which is still starting.
    pub(crate) fn voice(&self) -> Voice {
        let mut states = lock(&self.states);
        let name = states.next;
        states.next += 1;
        states.of.insert(name, starting());
        states.tell();
        drop(states);
        Voice {
            states: self.states.clone(),
            name,
        }
    }
}

impl States {
    fn tell(&self) {
        let worst = self.of.values().max_by_key(|state| badness(state)).cloned();
        let worst = worst.unwrap_or_else(starting);
        self.connected.set(i64::from(worst == LedgerState::Connected));
        self.worst.send_replace(worst);
    }
}

impl Voice {
    pub(crate) fn tell(&self, state: LedgerState) {
        let mut states = lock(&self.states);
        states.of.insert(self.name, state);
        states.tell();
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        let mut states = lock(&self.states);
        states.of.remove(&self.name);
        states.tell();
    }
}

fn lock(states: &Mutex<States>) -> MutexGuard<'_, States> {
    states.lock().unwrap_or_else(PoisonError::into_inner)
}

fn starting() -> LedgerState {
    LedgerState::Disconnected("starting".into())
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
        let connected = IntGauge::new("connected", "all of them").unwrap();
        let (voices, heard) = Voices::new(connected.clone());
        let (one, other) = (voices.voice(), voices.voice());
        one.tell(LedgerState::Connected);
        assert_eq!(*heard.borrow(), LedgerState::Disconnected("starting".into()));
        assert_eq!(connected.get(), 0);
        other.tell(LedgerState::Connected);
        assert_eq!(*heard.borrow(), LedgerState::Connected);
        assert_eq!(connected.get(), 1);
        one.tell(LedgerState::Broken("gone".into()));
        other.tell(LedgerState::Disconnected("away".into()));
        assert_eq!(*heard.borrow(), LedgerState::Broken("gone".into()));
        assert_eq!(connected.get(), 0);
    }

    #[test]
    fn a_ledger_that_has_gone_elsewhere_says_nothing_of_those_that_are_here() {
        let connected = IntGauge::new("connected", "all of them").unwrap();
        let (voices, _) = Voices::new(connected.clone());
        let here = voices.voice();
        here.tell(LedgerState::Connected);
        assert_eq!(connected.get(), 1, "a node without a partition");
        let one = voices.voice();
        assert_eq!(connected.get(), 0, "it has not come in yet");
        one.tell(LedgerState::Connected);
        let other = voices.voice();
        other.tell(LedgerState::Disconnected("away".into()));
        one.tell(LedgerState::Connected);
        assert_eq!(connected.get(), 0, "one of several is away");
        drop(other);
        assert_eq!(connected.get(), 1);
    }
}
