//! 3CX: call records of its socket or file, in fields whose order is a setting. Nothing is quoted.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::Value;

use super::clock::{self, Local, civil, clock_seconds};
use super::draft::{self, Unanswered, is_feature_code, number};
use super::fields::{Columns, Row, some, wrong_count};
use super::lines::{line_id, numbered, text as decoded, unquoted};
use super::parsed::Observed;
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg};

/// The order of the fields in versions 15 to 18.
pub(super) const DEFAULT_ORDER: [&str; 27] = [
    "historyid",
    "callid",
    "duration",
    "time-start",
    "time-answered",
    "time-end",
    "reason-terminated",
    "from-no",
    "to-no",
    "from-dn",
    "to-dn",
    "dial-no",
    "reason-changed",
    "final-number",
    "final-dn",
    "bill-code",
    "bill-rate",
    "bill-cost",
    "bill-name",
    "chain",
    "from-type",
    "to-type",
    "final-type",
    "from-dispname",
    "to-dispname",
    "final-dispname",
    "missed-queue-calls",
];

/// Versions before 15 stop here.
const OLD_FIELDS: usize = 20;
/// The order of version 20, which names a call nowhere.
const ORDER_20: [&str; 20] = [
    "time-start",
    "callee",
    "caller",
    "duration",
    "time-answered",
    "time-end",
    "reason-terminated",
    "reason-changed",
    "missed-queue-calls",
    "from-no",
    "to-no",
    "to-dn",
    "final-number",
    "final-dn",
    "from-type",
    "to-type",
    "final-type",
    "from-dispname",
    "to-dispname",
    "final-dispname",
];

/// Of version 20, of those before 15, and of those in between; of the lines of a socket each is a payload of its own.
static ORDERS: LazyLock<[Columns; 3]> =
    LazyLock::new(|| [&ORDER_20[..], &DEFAULT_ORDER[..OLD_FIELDS], &DEFAULT_ORDER[..]].map(Columns::new));

pub struct CdrSocket;

impl Format for CdrSocket {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        let configured = &settings.given.field_order;
        let of_settings;
        let orders: &[Columns] = match configured.is_empty() {
            true => ORDERS.as_slice(),
            false => {
                of_settings = [Columns::new(configured)];
                of_settings.as_slice()
            }
        };
        for (number, line) in numbered(input) {
            let whole = decoded(line);
            if whole.trim().is_empty() {
                continue;
            }
            let bare = whole.strip_prefix("Call ").unwrap_or(&whole);
            let values = unquoted(bare);
            let columns = match orders {
                [only] => only,
                orders => &orders[order_of(&values)],
            };
            // Nothing is quoted: one column too many is a comma in a name, and then nobody knows what is what.
            let code = if values.len() == 1 {
                Some("not_a_record")
            } else {
                wrong_count(values.len(), columns.count())
            };
            observed.take(
                number,
                code.map_or_else(|| socket_leg(&Row::new(columns, &values), line, settings), Err),
            );
        }
    }
}

/// Where nobody has said the order, it is that of a version, known by the number of fields and by where the start stands.
fn order_of(values: &[Cow<'_, str>]) -> usize {
    let starts_with_time = values.first().is_some_and(|first| civil(first).is_some());
    match values.len() {
        OLD_FIELDS if starts_with_time => 0,
        OLD_FIELDS => 1,
        _ => 2,
    }
}

/// `ExternalLine`, `external_line`, `Line`, `Ring Group` … → `externalline`, `line`, `ringgroup`.
pub fn kind(text: &str) -> String {
    let letters = text.chars().filter(|letter| !matches!(letter, '_' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

fn is_line(kind: &str) -> bool {
    matches!(kind, "line" | "externalline" | "provider" | "bridge")
}

fn socket_leg(row: &Row<'_>, line: &[u8], settings: &Settings) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let get = |name: &str| row.text(name);
    let (times, warnings) = socket_times(row, settings)?;
    let external = some(get("callid")).unwrap_or_else(|| line_id(line));
    let mut leg = draft::leg("3cx-cdr-socket", external, &times);
    leg.linked_id = some(get("historyid"));
    let (from_type, to_type) = (kind(get("from-type")), kind(get("to-type")));
    // A set of fields without the last party has only the first one.
    let final_type = kind(first(row, &["final-type", "to-type"]));
    leg.direction = socket_direction(
        first(row, &["from-no", "caller"]),
        first(row, &["to-no", "callee"]),
        (&from_type, &final_type),
        settings,
    );
    leg.from_party(caller(row, settings), settings);
    leg.to = number(first(row, &["dial-no", "to-no", "callee", "to-dn"]), settings);
    let from = leg.from.clone();
    name_parties(&mut leg, row, (&from_type, &final_type), settings);
    let extension = |name: &str| number(name, settings).filter(|name| settings.is_extension(name));
    leg.agent = match leg.direction {
        Direction::Outbound => extension(get("from-dn")).or_else(|| from.as_deref().and_then(extension)),
        Direction::Inbound => extension(first(row, &["final-dn", "to-dn"])),
        Direction::Transit => None,
        _ => extension(first(row, &["final-dn", "to-dn"])).or_else(|| leg.to.as_deref().and_then(extension)),
    };
    if to_type == "queue" || get("reason-changed").starts_with("QFwd") {
        leg.queue = number(first(row, &["to-dn", "to-no"]), settings);
    }
    leg.hangup_cause = some(get("reason-terminated"));
    let released = released_by(get("reason-terminated"));
    leg.keep("released_by", released);
    leg.keep("account", get("bill-code"));
    leg.keep("cost", get("bill-cost"));
    let last = number(get("final-number"), settings).filter(|last| Some(last) != leg.to.as_ref());
    leg.keep("final_destination", last.map_or(Value::Null, Value::from));
    let chain = get("chain").trim_start_matches("Chain:");
    leg.keep(
        "chain",
        chain
            .split(';')
            .filter_map(|party| number(party, settings))
            .collect::<Vec<_>>(),
    );
    socket_end(
        &mut leg,
        &times,
        &to_type,
        &final_type,
        released,
        get("reason-terminated"),
    );
    Ok((leg, warnings.into_iter().chain(times.warnings).collect()))
}

/// With what is odd about them in the system's zone.
fn socket_times(row: &Row<'_>, settings: &Settings) -> Result<(Times, Vec<&'static str>), &'static str> {
    let stamp = |name: &str| match row.text(name) {
        "" => Ok(None),
        text => civil(text).map(Some).ok_or("bad_timestamp"),
    };
    let local = Local {
        started: stamp("time-start")?,
        answered: stamp("time-answered")?,
        ended: stamp("time-end")?,
        ..Local::default()
    };
    if local.started.is_none() {
        return Err("bad_timestamp");
    }
    // Where the moment of answer is left out, the talk says when it was.
    let talk_s = clock_seconds(row.text("duration"));
    let moments = clock::moments_of_talk(local, talk_s, &settings.zone);
    let times = Times::settle(Said {
        started: moments.started,
        answered: moments.answered,
        ended: moments.ended,
        talk_s,
        ..Said::default()
    })?;
    Ok((times, moments.warnings))
}

/// The first of these that says something.
fn first<'a>(row: &Row<'a>, names: &[&str]) -> &'a str {
    let mut said = names.iter().map(|name| row.text(name));
    said.find(|text| !text.is_empty()).unwrap_or("")
}

/// Who called. Where that is not said, an extension is known by its own number; that of a line is no caller's.
fn caller<'a>(row: &Row<'a>, settings: &Settings) -> &'a str {
    let said = first(row, &["from-no", "caller"]);
    let own = row.text("from-dn");
    let is_ours = said.is_empty() && number(own, settings).is_some_and(|own| settings.is_extension(&own));
    if is_ours { own } else { said }
}

/// What the parties are called; what a line is called is a trunk.
fn name_parties(leg: &mut Leg, row: &Row<'_>, (from_type, final_type): (&str, &str), settings: &Settings) {
    let (from, to) = (leg.from.clone(), leg.to.clone());
    if is_line(from_type) {
        leg.keep("trunk", row.text("from-dispname"));
    } else {
        leg.keep_name("from_name", Some(row.text("from-dispname")), from.as_deref());
        if is_line(final_type) {
            let name = Some(row.text("final-dispname")).filter(|name| number(name, settings) != to);
            leg.keep("trunk", name.unwrap_or(""));
        }
    }
    if !is_line(final_type) {
        let name = some(first(row, &["final-dispname", "to-dispname"]));
        leg.keep_name("to_name", name.as_deref(), to.as_deref());
    }
}

fn socket_direction(from: &str, to: &str, (from_type, final_type): (&str, &str), settings: &Settings) -> Direction {
    if from_type.is_empty() && final_type.is_empty() {
        return match (from.starts_with("Ext."), to.starts_with("Ext.")) {
            (false, _) => Direction::Inbound,
            (true, false) => Direction::Outbound,
            (true, true) => Direction::Internal,
        };
    }
    match (is_line(from_type), is_line(final_type)) {
        (true, true) => Direction::Transit,
        (true, false) => Direction::Inbound,
        (false, true) => Direction::Outbound,
        // A call that reached nobody has no last party with a type.
        (false, false) if final_type.is_empty() && !to.is_empty() && !is_inside(to, settings) => Direction::Outbound,
        (false, false) => Direction::Internal,
    }
}

/// An extension, which `callee` says without its sign, or a feature code.
fn is_inside(to: &str, settings: &Settings) -> bool {
    let known = |to: String| settings.is_extension(&to) || is_feature_code(&to);
    to.starts_with("Ext.") || number(to, settings).is_some_and(known)
}

fn released_by(reason: &str) -> &'static str {
    match reason {
        "TerminatedBySrc" | "src_participant_terminated" => "caller",
        "TerminatedByDst" | "dst_participant_terminated" => "callee",
        _ => "",
    }
}

fn socket_end(leg: &mut Leg, times: &Times, to_type: &str, final_type: &str, released: &str, reason: &str) {
    let at_once = times
        .answered
        .is_some_and(|at| at.as_second() - times.started.as_second() <= 2);
    match final_type {
        "ivr" | "queue" if leg.direction == Direction::Inbound || final_type == "queue" => {
            return leg.at_machine(final_type, Disposition::Abandoned);
        }
        // Phones rang, and none of them took the call.
        "ringgroup" => leg.agent = None,
        "vmail" | "voicemail" => return leg.at_machine("voicemail", Disposition::Voicemail),
        "confplace" | "conference" if times.answered.is_some() => return leg.machine("conference"),
        "ivr" | "specialmenu" if times.answered.is_some() => return leg.machine("ivr"),
        _ => {}
    }
    if times.answered.is_some() {
        leg.answered();
        if (to_type == "queue" || leg.queue.is_some()) && at_once {
            leg.keep("leg_kind", "queue");
            leg.keep("talk_includes_queue_wait", true);
        }
        return;
    }
    let word = reason.to_lowercase();
    leg.unanswered(match released {
        _ if word.contains("busy") => Unanswered::Busy,
        _ if word.contains("reject") || word.contains("declin") => Unanswered::Rejected,
        _ if word.contains("notfound")
            || word.contains("not_found")
            || word.contains("noroute")
            || word.contains("fail") =>
        {
            Unanswered::Failed
        }
        "caller" => Unanswered::GaveUp,
        _ => Unanswered::Unclear,
    });
}
