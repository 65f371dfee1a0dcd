//! Which machines of a call handed the caller on: only the legs that begin behind theirs tell.

use super::super::parsed::{Assembled, At, Fact, Observation, Observed};
use super::super::{Disposition, Leg};

/// Stamps are whole seconds.
const TOLERANCE_S: i64 = 1;

/// Keeps a leg as an event, so that it is looked at again with those behind it.
pub(super) fn keep(at: At, leg: Leg, observed: &mut Observed) {
    match serde_json::to_value(&leg) {
        Ok(event) => observed.event(at, leg.call_key().to_owned(), leg.external_id, event),
        Err(_) => observed.leg(at, leg),
    }
}

/// The legs of one call.
pub(super) fn assemble(observations: Vec<Observation>, assembled: &mut Assembled) {
    let legs = observations.into_iter().filter_map(|seen| match seen.fact {
        Fact::Event(event) => serde_json::from_value(event).ok(),
        Fact::Leg(leg) => Some(*leg),
        _ => None,
    });
    let legs: Vec<Leg> = legs.collect();
    let latest = legs.iter().max_by_key(|leg| leg.started_at);
    let elsewhere = latest.and_then(|latest| {
        let others = legs.iter().filter(|leg| leg.queue != latest.queue);
        others.max_by_key(|leg| leg.started_at)
    });
    let behind: Vec<&Leg> = latest.into_iter().chain(elsewhere).collect();
    let handed_on: Vec<bool> = legs.iter().map(|leg| is_left(leg, &behind)).collect();
    for (mut leg, handed_on) in legs.into_iter().zip(handed_on) {
        if handed_on && leg.disposition == Disposition::Abandoned {
            leg.disposition = Disposition::NoAnswer;
            leg.keep("passed_on", true);
        }
        assembled.legs.push(leg);
    }
}

/// Whether the caller left a machine for what came last: for the leg that began last, or the one that did so of those in no queue or another.
fn is_left(leg: &Leg, behind: &[&Leg]) -> bool {
    match leg.leg_kind() {
        // Whoever is in a menu is nowhere else.
        Some("ivr") => behind.iter().any(|other| other.started_at > leg.started_at),
        // The phones of a queue ring while the caller is in it.
        Some("queue") => behind.iter().filter(|other| other.queue != leg.queue).any(|other| {
            let begins = other.started_at.as_second().saturating_add(TOLERANCE_S);
            leg.ended_at.is_some_and(|ended| begins >= ended.as_second())
        }),
        _ => false,
    }
}
