//! How fast, how patient, how lively: words a minute, questions, gaps, changes of speaker.

use std::collections::BTreeMap;

use super::BySpeaker;
use super::conversation::{Conversation, Said};
use crate::analysis::{AGENT, CUSTOMER, Speaker};

const MINUTE_MS: u64 = 60_000;

pub(super) fn turns(conversation: &Conversation<'_>) -> BTreeMap<Speaker, u64> {
    conversation.count(|_| 1)
}

pub(super) fn words(conversation: &Conversation<'_>) -> BTreeMap<Speaker, u64> {
    conversation.count(|said| said.words)
}

pub(super) fn questions(conversation: &Conversation<'_>) -> BTreeMap<Speaker, u64> {
    let asks = |text: &str| {
        text.trim_end_matches(|end: char| end.is_whitespace() || "\"'”’)".contains(end))
            .ends_with(['?', '？', '؟'])
    };
    conversation.count(|said| u64::from(asks(said.text)))
}

pub(super) fn words_per_minute(conversation: &Conversation<'_>, talk: &BySpeaker<u64>) -> BTreeMap<Speaker, u64> {
    let pace = |(speaker, words): (Speaker, u64)| {
        let own = *talk.by_speaker.get(&speaker)?;
        Some((speaker, rounded_pace(words, own)?))
    };
    words(conversation).into_iter().filter_map(pace).collect()
}

/// round(words × 60,000 ÷ talk time), a half upwards.
fn rounded_pace(words: u64, talk_ms: u64) -> Option<u64> {
    let twice = 2 * u128::from(words) * u128::from(MINUTE_MS) + u128::from(talk_ms);
    let pace = twice.checked_div(2 * u128::from(talk_ms))?;
    Some(u64::try_from(pace).unwrap_or(u64::MAX))
}

/// Gaps are those between the end of a customer's turn and the turn that begins next, at that end or later, where it is the
/// agent's; where the agent is speaking at that end, nobody waits. Of an even number the mean of the middle two, rounded down.
pub(super) fn patience(conversation: &Conversation<'_>) -> Option<u64> {
    let turns = &conversation.turns;
    // Until when the agent speaks, of the turns up to each.
    let spoken_until = turns.iter().scan(0, |until, said| {
        if said.speaker == AGENT {
            *until = said.end.max(*until);
        }
        Some(*until)
    });
    let spoken_until: Vec<u64> = spoken_until.collect();
    let gap = |(at, said): (usize, &Said<'_>)| {
        let later = turns.partition_point(|other| other.start < said.end).max(at + 1);
        let next = turns.get(later).filter(|next| next.speaker == AGENT)?;
        (spoken_until[later - 1] <= said.end).then(|| next.start - said.end)
    };
    let customers = turns.iter().enumerate().filter(|(_, said)| said.speaker == CUSTOMER);
    let mut gaps: Vec<u64> = customers.filter_map(gap).collect();
    gaps.sort_unstable();
    let middle = gaps.len() / 2;
    let upper = *gaps.get(middle)?;
    let lower = if gaps.len().is_multiple_of(2) {
        gaps[middle - 1]
    } else {
        upper
    };
    Some(lower.midpoint(upper))
}

pub(super) fn interactivity(conversation: &Conversation<'_>) -> Option<f64> {
    let changes = conversation
        .turns
        .windows(2)
        .filter(|pair| pair[0].speaker != pair[1].speaker)
        .count();
    let minutes = conversation.end() as f64 / MINUTE_MS as f64;
    (minutes > 0.0).then(|| changes as f64 / minutes)
}

#[cfg(test)]
mod tests {
    use super::super::testing::spoken;
    use super::*;

    #[test]
    fn words_a_minute_are_those_of_published_calls() {
        // Contact Lens sample: 60 and 37 words; a real call: 15 words in 8,282 ms of words (its turns last 16,191 ms).
        assert_eq!(rounded_pace(60, 15_079), Some(239));
        assert_eq!(rounded_pace(37, 13_619), Some(163));
        assert_eq!(rounded_pace(15, 8282), Some(109));
        // Half up: 1 word in 24 s is 2.5.
        assert_eq!(rounded_pace(1, 24_000), Some(3));
        assert_eq!(rounded_pace(1, 0), None);
        assert_eq!(rounded_pace(u64::MAX, 1), Some(u64::MAX));
        assert_eq!(rounded_pace(1, u64::MAX), Some(0));
    }

    #[test]
    fn patience_is_the_median_of_the_gaps_before_the_agent_speaks() {
        let mut turns = vec![
            spoken(CUSTOMER, 0, 1000, "a"),
            spoken(AGENT, 1400, 2000, "b"),
            spoken(CUSTOMER, 2100, 3000, "c"),
            spoken(AGENT, 3000, 4000, "d"),
            // The agent cuts in: no gap.
            spoken(CUSTOMER, 5000, 6000, "e"),
            spoken(AGENT, 5500, 7000, "f"),
            // The customer goes on: only the second turn is followed by the agent.
            spoken(CUSTOMER, 8000, 8500, "g"),
            spoken(CUSTOMER, 9000, 9500, "h"),
            spoken(AGENT, 9701, 9900, "i"),
        ];
        assert_eq!(patience(&Conversation::of(&turns)), Some(201));
        turns.truncate(4);
        assert_eq!(patience(&Conversation::of(&turns)), Some(200));
        turns.truncate(1);
        assert_eq!(patience(&Conversation::of(&turns)), None);
    }

    #[test]
    fn listening_noises_neither_hide_a_gap_nor_make_one() {
        let mut turns = vec![
            spoken(CUSTOMER, 0, 10_000, "so I called you twice"),
            // Within the customer's turn: the agent speaks at 11,000 all the same.
            spoken(AGENT, 3000, 3300, "mm"),
            spoken(AGENT, 11_000, 20_000, "I see that here"),
        ];
        assert_eq!(patience(&Conversation::of(&turns)), Some(1000));
        // Within the agent's turn: what follows is the agent's own pause.
        turns.push(spoken(CUSTOMER, 13_000, 13_400, "okay"));
        turns.push(spoken(AGENT, 21_500, 22_000, "right"));
        assert_eq!(patience(&Conversation::of(&turns)), Some(1000));
        // One that lasts no time, and one that begins as it ends.
        let short = [spoken(CUSTOMER, 500, 500, "oh"), spoken(AGENT, 500, 900, "yes")];
        assert_eq!(patience(&Conversation::of(&short)), Some(0));
    }

    #[test]
    fn changes_of_speaker_count_by_the_minute_and_questions_by_their_mark() {
        let turns = [
            spoken(AGENT, 0, 1000, "How are you?"),
            spoken(AGENT, 2000, 3000, "Are you there? Hello."),
            spoken(CUSTOMER, 4000, 5000, "\"What?\" "),
            spoken(AGENT, 29_000, 30_000, "Right."),
        ];
        let conversation = Conversation::of(&turns);
        assert_eq!(interactivity(&conversation), Some(4.0));
        assert_eq!(
            questions(&conversation),
            BTreeMap::from([(AGENT.into(), 1), (CUSTOMER.into(), 1)])
        );
        assert_eq!(interactivity(&Conversation::of(&[])), None);
    }
}
