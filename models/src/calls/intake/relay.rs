//! How far each tenant's events are relayed to Kafka. A cursor moves only over what the broker has acknowledged, and only for who owns
//! the tenant's partition; it never moves back.

use serde_json::Value;
use uuid::Uuid;

use super::columns::Columns;
use super::connection::get;
use super::{LedgerConnection, LedgerError};
use crate::ids::TenantId;

/// A tenant whose events wait to be relayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub tenant: TenantId,
    /// The first event to relay.
    pub next_seq: i64,
    /// Events that were dropped for their age before they were relayed.
    pub lost: i64,
}

/// A tenant's events up to `next_seq` are acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relayed {
    pub tenant: TenantId,
    pub from_seq: i64,
    pub next_seq: i64,
}

impl LedgerConnection {
    /// Tenants of these partitions with events that wait, in turn: those behind `after` first, so that nobody waits behind others who
    /// always have some.
    pub async fn relay_waiting(
        &mut self,
        owned: &[i32],
        partitions: i32,
        after: TenantId,
        at_most: i64,
    ) -> Result<Vec<Waiting>, LedgerError> {
        const WAITING: &str = "SELECT s.tenant_id, greatest(coalesce(c.next_seq, s.oldest_seq), s.oldest_seq),
                greatest(s.oldest_seq - coalesce(c.next_seq, s.oldest_seq), 0)
            FROM streams s LEFT JOIN relay_cursors c USING (tenant_id)
            WHERE s.next_seq > coalesce(c.next_seq, 1) AND s.next_seq > s.oldest_seq
                AND partition_of(s.tenant_id, $2) = ANY($1)
            ORDER BY s.tenant_id <= $4, s.tenant_id LIMIT $3";
        let rows = self.query(WAITING, &[&owned, &partitions, &at_most, &after.0]).await?;
        rows.iter()
            .map(|row| {
                Ok(Waiting {
                    tenant: TenantId(get(row, 0)?),
                    next_seq: get(row, 1)?,
                    lost: get(row, 2)?,
                })
            })
            .collect()
    }

    /// A tenant's events from a number on, a transaction's at a time, in order.
    pub async fn relay_events(
        &mut self,
        tenant: TenantId,
        next_seq: i64,
        at_most: i64,
    ) -> Result<Vec<Value>, LedgerError> {
        const EVENTS: &str =
            "SELECT events FROM outbox WHERE tenant_id = $1 AND seq_to >= $2 ORDER BY seq_from LIMIT $3";
        let rows = self.query(EVENTS, &[&tenant.0, &next_seq, &at_most]).await?;
        let mut events = Vec::new();
        for row in &rows {
            if let Value::Array(of_one) = get::<Value>(row, 0)? {
                events.extend(
                    of_one
                        .into_iter()
                        .filter(|event| event["seq"].as_i64() >= Some(next_seq)),
                );
            }
        }
        Ok(events)
    }

    /// Moves cursors, if the partition is ours and they stand where we found them. False if not.
    pub async fn relay_advance(
        &mut self,
        partition: i32,
        epoch: i64,
        relayed: &[Relayed],
    ) -> Result<bool, LedgerError> {
        const ADVANCE: &str = "INSERT INTO relay_cursors AS c (tenant_id, next_seq)
            SELECT n.tenant_id, n.next_seq FROM unnest($1::uuid[], $2::bigint[]) AS n (tenant_id, next_seq)
            WHERE EXISTS (SELECT 1 FROM ledger_partitions WHERE partition = $3 AND owner_epoch = $4)
            ORDER BY n.tenant_id
            ON CONFLICT (tenant_id) DO UPDATE SET next_seq = greatest(c.next_seq, excluded.next_seq) RETURNING tenant_id";
        let columns = Columns::default()
            .of(relayed, |row| row.tenant.0)
            .of(relayed, |row| row.next_seq);
        let mut values = columns.values();
        values.push(&partition);
        values.push(&epoch);
        let moved: Vec<Uuid> = self
            .query(ADVANCE, &values)
            .await?
            .iter()
            .map(|row| get(row, 0))
            .collect::<Result<_, _>>()?;
        Ok(moved.len() == relayed.len())
    }
}
