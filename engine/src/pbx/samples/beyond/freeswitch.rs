//! FreeSWITCH and what is built on it.

use super::*;

/// A channel with the variables that every one has, and others.
fn channel(other: Value) -> Value {
    let mut variables = json!({
        "uuid": "u-1", "channel_name": "sofia/external/+4930123@198.51.100.9", "start_epoch": "1772438400", "answer_epoch": "1772438402",
        "end_epoch": "1772438462", "bridge_epoch": "0", "hangup_cause": "NORMAL_CLEARING",
    });
    variables
        .as_object_mut()
        .unwrap()
        .extend(other.as_object().unwrap().clone());
    json!({"variables": variables, "callflow": [{"caller_profile": {"caller_id_number": "+4930123", "destination_number": "4930555", "context": "public"}}]})
}

fn leg(other: Value) -> Leg {
    only(Source::FreeswitchJsonCdr, &channel(other).to_string(), json!({}))
}

#[test]
fn a_caller_in_a_queue_talks_once_an_agent_answers() {
    let queue = json!({"cc_side": "member", "cc_queue": "support@default", "last_app": "callcenter", "last_arg": "support@default"});
    let mut answered = queue.clone();
    answered["cc_queue_answered_epoch"] = json!("1772438432");
    answered["cc_queue_terminated_epoch"] = json!("1772438460");
    answered["bridge_epoch"] = json!("1772438432");
    let talked = leg(answered);
    assert_eq!(
        (talked.queue.as_deref(), talked.wait_s, talked.talk_s),
        (Some("support"), Some(32), 28)
    );
    assert_eq!(
        (talked.disposition, talked.leg_kind()),
        (Disposition::Answered, Some("queue"))
    );
    let left = leg(queue);
    assert_eq!(
        (left.disposition, left.queue.as_deref(), left.talk_s),
        (Disposition::Abandoned, Some("support"), 0)
    );
    assert_eq!(left.custom["machine_s"], json!(60));
}

#[test]
fn a_caller_who_stays_after_the_agent_or_goes_on_to_a_mailbox_is_understood() {
    let member = json!({"cc_side": "member", "cc_queue": "support@default", "last_app": "playback", "cc_queue_answered_epoch": "1772438412",
        "cc_queue_terminated_epoch": "1772438432", "bridge_epoch": "1772438412"});
    let parsed = read(Source::FreeswitchJsonCdr, &channel(member).to_string(), json!({}));
    // Half a minute of questions behind it is no contradiction.
    assert_eq!((parsed.records[0].talk_s, codes(&parsed).len()), (20, 0));
    let mailbox = leg(
        json!({"cc_side": "member", "cc_queue": "support@default", "last_app": "voicemail", "last_arg": "default pbx.example 600"}),
    );
    assert_eq!(
        (
            mailbox.disposition,
            mailbox.queue.as_deref(),
            &mailbox.custom["mailbox"]
        ),
        (Disposition::Voicemail, Some("support"), &json!("600"))
    );
}

/// A FIFO answers the caller itself and says nothing of its member; the leg of who took the call knows how long they talked.
#[test]
fn what_a_fifo_counts_as_talk_holds_the_wait_in_it() {
    let waited = channel(json!({"last_app": "fifo", "last_arg": "support@default in", "bridge_epoch": "1772438432"}));
    let alone = read(Source::FreeswitchJsonCdr, &waited.to_string(), json!({}));
    assert_eq!((alone.calls[0].rollup.talk_s, alone.records[0].talk_s), (60, 60));
    assert!(alone.calls[0].rollup.custom.talk_includes_queue_wait);
    let mut took = channel(
        json!({"uuid": "u-2", "call_uuid": "u-1", "channel_name": "sofia/internal/202@10.0.0.9:5060", "start_epoch": "1772438422",
        "answer_epoch": "1772438432"}),
    );
    took["callflow"][0]["caller_profile"]["destination_number"] = json!("202");
    let both = read(Source::FreeswitchJsonCdr, &format!("{waited}\n{took}"), json!({}));
    let call = &both.calls[0].rollup;
    assert_eq!(
        (call.talk_s, call.wait_s, call.agent.as_deref()),
        (30, Some(32), Some("202"))
    );
    assert!(!call.custom.talk_includes_queue_wait);
}

#[test]
fn an_extension_that_calls_an_application_stays_inside_and_one_that_calls_out_is_the_agent_of_both_legs() {
    let own = |destination: &str, other: Value| {
        let mut call = channel(other);
        call["callflow"][0]["caller_profile"] =
            json!({"caller_id_number": "201", "destination_number": destination, "context": "default"});
        only(Source::FreeswitchJsonCdr, &call.to_string(), json!({}))
    };
    let room = own(
        "3000",
        json!({"channel_name": "sofia/internal/201@pbx.example", "last_app": "conference"}),
    );
    assert_eq!(
        (room.direction, room.disposition, room.leg_kind()),
        (Direction::Internal, Disposition::Answered, Some("conference"))
    );
    let called = own(
        "004930999",
        json!({"call_uuid": "u-0", "channel_name": "sofia/external/004930999@198.51.100.9"}),
    );
    assert_eq!(
        (called.direction, called.agent.as_deref()),
        (Direction::Outbound, Some("201"))
    );
}

#[test]
fn what_a_record_leaves_out_follows_from_the_rest() {
    for left_out in ["end_epoch", "answer_epoch"] {
        let mut call = channel(json!({"duration": "62", "billsec": "60", "last_app": "bridge"}));
        let variables = call["variables"].as_object_mut().unwrap();
        variables.remove(left_out);
        variables.remove("bridge_epoch");
        let leg = only(Source::FreeswitchJsonCdr, &call.to_string(), json!({}));
        let [_, answered, ended] = moments(&leg);
        assert_eq!([answered, ended], ["2026-03-02T08:00:02Z", "2026-03-02T08:01:02Z"]);
        assert_eq!(
            (leg.disposition, leg.talk_s, leg.wait_s),
            (Disposition::Answered, 60, Some(2)),
            "{left_out}"
        );
    }
}

#[test]
fn base_64_may_come_in_lines() {
    use base64::Engine as _;
    let letters = base64::engine::general_purpose::STANDARD.encode(channel(json!({})).to_string());
    let lines: Vec<&str> = letters
        .as_bytes()
        .chunks(72)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let leg = only(
        Source::FreeswitchJsonCdr,
        &format!("cdr={}\n", lines.join("\n")),
        json!({}),
    );
    assert_eq!(leg.external_id, "u-1");
}

#[test]
fn a_called_channel_takes_its_call_and_direction_from_the_one_that_called_it() {
    let mut called = channel(
        json!({"uuid": "u-2", "channel_name": "sofia/internal/202@10.0.0.9:5060", "answer_epoch": "0", "hangup_cause": "LOSE_RACE"}),
    );
    called["callflow"][0]["caller_profile"] = json!({"caller_id_number": "+4930123", "destination_number": "202", "context": "default",
        "originator": {"originator_caller_profiles": [{"uuid": "u-1", "chan_name": "sofia/external/+4930123@198.51.100.9", "context": "public"}]}});
    let leg = only(Source::FreeswitchJsonCdr, &called.to_string(), json!({}));
    assert_eq!(
        (leg.linked_id.as_deref(), leg.direction, leg.agent.as_deref()),
        (Some("u-1"), Direction::Inbound, Some("202"))
    );
    assert_eq!(leg.disposition, Disposition::Cancelled);
}

#[test]
fn of_several_phones_the_one_that_was_reached_is_the_agent() {
    let group = json!({"last_app": "bridge", "last_arg": "user/201@pbx,user/202@pbx", "bridge_epoch": "1772438402",
        "bridge_channel": "sofia/internal/201@10.0.0.8:5060"});
    assert_eq!(leg(group).agent.as_deref(), Some("201"));
}

#[test]
fn only_a_machine_was_met_before_or_after_the_answer() {
    let early = leg(json!({"answer_epoch": "0", "last_app": "playback", "hangup_cause": "ORIGINATOR_CANCEL"}));
    assert_eq!(
        (early.disposition, early.leg_kind()),
        (Disposition::Abandoned, Some("ivr"))
    );
    let rung = leg(
        json!({"answer_epoch": "0", "last_app": "playback", "hangup_cause": "ORIGINATOR_CANCEL", "originated_legs": "ARRAY::u-2;x;201"}),
    );
    assert_eq!(rung.disposition, Disposition::Missed);
    let own =
        leg(json!({"last_app": "voicemail", "last_arg": "check default pbx.example 201", "call_direction": "local"}));
    assert_eq!(
        (own.disposition, own.leg_kind(), own.talk_s),
        (Disposition::Answered, Some("ivr"), 60)
    );
}

#[test]
fn whoever_waits_in_a_parking_place_was_not_answered() {
    for app in ["park", "valet_park"] {
        let parked = leg(json!({"last_app": app, "last_arg": "5901"}));
        assert_eq!(
            (
                parked.disposition,
                parked.leg_kind(),
                parked.talk_s,
                &parked.custom["machine_s"]
            ),
            (Disposition::NoAnswer, Some("park"), 0, &json!(60)),
            "{app}"
        );
    }
}

/// The whole seconds of its stamps, and not those between the exact moments.
#[test]
fn whoever_was_not_answered_waited_as_long_as_the_system_counts() {
    let exact = json!({"start_uepoch": "1772438400900000", "end_uepoch": "1772438462100000", "answer_uepoch": "1772438402800000"});
    for (last_app, answer) in [("bridge", "0"), ("voicemail", "1772438402")] {
        let mut other = exact.clone();
        (other["last_app"], other["answer_epoch"]) = (json!(last_app), json!(answer));
        if answer == "0" {
            other["answer_uepoch"] = json!("0");
        }
        let waited = leg(other);
        assert_eq!((waited.wait_s, waited.answered_at), (Some(62), None), "{last_app}");
    }
}

#[test]
fn recordings_say_how_long_they_may_be_and_lie_below_a_folder() {
    let path = "/var/lib/freeswitch/recordings/2026/a b.wav +300";
    let input = channel(json!({ "record_session": path })).to_string();
    let settings = json!({"recording_prefix": "/var/lib/freeswitch/recordings"});
    let leg = only(Source::FreeswitchJsonCdr, &input, settings.clone());
    assert_eq!(leg.recording_ref.as_deref(), Some("2026/a b.wav"));
    let both = "ARRAY::/var/lib/freeswitch/recordings/a.wav|:/var/lib/freeswitch/recordings/b.wav";
    let input = channel(json!({ "record_session": both })).to_string();
    let leg = only(Source::FreeswitchJsonCdr, &input, settings);
    assert_eq!(
        (leg.recording_ref.as_deref(), &leg.custom["recordings"]),
        (Some("a.wav"), &json!(["a.wav", "b.wav"]))
    );
}

#[test]
fn xml_may_hold_several_records_and_come_as_a_form() {
    let record = |uuid: &str| {
        format!(
            "<cdr><variables><uuid>{uuid}</uuid><channel_name>sofia/external/1%40a&amp;b</channel_name><start_epoch>1772438400</start_epoch>\
             <end_epoch>1772438409</end_epoch><hangup_cause>ORIGINATOR_CANCEL</hangup_cause></variables></cdr>"
        )
    };
    let several = format!(
        "<?xml version=\"1.0\"?><cdrs>{}{}</cdrs>\n{}",
        record("a"),
        record("b"),
        record("c")
    );
    let parsed = read(Source::FreeswitchXmlCdr, &several, json!({}));
    assert_eq!((parsed.records.len(), codes(&parsed).len()), (3, 0));
    let broken = format!("{}<cdr><variables>", record("a"));
    let parsed = read(Source::FreeswitchXmlCdr, &broken, json!({}));
    assert_eq!((parsed.records.len(), codes(&parsed)), (1, vec!["bad_xml"]));
    let head = "<?xml version=\"1.0\"?>\n";
    let files = format!("{head}{}\n{head}<cdr><1x/></cdr>\n{head}{}", record("a"), record("b"));
    let parsed = read(Source::FreeswitchXmlCdr, &files, json!({}));
    assert_eq!((parsed.records.len(), codes(&parsed)), (2, vec!["bad_xml"]));
    assert_eq!(String::from(parsed.quarantined[0].at.clone()), "2");
    let form = format!("cdr={}", record("a"));
    assert_eq!(only(Source::FreeswitchXmlCdr, &form, json!({})).external_id, "a");
}

#[test]
fn a_template_of_ones_own_has_its_own_columns() {
    let order = json!({"field_order": ["uuid", "start_stamp", "answer_stamp", "end_stamp", "duration", "billsec", "caller_id_number",
        "destination_number", "context", "hangup_cause"]});
    let line =
        "u-1,2026-03-02 09:00:00,2026-03-02 09:00:01,2026-03-02 09:00:31,31,30,201,*98,default,NORMAL_CLEARING\n";
    let leg = only(Source::FreeswitchCdrCsv, line, order.clone());
    assert_eq!(
        (leg.direction, leg.disposition, leg.leg_kind()),
        (Direction::Internal, Disposition::Answered, Some("ivr"))
    );
    assert_eq!((leg.agent, leg.talk_s), (None, 30));
    let wrong = line.replace("2026-03-02 09:00:01", "soon");
    assert_eq!(
        codes(&read(Source::FreeswitchCdrCsv, &wrong, order.clone())),
        ["bad_timestamp"]
    );
    assert_eq!(
        codes(&read(Source::FreeswitchCdrCsv, "\"u-1\",\"2026\n", order)),
        ["unterminated_quote"]
    );
    let nameless = json!({"field_order": ["start_stamp", "duration", "caller_id_number", "destination_number"]});
    let line = "2026-03-02 09:00:00,31,201,202";
    let leg = only(Source::FreeswitchCdrCsv, line, nameless);
    assert_eq!(leg.external_id, crate::pbx::lines::line_id(line.as_bytes()));
    assert_eq!(leg.linked_id, None);
}

#[test]
fn a_row_of_fusionpbx_with_stamps_alone_and_nobody_reached() {
    let mut row = json!({"xml_cdr_uuid": "f-1", "direction": "inbound", "leg": "a", "caller_id_name": "\"Anna \\\"A\\\" B\"",
        "caller_id_number": "sip:%2B4930123@x", "destination_number": "4930555", "start_stamp": "2026-03-02 09:00:00-06", "start_epoch": null,
        "answer_stamp": "2026-03-02 09:00:01-06", "end_stamp": "2026-03-02 09:00:31-06", "billsec": "30", "bridge_uuid": null, "last_app": "lua",
        "hangup_cause": "NORMAL_CLEARING", "voicemail_message": "false"});
    let leg = only(Source::Fusionpbx, &row.to_string(), json!({}));
    assert_eq!(moments(&leg), ["2026-03-02T15:00:00Z", "", "2026-03-02T15:00:31Z"]);
    assert_eq!(
        (leg.from.as_deref(), &leg.custom["from_name"]),
        (Some("+4930123"), &json!("Anna \"A\" B"))
    );
    assert_eq!((leg.disposition, leg.leg_kind()), (Disposition::Abandoned, Some("ivr")));
    row["last_app"] = json!("bridge");
    assert_eq!(
        only(Source::Fusionpbx, &row.to_string(), json!({})).disposition,
        Disposition::Answered
    );
}

#[test]
fn a_row_of_fusionpbx_without_a_direction_has_that_of_its_numbers() {
    for (from, to, direction) in [
        ("201", "202", Direction::Internal),
        ("201", "*98", Direction::Internal),
        ("201", "0049301", Direction::Outbound),
        ("0049301", "201", Direction::Unknown),
    ] {
        let row = json!({"xml_cdr_uuid": "f-1", "direction": null, "leg": "a", "caller_id_number": from, "destination_number": to,
            "start_epoch": 1_772_438_400, "end_epoch": 1_772_438_420, "hangup_cause": "NO_ANSWER"});
        let leg = only(Source::Fusionpbx, &row.to_string(), json!({}));
        assert_eq!(leg.direction, direction, "{from} {to}");
    }
}

#[test]
fn local_stamps_of_fusionpbx_are_read_together_in_the_hour_that_is_twice() {
    let row = json!({"xml_cdr_uuid": "f-1", "direction": "local", "caller_id_number": "201", "destination_number": "202", "leg": "a", "bridge_uuid": "f-2",
        "start_stamp": "2026-10-25 02:50:00", "answer_stamp": "2026-10-25 02:51:00", "end_stamp": "2026-10-25 02:05:00"});
    let parsed = read(Source::Fusionpbx, &row.to_string(), json!({}));
    assert_eq!(
        moments(&parsed.records[0]),
        ["2026-10-25T00:50:00Z", "2026-10-25T00:51:00Z", "2026-10-25T01:05:00Z"]
    );
    assert_eq!(codes(&parsed), ["tz_ambiguous"]);
    let mut long = row;
    (long["end_stamp"], long["billsec"]) = (json!("2026-10-25 02:56:00"), json!("3900"));
    let leg = only(Source::Fusionpbx, &long.to_string(), json!({}));
    assert_eq!(
        moments(&leg),
        ["2026-10-25T00:50:00Z", "2026-10-25T00:51:00Z", "2026-10-25T01:56:00Z"]
    );
}

#[test]
fn a_member_of_fusionpbx_may_stay_after_the_agent_or_go_on_to_a_mailbox() {
    let row = |other: Value| {
        let mut row = json!({"xml_cdr_uuid": "f-1", "direction": "inbound", "leg": "a", "caller_id_number": "+4930123", "destination_number": "700",
            "start_epoch": 1_772_438_400, "answer_epoch": 1_772_438_401, "end_epoch": 1_772_438_500, "cc_side": "member", "cc_queue": "700@pbx",
            "bridge_uuid": null, "last_app": "callcenter", "last_arg": "700@pbx", "hangup_cause": "NORMAL_CLEARING", "record_path": null, "record_name": "a.wav"});
        row.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        let parsed = read(Source::Fusionpbx, &row.to_string(), json!({}));
        assert_eq!(codes(&parsed), Vec::<&str>::new());
        parsed.records.into_iter().next().unwrap()
    };
    let stayed = row(json!({"cc_queue_answered_epoch": 1_772_438_420, "cc_queue_terminated_epoch": 1_772_438_450}));
    assert_eq!(
        (stayed.disposition, stayed.wait_s, stayed.talk_s),
        (Disposition::Answered, Some(20), 30)
    );
    assert_eq!(stayed.recording_ref.as_deref(), Some("a.wav"));
    let mailbox = row(
        json!({"cc_queue_canceled_epoch": 1_772_438_460, "cc_cancel_reason": "TIMEOUT", "voicemail_message": true,
        "last_app": "voicemail", "last_arg": "default pbx 700"}),
    );
    assert_eq!(
        (mailbox.disposition, mailbox.leg_kind(), mailbox.queue.as_deref()),
        (Disposition::Voicemail, Some("voicemail"), Some("700"))
    );
    assert_eq!(row(json!({})).disposition, Disposition::Abandoned);
    let met = row(
        json!({"cc_cancel_reason": "TIMEOUT", "last_app": "bridge", "last_arg": "user/201@pbx", "bridge_uuid": "f-2"}),
    );
    assert_eq!(
        (met.disposition, &met.custom["talk_includes_queue_wait"]),
        (Disposition::Answered, &json!(true))
    );
}

#[test]
fn the_history_of_a_channel_tells_its_transfers() {
    let history = "ARRAY::1772438420:x-1:bl_xfer:202/default/XML|:1772438430:x-2:uuid_br:u-9|:1772438440:x-3:att_xfer:202@pbx/203@pbx";
    let told = leg(json!({ "transfer_history": history }));
    assert_eq!(
        told.custom["transfers"],
        json!([
            {"kind": "blind", "to": "202", "at": "2026-03-02T08:00:20.000Z"},
            {"kind": "attended", "to": "203", "at": "2026-03-02T08:00:40.000Z"},
        ])
    );
    let one = leg(json!({"transfer_history": "1772438420:x-1:bl_xfer:202/default/XML"}));
    assert_eq!(one.custom["transfers"][0]["to"], json!("202"));
    for nothing in ["", "ARRAY::", "soon:x:bl_xfer:1", "1772438420:x:att_xfer:1"] {
        let told = leg(json!({ "transfer_history": nothing }));
        assert!(!told.custom.contains_key("transfers"), "{nothing}");
    }
}
