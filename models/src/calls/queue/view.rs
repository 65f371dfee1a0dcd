//! A tenant's own part of the queue: what waits in each lane, and what of one call. Not when it will have been done: `outlook` says that.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Float8, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::outlook::Outlook;
use crate::Error;
use crate::calls::intake::Lane;
use crate::identity::authority::Rows;
use crate::ids::{CallId, TenantId};

/// What of a tenant stands in one lane.
#[derive(Clone, Debug, Default, PartialEq, QueryableByName)]
pub struct LaneView {
    #[diesel(sql_type = Text)]
    pub lane: String,
    /// Ready to be taken, those in a pause after a failed attempt included.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub retrying: i64,
    #[diesel(sql_type = BigInt)]
    pub running: i64,
    /// Beyond the limit.
    #[diesel(sql_type = BigInt)]
    pub withheld: i64,
    /// Of those that wait.
    #[diesel(sql_type = Float8)]
    pub audio_s: f64,
    /// Since when the oldest of those that wait does.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest_at: Option<DateTime<Utc>>,
}

/// Every lane, the highest first. Inside the tenant's transaction.
pub async fn lanes(conn: &mut AsyncPgConnection, tenant: TenantId, rows: &Rows) -> Result<Vec<LaneView>, Error> {
    read(conn, Some(tenant), rows).await
}

/// The same of all tenants together. As worker.
pub async fn lanes_of_all(conn: &mut AsyncPgConnection) -> Result<Vec<LaneView>, Error> {
    read(conn, None, &Rows::All).await
}

async fn read(conn: &mut AsyncPgConnection, tenant: Option<TenantId>, rows: &Rows) -> Result<Vec<LaneView>, Error> {
    const LANES: &str = "SELECT q.lane, count(*) FILTER (WHERE q.state = 'ready') AS waiting,
            count(*) FILTER (WHERE q.state = 'ready' AND q.not_before > app_now()) AS retrying,
            count(*) FILTER (WHERE q.state = 'leased') AS running, count(*) FILTER (WHERE q.state = 'withheld') AS withheld,
            coalesce(sum(greatest(q.cost_s, 1)) FILTER (WHERE q.state = 'ready'), 0) AS audio_s,
            min(q.enqueued_at) FILTER (WHERE q.state = 'ready') AS oldest_at
        FROM analysis_queue q
        WHERE ($1 IS NULL OR q.tenant_id = $1) AND ($2 IS NULL OR EXISTS (SELECT FROM legs l
            WHERE l.tenant_id = q.tenant_id AND l.id = q.leg_id AND held($2, l.source_instance, l.agent, l.started_at)))
        GROUP BY 1";
    let query = diesel::sql_query(LANES)
        .bind::<Nullable<SqlUuid>, _>(tenant.map(|tenant| tenant.0))
        .bind::<Nullable<Jsonb>, _>(desks(rows));
    let mut found: Vec<LaneView> = query.load(conn).await?;
    let lanes = Lane::ALL.into_iter().map(|lane| {
        let at = found.iter().position(|view| view.lane == lane.as_str());
        at.map_or_else(
            || LaneView {
                lane: lane.as_str().into(),
                ..LaneView::default()
            },
            |at| found.swap_remove(at),
        )
    });
    Ok(lanes.collect())
}

/// At which desks the legs are that are seen, for `held`; `None`: everybody's.
pub(crate) fn desks(rows: &Rows) -> Option<Value> {
    match rows {
        Rows::All => None,
        Rows::Agents(desks) => Some(desks.json()),
    }
}

/// An analysis of a call that has not ended, and what it waits for.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Pending {
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
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub claimed_at: Option<DateTime<Utc>>,
    /// Begun so far.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error_code: Option<String>,
    #[diesel(sql_type = Float8)]
    pub cost_s: f64,
    /// Audio seconds of the tenant's own that wait before it in its lane.
    #[diesel(sql_type = Float8)]
    pub ahead_s: f64,
}

impl Pending {
    /// When it will have been done; `None` where that depends on somebody's decision, or is not known.
    pub fn eta(&self, tenant: TenantId, outlook: &Outlook) -> Option<DateTime<Utc>> {
        let lane = Lane::from_name(&self.lane)?;
        let after_s = match self.waits_for.as_str() {
            "release" => return None,
            "result" => outlook.running_eta_s(self.claimed_at, self.cost_s)?,
            _ => outlook.eta_s(tenant, lane, self.ahead_s, self.cost_s)?,
        };
        let pause = self.until.filter(|_| self.waits_for == "retry");
        let from = pause.map_or(outlook.now, |until| until.max(outlook.now));
        let after = chrono::TimeDelta::try_milliseconds((after_s * 1000.0) as i64)?;
        from.checked_add_signed(after)
    }
}

/// What of a call has not ended. Inside the tenant's transaction.
pub async fn pending(conn: &mut AsyncPgConnection, tenant: TenantId, call: CallId) -> Result<Vec<Pending>, Error> {
    const PENDING: &str = "SELECT q.leg_id, q.lane, q.enqueued_at AS since, q.attempts, q.last_error_code, q.claimed_at, q.cost_s,
            CASE WHEN q.state = 'withheld' THEN 'release' WHEN q.state = 'leased' THEN 'result'
                WHEN q.not_before > app_now() THEN 'retry' ELSE 'worker' END AS waits_for,
            CASE WHEN q.state = 'leased' THEN q.lease_until WHEN q.not_before > app_now() THEN q.not_before END AS until,
            CASE WHEN q.state = 'ready' THEN (SELECT coalesce(sum(greatest(a.cost_s, 1)), 0) FROM analysis_queue a
                WHERE a.state = 'ready' AND a.lane = q.lane AND a.tenant_id = $1
                    AND (a.not_before, a.enqueued_at, a.leg_id) < (q.not_before, q.enqueued_at, q.leg_id)) ELSE 0 END AS ahead_s
        FROM analysis_queue q WHERE q.tenant_id = $1 AND q.call_id = $2 ORDER BY q.enqueued_at, q.leg_id";
    let query = diesel::sql_query(PENDING)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0);
    Ok(query.load(conn).await?)
}
