//! 3CX: posts of the CRM journal and the call log of its interface.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::clock::{self, clock_seconds};
use super::documents;
use super::draft::{self, Unanswered, number};
use super::fields::{flag, some, text};
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
    let get = |key: &str| text(map, key).into_owned();
    let utc = |key: &str| clock::civil(&get(key)).and_then(|at| clock::moment(at, &jiff::tz::TimeZone::UTC).0);
    let local = |key: &str| clock::civil(&get(key)).and_then(|at| clock::moment(at, &settings.zone).0);
    let sent = ["CallStartTimeUTC", "CallStartTimeLocal", "DateTime"]
        .into_iter()
        .map(get)
        .find(|text| !text.is_empty());
    let sent = sent.ok_or("missing_field")?;
    let started = utc("CallStartTimeUTC")
        .or_else(|| local("CallStartTimeLocal"))
        .or_else(|| local("DateTime"));
    let kind = get("CallType");
    let talked = !matches!(kind.to_lowercase().as_str(), "missed" | "notanswered");
    let times = Times::settle(Said {
        started: Some(started.ok_or("bad_timestamp")?),
        answered: utc("CallEstablishedTimeUTC").filter(|_| talked),
        ended: utc("CallEndTimeUTC"),
        talk_s: clock_seconds(&get("Duration")).filter(|_| talked),
        ..Said::default()
    })?;
    let hash = Sha256::digest(format!("{sent}|{}|{}|{kind}", get("Agent"), get("Number")));
    let mut leg = draft::leg("3cx-crm-journal", format!("h:{}", &hex::encode(hash)[..16]), &times);
    let direction = some(&get("CallDirection")).unwrap_or_else(|| kind.clone());
    let (agent, outside) = (some(&get("Agent")), get("Number"));
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
    leg.queue = some(&get("QueueExtension"));
    leg.recording_ref = some(&get("RecordingUrl"));
    for (key, name) in [
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
    match kind.to_lowercase().as_str() {
        "missed" => leg.unanswered(Unanswered::Unclear),
        "notanswered" => leg.unanswered(Unanswered::RangOut),
        _ => leg.answered(),
    }
    Ok((leg, times.warnings))
}

pub struct XapiCallLog;

impl Format for XapiCallLog {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        documents::each(input, observed, |number, value, observed| {
            let rows = value
                .get("value")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_else(|| vec![value]);
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
    let get = |key: &str| text(map, key).into_owned();
    let talked = flag(map, "Answered");
    let times = segment_times(map, talked)?;
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
    leg.from_party(
        &some(&get("SourceCallerId")).unwrap_or_else(|| get("SourceDn")),
        settings,
    );
    let outward = leg.direction == Direction::Outbound;
    let (first, second) = if outward {
        ("DestinationCallerId", "DestinationDn")
    } else {
        ("DestinationDn", "DestinationCallerId")
    };
    leg.to = number(&some(&get(first)).unwrap_or_else(|| get(second)), settings);
    let (from, to) = (leg.from.clone(), leg.to.clone());
    leg.keep_name("from_name", Some(&get("SourceDisplayName")), from.as_deref());
    leg.keep_name("to_name", Some(&get("DestinationDisplayName")), to.as_deref());
    let agent = if outward { get("SourceDn") } else { get("DestinationDn") };
    leg.agent = Some(agent).filter(|name| settings.is_extension(name));
    segment_recordings(&mut leg, map);
    segment_end(&mut leg, &get("CallType"), talked, &get("Status"), &get("Reason"));
    Ok((leg, times.warnings))
}

fn segment_times(map: &Map<String, Value>, talked: bool) -> Result<Times, &'static str> {
    let started = text(map, "StartTime")
        .parse::<jiff::Timestamp>()
        .ok()
        .and_then(clock::whole)
        .ok_or("bad_timestamp")?;
    let ms = |key: &str| {
        text(map, key)
            .parse::<jiff::SignedDuration>()
            .ok()
            .and_then(|span| i64::try_from(span.as_millis()).ok())
            .unwrap_or(0)
    };
    let (ringing, talking) = (ms("RingingDuration"), ms("TalkingDuration"));
    let answered = clock::plus_ms(started, ringing);
    Times::settle(Said {
        started: Some(started),
        answered: answered.filter(|_| talked),
        ended: clock::plus_ms(started, ringing.saturating_add(talking)),
        ..Said::default()
    })
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
    let kind = kind(kind_of_call);
    let (status, word) = (status.to_lowercase(), reason.to_lowercase());
    let handed_on = !talked && (status == "redirected" || word == "polling");
    match kind.as_str() {
        "queue" | "ringgroup" => {
            leg.queue.clone_from(&leg.to);
            leg.agent = None;
            if handed_on {
                leg.at_machine("queue", Disposition::NoAnswer);
                return leg.keep("passed_on", true);
            }
            return leg.at_machine("queue", Disposition::Abandoned);
        }
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
        leg.keep("passed_on", true);
        return leg.unanswered(Unanswered::RangOut);
    }
    leg.hangup_cause = some(reason);
    leg.unanswered(match word.as_str() {
        _ if word.contains("busy") => Unanswered::Busy,
        _ if word.contains("declin") || word.contains("reject") => Unanswered::Rejected,
        _ if word.contains("cancel") => Unanswered::GaveUp,
        _ if word.contains("not found") || word.contains("no route") || word.contains("fail") => Unanswered::Failed,
        _ => Unanswered::Unclear,
    });
}
