//! Lines that systems print: fixed columns, or values that nothing quotes.

use super::*;

#[test]
fn orders_of_other_versions_of_3cx_are_known_by_their_fields() {
    let old = "Call 1,2,00:00:41,2026/03/02 09:25:00,2026/03/02 09:25:12,2026/03/02 09:25:53,TerminatedBySrc,Ext.203,0049301,203,10003,0049301,,\
        0049301,10003,,,,,Chain: Ext.203;0049301;\n";
    let leg = only(Source::ThreecxCdrSocket, old, json!({}));
    assert_eq!(
        (leg.direction, leg.agent.as_deref(), leg.talk_s),
        (Direction::Outbound, Some("203"), 41)
    );
    let new = "2026/03/02 09:00:00,201,4930123,00:00:19,2026/03/02 09:00:08,2026/03/02 09:00:27,dst_participant_terminated,,,4930123,Ext. 201,201,Ext. 201,\
        201,external_line,extension,extension,A,B,B\r\n";
    let leg = only(Source::ThreecxCdrSocket, new, json!({}));
    assert_eq!(
        (leg.direction, leg.to.as_deref(), leg.linked_id),
        (Direction::Inbound, Some("201"), None)
    );
}

#[test]
fn a_set_of_fields_without_the_answer_says_it_by_the_talk() {
    let order = json!({"field_order": ["time-start", "time-end", "duration", "from-no", "to-no", "from-type", "to-type", "to-dn", "x", "x"]});
    let line = "2026/03/02 09:00:00,2026/03/02 09:01:00,00:00:50,+49 (30) 123,Ext.201,Line,Extension,201,,\n";
    let leg = only(Source::ThreecxCdrSocket, line, order);
    assert_eq!(moments(&leg)[1], "2026-03-02T08:00:10Z");
    assert_eq!(
        (leg.direction, leg.from.as_deref(), leg.agent.as_deref()),
        (Direction::Inbound, Some("+4930123"), Some("201"))
    );
}

#[test]
fn a_line_of_mitel_with_seconds_and_one_about_the_system() {
    // Reporting level 2: three columns more behind the time.
    let line = " 03/02 09:25:07  00:02:30 T012 008  201                         201                           4930123    5550100\r\nCLOCK MALFUNCTION\r\n";
    let parsed = read(Source::MitelSmdr, line, json!({}));
    assert_eq!(codes(&parsed), ["status_line"]);
    let leg = &parsed.records[0];
    assert_eq!(moments(leg)[0], "2026-03-02T08:25:07Z");
    assert_eq!(
        (leg.direction, leg.talk_s, leg.wait_s),
        (Direction::Inbound, 150, Some(8))
    );
    assert_eq!(
        (leg.agent.as_deref(), &leg.custom["time_precision_s"]),
        (Some("201"), &json!(1))
    );
}

#[test]
fn a_line_of_mitel_says_that_a_call_was_answered_however_short_it_was() {
    let line = |calling: &str, waited: &str, completion: &str, called: &str| {
        let digits = "201";
        let line = format!(" 03/02 09:25  00:00:00 {calling:<5}{waited:<5}{digits:<26}{completion:<2}{called:<4}\n");
        only(Source::MitelSmdr, &line, json!({}))
    };
    let taken = line("T012", "008", "", "201");
    assert_eq!(
        (taken.disposition, taken.talk_s, taken.wait_s),
        (Disposition::Answered, 0, Some(8))
    );
    assert_eq!(line("T012", "***", "", "201").disposition, Disposition::Missed);
    assert_eq!(line("201", "", "A", "T012").disposition, Disposition::Answered);
    assert_eq!(line("201", "", "", "T012").disposition, Disposition::NoAnswer);
}

#[test]
fn a_line_of_mitel_with_more_digits_is_known_by_its_duration() {
    let mut letters = vec![' '; 122];
    let fields = [
        (1, "03/02"),
        (7, "09:25"),
        (14, "0000:01:30"),
        (25, "X0450"),
        (33, "012"),
        (38, "201"),
        (66, "201"),
        (102, "+12025550148"),
    ];
    for (from, text) in fields {
        text.chars()
            .enumerate()
            .for_each(|(at, letter)| letters[from + at] = letter);
    }
    let line: String = letters.into_iter().collect();
    let leg = only(Source::MitelSmdr, &line, json!({}));
    assert_eq!(
        (leg.from.as_deref(), leg.agent.as_deref(), leg.wait_s, leg.talk_s),
        (Some("+12025550148"), Some("201"), Some(12), 90)
    );
}

#[test]
fn a_line_of_mitel_may_have_lost_the_blank_before_it() {
    let line = " 03/02 09:25  00:02:30 T012 008  201                         201                           4930123    5550100\n";
    let [whole, cut] = [line, line.trim_start()].map(|line| only(Source::MitelSmdr, line, json!({})));
    assert_eq!(moments(&cut), moments(&whole));
    assert_eq!(
        (cut.from, cut.agent, cut.talk_s),
        (whole.from, Some("201".to_owned()), 150)
    );
}

#[test]
fn a_code_of_mitels_own_is_dialled_inside_and_an_empty_line_of_parties_says_nothing() {
    let line = |digits: &str, called: &str| {
        let line = format!(" 03/02 09:25  00:00:10 201       {digits:<26}  {called:<4}\n");
        let leg = only(Source::MitelSmdr, &line, json!({}));
        (leg.direction, leg.disposition, leg.leg_kind().map(str::to_owned))
    };
    let machine = Some("ivr".to_owned());
    assert_eq!(line("*97", ""), (Direction::Internal, Disposition::Answered, machine));
    assert_eq!(line("0049301", ""), (Direction::Outbound, Disposition::Answered, None));
    assert_eq!(line("*71", "202"), (Direction::Internal, Disposition::Answered, None));
    assert_eq!(line("", "").0, Direction::Unknown);
}

#[test]
fn a_leap_day_is_found_however_long_ago_it_was() {
    let line = " 02/29 09:25  00:02:30 T012 008  201                         201                           4930123    5550100\n";
    let leg = only(Source::MitelSmdr, line, json!({"received_at": "2027-03-01T12:00:00Z"}));
    assert_eq!(moments(&leg)[0], "2024-02-29T08:25:00Z");
}

const AVAYA: &str = "2350 0025 9      0012 201             4930123\r\n";

#[test]
fn before_the_first_date_line_the_last_such_time_is_meant() {
    let ended =
        |received: &str| moments(&only(Source::AvayaCmCdr, AVAYA, json!({ "received_at": received })))[2].clone();
    assert_eq!(ended("2026-03-02T23:05:00Z"), "2026-03-02T22:50:00Z");
    assert_eq!(ended("2026-03-02T12:00:00Z"), "2026-03-01T22:50:00Z");
}

#[test]
fn a_date_line_that_can_be_read_in_one_order_only_is_read_in_that_one() {
    let ended = |date: &str, order: &str| {
        let different = json!({"received_at": "2026-03-02T12:00:00Z", "date_order": order});
        let parsed = read(Source::AvayaCmCdr, &format!("{date}\r\n{AVAYA}"), different);
        assert_eq!(codes(&parsed), ["date_record"], "{date}");
        moments(&parsed.records[0])[2].clone()
    };
    for (date, order) in [
        ("28/02", "mdy"),
        ("28/02", "dmy"),
        ("02/28", "mdy"),
        ("02/28", "dmy"),
        ("0228", "mdy"),
    ] {
        assert_eq!(ended(date, order), "2026-02-28T22:50:00Z", "{date} {order}");
    }
}

#[test]
fn an_attendant_of_communication_manager_helps_those_who_call_out_too() {
    let came = json!({"received_at": "2026-03-02T23:05:00Z"});
    let inbound = only(Source::AvayaCmCdr, &AVAYA.replace(" 9 ", " 1 "), came.clone());
    assert_eq!(
        (inbound.direction, inbound.agent.as_deref()),
        (Direction::Inbound, Some("201"))
    );
    let out = "2350 0025 1      0012 4930123         202\r\n";
    let out = only(Source::AvayaCmCdr, out, came);
    assert_eq!(
        (out.direction, out.agent.as_deref(), out.to.as_deref()),
        (Direction::Outbound, Some("202"), Some("4930123"))
    );
}

#[test]
fn nuls_fill_columns_and_lost_records_are_no_call() {
    let filled = AVAYA.replacen("      ", "\0\0\0\0\0\0", 1);
    let leg = only(
        Source::AvayaCmCdr,
        &format!("0302\n\0\0\0{filled}"),
        json!({"received_at": "2026-03-02T23:05:00Z"}),
    );
    assert_eq!(
        (leg.to.as_deref(), leg.from.as_deref(), leg.talk_s),
        (Some("201"), Some("4930123"), 150)
    );
    let lost = AVAYA.replace(" 9 ", " 6 ");
    assert_eq!(codes(&read(Source::AvayaCmCdr, &lost, json!({}))), ["status_line"]);
}

#[test]
fn an_extension_of_ip_office_may_stand_second() {
    let line = "2026/03/02 09:50:10,00:03:00,6,0049301,I,202,4930555,,0,1000103,0,T9001,Line 1.1,E202,Nia Cole,0,0\r\n";
    let leg = only(Source::AvayaIpoSmdr, line, json!({}));
    assert_eq!(
        (leg.agent.as_deref(), &leg.custom["agent_name"]),
        (Some("202"), &json!("Nia Cole"))
    );
}

#[test]
fn panasonic_with_costs_hidden_digits_and_words_for_a_hidden_caller() {
    let line = |dial: &str, rest: &str| format!("03/02/26 10:03AM 201   01 {dial:<25}{rest}\r");
    let input = [
        line("0049301", "0'07 00:01'23 00012.50EUR 4711"),
        line("<I>4930XXX", "0'07 00:05'00"),
        line("<I>Anonymous", "0'25 00:00'00            NA"),
        line("<I>Anna Berg", "0'25 100:00'00"),
    ];
    let parsed = read(Source::PanasonicSmdr, &input.concat(), json!({"date_order": "mdy"}));
    assert_eq!(codes(&parsed), Vec::<&str>::new());
    let [paid, hidden, withheld, named] = &parsed.records[..] else {
        panic!("{:?}", parsed.records)
    };
    assert_eq!(
        (&paid.custom["cost"], &paid.custom["account"]),
        (&json!("00012.50EUR"), &json!("4711"))
    );
    assert_eq!(
        (hidden.from.as_deref(), &hidden.custom["number_masked"]),
        (Some("4930XXX"), &json!(true))
    );
    assert_eq!(
        (withheld.from.as_deref(), &withheld.custom["caller_id_withheld"]),
        (None, &json!(true))
    );
    assert_eq!(
        (named.from.as_deref(), &named.custom["from_name"], named.talk_s),
        (None, &json!("Anna Berg"), 360_000)
    );
}

#[test]
fn older_models_of_panasonic_write_when_a_call_began() {
    let line = "03/02/26 10:03AM 201   01 <I>0049301                0'07 00:01'23\n";
    let times = |time: &str| moments(&only(Source::PanasonicSmdr, line, json!({ "time_is": time })));
    assert_eq!(
        times("end"),
        ["2026-03-02T09:01:30Z", "2026-03-02T09:01:37Z", "2026-03-02T09:03:00Z"]
    );
    assert_eq!(
        times("start"),
        ["2026-03-02T09:03:00Z", "2026-03-02T09:03:07Z", "2026-03-02T09:04:30Z"]
    );
}

#[test]
fn what_an_extension_of_panasonic_says_of_its_owner_is_no_call_and_one_that_was_cut_off_is_no_record() {
    for (text, code) in [
        ("LOG OUT", "log_event"),
        ("Check in", "log_event"),
        ("Timed Reminder/No Answer", "reminder_event"),
        ("In the office", "presence_event"),
        ("Back at 14:30", "presence_event"),
        ("Snack 03.00", "presence_event"),
        ("EXT202", "not_a_record"),
        ("01 0049301", "not_a_record"),
    ] {
        let parsed = read(
            Source::PanasonicSmdr,
            &format!("03/02/26 10:03AM 201      {text}\n"),
            json!({}),
        );
        assert_eq!((codes(&parsed), parsed.records.len()), (vec![code], 0), "{text}");
    }
}

#[test]
fn the_talk_says_in_which_of_two_hours_a_call_of_3cx_ended() {
    let line = "Call 1,2,01:10:00,2026/10/25 02:10:00,2026/10/25 02:20:00,2026/10/25 02:30:00,TerminatedBySrc,+4930123,Ext.201,10003,201,201,,\
        Ext.201,201,,,,,Chain: +4930123;Ext.201;\n";
    let parsed = read(Source::ThreecxCdrSocket, line, json!({}));
    assert_eq!(codes(&parsed), ["tz_ambiguous"]);
    assert_eq!(
        moments(&parsed.records[0]),
        ["2026-10-25T00:10:00Z", "2026-10-25T00:20:00Z", "2026-10-25T01:30:00Z"]
    );
}

#[test]
fn a_queue_of_3cx_that_answered_at_once_and_sent_the_call_on_counts_its_wait_as_talk() {
    // Fields without types: that there was a queue is said by the reason alone.
    let line = "Call 1,2,00:00:50,2026/03/02 09:00:00,2026/03/02 09:00:01,2026/03/02 09:00:51,TerminatedBySrc,+4930123,Ext.800,10003,800,800,QFwdNoAnswer,\
        Ext.201,201,,,,,Chain: +4930123;Ext.800;Ext.201;\n";
    let leg = only(Source::ThreecxCdrSocket, line, json!({}));
    assert_eq!(
        (leg.disposition, leg.queue.as_deref(), leg.agent.as_deref()),
        (Disposition::Answered, Some("800"), Some("201"))
    );
    assert_eq!(leg.custom["talk_includes_queue_wait"], true);
}

#[test]
fn a_ring_group_of_3cx_that_nobody_took_is_a_missed_call() {
    let line = "Call 1,2,,2026/03/02 09:00:00,,2026/03/02 09:00:25,TerminatedBySrc,+4930123,Ext.202,10003,202,202,,Ext.202,202,,,,,Chain: +4930123;Ext.202;,\
        Line,RingGroup,RingGroup,Trunk,Sales,Sales,\n";
    let leg = only(Source::ThreecxCdrSocket, line, json!({}));
    assert_eq!(
        (leg.disposition, leg.agent.as_deref(), leg.wait_s),
        (Disposition::Missed, None, Some(25))
    );
}

#[test]
fn a_channel_of_ip_office_is_a_machine_by_what_it_is_called_whatever_its_number() {
    let line = |device: &str, name: &str| {
        let line =
            format!("2026/03/02 09:50:10,00:00:10,21,201,O,202,202,,1,28,0,E201,Extn201,{device},{name},0,0\r\n");
        only(Source::AvayaIpoSmdr, &line, json!({}))
    };
    let mailbox = line("V9051", "VM Channel 1");
    assert_eq!(
        (
            mailbox.disposition,
            mailbox.agent.as_deref(),
            mailbox.wait_s,
            &mailbox.custom["machine_s"]
        ),
        (Disposition::Voicemail, None, Some(31), &json!(10))
    );
    let room = line("V10001", "CO Channel 100.1");
    assert_eq!(
        (room.disposition, room.leg_kind(), room.talk_s),
        (Disposition::Answered, Some("conference"), 10)
    );
    // A person may be called so.
    let person = line("E202", "VM Channel 1");
    assert_eq!(
        (person.disposition, person.agent.as_deref()),
        (Disposition::Answered, Some("202"))
    );
}

#[test]
fn a_line_of_ip_office_without_seconds_is_as_exact_as_its_minute() {
    let line = |time: &str| {
        let line = format!("2026/03/02 {time},00:00:10,21,4930123,I,202,202,,0,28,0,E202,Extn202,T9001,Line 1,0,0\r\n");
        only(Source::AvayaIpoSmdr, &line, json!({}))
    };
    let (minute, second) = (line("09:50"), line("09:50:00"));
    assert_eq!(moments(&minute), moments(&second));
    assert_eq!(minute.custom["time_precision_s"], 60);
    assert_eq!(second.custom.get("time_precision_s"), None);
}

#[test]
fn a_date_of_mitel_may_have_a_dash() {
    let line = " 03-02 09:25  00:02:30 T012 008  201                         201                           4930123    5550100\n";
    assert_eq!(
        moments(&only(Source::MitelSmdr, line, json!({})))[0],
        "2026-03-02T08:25:00Z"
    );
}

#[test]
fn a_line_of_3cx_is_no_caller_and_whom_a_call_left_again_is_no_agent() {
    let line = |from: &str, from_dn: &str, last: &str, types: &str| {
        let line = format!(
            "Call 1,2,00:00:20,2026/03/02 09:00:00,2026/03/02 09:00:05,2026/03/02 09:00:25,TerminatedByDst,{from},Ext.202,{from_dn},202,202,,{last},\
             {last},,,,,Chain: ;,{types},A,B,C,\n"
        );
        only(Source::ThreecxCdrSocket, &line, json!({}))
    };
    let withheld = line("", "10003", "202", "Line,Extension,Extension");
    assert_eq!(
        (withheld.from.as_deref(), &withheld.custom["caller_id_withheld"]),
        (None, &json!(true))
    );
    let ours = line("", "Ext.203", "202", "Extension,Extension,Extension");
    assert_eq!(ours.from.as_deref(), Some("203"));
    let through = line("+4930123", "10003", "0170999", "Line,Extension,Line");
    assert_eq!(
        (through.direction, through.agent, through.to.as_deref()),
        (Direction::Transit, None, Some("202"))
    );
}

#[test]
fn of_two_lines_that_ip_office_joined_neither_is_called_as_the_caller_is() {
    let line = "2026/03/02 09:50:10,00:00:06,0,207,O,9416,9416,,0,1000012,0,T9006,Line 6.1,T9005,Line 5.1,0,0\r\n";
    let leg = only(Source::AvayaIpoSmdr, line, json!({}));
    assert_eq!(
        (leg.direction, leg.agent.as_deref(), leg.custom.get("from_name")),
        (Direction::Outbound, None, None)
    );
}
