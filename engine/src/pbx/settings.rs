//! What one telephone system is configured to be: its zone, numbers, trunks, layout and secrets. Every source reads the part
//! that it needs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regex::Regex;
use serde::Deserialize;

use super::dialling::Plan;

/// Digits that give a line.
const OUTSIDE_PREFIX_MAX: usize = 4;

/// The settings of one source instance, checked. Zones, patterns and moments that were not given are `None` or empty.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The instance's own name.
    pub instance: String,
    /// Zone of stamps that carry none.
    pub zone: TimeZone,
    pub zone_name: String,
    /// How numbers are dialled where it stands; `None`: they stay as they are sent.
    pub plan: Option<Plan>,
    extension_pattern: Option<Regex>,
    trunk_devices: Vec<Regex>,
    pub given: Given,
}

/// The settings as they are written down.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    pub source_instance: Option<String>,
    /// IANA name; UTC if not given.
    pub tz: Option<String>,
    /// ISO 3166, as `DE`: where it stands. Numbers outside are then kept as `+49…`, however they are sent.
    pub country: Option<String>,
    /// Digits that are dialled for a line to the outside.
    pub outside_prefix: Option<String>,
    /// Regular expression of the extensions.
    pub extension_pattern: Option<String>,
    /// How names of channels begin that lead outside.
    pub trunk_channel_prefixes: Vec<String>,
    /// Regular expressions of devices that lead outside.
    pub trunk_devices: Vec<String>,
    /// Dialplan contexts in which calls from outside begin.
    pub inbound_contexts: Vec<String>,
    pub voicemail_pilots: Vec<String>,
    /// Numbers of hunt groups and queues.
    pub groups: Vec<String>,
    /// Numbers of ours at a carrier.
    pub public_numbers: Vec<String>,
    /// Translations of the words by which a caller's number is withheld.
    pub withheld_words: Vec<String>,
    /// Columns of a record without a header.
    pub field_order: Vec<String>,
    /// Field → [first column from 0, length] of a record of fixed width.
    pub layout: BTreeMap<String, (usize, usize)>,
    /// `strftime` form of local stamps.
    pub date_format: Option<String>,
    /// `mdy`, `dmy` or `ymd`.
    pub date_order: Option<String>,
    /// `end` or `start`: which of a call a line's time is that may be either, by the model.
    pub time_is: Option<String>,
    pub file_name: Option<String>,
    pub recording_prefix: Option<String>,
    /// When the record came in; decides a missing year.
    pub received_at: Option<Timestamp>,
    /// The address that the sender calls, exactly as configured there.
    pub public_url: Option<String>,
    pub timestamp_tolerance_s: Option<i64>,
    pub secrets: Secrets,
    /// Live audio: RTP payload type, samples a second, `mono`, `mixed` or `stereo`.
    pub payload_type: Option<u8>,
    pub rate: Option<u32>,
    pub mix: Option<String>,
    /// Live audio: name of the source whose records tell of the calls that are heard.
    pub records_from: Option<String>,
}

impl Given {
    /// Every key that may be written down.
    pub const KEYS: &[&str] = &[
        "source_instance",
        "tz",
        "country",
        "outside_prefix",
        "extension_pattern",
        "trunk_channel_prefixes",
        "trunk_devices",
        "inbound_contexts",
        "voicemail_pilots",
        "groups",
        "public_numbers",
        "withheld_words",
        "field_order",
        "layout",
        "date_format",
        "date_order",
        "time_is",
        "file_name",
        "recording_prefix",
        "received_at",
        "public_url",
        "timestamp_tolerance_s",
        "secrets",
        "payload_type",
        "rate",
        "mix",
        "records_from",
    ];
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Secrets {
    pub basic: Option<Basic>,
    pub auth_token: Option<String>,
    pub signing_key: Option<String>,
    pub ed25519_public_key: Option<String>,
    pub signature_secret: Option<String>,
    pub webhook_secret: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
pub struct Basic {
    pub user: String,
    pub password: String,
}

// Settings are logged; secrets are not.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// What is wrong with settings; names the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`: {reason}")]
pub struct SettingsFault {
    pub key: &'static str,
    pub reason: String,
}

impl Settings {
    pub fn new(given: Given) -> Result<Self, SettingsFault> {
        let zone_name = given.tz.clone().unwrap_or_else(|| "UTC".into());
        let zone = TimeZone::get(&zone_name).map_err(|error| fault("tz", error.to_string()))?;
        let plan = given.country.as_deref().map(|country| {
            Plan::of(country).ok_or_else(|| {
                fault(
                    "country",
                    "it is two capital letters, as `DE`, of a country that is known".into(),
                )
            })
        });
        let plan = plan.transpose()?;
        let is_prefix = |prefix: &str| {
            (1..=OUTSIDE_PREFIX_MAX).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_digit())
        };
        if given.outside_prefix.as_deref().is_some_and(|prefix| !is_prefix(prefix)) {
            return Err(fault(
                "outside_prefix",
                format!("it is 1 to {OUTSIDE_PREFIX_MAX} digits"),
            ));
        }
        if given.outside_prefix.is_some() && plan.is_none() {
            return Err(fault("outside_prefix", "it needs a `country`".into()));
        }
        if given
            .time_is
            .as_deref()
            .is_some_and(|time| !matches!(time, "start" | "end"))
        {
            return Err(fault("time_is", "it is `start` or `end`".into()));
        }
        let pattern = |key, text: &str| Regex::new(text).map_err(|error| fault(key, error.to_string()));
        let extension_pattern = given
            .extension_pattern
            .as_deref()
            .map(|text| pattern("extension_pattern", text))
            .transpose()?;
        let trunk_devices = given
            .trunk_devices
            .iter()
            .map(|text| pattern("trunk_devices", text))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            instance: given.source_instance.clone().unwrap_or_else(|| "default".into()),
            zone,
            zone_name,
            plan,
            extension_pattern,
            trunk_devices,
            given,
        })
    }

    /// Whether a number is one of the tenant's extensions.
    pub fn is_extension(&self, number: &str) -> bool {
        self.extension_pattern
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(number))
    }

    /// Whether a channel leads outside, by how its name begins.
    pub fn is_trunk_channel(&self, channel: &str) -> bool {
        let prefixes = &self.given.trunk_channel_prefixes;
        prefixes
            .iter()
            .any(|prefix| !prefix.is_empty() && channel.starts_with(prefix.as_str()))
    }

    /// Whether a device leads outside.
    pub fn is_trunk_device(&self, device: &str) -> bool {
        self.trunk_devices.iter().any(|pattern| pattern.is_match(device))
    }

    pub fn is_inbound_context(&self, context: &str) -> bool {
        self.given.inbound_contexts.iter().any(|name| name == context)
    }

    /// Whether a text says, in the words configured for this system, that the caller's number is withheld.
    pub fn is_withheld(&self, text: &str) -> bool {
        if self.given.withheld_words.is_empty() {
            return false;
        }
        let text = text.trim().to_lowercase();
        self.given.withheld_words.iter().any(|word| word.to_lowercase() == text)
    }
}

fn fault(key: &'static str, reason: String) -> SettingsFault {
    SettingsFault { key, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_system_stands_is_a_country_that_is_known() {
        let given = |country: Option<&str>, prefix: Option<&str>| {
            let given = Given {
                country: country.map(str::to_owned),
                outside_prefix: prefix.map(str::to_owned),
                ..Given::default()
            };
            Settings::new(given).map_err(|fault| fault.key)
        };
        assert!(given(Some("DE"), Some("0")).unwrap().plan.is_some());
        assert!(given(None, None).unwrap().plan.is_none());
        for country in ["de", "Germany", "XX", ""] {
            assert_eq!(given(Some(country), None).unwrap_err(), "country", "{country}");
        }
        for prefix in ["", "12345", "9,"] {
            assert_eq!(
                given(Some("DE"), Some(prefix)).unwrap_err(),
                "outside_prefix",
                "{prefix}"
            );
        }
        assert_eq!(given(None, Some("0")).unwrap_err(), "outside_prefix");
    }

    #[test]
    fn the_time_of_a_line_is_one_of_two() {
        for (time, is_good) in [("start", true), ("end", true), ("middle", false)] {
            let given = Given {
                time_is: Some(time.into()),
                ..Given::default()
            };
            assert_eq!(Settings::new(given).is_ok(), is_good, "{time}");
        }
    }
}
