//! Tests of a transaction's decisions: the database's answers are made up, nothing else is.

use chrono::{DateTime, TimeDelta, Utc};
use engine::pbx::canonical;
use models::billing::usage::{
    Admission, Anniversary, Charge, Committed, Counts, Credit, Demand, Limit, Policy, Terms, Usage,
};
use models::calls::intake::{CallRow, Lane, TakenOff};
use models::calls::status::AnalysisStatus;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::ledger::arrival::{Door, Record};

const TENANT: TenantId = TenantId(Uuid::from_u128(3));
const DELAYS: Delays = Delays {
    backfill_after: TimeDelta::hours(24),
    quiet: TimeDelta::minutes(10),
};

fn parsed(value: Value) -> Record {
    let mut base = json!({"direction": "inbound", "started_at": "2026-11-02T10:00:00Z", "talk_s": 30});
    base.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
    canonical::parse(base).unwrap()
}

fn call(value: Value) -> Arrival {
    Arrival::record(TENANT, parsed(value), Door::Http, Instant::now())
}

fn sound(external_id: &str, content: u8) -> Arrival {
    let row = RecordingRow {
        tenant: TENANT,
        leg: models::ids::leg(TENANT, "api", external_id),
        source_instance: "api".into(),
        external_id: external_id.into(),
        sha256: [content; 32],
        bytes: 32_000,
        store_key: "k".into(),
        sealed_bytes: 32_100,
        media_type: None,
        declared_format: None,
        declared_rate: None,
        declared_channels: None,
        duration_ms: None,
        channels: None,
        language: None,
        model: None,
    };
    Arrival::recording(row, Door::Http, Instant::now())
}

fn now() -> DateTime<Utc> {
    "2026-11-02T12:00:00Z".parse().unwrap()
}

fn anniversary() -> Anniversary {
    Anniversary::new("2026-01-01T00:00:00Z".parse().unwrap(), "UTC").unwrap()
}

/// The begin of the running period.
fn running() -> DateTime<Utc> {
    anniversary().period_at(now()).unwrap().start
}

fn admission(limit: u64, demand: &Demand) -> Admission {
    let anniversary = anniversary();
    let period = anniversary.period_at(now()).unwrap();
    let terms = Terms {
        limit: Limit::Calls(limit),
        policy: Policy::StoreOnly,
        anniversary,
        version: 1,
    };
    let committed = Committed {
        period,
        counts: Counts::default(),
        withheld_before: 0,
        told: Default::default(),
    };
    Usage::new(terms, committed).admit(demand, now()).unwrap()
}

/// Takes arrivals through an empty database.
fn through(arrivals: &[Arrival], limit: u64) -> (Vec<Fate>, Writes) {
    let mut plan = Plan::new(arrivals, Instant::now());
    let (legs, recordings) = (plan.legs(), plan.recordings());
    let leg_keys: HashSet<Key> = legs.iter().map(|leg| (leg.tenant.0, leg.id.0)).collect();
    let recording_keys: HashSet<Key> = recordings.iter().map(|row| (row.tenant.0, row.leg.0)).collect();
    plan.inserted(&leg_keys, &recording_keys);
    let wanted: HashSet<Key> = plan.legs_to_know().into_iter().collect();
    let known = legs.iter().filter(|leg| wanted.contains(&(leg.tenant.0, leg.id.0)));
    let known = known
        .map(|leg| KnownLeg {
            tenant: leg.tenant,
            id: leg.id,
            call: leg.call,
            digest: leg.digest,
            revision: leg.revision,
        })
        .collect();
    plan.known(known, Vec::new());
    let calls = plan.new_calls(&[]).values().map(Vec::len).sum::<usize>() as u64;
    let admissions = HashMap::from([(TENANT, admission(limit, &Demand::of(calls)))]);
    let writes = plan.decide(
        Vec::new(),
        Vec::new(),
        Regrouping::default(),
        &admissions,
        now(),
        DELAYS,
    );
    (plan.into_fates(), writes)
}

#[test]
fn of_two_in_one_batch_the_first_is_kept() {
    let arrivals = [
        call(json!({"external_id": "a"})),
        call(json!({"external_id": "a"})),
        call(json!({"external_id": "a", "talk_s": 9})),
    ];
    let (fates, writes) = through(&arrivals, 10);
    assert_eq!(fates, [Fate::New, Fate::Duplicate, Fate::Conflict]);
    assert_eq!(
        writes.new_calls.iter().map(|call| call.talk_s).collect::<Vec<_>>(),
        [30]
    );
    assert_eq!(writes.usage[0].added.included, 1);
}

#[test]
fn of_a_leg_that_is_made_of_events_the_one_of_most_of_them_counts() {
    let arrivals = [
        call(json!({"external_id": "a", "talk_s": 1})).revised(1),
        call(json!({"external_id": "a", "talk_s": 3})).revised(3),
        call(json!({"external_id": "a", "talk_s": 2})).revised(2),
    ];
    let (fates, writes) = through(&arrivals, 10);
    assert_eq!(fates, [Fate::Duplicate, Fate::New, Fate::Duplicate]);
    assert_eq!(writes.new_calls[0].talk_s, 3);
    // It is there by now, made of two events.
    let mut plan = Plan::new(&arrivals, Instant::now());
    let leg = plan.legs()[0].clone();
    plan.inserted(&HashSet::new(), &HashSet::new());
    let known = KnownLeg {
        tenant: leg.tenant,
        id: leg.id,
        call: leg.call,
        digest: [0; 32],
        revision: 2,
    };
    plan.known(vec![known], Vec::new());
    assert_eq!(
        plan.revised_legs().iter().map(|leg| leg.talk_s).collect::<Vec<_>>(),
        [3]
    );
    assert_eq!(plan.calls(), [(leg.tenant.0, leg.call.0)]);
    assert_eq!(plan.into_fates(), [Fate::Duplicate, Fate::Merged, Fate::Duplicate]);
}

#[test]
fn a_recording_in_the_batch_of_its_record_is_queued_at_once() {
    let (fates, writes) = through(
        &[
            sound("a", 1),
            call(json!({"external_id": "a"})),
            sound("a", 1),
            sound("a", 2),
        ],
        10,
    );
    assert_eq!(fates, [Fate::New, Fate::New, Fate::Duplicate, Fate::Conflict]);
    assert_eq!(
        writes
            .queue
            .iter()
            .map(|row| (row.lane, row.withheld, row.cost_s))
            .collect::<Vec<_>>(),
        [(Lane::Fresh, false, 30.0)]
    );
    assert_eq!(writes.new_calls[0].analysis_status, AnalysisStatus::Queued);
    assert_eq!(writes.new_calls[0].recordings, 1);
}

#[test]
fn a_recording_alone_waits_and_writes_no_call() {
    let (fates, writes) = through(&[sound("a", 1)], 10);
    assert_eq!(fates, [Fate::New]);
    assert!(writes.queue.is_empty() && writes.new_calls.is_empty() && writes.events.is_empty());
}

#[test]
fn calls_are_charged_in_the_order_of_their_arrival_and_the_last_are_withheld() {
    let arrivals = [
        call(json!({"external_id": "z"})),
        call(json!({"external_id": "a"})),
        call(json!({"external_id": "m"})),
        sound("m", 1),
    ];
    let (_, writes) = through(&arrivals, 2);
    let charges: Vec<_> = writes
        .new_calls
        .iter()
        .map(|call| (call.key.as_str(), call.charge))
        .collect();
    assert_eq!(
        charges,
        [
            ("z", Charge::Included),
            ("a", Charge::Included),
            ("m", Charge::Withheld)
        ]
    );
    assert!(writes.queue[0].withheld);
    assert_eq!(writes.new_calls[2].analysis_status, AnalysisStatus::Withheld);
    let told: Vec<_> = writes
        .events
        .iter()
        .filter(|event| event.kind == "usage.threshold_reached")
        .map(|event| event.data["percent"].clone())
        .collect();
    assert_eq!(told, [json!(80), json!(100)]);
}

#[test]
fn a_record_that_wants_no_analysis_is_charged_and_not_queued() {
    let (_, writes) = through(
        &[call(json!({"external_id": "a", "analyze": false})), sound("a", 1)],
        10,
    );
    assert!(writes.queue.is_empty());
    assert_eq!(
        (writes.new_calls[0].charge, writes.new_calls[0].analysis_status),
        (Charge::Included, AnalysisStatus::None)
    );
}

#[test]
fn what_began_long_ago_goes_into_the_lane_of_history() {
    let (_, writes) = through(
        &[
            call(json!({"external_id": "a", "started_at": "2026-10-01T10:00:00Z"})),
            sound("a", 1),
        ],
        10,
    );
    assert_eq!(writes.queue[0].lane, Lane::Backfill);
}

#[test]
fn the_length_of_a_recording_that_nobody_knows_follows_from_its_bytes() {
    let (_, writes) = through(&[call(json!({"external_id": "a", "talk_s": 0})), sound("a", 1)], 10);
    assert_eq!(writes.queue[0].cost_s, 2.0);
}

/// The call of the leg `key`, as it is there.
fn there(key: &str, charge: Charge, period: DateTime<Utc>) -> CallRow {
    let (_, writes) = through(&[call(json!({"external_id": key}))], 10);
    let mut row = writes.new_calls[0].clone();
    (row.charge, row.charged_period) = (charge, Some(period).filter(|_| charge != Charge::None));
    row
}

fn leg_of(value: Value) -> LegRow {
    record(&call(value)).unwrap().clone()
}

/// The leg `a` leaves the call `from` for that of the linked id `b`. `there`: both as far as they are there; `others`: the legs that are
/// there beside it.
fn moved(there: Vec<CallRow>, others: Vec<LegRow>) -> (Vec<(TenantId, Demand)>, Writes) {
    let arrivals = [call(json!({"external_id": "a", "linked_id": "b"})).revised(2)];
    let mut plan = Plan::new(&arrivals, Instant::now());
    let leg = plan.legs()[0].clone();
    plan.inserted(&HashSet::new(), &HashSet::new());
    let known = KnownLeg {
        tenant: leg.tenant,
        id: leg.id,
        call: there[0].id,
        digest: [0; 32],
        revision: 1,
    };
    plan.known(vec![known], Vec::new());
    let both: Vec<Key> = plan.calls();
    assert_eq!(both.len(), 2, "both calls are locked");
    let legs: Vec<LegRow> = std::iter::once(leg).chain(others).collect();
    let regrouping = plan.regroup(&there, &legs, Vec::new(), Vec::new());
    let demands = plan.to_admit(&there, &regrouping);
    let admissions = demands
        .iter()
        .map(|(tenant, demand)| (*tenant, admission(10, demand)))
        .collect();
    let writes = plan.decide(there, legs, regrouping, &admissions, now(), DELAYS);
    assert_eq!(plan.into_fates(), [Fate::Merged]);
    (demands, writes)
}

fn kinds(writes: &Writes) -> Vec<&'static str> {
    writes.events.iter().map(|event| event.kind).collect()
}

#[test]
fn the_last_leg_of_a_call_takes_its_charge_along_and_leaves_an_alias() {
    let before: DateTime<Utc> = "2026-09-01T00:00:00Z".parse().unwrap();
    let (demands, writes) = moved(vec![there("a", Charge::Overage, before)], Vec::new());
    assert_eq!(demands, [], "nobody is asked: nothing is charged anew");
    let (left, new) = (&writes.changed_calls[0], &writes.new_calls[0]);
    assert_eq!((new.charge, new.charged_period), (Charge::Overage, Some(before)));
    assert_eq!((left.charge, left.charged_period), (Charge::None, None));
    assert_eq!((left.moved_to, left.legs), (Some(new.id), 0));
    assert!(writes.emptied[0].begins && writes.taken_off.is_empty() && writes.usage.is_empty());
    assert_eq!(writes.moved_legs[0].to, new.id);
    assert_eq!(
        kinds(&writes),
        ["call.updated", "call.corrected", "call.received", "call.corrected"]
    );
    let corrected = &writes.events[1].data;
    assert_eq!(corrected["moved_to"], json!(new.id));
    assert_eq!(corrected["moved_legs"][0]["to"], json!(new.id));
    let counted: i64 = writes.stats.iter().map(|(_, counted)| counted.calls).sum();
    assert_eq!(counted, 0, "one is counted, as before");
    let steps: Vec<_> = writes.trace.iter().map(|step| (step.stage, step.call)).collect();
    assert!(steps.contains(&("moved", left.id)) && steps.contains(&("moved", new.id)));
}

#[test]
fn of_two_charges_one_is_given_back_while_its_period_runs() {
    let both = |period| {
        vec![
            there("a", Charge::Included, period),
            there("b", Charge::Included, running()),
        ]
    };
    let other = || vec![leg_of(json!({"external_id": "b"}))];
    let (demands, writes) = moved(both(running()), other());
    let credit = Credit {
        charge: Charge::Included,
        period: running(),
    };
    assert_eq!(demands[0].1.credits, [credit]);
    let one = Counts {
        included: 1,
        ..Counts::default()
    };
    let taken_off = TakenOff {
        tenant: TENANT,
        period_start: running(),
        counts: one,
    };
    assert_eq!(writes.taken_off, [taken_off]);
    let charge = |writes: &Writes, key: &str| {
        let call = writes.changed_calls.iter().find(|call| call.key == key).unwrap();
        (call.charge, call.legs)
    };
    assert_eq!(charge(&writes, "a"), (Charge::None, 0));
    assert_eq!(charge(&writes, "b"), (Charge::Included, 2));
    let told = writes.events.iter().find(|event| event.kind == "usage.changed");
    assert_eq!(told.unwrap().data["credited"]["included"], 1);
    // What was charged to a period that is over stays charged.
    let over = "2026-09-01T00:00:00Z".parse().unwrap();
    let (_, writes) = moved(both(over), other());
    assert_eq!(charge(&writes, "a"), (Charge::Included, 0));
    assert_eq!(writes.taken_off, []);
}

#[test]
fn a_withheld_call_that_a_charged_one_joins_is_analysed() {
    let mut waiting = leg_of(json!({"external_id": "b"}));
    waiting.analysis_status = AnalysisStatus::Withheld;
    let both = vec![
        there("a", Charge::Included, running()),
        there("b", Charge::Withheld, running()),
    ];
    let (demands, writes) = moved(both, vec![waiting.clone()]);
    assert_eq!(demands[0].1.credits[0].charge, Charge::Withheld);
    let joined = writes.changed_calls.iter().find(|call| call.key == "b").unwrap();
    assert_eq!(
        (joined.charge, joined.analysis_status),
        (Charge::Included, AnalysisStatus::Queued)
    );
    assert_eq!(
        writes.released.iter().map(|(call, _)| call.1).collect::<Vec<_>>(),
        [joined.id.0]
    );
    assert_eq!(
        writes.leg_statuses,
        [((TENANT.0, waiting.id.0), AnalysisStatus::Queued)]
    );
}

#[test]
fn a_call_that_keeps_a_leg_keeps_its_charge_and_the_other_is_a_call_more() {
    let from = there("a", Charge::Included, running());
    let mut stays = leg_of(json!({"external_id": "c"}));
    stays.call = from.id;
    let (demands, writes) = moved(vec![from], vec![stays]);
    assert_eq!(demands, [(TENANT, Demand::of(1))]);
    let (left, new) = (&writes.changed_calls[0], &writes.new_calls[0]);
    assert_eq!((left.moved_to, left.legs, left.charge), (None, 1, Charge::Included));
    assert_eq!((new.charge, new.charged_period), (Charge::Included, Some(running())));
    assert!(writes.emptied.is_empty());
}

#[test]
fn an_alias_to_which_a_leg_comes_is_a_call_again() {
    let from = there("a", Charge::Included, running());
    let mut alias = there("b", Charge::None, running());
    (alias.moved_to, alias.legs) = (Some(from.id), 0);
    let (demands, writes) = moved(vec![from, alias], Vec::new());
    assert_eq!(demands, [], "it has the charge of the one that leads to it now");
    let of = |key: &str| writes.changed_calls.iter().find(|call| call.key == key).unwrap();
    let (left, again) = (of("a"), of("b"));
    assert_eq!((left.moved_to, again.moved_to), (Some(again.id), None));
    assert_eq!((again.charge, again.legs), (Charge::Included, 1));
    assert!(writes.new_calls.is_empty(), "it is not counted as new once more");
    let counted: i64 = writes.stats.iter().map(|(_, counted)| counted.calls).sum();
    assert_eq!(counted, 0);
}

#[test]
fn a_leg_that_is_late_for_an_erased_call_goes_the_same_way_with_its_recording() {
    let late = call(json!({"external_id": "a", "linked_id": "x"}));
    let arrivals = [late, sound("a", 1), call(json!({"external_id": "b"}))];
    let mut plan = Plan::new(&arrivals, Instant::now());
    let [leg, erased] = [
        models::ids::leg(TENANT, "api", "a").0,
        models::ids::call(TENANT, "api", "x").0,
    ];
    let late = plan.leave_erased(&HashSet::from([(TENANT.0, erased)]));
    assert_eq!(late, [(TENANT.0, leg)]);
    assert_eq!(plan.recordings().len(), 1, "it may be another call's");
    plan.bury(vec![((TENANT.0, leg), true)]);
    assert_eq!((plan.legs().len(), plan.recordings().len()), (1, 0));
    let tally = &plan.tallies(&[])[0];
    assert_eq!((tally.duplicate, tally.legs, tally.recordings), (2, 1, -1));
}
