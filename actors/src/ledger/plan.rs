//! What one transaction makes of what arrived: fates, and which calls are new or change. What is written for them: `writes.rs`. Pure.
//!
//! Filled in the order of the transaction's steps; each step says what the database answered.

mod begun;
mod correction;
mod erased;
mod regrouping;
mod tally;
pub mod usage;
mod writes;

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use chrono::TimeDelta;
use models::calls::intake::{Key, KnownLeg, KnownRecording, LegRow, MovedLeg, RecordingRow};
use models::calls::traceparent::TraceParent;
use models::ids::{CallId, TenantId};

use super::arrival::{Arrival, Door, Fate, What};
pub use regrouping::Regrouping;
pub use writes::{Writes, event, queued};

/// Stretches of time by which is decided.
#[derive(Clone, Copy, Debug)]
pub struct Delays {
    /// A call that ended longer ago is history.
    pub backfill_after: TimeDelta,
    /// A call that no leg has come to for so long is over.
    pub quiet: TimeDelta,
}

pub struct Plan<'a> {
    arrivals: &'a [Arrival],
    /// When the batch was taken; latencies are reckoned to it.
    at: Instant,
    fates: Vec<Option<Fate>>,
    /// First arrival of each leg and recording of this batch.
    first_leg: HashMap<Key, usize>,
    first_recording: HashMap<Key, usize>,
    /// Legs that were not there, in order of arrival.
    new_legs: Vec<&'a LegRow>,
    new_recordings: HashMap<Key, &'a RecordingRow>,
    /// Later revisions of legs that were there, and whether they say something else.
    revised_legs: Vec<(&'a LegRow, bool)>,
    /// Those that name another call.
    moves: Vec<MovedLeg>,
    known_legs: HashMap<Key, KnownLeg>,
    known_recordings: HashMap<Key, KnownRecording>,
    /// Legs that were late for an erased call, and whether their recording lay there.
    buried: Vec<(Key, bool)>,
    /// Calls that the seeder names.
    demo: HashSet<Key>,
    /// Of legs and calls of this batch, the distributed trace of the first that is part of one.
    traces: HashMap<Key, TraceParent>,
}

impl<'a> Plan<'a> {
    pub fn new(arrivals: &'a [Arrival], at: Instant) -> Self {
        let mut plan = Self {
            arrivals,
            at,
            fates: vec![None; arrivals.len()],
            first_leg: HashMap::new(),
            first_recording: HashMap::new(),
            new_legs: Vec::new(),
            new_recordings: HashMap::new(),
            revised_legs: Vec::new(),
            moves: Vec::new(),
            known_legs: HashMap::new(),
            known_recordings: HashMap::new(),
            buried: Vec::new(),
            demo: HashSet::new(),
            traces: HashMap::new(),
        };
        for (n, arrival) in arrivals.iter().enumerate() {
            plan.follow(arrival);
            if let (Door::Demo, Some(call)) = (arrival.door, arrival.call()) {
                plan.demo.insert((arrival.tenant().0, call.0));
            }
            let first = match arrival.what {
                What::Record(_) => &mut plan.first_leg,
                What::Recording(_) => &mut plan.first_recording,
            };
            let place = first.entry(key(arrival)).or_insert(n);
            // Of a leg that is made of observations the one that knows most counts.
            if revision(arrival) > revision(&arrivals[*place]) {
                *place = n;
            }
        }
        plan
    }

    fn follow(&mut self, arrival: &Arrival) {
        let Some(trace) = arrival.trace else {
            return;
        };
        self.traces.entry(key(arrival)).or_insert(trace);
        if let Some(call) = arrival.call() {
            self.traces.entry((arrival.tenant().0, call.0)).or_insert(trace);
        }
    }

    /// What in this batch led to a change of this call.
    fn trace_of(&self, call: Key) -> Option<TraceParent> {
        if self.traces.is_empty() {
            return None;
        }
        // A recording alone does not name its call.
        let legs = self
            .known_legs
            .values()
            .filter(|leg| (leg.tenant.0, leg.call.0) == call);
        let mut of_legs = legs.filter_map(|leg| self.traces.get(&(leg.tenant.0, leg.id.0)));
        self.traces.get(&call).or_else(|| of_legs.next()).copied()
    }

    /// All tenants of the batch, each once, in order.
    pub fn tenants(&self) -> Vec<TenantId> {
        let mut tenants: Vec<TenantId> = self.arrivals.iter().map(Arrival::tenant).collect();
        tenants.sort_unstable();
        tenants.dedup();
        tenants
    }

    /// Nothing is stored for who is no tenant.
    pub fn refuse_strangers(&mut self, is_tenant: impl Fn(TenantId) -> bool) {
        for (arrival, fate) in self.arrivals.iter().zip(&mut self.fates) {
            if !is_tenant(arrival.tenant()) {
                *fate = Some(Fate::Refused);
            }
        }
    }

    /// Legs to insert: of each the first that arrived.
    pub fn legs(&self) -> Vec<&'a LegRow> {
        let first = self
            .open()
            .filter(|(n, arrival)| self.first_leg.get(&key(arrival)) == Some(n));
        first.filter_map(|(_, arrival)| record(arrival)).collect()
    }

    pub fn recordings(&self) -> Vec<RecordingRow> {
        let first = self
            .open()
            .filter(|(n, arrival)| self.first_recording.get(&key(arrival)) == Some(n));
        first.filter_map(|(_, arrival)| recording(arrival)).cloned().collect()
    }

    /// Which legs and recordings were not there.
    pub fn inserted(&mut self, legs: &HashSet<Key>, recordings: &HashSet<Key>) {
        let arrivals = self.arrivals;
        for (n, arrival) in arrivals.iter().enumerate() {
            match &arrival.what {
                _ if self.fates[n].is_some() => {}
                What::Record(leg) if legs.contains(&key(arrival)) && self.first_leg.get(&key(arrival)) == Some(&n) => {
                    self.new_legs.push(leg);
                    self.fates[n] = Some(Fate::New);
                }
                What::Recording(row)
                    if recordings.contains(&key(arrival)) && self.first_recording.get(&key(arrival)) == Some(&n) =>
                {
                    self.new_recordings.insert(key(arrival), row);
                    self.fates[n] = Some(Fate::New);
                }
                What::Record(_) | What::Recording(_) => {}
            }
        }
    }

    /// Legs of which more must be known: those that were there, and those to which a recording came.
    pub fn legs_to_know(&self) -> Vec<Key> {
        let again = self.open().map(|(_, arrival)| key(arrival));
        again
            .chain(self.new_recordings.keys().copied())
            .collect::<HashSet<_>>()
            .into_iter()
            .collect()
    }

    /// Legs whose recording must be known: new ones, and those to which another recording came.
    pub fn recordings_to_know(&self) -> Vec<Key> {
        let again = self
            .open()
            .filter(|(_, arrival)| recording(arrival).is_some())
            .map(|(_, arrival)| key(arrival));
        let new = self.new_legs.iter().map(|leg| (leg.tenant.0, leg.id.0));
        again.chain(new).collect::<HashSet<_>>().into_iter().collect()
    }

    /// What was there already decides between duplicate and conflict: the first content stays.
    pub fn known(&mut self, legs: Vec<KnownLeg>, recordings: Vec<KnownRecording>) {
        self.known_legs = legs.into_iter().map(|leg| ((leg.tenant.0, leg.id.0), leg)).collect();
        self.known_recordings = recordings
            .into_iter()
            .map(|one| ((one.tenant.0, one.leg.0), one))
            .collect();
        for (n, arrival) in self
            .arrivals
            .iter()
            .enumerate()
            .filter(|(n, _)| self.fates[*n].is_none())
            .collect::<Vec<_>>()
        {
            let same = match &arrival.what {
                What::Record(leg) => {
                    self.fates[n] = Some(self.fate_of_known(n, leg));
                    continue;
                }
                What::Recording(row) => {
                    let in_batch = self
                        .first_recording
                        .get(&key(arrival))
                        .and_then(|first| recording(&self.arrivals[*first]))
                        .map(|row| row.sha256);
                    self.known_recordings
                        .get(&key(arrival))
                        .map(|one| one.sha256)
                        .or(in_batch)
                        == Some(row.sha256)
                }
            };
            self.fates[n] = Some(if same { Fate::Duplicate } else { Fate::Conflict });
        }
        self.move_legs();
    }

    /// Of a leg that is there, or stands in this batch already.
    fn fate_of_known(&mut self, n: usize, leg: &'a LegRow) -> Fate {
        let id = (leg.tenant.0, leg.id.0);
        let first = self.first_leg.get(&id).copied();
        let in_batch = first.and_then(|first| record(&self.arrivals[first]));
        let known = self.known_legs.get(&id).map(|leg| (leg.digest, leg.revision, leg.call));
        let known = known.or(in_batch.map(|leg| (leg.digest, leg.revision, leg.call)));
        let same = known.is_some_and(|(digest, ..)| digest == leg.digest);
        if first == Some(n)
            && let Some((_, revision, call)) = known
            && leg.revision > revision
        {
            let changed = !same || call != leg.call;
            self.revised_legs.push((leg, changed));
            return if changed { Fate::Merged } else { Fate::Duplicate };
        }
        // What is made of fewer observations than what is there says nothing new.
        match same || leg.revision > 0 {
            true => Fate::Duplicate,
            false => Fate::Conflict,
        }
    }

    /// Legs to be replaced by later revisions.
    pub fn revised_legs(&self) -> Vec<&'a LegRow> {
        self.revised_legs.iter().map(|(leg, _)| *leg).collect()
    }

    /// Those of them that say something else, with the call that they are in then.
    fn merged_legs(&self) -> impl Iterator<Item = (&'a LegRow, Key)> {
        let merged = self.revised_legs.iter().filter(|(_, changed)| *changed);
        merged.map(|(leg, _)| (*leg, (leg.tenant.0, leg.call.0)))
    }

    /// New and replaced legs that say there is a recording of them.
    pub fn expected(&self) -> Vec<&'a LegRow> {
        let merged = self.merged_legs().map(|(leg, _)| leg);
        let legs = self.new_legs.iter().copied().chain(merged);
        legs.filter(|leg| leg.is_recorded()).collect()
    }

    /// Legs to which a recording came.
    pub fn met(&self) -> Vec<Key> {
        let mut legs: Vec<Key> = self.new_recordings.keys().copied().collect();
        legs.sort_unstable();
        legs
    }

    /// Calls that change: those of new and of replaced legs, those that a leg leaves, and those of legs that got a recording. In the order of
    /// their keys.
    pub fn calls(&self) -> Vec<Key> {
        let of_legs = self.new_legs.iter().map(|leg| (leg.tenant.0, leg.call.0));
        let of_recordings = self
            .new_recordings
            .keys()
            .filter_map(|leg| self.known_legs.get(leg))
            .map(|leg| (leg.tenant.0, leg.call.0));
        let of_merged = self.merged_legs().map(|(_, call)| call);
        let left = self.moves.iter().map(|one| (one.tenant.0, one.from.0));
        let mut calls: Vec<Key> = of_legs.chain(of_recordings).chain(of_merged).chain(left).collect();
        calls.sort_unstable();
        calls.dedup();
        calls
    }

    fn call_of_batch(&self, arrival: &Arrival) -> Option<CallId> {
        self.first_leg.get(&key(arrival)).and_then(|n| self.arrivals[*n].call())
    }

    /// Arrivals that have no fate yet.
    fn open(&self) -> impl Iterator<Item = (usize, &'a Arrival)> {
        self.arrivals
            .iter()
            .enumerate()
            .filter(|(n, _)| self.fates[*n].is_none())
    }

    /// One for each arrival, in order.
    pub fn into_fates(self) -> Vec<Fate> {
        self.fates
            .into_iter()
            .map(|fate| fate.unwrap_or(Fate::Refused))
            .collect()
    }
}

fn key(arrival: &Arrival) -> Key {
    (arrival.tenant().0, arrival.leg().0)
}

fn record(arrival: &Arrival) -> Option<&LegRow> {
    match &arrival.what {
        What::Record(leg) => Some(leg),
        What::Recording(_) => None,
    }
}

fn revision(arrival: &Arrival) -> i64 {
    record(arrival).map_or(0, |leg| leg.revision)
}

fn recording(arrival: &Arrival) -> Option<&RecordingRow> {
    match &arrival.what {
        What::Record(_) => None,
        What::Recording(row) => Some(row),
    }
}

#[cfg(test)]
mod tests;
