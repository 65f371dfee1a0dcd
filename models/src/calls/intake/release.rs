//! Withheld calls that are charged after all: found, charged, and their analyses made ready; and what is taken off a usage.

use super::columns::Columns;
use super::connection::get;
use super::read::call;
use super::write::signed;
use super::{CallRow, Key, Lane, LedgerConnection, LedgerError, QueueRow, TakenOff};
use crate::ids::{CallId, LegId, TenantId};

impl LedgerConnection {
    /// Locks the withheld calls of a tenant that have waited longest; of those that were stored together the one that stood first.
    pub async fn lock_withheld(&mut self, tenant: TenantId, at_most: i64) -> Result<Vec<CallRow>, LedgerError> {
        const LOCK: &str = "SELECT c.tenant_id, c.id, c.source_instance, c.key, c.source, c.direction, c.from_number, c.to_number, c.agent,
                c.queue, c.started_at, c.answered_at, c.ended_at, c.wait_s, c.talk_s, c.disposition, c.agents, c.legs, c.recordings,
                c.analysis_status, c.charged_period, c.charge_kind, c.sentiment_label, c.sentiment_score, c.demo, c.moved_to
            FROM calls c WHERE c.tenant_id = $1 AND c.charge_kind = 'withheld'
            ORDER BY c.created_at, (SELECT min(l.arrival) FROM legs l WHERE l.tenant_id = c.tenant_id AND l.call_id = c.id), c.id
            LIMIT $2 FOR NO KEY UPDATE OF c";
        let rows = self.query(LOCK, &[&tenant.0, &at_most]).await?;
        rows.iter().map(call).collect()
    }

    /// Writes charge and status of calls that are locked.
    pub async fn charge_calls(&mut self, calls: &[CallRow]) -> Result<(), LedgerError> {
        const CHARGE: &str = "UPDATE calls c SET charge_kind = n.charge_kind, charged_period = n.charged_period,
                analysis_status = n.analysis_status, updated_at = app_now()
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[])
                AS n (tenant_id, id, charge_kind, charged_period, analysis_status)
            WHERE c.tenant_id = n.tenant_id AND c.id = n.id";
        let columns = Columns::default()
            .of(calls, |call| call.tenant.0)
            .of(calls, |call| call.id.0)
            .of(calls, |call| call.charge.as_str())
            .of(calls, |call| call.charged_period)
            .of(calls, |call| call.analysis_status.as_str());
        self.query(CHARGE, &columns.values()).await.map(drop)
    }

    /// Makes the withheld analyses of these calls ready, in their old order (`not_before` stays); from now on they wait for a worker.
    /// Gives them as they stand now.
    pub async fn release_queue(&mut self, calls: &[(Key, Lane)]) -> Result<Vec<QueueRow>, LedgerError> {
        const RELEASE: &str = "UPDATE analysis_queue q SET state = 'ready', lane = n.lane, enqueued_at = app_now()
            FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS n (tenant_id, call_id, lane)
            WHERE q.tenant_id = n.tenant_id AND q.call_id = n.call_id AND q.state = 'withheld'
            RETURNING q.tenant_id, q.leg_id, q.call_id, q.lane, q.cost_s, q.traceparent";
        let columns = Columns::default()
            .of(calls, |(key, _)| key.0)
            .of(calls, |(key, _)| key.1)
            .of(calls, |(_, lane)| lane.as_str());
        let rows = self.query(RELEASE, &columns.values()).await?;
        rows.iter()
            .map(|row| {
                let (lane, trace): (&str, Option<&str>) = (get(row, 3)?, get(row, 5)?);
                Ok(QueueRow {
                    tenant: TenantId(get(row, 0)?),
                    leg: LegId(get(row, 1)?),
                    call: CallId(get(row, 2)?),
                    lane: Lane::from_name(lane).ok_or_else(|| LedgerError::corrupt("lane", lane))?,
                    withheld: false,
                    cost_s: get(row, 4)?,
                    trace: trace.and_then(|text| text.parse().ok()),
                })
            })
            .collect()
    }

    /// Takes calls off the counts of their periods: one row a tenant and period, in their order. Before `add_usage` of the same transaction.
    pub async fn take_off_usage(&mut self, taken: &[TakenOff]) -> Result<(), LedgerError> {
        const TAKE: &str = "UPDATE usage u SET included = u.included - n.included, overage = u.overage - n.overage,
                withheld = u.withheld - n.withheld
            FROM unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[])
                AS n (tenant_id, period_start, included, overage, withheld)
            WHERE u.tenant_id = n.tenant_id AND u.period_start = n.period_start";
        let columns = Columns::default()
            .of(taken, |row| row.tenant.0)
            .of(taken, |row| row.period_start)
            .of(taken, |row| signed(row.counts.included))
            .of(taken, |row| signed(row.counts.overage))
            .of(taken, |row| signed(row.counts.withheld));
        self.query(TAKE, &columns.values()).await.map(drop)
    }
}
