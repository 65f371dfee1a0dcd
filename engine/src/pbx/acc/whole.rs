//! Lines and rows that tell of a whole call: OpenSIPS with the `cdr` flag, Kamailio's table of calls.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::super::clock;
use super::super::draft::{self, Unanswered, number};
use super::super::fields::{int, no_moment, some, text};
use super::super::parsed::Observation;
use super::super::settings::Settings;
use super::super::timing::{Said, Times};
use super::super::{Disposition, Leg};
use super::{event, parties};

/// SIP codes from here on say that nobody answered.
const FINAL_REFUSALS: i64 = 300;

/// It tells of a whole call: when that began, or ended.
pub(super) fn is_whole(map: &Map<String, Value>) -> bool {
    map.contains_key("end_time") || map.contains_key("created") && !is_answer_alone(map)
}

/// The answer to a call whose begin is known, and nothing of how long it lasted: that is told when somebody hangs up.
fn is_answer_alone(map: &Map<String, Value>) -> bool {
    let is_answer = int(map, "code").is_some_and(|code| code / 100 == 2) && text(map, "method") == "INVITE";
    is_answer && !map.contains_key("call_start_time") && !lasted(map)
}

fn lasted(map: &Map<String, Value>) -> bool {
    ["duration", "ms_duration"].iter().any(|key| int(map, key) > Some(0))
}

/// When it was answered. A call may say instead how long that took.
fn answer(map: &Map<String, Value>) -> Option<Timestamp> {
    let by_setup = || {
        let (created, setup) = int(map, "created").zip(int(map, "setuptime"))?;
        created.checked_add(setup).filter(|_| lasted(map))
    };
    int(map, "call_start_time").or_else(by_setup).and_then(clock::epoch)
}

pub(super) fn is_answered(leg: &Leg) -> bool {
    leg.disposition == Disposition::Answered
}

/// The calls. Of one that is told of twice, as where the first attempt to reach somebody failed and the next did not, the one that was answered
/// counts, else the last.
pub(super) fn whole_calls(source: &str, observations: &[Observation], settings: &Settings) -> Vec<Leg> {
    let rank = |id: &str, leg: &Leg| (is_answered(leg), leg.ended_at, id.to_owned());
    let mut calls: BTreeMap<String, (&str, Leg)> = BTreeMap::new();
    for seen in observations {
        let Some(map) = event(seen).filter(|map| is_whole(map)) else {
            continue;
        };
        // What cannot be read was told of when it came.
        let Ok((leg, _)) = whole_call(source, map, settings) else {
            continue;
        };
        let id = seen.id.as_str();
        let known = calls.get(&leg.external_id).map(|(id, leg)| rank(id, leg));
        if known.is_none_or(|known| known < rank(id, &leg)) {
            calls.insert(leg.external_id.clone(), (id, leg));
        }
    }
    calls.into_values().map(|(_, leg)| leg).collect()
}

/// One call. Kamailio says when it was answered, and not when it began.
pub(super) fn whole_call(
    source: &str,
    map: &Map<String, Value>,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let epoch = |key: &str| int(map, key).and_then(clock::epoch);
    let code = int(map, "code").unwrap_or(0);
    // Kamailio writes calls that failed too: their begin is their end. One that was answered lasts a part of a second at least.
    let is_instant = text(map, "duration").parse::<f64>() == Ok(0.0);
    let is_at_once = epoch("end_time").is_some_and(|end| epoch("call_start_time") == Some(end));
    let is_failed = code >= FINAL_REFUSALS || is_instant && is_at_once;
    let answered = answer(map).filter(|_| !is_failed);
    let talk_ms = int(map, "ms_duration");
    // What is computed is rounded half up; the system itself rounds up.
    let talk_s = int(map, "duration").or_else(|| talk_ms.map(|ms| ms.saturating_add(500).div_euclid(1000)));
    let ended = epoch("end_time").or_else(|| clock::plus(answered?, talk_s?));
    let ended = ended.or_else(|| epoch("timestamp"));
    let created = epoch("created");
    if created.is_none() && !map.contains_key("end_time") {
        return Err("bad_timestamp");
    }
    let times = Times::settle(Said {
        started: created,
        answered,
        ended: Some(ended.ok_or_else(|| no_moment(map, &["end_time", "timestamp", "call_start_time"]))?),
        talk_s: talk_s.filter(|_| answered.is_some()),
        ..Said::default()
    })?;
    let call = text(map, "call_id").into_owned();
    let mut leg = draft::leg(source, format!("{call}#{}", text(map, "from_tag")), &times);
    leg.linked_id = Some(call);
    parties(&mut leg, map, settings);
    leg.hangup_cause = some(&text(map, "code"));
    leg.keep("sip_code", &*text(map, "code"));
    if let Some(exact) = talk_ms {
        leg.keep("talk_ms", exact);
    }
    let last = ["last_callee", "last_dst_user"]
        .iter()
        .find_map(|key| number(&text(map, key), settings));
    leg.keep(
        "final_destination",
        last.filter(|last| Some(last) != leg.to.as_ref()).unwrap_or_default(),
    );
    match answered {
        Some(_) => leg.answered(),
        None => leg.unanswered(Unanswered::by_sip(code)),
    }
    Ok((leg, times.warnings))
}
