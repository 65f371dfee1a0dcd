//! What the transaction asks before anything is decided.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::Json;
use uuid::Uuid;

use super::columns::{Columns, keys};
use super::connection::get;
use super::{CallRow, Key, KnownLeg, KnownRecording, LedgerConnection, LedgerError, LegRow, Owned, RecordingRow};
use crate::billing::usage::Charge;
use crate::calls::status::AnalysisStatus;
use crate::ids::{CallId, LegId, TenantId};

impl LedgerConnection {
    /// Writes the offset row, if it is still ours and where we left it, and gives the transaction's time. `reaches`: the first
    /// offset after this batch; of a batch that is counted off no log, `owned.next_offset`.
    pub async fn guard(&mut self, owned: &Owned, reaches: i64) -> Result<DateTime<Utc>, LedgerError> {
        const GUARD: &str = "UPDATE ledger_partitions SET next_offset = $4
            WHERE partition = $1 AND owner_epoch = $2 AND next_offset = $3 RETURNING app_now()";
        let Owned {
            partition,
            epoch,
            next_offset,
        } = owned;
        let rows = self.query(GUARD, &[partition, epoch, next_offset, &reaches]).await?;
        rows.first().map_or(Err(LedgerError::Fenced), |row| get(row, 0))
    }

    /// The one clock's time, outside a transaction.
    pub async fn clock(&mut self) -> Result<DateTime<Utc>, LedgerError> {
        let rows = self.query("SELECT app_now()", &[]).await?;
        rows.first()
            .map_or_else(|| Err(LedgerError::corrupt("clock", "no row")), |row| get(row, 0))
    }

    /// Version of each tenant's terms; a tenant that is not there is missing.
    pub async fn versions(&mut self, tenants: &[Uuid]) -> Result<Vec<(TenantId, i64)>, LedgerError> {
        let rows = self
            .query("SELECT id, version FROM tenants WHERE id = ANY($1)", &[&tenants])
            .await?;
        rows.iter()
            .map(|row| Ok((TenantId(get(row, 0)?), get(row, 1)?)))
            .collect()
    }

    /// Which of these legs or calls were erased. Most tenants never erased anything: only the others' ids are looked up.
    pub async fn erased(&mut self, wanted: &[Key]) -> Result<Vec<Key>, LedgerError> {
        const ERASING: &str = "SELECT t.id FROM unnest($1::uuid[]) AS t (id)
            WHERE EXISTS (SELECT 1 FROM tombstones e WHERE e.tenant_id = t.id)";
        let tenants: HashSet<Uuid> = wanted.iter().map(|(tenant, _)| *tenant).collect();
        let tenants: Vec<Uuid> = tenants.into_iter().collect();
        let rows = self.query(ERASING, &[&tenants]).await?;
        let erasing = rows
            .iter()
            .map(|row| get(row, 0))
            .collect::<Result<HashSet<Uuid>, _>>()?;
        let wanted: Vec<Key> = wanted
            .iter()
            .filter(|(tenant, _)| erasing.contains(tenant))
            .copied()
            .collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        const ERASED: &str = "SELECT t.tenant_id, t.id FROM tombstones t
            JOIN unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, id) USING (tenant_id, id)";
        let rows = self.query(ERASED, &keys(&wanted).values()).await?;
        rows.iter().map(pair).collect()
    }

    /// Inserts legs, in this order; gives those that were not there. No two may have the same id.
    pub async fn insert_legs(&mut self, legs: &[&LegRow]) -> Result<Vec<Key>, LedgerError> {
        const INSERT: &str = "INSERT INTO legs (tenant_id, id, call_id, source_instance, external_id, linked_id, source, direction,
                from_number, to_number, agent, queue, started_at, answered_at, ended_at, wait_s, talk_s, disposition, hangup_cause,
                recording_ref, recording_url, custom, digest, analysis_wanted, revision, recording_name)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[],
                $16::int[], $17::int[], $18::text[], $19::text[], $20::text[], $21::text[], $22::jsonb[], $23::bytea[], $24::bool[], $25::bigint[],
                $26::text[])
            ON CONFLICT (tenant_id, id) DO NOTHING RETURNING tenant_id, id";
        let columns = Columns::default()
            .of(legs, |leg| leg.tenant.0)
            .of(legs, |leg| leg.id.0)
            .of(legs, |leg| leg.call.0)
            .of(legs, |leg| leg.source_instance.as_str())
            .of(legs, |leg| leg.external_id.as_str())
            .of(legs, |leg| leg.linked_id.as_deref())
            .of(legs, |leg| leg.source.as_str())
            .of(legs, |leg| leg.direction.as_str())
            .of(legs, |leg| leg.from.as_deref())
            .of(legs, |leg| leg.to.as_deref())
            .of(legs, |leg| leg.agent.as_deref())
            .of(legs, |leg| leg.queue.as_deref())
            .of(legs, |leg| leg.started_at)
            .of(legs, |leg| leg.answered_at)
            .of(legs, |leg| leg.ended_at)
            .of(legs, |leg| leg.wait_s)
            .of(legs, |leg| leg.talk_s)
            .of(legs, |leg| leg.disposition.as_str())
            .of(legs, |leg| leg.hangup_cause.as_deref())
            .of(legs, |leg| leg.recording_ref.as_deref())
            .of(legs, |leg| leg.recording_url.as_deref())
            .of(legs, |leg| Json(&leg.custom))
            .of(legs, |leg| leg.digest.as_slice())
            .of(legs, |leg| leg.analysis_wanted)
            .of(legs, |leg| leg.revision)
            .of(legs, |leg| leg.recording_name());
        self.query(INSERT, &columns.values()).await?.iter().map(pair).collect()
    }

    pub async fn known_legs(&mut self, wanted: &[Key]) -> Result<Vec<KnownLeg>, LedgerError> {
        const KNOWN: &str = "SELECT l.tenant_id, l.id, l.call_id, l.digest, l.revision FROM legs l
            JOIN unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, id) USING (tenant_id, id)";
        let rows = self.query(KNOWN, &keys(wanted).values()).await?;
        rows.iter()
            .map(|row| {
                let (tenant, id, call) = (TenantId(get(row, 0)?), LegId(get(row, 1)?), CallId(get(row, 2)?));
                Ok(KnownLeg {
                    tenant,
                    id,
                    call,
                    digest: hash(row, 3)?,
                    revision: get(row, 4)?,
                })
            })
            .collect()
    }

    /// Inserts recordings, and the contents they may have in common; gives those whose leg had none. The content of a recording
    /// whose leg has one already is not kept.
    pub async fn insert_recordings(&mut self, recordings: &[RecordingRow]) -> Result<Vec<Key>, LedgerError> {
        const BLOBS: &str = "INSERT INTO recording_blobs (tenant_id, sha256, bytes, store_key, sealed_bytes)
            SELECT DISTINCT ON (n.tenant_id, n.sha256) n.tenant_id, n.sha256, n.bytes, n.store_key, n.sealed_bytes
            FROM unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::text[], $5::bigint[], $6::uuid[])
                AS n (tenant_id, sha256, bytes, store_key, sealed_bytes, leg_id)
            WHERE NOT EXISTS (SELECT 1 FROM recordings r WHERE r.tenant_id = n.tenant_id AND r.leg_id = n.leg_id)
            ORDER BY n.tenant_id, n.sha256
            ON CONFLICT (tenant_id, sha256) DO NOTHING";
        let blobs = Columns::default()
            .of(recordings, |one| one.tenant.0)
            .of(recordings, |one| one.sha256.as_slice())
            .of(recordings, |one| one.bytes)
            .of(recordings, |one| one.store_key.as_str())
            .of(recordings, |one| one.sealed_bytes)
            .of(recordings, |one| one.leg.0);
        self.query(BLOBS, &blobs.values()).await?;
        const INSERT: &str = "INSERT INTO recordings (tenant_id, leg_id, source_instance, external_id, sha256, bytes, media_type,
                declared_format, declared_rate, declared_channels, duration_ms, channels, language, model)
            SELECT n.* FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::bigint[], $7::text[], $8::text[],
                $9::int[], $10::int[], $11::bigint[], $12::int[], $13::text[], $14::text[])
                AS n (tenant_id, leg_id, source_instance, external_id, sha256, bytes, media_type, declared_format, declared_rate,
                declared_channels, duration_ms, channels, language, model)
            WHERE EXISTS (SELECT 1 FROM recording_blobs b WHERE b.tenant_id = n.tenant_id AND b.sha256 = n.sha256)
            ON CONFLICT (tenant_id, leg_id) DO NOTHING RETURNING tenant_id, leg_id";
        let columns = Columns::default()
            .of(recordings, |one| one.tenant.0)
            .of(recordings, |one| one.leg.0)
            .of(recordings, |one| one.source_instance.as_str())
            .of(recordings, |one| one.external_id.as_str())
            .of(recordings, |one| one.sha256.as_slice())
            .of(recordings, |one| one.bytes)
            .of(recordings, |one| one.media_type.as_deref())
            .of(recordings, |one| one.declared_format.as_deref())
            .of(recordings, |one| one.declared_rate)
            .of(recordings, |one| one.declared_channels)
            .of(recordings, |one| one.duration_ms)
            .of(recordings, |one| one.channels)
            .of(recordings, |one| one.language.as_deref())
            .of(recordings, |one| one.model.as_deref());
        self.query(INSERT, &columns.values()).await?.iter().map(pair).collect()
    }

    /// The recordings that lie with these legs' ids.
    pub async fn known_recordings(&mut self, legs: &[Key]) -> Result<Vec<KnownRecording>, LedgerError> {
        const KNOWN: &str = "SELECT r.tenant_id, r.leg_id, r.sha256, r.bytes, r.duration_ms FROM recordings r
            JOIN unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, leg_id) USING (tenant_id, leg_id)";
        let rows = self.query(KNOWN, &keys(legs).values()).await?;
        rows.iter()
            .map(|row| {
                let (tenant, leg) = (TenantId(get(row, 0)?), LegId(get(row, 1)?));
                Ok(KnownRecording {
                    tenant,
                    leg,
                    sha256: hash(row, 2)?,
                    bytes: get(row, 3)?,
                    duration_ms: get(row, 4)?,
                })
            })
            .collect()
    }

    /// Locks the calls that are there, in the order of their keys, until the transaction ends.
    pub async fn lock_calls(&mut self, wanted: &[Key]) -> Result<Vec<CallRow>, LedgerError> {
        const LOCK: &str = "SELECT c.tenant_id, c.id, c.source_instance, c.key, c.source, c.direction, c.from_number, c.to_number, c.agent,
                c.queue, c.started_at, c.answered_at, c.ended_at, c.wait_s, c.talk_s, c.disposition, c.agents, c.legs, c.recordings,
                c.analysis_status, c.charged_period, c.charge_kind, c.sentiment_label, c.sentiment_score, c.demo, c.moved_to
            FROM calls c JOIN unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, id) USING (tenant_id, id)
            ORDER BY c.tenant_id, c.id FOR NO KEY UPDATE OF c";
        self.query(LOCK, &keys(wanted).values())
            .await?
            .iter()
            .map(call)
            .collect()
    }

    /// How many legs these calls have, as far as they are there. Nothing is locked.
    pub async fn legs_counted(&mut self, calls: &[Key]) -> Result<Vec<(Key, i32)>, LedgerError> {
        const COUNTED: &str = "SELECT c.tenant_id, c.id, c.legs FROM calls c
            JOIN unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, id) USING (tenant_id, id)";
        let rows = self.query(COUNTED, &keys(calls).values()).await?;
        rows.iter()
            .map(|row| Ok(((get(row, 0)?, get(row, 1)?), get(row, 2)?)))
            .collect()
    }

    /// All legs of these calls, in the order of their arrival.
    pub async fn legs_of(&mut self, calls: &[Key]) -> Result<Vec<LegRow>, LedgerError> {
        const LEGS: &str = "SELECT l.tenant_id, l.id, l.call_id, l.source_instance, l.external_id, l.linked_id, l.source, l.direction,
                l.from_number, l.to_number, l.agent, l.queue, l.started_at, l.answered_at, l.ended_at, l.wait_s, l.talk_s, l.disposition,
                l.hangup_cause, l.recording_ref, l.recording_url, l.custom, l.digest, l.analysis_wanted, l.analysis_status, l.arrival,
                l.received_at
            FROM legs l JOIN unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, call_id) USING (tenant_id, call_id) ORDER BY l.arrival";
        self.query(LEGS, &keys(calls).values()).await?.iter().map(leg).collect()
    }
}

pub(super) fn call(row: &Row) -> Result<CallRow, LedgerError> {
    let charge: &str = get(row, 21)?;
    Ok(CallRow {
        tenant: TenantId(get(row, 0)?),
        id: CallId(get(row, 1)?),
        source_instance: get(row, 2)?,
        key: get(row, 3)?,
        source: get(row, 4)?,
        direction: get(row, 5)?,
        from: get(row, 6)?,
        to: get(row, 7)?,
        agent: get(row, 8)?,
        queue: get(row, 9)?,
        started_at: get(row, 10)?,
        answered_at: get(row, 11)?,
        ended_at: get(row, 12)?,
        wait_s: get(row, 13)?,
        talk_s: get(row, 14)?,
        disposition: get(row, 15)?,
        agents: get(row, 16)?,
        legs: get(row, 17)?,
        recordings: get(row, 18)?,
        analysis_status: status(row, 19)?,
        charged_period: get(row, 20)?,
        charge: Charge::from_name(charge).ok_or_else(|| LedgerError::corrupt("charge", charge))?,
        sentiment_label: get(row, 22)?,
        sentiment_score: get(row, 23)?,
        demo: get(row, 24)?,
        moved_to: get::<Option<Uuid>>(row, 25)?.map(CallId),
    })
}

fn leg(row: &Row) -> Result<LegRow, LedgerError> {
    Ok(LegRow {
        tenant: TenantId(get(row, 0)?),
        id: LegId(get(row, 1)?),
        call: CallId(get(row, 2)?),
        source_instance: get(row, 3)?,
        external_id: get(row, 4)?,
        linked_id: get(row, 5)?,
        source: get(row, 6)?,
        direction: get(row, 7)?,
        from: get(row, 8)?,
        to: get(row, 9)?,
        agent: get(row, 10)?,
        queue: get(row, 11)?,
        started_at: get(row, 12)?,
        answered_at: get(row, 13)?,
        ended_at: get(row, 14)?,
        wait_s: get(row, 15)?,
        talk_s: get(row, 16)?,
        disposition: get(row, 17)?,
        hangup_cause: get(row, 18)?,
        recording_ref: get(row, 19)?,
        recording_url: get(row, 20)?,
        custom: get(row, 21)?,
        digest: hash(row, 22)?,
        // What replaces what was decided before; the roll-up does not ask.
        revision: 0,
        analysis_wanted: get(row, 23)?,
        analysis_status: status(row, 24)?,
        arrival: get(row, 25)?,
        received_at: Some(get(row, 26)?),
    })
}

fn status(row: &Row, column: usize) -> Result<AnalysisStatus, LedgerError> {
    let name: &str = get(row, column)?;
    AnalysisStatus::from_name(name).ok_or_else(|| LedgerError::corrupt("analysis status", name))
}

fn hash(row: &Row, column: usize) -> Result<[u8; 32], LedgerError> {
    let bytes: &[u8] = get(row, column)?;
    bytes
        .try_into()
        .map_err(|_| LedgerError::corrupt("hash", format!("{} bytes", bytes.len())))
}

fn pair(row: &Row) -> Result<Key, LedgerError> {
    Ok((get(row, 0)?, get(row, 1)?))
}
