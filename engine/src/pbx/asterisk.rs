//! One row of an Asterisk call record, whatever carried it: file, manager event, FreePBX table or Grandstream push.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::clock::{self, Local};
use super::draft::{self, Unanswered, is_feature_code, number};
use super::fields::some;
use super::lines::name_and_number;
use super::settings::Settings;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg};

/// A queue that answers within so many seconds of the start counts its wait as talk.
const QUEUE_ANSWERS_AT_ONCE_S: i64 = 2;

/// A row with its fields by meaning. Numbers and names are as the system wrote them.
#[derive(Clone, Debug, Default)]
pub struct AsteriskRow<'a> {
    pub account: Cow<'a, str>,
    pub src: Cow<'a, str>,
    pub dst: Cow<'a, str>,
    pub context: Cow<'a, str>,
    pub clid: Cow<'a, str>,
    pub channel: Cow<'a, str>,
    pub dstchannel: Cow<'a, str>,
    pub lastapp: Cow<'a, str>,
    pub lastdata: Cow<'a, str>,
    pub start: Option<DateTime>,
    pub answer: Option<DateTime>,
    pub end: Option<DateTime>,
    pub duration_s: Option<i64>,
    pub billsec: Option<i64>,
    pub disposition: Cow<'a, str>,
    pub uniqueid: Cow<'a, str>,
    pub linkedid: Cow<'a, str>,
    pub sequence: Option<i64>,
    pub userfield: Cow<'a, str>,
    /// The number that was dialled from outside, where the system keeps it.
    pub did: Cow<'a, str>,
    /// The direction, where the system says it.
    pub direction: Option<Direction>,
}

impl AsteriskRow<'_> {
    /// Identifies the row: `uniqueid#sequence`, else the id with its start and far channel, else the hash of the line.
    pub fn external_id(&self, line_id: impl FnOnce() -> String) -> String {
        if self.uniqueid.is_empty() {
            return line_id();
        }
        match self.sequence {
            Some(sequence) => [&*self.uniqueid, "#", &sequence.to_string()].concat(),
            None => {
                let start = self
                    .start
                    .map(|at| at.strftime("%Y%m%d%H%M%S").to_string())
                    .unwrap_or_default();
                format!("{}#{start}#{}", self.uniqueid, self.dstchannel)
            }
        }
    }

    /// The leg, and warnings about its times. Errors: the code under which the row is kept aside.
    pub fn leg(
        &self,
        source: &str,
        external_id: String,
        settings: &Settings,
    ) -> Result<(Leg, Vec<&'static str>), &'static str> {
        let (times, warnings) = self.times(settings)?;
        let mut leg = draft::leg(source, external_id, &times);
        leg.linked_id = some(&self.linkedid).or_else(|| some(&self.uniqueid));
        let (name, shown) = name_and_number(&self.clid);
        let caller = if self.src.is_empty() { shown } else { &*self.src };
        leg.from_party(caller, settings);
        leg.name_caller(name.as_deref());
        leg.to = self.target(settings);
        leg.direction = self.direction_of(settings);
        leg.agent = self.agent(leg.direction, settings);
        leg.keep("account", &*self.account);
        leg.keep("userfield", &*self.userfield);
        // A dial plan that has its sound sent (AudioSocket) writes down here under which id.
        leg.recording_ref = is_uuid(&self.userfield).then(|| self.userfield.to_ascii_lowercase());
        leg.keep("did", &*self.did);
        leg.keep("raw_disposition", &*self.disposition);
        if let Some(sequence) = self.sequence {
            leg.keep("sequence", sequence);
        }
        self.end(&mut leg, &times, settings);
        Ok((leg, warnings))
    }

    fn times(&self, settings: &Settings) -> Result<(Times, Vec<&'static str>), &'static str> {
        let moments = clock::moments_of_talk(
            Local {
                started: self.start,
                answered: self.answer,
                ended: self.end,
                duration_s: self.duration_s,
                near: moment_of_id(&self.uniqueid),
            },
            self.billsec,
            &settings.zone,
        );
        let answered = self.disposition_is("ANSWERED");
        // What is not said follows from the seconds, added to the moment and not to the clock on the wall, which may be set meanwhile.
        let after = |seconds: i64| moments.started.and_then(|at| clock::plus(at, seconds));
        let picked_up = moments.answered.or_else(|| {
            let ring = self.duration_s?.checked_sub(self.billsec?)?;
            // Talk may be said to be a second longer than the call.
            after(ring.max(0))
        });
        let times = Times::settle(Said {
            started: moments.started,
            // The disposition decides, not the column.
            answered: picked_up.filter(|_| answered),
            ended: moments.ended.or_else(|| after(self.duration_s?)),
            duration_s: self.duration_s,
            talk_s: if answered {
                self.billsec
            } else {
                self.billsec.map(|seconds| seconds.min(0))
            },
            wait_s: None,
        })?;
        let warnings = moments.warnings.iter().chain(&times.warnings).copied().collect();
        Ok((times, warnings))
    }

    fn disposition_is(&self, word: &str) -> bool {
        self.disposition.eq_ignore_ascii_case(word)
    }

    /// What was dialled; labels of the dialplan are not numbers.
    fn target(&self, settings: &Settings) -> Option<String> {
        match &*self.dst {
            // Whatever was dialled before, it leads to nobody.
            "hang" | "hangup" | "STARTMEETME" => None,
            label if is_label(label) => number(&self.did, settings),
            dialled => number(dialled, settings),
        }
    }

    /// As the system says it, else by the channels.
    pub fn direction_of(&self, settings: &Settings) -> Direction {
        self.direction.unwrap_or_else(|| self.direction_by_channels(settings))
    }

    fn direction_by_channels(&self, settings: &Settings) -> Direction {
        let inbound = settings.is_trunk_channel(&self.channel) || settings.is_inbound_context(&self.context);
        let outbound = settings.is_trunk_channel(&self.dstchannel);
        match (inbound, outbound) {
            (true, true) => Direction::Transit,
            (true, false) => Direction::Inbound,
            (false, true) => Direction::Outbound,
            (false, false) if settings.is_extension(&self.dst) || is_feature_code(&self.dst) => Direction::Internal,
            // A label of the dialplan led to it.
            (false, false) if peer(&self.dstchannel).is_some_and(|far| settings.is_extension(far)) => {
                Direction::Internal
            }
            (false, false) if self.lastapp == "Queue" || self.is_machine() => Direction::Internal,
            (false, false) => {
                let by_extension = settings.is_extension(&self.src)
                    || peer(&self.channel).is_some_and(|peer| settings.is_extension(peer));
                let reached = !self.dstchannel.is_empty() && !self.dstchannel.starts_with("Local/");
                // A telephone that only rang has a row of its own where the system keeps those, and has dialled nothing.
                let dialled = !self.dst.is_empty() && !is_label(&self.dst);
                match (by_extension, reached) {
                    (true, false) if dialled => Direction::Outbound,
                    // It reached a channel that is neither a trunk nor an extension: somebody of ours.
                    (true, true) => Direction::Internal,
                    _ => Direction::Unknown,
                }
            }
        }
    }

    /// The last application is a machine that talks to whoever called.
    fn is_machine(&self) -> bool {
        !self.lastapp.is_empty()
            && !matches!(
                &*self.lastapp,
                "Dial" | "Queue" | "AppDial" | "Hangup" | "Congestion" | "Busy"
            )
    }

    /// Our extension on the leg.
    fn agent(&self, direction: Direction, settings: &Settings) -> Option<String> {
        let extension = |candidates: [&str; 2]| {
            let mut known = candidates
                .into_iter()
                .filter(|name| !name.is_empty() && settings.is_extension(name));
            known.next().map(str::to_owned)
        };
        match direction {
            Direction::Outbound => extension([peer(&self.channel).unwrap_or(""), &self.src]),
            Direction::Transit => None,
            _ if self.dstchannel.is_empty() => None,
            _ if self.lastapp == "Queue" => peer(&self.dstchannel).map(str::to_owned),
            _ => extension([peer(&self.dstchannel).unwrap_or(""), &self.dst]),
        }
    }

    /// How the leg ended, and what it was.
    fn end(&self, leg: &mut Leg, times: &Times, settings: &Settings) {
        let argument = self.lastdata.split(',').next().unwrap_or("").trim();
        if self.lastapp == "Queue" {
            return self.end_in_queue(leg, times, argument);
        }
        if self.is_parked() {
            return leg.at_machine("park", Disposition::NoAnswer);
        }
        if !self.disposition_is("ANSWERED") {
            return self.end_unanswered(leg);
        }
        match &*self.lastapp {
            "VoiceMail" | "Voicemail" | "MiniVM" => {
                leg.keep("mailbox", argument);
                leg.at_machine("voicemail", Disposition::Voicemail);
            }
            "VoiceMailMain" => leg.machine("ivr"),
            "ConfBridge" | "MeetMe" => leg.machine("conference"),
            _ if leg.direction == Direction::Internal && (is_feature_code(&self.dst) || self.dstchannel.is_empty()) => {
                leg.machine("ivr")
            }
            // Only a machine took the call: nobody was rung.
            _ if leg.direction == Direction::Inbound && self.dstchannel.is_empty() => {
                leg.at_machine("ivr", Disposition::Abandoned)
            }
            // Whoever called out heard an announcement of the system and reached nobody.
            _ if self.dstchannel.is_empty() && self.is_machine() => leg.machine("ivr"),
            _ => leg.answered(),
        }
        if leg.leg_kind().is_none() && self.dst_is_agent_leg(settings) {
            leg.keep("leg_kind", "agent");
        }
    }

    /// Somebody waits in a parking place, or was to be fetched from there and nobody is said to have been.
    fn is_parked(&self) -> bool {
        match &*self.lastapp {
            "Park" | "ParkAndAnnounce" => true,
            "ParkedCall" => self.dstchannel.is_empty() || !self.disposition_is("ANSWERED"),
            _ => false,
        }
    }

    /// The second half of a pair that a queue made to reach a phone.
    fn dst_is_agent_leg(&self, settings: &Settings) -> bool {
        self.channel.starts_with("Local/") && self.channel.contains("from-queue") && settings.is_extension(&self.dst)
    }

    fn end_in_queue(&self, leg: &mut Leg, times: &Times, name: &str) {
        leg.queue = some(name);
        if self.dstchannel.is_empty() {
            return leg.at_machine("queue", Disposition::Abandoned);
        }
        let at_once = times
            .answered
            .is_some_and(|at| at.as_second() - times.started.as_second() <= QUEUE_ANSWERS_AT_ONCE_S);
        if self.disposition_is("ANSWERED") {
            leg.answered();
            leg.keep("leg_kind", if at_once { "queue" } else { "agent" });
            if at_once {
                leg.keep("talk_includes_queue_wait", true);
            }
        } else {
            leg.keep("leg_kind", "agent");
            self.end_unanswered(leg);
        }
    }

    fn end_unanswered(&self, leg: &mut Leg) {
        let why = if self.disposition_is("BUSY") {
            Unanswered::Busy
        } else if self.disposition_is("FAILED") || self.disposition_is("CONGESTION") {
            Unanswered::Failed
        } else if leg.direction == Direction::Inbound && self.dstchannel.is_empty() && self.is_machine() {
            return leg.at_machine("ivr", Disposition::Abandoned);
        } else {
            Unanswered::Unclear
        };
        leg.unanswered(why);
        if self.channel.starts_with("Local/") && self.channel.contains("from-queue") {
            leg.keep("leg_kind", "agent");
        }
    }
}

/// A unique id holds the second in which its channel began; it tells two hours of the same name apart.
pub fn moment_of_id(uniqueid: &str) -> Option<Timestamp> {
    let seconds = uniqueid.rsplit('-').next()?.split('.').next()?;
    (seconds.len() >= 9)
        .then(|| seconds.parse().ok())
        .flatten()
        .and_then(clock::epoch)
}

/// Whether what was dialled is a place in the dialplan: `s`, `h`, `i` …, `s-BUSY`, and those with a name of their own.
fn is_label(dialled: &str) -> bool {
    const NAMES: [&str; 3] = ["fax", "failed", "~~s~~"];
    let mut letters = dialled.chars();
    let is_letter = letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.next().is_none();
    is_letter || dialled.starts_with("s-") || NAMES.contains(&dialled)
}

/// The peer of a channel: `TECH/peer-hexid`, `Local/ext@context-id;1`.
pub fn peer(channel: &str) -> Option<&str> {
    let name = channel.split_once('/')?.1;
    let name = match name.split_once('@') {
        Some((extension, _)) if channel.starts_with("Local/") => extension,
        _ => name.rsplit_once('-').map_or(name, |(peer, _)| peer),
    };
    Some(name).filter(|name| !name.is_empty())
}

/// Letters as `${UUID}` gives them: 8-4-4-4-12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}
