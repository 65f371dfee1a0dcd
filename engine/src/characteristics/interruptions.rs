//! Who took the word from whom. Amazon does not publish its rule; in its outputs overlaps under a second count as none,
//! so a sustained overlap is asked for. Listening noises are no interruption.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::conversation::{Conversation, Said};
use super::{Stretch, Thresholds};
use crate::analysis::Speaker;

/// A turn B of more than two words interrupts a turn A of another speaker if B begins after A began, both speak for at
/// least 1,000 ms together, and A has stopped within 2,000 ms while B goes on at least as long, or as the thresholds say.
/// A turn interrupts once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Interruptions {
    pub count: u64,
    /// Sum of the overlaps.
    pub total_ms: u64,
    /// By who interrupts: from where that turn begins to where the other one stops.
    pub by_speaker: BTreeMap<Speaker, Vec<Stretch>>,
}

pub(super) fn of(conversation: &Conversation<'_>, thresholds: &Thresholds) -> Interruptions {
    let mut found = Interruptions::default();
    for_each_with_earlier(conversation, |said, earlier| {
        if said.words <= thresholds.listening_words {
            return;
        }
        let soonest = said.start.saturating_add(thresholds.overlap_ms);
        let latest = said.start.saturating_add(thresholds.yield_ms).min(said.end);
        if soonest > latest {
            return;
        }
        let of_others = earlier.iter().filter(|(speaker, _)| **speaker != said.speaker);
        let yielded = of_others
            .filter_map(|(_, ends)| ends.range(soonest..=latest).next_back())
            .max();
        if let Some(&end_ms) = yielded {
            let stretch = Stretch {
                start_ms: said.start,
                end_ms,
            };
            found.count += 1;
            found.total_ms = found.total_ms.saturating_add(end_ms - said.start);
            found
                .by_speaker
                .entry(said.speaker.to_owned())
                .or_default()
                .push(stretch);
        }
    });
    found
}

/// Voci's overtalk: a speaker's turns that begin inside another speaker's turn ÷ all turns of that speaker.
pub(super) fn overtalk_share(conversation: &Conversation<'_>) -> BTreeMap<Speaker, f64> {
    let mut turns = BTreeMap::<&str, (u64, u64)>::new();
    for_each_with_earlier(conversation, |said, earlier| {
        let others = earlier.iter().filter(|(speaker, _)| **speaker != said.speaker);
        let inside = others.filter_map(|(_, ends)| ends.last()).any(|end| *end > said.start);
        let (over, all) = turns.entry(said.speaker).or_default();
        *over += u64::from(inside);
        *all += 1;
    });
    turns
        .into_iter()
        .map(|(speaker, (over, all))| (speaker.to_owned(), over as f64 / all as f64))
        .collect()
}

/// Calls `visit` with each turn and, by speaker, the ends of the turns that began before it.
fn for_each_with_earlier<'a>(
    conversation: &Conversation<'a>,
    mut visit: impl FnMut(&Said<'a>, &BTreeMap<&'a str, BTreeSet<u64>>),
) {
    let mut earlier = BTreeMap::<&str, BTreeSet<u64>>::new();
    let mut waiting = conversation.turns.iter().peekable();
    for said in &conversation.turns {
        while let Some(before) = waiting.next_if(|before| before.start < said.start) {
            earlier.entry(before.speaker).or_default().insert(before.end);
        }
        visit(said, &earlier);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{spoken, turns};
    use super::*;
    use crate::analysis::{AGENT, CUSTOMER, Turn};

    fn found(turns: &[Turn]) -> Interruptions {
        of(&Conversation::of(turns), &Thresholds::default())
    }

    #[test]
    fn a_sustained_overlap_after_which_the_other_yields_is_an_interruption() {
        let turns = [
            spoken(CUSTOMER, 0, 5500, "so what I wanted"),
            spoken(AGENT, 4000, 9000, "let me stop you"),
        ];
        let stretch = Stretch {
            start_ms: 4000,
            end_ms: 5500,
        };
        let wanted = BTreeMap::from([(AGENT.to_owned(), vec![stretch])]);
        assert_eq!(
            found(&turns),
            Interruptions {
                count: 1,
                total_ms: 1500,
                by_speaker: wanted
            }
        );
        assert_eq!(
            overtalk_share(&Conversation::of(&turns)),
            BTreeMap::from([(AGENT.into(), 1.0), (CUSTOMER.into(), 0.0)])
        );
    }

    #[test]
    fn short_overlaps_listening_noises_and_speakers_who_do_not_yield_are_none() {
        let long = "so what I wanted to say";
        for (agent, why) in [
            (spoken(AGENT, 4501, 9000, "let me stop you"), "999 ms together"),
            (spoken(AGENT, 4000, 9000, "yes indeed"), "two words"),
            (spoken(AGENT, 3499, 9000, "let me stop you"), "goes on for 2,001 ms"),
            (spoken(AGENT, 4000, 5400, "let me stop you"), "the agent stops first"),
            (spoken(AGENT, 0, 9000, "let me stop you"), "both begin at once"),
            (spoken(AGENT, 5500, 9000, "let me stop you"), "one after the other"),
            (spoken(CUSTOMER, 4000, 9000, "let me stop you"), "the same speaker"),
        ] {
            assert_eq!(found(&[spoken(CUSTOMER, 0, 5500, long), agent]).count, 0, "{why}");
        }
        for start in [4500, 3500] {
            assert_eq!(
                found(&[spoken(CUSTOMER, 0, 5500, long), spoken(AGENT, start, 9000, long)]).count,
                1,
                "{start}"
            );
        }
    }

    #[test]
    fn a_house_may_count_sooner_or_later() {
        let turns = [
            spoken(CUSTOMER, 0, 5500, "so what I wanted to say"),
            spoken(AGENT, 5000, 9000, "yes indeed"),
        ];
        let count = |thresholds| of(&Conversation::of(&turns), &thresholds).count;
        let soon = Thresholds {
            overlap_ms: 500,
            listening_words: 1,
            ..Thresholds::default()
        };
        assert_eq!((count(Thresholds::default()), count(soon)), (0, 1));
        for (later, why) in [
            (
                Thresholds {
                    overlap_ms: 501,
                    ..soon
                },
                "500 ms are short",
            ),
            (
                Thresholds { yield_ms: 499, ..soon },
                "who goes on for 500 ms does not yield",
            ),
            (
                Thresholds {
                    listening_words: 2,
                    ..soon
                },
                "two words are a listening noise",
            ),
        ] {
            assert_eq!(count(later), 0, "{why}");
        }
    }

    #[test]
    fn the_overlaps_of_a_published_call_count_as_none() {
        for overlap in [395, 995] {
            let turns = [
                spoken(CUSTOMER, 0, 5000, "one two three four"),
                spoken(AGENT, 5000 - overlap, 9000, "one two three four"),
            ];
            assert_eq!(found(&turns).count, 0, "{overlap} ms");
        }
    }

    proptest! {
        #[test]
        fn they_are_those_of_a_comparison_of_all_pairs(turns in turns(0..=8000, 8)) {
            let conversation = Conversation::of(&turns);
            let mut wanted = Interruptions::default();
            for b in &conversation.turns {
                let interrupts = |a: &&Said<'_>| {
                    a.speaker != b.speaker && a.start < b.start && a.end >= b.start + 1000 && a.end <= b.start + 2000
                        && b.end >= a.end && b.words > 2
                };
                if let Some(end_ms) = conversation.turns.iter().filter(interrupts).map(|a| a.end).max() {
                    wanted.count += 1;
                    wanted.total_ms += end_ms - b.start;
                    wanted.by_speaker.entry(b.speaker.to_owned()).or_default().push(Stretch { start_ms: b.start, end_ms });
                }
            }
            prop_assert_eq!(of(&conversation, &Thresholds::default()), wanted);
            for (speaker, share) in overtalk_share(&conversation) {
                let own: Vec<_> = conversation.turns.iter().filter(|b| b.speaker == speaker).collect();
                let over = own.iter().filter(|b| {
                    conversation.turns.iter().any(|a| a.speaker != b.speaker && a.start < b.start && b.start < a.end)
                });
                prop_assert_eq!(share, over.count() as f64 / own.len() as f64);
            }
        }
    }
}
