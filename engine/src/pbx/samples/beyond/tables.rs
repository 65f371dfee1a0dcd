//! Tables, webhooks and answers of interfaces, columns and fields by name.

use super::*;
use crate::pbx::wide::Order;

const CUCM: &str = "pkid,cdrRecordType,globalCallID_callManagerId,globalCallID_callId,dateTimeOrigination,dateTimeConnect,dateTimeDisconnect,duration,\
    callingPartyNumber,originalCalledPartyNumber,finalCalledPartyNumber,origDeviceName,destDeviceName,origCause_value,destCause_value,lastRedirectDn,\
    lastRedirectRedirectReason,lastRedirectRedirectOnBehalfOf";

#[test]
fn tables_and_lines_in_utf_16_are_read_in_either_order() {
    let talked = "p-1,1,1,100,1772438400,1772438402,1772438462,60,201,202,202,SEP1,SEP2,16,0,,0,0";
    let table = format!("{CUCM}\r\n{talked}\r\np-2,1\r\n");
    let line = " 03-02 09:25  00:02:30 T012 008  201                         201                           4930123    5550100\r\n";
    for order in [Order::LowFirst, Order::HighFirst] {
        let parsed = parse(Source::CiscoCucmCdr, &order.write(&table), &settings(json!({})));
        assert_eq!((codes(&parsed), parsed.records.len()), (vec!["too_few_columns"], 1));
        assert_eq!(parsed.records[0].talk_s, 60);
        let parsed = parse(Source::MitelSmdr, &order.write(&line.repeat(2)), &settings(json!({})));
        let ids: Vec<&str> = parsed.records.iter().map(|leg| leg.external_id.as_str()).collect();
        let id = crate::pbx::lines::line_id(line.as_bytes());
        assert_eq!(ids, [id.clone(), format!("{id}#2")]);
    }
}

#[test]
fn joined_files_of_cisco_have_their_own_headers() {
    let one = "p-1,1,1,100,1772438400,0,1772438405,0,201,0049301,0049301,SEP1,,1,0,,0,0";
    let two = "1,p-2,1,101,1772438400,1772438402,1772438462,60,201,202,202,SEP1,SEP2,16,0,203,0,4";
    let swapped = CUCM.replacen("pkid,cdrRecordType", "cdrRecordType,pkid", 1);
    let parsed = read(
        Source::CiscoCucmCdr,
        &format!("\u{feff}{CUCM}\n{one}\n{swapped}\n{two}\n"),
        json!({}),
    );
    assert_eq!(codes(&parsed), Vec::<&str>::new());
    let [failed, talked] = &parsed.records[..] else {
        panic!("{:?}", parsed.records)
    };
    assert_eq!(
        (failed.direction, failed.disposition),
        (Direction::Outbound, Disposition::Failed)
    );
    assert_eq!(
        (talked.external_id.as_str(), talked.direction, talked.talk_s),
        ("p-2", Direction::Internal, 60)
    );
    // On behalf of a conference: nobody has transferred it.
    assert!(!talked.custom.contains_key("transferred_from"));
}

#[test]
fn the_line_the_number_that_was_called_and_the_systems_own_word_stand_beside_every_leg() {
    let inbound = "p-1,1,1,100,1772438400,1772438402,1772438462,60,0049301,202,202,TRK-ITSP,SEP2,16,0,,0,0";
    let inside = "p-2,1,1,101,1772438400,1772438402,1772438462,60,201,202,202,SEP1,SEP2,16,0,,0,0";
    let parsed = read(
        Source::CiscoCucmCdr,
        &format!("{CUCM}\n{inbound}\n{inside}\n"),
        json!({}),
    );
    let trunks: Vec<Option<&Value>> = parsed.records.iter().map(|leg| leg.custom.get("trunk")).collect();
    assert_eq!(trunks, [Some(&json!("TRK-ITSP")), None]);
    let fusion = json!({"xml_cdr_uuid": "f-1", "direction": "inbound", "leg": "a", "caller_id_number": "0049301", "caller_destination": "4930555",
        "destination_number": "201", "start_epoch": 1_772_438_400, "end_epoch": 1_772_438_420, "status": "missed", "hangup_cause": "NO_ANSWER"});
    let leg = only(Source::Fusionpbx, &fusion.to_string(), json!({}));
    assert_eq!(
        (&leg.custom["did"], &leg.custom["raw_disposition"]),
        (&json!("4930555"), &json!("missed"))
    );
    for (cost, kept) in [(json!(0), None), (json!(0.12), Some("0.12"))] {
        let row = json!({"CdrId": "1", "CallId": 7, "StartTime": "2026-03-02T09:00:00Z", "SourceDn": "201", "DestinationCallerId": "0049301",
            "RingingDuration": "PT2S", "TalkingDuration": "PT9S", "Answered": true, "Direction": "Outbound", "CallType": "External",
            "Status": "Answered", "Reason": "", "CallCost": cost});
        let leg = only(Source::ThreecxXapiCallLog, &row.to_string(), json!({}));
        assert_eq!(leg.custom.get("cost").and_then(Value::as_str), kept);
        assert_eq!(leg.custom["raw_disposition"], json!("Answered"));
    }
}

#[test]
fn spans_of_3cx_may_count_days_and_a_machine_may_hand_on_what_it_answered() {
    let row = |kind: &str, status: &str, talking: &str, start: &str| {
        json!({"CdrId": format!("{kind}{start}"), "CallId": 7, "StartTime": start, "SourceCallerId": "+4930123", "DestinationDn": "201", "RingingDuration": "PT2S",
            "TalkingDuration": talking, "Answered": true, "Direction": "inbound", "CallType": kind, "Status": status, "Reason": ""})
    };
    let value = json!({"value": [
        row("Extension", "Answered", "P1DT1H", "2026-03-02T09:00:00+01:00"),
        row("IVR", "Redirected", "PT9S", "2026-03-02T08:00:00"),
    ]});
    let parsed = read(Source::ThreecxXapiCallLog, &value.to_string(), json!({}));
    assert_eq!(parsed.records[0].talk_s, 25 * 3600);
    let menu = &parsed.records[1];
    assert_eq!(
        (menu.disposition, menu.started_at.to_string().as_str()),
        (Disposition::NoAnswer, "2026-03-02T07:00:00Z")
    );
    assert_eq!(menu.custom["passed_on"], json!(true));
}

#[test]
fn a_journal_may_say_its_times_in_other_ways() {
    let post = |start: Value, format: Value| {
        let mut post = json!({"CallType": "Inbound", "Number": "anonymous", "Agent": "201", "Duration": "00:01:00"});
        post.as_object_mut().unwrap().extend(start.as_object().unwrap().clone());
        only(Source::ThreecxCrmJournal, &post.to_string(), format)
    };
    let utc = post(
        json!({"CallStartTimeUTC": "2026-03-02T08:00:00.000Z", "CallEndTimeUTC": "2026-03-02T08:01:10Z"}),
        json!({}),
    );
    assert_eq!(
        moments(&utc),
        ["2026-03-02T08:00:00Z", "2026-03-02T08:00:10Z", "2026-03-02T08:01:10Z"]
    );
    let local = post(
        json!({"DateTime": "02.03.2026 09:00:00"}),
        json!({"date_format": "%d.%m.%Y %H:%M:%S"}),
    );
    assert_eq!(
        moments(&local),
        ["2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z", "2026-03-02T08:01:00Z"]
    );
    assert_eq!((local.from, &local.custom["caller_id_withheld"]), (None, &json!(true)));
}

#[test]
fn an_export_without_offsets_counts_in_utc() {
    let table = "note,cdr_id,call_history_id,source_entity_type,source_dn_number,source_participant_phone_number,destination_entity_type,\
        destination_dn_number,termination_reason,cdr_answered_at,cdr_ended_at,cdr_started_at\n\
        ,c-1,h-1,external_line,10001,+4930123,extension,201,dst_participant_terminated,2026-03-02 08:00:05,2026-03-02 08:01:05.5,2026-03-02 08:00:00\n";
    let leg = only(Source::ThreecxCdroutput, table, json!({}));
    assert_eq!(moments(&leg)[0], "2026-03-02T08:00:00Z");
    assert_eq!(
        (leg.linked_id.as_deref(), leg.agent.as_deref()),
        (Some("h-1"), Some("201"))
    );
}

#[test]
fn a_bad_item_of_an_answer_and_a_name_in_an_old_encoding_cost_no_other() {
    let row = |id: &str| {
        format!(
            r#"{{"xml_cdr_uuid":"{id}","direction":"local","start_epoch":1772438400,"end_epoch":1772438401,"caller_id_name":"B"#
        )
    };
    let without_comma = r#"{"xml_cdr_uuid":"2" "leg":"a"}"#;
    let mut input = format!("[{}\"}},{without_comma},{}", row("1"), row("3")).into_bytes();
    input.extend(b"\xfcro\"}]");
    let parsed = parse(Source::Fusionpbx, &input, &settings(json!({})));
    let ids: Vec<&str> = parsed.records.iter().map(|leg| leg.external_id.as_str()).collect();
    assert_eq!((ids, codes(&parsed)), (vec!["1", "3"], vec!["bad_json"]));
    assert_eq!(parsed.records[1].custom["from_name"], json!("Büro"));
}

#[test]
fn a_phone_of_3cx_that_handed_the_caller_on_missed_no_call() {
    let row = json!({"CdrId": "1", "CallId": 7, "StartTime": "2026-03-02T09:00:00Z", "SourceCallerId": "+4930123", "DestinationDn": "201",
        "RingingDuration": "PT20S", "TalkingDuration": "PT0S", "Answered": false, "Direction": "Inbound", "CallType": "Extension",
        "Status": "Redirected", "Reason": "No answer"});
    let leg = only(Source::ThreecxXapiCallLog, &row.to_string(), json!({}));
    assert_eq!(
        (leg.disposition, leg.hangup_cause.as_deref()),
        (Disposition::NoAnswer, None)
    );
    assert_eq!(leg.custom["passed_on"], json!(true));
}

#[test]
fn a_line_in_the_call_log_of_3cx_is_no_caller() {
    for (direction, own, from) in [("Inbound", "10001", None), ("Internal", "202", Some("202"))] {
        let row = json!({"CdrId": "1", "CallId": 7, "StartTime": "2026-03-02T09:00:00Z", "SourceDn": own, "SourceCallerId": "", "DestinationDn": "201",
            "RingingDuration": "PT2S", "TalkingDuration": "PT9S", "Answered": true, "Direction": direction, "CallType": "Extension", "Status": "Answered",
            "Reason": ""});
        let leg = only(Source::ThreecxXapiCallLog, &row.to_string(), json!({}));
        assert_eq!(leg.from.as_deref(), from, "{direction}");
        assert_eq!(leg.custom.contains_key("caller_id_withheld"), from.is_none());
    }
}

#[test]
fn who_left_a_queue_of_3cx_says_why() {
    let row = json!({"CdrId": "1", "CallId": 7, "StartTime": "2026-03-02T09:00:00Z", "SourceCallerId": "+4930123", "DestinationDn": "600",
        "RingingDuration": "PT20S", "TalkingDuration": "PT0S", "Answered": false, "Direction": "Inbound", "CallType": "Queue",
        "Status": "Unanswered", "Reason": "Ended by +4930123"});
    let leg = only(Source::ThreecxXapiCallLog, &row.to_string(), json!({}));
    assert_eq!(
        (leg.disposition, leg.hangup_cause.as_deref(), leg.wait_s),
        (Disposition::Abandoned, Some("Ended by +4930123"), Some(20))
    );
}

#[test]
fn the_name_of_who_ended_a_call_of_3cx_is_no_reason() {
    for (reason, disposition) in [
        ("Ended by Failsafe Ltd", Disposition::Missed),
        ("Ended by Busy Bee Cleaning", Disposition::Missed),
        ("Busy", Disposition::Busy),
        ("Not found", Disposition::Failed),
    ] {
        let row = json!({"CdrId": "1", "CallId": 7, "StartTime": "2026-03-02T09:00:00Z", "SourceCallerId": "+4930123", "DestinationDn": "201",
            "RingingDuration": "PT20S", "TalkingDuration": "PT0S", "Answered": false, "Direction": "Inbound", "CallType": "Extension",
            "Status": "Unanswered", "Reason": reason});
        let leg = only(Source::ThreecxXapiCallLog, &row.to_string(), json!({}));
        assert_eq!(
            (leg.disposition, leg.hangup_cause.as_deref()),
            (disposition, Some(reason)),
            "{reason}"
        );
    }
}

#[test]
fn the_type_of_a_journals_post_says_how_the_call_ended() {
    for (kind, direction, disposition) in [
        ("Missed", "Inbound", Disposition::Missed),
        ("Notanswered", "Inbound", Disposition::NoAnswer),
        ("Notanswered", "Outbound", Disposition::NoAnswer),
        ("", "Inbound", Disposition::Missed),
    ] {
        let post = json!({"CallType": kind, "CallDirection": direction, "Number": "+4930123", "Agent": "201", "Duration": "00:00:00",
            "CallStartTimeUTC": "2026-03-02 08:00:00", "CallEndTimeUTC": "2026-03-02 08:00:30"});
        let leg = only(Source::ThreecxCrmJournal, &post.to_string(), json!({}));
        assert_eq!(
            (leg.disposition, leg.wait_s),
            (disposition, Some(30)),
            "{kind} {direction}"
        );
        let told = leg.custom.get("raw_disposition").and_then(Value::as_str);
        assert_eq!(told.unwrap_or_default(), kind);
    }
}

#[test]
fn a_department_of_3cx_hands_callers_on_as_its_groups_do() {
    let table = "cdr_id,call_history_id,source_entity_type,source_participant_phone_number,destination_entity_type,destination_dn_number,\
        termination_reason,cdr_answered_at,cdr_ended_at,cdr_started_at\n\
        c-1,h-1,external_line,+4930123,group,810,continued_in,,2026-03-02 08:00:09+00,2026-03-02 08:00:00+00\n";
    let leg = only(Source::ThreecxCdroutput, table, json!({}));
    assert_eq!(
        (leg.disposition, leg.queue.as_deref(), &leg.custom["passed_on"]),
        (Disposition::NoAnswer, Some("810"), &json!(true))
    );
}

#[test]
fn a_queue_of_3cx_that_was_replaced_by_somebody_was_not_left() {
    let row = |kind: &str, dn: &str, reason: &str| {
        json!({"CdrId": kind, "CallId": 7, "StartTime": "2026-03-02T09:00:00Z", "SourceCallerId": "+4930123", "DestinationDn": dn, "RingingDuration": "PT1S",
            "TalkingDuration": "PT20S", "Answered": true, "Direction": "Inbound", "CallType": kind, "Status": "Answered", "Reason": reason})
    };
    let value = json!({"value": [
        row("Queue", "600", "Support (600) was replaced by Bea Ek (201)"),
        row("Extension", "201", "Bea Ek (201) was replaced by Abe Om (202)"),
    ]});
    let parsed = read(Source::ThreecxXapiCallLog, &value.to_string(), json!({}));
    let [queue, phone] = &parsed.records[..] else {
        panic!("{:?}", parsed.records)
    };
    assert_eq!(
        (
            queue.disposition,
            &queue.custom["passed_on"],
            &queue.custom["machine_s"]
        ),
        (Disposition::NoAnswer, &json!(true), &json!(20))
    );
    // Whoever was spoken with and handed the caller on has answered.
    assert_eq!((phone.disposition, phone.talk_s), (Disposition::Answered, 20));
}
