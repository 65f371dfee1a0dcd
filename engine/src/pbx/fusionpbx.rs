//! FusionPBX's `v_xml_cdr`: one row a leg. Its `duration` column holds the talk, so the epochs count.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::clock;
use super::documents;
use super::draft;
use super::fields::{flag, int, no_moment, some, text};
use super::freeswitch::{BEGINS, by_cause, end_at_machine};
use super::parsed::Observed;
use super::rollup::seconds;
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg};

pub struct Fusionpbx;

impl Format for Fusionpbx {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        documents::each(input, observed, |number, value, observed| {
            let Value::Object(map) = &value else {
                return observed.quarantine(number, "not_a_record", "a row is a JSON object");
            };
            observed.take(number, leg(map, settings));
        });
    }
}

fn leg(map: &Map<String, Value>, settings: &Settings) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let get = |key: &str| said(map, key);
    let uuid = some(&get("xml_cdr_uuid")).ok_or("missing_field")?;
    let is_member = get("cc_side") == "member";
    let queue = get("cc_queue").split('@').next().and_then(some);
    let (times, by_queue) = times(map, is_member, settings)?;
    let mut leg = draft::leg("fusionpbx", uuid.as_str(), &times);
    let bridge = some(&get("bridge_uuid"));
    let is_b = get("leg") == "b";
    leg.linked_id = if is_b {
        bridge.clone().or(Some(uuid))
    } else {
        Some(uuid)
    };
    leg.direction = match get("direction").as_str() {
        "inbound" => Direction::Inbound,
        "outbound" => Direction::Outbound,
        "local" => Direction::Internal,
        _ => Direction::Unknown,
    };
    let caller = some(&get("caller_id_number")).unwrap_or_else(|| get("source_number"));
    leg.from_party(&caller, settings);
    leg.name_caller(Some(&get("caller_id_name")));
    let dialled = get("destination_number");
    leg.to = draft::number(
        &some(&get("caller_destination")).unwrap_or_else(|| dialled.clone()),
        settings,
    );
    if leg.direction == Direction::Unknown {
        leg.direction = by_numbers(&leg, settings);
    }
    if leg.to.as_deref() != Some(dialled.as_str()) {
        leg.keep("final_destination", dialled.as_str());
    }
    if leg.direction == Direction::Inbound {
        leg.keep("did", get("caller_destination"));
    }
    leg.keep("raw_disposition", get("status"));
    leg.queue = queue;
    leg.agent = agent(map, &leg, &dialled, settings);
    leg.hangup_cause = some(&get("hangup_cause"));
    leg.keep("q850", int(map, "hangup_cause_q850").map_or(Value::Null, Value::from));
    leg.keep("cancel_reason", get("cc_cancel_reason"));
    leg.keep("peer_uuid", bridge.unwrap_or_default());
    leg.keep("released_by", released_by(&get("sip_hangup_disposition"), is_b));
    if let Some(hold) = int(map, "hold_accum_seconds").filter(|&hold| hold > 0) {
        leg.keep("hold_s", hold);
    }
    leg.recording_ref = some(&get("record_name")).map(|name| match get("record_path").trim_end_matches('/') {
        "" => name,
        path => format!("{path}/{name}"),
    });
    end(map, &mut leg, is_member && !by_queue, by_queue, settings);
    Ok((leg, times.warnings))
}

/// Where the row does not say it: an extension of ours called inside, or something else.
fn by_numbers(leg: &Leg, settings: &Settings) -> Direction {
    let ours = |number: &str| settings.is_extension(number);
    match (leg.from.as_deref(), leg.to.as_deref()) {
        (Some(from), Some(to)) if ours(from) && (ours(to) || draft::is_feature_code(to)) => Direction::Internal,
        (Some(from), Some(_)) if ours(from) => Direction::Outbound,
        _ => Direction::Unknown,
    }
}

/// Who hung up, by what came in on the leg.
fn released_by(disposition: &str, is_b: bool) -> &'static str {
    match disposition {
        "recv_bye" | "recv_cancel" if is_b => "callee",
        "recv_bye" | "recv_cancel" => "caller",
        "send_bye" => "pbx",
        _ => "",
    }
}

/// A column; what FreeSWITCH has not defined is nothing.
fn said(map: &Map<String, Value>, key: &str) -> String {
    match text(map, key) {
        value if value == "_undef_" => String::new(),
        value => value.into_owned(),
    }
}

/// The moments, and whether a queue's agent answered: then a member's talk is that with the agent.
fn times(map: &Map<String, Value>, is_member: bool, settings: &Settings) -> Result<(Times, bool), &'static str> {
    let epoch = |key: &str| int(map, key).and_then(clock::epoch);
    let stamp = |name: &str| said(map, &format!("{name}_stamp"));
    // As text they may carry the offset of the database.
    let exact = |name: &str| epoch(&format!("{name}_epoch")).or_else(|| clock::absolute(&stamp(name)));
    let civil = |name: &str| clock::civil(&stamp(name));
    let is_local = |name: &str| exact(name).is_none() && civil(name).is_some();
    let local = match ["start", "answer", "end"].into_iter().any(is_local) {
        true => clock::moments_of_talk(
            clock::Local {
                started: civil("start"),
                answered: civil("answer"),
                ended: civil("end"),
                ..clock::Local::default()
            },
            // A leg that rang and was not taken says 0.
            int(map, "billsec").filter(|&talk| talk > 0),
            &settings.zone,
        ),
        false => clock::Moments::default(),
    };
    let mut moments = Said {
        started: Some(
            exact("start")
                .or(local.started)
                .ok_or_else(|| no_moment(map, &BEGINS))?,
        ),
        answered: exact("answer").or(local.answered),
        ended: exact("end").or(local.ended),
        ..Said::default()
    };
    moments.ended = moments.ended.or_else(|| end_by_seconds(map, &moments));
    let talked = int(map, "billsec").filter(|&talk| talk > 0);
    let before_end = || clock::plus(moments.ended?, -talked?);
    moments.answered = moments.answered.or_else(before_end);
    let by_queue = epoch("cc_queue_answered_epoch").filter(|_| is_member);
    moments.answered = by_queue.or(moments.answered);
    if moments.answered.is_some() && said(map, "cc_side") == "agent" && int(map, "billsec") == Some(0) {
        moments.answered = None;
    }
    let mut times = Times::settle(moments)?;
    times.warnings.extend(local.warnings);
    // The caller may stay when the agent is gone.
    if let Some((answered, until)) = by_queue.zip(epoch("cc_queue_terminated_epoch")) {
        times.talk_s = seconds(answered, until);
    }
    Ok((times, by_queue.is_some()))
}

/// Where the end is left out: the `duration` column holds the talk, unless it is longer than that.
fn end_by_seconds(map: &Map<String, Value>, moments: &Said) -> Option<Timestamp> {
    let whole = int(map, "duration");
    let talk = int(map, "billsec").or(whole)?.max(0);
    match whole.filter(|&whole| whole > talk) {
        Some(whole) => clock::plus(moments.started?, whole),
        None => clock::plus(moments.answered.or(moments.started)?, talk),
    }
}

fn agent(map: &Map<String, Value>, leg: &Leg, dialled: &str, settings: &Settings) -> Option<String> {
    let user = text(map, "cc_agent").split('@').next().and_then(some);
    let extension = |name: &str| Some(name.to_owned()).filter(|name| settings.is_extension(name));
    match leg.direction {
        Direction::Outbound => {
            extension(&text(map, "source_number")).or_else(|| leg.from.as_deref().and_then(extension))
        }
        _ => user.or_else(|| extension(dialled)),
    }
}

fn end(map: &Map<String, Value>, leg: &mut Leg, left_the_queue: bool, by_queue: bool, settings: &Settings) {
    let (app, argument) = (text(map, "last_app"), text(map, "last_arg"));
    let checks = argument.split_whitespace().next() == Some("check");
    // Also for whom a queue sent there; but who spoke with an agent of it had an answer.
    if (flag(map, "voicemail_message") || app == "voicemail") && !checks && !by_queue {
        leg.keep("mailbox", argument.split_whitespace().next_back().unwrap_or(""));
        return leg.at_machine("voicemail", Disposition::Voicemail);
    }
    // Whom the queue sent on may have met somebody after all.
    let met = app == "bridge" && !text(map, "bridge_uuid").is_empty() && leg.answered_at.is_some();
    if left_the_queue && !met {
        return leg.at_machine("queue", Disposition::Abandoned);
    }
    if left_the_queue {
        leg.keep("talk_includes_queue_wait", true);
    }
    if by_queue {
        leg.keep("leg_kind", "queue");
    } else if text(map, "cc_side") == "agent" {
        leg.keep("leg_kind", "agent");
    }
    if leg.answered_at.is_none() {
        return leg.unanswered(by_cause(&text(map, "hangup_cause")));
    }
    let reached = by_queue || text(map, "leg") == "b" || !text(map, "bridge_uuid").is_empty();
    // A table that has the column says by its blank that nobody was reached, unless what it did last was to connect.
    let connects = matches!(app.as_ref(), "" | "bridge" | "transfer");
    let alone = map.contains_key("bridge_uuid") && leg.direction == Direction::Inbound && !connects;
    let machine = alone
        || matches!(
            app.as_ref(),
            "ivr" | "playback" | "conference" | "callcenter" | "voicemail" | "answer" | "sleep" | "park" | "valet_park"
        );
    let code = leg.to.as_deref().is_some_and(draft::is_feature_code);
    if !reached && (machine || code && !settings.is_extension(leg.to.as_deref().unwrap_or(""))) {
        return end_at_machine(leg, &app, &argument);
    }
    leg.answered();
}
