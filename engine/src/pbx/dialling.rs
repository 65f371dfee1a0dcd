//! Numbers as the whole world writes them (E.164), where a source says in which country its system stands: `0049 30 …`, `030 …` and `+49 30 …` are
//! then one number, for contacts, filters and figures. Without that nothing is guessed. Pure.

use super::draft::is_feature_code;
use super::settings::Settings;
use super::{Direction, Leg};

/// How numbers are dialled in a country (ITU-T E.164 and the national numbering plans).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// ISO 3166.
    country: &'static str,
    /// The country's own code.
    code: &'static str,
    /// What leads out of the country.
    international: &'static str,
    /// What stands before a national number; empty: nothing.
    trunk: &'static str,
    /// Digits of a national number.
    digits: (usize, usize),
    /// With which digits a national number begins that has nothing before it; empty: with any. `None`: such a number is none.
    bare: Option<&'static str>,
}

/// Digits behind what leads out of a country.
const WORLD: std::ops::RangeInclusive<usize> = 8..=15;
/// Longest national number where no plan is closed.
const NATIONAL: (usize, usize) = (6, 12);

/// `00` leads out, `0` stands before a national number.
const fn usual(country: &'static str, code: &'static str) -> Plan {
    Plan {
        country,
        code,
        international: "00",
        trunk: "0",
        digits: NATIONAL,
        bare: None,
    }
}

/// The same, but that another number leads out.
const fn led_out(country: &'static str, code: &'static str, international: &'static str) -> Plan {
    Plan {
        international,
        ..usual(country, code)
    }
}

/// Nothing stands before a national number, which is known by its length.
const fn closed(country: &'static str, code: &'static str, digits: (usize, usize)) -> Plan {
    Plan {
        trunk: "",
        digits,
        bare: Some(""),
        ..usual(country, code)
    }
}

/// The North American plan: ten digits, with a 1 before them or not.
const fn american(country: &'static str) -> Plan {
    Plan {
        country,
        code: "1",
        international: "011",
        trunk: "1",
        digits: (10, 10),
        bare: Some("23456789"),
    }
}

const PLANS: &[Plan] = &[
    usual("AE", "971"),
    usual("AL", "355"),
    usual("AM", "374"),
    usual("AT", "43"),
    usual("AZ", "994"),
    usual("BA", "387"),
    usual("BD", "880"),
    usual("BE", "32"),
    usual("BG", "359"),
    usual("CH", "41"),
    usual("CN", "86"),
    usual("DE", "49"),
    usual("DZ", "213"),
    usual("EC", "593"),
    usual("EG", "20"),
    usual("ET", "251"),
    usual("FI", "358"),
    usual("FR", "33"),
    usual("GB", "44"),
    usual("GE", "995"),
    usual("GH", "233"),
    usual("HR", "385"),
    usual("IE", "353"),
    usual("IL", "972"),
    usual("IN", "91"),
    usual("IQ", "964"),
    usual("IR", "98"),
    usual("JO", "962"),
    usual("LB", "961"),
    usual("LK", "94"),
    usual("LT", "370"),
    usual("MA", "212"),
    usual("MD", "373"),
    usual("ME", "382"),
    usual("MK", "389"),
    usual("MM", "95"),
    usual("MY", "60"),
    usual("NA", "264"),
    usual("NG", "234"),
    usual("NL", "31"),
    usual("NP", "977"),
    usual("NZ", "64"),
    usual("PE", "51"),
    usual("PH", "63"),
    usual("PK", "92"),
    usual("PY", "595"),
    usual("RO", "40"),
    usual("RS", "381"),
    usual("SA", "966"),
    usual("SE", "46"),
    usual("SI", "386"),
    usual("SK", "421"),
    usual("TR", "90"),
    usual("TZ", "255"),
    usual("UA", "380"),
    usual("UG", "256"),
    usual("UY", "598"),
    usual("VE", "58"),
    usual("VN", "84"),
    usual("ZA", "27"),
    usual("ZM", "260"),
    usual("ZW", "263"),
    led_out("AU", "61", "0011"),
    led_out("ID", "62", "001"),
    led_out("JP", "81", "010"),
    led_out("KE", "254", "000"),
    led_out("KR", "82", "001"),
    led_out("TH", "66", "001"),
    led_out("TW", "886", "002"),
    closed("AD", "376", (6, 6)),
    closed("BH", "973", (8, 8)),
    closed("CI", "225", (10, 10)),
    closed("CL", "56", (9, 9)),
    closed("CM", "237", (9, 9)),
    closed("CO", "57", (10, 10)),
    closed("CR", "506", (8, 8)),
    closed("CY", "357", (8, 8)),
    closed("CZ", "420", (9, 9)),
    closed("DK", "45", (8, 8)),
    closed("EE", "372", (7, 8)),
    closed("ES", "34", (9, 9)),
    closed("GI", "350", (8, 8)),
    closed("GR", "30", (10, 10)),
    closed("GT", "502", (8, 8)),
    closed("HN", "504", (8, 8)),
    closed("IS", "354", (7, 7)),
    closed("KW", "965", (8, 8)),
    closed("LI", "423", (7, 7)),
    closed("LU", "352", (6, 9)),
    closed("LV", "371", (8, 8)),
    closed("MC", "377", (8, 9)),
    closed("MT", "356", (8, 8)),
    closed("MX", "52", (10, 10)),
    closed("NI", "505", (8, 8)),
    closed("NO", "47", (8, 8)),
    closed("OM", "968", (8, 8)),
    closed("PA", "507", (7, 8)),
    closed("PL", "48", (9, 9)),
    closed("PT", "351", (9, 9)),
    closed("QA", "974", (8, 8)),
    closed("SN", "221", (9, 9)),
    closed("SV", "503", (8, 8)),
    closed("TN", "216", (8, 8)),
    american("AG"),
    american("BB"),
    american("BM"),
    american("BS"),
    american("CA"),
    american("DO"),
    american("GD"),
    american("JM"),
    american("KY"),
    american("LC"),
    american("PR"),
    american("TT"),
    american("US"),
    american("VC"),
    Plan {
        international: "001",
        ..closed("HK", "852", (8, 8))
    },
    Plan {
        international: "000",
        ..closed("SG", "65", (8, 8))
    },
    // The 0 of a place belongs to its number; that of a mobile telephone begins with 3.
    Plan {
        bare: Some("03"),
        ..closed("IT", "39", (6, 11))
    },
    Plan {
        bare: Some("03"),
        ..closed("SM", "378", (6, 10))
    },
    Plan {
        trunk: "06",
        digits: (8, 9),
        ..usual("HU", "36")
    },
    Plan {
        international: "810",
        trunk: "80",
        digits: (9, 9),
        ..usual("BY", "375")
    },
    Plan {
        international: "810",
        trunk: "8",
        digits: (10, 10),
        ..usual("KZ", "7")
    },
    Plan {
        international: "810",
        trunk: "8",
        digits: (10, 10),
        ..usual("RU", "7")
    },
];

impl Plan {
    /// By the country's two letters.
    pub fn of(country: &str) -> Option<Self> {
        PLANS.iter().copied().find(|plan| plan.country == country)
    }

    /// A number outside as it is written everywhere; `None` where it is that already, or is none that the plan knows.
    pub fn world(&self, number: &str) -> Option<String> {
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if let Some(rest) = number.strip_prefix(self.international) {
            // No country's code begins with 0.
            let is_number = WORLD.contains(&rest.len()) && !rest.starts_with('0');
            return is_number.then(|| format!("+{rest}"));
        }
        let behind_trunk = number
            .strip_prefix(self.trunk)
            .filter(|rest| !self.trunk.is_empty() && self.is_national(rest));
        let bare = self.bare.filter(|begins| {
            self.is_national(number) && (begins.is_empty() || number.starts_with(|first: char| begins.contains(first)))
        });
        let national = behind_trunk.or(bare.map(|_| number))?;
        Some(format!("+{}{national}", self.code))
    }

    fn is_national(&self, number: &str) -> bool {
        (self.digits.0..=self.digits.1).contains(&number.len())
    }
}

/// Has the numbers outside of a leg as the whole world writes them, if its source says in which country it stands. What was sent stays beside
/// them (`from_sent`, `to_sent`).
pub fn spell(leg: &mut Leg, settings: &Settings) {
    let Some(plan) = &settings.plan else { return };
    let is_spelt = leg.custom.contains_key("from_sent") || leg.custom.contains_key("to_sent");
    if leg.direction == Direction::Internal || is_spelt {
        return;
    }
    let from = leg.from.clone().filter(|number| !is_inside(leg, number, settings));
    if let Some((sent, spelt)) = from.and_then(|sent| plan.world(&sent).map(|spelt| (sent, spelt))) {
        leg.keep("from_sent", sent);
        leg.from = Some(spelt);
    }
    let to = leg.to.clone().filter(|number| !is_inside(leg, number, settings));
    if let Some(sent) = to {
        let dialled = match leg.direction {
            Direction::Outbound => without_line(&sent, settings),
            _ => sent.as_str(),
        };
        let spelt = plan.world(dialled).unwrap_or_else(|| dialled.to_owned());
        if spelt != sent {
            leg.keep("to_sent", sent);
            leg.to = Some(spelt);
        }
    }
}

/// A number of ours, or what is no number.
fn is_inside(leg: &Leg, number: &str, settings: &Settings) -> bool {
    let is_own = |own: &Option<String>| own.as_deref() == Some(number);
    settings.is_extension(number) || is_feature_code(number) || is_own(&leg.agent) || is_own(&leg.queue)
}

/// What was dialled behind what gives a line.
fn without_line<'a>(dialled: &'a str, settings: &Settings) -> &'a str {
    let prefix = settings.given.outside_prefix.as_deref().unwrap_or("");
    let rest = dialled.strip_prefix(prefix).filter(|_| !prefix.is_empty());
    rest.filter(|rest| !rest.is_empty()).unwrap_or(dialled)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::pbx::settings::Given;

    fn world(country: &str, number: &str) -> Option<String> {
        Plan::of(country).unwrap().world(number)
    }

    #[test]
    fn the_ways_of_writing_a_number_become_one() {
        for (country, given, wanted) in [
            ("DE", "004930123456", "+4930123456"),
            ("DE", "030123456", "+4930123456"),
            ("DE", "00442079460018", "+442079460018"),
            ("GB", "02079460018", "+442079460018"),
            ("US", "12025550143", "+12025550143"),
            ("US", "2025550143", "+12025550143"),
            ("US", "011442079460018", "+442079460018"),
            ("IT", "0612345678", "+390612345678"),
            ("IT", "3331234567", "+393331234567"),
            ("ES", "912345678", "+34912345678"),
            ("HU", "0612345678", "+3612345678"),
            ("RU", "84951234567", "+74951234567"),
            ("RU", "810442079460018", "+442079460018"),
            ("AU", "0011442079460018", "+442079460018"),
            ("JP", "0312345678", "+81312345678"),
            ("SG", "61234567", "+6561234567"),
        ] {
            assert_eq!(world(country, given).as_deref(), Some(wanted), "{country} {given}");
            assert_eq!(world(country, wanted), None, "it is that already");
        }
    }

    #[test]
    fn what_no_plan_knows_stays_as_it_is() {
        for (country, given) in [
            ("DE", "110"),
            ("DE", "4930123456"),
            ("DE", "00030123456"),
            ("DE", "00491"),
            ("DE", "alice"),
            ("DE", ""),
            ("DE", "*97"),
            ("US", "1025550143"),
            ("US", "911"),
            ("US", "5550143"),
            ("IT", "800123456"),
            ("ES", "34912345678"),
        ] {
            assert_eq!(world(country, given), None, "{country} {given}");
        }
        assert_eq!(Plan::of("de"), None);
        assert_eq!(Plan::of(""), None);
    }

    #[test]
    fn every_country_stands_there_once() {
        let countries: BTreeSet<&str> = PLANS.iter().map(|plan| plan.country).collect();
        assert_eq!(countries.len(), PLANS.len());
        for plan in PLANS {
            assert!(plan.country.len() == 2 && plan.country.bytes().all(|byte| byte.is_ascii_uppercase()));
            assert!(
                !plan.code.starts_with('0') && !plan.international.is_empty(),
                "{plan:?}"
            );
        }
    }

    fn settings(different: Value) -> Settings {
        let mut given = json!({ "country": "DE", "extension_pattern": "^2[0-9]{2}$" });
        given
            .as_object_mut()
            .unwrap()
            .extend(different.as_object().unwrap().clone());
        Settings::new(serde_json::from_value::<Given>(given).unwrap()).unwrap()
    }

    fn leg(direction: &str, from: &str, to: &str) -> Leg {
        serde_json::from_value(json!({
            "source": "x", "external_id": "a", "direction": direction, "from": from, "to": to, "started_at": "2026-01-01T00:00:00Z", "talk_s": 0,
            "disposition": "unknown",
        }))
        .unwrap()
    }

    fn spelt(mut leg: Leg, settings: &Settings) -> (Option<String>, Option<String>, Value) {
        spell(&mut leg, settings);
        let once = leg.clone();
        spell(&mut leg, settings);
        assert_eq!(leg, once, "twice is as once");
        (leg.from, leg.to, Value::Object(leg.custom))
    }

    #[test]
    fn only_numbers_outside_are_spelt_and_what_was_sent_stays_beside_them() {
        let (from, to, custom) = spelt(leg("inbound", "030123456", "201"), &settings(json!({})));
        assert_eq!((from.as_deref(), to.as_deref()), (Some("+4930123456"), Some("201")));
        assert_eq!(custom, json!({ "from_sent": "030123456" }));
        let inside = spelt(leg("internal", "030123456", "0040123456"), &settings(json!({})));
        assert_eq!(inside.2, json!({}));
        let mut queue = leg("inbound", "+4930123456", "0301234567");
        queue.queue = Some("0301234567".into());
        assert_eq!(spelt(queue, &settings(json!({}))).2, json!({}));
        let nowhere = Settings::new(Given::default()).unwrap();
        assert_eq!(spelt(leg("inbound", "030123456", "201"), &nowhere).2, json!({}));
    }

    #[test]
    fn what_gives_a_line_is_no_part_of_the_number() {
        let line = settings(json!({ "outside_prefix": "0" }));
        for (dialled, wanted) in [
            ("0030123456", "+4930123456"),
            ("000442079460018", "+442079460018"),
            ("0110", "110"),
            ("0", "0"),
            ("+4930123456", "+4930123456"),
        ] {
            let (from, to, _) = spelt(leg("outbound", "201", dialled), &line);
            assert_eq!(
                (from.as_deref(), to.as_deref()),
                (Some("201"), Some(wanted)),
                "{dialled}"
            );
        }
        let (from, _, _) = spelt(leg("inbound", "030123456", "201"), &line);
        assert_eq!(from.as_deref(), Some("+4930123456"), "whoever calls in dials no line");
    }

    proptest! {
        #[test]
        fn no_number_panics_and_what_is_spelt_is_a_number(number in "[0-9+*a-z\u{e9}]{0,20}", index in 0..PLANS.len()) {
            if let Some(spelt) = PLANS[index].world(&number) {
                prop_assert!(spelt.starts_with('+') && spelt[1..].bytes().all(|byte| byte.is_ascii_digit()));
                prop_assert_eq!(PLANS[index].world(&spelt), None);
            }
        }
    }
}
