//! Carriers and proxies.

use super::*;

fn callback(fields: &[(&str, &str)]) -> String {
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

fn accounting(fields: &str) -> String {
    format!("ACC: transaction answered: {fields}\n")
}

#[test]
fn a_change_within_a_call_is_no_call_and_extras_may_have_any_name() {
    let input = [
        "timestamp=1772438400;method=INVITE;from_tag=a;to_tag=b;call_id=k1;caller_ref=x=1;code=200;reason=OK; go=on;src_user=201;dst_user=0049301",
        "timestamp=1772438410;method=INVITE;from_tag=b;to_tag=a;call_id=k1;code=200;reason=OK",
        "timestamp=1772438460;method=BYE;from_tag=b;to_tag=a;call_id=k1;code=481;reason=Gone;src_user=0049301",
    ];
    let input: String = input.iter().map(|line| accounting(line)).collect();
    let leg = only(Source::KamailioAcc, &input, json!({}));
    assert_eq!(
        (leg.external_id.as_str(), leg.talk_s, leg.direction),
        ("k1#a", 60, Direction::Outbound)
    );
    assert_eq!(leg.custom["released_by"], json!("callee"));
}

#[test]
fn a_call_that_somebody_else_took_in_the_end_was_not_missed() {
    let missed = |second: u32, code: u32, callee: &str| {
        format!(
            "ACC: call missed: timestamp={};method=INVITE;from_tag=a;to_tag=b;call_id=o1;code={code};reason=No;setuptime={second};created=1772438400;\
             caller=0049301;callee={callee}\n",
            1_772_438_400 + second
        )
    };
    let ended = "ACC: call ended: created=1772438400;call_start_time=1772438430;duration=30;ms_duration=29500;setuptime=30;method=INVITE;from_tag=a;\
                 to_tag=c;call_id=o1;code=200;reason=OK;caller=0049301;callee=202\n";
    let first = missed(20, 486, "201");
    for input in [first.clone() + ended, ended.to_owned() + &first] {
        let leg = only(Source::OpensipsAcc, &input, json!({}));
        assert_eq!(
            (leg.disposition, leg.agent.as_deref(), leg.talk_s, leg.wait_s),
            (Disposition::Answered, Some("202"), 30, Some(30))
        );
    }
    let last = missed(45, 408, "202");
    for input in [first.clone() + &last, last.clone() + &first] {
        let parsed = read(Source::OpensipsAcc, &input, json!({}));
        assert_eq!((codes(&parsed), parsed.records.len()), (vec![], 1));
        let leg = &parsed.records[0];
        assert_eq!(
            (leg.disposition, leg.hangup_cause.as_deref(), leg.wait_s),
            (Disposition::Missed, Some("408"), Some(45))
        );
    }
}

#[test]
fn requests_that_begin_and_end_no_call_are_told_as_such() {
    let line = |method: &str| {
        accounting(&format!(
            "timestamp=1772438400;{method}from_tag=a;to_tag=b;call_id=k1;code=200;reason=OK"
        ))
    };
    let input = ["method=CANCEL;", "method=MESSAGE;", "", "method=ACK;"]
        .map(line)
        .concat();
    let parsed = read(Source::KamailioAcc, &input, json!({}));
    assert_eq!(codes(&parsed), ["missing_field", "log_event", "log_event", "ack"]);
    assert!(parsed.records.is_empty());
}

#[test]
fn transactions_may_be_rows_of_a_table_with_stamps() {
    let row = |number: u8, method: &str, second: &str, code: &str| {
        json!({
            "id": number, "method": method, "from_tag": "a", "to_tag": "b", "callid": "k1", "sip_code": code, "sip_reason": "OK",
            "time": format!("2026-03-02 10:00:{second}"), "src_user": "201", "dst_user": "0049301", "created": null,
        })
    };
    let rows = [
        row(1, "INVITE", "00", "200"),
        row(2, "ACK", "00", "200"),
        row(3, "BYE", "42", "200"),
    ];
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    for input in [lines.as_str(), &json!(rows).to_string()] {
        let parsed = read(Source::KamailioAcc, input, json!({}));
        assert_eq!((codes(&parsed), parsed.records.len()), (vec!["ack"], 1));
        let leg = &parsed.records[0];
        assert_eq!(
            (leg.external_id.as_str(), leg.talk_s, leg.direction, leg.wait_s),
            ("k1#a", 42, Direction::Outbound, None)
        );
        assert_eq!(
            moments(leg),
            ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T09:00:42Z"]
        );
    }
    let beside = format!("Mar  2 10:00:00 edge kamailio: other words\n{lines}{{\n");
    let parsed = read(Source::KamailioAcc, &beside, json!({}));
    assert_eq!((codes(&parsed), parsed.records.len()), (vec!["bad_json", "ack"], 1));
    assert_eq!(String::from(parsed.quarantined[0].at.clone()), "5");
    let missed = row(1, "INVITE", "07", "486").to_string();
    assert_eq!(
        only(Source::KamailioAcc, &missed, json!({})).disposition,
        Disposition::Busy
    );
    let strange =
        "{\"callid\":\"x\"}\n{\"callid\":\"x\",\"method\":\"BYE\",\"time\":\"soon\"}\n{\"method\":\"BYE\"}\n[7]\n";
    assert_eq!(
        codes(&read(Source::KamailioAcc, strange, json!({}))),
        ["missing_field", "bad_timestamp", "missing_field", "not_a_record"]
    );
}

#[test]
fn a_row_may_be_a_whole_call() {
    let kamailio = json!({
        "id": 9, "callid": "k2", "from_tag": "a", "start_time": "2026-03-02 10:00:00", "end_time": "2026-03-02 10:00:42.25",
        "duration": "42.250", "caller": "201", "callee": "202",
    });
    let leg = only(Source::KamailioAcc, &kamailio.to_string(), json!({}));
    assert_eq!(
        (leg.external_id.as_str(), leg.talk_s, leg.direction, leg.disposition),
        ("k2#a", 42, Direction::Internal, Disposition::Answered)
    );
    assert_eq!((leg.wait_s, &leg.custom["start_unknown"]), (None, &json!(true)));
    for (duration, disposition) in [
        (json!(0), Disposition::NoAnswer),
        (json!("0.000"), Disposition::NoAnswer),
        (json!(0.35), Disposition::Answered),
    ] {
        let mut row = kamailio.clone();
        (row["end_time"], row["duration"]) = (row["start_time"].clone(), duration);
        let leg = only(Source::KamailioAcc, &row.to_string(), json!({}));
        assert_eq!((leg.disposition, leg.talk_s, leg.wait_s), (disposition, 0, None));
    }
    let opensips = |code: &str, setup: u8, talk: u8| {
        let row = json!({
            "id": 9, "method": "INVITE", "callid": "o1", "from_tag": "a", "sip_code": code, "time": "2026-03-02 10:00:04",
            "created": "2026-03-02 10:00:00", "setuptime": setup, "duration": talk, "ms_duration": u32::from(talk) * 1000,
            "caller": "201", "callee": "202",
        });
        only(Source::OpensipsAcc, &row.to_string(), json!({}))
    };
    let leg = opensips("200", 4, 30);
    assert_eq!(
        moments(&leg),
        ["2026-03-02T09:00:00Z", "2026-03-02T09:00:04Z", "2026-03-02T09:00:34Z"]
    );
    assert_eq!((leg.wait_s, leg.talk_s), (Some(4), 30));
    let leg = opensips("487", 4, 0);
    assert_eq!((leg.disposition, leg.talk_s), (Disposition::Cancelled, 0));
}

#[test]
fn in_the_hour_that_the_clock_has_twice_a_call_ends_behind_its_begin() {
    let transaction = |method: &str, at: &str| {
        json!({"method": method, "from_tag": "a", "to_tag": "b", "callid": "k1", "sip_code": "200", "src_user": "201", "dst_user": "202",
            "time": format!("2026-10-25 {at}")})
    };
    let across = format!(
        "{}\n{}\n",
        transaction("INVITE", "02:50:00"),
        transaction("BYE", "02:05:30")
    );
    let parsed = read(Source::KamailioAcc, &across, json!({}));
    assert_eq!(codes(&parsed), ["tz_ambiguous", "tz_ambiguous"]);
    let leg = &parsed.records[0];
    assert_eq!((leg.talk_s, &moments(leg)[0][..]), (930, "2026-10-25T00:50:00Z"));
    assert_eq!(moments(leg)[2], "2026-10-25T01:05:30Z");
    let call = |start: &str, end: &str, talk: u32| {
        let row = json!({"callid": "k2", "start_time": format!("2026-10-25 {start}"), "end_time": format!("2026-10-25 {end}"), "duration": talk,
            "caller": "201", "callee": "202"});
        let parsed = read(Source::KamailioAcc, &row.to_string(), json!({}));
        assert_eq!(codes(&parsed), ["tz_ambiguous"]);
        moments(&parsed.records[0])
    };
    let across = ["2026-10-25T00:50:00Z", "2026-10-25T00:50:00Z", "2026-10-25T01:05:30Z"];
    assert_eq!(call("02:50:00", "02:05:30", 930), across);
    let by_its_seconds = ["2026-10-25T00:10:00Z", "2026-10-25T00:10:00Z", "2026-10-25T01:20:00Z"];
    assert_eq!(call("02:10:00", "02:20:00", 4_200), by_its_seconds);
    let given_up = json!({"method": "INVITE", "callid": "o1", "from_tag": "a", "sip_code": "487", "created": "2026-10-25 02:59:50",
        "time": "2026-10-25 02:00:10", "setuptime": 20, "duration": 0, "caller": "201", "callee": "202"});
    let leg = only(Source::OpensipsAcc, &given_up.to_string(), json!({}));
    assert_eq!((leg.wait_s, &moments(&leg)[2][..]), (Some(20), "2026-10-25T01:00:10Z"));
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
