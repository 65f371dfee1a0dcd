//! At which desks somebody sat: agents as telephone systems name them, of one system or of all, each for as long as it was theirs. Pure. Who
//! sat where is the `directory`'s to know.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

/// Before every call, and after.
const ALWAYS: (i64, i64) = (-100_000_000_000, 1_000_000_000_000);

/// Whole seconds: from this one on, and before that one. With the telephone system whose agent it is; `None`: that of every one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Held(i64, i64, Option<String>);

impl Held {
    fn always() -> Self {
        Self(ALWAYS.0, ALWAYS.1, None)
    }
}

/// By agent. SQL reads the same by its function `held`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Desks(BTreeMap<String, Vec<Held>>);

impl Desks {
    /// Agents that were always theirs, on every telephone system.
    pub fn always(agents: impl IntoIterator<Item = String>) -> Self {
        Self(agents.into_iter().map(|agent| (agent, vec![Held::always()])).collect())
    }

    /// `source`: of this telephone system alone.
    pub fn add(
        &mut self,
        source: Option<String>,
        agent: String,
        from: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    ) {
        let second = |at: DateTime<Utc>| at.timestamp().clamp(ALWAYS.0, ALWAYS.1);
        let held = Held(from.map_or(ALWAYS.0, second), until.map_or(ALWAYS.1, second), source);
        self.0.entry(agent).or_default().push(held);
    }

    /// Their names, for an index: the moments are looked at after.
    pub fn agents(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// Whether a name alone does not say whose call it was.
    pub fn are_dated(&self) -> bool {
        self.0.values().flatten().any(|held| *held != Held::always())
    }

    pub fn include(&self, source: &str, agent: &str, at: DateTime<Utc>) -> bool {
        let at = at.timestamp();
        let held = self.0.get(agent).map_or(&[][..], Vec::as_slice);
        held.iter()
            .any(|Held(from, until, of)| (*from..*until).contains(&at) && of.as_deref().is_none_or(|of| of == source))
    }

    /// As SQL's `held` reads it.
    pub fn json(&self) -> Value {
        json!(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn a_desk_is_held_from_its_first_moment_until_the_next_holders() {
        let mut desks = Desks::always(["7".to_owned()]);
        assert!(!desks.are_dated() && desks.include("rome", "7", at("1999-01-01T00:00:00Z")));
        desks.add(
            None,
            "101".into(),
            Some(at("2026-03-01T00:00:00Z")),
            Some(at("2026-04-01T00:00:00Z")),
        );
        desks.add(None, "101".into(), Some(at("2026-06-01T00:00:00Z")), None);
        for (moment, held) in [
            ("2026-02-28T23:59:59Z", false),
            ("2026-03-01T00:00:00Z", true),
            ("2026-03-31T23:59:59.9Z", true),
            ("2026-04-01T00:00:00Z", false),
            ("2036-06-01T00:00:00Z", true),
        ] {
            assert_eq!(desks.include("rome", "101", at(moment)), held, "{moment}");
        }
        assert!(desks.are_dated() && !desks.include("rome", "102", at("2026-03-02T00:00:00Z")));
        assert_eq!(desks.agents(), ["101", "7"]);
        assert_eq!(desks.json()["101"][0], json!([1_772_323_200, 1_775_001_600, null]));
    }

    #[test]
    fn a_desk_of_one_telephone_system_is_none_of_another() {
        let mut desks = Desks::default();
        desks.add(Some("rome".into()), "201".into(), None, None);
        let now = at("2026-03-02T00:00:00Z");
        assert!(desks.include("rome", "201", now) && !desks.include("milan", "201", now));
        assert!(desks.are_dated(), "the name alone does not say whose it was");
        assert_eq!(desks.json()["201"][0][2], json!("rome"));
    }
}
