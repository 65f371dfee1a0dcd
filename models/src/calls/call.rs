//! A call as it is listed and read: the roll-up of its legs. Written by `intake` and `result`.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::analysis::Analysis;
use super::leg::{Leg, LegDetail};
use super::recording::Recording;
use crate::Error;
use crate::db::Pool;
use crate::ids::{self, CallId, TenantId};
use crate::integrations::source_instance::SourceInstance;
use crate::page::{Cursor, Page, PageRequest};
use crate::schema::{analyses, calls, legs, recordings};

/// Keys as in the normalised record; `linked_id` is the external id where the legs have none.
#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = calls, check_for_backend(diesel::pg::Pg))]
pub struct Call {
    pub id: Uuid,
    pub source: String,
    pub source_instance: String,
    #[serde(rename = "linked_id")]
    pub key: String,
    pub direction: String,
    #[serde(rename = "from")]
    pub from_number: Option<String>,
    #[serde(rename = "to")]
    pub to_number: Option<String>,
    pub agent: Option<String>,
    pub agents: Vec<String>,
    pub queue: Option<String>,
    pub started_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub wait_s: Option<i32>,
    pub talk_s: i32,
    pub disposition: String,
    pub custom: Value,
    #[serde(rename = "leg_count")]
    pub legs: i32,
    #[serde(rename = "recording_count")]
    pub recordings: i32,
    pub analysis_status: String,
    pub charge_kind: String,
    pub sentiment_label: Option<String>,
    pub sentiment_score: Option<f64>,
    #[serde(skip)]
    pub moved_to: Option<Uuid>,
    pub demo: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A call with its legs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CallDetail {
    #[serde(flatten)]
    pub call: Call,
    pub legs: Vec<LegDetail>,
}

/// What an id leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Call(Box<CallDetail>),
    /// Its legs went to another call: an alias.
    Moved(CallId),
}

/// Which calls are wanted; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallFilter {
    /// Started at this moment or later.
    pub started_from: Option<DateTime<Utc>>,
    /// Started before this moment.
    pub started_before: Option<DateTime<Utc>>,
    pub direction: Option<String>,
    pub disposition: Option<String>,
    pub analysis_status: Option<String>,
    /// One of the call's agents.
    pub agent: Option<String>,
    pub queue: Option<String>,
    /// Caller or called, in full.
    pub number: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub source_instance: Option<String>,
    /// Of one of the call's legs.
    pub external_id: Option<String>,
    pub sentiment_label: Option<String>,
    /// Seconds of conversation.
    pub talk_min_s: Option<i32>,
    pub talk_max_s: Option<i32>,
}

impl Call {
    pub fn of(tenant: TenantId) -> Calls {
        Calls { tenant }
    }

    pub fn call_id(&self) -> CallId {
        CallId(self.id)
    }
}

impl CallDetail {
    /// Whose transcript and recording are meant where no leg is named: the first person's with a recording, else the first
    /// with one.
    pub fn default_leg(&self) -> Option<&LegDetail> {
        let with_recording = || self.legs.iter().filter(|detail| detail.recording.is_some());
        with_recording()
            .find(|detail| detail.leg.is_person())
            .or_else(|| with_recording().next())
    }
}

/// The calls of one tenant.
#[derive(Clone, Copy, Debug)]
pub struct Calls {
    tenant: TenantId,
}

impl Calls {
    /// Latest start first. Aliases are left out.
    pub async fn list(&self, app: &Pool, filter: &CallFilter, page: &PageRequest) -> Result<Page<Call>, Error> {
        let tenant = self.tenant;
        let rows = app
            .tenant(tenant, async move |conn| -> Result<_, Error> {
                let Some(query) = filtered(conn, tenant, filter).await? else {
                    return Ok(Vec::new());
                };
                let query = match page.after {
                    None => query,
                    Some(Cursor { at, id }) => query.filter(
                        calls::started_at
                            .le(at)
                            .and(calls::started_at.lt(at).or(calls::id.lt(id))),
                    ),
                };
                let query = query
                    .order((calls::started_at.desc(), calls::id.desc()))
                    .limit(i64::from(page.rows) + 1);
                Ok(query.select(Call::as_select()).load(conn).await?)
            })
            .await?;
        Ok(page.cut(rows, |call: &Call| Cursor {
            at: call.started_at,
            id: call.id,
        }))
    }

    pub async fn find(&self, app: &Pool, id: CallId) -> Result<Found, Error> {
        let tenant = self.tenant;
        app.tenant(tenant, async move |conn| {
            let own = calls::table.filter(calls::tenant_id.eq(tenant.0).and(calls::id.eq(id.0)));
            let call = own
                .select(Call::as_select())
                .first(conn)
                .await
                .optional()?
                .ok_or(Error::NotFound("call"))?;
            match call.moved_to {
                Some(to) => Ok(Found::Moved(CallId(to))),
                None => Ok(Found::Call(Box::new(CallDetail {
                    legs: legs_of(conn, tenant, id).await?,
                    call,
                }))),
            }
        })
        .await
    }
}

async fn legs_of(conn: &mut AsyncPgConnection, tenant: TenantId, call: CallId) -> Result<Vec<LegDetail>, Error> {
    let own = legs::table.filter(legs::tenant_id.eq(tenant.0).and(legs::call_id.eq(call.0)));
    let mut own: Vec<Leg> = own.select(Leg::as_select()).load(conn).await?;
    own.sort_by_key(Leg::order);
    let ids: Vec<Uuid> = own.iter().map(|leg| leg.id).collect();
    let recorded = recordings::table.filter(recordings::tenant_id.eq(tenant.0).and(recordings::leg_id.eq_any(&ids)));
    let mut recorded: Vec<Recording> = recorded.select(Recording::as_select()).load(conn).await?;
    let found = analyses::table.filter(analyses::tenant_id.eq(tenant.0).and(analyses::leg_id.eq_any(&ids)));
    let mut found: Vec<Analysis> = found.select(Analysis::as_select()).load(conn).await?;
    let mut detail = |leg: Leg| LegDetail {
        analysis_error: leg.failure(),
        recording: recorded
            .iter()
            .position(|recording| recording.leg_id == leg.id)
            .map(|at| recorded.swap_remove(at)),
        analysis: found
            .iter()
            .position(|analysis| analysis.leg_id == leg.id)
            .map(|at| found.swap_remove(at)),
        leg,
    };
    Ok(own.into_iter().map(&mut detail).collect())
}

/// `None` where nothing can match.
async fn filtered<'a>(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    filter: &'a CallFilter,
) -> Result<Option<calls::BoxedQuery<'a, Pg>>, Error> {
    let mut query = calls::table
        .filter(calls::tenant_id.eq(tenant.0).and(calls::moved_to.is_null()))
        .into_boxed();
    if let Some(external_id) = &filter.external_id {
        let found = calls_of_external_id(conn, tenant, filter.source_instance.as_deref(), external_id).await?;
        if found.is_empty() {
            return Ok(None);
        }
        query = query.filter(calls::id.eq_any(found));
    }
    if let Some(at) = filter.started_from {
        query = query.filter(calls::started_at.ge(at));
    }
    if let Some(at) = filter.started_before {
        query = query.filter(calls::started_at.lt(at));
    }
    if let Some(direction) = &filter.direction {
        query = query.filter(calls::direction.eq(direction));
    }
    if let Some(disposition) = &filter.disposition {
        query = query.filter(calls::disposition.eq(disposition));
    }
    if let Some(status) = &filter.analysis_status {
        query = query.filter(calls::analysis_status.eq(status));
    }
    if let Some(agent) = &filter.agent {
        query = query.filter(calls::agent.eq(agent).or(calls::agents.contains(vec![agent])));
    }
    if let Some(queue) = &filter.queue {
        query = query.filter(calls::queue.eq(queue));
    }
    if let Some(number) = &filter.number {
        query = query.filter(calls::from_number.eq(number).or(calls::to_number.eq(number)));
    }
    if let Some(number) = &filter.from {
        query = query.filter(calls::from_number.eq(number));
    }
    if let Some(number) = &filter.to {
        query = query.filter(calls::to_number.eq(number));
    }
    if let Some(instance) = &filter.source_instance {
        query = query.filter(calls::source_instance.eq(instance));
    }
    if let Some(label) = &filter.sentiment_label {
        query = query.filter(calls::sentiment_label.eq(label));
    }
    if let Some(seconds) = filter.talk_min_s {
        query = query.filter(calls::talk_s.ge(seconds));
    }
    if let Some(seconds) = filter.talk_max_s {
        query = query.filter(calls::talk_s.le(seconds));
    }
    Ok(Some(query))
}

/// A leg's id follows from its instance and its external id, so no index on external ids is needed: the tenant's instances
/// are tried.
async fn calls_of_external_id(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    instance: Option<&str>,
    external_id: &str,
) -> Result<Vec<Uuid>, Error> {
    let instances = match instance {
        Some(name) => vec![name.to_owned()],
        None => SourceInstance::of(tenant)
            .list(conn)
            .await?
            .into_iter()
            .map(|instance| instance.name)
            .collect(),
    };
    let wanted: Vec<Uuid> = instances
        .iter()
        .map(|instance| ids::leg(tenant, instance, external_id).0)
        .collect();
    let own = legs::table.filter(legs::tenant_id.eq(tenant.0).and(legs::id.eq_any(wanted)));
    Ok(own.select(legs::call_id).load(conn).await?)
}
