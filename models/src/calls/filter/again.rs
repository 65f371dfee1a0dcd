//! At which hour of the week a call began, whether outside of business hours, and whether its caller is known, called in again or at
//! no other time.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use serde::Serialize;

use super::{CallFilter, Query};
use crate::identity::authority::Rows;
use crate::identity::hours::Calendar;
use crate::schema::calls;

/// Whether the same caller called in again within so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Again {
    pub within_d: i32,
    pub called: bool,
}

/// Weekdays (1 is Monday) and an hour of them, on the clocks of a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    pub zone: String,
    /// One of these; none: any.
    pub weekdays: Vec<i32>,
    pub hour: Option<i32>,
}

/// Outside of these hours, or (`after` is false) within them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AfterHours {
    pub after: bool,
    pub hours: Calendar,
}

pub(super) fn at_moment<'a>(mut query: Query<'a>, moment: &Moment) -> Query<'a> {
    let hours: Vec<i32> = moment.hour.into_iter().collect();
    for (part, wanted) in [("isodow", &moment.weekdays), ("hour", &hours)] {
        if !wanted.is_empty() {
            query = query.filter(
                sql::<Bool>(&format!("extract({part} FROM calls.started_at AT TIME ZONE "))
                    .bind::<Text, _>(moment.zone.clone())
                    .sql(")::int = ANY(")
                    .bind::<Array<Integer>, _>(wanted.clone())
                    .sql(")"),
            );
        }
    }
    query
}

pub(super) fn of_hours<'a>(query: Query<'a>, wanted: &AfterHours) -> Query<'a> {
    let (week, special) = wanted.hours.sql();
    let is = sql::<Bool>("is_open(calls.started_at, ")
        .bind::<Text, _>(wanted.hours.zone.clone())
        .sql(", ")
        .bind::<Text, _>(week)
        .sql("::int4multirange, ")
        .bind::<Jsonb, _>(special);
    query.filter(is.sql(if wanted.after { ") IS FALSE" } else { ")" }))
}

pub(super) fn of_callers<'a>(mut query: Query<'a>, filter: &'a CallFilter) -> Query<'a> {
    const NEXT: &str =
        "EXISTS (SELECT FROM calls n WHERE n.tenant_id = calls.tenant_id AND n.from_number = calls.from_number
        AND n.direction = 'inbound' AND n.moved_to IS NULL AND (n.started_at, n.id) > (calls.started_at, calls.id)
        AND n.started_at <= calls.started_at + make_interval(days => ";
    match filter.caller_known {
        Some(true) => query = query.filter(calls::from_number.is_not_null()),
        Some(false) => query = query.filter(calls::from_number.is_null()),
        None => (),
    }
    if let Some(once) = filter.once {
        query = called_once(query, filter, once);
    }
    if let Some(Again { within_d, called }) = filter.again {
        let not = if called { "" } else { "NOT " };
        let next = sql::<Bool>(&format!("{not}{NEXT}")).bind::<Integer, _>(within_d);
        let next = match &filter.rows {
            Rows::All => next.sql("))"),
            // Calls that are not seen are not told of either.
            Rows::Agents(desks) => {
                return query.filter(
                    next.sql(") AND EXISTS (SELECT FROM unnest(n.agents) AS own (agent) WHERE held(")
                        .bind::<Jsonb, _>(desks.json())
                        .sql(", n.source_instance, own.agent, n.started_at)))"),
                );
            }
        };
        query = query.filter(next);
    }
    query
}

/// Of known callers: whether there is no other inbound call of the same one in the filter's time, whatever else it asks for.
fn called_once<'a>(query: Query<'a>, filter: &'a CallFilter, once: bool) -> Query<'a> {
    const OTHER: &str =
        "EXISTS (SELECT FROM calls o WHERE o.tenant_id = calls.tenant_id AND o.from_number = calls.from_number
        AND o.direction = 'inbound' AND o.moved_to IS NULL AND o.id <> calls.id AND o.started_at >= coalesce(";
    let not = if once { "NOT " } else { "" };
    let other = sql::<Bool>(&format!("{not}{OTHER}"))
        .bind::<Nullable<Timestamptz>, _>(filter.started_from)
        .sql(", '-infinity') AND o.started_at < coalesce(")
        .bind::<Nullable<Timestamptz>, _>(filter.started_before);
    let query = query.filter(calls::from_number.is_not_null());
    match &filter.rows {
        Rows::All => query.filter(other.sql(", 'infinity'))")),
        // Calls that are not seen are not told of either.
        Rows::Agents(desks) => query.filter(
            other
                .sql(", 'infinity') AND EXISTS (SELECT FROM unnest(o.agents) AS own (agent) WHERE held(")
                .bind::<Jsonb, _>(desks.json())
                .sql(", o.source_instance, own.agent, o.started_at)))"),
        ),
    }
}
