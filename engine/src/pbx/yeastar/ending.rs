//! How a leg of a Yeastar ended: with a person, at a machine, or with nobody.

use super::super::draft::{Unanswered, is_feature_code};
use super::super::{Direction, Disposition, Leg};

/// Phones that ring together: a machine that takes no call itself.
pub(super) const RING_GROUP: &str = "ring group";

/// By the system's word for it, and by the machine that was called, if it was one.
pub(super) fn end(leg: &mut Leg, machine: Option<&str>, status: &str) {
    let status = status.to_uppercase();
    if let Some(machine) = machine {
        return end_at(machine, leg, &status);
    }
    if leg.direction == Direction::Inbound && leg.agent.is_some() {
        leg.keep("leg_kind", "agent");
    }
    match status.as_str() {
        "ANSWERED" if leg.direction == Direction::Internal && leg.to.as_deref().is_some_and(is_feature_code) => {
            leg.machine("ivr");
        }
        "ANSWERED" => leg.answered(),
        "VOICEMAIL" => {
            leg.custom.remove("leg_kind");
            leg.at_machine("voicemail", Disposition::Voicemail);
        }
        "ABANDONED" => leg.at_machine("queue", Disposition::Abandoned),
        status => leg.unanswered(why(status)),
    }
}

fn end_at(machine: &str, leg: &mut Leg, status: &str) {
    let kind = match machine {
        "ivr" => "ivr",
        _ => "queue",
    };
    if kind == "queue" {
        leg.queue.clone_from(&leg.to);
    }
    match status {
        "VOICEMAIL" => leg.at_machine("voicemail", Disposition::Voicemail),
        // Only says that the machine took the call.
        "ANSWERED" => {
            leg.at_machine(kind, Disposition::NoAnswer);
            leg.keep("passed_on", true);
        }
        "ABANDONED" => leg.at_machine(kind, Disposition::Abandoned),
        // Nobody waited in a queue: phones rang, and none of them took the call.
        status if machine == RING_GROUP => leg.at_machine(kind, why(status).disposition(leg.direction)),
        _ => leg.at_machine(kind, Disposition::Abandoned),
    }
}

fn why(status: &str) -> Unanswered {
    match status {
        "BUSY" => Unanswered::Busy,
        "FAILED" => Unanswered::Failed,
        _ => Unanswered::Unclear,
    }
}
