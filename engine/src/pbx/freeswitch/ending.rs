//! How a leg of FreeSWITCH ended: at which machine, or why nobody answered.

use super::super::draft::Unanswered;
use super::super::fields::some;
use super::super::{Direction, Disposition, Leg};

/// Applications that are what was called, and not a way to somebody else.
pub(super) fn is_application(app: &str) -> bool {
    const NAMES: [&str; 10] = [
        "conference",
        "ivr",
        "voicemail",
        "callcenter",
        "fifo",
        "park",
        "valet_park",
        "echo",
        "delay_echo",
        "directory",
    ];
    NAMES.contains(&app)
}

/// A machine answered and nobody else.
pub fn end_at_machine(leg: &mut Leg, app: &str, argument: &str) {
    match app {
        "voicemail" if !argument.split_whitespace().any(|word| word == "check") => {
            leg.keep("mailbox", argument.split_whitespace().next_back().unwrap_or(""));
            leg.at_machine("voicemail", Disposition::Voicemail);
        }
        // One's own mailbox is a machine that was called.
        "voicemail" => leg.machine("ivr"),
        "callcenter" | "fifo" => {
            leg.queue = some(argument.split(['@', ' ']).next().unwrap_or("")).or_else(|| leg.queue.take());
            leg.at_machine("queue", Disposition::Abandoned);
        }
        "conference" => leg.machine("conference"),
        "park" | "valet_park" => leg.at_machine("park", Disposition::NoAnswer),
        _ if leg.direction == Direction::Inbound => leg.at_machine("ivr", Disposition::Abandoned),
        _ => leg.machine("ivr"),
    }
}

/// Why a leg without an answer ended, by FreeSWITCH's word.
pub fn by_cause(cause: &str) -> Unanswered {
    match cause.trim().to_ascii_uppercase().as_str() {
        "USER_BUSY" => Unanswered::Busy,
        "CALL_REJECTED" | "DECLINE" | "OUTGOING_CALL_BARRED" | "INCOMING_CALL_BARRED" => Unanswered::Rejected,
        "ORIGINATOR_CANCEL" | "NORMAL_CLEARING" => Unanswered::GaveUp,
        "NO_ANSWER" | "NO_USER_RESPONSE" | "ALLOTTED_TIMEOUT" | "PROGRESS_TIMEOUT" => Unanswered::RangOut,
        "LOSE_RACE" | "PICKED_OFF" => Unanswered::LostRace,
        "UNALLOCATED_NUMBER"
        | "INVALID_NUMBER_FORMAT"
        | "NETWORK_OUT_OF_ORDER"
        | "NORMAL_TEMPORARY_FAILURE"
        | "GATEWAY_DOWN"
        | "USER_NOT_REGISTERED"
        | "SUBSCRIBER_ABSENT"
        | "RECOVERY_ON_TIMER_EXPIRE"
        | "DESTINATION_OUT_OF_ORDER"
        | "NORMAL_CIRCUIT_CONGESTION"
        | "SWITCH_CONGESTION"
        | "FACILITY_REJECTED"
        | "FACILITY_NOT_SUBSCRIBED"
        | "FACILITY_NOT_IMPLEMENTED"
        | "REQUESTED_CHAN_UNAVAIL"
        | "SERVICE_UNAVAILABLE"
        | "SERVICE_NOT_IMPLEMENTED"
        | "INCOMPATIBLE_DESTINATION"
        | "EXCHANGE_ROUTING_ERROR" => Unanswered::Failed,
        cause if cause.starts_with("NO_ROUTE") => Unanswered::Failed,
        _ => Unanswered::Unclear,
    }
}
