//! Carriers: words, times and recordings of their callbacks.

use super::*;

pub(super) fn callback(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(key, value)| {
        let value = value.replace('%', "%25").replace('+', "%2B").replace(' ', "+");
        format!("{key}={value}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

#[test]
fn a_withheld_number_is_spelt_on_the_keypad_with_or_without_a_plus() {
    for from in [
        "+266696687",
        "266696687",
        "Anonymous",
        "sip:anonymous@anonymous.invalid",
    ] {
        let body = callback(&[
            ("CallSid", "CA1"),
            ("CallStatus", "no-answer"),
            ("Direction", "outbound-api"),
            ("From", from),
            ("To", "client:anna"),
            ("Timestamp", "Mon, 02 Mar 2026 09:00:00 +0000"),
        ]);
        let leg = only(Source::Twilio, &body, json!({}));
        assert_eq!((leg.from, leg.to.as_deref()), (None, Some("anna")), "{from}");
        assert_eq!(leg.custom["caller_id_withheld"], json!(true));
    }
}

#[test]
fn a_recording_that_is_not_whole_is_not_announced() {
    let notice = |status| {
        callback(&[
            ("CallSid", "CA1"),
            ("RecordingSid", "RE1"),
            ("RecordingStatus", status),
            ("RecordingUrl", "https://api.example/RE1"),
            ("RecordingDuration", "40"),
        ])
    };
    let parsed = read(
        Source::Twilio,
        &format!("{}\n{}\n", notice("in-progress"), notice("completed")),
        json!({}),
    );
    assert_eq!((parsed.recordings.len(), codes(&parsed)), (1, vec!["incomplete_event"]));
    assert_eq!(parsed.recordings[0].duration_s, Some(40));
}

#[test]
fn of_two_last_events_the_one_that_says_more_counts_in_any_order() {
    let event = |status: &str, at: &str| json!({"uuid": "v-1", "conversation_uuid": "c-1", "from": "4930555", "to": "4930123", "status": status, "timestamp": at});
    let events = [
        event("started", "2026-03-02T09:00:00.000Z"),
        event("busy", "2026-03-02T09:00:05.000Z"),
        event("completed", "2026-03-02 09:00:05"),
    ];
    let own = json!({"public_numbers": ["+4930555"]});
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let input: String = order.iter().map(|&n| events[n].to_string() + "\n").collect();
        let leg = only(Source::Vonage, &input, own.clone());
        assert_eq!(
            (leg.disposition, leg.direction),
            (Disposition::Busy, Direction::Outbound)
        );
        assert_eq!(leg.wait_s, Some(5));
    }
}

#[test]
fn a_called_leg_of_telnyx_takes_the_direction_of_the_one_that_called_it() {
    let post = |sid: &str, parent: &str, direction: &str, to: &str| {
        let body = callback(&[
            ("CallSid", sid),
            ("ParentCallSid", parent),
            ("CallSessionId", "s-1"),
            ("CallStatus", "completed"),
            ("CallDuration", "20"),
            ("Direction", direction),
            ("From", "+12025550143"),
            ("To", to),
            ("Timestamp", "2026-03-02 09:00:30.5Z"),
        ]);
        format!("POST /h HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    };
    let input = post("p", "", "inbound", "+12025550100") + &post("c", "p", "outbound", "sip:201@pbx.example");
    let parsed = read(Source::Telnyx, &input, json!({}));
    let called = parsed.records.iter().find(|leg| leg.external_id == "c").unwrap();
    assert_eq!(
        (called.direction, called.agent.as_deref(), called.linked_id.as_deref()),
        (Direction::Inbound, Some("201"), Some("s-1"))
    );
}

#[test]
fn that_a_call_failed_counts_more_than_its_code_unless_it_was_refused() {
    for (code, disposition) in [
        ("480", Disposition::Failed),
        ("404", Disposition::Failed),
        ("603", Disposition::Rejected),
        ("486", Disposition::Busy),
    ] {
        let body = callback(&[
            ("CallSid", "CA1"),
            ("CallStatus", "failed"),
            ("Direction", "outbound-api"),
            ("From", "+12025550100"),
            ("To", "+12025550143"),
            ("SipResponseCode", code),
            ("Timestamp", "Mon, 02 Mar 2026 09:00:00 +0000"),
        ]);
        assert_eq!(
            only(Source::Twilio, &body, json!({})).disposition,
            disposition,
            "{code}"
        );
    }
}

#[test]
fn a_call_from_outside_is_our_applications_whether_that_answered_or_not() {
    for (parent, status, kind, disposition) in [
        ("", "completed", "ivr", Disposition::Answered),
        ("", "canceled", "ivr", Disposition::Missed),
        ("", "busy", "ivr", Disposition::Busy),
        ("CA0", "canceled", "agent", Disposition::Cancelled),
    ] {
        let body = callback(&[
            ("CallSid", "CA1"),
            ("ParentCallSid", parent),
            ("CallStatus", status),
            ("Direction", "inbound"),
            ("From", "+12025550143"),
            ("To", "+12025550100"),
            ("Timestamp", "Mon, 02 Mar 2026 09:00:00 +0000"),
        ]);
        let leg = only(Source::Twilio, &body, json!({}));
        assert_eq!((leg.leg_kind(), leg.disposition), (Some(kind), disposition), "{status}");
    }
}

#[test]
fn a_child_that_begins_in_the_second_of_its_parent_stands_behind_it() {
    let event = |sid: &str, parent: &str, to: &str, status: &str, second: &str| {
        let at = format!("Mon, 02 Mar 2026 09:00:{second} +0000");
        callback(&[
            ("CallSid", sid),
            ("ParentCallSid", parent),
            ("CallStatus", status),
            ("Direction", if parent.is_empty() { "inbound" } else { "outbound-dial" }),
            ("From", "+12025550143"),
            ("To", to),
            ("Timestamp", at.as_str()),
        ])
    };
    let events = [
        event("CA2", "CA1", "client:anna", "initiated", "00"),
        event("CA1", "", "+12025550100", "in-progress", "00"),
        event("CA2", "CA1", "client:anna", "completed", "30"),
        event("CA1", "", "+12025550100", "completed", "31"),
    ];
    let parsed = read(Source::Twilio, &events.join("\n"), json!({}));
    assert_eq!(codes(&parsed), Vec::<&str>::new());
    assert_eq!(parsed.calls[0].rollup.to.as_deref(), Some("+12025550100"));
}

#[test]
fn a_leg_that_goes_on_in_another_conversation_is_not_set_aside() {
    let event = json!({"uuid": "v-1", "conversation_uuid_from": "c-1", "conversation_uuid_to": "c-2", "type": "transfer",
        "timestamp": "2026-03-02T09:00:00.000Z"});
    assert_eq!(
        codes(&read(Source::Vonage, &event.to_string(), json!({}))),
        ["log_event"]
    );
}

#[test]
fn the_last_callback_of_telnyx_may_say_all_times_and_be_json() {
    let last = [
        ("CallSid", "v3:1"),
        ("CallSessionId", "s-1"),
        ("CallStatus", "completed"),
        ("CallInitiatedAt", "2026-03-02T09:00:00.250Z"),
        ("AnsweredTime", "2026-03-02T09:00:08.250Z"),
        ("CallDuration", "45"),
        ("Direction", "outbound"),
        ("From", "+12025550100"),
        ("To", "+12025550143"),
        ("Timestamp", "2026-03-02 09:00:53.250000Z"),
    ];
    let as_json: serde_json::Map<String, Value> =
        last.iter().map(|(key, value)| ((*key).into(), json!(value))).collect();
    for body in [callback(&last), Value::Object(as_json).to_string()] {
        let leg = only(Source::Telnyx, &body, json!({}));
        assert_eq!(
            moments(&leg),
            [
                "2026-03-02T09:00:00.25Z",
                "2026-03-02T09:00:08.25Z",
                "2026-03-02T09:00:53.25Z"
            ],
            "{body}"
        );
        assert_eq!(
            (leg.wait_s, leg.talk_s, leg.linked_id.as_deref()),
            (Some(8), 45, Some("s-1"))
        );
        assert!(!leg.custom.contains_key("start_unknown"));
    }
}

#[test]
fn what_goes_on_in_a_room_a_queue_or_a_menu_is_no_state_of_a_call() {
    for fields in [
        &[("ConferenceSid", "CF1"), ("StatusCallbackEvent", "conference-start")][..],
        &[("CallSid", "CA1"), ("QueueSid", "QU1"), ("QueueResult", "hangup")],
        &[
            ("CallSid", "CA1"),
            ("TranscriptionSid", "TR1"),
            ("RecordingSid", "RE1"),
            ("RecordingUrl", "https://media.example.test/RE1"),
            ("CallStatus", "completed"),
        ],
    ] {
        let parsed = read(Source::Twilio, &callback(fields), json!({}));
        assert_eq!(
            (codes(&parsed), parsed.recordings.len()),
            (vec!["log_event"], 0),
            "{fields:?}"
        );
    }
    let said = |what: Value| {
        let mut event = json!({"uuid": "u-1", "conversation_uuid": "CON-1", "timestamp": "2026-03-02T09:00:08.000Z"});
        event.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        event.to_string()
    };
    for what in [
        json!({"dtmf": {"digits": "1", "timed_out": false}}),
        json!({"conversation_uuid_from": "CON-1", "conversation_uuid_to": "CON-2"}),
    ] {
        assert_eq!(codes(&read(Source::Vonage, &said(what), json!({}))), ["log_event"]);
    }
    assert_eq!(
        codes(&read(Source::Vonage, &said(json!({})), json!({}))),
        ["missing_field"]
    );
}

/// Whoever asks the carrier to find out is told by it whether a person took the call.
#[test]
fn an_answering_machine_that_took_a_call_is_no_person() {
    let seconds = |leg: &Leg| {
        let at_machine = leg.custom.get("machine_s").and_then(Value::as_i64);
        (leg.disposition, leg.talk_s, at_machine)
    };
    let machine = (Disposition::Voicemail, 0, Some(30));
    let person = (Disposition::Answered, 30, None);
    for (word, wanted) in [("machine_end_beep", machine), ("human", person), ("unknown", person)] {
        let body = callback(&[
            ("CallSid", "CA1"),
            ("CallStatus", "completed"),
            ("Direction", "outbound-api"),
            ("From", "+12025550100"),
            ("To", "+12025550143"),
            ("CallDuration", "30"),
            ("AnsweredBy", word),
            ("Timestamp", "Mon, 02 Mar 2026 09:00:40 +0000"),
        ]);
        assert_eq!(seconds(&only(Source::Twilio, &body, json!({}))), wanted, "{word}");
    }
    let event = |status: &str, second: u32| {
        json!({"uuid": "v-1", "conversation_uuid": "c-1", "from": "4930555", "to": "4930123", "direction": "outbound", "status": status,
            "timestamp": format!("2026-03-02T09:00:{second:02}.000Z")})
    };
    let mut end = event("completed", 40);
    for (key, value) in [
        ("start_time", "2026-03-02T09:00:10.000Z"),
        ("end_time", "2026-03-02T09:00:40.000Z"),
        ("duration", "30"),
    ] {
        end[key] = json!(value);
    }
    for (found, wanted) in [
        (vec![event("machine", 12)], machine),
        (vec![event("human", 12)], person),
        (vec![event("human", 14), event("machine", 12)], person),
    ] {
        let events = found.iter().chain([&end]).map(ToString::to_string);
        let input = event("started", 0).to_string() + "\n" + &events.collect::<Vec<_>>().join("\n");
        assert_eq!(seconds(&only(Source::Vonage, &input, json!({}))), wanted, "{input}");
    }
    let event = |kind: &str, second: u32, result: &str| {
        let payload = json!({"call_leg_id": "l-1", "call_session_id": "s-1", "from": "+12025550100", "to": "+12025550143", "direction": "outgoing",
            "hangup_cause": "normal_clearing", "result": result});
        let (id, at) = (format!("e-{second}"), format!("2026-03-02T09:00:{second:02}.000000Z"));
        let data = json!({"event_type": kind, "id": id, "occurred_at": at, "payload": payload});
        json!({ "data": data }).to_string()
    };
    for (result, wanted) in [("machine", machine), ("human", person), ("not_sure", person)] {
        let events = [
            event("call.initiated", 0, ""),
            event("call.answered", 10, ""),
            event("call.machine.detection.ended", 12, result),
            event("call.hangup", 40, ""),
        ];
        assert_eq!(
            seconds(&only(Source::Telnyx, &events.join("\n"), json!({}))),
            wanted,
            "{result}"
        );
    }
}

#[test]
fn the_end_of_a_call_that_was_recorded_as_a_whole_names_the_recording() {
    let address = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1";
    let body = callback(&[
        ("CallSid", "CA1"),
        ("CallStatus", "completed"),
        ("Direction", "outbound-api"),
        ("From", "+12025550100"),
        ("To", "+12025550143"),
        ("CallDuration", "30"),
        ("RecordingSid", "RE1"),
        ("RecordingUrl", address),
        ("RecordingDuration", "30"),
        ("Timestamp", "Mon, 02 Mar 2026 09:00:40 +0000"),
    ]);
    let leg = only(Source::Twilio, &body, json!({}));
    assert_eq!(
        (leg.disposition, leg.talk_s, leg.recording_ref),
        (Disposition::Answered, 30, Some(format!("{address}.wav")))
    );
}

#[test]
fn a_call_that_has_not_ended_is_named_by_its_id_whichever_event_was_the_last() {
    let twilio = callback(&[
        ("CallSid", "CA1"),
        ("CallStatus", "in-progress"),
        ("Direction", "outbound-api"),
        ("Timestamp", "Mon, 02 Mar 2026 09:00:00 +0000"),
    ]);
    let vonage = json!({"uuid": "v-1", "conversation_uuid": "c-1", "status": "answered", "timestamp": "2026-03-02T09:00:00.000Z"});
    let payload = json!({"call_leg_id": "l-1", "call_session_id": "s-1"});
    let telnyx = json!({"event_type": "call.answered", "id": "e-1", "occurred_at": "2026-03-02T09:00:00.000000Z", "payload": payload});
    for (source, input, id) in [
        (Source::Twilio, twilio, "CA1"),
        (Source::Vonage, vonage.to_string(), "v-1"),
        (Source::Telnyx, json!({ "data": telnyx }).to_string(), "l-1"),
    ] {
        let parsed = read(source, &input, json!({}));
        assert_eq!(codes(&parsed), ["incomplete_call"], "{input}");
        assert_eq!(String::from(parsed.ignored[0].at.clone()), id);
    }
}

#[test]
fn a_recording_is_fetched_from_a_carrier_alone() {
    let fates = |address: &str| {
        let body = callback(&[
            ("CallSid", "CA1"),
            ("RecordingSid", "RE1"),
            ("RecordingStatus", "completed"),
            ("RecordingUrl", address),
        ]);
        let twilio = read(Source::Twilio, &body, json!({}));
        let event = json!({"conversation_uuid": "c-1", "recording_uuid": "r-1", "recording_url": address, "timestamp": "2026-03-02T09:00:00.000Z"});
        let vonage = read(Source::Vonage, &event.to_string(), json!({}));
        [twilio, vonage].map(|parsed| (parsed.recordings.len(), codes(&parsed).join(" ")))
    };
    for good in [
        "https://api.twilio.com/2010-04-01/Recordings/RE1",
        "https://example.signalwire.com:443/RE1?a=b",
    ] {
        assert_eq!(fates(good), [(1, String::new()), (1, String::new())], "{good}");
    }
    for bad in [
        "",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "https://10.0.0.5/RE1",
        "https://[::1]/RE1",
        "http://api.twilio.com/RE1",
        "https://api.twilio.com@evil.example/RE1",
        "https:///RE1",
    ] {
        let kept = "bad_recording_url".to_owned();
        assert_eq!(fates(bad), [(0, kept.clone()), (0, kept)], "{bad}");
    }
}
