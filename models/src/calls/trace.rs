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
use crate::schema::{expected_recordings, legs, recordings, trace};

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

/// Facts of steps that tell nothing of people: of any other, as a file's name with a number in it, the platform's staff reads nothing.
const PLAIN: &[&str] = &[
    "after_s",
    "attempts",
    "before_its_record",
    "charge",
    "code",
    "cost_s",
    "duration_ms",
    "event",
    "from_call",
    "lane",
    "language",
    "model",
    "reanalysis",
    "running",
    "to_call",
    "words",
];

/// Where an attempt ended without a result: why, says a sentence of our own, and not of whoever was asked for a file.
const ENDED: &[&str] = &["retry", "failed", "dead_lettered"];

impl Step {
    /// As the platform's staff reads it: what was done when, how long it took and why it ended so.
    #[must_use]
    pub fn for_staff(self) -> Self {
        let ended = ENDED.contains(&self.stage.as_str());
        let is_plain = |name: &str| PLAIN.contains(&name) || (ended && name == "detail");
        let facts = self.detail.as_object().into_iter().flatten();
        let detail: Value = facts
            .filter(|(name, _)| is_plain(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Self { detail, ..self }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Oldest first.
    pub steps: Vec<Step>,
    pub waiting: Vec<Pending>,
    pub recordings: Vec<Awaited>,
}

/// A recording that a leg of the call announces and that is not there: it is waited for before anything can be analysed.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct Awaited {
    pub leg_id: Uuid,
    /// `expected waiting fetching failed`.
    pub state: String,
    pub since: DateTime<Utc>,
    /// When it is tried again, of one that is `waiting`.
    pub run_at: DateTime<Utc>,
    pub attempts: i32,
    pub last_error_code: Option<String>,
}

/// Steps that are told of one call. A system that sends the same record again and again makes one each time.
const STEPS_MAX: i64 = 5_000;

/// Steps older than the trace is kept are gone; of very many the latest are told.
pub async fn of_call(app: &Pool, tenant: TenantId, call: CallId) -> Result<Trace, Error> {
    app.tenant(tenant, async move |conn| {
        let own = trace::table
            .filter(trace::tenant_id.eq(tenant.0).and(trace::call_id.eq(call.0)))
            .order((trace::at.desc(), trace::n.desc()))
            .limit(STEPS_MAX);
        let mut steps: Vec<Step> = own.select(Step::as_select()).load(conn).await?;
        steps.reverse();
        let early = early_recordings(conn, tenant, call, &steps).await?;
        if !early.is_empty() {
            steps.extend(early);
            steps.sort_by_key(|step| step.at);
        }
        Ok(Trace {
            steps,
            waiting: pending(conn, tenant, call).await?,
            recordings: awaited(conn, tenant, call).await?,
        })
    })
    .await
}

async fn awaited(conn: &mut AsyncPgConnection, tenant: TenantId, call: CallId) -> Result<Vec<Awaited>, Error> {
    use expected_recordings as e;
    let of_leg = legs::tenant_id.eq(e::tenant_id).and(legs::id.eq(e::leg_id));
    let own = e::table
        .inner_join(legs::table.on(of_leg))
        .filter(legs::tenant_id.eq(tenant.0).and(legs::call_id.eq(call.0)));
    Ok(own
        .order((e::created_at, e::leg_id))
        .select((
            e::leg_id,
            e::state,
            e::created_at,
            e::run_at,
            e::attempts,
            e::error_code,
        ))
        .load(conn)
        .await?)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn step(stage: &str, detail: Value) -> Step {
        Step {
            at: DateTime::UNIX_EPOCH,
            stage: stage.into(),
            leg_id: None,
            attempt: Some(2),
            latency_ms: Some(900),
            reason: Some("timed_out".into()),
            detail,
        }
    }

    #[test]
    fn the_staff_reads_of_an_attempt_all_but_what_came_from_outside() {
        let told = json!({ "detail": "no answer within 900 s", "event": "call.failed" });
        let ended = step("dead_lettered", told);
        assert_eq!(ended.clone().for_staff(), ended);
        let again = step("retry", json!({ "detail": "the worker panicked", "after_s": 60.0 }));
        assert_eq!(again.clone().for_staff(), again);
        let named = json!({ "name": "2026-11-24_+12025550143_101.wav" });
        let matched = step("recording_matched", named);
        let bare = step("recording_matched", json!({}));
        assert_eq!(matched.for_staff(), bare);
        let answered = json!({ "detail": "/+12025550143.wav: 404", "roles": ["agent"], "lane": "fresh" });
        let fetched = step("recording_failed", answered).for_staff();
        assert_eq!(fetched.detail, json!({ "lane": "fresh" }));
        assert_eq!(step("returned", Value::Null).for_staff().detail, json!({}));
    }
}
