//! What happened to a call's records, stage by stage, in order. Written by who did it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Error;
use crate::db::Pool;
use crate::ids::{CallId, TenantId};
use crate::schema::trace;

#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = trace, check_for_backend(diesel::pg::Pg))]
pub struct Step {
    pub at: DateTime<Utc>,
    pub stage: String,
    pub leg_id: Option<Uuid>,
    pub attempt: Option<i32>,
    pub latency_ms: Option<i64>,
    pub reason: Option<String>,
    pub detail: Value,
}

/// Oldest first. Steps older than the trace is kept are gone.
pub async fn of_call(app: &Pool, tenant: TenantId, call: CallId) -> Result<Vec<Step>, Error> {
    app.tenant(tenant, async move |conn| {
        let own = trace::table
            .filter(trace::tenant_id.eq(tenant.0).and(trace::call_id.eq(call.0)))
            .order((trace::at, trace::n));
        Ok(own.select(Step::as_select()).load(conn).await?)
    })
    .await
}
