//! What somebody asks of analyses (tried again, dropped, cancelled, done anew), as far as it is the same whatever is asked: the calls
//! are locked in order, rolled up afterwards, and what was done is told in trace, audit and outbox. In one transaction of the tenant.
//!
//! Lock order: call, queue row and dead letter, roll-up, audit head, stream.

use std::collections::{BTreeMap, BTreeSet};

use diesel::sql_types::{Array, Float8, Jsonb, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::intake::{Doorbell, Event, Lane};
use super::result::rollup::{add_stats, lock_call, roll_up};
use super::result::told::append;
use super::stats::{Changes, Counted};
use super::status::AnalysisStatus;
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::{CallId, TenantId};

pub(super) struct Intervention {
    tenant: TenantId,
    /// By id, as they were before.
    calls: BTreeMap<Uuid, Counted>,
    touched: BTreeSet<Uuid>,
    steps: Vec<Step>,
    entries: Vec<Entry>,
}

/// A line of the trace.
struct Step {
    call: Uuid,
    leg: Uuid,
    stage: &'static str,
    reason: &'static str,
    detail: Value,
}

/// An analysis that is put into the queue.
pub(super) struct Again {
    pub leg: Uuid,
    pub call: Uuid,
    pub lane: Lane,
    pub cost_s: f64,
    /// There is an analysis already; it stays until the new one is there.
    pub reanalysis: bool,
}

impl Intervention {
    /// Locks the calls that are there, in the order of their ids.
    pub async fn begin(
        conn: &mut AsyncPgConnection,
        tenant: TenantId,
        calls: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, Error> {
        let wanted: BTreeSet<Uuid> = calls.into_iter().collect();
        let mut locked = BTreeMap::new();
        for id in wanted {
            if let Some(call) = lock_call(conn, tenant, CallId(id)).await? {
                locked.insert(id, call);
            }
        }
        Ok(Self {
            tenant,
            calls: locked,
            touched: BTreeSet::new(),
            steps: Vec::new(),
            entries: Vec::new(),
        })
    }

    /// Whether this call is there, and locked.
    pub fn has(&self, call: Uuid) -> bool {
        self.calls.contains_key(&call)
    }

    /// Puts analyses into the queue, at the beginning of their attempts; gives the legs of those that were not there.
    pub async fn enqueue(&self, conn: &mut AsyncPgConnection, again: &[Again]) -> Result<BTreeSet<Uuid>, Error> {
        const ENQUEUE: &str = "INSERT INTO analysis_queue (tenant_id, leg_id, call_id, lane, state, cost_s, reanalysis)
            SELECT $1, n.leg_id, n.call_id, n.lane, 'ready', n.cost_s, n.reanalysis
            FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::float8[], $6::bool[]) AS n (leg_id, call_id, lane, cost_s, reanalysis)
            ORDER BY n.leg_id ON CONFLICT (tenant_id, leg_id) DO NOTHING RETURNING leg_id";
        let query = diesel::sql_query(ENQUEUE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Array<SqlUuid>, _>(again.iter().map(|one| one.leg).collect::<Vec<_>>())
            .bind::<Array<SqlUuid>, _>(again.iter().map(|one| one.call).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(again.iter().map(|one| one.lane.as_str()).collect::<Vec<_>>())
            .bind::<Array<Float8>, _>(again.iter().map(|one| one.cost_s.max(0.0)).collect::<Vec<_>>())
            .bind::<Array<diesel::sql_types::Bool>, _>(again.iter().map(|one| one.reanalysis).collect::<Vec<_>>());
        let rows: Vec<LegId> = query.load(conn).await?;
        Ok(rows.into_iter().map(|row| row.leg_id).collect())
    }

    /// Marks legs, with the code of why there is no analysis; their calls are rolled up at the end.
    pub async fn mark(
        &mut self,
        conn: &mut AsyncPgConnection,
        legs: &[(Uuid, Uuid)],
        status: AnalysisStatus,
        code: Option<&str>,
    ) -> Result<(), Error> {
        const MARK: &str =
            "UPDATE legs SET analysis_status = $3, analysis_error_code = $4, analysis_error_detail = NULL
            WHERE tenant_id = $1 AND id = ANY($2)";
        if legs.is_empty() {
            return Ok(());
        }
        diesel::sql_query(MARK)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Array<SqlUuid>, _>(legs.iter().map(|(leg, _)| *leg).collect::<Vec<_>>())
            .bind::<Text, _>(status.as_str())
            .bind::<diesel::sql_types::Nullable<Text>, _>(code)
            .execute(conn)
            .await?;
        self.touched.extend(legs.iter().map(|(_, call)| *call));
        Ok(())
    }

    /// Its calls are rolled up at the end, whatever was changed of them.
    pub fn touch(&mut self, call: Uuid) {
        self.touched.insert(call);
    }

    /// What was done to a leg, for the call's trace.
    pub fn tell(&mut self, (leg, call): (Uuid, Uuid), stage: &'static str, reason: &'static str, detail: Value) {
        self.steps.push(Step {
            call,
            leg,
            stage,
            reason,
            detail,
        });
    }

    pub fn audit(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Rolls up the calls whose legs were marked, and tells everything. `more`: what the events say beside the call's standing.
    pub async fn end(self, conn: &mut AsyncPgConnection, more: Value) -> Result<Option<Doorbell>, Error> {
        let (mut events, mut changes) = (Vec::new(), Changes::default());
        let told: BTreeSet<Uuid> = self.steps.iter().map(|step| step.call).collect();
        for (id, before) in &self.calls {
            if !told.contains(id) {
                continue;
            }
            let status = match self.touched.contains(id) {
                true => {
                    let after = roll_up(conn, self.tenant, CallId(*id), before).await?;
                    changes.take_away(before);
                    changes.add(&after);
                    after.analysis_status
                }
                false => before.analysis_status,
            };
            let mut data = json!({ "call_id": id, "analysis_status": status.as_str() });
            if let (Value::Object(data), Value::Object(more)) = (&mut data, more.clone()) {
                data.extend(more);
            }
            events.push(Event {
                tenant: self.tenant,
                kind: "call.updated",
                data,
                trace: None,
                whose: None,
            });
        }
        add_stats(conn, self.tenant, changes).await?;
        self.trace(conn).await?;
        audit::append(conn, self.tenant, &self.entries).await?;
        append(conn, self.tenant, &events).await
    }

    async fn trace(&self, conn: &mut AsyncPgConnection) -> Result<(), Error> {
        const INSERT: &str = "INSERT INTO trace (tenant_id, call_id, leg_id, stage, reason, detail)
            SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[])";
        if self.steps.is_empty() {
            return Ok(());
        }
        let steps = &self.steps;
        diesel::sql_query(INSERT)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Array<SqlUuid>, _>(steps.iter().map(|step| step.call).collect::<Vec<_>>())
            .bind::<Array<SqlUuid>, _>(steps.iter().map(|step| step.leg).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(steps.iter().map(|step| step.stage).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(steps.iter().map(|step| step.reason).collect::<Vec<_>>())
            .bind::<Array<Jsonb>, _>(steps.iter().map(|step| step.detail.clone()).collect::<Vec<_>>())
            .execute(conn)
            .await?;
        Ok(())
    }
}

#[derive(diesel::QueryableByName)]
struct LegId {
    #[diesel(sql_type = SqlUuid)]
    leg_id: Uuid,
}
