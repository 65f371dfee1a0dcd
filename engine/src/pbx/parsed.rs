//! What came out of a telephone system's bytes: observations first, then legs; and everything that was not a leg, with where
//! it stood and why.

mod grouping;

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Leg;
use super::canonical::CanonicalRecord;
use super::dialling::spell;
use super::repeats::Numbers;
use super::rollup::{self, CallRollup};
use super::settings::Settings;
use super::source::Source;
use grouping::{Group, grouped, without_repeats};

/// Where something stood in the input: a 1-based line, item, event or request, or an id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum At {
    Number(u64),
    Id(String),
}

impl From<usize> for At {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

/// Something worth saying about a place in the input. Codes are stable, details are for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub at: At,
    pub code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Notice {
    pub fn new(at: impl Into<At>, code: &str, detail: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            code: code.to_owned(),
            detail: detail.into(),
        }
    }
}

/// What one piece of input says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A whole leg.
    Leg(Box<Leg>),
    /// A whole leg in our own form, with what that says beside it.
    Own(Box<CanonicalRecord>),
    /// A part of a leg, in the source's own words.
    Event(Value),
    /// A recording that exists somewhere.
    Recording(Box<RecordingNotice>),
    /// How a leg sounded on the wire.
    Quality(Box<Quality>),
}

/// One piece of input, kept until its call is closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    pub at: At,
    /// Observations with the same group are assembled together.
    pub group: String,
    /// The same piece delivered again has the same id.
    pub id: String,
    pub fact: Fact,
}

/// A notice that only announces a recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingNotice {
    pub source: String,
    pub external_id: String,
    /// The leg or call that was recorded.
    pub linked_id: Option<String>,
    pub recording_ref: String,
    pub started_at: Option<Timestamp>,
    pub duration_s: Option<i64>,
    pub channels: Option<u32>,
    pub custom: Map<String, Value>,
}

/// Figures of the transport of one party's voice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    pub source: String,
    pub external_id: String,
    pub linked_id: Option<String>,
    pub party: Option<String>,
    pub device: Option<String>,
    pub packets_lost: Option<i64>,
    pub jitter_ms: Option<i64>,
    pub latency_ms: Option<i64>,
    /// Mean opinion score, 1…5; absent is not 0.
    pub mos: Option<f64>,
}

/// What was read, before anything is put together.
#[derive(Debug, Default)]
pub struct Observed {
    pub observations: Vec<Observation>,
    pub quarantined: Vec<Notice>,
    pub ignored: Vec<Notice>,
    pub warnings: Vec<Notice>,
    /// What a capture of live audio holds.
    pub audio: Option<Value>,
}

impl Observed {
    pub fn quarantine(&mut self, at: impl Into<At>, code: &str, detail: impl Into<String>) {
        self.quarantined.push(Notice::new(at, code, detail));
    }

    pub fn ignore(&mut self, at: impl Into<At>, code: &str) {
        self.ignored.push(Notice::new(at, code, ""));
    }

    pub fn warn(&mut self, at: impl Into<At>, codes: &[&str]) {
        let at = at.into();
        let notices = codes.iter().map(|code| Notice::new(at.clone(), code, ""));
        self.warnings.extend(notices);
    }

    /// Everything of another observation.
    pub fn extend(&mut self, other: Self) {
        self.observations.extend(other.observations);
        self.quarantined.extend(other.quarantined);
        self.ignored.extend(other.ignored);
        self.warnings.extend(other.warnings);
        self.audio = other.audio.or(self.audio.take());
    }

    /// Says of everything that it stood in the request `number`.
    pub fn renumber(&mut self, number: usize) {
        let notices = self
            .quarantined
            .iter_mut()
            .chain(&mut self.ignored)
            .chain(&mut self.warnings);
        notices.map(|notice| &mut notice.at).for_each(|at| *at = number.into());
        self.observations.iter_mut().for_each(|seen| seen.at = number.into());
    }

    /// A whole leg: its group is its call, its id its external id.
    pub fn leg(&mut self, at: impl Into<At>, leg: Leg) {
        self.observations.push(Observation {
            at: at.into(),
            group: leg.call_key().to_owned(),
            id: leg.external_id.clone(),
            fact: Fact::Leg(Box::new(leg)),
        });
    }

    /// The same of a record in our own form.
    pub fn own(&mut self, at: impl Into<At>, record: CanonicalRecord) {
        self.observations.push(Observation {
            at: at.into(),
            group: record.leg.call_key().to_owned(),
            id: record.leg.external_id.clone(),
            fact: Fact::Own(Box::new(record)),
        });
    }

    /// A leg with warnings about it, or the code under which its record is kept aside.
    pub fn take(&mut self, at: impl Into<At>, leg: Result<(Leg, Vec<&'static str>), &'static str>) {
        let at = at.into();
        match leg {
            Ok((leg, warnings)) => {
                self.warn(at.clone(), &warnings);
                self.leg(at, leg);
            }
            Err(code) => self.quarantine(at, code, ""),
        }
    }

    pub fn event(&mut self, at: impl Into<At>, group: impl Into<String>, id: String, event: Value) {
        self.observations.push(Observation {
            at: at.into(),
            group: group.into(),
            id,
            fact: Fact::Event(event),
        });
    }
}

/// What the observations of one group amount to.
#[derive(Debug, Default)]
pub struct Assembled {
    pub legs: Vec<Leg>,
    pub recordings: Vec<RecordingNotice>,
    pub quality: Vec<Quality>,
    pub warnings: Vec<Notice>,
    pub quarantined: Vec<Notice>,
    /// What is not enough for a leg yet.
    pub incomplete: Vec<Notice>,
}

impl Assembled {
    /// A leg with warnings about it, or the code under which its last piece is kept aside.
    pub fn leg(&mut self, at: &At, leg: Result<(Leg, Vec<&'static str>), &'static str>) {
        match leg {
            Ok((leg, warnings)) => {
                let notices = warnings.iter().map(|code| Notice::new(at.clone(), code, ""));
                self.warnings.extend(notices);
                self.legs.push(leg);
            }
            Err(code) => self.quarantined.push(Notice::new(at.clone(), code, "")),
        }
    }

    /// What needs no putting together.
    pub fn take(&mut self, fact: Fact) {
        match fact {
            Fact::Leg(leg) => self.legs.push(*leg),
            Fact::Own(record) => self.legs.push(record.leg),
            Fact::Recording(recording) => self.recordings.push(*recording),
            Fact::Quality(quality) => self.quality.push(*quality),
            Fact::Event(_) => {}
        }
    }

    /// The same of a fact that stands beside others in its group.
    pub fn take_beside(&mut self, fact: &Fact) {
        if !matches!(fact, Fact::Event(_)) {
            self.take(fact.clone());
        }
    }
}

/// A call as its legs amount to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Call {
    /// The linked id, else the external id of the one leg.
    pub linked_id: String,
    /// External ids, in the order in which the roll-up reads them.
    pub legs: Vec<String>,
    #[serde(flatten)]
    pub rollup: CallRollup,
}

/// The whole result of reading one payload.
#[derive(Debug, Default, Serialize)]
pub struct Parsed {
    pub records: Vec<Leg>,
    pub recordings: Vec<RecordingNotice>,
    pub calls: Vec<Call>,
    pub quality: Vec<Quality>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Value>,
    pub quarantined: Vec<Notice>,
    pub ignored: Vec<Notice>,
    pub warnings: Vec<Notice>,
}

/// Reads a payload of `source` as far as it can be read alone: what is said once in it, whatever stands beside it.
pub fn observe(source: Source, input: &[u8], settings: &Settings) -> Observed {
    let input = &*source.text(input);
    let numbers = match source.lacks_ids() {
        true => Numbers::alone(input),
        false => Numbers::default(),
    };
    observe_numbered(source, input, settings, &numbers)
}

/// The same of a part of something, of which it is known which lines are not the first of their kind.
pub fn observe_numbered(source: Source, input: &[u8], settings: &Settings, numbers: &Numbers) -> Observed {
    let mut observed = Observed::default();
    source.format().observe(&source.text(input), settings, &mut observed);
    if source.lacks_ids() {
        numbers.name(&mut observed.observations);
    }
    let all = std::mem::take(&mut observed.observations);
    let whole = source.format().has_whole_events();
    observed.observations = without_repeats(all, whole, &mut observed.ignored, &mut observed.warnings);
    for observation in &mut observed.observations {
        match &mut observation.fact {
            Fact::Leg(leg) => spell(leg, settings),
            Fact::Own(record) => spell(&mut record.leg, settings),
            Fact::Event(_) | Fact::Recording(_) | Fact::Quality(_) => {}
        }
    }
    observed
}

/// What the observations of one group amount to.
pub fn assemble(source: Source, observations: Vec<Observation>, settings: &Settings) -> Assembled {
    let mut assembled = Assembled::default();
    put_together(source, observations, settings, &mut assembled);
    assembled
}

fn put_together(source: Source, observations: Vec<Observation>, settings: &Settings, assembled: &mut Assembled) {
    let before = assembled.legs.len();
    source.format().assemble(observations, settings, assembled);
    assembled.legs[before..].iter_mut().for_each(|leg| spell(leg, settings));
}

/// Reads a payload of `source`: every piece that can be read, whatever stands beside it.
pub fn parse(source: Source, input: &[u8], settings: &Settings) -> Parsed {
    let mut parsed = legs(source, input, settings);
    parsed.calls = calls(&parsed.records);
    parsed
}

/// The same without the calls that the legs make.
pub fn legs(source: Source, input: &[u8], settings: &Settings) -> Parsed {
    let observed = observe(source, input, settings);
    // Goes on with what was said of the pieces, so that what is said of their groups stands behind it.
    let mut assembled = Assembled {
        warnings: observed.warnings,
        quarantined: observed.quarantined,
        incomplete: observed.ignored,
        ..Assembled::default()
    };
    for group in grouped(observed.observations) {
        let together = match group {
            // A whole leg that is alone is what it is, whatever its form does with parts.
            Group::One(Observation {
                fact: fact @ (Fact::Leg(_) | Fact::Own(_)),
                ..
            }) => {
                assembled.take(fact);
                continue;
            }
            Group::One(observation) => vec![observation],
            Group::Many(observations) => observations,
        };
        put_together(source, together, settings, &mut assembled);
    }
    Parsed {
        records: assembled.legs,
        recordings: assembled.recordings,
        calls: Vec::new(),
        quality: assembled.quality,
        audio: observed.audio,
        quarantined: assembled.quarantined,
        ignored: assembled.incomplete,
        warnings: assembled.warnings,
    }
}

/// The calls of some legs, in order of their first leg.
pub fn calls(legs: &[Leg]) -> Vec<Call> {
    let mut by_call: Vec<(&str, Vec<Leg>)> = Vec::new();
    let mut place: HashMap<&str, usize> = HashMap::new();
    for leg in legs {
        let index = *place.entry(leg.call_key()).or_insert_with(|| {
            by_call.push((leg.call_key(), Vec::new()));
            by_call.len() - 1
        });
        by_call[index].1.push(leg.clone());
    }
    let calls = by_call.into_iter().filter_map(|(key, mut legs)| {
        let rollup = rollup::call(&legs)?;
        legs.sort_by_key(|leg| (leg.started_at, leg.sequence()));
        Some(Call {
            linked_id: key.to_owned(),
            legs: legs.into_iter().map(|leg| leg.external_id).collect(),
            rollup,
        })
    });
    calls.collect()
}

impl From<At> for String {
    fn from(at: At) -> Self {
        match at {
            At::Number(number) => number.to_string(),
            At::Id(id) => id,
        }
    }
}

impl From<&str> for At {
    fn from(id: &str) -> Self {
        Self::Id(id.to_owned())
    }
}

impl From<String> for At {
    fn from(id: String) -> Self {
        Self::Id(id)
    }
}
