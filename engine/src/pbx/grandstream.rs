//! Grandstream UCM: records pushed one by one (JSON or XML over TCP or HTTP) and answers of its interface.

mod handed_on;
mod table;

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::asterisk::AsteriskRow;
use super::clock::civil;
use super::documents;
use super::draft::number;
use super::fields::{int, json_of, some, text};
use super::lines::{line_id, name_and_number};
use super::parsed::{Assembled, At, Observation, Observed};
use super::requests::{NOTHING_POSTED, captured, is_capture};
use super::settings::Settings;
use super::source::Format;
use super::{Direction, Disposition, Leg, signature, xml};

pub struct CdrPush;

impl Format for CdrPush {
    fn reads_requests(&self) -> bool {
        true
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        if !is_capture(input) {
            return bodies(input, true, settings, observed);
        }
        let (requests, rest) = captured(input);
        for (index, request) in requests.iter().enumerate() {
            let wanted = settings.given.secrets.basic.as_ref();
            if wanted.is_some_and(|wanted| !signature::basic(request.header("authorization"), wanted)) {
                observed.quarantine(index + 1, "bad_signature", "wrong user or password");
                continue;
            }
            let mut body = Observed::default();
            bodies(request.body, false, settings, &mut body);
            body.renumber(index + 1);
            observed.extend(body);
        }
        if let Some(rest) = rest {
            observed.quarantine(requests.len() + 1, "bad_payload", rest);
        }
    }

    fn has_whole_events(&self) -> bool {
        true
    }

    fn assemble(&self, observations: Vec<Observation>, _: &Settings, assembled: &mut Assembled) {
        handed_on::assemble(observations, assembled);
    }
}

fn is_xml(input: &[u8]) -> bool {
    let input = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    input.trim_ascii_start().first() == Some(&b'<')
}

/// What a request holds, or all that came over a connection.
fn bodies(input: &[u8], is_stream: bool, settings: &Settings, observed: &mut Observed) {
    if is_xml(input) {
        return elements("grandstream-cdr-push", input, settings, observed);
    }
    let record = |number: usize, value: Value, observed: &mut Observed| match value {
        Value::Object(map) => take("grandstream-cdr-push", number.into(), &map, None, settings, observed),
        _ => observed.quarantine(number, "not_a_record", "a record is a JSON object"),
    };
    match is_stream {
        true => documents::each_of_stream(input, observed, record),
        false if input.trim_ascii().is_empty() => observed.quarantine(1, "bad_payload", NOTHING_POSTED),
        false => documents::each(input, observed, record),
    }
}

/// Records in XML, however deep they stand.
fn elements(source: &str, input: &[u8], settings: &Settings, observed: &mut Observed) {
    let mut number = 0_usize;
    for document in xml::documents(input) {
        let (roots, fault) = xml::roots(document);
        for root in &roots {
            root.each(&mut |element| {
                if let Some(map) = element_map(element) {
                    number += 1;
                    item(source, number, &map, settings, observed);
                }
            });
        }
        if let Some(code) = fault {
            number += 1;
            observed.quarantine(number, code, "");
        }
    }
    if number == 0 {
        observed.quarantine(1, "not_a_record", "no element with an AcctId");
    }
}

/// What an element says, if it is a record or a summary with its parts.
fn element_map(element: &xml::Element) -> Option<Map<String, Value>> {
    let is_part = element.name == SUMMARY || element.name.starts_with(PART);
    if element.child(SUMMARY).is_some() {
        let parts = element.children.iter();
        return Some(
            parts
                .map(|part| (part.name.clone(), Value::Object(part.texts())))
                .collect(),
        );
    }
    (element.child("AcctId").is_some() && !is_part).then(|| element.texts())
}

pub struct Cdrapi;

impl Format for Cdrapi {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        if is_xml(input) {
            return elements(POLLED, input, settings, observed);
        }
        if !documents::begins(input) {
            return table::read(input, settings, observed);
        }
        documents::each(input, observed, |number, value, observed| {
            // The first models list their records under another name.
            let names = ["cdr_root", "cdr"];
            let key = names.into_iter().find(|key| value.get(key).is_some());
            let (rows, _) = documents::listed(value, key.unwrap_or("cdr_root"));
            for (index, row) in rows.iter().enumerate() {
                let number = if number > 1 { number } else { index + 1 };
                match row {
                    Value::Object(map) => item(POLLED, number, map, settings, observed),
                    _ => observed.quarantine(number, "not_a_record", "a record is a JSON object"),
                }
            }
        });
    }

    fn has_whole_events(&self) -> bool {
        true
    }

    fn assemble(&self, observations: Vec<Observation>, _: &Settings, assembled: &mut Assembled) {
        handed_on::assemble(observations, assembled);
    }
}

const POLLED: &str = "grandstream-cdrapi";
/// The whole of a call, beside its parts.
const SUMMARY: &str = "main_cdr";
const PART: &str = "sub_cdr";

/// A flat record, or a summary with its parts.
fn item(source: &str, number: usize, map: &Map<String, Value>, settings: &Settings, observed: &mut Observed) {
    let Some(Value::Object(summary)) = map.get(SUMMARY) else {
        return take(source, number.into(), map, None, settings, observed);
    };
    let parts = map.iter().filter(|(name, _)| name.starts_with(PART));
    let parts = parts.filter_map(|(name, part)| Some((name, part.as_object()?)));
    let parts: Vec<(&String, &Map<String, Value>)> = parts.collect();
    if parts.is_empty() && !text(summary, "AcctId").is_empty() {
        // A summary of nothing else is the record itself.
        return take(source, number.into(), summary, None, settings, observed);
    }
    observed.ignore(format!("{number}/{SUMMARY}"), "summary");
    let session = some(&text(summary, "session"));
    for (name, part) in parts {
        let at = format!("{number}/{name}");
        take(source, at.into(), part, session.as_deref(), settings, observed);
    }
}

fn take(
    source: &str,
    at: At,
    map: &Map<String, Value>,
    session: Option<&str>,
    settings: &Settings,
    observed: &mut Observed,
) {
    match leg(source, map, session, settings) {
        Ok((leg, warnings)) => {
            observed.warn(at.clone(), &warnings);
            handed_on::keep(at, leg, observed);
        }
        Err(code) => observed.quarantine(at, code, ""),
    }
}

fn leg(
    source: &str,
    map: &Map<String, Value>,
    session: Option<&str>,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let get = |key: &str| text(map, key).into_owned();
    // What says nothing of a call is an answer of the interface: that it wants another login, or has failed.
    if !["AcctId", "src", "dst", "start", "disposition"]
        .iter()
        .any(|key| map.contains_key(*key))
    {
        return Err("not_a_record");
    }
    if !map.contains_key("start") || !map.contains_key("disposition") {
        return Err("missing_field");
    }
    let clid = get("clid");
    let (shown_name, shown) = name_and_number(&clid);
    // A number shown to the other side is not the caller's own, and neither is the name beside it.
    let own = shown.is_empty() || get("src").is_empty() || shown == get("src");
    let row = row(map, session, own)?;
    let id = some(&get("AcctId")).unwrap_or_else(|| row.external_id(|| line_id(json_of(map).as_bytes())));
    let (mut leg, warnings) = row.leg(source, id, settings)?;
    if own {
        leg.name_caller(Some(&get("caller_name")));
    } else {
        leg.keep(
            "outbound_caller_id",
            number(shown, settings).map_or(Value::Null, Value::from),
        );
        leg.keep("outbound_caller_name", shown_name.unwrap_or_default());
    }
    leg.keep(
        "trunk",
        some(&get("src_trunk_name")).unwrap_or_else(|| get("dst_trunk_name")),
    );
    if session.is_some_and(|session| session != get("session")) {
        leg.keep("session", get("session"));
    }
    if let Some(name) = queue(&get("action_type")) {
        leg.queue = some(name);
    }
    if get("lastapp") == "ParkedCall" || get("action_type").starts_with("PARKEDCALL") {
        // Who picks a parked call up stands in the record of the call as well.
        leg.at_machine("park", Disposition::NoAnswer);
        leg.keep("passed_on", true);
    }
    if leg.agent.is_none()
        && leg.leg_kind().is_none()
        && matches!(leg.direction, Direction::Inbound | Direction::Internal)
    {
        // The far channel may be one inside of the system; then this says who took the call.
        let taken = ["dstanswer", "dstchannel_ext"].into_iter().map(get);
        leg.agent = taken
            .filter(|_| !row.dstchannel.is_empty())
            .find(|who| settings.is_extension(who));
    }
    let files: Vec<String> = get("recordfiles").split('@').filter_map(some).collect();
    leg.recording_ref = files.first().cloned();
    leg.keep("recordings", files);
    Ok((leg, warnings))
}

/// The columns that Asterisk has too. The name and number that are shown count only where they are the caller's `own`.
fn row<'a>(map: &'a Map<String, Value>, session: Option<&'a str>, own: bool) -> Result<AsteriskRow<'a>, &'static str> {
    let get = |key: &str| text(map, key);
    let stamp = |key: &str| match &*get(key) {
        "" => Ok(None),
        text => civil(text).map(Some).ok_or("bad_timestamp"),
    };
    Ok(AsteriskRow {
        account: get("accountcode"),
        src: get("src"),
        dst: get("dst"),
        context: get("dcontext"),
        clid: if own { get("clid") } else { "".into() },
        channel: get("channel"),
        dstchannel: get("dstchannel"),
        lastapp: get("lastapp"),
        lastdata: get("lastdata"),
        start: Some(stamp("start")?.ok_or("bad_timestamp")?),
        answer: stamp("answer")?,
        end: stamp("end")?,
        duration_s: int(map, "duration"),
        billsec: int(map, "billsec"),
        disposition: get("disposition"),
        uniqueid: get("uniqueid"),
        linkedid: session.map_or_else(|| get("session"), Cow::Borrowed),
        direction: direction(&get("userfield")),
        ..AsteriskRow::default()
    })
}

/// `QUEUE[6500]`: who distributed the call.
fn queue(action: &str) -> Option<&str> {
    let (kind, name) = action.split_once('[')?;
    matches!(kind, "QUEUE" | "RINGGROUP").then(|| name.trim_end_matches(']'))
}

fn direction(userfield: &str) -> Option<Direction> {
    match userfield.to_lowercase().as_str() {
        "inbound" => Some(Direction::Inbound),
        "outbound" | "external" => Some(Direction::Outbound),
        "internal" | "ext" => Some(Direction::Internal),
        _ => None,
    }
}
