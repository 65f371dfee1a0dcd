//! Records on their way into the Ledger, a part at a time, so that memory holds one part whatever comes.

use std::time::Duration;

use actors::engine::pbx::canonical::RecordFault;
use actors::{Door, Record};

use super::settlement::{self, Tally};
use crate::problem::Problem;
use crate::routes::identity::key::Caller;
use crate::state::bodies::{Budget, Held};

/// How large a part may become.
#[derive(Clone, Copy, Debug)]
pub struct PartMax {
    pub records: usize,
    pub bytes: usize,
    /// Refused records that the tally holds; the rest is only counted.
    pub errors: usize,
}

pub struct Parts {
    caller: Caller,
    held: Held,
    max: PartMax,
    /// Nothing is to be stored before the whole body was read, as long as it fits into one part.
    whole: bool,
    waiting: Vec<(u64, Result<Record, RecordFault>)>,
    bytes: usize,
    /// Index of the next record.
    next: u64,
    tally: Tally,
}

impl Parts {
    /// Of a stream: what is there is stored.
    pub fn of_stream(caller: Caller, budget: &Budget, max: PartMax) -> Self {
        Self {
            caller,
            held: budget.hold(),
            max,
            whole: false,
            waiting: Vec::new(),
            bytes: 0,
            next: 0,
            tally: Tally::default(),
        }
    }

    /// Of an array.
    pub fn of_array(caller: Caller, budget: &Budget, max: PartMax) -> Self {
        Self {
            whole: true,
            ..Self::of_stream(caller, budget, max)
        }
    }

    fn door(&self) -> Door {
        if self.whole { Door::Http } else { Door::Ndjson }
    }

    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Records so far.
    pub fn count(&self) -> u64 {
        self.next
    }

    /// Nothing waits to be stored.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub fn is_full(&self) -> bool {
        self.waiting.len() >= self.max.records || (self.bytes >= self.max.bytes && !self.waiting.is_empty())
    }

    /// Takes room for bytes that have come, behind `begun` bytes of a record that is not whole yet. Where there is none, what waits is
    /// stored first; if that does not help, 503.
    pub async fn room(&mut self, begun: usize, bytes: usize) -> Result<(), Problem> {
        if self.waiting.is_empty() && self.hold_again(begun, bytes) {
            return Ok(());
        }
        self.bytes = self.bytes.saturating_add(bytes);
        if self.held.grow(bytes) {
            return Ok(());
        }
        if !self.whole || self.stored() > 0 {
            while self.store().await?.is_some() {}
            if self.hold_again(begun, bytes) {
                return Ok(());
            }
        }
        self.caller.running.app.registry().intake.unavailable.inc();
        let full = Problem::unavailable(Duration::from_secs(2), "the bodies that are being read fill their room");
        Err(self.at(full))
    }

    /// Nothing waits: what was held for records that are gone, refused ones too, is given back.
    fn hold_again(&mut self, begun: usize, bytes: usize) -> bool {
        self.held.clear();
        self.bytes = begun.saturating_add(bytes);
        self.held.grow(self.bytes)
    }

    pub fn add(&mut self, parsed: Result<Record, RecordFault>) {
        self.waiting.push((self.next, parsed));
        self.next += 1;
    }

    /// Stores one part. How many records are settled by then; `None` if nothing waited.
    pub async fn store(&mut self) -> Result<Option<u64>, Problem> {
        if self.waiting.is_empty() {
            return Ok(None);
        }
        let stored = self.stored();
        let part: Vec<_> = self.waiting.drain(..self.waiting.len().min(self.max.records)).collect();
        if let Err(problem) = settlement::settle(&self.caller, self.door(), part.into_iter(), &mut self.tally).await {
            let told = if self.whole && stored == 0 {
                problem
            } else {
                problem.with("through", stored)
            };
            return Err(told);
        }
        self.tally.errors.truncate(self.max.errors);
        if self.waiting.is_empty() {
            self.held.clear();
            self.bytes = 0;
        }
        Ok(Some(self.stored()))
    }

    /// A failure in the middle says how far the body was stored.
    pub fn at(&self, problem: Problem) -> Problem {
        if self.whole && self.stored() == 0 {
            problem
        } else {
            problem.with("through", self.stored())
        }
    }

    /// What became of all; a refusal if none could be taken.
    pub fn into_tally(self) -> Result<Tally, Problem> {
        if self.tally.accepted == 0 && self.tally.refused > 0 {
            return Err(settlement::none_valid(self.tally.errors, self.tally.refused));
        }
        Ok(self.tally)
    }

    /// What became of all, refused or not.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    fn stored(&self) -> u64 {
        self.next - self.waiting.len() as u64
    }
}
