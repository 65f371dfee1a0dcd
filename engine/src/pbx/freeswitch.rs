//! FreeSWITCH's channel variables and call flow → a leg, whichever of its modules wrote them.

mod ending;
mod transfers;

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::clock;
use super::draft::{self, is_feature_code};
use super::fields::{int, no_moment, some, text};
use super::requests::percent_decoded;
use super::rollup::seconds;
use super::settings::Settings;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg};
use ending::is_application;
pub use ending::{by_cause, end_at_machine};
use transfers::transfers;

/// What says when a channel began.
pub const BEGINS: [&str; 3] = ["start_epoch", "start_uepoch", "start_stamp"];

/// One channel: its variables, decoded, and its caller profiles with the newest first.
#[derive(Clone, Debug, Default)]
pub struct Channel {
    pub variables: Map<String, Value>,
    pub profiles: Vec<Map<String, Value>>,
    /// The channel was called by another one: that one's profile.
    pub originator: Option<Map<String, Value>>,
    /// Files named by `record_session` in the application log.
    pub recordings: Vec<String>,
}

impl Channel {
    /// Values are percent-encoded unless the PBX is told not to: decoded where the stamp shows it.
    pub fn decode(&mut self) {
        let stamp = text(&self.variables, "start_stamp").into_owned();
        if !stamp.contains("%20") && !stamp.contains("%3A") {
            return;
        }
        for value in self.variables.values_mut() {
            if let Value::String(text) = value
                && let Cow::Owned(decoded) = percent_decoded(text)
            {
                *text = decoded;
            }
        }
    }

    fn get(&self, key: &str) -> Cow<'_, str> {
        text(&self.variables, key)
    }

    fn int(&self, key: &str) -> Option<i64> {
        int(&self.variables, key)
    }

    fn newest(&self, key: &str) -> Cow<'_, str> {
        self.profiles
            .first()
            .map_or(Cow::Borrowed(""), |profile| text(profile, key))
    }

    fn oldest(&self, key: &str) -> Cow<'_, str> {
        self.profiles
            .last()
            .map_or(Cow::Borrowed(""), |profile| text(profile, key))
    }

    /// Of the channel that called this one.
    fn originator(&self, key: &str) -> Cow<'_, str> {
        self.originator
            .as_ref()
            .map_or(Cow::Borrowed(""), |profile| text(profile, key))
    }

    fn is_b_leg(&self) -> bool {
        let call = self.get("call_uuid");
        self.originator.is_some()
            || !self.get("originating_leg_uuid").is_empty()
            || !call.is_empty() && call != self.get("uuid")
    }

    /// The leg. Errors: the code under which the record is kept aside.
    pub fn leg(&self, source: &str, settings: &Settings) -> Result<(Leg, Vec<&'static str>), &'static str> {
        let uuid = some(&self.get("uuid")).ok_or("missing_field")?;
        let (times, warnings) = self.times(settings)?;
        let mut leg = draft::leg(source, uuid.as_str(), &times);
        let of_call = [
            self.get("call_uuid"),
            self.originator("uuid"),
            self.get("originating_leg_uuid"),
        ];
        leg.linked_id = of_call.iter().find_map(|id| some(id)).or(Some(uuid));
        let caller = some(&self.oldest("caller_id_number")).or_else(|| some(&self.get("caller_id_number")));
        leg.from_party(
            &caller.unwrap_or_else(|| self.get("sip_from_user").into_owned()),
            settings,
        );
        leg.name_caller(Some(&self.oldest("caller_id_name")));
        let dialled = some(&self.oldest("destination_number")).or_else(|| some(&self.get("destination_number")));
        leg.to = draft::number(
            &dialled.unwrap_or_else(|| self.get("sip_req_user").into_owned()),
            settings,
        );
        leg.direction = self.direction(&leg, settings);
        if leg.direction == Direction::Inbound && !self.is_b_leg() {
            leg.keep("did", leg.to.clone().unwrap_or_default());
        }
        let last = self.newest("destination_number");
        if Some(last.as_ref()) != leg.to.as_deref() {
            leg.keep("final_destination", last.as_ref());
        }
        leg.agent = self.agent(leg.direction, settings);
        leg.queue = self.queue();
        leg.hangup_cause = some(&self.get("hangup_cause"));
        leg.keep("q850", self.int("hangup_cause_q850").map_or(Value::Null, Value::from));
        leg.keep("account", self.get("accountcode").as_ref());
        leg.keep(
            "peer_uuid",
            some(&self.get("bridge_uuid")).unwrap_or_else(|| self.get("last_bridge_to").into_owned()),
        );
        if let Some(hold) = self.int("hold_accum_seconds").filter(|&hold| hold > 0) {
            leg.keep("hold_s", hold);
        }
        leg.keep("transfers", transfers(&self.get("transfer_history")));
        leg.keep("released_by", self.released_by());
        self.recording(&mut leg, settings);
        self.end(&mut leg);
        if let (None, Some((start, end))) = (leg.answered_at, self.epoch("start").zip(self.epoch("end"))) {
            // Of nobody's answer too the PBX counts in whole seconds.
            leg.wait_s = Some(seconds(start, end));
        }
        Ok((leg, warnings))
    }

    /// A whole-second stamp.
    fn epoch(&self, name: &str) -> Option<Timestamp> {
        self.int(&format!("{name}_epoch")).and_then(clock::epoch)
    }

    fn times(&self, settings: &Settings) -> Result<(Times, Vec<&'static str>), &'static str> {
        let epoch = |name: &str| self.epoch(name);
        let exact = |name: &str| {
            self.int(&format!("{name}_uepoch"))
                .and_then(clock::epoch_micros)
                .or_else(|| epoch(name))
        };
        let mut warnings = Vec::new();
        let mut with_agent = None;
        let mut said = Said {
            started: exact("start"),
            answered: exact("answer"),
            ended: exact("end"),
            ..Said::default()
        };
        if let (Some(start), Some(end)) = (epoch("start"), epoch("end")) {
            // Whole seconds of the whole-second stamps, as the PBX counts them itself.
            let until = epoch("answer").unwrap_or(end);
            said.wait_s = Some(until.as_second() - start.as_second());
            said.talk_s = epoch("answer").map(|at| end.as_second() - at.as_second());
        }
        if let (true, Some(at), Some(start)) = (self.is_member(), epoch("cc_queue_answered"), epoch("start")) {
            // Until an agent answers, a caller in a queue talks with nobody; and no more once the agent is gone.
            said.answered = Some(at);
            said.wait_s = Some(at.as_second() - start.as_second());
            said.talk_s = None;
            with_agent = epoch("cc_queue_terminated")
                .or_else(|| epoch("end"))
                .map(|until| seconds(at, until));
        }
        if said.started.is_none() {
            (said, warnings) = self.by_stamps(settings);
        }
        if said.started.is_none() {
            return Err(no_moment(&self.variables, &BEGINS));
        }
        if said.ended.is_none() {
            said.duration_s = self.int("duration");
        }
        if said.answered.is_none() && self.int("answer_epoch") != Some(0) {
            // Where the answer is left out, it follows from the talk.
            said.talk_s = self.int("billsec").filter(|&talk| talk > 0);
            said.wait_s = said.wait_s.filter(|_| said.talk_s.is_none());
        }
        let mut times = Times::settle(said)?;
        times.talk_s = with_agent.unwrap_or(times.talk_s);
        warnings.extend(&times.warnings);
        Ok((times, warnings))
    }

    /// Where there are no epochs, the stamps count, which are the system's own time.
    fn by_stamps(&self, settings: &Settings) -> (Said, Vec<&'static str>) {
        let stamp = |name: &str| clock::civil(&self.get(&format!("{name}_stamp")));
        let duration_s = self.int("duration");
        let local = clock::Local {
            started: stamp("start"),
            answered: stamp("answer"),
            ended: stamp("end"),
            duration_s,
            near: None,
        };
        let moments = clock::moments(local, &settings.zone);
        let said = Said {
            started: moments.started,
            answered: moments.answered,
            ended: moments.ended,
            duration_s,
            talk_s: moments.answered.and(self.int("billsec")),
            wait_s: None,
        };
        (said, moments.warnings)
    }

    /// The business direction; `direction` itself only says that a channel came towards FreeSWITCH.
    fn direction(&self, leg: &Leg, settings: &Settings) -> Direction {
        match self.get("call_direction").as_ref() {
            "inbound" => return Direction::Inbound,
            "outbound" => return Direction::Outbound,
            "local" | "internal" => return Direction::Internal,
            _ => {}
        }
        let own = some(&self.get("channel_name")).unwrap_or_else(|| self.newest("chan_name").into_owned());
        let other = self.get("bridge_channel").into_owned();
        // A called channel says whence the call came by the one that called it.
        let (caller, called, context) = if self.is_b_leg() {
            let caller = some(&self.originator("chan_name")).unwrap_or(other);
            (caller, own, self.originator("context"))
        } else {
            (own, other, self.oldest("context"))
        };
        let inbound = settings.is_inbound_context(&context) || settings.is_trunk_channel(&caller);
        match (inbound, settings.is_trunk_channel(&called)) {
            (true, true) => Direction::Transit,
            (true, false) => Direction::Inbound,
            (false, true) => Direction::Outbound,
            (false, false) => {
                let to = leg.to.as_deref().unwrap_or("");
                let inside = settings.is_extension(to) || is_feature_code(to) || !called.is_empty();
                let inside = inside || is_application(&self.get("last_app"));
                let ours = leg.from.as_deref().is_some_and(|from| settings.is_extension(from));
                match (inside, ours) {
                    (true, _) => Direction::Internal,
                    (false, true) => Direction::Outbound,
                    (false, false) => Direction::Unknown,
                }
            }
        }
    }

    fn agent(&self, direction: Direction, settings: &Settings) -> Option<String> {
        let user = |text: &str| some(text.split('@').next().unwrap_or(""));
        if direction == Direction::Outbound && !self.is_b_leg() {
            return user(&self.get("user_name")).or_else(|| user(&self.get("sip_from_user")));
        }
        if direction == Direction::Transit {
            return None;
        }
        if direction == Direction::Outbound {
            let callers = [self.oldest("caller_id_number"), self.originator("caller_id_number")];
            return callers
                .iter()
                .find(|caller| settings.is_extension(caller))
                .map(ToString::to_string);
        }
        let dialled = user(&self.get("cc_agent")).or_else(|| user(&self.get("dialed_user")));
        let last = self.get("last_arg").into_owned();
        let by_bridge = last
            .rsplit(',')
            .next()
            .and_then(|target| target.split("user/").nth(1))
            .and_then(user);
        let side = if self.is_b_leg() {
            "channel_name"
        } else {
            "bridge_channel"
        };
        let channel = self.get(side).into_owned();
        let by_channel = channel
            .rsplit_once('/')
            .and_then(|(_, name)| user(name.trim_start_matches("sip:")))
            .filter(|name| settings.is_extension(name));
        // Of several that were dialled the one that was reached.
        dialled
            .or(by_channel)
            .or(by_bridge.filter(|_| self.get("last_app") == "bridge"))
    }

    /// The caller's side of a queue.
    fn is_member(&self) -> bool {
        self.get("cc_side") == "member"
    }

    /// The queue that distributes the call: as its own variable says it, else the argument of its application.
    fn queue(&self) -> Option<String> {
        let name = |text: &str| some(text.split(['@', ' ']).next().unwrap_or(""));
        let argument = self.get("last_arg");
        let by_app = matches!(self.get("last_app").as_ref(), "callcenter" | "fifo").then_some(&*argument);
        name(&self.get("cc_queue")).or_else(|| by_app.and_then(name))
    }

    fn released_by(&self) -> &'static str {
        match (self.get("sip_hangup_disposition").as_ref(), self.is_b_leg()) {
            ("recv_bye" | "recv_cancel", false) => "caller",
            ("recv_bye", true) => "callee",
            ("send_bye", _) => "pbx",
            _ => "",
        }
    }

    /// Paths of the PBX are never opened as given: the configured beginning is cut off.
    fn recording(&self, leg: &mut Leg, settings: &Settings) {
        let joined = some(&self.get("record_name"))
            .map(|name| format!("{}/{name}", self.get("record_path").trim_end_matches('/')));
        let session = self.get("record_session");
        let named: Vec<String> = match self.recordings.is_empty() {
            true => listed(&session).filter_map(some).collect(),
            false => self.recordings.clone(),
        };
        let named = match named.is_empty() {
            true => joined.into_iter().collect(),
            false => named,
        };
        let prefix = settings.given.recording_prefix.as_deref().unwrap_or("");
        let cut = |path: &String| {
            // Behind the path may stand how long is recorded at most.
            let path = path.split(" +").next().unwrap_or(path);
            path.strip_prefix(prefix)
                .unwrap_or(path)
                .trim_start_matches('/')
                .to_owned()
        };
        let paths: Vec<String> = named.iter().map(cut).collect();
        leg.recording_ref = paths.first().cloned();
        if paths.len() > 1 {
            leg.keep("recordings", paths);
        }
    }

    fn has_rung_somebody(&self) -> bool {
        ["originated_legs", "originate_disposition", "bridge_channel"]
            .iter()
            .any(|key| self.variables.contains_key(*key))
    }

    fn end(&self, leg: &mut Leg) {
        let argument = self.get("last_arg").into_owned();
        let app = self.get("last_app").into_owned();
        // What was left out of the record is no 0.
        let bridged = self.int("bridge_epoch").map_or(app == "bridge", |epoch| epoch > 0);
        let bridged = bridged || !self.get("bridge_uuid").is_empty();
        let kind = if self.is_b_leg() { "agent" } else { "party" };
        if leg.answered_at.is_none() {
            return match app.as_str() {
                // Played to before anybody took the call, and nobody was rung.
                "callcenter" | "fifo" if !self.is_b_leg() => end_at_machine(leg, &app, &argument),
                "ivr" | "playback" | "play_and_get_digits"
                    if leg.direction == Direction::Inbound && !self.has_rung_somebody() =>
                {
                    leg.at_machine("ivr", Disposition::Abandoned)
                }
                _ => {
                    leg.keep("leg_kind", kind);
                    leg.unanswered(by_cause(&self.get("hangup_cause")))
                }
            };
        }
        if self.is_member() && self.int("cc_queue_answered_epoch").is_some_and(|epoch| epoch > 0) {
            leg.keep("leg_kind", "queue");
            return leg.answered();
        }
        if self.is_b_leg() || bridged {
            leg.keep("leg_kind", kind);
            let by_queue = !self.is_b_leg() && matches!(app.as_str(), "callcenter" | "fifo");
            if self.is_member() || by_queue {
                leg.keep("talk_includes_queue_wait", true);
            }
            return leg.answered();
        }
        // Whom the queue sent to a mailbox did not end in the queue.
        if self.is_member() && app != "voicemail" {
            return leg.at_machine("queue", Disposition::Abandoned);
        }
        end_at_machine(leg, &app, &argument);
    }
}

/// Values of a variable that has several, `ARRAY::a|:b`, or the one that it has.
fn listed(value: &str) -> impl Iterator<Item = &str> {
    value.strip_prefix("ARRAY::").unwrap_or(value).split("|:")
}
