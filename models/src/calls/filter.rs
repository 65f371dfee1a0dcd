//! Which calls are wanted, and the queries that find them, each served by an index. Not the rows: those are `call`'s.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Double, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::place::{Place, Sort, SortKey};
use crate::Error;
use crate::identity::authority::Rows;
use crate::ids::{self, TenantId};
use crate::integrations::source_instance::SourceInstance;
use crate::schema::{calls, legs};

/// Which calls are wanted; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CallFilter {
    /// Started at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_from: Option<DateTime<Utc>>,
    /// Started before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_before: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analysis_status: Option<String>,
    /// One of the call's agents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment_min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment_max: Option<f64>,
    /// Seconds of conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk_min_s: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk_max_s: Option<i32>,
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
    /// Of whoever asks.
    pub rows: Rows,
}

/// A telephone number, in full or by how it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberIs {
    Whole(String),
    Begins(String),
}

impl NumberIs {
    /// `+4930*` is every number that begins so.
    pub fn parse(text: &str) -> Self {
        match text.strip_suffix('*') {
            Some(begin) => Self::Begins(begin.to_owned()),
            None => Self::Whole(text.to_owned()),
        }
    }
}

/// One way to calls that match: each alternative of "agent", "number" and whose rows are seen has its own index, and none serves both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// The agent is one beside the call's first.
    further_agent: bool,
    /// Whoever asks is an agent beside the call's first.
    further_rows: bool,
    /// The number is the one called.
    called: bool,
}

/// The ways whose rows together are what the filter wants.
pub(super) fn ways(filter: &CallFilter) -> Vec<Way> {
    let either = |wanted: bool| if wanted { &[false, true][..] } else { &[false][..] };
    let (agents, numbers) = (either(filter.agent.is_some()), either(filter.number.is_some()));
    let rows = either(filter.rows != Rows::All);
    let mut ways = Vec::new();
    for &further_agent in agents {
        for &further_rows in rows {
            ways.extend(numbers.iter().map(|&called| Way {
                further_agent,
                further_rows,
                called,
            }));
        }
    }
    ways
}

pub(super) type Query<'a> = calls::BoxedQuery<'a, Pg>;

/// The filter's calls by one way. `ids` are those that an external or linked id names.
pub(super) fn by<'a>(tenant: TenantId, filter: &'a CallFilter, ids: Option<&[Uuid]>, way: Way) -> Query<'a> {
    let mut query = calls::table
        .filter(calls::tenant_id.eq(tenant.0).and(calls::moved_to.is_null()))
        .into_boxed();
    if let Some(ids) = ids {
        query = query.filter(calls::id.eq_any(ids.to_vec()));
    }
    if let Rows::Agents(agents) = &filter.rows {
        query = if way.further_rows {
            query.filter(
                sql::<Bool>("calls.id IN (SELECT call_id FROM call_agents WHERE tenant_id = ")
                    .bind::<SqlUuid, _>(tenant.0)
                    .sql(" AND agent = ANY(")
                    .bind::<Array<Text>, _>(agents.clone())
                    .sql("))"),
            )
        } else {
            query.filter(calls::agent.eq_any(agents))
        };
    }
    if let Some(agent) = &filter.agent {
        query = if way.further_agent {
            query.filter(
                sql::<Bool>("calls.id IN (SELECT call_id FROM call_agents WHERE tenant_id = ")
                    .bind::<SqlUuid, _>(tenant.0)
                    .sql(" AND agent = ")
                    .bind::<Text, _>(agent.clone())
                    .sql(")"),
            )
        } else {
            query.filter(calls::agent.eq(agent))
        };
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
    of_recordings(of_figures(of_names(query, filter), filter), filter)
}

fn caller<'a>(query: Query<'a>, number: &'a NumberIs) -> Query<'a> {
    match number {
        NumberIs::Whole(number) => query.filter(calls::from_number.eq(number)),
        NumberIs::Begins(begin) => query.filter(sql::<Bool>("calls.from_number ^@ ").bind::<Text, _>(begin.clone())),
    }
}

fn called<'a>(query: Query<'a>, number: &'a NumberIs) -> Query<'a> {
    match number {
        NumberIs::Whole(number) => query.filter(calls::to_number.eq(number)),
        NumberIs::Begins(begin) => query.filter(sql::<Bool>("calls.to_number ^@ ").bind::<Text, _>(begin.clone())),
    }
}

fn of_names<'a>(mut query: Query<'a>, filter: &'a CallFilter) -> Query<'a> {
    if let Some(direction) = &filter.direction {
        query = query.filter(calls::direction.eq(direction));
    }
    if let Some(disposition) = &filter.disposition {
        query = query.filter(calls::disposition.eq(disposition));
    }
    if let Some(status) = &filter.analysis_status {
        query = query.filter(calls::analysis_status.eq(status));
    }
    if let Some(queue) = &filter.queue {
        query = query.filter(calls::queue.eq(queue));
    }
    if let Some(instance) = &filter.source_instance {
        query = query.filter(calls::source_instance.eq(instance));
    }
    if let Some(label) = &filter.sentiment_label {
        query = query.filter(calls::sentiment_label.eq(label));
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
        let has = sql::<Bool>(&format!("{ANALYSIS} a.quality->'flags' ? ")).bind::<Text, _>(flag.clone());
        query = query.filter(has.sql(")"));
    }
    query
}

/// In the order asked for, from behind `after`.
pub(super) fn ordered(query: Query<'_>, sort: Sort, after: Option<Place>) -> Query<'_> {
    let beyond = if sort.descending { ") < (" } else { ") > (" };
    macro_rules! ordered {
        ($column:ident, $kind:ty, $value:expr) => {{
            let query = match after {
                None => query,
                Some(place) => query.filter(
                    sql::<Bool>(concat!("(calls.", stringify!($column), ", calls.id"))
                        .sql(beyond)
                        .bind::<$kind, _>($value(place))
                        .sql(", ")
                        .bind::<SqlUuid, _>(place.id)
                        .sql(")"),
                ),
            };
            if sort.descending {
                query.order((calls::$column.desc(), calls::id.desc()))
            } else {
                query.order((calls::$column.asc(), calls::id.asc()))
            }
        }};
    }
    match sort.key {
        SortKey::StartedAt => ordered!(started_at, Timestamptz, |place: Place| {
            DateTime::from_timestamp_micros(place.value).unwrap_or_default()
        }),
        SortKey::TalkS => ordered!(talk_s, Integer, |place: Place| {
            i32::try_from(place.value).unwrap_or_default()
        }),
        SortKey::SentimentScore => {
            let query = query.filter(calls::sentiment_score.is_not_null());
            ordered_by_score(query, sort, after, beyond)
        }
    }
}

fn ordered_by_score<'a>(query: Query<'a>, sort: Sort, after: Option<Place>, beyond: &'static str) -> Query<'a> {
    let query = match after {
        None => query,
        Some(place) => query.filter(
            sql::<Bool>("(calls.sentiment_score, calls.id")
                .sql(beyond)
                .bind::<Double, _>(place.score())
                .sql(", ")
                .bind::<SqlUuid, _>(place.id)
                .sql(")"),
        ),
    };
    if sort.descending {
        // As the index has it: no score is null here.
        query.order((calls::sentiment_score.desc(), calls::id.desc()))
    } else {
        query.order((calls::sentiment_score.asc(), calls::id.asc()))
    }
}

/// The calls that an external or a linked id names; `None` where the filter has neither. Ids follow from a telephone system's
/// name and these, so no index on them is needed: the tenant's systems are tried.
pub(super) async fn named(
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
