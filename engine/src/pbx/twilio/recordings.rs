//! What is told of a recording: that there is one, or none, and where it lies.

use serde_json::{Map, Value};

use super::super::fields::{int, some, text};
use super::super::parsed::{Fact, Observation, Observed, RecordingNotice};
use super::stamp;

/// A callback that speaks of a recording alone.
pub(super) fn recording(source: &str, at: usize, map: &Map<String, Value>, leg: String, observed: &mut Observed) {
    let get = |key: &str| text(map, key).into_owned();
    match get("RecordingStatus").as_str() {
        "absent" | "failed" => return observed.ignore(at, "recording_absent"),
        // Nothing to be fetched yet: another notice tells of the whole.
        "in-progress" | "paused" | "stopped" | "processing" => return observed.ignore(at, "incomplete_event"),
        _ => {}
    }
    let url = get("RecordingUrl");
    if !is_fetchable(&url) {
        return observed.quarantine(
            at,
            "bad_recording_url",
            "a recording's address begins with https:// and names no user",
        );
    }
    let mut custom = Map::new();
    for (key, name) in [
        ("track", "RecordingTrack"),
        ("recording_source", "RecordingSource"),
        ("status", "RecordingStatus"),
    ] {
        if let Some(value) = some(&get(name)) {
            custom.insert(key.to_owned(), Value::String(value));
        }
    }
    let id = get("RecordingSid");
    observed.observations.push(Observation {
        at: at.into(),
        group: leg.clone(),
        id: id.clone(),
        fact: Fact::Recording(Box::new(RecordingNotice {
            source: source.to_owned(),
            external_id: id,
            linked_id: Some(leg),
            recording_ref: in_wave(url),
            started_at: stamp(&get("RecordingStartTime")),
            duration_s: int(map, "RecordingDuration"),
            channels: int(map, "RecordingChannels").and_then(|count| u32::try_from(count).ok()),
            custom,
        })),
    });
}

/// The address without an end is that of what is known of the recording, not of its sound. A query may stand behind either.
pub(super) fn in_wave(url: String) -> String {
    let (path, query) = url.split_at(url.find('?').unwrap_or(url.len()));
    match path.ends_with(".wav") || path.ends_with(".mp3") {
        true => url,
        false => format!("{path}.wav{query}"),
    }
}

/// Whether an address may be fetched at all: which hosts may be is a setting of whoever fetches. A carrier's has a name and speaks TLS; without
/// only what stands in for it on this machine does, a relay for one.
pub fn is_fetchable(url: &str) -> bool {
    let (rest, is_plain) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (_, Some(rest)) => (rest, true),
        _ => return false,
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let name = host.split(':').next().unwrap_or("");
    let is_number = name.starts_with('[') || name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_here = name == "127.0.0.1";
    let is_theirs = !is_plain && !is_number;
    (is_here || is_theirs) && !host.contains('@') && !url.contains(char::is_whitespace)
}
