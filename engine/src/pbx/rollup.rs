//! The legs of one call → the call. Pure; recomputed on every leg that arrives, in whatever order they come.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::{Direction, Disposition, Leg};

/// What the legs of one call amount to. Times in UTC, `_s` in whole seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CallRollup {
    pub direction: Direction,
    pub from: Option<String>,
    pub to: Option<String>,
    pub agent: Option<String>,
    pub custom: CallCustom,
    pub queue: Option<String>,
    pub started_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub wait_s: Option<i32>,
    pub talk_s: i32,
    pub disposition: Disposition,
    pub recording_ref: Option<String>,
}

/// What a call says as its legs do in `custom`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CallCustom {
    /// All agents, in the order of their legs, each once.
    pub agents: Vec<String>,
    /// No leg knows the talk without the wait in the queue.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub talk_includes_queue_wait: bool,
}

/// Rolls up legs given in order of arrival; `None` without a leg.
pub fn call(arrived: &[Leg]) -> Option<CallRollup> {
    let mut legs: Vec<&Leg> = arrived.iter().collect();
    legs.sort_by_key(|leg| (leg.started_at, leg.sequence())); // stable: arrival decides what is left
    let (first, last) = (*legs.first()?, *legs.last()?);
    let persons = persons(&legs);
    let direction = legs
        .iter()
        .map(|leg| leg.direction)
        .find(|&d| d != Direction::Unknown)
        .unwrap_or_default();
    let started_at = legs.iter().map(|leg| leg.started_at).min()?;
    let ended_at = legs.iter().filter_map(|leg| leg.ended_at).max();
    let disposition = disposition(&legs, &persons, last);
    // An answered machine counts with its own times when nobody else answered.
    let counted: Vec<&Leg> = if persons.is_empty() && disposition == Disposition::Answered {
        vec![last]
    } else {
        persons.clone()
    };
    let answered_at = counted.iter().filter_map(|leg| leg.answered_at).min();
    let outbound_agent = || {
        legs.iter()
            .find_map(|leg| leg.agent.clone())
            .filter(|_| direction == Direction::Outbound)
    };
    Some(CallRollup {
        direction,
        from: first.from.clone(),
        to: first.to.clone(),
        agent: persons.iter().find_map(|leg| leg.agent.clone()).or_else(outbound_agent),
        custom: CallCustom {
            agents: agents(&legs),
            talk_includes_queue_wait: persons.iter().any(|leg| leg.talk_includes_queue_wait()),
        },
        queue: legs.iter().find_map(|leg| leg.queue.clone()),
        started_at,
        answered_at,
        ended_at,
        wait_s: wait_s(&legs, started_at, answered_at.or(ended_at)),
        talk_s: talk_s(&counted),
        disposition,
        recording_ref: legs.iter().find_map(|leg| leg.recording_ref.clone()),
    })
}

/// Seconds until the answer, else until the end. A leg that spans just that knows its source's own seconds, and they win;
/// `None` where no leg knows when it began to wait.
fn wait_s(legs: &[&Leg], started_at: Timestamp, until: Option<Timestamp>) -> Option<i32> {
    let until = until?;
    let whole = legs
        .iter()
        .find(|leg| leg.started_at == started_at && leg.answered_at.or(leg.ended_at) == Some(until));
    whole.and_then(|leg| leg.wait_s).or_else(|| {
        legs.iter()
            .any(|leg| leg.wait_s.is_some())
            .then(|| seconds(started_at, until))
    })
}

/// The legs on which a person answered; one whose talk includes the wait in the queue counts only if it is alone.
fn persons<'a>(legs: &[&'a Leg]) -> Vec<&'a Leg> {
    let all: Vec<&Leg> = legs.iter().copied().filter(|leg| leg.is_person()).collect();
    let exact: Vec<&Leg> = all
        .iter()
        .copied()
        .filter(|leg| !leg.talk_includes_queue_wait())
        .collect();
    if exact.is_empty() { all } else { exact }
}

fn disposition(legs: &[&Leg], persons: &[&Leg], last: &Leg) -> Disposition {
    let any = |wanted| legs.iter().any(|leg| leg.disposition == wanted);
    if !persons.is_empty() {
        Disposition::Answered
    } else if any(Disposition::Voicemail) {
        Disposition::Voicemail
    } else if any(Disposition::Abandoned) {
        Disposition::Abandoned
    } else {
        last.disposition
    }
}

fn agents(legs: &[&Leg]) -> Vec<String> {
    let mut agents: Vec<String> = Vec::new();
    for leg in legs {
        // A source that sees a transfer inside one leg lists its agents there.
        let listed = leg
            .custom
            .get("agents")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        for agent in leg.agent.as_deref().into_iter().chain(listed) {
            if !agents.iter().any(|known| known == agent) {
                agents.push(agent.to_owned());
            }
        }
    }
    agents
}

/// Length of the union of [answered, answered + talk]: the two sides of a call overlap and must not be added.
fn talk_s(legs: &[&Leg]) -> i32 {
    let mut spans: Vec<(i64, i64)> = legs
        .iter()
        .filter_map(|leg| {
            leg.answered_at
                .map(|at| (at.as_millisecond(), i64::from(leg.talk_s.max(0)) * 1000))
        })
        .map(|(from, long)| (from, from.saturating_add(long)))
        .collect();
    if spans.is_empty() {
        return legs.iter().map(|leg| leg.talk_s.max(0)).max().unwrap_or(0);
    }
    spans.sort_unstable();
    let (mut total, mut reached) = (0_i64, i64::MIN);
    for (from, to) in spans {
        total = total.saturating_add((to - from.max(reached)).max(0));
        reached = reached.max(to);
    }
    i32::try_from((total + 500) / 1000).unwrap_or(i32::MAX)
}

/// Whole seconds from one stamp to a later one, half up, never negative.
pub(crate) fn seconds(from: Timestamp, to: Timestamp) -> i32 {
    let ms = to.as_millisecond().saturating_sub(from.as_millisecond()).max(0);
    i32::try_from((ms + 500) / 1000).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn leg(fields: Value) -> Leg {
        let mut base = json!({"source": "t", "external_id": "x", "direction": "inbound", "started_at": "2026-03-01T10:00:00Z",
            "talk_s": 0, "disposition": "no_answer", "custom": {}});
        let (Value::Object(base_map), Value::Object(extra)) = (&mut base, fields) else {
            panic!("objects")
        };
        base_map.extend(extra);
        serde_json::from_value(base).unwrap()
    }

    fn answered(agent: &str, at: &str, talk_s: i32) -> Leg {
        leg(
            json!({"agent": agent, "answered_at": at, "talk_s": talk_s, "wait_s": 5, "disposition": "answered",
            "ended_at": "2026-03-01T10:05:00Z"}),
        )
    }

    #[test]
    fn overlapping_sides_of_a_call_are_not_added() {
        let call = call(&[
            answered("201", "2026-03-01T10:00:10Z", 60),
            answered("202", "2026-03-01T10:00:40Z", 60),
        ])
        .unwrap();
        assert_eq!(call.talk_s, 90);
        assert_eq!(call.custom.agents, ["201", "202"]);
        assert_eq!(call.agent.as_deref(), Some("201"));
    }

    #[test]
    fn the_wait_is_the_sources_own_where_one_leg_spans_it() {
        let first = answered("201", "2026-03-01T10:00:05.900Z", 60);
        assert_eq!(call(std::slice::from_ref(&first)).unwrap().wait_s, Some(5));
        let rang =
            leg(json!({"agent": "200", "ended_at": "2026-03-01T10:00:20Z", "wait_s": 20, "disposition": "missed"}));
        let mut second = answered("201", "2026-03-01T10:00:25.500Z", 60);
        second.started_at = "2026-03-01T10:00:20Z".parse().unwrap();
        assert_eq!(call(&[rang, second]).unwrap().wait_s, Some(26));
    }

    #[test]
    fn a_queue_leg_whose_talk_holds_the_wait_counts_only_alone() {
        let mut queue = answered("600", "2026-03-01T10:00:01Z", 100);
        queue.custom.insert("talk_includes_queue_wait".into(), json!(true));
        let alone = call(std::slice::from_ref(&queue)).unwrap();
        assert_eq!((alone.talk_s, alone.custom.talk_includes_queue_wait), (100, true));
        let known = call(&[queue, answered("201", "2026-03-01T10:00:31Z", 70)]).unwrap();
        assert_eq!((known.talk_s, known.custom.talk_includes_queue_wait), (70, false));
    }

    #[test]
    fn an_ivr_that_answered_makes_no_answered_call_when_the_caller_left() {
        let ivr = leg(
            json!({"disposition": "abandoned", "custom": {"leg_kind": "ivr"}, "ended_at": "2026-03-01T10:00:20Z", "wait_s": 20}),
        );
        let call = call(&[ivr]).unwrap();
        assert_eq!(
            (call.disposition, call.talk_s, call.wait_s),
            (Disposition::Abandoned, 0, Some(20))
        );
    }

    #[test]
    fn an_answered_machine_counts_with_its_own_times() {
        let menu = leg(
            json!({"disposition": "answered", "custom": {"leg_kind": "ivr"}, "answered_at": "2026-03-01T10:00:02Z",
            "ended_at": "2026-03-01T10:00:30Z", "talk_s": 28, "wait_s": 2}),
        );
        let call = call(&[menu]).unwrap();
        assert_eq!(
            (call.disposition, call.talk_s, call.wait_s),
            (Disposition::Answered, 28, Some(2))
        );
    }

    #[test]
    fn a_mailbox_wins_over_a_phone_that_rang_out() {
        let rang = leg(json!({"agent": "201", "disposition": "missed"}));
        let mailbox = leg(
            json!({"disposition": "voicemail", "started_at": "2026-03-01T10:00:20Z", "custom": {"leg_kind": "voicemail"}}),
        );
        assert_eq!(call(&[rang, mailbox]).unwrap().disposition, Disposition::Voicemail);
    }

    proptest! {
        /// Legs that start at different times may arrive in any order.
        #[test]
        fn the_call_does_not_depend_on_the_order_of_arrival(talks in prop::collection::vec((0i32..600, 0u32..600, any::<bool>()), 1..6), turn in 0usize..6) {
            let legs: Vec<Leg> = talks.iter().enumerate().map(|(i, &(talk, at, person))| leg(json!({
                "external_id": i.to_string(),
                "started_at": format!("2026-03-01T10:{:02}:{:02}Z", i, i),
                "answered_at": format!("2026-03-01T11:{:02}:{:02}Z", at / 60, at % 60),
                "talk_s": talk,
                "disposition": if person { "answered" } else { "missed" },
            }))).collect();
            let mut turned = legs.clone();
            turned.rotate_left(turn % legs.len());
            prop_assert_eq!(call(&legs), call(&turned));
        }
    }
}
