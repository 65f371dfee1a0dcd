//! Accounting of SIP proxies: requests that make no call, rows of tables, attempts that failed before one that did not.

use super::*;

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

/// Telephones agree on where the sound goes as soon as they are connected, in the second of the answer.
#[test]
fn a_change_in_the_second_of_the_answer_is_no_call_either_whoever_asks_for_it() {
    let line = |second: u32, method: &str, tags: &str, users: &str| {
        accounting(&format!(
            "timestamp={};method={method};{tags};call_id=k1;code=200;reason=OK;{users}",
            1_772_438_400 + second
        ))
    };
    let (caller, callee) = ("from_tag=a;to_tag=b", "from_tag=b;to_tag=a");
    let (there, back) = ("src_user=201;dst_user=0049301", "src_user=0049301;dst_user=201");
    let answer = line(0, "INVITE", caller, there);
    let bye = line(60, "BYE", caller, there);
    for change in [
        line(0, "INVITE", callee, back),
        line(0, "INVITE", caller, there),
        line(30, "INVITE", caller, there),
        line(30, "INVITE", callee, back),
    ] {
        for input in [answer.clone() + &change + &bye, bye.clone() + &answer + &change] {
            let leg = only(Source::KamailioAcc, &input, json!({}));
            assert_eq!(
                (leg.external_id.as_str(), leg.direction, leg.from.as_deref(), leg.talk_s),
                ("k1#a", Direction::Outbound, Some("201"), 60),
                "{input}"
            );
            assert_eq!(leg.custom["released_by"], json!("caller"));
        }
    }
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
    // Rows of the same call in other tables add no leg: its transactions say more, unless they know of no answer.
    let rows = [
        json!({"method": "INVITE", "callid": "k1", "from_tag": "a", "to_tag": "b", "sip_code": "200", "time": 1_772_438_410}),
        json!({"method": "BYE", "callid": "k1", "from_tag": "b", "to_tag": "a", "sip_code": "200", "time": 1_772_438_440}),
        json!({"callid": "k1", "start_time": 1_772_438_400, "end_time": 1_772_438_440, "duration": 40.2}),
    ];
    let answered = only(Source::KamailioAcc, &json!(rows).to_string(), json!({}));
    assert_eq!((answered.external_id.as_str(), answered.talk_s), ("k1#a", 30));
    let failed = json!({"method": "INVITE", "callid": "k1", "from_tag": "a", "to_tag": "b", "sip_code": "486", "time": 1_772_438_405});
    let after_all = only(Source::KamailioAcc, &json!([failed, rows[2]]).to_string(), json!({}));
    assert_eq!((after_all.disposition, after_all.talk_s), (Disposition::Answered, 40));
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
fn a_call_that_was_sent_elsewhere_says_where_and_keeps_what_was_dialled() {
    for (parties, last) in [
        ("dst_ouser=201;dst_user=205", Some("205")),
        ("dst_ouser=201;dst_user=201", None),
        ("dst_user=201", None),
        ("dst_ouser=201", None),
    ] {
        let line = accounting(&format!(
            "timestamp=1772438400;method=INVITE;from_tag=a;to_tag=b;call_id=k1;code=486;reason=Busy;src_user=0049301;{parties}"
        ));
        let leg = only(Source::KamailioAcc, &line, json!({}));
        assert_eq!((leg.to.as_deref(), leg.direction), (Some("201"), Direction::Inbound));
        assert_eq!(
            leg.custom.get("final_destination").and_then(Value::as_str),
            last,
            "{parties}"
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
fn one_transaction_that_is_told_of_as_failed_and_as_missed_is_one_call_and_nothing_came_twice() {
    let pairs = "timestamp=1772438400;method=INVITE;from_tag=a;to_tag=b;call_id=k1;code=486;reason=Busy;src_user=0049301;dst_user=201";
    let lines = accounting(pairs) + &accounting(pairs).replace("transaction answered", "call missed");
    let parsed = read(Source::KamailioAcc, &lines, json!({}));
    assert_eq!((codes(&parsed), parsed.records.len()), (vec![], 1));
    let busy = &parsed.records[0];
    assert_eq!(
        (busy.disposition, &busy.custom["sip_code"]),
        (Disposition::Busy, &json!("486"))
    );
    assert_eq!(
        codes(&read(Source::KamailioAcc, &(lines.clone() + &lines), json!({}))),
        ["duplicate", "duplicate"]
    );
}

#[test]
fn what_lacks_its_time_lacks_a_field_and_exact_seconds_do_for_whole_ones() {
    for (time, code) in [("", "missing_field"), ("timestamp=soon;", "bad_timestamp")] {
        let line = accounting(&format!(
            "{time}method=INVITE;from_tag=a;to_tag=b;call_id=k1;code=200;reason=OK"
        ));
        assert_eq!(codes(&read(Source::KamailioAcc, &line, json!({}))), [code], "{time}");
    }
    let ended = |times: &str| {
        format!(
            "ACC: call ended: created=1772438400;{times}method=INVITE;from_tag=a;to_tag=b;call_id=o1;code=200;reason=OK;caller=201;callee=202\n"
        )
    };
    let lacking = read(Source::OpensipsAcc, &ended(""), json!({}));
    assert_eq!(codes(&lacking), ["missing_field"]);
    let leg = only(
        Source::OpensipsAcc,
        &ended("call_start_time=1772438404;ms_duration=4500;"),
        json!({}),
    );
    assert_eq!(
        (leg.talk_s, leg.wait_s, &leg.custom["sip_code"]),
        (5, Some(4), &json!("200"))
    );
}

#[test]
fn a_code_says_why_nobody_answered() {
    for (code, disposition) in [
        (480, Disposition::Missed),
        (486, Disposition::Busy),
        (487, Disposition::Missed),
        (403, Disposition::Rejected),
        (603, Disposition::Rejected),
        (404, Disposition::Failed),
        (488, Disposition::Failed),
        (407, Disposition::Failed),
        (503, Disposition::Failed),
        (606, Disposition::Failed),
        (302, Disposition::Missed),
    ] {
        let line = accounting(&format!(
            "timestamp=1772438400;method=INVITE;from_tag=a;to_tag=b;call_id=k1;code={code};reason=No;src_user=0049301;dst_user=201"
        ));
        assert_eq!(
            only(Source::KamailioAcc, &line, json!({})).disposition,
            disposition,
            "{code}"
        );
    }
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
fn the_answer_to_a_call_whose_begin_is_known_waits_for_its_end() {
    let line = |second: u32, method: &str, more: &str| {
        format!(
            "ACC: transaction answered: timestamp={};method={method};from_tag=a;to_tag=b;call_id=o1;code=200;reason=OK;{more}caller=201;callee=202\n",
            1_772_438_400 + second
        )
    };
    let answer = line(9, "INVITE", "setuptime=9;created=1772438400;");
    assert_eq!(
        codes(&read(Source::OpensipsAcc, &answer, json!({}))),
        ["incomplete_call"]
    );
    let leg = only(Source::OpensipsAcc, &(answer + &line(39, "BYE", "")), json!({}));
    assert_eq!(
        moments(&leg),
        ["2026-03-02T08:00:00Z", "2026-03-02T08:00:09Z", "2026-03-02T08:00:39Z"]
    );
    assert_eq!(
        (leg.disposition, leg.wait_s, leg.talk_s, leg.custom.get("start_unknown")),
        (Disposition::Answered, Some(9), 30, None)
    );
    // One that says how long it lasted says when it ended.
    let whole = line(0, "INVITE", "setuptime=9;created=1772438400;duration=30;");
    let whole = only(
        Source::OpensipsAcc,
        &whole.replace("timestamp=1772438400;", ""),
        json!({}),
    );
    assert_eq!(moments(&whole), moments(&leg));
}

#[test]
fn a_call_that_lasted_a_part_of_a_second_was_answered() {
    let line = "ACC: transaction answered: timestamp=1772438404;method=INVITE;from_tag=a;to_tag=b;call_id=o1;code=200;reason=OK;\
                setuptime=4;created=1772438400;duration=0;ms_duration=400;caller=201;callee=202\n";
    let leg = only(Source::OpensipsAcc, line, json!({}));
    assert_eq!(
        (leg.disposition, leg.wait_s, leg.talk_s),
        (Disposition::Answered, Some(4), 0)
    );
}
