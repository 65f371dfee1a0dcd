//! Rows of FusionPBX that leave times out.

use super::*;

#[test]
fn where_a_row_says_no_end_or_no_answer_its_seconds_do() {
    let row = |other: Value| {
        let mut row = json!({"xml_cdr_uuid": "f-1", "direction": "inbound", "leg": "a", "caller_id_number": "+4930123", "destination_number": "201",
            "start_epoch": 1_772_438_400, "bridge_uuid": "f-2", "last_app": "bridge", "hangup_cause": "NORMAL_CLEARING"});
        row.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        only(Source::Fusionpbx, &row.to_string(), json!({}))
    };
    for times in [
        json!({"answer_epoch": 1_772_438_410, "duration": 60, "billsec": 60}),
        json!({"answer_epoch": 1_772_438_410, "duration": 60}),
        json!({"answer_epoch": 1_772_438_410, "duration": "70", "billsec": "60"}),
        json!({"duration": 70, "billsec": 60}),
        json!({"end_epoch": 1_772_438_470, "duration": 60, "billsec": 60}),
    ] {
        let leg = row(times.clone());
        assert_eq!(
            moments(&leg),
            ["2026-03-02T08:00:00Z", "2026-03-02T08:00:10Z", "2026-03-02T08:01:10Z"],
            "{times}"
        );
        assert_eq!((leg.disposition, leg.talk_s), (Disposition::Answered, 60), "{times}");
    }
    let rang = row(json!({"duration": 20, "billsec": 0, "bridge_uuid": null, "hangup_cause": "NO_ANSWER"}));
    assert_eq!((rang.disposition, rang.wait_s), (Disposition::Missed, Some(20)));
}
