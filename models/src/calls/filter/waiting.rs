//! Calls of which an analysis stands in the queue: in which lane, and what it waits for. What stands there is counted by `queue::view`.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Jsonb, Text};
use serde::Serialize;

use super::{CallFilter, Query};
use crate::calls::intake::Lane;
use crate::calls::queue::view;

/// What an analysis in the queue waits for, in the words of a call's trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    Worker,
    /// The end of a pause after a failed attempt.
    Retry,
    /// It is being analysed.
    Result,
    /// It is withheld at the limit.
    Release,
}

impl WaitsFor {
    pub const ALL: [Self; 4] = [Self::Worker, Self::Retry, Self::Result, Self::Release];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Retry => "retry",
            Self::Result => "result",
            Self::Release => "release",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|waits| waits.as_str() == name)
    }

    fn condition(self) -> &'static str {
        match self {
            Self::Worker => "q.state = 'ready' AND q.not_before <= app_now()",
            Self::Retry => "q.state = 'ready' AND q.not_before > app_now()",
            Self::Result => "q.state = 'leased'",
            Self::Release => "q.state = 'withheld'",
        }
    }
}

/// One and the same analysis is in one of these lanes and waits for one of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// None: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Lane>,
    /// None: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<WaitsFor>,
}

pub(super) fn of_waiting<'a>(query: Query<'a>, filter: &'a CallFilter) -> Query<'a> {
    const QUEUED: &str =
        "EXISTS (SELECT FROM analysis_queue q WHERE q.tenant_id = calls.tenant_id AND q.call_id = calls.id";
    let Some(Waiting { lanes, waits_for }) = &filter.waiting else {
        return query;
    };
    let states: Vec<&str> = or_all(waits_for, WaitsFor::ALL).map(WaitsFor::condition).collect();
    let lanes: Vec<&str> = or_all(lanes, Lane::ALL).map(Lane::as_str).collect();
    let queued = sql::<Bool>(&format!("{QUEUED} AND ({}) AND q.lane = ANY(", states.join(" OR ")));
    let queued = queued.bind::<Array<Text>, _>(lanes);
    match view::desks(&filter.rows) {
        None => query.filter(queued.sql("))")),
        // Of legs that are not seen nothing is told either.
        Some(desks) => query.filter(
            queued
                .sql(") AND EXISTS (SELECT FROM legs l WHERE l.tenant_id = q.tenant_id AND l.id = q.leg_id AND held(")
                .bind::<Jsonb, _>(desks)
                .sql(", l.source_instance, l.agent, l.started_at)))"),
        ),
    }
}

/// Those that are wanted; none: each there is.
fn or_all<T: Copy, const N: usize>(wanted: &[T], all: [T; N]) -> impl Iterator<Item = T> {
    let wanted = if wanted.is_empty() {
        all.to_vec()
    } else {
        wanted.to_vec()
    };
    wanted.into_iter()
}
