//! What must hold when everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use models::billing::usage::{Charge, Counts};
use models::calls::intake::CallRow;
use models::calls::stats::{Changes, Contribution, Counted};
use models::calls::status::AnalysisStatus;
use models::ids::{self, TenantId};
use serde_json::Value;
use uuid::Uuid;

use super::letters::PARTITIONS;
use super::world::{Tenant, World};
use crate::ledger::arrival::What;

type Verdict = Result<(), String>;

/// Errors: the first thing that does not hold, and whose.
pub fn judge(world: &World) -> Verdict {
    if let Some(broken) = &world.broken {
        return Err(broken.clone());
    }
    for (tenant, rows) in &world.tenants {
        let verdict = stored(world, *tenant, rows)
            .and_then(|()| charged(rows))
            .and_then(|()| rolled_up(rows))
            .and_then(|()| queued(rows))
            .and_then(|()| told(rows))
            .and_then(|()| published(world, *tenant, rows));
        verdict.map_err(|why| format!("{tenant}: {why}"))?;
    }
    Ok(())
}

fn holds(is_so: bool, why: impl FnOnce() -> String) -> Verdict {
    if is_so { Ok(()) } else { Err(why()) }
}

/// What is a call, and no other name of one.
fn calls(rows: &Tenant) -> impl Iterator<Item = &CallRow> {
    let calls = rows.calls.values().map(|call| &**call);
    calls.filter(|call| call.moved_to.is_none())
}

/// Of each leg and recording the first that came, of legs that are made of events that of most of them; each record counted once.
fn stored(world: &World, tenant: TenantId, rows: &Tenant) -> Verdict {
    let log = &world.logs[ids::partition(tenant, PARTITIONS as i32) as usize];
    let (mut legs, mut recordings) = (BTreeMap::new(), BTreeMap::new());
    let mine: Vec<_> = log.iter().filter(|arrival| arrival.tenant() == tenant).collect();
    for arrival in &mine {
        match &arrival.what {
            What::Record(leg) => {
                let newest = legs.entry(leg.id.0).or_insert(leg);
                if leg.revision > newest.revision {
                    *newest = leg;
                }
            }
            What::Recording(row) => drop(recordings.entry(row.leg.0).or_insert(row.sha256)),
        }
    }
    let sent: BTreeMap<Uuid, _> = legs.iter().map(|(id, leg)| (*id, (leg.digest, leg.call))).collect();
    let stored: BTreeMap<Uuid, _> = rows
        .legs
        .iter()
        .map(|(id, leg)| (*id, (leg.digest, leg.call)))
        .collect();
    holds(stored == sent, || {
        "legs are not those of the log, or not in their calls".into()
    })?;
    let stored: BTreeMap<Uuid, [u8; 32]> = rows.recordings.iter().map(|(id, row)| (*id, row.sha256)).collect();
    holds(stored == recordings, || {
        "recordings are not the first ones of the log".into()
    })?;
    let tally = &rows.tally;
    let counted = (
        tally.received,
        tally.new + tally.merged + tally.duplicate + tally.conflict,
        tally.legs,
        tally.recordings,
        tally.calls,
    );
    let there = (
        mine.len() as i64,
        mine.len() as i64,
        rows.legs.len() as i64,
        rows.recordings.len() as i64,
        rows.calls.len() as i64,
    );
    holds(counted == there, || {
        format!("the tally says {counted:?}, there are {there:?}")
    })?;
    let of_legs: BTreeSet<Uuid> = rows.legs.values().map(|leg| leg.call.0).collect();
    holds(calls(rows).map(|call| call.id.0).eq(of_legs), || {
        "calls are not those of the legs".into()
    })?;
    let aliases = rows.calls.values().filter_map(|call| call.moved_to);
    let mut lost = aliases.filter(|to| rows.calls.get(&to.0).is_none_or(|call| call.moved_to.is_some()));
    holds(lost.next().is_none(), || "an alias leads to no call".into())?;
    for call in rows.calls.values() {
        let legs: Vec<_> = rows.legs.values().filter(|leg| leg.call == call.id).collect();
        let recordings = legs
            .iter()
            .filter(|leg| rows.recordings.contains_key(&leg.id.0))
            .count();
        let counted = (call.legs as usize, call.recordings as usize);
        holds(counted == (legs.len(), recordings), || {
            format!("call {} counts {counted:?}", call.key)
        })?;
    }
    Ok(())
}

/// Each call once, in its period.
fn charged(rows: &Tenant) -> Verdict {
    let mut counted: BTreeMap<_, Counts> = BTreeMap::new();
    for call in rows.calls.values() {
        let one = match call.charge {
            Charge::Included => Counts {
                included: 1,
                ..Counts::default()
            },
            Charge::Overage => Counts {
                overage: 1,
                ..Counts::default()
            },
            Charge::Withheld => Counts {
                withheld: 1,
                ..Counts::default()
            },
            Charge::None if call.moved_to.is_some() => continue,
            Charge::None => return Err("a call that nobody is charged for".into()),
        };
        let period = call.charged_period.ok_or("a call without a period")?;
        let counts = counted.entry(period).or_default();
        *counts = counts.plus(one);
    }
    // A period whose calls were all charged to later ones has a row still.
    let stored = rows.usage.iter().map(|(start, row)| (*start, row.counts));
    let stored: BTreeMap<_, Counts> = stored.filter(|(_, counts)| *counts != Counts::default()).collect();
    holds(stored == counted, || {
        format!("usage says {stored:?}, the calls {counted:?}")
    })
}

fn rolled_up(rows: &Tenant) -> Verdict {
    let mut changes = Changes::default();
    calls(rows).for_each(|call| changes.add(&Counted::from(call)));
    let figures = |(calls, row): (_, &Contribution)| (calls, row.calls, row.answered, row.talk_s, row.recorded);
    let counted: Vec<_> = changes.into_deltas();
    let counted: Vec<_> = counted.iter().map(|(bucket, row)| figures((bucket, row))).collect();
    let stored = rows.stats.iter().filter(|(_, row)| **row != Contribution::default());
    let stored: Vec<_> = stored.map(|(bucket, row)| figures((bucket, row))).collect();
    holds(stored == counted, || {
        format!("roll-ups say {stored:?}, the calls {counted:?}")
    })
}

/// Each leg with a recording waits once, in its call; withheld only where that is. What was let through goes on where its leg goes.
fn queued(rows: &Tenant) -> Verdict {
    let recorded: BTreeSet<_> = rows
        .legs
        .keys()
        .filter(|leg| rows.recordings.contains_key(leg))
        .collect();
    holds(rows.queue.keys().collect::<BTreeSet<_>>() == recorded, || {
        "the queue is not what has a recording".into()
    })?;
    let wrong = rows
        .queue
        .values()
        .find(|row| row.withheld && !rows.calls[&row.call.0].charge.withholds());
    holds(wrong.is_none(), || {
        format!("{wrong:?} does not wait as its call was charged")
    })?;
    let lost = rows.queue.values().find(|row| rows.legs[&row.leg.0].call != row.call);
    holds(lost.is_none(), || format!("{lost:?} waits for another call"))?;
    let mut withheld = rows
        .legs
        .values()
        .filter(|leg| leg.analysis_status == AnalysisStatus::Withheld);
    let wrong = withheld.find(|leg| !rows.calls[&leg.call.0].charge.withholds());
    holds(wrong.is_none(), || {
        format!("{wrong:?} is withheld, and its call is not")
    })
}

/// Numbers without a gap; each call's begin and each threshold once, and every release of a call.
fn told(rows: &Tenant) -> Verdict {
    let numbers = rows
        .outbox
        .iter()
        .map(|event| event["seq"].as_i64().unwrap_or_default());
    holds(numbers.eq(1..rows.next_seq), || "numbers of events have gaps".into())?;
    let mut once: BTreeSet<String> = BTreeSet::new();
    let mut released = 0;
    for event in &rows.outbox {
        let data = &event["data"];
        let what = match event["type"].as_str() {
            Some("call.received") => format!("call {}", data["call_id"]),
            Some("call.updated") if data["released"] == true => {
                released += 1;
                continue;
            }
            Some("usage.threshold_reached") => format!("{} % of {}", data["percent"], data["period_start"]),
            _ => continue,
        };
        holds(once.insert(what.clone()), || format!("{what} was told twice"))?;
    }
    let thresholds = rows
        .usage
        .values()
        .map(|row| usize::from(row.told.percent_80) + usize::from(row.told.percent_100));
    let expected = (rows.calls.len() + thresholds.sum::<usize>(), rows.released.len());
    holds((once.len(), released) == expected, || {
        format!(
            "{} things and {released} releases were told, {expected:?} happened",
            once.len()
        )
    })
}

/// Every event at least once, and for whoever leaves out what comes again in its order.
fn published(world: &World, tenant: TenantId, rows: &Tenant) -> Verdict {
    let mut next = 1;
    for (_, event) in world.topic.iter().filter(|(whose, _)| *whose == tenant) {
        let seq = event["seq"].as_i64().unwrap_or_default();
        holds(seq <= next, || format!("event {seq} is published before {next}"))?;
        if seq == next {
            let stored: Option<&Value> = rows.outbox.get(seq as usize - 1).map(|event| &**event);
            holds(stored == Some(event), || {
                format!("event {seq} is published otherwise than it is stored")
            })?;
            next += 1;
        }
    }
    holds(next == rows.next_seq, || {
        format!("events are published up to {next} of {}", rows.next_seq)
    })
}
