//! Asterisk and what is built on it.

use super::*;

/// A row of `cdr_csv` with unique id, between the channels and applications given.
fn row(dst: &str, channel: &str, far: &str, app: &str, times: &str, id: &str) -> String {
    format!(
        r#""","+4930123","{dst}","any","""A"" <+4930123>","{channel}","{far}","{app}","x",{times},"DOCUMENTATION","{id}","""#
    )
}

#[test]
fn labels_of_the_dialplan_are_no_numbers() {
    for label in ["s", "s-BUSY", "fax", "h", "~~s~~"] {
        let times = r#""2026-03-02 09:00:00",,"2026-03-02 09:00:09",9,0,"NO ANSWER""#;
        let line = row(label, "PJSIP/trunk-1", "PJSIP/201-2", "Dial", times, "1772438400.1");
        assert_eq!(only(Source::AsteriskCdrCsv, &line, json!({})).to, None, "{label}");
    }
}

#[test]
fn the_id_tells_which_of_two_hours_it_was() {
    let times = r#""2026-10-25 02:10:00","2026-10-25 02:10:05","2026-10-25 02:20:00",600,595,"ANSWERED""#;
    let line = row("201", "PJSIP/trunk-1", "PJSIP/201-2", "Dial", times, "1792890600.1");
    let leg = only(Source::AsteriskCdrCsv, &line, json!({}));
    assert_eq!(
        moments(&leg),
        ["2026-10-25T01:10:00Z", "2026-10-25T01:10:05Z", "2026-10-25T01:20:00Z"]
    );
}

#[test]
fn a_conference_and_a_transit_are_told() {
    let times = r#""2026-03-02 09:00:00","2026-03-02 09:00:01","2026-03-02 09:10:00",600,599,"ANSWERED""#;
    let room = row("900", "PJSIP/trunk-1", "", "ConfBridge", times, "1772438400.1");
    let leg = only(Source::AsteriskCdrCsv, &room, json!({}));
    assert_eq!(
        (leg.disposition, leg.leg_kind()),
        (Disposition::Answered, Some("conference"))
    );
    let through = row(
        "0049301",
        "PJSIP/trunk-1",
        "PJSIP/trunk-2",
        "Dial",
        times,
        "1772438400.1",
    );
    let leg = only(Source::AsteriskCdrCsv, &through, json!({}));
    assert_eq!(
        (leg.direction, leg.agent, leg.to.as_deref()),
        (Direction::Transit, None, Some("0049301"))
    );
}

#[test]
fn an_extension_that_waits_in_a_queue_stays_inside() {
    let times = r#""2026-03-02 09:00:00","2026-03-02 09:00:00","2026-03-02 09:01:00",60,60,"ANSWERED""#;
    let line = row("7000", "PJSIP/201-1", "", "Queue", times, "1772438400.1").replace("+4930123", "201");
    let leg = only(Source::AsteriskCdrCsv, &line, json!({}));
    assert_eq!(
        (leg.direction, leg.disposition, leg.agent),
        (Direction::Internal, Disposition::Abandoned, None)
    );
}

/// With `unanswered=yes` each telephone that rang has a row of its own, on which it is the first channel.
#[test]
fn a_telephone_that_only_rang_called_nobody() {
    let times = r#""2026-03-02 09:00:00",,"2026-03-02 09:00:20",20,0,"NO ANSWER""#;
    let rang = row("s", "PJSIP/202-2", "", "AppDial", times, "1772438400.2").replace("+4930123", "");
    let leg = only(Source::AsteriskCdrCsv, &rang, json!({}));
    assert_eq!(
        (leg.direction, leg.disposition, leg.agent),
        (Direction::Unknown, Disposition::NoAnswer, None)
    );
    let called = row("0049301", "PJSIP/202-2", "", "Dial", times, "1772438400.2");
    let leg = only(Source::AsteriskCdrCsv, &called, json!({}));
    assert_eq!(
        (leg.direction, leg.agent.as_deref()),
        (Direction::Outbound, Some("202"))
    );
}

#[test]
fn a_manager_event_is_read_whatever_the_case_of_added_keys() {
    let event = "Event: Cdr\r\nSource: 201\r\nDestination: 202\r\nChannel: PJSIP/201-1\r\nDestinationChannel: PJSIP/202-2\r\n\
        LastApplication: Dial\r\nStartTime: 2026-03-02 09:00:00\r\nAnswerTime: 2026-03-02 09:00:04\r\nEndTime: 2026-03-02 09:01:00\r\n\
        Duration: 60\r\nBillableSeconds: 56\r\nDisposition: ANSWERED\r\nUniqueid: 1772438400.7\r\nLinkedId: 1772438400.5\r\nsequence: 12\r\n\r\n";
    let leg = only(Source::AsteriskAmiCdr, event, json!({}));
    assert_eq!(
        (leg.external_id.as_str(), leg.linked_id.as_deref()),
        ("1772438400.7#12", Some("1772438400.5"))
    );
    assert_eq!(
        (leg.direction, leg.agent.as_deref()),
        (Direction::Internal, Some("202"))
    );
}

/// The table has no end: it is reckoned from the moment of the start, not on the clock of a night in which that is set.
#[test]
fn a_row_without_an_end_lasts_its_seconds_when_the_clock_is_set() {
    let row = |at: &str, id: &str| {
        json!({"calldate": at, "src": "201", "dst": "202", "channel": "PJSIP/201-1", "dstchannel": "PJSIP/202-2", "lastapp": "Dial",
            "duration": "90", "billsec": "60", "disposition": "ANSWERED", "uniqueid": id, "sequence": null})
        .to_string()
    };
    let autumn = only(
        Source::FreepbxCdr,
        &row("2026-10-25 02:59:30", "pbx01-1792889970.1"),
        json!({}),
    );
    assert_eq!(
        moments(&autumn),
        ["2026-10-25T00:59:30Z", "2026-10-25T01:00:00Z", "2026-10-25T01:01:00Z"]
    );
    let spring = only(
        Source::FreepbxCdr,
        &row("2026-03-29 01:59:30", "pbx01-1774745970.1"),
        json!({}),
    );
    assert_eq!(
        moments(&spring),
        ["2026-03-29T00:59:30Z", "2026-03-29T01:00:00Z", "2026-03-29T01:01:00Z"]
    );
}

#[test]
fn a_mailbox_of_freepbx_is_one_whatever_came_last() {
    let row = json!({"calldate": "2026-03-02 09:00:00", "src": "030123", "dst": "vmb201", "channel": "PJSIP/trunk-1", "dstchannel": "",
        "lastapp": "Hangup", "lastdata": "", "duration": 30, "billsec": 20, "disposition": "ANSWERED", "uniqueid": "1772438400.1", "did": "49301"});
    let leg = only(Source::FreepbxCdr, &row.to_string(), json!({}));
    assert_eq!(
        (leg.disposition, leg.to.as_deref()),
        (Disposition::Voicemail, Some("201"))
    );
    assert_eq!(
        (&leg.custom["mailbox"], &leg.custom["machine_s"]),
        (&json!("201"), &json!(20))
    );
}

#[test]
fn a_table_with_asterisks_own_columns_is_read_as_freepbxs_is() {
    let row = |answer: &str, disposition: &str| {
        json!({"start": "2026-03-02 09:00:00", "answer": answer, "end": "2026-03-02 09:01:00", "src": "201", "dst": "202", "channel": "PJSIP/201-1",
            "dstchannel": "PJSIP/202-2", "lastapp": "Dial", "duration": 60, "billsec": 50, "disposition": disposition, "uniqueid": "1772438400.1"})
        .to_string()
    };
    let talked = only(Source::FreepbxCdr, &row("2026-03-02 09:00:10", "ANSWERED"), json!({}));
    assert_eq!(
        moments(&talked),
        ["2026-03-02T08:00:00Z", "2026-03-02T08:00:10Z", "2026-03-02T08:01:00Z"]
    );
    let rang = only(Source::FreepbxCdr, &row("0000-00-00 00:00:00", "NO ANSWER"), json!({}));
    assert_eq!((rang.disposition, rang.wait_s), (Disposition::NoAnswer, Some(60)));
}

#[test]
fn places_of_freepbx_that_lead_to_nobody_have_no_number_and_a_row_that_differs_is_told() {
    let row = |dst: &str, billsec: u32| {
        json!({"calldate": "2026-03-02 09:00:00", "src": "030123", "dst": dst, "channel": "PJSIP/trunk-1", "dstchannel": "", "lastapp": "Hangup",
            "duration": 30, "billsec": billsec, "disposition": "ANSWERED", "uniqueid": "1772438400.1", "sequence": 7, "did": "49301"})
        .to_string()
    };
    assert_eq!(only(Source::FreepbxCdr, &row("hang", 20), json!({})).to, None);
    let label = only(Source::FreepbxCdr, &row("s", 20), json!({}));
    assert_eq!(label.to.as_deref(), Some("49301"));
    let rows = [row("s", 20), row("s", 20), row("s", 25)];
    let parsed = read(Source::FreepbxCdr, &rows.join("\n"), json!({}));
    assert_eq!(
        (parsed.records.len(), codes(&parsed)),
        (1, vec!["duplicate", "conflict"])
    );
    assert_eq!(parsed.records[0].custom["machine_s"], json!(20));
}

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
fn a_stamp_of_the_table_may_have_an_offset_or_be_an_epoch() {
    for at in [
        json!("2026-03-02T08:00:00.000Z"),
        json!("2026-03-02 10:00:00+02:00"),
        json!(1_772_438_400),
    ] {
        let row = json!({"calldate": at, "src": "201", "dst": "202", "channel": "PJSIP/201-1", "dstchannel": "PJSIP/202-2", "lastapp": "Dial",
            "duration": 70, "billsec": 60, "disposition": "ANSWERED", "uniqueid": "1772438400.1", "sequence": 7});
        let leg = only(Source::FreepbxCdr, &row.to_string(), json!({}));
        assert_eq!(
            moments(&leg),
            ["2026-03-02T08:00:00Z", "2026-03-02T08:00:10Z", "2026-03-02T08:01:10Z"],
            "{at}"
        );
    }
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
