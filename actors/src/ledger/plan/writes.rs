//! What the plan decides once fates and admissions are known: calls, queue, roll-ups, events, trace. Pure.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use models::billing::usage::{Admission, Charge};
use models::calls::intake::{
    CallRow, Emptied, Event, Key, Lane, LegRow, MovedLeg, QueueRow, TakenOff, TallyRow, TraceRow, UsageRow,
};
use models::calls::stats::{Changes, Counted, Delta};
use models::calls::status::AnalysisStatus;
use models::calls::traceparent::TraceParent;
use models::ids::{LegId, TenantId};
use serde_json::{Value, json};

use super::begun::{Legs, apart, by_call};
use super::{Delays, Plan, Regrouping, correction, key, usage};
use crate::ledger::arrival::{Arrival, Fate, What};
use crate::ledger::convert;

/// Seconds of a recording of which neither header nor record says the length, by its bytes: 8 kHz, two channels, one byte each.
const BYTES_A_SECOND: f64 = 16_000.0;

/// Everything the transaction writes after its decisions.
#[derive(Debug, Default)]
pub struct Writes {
    pub new_calls: Vec<CallRow>,
    pub changed_calls: Vec<CallRow>,
    /// Those of both whose charge or sentiment may be another, or that are aliases now or are none any more.
    pub regrouped_calls: Vec<CallRow>,
    pub moved_legs: Vec<MovedLeg>,
    pub emptied: Vec<Emptied>,
    pub leg_statuses: Vec<(Key, AnalysisStatus)>,
    pub queue: Vec<QueueRow>,
    /// Calls with analyses that were withheld and are not any more.
    pub released: Vec<(Key, Lane)>,
    pub stats: Vec<Delta>,
    pub taken_off: Vec<TakenOff>,
    pub usage: Vec<UsageRow>,
    pub tallies: Vec<TallyRow>,
    pub events: Vec<Event>,
    pub trace: Vec<TraceRow>,
}

impl Plan<'_> {
    /// Decides everything that is left. `there`: the locked calls; `legs_there`: all legs of `calls_to_read`, those of this batch among them.
    pub fn decide(
        &self,
        there: Vec<CallRow>,
        legs_there: Vec<LegRow>,
        mut regrouping: Regrouping,
        admissions: &HashMap<TenantId, Admission>,
        now: DateTime<Utc>,
        delays: Delays,
    ) -> Writes {
        regrouping.settle(admissions);
        let mut legs = Legs {
            read: by_call(legs_there),
            new: by_call(self.new_legs.iter().map(|leg| (*leg).clone())),
        };
        let begun = self.begin(&there, &mut legs, &regrouping, admissions);
        let (mut writes, mut stats) = (Writes::default(), Changes::default());
        let due = |call: &CallRow| Lane::of(call, now, delays.backfill_after);
        writes.emptied = regrouping.emptied(&begun);
        let (mut again, new) = apart(begun);
        for before in there {
            let id = (before.tenant.0, before.id.0);
            let new: Vec<LegId> = legs.new.get(&id).into_iter().flatten().map(|leg| leg.id).collect();
            let (stands, legs) = again.remove(&id).unwrap_or_else(|| {
                let legs = legs.read.remove(&id).unwrap_or_default();
                (regrouping.standing(before.clone(), &legs), legs)
            });
            let was_closed = correction::was_closed(&legs, &new, now, delays.quiet);
            let after = self.change(&stands, legs, due, &mut writes);
            count(&mut stats, &before, &after);
            let moved = regrouping.told(&after);
            let told = self.told_of(&before, &after, (&new, moved), was_closed);
            writes.events.extend(told);
            if regrouping.touches(&after) || before.moved_to.is_some() {
                writes.regrouped_calls.push(after.clone());
            }
            writes.changed_calls.push(after);
        }
        for (stands, legs) in new {
            let call = self.change(&stands, legs, due, &mut writes);
            stats.add(&Counted::from(&call));
            writes.events.extend(self.told_of_new(&call, regrouping.told(&call)));
            if regrouping.touches(&call) {
                writes.regrouped_calls.push(call.clone());
            }
            writes.new_calls.push(call);
        }
        writes.stats = stats.into_deltas();
        (writes.usage, writes.taken_off) = self.usage(admissions, &mut writes.events);
        writes.tallies = self.tallies(&writes.new_calls);
        self.trace(&mut writes);
        writes.trace.extend(regrouping.trace());
        writes.moved_legs = regrouping.moves;
        writes
    }

    /// That a call has changed; and where it was closed (`was_closed`), or legs left it or came to it from another, that what was said of it is
    /// corrected.
    fn told_of(
        &self,
        before: &CallRow,
        after: &CallRow,
        (new, moved): (&[LegId], Vec<Value>),
        was_closed: bool,
    ) -> Vec<Event> {
        let id = (before.tenant.0, before.id.0);
        let merged = self.merged_legs().filter(|(_, call)| *call == id);
        let merged: Vec<_> = merged.map(|(leg, _)| leg.id).collect();
        let is_regrouped = !moved.is_empty() || before.moved_to.is_some();
        let mut more = json!({ "new_legs": new });
        if !merged.is_empty() {
            more["merged_legs"] = json!(merged);
        }
        if !moved.is_empty() {
            more["moved_legs"] = moved.into();
        }
        let otherwise = correction::changed(before, after);
        let trace = self.trace_of(id);
        let mut told = vec![event("call.updated", after, more.clone(), trace)];
        if is_regrouped || (was_closed && !otherwise.is_empty()) {
            more["before"] = otherwise.into();
            told.push(event("call.corrected", after, more, trace));
        }
        told
    }

    /// That a call has begun; and where it has legs of others, that theirs is corrected.
    fn told_of_new(&self, call: &CallRow, moved: Vec<Value>) -> Vec<Event> {
        let trace = self.trace_of((call.tenant.0, call.id.0));
        let mut told = vec![event("call.received", call, json!({"external_id": call.key}), trace)];
        if !moved.is_empty() {
            let more = json!({"new_legs": [], "moved_legs": moved, "before": {}});
            told.push(event("call.corrected", call, more, trace));
        }
        told
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
        let mut released = false;
        for leg in &mut legs {
            if leg.analysis_status == AnalysisStatus::Withheld && status == AnalysisStatus::Queued {
                // It came from a call beyond the limit, or its own has the charge of another.
                leg.analysis_status = status;
                writes.leg_statuses.push(((leg.tenant.0, leg.id.0), status));
                released = true;
            }
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
                trace: self.traces.get(&(leg.tenant.0, leg.id.0)).copied(),
            });
        }
        if released {
            writes.released.push(((call.tenant.0, call.id.0), due(&call)));
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

    fn usage(
        &self,
        admissions: &HashMap<TenantId, Admission>,
        events: &mut Vec<Event>,
    ) -> (Vec<UsageRow>, Vec<TakenOff>) {
        let admitted: BTreeMap<TenantId, &Admission> = admissions
            .iter()
            .filter(|(_, admission)| !usage::is_empty(admission))
            .map(|(tenant, admission)| (*tenant, admission))
            .collect();
        events.extend(
            admitted
                .iter()
                .flat_map(|(tenant, admission)| usage::events(*tenant, admission)),
        );
        let given_back = admitted
            .iter()
            .flat_map(|(tenant, admission)| usage::taken_off(*tenant, admission));
        let taken_off = given_back.collect();
        let rows = admitted
            .into_iter()
            .map(|(tenant, admission)| usage::row(tenant, admission));
        (rows.collect(), taken_off)
    }

    fn trace(&self, writes: &mut Writes) {
        let new_calls: HashMap<_, _> = writes
            .new_calls
            .iter()
            .map(|call| ((call.tenant, call.id), call.charge))
            .collect();
        for (arrival, fate) in self.arrivals.iter().zip(&self.fates) {
            let fate = fate.unwrap_or(Fate::Refused);
            let known = self.known_legs.get(&key(arrival)).map(|leg| leg.call);
            // Where its leg is, whatever it says itself: a later revision may have moved it. A recording whose record has not come yet has no
            // call to stand with; its arrival is on its own row.
            let Some(call) = known.or_else(|| self.call_of_batch(arrival)).or(arrival.call()) else {
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
                detail: told(arrival, fate, new_calls.get(&(tenant, call))),
            });
        }
        writes.trace.extend(writes.queue.iter().map(queued));
    }
}

/// That an analysis waits, for a worker or for a release.
pub fn queued(row: &QueueRow) -> TraceRow {
    TraceRow {
        tenant: row.tenant,
        call: row.call,
        leg: Some(row.leg),
        stage: if row.withheld { "withheld" } else { "queued" },
        attempt: None,
        latency_ms: None,
        reason: None,
        detail: json!({"lane": row.lane.as_str(), "cost_s": row.cost_s}),
    }
}

/// Takes a call's old contribution to the roll-ups away and adds its new one. An alias has none.
fn count(stats: &mut Changes, before: &CallRow, after: &CallRow) {
    if before.moved_to.is_none() {
        stats.take_away(&Counted::from(before));
    }
    if after.moved_to.is_none() {
        stats.add(&Counted::from(after));
    }
}

/// What came of a record besides its fate: how its new call was charged, and the event that tells it.
fn told(arrival: &Arrival, fate: Fate, new_call: Option<&Charge>) -> Value {
    match (&arrival.what, new_call) {
        (What::Record(_), Some(charge)) if fate == Fate::New => {
            json!({"charge": charge.as_str(), "event": "call.received"})
        }
        (_, _) if fate == Fate::New => json!({"event": "call.updated"}),
        (_, _) => json!({}),
    }
}

/// What a call's event tells of it, and `more`.
pub fn event(kind: &'static str, call: &CallRow, more: Value, trace: Option<TraceParent>) -> Event {
    let mut data = json!({
        "call_id": call.id, "source_instance": call.source_instance, "direction": call.direction, "disposition": call.disposition,
        "started_at": call.started_at, "talk_s": call.talk_s, "legs": call.legs, "recordings": call.recordings,
        "analysis_status": call.analysis_status.as_str(), "charge": call.charge.as_str(),
    });
    if let Some(to) = call.moved_to {
        data["moved_to"] = json!(to);
    }
    if let (Value::Object(data), Value::Object(more)) = (&mut data, more) {
        data.extend(more);
    }
    Event {
        tenant: call.tenant,
        kind,
        data,
        trace,
        whose: None,
    }
}
