//! A call as a vCon (IETF draft-ietf-vcon-vcon-core, syntax 0.3.0): its parties, where its recording is, its transcript. Pure; the
//! route is in `transcript.rs`.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a vCon is made of.
pub struct Material<'a> {
    pub call: Uuid,
    pub leg: Uuid,
    pub external_id: &'a str,
    pub source_instance: &'a str,
    pub direction: &'a str,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub agent: Option<&'a str>,
    pub started_at: DateTime<Utc>,
    pub duration_ms: i64,
    pub disposition: &'a str,
    pub media_type: Option<&'a str>,
    /// Of the recording, where a key may fetch it.
    pub url: &'a str,
    pub sha256: &'a [u8],
    pub language: &'a str,
    pub models: &'a Value,
    pub turns: &'a Value,
    pub sentiment: &'a Value,
    pub analyzed_at: DateTime<Utc>,
}

/// The whole object, unsigned.
pub fn export(material: &Material<'_>) -> Value {
    let origin = material.started_at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let analysis = |kind: &str, schema: &str, body: &Value| {
        json!({
            "type": kind,
            "dialog": 0,
            "vendor": "AudiaPro",
            "product": material.models,
            "schema": schema,
            "mediatype": "application/json",
            "encoding": "json",
            "body": body,
        })
    };
    json!({
        "vcon": "0.3.0",
        "uuid": material.leg,
        "created_at": material.analyzed_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "subject": format!("{} call {} of {}", material.direction, material.external_id, material.source_instance),
        "parties": parties(material),
        "dialog": [{
            "type": "recording",
            "start": origin,
            "duration": material.duration_ms as f64 / 1000.0,
            "parties": [0, 1],
            "originator": 0,
            "disposition": material.disposition,
            "mediatype": material.media_type.unwrap_or("application/octet-stream"),
            "url": material.url,
            "content_hash": format!("sha256-{}", base64url(material.sha256)),
            "session_id": { "local": material.call, "remote": material.external_id },
        }],
        "analysis": [
            analysis("transcript", "audiapro.turns.v1",
                &json!({ "language": material.language, "turns": material.turns })),
            analysis("sentiment", "audiapro.sentiment.v1", material.sentiment),
        ],
        "attachments": [],
    })
}

/// Who calls first: on an inbound call the customer, else the agent.
fn parties(material: &Material<'_>) -> [Value; 2] {
    let inbound = material.direction == "inbound";
    let (first, second) = if inbound {
        ("customer", "agent")
    } else {
        ("agent", "customer")
    };
    let party = |role: &str, number: Option<&str>| {
        let mut party = json!({ "role": role });
        if let Some(number) = number {
            party["tel"] = number.into();
        }
        if let Some(agent) = material.agent.filter(|_| role == "agent") {
            party["name"] = agent.into();
        }
        party
    };
    [party(first, material.from), party(second, material.to)]
}

fn base64url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_its_parties_its_recording_and_what_was_found_in_it() {
        let at: DateTime<Utc> = "2026-11-24T10:00:00Z".parse().unwrap();
        let (models, turns, sentiment) = (
            json!({ "speech": "tiny.en" }),
            json!([{ "speaker": "agent", "text": "Hello" }]),
            json!({ "label": "positive" }),
        );
        let vcon = export(&Material {
            call: Uuid::nil(),
            leg: Uuid::max(),
            external_id: "a-1",
            source_instance: "api",
            direction: "inbound",
            from: Some("+12025550143"),
            to: Some("201"),
            agent: Some("201"),
            started_at: at,
            duration_ms: 2500,
            disposition: "answered",
            media_type: Some("audio/wav"),
            url: "https://calls.example/v1/calls/x/recording",
            sha256: &[255; 32],
            language: "en",
            models: &models,
            turns: &turns,
            sentiment: &sentiment,
            analyzed_at: at,
        });
        assert_eq!(
            vcon["parties"],
            json!([{ "role": "customer", "tel": "+12025550143" }, { "role": "agent", "tel": "201", "name": "201" }])
        );
        let dialog = &vcon["dialog"][0];
        assert_eq!(
            (&dialog["duration"], &dialog["start"]),
            (&json!(2.5), &json!("2026-11-24T10:00:00.000Z"))
        );
        assert_eq!(
            dialog["content_hash"],
            "sha256-__________________________________________8"
        );
        assert_eq!(vcon["analysis"][0]["body"]["turns"], turns);
        assert_eq!(vcon["analysis"][1]["body"], sentiment);
        assert_eq!(vcon["uuid"], json!(Uuid::max()));
    }
}
