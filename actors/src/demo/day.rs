//! A day of the demo's telephone system: its records, as the canonical form has them, and what was said in those that were recorded.
//! The same day is the same for whoever asks, and whenever. Pure.

use engine::analysis::Turn;
use engine::pbx::canonical::{self, CanonicalRecord, RecordFault};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::chance::Chance;
use super::talk::{self, Script, Setting};

/// The source instance of its records.
pub const INSTANCE: &str = "demo";
/// Calls of an ordinary weekday, from Monday.
const WEEK: [f64; 7] = [28.0, 23.0, 21.0, 21.0, 19.0, 7.0, 2.0];
/// How busy the months are, from January.
const MONTHS: [f64; 12] = [1.05, 0.95, 1.0, 1.0, 1.0, 0.95, 0.85, 0.8, 1.0, 1.05, 1.2, 1.25];
const HOURS: [(i8, f64); 13] = [
    (7, 0.2),
    (8, 0.7),
    (9, 1.3),
    (10, 1.6),
    (11, 1.4),
    (12, 0.8),
    (13, 0.9),
    (14, 1.2),
    (15, 1.2),
    (16, 1.1),
    (17, 0.6),
    (18, 0.2),
    (20, 0.1),
];
/// Area codes; with 555-01xx the numbers are nobody's.
const AREAS: [&str; 12] = [
    "202", "212", "312", "404", "415", "512", "617", "713", "206", "303", "602", "702",
];
const TRUNKS: [&str; 2] = ["pstn-1", "pstn-2"];

/// One of the people who take calls.
struct Agent {
    extension: &'static str,
    name: &'static str,
    queue: &'static str,
    skill: f64,
    weight: f64,
}

const AGENTS: [Agent; 9] = [
    agent("201", "Dana", "service", 0.85, 1.3),
    agent("204", "Marcus", "service", 0.74, 1.2),
    agent("206", "Priya", "service", 0.68, 1.0),
    agent("207", "Tom", "service", 0.6, 1.0),
    agent("209", "Elena", "service", 0.48, 0.7),
    agent("202", "Jordan", "sales", 0.8, 1.2),
    agent("203", "Amelie", "sales", 0.7, 0.9),
    agent("205", "Sam", "billing", 0.7, 1.0),
    agent("208", "Ines", "billing", 0.6, 0.8),
];

const fn agent(extension: &'static str, name: &'static str, queue: &'static str, skill: f64, weight: f64) -> Agent {
    Agent {
        extension,
        name,
        queue,
        skill,
        weight,
    }
}

/// A record, and what was said where it was recorded.
pub struct Planned {
    pub record: CanonicalRecord,
    pub turns: Option<Vec<Turn>>,
}

/// A day's records that have ended by `until`.
pub fn records(script: &Script, day: Date, zone: &TimeZone, until: Timestamp) -> Result<Vec<Planned>, RecordFault> {
    let mut chance = Chance::of(&day.to_string());
    let mut planned = Vec::new();
    for n in 0..count(&mut chance, day) {
        let hour = chance.weighed(&HOURS).copied().unwrap_or(10);
        let (minute, second) = (chance.below(60) as i8, chance.below(60) as i8);
        let Ok(begin) = day.at(hour, minute, second, 0).to_zoned(zone.clone()) else {
            continue;
        };
        let call = Call {
            id: format!("{day}-{n:03}"),
            begin: begin.timestamp(),
            hour,
            chance: Chance::of(&format!("{day} {n}")),
        };
        planned.extend(call.plan(script)?);
    }
    planned.retain(|one| one.record.leg.ended_at.is_some_and(|ended| ended <= until));
    planned.sort_by_key(|one| one.record.leg.started_at);
    Ok(planned)
}

fn count(chance: &mut Chance, day: Date) -> usize {
    let of = |table: &[f64], at: i8| table.get(usize::try_from(at).unwrap_or(0)).copied().unwrap_or(1.0);
    let base = of(&WEEK, day.weekday().to_monday_zero_offset()) * of(&MONTHS, day.month() - 1);
    let is_holiday = matches!((day.month(), day.day()), (1, 1) | (7, 4) | (12, 24..=26));
    let base = if is_holiday { base * 0.15 } else { base };
    (base * (1.0 + 0.14 * chance.bell())).round().max(0.0) as usize
}

struct Call {
    id: String,
    begin: Timestamp,
    hour: i8,
    chance: Chance,
}

impl Call {
    fn plan(mut self, script: &Script) -> Result<Vec<Planned>, RecordFault> {
        match self.chance.share() {
            ..0.74 => self.inbound(script),
            0.74..0.96 => self.outbound(),
            _ => self.internal(),
        }
    }

    fn inbound(mut self, script: &Script) -> Result<Vec<Planned>, RecordFault> {
        let is_open = (8..18).contains(&self.hour);
        let is_busy = matches!(self.hour, 9..=11);
        let queues = [("service", 0.56), ("sales", 0.27), ("billing", 0.17)];
        let queue = self.chance.weighed(&queues).copied().unwrap_or("service");
        let lost = if is_busy { 0.12 } else { 0.05 };
        let outcomes = match is_open {
            true => [
                ("answered", 1.0 - lost - 0.06),
                ("abandoned", lost),
                ("missed", 0.03),
                ("voicemail", 0.02),
                ("busy", 0.01),
            ],
            false => [
                ("answered", 0.0),
                ("abandoned", 0.1),
                ("missed", 0.35),
                ("voicemail", 0.55),
                ("busy", 0.0),
            ],
        };
        let outcome = self.chance.weighed(&outcomes).copied().unwrap_or("answered");
        let patience = if is_busy { 21.0 } else { 9.0 };
        let wait_s = (-(1.0 - self.chance.share()).ln() * patience).min(240.0) as i64 + 2;
        let from = (!self.chance.happens(0.04)).then(|| number(&mut self.chance));
        let agent = if outcome == "answered" { self.agent(queue) } else { None };
        let turns = match agent {
            Some(agent) if queue == "service" => {
                Some(script.turns(&mut self.chance, &setting(agent, self.hour, wait_s)))
            }
            _ => None,
        };
        let talk_s = match (&turns, outcome) {
            (Some(turns), _) => i64::try_from(talk::seconds(turns)).unwrap_or(0),
            (None, "answered") => self.length(5.1),
            (None, "voicemail") => self.length(2.8),
            (None, _) => 0,
        };
        let mut value = self.value("inbound", outcome, wait_s, talk_s);
        value["from"] = json!(from);
        value["to"] = json!("+12025550100");
        value["queue"] = json!(queue);
        value["agent"] = json!(agent.map(|agent| agent.extension));
        let first = planned(&value, turns)?;
        if first.turns.is_none() && outcome == "answered" && self.chance.happens(0.08) {
            let second = self.passed_on(&value, talk_s)?;
            return Ok(vec![first, second]);
        }
        Ok(vec![first])
    }

    /// The same call at another desk.
    fn passed_on(&mut self, first: &Value, talk_s: i64) -> Result<Planned, RecordFault> {
        let agent = self.agent("service");
        self.begin = self
            .begin
            .saturating_add(SignedDuration::from_secs(talk_s))
            .unwrap_or(self.begin);
        let talk_s = self.length(4.7);
        let mut value = self.value("inbound", "answered", 4, talk_s);
        for key in ["from", "to", "linked_id"] {
            value[key] = first[key].clone();
        }
        value["external_id"] = json!(format!("{}-b", self.id));
        value["queue"] = json!("service");
        value["agent"] = json!(agent.map(|agent| agent.extension));
        planned(&value, None)
    }

    fn outbound(mut self) -> Result<Vec<Planned>, RecordFault> {
        let outcomes = [
            ("answered", 0.68),
            ("no_answer", 0.2),
            ("busy", 0.06),
            ("voicemail", 0.04),
            ("failed", 0.02),
        ];
        let outcome = self.chance.weighed(&outcomes).copied().unwrap_or("answered");
        let queue = self
            .chance
            .pick(&["sales", "service", "billing"])
            .copied()
            .unwrap_or("sales");
        let Some(agent) = self.agent(queue) else {
            return Ok(Vec::new());
        };
        let wait_s = 4 + self.chance.below(26) as i64;
        let talk_s = match outcome {
            "answered" => self.length(4.8),
            "voicemail" => self.length(2.9),
            _ => 0,
        };
        let to = number(&mut self.chance);
        let mut value = self.value("outbound", outcome, wait_s, talk_s);
        value["from"] = json!(agent.extension);
        value["to"] = json!(to);
        value["agent"] = json!(agent.extension);
        Ok(vec![planned(&value, None)?])
    }

    fn internal(mut self) -> Result<Vec<Planned>, RecordFault> {
        let (Some(one), Some(other)) = (self.agent("service"), self.agent("billing")) else {
            return Ok(Vec::new());
        };
        let talk_s = self.length(4.0);
        let mut value = self.value("internal", "answered", 3, talk_s);
        value["from"] = json!(one.extension);
        value["to"] = json!(other.extension);
        value["agent"] = json!(one.extension);
        Ok(vec![planned(&value, None)?])
    }

    fn agent(&mut self, queue: &str) -> Option<&'static Agent> {
        let of_queue: Vec<(&Agent, f64)> = AGENTS
            .iter()
            .filter(|agent| agent.queue == queue)
            .map(|agent| (agent, agent.weight))
            .collect();
        self.chance.weighed(&of_queue).copied()
    }

    /// Seconds, around e to the power of `middle`, a few of them long.
    fn length(&mut self, middle: f64) -> i64 {
        (middle + 0.6 * self.chance.bell()).exp().clamp(6.0, 2_700.0) as i64
    }

    fn value(&mut self, direction: &str, outcome: &str, wait_s: i64, talk_s: i64) -> Value {
        let after = |seconds: i64| {
            self.begin
                .saturating_add(SignedDuration::from_secs(seconds))
                .unwrap_or(self.begin)
        };
        let is_answered = matches!(outcome, "answered" | "voicemail");
        let answered = is_answered.then(|| after(wait_s).to_string());
        let ended = after(wait_s + talk_s).to_string();
        let id = format!("demo-{}", self.id);
        let begin = self.begin.to_string();
        let released_by = self.chance.pick(&["caller", "caller", "agent"]).copied();
        let trunk = self.chance.pick(&TRUNKS).copied();
        json!({
            "source_instance": INSTANCE, "external_id": id, "linked_id": id, "direction": direction, "disposition": outcome, "started_at": begin,
            "answered_at": answered, "ended_at": ended, "wait_s": wait_s, "talk_s": talk_s, "analyze": false,
            "custom": { "released_by": released_by, "trunk": trunk },
        })
    }
}

fn setting(agent: &Agent, hour: i8, wait_s: i64) -> Setting<'_> {
    Setting {
        agent: agent.name,
        is_morning: hour < 12,
        skill: agent.skill,
        wait_s,
    }
}

fn planned(value: &Value, turns: Option<Vec<Turn>>) -> Result<Planned, RecordFault> {
    // What is not there is left out: a key that is null is a key.
    let mut value = value.clone();
    if let Value::Object(map) = &mut value {
        map.retain(|_, value| !value.is_null());
    }
    Ok(Planned {
        record: canonical::parse(value)?,
        turns,
    })
}

/// Of some hundred callers, a few of them often.
fn number(chance: &mut Chance) -> String {
    let caller = (chance.share().powf(1.8) * 900.0) as usize;
    let area = AREAS.get(caller % AREAS.len()).copied().unwrap_or("202");
    format!("+1{area}55501{:02}", caller / AREAS.len() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year() -> Vec<Planned> {
        let script = Script::read();
        let zone = TimeZone::get("America/New_York").unwrap();
        let first: Date = "2025-11-29".parse().unwrap();
        let until = "2026-11-28T17:00:00Z".parse().unwrap();
        let days = first.series(jiff::Span::new().days(1)).take(365);
        days.flat_map(|day| records(&script, day, &zone, until).unwrap())
            .collect()
    }

    #[test]
    fn a_year_is_some_thousand_calls_of_every_kind_and_always_the_same() {
        let (once, again) = (year(), year());
        assert!(
            once.iter()
                .map(|one| &one.record)
                .eq(again.iter().map(|one| &one.record))
        );
        assert!((4_500..8_000).contains(&once.len()), "{}", once.len());
        let recorded = once.iter().filter(|one| one.turns.is_some()).count();
        assert!((1_200..2_600).contains(&recorded), "{recorded}");
        let mut ids: Vec<&str> = once.iter().map(|one| one.record.leg.external_id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), once.len());
        let share =
            |wanted: fn(&Planned) -> bool| once.iter().filter(|one| wanted(one)).count() as f64 / once.len() as f64;
        let answered = share(|one| one.record.leg.disposition.as_str() == "answered");
        assert!((0.7..0.92).contains(&answered), "{answered}");
        assert!(share(|one| one.record.leg.from.is_none()) > 0.01);
        assert!(
            once.iter()
                .all(|one| one.record.leg.source == "canonical" && !one.record.analyze)
        );
    }

    #[test]
    fn what_has_not_ended_yet_is_not_told() {
        let script = Script::read();
        let day: Date = "2026-11-25".parse().unwrap();
        let at = |hour: i8| day.at(hour, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
        let told = |hour| records(&script, day, &TimeZone::UTC, at(hour)).unwrap().len();
        assert!(told(0) == 0 && told(11) > 0 && told(11) < told(23));
    }
}
