//! Vonage: event webhooks, unordered, signed by a token over the body's hash.

use jiff::Timestamp;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::clock;
use super::documents;
use super::draft::{self, Unanswered, number};
use super::fields::{int, json_of, no_moment, some, text};
use super::parsed::{Assembled, Fact, Notice, Observation, Observed, RecordingNotice};
use super::requests::{NOTHING_POSTED, captured, form, is_capture, texts};
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg, signature, twilio};

const SOURCE: &str = "vonage";
const TOLERANCE_S: i64 = 300;
const FINAL: [&str; 7] = [
    "completed",
    "busy",
    "cancelled",
    "failed",
    "rejected",
    "timeout",
    "unanswered",
];

pub struct Vonage;

impl Format for Vonage {
    fn reads_requests(&self) -> bool {
        true
    }

    fn comes_by_get(&self) -> bool {
        true
    }

    fn signed_with(&self) -> Option<&'static str> {
        Some("signature_secret")
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        if !is_capture(input) {
            return body(input, observed);
        }
        let (requests, rest) = captured(input);
        for (index, request) in requests.iter().enumerate() {
            let at = index + 1;
            if let Some(secret) = settings.given.secrets.signature_secret.as_deref() {
                let said = request.asked().map(hashed);
                let said = said.as_deref().unwrap_or(request.body);
                let issued = signature::jwt(said, request.header("authorization"), secret);
                let Some(issued) = issued else {
                    observed.quarantine(at, "bad_signature", "");
                    continue;
                };
                let tolerance = settings.given.timestamp_tolerance_s.unwrap_or(TOLERANCE_S);
                if settings
                    .given
                    .received_at
                    .is_some_and(|now| (now.as_second() - issued).abs() > tolerance)
                {
                    observed.quarantine(at, "stale_timestamp", "");
                    continue;
                }
            }
            let mut found = Observed::default();
            match request.asked() {
                Some(query) => take(1, texts(query), &mut found),
                None if request.is_blank() => found.quarantine(1, "bad_payload", NOTHING_POSTED),
                None => body(request.body, &mut found),
            }
            found.renumber(at);
            observed.extend(found);
        }
        if let Some(rest) = rest {
            observed.quarantine(requests.len() + 1, "bad_payload", rest);
        }
    }

    fn assemble(&self, observations: Vec<Observation>, settings: &Settings, assembled: &mut Assembled) {
        observations.iter().for_each(|seen| assembled.take_beside(&seen.fact));
        let events = observations.iter().filter_map(|seen| match &seen.fact {
            Fact::Event(Value::Object(map)) => Some((seen, map)),
            _ => None,
        });
        let events: Vec<_> = events.collect();
        let Some((seen, _)) = events.last() else { return };
        let finals = events
            .iter()
            .filter(|(_, map)| FINAL.contains(&text(map, "status").as_ref()));
        let Some((last_seen, last)) = finals.min_by_key(|(_, map)| (weight(map), stamp(map, "timestamp"))) else {
            return assembled
                .incomplete
                .push(Notice::new(seen.group.clone(), "incomplete_call", ""));
        };
        let maps: Vec<&Map<String, Value>> = events.iter().map(|(_, map)| *map).collect();
        assembled.leg(&last_seen.at, leg(&maps, last, settings));
    }
}

/// Of several events that end a call: an answer counts first, then why there was none; that it is over says least.
fn weight(map: &Map<String, Value>) -> u8 {
    match text(map, "status").as_ref() {
        "completed" if !text(map, "start_time").is_empty() => 0,
        "completed" => 2,
        _ => 1,
    }
}

/// Of what the token of a GET holds the hash: its query as a JSON object of texts, in the query's order and without a blank.
fn hashed(query: &str) -> Vec<u8> {
    let members = form(query.as_bytes()).into_iter();
    let members = members.map(|(key, value)| format!("{}:{}", Value::String(key), Value::String(value)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(",")).into_bytes()
}

fn body(input: &[u8], observed: &mut Observed) {
    documents::each(input, observed, |at, value, observed| match value {
        Value::Object(map) => take(at, map, observed),
        _ => observed.quarantine(at, "not_a_record", "an event is a JSON object"),
    });
}

/// With its offset, else in UTC, as the first versions wrote it.
fn stamp(map: &Map<String, Value>, key: &str) -> Option<Timestamp> {
    clock::in_zone(&text(map, key), &jiff::tz::TimeZone::UTC).map(|(at, _)| at)
}

fn take(at: usize, map: Map<String, Value>, observed: &mut Observed) {
    let get = |key: &str| text(&map, key).into_owned();
    if map.contains_key("recording_url") && get("status").is_empty() {
        return recording(at, &map, observed);
    }
    // That a leg goes on in another conversation is no state of it, and neither is what the caller said or pressed.
    let is_other = ["dtmf", "speech", "conversation_uuid_to"]
        .iter()
        .any(|key| map.contains_key(*key));
    if (is_other || get("type") == "transfer") && get("status").is_empty() {
        return observed.ignore(at, "log_event");
    }
    let Some(leg) = some(&get("uuid")).or_else(|| some(&get("call_uuid"))) else {
        return observed.quarantine(at, "missing_field", "no uuid of a call");
    };
    if get("status").is_empty() {
        return observed.quarantine(at, "missing_field", "no status");
    }
    if stamp(&map, "timestamp").is_none() {
        return observed.quarantine(at, no_moment(&map, &["timestamp"]), "");
    }
    let id = hex::encode(Sha256::digest(json_of(&map)));
    observed.event(at, leg, id, Value::Object(map));
}

fn recording(at: usize, map: &Map<String, Value>, observed: &mut Observed) {
    let get = |key: &str| text(map, key).into_owned();
    let url = get("recording_url");
    if !twilio::is_fetchable(&url) {
        return observed.quarantine(
            at,
            "bad_recording_url",
            "no address of a recording that could be fetched",
        );
    }
    let (started, ended) = (stamp(map, "start_time"), stamp(map, "end_time"));
    let mut custom = Map::new();
    if let Some(size) = int(map, "size") {
        custom.insert("size".into(), size.into());
    }
    let linked = some(&get("conversation_uuid"));
    let id = some(&get("recording_uuid")).unwrap_or_else(|| url.clone());
    observed.observations.push(Observation {
        at: at.into(),
        group: format!("recording:{id}"),
        id: id.clone(),
        fact: Fact::Recording(Box::new(RecordingNotice {
            source: SOURCE.to_owned(),
            external_id: id,
            linked_id: linked,
            recording_ref: url,
            started_at: started,
            duration_s: started
                .zip(ended)
                .map(|(from, to)| super::rollup::seconds(from, to).into()),
            channels: None,
            custom,
        })),
    });
}

fn leg(
    events: &[&Map<String, Value>],
    last: &Map<String, Value>,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let get = |key: &str| {
        events
            .iter()
            .map(|map| text(map, key))
            .find(|value| !value.is_empty())
            .unwrap_or_default()
    };
    let first = events.iter().filter_map(|map| stamp(map, "timestamp")).min();
    let only_end = events.iter().all(|map| FINAL.contains(&text(map, "status").as_ref()));
    let status = text(last, "status").into_owned();
    // `start_time` of the last event is the answer; without it nobody answered.
    let completed = status == "completed";
    let answered = stamp(last, "start_time").filter(|_| completed);
    let times = Times::settle(Said {
        started: first.filter(|_| !only_end),
        answered,
        ended: stamp(last, "end_time").or_else(|| stamp(last, "timestamp")),
        talk_s: int(last, "duration").filter(|_| answered.is_some()),
        ..Said::default()
    })?;
    let id = some(&get("uuid"))
        .or_else(|| some(&get("call_uuid")))
        .ok_or("missing_field")?;
    let mut leg = draft::leg(SOURCE, id, &times);
    leg.linked_id = some(&get("conversation_uuid"));
    leg.direction = match get("direction").as_ref() {
        "inbound" => Direction::Inbound,
        "outbound" => Direction::Outbound,
        _ => Direction::Unknown,
    };
    leg.from_party(&get("from"), settings);
    leg.to = number(&get("to"), settings);
    if leg.direction == Direction::Unknown {
        leg.direction = by_own_numbers(&leg, settings);
    }
    let user = |key: &str| twilio::user(&get(key), settings).filter(|_| leg.direction == Direction::Outbound);
    leg.agent = user("to").or_else(|| user("from"));
    let code = some(&text(last, "sip_code")).or_else(|| some(&get("sip_code")));
    leg.keep("sip_code", code.clone().unwrap_or_default());
    leg.hangup_cause = code.clone().or_else(|| some(&text(last, "detail")));
    leg.keep(
        "released_by",
        match (get("disconnected_by").as_ref(), leg.direction) {
            ("platform", _) => "pbx",
            ("user", Direction::Inbound) => "caller",
            ("user", _) => "callee",
            _ => "",
        },
    );
    leg.keep("cost", get("price").as_ref());
    leg.keep("network", get("network").as_ref());
    leg.keep("raw_disposition", status.as_str());
    end(&mut leg, &status, answered.is_some(), is_by_machine(events));
    Ok((leg, times.warnings))
}

/// What took the call, as it was found last, was an answering machine.
fn is_by_machine(events: &[&Map<String, Value>]) -> bool {
    let found = events.iter().filter_map(|map| match text(map, "status").as_ref() {
        "machine" => Some((stamp(map, "timestamp"), true)),
        "human" => Some((stamp(map, "timestamp"), false)),
        _ => None,
    });
    found.max().is_some_and(|(_, is_machine)| is_machine)
}

/// Where no event says the direction, a number of ours at the carrier does.
fn by_own_numbers(leg: &Leg, settings: &Settings) -> Direction {
    let bare = |number: &str| number.trim_start_matches('+').to_owned();
    let own: Vec<String> = settings
        .given
        .public_numbers
        .iter()
        .map(|number| bare(number))
        .collect();
    let is_own = |party: &Option<String>| party.as_deref().is_some_and(|party| own.contains(&bare(party)));
    match (is_own(&leg.from), is_own(&leg.to)) {
        (false, true) => Direction::Inbound,
        (true, false) => Direction::Outbound,
        _ => Direction::Unknown,
    }
}

fn end(leg: &mut Leg, status: &str, is_answered: bool, by_machine: bool) {
    if leg.direction == Direction::Inbound {
        // It is our application's, whether that answers it or not.
        leg.keep("leg_kind", "ivr");
    }
    match status {
        "completed" if is_answered && leg.direction == Direction::Inbound => leg.machine("ivr"),
        "completed" if is_answered && by_machine => leg.at_machine("voicemail", Disposition::Voicemail),
        "completed" if is_answered => leg.answered(),
        "busy" => leg.unanswered(Unanswered::Busy),
        "cancelled" => leg.unanswered(Unanswered::GaveUp),
        "rejected" => leg.unanswered(Unanswered::Rejected),
        "failed" => leg.unanswered(Unanswered::Failed),
        _ => leg.unanswered(Unanswered::RangOut),
    }
}
