//! Channel events of Asterisk (CEL).

use super::*;

fn event(name: &str, at: &str, exten: &str, channel: &str, app: &str, id: &str, extra: &str) -> String {
    format!(
        r#""{name}","{at}","","+4930123","","","","{exten}","any","{channel}","{app}","201@default,u","3","","{id}","1.1","","","","{extra}""#
    )
}

#[test]
fn channel_events_of_an_older_system_and_a_mailbox() {
    let trunk = |name, at, app, extra| event(name, at, "4930555", "PJSIP/trunk-1", app, "1.1", extra);
    let lines = [
        trunk("CHAN_START", "1772438400.000000", "", ""),
        trunk("APP_START", "1772438401.000000", "VoiceMail", ""),
        trunk("ANSWER", "1772438402.000000", "VoiceMail", ""),
        trunk("HANGUP", "1772438422.000000", "", "16,PJSIP/trunk-1,ANSWER"),
        trunk("LINKEDID_END", "1772438422.000000", "", ""),
    ];
    let leg = only(Source::AsteriskCel, &lines.join("\n"), json!({}));
    assert_eq!(
        (leg.disposition, leg.talk_s, leg.wait_s),
        (Disposition::Voicemail, 0, Some(22))
    );
    assert_eq!(
        (leg.hangup_cause.as_deref(), &leg.custom["machine_s"]),
        (Some("16"), &json!(20))
    );
    assert_eq!(leg.custom["released_by"], json!("caller"));
}

#[test]
fn an_extension_at_a_machine_talks_with_the_systems_own_times() {
    let own = |name, at, app| event(name, at, "*43", "PJSIP/201-1", app, "1.1", "");
    let lines = [
        own("CHAN_START", "1772438400.000000", ""),
        own("APP_START", "1772438400.100000", "Echo"),
        own("ANSWER", "1772438400.500000", "Echo"),
        own("LINKEDID_END", "1772438430.500000", ""),
    ];
    let leg = only(Source::AsteriskCel, &lines.join("\n"), json!({}));
    assert_eq!(
        (leg.direction, leg.disposition, leg.leg_kind()),
        (Direction::Internal, Disposition::Answered, Some("ivr"))
    );
    assert_eq!((leg.talk_s, leg.agent), (30, None));
}

#[test]
fn an_extension_that_reached_nobody_outside_called_out() {
    let own = |name, at| event(name, at, "004930999", "PJSIP/201-1", "", "1.1", "");
    let lines = [own("CHAN_START", "1772438400.0"), own("LINKEDID_END", "1772438402.0")];
    assert_eq!(
        only(Source::AsteriskCel, &lines.join("\n"), json!({})).direction,
        Direction::Outbound
    );
}

#[test]
fn channel_events_may_be_rows_of_a_table() {
    let row = |number: u8, kind: &str, second: &str, channel: &str, id: &str, extra: Value| {
        json!({
            "id": number, "eventtype": kind, "eventtime": format!("2026-03-02 10:00:{second}"), "cid_name": "A", "cid_num": "+4930123",
            "cid_dnid": null, "exten": "4930555", "context": "any", "channame": channel, "appname": "", "appdata": "", "amaflags": 3,
            "uniqueid": id, "linkedid": "1772442000.1", "userfield": "", "peer": "", "eventextra": extra,
        })
    };
    let (trunk, phone) = (("PJSIP/trunk-1", "1772442000.1"), ("PJSIP/201-2", "1772442000.2"));
    let bridge = json!({"bridge_id": "b"});
    let rows = [
        row(1, "CHAN_START", "00.000000", trunk.0, trunk.1, json!("")),
        row(2, "CHAN_START", "01.000000", phone.0, phone.1, json!(null)),
        row(
            3,
            "BRIDGE_ENTER",
            "05.000000",
            phone.0,
            phone.1,
            json!(bridge.to_string()),
        ),
        row(4, "BRIDGE_ENTER", "05.000000", trunk.0, trunk.1, bridge),
        row(5, "BRIDGE_EXIT", "35.000000", trunk.0, trunk.1, json!(null)),
        row(
            6,
            "HANGUP",
            "35.500000",
            trunk.0,
            trunk.1,
            json!("{\"hangupcause\":16}"),
        ),
        row(7, "LINKEDID_END", "36.000000", trunk.0, trunk.1, json!(null)),
    ];
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    for input in [lines.as_str(), &json!(rows).to_string()] {
        let leg = only(Source::AsteriskCel, input, json!({}));
        assert_eq!(
            (leg.external_id.as_str(), leg.direction, leg.agent.as_deref()),
            ("1772442000.1", Direction::Inbound, Some("201"))
        );
        assert_eq!(
            moments(&leg),
            ["2026-03-02T09:00:00Z", "2026-03-02T09:00:05Z", "2026-03-02T09:00:36Z"]
        );
        assert_eq!((leg.talk_s, leg.hangup_cause.as_deref()), (30, Some("16")));
    }
    let again = lines.clone() + &lines;
    assert_eq!(codes(&read(Source::AsteriskCel, &again, json!({}))), ["duplicate"; 7]);
    let parsed = read(Source::AsteriskCel, "{\"eventtype\":\"HANGUP\"}\n7\n", json!({}));
    assert_eq!(codes(&parsed), ["missing_field", "not_a_record"]);
}

#[test]
fn an_event_without_a_blank_line_behind_it_has_not_come_whole() {
    let event =
        "Event: Cdr\r\nSource: 201\r\nDestination: 202\r\nStartTime: 2026-03-02 09:00:00\r\nDisposition: ANSWERED\r\n";
    let parsed = read(Source::AsteriskAmiCdr, event, json!({}));
    assert_eq!((parsed.records.len(), codes(&parsed)), (0, vec!["incomplete_event"]));
    let other = read(
        Source::AsteriskCel,
        "Event: CEL\r\nEventName: CHAN_START\r\n",
        json!({}),
    );
    assert_eq!(codes(&other), ["incomplete_event"]);
}

#[test]
fn whoever_left_a_queue_ended_where_the_call_was_led_last() {
    let own = |name, at, exten, app, extra| event(name, at, exten, "PJSIP/trunk-1", app, "1.1", extra);
    let ended = |last: String| {
        let lines = [
            own("CHAN_START", "1772438400.0", "4930555", "", ""),
            own("ANSWER", "1772438401.0", "600", "Answer", ""),
            own("APP_START", "1772438402.0", "600", "Queue", ""),
            own("APP_END", "1772438430.0", "600", "Queue", ""),
            last,
            own("HANGUP", "1772438450.0", "600", "", "17,dialplan/builtin,BUSY"),
            own("LINKEDID_END", "1772438450.0", "600", "", ""),
        ];
        only(Source::AsteriskCel, &lines.join("\n"), json!({}))
    };
    let rang = ended(own("APP_START", "1772438430.5", "201", "Dial", ""));
    assert_eq!(
        (rang.disposition, rang.leg_kind(), rang.queue.as_deref()),
        (Disposition::Busy, None, Some("201@default"))
    );
    assert_eq!(rang.custom["released_by"], json!("pbx"));
    let left = ended(own("APP_START", "1772438430.5", "h", "Dial", ""));
    assert_eq!(
        (left.disposition, left.leg_kind()),
        (Disposition::Abandoned, Some("queue"))
    );
}

#[test]
fn a_call_that_has_not_ended_is_named_by_its_id() {
    let began = event("CHAN_START", "1772438400.0", "4930555", "PJSIP/trunk-1", "", "1.1", "");
    let parsed = read(Source::AsteriskCel, &began, json!({}));
    assert_eq!(codes(&parsed), ["incomplete_call"]);
    assert_eq!(String::from(parsed.ignored[0].at.clone()), "1.1");
}

#[test]
fn channel_events_may_have_dates_with_fractions_and_a_form_of_their_own() {
    let leg = |from: &str, to: &str, different: Value| {
        let own = |name, at| event(name, at, "*21*7#", "PJSIP/201-1", "", "1792890600.1", "");
        let lines = [own("CHAN_START", from), own("LINKEDID_END", to)];
        let parsed = read(Source::AsteriskCel, &lines.join("\n"), different);
        assert_eq!(codes(&parsed), Vec::<&str>::new());
        parsed.records.into_iter().next().unwrap()
    };
    // The id of the channel tells which of two hours it was.
    let fractions = leg("2026-10-25 02:10:00.250", "2026-10-25 02:20:00.000000", json!({}));
    assert_eq!(
        moments(&fractions),
        ["2026-10-25T01:10:00.25Z", "", "2026-10-25T01:20:00Z"]
    );
    assert_eq!(fractions.to.as_deref(), Some("*21*7#"));
    let own = json!({"date_format": "%d.%m.%Y %H:%M:%S"});
    let form = leg("02.03.2026 09:00:00", "02.03.2026 09:00:10", own);
    assert_eq!(moments(&form), ["2026-03-02T08:00:00Z", "", "2026-03-02T08:00:10Z"]);
}

#[test]
fn whoever_met_in_a_room_was_in_a_conference() {
    let call = |app: &str| {
        let trunk = |name, at, app| event(name, at, "4930555", "PJSIP/trunk-1", app, "1.1", "");
        let phone = |name, at, app| event(name, at, "900", "PJSIP/201-2", app, "1.2", "");
        let lines = [
            trunk("CHAN_START", "1772438400.0", ""),
            trunk("APP_START", "1772438401.0", app),
            phone("CHAN_START", "1772438402.0", ""),
            phone("APP_START", "1772438403.0", app),
            trunk("BRIDGE_ENTER", "1772438404.0", app),
            phone("BRIDGE_ENTER", "1772438405.0", app),
            phone("BRIDGE_EXIT", "1772438435.0", app),
            trunk("LINKEDID_END", "1772438436.0", ""),
        ];
        only(Source::AsteriskCel, &lines.join("\n"), json!({}))
    };
    let room = call("ConfBridge");
    assert_eq!(
        (room.disposition, room.leg_kind(), room.talk_s),
        (Disposition::Answered, Some("conference"), 30)
    );
    assert_eq!(call("Dial").leg_kind(), None);
}

/// Whoever picks up what rings at another telephone is connected to the channel that was dialled for it.
#[test]
fn of_channels_that_are_connected_at_once_the_one_that_came_first_is_the_agent() {
    let trunk = |name, at| event(name, at, "4930555", "PJSIP/trunk-1", "", "1.1", "");
    let inside = |name, at, channel, id| event(name, at, "", channel, "", id, "{\"\"bridge_id\"\":\"\"b\"\"}");
    let lines = [
        trunk("CHAN_START", "1772438400.0"),
        inside("BRIDGE_ENTER", "1772438405.0", "Local/201@from-queue-1;2", "1.2"),
        inside("BRIDGE_ENTER", "1772438405.0", "PJSIP/202-3", "1.3"),
        inside("BRIDGE_EXIT", "1772438435.0", "PJSIP/202-3", "1.3"),
        trunk("LINKEDID_END", "1772438436.0"),
    ];
    for _ in 0..20 {
        let leg = only(Source::AsteriskCel, &lines.join("\n"), json!({}));
        assert_eq!(
            (leg.agent.as_deref(), &leg.custom["agents"], leg.talk_s),
            (Some("201"), &json!(["201", "202"]), 30)
        );
    }
}

/// The place for parked calls is a bridge too, and so is the one in which a queue's agents wait.
#[test]
fn channels_that_are_parked_together_do_not_talk() {
    let call = |technology: &str| {
        let own = |name, at, channel, id| {
            let extra = format!("{{\"\"bridge_id\"\":\"\"b\"\",\"\"bridge_technology\"\":\"\"{technology}\"\"}}");
            event(name, at, "4930555", channel, "", id, &extra)
        };
        let lines = [
            own("CHAN_START", "1772438400.0", "PJSIP/trunk-1", "1.1"),
            own("CHAN_START", "1772438401.0", "PJSIP/202-2", "1.2"),
            own("BRIDGE_ENTER", "1772438405.0", "PJSIP/trunk-1", "1.1"),
            own("BRIDGE_ENTER", "1772438406.0", "PJSIP/202-2", "1.2"),
            own("BRIDGE_EXIT", "1772438436.0", "PJSIP/202-2", "1.2"),
            own("LINKEDID_END", "1772438436.0", "PJSIP/trunk-1", "1.1"),
        ];
        let leg = only(Source::AsteriskCel, &lines.join("\n"), json!({}));
        (leg.disposition, leg.talk_s, leg.agent)
    };
    assert_eq!(call("simple_bridge"), (Disposition::Answered, 30, Some("202".into())));
    assert_eq!(call("holding_bridge"), (Disposition::Missed, 0, None));
}
