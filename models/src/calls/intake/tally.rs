//! What came through the door, tenant by tenant: added up in the transaction that stores it. Not from the rows: `calls/conservation.rs`
//! compares the two.

use super::columns::Columns;
use super::{LedgerConnection, LedgerError};
use crate::ids::TenantId;

/// What one transaction adds to a tenant's tally. Fates in the order of the table's columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyRow {
    pub tenant: TenantId,
    pub received: i64,
    pub new: i64,
    pub merged: i64,
    pub duplicate: i64,
    pub conflict: i64,
    pub held: i64,
    pub ignored: i64,
    pub quarantined: i64,
    pub refused: i64,
    pub legs: i64,
    pub recordings: i64,
    pub calls: i64,
}

impl TallyRow {
    /// Nothing yet.
    pub fn of(tenant: TenantId) -> Self {
        Self {
            tenant,
            received: 0,
            new: 0,
            merged: 0,
            duplicate: 0,
            conflict: 0,
            held: 0,
            ignored: 0,
            quarantined: 0,
            refused: 0,
            legs: 0,
            recordings: 0,
            calls: 0,
        }
    }
}

impl LedgerConnection {
    /// In the order of tenants; a row of who is no tenant is left out.
    pub async fn add_tallies(&mut self, rows: &[TallyRow]) -> Result<(), LedgerError> {
        const ADD: &str = "INSERT INTO tallies AS t (tenant_id, received, fate_new, fate_merged, fate_duplicate, fate_conflict, fate_held,
                fate_ignored, fate_quarantined, fate_refused, legs, recordings, calls)
            SELECT n.* FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[]) AS n (tenant_id)
            JOIN tenants ON tenants.id = n.tenant_id ORDER BY n.tenant_id
            ON CONFLICT (tenant_id) DO UPDATE SET received = t.received + excluded.received, fate_new = t.fate_new + excluded.fate_new,
                fate_merged = t.fate_merged + excluded.fate_merged, fate_duplicate = t.fate_duplicate + excluded.fate_duplicate,
                fate_conflict = t.fate_conflict + excluded.fate_conflict, fate_held = t.fate_held + excluded.fate_held,
                fate_ignored = t.fate_ignored + excluded.fate_ignored,
                fate_quarantined = t.fate_quarantined + excluded.fate_quarantined, fate_refused = t.fate_refused + excluded.fate_refused,
                legs = t.legs + excluded.legs, recordings = t.recordings + excluded.recordings, calls = t.calls + excluded.calls";
        let columns = Columns::default()
            .of(rows, |row| row.tenant.0)
            .of(rows, |row| row.received)
            .of(rows, |row| row.new)
            .of(rows, |row| row.merged)
            .of(rows, |row| row.duplicate)
            .of(rows, |row| row.conflict)
            .of(rows, |row| row.held)
            .of(rows, |row| row.ignored)
            .of(rows, |row| row.quarantined)
            .of(rows, |row| row.refused)
            .of(rows, |row| row.legs)
            .of(rows, |row| row.recordings)
            .of(rows, |row| row.calls);
        self.query(ADD, &columns.values()).await.map(drop)
    }
}
