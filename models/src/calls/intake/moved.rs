//! Legs that go to another call, with all that hangs on them; and calls that are empty then: what people have added to them goes along, and
//! they stay as another name of the call they went to. Both calls are locked, and the one they go to is there.

use chrono::{DateTime, Utc};

use super::columns::{Columns, keys};
use super::connection::get;
use super::{CallRow, Key, LedgerConnection, LedgerError};
use crate::calls::sentiment::LegSentiment;
use crate::ids::{CallId, LegId, TenantId};

/// A leg that has gone from one call to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedLeg {
    pub tenant: TenantId,
    pub leg: LegId,
    pub from: CallId,
    pub to: CallId,
}

/// A call without a leg, and the one that it leads to from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emptied {
    pub tenant: TenantId,
    pub from: CallId,
    pub to: CallId,
    /// The other one begins with it: it takes its place in every order, and is put away as it was.
    pub begins: bool,
}

impl LedgerConnection {
    /// What was found in these calls' legs, by leg.
    pub async fn sentiments_of(&mut self, calls: &[Key]) -> Result<Vec<(Key, LegSentiment)>, LedgerError> {
        const FOUND: &str =
            "SELECT a.tenant_id, a.leg_id, coalesce(l.answered_at, l.started_at), a.duration_ms, a.channels,
                a.customer_scored::bigint, a.customer_score_sum
            FROM unnest($1::uuid[], $2::uuid[]) AS k (tenant_id, call_id)
                JOIN legs l ON l.tenant_id = k.tenant_id AND l.call_id = k.call_id
                JOIN analyses a ON a.tenant_id = l.tenant_id AND a.leg_id = l.id";
        let rows = self.query(FOUND, &keys(calls).values()).await?;
        rows.iter()
            .map(|row| {
                let found = LegSentiment {
                    start_ms: get::<DateTime<Utc>>(row, 2)?.timestamp_millis(),
                    duration_ms: get(row, 3)?,
                    channels: get(row, 4)?,
                    scored: get(row, 5)?,
                    score_sum: get(row, 6)?,
                };
                Ok(((get(row, 0)?, get(row, 1)?), found))
            })
            .collect()
    }

    /// Writes of calls what only a move of legs changes beside the roll-up: charge, sentiment, and where an empty one leads to.
    pub async fn regroup_calls(&mut self, calls: &[CallRow]) -> Result<(), LedgerError> {
        const REGROUP: &str = "UPDATE calls c SET charge_kind = n.charge_kind, charged_period = n.charged_period,
                sentiment_label = n.sentiment_label, sentiment_score = n.sentiment_score, moved_to = n.moved_to, updated_at = app_now()
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::float8[], $7::uuid[])
                AS n (tenant_id, id, charge_kind, charged_period, sentiment_label, sentiment_score, moved_to)
            WHERE c.tenant_id = n.tenant_id AND c.id = n.id";
        let columns = Columns::default()
            .of(calls, |call| call.tenant.0)
            .of(calls, |call| call.id.0)
            .of(calls, |call| call.charge.as_str())
            .of(calls, |call| call.charged_period)
            .of(calls, |call| call.sentiment_label.as_deref())
            .of(calls, |call| call.sentiment_score)
            .of(calls, |call| call.moved_to.map(|to| to.0));
        self.query(REGROUP, &columns.values()).await.map(drop)
    }

    /// Takes along what hangs on legs that have another call: their analyses, whether done, waiting, running or given up; what their calls'
    /// traces tell of them; and the threads of notes that begin at one of them.
    pub async fn follow_legs(&mut self, moved: &[MovedLeg]) -> Result<(), LedgerError> {
        const QUEUE: &str =
            "UPDATE analysis_queue q SET call_id = n.call_id FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (tenant_id, leg_id, call_id)
            WHERE q.tenant_id = n.tenant_id AND q.leg_id = n.leg_id";
        const DEAD_LETTERS: &str =
            "UPDATE dead_letters d SET call_id = n.call_id FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (tenant_id, leg_id, call_id)
            WHERE d.tenant_id = n.tenant_id AND d.leg_id = n.leg_id";
        const ANALYSES: &str =
            "UPDATE analyses a SET call_id = n.call_id FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (tenant_id, leg_id, call_id)
            WHERE a.tenant_id = n.tenant_id AND a.leg_id = n.leg_id";
        let targets = || {
            Columns::default()
                .of(moved, |one| one.tenant.0)
                .of(moved, |one| one.leg.0)
                .of(moved, |one| one.to.0)
        };
        for statement in [QUEUE, DEAD_LETTERS, ANALYSES] {
            self.query(statement, &targets().values()).await?;
        }
        // A step keeps its time and number: one that has been here before is not told twice.
        const TRACE: &str =
            "INSERT INTO trace (tenant_id, call_id, leg_id, at, n, stage, attempt, latency_ms, reason, detail)
            SELECT t.tenant_id, m.to_call, t.leg_id, t.at, t.n, t.stage, t.attempt, t.latency_ms, t.reason, t.detail
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) AS m (tenant_id, leg_id, to_call, from_call)
                JOIN trace t ON t.tenant_id = m.tenant_id AND t.call_id = m.from_call AND t.leg_id = m.leg_id
            ON CONFLICT DO NOTHING";
        const NOTES: &str = "WITH RECURSIVE thread (tenant_id, id, to_call, from_call) AS (
                SELECT o.tenant_id, o.id, m.to_call, m.from_call
                FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) AS m (tenant_id, leg_id, to_call, from_call)
                    JOIN notes o ON o.tenant_id = m.tenant_id AND o.call_id = m.from_call AND o.leg_id = m.leg_id AND o.parent_id IS NULL
                UNION ALL SELECT r.tenant_id, r.id, t.to_call, t.from_call
                FROM thread t JOIN notes r ON r.tenant_id = t.tenant_id AND r.parent_id = t.id),
            moved AS (UPDATE notes o SET call_id = t.to_call FROM thread t WHERE o.tenant_id = t.tenant_id AND o.id = t.id)
            UPDATE notifications b SET call_id = t.to_call FROM thread t
            WHERE b.tenant_id = t.tenant_id AND b.call_id = t.from_call AND b.kind IN ('mentioned', 'replied') AND b.group_key = t.id::text";
        for statement in [TRACE, NOTES] {
            let columns = targets().of(moved, |one| one.from.0);
            self.query(statement, &columns.values()).await?;
        }
        Ok(())
    }

    /// Takes along what people have added to calls that are empty now, what else their traces tell, and the calls that led to them: an alias
    /// always leads to a call.
    pub async fn follow_calls(&mut self, emptied: &[Emptied]) -> Result<(), LedgerError> {
        const NOTES: &str =
            "UPDATE notes o SET call_id = n.to_call FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (tenant_id, from_call, to_call)
            WHERE o.tenant_id = n.tenant_id AND o.call_id = n.from_call";
        const BELLS: &str =
            "UPDATE notifications b SET call_id = n.to_call FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (tenant_id, from_call, to_call)
            WHERE b.tenant_id = n.tenant_id AND b.call_id = n.from_call";
        const TAGS: &str = "WITH n AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (tenant_id, from_call, to_call)),
            gone AS (DELETE FROM call_tags t USING n WHERE t.tenant_id = n.tenant_id AND t.call_id = n.from_call
                RETURNING t.tenant_id, t.tag_id, n.to_call, t.created_at)
            INSERT INTO call_tags (tenant_id, tag_id, call_id, created_at) SELECT DISTINCT ON (1, 2, 3) * FROM gone ORDER BY 1, 2, 3, 4
            ON CONFLICT DO NOTHING";
        const TRACE: &str =
            "INSERT INTO trace (tenant_id, call_id, leg_id, at, n, stage, attempt, latency_ms, reason, detail)
            SELECT t.tenant_id, m.to_call, t.leg_id, t.at, t.n, t.stage, t.attempt, t.latency_ms, t.reason, t.detail
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS m (tenant_id, from_call, to_call)
                JOIN trace t ON t.tenant_id = m.tenant_id AND t.call_id = m.from_call AND t.leg_id IS NULL
            ON CONFLICT DO NOTHING";
        const ALIASES: &str =
            "UPDATE calls c SET moved_to = n.to_call FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (tenant_id, from_call, to_call)
            WHERE c.tenant_id = n.tenant_id AND c.moved_to = n.from_call";
        const BEGINS: &str = "UPDATE calls c SET created_at = least(c.created_at, o.created_at), archived_at = coalesce(c.archived_at, o.archived_at)
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (tenant_id, from_call, to_call)
                JOIN calls o ON o.tenant_id = n.tenant_id AND o.id = n.from_call
            WHERE c.tenant_id = n.tenant_id AND c.id = n.to_call";
        for statement in [NOTES, BELLS, TAGS, TRACE, ALIASES] {
            self.query(statement, &ends(emptied).values()).await?;
        }
        let begun: Vec<Emptied> = emptied.iter().filter(|one| one.begins).copied().collect();
        if begun.is_empty() {
            return Ok(());
        }
        self.query(BEGINS, &ends(&begun).values()).await.map(drop)
    }
}

fn ends(emptied: &[Emptied]) -> Columns<'_> {
    Columns::default()
        .of(emptied, |one| one.tenant.0)
        .of(emptied, |one| one.from.0)
        .of(emptied, |one| one.to.0)
}
