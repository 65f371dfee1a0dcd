//! Yeastar: the events 30012 and 30039 of P-Series, answers of its interface, and the pushes of older models.

mod ending;
mod stamps;

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::clock;
use super::documents;
use super::draft::{self, number};
use super::fields::{int, no_moment, some, text};
use super::lines::name_and_number;
use super::parsed::Observed;
use super::requests::{NOTHING_POSTED, captured, is_capture, texts};
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Leg, signature};
use ending::{RING_GROUP, end};
use stamps::{moment, stamp};

/// No call lasts longer; keeps sums of what is read in range.
const SECONDS_MAX: i64 = 100_000_000;
/// Ring, talk and hold may be off by so much from the whole before it is said.
const TOLERANCE_S: i64 = 2;

/// One form of record of a Yeastar.
pub struct Yeastar {
    source: &'static str,
    /// The event's number, where records come in envelopes.
    event: Option<i64>,
}

pub const EVENT_30012: Yeastar = Yeastar {
    source: "yeastar-30012",
    event: Some(30012),
};
pub const EVENT_30039: Yeastar = Yeastar {
    source: "yeastar-30039",
    event: Some(30039),
};
pub const CDR_LIST: Yeastar = Yeastar {
    source: "yeastar-cdr-list",
    event: None,
};
pub const NEW_CDR: Yeastar = Yeastar {
    source: "yeastar-newcdr",
    event: None,
};

impl Format for Yeastar {
    fn reads_requests(&self) -> bool {
        true
    }

    fn comes_by_get(&self) -> bool {
        self.event.is_some()
    }

    fn signed_with(&self) -> Option<&'static str> {
        Some("webhook_secret")
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        if !is_capture(input) {
            return self.documents(input, settings, observed);
        }
        let (requests, rest) = captured(input);
        for (index, request) in requests.iter().enumerate() {
            let secret = settings
                .given
                .secrets
                .webhook_secret
                .as_deref()
                .filter(|secret| !secret.is_empty());
            let signed = request.asked().map_or(request.body, str::as_bytes);
            if secret.is_some_and(|secret| !signature::hmac_sha256(signed, request.header("x-signature"), secret)) {
                observed.quarantine(index + 1, "bad_signature", "");
                continue;
            }
            let mut found = Observed::default();
            match request.asked() {
                Some(query) => self.document(1, Value::Object(texts(query)), settings, &mut found),
                None if request.is_blank() => found.quarantine(1, "bad_payload", NOTHING_POSTED),
                None => self.documents(request.body, settings, &mut found),
            }
            found.renumber(index + 1);
            observed.extend(found);
        }
        if let Some(rest) = rest {
            observed.quarantine(requests.len() + 1, "bad_payload", rest);
        }
    }
}

impl Yeastar {
    fn documents(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        documents::each(input, observed, |number, value, observed| {
            self.document(number, value, settings, observed);
        });
    }

    fn document(&self, number: usize, value: Value, settings: &Settings, observed: &mut Observed) {
        let (rows, is_list) = documents::listed(value, "data");
        for (index, row) in rows.iter().enumerate() {
            let at = if is_list { index + 1 } else { number };
            match self.leg(row, settings) {
                Ok(Some(leg)) => observed.take(at, Ok(leg)),
                Ok(None) => observed.ignore(at, "log_event"),
                Err(code) => observed.quarantine(at, code, ""),
            }
        }
    }

    /// `None`: an event that is no record.
    fn leg(&self, value: &Value, settings: &Settings) -> Result<Option<(Leg, Vec<&'static str>)>, &'static str> {
        let map = value.as_object().ok_or("not_a_record")?;
        let inner;
        let map = match self.event {
            Some(wanted) if map.contains_key("msg") => {
                if int(map, "type").is_some_and(|kind| kind != wanted) {
                    return Ok(None);
                }
                // A document inside of a string, sometimes an object.
                inner = match map.get("msg") {
                    Some(Value::String(text)) => serde_json::from_str::<Value>(text).map_err(|_| "bad_json")?,
                    Some(value) => value.clone(),
                    None => Value::Null,
                };
                inner.as_object().ok_or("not_a_record")?
            }
            _ => map,
        };
        if self.source == NEW_CDR.source && is_other_event(map) {
            return Ok(None);
        }
        match self.source {
            "yeastar-30012" => call_end(self.source, map, settings),
            "yeastar-newcdr" => call_end(self.source, &modern(map), settings),
            "yeastar-30039" => record(self.source, map, settings),
            _ => row(self.source, map, settings),
        }
        .map(Some)
    }
}

/// Older models post all of their events to one address and name each by its kind.
fn is_other_event(map: &Map<String, Value>) -> bool {
    let kind = ["event", "action"].iter().find_map(|key| some(&text(map, key)));
    kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("NewCdr"))
}

/// The misspelt keys of older models by their present names.
fn modern(map: &Map<String, Value>) -> Map<String, Value> {
    const NAMES: [(&str, &str); 18] = [
        ("callid", "call_id"),
        ("timestart", "time_start"),
        ("callfrom", "call_from"),
        ("callto", "call_to"),
        ("callduraction", "call_duration"),
        ("callduration", "call_duration"),
        ("talkduraction", "talk_duration"),
        ("talkduration", "talk_duration"),
        ("srctrunkname", "src_trunk_name"),
        ("desttrunkname", "dst_trunk_name"),
        ("dsttrunkname", "dst_trunk_name"),
        ("dsttrcunkname", "dst_trunk_name"),
        ("pincode", "pin_code"),
        ("didnumber", "did_number"),
        ("agentringtime", "agent_ring_time"),
        ("status", "status"),
        ("type", "type"),
        ("recording", "recording"),
    ];
    let known = NAMES
        .iter()
        .filter_map(|(old, new)| Some(((*new).to_owned(), map.get(*old)?.clone())));
    known.collect()
}

/// Somebody took the call, if only for less than a second.
fn is_taken(status: &str) -> bool {
    status.eq_ignore_ascii_case("ANSWERED")
}

/// Which of the legs that begin together comes first.
fn keep_sequence(leg: &mut Leg, sequence: Option<i64>) {
    if let Some(sequence) = sequence {
        leg.keep("sequence", sequence);
    }
}

fn call_end(
    source: &str,
    map: &Map<String, Value>,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let get = |key: &str| text(map, key);
    let call_id = some(&get("call_id")).ok_or("missing_field")?;
    let local = stamp(&get("time_start"), settings).ok_or_else(|| no_moment(map, &["time_start"]))?;
    let (started, mut warnings) = moment(local, &call_id, settings)?;
    let seconds = |key: &str| int(map, key).unwrap_or(0).clamp(-SECONDS_MAX, SECONDS_MAX);
    let (whole, talk) = (seconds("call_duration"), seconds("talk_duration"));
    let times = Times::settle(Said {
        started: Some(started),
        // Talk may be said to be a second longer than the call.
        answered: clock::plus(started, (whole - talk).max(0)).filter(|_| talk > 0 || is_taken(&get("status"))),
        ended: clock::plus(started, whole),
        duration_s: Some(whole),
        talk_s: Some(talk),
        wait_s: None,
    })?;
    let called = get("call_to");
    let (_, to) = name_and_number(&called);
    let external = format!("{call_id}/{to}/{}", local.strftime("%Y%m%d%H%M%S"));
    let mut leg = draft::leg(source, external, &times);
    leg.linked_id = Some(call_id);
    leg.recording_ref = some(&get("recording"));
    leg.keep("uid", get("uid"));
    leg.keep("call_note_id", get("call_note_id"));
    finish(&mut leg, map, &get("type"), &get("status"), settings);
    warnings.extend(&times.warnings);
    Ok((leg, warnings))
}

fn record(
    source: &str,
    map: &Map<String, Value>,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let get = |key: &str| text(map, key);
    let (started, mut warnings) = clock::moment(
        stamp(&get("time_start"), settings).ok_or_else(|| no_moment(map, &["time_start"]))?,
        &settings.zone,
    );
    let started = started.ok_or("bad_timestamp")?;
    let seconds = |key: &str| int(map, key).unwrap_or(0).clamp(-SECONDS_MAX, SECONDS_MAX);
    let (talk, hold) = (seconds("talk_duration"), seconds("hold_duration"));
    let whole = int(map, "call_duration").map(|whole| whole.clamp(-SECONDS_MAX, SECONDS_MAX));
    let ring = int(map, "ring_duration").or_else(|| Some((whole? - talk - hold).max(0)));
    let ring = ring.unwrap_or(0).clamp(-SECONDS_MAX, SECONDS_MAX);
    let whole = whole.unwrap_or_else(|| ring.max(0) + talk.max(0) + hold.max(0));
    let mut times = Times::settle(Said {
        started: Some(started),
        answered: clock::plus(started, ring)
            .filter(|_| talk > 0 || is_taken(&get("status")) && (whole - ring).abs() <= TOLERANCE_S),
        ended: clock::plus(started, whole),
        duration_s: Some(whole),
        talk_s: Some(talk),
        ..Said::default()
    })?;
    // Talk leaves out hold, which the end includes.
    let is_whole = (ring + talk + hold - whole).abs() <= TOLERANCE_S;
    times
        .warnings
        .retain(|code| *code != "duration_mismatch" || hold <= 0 || !is_whole);
    let mut leg = draft::leg(source, some(&get("cdr_id")).ok_or("missing_field")?, &times);
    leg.linked_id = some(&get("uid"));
    keep_sequence(&mut leg, int(map, "leg"));
    if seconds("hold_duration") > 0 {
        leg.keep("hold_s", seconds("hold_duration"));
    }
    leg.recording_ref = some(&get("recording")).or_else(|| some(&get("record_file")));
    finish(&mut leg, map, &get("call_type"), &get("status"), settings);
    warnings.extend(&times.warnings);
    Ok((leg, warnings))
}

fn row(source: &str, map: &Map<String, Value>, settings: &Settings) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let get = |key: &str| text(map, key);
    let by_epoch = int(map, "timestamp").and_then(clock::epoch);
    let (started, mut warnings) = match by_epoch {
        Some(at) => (at, Vec::new()),
        None => {
            let local = stamp(&get("time"), settings).ok_or_else(|| no_moment(map, &["timestamp", "time"]))?;
            moment(local, &get("call_id"), settings)?
        }
    };
    let seconds = |key: &str| int(map, key).map(|seconds| seconds.clamp(-SECONDS_MAX, SECONDS_MAX));
    let talk = seconds("talk_duration").unwrap_or(0);
    let whole = seconds("duration");
    let ring = seconds("ring_duration").or_else(|| Some((whole? - talk).max(0)));
    let ring = ring.unwrap_or(0);
    let whole = whole.unwrap_or_else(|| ring.max(0) + talk.max(0));
    let times = Times::settle(Said {
        started: Some(started),
        answered: clock::plus(started, ring)
            .filter(|_| talk > 0 || is_taken(&get("disposition")) && (whole - ring).abs() <= TOLERANCE_S),
        ended: clock::plus(started, whole),
        duration_s: Some(whole),
        talk_s: Some(talk),
        ..Said::default()
    })?;
    let mut leg = draft::leg(
        source,
        some(&get("new_id"))
            .or_else(|| some(&get("id")))
            .ok_or("missing_field")?,
        &times,
    );
    leg.linked_id = some(&get("call_id")).or_else(|| some(&get("uid")));
    // Answers have the newest row first.
    keep_sequence(&mut leg, int(map, "id"));
    leg.recording_ref = some(&get("record_file"));
    finish(&mut leg, map, &get("call_type"), &get("disposition"), settings);
    warnings.extend(&times.warnings);
    Ok((leg, warnings))
}

/// Parties, direction and end, which all forms say alike.
fn finish(leg: &mut Leg, map: &Map<String, Value>, direction: &str, status: &str, settings: &Settings) {
    let get = |key: &str| text(map, key);
    leg.direction = match direction.to_lowercase().as_str() {
        "inbound" => Direction::Inbound,
        "outbound" => Direction::Outbound,
        "internal" => Direction::Internal,
        _ => Direction::Unknown,
    };
    let (caller, called) = (get("call_from"), get("call_to"));
    let (from_name, from) = name_and_number(&caller);
    let (to_name, to) = name_and_number(&called);
    leg.from_party(some(&get("call_from_number")).as_deref().unwrap_or(from), settings);
    leg.to = number(some(&get("call_to_number")).as_deref().unwrap_or(to), settings);
    let is_group = |number: &String| settings.given.groups.contains(number);
    let by_number = leg.to.as_ref().filter(|to| is_group(to)).map(|_| "queue");
    let by_name = to_name
        .as_deref()
        .and_then(|name| match name.split_once(' ').map_or((name, ""), |pair| pair) {
            ("Queue", _) => Some("queue"),
            ("RingGroup", _) => Some(RING_GROUP),
            ("Ring", rest) if rest.starts_with("Group ") => Some(RING_GROUP),
            ("IVR", _) => Some("ivr"),
            _ => None,
        });
    let machine = by_name.or(by_number);
    let bare = to_name.map(|name| match by_name {
        Some(_) if name.starts_with("Ring Group ") => name["Ring Group ".len()..].to_owned(),
        Some(_) => name.split_once(' ').map_or(String::new(), |(_, rest)| rest.to_owned()),
        None => name.into_owned(),
    });
    let (from, to) = (leg.from.clone(), leg.to.clone());
    leg.keep_name(
        "from_name",
        some(&get("call_from_name"))
            .or(from_name.map(Cow::into_owned))
            .as_deref(),
        from.as_deref(),
    );
    leg.keep_name("to_name", bare.as_deref(), to.as_deref());
    leg.keep("did", get("did_number"));
    let trunks = ["src_trunk_name", "src_trunk", "dst_trunk_name", "dst_trunk"];
    leg.keep(
        "trunk",
        trunks.into_iter().find_map(|key| some(&get(key))).unwrap_or_default(),
    );
    leg.keep("account", get("pin_code"));
    leg.keep("raw_disposition", status);
    let agent = if leg.direction == Direction::Outbound { from } else { to };
    leg.agent = agent.filter(|name| settings.is_extension(name) && machine.is_none());
    end(leg, machine, status);
}
