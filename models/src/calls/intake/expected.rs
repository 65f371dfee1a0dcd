//! Which recordings are expected from now on, and which are no longer: in the transaction of the record that announces one, and of the
//! recording that comes.

use super::columns::{Columns, keys};
use super::{Key, LedgerConnection, LedgerError, LegRow};

impl LedgerConnection {
    /// Expects the recordings of these legs, unless they are there. Several legs of a call may name one recording: then the first that was
    /// spoken on expects it. Where the source says from where they are fetched, that is begun.
    pub async fn expect_recordings(&mut self, legs: &[&LegRow]) -> Result<(), LedgerError> {
        const EXPECT: &str = "INSERT INTO expected_recordings (tenant_id, leg_id, source_instance, external_id, state)
            SELECT n.tenant_id, n.id, n.source_instance, n.external_id, CASE WHEN (s.recordings->>'fetched')::bool THEN 'waiting' ELSE 'expected' END
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS n (tenant_id, id, source_instance, external_id)
                JOIN legs l ON l.tenant_id = n.tenant_id AND l.id = n.id
                LEFT JOIN source_instances s ON s.tenant_id = n.tenant_id AND s.name = n.source_instance AND s.deleted_at IS NULL
            WHERE NOT EXISTS (SELECT FROM recordings r WHERE r.tenant_id = n.tenant_id AND r.leg_id = n.id)
                AND NOT EXISTS (SELECT FROM legs o WHERE o.tenant_id = l.tenant_id AND o.call_id = l.call_id AND o.id <> l.id
                    AND o.recording_ref = l.recording_ref AND (o.talk_s = 0, o.arrival) < (l.talk_s = 0, l.arrival))
            ORDER BY n.tenant_id, n.id
            ON CONFLICT (tenant_id, leg_id) DO NOTHING";
        let columns = Columns::default()
            .of(legs, |leg| leg.tenant.0)
            .of(legs, |leg| leg.id.0)
            .of(legs, |leg| leg.source_instance.as_str())
            .of(legs, |leg| leg.external_id.as_str());
        self.query(EXPECT, &columns.values()).await.map(drop)
    }

    /// The recordings of these legs are there.
    pub async fn meet_recordings(&mut self, legs: &[Key]) -> Result<(), LedgerError> {
        const MEET: &str =
            "DELETE FROM expected_recordings e USING unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, leg_id)
            WHERE e.tenant_id = k.tenant_id AND e.leg_id = k.leg_id";
        self.query(MEET, &keys(legs).values()).await.map(drop)
    }
}
