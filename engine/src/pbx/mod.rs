//! Call records: what a telephone system sends, as one normalised record per leg. Pure: bytes in, legs out.
//!
//! | file | holds |
//! |---|---|
//! | `mod.rs` | `Leg`, the normalised record, and its content identity |
//! | `canonical.rs` | our own JSON form → `Leg`, and what is wrong with it; `canonical/records.rs`: many of them as a form of files, `canonical/table.rs` `canonical/columns.rs`: as a table |
//! | `source.rs` | the forms that are understood, behind one door |
//! | `settings.rs` | what one telephone system is configured to be |
//! | `parsed.rs` | bytes → observations → legs, and everything that was no leg |
//! | `draft.rs` `timing.rs` `clock.rs` | what all legs have: parties and ends, seconds that agree, local stamps |
//! | `framing.rs` | where one piece of a stream ends and the next begins |
//! | `table.rs` | CSV, whatever program wrote it |
//! | `repeats.rs` | lines without an id that come again: calls of their own, or sent again |
//! | `wide.rs` | text in UTF-16 |
//! | `lines.rs` `fields.rs` `documents.rs` `requests.rs` `posted.rs` `signature.rs` `smdr.rs` `xml.rs` | how systems write and sign |
//! | `asterisk*.rs` `freepbx_cdr.rs` `grandstream.rs` | Asterisk and what is built on it |
//! | `freeswitch*.rs` `fusionpbx.rs` | FreeSWITCH and what is built on it |
//! | `threecx*.rs` `yeastar.rs` `cisco.rs` `avaya_*.rs` `mitel.rs` `panasonic.rs` | other telephone systems |
//! | `twilio.rs` `telnyx.rs` `vonage.rs` `acc.rs` | carriers and SIP proxies |
//! | `live_audio.rs` | captures of live audio, as figures |
//! | `live/` | live audio while it comes, as sound |
//! | `example.rs` | a believable record of each form, to try the way |
//! | `recognise.rs` `recognise/` | in which form something is written when nobody says; which settings it suggests |
//! | `recording_name.rs` `recording_match.rs` | what the name of a recording says; to which leg a recording belongs |
//! | `numbers.rs` `dialling.rs` | what of a telephone number is kept; how it is written everywhere, where the country is known |
//! | `rollup.rs` | the legs of one call → the call |

pub mod acc;
pub mod asterisk;
pub mod asterisk_ami_cdr;
pub mod asterisk_cdr_csv;
pub mod asterisk_cel;
pub mod avaya_cm;
pub mod avaya_ipo;
pub mod canonical;
pub mod cisco;
pub mod clock;
pub mod dialling;
pub mod documents;
pub mod draft;
pub mod example;
pub mod fields;
pub mod framing;
pub mod freepbx_cdr;
pub mod freeswitch;
pub mod freeswitch_cdr;
pub mod fusionpbx;
pub mod grandstream;
pub mod lines;
pub mod live;
pub mod live_audio;
pub mod mitel;
pub mod numbers;
pub mod panasonic;
pub mod parsed;
pub mod posted;
pub mod recognise;
pub mod recording_match;
pub mod recording_name;
pub mod repeats;
pub mod requests;
pub mod rollup;
pub mod settings;
pub mod signature;
pub mod smdr;
pub mod source;
pub mod table;
pub mod telnyx;
pub mod threecx;
pub mod threecx_cdroutput;
pub mod threecx_socket;
pub mod timing;
pub mod twilio;
pub mod vonage;
pub mod wide;
pub mod xml;
pub mod yeastar;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The business direction of a leg or call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Inbound,
    Outbound,
    Internal,
    /// From one trunk to another.
    Transit,
    #[default]
    Unknown,
}

impl Direction {
    pub const ALL: [Self; 5] = [
        Self::Inbound,
        Self::Outbound,
        Self::Internal,
        Self::Transit,
        Self::Unknown,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::Internal => "internal",
            Self::Transit => "transit",
            Self::Unknown => "unknown",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.as_str() == name)
    }
}

/// How a leg or call ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    Answered,
    Missed,
    NoAnswer,
    Busy,
    Failed,
    Rejected,
    Cancelled,
    Abandoned,
    Voicemail,
    #[default]
    Unknown,
}

impl Disposition {
    pub const ALL: [Self; 10] = [
        Self::Answered,
        Self::Missed,
        Self::NoAnswer,
        Self::Busy,
        Self::Failed,
        Self::Rejected,
        Self::Cancelled,
        Self::Abandoned,
        Self::Voicemail,
        Self::Unknown,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Missed => "missed",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Abandoned => "abandoned",
            Self::Voicemail => "voicemail",
            Self::Unknown => "unknown",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|disposition| disposition.as_str() == name)
    }
}

/// One normalised record: one leg of a call. Key: `external_id` inside one source instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// The form in which it arrived, such as `canonical`.
    pub source: String,
    pub external_id: String,
    /// Groups the legs of one call.
    pub linked_id: Option<String>,
    pub direction: Direction,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Extension or user of the tenant's side on this leg.
    pub agent: Option<String>,
    pub queue: Option<String>,
    /// UTC, whole milliseconds, as all three stamps.
    pub started_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// Answered − started; not answered: ended − started. Seconds.
    pub wait_s: Option<i32>,
    /// Seconds of conversation with a person.
    pub talk_s: i32,
    pub disposition: Disposition,
    /// The source's own word or number.
    pub hangup_cause: Option<String>,
    pub recording_ref: Option<String>,
    /// Everything else worth keeping; keys with a fixed meaning are read by `leg_kind` and its neighbours.
    #[serde(default)]
    pub custom: Map<String, Value>,
}

impl Leg {
    /// What groups legs into a call: the linked id, else the leg's own id.
    pub fn call_key(&self) -> &str {
        self.linked_id.as_deref().unwrap_or(&self.external_id)
    }

    pub fn leg_kind(&self) -> Option<&str> {
        self.custom.get("leg_kind").and_then(Value::as_str)
    }

    /// Position among the legs of a call that start together.
    pub fn sequence(&self) -> i64 {
        self.custom.get("sequence").and_then(Value::as_i64).unwrap_or(0)
    }

    /// A person answered: not an IVR, a mailbox or a parking place.
    pub fn is_person(&self) -> bool {
        self.disposition == Disposition::Answered && !matches!(self.leg_kind(), Some("ivr" | "voicemail" | "park"))
    }

    pub fn talk_includes_queue_wait(&self) -> bool {
        self.custom
            .get("talk_includes_queue_wait")
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    /// SHA-256 of the content: equal for two deliveries of the same record, whatever the order of their keys.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        if let Ok(value) = serde_json::to_value(self) {
            feed(&mut hash, &value);
        }
        hash.finalize().into()
    }
}

/// Feeds a JSON value with its keys in order, so that the digest does not depend on how a map is kept.
fn feed(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            hash.update(b"{");
            for key in keys {
                feed(hash, &Value::String(key.clone()));
                feed(hash, &map[key]);
            }
            hash.update(b"}");
        }
        Value::Array(items) => {
            hash.update(b"[");
            items.iter().for_each(|item| feed(hash, item));
            hash.update(b"]");
        }
        scalar => {
            hash.update(scalar.to_string().as_bytes());
            hash.update([0]);
        }
    }
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn leg(custom: Value) -> Leg {
        serde_json::from_value(json!({
            "source": "canonical", "external_id": "a", "direction": "inbound", "started_at": "2026-01-01T00:00:00Z",
            "talk_s": 0, "disposition": "unknown", "custom": custom,
        }))
        .unwrap()
    }

    #[test]
    fn the_digest_does_not_depend_on_the_order_of_keys() {
        let one: Value = serde_json::from_str(r#"{"a":{"x":1,"y":[2]},"b":2}"#).unwrap();
        let other: Value = serde_json::from_str(r#"{"b":2,"a":{"y":[2],"x":1}}"#).unwrap();
        assert_eq!(leg(one).digest(), leg(other).digest());
    }

    #[test]
    fn the_digest_tells_values_apart_that_only_look_alike() {
        let kinds = [
            json!({"a": "1"}),
            json!({"a": 1}),
            json!({"a": [1]}),
            json!({"a1": null}),
            json!({"a": {"1": null}}),
        ];
        let digests: std::collections::BTreeSet<_> = kinds.into_iter().map(|custom| leg(custom).digest()).collect();
        assert_eq!(digests.len(), 5);
    }

    #[test]
    fn every_name_is_read_back() {
        for direction in Direction::ALL {
            assert_eq!(Direction::from_name(direction.as_str()), Some(direction));
            assert_eq!(serde_json::to_value(direction).unwrap(), json!(direction.as_str()));
        }
        for disposition in Disposition::ALL {
            assert_eq!(Disposition::from_name(disposition.as_str()), Some(disposition));
            assert_eq!(serde_json::to_value(disposition).unwrap(), json!(disposition.as_str()));
        }
    }
}
