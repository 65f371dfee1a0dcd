//! A call as it is listed and read: the roll-up of its legs. Written by `intake` and `result`.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::analysis::Analysis;
use super::filter::{self, CallFilter};
use super::leg::{Leg, LegDetail};
use super::place::{Place, Sort, SortKey};
use super::recording::Recording;
use crate::Error;
use crate::db::Pool;
use crate::identity::authority::Rows;
use crate::ids::{CallId, TenantId};
use crate::page::{Page, ROWS_DEFAULT};
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
    pub charged_period: Option<DateTime<Utc>>,
    pub sentiment_label: Option<String>,
    pub sentiment_score: Option<f64>,
    #[serde(skip)]
    pub moved_to: Option<Uuid>,
    pub demo: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub archived_at: Option<DateTime<Utc>>,
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

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPage {
    pub sort: Sort,
    pub after: Option<Place>,
    pub rows: u32,
}

impl Default for ListPage {
    fn default() -> Self {
        Self {
            sort: Sort::default(),
            after: None,
            rows: ROWS_DEFAULT,
        }
    }
}

impl Call {
    pub fn of(tenant: TenantId) -> Calls {
        Calls {
            tenant,
            rows: Rows::All,
        }
    }

    pub fn call_id(&self) -> CallId {
        CallId(self.id)
    }
}

impl Sort {
    /// Which of two calls comes first; ids decide between equals, as in the index.
    fn compare(self, a: &Call, b: &Call) -> Ordering {
        let by_key = match self.key {
            SortKey::StartedAt => a.started_at.cmp(&b.started_at),
            SortKey::TalkS => a.talk_s.cmp(&b.talk_s),
            SortKey::SentimentScore => a
                .sentiment_score
                .partial_cmp(&b.sentiment_score)
                .unwrap_or(Ordering::Equal),
        };
        let ascending = by_key.then(a.id.cmp(&b.id));
        if self.descending {
            ascending.reverse()
        } else {
            ascending
        }
    }

    /// A call's place in this order.
    pub fn place(self, call: &Call) -> Place {
        let value = match self.key {
            SortKey::StartedAt => call.started_at.timestamp_micros(),
            SortKey::TalkS => i64::from(call.talk_s),
            SortKey::SentimentScore => call.sentiment_score.unwrap_or_default().to_bits().cast_signed(),
        };
        Place { value, id: call.id }
    }
}

impl CallDetail {
    /// Whose transcript and recording are meant where no leg is named: the first person's with a recording, else the first
    /// with one; where none has one any more, the first that was analysed.
    pub fn default_leg(&self) -> Option<&LegDetail> {
        let with_recording = || self.legs.iter().filter(|detail| detail.recording.is_some());
        with_recording()
            .find(|detail| detail.leg.is_person())
            .or_else(|| with_recording().next())
            .or_else(|| self.legs.iter().find(|detail| detail.analysis.is_some()))
    }
}

/// The calls of one tenant.
#[derive(Clone, Debug)]
pub struct Calls {
    tenant: TenantId,
    rows: Rows,
}

impl Calls {
    /// Only those with a leg of these agents, and of them only those legs: the others are not found. Lists: `CallFilter::rows`.
    pub fn within(self, rows: &Rows) -> Self {
        Calls {
            rows: rows.clone(),
            ..self
        }
    }

    /// In the order asked for. Aliases are left out. `next` is a cursor of this filter and order.
    pub async fn list(&self, app: &Pool, filter: &CallFilter, page: &ListPage) -> Result<Page<Call>, Error> {
        let tenant = self.tenant;
        let mut rows = app
            .tenant(tenant, async move |conn| -> Result<_, Error> {
                page_of(conn, tenant, filter, page, page.rows + 1).await
            })
            .await?;
        let more = rows.len() > page.rows as usize;
        rows.truncate(page.rows as usize);
        let last = rows.last().filter(|_| more);
        let next = last.map(|last| page.sort.place(last).to_text(filter, page.sort));
        Ok(Page { data: rows, next })
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
            let leads_to = call.moved_to.map_or(id, CallId);
            let mut legs = legs_of(conn, tenant, leads_to).await?;
            legs.retain(|detail| {
                let leg = &detail.leg;
                self.rows
                    .include(&leg.source_instance, leg.agent.as_deref(), leg.started_at)
            });
            if legs.is_empty() && self.rows != Rows::All {
                return Err(Error::NotFound("call"));
            }
            Ok(match call.moved_to {
                Some(to) => Found::Moved(CallId(to)),
                None => Found::Call(Box::new(CallDetail { call, legs })),
            })
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

/// The first `rows` calls behind the page's place: those of each way to them, laid together.
pub(super) async fn page_of(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    wanted: &CallFilter,
    page: &ListPage,
    rows: u32,
) -> Result<Vec<Call>, Error> {
    let named = filter::named(conn, tenant, wanted).await?;
    if named.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let ways = filter::ways(wanted);
    let mut found: Vec<Call> = Vec::new();
    for way in &ways {
        let query = filter::by(tenant, wanted, named.as_deref(), *way);
        let query = filter::ordered(query, page.sort, page.after).limit(i64::from(rows));
        found.extend(query.select(Call::as_select()).load(conn).await?);
    }
    if ways.len() > 1 {
        found.sort_by(|a, b| page.sort.compare(a, b));
        // One call may be reached by several ways.
        found.dedup_by_key(|call| call.id);
        found.truncate(rows as usize);
    }
    Ok(found)
}
