//! Who is who, and what follows from it.

use proptest::prelude::*;

use super::*;
use crate::analysis::{Probabilities, SentimentLabel, TurnFlag, UtteranceSentiment};
use crate::characteristics::Loudness;
use crate::characteristics::testing::turns;

fn turn(channel: u16, start_ms: u64, text: &str) -> Turn {
    Turn {
        speaker: format!("ch{}", channel + 1),
        channel,
        start_ms,
        end_ms: start_ms + 1000,
        text: text.to_owned(),
        words: Vec::new(),
        sentiment: None,
        confidence: None,
        flags: Vec::new(),
    }
}

fn find(turns: &[Turn], roles: &[&str], direction: Option<Direction>) -> (Vec<Speaker>, Roles) {
    let roles: Vec<Speaker> = roles.iter().map(|role| (*role).to_owned()).collect();
    of(
        turns,
        2,
        &Hints {
            roles: &roles,
            corrected: false,
            direction,
        },
    )
}

fn service() -> [Turn; 3] {
    [
        turn(0, 0, "Thank you for calling Platinum Motors. How can I help you?"),
        turn(1, 1500, "Hi, I'm calling because my car broke down."),
        turn(0, 3000, "Can I have your name, please?"),
    ]
}

#[test]
fn stated_roles_stay_and_the_words_say_how_right_they_are() {
    let (names, right) = find(&service(), &[AGENT, CUSTOMER], None);
    assert_eq!((names[0].as_str(), right.by), (AGENT, RolesBy::Stated));
    let (names, wrong) = find(&service(), &[CUSTOMER, AGENT], None);
    assert_eq!((names[0].as_str(), wrong.by), (CUSTOMER, RolesBy::Stated));
    assert!(right.confidence > 0.99 && wrong.confidence < 0.5, "{right:?} {wrong:?}");
    assert!(are_doubtful(&wrong) && !are_doubtful(&right));
    // Without a word the sender is believed.
    assert!((find(&[], &[AGENT, CUSTOMER], None).1.confidence - 0.953).abs() < 0.001);
}

#[test]
fn words_order_and_direction_tell_roles_and_too_little_tells_none() {
    let (names, roles) = find(&service(), &[AUTO], None);
    assert_eq!((names[0].as_str(), roles.by), (AGENT, RolesBy::Inferred));
    assert!(roles.confidence > 0.9, "{roles:?}");
    let hello = [turn(1, 0, "Hola."), turn(0, 1000, "Buenos días.")];
    assert_eq!(find(&hello, &[AUTO], None), (by_channel(2), Roles::default()));
    // The customer was called and speaks first; or the first channel is the caller's, and our side called.
    for (roles, direction) in [
        ([AUTO].as_slice(), Direction::Outbound),
        (&[CALLER, CALLEE], Direction::Outbound),
    ] {
        let (names, found) = find(&hello, roles, Some(direction));
        match roles.len() {
            1 => assert_eq!(names, by_channel(2), "one hint is not enough"),
            _ => assert!(names[0] == AGENT && found.confidence > 0.9, "{names:?} {found:?}"),
        }
    }
    let (names, _) = find(&hello, &[CALLER, CALLEE], Some(Direction::Inbound));
    assert_eq!(names[0], CUSTOMER);
    // What is doubted tells nothing.
    let mut doubted = service().to_vec();
    doubted
        .iter_mut()
        .for_each(|turn| turn.flags.push(TurnFlag::Repetition));
    assert_eq!(find(&doubted, &[AUTO], Some(Direction::Inbound)).1.by, RolesBy::Unknown);
}

#[test]
fn other_names_and_other_numbers_of_channels_are_taken_as_they_are() {
    let one = |roles: &[&str], channels| {
        let roles: Vec<Speaker> = roles.iter().map(|role| (*role).to_owned()).collect();
        let hints = Hints {
            roles: &roles,
            corrected: false,
            direction: None,
        };
        of(&[], channels, &hints)
    };
    assert_eq!(one(&["anna", "ben"], 2).0, ["anna", "ben"]);
    assert_eq!(one(&[AGENT], 1).0, [AGENT]);
    assert_eq!(one(&[AGENT, CUSTOMER], 1), (vec!["ch1".to_owned()], Roles::default()));
    assert_eq!(one(&[AUTO], 1).0, ["ch1"]);
    assert_eq!(one(&[], 3).0, ["ch1", "ch2", "ch3"]);
    let roles = [CUSTOMER.to_owned(), AGENT.to_owned()];
    let hints = Hints {
        roles: &roles,
        corrected: true,
        direction: None,
    };
    let (names, told) = of(&service(), 2, &hints);
    assert_eq!(
        (names[0].as_str(), told.by, told.confidence),
        (CUSTOMER, RolesBy::Corrected, 1.0)
    );
}

fn swap() -> BTreeMap<Speaker, Speaker> {
    BTreeMap::from([(AGENT.into(), CUSTOMER.into()), (CUSTOMER.into(), AGENT.into())])
}

#[test]
fn swapped_speakers_change_every_figure_and_no_word() {
    let spoken = |speaker: &str, start_ms, score: f64| Turn {
        speaker: speaker.to_owned(),
        sentiment: Some(UtteranceSentiment {
            label: Some(if score > 0.0 {
                SentimentLabel::Positive
            } else {
                SentimentLabel::Negative
            }),
            score,
            probabilities: Probabilities::default(),
        }),
        ..turn(0, start_ms, "Is it so?")
    };
    let turns: Vec<Turn> = (0..4)
        .flat_map(|n| [spoken(AGENT, n * 3000, 4.0), spoken(CUSTOMER, n * 3000 + 1000, -4.0)])
        .collect();
    let loud = |mean| Loudness {
        mean,
        max: mean,
        seconds: vec![1],
    };
    let mut before = characteristics::of(&turns, 20_000, &Levels::new());
    before.loudness = BTreeMap::from([(AGENT.into(), loud(70.0)), (CUSTOMER.into(), loud(40.0))]);
    let after = renamed(turns.clone(), &before, 20_000, &swap());
    assert_eq!(
        sentiment::of_call(&turns, CUSTOMER).label,
        Some(SentimentLabel::Negative)
    );
    assert_eq!(after.sentiment.label, Some(SentimentLabel::Positive));
    assert_eq!(after.characteristics.loudness[CUSTOMER].mean, 70.0);
    assert_eq!(
        after.characteristics.talk_ms.by_speaker[AGENT],
        before.talk_ms.by_speaker[CUSTOMER]
    );
    let words = |turns: &[Turn]| {
        turns
            .iter()
            .map(|turn| (turn.start_ms, turn.text.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&after.turns), words(&turns));
}

proptest! {
    #[test]
    fn swapping_twice_changes_nothing(turns in turns(0..=12_000, 8), duration in 0u64..20_000) {
        let before = characteristics::of(&turns, duration, &Levels::new());
        let once = renamed(turns.clone(), &before, duration, &swap());
        let twice = renamed(once.turns, &once.characteristics, duration, &swap());
        prop_assert_eq!(&twice.turns, &turns);
        prop_assert_eq!(twice.characteristics, before);
        prop_assert_eq!(twice.sentiment, sentiment::of_call(&turns, CUSTOMER));
    }
}
