//! Observations without repeats, and those of one call beside each other.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Fact, Notice, Observation};

/// What becomes of an observation beside those before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Repeated,
    /// The same id with other content.
    Contradicting,
}

/// The same piece again is a duplicate; the same id with other content keeps the first and is said. Events are parts of records, unless
/// they are `whole`.
pub(super) fn without_repeats(
    observations: Vec<Observation>,
    whole: bool,
    ignored: &mut Vec<Notice>,
    warnings: &mut Vec<Notice>,
) -> Vec<Observation> {
    // A line of a socket is a payload of its own.
    if observations.len() < 2 {
        return observations;
    }
    let fates = fates(&observations, whole);
    if fates.iter().all(|fate| *fate == Fate::Kept) {
        return observations;
    }
    let mut kept = Vec::with_capacity(observations.len());
    for (observation, fate) in observations.into_iter().zip(fates) {
        match fate {
            Fate::Kept => kept.push(observation),
            Fate::Repeated => ignored.push(Notice::new(observation.at, "duplicate", "")),
            Fate::Contradicting => warnings.push(Notice::new(
                observation.at,
                "conflict",
                "the first record with this id is kept",
            )),
        }
    }
    kept
}

fn fates(observations: &[Observation], whole: bool) -> Vec<Fate> {
    let mut first: HashMap<(&str, bool), &Fact> = HashMap::with_capacity(observations.len());
    let fates = observations.iter().map(|observation| {
        let is_recording = matches!(observation.fact, Fact::Recording(_));
        match first.entry((observation.id.as_str(), is_recording)) {
            Entry::Vacant(place) => {
                place.insert(&observation.fact);
                Fate::Kept
            }
            Entry::Occupied(known) => match (*known.get(), &observation.fact) {
                (Fact::Leg(one), Fact::Leg(other)) if one != other => Fate::Contradicting,
                (Fact::Own(one), Fact::Own(other)) if one != other => Fate::Contradicting,
                (Fact::Event(one), Fact::Event(other)) if whole && one != other => Fate::Contradicting,
                // An event's id is its identity: a second attempt may carry another number of the attempt.
                _ => Fate::Repeated,
            },
        }
    });
    fates.collect()
}

/// Observations that are put together.
pub(super) enum Group {
    One(Observation),
    Many(Vec<Observation>),
}

impl Group {
    fn add(&mut self, observation: Observation) {
        *self = match std::mem::replace(self, Self::Many(Vec::new())) {
            Self::One(first) => Self::Many(vec![first, observation]),
            Self::Many(mut all) => {
                all.push(observation);
                Self::Many(all)
            }
        };
    }
}

/// Observations by group, groups in order of their first appearance.
pub(super) fn grouped(observations: Vec<Observation>) -> Vec<Group> {
    let places = places(&observations);
    let mut groups: Vec<Group> = Vec::with_capacity(observations.len());
    for (observation, place) in observations.into_iter().zip(places) {
        match groups.get_mut(place) {
            Some(group) => group.add(observation),
            None => groups.push(Group::One(observation)),
        }
    }
    groups
}

/// The number of the group of each.
fn places(observations: &[Observation]) -> Vec<usize> {
    let mut known: HashMap<&str, usize> = HashMap::with_capacity(observations.len());
    let places = observations.iter().map(|observation| {
        let next = known.len();
        *known.entry(&observation.group).or_insert(next)
    });
    places.collect()
}
