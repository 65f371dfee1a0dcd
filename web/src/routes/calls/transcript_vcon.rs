//! A call as a vCon (IETF draft-ietf-vcon-vcon-core, syntax 0.4.0, with the contact centre extension `CC`): its parties, where its recording
//! is, its transcript. Pure; the route is in `transcript.rs`.

use actors::engine::analysis::{AGENT, CUSTOMER, Turn};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

/// By how much a recording may outlast the call that it is of: records tell whole seconds, and recorders stop a little later.
const OUTLASTS_MS: i64 = 2_000;

/// What a vCon is made of.
pub struct Material<'a> {
    pub leg: Uuid,
    pub external_id: &'a str,
    pub source_instance: &'a str,
    pub direction: &'a str,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub agent: Option<&'a str>,
    pub started_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// Of the recording.
    pub duration_ms: i64,
    pub channels: usize,
    /// Whether both parties are on every channel.
    pub is_dual_mono: bool,
    /// Nothing of a call whose transcript was imported.
    pub recording: Option<Content<'a>>,
    pub language: &'a str,
    pub models: &'a Value,
    pub said: &'a [Turn],
    /// The same as JSON.
    pub turns: &'a Value,
    pub sentiment: &'a Value,
    pub analyzed_at: DateTime<Utc>,
}

/// A file that lies elsewhere.
pub struct Content<'a> {
    pub media_type: Option<&'a str>,
    /// Where a key may fetch it.
    pub url: &'a str,
    pub hash: Hash,
}

/// Of the bytes behind the address.
pub enum Hash {
    /// The one that every reader of a vCon must know.
    Sha512(Vec<u8>),
    Sha256(Vec<u8>),
}

/// The whole object, unsigned.
pub fn export(material: &Material<'_>) -> Value {
    let transcript = json!({ "language": material.language, "turns": material.turns });
    json!({
        "vcon": "0.4.0",
        "uuid": material.leg,
        // `role` of a party and `interaction_id` of a dialog are of this one.
        "extensions": ["CC"],
        "created_at": moment(material.analyzed_at),
        "subject": format!("{} call {} of {}", material.direction, material.external_id, material.source_instance),
        "parties": parties(material),
        "dialog": [dialog(material)],
        "analysis": [
            analysis("transcript", "audiapro.turns.v1", &material.models["speech"], &transcript),
            analysis("sentiment", "audiapro.sentiment.v1", &material.models["sentiment"], material.sentiment),
        ],
        "attachments": [],
    })
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn analysis(kind: &str, schema: &str, model: &Value, body: &Value) -> Value {
    let mut analysis = json!({
        "type": kind,
        "dialog": 0,
        "vendor": "AudiaPro",
        "schema": schema,
        "mediatype": "application/json",
        "encoding": "json",
        "body": body,
    });
    if let Some(model) = model.as_str().filter(|name| !name.is_empty()) {
        analysis["product"] = model.into();
    }
    analysis
}

/// No `disposition`: that is of calls that nobody answered.
fn dialog(material: &Material<'_>) -> Value {
    let parties = on_channels(material);
    // Whoever calls is the first party, and is named only where the first channel is of another one.
    let first = parties.pointer("/0/0").or(parties.get(0));
    let is_originator_first = first.is_some_and(|party| *party == 0);
    let mut dialog = json!({
        "type": "recording",
        "start": moment(began(material)),
        "duration": material.duration_ms as f64 / 1000.0,
        "parties": parties,
        "interaction_id": material.external_id,
    });
    if !is_originator_first {
        dialog["originator"] = 0.into();
    }
    if let Some(content) = &material.recording {
        dialog["mediatype"] = content.media_type.unwrap_or("application/octet-stream").into();
        dialog["url"] = content.url.into();
        dialog["content_hash"] = match &content.hash {
            Hash::Sha512(hash) => format!("sha512-{}", base64url(hash)),
            Hash::Sha256(hash) => format!("sha256-{}", base64url(hash)),
        }
        .into();
    }
    dialog
}

/// When the recording began, which is what the draft calls the start of a dialog and no record says: when the call was answered; when it
/// began, if from the answer on there is no room for it, as where the ringing was recorded too.
fn began(material: &Material<'_>) -> DateTime<Utc> {
    let has_room = |answered: &DateTime<Utc>| {
        let room = |ended: DateTime<Utc>| (ended - *answered).num_milliseconds() + OUTLASTS_MS;
        material
            .ended_at
            .is_none_or(|ended| material.duration_ms <= room(ended))
    };
    material.answered_at.filter(has_room).unwrap_or(material.started_at)
}

/// Who calls first: on an inbound call the customer, on an outbound one the agent; of others the agent is who was called, where the leg says so.
fn roles(material: &Material<'_>) -> [&'static str; 2] {
    let is_called = material.agent.is_some() && material.agent == material.to && material.agent != material.from;
    match material.direction {
        "inbound" => [CUSTOMER, AGENT],
        "outbound" => [AGENT, CUSTOMER],
        _ if is_called => [CUSTOMER, AGENT],
        _ => [AGENT, CUSTOMER],
    }
}

fn parties(material: &Material<'_>) -> [Value; 2] {
    let [first, second] = roles(material);
    let is_tel = |number: &&str| {
        number
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#'))
    };
    let party = |role: &str, number: Option<&str>| {
        let mut party = json!({ "role": role });
        if let Some(tel) = number.filter(is_tel) {
            party["tel"] = tel.into();
        }
        // Some who call have a name and no number.
        let agent = material.agent.filter(|_| role == AGENT);
        if let Some(name) = agent.or(number.filter(|number| !is_tel(number))) {
            party["name"] = name.into();
            // Nobody was asked who they are.
            party["validation"] = "none".into();
        }
        party
    };
    [party(first, material.from), party(second, material.to)]
}

/// Which parties are on each channel, by place: both on a single one, else who speaks there; on one where nobody of a known role speaks, the
/// other one; null on a silent one beside those of both.
fn on_channels(material: &Material<'_>) -> Value {
    if material.channels < 2 {
        return json!([0, 1]);
    }
    if material.is_dual_mono {
        return vec![json!([0, 1]); material.channels].into();
    }
    let roles = roles(material);
    let speaks = |channel: usize| {
        let mut there = material.said.iter().filter(|turn| usize::from(turn.channel) == channel);
        there.find_map(|turn| roles.iter().position(|role| *role == turn.speaker))
    };
    let known: Vec<Option<usize>> = (0..material.channels).map(speaks).collect();
    let other = known.iter().flatten().next().map(|party| 1 - party);
    let are_placed = known.contains(&Some(0)) && known.contains(&Some(1));
    let is_silent = |channel: usize| !material.said.iter().any(|turn| usize::from(turn.channel) == channel);
    let on = |(channel, party): (usize, &Option<usize>)| match party {
        None if are_placed && is_silent(channel) => None,
        party => party.or(other).or(Some(channel % 2)),
    };
    known.iter().enumerate().map(on).collect()
}

fn base64url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(speaker: &str, channel: u16) -> Turn {
        let turn = json!({ "speaker": speaker, "channel": channel, "text": "Hello" });
        serde_json::from_value(turn).unwrap()
    }

    /// An inbound call of two channels, the agent on the first one.
    fn exported(change: impl FnOnce(&mut Material<'_>)) -> Value {
        let at: DateTime<Utc> = "2026-11-24T10:00:00Z".parse().unwrap();
        let models = json!({ "speech": "tiny.en", "sentiment": null });
        let (turns, sentiment) = (
            json!([{ "speaker": "agent", "text": "Hello" }]),
            json!({ "label": "positive" }),
        );
        let said = [said("agent", 0), said("customer", 1)];
        let mut material = Material {
            leg: Uuid::max(),
            external_id: "a-1",
            source_instance: "api",
            direction: "inbound",
            from: Some("+12025550143"),
            to: Some("201"),
            agent: Some("201"),
            started_at: at,
            answered_at: None,
            ended_at: None,
            duration_ms: 2500,
            channels: 2,
            is_dual_mono: false,
            recording: Some(Content {
                media_type: Some("audio/wav"),
                url: "https://calls.example/v1/calls/x/recording",
                hash: Hash::Sha512(vec![255; 64]),
            }),
            language: "en",
            models: &models,
            said: &said,
            turns: &turns,
            sentiment: &sentiment,
            analyzed_at: at,
        };
        change(&mut material);
        export(&material)
    }

    #[test]
    fn a_call_has_its_parties_its_recording_and_what_was_found_in_it() {
        let vcon = exported(|_| ());
        assert_eq!((&vcon["vcon"], &vcon["extensions"]), (&json!("0.4.0"), &json!(["CC"])));
        assert_eq!(
            vcon["parties"],
            json!([{ "role": "customer", "tel": "+12025550143" },
                { "role": "agent", "tel": "201", "name": "201", "validation": "none" }])
        );
        let dialog = &vcon["dialog"][0];
        assert_eq!(
            (&dialog["duration"], &dialog["start"], &dialog["interaction_id"]),
            (&json!(2.5), &json!("2026-11-24T10:00:00.000Z"), &json!("a-1"))
        );
        assert_eq!(dialog["content_hash"], format!("sha512-{}w", "_".repeat(85)));
        assert_eq!(
            dialog["disposition"],
            Value::Null,
            "it is of calls that nobody answered"
        );
        let (transcript, sentiment) = (&vcon["analysis"][0], &vcon["analysis"][1]);
        assert_eq!(
            (&transcript["product"], &transcript["body"]["turns"][0]["text"]),
            (&json!("tiny.en"), &json!("Hello"))
        );
        assert_eq!(
            (&sentiment["body"]["label"], sentiment.get("product")),
            (&json!("positive"), None)
        );
        assert_eq!(vcon["uuid"], json!(Uuid::max()));
    }

    /// The draft: the originator is given only where the first party of the dialog is another one.
    #[test]
    fn whoever_called_is_named_only_where_the_first_channel_is_of_another_party() {
        fn originator(change: fn(&mut Material<'_>)) -> Option<Value> {
            exported(change)["dialog"][0].get("originator").cloned()
        }
        assert_eq!(originator(|_| ()), Some(json!(0)), "the agent is on the first channel");
        assert_eq!(originator(|material| material.direction = "outbound"), None);
        assert_eq!(originator(|material| material.channels = 1), None);
        assert_eq!(originator(|material| material.is_dual_mono = true), None);
    }

    #[test]
    fn each_channel_names_the_party_that_speaks_on_it() {
        fn parties(change: fn(&mut Material<'_>)) -> Value {
            exported(change)["dialog"][0]["parties"].clone()
        }
        assert_eq!(parties(|_| ()), json!([1, 0]), "the agent was called");
        assert_eq!(parties(|material| material.direction = "outbound"), json!([0, 1]));
        assert_eq!(parties(|material| material.said = &material.said[1..]), json!([1, 0]));
        assert_eq!(parties(|material| material.said = &[]), json!([0, 1]));
        assert_eq!(parties(|material| material.channels = 1), json!([0, 1]));
        assert_eq!(
            parties(|material| material.is_dual_mono = true),
            json!([[0, 1], [0, 1]])
        );
    }

    #[test]
    fn a_channel_that_is_not_used_has_no_party() {
        let parties = |turns: Vec<Turn>| {
            let turns: &'static [Turn] = turns.leak();
            let vcon = exported(|material| (material.channels, material.said) = (3, turns));
            vcon["dialog"][0]["parties"].clone()
        };
        let of_two = parties(vec![said("agent", 0), said("customer", 2)]);
        assert_eq!(of_two, json!([1, null, 0]));
        let of_three = parties(vec![said("agent", 0), said("customer", 1), said("ch3", 2)]);
        assert_eq!(of_three, json!([1, 0, 0]), "somebody speaks there");
    }

    /// The draft: the time which corresponds to the beginning of the recording.
    #[test]
    fn a_dialog_starts_when_its_recording_does() {
        let at = |second: u32| -> Option<DateTime<Utc>> { format!("2026-11-24T10:00:{second:02}Z").parse().ok() };
        let start = |answered_at, ended_at, duration_ms| {
            let vcon = exported(|material| {
                (material.answered_at, material.ended_at, material.duration_ms) = (answered_at, ended_at, duration_ms);
            });
            vcon["dialog"][0]["start"].clone()
        };
        // Rung for 8 s, talked for 30: of that a recorder that stops 2 s later, too, has no more than 32.
        assert_eq!(start(at(8), at(38), 29_900), "2026-11-24T10:00:08.000Z");
        assert_eq!(start(at(8), at(38), 32_000), "2026-11-24T10:00:08.000Z");
        // The ringing is on it, too.
        assert_eq!(start(at(8), at(38), 38_000), "2026-11-24T10:00:00.000Z");
        assert_eq!(start(at(8), None, 38_000), "2026-11-24T10:00:08.000Z");
        assert_eq!(start(None, at(38), 5_000), "2026-11-24T10:00:00.000Z");
    }

    #[test]
    fn the_agent_of_an_internal_call_is_whom_the_leg_names() {
        let parties = exported(|material| {
            material.direction = "internal";
            (material.from, material.to, material.agent) = (Some("201"), Some("202"), Some("202"));
        })["parties"]
            .clone();
        assert_eq!(
            parties,
            json!([{ "role": "customer", "tel": "201" }, { "role": "agent", "tel": "202", "name": "202", "validation": "none" }])
        );
        let from = exported(|material| {
            material.direction = "internal";
            (material.from, material.to) = (Some("201"), Some("*97"));
        });
        assert_eq!(from["parties"][0]["name"], "201");
    }

    #[test]
    fn whoever_has_a_name_and_no_number_is_called_by_it() {
        let vcon = exported(|material| material.from = Some("anna-maria.k"));
        assert_eq!(
            vcon["parties"][0],
            json!({ "role": "customer", "name": "anna-maria.k", "validation": "none" })
        );
    }

    #[test]
    fn without_a_recording_nothing_is_referred_to() {
        let dialog = exported(|material| material.recording = None)["dialog"][0].clone();
        for key in ["url", "content_hash", "mediatype"] {
            assert_eq!(dialog.get(key), None, "{key}");
        }
    }
}
