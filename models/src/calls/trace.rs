//! What happened to a call's records, stage by stage, in order, and where it waits now. Steps are written by who did them.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

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

/// An analysis that has not ended, and what it waits for.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Waiting {
    #[diesel(sql_type = SqlUuid)]
    pub leg_id: Uuid,
    /// `release` (withheld at the limit), `retry` (a pause after a failed attempt), `worker`, `result` (it is being analysed).
    #[diesel(sql_type = Text)]
    pub waits_for: String,
    #[diesel(sql_type = Text)]
    pub lane: String,
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
    /// Of a retry: not before. Of a result: the end of the lease if it is not renewed.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub until: Option<DateTime<Utc>>,
    /// Begun so far.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error_code: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Oldest first.
    pub steps: Vec<Step>,
    pub waiting: Vec<Waiting>,
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
            waiting: waiting(conn, tenant, call).await?,
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

async fn waiting(conn: &mut AsyncPgConnection, tenant: TenantId, call: CallId) -> Result<Vec<Waiting>, Error> {
    const WAITING: &str = "SELECT leg_id, lane, enqueued_at AS since, attempts, last_error_code,
            CASE WHEN state = 'withheld' THEN 'release' WHEN state = 'leased' THEN 'result'
                WHEN not_before > app_now() THEN 'retry' ELSE 'worker' END AS waits_for,
            CASE WHEN state = 'leased' THEN lease_until WHEN not_before > app_now() THEN not_before END AS until
        FROM analysis_queue WHERE tenant_id = $1 AND call_id = $2 ORDER BY enqueued_at, leg_id";
    let query = diesel::sql_query(WAITING)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0);
    Ok(query.load(conn).await?)
}
