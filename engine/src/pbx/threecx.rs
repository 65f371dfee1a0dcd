//! 3CX: posts of the CRM journal and the call log of its interface.

use std::borrow::Cow;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::clock::{self, clock_seconds};
use super::documents;
use super::draft::{self, Unanswered, number};
use super::fields::{flag, no_moment, some, text};
use super::parsed::Observed;
use super::settings::Settings;
use super::source::Format;
use super::threecx_socket::kind;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg};

pub struct CrmJournal;

impl Format for CrmJournal {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        super::posted::bodies(input, settings, observed, |body, observed| {
            documents::each(body, observed, |number, value, observed| {
                let leg = value
                    .as_object()
                    .ok_or("not_a_record")
                    .and_then(|map| journal_leg(map, settings));
                observed.take(number, leg);
            });
        });
    }
}

fn journal_leg(map: &Map<String, Value>, settings: &Settings) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let get = |key: &str| text(map, key);
    let sent = ["CallStartTimeUTC", "CallStartTimeLocal", "DateTime"];
    let sent = sent
        .into_iter()
        .find(|key| !get(key).is_empty())
        .ok_or("missing_field")?;
    let utc = |key: &str| stamp(&get(key), &jiff::tz::TimeZone::UTC, settings);
    let zone = match sent {
        "CallStartTimeUTC" => jiff::tz::TimeZone::UTC,
        _ => settings.zone.clone(),
    };
    let (started, mut warnings) = stamp(&get(sent), &zone, settings).ok_or("bad_timestamp")?;
    let kind = get("CallType").to_lowercase();
    let talked = !matches!(kind.as_str(), "missed" | "notanswered");
    let times = Times::settle(Said {
        started: Some(started),
        answered: utc("CallEstablishedTimeUTC").map(|(at, _)| at).filter(|_| talked),
        ended: utc("CallEndTimeUTC").map(|(at, _)| at),
        talk_s: clock_seconds(&get("Duration")).filter(|_| talked),
        ..Said::default()
    })?;
    warnings.extend(&times.warnings);
    let mut leg = draft::leg("3cx-crm-journal", journal_id(map, sent), &times);
    journal_parties(map, &mut leg, settings);
    leg.queue = some(&get("QueueExtension"));
    leg.recording_ref = some(&get("RecordingUrl"));
    for (key, name) in [
        ("raw_disposition", "CallType"),
        ("entity_id", "EntityId"),
        ("entity_type", "EntityType"),
        ("transcription", "Transcription"),
        ("summary", "Summary"),
    ] {
        leg.keep(key, get(name));
    }
    leg.keep(
        "agent_name",
        format!("{} {}", get("AgentFirstName"), get("AgentLastName")).trim(),
    );
    // The type says how it ended, whatever the direction.
    match kind.as_str() {
        "missed" => journal_unanswered(&mut leg, Disposition::Missed),
        "notanswered" => journal_unanswered(&mut leg, Disposition::NoAnswer),
        "inbound" | "outbound" => leg.answered(),
        // A template without the type: whoever talked was answered.
        _ if leg.talk_s > 0 => leg.answered(),
        _ => leg.unanswered(Unanswered::Unclear),
    }
    Ok((leg, warnings))
}

fn journal_unanswered(leg: &mut Leg, disposition: Disposition) {
    leg.unanswered(Unanswered::Unclear);
    leg.disposition = disposition;
}

/// A post has no id of its call: it is known by its values as they were sent. `start` names the one that says when it began.
fn journal_id(map: &Map<String, Value>, start: &str) -> String {
    let raw = |key: &str| match map.get(key) {
        Some(Value::String(text)) => Cow::Borrowed(text.as_str()),
        _ => text(map, key),
    };
    let hash = Sha256::digest([raw(start), raw("Agent"), raw("Number"), raw("CallType")].join("|"));
    format!("h:{}", hex::encode(&hash[..8]))
}

/// The agent and the number outside, by which of them called.
fn journal_parties(map: &Map<String, Value>, leg: &mut Leg, settings: &Settings) {
    let get = |key: &str| text(map, key);
    let direction = some(&get("CallDirection")).unwrap_or_else(|| get("CallType").into_owned());
    let (agent, outside) = (number(&get("Agent"), settings), get("Number"));
    if direction.eq_ignore_ascii_case("outbound") || direction.eq_ignore_ascii_case("notanswered") {
        leg.direction = Direction::Outbound;
        leg.from.clone_from(&agent);
        leg.to = number(&outside, settings);
        leg.keep_name("to_name", Some(&get("Name")), Some(&outside));
    } else {
        leg.direction = Direction::Inbound;
        leg.from_party(&outside, settings);
        leg.to.clone_from(&agent);
        leg.keep_name("from_name", Some(&get("Name")), Some(&outside));
    }
    leg.agent = agent;
}

/// As the template of the integration writes it: with an offset, in the usual order, or in the order that is configured.
fn stamp(text: &str, zone: &jiff::tz::TimeZone, settings: &Settings) -> Option<(jiff::Timestamp, Vec<&'static str>)> {
    clock::in_zone(text, zone).or_else(|| {
        let local = clock::civil_as(text, settings.given.date_format.as_deref()?)?;
        let (at, warnings) = clock::moment(local, zone);
        Some((at?, warnings))
    })
}

pub struct XapiCallLog;

impl Format for XapiCallLog {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        documents::each(input, observed, |number, value, observed| {
            let (rows, _) = documents::listed(value, "value");
            for (index, row) in rows.iter().enumerate() {
                let at = if rows.len() > 1 || number == 1 {
                    index + 1
                } else {
                    number
                };
                observed.take(
                    at,
                    row.as_object()
                        .ok_or("not_a_record")
                        .and_then(|map| segment_leg(map, settings)),
                );
            }
        });
    }
}

fn segment_leg(map: &Map<String, Value>, settings: &Settings) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let get = |key: &str| text(map, key);
    let talked = flag(map, "Answered");
    let (times, warnings) = segment_times(map, talked, settings)?;
    let external = some(&get("CdrId"))
        .or_else(|| Some(format!("{}/{}", some(&get("CallId"))?, get("SegmentId"))))
        .ok_or("missing_field")?;
    let mut leg = draft::leg("3cx-xapi-call-log", external, &times);
    leg.linked_id = ["MainCallHistoryId", "CallHistoryId", "CallId"]
        .into_iter()
        .find_map(|key| some(&get(key)));
    leg.direction = match get("Direction").to_lowercase().as_str() {
        "inbound" => Direction::Inbound,
        "outbound" => Direction::Outbound,
        "internal" => Direction::Internal,
        _ => Direction::Unknown,
    };
    // The number by which 3CX knows a line outside is no caller's.
    let own = Some(get("SourceDn")).filter(|_| leg.direction != Direction::Inbound);
    let caller = some(&get("SourceCallerId")).or(own.map(Cow::into_owned));
    leg.from_party(&caller.unwrap_or_default(), settings);
    let outward = leg.direction == Direction::Outbound;
    let (first, second) = if outward {
        ("DestinationCallerId", "DestinationDn")
    } else {
        ("DestinationDn", "DestinationCallerId")
    };
    leg.to = number(&some(&get(first)).unwrap_or_else(|| get(second).into_owned()), settings);
    leg.name_caller(Some(&get("SourceDisplayName")));
    let to = leg.to.clone();
    leg.keep_name("to_name", Some(&get("DestinationDisplayName")), to.as_deref());
    let agent = if outward { get("SourceDn") } else { get("DestinationDn") };
    leg.agent = Some(agent)
        .filter(|name| settings.is_extension(name))
        .map(Cow::into_owned);
    leg.keep("raw_disposition", get("Status").as_ref());
    let is_free = |cost: &str| cost.parse::<f64>().is_ok_and(|cost| cost == 0.0);
    let cost = some(&get("CallCost")).filter(|cost| !is_free(cost));
    leg.keep("cost", cost.unwrap_or_default());
    segment_recordings(&mut leg, map);
    segment_end(&mut leg, &get("CallType"), talked, &get("Status"), &get("Reason"));
    Ok((leg, warnings.into_iter().chain(times.warnings).collect()))
}

/// With what is odd about them in the system's zone.
fn segment_times(
    map: &Map<String, Value>,
    talked: bool,
    settings: &Settings,
) -> Result<(Times, Vec<&'static str>), &'static str> {
    let started = clock::in_zone(&text(map, "StartTime"), &settings.zone);
    let (started, warnings) = started.ok_or_else(|| no_moment(map, &["StartTime"]))?;
    let ms = |key: &str| match text(map, key) {
        text if text.is_empty() => Ok(0),
        text => span_ms(&text).ok_or("bad_timestamp"),
    };
    let (ringing, talking) = (ms("RingingDuration")?, ms("TalkingDuration")?);
    let answered = clock::plus_ms(started, ringing);
    let times = Times::settle(Said {
        started: Some(started),
        answered: answered.filter(|_| talked),
        ended: clock::plus_ms(started, ringing.saturating_add(talking)),
        ..Said::default()
    })?;
    Ok((times, warnings))
}

/// A span as OData writes it, which counts days too: `PT1M30.4S`, `P1DT2H`, `P0D`.
fn span_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, bare) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (days, rest) = match bare.strip_prefix('P')?.split_once('D') {
        Some((days, rest)) => (days.parse::<i64>().ok()?, rest),
        None => (0, &bare[1..]),
    };
    let ms = match rest {
        "" => 0,
        rest => {
            let clock: jiff::SignedDuration = format!("P{rest}").parse().ok()?;
            i64::try_from(clock.as_millis()).ok()?
        }
    };
    days.checked_mul(86_400_000)?.checked_add(ms)?.checked_mul(sign)
}

fn segment_recordings(leg: &mut Leg, map: &Map<String, Value>) {
    let recordings = map.get("Recordings").and_then(Value::as_array);
    let recordings: Vec<String> = recordings
        .into_iter()
        .flatten()
        .filter_map(|one| some(&text(one.as_object()?, "Id")))
        .collect();
    leg.recording_ref = recordings.first().cloned();
    if recordings.len() > 1 {
        leg.keep("recordings", recordings);
    }
    leg.keep("recording_path", text(map, "RecordingUrl").as_ref());
}

fn segment_end(leg: &mut Leg, kind_of_call: &str, talked: bool, status: &str, reason: &str) {
    let (status, word) = (status.to_lowercase(), kind(reason));
    let kind = kind(kind_of_call);
    // That a machine took the call does not keep it there.
    let is_machine = matches!(kind.as_str(), "queue" | "ringgroup" | "ivr");
    let handed_on = status == "redirected" || word == "polling" || word.contains("wasreplacedby");
    let handed_on = handed_on && (!talked || is_machine);
    if !talked && !handed_on {
        leg.hangup_cause = some(reason);
    }
    match kind.as_str() {
        "queue" | "ringgroup" => {
            leg.queue.clone_from(&leg.to);
            leg.agent = None;
            if handed_on {
                leg.at_machine("queue", Disposition::NoAnswer);
                return leg.keep("passed_on", true);
            }
            // Nobody waited in a queue where phones rang, and none of them took the call.
            let left = match kind == "ringgroup" && !talked {
                true => why(&word).disposition(leg.direction),
                false => Disposition::Abandoned,
            };
            return leg.at_machine("queue", left);
        }
        "ivr" if talked && !handed_on && leg.direction != Direction::Inbound => return leg.machine("ivr"),
        "conference" | "confplace" if talked => return leg.machine("conference"),
        "ivr" => {
            leg.at_machine(
                "ivr",
                if handed_on {
                    Disposition::NoAnswer
                } else {
                    Disposition::Abandoned
                },
            );
            if handed_on {
                leg.keep("passed_on", true);
            }
            return;
        }
        "voicemail" | "vmail" => return leg.at_machine("voicemail", Disposition::Voicemail),
        _ => {}
    }
    if leg.agent.is_some() && leg.direction == Direction::Inbound {
        leg.keep("leg_kind", "agent");
    }
    if talked {
        return leg.answered();
    }
    if handed_on {
        // Somebody else was rung instead: no missed call.
        leg.keep("passed_on", true);
        leg.unanswered(Unanswered::RangOut);
        leg.disposition = Disposition::NoAnswer;
        return;
    }
    leg.unanswered(why(&word));
}

/// By a reason in lower case and without blanks.
fn why(word: &str) -> Unanswered {
    let says = |parts: &[&str]| parts.iter().any(|part| word.contains(*part));
    match word {
        // What follows is the name of whoever ended it, and names hold all sorts of words.
        _ if word.starts_with("endedby") => Unanswered::Unclear,
        _ if says(&["busy"]) => Unanswered::Busy,
        _ if says(&["declin", "reject"]) => Unanswered::Rejected,
        _ if says(&["cancel"]) => Unanswered::GaveUp,
        _ if says(&["notfound", "noroute", "fail"]) => Unanswered::Failed,
        _ => Unanswered::Unclear,
    }
}
