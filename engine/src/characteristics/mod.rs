//! Turns and word times → the figures of a conversation. Pure arithmetic; every formula names its source.
//!
//! | file | holds |
//! |---|---|
//! | `conversation` | turns made safe to count: in order, with the time in which words were spoken |
//! | `spans` | stretches of time without overlap: union, gaps, difference |
//! | `talk` | who talked for how long, and when nobody did |
//! | `interruptions` | who took the word from whom |
//! | `pace` | words a minute, questions, patience, changes of speaker |
//! | `monologue` | the longest speech of each |
//! | `loudness` | how loud each spoke |
//! | `thresholds` | from where on something counts |
//!
//! Times are whole milliseconds. Where a formula leaves something open, what was chosen stands at the field.

mod conversation;
mod interruptions;
mod loudness;
mod monologue;
mod pace;
mod spans;
mod talk;
#[cfg(test)]
pub(crate) mod testing;
mod thresholds;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::analysis::{Speaker, Turn};
use conversation::Conversation;

pub use interruptions::Interruptions;
pub use loudness::{Levels, Loudness, of_turn as loudness_of_turn};
pub use thresholds::Thresholds;

/// The figures of one recording. Maps hold only speakers for whom the figure exists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Characteristics {
    /// From the start of the recording to the end of the last turn (Amazon: TotalConversationDuration).
    pub conversation_ms: u64,
    /// Time with words; overlapping words of one speaker count once, talk of two at once counts for both, so that the
    /// total may exceed the duration (Amazon: TalkTime).
    pub talk_ms: BySpeaker<u64>,
    /// Agent talk ÷ (agent + customer talk), 0…1: 1 where the customer is silent; `None` where neither talks, or where one of them does not
    /// and somebody does whose role is unknown.
    pub talk_ratio: Option<f64>,
    /// Talk ÷ conversation, 0…1, so that silence has its part in it (Connect: talk time percent); none for a conversation of no length.
    pub talk_share: BTreeMap<Speaker, f64>,
    pub non_talk: NonTalk,
    /// (duration - time with words of anyone) ÷ duration, 0…1; `None` for a duration of zero.
    pub silence_share: Option<f64>,
    pub interruptions: Interruptions,
    /// Turns that begin while somebody else is speaking ÷ turns, 0…1.
    pub overtalk_share: BTreeMap<Speaker, f64>,
    pub turns: BTreeMap<Speaker, u64>,
    pub words: BTreeMap<Speaker, u64>,
    /// round(words × 60,000 ÷ talk time), a half upwards (Amazon: TalkSpeed); none for a speaker without talk time.
    pub words_per_minute: BTreeMap<Speaker, u64>,
    pub loudness: BTreeMap<Speaker, Loudness>,
    /// The longest stretch of one speaker with pauses under 2 s during which no other turn of more than 1 s ran.
    pub longest_monologue_ms: BTreeMap<Speaker, u64>,
    /// The agent's: median of the gaps after the customer stops and before the agent speaks, in which neither does; `None` without such a gap.
    pub patience_ms: Option<u64>,
    /// Changes of speaker a minute of conversation; `None` without turns.
    pub interactivity: Option<f64>,
    /// Turns that end with a question mark.
    pub questions: BTreeMap<Speaker, u64>,
    /// By which the figures are reckoned, where they are others than usual.
    #[serde(skip_serializing_if = "Thresholds::are_usual")]
    pub thresholds: Thresholds,
}

/// A sum over all speakers and its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BySpeaker<T> {
    pub total: T,
    pub by_speaker: BTreeMap<Speaker, T>,
}

/// Gaps of more than 3 s, or as the thresholds say, without a word of anyone, inside a turn too (Amazon: NonTalkTime). The silence before the first
/// word counts, the recording after the last one does not: the conversation has ended there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonTalk {
    pub total_ms: u64,
    pub instances: Vec<Stretch>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stretch {
    pub start_ms: u64,
    pub end_ms: u64,
}

/// All figures. `duration_ms` is the recording's; `levels` holds the loudness of each speaker's channel by second and is
/// empty where there is no sound, as on the command line.
///
/// A turn without words counts with its own times and the words in its text. Times that run backwards count as no time.
pub fn of(turns: &[Turn], duration_ms: u64, levels: &Levels) -> Characteristics {
    within(turns, duration_ms, levels, Thresholds::default())
}

/// The same by thresholds that are not the usual ones.
pub fn within(turns: &[Turn], duration_ms: u64, levels: &Levels, thresholds: Thresholds) -> Characteristics {
    let conversation = Conversation::of(turns);
    let talk_ms = talk::time(&conversation);
    Characteristics {
        conversation_ms: conversation.end(),
        talk_ratio: talk::ratio(&talk_ms),
        talk_share: talk::shares(&conversation, &talk_ms),
        non_talk: talk::gaps(&conversation, thresholds.non_talk_over_ms),
        silence_share: talk::silence_share(&conversation, duration_ms),
        interruptions: interruptions::of(&conversation, &thresholds),
        overtalk_share: interruptions::overtalk_share(&conversation),
        turns: pace::turns(&conversation),
        words: pace::words(&conversation),
        words_per_minute: pace::words_per_minute(&conversation, &talk_ms),
        loudness: loudness::of(&conversation, levels),
        longest_monologue_ms: monologue::longest(&conversation),
        patience_ms: pace::patience(&conversation),
        interactivity: pace::interactivity(&conversation),
        questions: pace::questions(&conversation),
        talk_ms,
        thresholds,
    }
}

/// Word times as they come from outside, `{"turns": […]}`; an analysis object will do.
#[derive(Clone, Debug, Deserialize)]
pub struct Transcript {
    pub turns: Vec<Turn>,
    /// Of the recording; without it the conversation ends with its last turn.
    #[serde(default)]
    pub duration_ms: Option<u64>,
    /// Of an analysis object; without it by the usual thresholds.
    #[serde(default)]
    pub characteristics: Option<Reckoned>,
}

/// By what figures were reckoned.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Reckoned {
    #[serde(default)]
    pub thresholds: Thresholds,
}

impl Transcript {
    pub fn characteristics(&self) -> Characteristics {
        let duration_ms = self.duration_ms.unwrap_or(0);
        let reckoned = self.characteristics.unwrap_or_default();
        within(&self.turns, duration_ms, &Levels::new(), reckoned.thresholds)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::testing::{spoken, turns};
    use super::*;
    use crate::analysis::{AGENT, CUSTOMER};

    #[test]
    fn word_times_alone_are_enough() {
        let json = r#"{"turns": [{"speaker": "agent", "words": [{"text": "You", "start_ms": 1000, "end_ms": 1400},
            {"text": "there?", "start_ms": 1500, "end_ms": 1900}]}]}"#;
        let transcript: Transcript = serde_json::from_str(json).unwrap();
        let figures = transcript.characteristics();
        assert_eq!((figures.conversation_ms, figures.talk_ms.total), (1900, 800));
        assert_eq!(
            (figures.words_per_minute["agent"], figures.questions["agent"]),
            (150, 1)
        );
    }

    /// Amazon's turns do, and its duration is that of the last one; talk is of words all the same.
    #[test]
    fn a_turn_that_ends_after_its_last_word_is_part_of_the_conversation() {
        let json = r#"{"turns": [{"speaker": "agent", "start_ms": 900, "end_ms": 2500, "text": "Bye.",
            "words": [{"text": "Bye.", "start_ms": 1000, "end_ms": 1500}]}]}"#;
        let figures = serde_json::from_str::<Transcript>(json).unwrap().characteristics();
        assert_eq!((figures.conversation_ms, figures.talk_ms.total), (2500, 500));
        assert_eq!((figures.talk_share["agent"], figures.silence_share), (0.2, Some(0.8)));
        assert_eq!(figures.longest_monologue_ms["agent"], 500);
    }

    #[test]
    fn words_are_those_between_spaces_however_their_times_are_given() {
        let json = r#"{"turns": [{"speaker": "agent", "words": [{"text": "Thank you", "start_ms": 0, "end_ms": 1000},
            {"text": " ", "start_ms": 1000, "end_ms": 1100}, {"text": "Kim.", "start_ms": 1100, "end_ms": 1600}]}]}"#;
        let figures = serde_json::from_str::<Transcript>(json).unwrap().characteristics();
        assert_eq!((figures.words["agent"], figures.talk_ms.total), (3, 1500));
        assert_eq!(figures.words_per_minute["agent"], 120);
    }

    /// Amazon's published Contact Lens sample: turns with their texts. Its talk time is by words, of which the sample
    /// shows none; the agent's 71 ms of pauses are put into the last turn.
    fn sample() -> Vec<Turn> {
        let agent_last =
            "No worries. I will send you all the details later today and call you back next week to check up on you.";
        let mut turns = vec![
            spoken(AGENT, 0, 90, "Okay."),
            spoken(CUSTOMER, 160, 4640, "Just hello. My name is Peter and help."),
            spoken(AGENT, 4640, 6610, "Hello. Peter, how can I help you?"),
            spoken(
                CUSTOMER,
                7370,
                11_190,
                "I need to cancel. I want to cancel my plan subscription.",
            ),
            spoken(
                AGENT,
                11_220,
                15_210,
                "That sounds very bad. I can offer a 20% discount to make you stay with us.",
            ),
            spoken(CUSTOMER, 15_840, 18_120, "That sounds interesting. Thank you accept."),
            spoken(
                AGENT,
                18_310,
                21_820,
                "Alright, I made all the changes to the account and now these discounts applied.",
            ),
            spoken(CUSTOMER, 22_610, 24_140, "Awesome. Thank you so much."),
            spoken(AGENT, 24_120, 29_710, agent_last),
            spoken(CUSTOMER, 30_580, 32_110, "Thank you. Sir. Have a nice evening."),
        ];
        let last = &mut turns[8].words;
        last[10].end_ms = last[10].start_ms + 50;
        last[11].start_ms = last[10].end_ms + 71;
        // The customer's turns last 13,640 ms, the stated talk time is 13,619.
        let first = &mut turns[1].words;
        first[3].end_ms -= 21;
        turns
    }

    #[test]
    fn the_published_sample_comes_out_with_its_figures() {
        let figures = of(&sample(), 32_110, &Levels::new());
        assert_eq!(figures.conversation_ms, 32_110);
        assert_eq!(
            figures.talk_ms.by_speaker,
            BTreeMap::from([(AGENT.into(), 15_079), (CUSTOMER.into(), 13_619)])
        );
        assert_eq!(figures.talk_ms.total, 28_698);
        assert_eq!(
            figures.words_per_minute,
            BTreeMap::from([(AGENT.into(), 239), (CUSTOMER.into(), 163)])
        );
        assert_eq!(figures.non_talk, NonTalk::default());
        // Its block of interruptions was edited in by hand: no two turns of it overlap by more than 20 ms.
        assert_eq!(figures.interruptions, Interruptions::default());
        assert!((figures.talk_ratio.unwrap() - 15_079.0 / 28_698.0).abs() < 1e-12);
        assert_eq!(figures.questions, BTreeMap::from([(AGENT.into(), 1)]));
    }

    /// Each figure by its formula, with pencil and paper.
    #[test]
    fn every_figure_of_a_call_in_which_both_speak_at_once_is_that_of_its_formula() {
        let turns = [
            spoken(CUSTOMER, 0, 6000, "I would like to cancel my order."),
            // Cuts in while the customer goes on for 1.5 s and then yields.
            spoken(AGENT, 4500, 9500, "Let me stop you right there please."),
            // Two words within it: a listening noise.
            spoken(CUSTOMER, 8000, 8600, "Yes okay."),
            spoken(AGENT, 13_000, 15_000, "Is that fine?"),
            // Half a second over it is no interruption.
            spoken(CUSTOMER, 14_500, 17_000, "No it is not fine at all."),
        ];
        let by =
            |agent: u64, customer: u64| BTreeMap::from([(AGENT.to_owned(), agent), (CUSTOMER.to_owned(), customer)]);
        let figures = of(&turns, 20_000, &Levels::new());
        let one = |start_ms, end_ms| vec![Stretch { start_ms, end_ms }];
        let wanted = Characteristics {
            conversation_ms: 17_000,
            // 5,000 + 2,000 and 6,000 + 600 + 2,500.
            talk_ms: BySpeaker {
                total: 16_100,
                by_speaker: by(7000, 9100),
            },
            talk_ratio: Some(7000.0 / 16_100.0),
            talk_share: BTreeMap::from([
                (AGENT.to_owned(), 7000.0 / 17_000.0),
                (CUSTOMER.to_owned(), 9100.0 / 17_000.0),
            ]),
            non_talk: NonTalk {
                total_ms: 3500,
                instances: one(9500, 13_000),
            },
            // Somebody speaks from 0 to 9,500 and from 13,000 to 17,000.
            silence_share: Some(6500.0 / 20_000.0),
            interruptions: Interruptions {
                count: 1,
                total_ms: 1500,
                by_speaker: BTreeMap::from([(AGENT.to_owned(), one(4500, 6000))]),
            },
            overtalk_share: BTreeMap::from([(AGENT.to_owned(), 1.0 / 2.0), (CUSTOMER.to_owned(), 2.0 / 3.0)]),
            turns: by(2, 3),
            words: by(10, 16),
            // 600,000 ÷ 7,000 = 85.7 and 960,000 ÷ 9,100 = 105.49.
            words_per_minute: by(86, 105),
            loudness: BTreeMap::new(),
            // From where the customer has yielded to the agent's end; until the agent cuts in.
            longest_monologue_ms: by(3500, 4500),
            // Whenever the customer has stopped, at 6,000 and at 8,600, the agent is speaking, until 9,500.
            patience_ms: None,
            interactivity: Some(4.0 / (17_000.0 / 60_000.0)),
            questions: BTreeMap::from([(AGENT.to_owned(), 1)]),
            thresholds: Thresholds::default(),
        };
        assert_eq!(figures, wanted);
    }

    #[test]
    fn figures_say_by_which_thresholds_they_are_reckoned_where_those_are_not_the_usual_ones() {
        let turns = [
            spoken(AGENT, 0, 1000, "Hello there"),
            spoken(CUSTOMER, 6000, 7000, "Hi"),
        ];
        let usual = of(&turns, 7000, &Levels::new());
        assert_eq!(usual.non_talk.total_ms, 5000);
        assert_eq!(serde_json::to_value(&usual).unwrap().get("thresholds"), None);
        let thresholds = Thresholds {
            non_talk_over_ms: 5000,
            ..Thresholds::default()
        };
        let own = within(&turns, 7000, &Levels::new(), thresholds);
        assert_eq!(own.non_talk, NonTalk::default());
        // Whoever has an analysis reckons the same.
        let analysis = serde_json::json!({ "turns": turns, "duration_ms": 7000, "characteristics": own });
        let again: Transcript = serde_json::from_value(analysis).unwrap();
        assert_eq!(again.characteristics(), own);
    }

    #[test]
    fn a_transcript_needs_no_words_and_an_analysis_object_will_do() {
        let json = r#"{"duration_ms": 9000, "channels": 2, "turns": [
            {"speaker": "agent", "start_ms": 0, "end_ms": 2000, "text": "Hello, how can I help?"},
            {"speaker": "customer", "channel": 1, "start_ms": 2500, "end_ms": 4000, "text": "My line is dead."}]}"#;
        let figures = serde_json::from_str::<Transcript>(json).unwrap().characteristics();
        assert_eq!(figures.talk_ms.total, 3500);
        assert_eq!(figures.words, BTreeMap::from([(AGENT.into(), 5), (CUSTOMER.into(), 4)]));
        assert_eq!(
            figures.words_per_minute,
            BTreeMap::from([(AGENT.into(), 150), (CUSTOMER.into(), 160)])
        );
        assert!((figures.silence_share.unwrap() - 5500.0 / 9000.0).abs() < 1e-12);
        let nothing = serde_json::from_str::<Transcript>(r#"{"turns": []}"#)
            .unwrap()
            .characteristics();
        assert_eq!(nothing, Characteristics::default());
        assert!(serde_json::from_str::<Transcript>(r#"{"turns": [{"text": "whose?"}]}"#).is_err());
    }

    #[test]
    fn figures_of_roles_need_roles() {
        let figures = of(
            &[spoken("ch1", 0, 1000, "a b"), spoken("ch2", 2000, 3000, "c d")],
            3000,
            &Levels::new(),
        );
        assert_eq!((figures.talk_ratio, figures.patience_ms), (None, None));
        assert_eq!(figures.talk_ms.total, 2000);
    }

    #[test]
    fn figures_survive_json() {
        let figures = of(&sample(), 40_000, &Levels::from([(AGENT.into(), vec![50.0; 33])]));
        let json = serde_json::to_string(&figures).unwrap();
        assert_eq!(serde_json::from_str::<Characteristics>(&json).unwrap(), figures);
    }

    proptest! {
        #[test]
        fn any_turns_have_figures(turns in turns(0..=u64::MAX, 12), duration in any::<u64>()) {
            let levels = Levels::from([(AGENT.into(), vec![50.0; 20])]);
            let figures = of(&turns, duration, &levels);
            prop_assert!(figures.talk_ratio.is_none_or(|ratio| (0.0..=1.0).contains(&ratio)));
            prop_assert!(figures.silence_share.is_none_or(|share| (0.0..=1.0).contains(&share)));
            prop_assert!(figures.overtalk_share.values().all(|share| (0.0..=1.0).contains(share)));
            prop_assert!(figures.longest_monologue_ms.values().all(|length| *length <= figures.conversation_ms));
            prop_assert!(figures.non_talk.total_ms <= figures.conversation_ms);
        }
    }
}
