//! Avaya IP Office SMDR: one line a segment, comma-separated, nothing quoted, every line with the start of the whole call.

use std::borrow::Cow;

use serde_json::Value;

use super::clock::{self, civil, clock_seconds};
use super::draft::{self, Unanswered, number};
use super::fields::{some, trimmed, whole};
use super::lines::{LINE_BYTES_MAX, hex_of_line, numbered, text};
use super::parsed::{Assembled, Fact, Observation, Observed};
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg};

const FIELDS_MIN: usize = 17;
const FIELDS_MAX: usize = 40;
/// Letters of a line's hash that tell it apart from others of its call.
const HASH_LETTERS: usize = 12;

pub struct IpOffice;

impl Format for IpOffice {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        for (at, line) in numbered(input) {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let whole = text(line);
            let mut fields: Vec<&str> = Vec::with_capacity(FIELDS_MAX);
            fields.extend(whole.split(',').map(trimmed));
            let code = match fields.len() {
                _ if line.len() > LINE_BYTES_MAX => Some("not_a_record"),
                1 => Some("not_a_record"),
                0..FIELDS_MIN => Some("too_few_columns"),
                FIELDS_MIN..=FIELDS_MAX => None,
                _ => Some("column_count"),
            };
            let segment = code.map_or_else(|| Segment::read(fields, line), Err);
            match segment.and_then(|segment| segment.leg(0, settings).map(|_| segment)) {
                Ok(segment) => {
                    if !matches!(segment.field(9), "0" | "1") {
                        observed.warn(at, &["bad_flag"]);
                    }
                    observed.event(at, segment.linked_id(), segment.external_id(), segment.event());
                }
                Err(code) => observed.quarantine(at, code, ""),
            }
        }
    }

    fn assemble(&self, observations: Vec<Observation>, settings: &Settings, assembled: &mut Assembled) {
        // The next segment starts when those before it are over.
        let mut before_s = 0;
        for seen in &observations {
            let Fact::Event(event) = &seen.fact else { continue };
            let Some(segment) = Segment::kept(event) else { continue };
            assembled.leg(&seen.at, segment.leg(before_s, settings));
            before_s += segment.total_s();
        }
    }
}

struct Segment<'a> {
    fields: Vec<&'a str>,
    hash: Cow<'a, str>,
    connected_s: i64,
}

impl<'a> Segment<'a> {
    fn read(fields: Vec<&'a str>, line: &[u8]) -> Result<Self, &'static str> {
        let mut hash = hex_of_line(line);
        hash.truncate(HASH_LETTERS);
        let segment = Self {
            fields,
            hash: hash.into(),
            connected_s: 0,
        };
        let connected_s = clock_seconds(segment.field(2)).ok_or("bad_timestamp")?;
        if segment.field(10).is_empty() {
            return Err("missing_field");
        }
        Ok(Self { connected_s, ..segment })
    }

    fn kept(event: &'a Value) -> Option<Self> {
        let fields: Vec<&str> = event["fields"].as_array()?.iter().filter_map(Value::as_str).collect();
        let connected_s = fields.get(1).and_then(|text| clock_seconds(text))?;
        Some(Self {
            fields,
            hash: event["hash"].as_str()?.into(),
            connected_s,
        })
    }

    /// As it is kept until its call is over.
    fn event(&self) -> Value {
        let fields = self.fields.iter().copied().map(Value::from);
        let event = [
            ("fields".to_owned(), Value::Array(fields.collect())),
            ("hash".to_owned(), Value::from(&*self.hash)),
        ];
        Value::Object(event.into_iter().collect())
    }

    /// By the number in the maker's list, from 1.
    fn field(&self, number: usize) -> &str {
        self.fields.get(number - 1).copied().unwrap_or("")
    }

    fn seconds(&self, number: usize) -> i64 {
        whole(self.field(number)).unwrap_or(0).clamp(0, 1_000_000)
    }

    /// Ring, connected, hold and park.
    fn total_s(&self) -> i64 {
        self.seconds(3) + self.connected_s + self.seconds(16) + self.seconds(17)
    }

    /// Ids begin again after a restart; with the start of the call they do not.
    fn linked_id(&self) -> String {
        let digits: String = self.field(1).chars().filter(char::is_ascii_digit).collect();
        format!("{digits}-{}", self.field(10))
    }

    fn external_id(&self) -> String {
        format!("{}#{}", self.linked_id(), self.hash)
    }

    fn leg(&self, before_s: i64, settings: &Settings) -> Result<(Leg, Vec<&'static str>), &'static str> {
        let local = civil(self.field(1)).ok_or("bad_timestamp")?;
        let (start, mut warnings) = clock::moment(local, &settings.zone);
        let started = start.and_then(|at| clock::plus(at, before_s)).ok_or("bad_timestamp")?;
        let (ring, connected) = (self.seconds(3), self.connected_s);
        let times = Times::settle(Said {
            started: Some(started),
            answered: clock::plus(started, ring).filter(|_| connected > 0),
            ended: clock::plus(started, self.total_s()),
            talk_s: Some(connected),
            wait_s: (connected > 0).then_some(ring),
            ..Said::default()
        })?;
        // Talk leaves out hold and park, which the end includes.
        warnings.extend(times.warnings.iter().filter(|code| **code != "duration_mismatch"));
        let mut leg = draft::leg("avaya-ipo-smdr", self.external_id(), &times);
        leg.linked_id = Some(self.linked_id());
        leg.direction = match (self.field(9), self.field(5)) {
            ("0", "I") => Direction::Inbound,
            ("0", "O") => Direction::Outbound,
            ("0", _) => Direction::Unknown,
            _ => Direction::Internal,
        };
        if self.field(1).matches(':').count() < 2 {
            leg.keep("time_precision_s", 60);
        }
        self.parties(&mut leg, settings);
        leg.keep("account", self.field(8));
        leg.keep("continuation", self.field(11) == "1");
        if self.seconds(16) > 0 {
            leg.keep("hold_s", self.seconds(16));
        }
        if self.seconds(17) > 0 {
            leg.keep("park_s", self.seconds(17));
        }
        leg.keep("targeting_cause", self.field(28));
        leg.keep("cost", Some(self.field(23)).filter(|cost| *cost != "0").unwrap_or(""));
        self.end(&mut leg);
        Ok((leg, warnings))
    }

    fn parties(&self, leg: &mut Leg, settings: &Settings) {
        let (caller, called, dialled) = (self.field(4), self.field(6), self.field(7));
        leg.from_party(caller, settings);
        leg.to = number(called, settings);
        let one = (self.field(12), self.field(13));
        let two = (self.field(14), self.field(15));
        let extension = |device: &str| device.strip_prefix('E').map(str::to_owned);
        if two.0.starts_with('T') {
            leg.keep("trunk", two.0);
        } else if one.0.starts_with('T') {
            leg.keep("trunk", one.0);
        }
        match leg.direction {
            Direction::Inbound => {
                leg.keep("did", dialled);
                // Usually the first party; the second where the trunk is the first.
                let ours = if one.0.starts_with('T') { two } else { one };
                leg.agent = extension(ours.0);
                if leg.agent.is_some() {
                    leg.keep("agent_name", ours.1);
                }
            }
            Direction::Outbound => {
                leg.keep(
                    "final_destination",
                    Some(dialled).filter(|dialled| *dialled != called).unwrap_or(""),
                );
                let ours = if one.0.starts_with('T') { two } else { one };
                leg.agent = extension(ours.0);
                // Of two lines that were joined neither is the caller.
                leg.keep("from_name", leg.agent.as_ref().map_or("", |_| ours.1));
            }
            _ => {
                // Either party may be the caller: it is the one whose extension is the caller.
                let first_calls = extension(one.0).as_deref() == Some(caller);
                let (from, to) = if first_calls { (one, two) } else { (two, one) };
                leg.agent = extension(to.0).or_else(|| leg.to.clone().filter(|to| settings.is_extension(to)));
                leg.keep("from_name", from.1);
                leg.keep("to_name", to.1);
            }
        }
        if settings.given.groups.iter().any(|group| group == called) {
            leg.queue = some(called);
        }
    }

    fn end(&self, leg: &mut Leg) {
        let channels = [12, 14].map(|number| (self.field(number), self.field(number + 1)));
        if channels.into_iter().any(is_conference) && self.connected_s > 0 {
            return leg.machine("conference");
        }
        if channels.into_iter().any(is_mailbox) {
            if leg.direction == Direction::Internal && self.field(6).starts_with('*') {
                return leg.machine("ivr");
            }
            return leg.at_machine("voicemail", Disposition::Voicemail);
        }
        if self.connected_s > 0 {
            return leg.answered();
        }
        leg.unanswered(Unanswered::Unclear);
    }
}

/// A channel of a room, by its device or by what the system calls it: its numbers are others where there are more rooms.
fn is_conference((device, name): (&str, &str)) -> bool {
    let is_named = device.starts_with('V') && name.starts_with("CO Channel");
    is_named || device.starts_with("V955") || device.starts_with("V11")
}

/// A channel of the voicemail.
fn is_mailbox((device, name): (&str, &str)) -> bool {
    let is_named = device.starts_with('V') && name.starts_with("VM Channel");
    (is_named || device.starts_with("V95")) && !is_conference((device, name))
}
