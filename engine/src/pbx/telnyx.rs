//! Telnyx: call control webhooks in JSON, and TeXML callbacks in Twilio's form, both signed with Ed25519.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::clock;
use super::documents;
use super::draft::{self, Unanswered, number};
use super::fields::{no_moment, some, text};
use super::parsed::{Assembled, Fact, Notice, Observation, Observed, RecordingNotice};
use super::requests::{Request, captured, form, is_capture};
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg, signature, twilio};

const SOURCE: &str = "telnyx";
/// A signature older than this is refused.
const TOLERANCE_S: i64 = 300;

pub struct Telnyx;

impl Format for Telnyx {
    fn reads_requests(&self) -> bool {
        true
    }

    fn signed_with(&self) -> Option<&'static str> {
        Some("ed25519_public_key")
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        if !is_capture(input) {
            return body(input, observed);
        }
        let (requests, rest) = captured(input);
        for (index, request) in requests.iter().enumerate() {
            if let Err(code) = signed(request, settings) {
                observed.quarantine(index + 1, code, "");
                continue;
            }
            let mut found = Observed::default();
            body(request.body, &mut found);
            found.renumber(index + 1);
            observed.extend(found);
        }
        if let Some(rest) = rest {
            observed.quarantine(requests.len() + 1, "bad_payload", rest);
        }
    }

    fn assemble(&self, observations: Vec<Observation>, settings: &Settings, assembled: &mut Assembled) {
        let is_form = |seen: &&Observation| matches!(&seen.fact, Fact::Event(event) if event.get("CallSid").is_some());
        let (forms, events): (Vec<&Observation>, Vec<&Observation>) = observations.iter().partition(is_form);
        let forms: Vec<Observation> = forms.into_iter().cloned().collect();
        twilio::assemble(SOURCE, &forms, settings, assembled);
        events.iter().for_each(|seen| assembled.take_beside(&seen.fact));
        let mut legs: Vec<(String, Vec<CallEvent<'_>>)> = Vec::new();
        for event in events.into_iter().filter_map(CallEvent::of) {
            let id = event.get("call_leg_id").into_owned();
            match legs.iter_mut().find(|(known, _)| *known == id) {
                Some((_, events)) => events.push(event),
                None => legs.push((id, vec![event])),
            }
        }
        for (id, events) in legs {
            let Some(hangup) = events.iter().find(|event| event.kind == "call.hangup") else {
                assembled.incomplete.push(Notice::new(id, "incomplete_call", ""));
                continue;
            };
            assembled.leg(&hangup.seen.at, leg(&id, &events, hangup, settings));
        }
    }
}

fn signed(request: &Request<'_>, settings: &Settings) -> Result<(), &'static str> {
    let Some(key) = settings.given.secrets.ed25519_public_key.as_deref() else {
        return Ok(());
    };
    let stamp = request.header("telnyx-timestamp").unwrap_or("");
    if !signature::ed25519(request.body, stamp, request.header("telnyx-signature-ed25519"), key) {
        return Err("bad_signature");
    }
    let tolerance = settings.given.timestamp_tolerance_s.unwrap_or(TOLERANCE_S);
    let age = settings
        .given
        .received_at
        .zip(stamp.parse::<i64>().ok())
        .map(|(now, at)| now.as_second() - at);
    if age.is_some_and(|age| age.abs() > tolerance) {
        Err("stale_timestamp")
    } else {
        Ok(())
    }
}

fn body(input: &[u8], observed: &mut Observed) {
    if !documents::begins(input) {
        return twilio::take(SOURCE, 1, form(input), None, observed);
    }
    documents::each(input, observed, |at, mut value, observed| {
        let data = value.get_mut("data").map(Value::take).unwrap_or(value);
        // TeXML's callbacks may be written as JSON too.
        if let Some(map) = data.as_object().filter(|map| map.contains_key("CallSid")) {
            let pairs = map.keys().map(|key| (key.clone(), text(map, key).into_owned()));
            return twilio::take(SOURCE, at, pairs.collect(), None, observed);
        }
        let (Some(kind), Some(payload)) = (
            data.get("event_type").and_then(Value::as_str),
            data.get("payload").and_then(Value::as_object),
        ) else {
            return observed.quarantine(at, "bad_payload", "no event with a payload");
        };
        // Messages, faxes and rooms are no calls.
        if !kind.starts_with("call.") {
            return observed.ignore(at, "log_event");
        }
        let leg = text(payload, "call_leg_id").into_owned();
        let id = data.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        if leg.is_empty() || id.is_empty() {
            return observed.quarantine(at, "missing_field", "an event needs an id and a leg");
        }
        if kind == "call.recording.saved" {
            return recording(at, payload, &leg, observed);
        }
        if let (None, Some(map)) = (moment(&data, "occurred_at"), data.as_object()) {
            return observed.quarantine(at, no_moment(map, &["occurred_at"]), "");
        }
        observed.event(at, leg, id, data);
    });
}

fn moment(value: &Value, key: &str) -> Option<Timestamp> {
    value.get(key).and_then(Value::as_str).and_then(clock::absolute)
}

fn recording(at: usize, payload: &Map<String, Value>, leg: &str, observed: &mut Observed) {
    let urls = payload.get("recording_urls").and_then(Value::as_object);
    let url = urls.and_then(|urls| {
        ["wav", "mp3"]
            .iter()
            .find_map(|kind| Some(((*kind).to_owned(), urls.get(*kind)?.as_str()?.to_owned())))
    });
    let Some((kind, url)) = url.filter(|(_, url)| twilio::is_fetchable(url)) else {
        return observed.quarantine(
            at,
            "bad_recording_url",
            "no address of a recording that could be fetched",
        );
    };
    let stamp = |key: &str| clock::absolute(&text(payload, key));
    let (started, ended) = (stamp("recording_started_at"), stamp("recording_ended_at"));
    let id = some(&text(payload, "recording_id"))
        .unwrap_or_else(|| format!("{leg}@{}", text(payload, "recording_started_at")));
    let mut custom = Map::new();
    custom.insert(
        "format".into(),
        Value::String(some(&text(payload, "format")).unwrap_or(kind)),
    );
    custom.insert("url".into(), Value::String(url));
    custom.insert(
        "session".into(),
        Value::String(text(payload, "call_session_id").into_owned()),
    );
    observed.observations.push(Observation {
        at: at.into(),
        group: leg.to_owned(),
        id: id.clone(),
        fact: Fact::Recording(Box::new(RecordingNotice {
            source: SOURCE.to_owned(),
            external_id: id.clone(),
            linked_id: Some(leg.to_owned()),
            recording_ref: id,
            started_at: started,
            duration_s: started
                .zip(ended)
                .map(|(from, to)| super::rollup::seconds(from, to).into()),
            channels: match text(payload, "channels").as_ref() {
                "dual" => Some(2),
                "single" => Some(1),
                _ => None,
            },
            custom,
        })),
    });
}

struct CallEvent<'a> {
    seen: &'a Observation,
    kind: &'a str,
    at: Timestamp,
    payload: &'a Map<String, Value>,
}

impl<'a> CallEvent<'a> {
    fn of(seen: &'a Observation) -> Option<Self> {
        let Fact::Event(data) = &seen.fact else { return None };
        Some(Self {
            seen,
            kind: data.get("event_type")?.as_str()?,
            at: moment(data, "occurred_at")?,
            payload: data.get("payload")?.as_object()?,
        })
    }

    fn get(&self, key: &str) -> std::borrow::Cow<'a, str> {
        text(self.payload, key)
    }

    fn stamp(&self, key: &str) -> Option<Timestamp> {
        clock::absolute(&self.get(key))
    }
}

/// The moments, and whether it was answered.
fn times(events: &[CallEvent<'_>], hangup: &CallEvent<'_>) -> Result<(Times, bool), &'static str> {
    let begins = events.iter().filter_map(|event| event.stamp("start_time"));
    let initiated = events
        .iter()
        .filter(|event| event.kind != "call.hangup")
        .map(|event| event.at);
    let answered = events
        .iter()
        .find(|event| event.kind == "call.answered")
        .map(|event| event.at);
    let times = Times::settle(Said {
        started: begins.chain(initiated).min(),
        // The hang-up does not say it, and `start_time` is sometimes the answer: only this event counts.
        answered,
        ended: hangup.stamp("end_time").or(Some(hangup.at)),
        ..Said::default()
    })?;
    Ok((times, answered.is_some()))
}

fn leg(
    id: &str,
    events: &[CallEvent<'_>],
    hangup: &CallEvent<'_>,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let (times, is_answered) = times(events, hangup)?;
    let mut leg = draft::leg(SOURCE, id, &times);
    let get = |key: &str| {
        events
            .iter()
            .map(|event| event.get(key))
            .find(|value| !value.is_empty())
            .unwrap_or_default()
    };
    leg.linked_id = some(&get("call_session_id"));
    leg.direction = match get("direction").as_ref() {
        "incoming" => Direction::Inbound,
        "outgoing" => Direction::Outbound,
        _ => Direction::Unknown,
    };
    leg.from_party(&get("from"), settings);
    leg.to = number(&get("to"), settings);
    leg.name_caller(Some(&get("caller_id_name")));
    let user = |key: &str| twilio::user(&get(key), settings).filter(|_| leg.direction == Direction::Outbound);
    leg.agent = user("to").or_else(|| user("from"));
    let cause = hangup.get("hangup_cause").into_owned();
    leg.hangup_cause = some(&cause);
    let released = hangup.get("hangup_source");
    leg.keep(
        "released_by",
        if matches!(released.as_ref(), "caller" | "callee") {
            released.as_ref()
        } else {
            ""
        },
    );
    let code = hangup.get("sip_hangup_cause").into_owned();
    leg.keep("sip_code", code.as_str());
    if leg.direction == Direction::Inbound {
        // It is our application's, whether that answers it or not.
        leg.keep("leg_kind", "ivr");
    }
    match (is_answered, leg.direction) {
        // Our application answered an incoming leg, not a person.
        (true, Direction::Inbound) => leg.machine("ivr"),
        (true, _) if is_by_machine(events) => leg.at_machine("voicemail", Disposition::Voicemail),
        (true, _) => leg.answered(),
        (false, _) => leg.unanswered(unanswered(&cause, &code)),
    }
    Ok((leg, times.warnings))
}

/// What took the call, as it was found last, was an answering machine.
fn is_by_machine(events: &[CallEvent<'_>]) -> bool {
    let found = events
        .iter()
        .filter(|event| event.kind.starts_with("call.machine.") && event.kind.ends_with("detection.ended"));
    let last = found.max_by_key(|event| event.at);
    last.is_some_and(|event| event.get("result") == "machine")
}

fn unanswered(cause: &str, sip_code: &str) -> Unanswered {
    match cause {
        "user_busy" => Unanswered::Busy,
        "call_rejected" => Unanswered::Rejected,
        "originator_cancel" | "normal_clearing" => Unanswered::GaveUp,
        "timeout" | "no_answer" | "time_limit" => Unanswered::RangOut,
        "not_found" => Unanswered::Failed,
        _ => sip_code.parse().map_or(Unanswered::Unclear, Unanswered::by_sip),
    }
}
