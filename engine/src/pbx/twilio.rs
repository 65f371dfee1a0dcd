//! Callbacks in Twilio's form: Twilio itself, SignalWire's compatible ones and Telnyx's TeXML. Parts of a leg, unordered and repeated.

mod recordings;

use jiff::Timestamp;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::clock;
use super::draft::{self, Unanswered, number};
use super::fields::{int, json_of, no_moment, some, text};
use super::parsed::{Assembled, Fact, Notice, Observation, Observed};
use super::requests::{Request, captured, form, is_capture};
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg, signature};
use recordings::{in_wave, recording};

pub use recordings::is_fetchable;

/// Numbers that spell a word on the keypad: the caller withheld the number.
const SPELT: [&str; 5] = ["266696687", "7378742883", "2562533", "8656696", "86282452253"];
const FINAL: [&str; 5] = ["completed", "busy", "no-answer", "canceled", "failed"];

pub struct Callbacks {
    pub source: &'static str,
}

impl Format for Callbacks {
    fn reads_requests(&self) -> bool {
        true
    }

    fn comes_by_get(&self) -> bool {
        true
    }

    fn signed_with(&self) -> Option<&'static str> {
        Some(match self.source {
            "signalwire" => "signing_key",
            _ => "auth_token",
        })
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        if !is_capture(input) {
            for (at, line) in super::lines::numbered(input).filter(|(_, line)| !line.is_empty()) {
                take_body(self.source, at, line, None, observed);
            }
            return;
        }
        let (requests, rest) = captured(input);
        for (index, request) in requests.iter().enumerate() {
            if self.is_signed(request, settings) {
                let token = request.header("i-twilio-idempotency-token").map(str::to_owned);
                match request.asked() {
                    Some(query) => take(self.source, index + 1, form(query.as_bytes()), token, observed),
                    None => take_body(self.source, index + 1, request.body, token, observed),
                }
            } else {
                observed.quarantine(index + 1, "bad_signature", "");
            }
        }
        if let Some(rest) = rest {
            observed.quarantine(requests.len() + 1, "bad_payload", rest);
        }
    }

    fn assemble(&self, observations: Vec<Observation>, settings: &Settings, assembled: &mut Assembled) {
        assemble(self.source, &observations, settings, assembled);
    }
}

impl Callbacks {
    fn is_signed(&self, request: &Request<'_>, settings: &Settings) -> bool {
        let secrets = &settings.given.secrets;
        let (key, header) = match self.source {
            "signalwire" => (&secrets.signing_key, "x-signalwire-signature"),
            _ => (&secrets.auth_token, "x-twilio-signature"),
        };
        let url = settings.given.public_url.as_deref().unwrap_or("");
        key.as_deref().is_none_or(|key| {
            let is_other = || {
                signature::twilio(request, "x-twilio-signature", key, url) || signature::signalwire(request, key, url)
            };
            signature::twilio(request, header, key, url) || self.source == "signalwire" && is_other()
        })
    }
}

/// What a body says: a form, or the same names in a JSON object.
fn take_body(source: &str, at: usize, body: &[u8], token: Option<String>, observed: &mut Observed) {
    if !body.trim_ascii_start().starts_with(b"{") {
        return take(source, at, form(body), token, observed);
    }
    match serde_json::from_slice::<Map<String, Value>>(body) {
        Ok(map) => {
            let pairs = map.keys().map(|key| (key.clone(), text(&map, key).into_owned()));
            take(source, at, pairs.collect(), token, observed);
        }
        Err(error) => observed.quarantine(at, "bad_json", error.to_string()),
    }
}

/// One callback: a recording or a part of a leg.
pub fn take(source: &str, at: usize, pairs: Vec<(String, String)>, token: Option<String>, observed: &mut Observed) {
    let map: Map<String, Value> = pairs
        .into_iter()
        .map(|(key, value)| (key, Value::String(value)))
        .collect();
    let get = |key: &str| text(&map, key).into_owned();
    let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
    // What a transcript says, and who comes and goes in a room or a queue, is no state of a call.
    if has(&["TranscriptionSid"]) || (has(&["ConferenceSid", "QueueSid"]) && !has(&["CallStatus", "RecordingSid"])) {
        return observed.ignore(at, "log_event");
    }
    let Some(leg) = some(&get("CallSid")) else {
        return observed.quarantine(at, "missing_field", "no CallSid");
    };
    // The end of a call that was recorded as a whole names the recording too.
    let is_end = FINAL.contains(&get("CallStatus").as_str()) && !has(&["RecordingStatus"]) && has(&["Timestamp"]);
    if has(&["RecordingSid"]) && !is_end {
        return recording(source, at, &map, leg, observed);
    }
    if get("CallStatus").is_empty() {
        return observed.quarantine(at, "missing_field", "no CallStatus");
    }
    if stamp(&get("Timestamp")).is_none() {
        return observed.quarantine(at, no_moment(&map, &["Timestamp"]), "");
    }
    // Another delivery of the same event has the same token, else the same content.
    let id = token.unwrap_or_else(|| hex::encode(Sha256::digest(json_of(&map))));
    // Telnyx names the session, and beside it the parent, which has a session too.
    let group = ["CallSessionId", "ParentCallSid"]
        .iter()
        .find_map(|key| some(&get(key)))
        .unwrap_or(leg.clone());
    observed.event(at, group, format!("{leg}:{id}"), Value::Object(map));
}

/// RFC 2822, or ISO 8601 with a blank in the middle.
fn stamp(text: &str) -> Option<Timestamp> {
    let by_mail = jiff::fmt::rfc2822::parse(text.trim()).ok().map(|at| at.timestamp());
    by_mail.and_then(clock::whole).or_else(|| clock::absolute(text))
}

struct CallEvent<'a> {
    seen: &'a Observation,
    map: &'a Map<String, Value>,
    at: Timestamp,
}

impl CallEvent<'_> {
    fn get(&self, key: &str) -> std::borrow::Cow<'_, str> {
        text(self.map, key)
    }
}

/// The events of one call → its legs.
pub fn assemble(source: &str, observations: &[Observation], settings: &Settings, assembled: &mut Assembled) {
    observations.iter().for_each(|seen| assembled.take_beside(&seen.fact));
    let mut events: Vec<CallEvent<'_>> = observations.iter().filter_map(event).collect();
    events.sort_by_key(|event| (int(event.map, "SequenceNumber").unwrap_or(0), event.at));
    let mut legs: Vec<String> = Vec::new();
    for event in &events {
        let leg = event.get("CallSid").into_owned();
        if !legs.contains(&leg) {
            legs.push(leg);
        }
    }
    for id in legs {
        let of_leg: Vec<&CallEvent<'_>> = events.iter().filter(|event| event.get("CallSid") == id).collect();
        let Some(last) = of_leg
            .iter()
            .rev()
            .find(|event| FINAL.contains(&event.get("CallStatus").as_ref()))
        else {
            assembled.incomplete.push(Notice::new(id, "incomplete_call", ""));
            continue;
        };
        let parent = some(&last.get("ParentCallSid"));
        let direction = match &parent {
            // A child takes the business direction of its parent.
            Some(parent) => events
                .iter()
                .find(|event| event.get("CallSid") == *parent)
                .map_or(Direction::Unknown, |event| direction(&event.get("Direction"))),
            None => direction(&last.get("Direction")),
        };
        assembled.leg(&last.seen.at, leg(source, &of_leg, last, parent, direction, settings));
    }
}

fn event(seen: &Observation) -> Option<CallEvent<'_>> {
    let Fact::Event(Value::Object(map)) = &seen.fact else {
        return None;
    };
    Some(CallEvent {
        seen,
        map,
        at: stamp(&text(map, "Timestamp"))?,
    })
}

fn direction(word: &str) -> Direction {
    match word {
        "inbound" | "incoming" => Direction::Inbound,
        word if word.starts_with("outbound") || word == "outgoing" => Direction::Outbound,
        _ => Direction::Unknown,
    }
}

/// A client or SIP user of ours: carriers call everybody else by a number.
pub fn user(party: &str, settings: &Settings) -> Option<String> {
    let schemes = ["client:", "sip:", "sips:"];
    number(party, settings).filter(|_| schemes.iter().any(|scheme| party.starts_with(scheme)))
}

fn times(events: &[&CallEvent<'_>], last: &CallEvent<'_>) -> Result<Times, &'static str> {
    // The last event of Telnyx may say as well when the call began, and when it was answered.
    let said = |key: &str| events.iter().filter_map(|event| stamp(&event.get(key))).min();
    let only_end = events
        .iter()
        .all(|event| FINAL.contains(&event.get("CallStatus").as_ref()));
    let first = events.iter().map(|event| event.at).filter(|_| !only_end);
    // Events before the last may say that nothing was talked yet.
    let talk_s = |event: &CallEvent<'_>| int(event.map, "CallDuration");
    let talk_s = talk_s(last).or_else(|| events.iter().find_map(|event| talk_s(event)));
    let by_event = events
        .iter()
        .find(|event| matches!(event.get("CallStatus").as_ref(), "in-progress" | "answered"))
        .map(|event| event.at)
        .or_else(|| said("AnsweredTime"));
    let talked = last.get("CallStatus") == "completed";
    let answered = by_event.or_else(|| clock::plus(last.at, -talk_s.unwrap_or(0)));
    Times::settle(Said {
        started: first.chain(said("CallInitiatedAt")).min(),
        answered: answered.filter(|_| talked),
        ended: Some(last.at),
        talk_s: talk_s.filter(|_| talked),
        ..Said::default()
    })
}

fn leg(
    source: &str,
    events: &[&CallEvent<'_>],
    last: &CallEvent<'_>,
    parent: Option<String>,
    direction: Direction,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let times = times(events, last)?;
    let status = last.get("CallStatus").into_owned();
    let id = last.get("CallSid").into_owned();
    let mut leg = draft::leg(source, id.as_str(), &times);
    leg.linked_id = some(&last.get("CallSessionId")).or_else(|| parent.clone()).or(Some(id));
    leg.direction = direction;
    let get = |key: &str| {
        events
            .iter()
            .map(|event| event.get(key))
            .find(|value| !value.is_empty())
            .unwrap_or_default()
    };
    let party = |key: &str, other: &str| some(&get(key)).unwrap_or_else(|| get(other).into_owned());
    let (from, to) = (party("From", "Caller"), party("To", "Called"));
    let caller = if SPELT.contains(&from.trim_start_matches('+')) {
        "anonymous"
    } else {
        &from
    };
    leg.from_party(caller, settings);
    leg.to = number(&to, settings);
    leg.name_caller(Some(&get("CallerName")));
    leg.agent = match (direction, &parent) {
        // Whoever asked for the call by our application may be called first.
        (Direction::Outbound, None) => user(&from, settings).or_else(|| user(&to, settings)),
        _ => user(&to, settings),
    };
    let at_end = |key: &str| some(&last.get(key)).or_else(|| some(&get(key)));
    let code = ["SipResponseCode", "SipResultCode"].into_iter().find_map(at_end);
    let carrier = at_end("SipHangupCause");
    leg.keep("sip_code", carrier.clone().or_else(|| code.clone()).unwrap_or_default());
    leg.hangup_cause = at_end("HangupCause").or(code.clone());
    leg.keep("account", get("AccountSid").as_ref());
    leg.keep("raw_disposition", status.as_str());
    let released = some(&get("HangupBy")).or_else(|| some(&get("HangupSource")));
    leg.keep(
        "released_by",
        released
            .filter(|by| matches!(by.as_str(), "caller" | "callee"))
            .unwrap_or_default(),
    );
    leg.keep("mos", get("AudioInMos").as_ref());
    let recorded = some(&get("RecordingUrl")).filter(|url| is_fetchable(url));
    leg.recording_ref = recorded.map(in_wave);
    // Whoever asked to know is told that an answering machine took the call.
    let by_machine = get("AnsweredBy").starts_with("machine");
    end(&mut leg, &status, parent.is_some(), by_machine, code.or(carrier));
    Ok((leg, times.warnings))
}

fn end(leg: &mut Leg, status: &str, is_child: bool, by_machine: bool, code: Option<String>) {
    if is_child {
        leg.keep("leg_kind", "agent");
        // Stamps are whole seconds: a child may begin in that of its parent.
        leg.keep("sequence", 1);
    } else if leg.direction == Direction::Inbound {
        leg.keep("leg_kind", "ivr");
    }
    match status {
        // Our application answered, not a person.
        "completed" if !is_child && leg.direction == Direction::Inbound => leg.machine("ivr"),
        "completed" if by_machine => leg.at_machine("voicemail", Disposition::Voicemail),
        "completed" => leg.answered(),
        "busy" => leg.unanswered(Unanswered::Busy),
        "no-answer" => leg.unanswered(Unanswered::RangOut),
        "canceled" => leg.unanswered(Unanswered::GaveUp),
        _ => {
            // That it failed is said; a refusal is what the code alone tells.
            let why = code.and_then(|code| code.parse().ok()).map(Unanswered::by_sip);
            leg.unanswered(match why {
                Some(why @ (Unanswered::Rejected | Unanswered::Busy)) => why,
                _ => Unanswered::Failed,
            });
        }
    }
}
