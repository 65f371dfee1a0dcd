//! 3CX's table `cdroutput` (version 20 from update 6 on): one row a segment of a call, as a CSV export with a header.

use super::clock;
use super::draft::{self, Unanswered, number};
use super::fields::{Row, each_row, is_header, some};
use super::parsed::Observed;
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg};

/// The column by which a header is known.
const KEY: &str = "cdr_id";

pub struct Cdroutput;

impl Format for Cdroutput {
    fn is_context(&self, line: &[u8], _: &Settings) -> bool {
        is_header(line, KEY)
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        each_row(input, KEY, observed, |number, row, _, observed| {
            match row.text("destination_entity_type") {
                "inbound_routing" | "outbound_rule" => observed.ignore(number, "routing_segment"),
                _ => observed.take(number, leg(row, settings)),
            }
        });
    }
}

fn leg(row: &Row<'_>, settings: &Settings) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let stamp = |name: &str| match row.text(name) {
        "" => Ok(None),
        // The table counts in UTC, also where an export leaves the offset out.
        text => clock::in_zone(text, &jiff::tz::TimeZone::UTC)
            .map(|(at, _)| Some(at))
            .ok_or("bad_timestamp"),
    };
    let times = Times::settle(Said {
        started: Some(stamp("cdr_started_at")?.ok_or("bad_timestamp")?),
        answered: stamp("cdr_answered_at")?,
        ended: stamp("cdr_ended_at")?,
        ..Said::default()
    })?;
    let mut leg = draft::leg(
        "3cx-cdroutput",
        some(row.text("cdr_id")).ok_or("missing_field")?,
        &times,
    );
    leg.linked_id = some(row.text("main_call_history_id")).or_else(|| some(row.text("call_history_id")));
    let (source, target) = (row.text("source_entity_type"), row.text("destination_entity_type"));
    leg.direction = match (source, target) {
        ("external_line", "external_line") => Direction::Transit,
        ("external_line", _) => Direction::Inbound,
        (_, "external_line") => Direction::Outbound,
        (_, "unknown" | "") => Direction::Unknown,
        _ => Direction::Internal,
    };
    leg.from_party(party(row, "source", source == "external_line"), settings);
    let is_outside = matches!(target, "external_line" | "unknown");
    leg.to = number(party(row, "destination", is_outside), settings);
    leg.name_caller(Some(row.text("source_participant_name")));
    let to = leg.to.clone();
    leg.keep_name("to_name", Some(row.text("destination_participant_name")), to.as_deref());
    leg.keep("did", row.text("source_participant_trunk_did"));
    if source == "external_line" {
        leg.keep("trunk", row.text("source_dn_name"));
    } else if target == "external_line" {
        leg.keep("trunk", row.text("destination_dn_name"));
    }
    leg.agent = match (leg.direction, target) {
        (Direction::Outbound, _) if source == "extension" => some(row.text("source_dn_number")),
        (_, "extension") => some(row.text("destination_dn_number")),
        _ => None,
    };
    let (reason, details) = (row.text("termination_reason"), row.text("termination_reason_details"));
    leg.hangup_cause = some(if reason == "rejected" && !details.is_empty() {
        details
    } else {
        reason
    });
    leg.keep(
        "released_by",
        match reason {
            "src_participant_terminated" => "caller",
            "dst_participant_terminated" => "callee",
            _ => "",
        },
    );
    end(&mut leg, target, row.text("destination_dn_type"), reason, details);
    Ok((leg, times.warnings))
}

/// Outside by the telephone number, else by the number inside.
fn party<'a>(row: &Row<'a>, side: &str, is_outside: bool) -> &'a str {
    let inside = row.text(&format!("{side}_dn_number"));
    match is_outside || inside.is_empty() {
        true => row.text(&format!("{side}_participant_phone_number")),
        false => inside,
    }
}

/// A group refuses nobody, unless each of its phones did: that it ended the call says that it rang out.
fn nobody_took(why: Unanswered, details: &str) -> Unanswered {
    match why {
        Unanswered::Rejected if details != "declined" => Unanswered::RangOut,
        why => why,
    }
}

fn end(leg: &mut Leg, target: &str, dn_type: &str, reason: &str, details: &str) {
    let handed_on = matches!(reason, "continued_in" | "redirected");
    let kind = match target {
        "queue" | "group" => Some("queue"),
        group if group.starts_with("ring_group") => Some("queue"),
        "ivr" | "script" | "fax" => Some("ivr"),
        _ => None,
    };
    if let Some(kind) = kind {
        if kind == "queue" {
            leg.queue.clone_from(&leg.to);
        }
        if handed_on {
            leg.at_machine(kind, Disposition::NoAnswer);
            return leg.keep("passed_on", true);
        }
        if kind == "ivr" && leg.direction != Direction::Inbound && leg.answered_at.is_some() {
            return leg.machine("ivr");
        }
        // Nobody waited in a queue where phones rang, and none of them took the call.
        let left = match target.starts_with("ring_group") && leg.answered_at.is_none() {
            true => nobody_took(why(reason, details), details).disposition(leg.direction),
            false => Disposition::Abandoned,
        };
        return leg.at_machine(kind, left);
    }
    match target {
        "voicemail" => return leg.at_machine("voicemail", Disposition::Voicemail),
        _ if leg.answered_at.is_none() => {}
        "vmail_console" => return leg.machine("ivr"),
        _ if target == "conference" || dn_type == "conference" => return leg.machine("conference"),
        _ => {}
    }
    if leg.direction == Direction::Inbound && leg.agent.is_some() {
        leg.keep("leg_kind", "agent");
    }
    if leg.answered_at.is_some() {
        return leg.answered();
    }
    leg.unanswered(why(reason, details));
}

fn why(reason: &str, details: &str) -> Unanswered {
    match (reason, details) {
        (_, "busy" | "line_busy") => Unanswered::Busy,
        (_, "declined") => Unanswered::Rejected,
        (_, "not_found" | "no_route") => Unanswered::Failed,
        (_, "no_answer" | "timeout") => Unanswered::RangOut,
        (_, details) if details.contains("elsewhere") => Unanswered::LostRace,
        ("src_participant_terminated" | "cancelled", _) => Unanswered::GaveUp,
        ("dst_participant_terminated", _) => Unanswered::Rejected,
        _ => Unanswered::Unclear,
    }
}
