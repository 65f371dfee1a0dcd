//! Who of two speakers is the agent, and how sure that is: from what the sender states, the call's direction, who speaks first, and
//! what is said. Without enough of that nobody is named. Also: other names for speakers, with every figure that hangs on them.

mod phrases;

use std::collections::BTreeMap;

use crate::analysis::{AGENT, CUSTOMER, CallSentiment, Roles, RolesBy, Speaker, Turn};
use crate::characteristics::{self, Characteristics, Levels};
use crate::sentiment;

/// In place of roles: find out.
pub const AUTO: &str = "auto";
/// Whoever called, and whoever was called: the direction says which of them is the agent.
pub const CALLER: &str = "caller";
pub const CALLEE: &str = "callee";

/// Roles that are found with less are not given.
const CONFIDENCE_MIN: f64 = 0.7;
/// How much stated roles are believed before anybody has said a word, as the logarithm of odds: 0.95.
const STATED: f64 = 3.0;
/// How much the direction says of a recording whose channels are caller and callee: 0.9.
const DIRECTION: f64 = 2.2;
/// Whoever is called speaks first: 0.69.
const OPENING: f64 = 0.8;
/// What each phrase of a side says, and how many of one side count.
const PHRASE: f64 = 1.0;
const PHRASES_MAX: usize = 3;

/// From our side's point of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Inbound,
    Outbound,
}

impl Direction {
    /// As records name it; `None` for all others.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "inbound" => Some(Self::Inbound),
            "outbound" => Some(Self::Outbound),
            _ => None,
        }
    }
}

/// What is known before the words.
#[derive(Clone, Copy, Debug)]
pub struct Hints<'a> {
    /// Names for the channels, in order: `agent` and `customer`, `caller` and `callee`, others; or [`AUTO`] alone.
    pub roles: &'a [Speaker],
    /// Somebody has set them right.
    pub corrected: bool,
    pub direction: Option<Direction>,
}

/// What channels are called as long as nobody knows more.
pub fn by_channel(channels: usize) -> Vec<Speaker> {
    (1..=channels).map(|number| format!("ch{number}")).collect()
}

/// A name for each channel. `turns` say by their channel who speaks.
pub fn of(turns: &[Turn], channels: usize, hints: &Hints<'_>) -> (Vec<Speaker>, Roles) {
    let given = hints.roles;
    let told = |by, confidence: f64| Roles {
        by,
        confidence: (confidence * 1000.0).round() / 1000.0,
    };
    if hints.corrected && given.len() == channels {
        return (given.to_vec(), told(RolesBy::Corrected, 1.0));
    }
    let names: Vec<&str> = given.iter().map(String::as_str).collect();
    match (channels, names.as_slice()) {
        (2, [AGENT, CUSTOMER] | [CUSTOMER, AGENT]) => {
            let for_first = words(turns);
            let for_stated = if names[0] == AGENT { for_first } else { -for_first };
            (given.to_vec(), told(RolesBy::Stated, probability(STATED + for_stated)))
        }
        (2, [AUTO] | [CALLER, CALLEE] | [CALLEE, CALLER]) => {
            let odds = words(turns) + opening(turns, hints.direction) + placed(&names, hints.direction);
            let confidence = probability(odds.abs());
            match confidence >= CONFIDENCE_MIN {
                false => (by_channel(channels), told(RolesBy::Unknown, 0.0)),
                true if odds > 0.0 => (vec![AGENT.into(), CUSTOMER.into()], told(RolesBy::Inferred, confidence)),
                true => (vec![CUSTOMER.into(), AGENT.into()], told(RolesBy::Inferred, confidence)),
            }
        }
        (_, [AUTO]) => (by_channel(channels), Roles::default()),
        (_, names) if names.len() == channels && channels > 0 => (given.to_vec(), told(RolesBy::Stated, 1.0)),
        _ => (by_channel(channels), Roles::default()),
    }
}

/// The logarithm of the odds that the first channel is the agent's, as the words tell it.
fn words(turns: &[Turn]) -> f64 {
    let said = |channel: u16| -> String {
        let own = turns
            .iter()
            .filter(|turn| turn.channel == channel && turn.flags.is_empty());
        own.map(|turn| phrases::plain(&turn.text)).collect::<Vec<_>>().join("|")
    };
    let (first, second) = (said(0), said(1));
    let of_agent = |text: &str| phrases::count(phrases::AGENT, text).min(PHRASES_MAX) as f64;
    let of_customer = |text: &str| phrases::count(phrases::CUSTOMER, text).min(PHRASES_MAX) as f64;
    PHRASE * (of_agent(&first) - of_agent(&second) + of_customer(&second) - of_customer(&first))
}

/// The same, as the order tells it: whoever is called answers.
fn opening(turns: &[Turn], direction: Option<Direction>) -> f64 {
    let first = turns.iter().find(|turn| turn.flags.is_empty()).map(|turn| turn.channel);
    match (direction, first) {
        (Some(Direction::Inbound), Some(0)) | (Some(Direction::Outbound), Some(1)) => OPENING,
        (Some(_), Some(_)) => -OPENING,
        _ => 0.0,
    }
}

/// The same, where channels are caller and callee.
fn placed(names: &[&str], direction: Option<Direction>) -> f64 {
    match (names, direction) {
        ([CALLER, CALLEE], Some(Direction::Outbound)) | ([CALLEE, CALLER], Some(Direction::Inbound)) => DIRECTION,
        ([CALLER, CALLEE], Some(Direction::Inbound)) | ([CALLEE, CALLER], Some(Direction::Outbound)) => -DIRECTION,
        _ => 0.0,
    }
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Whether the words speak against what was stated.
pub fn are_doubtful(roles: &Roles) -> bool {
    roles.by == RolesBy::Stated && roles.confidence < 0.5
}

/// What follows from who speaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    pub turns: Vec<Turn>,
    pub sentiment: CallSentiment,
    pub characteristics: Characteristics,
}

/// The same words said by others: `names` holds the new name of each speaker that gets one. Every figure is computed anew, and nothing is
/// heard again; how loud each spoke goes with the voice.
pub fn renamed(
    mut turns: Vec<Turn>,
    before: &Characteristics,
    duration_ms: u64,
    names: &BTreeMap<Speaker, Speaker>,
) -> Derived {
    let new = |speaker: &Speaker| names.get(speaker).unwrap_or(speaker).clone();
    for turn in &mut turns {
        turn.speaker = new(&turn.speaker);
    }
    let loudness = before.loudness.iter().map(|(speaker, own)| (new(speaker), own.clone()));
    let characteristics = Characteristics {
        loudness: loudness.collect(),
        ..characteristics::within(&turns, duration_ms, &Levels::new(), before.thresholds)
    };
    Derived {
        sentiment: sentiment::of_call(&turns, CUSTOMER),
        characteristics,
        turns,
    }
}

#[cfg(test)]
mod tests;
