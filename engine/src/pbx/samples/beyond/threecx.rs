//! 3CX: what its lines leave out.

use super::*;

#[test]
fn a_line_of_3cx_that_lost_the_answer_or_the_last_party_says_it_otherwise() {
    let line = |talk: &str, reason: &str, to: &str, types: &str| {
        let line = format!(
            "Call 1,2,{talk},2026/03/02 09:00:00,,2026/03/02 09:01:00,{reason},Ext.203,{to},203,,{to},,,,,,,,Chain: ;,\
             {types},A,,,\n"
        );
        only(Source::ThreecxCdrSocket, &line, json!({}))
    };
    let talked = line("00:00:50", "TerminatedBySrc", "0049301", "Extension,Line,Line");
    assert_eq!(moments(&talked)[1], "2026-03-02T08:00:10Z");
    assert_eq!(
        (talked.disposition, talked.wait_s, talked.talk_s),
        (Disposition::Answered, Some(10), 50)
    );
    let rang = line("00:00:00", "TerminatedBySrc", "0049301", "Extension,Line,Line");
    assert_eq!((rang.disposition, rang.answered_at), (Disposition::Cancelled, None));
    for (to, direction) in [("0049301", Direction::Outbound), ("Ext.204", Direction::Internal)] {
        let failed = line("", "NotFound", to, "Extension,,");
        assert_eq!(
            (failed.direction, failed.disposition),
            (direction, Disposition::Failed),
            "{to}"
        );
    }
}

/// As in the lines of its socket.
#[test]
fn phones_of_a_group_that_nobody_took_are_a_missed_call_and_a_queue_that_was_left_is_not() {
    let log = |kind: &str| {
        let row = json!({"CdrId": "1", "CallId": 7, "StartTime": "2026-03-02T09:00:00Z", "SourceCallerId": "+4930123", "DestinationDn": "810",
            "RingingDuration": "PT20S", "TalkingDuration": "PT0S", "Answered": false, "Direction": "Inbound", "CallType": kind,
            "Status": "Unanswered", "Reason": "Ended by +4930123"});
        only(Source::ThreecxXapiCallLog, &row.to_string(), json!({}))
    };
    let table = |kind: &str| {
        let table = format!(
            "cdr_id,call_history_id,source_entity_type,source_participant_phone_number,destination_entity_type,destination_dn_number,\
             termination_reason,cdr_answered_at,cdr_ended_at,cdr_started_at\n\
             c-1,h-1,external_line,+4930123,{kind},810,src_participant_terminated,,2026-03-02 09:00:20+00,2026-03-02 09:00:00+00\n"
        );
        only(Source::ThreecxCdroutput, &table, json!({}))
    };
    let groups = [log("RingGroup"), table("ring_group_ring_all"), table("ring_group_hunt")];
    let queues = [log("Queue"), table("queue")];
    for (legs, disposition) in [
        (&groups[..], Disposition::Missed),
        (&queues[..], Disposition::Abandoned),
    ] {
        for leg in legs {
            assert_eq!(
                (leg.disposition, leg.queue.as_deref(), leg.agent.as_deref(), leg.wait_s),
                (disposition, Some("810"), None, Some(20)),
                "{leg:?}"
            );
        }
    }
}

#[test]
fn whoever_gave_up_before_a_room_opened_was_not_in_it() {
    for (answered, disposition, kind) in [
        ("2026-03-02 09:00:05+00", Disposition::Answered, Some("conference")),
        ("", Disposition::Cancelled, None),
    ] {
        let table = format!(
            "cdr_id,call_history_id,source_entity_type,source_dn_number,destination_entity_type,destination_dn_type,destination_dn_number,\
             termination_reason,cdr_answered_at,cdr_ended_at,cdr_started_at\n\
             c-1,h-1,extension,201,unknown,conference,700,src_participant_terminated,{answered},2026-03-02 09:00:20+00,2026-03-02 09:00:00+00\n"
        );
        let leg = only(Source::ThreecxCdroutput, &table, json!({}));
        assert_eq!((leg.disposition, leg.leg_kind()), (disposition, kind));
    }
}

#[test]
fn a_ring_group_refuses_nobody() {
    for (answered, reason, details, wanted) in [
        ("", "dst_participant_terminated", "", Disposition::Missed),
        ("", "dst_participant_terminated", "declined", Disposition::Rejected),
        (
            "2026-03-02 09:00:01+00",
            "dst_participant_terminated",
            "",
            Disposition::Abandoned,
        ),
        (
            "2026-03-02 09:00:01+00",
            "src_participant_terminated",
            "",
            Disposition::Abandoned,
        ),
    ] {
        let table = format!(
            "cdr_id,call_history_id,source_entity_type,source_participant_phone_number,destination_entity_type,destination_dn_number,\
             termination_reason,termination_reason_details,cdr_answered_at,cdr_ended_at,cdr_started_at\n\
             c-1,h-1,external_line,+4930123,ring_group_hunt,810,{reason},{details},{answered},2026-03-02 09:00:20+00,2026-03-02 09:00:00+00\n"
        );
        let leg = only(Source::ThreecxCdroutput, &table, json!({}));
        assert_eq!(leg.disposition, wanted, "{answered} {reason} {details}");
    }
}

#[test]
fn an_extension_that_was_not_reached_is_inside_with_and_without_its_sign() {
    for (called, direction, agent) in [
        ("204", Direction::Internal, Some("204")),
        ("Ext.204", Direction::Internal, Some("204")),
        ("*4", Direction::Internal, None),
        ("+4930123456", Direction::Outbound, Some("203")),
    ] {
        let line = format!(
            "Call 2026/03/02 09:00:00,{called},203,,,2026/03/02 09:00:09,src_participant_terminated,,,Ext.203,,,,,extension,,,,,\n"
        );
        let leg = only(Source::ThreecxCdrSocket, &line, json!({}));
        assert_eq!((leg.direction, leg.agent.as_deref()), (direction, agent), "{called}");
    }
}
