//! Grandstream: XML and tables.

use super::*;

#[test]
fn grandstream_in_xml_with_several_records_and_a_parked_call() {
    let record = |id: &str, app: &str, action: &str| {
        format!(
            "<cdr><AcctId>{id}</AcctId><src>201</src><dst>700</dst><channel>PJSIP/201-1</channel><dstchannel>PJSIP/trunk-2</dstchannel>\
             <lastapp>{app}</lastapp><start>2026-03-02 09:00:00</start><answer>2026-03-02 09:00:01</answer><end>2026-03-02 09:00:31</end>\
             <duration>31</duration><billsec>30</billsec><disposition>ANSWERED</disposition><userfield>EXT</userfield>\
             <action_type>{action}</action_type><session>s.1</session></cdr>"
        )
    };
    let input = format!(
        "<?xml version=\"1.0\"?>\n<root>\n{}\n</root>\n<?xml version=\"1.0\"?>{}",
        record("1", "Dial", "DIAL"),
        record("2", "ParkedCall", "PARKEDCALL")
    );
    let parsed = read(Source::GrandstreamCdrPush, &input, json!({}));
    assert_eq!(codes(&parsed), Vec::<&str>::new());
    let parked = &parsed.records[1];
    assert_eq!(
        (parked.disposition, parked.leg_kind(), parked.talk_s),
        (Disposition::NoAnswer, Some("park"), 0)
    );
    assert_eq!(parked.custom["passed_on"], json!(true));
    assert_eq!(parsed.calls.len(), 1);
    // One that cannot be read costs none behind it.
    let broken = input.replacen("</dst>", "</src>", 1);
    let parsed = read(Source::GrandstreamCdrPush, &broken, json!({}));
    assert_eq!((parsed.records.len(), codes(&parsed)), (1, vec!["bad_xml"]));
}

#[test]
fn a_table_of_grandstream_says_by_its_header_what_stands_last() {
    let head = "AcctId,accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition,\
        amaflags,uniqueid,userfield,channel_ext,dstchannel_ext,service,caller_name,recordfiles,session,src_trunk_name,recordfiles_desc";
    let line = "77,,030123,201,any,\"Weber, A/B\" <030123>,PJSIP/trunk-1,PJSIP/201-2,Dial,PJSIP/201,60,2026-03-02 09:00:00,2026-03-02 09:00:04,\
        2026-03-02 09:01:00,60,56,ANSWERED,DOCUMENTATION,1772438400.1,Inbound,,201,s,Weber, A,2026-03/a.wav@,s.9,ITSP A,note";
    let leg = only(Source::GrandstreamCdrapi, &format!("{head}\n{line}\n"), json!({}));
    assert_eq!(
        (leg.linked_id.as_deref(), leg.recording_ref.as_deref()),
        (Some("s.9"), Some("2026-03/a.wav"))
    );
    assert_eq!(leg.custom["from_name"], json!("Weber, A"));
    let quoted = line
        .replace(r#""Weber, A/B" <030123>"#, r#""""Weber, A/B"" <030123>""#)
        .replace("s,Weber, A,", "s,,");
    let leg = only(Source::GrandstreamCdrapi, &format!("{head}\n{quoted}\n"), json!({}));
    assert_eq!(
        (leg.from.as_deref(), &leg.custom["from_name"]),
        (Some("030123"), &json!("Weber, A/B"))
    );
    assert_eq!(
        (leg.agent.as_deref(), &leg.custom["trunk"]),
        (Some("201"), &json!("ITSP A"))
    );
}

#[test]
fn where_grandstream_names_no_caller_the_number_that_is_shown_is_the_callers() {
    let record = json!({"AcctId": "1", "src": "", "dst": "201", "clid": "\"Anna\" <+4930123>", "channel": "PJSIP/trunk-1", "dstchannel": "PJSIP/201-2",
        "lastapp": "Dial", "start": "2026-03-02 09:00:00", "answer": "2026-03-02 09:00:01", "end": "2026-03-02 09:00:31", "duration": "31",
        "billsec": "30", "disposition": "ANSWERED", "userfield": "Inbound", "session": "s.1"});
    let leg = only(Source::GrandstreamCdrPush, &record.to_string(), json!({}));
    assert_eq!(
        (leg.from.as_deref(), &leg.custom["from_name"]),
        (Some("+4930123"), &json!("Anna"))
    );
    assert!(!leg.custom.contains_key("outbound_caller_id"));
}

/// A record of the first models, which say no session and no action.
fn record(id: &str) -> Value {
    json!({"AcctId": id, "src": "202", "dst": "201", "dcontext": "from-internal", "clid": "\"pn01\" <202>", "channel": "SIP/202-1", "dstchannel": "SIP/201-2",
        "lastapp": "Dial", "start": "2026-03-02 09:00:00", "answer": "2026-03-02 09:00:03", "end": "2026-03-02 09:00:09", "duration": "9",
        "billsec": "6", "disposition": "ANSWERED", "uniqueid": "1772438400.0", "userfield": "EXT", "service": "s"})
}

#[test]
fn the_first_models_of_grandstream_list_their_records_under_another_name() {
    // A file that a tool of Windows wrote begins with a mark.
    let answer = format!("\u{feff}{}", json!({"cdr": [record("62"), record("63")]}));
    let parsed = read(Source::GrandstreamCdrapi, &answer, json!({}));
    assert_eq!((codes(&parsed), parsed.records.len()), (Vec::<&str>::new(), 2));
    let leg = &parsed.records[1];
    assert_eq!(
        (
            leg.external_id.as_str(),
            leg.direction,
            leg.agent.as_deref(),
            leg.talk_s
        ),
        ("63", Direction::Internal, Some("201"), 6)
    );
    assert_eq!(leg.linked_id.as_deref(), Some("1772438400.0"));
}

#[test]
fn a_summary_of_grandstream_without_parts_is_the_record_itself() {
    let answer = json!({"cdr_root": [{"cdr": "group-1", "main_cdr": record("62")}]}).to_string();
    let leg = only(Source::GrandstreamCdrapi, &answer, json!({}));
    assert_eq!((leg.external_id.as_str(), leg.talk_s), ("62", 6));
}

#[test]
fn an_answer_of_grandstream_may_be_xml_with_a_summary_and_its_parts() {
    let element = |name: &str, id: &str, session: &str| {
        format!(
            "<{name}><AcctId>{id}</AcctId><src>202</src><dst>201</dst><channel>PJSIP/202-1</channel><dstchannel>PJSIP/201-2</dstchannel>\
             <lastapp>Dial</lastapp><start>2026-03-02 09:00:00</start><answer>2026-03-02 09:00:01</answer><end>2026-03-02 09:00:31</end>\
             <duration>31</duration><billsec>30</billsec><disposition>ANSWERED</disposition><userfield>Internal</userfield>\
             <session>{session}</session></{name}>"
        )
    };
    let parts = element("main_cdr", "", "s.1") + &element("sub_cdr_1", "8", "s.1") + &element("sub_cdr_2", "9", "s.2");
    let input = format!("<root>{}<cdr>{parts}</cdr></root>", element("cdr", "7", "s.0"));
    let parsed = read(Source::GrandstreamCdrapi, &input, json!({}));
    assert_eq!((codes(&parsed), parsed.records.len()), (vec!["summary"], 3));
    let linked = |id: &str| {
        let leg = parsed.records.iter().find(|leg| leg.external_id == id);
        leg.and_then(|leg| leg.linked_id.clone())
    };
    assert_eq!(
        [linked("7"), linked("8"), linked("9")].map(Option::unwrap),
        ["s.0", "s.1", "s.1"]
    );
}

/// Legs of one call, each with its id, application, far channel and times.
fn legs_of_a_call(legs: &[(&str, &str, &str, &str, [&str; 3])]) -> Parsed {
    let records = legs.iter().map(|&(id, action, app, far, [start, answer, end])| {
        let at = |minute: &str| match minute {
            "" => String::new(),
            minute => format!("2026-03-02 09:{minute}"),
        };
        let disposition = if answer.is_empty() { "NO ANSWER" } else { "ANSWERED" };
        json!({"AcctId": id, "src": "+4930123", "dst": "7000", "channel": "PJSIP/trunk-1", "dstchannel": far, "lastapp": app, "lastdata": "6500",
            "start": at(start), "answer": at(answer), "end": at(end), "disposition": disposition, "userfield": "Inbound", "session": "s.1",
            "action_type": action})
        .to_string()
    });
    read(Source::GrandstreamCdrPush, &records.collect::<String>(), json!({}))
}

#[test]
fn a_menu_of_grandstream_that_led_on_was_not_left() {
    let menu = ("1", "IVR[7000]", "BackGround", "", ["00:00", "00:00", "00:20"]);
    let phone = ("2", "DIAL", "Dial", "PJSIP/201-2", ["00:20", "", "00:50"]);
    let left = legs_of_a_call(&[menu]);
    assert_eq!(
        (left.records[0].disposition, left.records[0].leg_kind()),
        (Disposition::Abandoned, Some("ivr"))
    );
    for order in [[menu, phone], [phone, menu]] {
        let parsed = legs_of_a_call(&order);
        let leg = parsed.records.iter().find(|leg| leg.external_id == "1").unwrap();
        assert_eq!(
            (leg.disposition, &leg.custom["passed_on"], &leg.custom["machine_s"]),
            (Disposition::NoAnswer, &json!(true), &json!(20))
        );
        assert_eq!(parsed.calls[0].rollup.disposition, Disposition::Missed);
    }
}

#[test]
fn a_queue_of_grandstream_is_left_though_its_phones_rang_unless_something_else_follows() {
    let queue = ("1", "QUEUE[6500]", "Queue", "", ["00:00", "00:00", "00:40"]);
    let phone = ("2", "QUEUE[6500]", "Queue", "PJSIP/201-2", ["00:20", "", "00:40"]);
    let mailbox = ("3", "VM", "VoiceMail", "", ["00:40", "00:40", "00:55"]);
    let left = legs_of_a_call(&[queue, phone]);
    assert_eq!(left.calls[0].rollup.disposition, Disposition::Abandoned);
    let led_on = legs_of_a_call(&[queue, phone, mailbox]);
    assert_eq!(led_on.records[0].disposition, Disposition::NoAnswer);
    assert_eq!(led_on.calls[0].rollup.disposition, Disposition::Voicemail);
}

#[test]
fn a_record_that_the_end_of_a_connection_cut_off_is_incomplete_and_one_in_a_request_is_malformed() {
    let record = json!({"AcctId": "1", "src": "201", "dst": "202", "start": "2026-03-02 09:00:00", "answer": "", "end": "2026-03-02 09:00:10",
        "duration": "10", "billsec": "0", "disposition": "NO ANSWER"});
    let record = record.to_string();
    let half = &record[..record.len() / 2];
    let parsed = read(Source::GrandstreamCdrPush, &format!("{record}{half}"), json!({}));
    assert_eq!((parsed.records.len(), codes(&parsed)), (1, vec!["incomplete_event"]));
    let request = format!("POST /cdr HTTP/1.1\r\nContent-Length: {}\r\n\r\n{half}", half.len());
    assert_eq!(
        codes(&read(Source::GrandstreamCdrPush, &request, json!({}))),
        ["bad_json"]
    );
}

#[test]
fn an_answer_of_grandstream_that_it_wants_another_login_is_no_record_and_a_record_may_lack_something() {
    for (answer, code) in [
        (json!({"status": -6}), "not_a_record"),
        (json!({"response": {"need_apply": "no"}, "status": -8}), "not_a_record"),
        (json!({"AcctId": "1", "src": "201"}), "missing_field"),
    ] {
        for source in [Source::GrandstreamCdrapi, Source::GrandstreamCdrPush] {
            assert_eq!(codes(&read(source, &answer.to_string(), json!({}))), [code], "{answer}");
        }
    }
}
