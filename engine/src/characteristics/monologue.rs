//! The longest speech of each speaker. Our own definition: the makers of conversation tools do not publish theirs.

use std::collections::BTreeMap;

use super::conversation::Conversation;
use super::spans::Spans;
use crate::analysis::Speaker;

/// A pause as long as this ends a speech.
const PAUSE_MS: u64 = 2000;
/// A turn of somebody else ends it if it is longer than this; shorter ones are listening noises.
const OTHER_TURN_OVER_MS: u64 = 1000;

/// From the first to the last word of the longest speech, pauses included.
pub(super) fn longest(conversation: &Conversation<'_>) -> BTreeMap<Speaker, u64> {
    let longest = |(speaker, words): (&str, Spans)| {
        let others = conversation
            .turns
            .iter()
            .filter(|said| said.speaker != speaker && said.length() > OTHER_TURN_OVER_MS);
        let others = Spans::of(others.map(|said| (said.start, said.end)));
        let mut longest = 0;
        let mut speech: Option<(u64, u64)> = None;
        for (start, end) in words.without(&others).iter() {
            speech = match speech {
                Some((from, to)) if start - to < PAUSE_MS && !others.touch(to, start) => Some((from, end)),
                _ => Some((start, end)),
            };
            longest = longest.max(speech.map_or(0, |(from, to)| to - from));
        }
        (longest > 0).then(|| (speaker.to_owned(), longest))
    };
    conversation
        .spans_by_speaker()
        .into_iter()
        .filter_map(longest)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{grid, spoken, turns};
    use super::*;
    use crate::analysis::{AGENT, CUSTOMER, Turn};

    fn agents(turns: &[Turn]) -> u64 {
        longest(&Conversation::of(turns)).get(AGENT).copied().unwrap_or(0)
    }

    #[test]
    fn short_pauses_and_listening_noises_do_not_end_a_speech() {
        let mut turns = vec![
            spoken(AGENT, 0, 1000, "a"),
            spoken(AGENT, 2999, 4000, "b"),
            spoken(CUSTOMER, 1500, 2500, "mm"),
        ];
        assert_eq!(agents(&turns), 4000);
        turns[1] = spoken(AGENT, 3000, 4000, "b");
        assert_eq!(agents(&turns), 1000, "a pause of 2,000 ms");
        turns[1] = spoken(AGENT, 2999, 4000, "b");
        turns[2] = spoken(CUSTOMER, 1500, 2501, "no");
        assert_eq!(agents(&turns), 1001, "a turn of 1,001 ms between");
        turns[2] = spoken(CUSTOMER, 3500, 6000, "no");
        assert_eq!(agents(&turns), 3500, "a turn that begins during the speech");
    }

    proptest! {
        #[test]
        fn it_is_that_of_a_millisecond_grid(turns in turns(0..=12_000, 8)) {
            let conversation = Conversation::of(&turns);
            for speaker in conversation.speakers() {
                let own = grid(&turns, |turn| turn.speaker == speaker);
                let mut blocked = vec![false; own.len()];
                for said in conversation.turns.iter().filter(|said| said.speaker != speaker && said.length() > 1000) {
                    blocked[said.start as usize..said.end as usize].fill(true);
                }
                let (mut wanted, mut from, mut last) = (0, None, 0);
                for at in 0..own.len() {
                    if blocked[at] || from.is_some() && at - last >= 2000 {
                        from = None;
                    }
                    if own[at] && !blocked[at] {
                        let first = *from.get_or_insert(at);
                        last = at + 1;
                        wanted = wanted.max(last - first);
                    }
                }
                let got = longest(&conversation).get(speaker).copied().unwrap_or(0);
                prop_assert_eq!(got as usize, wanted, "{}", speaker);
            }
        }
    }
}
