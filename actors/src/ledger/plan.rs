//! What one transaction does with what arrived: fates, calls, queue, roll-ups, events, trace. Pure: rows in, rows out.
//!
//! Filled in the order of the transaction's steps; each step says what the database answered.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use models::billing::usage::{Admission, Charge, Counts};
use models::calls::intake::{
    CallRow, Event, Key, KnownLeg, KnownRecording, Lane, LegRow, QueueRow, RecordingRow, TraceRow, UsageRow,
};
use models::calls::stats::{Changes, Counted, Delta};
use models::calls::status::AnalysisStatus;
use models::ids::{CallId, TenantId};
use serde_json::json;

use super::arrival::{Arrival, Fate, What};
use super::convert;

/// Seconds of a recording of which neither header nor record says the length, by its bytes: 8 kHz, two channels, one byte each.
const BYTES_A_SECOND: f64 = 16_000.0;

/// Everything the transaction writes after its decisions.
#[derive(Debug, Default)]
pub struct Writes {
    pub new_calls: Vec<CallRow>,
    pub changed_calls: Vec<CallRow>,
    pub leg_statuses: Vec<(Key, AnalysisStatus)>,
    pub queue: Vec<QueueRow>,
    pub stats: Vec<Delta>,
    pub usage: Vec<UsageRow>,
    pub events: Vec<Event>,
    pub trace: Vec<TraceRow>,
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
    known_legs: HashMap<Key, KnownLeg>,
    known_recordings: HashMap<Key, KnownRecording>,
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
            known_legs: HashMap::new(),
            known_recordings: HashMap::new(),
        };
        for (n, arrival) in arrivals.iter().enumerate() {
            let first = match arrival.what {
                What::Record(_) => &mut plan.first_leg,
                What::Recording(_) => &mut plan.first_recording,
            };
            first.entry(key(arrival)).or_insert(n);
        }
        plan
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

    /// Ids of the batch's legs and calls that might have been erased.
    pub fn maybe_erased(&self) -> Vec<Key> {
        let ids = self.open().flat_map(|(_, arrival)| {
            let call = arrival.call().map(|call| (arrival.tenant().0, call.0));
            [Some(key(arrival)), call].into_iter().flatten()
        });
        let unique: HashSet<Key> = ids.collect();
        unique.into_iter().collect()
    }

    /// What was erased comes back as a duplicate, and stays erased.
    pub fn leave_erased(&mut self, erased: &HashSet<Key>) {
        for (arrival, fate) in self
            .arrivals
            .iter()
            .zip(&mut self.fates)
            .filter(|(_, fate)| fate.is_none())
        {
            let call = arrival
                .call()
                .is_some_and(|call| erased.contains(&(arrival.tenant().0, call.0)));
            if call || erased.contains(&key(arrival)) {
                *fate = Some(Fate::Duplicate);
            }
        }
    }

    /// Legs to insert: of each the first that arrived.
    pub fn legs(&self) -> Vec<LegRow> {
        let first = self
            .open()
            .filter(|(n, arrival)| self.first_leg.get(&key(arrival)) == Some(n));
        first.filter_map(|(_, arrival)| record(arrival)).cloned().collect()
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
                    let in_batch = self
                        .first_leg
                        .get(&key(arrival))
                        .and_then(|first| record(&self.arrivals[*first]))
                        .map(|leg| leg.digest);
                    self.known_legs.get(&key(arrival)).map(|leg| leg.digest).or(in_batch) == Some(leg.digest)
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
    }

    /// Calls that change: those of new legs, and those of legs that got a recording. In the order of their keys.
    pub fn calls(&self) -> Vec<Key> {
        let of_legs = self.new_legs.iter().map(|leg| (leg.tenant.0, leg.call.0));
        let of_recordings = self
            .new_recordings
            .keys()
            .filter_map(|leg| self.known_legs.get(leg))
            .map(|leg| (leg.tenant.0, leg.call.0));
        let mut calls: Vec<Key> = of_legs.chain(of_recordings).collect();
        calls.sort_unstable();
        calls.dedup();
        calls
    }

    /// Calls that are not there yet, by tenant, in the order in which their first leg arrived.
    pub fn new_calls(&self, there: &[CallRow]) -> BTreeMap<TenantId, Vec<CallId>> {
        let mut seen: HashSet<Key> = there.iter().map(|call| (call.tenant.0, call.id.0)).collect();
        let mut new: BTreeMap<TenantId, Vec<CallId>> = BTreeMap::new();
        for leg in &self.new_legs {
            if seen.insert((leg.tenant.0, leg.call.0)) {
                new.entry(leg.tenant).or_default().push(leg.call);
            }
        }
        new
    }

    /// Decides everything that is left. `there`: the locked calls; `legs_there`: all their legs, those of this batch among them.
    pub fn decide(
        &self,
        there: Vec<CallRow>,
        legs_there: Vec<LegRow>,
        admissions: &HashMap<TenantId, Admission>,
        now: DateTime<Utc>,
        backfill_after: TimeDelta,
    ) -> Writes {
        let new_calls = self.new_calls(&there);
        let mut legs_of: HashMap<Key, Vec<LegRow>> = HashMap::new();
        for leg in legs_there {
            legs_of.entry((leg.tenant.0, leg.call.0)).or_default().push(leg);
        }
        let mut new_legs_of: HashMap<Key, Vec<&LegRow>> = HashMap::new();
        for leg in &self.new_legs {
            new_legs_of.entry((leg.tenant.0, leg.call.0)).or_default().push(leg);
        }
        let mut writes = Writes::default();
        let mut stats = Changes::default();
        let due = |call: &CallRow| {
            if now - call.started_at > backfill_after {
                Lane::Backfill
            } else {
                Lane::Fresh
            }
        };
        for before in there {
            let legs = legs_of.remove(&(before.tenant.0, before.id.0)).unwrap_or_default();
            let after = self.change(&before, legs, due, &mut writes);
            stats.take_away(&Counted::from(&before));
            stats.add(&Counted::from(&after));
            let new_legs: Vec<_> = new_legs_of
                .get(&(after.tenant.0, after.id.0))
                .into_iter()
                .flatten()
                .map(|leg| leg.id)
                .collect();
            writes
                .events
                .push(event("call.updated", &after, json!({"new_legs": new_legs})));
            writes.changed_calls.push(after);
        }
        for (tenant, calls) in &new_calls {
            for (n, call) in (0_u64..).zip(calls) {
                // All legs of a call that was not there are in this batch.
                let legs: Vec<LegRow> = new_legs_of
                    .get(&(tenant.0, call.0))
                    .into_iter()
                    .flatten()
                    .map(|leg| (*leg).clone())
                    .collect();
                let admission = admissions.get(tenant);
                let charge = admission.map_or(Charge::Withheld, |admission| admission.charge_of(n));
                let Some(blank) = blank(&legs, charge, admission.map(|admission| admission.period.start)) else {
                    continue;
                };
                let call = self.change(&blank, legs, due, &mut writes);
                stats.add(&Counted::from(&call));
                writes
                    .events
                    .push(event("call.received", &call, json!({"external_id": call.key})));
                writes.new_calls.push(call);
            }
        }
        writes.stats = stats.into_deltas();
        writes.usage = self.usage(admissions, &mut writes.events);
        self.trace(&mut writes);
        writes
    }

    /// A call with its new legs and recordings: rolled up, and queued where leg and recording have met.
    fn change(
        &self,
        before: &CallRow,
        mut legs: Vec<LegRow>,
        due: impl Fn(&CallRow) -> Lane,
        writes: &mut Writes,
    ) -> CallRow {
        let mut call = before.clone();
        if let Some(rollup) = convert::roll_up(&legs.iter().collect::<Vec<_>>()) {
            convert::apply(rollup, &mut call);
        }
        call.legs = i32::try_from(legs.len()).unwrap_or(i32::MAX);
        let status = if call.charge.withholds() {
            AnalysisStatus::Withheld
        } else {
            AnalysisStatus::Queued
        };
        for leg in &mut legs {
            let Some(seconds) = self.newly_recorded(leg) else {
                continue;
            };
            call.recordings = call.recordings.saturating_add(1);
            if !leg.analysis_wanted || leg.analysis_status != AnalysisStatus::None {
                continue;
            }
            leg.analysis_status = status;
            writes.leg_statuses.push(((leg.tenant.0, leg.id.0), status));
            let withheld = status == AnalysisStatus::Withheld;
            writes.queue.push(QueueRow {
                tenant: leg.tenant,
                leg: leg.id,
                call: call.id,
                lane: due(&call),
                withheld,
                cost_s: seconds,
            });
        }
        call.analysis_status = AnalysisStatus::of_call(legs.iter().map(|leg| leg.analysis_status));
        call
    }

    /// Seconds of the recording that has met this leg in this transaction; `None` if none has.
    fn newly_recorded(&self, leg: &LegRow) -> Option<f64> {
        let id = (leg.tenant.0, leg.id.0);
        let arrived = self.new_recordings.get(&id).map(|row| (row.duration_ms, row.bytes));
        let is_new = self
            .first_leg
            .get(&id)
            .is_some_and(|n| self.fates[*n] == Some(Fate::New));
        let waited = self
            .known_recordings
            .get(&id)
            .filter(|_| is_new)
            .map(|one| (one.duration_ms, one.bytes));
        let (duration_ms, bytes) = arrived.or(waited)?;
        Some(match duration_ms {
            Some(ms) => ms as f64 / 1000.0,
            None if leg.talk_s > 0 => f64::from(leg.talk_s),
            None => bytes as f64 / BYTES_A_SECOND,
        })
    }

    fn usage(&self, admissions: &HashMap<TenantId, Admission>, events: &mut Vec<Event>) -> Vec<UsageRow> {
        let admitted: BTreeMap<TenantId, &Admission> = admissions
            .iter()
            .map(|(tenant, admission)| (*tenant, admission))
            .collect();
        let mut rows = Vec::with_capacity(admitted.len());
        for (tenant, admission) in admitted {
            if admission.counts == Counts::default() {
                continue;
            }
            let Counts {
                included,
                overage,
                withheld,
            } = admission.counts;
            let data = json!({"period_start": admission.period.start, "added": {"included": included, "overage": overage, "withheld": withheld}});
            events.push(Event {
                tenant,
                kind: "usage.changed",
                data,
            });
            for threshold in &admission.crossed {
                let data = json!({"percent": threshold.percent(), "period_start": admission.period.start, "period_end": admission.period.end});
                events.push(Event {
                    tenant,
                    kind: "usage.threshold_reached",
                    data,
                });
            }
            rows.push(UsageRow {
                tenant,
                period: admission.period,
                added: admission.counts,
                crossed: admission.crossed.clone(),
            });
        }
        rows
    }

    fn trace(&self, writes: &mut Writes) {
        for (arrival, fate) in self.arrivals.iter().zip(&self.fates) {
            let fate = fate.unwrap_or(Fate::Refused);
            let known = self.known_legs.get(&key(arrival)).map(|leg| leg.call);
            // A recording whose record has not come yet has no call to stand with; its arrival is on its own row.
            let Some(call) = arrival.call().or(known).or_else(|| self.call_of_batch(arrival)) else {
                continue;
            };
            if fate == Fate::Refused {
                continue;
            }
            let stage = match arrival.what {
                What::Record(_) => "received",
                What::Recording(_) => "recording_received",
            };
            let latency_ms = i64::try_from(self.at.saturating_duration_since(arrival.since).as_millis()).ok();
            let (tenant, leg) = (arrival.tenant(), Some(arrival.leg()));
            let reason = Some(fate.as_str().to_owned());
            writes.trace.push(TraceRow {
                tenant,
                call,
                leg,
                stage,
                attempt: None,
                latency_ms,
                reason,
                detail: json!({}),
            });
        }
        for row in &writes.queue {
            let stage = if row.withheld { "withheld" } else { "queued" };
            let detail = json!({"lane": row.lane.as_str(), "cost_s": row.cost_s});
            let (tenant, call, leg) = (row.tenant, row.call, Some(row.leg));
            writes.trace.push(TraceRow {
                tenant,
                call,
                leg,
                stage,
                attempt: None,
                latency_ms: None,
                reason: None,
                detail,
            });
        }
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

fn recording(arrival: &Arrival) -> Option<&RecordingRow> {
    match &arrival.what {
        What::Record(_) => None,
        What::Recording(row) => Some(row),
    }
}

/// A new call before its roll-up.
fn blank(legs: &[LegRow], charge: Charge, period_start: Option<DateTime<Utc>>) -> Option<CallRow> {
    let first = legs.first()?;
    Some(CallRow {
        tenant: first.tenant,
        id: first.call,
        source_instance: first.source_instance.clone(),
        key: first.linked_id.clone().unwrap_or_else(|| first.external_id.clone()),
        source: first.source.clone(),
        direction: first.direction.clone(),
        from: None,
        to: None,
        agent: None,
        queue: None,
        started_at: first.started_at,
        answered_at: None,
        ended_at: None,
        wait_s: None,
        talk_s: 0,
        disposition: first.disposition.clone(),
        agents: Vec::new(),
        legs: 0,
        recordings: 0,
        analysis_status: AnalysisStatus::None,
        charged_period: period_start,
        charge,
        sentiment_label: None,
        sentiment_score: None,
        demo: false,
    })
}

fn event(kind: &'static str, call: &CallRow, more: serde_json::Value) -> Event {
    let mut data = json!({
        "call_id": call.id, "source_instance": call.source_instance, "direction": call.direction, "disposition": call.disposition,
        "started_at": call.started_at, "talk_s": call.talk_s, "legs": call.legs, "recordings": call.recordings,
        "analysis_status": call.analysis_status.as_str(), "charge": call.charge.as_str(),
    });
    if let (serde_json::Value::Object(data), serde_json::Value::Object(more)) = (&mut data, more) {
        data.extend(more);
    }
    Event {
        tenant: call.tenant,
        kind,
        data,
    }
}

#[cfg(test)]
mod tests;
