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
