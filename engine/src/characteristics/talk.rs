//! Who talked for how long, and when nobody did.

use std::collections::BTreeMap;

use super::conversation::Conversation;
use super::{BySpeaker, NonTalk, Stretch};
use crate::analysis::{AGENT, CUSTOMER, Speaker};

pub(super) fn time(conversation: &Conversation<'_>) -> BySpeaker<u64> {
    let own = conversation
        .spans_by_speaker()
        .into_iter()
        .map(|(speaker, spans)| (speaker.to_owned(), spans.total()));
    let by_speaker: BTreeMap<_, _> = own.collect();
    BySpeaker {
        total: by_speaker.values().fold(0, |sum, own| sum.saturating_add(*own)),
        by_speaker,
    }
}

pub(super) fn ratio(talk: &BySpeaker<u64>) -> Option<f64> {
    let of = |role: &str| talk.by_speaker.get(role).copied();
    // Whoever is silent has talked for no time; but where somebody speaks whose role nobody knows, that may be the other one.
    let is_known = |(speaker, own): (&Speaker, &u64)| *own == 0 || speaker == AGENT || speaker == CUSTOMER;
    let are_known = || talk.by_speaker.iter().all(is_known);
    let (agent, customer) = match (of(AGENT), of(CUSTOMER)) {
        (Some(agent), Some(customer)) => (agent, customer),
        (agent, customer) if are_known() => (agent.unwrap_or(0), customer.unwrap_or(0)),
        _ => return None,
    };
    let both = agent as f64 + customer as f64;
    (both > 0.0).then(|| agent as f64 / both)
}

pub(super) fn shares(conversation: &Conversation<'_>, talk: &BySpeaker<u64>) -> BTreeMap<Speaker, f64> {
    let all = conversation.end() as f64;
    let share = |(speaker, own): (&Speaker, &u64)| (all > 0.0).then(|| (speaker.clone(), *own as f64 / all));
    talk.by_speaker.iter().filter_map(share).collect()
}

pub(super) fn gaps(conversation: &Conversation<'_>, over_ms: u64) -> NonTalk {
    let spans = conversation.spans();
    let long = spans.gaps().filter(|(start, end)| end - start > over_ms);
    let instances: Vec<_> = long.map(|(start_ms, end_ms)| Stretch { start_ms, end_ms }).collect();
    NonTalk {
        total_ms: instances.iter().map(|gap| gap.end_ms - gap.start_ms).sum(),
        instances,
    }
}

/// A duration shorter than the conversation is one that nobody knew: the conversation's own then counts.
pub(super) fn silence_share(conversation: &Conversation<'_>, duration_ms: u64) -> Option<f64> {
    let duration = duration_ms.max(conversation.end());
    let silent = duration - conversation.spans().total();
    (duration > 0).then(|| silent as f64 / duration as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{grid, spoken, turns, word};
    use super::*;
    use crate::analysis::Turn;

    fn stretch(start_ms: u64, end_ms: u64) -> Stretch {
        Stretch { start_ms, end_ms }
    }

    #[test]
    fn overlapping_words_of_one_speaker_count_once_and_of_two_speakers_for_both() {
        let mut own = spoken(AGENT, 0, 1000, "a");
        own.words = vec![word("a", 0, 600), word("b", 400, 1000)];
        let turns = [own, spoken(CUSTOMER, 500, 1500, "c")];
        let talk = time(&Conversation::of(&turns));
        assert_eq!(
            (talk.total, talk.by_speaker[AGENT], talk.by_speaker[CUSTOMER]),
            (2000, 1000, 1000)
        );
        assert_eq!(ratio(&talk), Some(0.5));
        let shares = shares(&Conversation::of(&turns), &talk);
        assert_eq!(shares[AGENT], 1000.0 / 1500.0);
        let nothing = Conversation::of(&[]);
        assert!(super::shares(&nothing, &time(&nothing)).is_empty());
    }

    #[test]
    fn whoever_is_silent_has_no_part_in_the_ratio_unless_roles_are_unknown() {
        let of = |turns: &[Turn]| ratio(&time(&Conversation::of(turns)));
        let (agent, customer) = (spoken(AGENT, 0, 1000, "a"), spoken(CUSTOMER, 0, 1000, "b"));
        let other = spoken("ch2", 2000, 3000, "c");
        let all = [agent, customer, other];
        assert_eq!((of(&all[..1]), of(&all[1..2])), (Some(1.0), Some(0.0)));
        assert_eq!((of(&all[1..]), of(&all)), (None, Some(0.5)));
        assert_eq!((of(&all[2..]), of(&[])), (None, None));
    }

    #[test]
    fn talk_time_is_that_of_words_and_not_of_turns() {
        let mut own = spoken(AGENT, 0, 10_000, "a");
        own.words = vec![word("a", 0, 500), word("b", 9000, 10_000)];
        let turns = [own];
        let conversation = Conversation::of(&turns);
        assert_eq!(time(&conversation).total, 1500);
        assert_eq!(
            gaps(&conversation, 3000),
            NonTalk {
                total_ms: 8500,
                instances: vec![stretch(500, 9000)]
            }
        );
        assert_eq!(silence_share(&conversation, 20_000), Some(18_500.0 / 20_000.0));
        assert_eq!(silence_share(&conversation, 0), Some(0.85));
    }

    #[test]
    fn only_gaps_of_more_than_three_seconds_count_from_the_start_on_and_not_after_the_end() {
        let turns = [
            spoken(AGENT, 3001, 4000, "a"),
            spoken(CUSTOMER, 7000, 8000, "b"),
            spoken(AGENT, 11_001, 12_000, "c"),
        ];
        let found = gaps(&Conversation::of(&turns), 3000);
        assert_eq!(
            found,
            NonTalk {
                total_ms: 6002,
                instances: vec![stretch(0, 3001), stretch(8000, 11_001)]
            }
        );
    }

    proptest! {
        #[test]
        fn talk_and_silence_are_those_of_a_millisecond_grid(turns in turns(0..=12_000, 8)) {
            let conversation = Conversation::of(&turns);
            let everyone: Vec<bool> = grid(&turns, |_| true);
            for (speaker, own) in &time(&conversation).by_speaker {
                let mine = grid(&turns, |turn| turn.speaker == *speaker);
                prop_assert_eq!(*own as usize, mine.iter().filter(|spoken| **spoken).count());
            }
            let last = everyone.iter().rposition(|spoken| *spoken).map_or(0, |at| at + 1);
            let runs = everyone[..last].split(|spoken| *spoken).map(<[bool]>::len);
            let long: usize = runs.filter(|silent| *silent > 3000).sum();
            prop_assert_eq!(gaps(&conversation, 3000).total_ms as usize, long);
            let all = conversation.end().max(12_000);
            let wanted = (all - everyone.iter().filter(|spoken| **spoken).count() as u64) as f64 / all as f64;
            prop_assert!((silence_share(&conversation, 12_000).unwrap() - wanted).abs() < 1e-12);
        }
    }
}
