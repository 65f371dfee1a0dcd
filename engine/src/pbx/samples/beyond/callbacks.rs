//! Callbacks of carriers: whose legs they tell of, and what is no callback of a call.

use super::carriers::callback;
use super::*;

/// A callback of Twilio's with the last word on a call.
fn last(direction: &str, from: &str, to: &str) -> String {
    callback(&[
        ("CallSid", "CA1"),
        ("CallStatus", "completed"),
        ("CallDuration", "30"),
        ("Direction", direction),
        ("From", from),
        ("To", to),
        ("Timestamp", "Mon, 02 Mar 2026 09:00:40 +0000"),
    ])
}

/// One event of Telnyx, or of Vonage, is given by what differs.
fn with(mut event: Value, path: &str, different: Value) -> Value {
    let place = event.pointer_mut(path).and_then(Value::as_object_mut).unwrap();
    place.extend(different.as_object().unwrap().clone());
    event
}

fn telnyx(kind: &str, second: u32, different: Value) -> String {
    let payload = json!({"call_leg_id": "l-1", "call_session_id": "s-1", "from": "+12025550143", "to": "+12025550100"});
    let (id, at) = (format!("e-{second}"), format!("2026-03-02T09:00:{second:02}.000000Z"));
    let event = json!({"data": {"event_type": kind, "id": id, "occurred_at": at, "payload": payload}});
    with(event, "/data/payload", different).to_string() + "\n"
}

fn vonage(status: &str, second: u32, different: Value) -> String {
    let event = json!({"uuid": "v-1", "conversation_uuid": "c-1", "from": "12025550143", "to": "12025550100", "status": status,
        "timestamp": format!("2026-03-02T09:00:{second:02}.000Z")});
    with(event, "", different).to_string() + "\n"
}

#[test]
fn a_user_of_ours_is_the_agent_of_a_call_out_on_either_side() {
    for (from, to, agent) in [
        ("client:anna", "+12025550143", Some("anna")),
        ("+12025550100", "client:anna", Some("anna")),
        ("+12025550100", "sips:203@pbx.example", Some("203")),
        ("client:anna", "sip:203@pbx.example", Some("anna")),
        ("+12025550100", "+12025550143", None),
    ] {
        let leg = only(Source::Twilio, &last("outbound-api", from, to), json!({}));
        assert_eq!(leg.agent.as_deref(), agent, "{from} {to}");
    }
    let parties =
        |from: &str, to: &str| json!({"direction": "outgoing", "from": from, "to": to, "hangup_cause": "timeout"});
    for (from, to, agent) in [
        ("+12025550100", "sip:203@pbx.example", Some("203")),
        ("sip:203@pbx.example", "+12025550143", Some("203")),
        ("+12025550100", "+12025550143", None),
    ] {
        let leg = only(Source::Telnyx, &telnyx("call.hangup", 20, parties(from, to)), json!({}));
        assert_eq!(
            (leg.agent.as_deref(), leg.disposition),
            (agent, Disposition::NoAnswer),
            "{from} {to}"
        );
        let sides = json!({"direction": "outbound", "from": from, "to": to});
        let leg = only(Source::Vonage, &vonage("timeout", 20, sides), json!({}));
        assert_eq!(
            (leg.agent.as_deref(), leg.disposition),
            (agent, Disposition::NoAnswer),
            "{from} {to}"
        );
    }
}

#[test]
fn a_call_from_outside_that_no_application_took_is_its_own_with_every_carrier() {
    let incoming = json!({"direction": "incoming", "caller_id_name": "Anna Berg"});
    let gone = with(incoming.clone(), "", json!({"hangup_cause": "originator_cancel"}));
    let input = telnyx("call.initiated", 0, incoming) + &telnyx("call.hangup", 12, gone);
    let leg = only(Source::Telnyx, &input, json!({}));
    assert_eq!(
        (leg.disposition, leg.leg_kind(), leg.wait_s),
        (Disposition::Missed, Some("ivr"), Some(12))
    );
    assert_eq!(leg.custom["from_name"], json!("Anna Berg"));
    let inbound = json!({"direction": "inbound"});
    let input = vonage("started", 0, inbound.clone()) + &vonage("cancelled", 12, inbound);
    let leg = only(Source::Vonage, &input, json!({}));
    assert_eq!(
        (leg.disposition, leg.leg_kind(), leg.wait_s),
        (Disposition::Missed, Some("ivr"), Some(12))
    );
}

#[test]
fn what_is_no_event_of_a_call_is_passed_over_and_what_is_no_json_is_kept() {
    for kind in ["message.received", "conference.created", "streaming.started"] {
        assert_eq!(
            codes(&read(Source::Telnyx, &telnyx(kind, 0, json!({})), json!({}))),
            ["log_event"],
            "{kind}"
        );
    }
    for (body, code) in [
        (r#"{"CallSid": "CA1", "CallStatus": "#, "bad_json"),
        (r#"{"CallSid": "CA1"}"#, "missing_field"),
        ("hello", "missing_field"),
    ] {
        assert_eq!(codes(&read(Source::Twilio, body, json!({}))), [code], "{body}");
        let post = format!("POST /h HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        assert_eq!(codes(&read(Source::Signalwire, &post, json!({}))), [code], "{body}");
    }
}

#[test]
fn the_sound_of_a_recording_lies_behind_the_end_of_its_path_whatever_its_query() {
    for (address, sound) in [
        ("https://api.example/RE1", "https://api.example/RE1.wav"),
        ("https://api.example/RE1.mp3", "https://api.example/RE1.mp3"),
        (
            "https://media.example/1.mp3?Expires=600&Key=a.b",
            "https://media.example/1.mp3?Expires=600&Key=a.b",
        ),
        (
            "https://api.example/RE1?RequestedChannels=2",
            "https://api.example/RE1.wav?RequestedChannels=2",
        ),
    ] {
        let body = format!(
            "CallSid=CA1&RecordingSid=RE1&RecordingUrl={}",
            address.replace('&', "%26")
        );
        let parsed = read(Source::Twilio, &body, json!({}));
        assert_eq!(parsed.recordings[0].recording_ref, sound);
    }
}

#[test]
fn of_talk_and_codes_the_last_event_knows_most() {
    let event = |status: &str, second: u32, different: &[(&str, &str)]| {
        let at = format!("2026-03-02 09:00:{second:02}.000000Z");
        let fields = [
            ("CallSid", "v3:1"),
            ("CallStatus", status),
            ("Direction", "outbound"),
            ("From", "+12025550100"),
            ("To", "+12025550143"),
            ("Timestamp", at.as_str()),
        ];
        callback(&[&fields[..], different].concat())
    };
    let events = [
        event("initiated", 0, &[("CallDuration", "0")]),
        event("ringing", 1, &[("CallDuration", "0"), ("SipResponseCode", "180")]),
        event("in-progress", 8, &[("CallDuration", "0")]),
        event("completed", 53, &[("CallDuration", "45"), ("SipResponseCode", "200")]),
    ];
    let parsed = read(Source::Twilio, &events.join("\n"), json!({}));
    assert_eq!(codes(&parsed), Vec::<&str>::new());
    let leg = &parsed.records[0];
    assert_eq!(
        (leg.talk_s, leg.wait_s, leg.hangup_cause.as_deref()),
        (45, Some(8), Some("200"))
    );
}
