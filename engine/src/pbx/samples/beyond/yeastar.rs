//! What systems of Yeastar push and answer.

use super::*;

fn yeastar(fields: Value) -> Parsed {
    let msg = json!({"uid": "u-1", "cdr_id": "1", "time_start": "02.03.2026 09:00:00", "call_type": "INBOUND", "call_from": "Anna<+49 30 123>"});
    let mut msg = msg.as_object().unwrap().clone();
    msg.extend(fields.as_object().unwrap().clone());
    read(
        Source::Yeastar30039,
        &json!({"type": 30039, "sn": "1", "msg": msg}).to_string(),
        json!({"groups": ["600"]}),
    )
}

#[test]
fn hold_stands_beside_the_talk_and_a_missing_ring_is_what_is_left() {
    let parsed = yeastar(
        json!({"call_to": "Bea<201>", "status": "ANSWERED", "call_duration": "100", "talk_duration": "60", "hold_duration": 30}),
    );
    assert_eq!(codes(&parsed), Vec::<&str>::new());
    let leg = &parsed.records[0];
    assert_eq!(
        moments(leg),
        ["2026-03-02T08:00:00Z", "2026-03-02T08:00:10Z", "2026-03-02T08:01:40Z"]
    );
    assert_eq!(
        (leg.from.as_deref(), leg.talk_s, &leg.custom["hold_s"]),
        (Some("+4930123"), 60, &json!(30))
    );
}

#[test]
fn a_ring_group_is_known_by_its_name_or_its_number() {
    for to in ["Ring Group Sales<601>", "Sales<600>", "600"] {
        let parsed = yeastar(json!({"call_to": to, "status": "ANSWERED", "ring_duration": 5, "talk_duration": 0}));
        let leg = &parsed.records[0];
        assert_eq!(
            (leg.disposition, leg.leg_kind(), leg.agent.as_deref()),
            (Disposition::NoAnswer, Some("queue"), None),
            "{to}"
        );
        assert!(leg.custom.get("to_name").is_none_or(|name| name == "Sales"));
    }
}

#[test]
fn phones_of_a_group_that_nobody_took_are_a_missed_call_and_a_queue_that_was_left_is_not() {
    for (to, status, disposition) in [
        ("RingGroup Sales<601>", "NO ANSWER", Disposition::Missed),
        ("Ring Group Sales<601>", "BUSY", Disposition::Busy),
        ("RingGroup Sales<601>", "ABANDONED", Disposition::Abandoned),
        ("Queue Sales<601>", "NO ANSWER", Disposition::Abandoned),
    ] {
        let parsed = yeastar(json!({"call_to": to, "status": status, "ring_duration": 20, "call_duration": 20}));
        let leg = &parsed.records[0];
        assert_eq!(
            (leg.disposition, leg.queue.as_deref(), leg.wait_s),
            (disposition, Some("601"), Some(20)),
            "{to} {status}"
        );
    }
}

#[test]
fn the_id_of_a_call_says_in_which_of_two_hours_it_began() {
    let post = |call_id: &str| {
        let message = json!({"call_id": call_id, "time_start": "10/25/2026 02:30:00 AM", "call_from": "0049301", "call_to": "201",
            "call_duration": 60, "talk_duration": 50, "status": "ANSWERED", "type": "Inbound"});
        let input = json!({"type": 30012, "sn": "1", "msg": message.to_string()});
        read(Source::Yeastar30012, &input.to_string(), json!({}))
    };
    let known = post("1792891790.7");
    assert_eq!(moments(&known.records[0])[0], "2026-10-25T01:30:00Z");
    assert_eq!(codes(&known), Vec::<&str>::new());
    // One that is no epoch, or one of another day, says nothing.
    for call_id in ["K-7", "1692891790.7"] {
        let unknown = post(call_id);
        assert_eq!(moments(&unknown.records[0])[0], "2026-10-25T00:30:00Z");
        assert_eq!(codes(&unknown), ["tz_ambiguous"]);
    }
}

#[test]
fn a_call_that_was_taken_has_an_answer_however_short_it_was() {
    let parsed = yeastar(
        json!({"call_to": "Bea<201>", "status": "ANSWERED", "ring_duration": 7, "talk_duration": 0, "call_duration": 7}),
    );
    assert_eq!(codes(&parsed), Vec::<&str>::new());
    let leg = &parsed.records[0];
    assert_eq!((leg.disposition, leg.talk_s), (Disposition::Answered, 0));
    assert_eq!(moments(leg)[1], "2026-03-02T08:00:07Z");
}

#[test]
fn talk_of_yeastar_that_is_longer_than_the_call_is_kept_and_said() {
    let end = json!({"call_id": "K-1", "time_start": "2026-03-02 09:00:00", "call_from": "0049301", "call_to": "201", "call_duration": 60,
        "talk_duration": 61, "status": "ANSWERED", "type": "Inbound"});
    let event = json!({"uid": "u-1", "cdr_id": "1", "time_start": "2026/03/02 09:00:00", "call_from": "0049301", "call_to": "201", "ring_duration": 0,
        "call_duration": 60, "talk_duration": 61, "status": "ANSWERED", "call_type": "Inbound"});
    let row = json!({"data": [{"new_id": "1", "call_id": "K-1", "timestamp": 1_772_438_400, "call_from": "0049301", "call_to": "201", "duration": 60,
        "talk_duration": 61, "disposition": "ANSWERED", "call_type": "Inbound"}]});
    for (source, input) in [
        (
            Source::Yeastar30012,
            json!({"type": 30012, "sn": "1", "msg": end.to_string()}),
        ),
        (
            Source::Yeastar30039,
            json!({"type": 30039, "sn": "1", "msg": event.to_string()}),
        ),
        (Source::YeastarCdrList, row),
    ] {
        let parsed = read(source, &input.to_string(), json!({}));
        assert_eq!(codes(&parsed), ["duration_mismatch"], "{input}");
        let leg = &parsed.records[0];
        assert_eq!((leg.talk_s, leg.disposition), (61, Disposition::Answered));
        assert_eq!(
            moments(leg),
            ["2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z", "2026-03-02T08:01:00Z"]
        );
    }
}

#[test]
fn a_row_of_yeastar_without_its_whole_lasts_as_long_as_ring_and_talk() {
    let row = json!({"data": [{"new_id": "1", "call_id": "K-1", "timestamp": 1_772_438_400, "call_from": "0049301", "call_to": "201", "ring_duration": 5,
        "talk_duration": 60, "disposition": "ANSWERED", "call_type": "Inbound"}]});
    let parsed = read(Source::YeastarCdrList, &row.to_string(), json!({}));
    assert_eq!(codes(&parsed), Vec::<&str>::new());
    assert_eq!(
        moments(&parsed.records[0]),
        ["2026-03-02T08:00:00Z", "2026-03-02T08:00:05Z", "2026-03-02T08:01:05Z"]
    );
}

#[test]
fn whoever_calls_a_feature_code_talks_with_a_machine() {
    let parsed = yeastar(
        json!({"call_type": "Internal", "call_from": "202", "call_to": "*2", "status": "ANSWERED", "ring_duration": 1, "talk_duration": 9}),
    );
    let leg = &parsed.records[0];
    assert_eq!(
        (leg.disposition, leg.leg_kind(), leg.agent.as_deref(), leg.talk_s),
        (Disposition::Answered, Some("ivr"), None, 9)
    );
}

#[test]
fn of_legs_that_begin_together_the_number_tells_the_first() {
    let post = |leg: u32, to: &str, talk: u32| {
        let message = json!({"uid": "u-1", "cdr_id": format!("{leg}"), "leg": leg, "time_start": "2026/03/02 09:00:00", "call_type": "Inbound",
            "call_from": "+4930123", "call_to": to, "status": "ANSWERED", "ring_duration": 5, "talk_duration": talk});
        json!({"type": 30039, "sn": "1", "msg": message.to_string()}).to_string()
    };
    let input = format!("{}\n{}\n", post(2, "Bea<201>", 30), post(1, "Queue Support<600>", 0));
    let parsed = read(Source::Yeastar30039, &input, json!({}));
    assert_eq!(parsed.calls[0].rollup.to.as_deref(), Some("600"));
}

#[test]
fn older_models_of_yeastar_write_the_name_of_a_line_in_several_ways_and_post_other_events_too() {
    for key in ["desttrunkname", "dsttrunkname", "dsttrcunkname"] {
        let mut post = json!({"event": "NewCdr", "callid": "1772438400.5", "timestart": "2026-03-02 09:00:00", "callfrom": "201", "callto": "0049301",
            "callduraction": "19", "talkduraction": "14", "srctrunkname": "", "status": "ANSWERED", "type": "Outbound", "sn": "1"});
        post[key] = json!("pstn1");
        let leg = only(Source::YeastarNewcdr, &post.to_string(), json!({}));
        assert_eq!(
            (leg.agent.as_deref(), leg.wait_s, &leg.custom["trunk"]),
            (Some("201"), Some(5), &json!("pstn1")),
            "{key}"
        );
    }
    let other = json!({"action": "BYE", "ext": {"extid": "201"}, "sn": "1"});
    let parsed = read(Source::YeastarNewcdr, &other.to_string(), json!({}));
    assert_eq!(codes(&parsed), ["log_event"]);
}
