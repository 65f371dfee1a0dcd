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
fn a_parking_place_is_no_talk_and_whoever_is_fetched_from_it_talks() {
    let times = r#""2026-03-02 09:00:00","2026-03-02 09:00:00","2026-03-02 09:01:00",60,60,"ANSWERED""#;
    let kind = |far: &str, app: &str| {
        let line = row("701", "PJSIP/201-1", far, app, times, "1772438400.1").replace("+4930123", "201");
        let leg = only(Source::AsteriskCdrCsv, &line, json!({}));
        (leg.disposition, leg.leg_kind().map(str::to_owned), leg.agent)
    };
    for app in ["Park", "ParkAndAnnounce", "ParkedCall"] {
        assert_eq!(
            kind("", app),
            (Disposition::NoAnswer, Some("park".into()), None),
            "{app}"
        );
    }
    let fetched = kind("PJSIP/trunk-2", "ParkedCall");
    assert_eq!(fetched, (Disposition::Answered, None, Some("201".into())));
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

/// Whatever called it: a channel of which nobody said that it is a trunk.
#[test]
fn an_extension_that_a_label_led_to_is_inside() {
    let times = r#""2026-03-02 09:00:00","2026-03-02 09:00:05","2026-03-02 09:00:35",35,30,"ANSWERED""#;
    for far in ["PJSIP/202-2", "Local/202@from-internal-1;1"] {
        let line = row("s", "DAHDI/1-1", far, "Dial", times, "1772438400.1");
        let leg = only(Source::AsteriskCdrCsv, &line, json!({}));
        assert_eq!(
            (leg.direction, leg.agent.as_deref(), leg.to),
            (Direction::Internal, Some("202"), None),
            "{far}"
        );
    }
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
fn a_context_that_freepbx_made_of_one_from_outside_is_one() {
    for (context, direction) in [
        ("from-pstn", Direction::Inbound),
        ("from-trunk-pjsip-carrier", Direction::Inbound),
        ("from-trunkers", Direction::Internal),
    ] {
        let row = json!({"calldate": "2026-03-02 09:00:00", "src": "030123", "dst": "201", "dcontext": context, "channel": "PJSIP/carrier-1",
            "dstchannel": "PJSIP/201-2", "lastapp": "Dial", "duration": 12, "billsec": 0, "disposition": "NO ANSWER", "uniqueid": "1772438400.1"});
        assert_eq!(
            only(Source::FreepbxCdr, &row.to_string(), json!({})).direction,
            direction,
            "{context}"
        );
    }
}

#[test]
fn a_row_of_freepbx_that_says_no_time_lacks_it() {
    for (at, code) in [
        (json!(null), "missing_field"),
        (json!("soon"), "bad_timestamp"),
        (json!("0000-00-00 00:00:00"), "bad_timestamp"),
    ] {
        let row = json!({"calldate": at, "src": "030123", "dst": "201", "disposition": "NO ANSWER", "uniqueid": "1772438400.1"});
        assert_eq!(
            codes(&read(Source::FreepbxCdr, &row.to_string(), json!({}))),
            [code],
            "{at}"
        );
    }
    let row = json!({"src": "030123", "dst": "201", "disposition": "NO ANSWER"});
    assert_eq!(
        codes(&read(Source::FreepbxCdr, &row.to_string(), json!({}))),
        ["missing_field"]
    );
}

#[test]
fn an_announcement_that_every_line_is_busy_is_nobody_who_answered() {
    let row = |far: &str, app: &str| {
        let row = json!({"calldate": "2026-03-02 09:00:00", "src": "201", "cnum": "201", "dst": "0049301", "channel": "PJSIP/201-1", "dstchannel": far,
            "lastapp": app, "duration": 12, "billsec": 11, "disposition": "ANSWERED", "uniqueid": "1772438400.1", "outbound_cnum": "49301"});
        only(Source::FreepbxCdr, &row.to_string(), json!({}))
    };
    let heard = row("", "Playback");
    assert_eq!(
        (
            heard.direction,
            heard.leg_kind(),
            heard.agent.as_deref(),
            heard.is_person()
        ),
        (Direction::Outbound, Some("ivr"), None, false)
    );
    let talked = row("PJSIP/trunk-2", "Dial");
    assert_eq!((talked.agent.as_deref(), talked.is_person()), (Some("201"), true));
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
fn what_a_call_out_shows_to_the_other_side_is_not_what_the_caller_is_called() {
    for (clid, own, name) in [
        ("\"Main Line\" <49301>", "", None),
        ("\"Main Line\" <49301>", "Anna Berg", Some("Anna Berg")),
        ("\"Anna Berg\" <201>", "", Some("Anna Berg")),
    ] {
        let row = json!({"calldate": "2026-03-02 09:00:00", "clid": clid, "src": "49301", "cnum": "201", "cnam": own, "dst": "0049301",
            "channel": "PJSIP/201-1", "dstchannel": "PJSIP/trunk-2", "lastapp": "Dial", "duration": 12, "billsec": 11, "disposition": "ANSWERED",
            "uniqueid": "1772438400.1", "outbound_cnum": "49301", "outbound_cnam": "Main Line"});
        let leg = only(Source::FreepbxCdr, &row.to_string(), json!({}));
        assert_eq!(
            leg.custom.get("from_name").and_then(Value::as_str),
            name,
            "{clid} {own}"
        );
        assert_eq!((leg.from.as_deref(), leg.direction), (Some("201"), Direction::Outbound));
    }
}
