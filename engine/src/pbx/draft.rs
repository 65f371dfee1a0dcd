//! A leg under construction: what all sources do alike.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::fields::trimmed;
use super::numbers::{Party, is_withheld, party};
use super::settings::Settings;
use super::timing::Times;
use super::{Direction, Disposition, Leg};

/// Why nobody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    Busy,
    /// No route, no such number, congestion, a fault.
    Failed,
    Rejected,
    /// The caller gave up.
    GaveUp,
    RangOut,
    /// The source cannot tell giving up from ringing out.
    Unclear,
    /// Another phone was faster.
    LostRace,
}

impl Unanswered {
    /// How a leg ended that nobody answered.
    pub fn disposition(self, direction: Direction) -> Disposition {
        let inbound = direction == Direction::Inbound;
        match self {
            Self::Busy => Disposition::Busy,
            Self::Failed => Disposition::Failed,
            Self::Rejected => Disposition::Rejected,
            Self::LostRace => Disposition::Cancelled,
            Self::GaveUp if inbound => Disposition::Missed,
            Self::GaveUp => Disposition::Cancelled,
            Self::RangOut | Self::Unclear if inbound => Disposition::Missed,
            Self::RangOut | Self::Unclear => Disposition::NoAnswer,
        }
    }

    /// By a SIP status code.
    pub fn by_sip(code: i64) -> Self {
        match code {
            486 | 600 => Self::Busy,
            408 | 480 => Self::RangOut,
            487 => Self::GaveUp,
            403 | 603 | 607 | 608 => Self::Rejected,
            // No such number, or a request that was refused for how it was made: no telephone rang.
            400..=599 | 604 | 606 => Self::Failed,
            _ => Self::Unclear,
        }
    }

    /// By a cause of ITU-T Q.850.
    pub fn by_q850(cause: i64) -> Self {
        match cause {
            17 => Self::Busy,
            18 | 19 => Self::RangOut,
            16 => Self::GaveUp,
            21 => Self::Rejected,
            1 | 2 | 3 | 20 | 22 | 27 | 28 | 29 | 34 | 38 | 41 | 42 | 44 | 47 | 57 | 58 | 63 | 65 | 79 | 88 => {
                Self::Failed
            }
            _ => Self::Unclear,
        }
    }
}

/// Begins a leg whose times are settled; everything else is unknown yet.
pub fn leg(source: &str, external_id: impl Into<String>, times: &Times) -> Leg {
    let mut leg = Leg {
        source: source.to_owned(),
        external_id: external_id.into(),
        linked_id: None,
        direction: Direction::Unknown,
        from: None,
        to: None,
        agent: None,
        queue: None,
        started_at: times.started,
        answered_at: times.answered,
        ended_at: Some(times.ended),
        wait_s: times.wait_s,
        talk_s: times.talk_s,
        disposition: Disposition::Unknown,
        hangup_cause: None,
        recording_ref: None,
        custom: Map::new(),
    };
    if times.start_unknown {
        leg.keep("start_unknown", true);
    }
    leg
}

impl Leg {
    /// Keeps a custom value; nothing that is empty.
    pub fn keep(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.chars().all(char::is_whitespace),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if !empty {
            self.custom.insert(key.to_owned(), value);
        }
    }

    /// The caller, or the mark that the number is withheld.
    pub fn from_party(&mut self, raw: &str, settings: &Settings) {
        match number(raw, settings) {
            Some(number) => self.from = Some(number),
            None => self.keep("caller_id_withheld", true),
        }
    }

    /// A name beside a number: kept unless it is that number again.
    pub fn keep_name(&mut self, key: &str, name: Option<&str>, number: Option<&str>) {
        if let Some(name) = name_beside(name, number) {
            self.keep(key, name.as_ref());
        }
    }

    /// What the caller is called, whose number is known by now.
    pub fn name_caller(&mut self, name: Option<&str>) {
        if let Some(name) = name_beside(name, self.from.as_deref()) {
            self.keep("from_name", name.as_ref());
        }
    }

    /// A person talked.
    pub fn answered(&mut self) {
        self.disposition = Disposition::Answered;
    }

    /// Nobody talked, not even a machine that counts.
    pub fn unanswered(&mut self, why: Unanswered) {
        self.disposition = why.disposition(self.direction);
        self.without_talk();
    }

    /// The PBX's own times stay, but it was no person.
    pub fn machine(&mut self, kind: &str) {
        self.keep("leg_kind", kind);
        self.agent = None;
        self.disposition = Disposition::Answered;
    }

    /// Ended at a machine: the seconds on it are kept aside.
    pub fn at_machine(&mut self, kind: &str, disposition: Disposition) {
        self.keep("leg_kind", kind);
        if self.talk_s > 0 || self.answered_at.is_some() {
            self.keep("machine_s", self.talk_s);
        }
        self.agent = None;
        self.disposition = disposition;
        self.without_talk();
    }

    fn without_talk(&mut self) {
        self.answered_at = None;
        self.talk_s = 0;
        let ended = self.ended_at.filter(|_| self.wait_s.is_some());
        if let Some(ended) = ended {
            self.wait_s = Some(super::rollup::seconds(self.started_at, ended));
        }
    }
}

/// A name that is neither empty nor the number beside it, nor says that there is none.
fn name_beside<'a>(name: Option<&'a str>, number: Option<&str>) -> Option<Cow<'a, str>> {
    let name = name.map(bare_name).filter(|name| !name.is_empty())?;
    (Some(name.as_ref()) != number && !is_withheld(&name)).then_some(name)
}

/// A name without the quotes around it, and with those inside of it as they were meant.
fn bare_name(name: &str) -> Cow<'_, str> {
    let name = trimmed(name);
    let Some(inner) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return Cow::Borrowed(name);
    };
    Cow::Owned(inner.replace("\\\"", "\"").trim().to_owned())
}

/// A number as it is kept; `None` for one that is withheld or empty.
pub fn number(raw: &str, settings: &Settings) -> Option<String> {
    let raw = trimmed(raw);
    let raw = match raw.get(..4) {
        Some(head) if head.eq_ignore_ascii_case("Ext.") => raw[4..].trim_start(),
        _ => raw,
    };
    if settings.is_withheld(raw) {
        return None;
    }
    match party(raw) {
        Party::Number(number) => Some(number),
        Party::Withheld => None,
    }
}

/// A feature code such as `*97`.
pub fn is_feature_code(number: &str) -> bool {
    number.starts_with(['*', '#'])
}
