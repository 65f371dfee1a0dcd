//! Which calls are wanted, and the queries that find them, each served by an index. Not the rows: those are `call`'s.

mod again;
mod custom;
mod heard;
mod number;
mod order;
mod rare;
mod said;
mod seated;
mod vip;
mod waiting;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use crate::Error;
use crate::identity::authority::Rows;
use crate::identity::desks::Desks;
use crate::ids::{self, TenantId};
use crate::integrations::source_instance::SourceInstance;
use crate::schema::{calls, legs};

pub use again::{AfterHours, Again, Moment};
use again::{at_moment, of_callers, of_hours};
use custom::of_fields;
pub use custom::{FieldIs, Is};
pub use heard::Stale;
use heard::by_model;
pub use number::NumberIs;
use number::{called, caller};
pub(crate) use order::ordered;
use rare::where_few;
pub use said::Searched;
use said::said;
use seated::{seated, told_of};
use vip::of_vips;
use waiting::of_waiting;
pub use waiting::{Waiting, WaitsFor};

/// Which calls are wanted; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CallFilter {
    /// These calls; none: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<Uuid>,
    /// Started at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_from: Option<DateTime<Utc>>,
    /// Started before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_before: Option<DateTime<Utc>>,
    /// One of these; none: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub direction: Vec<String>,
    /// One of these; none: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disposition: Vec<String>,
    /// One of these; none: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub analysis_status: Vec<String>,
    /// One of its analyses stands in the queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// One of the call's agents: as the telephone system names it, or the name of a person of the directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// Where this agent sat, as the directory knows; `None`: at the desk of that name.
    #[serde(skip)]
    pub agent_at: Option<Desks>,
    /// Somebody is told of by exactly the name of `agent`, as figures count them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub agent_exact: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// Caller or called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<NumberIs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NumberIs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NumberIs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_instance: Option<String>,
    /// Of one of the call's legs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sentiment_label: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment_min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment_max: Option<f64>,
    /// Seconds of conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk_min_s: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk_max_s: Option<i32>,
    /// Seconds of waiting, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_min_s: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_max_s: Option<i32>,
    /// Whether the caller's number is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_known: Option<bool>,
    /// Whether the other side's number is a very important contact's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vip: Option<bool>,
    /// Whether the caller called again so soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
    /// Whether its caller called in at no other time between `started_from` and `started_before`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub once: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moment: Option<Moment>,
    /// Whether it began outside of business hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_hours: Option<AfterHours>,
    /// Known at this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<DateTime<Utc>>,
    /// Words that are to be said in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searched: Option<Searched>,
    /// Ids of tags, of which it carries one; none: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Uuid>,
    /// What its custom fields hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custom: Vec<FieldIs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_recording: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge_kind: Option<String>,
    /// Begin of the period to which the call was charged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charged_period: Option<DateTime<Utc>>,
    /// Of one of its recordings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// A flag of the quality of one of its recordings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    /// Name of a speech model that heard one of its recordings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale: Option<Stale>,
    /// Of whoever asks.
    pub rows: Rows,
}

/// One way to calls that match: each alternative of "agent", "number" and whose rows are seen has its own index, and none serves both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    /// The agent is one beside the call's first.
    further_agent: bool,
    /// Whoever asks is an agent beside the call's first.
    further_rows: bool,
    /// The number is the one called.
    called: bool,
    /// Who is very important was called.
    vip_called: bool,
}

/// The ways whose rows together are what the filter wants.
pub(crate) fn ways(filter: &CallFilter) -> Vec<Way> {
    let either = |wanted: bool| if wanted { &[false, true][..] } else { &[false][..] };
    let (agents, numbers) = (either(filter.agent.is_some()), either(filter.number.is_some()));
    let rows = either(filter.rows != Rows::All);
    let vips = either(filter.vip == Some(true));
    let mut ways = Vec::new();
    for &further_agent in agents {
        for &further_rows in rows {
            for &vip_called in vips {
                ways.extend(numbers.iter().map(|&called| Way {
                    further_agent,
                    further_rows,
                    called,
                    vip_called,
                }));
            }
        }
    }
    ways
}

pub(crate) type Query<'a> = calls::BoxedQuery<'a, Pg>;

/// The filter's calls by one way. `ids` are those that an external or linked id names.
pub(crate) fn by<'a>(tenant: TenantId, filter: &'a CallFilter, ids: Option<&[Uuid]>, way: Way) -> Query<'a> {
    let mut query = calls::table
        .filter(calls::tenant_id.eq(tenant.0).and(calls::moved_to.is_null()))
        .into_boxed();
    if let Some(ids) = ids {
        query = query.filter(calls::id.eq_any(ids.to_vec()));
    }
    if !filter.ids.is_empty() {
        query = query.filter(calls::id.eq_any(filter.ids.clone()));
    }
    if let Rows::Agents(desks) = &filter.rows {
        query = seated(query, tenant, desks, way.further_rows);
    }
    if let Some(agent) = &filter.agent {
        let named = || Desks::always([agent.clone()]);
        let desks = filter.agent_at.clone().unwrap_or_else(named);
        query = seated(query, tenant, &desks, way.further_agent);
        if filter.agent_exact {
            query = told_of(query, agent);
        }
    }
    if let Some(number) = &filter.number {
        query = if way.called {
            called(query, number)
        } else {
            caller(query, number)
        };
    }
    if let Some(number) = &filter.from {
        query = caller(query, number);
    }
    if let Some(number) = &filter.to {
        query = called(query, number);
    }
    if let Some(wanted) = filter.vip {
        query = of_vips(query, wanted, way.vip_called);
    }
    let query = of_waiting(of_fields(said(query, filter), filter), filter);
    of_callers(
        of_recordings(of_figures(of_names(query, filter), filter), filter),
        filter,
    )
}

fn of_names<'a>(mut query: Query<'a>, filter: &'a CallFilter) -> Query<'a> {
    if !filter.direction.is_empty() {
        query = query.filter(calls::direction.eq_any(&filter.direction));
    }
    if !filter.disposition.is_empty() {
        query = query.filter(calls::disposition.eq_any(&filter.disposition));
    }
    if !filter.analysis_status.is_empty() {
        query = query.filter(calls::analysis_status.eq_any(&filter.analysis_status));
        query = where_few(query, &filter.analysis_status);
    }
    if !filter.sentiment_label.is_empty() {
        query = query.filter(calls::sentiment_label.eq_any(&filter.sentiment_label));
    }
    if let Some(queue) = &filter.queue {
        query = query.filter(calls::queue.eq(queue));
    }
    if let Some(instance) = &filter.source_instance {
        query = query.filter(calls::source_instance.eq(instance));
    }
    if !filter.tags.is_empty() {
        query = query.filter(
            sql::<Bool>("EXISTS (SELECT FROM call_tags t WHERE t.tenant_id = calls.tenant_id AND t.call_id = calls.id AND t.tag_id = ANY(")
                .bind::<Array<SqlUuid>, _>(&filter.tags)
                .sql("))"),
        );
    }
    match filter.archived {
        Some(true) => query = query.filter(calls::archived_at.is_not_null()),
        Some(false) => query = query.filter(calls::archived_at.is_null()),
        None => (),
    }
    if let Some(kind) = &filter.charge_kind {
        query = query.filter(calls::charge_kind.eq(kind));
    }
    query
}

fn of_figures<'a>(mut query: Query<'a>, filter: &'a CallFilter) -> Query<'a> {
    if let Some(at) = filter.started_from {
        query = query.filter(calls::started_at.ge(at));
    }
    if let Some(at) = filter.started_before {
        query = query.filter(calls::started_at.lt(at));
    }
    if let Some(moment) = &filter.moment {
        query = at_moment(query, moment);
    }
    if let Some(hours) = &filter.after_hours {
        query = of_hours(query, hours);
    }
    if let Some(period) = filter.charged_period {
        query = query.filter(calls::charged_period.eq(period));
    }
    if let Some(score) = filter.sentiment_min {
        query = query.filter(calls::sentiment_score.ge(score));
    }
    if let Some(score) = filter.sentiment_max {
        query = query.filter(calls::sentiment_score.le(score));
    }
    if let Some(seconds) = filter.talk_min_s {
        query = query.filter(calls::talk_s.ge(seconds));
    }
    if let Some(seconds) = filter.talk_max_s {
        query = query.filter(calls::talk_s.le(seconds));
    }
    if let Some(seconds) = filter.wait_min_s {
        query = query.filter(calls::wait_s.ge(seconds));
    }
    if let Some(seconds) = filter.wait_max_s {
        query = query.filter(calls::wait_s.le(seconds));
    }
    if let Some(at) = filter.as_of {
        query = query.filter(calls::created_at.le(at));
    }
    query
}

fn of_recordings<'a>(mut query: Query<'a>, filter: &'a CallFilter) -> Query<'a> {
    const ANALYSIS: &str =
        "EXISTS (SELECT FROM analyses a WHERE a.tenant_id = calls.tenant_id AND a.call_id = calls.id AND ";
    match filter.has_recording {
        Some(true) => query = query.filter(calls::recordings.gt(0)),
        Some(false) => query = query.filter(calls::recordings.eq(0)),
        None => (),
    }
    if let Some(language) = &filter.language {
        let is = sql::<Bool>(&format!("{ANALYSIS} a.language = ")).bind::<Text, _>(language.clone());
        query = query.filter(is.sql(")"));
    }
    if let Some(flag) = &filter.flag {
        let has = sql::<Bool>(&format!(
            "{ANALYSIS} a.quality->'flags' <> '[]' AND a.quality->'flags' ? "
        ))
        .bind::<Text, _>(flag.clone());
        query = query.filter(has.sql(")"));
    }
    by_model(query, filter)
}

/// The calls that an external or a linked id names; `None` where the filter has neither. Ids follow from a telephone system's
/// name and these, so no index on them is needed: the tenant's systems are tried.
pub(crate) async fn named(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    filter: &CallFilter,
) -> Result<Option<Vec<Uuid>>, Error> {
    if filter.external_id.is_none() && filter.linked_id.is_none() {
        return Ok(None);
    }
    let instances: Vec<String> = match &filter.source_instance {
        Some(name) => vec![name.clone()],
        None => {
            let all = SourceInstance::of(tenant).list(conn).await?;
            all.into_iter().map(|instance| instance.name).collect()
        }
    };
    let linked = |key: &String| -> Vec<Uuid> {
        let ids = instances.iter().map(|instance| ids::call(tenant, instance, key).0);
        ids.collect()
    };
    let linked = filter.linked_id.as_ref().map(linked);
    let Some(external_id) = &filter.external_id else {
        return Ok(linked);
    };
    let legs_named = instances
        .iter()
        .map(|instance| ids::leg(tenant, instance, external_id).0);
    let own = legs::table.filter(
        legs::tenant_id
            .eq(tenant.0)
            .and(legs::id.eq_any(legs_named.collect::<Vec<_>>())),
    );
    let mut found: Vec<Uuid> = own.select(legs::call_id).load(conn).await?;
    if let Some(linked) = linked {
        found.retain(|id| linked.contains(id));
    }
    Ok(Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::debug_query;

    /// PostgreSQL turns `EXISTS` into a join, and reads an `IN` that names the outer row anew for each call.
    #[test]
    fn no_filter_reads_another_table_once_a_call() {
        let text = |text: &str| Some(text.to_owned());
        let filter = CallFilter {
            tags: vec![Uuid::nil()],
            language: text("en"),
            flag: text("clipped"),
            model: text("tiny.en"),
            agent: text("1"),
            vip: Some(true),
            custom: vec![FieldIs {
                name: "plan".into(),
                field: Uuid::nil(),
                is: Is::Known(false),
            }],
            searched: Some(Searched {
                legs: vec![Uuid::nil()],
                ..Searched::default()
            }),
            rows: Rows::Agents(Desks::always(["1".to_owned()])),
            ..CallFilter::default()
        };
        let waiting = CallFilter {
            analysis_status: vec!["queued".into()],
            waiting: Some(Waiting::default()),
            ..CallFilter::default()
        };
        for filter in [filter, waiting] {
            for way in ways(&filter) {
                let sql = debug_query::<Pg, _>(&by(TenantId(Uuid::nil()), &filter, None, way)).to_string();
                for inner in sql.split("IN (SELECT").skip(1) {
                    let inner = inner.split("))").next().unwrap();
                    assert!(!inner.contains("= calls."), "{inner}");
                }
            }
        }
    }
}
