//! Lines of fixed columns of which one is empty, or that few systems write.

use super::*;

#[test]
fn a_line_of_panasonic_without_an_extension_does_not_take_the_line_outside_for_it() {
    let line = |time: &str, extension: &str, dialled: &str| {
        let line = format!("03/02/26 {time:>7} {extension:<5} 45 {dialled:<25} 0'07 00:01'23 4711\n");
        only(Source::PanasonicSmdr, &line, json!({}))
    };
    for time in ["10:03AM", "9:03AM"] {
        let came = line(time, "", "<I>0049301");
        assert_eq!(
            (came.direction, came.from.as_deref(), came.to, came.agent),
            (Direction::Inbound, Some("0049301"), None, None)
        );
        assert_eq!((&came.custom["trunk"], came.talk_s), (&json!("45"), 83));
        let went = line(time, "", "0049301");
        assert_eq!(
            (went.direction, went.from, went.to.as_deref(), went.agent),
            (Direction::Outbound, None, Some("0049301"), None)
        );
        for extension in ["201", "  201"] {
            let ours = line(time, extension, "0049301");
            assert_eq!(
                (ours.from.as_deref(), ours.agent.as_deref()),
                (Some("201"), Some("201"))
            );
            assert_eq!(ours.custom["trunk"], json!("45"));
        }
    }
}

#[test]
fn a_line_of_mitel_in_the_form_of_networks_says_what_kind_of_line_called() {
    for (line, at) in [
        (
            " 03/02 09:25  00:02:30 T012 008  201                         201 ",
            131_usize,
        ),
        (
            " 03/02 09:25  0000:02:30 T012    008  201                         201    ",
            139,
        ),
    ] {
        let leg = only(Source::MitelSmdr, &format!("{line:<at$}62\n"), json!({}));
        assert_eq!((&leg.custom["oli"], leg.talk_s), (&json!("62"), 150), "{line}");
    }
}
