//! FreeSWITCH's `mod_json_cdr`, `mod_xml_cdr` and `mod_cdr_csv`.

use serde_json::{Map, Value};

use super::clock::{self, Local, civil};
use super::documents;
use super::draft;
use super::fields::{Columns, Row, some, wrong_count};
use super::freeswitch::{Channel, by_cause};
use super::lines::{line_id, numbered, quoted_unescaped, text, unquoted};
use super::parsed::Observed;
use super::posted::bodies;
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Leg, xml};

pub struct JsonCdr;

impl Format for JsonCdr {
    fn reads_requests(&self) -> bool {
        true
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        bodies(input, settings, observed, |body, observed| {
            documents::each(body, observed, |number, value, observed| {
                take(number, json_channel(value), "freeswitch-json-cdr", settings, observed);
            });
        });
    }
}

pub struct XmlCdr;

impl Format for XmlCdr {
    fn reads_requests(&self) -> bool {
        true
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        bodies(input, settings, observed, |body, observed| {
            let mut number = 0;
            for document in xml::documents(body) {
                let (roots, fault) = xml::roots(document);
                for record in roots.iter().flat_map(records) {
                    number += 1;
                    take(number, xml_channel(record), "freeswitch-xml-cdr", settings, observed);
                }
                if let Some(code) = fault {
                    number += 1;
                    observed.quarantine(number, code, "");
                }
            }
        });
    }
}

/// A root is a record, or holds some.
fn records(root: &xml::Element) -> Vec<&xml::Element> {
    let inside: Vec<&xml::Element> = root.children("cdr").collect();
    if inside.is_empty() { vec![root] } else { inside }
}

fn take(number: usize, channel: Option<Channel>, source: &str, settings: &Settings, observed: &mut Observed) {
    let Some(mut channel) = channel else {
        return observed.quarantine(number, "not_a_record", "no variables of a channel");
    };
    channel.decode();
    observed.take(number, channel.leg(source, settings));
}

fn json_channel(mut value: Value) -> Option<Channel> {
    let variables = std::mem::take(value.get_mut("variables")?.as_object_mut()?);
    let flow = match value.get_mut("callflow").map(Value::take) {
        Some(Value::Array(profiles)) => profiles,
        Some(profile @ Value::Object(_)) => vec![profile],
        _ => Vec::new(),
    };
    let profiles: Vec<Map<String, Value>> = flow
        .into_iter()
        .filter_map(|mut step| Some(std::mem::take(step.get_mut("caller_profile")?.as_object_mut()?)))
        .collect();
    let log = value.pointer("/app_log/applications").and_then(Value::as_array);
    let applications = log
        .into_iter()
        .flatten()
        .filter(|step| step.get("app_name").and_then(Value::as_str) == Some("record_session"));
    let recordings = applications
        .filter_map(|step| step.get("app_data")?.as_str().map(str::to_owned))
        .collect();
    Some(Channel {
        variables,
        originator: profiles
            .iter()
            .find_map(|profile| json_profile(profile.get("originator")?)),
        profiles,
        recordings,
    })
}

/// The profile in what an originator is wrapped in, which differs from version to version.
fn json_profile(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(map) if map.contains_key("chan_name") || map.contains_key("uuid") => Some(map.clone()),
        Value::Object(map) => map.values().find_map(json_profile),
        Value::Array(items) => items.iter().find_map(json_profile),
        _ => None,
    }
}

fn xml_profile(element: &xml::Element) -> Option<Map<String, Value>> {
    let is_profile = element.child("chan_name").is_some() || element.child("uuid").is_some();
    match is_profile {
        true => Some(element.texts()),
        false => element.children.iter().find_map(xml_profile),
    }
}

fn xml_channel(root: &xml::Element) -> Option<Channel> {
    let variables = root.child("variables")?.texts();
    let profiles: Vec<&xml::Element> = root
        .children("callflow")
        .filter_map(|flow| flow.child("caller_profile"))
        .collect();
    let log = root.child("app_log");
    let applications = log.into_iter().flat_map(|log| log.children("application"));
    let recordings = applications.filter(|step| step.attribute("app_name") == "record_session");
    Some(Channel {
        variables,
        originator: profiles
            .iter()
            .find_map(|profile| xml_profile(profile.child("originator")?)),
        profiles: profiles.into_iter().map(xml::Element::texts).collect(),
        recordings: recordings.filter_map(|step| some(step.attribute("app_data"))).collect(),
    })
}

/// Columns of the template `example`.
const EXAMPLE: [&str; 15] = [
    "caller_id_name",
    "caller_id_number",
    "destination_number",
    "context",
    "start_stamp",
    "answer_stamp",
    "end_stamp",
    "duration",
    "billsec",
    "hangup_cause",
    "uuid",
    "bleg_uuid",
    "accountcode",
    "read_codec",
    "write_codec",
];

pub struct CsvCdr;

impl Format for CsvCdr {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        let columns = match settings.given.field_order.as_slice() {
            [] => Columns::new(&EXAMPLE),
            names => Columns::new(names),
        };
        for (number, line) in numbered(input) {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let whole = text(line);
            // A template of one's own may write no quotes at all.
            let values = match whole.contains('"') {
                true => quoted_unescaped(&whole),
                false => Ok(unquoted(&whole)),
            };
            let Ok(values) = values else {
                observed.quarantine(number, "unterminated_quote", "");
                continue;
            };
            match wrong_count(values.len(), columns.count()) {
                Some(code) => observed.quarantine(number, code, ""),
                None => {
                    // A template may name no channel.
                    let nameless = (!columns.has("uuid")).then(|| line_id(line));
                    observed.take(number, csv_leg(&Row::new(&columns, &values), nameless, settings));
                }
            }
        }
    }
}

/// `nameless` is the id of a row whose template has none.
fn csv_leg(
    row: &Row<'_>,
    nameless: Option<String>,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let uuid = some(row.text("uuid"));
    let external = uuid.clone().or(nameless).ok_or("missing_field")?;
    let stamp = |name: &str| match row.text(name) {
        "" => Ok(None),
        text => civil(text).map(Some).ok_or("bad_timestamp"),
    };
    let local = Local {
        started: Some(stamp("start_stamp")?.ok_or("bad_timestamp")?),
        answered: stamp("answer_stamp")?,
        ended: stamp("end_stamp")?,
        duration_s: row.int("duration"),
        near: None,
    };
    let moments = clock::moments(local, &settings.zone);
    let times = Times::settle(Said {
        started: moments.started,
        answered: moments.answered,
        ended: moments.ended,
        duration_s: row.int("duration"),
        talk_s: row
            .int("billsec")
            .filter(|&seconds| seconds > 0 || moments.answered.is_some()),
        wait_s: None,
    })?;
    let mut leg = draft::leg("freeswitch-cdr-csv", external, &times);
    leg.linked_id = uuid;
    leg.from_party(row.text("caller_id_number"), settings);
    leg.name_caller(Some(row.text("caller_id_name")));
    leg.to = draft::number(row.text("destination_number"), settings);
    let to = leg.to.as_deref().unwrap_or_default();
    leg.direction = if settings.is_inbound_context(row.text("context")) {
        Direction::Inbound
    } else if settings.is_extension(to) || draft::is_feature_code(to) {
        Direction::Internal
    } else {
        Direction::Outbound
    };
    let agent = match leg.direction {
        Direction::Outbound => leg.from.as_deref(),
        _ => Some(to),
    };
    leg.agent = agent.filter(|name| settings.is_extension(name)).map(str::to_owned);
    leg.hangup_cause = some(row.text("hangup_cause"));
    leg.keep("peer_uuid", row.text("bleg_uuid"));
    leg.keep("account", row.text("accountcode"));
    match leg.answered_at {
        Some(_) if leg.direction == Direction::Internal && draft::is_feature_code(leg.to.as_deref().unwrap_or("")) => {
            leg.machine("ivr")
        }
        Some(_) => leg.answered(),
        None => leg.unanswered(by_cause(row.text("hangup_cause"))),
    }
    Ok((leg, moments.warnings.into_iter().chain(times.warnings).collect()))
}
