//! What the plan decides once fates and admissions are known: calls, queue, roll-ups, events, trace. Pure.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use models::billing::usage::{Admission, Charge};
use models::calls::intake::{CallRow, Event, Key, Lane, LegRow, QueueRow, TallyRow, TraceRow, UsageRow};
use models::calls::stats::{Changes, Counted, Delta};
use models::calls::status::AnalysisStatus;
use models::calls::traceparent::TraceParent;
use models::ids::{LegId, TenantId};
use serde_json::json;

use super::{Delays, Plan, correction, key, usage};
use crate::ledger::arrival::{Arrival, Fate, What};
use crate::ledger::convert;

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
    pub tallies: Vec<TallyRow>,
    pub events: Vec<Event>,
    pub trace: Vec<TraceRow>,
}

impl Plan<'_> {
    /// Decides everything that is left. `there`: the locked calls; `legs_there`: all their legs, those of this batch among them.
    pub fn decide(
        &self,
        there: Vec<CallRow>,
        legs_there: Vec<LegRow>,
        admissions: &HashMap<TenantId, Admission>,
        now: DateTime<Utc>,
        delays: Delays,
    ) -> Writes {
        let new_calls = self.new_calls(&there);
        let mut legs_of = by_call(legs_there);
        let mut new_legs_of = by_call(self.new_legs.iter().map(|leg| (*leg).clone()));
        let (mut writes, mut stats) = (Writes::default(), Changes::default());
        let due = |call: &CallRow| Lane::of(call, now, delays.backfill_after);
        for before in there {
            let id = (before.tenant.0, before.id.0);
            let legs = legs_of.remove(&id).unwrap_or_default();
            let new: Vec<LegId> = new_legs_of.get(&id).into_iter().flatten().map(|leg| leg.id).collect();
            let was_closed = correction::was_closed(&legs, &new, now, delays.quiet);
            let after = self.change(&before, legs, due, &mut writes);
            stats.take_away(&Counted::from(&before));
            stats.add(&Counted::from(&after));
            writes.events.extend(self.told_of(&before, &after, &new, was_closed));
            writes.changed_calls.push(after);
        }
        for (tenant, calls) in &new_calls {
            let admission = admissions.get(tenant);
            let mut admitted = 0_u64..;
            for call in calls {
                // All legs of a call that was not there are in this batch.
                let legs = new_legs_of.remove(&(tenant.0, call.0)).unwrap_or_default();
                let charge = match admission {
                    _ if self.is_free(*tenant, *call) => Charge::None,
                    Some(admission) => admission.charge_of(admitted.next().unwrap_or(u64::MAX)),
                    None => Charge::Withheld,
                };
                let period = admission.map(|admission| admission.period.start);
                let Some(mut blank) = blank(&legs, charge, period.filter(|_| charge != Charge::None)) else {
                    continue;
                };
                blank.demo = self.is_demo(*tenant, *call);
                let call = self.change(&blank, legs, due, &mut writes);
                stats.add(&Counted::from(&call));
                let (told, trace) = (
                    json!({"external_id": call.key}),
                    self.trace_of((call.tenant.0, call.id.0)),
                );
                writes.events.push(event("call.received", &call, told, trace));
                writes.new_calls.push(call);
            }
        }
        writes.stats = stats.into_deltas();
        writes.usage = self.usage(admissions, &mut writes.events);
        writes.tallies = self.tallies(&writes.new_calls);
        self.trace(&mut writes);
        writes
    }

    /// That a call has changed; and where it was closed (`was_closed`) that what was said of it is corrected.
    fn told_of(&self, before: &CallRow, after: &CallRow, new: &[LegId], was_closed: bool) -> Vec<Event> {
        let id = (before.tenant.0, before.id.0);
        let merged = self.merged_legs().filter(|(_, call)| *call == id);
        let merged: Vec<_> = merged.map(|(leg, _)| leg.id).collect();
        let mut more = json!({ "new_legs": new });
        if !merged.is_empty() {
            more["merged_legs"] = json!(merged);
        }
        let otherwise = correction::changed(before, after);
        let trace = self.trace_of(id);
        let mut told = vec![event("call.updated", after, more.clone(), trace)];
        if was_closed && !otherwise.is_empty() {
            more["before"] = otherwise.into();
            told.push(event("call.corrected", after, more, trace));
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
                trace: self.traces.get(&(leg.tenant.0, leg.id.0)).copied(),
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
            .filter(|(_, admission)| !usage::is_empty(admission))
            .map(|(tenant, admission)| (*tenant, admission))
            .collect();
        events.extend(
            admitted
                .iter()
                .flat_map(|(tenant, admission)| usage::events(*tenant, admission)),
        );
        admitted
            .into_iter()
            .map(|(tenant, admission)| usage::row(tenant, admission))
            .collect()
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
                detail: told(arrival, fate, new_calls.get(&(tenant, call))),
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
}

/// What came of a record besides its fate: how its new call was charged, and the event that tells it.
fn told(arrival: &Arrival, fate: Fate, new_call: Option<&Charge>) -> serde_json::Value {
    match (&arrival.what, new_call) {
        (What::Record(_), Some(charge)) if fate == Fate::New => {
            json!({"charge": charge.as_str(), "event": "call.received"})
        }
        (_, _) if fate == Fate::New => json!({"event": "call.updated"}),
        (_, _) => json!({}),
    }
}

fn by_call(legs: impl IntoIterator<Item = LegRow>) -> HashMap<Key, Vec<LegRow>> {
    let mut of: HashMap<Key, Vec<LegRow>> = HashMap::new();
    for leg in legs {
        of.entry((leg.tenant.0, leg.call.0)).or_default().push(leg);
    }
    of
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

/// What a call's event tells of it, and `more`.
pub fn event(kind: &'static str, call: &CallRow, more: serde_json::Value, trace: Option<TraceParent>) -> Event {
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
        trace,
    }
}
