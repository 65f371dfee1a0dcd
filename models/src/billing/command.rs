//! Orders to a tenant's Ledger, which settles them like intake. They are rows: an order outlives whoever gave it, and is done once.
//! Not the deciding, which is `usage`'s, and not the doing, which is the Ledger's.

use diesel::sql_types::{BigInt, Float8, Jsonb, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use crate::Error;
use crate::calls::intake::connection::get;
use crate::calls::intake::{LedgerConnection, LedgerError, Share};
use crate::ids::TenantId;

/// Asked by every Ledger each second: what it costs goes by how many have a backlog.
pub const ORDER_BACKLOGS: &str = "INSERT INTO commands (tenant_id, kind)
    SELECT t.id, 'backlog' FROM tenants t JOIN plans p ON p.id = t.plan_id
        LEFT JOIN LATERAL (SELECT included + overage AS used FROM usage
            WHERE tenant_id = t.id AND period_start <= app_now() AND period_end > app_now()
            ORDER BY period_start DESC LIMIT 1) u ON true
    WHERE t.id IN (SELECT tenant_id FROM usage WHERE withheld > 0)
        AND ($1::int IS NULL OR partition_of(t.id, $2) = $1)
        AND (t.policy = 'overage' OR (t.policy = 'queue' AND coalesce(coalesce(u.used, 0) <
            CASE t.limit_kind WHEN 'plan' THEN p.calls_limit WHEN 'custom' THEN t.calls_limit END, true)))
        AND EXISTS (SELECT 1 FROM calls c WHERE c.tenant_id = t.id AND c.charge_kind = 'withheld')
        AND NOT EXISTS (SELECT 1 FROM commands c WHERE c.tenant_id = t.id AND c.taken_at IS NULL)";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Plan, limit, policy or zone were changed: thresholds may have been crossed, and what waits may be due.
    TermsChanged,
    /// A backlog waits that the policy wants analysed, and there is room: after a reset, or because somebody came in between.
    Backlog,
    /// Charge and analyse withheld calls now, as far as the limit reaches: so many of them, or all.
    Release { calls: Option<u64> },
}

impl Order {
    const KINDS: [&'static str; 3] = ["terms_changed", "backlog", "release"];

    pub fn kind(self) -> &'static str {
        match self {
            Self::TermsChanged => "terms_changed",
            Self::Backlog => "backlog",
            Self::Release { .. } => "release",
        }
    }

    fn payload(self) -> Value {
        match self {
            Self::Release { calls: Some(calls) } => json!({ "calls": calls }),
            Self::TermsChanged | Self::Backlog | Self::Release { calls: None } => json!({}),
        }
    }

    fn from_row(kind: &str, payload: &Value) -> Option<Self> {
        match kind {
            "terms_changed" => Some(Self::TermsChanged),
            "backlog" => Some(Self::Backlog),
            "release" => Some(Self::Release {
                calls: payload["calls"].as_u64(),
            }),
            _ => None,
        }
    }
}

/// An order that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    pub id: i64,
    pub tenant: TenantId,
    pub order: Order,
}

/// Gives an order. Inside the tenant's transaction, or as owner.
pub async fn give(conn: &mut AsyncPgConnection, tenant: TenantId, order: Order) -> Result<(), Error> {
    diesel::sql_query("INSERT INTO commands (tenant_id, kind, payload) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(order.kind())
        .bind::<Jsonb, _>(order.payload())
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes orders that were done longer than `kept_s` ago, at most so many at a time; how many. As worker.
pub async fn forget(conn: &mut AsyncPgConnection, kept_s: f64, at_most: i64) -> Result<usize, Error> {
    const FORGET: &str = "DELETE FROM commands WHERE id IN (SELECT id FROM commands
        WHERE taken_at < app_now() - make_interval(secs => $1) ORDER BY id LIMIT $2)";
    let query = diesel::sql_query(FORGET)
        .bind::<Float8, _>(kept_s)
        .bind::<BigInt, _>(at_most);
    Ok(query.execute(conn).await?)
}

impl LedgerConnection {
    /// Orders that wait, the oldest first; of all tenants, or of those of a partition.
    pub async fn waiting_commands(&mut self, at_most: i64, share: Option<Share>) -> Result<Vec<Command>, LedgerError> {
        const WAITING: &str =
            "SELECT id, tenant_id, kind, payload FROM commands WHERE taken_at IS NULL AND kind = ANY($1)
                AND ($3::int IS NULL OR partition_of(tenant_id, $4) = $3)
            ORDER BY id LIMIT $2";
        let kinds = Order::KINDS.as_slice();
        let (partition, partitions) = columns(share);
        let rows = self
            .query(WAITING, &[&kinds, &at_most, &partition, &partitions])
            .await?;
        rows.iter()
            .map(|row| {
                let (kind, payload): (&str, Value) = (get(row, 2)?, get(row, 3)?);
                let order = Order::from_row(kind, &payload).ok_or_else(|| LedgerError::corrupt("command", kind))?;
                Ok(Command {
                    id: get(row, 0)?,
                    tenant: TenantId(get(row, 1)?),
                    order,
                })
            })
            .collect()
    }

    /// Orders a backlog to be taken up wherever calls wait, the policy wants them analysed, and there is room. So a reset needs no
    /// clockwork, and an order that was lost is given again.
    pub async fn order_backlogs(&mut self, share: Option<Share>) -> Result<(), LedgerError> {
        let (partition, partitions) = columns(share);
        self.query(ORDER_BACKLOGS, &[&partition, &partitions]).await.map(drop)
    }

    /// False if somebody has done it meanwhile.
    pub async fn lock_command(&mut self, id: i64) -> Result<bool, LedgerError> {
        const LOCK: &str = "SELECT 1 FROM commands WHERE id = $1 AND taken_at IS NULL FOR UPDATE";
        Ok(!self.query(LOCK, &[&id]).await?.is_empty())
    }

    /// What is left of it waits on.
    pub async fn continue_command(&mut self, id: i64, rest: Order) -> Result<(), LedgerError> {
        const CONTINUE: &str = "UPDATE commands SET payload = $2 WHERE id = $1";
        self.query(CONTINUE, &[&id, &rest.payload()]).await.map(drop)
    }

    pub async fn finish_command(&mut self, id: i64) -> Result<(), LedgerError> {
        const FINISH: &str = "UPDATE commands SET taken_at = app_now() WHERE id = $1";
        self.query(FINISH, &[&id]).await.map(drop)
    }

    /// It cannot be done, and would be tried for ever: the row says why.
    pub async fn give_up_command(&mut self, id: i64, reason: &str) -> Result<(), LedgerError> {
        const GIVE_UP: &str = "UPDATE commands SET taken_at = app_now(), payload = payload || jsonb_build_object('error', $2::text) WHERE id = $1";
        self.query(GIVE_UP, &[&id, &reason]).await.map(drop)
    }
}

/// A share as two values of a statement.
fn columns(share: Option<Share>) -> (Option<i32>, Option<i32>) {
    (share.map(|share| share.partition), share.map(|share| share.partitions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_read_back_from_its_row() {
        let orders = [
            Order::TermsChanged,
            Order::Backlog,
            Order::Release { calls: None },
            Order::Release { calls: Some(7) },
        ];
        for order in orders {
            assert_eq!(Order::from_row(order.kind(), &order.payload()), Some(order));
            assert!(Order::KINDS.contains(&order.kind()));
        }
        assert_eq!(Order::from_row("x", &json!({})), None);
    }
}
