//! Kamailio's and OpenSIPS's accounting, as lines or as rows of a table: transactions that are joined to calls, or whole calls.

mod rows;
mod whole;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::clock;
use super::documents;
use super::draft::{self, Unanswered, number};
use super::fields::{int, json_of, no_moment, some, text};
use super::lines::{line_id, numbered, text as decoded};
use super::parsed::{Assembled, Fact, Notice, Observation, Observed};
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Leg};
use whole::{is_answered, is_whole, whole_call, whole_calls};

/// Keys that may follow a `;`. A reason may hold `;` and `=` itself.
const KEYS: [&str; 30] = [
    "timestamp",
    "method",
    "from_tag",
    "to_tag",
    "call_id",
    "code",
    "reason",
    "src_user",
    "src_domain",
    "src_ip",
    "src_port",
    "dst_ouser",
    "dst_user",
    "dst_domain",
    "caller",
    "callee",
    "created",
    "call_start_time",
    "duration",
    "ms_duration",
    "setuptime",
    "time",
    "leg",
    "src_ouser",
    "from_uri",
    "to_uri",
    "src_uri",
    "dst_uri",
    "ruri",
    "uuid",
];

pub struct Accounting {
    pub source: &'static str,
}

impl Format for Accounting {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        if documents::begins(input) {
            return self.rows(input, settings, observed);
        }
        for (at, line) in numbered(input) {
            if documents::begins(line) {
                let mut found = Observed::default();
                self.rows(line, settings, &mut found);
                found.renumber(at);
                observed.extend(found);
                continue;
            }
            let whole = decoded(line);
            let Some((_, rest)) = whole.split_once("ACC: ") else {
                continue;
            };
            let Some((what, pairs)) = rest.split_once(": ") else {
                observed.quarantine(at, "not_a_record", "");
                continue;
            };
            if what == "request acknowledged" {
                observed.ignore(at, "ack");
                continue;
            }
            // One transaction may be told of as failed and as missed.
            let id = line_id(rest.as_bytes());
            self.take(at, fields(pairs, settings), id, settings, observed);
        }
    }

    fn assemble(&self, observations: Vec<Observation>, settings: &Settings, assembled: &mut Assembled) {
        observations.iter().for_each(|seen| assembled.take_beside(&seen.fact));
        let begins = assembled.legs.len();
        self.join(&observations, settings, assembled);
        for whole in whole_calls(self.source, &observations, settings) {
            let is_same = |leg: &&mut Leg| leg.external_id == whole.external_id || whole.external_id.ends_with('#');
            let joined = assembled.legs[begins..].iter_mut().filter(is_same);
            match joined.max_by_key(|leg| is_answered(leg)) {
                // What the transactions say themselves is more exact.
                Some(joined) if is_answered(joined) || !is_answered(&whole) => {}
                Some(joined) => *joined = whole,
                None => assembled.legs.push(whole),
            }
        }
    }
}

impl Accounting {
    /// Transactions → the calls that they make.
    fn join(&self, observations: &[Observation], settings: &Settings, assembled: &mut Assembled) {
        let of = |method: &str| -> Vec<Transaction<'_>> {
            let all = observations.iter().filter_map(Transaction::of);
            all.filter(|one| one.get("method") == method).collect()
        };
        let (all, byes) = (of("INVITE"), of("BYE"));
        // Within a call the other side may ask for a change of it: the same tags, swapped. That is no call of its own. Stamps are whole seconds:
        // of two in one second the one that came first began the call.
        let is_again = |one: &(usize, &Transaction<'_>)| {
            let before = |place: usize, first: &Transaction<'_>| (first.at, place) < (one.1.at, one.0);
            all.iter()
                .enumerate()
                .any(|(place, first)| before(place, first) && is_swapped(one.1, first))
        };
        let invites = all.iter().enumerate().filter(|one| !is_again(one));
        let invites: Vec<&Transaction<'_>> = invites.map(|(_, one)| one).collect();
        let mut tags: Vec<String> = Vec::new();
        for invite in &invites {
            let tag = invite.get("from_tag");
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let mut used: Vec<&Observation> = Vec::new();
        for tag in tags {
            let branches = invites.iter().filter(|invite| invite.get("from_tag") == tag);
            // An answered branch is the call; else the last failure decides.
            let answered = branches
                .clone()
                .filter(|invite| invite.code() / 100 == 2)
                .min_by_key(|invite| invite.at);
            let Some(invite) = answered.or_else(|| branches.max_by_key(|invite| invite.at)) else {
                continue;
            };
            let bye = byes.iter().filter(|bye| joins(bye, invite));
            let bye = bye.min_by_key(|bye| bye.behind(invite.at));
            used.extend(byes.iter().filter(|bye| joins(bye, invite)).map(|bye| bye.seen));
            if answered.is_some() && bye.is_none() {
                assembled
                    .incomplete
                    .push(Notice::new(invite.seen.at.clone(), "incomplete_call", "no BYE yet"));
                continue;
            }
            assembled.leg(
                &invite.seen.at,
                leg(self.source, invite, bye.filter(|_| answered.is_some()), settings),
            );
        }
        for bye in byes
            .iter()
            .filter(|bye| !used.iter().any(|seen| std::ptr::eq(*seen, bye.seen)))
        {
            assembled
                .incomplete
                .push(Notice::new(bye.seen.at.clone(), "incomplete_call", "no INVITE"));
        }
    }

    fn rows(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        documents::each(input, observed, |at, value, observed| {
            let Value::Object(row) = value else {
                return observed.quarantine(at, "not_a_record", "a row is a JSON object");
            };
            let id = line_id(json_of(&row).as_bytes());
            match rows::said(row, settings) {
                Ok((map, warnings)) => {
                    observed.warn(at, &warnings);
                    self.take(at, map, id, settings, observed);
                }
                Err(code) => observed.quarantine(at, code, ""),
            }
        });
    }

    /// A whole call, or a transaction that is joined to others.
    fn take(&self, at: usize, map: Map<String, Value>, id: String, settings: &Settings, observed: &mut Observed) {
        if text(&map, "call_id").is_empty() {
            return observed.quarantine(at, "missing_field", "no call_id");
        }
        if is_whole(&map) {
            // Read once here, so that what is wrong with it is said at its place.
            match whole_call(self.source, &map, settings) {
                Ok((_, warnings)) => observed.warn(at, &warnings),
                Err(code) => return observed.quarantine(at, code, ""),
            }
        } else {
            match &*text(&map, "method") {
                "INVITE" | "BYE" => {}
                "ACK" => return observed.ignore(at, "ack"),
                "" => return observed.quarantine(at, "missing_field", "no method"),
                // A request within a call, or one that makes none.
                _ => return observed.ignore(at, "log_event"),
            }
            if moment(&map).is_none() {
                return observed.quarantine(at, no_moment(&map, &["timestamp"]), "");
            }
        }
        let group = text(&map, "call_id").into_owned();
        observed.event(at, group, id, Value::Object(map));
    }
}

fn event(seen: &Observation) -> Option<&Map<String, Value>> {
    match &seen.fact {
        Fact::Event(Value::Object(map)) => Some(map),
        _ => None,
    }
}

/// `key=value;…`, divided where a key follows: any that could be one, but in a reason, which is free text, only one that is known. Of a
/// repeated key the first and the last are kept.
fn fields(pairs: &str, settings: &Settings) -> Map<String, Value> {
    let is_key = |text: &str, after: &str| {
        let Some((key, _)) = text.split_once('=') else {
            return false;
        };
        let is_known = KEYS.contains(&key) || settings.given.field_order.iter().any(|known| known == key);
        is_known || !after.starts_with("reason=") && is_name(key)
    };
    let mut parts: Vec<String> = Vec::new();
    for part in pairs.trim().split(';') {
        let begins = parts.last().is_none_or(|last| is_key(part, last));
        match parts.last_mut() {
            Some(last) if !begins => {
                last.push(';');
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    let mut map = Map::new();
    for part in parts {
        if let Some((key, value)) = part.split_once('=') {
            let value = Value::String(value.trim_end_matches(';').to_owned());
            if map.contains_key(key) {
                map.insert(format!("last_{key}"), value);
            } else {
                map.insert(key.to_owned(), value);
            }
        }
    }
    map
}

/// Letters as names of variables are written.
fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn moment(map: &Map<String, Value>) -> Option<Timestamp> {
    int(map, "timestamp").and_then(clock::epoch)
}

struct Transaction<'a> {
    seen: &'a Observation,
    map: &'a Map<String, Value>,
    at: Timestamp,
}

impl<'a> Transaction<'a> {
    fn of(seen: &'a Observation) -> Option<Self> {
        let map = event(seen).filter(|map| !is_whole(map))?;
        Some(Self {
            seen,
            map,
            at: moment(map)?,
        })
    }

    fn get(&self, key: &str) -> String {
        text(self.map, key).into_owned()
    }

    fn code(&self) -> i64 {
        int(self.map, "code").unwrap_or(0)
    }

    /// When it was, of what comes behind `first`: of two hours of one name the one in which it does.
    fn behind(&self, first: Timestamp) -> Timestamp {
        let later = int(self.map, rows::LATER).and_then(clock::epoch);
        later.filter(|_| self.at < first).unwrap_or(self.at)
    }
}

/// The pair of tags, in either order: the called side may end the call.
fn joins(bye: &Transaction<'_>, invite: &Transaction<'_>) -> bool {
    let tags = |one: &Transaction<'_>| (one.get("from_tag"), one.get("to_tag"));
    let ((from, to), (f, t)) = (tags(bye), tags(invite));
    (from == f && to == t) || is_swapped(bye, invite)
}

/// Sent by the side that was called.
fn is_swapped(one: &Transaction<'_>, first: &Transaction<'_>) -> bool {
    let (from, to) = (one.get("from_tag"), one.get("to_tag"));
    !to.is_empty() && from == first.get("to_tag") && to == first.get("from_tag")
}

fn leg(
    source: &str,
    invite: &Transaction<'_>,
    bye: Option<&Transaction<'_>>,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    // The time of the INVITE itself is hardly ever logged.
    let times = Times::settle(Said {
        started: int(invite.map, "created").and_then(clock::epoch),
        answered: bye.map(|_| invite.at),
        ended: Some(bye.map_or(invite.at, |bye| bye.behind(invite.at))),
        ..Said::default()
    })?;
    let call = invite.get("call_id");
    let mut leg = draft::leg(source, format!("{call}#{}", invite.get("from_tag")), &times);
    leg.linked_id = Some(call);
    parties(&mut leg, invite.map, settings);
    leg.hangup_cause = some(&invite.get("code"));
    leg.keep("sip_code", invite.get("code"));
    if let Some(bye) = bye {
        let by_caller = bye.get("from_tag") == invite.get("from_tag");
        leg.keep("released_by", if by_caller { "caller" } else { "callee" });
        leg.answered();
    } else {
        leg.unanswered(Unanswered::by_sip(invite.code()));
    }
    Ok((leg, times.warnings))
}

fn parties(leg: &mut Leg, map: &Map<String, Value>, settings: &Settings) {
    let get = |keys: &[&str]| keys.iter().find_map(|key| some(&text(map, key))).unwrap_or_default();
    let (from, to) = (
        get(&["src_user", "caller", "src_ouser", "from_uri", "src_uri"]),
        get(&["dst_ouser", "dst_user", "callee", "to_uri", "ruri", "dst_uri"]),
    );
    leg.from_party(&from, settings);
    leg.to = number(&to, settings);
    // Where the call was sent instead of what was dialled.
    let reached = number(&get(&["dst_user"]), settings).filter(|reached| Some(reached) != leg.to.as_ref());
    leg.keep("final_destination", reached.unwrap_or_default());
    let ours = |party: &Option<String>| party.as_deref().is_some_and(|party| settings.is_extension(party));
    leg.direction = match (ours(&leg.from), ours(&leg.to)) {
        _ if to.is_empty() || from.is_empty() => Direction::Unknown,
        (true, true) => Direction::Internal,
        (true, false) => Direction::Outbound,
        (false, true) => Direction::Inbound,
        (false, false) => Direction::Unknown,
    };
    leg.agent = match leg.direction {
        Direction::Outbound => leg.from.clone(),
        Direction::Inbound | Direction::Internal => leg.to.clone(),
        _ => None,
    };
}
