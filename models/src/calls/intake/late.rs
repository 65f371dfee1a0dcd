//! Legs that are late for a call that was erased: they are erased as well, with the recordings that came before them. Asked for only where a
//! tenant has erased something.

use std::collections::HashSet;

use super::columns::{Columns, keys};
use super::connection::get;
use super::{Key, LedgerConnection, LedgerError};
use crate::calls::removal;

impl LedgerConnection {
    /// Leaves a tombstone of each of these legs that is not there. Gives them, each with whether its recording lay there, which is removed.
    pub async fn bury_legs(&mut self, late: &[Key]) -> Result<Vec<(Key, bool)>, LedgerError> {
        const BURY: &str = "INSERT INTO tombstones (tenant_id, id, kind, charge_kind)
            SELECT k.tenant_id, k.id, 'leg', 'none' FROM unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, id)
            WHERE NOT EXISTS (SELECT FROM legs l WHERE l.tenant_id = k.tenant_id AND l.id = k.id)
            ORDER BY k.tenant_id, k.id ON CONFLICT DO NOTHING RETURNING tenant_id, id";
        let rows = self.query(BURY, &keys(late).values()).await?;
        let buried = rows
            .iter()
            .map(|row| Ok((get(row, 0)?, get(row, 1)?)))
            .collect::<Result<Vec<Key>, LedgerError>>()?;
        if buried.is_empty() {
            return Ok(Vec::new());
        }
        self.meet_recordings(&buried).await?;
        const REMOVE: &str = "DELETE FROM recordings r USING unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, leg_id)
            WHERE r.tenant_id = k.tenant_id AND r.leg_id = k.leg_id RETURNING r.tenant_id, r.leg_id, r.sha256";
        let rows = self.query(REMOVE, &keys(&buried).values()).await?;
        let removed = rows
            .iter()
            .map(|row| Ok(((get(row, 0)?, get(row, 1)?), get(row, 2)?)))
            .collect::<Result<Vec<(Key, Vec<u8>)>, LedgerError>>()?;
        if !removed.is_empty() {
            self.forget_contents(&removed).await?;
        }
        let recorded: HashSet<Key> = removed.iter().map(|(leg, _)| *leg).collect();
        let told = buried.into_iter().map(|leg| (leg, recorded.contains(&leg)));
        Ok(told.collect())
    }

    /// As `blob::forget`, for those of several tenants.
    async fn forget_contents(&mut self, contents: &[(Key, Vec<u8>)]) -> Result<(), LedgerError> {
        const LOCK: &str =
            "SELECT 1 FROM recording_blobs b JOIN unnest($1::uuid[], $2::bytea[]) AS k (tenant_id, sha256)
                ON b.tenant_id = k.tenant_id AND b.sha256 = k.sha256
            ORDER BY b.tenant_id, b.sha256 FOR UPDATE OF b";
        const FORGET: &str = "WITH gone AS (DELETE FROM recording_blobs b USING unnest($1::uuid[], $2::bytea[]) AS k (tenant_id, sha256)
                WHERE b.tenant_id = k.tenant_id AND b.sha256 = k.sha256
                    AND NOT EXISTS (SELECT FROM recordings r WHERE r.tenant_id = b.tenant_id AND r.sha256 = b.sha256)
                    AND NOT EXISTS (SELECT FROM loose_recordings l WHERE l.tenant_id = b.tenant_id AND l.sha256 = b.sha256)
                RETURNING b.tenant_id, b.store_key)
            INSERT INTO jobs (tenant_id, kind, payload, attempts_max)
            SELECT tenant_id, $3::text, jsonb_build_object('store_keys', jsonb_agg(store_key)), $4::int FROM gone GROUP BY tenant_id";
        let columns = Columns::default()
            .of(contents, |((tenant, _), _)| *tenant)
            .of(contents, |(_, sha256)| sha256.as_slice());
        self.query(LOCK, &columns.values()).await?;
        let mut values = columns.values();
        values.push(&removal::KIND);
        values.push(&removal::ATTEMPTS_MAX);
        self.query(FORGET, &values).await.map(drop)
    }
}
