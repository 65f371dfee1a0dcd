//! What happened to a call's records, stage by stage, in order, and where it waits now. Steps are written by who did them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::queue::view::{Pending, pending};
use crate::Error;
use crate::db::Pool;
use crate::ids::{CallId, TenantId};
use crate::schema::{legs, recordings, trace};

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

#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Oldest first.
    pub steps: Vec<Step>,
    pub waiting: Vec<Pending>,
}

/// Steps older than the trace is kept are gone.
pub async fn of_call(app: &Pool, tenant: TenantId, call: CallId) -> Result<Trace, Error> {
    app.tenant(tenant, async move |conn| {
        let own = trace::table
            .filter(trace::tenant_id.eq(tenant.0).and(trace::call_id.eq(call.0)))
            .order((trace::at, trace::n));
        let mut steps: Vec<Step> = own.select(Step::as_select()).load(conn).await?;
        let early = early_recordings(conn, tenant, call, &steps).await?;
        if !early.is_empty() {
            steps.extend(early);
            steps.sort_by_key(|step| step.at);
        }
        Ok(Trace {
            steps,
            waiting: pending(conn, tenant, call).await?,
        })
    })
    .await
}

/// Recordings that came before their record had no call to stand with: their arrival is on their own row.
async fn early_recordings(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    call: CallId,
    steps: &[Step],
) -> Result<Vec<Step>, Error> {
    let own = recordings::table
        .inner_join(
            legs::table.on(legs::tenant_id
                .eq(recordings::tenant_id)
                .and(legs::id.eq(recordings::leg_id))),
        )
        .filter(legs::tenant_id.eq(tenant.0).and(legs::call_id.eq(call.0)));
    let rows: Vec<(Uuid, DateTime<Utc>)> = own
        .select((recordings::leg_id, recordings::received_at))
        .load(conn)
        .await?;
    let told = |leg: Uuid| {
        let of_leg = steps.iter().filter(|step| step.leg_id == Some(leg));
        of_leg
            .filter(|step| step.stage == "recording_received")
            .any(|step| step.reason.as_deref() == Some("new"))
    };
    let early = rows.into_iter().filter(|(leg, _)| !told(*leg)).map(|(leg, at)| Step {
        at,
        stage: "recording_received".into(),
        leg_id: Some(leg),
        attempt: None,
        latency_ms: None,
        reason: Some("new".into()),
        detail: json!({ "before_its_record": true }),
    });
    Ok(early.collect())
}
