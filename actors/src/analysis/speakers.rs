//! Other speakers for what was heard: stored rows in, stored rows out, every figure that hangs on who speaks computed anew by the engine.
//! Computes: not for an async thread.

use std::collections::BTreeMap;

use engine::analysis::{AGENT, CUSTOMER, Quality, QualityFlag, Roles, RolesBy, Speaker, Turn};
use engine::characteristics::Characteristics;
use engine::roles;
use models::calls::correction::{self, Correction};
use models::calls::speakers::{Corrected, Heard};
use models::calls::transcript;
use models::compliance::sealing::{DataKey, SealError};
use models::ids::{LegId, TenantId};

use super::found;
use crate::search;
use crate::transcript::corrected::corrected as as_corrected;
use crate::transcript::{TranscriptError, pack, unpack};

/// What the speakers are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Agent and customer change places.
    Swap,
    /// A name for each channel.
    Names(Vec<Speaker>),
}

#[derive(Debug, thiserror::Error)]
pub enum SpeakersError {
    #[error("neither an agent nor a customer is known in it: say which channel is whose with `roles`")]
    NoRoles,
    #[error("it has {channels} channels, and `roles` has {names}")]
    Channels { channels: usize, names: usize },
    #[error(transparent)]
    Transcript(#[from] TranscriptError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("what is stored cannot be read")]
    Json(#[from] serde_json::Error),
}

/// `words`: what people have set right of it, which search goes by.
pub fn corrected(
    heard: &Heard,
    words: &[correction::Sealed],
    change: &Change,
    key: &DataKey,
    tenant: TenantId,
) -> Result<Corrected, SpeakersError> {
    let leg = LegId(heard.leg_id);
    let turns = unpack(&transcript::open(key, tenant, leg, &heard.sealed)?)?;
    let before: Characteristics = serde_json::from_value(heard.characteristics.clone())?;
    let mut quality: Quality = serde_json::from_value(heard.quality.clone())?;
    let channels = match quality.flags.contains(&QualityFlag::DualMono) {
        true => 1,
        false => usize::try_from(heard.channels).unwrap_or(1),
    };
    let roles_before = names(&turns, channels);
    let roles = changed(&roles_before, change)?;
    let renamed: BTreeMap<Speaker, Speaker> = roles_before.iter().cloned().zip(roles.iter().cloned()).collect();
    let duration_ms = u64::try_from(heard.duration_ms).unwrap_or(0);
    let derived = roles::renamed(turns, &before, duration_ms, &renamed);
    quality.flags.retain(|flag| *flag != QualityFlag::RolesDoubtful);
    quality.roles = Roles {
        by: RolesBy::Corrected,
        confidence: 1.0,
    };
    let (customer_scored, customer_score_sum) = found::customer(&derived.turns);
    let own = words.iter().filter(|one| one.leg_id == heard.leg_id);
    let own: Vec<Correction> = own.map(|one| one.open(key, tenant)).collect::<Result<_, _>>()?;
    let packed = pack(&derived.turns)?;
    Ok(Corrected {
        leg_id: heard.leg_id,
        roles,
        roles_before,
        sentiment: serde_json::to_value(&derived.sentiment)?,
        characteristics: serde_json::to_value(&derived.characteristics)?,
        quality: serde_json::to_value(&quality)?,
        customer_scored,
        customer_score_sum,
        index: search::of_turns(key, tenant, &as_corrected(derived.turns, &own))?,
        sealed: transcript::seal(key, tenant, leg, &packed)?,
        sealed_before: heard.sealed.clone(),
        corrected_before: heard.corrected_at,
    })
}

/// What each channel is called now. One on which nobody speaks is the other side of the one where somebody does.
fn names(turns: &[Turn], channels: usize) -> Vec<Speaker> {
    let known: BTreeMap<usize, &Speaker> = turns
        .iter()
        .map(|turn| (usize::from(turn.channel), &turn.speaker))
        .collect();
    let other = |channel: usize| match known.get(&(1 - channel.min(1))).map(|name| name.as_str()) {
        Some(AGENT) if channels == 2 => Some(CUSTOMER.to_owned()),
        Some(CUSTOMER) if channels == 2 => Some(AGENT.to_owned()),
        _ => None,
    };
    let by_channel = roles::by_channel(channels).into_iter().enumerate();
    let name = |(channel, otherwise): (usize, Speaker)| match known.get(&channel) {
        Some(name) => (*name).clone(),
        None => other(channel).unwrap_or(otherwise),
    };
    by_channel.map(name).collect()
}

fn changed(before: &[Speaker], change: &Change) -> Result<Vec<Speaker>, SpeakersError> {
    match change {
        Change::Names(names) if names.len() == before.len() => Ok(names.clone()),
        Change::Names(names) => Err(SpeakersError::Channels {
            channels: before.len(),
            names: names.len(),
        }),
        Change::Swap if !before.iter().any(|name| name == AGENT || name == CUSTOMER) => Err(SpeakersError::NoRoles),
        Change::Swap => Ok(before.iter().map(swapped).collect()),
    }
}

fn swapped(name: &Speaker) -> Speaker {
    match name.as_str() {
        AGENT => CUSTOMER.to_owned(),
        CUSTOMER => AGENT.to_owned(),
        _ => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(channel: u16, speaker: &str) -> Turn {
        let json = serde_json::json!({ "speaker": speaker, "channel": channel });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_channel_without_words_is_the_other_side_and_unknown_ones_keep_their_numbers() {
        assert_eq!(names(&[turn(1, AGENT)], 2), [CUSTOMER, AGENT]);
        assert_eq!(names(&[turn(0, "ch1"), turn(1, "ch2")], 2), ["ch1", "ch2"]);
        assert_eq!(names(&[], 2), ["ch1", "ch2"]);
        assert_eq!(names(&[turn(0, CUSTOMER)], 1), [CUSTOMER]);
        assert_eq!(names(&[turn(0, AGENT), turn(2, "ch3")], 3), [AGENT, "ch2", "ch3"]);
    }

    #[test]
    fn what_cannot_be_swapped_is_said() {
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let before = named(&[AGENT, CUSTOMER]);
        assert_eq!(changed(&before, &Change::Swap).unwrap(), [CUSTOMER, AGENT]);
        assert!(matches!(
            changed(&named(&["ch1", "ch2"]), &Change::Swap),
            Err(SpeakersError::NoRoles)
        ));
        let three = Change::Names(named(&["a", "b", "c"]));
        assert!(matches!(
            changed(&before, &three),
            Err(SpeakersError::Channels { channels: 2, names: 3 })
        ));
    }
}
