//! Asterisk's channel events (CEL): one record a call, made of all events with one linked id once that has ended.

mod event;
mod rows;
mod together;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::asterisk::peer;
use super::documents;
use super::draft::{self, Unanswered};
use super::fields::{some, text};
use super::lines::{csv, line_id, numbered, text as decoded, written};
use super::parsed::{Assembled, Notice, Observation, Observed};
use super::rollup::seconds;
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg};
use event::{CallEvent, moment};
use together::Together;

/// Columns of the default file, by the names that the manager's events have in lower case.
const COLUMNS: [&str; 20] = [
    "eventname",
    "eventtime",
    "calleridname",
    "calleridnum",
    "calleridani",
    "calleridrdnis",
    "calleriddnid",
    "exten",
    "context",
    "channel",
    "application",
    "appdata",
    "amaflags",
    "accountcode",
    "uniqueid",
    "linkedid",
    "peer",
    "userfield",
    "userdeftype",
    "extra",
];
const COLUMNS_MIN: usize = 16;

/// The columns with their places in the order of their names, in which a map is quickest made.
static BY_NAME: LazyLock<[(&str, usize); COLUMNS.len()]> = LazyLock::new(|| {
    let mut columns: [(&str, usize); COLUMNS.len()] = std::array::from_fn(|place| (COLUMNS[place], place));
    columns.sort_unstable();
    columns
});

pub struct AsteriskCel;

impl Format for AsteriskCel {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        if documents::begins(input) {
            return rows::each(input, observed, |at, map, id, observed| {
                take(at, map, id, settings, observed)
            });
        }
        let is_stream = numbered(input).take(64).any(|(_, line)| line.starts_with(b"Event: "));
        if is_stream {
            return manager_events(input, settings, observed);
        }
        for (number, line) in numbered(input) {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let whole = decoded(line);
            let Ok(mut fields) = csv(&whole) else {
                observed.quarantine(number, "unterminated_quote", "");
                continue;
            };
            if fields.len() < COLUMNS_MIN {
                observed.quarantine(number, "too_few_columns", "");
                continue;
            }
            let named = BY_NAME.iter().filter_map(|&(name, place)| {
                let value = std::mem::take(fields.get_mut(place)?);
                // Half of the columns are empty, and say no more than those that are not there.
                (!value.is_empty()).then(|| (name.to_owned(), Value::String(value.into_owned())))
            });
            take(number, named.collect(), line_id(line), settings, observed);
        }
    }

    fn assemble(&self, observations: Vec<Observation>, settings: &Settings, assembled: &mut Assembled) {
        let mut events: Vec<CallEvent<'_>> = observations
            .iter()
            .filter_map(|seen| CallEvent::of(seen, settings))
            .collect();
        events.sort_by_key(|event| event.at); // stable: order within a channel stays
        let Some(last) = observations.last() else { return };
        if !events.iter().any(|event| event.name == "LINKEDID_END") {
            assembled.incomplete.push(Notice::new(
                last.group.clone(),
                "incomplete_call",
                "no LINKEDID_END yet",
            ));
            return;
        }
        let call = Call {
            events: &events,
            settings,
        };
        assembled.leg(&last.at, call.leg());
    }
}

fn manager_events(input: &[u8], settings: &Settings, observed: &mut Observed) {
    let mut event = Map::new();
    let mut raw = Vec::new();
    let mut number = 0;
    for line in written(input) {
        if line.is_empty() {
            if event.get("event").and_then(Value::as_str) == Some("CEL") {
                number += 1;
                take(number, std::mem::take(&mut event), line_id(&raw), settings, observed);
            }
            event.clear();
            raw.clear();
        } else if let Some((key, value)) = decoded(line).split_once(':') {
            raw.extend_from_slice(line);
            event.insert(key.trim().to_lowercase(), Value::String(value.trim().to_owned()));
        }
    }
    if event.get("event").and_then(Value::as_str) == Some("CEL") {
        observed.ignore(number + 1, "incomplete_event");
    }
}

fn take(number: usize, map: Map<String, Value>, id: String, settings: &Settings, observed: &mut Observed) {
    let linked = text(&map, "linkedid").into_owned();
    if linked.is_empty() || text(&map, "eventname").is_empty() {
        return observed.quarantine(number, "missing_field", "an event needs a name and a linked id");
    }
    let Some((_, warnings)) = moment(&text(&map, "eventtime"), &text(&map, "uniqueid"), settings) else {
        return observed.quarantine(number, "bad_timestamp", "");
    };
    observed.warn(number, &warnings);
    observed.event(number, linked, id, Value::Object(map));
}

/// All events of one call, in order of time.
struct Call<'a> {
    events: &'a [CallEvent<'a>],
    settings: &'a Settings,
}

/// Why the first channel hung up, as far as its last event says it.
struct Hangup {
    cause: Option<String>,
    /// The channel that hung up.
    source: Option<String>,
    /// How the last attempt to dial ended.
    status: Option<String>,
}

impl Call<'_> {
    fn leg(&self) -> Result<(Leg, Vec<&'static str>), &'static str> {
        let first = self
            .events
            .iter()
            .find(|event| event.name == "CHAN_START")
            .or(self.events.first())
            .ok_or("missing_field")?;
        let mut latest = self.events.iter().rev();
        let ended = latest.find(|event| event.name == "LINKEDID_END").map(|event| event.at);
        let together = Together::of(self.events);
        let mut times = Times::settle(Said {
            started: Some(first.at),
            answered: together.first,
            ended,
            ..Said::default()
        })?;
        times.talk_s = i32::try_from((together.ms + 500) / 1000).unwrap_or(i32::MAX);
        let linked = first.get("linkedid");
        let mut leg = draft::leg("asterisk-cel", &*linked, &times);
        leg.linked_id = Some(linked.into_owned());
        leg.direction = self.direction(first);
        leg.from_party(&self.of_first(first, "calleridnum"), self.settings);
        leg.name_caller(Some(&first.get("calleridname")));
        self.numbers(first, &mut leg);
        let others = together.channels.iter().filter(|channel| **channel != first.channel);
        let agents = others
            .filter(|channel| !self.settings.is_trunk_channel(channel))
            .filter_map(|channel| peer(channel));
        let mut seen = BTreeSet::new();
        let agents: Vec<String> = agents.filter(|agent| seen.insert(*agent)).map(str::to_owned).collect();
        leg.agent = match leg.direction {
            Direction::Outbound => peer(&first.channel).map(str::to_owned),
            _ => agents.first().cloned(),
        };
        leg.keep("agents", agents);
        leg.keep("transfers", self.transfers());
        self.end(first, &together, &mut leg);
        Ok((leg, times.warnings))
    }

    fn direction(&self, first: &CallEvent<'_>) -> Direction {
        let settings = self.settings;
        let inbound = settings.is_trunk_channel(&first.channel) || settings.is_inbound_context(&first.get("context"));
        let outbound = self
            .events
            .iter()
            .any(|event| event.channel != first.channel && settings.is_trunk_channel(&event.channel));
        match (inbound, outbound) {
            (true, true) => Direction::Transit,
            (true, false) => Direction::Inbound,
            (false, true) => Direction::Outbound,
            (false, false) => self.direction_inside(first),
        }
    }

    /// No trunk is on it: by what was dialled, by who called, and whether a channel was reached.
    fn direction_inside(&self, first: &CallEvent<'_>) -> Direction {
        let settings = self.settings;
        let is_inside = |event: &CallEvent<'_>| {
            let dialled = event.get("exten");
            let at_application = event.name == "APP_START" && event.get("application") != "Dial";
            at_application || settings.is_extension(&dialled) || draft::is_feature_code(&dialled)
        };
        if self.has_rung(first) || self.own(first).into_iter().any(is_inside) {
            return Direction::Internal;
        }
        let caller = self.of_first(first, "calleridnum");
        match settings.is_extension(&caller) || peer(&first.channel).is_some_and(|peer| settings.is_extension(peer)) {
            true => Direction::Outbound,
            false => Direction::Unknown,
        }
    }

    /// Another channel began: somebody was rung.
    fn has_rung(&self, first: &CallEvent<'_>) -> bool {
        self.events
            .iter()
            .any(|event| event.name == "CHAN_START" && event.uniqueid != first.uniqueid)
    }

    /// The events of the first channel.
    fn own(&self, first: &CallEvent<'_>) -> Vec<&CallEvent<'_>> {
        let own = self.events.iter().filter(|event| event.uniqueid == first.uniqueid);
        own.collect()
    }

    /// What the first channel says under `key`, as soon as it says it.
    fn of_first(&self, first: &CallEvent<'_>, key: &str) -> Cow<'_, str> {
        let own = self.own(first).into_iter();
        own.map(|event| event.get(key))
            .find(|value| !value.is_empty())
            .unwrap_or_default()
    }

    /// What was dialled first, what last.
    fn numbers(&self, first: &CallEvent<'_>, leg: &mut Leg) {
        let of_first = self.events.iter().filter(|event| event.uniqueid == first.uniqueid);
        let is_number = |text: &Cow<'_, str>| {
            let keys = text.strip_prefix('+').unwrap_or(text);
            let is_key = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'*' | b'#');
            keys.bytes().all(is_key) && keys.bytes().any(|byte| byte.is_ascii_digit())
        };
        let dialled: Vec<Cow<'_, str>> = of_first.map(|event| event.get("exten")).filter(is_number).collect();
        let by_trunk = || Some(self.of_first(first, "calleriddnid")).filter(is_number);
        leg.to = dialled.first().cloned().or_else(by_trunk).map(Cow::into_owned);
        if leg.direction == Direction::Inbound {
            leg.keep("did", leg.to.clone().unwrap_or_default());
        }
        let last = dialled.last().map(|last| &**last);
        if let Some(last) = last.filter(|last| Some(*last) != leg.to.as_deref()) {
            leg.keep("final_destination", last);
        }
    }

    fn transfers(&self) -> Vec<Value> {
        let kinds = [("BLINDTRANSFER", "blind"), ("ATTENDEDTRANSFER", "attended")];
        let transfers = self.events.iter().filter_map(|event| {
            let (_, kind) = kinds.iter().find(|(name, _)| *name == event.name)?;
            let to = event.extra("extension").or_else(|| event.extra("transfer_target_channel_name").and_then(|name| peer(&name).map(str::to_owned)));
            Some(json!({"kind": kind, "by": peer(&event.channel), "to": to, "at": event.at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()}))
        });
        transfers.collect()
    }

    fn hangup(&self, first: &CallEvent<'_>) -> Hangup {
        let hangup = self
            .events
            .iter()
            .find(|event| event.name == "HANGUP" && event.uniqueid == first.uniqueid);
        // Old systems: `cause,source,dialstatus`.
        let old = hangup.map(|event| event.get("extra")).unwrap_or_default();
        let mut old = old.split(',').map(some);
        let (cause, source, status) = (old.next().flatten(), old.next().flatten(), old.next().flatten());
        let is_old = hangup.is_some_and(|event| !event.extra.is_object());
        let of = |key: &str, old: Option<String>| hangup.and_then(|event| event.extra(key)).or(old.filter(|_| is_old));
        Hangup {
            cause: of("hangupcause", cause),
            source: of("hangupsource", source),
            status: of("dialstatus", status),
        }
    }

    fn end(&self, first: &CallEvent<'_>, together: &Together, leg: &mut Leg) {
        let hangup = self.hangup(first);
        if let Some(source) = &hangup.source {
            leg.keep("hangup_source", source.as_str());
            leg.keep("released_by", released_by(source, first));
        }
        leg.hangup_cause.clone_from(&hangup.cause);
        leg.queue = self.queue();
        if together.first.is_some() {
            leg.keep("leg_kind", if together.in_room { "conference" } else { "" });
            return leg.answered();
        }
        let place = self.last_place(first);
        let app = place.map(|event| event.get("application")).unwrap_or_default();
        let mailbox = place.filter(|_| app == "VoiceMail");
        self.machine_times(first, mailbox.map(|event| event.at), leg);
        let answered = leg.answered_at.is_some();
        match &*app {
            "VoiceMail" => {
                let argument = mailbox.map(|event| event.get("appdata")).unwrap_or_default();
                leg.keep("mailbox", argument.split(',').next().unwrap_or(""));
                leg.at_machine("voicemail", Disposition::Voicemail);
            }
            "Queue" => leg.at_machine("queue", Disposition::Abandoned),
            "VoiceMailMain" if answered => leg.machine("ivr"),
            "ConfBridge" | "MeetMe" if answered => leg.machine("conference"),
            _ => self.unanswered(first, &hangup, leg),
        }
    }

    /// The queue that the call came into first, as it is where a call is made of legs.
    fn queue(&self) -> Option<String> {
        let is_queue = |event: &&CallEvent<'_>| event.name == "APP_START" && event.get("application") == "Queue";
        let queue = self.events.iter().find(is_queue)?;
        some(queue.get("appdata").split(',').next().unwrap_or(""))
    }

    /// Where the caller was led last. What runs when a channel is over leads nobody, and what dials for a queue is not the caller's channel.
    fn last_place(&self, first: &CallEvent<'_>) -> Option<&CallEvent<'_>> {
        let leads = |event: &&CallEvent<'_>| match &*event.get("application") {
            "Dial" => event.uniqueid == first.uniqueid,
            "Queue" | "VoiceMail" | "VoiceMailMain" | "ConfBridge" | "MeetMe" => true,
            _ => false,
        };
        let mut started = self.events.iter().rev();
        started.find(|event| event.name == "APP_START" && event.get("exten") != "h" && leads(event))
    }

    /// Whoever called was connected to no person: what answered is a machine, if anything, from `since` on at the earliest.
    fn machine_times(&self, first: &CallEvent<'_>, since: Option<Timestamp>, leg: &mut Leg) {
        let own = self.own(first).into_iter();
        let answer = own.filter(|event| event.name == "ANSWER").map(|event| event.at).min();
        let Some((answer, ended)) = answer.zip(leg.ended_at) else {
            return;
        };
        let answer = answer.clamp(leg.started_at, ended.max(leg.started_at));
        let from = since.map_or(answer, |since| since.max(answer));
        leg.answered_at = Some(answer);
        leg.wait_s = Some(seconds(leg.started_at, answer));
        leg.talk_s = seconds(from, ended);
    }

    /// No person, mailbox or queue has taken it.
    fn unanswered(&self, first: &CallEvent<'_>, hangup: &Hangup, leg: &mut Leg) {
        let rung = self.has_rung(first);
        let answered = leg.answered_at.is_some();
        let cause = hangup.cause.as_deref().and_then(|cause| cause.parse().ok());
        let why = match hangup.status.as_deref().unwrap_or("") {
            "BUSY" => Unanswered::Busy,
            "CANCEL" => Unanswered::GaveUp,
            "NOANSWER" => Unanswered::RangOut,
            "CONGESTION" | "CHANUNAVAIL" => Unanswered::Failed,
            _ if answered && !rung && leg.direction == Direction::Inbound => {
                return leg.at_machine("ivr", Disposition::Abandoned);
            }
            _ if answered && !rung => return leg.machine("ivr"),
            _ => cause.map_or(Unanswered::Unclear, Unanswered::by_q850),
        };
        leg.unanswered(why);
    }
}

/// Who hung up, by the channel that did; the dialplan is none.
fn released_by(source: &str, first: &CallEvent<'_>) -> &'static str {
    match source {
        source if source == first.channel => "caller",
        source if source.starts_with("dialplan/") => "pbx",
        _ => "callee",
    }
}
