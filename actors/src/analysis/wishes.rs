//! How a claimed recording is to be heard: what was said of it, of its record, of its tenant's recordings, and of all. Pure.

use engine::analysis::{AGENT, CUSTOMER};
use engine::audio::{DeclaredFormat, RawCodec};
use engine::characteristics::Thresholds;
use engine::pbx::source::Source;
use engine::roles::{CALLEE, CALLER, Direction};
use engine::speech::whisper::language_code;
use engine::worker::Options;
use models::calls::hearing::AUTO;
use models::calls::queue::{Claimed, ClaimedHearing};
use serde::Deserialize;

use crate::config::AnalysisBounds;

pub(super) fn options(bounds: &AnalysisBounds, claimed: &Claimed) -> Options {
    let recording = &claimed.recording;
    Options {
        language: language(&recording.hearing, bounds.language.as_deref()),
        by_channel: by_channel(&recording.hearing),
        model: recording
            .hearing
            .model
            .clone()
            .or_else(|| recording.hearing.model_of_tenant.clone()),
        vocabulary: recording.hearing.vocabulary.clone(),
        roles: recording
            .roles
            .clone()
            .unwrap_or_else(|| roles(&bounds.roles, &recording.source)),
        roles_corrected: recording.roles.is_some(),
        direction: Direction::from_name(&recording.direction),
        declared: declared(claimed),
        max_seconds: bounds.recording_seconds_max,
        word_times: true,
        thresholds: thresholds(&recording.hearing),
    }
}

/// What is not said, or not to be read, is as usual.
fn thresholds(hearing: &ClaimedHearing) -> Thresholds {
    let said = hearing.thresholds.as_ref();
    said.and_then(|said| Thresholds::deserialize(said).ok())
        .unwrap_or_default()
}

/// Whose voice is on which channel of what a telephone system recorded: as the server is set up, and where that is as it comes, as this form of
/// system lays its two sides out.
pub(crate) fn roles(set_up: &[String], source: &str) -> Vec<String> {
    let is_as_it_comes = *set_up == [AGENT, CUSTOMER];
    match Source::from_name(source) {
        Some(source) if is_as_it_comes && source.has_caller_first() => vec![CALLER.to_owned(), CALLEE.to_owned()],
        _ => set_up.to_vec(),
    }
}

/// What was said of the recording, of its record, of the tenant's recordings, of all; `None` is to be found out.
fn language(hearing: &ClaimedHearing, otherwise: Option<&str>) -> Option<String> {
    let said = of_this_one(hearing).or_else(|| hearing.language_of_tenant.clone());
    said.or_else(|| otherwise.map(str::to_owned))
        .filter(|language| language != AUTO)
}

/// Of the recording, or its record.
fn of_this_one(hearing: &ClaimedHearing) -> Option<String> {
    // A record may hold anything: `es-MX` is Spanish, and what is no language says nothing.
    let of_record = hearing.language_of_record.as_deref();
    let of_record = of_record.and_then(|text| match text.trim().eq_ignore_ascii_case(AUTO) {
        true => Some(AUTO),
        false => language_code(text),
    });
    hearing.language.clone().or(of_record.map(str::to_owned))
}

/// The tenant's word for each channel, unless something is said of this recording.
fn by_channel(hearing: &ClaimedHearing) -> Vec<Option<String>> {
    if of_this_one(hearing).is_some() {
        return Vec::new();
    }
    let channels = hearing.channels_of_tenant.iter();
    channels
        .map(|language| Some(language.clone()).filter(|language| language != AUTO))
        .collect()
}

fn declared(claimed: &Claimed) -> Option<DeclaredFormat> {
    let codec: RawCodec = claimed.recording.declared_format.as_deref()?.parse().ok()?;
    let rate = claimed
        .recording
        .declared_rate
        .and_then(|rate| u32::try_from(rate).ok())?;
    let channels = claimed
        .recording
        .declared_channels
        .and_then(|channels| u16::try_from(channels).ok())
        .unwrap_or(1);
    Some(DeclaredFormat { codec, rate, channels })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_has_the_caller_first_is_taken_so_unless_the_server_is_set_up_otherwise() {
        let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
        let as_it_comes = names([AGENT, CUSTOMER]);
        for form in ["freeswitch-json-cdr", "fusionpbx", "twilio", "signalwire", "telnyx"] {
            assert_eq!(roles(&as_it_comes, form), names([CALLER, CALLEE]), "{form}");
        }
        for form in ["canonical", "asterisk-cdr-csv", "twilio-media-stream", "somebody's own"] {
            assert_eq!(roles(&as_it_comes, form), as_it_comes, "{form}");
        }
        let other = names([CUSTOMER, AGENT]);
        assert_eq!(roles(&other, "twilio"), other);
    }

    #[test]
    fn what_is_nearer_to_the_recording_decides_its_language() {
        let said = |text: &str| Some(text.to_owned());
        let all = ClaimedHearing {
            language: said("fr"),
            language_of_record: said("es-MX"),
            language_of_tenant: said("de"),
            ..ClaimedHearing::default()
        };
        assert_eq!(language(&all, Some("en")), said("fr"));
        let record = ClaimedHearing {
            language: None,
            ..all.clone()
        };
        assert_eq!(language(&record, Some("en")), said("es"));
        let nonsense = ClaimedHearing {
            language_of_record: said("{} whatever"),
            ..record.clone()
        };
        assert_eq!(language(&nonsense, Some("en")), said("de"));
        let auto = ClaimedHearing {
            language: said(AUTO),
            ..all
        };
        assert_eq!(language(&auto, Some("en")), None);
        let channels = ClaimedHearing {
            channels_of_tenant: vec!["en".into(), AUTO.into()],
            language_of_tenant: said("de"),
            ..ClaimedHearing::default()
        };
        assert_eq!(by_channel(&channels), [said("en"), None]);
        let of_record = ClaimedHearing {
            language_of_record: said("es"),
            ..channels
        };
        assert!(by_channel(&of_record).is_empty());
        assert_eq!(language(&ClaimedHearing::default(), Some("en")), said("en"));
        assert_eq!(language(&ClaimedHearing::default(), None), None);
    }

    #[test]
    fn a_tenant_says_from_where_on_something_counts_and_the_rest_is_as_usual() {
        let of = |thresholds| {
            super::thresholds(&ClaimedHearing {
                thresholds,
                ..ClaimedHearing::default()
            })
        };
        let own = Thresholds {
            overlap_ms: 500,
            ..Thresholds::default()
        };
        assert_eq!(of(Some(serde_json::json!({ "overlap_ms": 500 }))), own);
        for unsaid in [None, Some(serde_json::json!({ "overlap_ms": "soon" }))] {
            assert_eq!(of(unsaid), Thresholds::default());
        }
    }
}
