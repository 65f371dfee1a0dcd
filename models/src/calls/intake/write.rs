//! What the transaction writes once everything is decided.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use serde_json::json;
use tokio_postgres::types::Json;
use uuid::Uuid;

use super::columns::{Columns, array_text, keys};
use super::connection::get;
use super::{CallRow, Doorbell, Event, Key, LedgerConnection, LedgerError, LegRow, QueueRow, TraceRow, UsageRow};
use crate::billing::usage::{Counts, Threshold};
use crate::calls::outbox;
use crate::calls::stats::{self, Delta};
use crate::calls::status::AnalysisStatus;
use crate::ids::TenantId;

/// Sums are added to those that stand there.
const ADD_STATS: &str = "INSERT INTO call_stats AS s (tenant_id, bucket, source_instance, direction, disposition, calls, answered, talk_s,
        wait_s, analyzed, sentiment_negative, sentiment_neutral, sentiment_positive, sentiment_sum, waits, recorded, waited_short, waited_within)
    SELECT n.tenant_id, n.bucket, n.source_instance, n.direction, n.disposition, n.calls, n.answered, n.talk_s, n.wait_s, n.analyzed,
        n.negative, n.neutral, n.positive, n.score, n.waits, n.recorded, n.short, n.within::bigint[]
    FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
        $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::float8[], $15::bigint[], $16::bigint[],
        $17::bigint[], $18::text[])
        AS n (tenant_id, bucket, source_instance, direction, disposition, calls, answered, talk_s, wait_s, analyzed, negative,
        neutral, positive, score, waits, recorded, short, within)
    ON CONFLICT (tenant_id, bucket, source_instance, direction, disposition) DO UPDATE SET calls = s.calls + excluded.calls,
        answered = s.answered + excluded.answered, talk_s = s.talk_s + excluded.talk_s, wait_s = s.wait_s + excluded.wait_s,
        analyzed = s.analyzed + excluded.analyzed, sentiment_negative = s.sentiment_negative + excluded.sentiment_negative,
        sentiment_neutral = s.sentiment_neutral + excluded.sentiment_neutral,
        sentiment_positive = s.sentiment_positive + excluded.sentiment_positive,
        sentiment_sum = s.sentiment_sum + excluded.sentiment_sum,
        waits = s.waits + excluded.waits, recorded = s.recorded + excluded.recorded,
        waited_short = s.waited_short + excluded.waited_short,
        waited_within = ARRAY[s.waited_within[1] + excluded.waited_within[1], s.waited_within[2] + excluded.waited_within[2],
            s.waited_within[3] + excluded.waited_within[3], s.waited_within[4] + excluded.waited_within[4],
            s.waited_within[5] + excluded.waited_within[5], s.waited_within[6] + excluded.waited_within[6],
            s.waited_within[7] + excluded.waited_within[7], s.waited_within[8] + excluded.waited_within[8],
            s.waited_within[9] + excluded.waited_within[9], s.waited_within[10] + excluded.waited_within[10],
            s.waited_within[11] + excluded.waited_within[11], s.waited_within[12] + excluded.waited_within[12]]";

/// The same of whole days.
static ADD_DAYS: LazyLock<String> = LazyLock::new(|| {
    ADD_STATS
        .replace("call_stats", "call_stats_days")
        .replace("bucket", "day")
});

impl LedgerConnection {
    /// Telephone systems that were never heard of before, under the name with which they came.
    pub async fn meet_instances(&mut self, calls: &[CallRow]) -> Result<(), LedgerError> {
        const INSERT: &str = "INSERT INTO source_instances (tenant_id, name, label, format)
            SELECT n.tenant_id, n.name, n.name, n.format FROM unnest($1::uuid[], $2::text[], $3::text[]) AS n (tenant_id, name, format)
            ON CONFLICT (tenant_id, name) DO NOTHING";
        let mut systems: BTreeMap<(Uuid, &str), &str> = BTreeMap::new();
        for call in calls {
            systems
                .entry((call.tenant.0, call.source_instance.as_str()))
                .or_insert(call.source.as_str());
        }
        let systems: Vec<_> = systems.into_iter().collect();
        let columns = Columns::default()
            .of(&systems, |((tenant, _), _)| *tenant)
            .of(&systems, |((_, name), _)| *name)
            .of(&systems, |(_, format)| *format);
        self.query(INSERT, &columns.values()).await.map(drop)
    }

    /// Replaces legs by later revisions of them, in the call that those name. Their recording and what was found in it stay; what else
    /// goes along to another call: `follow_legs`.
    pub async fn revise_legs(&mut self, legs: &[&LegRow]) -> Result<(), LedgerError> {
        const REVISE: &str = "UPDATE legs l SET call_id = n.call_id, linked_id = n.linked_id,
                direction = n.direction, from_number = n.from_number, to_number = n.to_number,
                agent = n.agent, queue = n.queue, started_at = n.started_at, answered_at = n.answered_at, ended_at = n.ended_at,
                wait_s = n.wait_s, talk_s = n.talk_s, disposition = n.disposition, hangup_cause = n.hangup_cause,
                recording_ref = n.recording_ref, custom = n.custom, digest = n.digest, revision = n.revision,
                recording_name = n.recording_name
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
                $9::timestamptz[], $10::timestamptz[], $11::int[], $12::int[], $13::text[], $14::text[], $15::text[], $16::jsonb[],
                $17::bytea[], $18::bigint[], $19::text[], $20::uuid[], $21::text[])
                AS n (tenant_id, id, direction, from_number, to_number, agent, queue, started_at, answered_at, ended_at, wait_s, talk_s,
                disposition, hangup_cause, recording_ref, custom, digest, revision, recording_name, call_id, linked_id)
            WHERE l.tenant_id = n.tenant_id AND l.id = n.id AND l.revision < n.revision";
        let columns = Columns::default()
            .of(legs, |leg| leg.tenant.0)
            .of(legs, |leg| leg.id.0)
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
            .of(legs, |leg| Json(&leg.custom))
            .of(legs, |leg| leg.digest.as_slice())
            .of(legs, |leg| leg.revision)
            .of(legs, |leg| leg.recording_name())
            .of(legs, |leg| leg.call.0)
            .of(legs, |leg| leg.linked_id.as_deref());
        self.query(REVISE, &columns.values()).await.map(drop)
    }

    pub async fn insert_calls(&mut self, calls: &[CallRow]) -> Result<(), LedgerError> {
        const INSERT: &str = "INSERT INTO calls (tenant_id, id, source_instance, key, source, direction, from_number, to_number, agent, queue,
                started_at, answered_at, ended_at, wait_s, talk_s, disposition, agents, legs, recordings, analysis_status, charged_period,
                charge_kind, demo)
            SELECT n.tenant_id, n.id, n.source_instance, n.key, n.source, n.direction, n.from_number, n.to_number, n.agent, n.queue,
                n.started_at, n.answered_at, n.ended_at, n.wait_s, n.talk_s, n.disposition,
                n.agents::text[], n.legs, n.recordings, n.analysis_status, n.charged_period,
                n.charge_kind, n.demo
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                $10::text[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::int[], $15::int[], $16::text[],
                $17::text[], $18::int[], $19::int[], $20::text[], $21::timestamptz[], $22::text[], $23::bool[])
                AS n (tenant_id, id, source_instance, key, source, direction, from_number, to_number, agent, queue, started_at,
                answered_at, ended_at, wait_s, talk_s, disposition, agents, legs, recordings, analysis_status, charged_period,
                charge_kind, demo)";
        let columns = Columns::default()
            .of(calls, |call| call.tenant.0)
            .of(calls, |call| call.id.0)
            .of(calls, |call| call.source_instance.as_str())
            .of(calls, |call| call.key.as_str())
            .of(calls, |call| call.source.as_str())
            .of(calls, |call| call.direction.as_str())
            .of(calls, |call| call.from.as_deref())
            .of(calls, |call| call.to.as_deref())
            .of(calls, |call| call.agent.as_deref())
            .of(calls, |call| call.queue.as_deref())
            .of(calls, |call| call.started_at)
            .of(calls, |call| call.answered_at)
            .of(calls, |call| call.ended_at)
            .of(calls, |call| call.wait_s)
            .of(calls, |call| call.talk_s)
            .of(calls, |call| call.disposition.as_str())
            .of(calls, |call| array_text(&call.agents))
            .of(calls, |call| call.legs)
            .of(calls, |call| call.recordings)
            .of(calls, |call| call.analysis_status.as_str())
            .of(calls, |call| call.charged_period)
            .of(calls, |call| call.charge.as_str())
            .of(calls, |call| call.demo);
        self.query(INSERT, &columns.values()).await.map(drop)
    }

    /// Writes the roll-up of calls that are locked. Charge and sentiment stay as they are: `regroup_calls`.
    pub async fn update_calls(&mut self, calls: &[CallRow]) -> Result<(), LedgerError> {
        const UPDATE: &str = "UPDATE calls c SET direction = n.direction, from_number = n.from_number, to_number = n.to_number, agent = n.agent,
                queue = n.queue, started_at = n.started_at, answered_at = n.answered_at, ended_at = n.ended_at, wait_s = n.wait_s,
                talk_s = n.talk_s, disposition = n.disposition, agents = n.agents::text[],
                legs = n.legs, recordings = n.recordings, analysis_status = n.analysis_status, updated_at = app_now()
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
                $9::timestamptz[], $10::timestamptz[], $11::int[], $12::int[], $13::text[], $14::text[], $15::int[], $16::int[],
                $17::text[])
                AS n (tenant_id, id, direction, from_number, to_number, agent, queue, started_at, answered_at, ended_at, wait_s,
                talk_s, disposition, agents, legs, recordings, analysis_status)
            WHERE c.tenant_id = n.tenant_id AND c.id = n.id";
        let columns = Columns::default()
            .of(calls, |call| call.tenant.0)
            .of(calls, |call| call.id.0)
            .of(calls, |call| call.direction.as_str())
            .of(calls, |call| call.from.as_deref())
            .of(calls, |call| call.to.as_deref())
            .of(calls, |call| call.agent.as_deref())
            .of(calls, |call| call.queue.as_deref())
            .of(calls, |call| call.started_at)
            .of(calls, |call| call.answered_at)
            .of(calls, |call| call.ended_at)
            .of(calls, |call| call.wait_s)
            .of(calls, |call| call.talk_s)
            .of(calls, |call| call.disposition.as_str())
            .of(calls, |call| array_text(&call.agents))
            .of(calls, |call| call.legs)
            .of(calls, |call| call.recordings)
            .of(calls, |call| call.analysis_status.as_str());
        self.query(UPDATE, &columns.values()).await.map(drop)
    }

    pub async fn mark_legs(&mut self, legs: &[(Key, AnalysisStatus)]) -> Result<(), LedgerError> {
        const MARK: &str = "UPDATE legs l SET analysis_status = n.status
            FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS n (tenant_id, id, status)
            WHERE l.tenant_id = n.tenant_id AND l.id = n.id";
        let wanted: Vec<Key> = legs.iter().map(|(key, _)| *key).collect();
        self.query(MARK, &keys(&wanted).of(legs, |(_, status)| status.as_str()).values())
            .await
            .map(drop)
    }

    pub async fn enqueue(&mut self, queue: &[QueueRow]) -> Result<(), LedgerError> {
        const INSERT: &str = "INSERT INTO analysis_queue (tenant_id, leg_id, call_id, lane, state, cost_s, traceparent)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::float8[], $7::text[])
            ON CONFLICT (tenant_id, leg_id) DO NOTHING";
        let columns = Columns::default()
            .of(queue, |row| row.tenant.0)
            .of(queue, |row| row.leg.0)
            .of(queue, |row| row.call.0)
            .of(queue, |row| row.lane.as_str())
            .of(queue, |row| if row.withheld { "withheld" } else { "ready" })
            .of(queue, |row| row.cost_s)
            .of(queue, |row| row.trace.map(|trace| trace.to_string()));
        self.query(INSERT, &columns.values()).await.map(drop)
    }

    /// Adds to the roll-ups, which must be in the order of their keys: first to quarters of an hour, then to their days, as everybody does.
    pub async fn add_stats(&mut self, deltas: &[Delta]) -> Result<(), LedgerError> {
        self.add_sums(ADD_STATS, deltas).await?;
        let days = stats::by_days(deltas);
        match days.is_empty() {
            true => Ok(()),
            false => self.add_sums(&ADD_DAYS, &days).await,
        }
    }

    async fn add_sums(&mut self, add: &'static str, deltas: &[Delta]) -> Result<(), LedgerError> {
        let columns = Columns::default()
            .of(deltas, |(key, _)| key.tenant.0)
            .of(deltas, |(key, _)| key.bucket)
            .of(deltas, |(key, _)| key.source_instance.as_str())
            .of(deltas, |(key, _)| key.direction.as_str())
            .of(deltas, |(key, _)| key.disposition.as_str())
            .of(deltas, |(_, add)| add.calls)
            .of(deltas, |(_, add)| add.answered)
            .of(deltas, |(_, add)| add.talk_s)
            .of(deltas, |(_, add)| add.wait_s)
            .of(deltas, |(_, add)| add.analyzed)
            .of(deltas, |(_, add)| add.negative)
            .of(deltas, |(_, add)| add.neutral)
            .of(deltas, |(_, add)| add.positive)
            .of(deltas, |(_, add)| add.score_sum)
            .of(deltas, |(_, add)| add.waits)
            .of(deltas, |(_, add)| add.recorded)
            .of(deltas, |(_, add)| add.waited_short)
            .of(deltas, |(_, add)| {
                array_text(&add.waited_within.map(|calls| calls.to_string()))
            });
        self.query(add, &columns.values()).await.map(drop)
    }

    /// Adds to usage, in the order of tenants; gives the counts that stand there now.
    pub async fn add_usage(
        &mut self,
        rows: &[UsageRow],
    ) -> Result<Vec<(TenantId, DateTime<Utc>, Counts)>, LedgerError> {
        const ADD: &str = "INSERT INTO usage AS u (tenant_id, period_start, period_end, included, overage, withheld, threshold_80, threshold_100)
            SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bool[], $8::bool[])
            ON CONFLICT (tenant_id, period_start) DO UPDATE SET period_end = excluded.period_end, included = u.included + excluded.included,
                overage = u.overage + excluded.overage, withheld = u.withheld + excluded.withheld,
                threshold_80 = u.threshold_80 OR excluded.threshold_80, threshold_100 = u.threshold_100 OR excluded.threshold_100
            RETURNING tenant_id, period_start, included, overage, withheld";
        let columns = Columns::default()
            .of(rows, |row| row.tenant.0)
            .of(rows, |row| row.period.start)
            .of(rows, |row| row.period.end)
            .of(rows, |row| signed(row.added.included))
            .of(rows, |row| signed(row.added.overage))
            .of(rows, |row| signed(row.added.withheld))
            .of(rows, |row| row.crossed.contains(&Threshold::Percent80))
            .of(rows, |row| row.crossed.contains(&Threshold::Percent100));
        let stored = self.query(ADD, &columns.values()).await?;
        self.ring_for_limits(rows).await?;
        stored
            .iter()
            .map(|row| {
                let count = |column| get::<i64>(row, column).map(|n| u64::try_from(n).unwrap_or(0));
                let counts = Counts {
                    included: count(2)?,
                    overage: count(3)?,
                    withheld: count(4)?,
                };
                Ok((TenantId(get(row, 0)?), get(row, 1)?, counts))
            })
            .collect()
    }

    /// Tells who runs these tenants that a threshold is crossed.
    async fn ring_for_limits(&mut self, rows: &[UsageRow]) -> Result<(), LedgerError> {
        const RING: &str = "SELECT ring_for_limit(n.tenant_id, n.percent, n.period_start)
            FROM unnest($1::uuid[], $2::int[], $3::timestamptz[]) AS n (tenant_id, percent, period_start)";
        let crossed: Vec<(&UsageRow, Threshold)> = rows
            .iter()
            .flat_map(|row| row.crossed.iter().map(move |threshold| (row, *threshold)))
            .collect();
        if crossed.is_empty() {
            return Ok(());
        }
        let columns = Columns::default()
            .of(&crossed, |(row, _)| row.tenant.0)
            .of(&crossed, |(_, threshold)| {
                i32::try_from(threshold.percent()).unwrap_or(i32::MAX)
            })
            .of(&crossed, |(row, _)| row.period.start);
        self.query(RING, &columns.values()).await.map(drop)
    }

    pub async fn add_trace(&mut self, rows: &[TraceRow]) -> Result<(), LedgerError> {
        const INSERT: &str = "INSERT INTO trace (tenant_id, call_id, leg_id, stage, attempt, latency_ms, reason, detail)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::bigint[], $7::text[], $8::jsonb[])";
        let columns = Columns::default()
            .of(rows, |row| row.tenant.0)
            .of(rows, |row| row.call.0)
            .of(rows, |row| row.leg.map(|leg| leg.0))
            .of(rows, |row| row.stage)
            .of(rows, |row| row.attempt)
            .of(rows, |row| row.latency_ms)
            .of(rows, |row| row.reason.as_deref())
            .of(rows, |row| Json(&row.detail));
        self.query(INSERT, &columns.values()).await.map(drop)
    }

    /// Numbers the events, tenant by tenant, and appends them. The last step: the stream rows are locked until the commit, so that
    /// the order of numbers is the order of commits, without gaps.
    pub async fn append_events(
        &mut self,
        events: Vec<Event>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Doorbell>, LedgerError> {
        const NUMBER: &str = "UPDATE streams s SET next_seq = s.next_seq + n.events
            FROM unnest($1::uuid[], $2::bigint[]) AS n (tenant_id, events)
            WHERE s.tenant_id = n.tenant_id RETURNING s.tenant_id, s.next_seq";
        let mut by_tenant: BTreeMap<Uuid, Vec<Event>> = BTreeMap::new();
        events
            .into_iter()
            .for_each(|event| by_tenant.entry(event.tenant.0).or_default().push(event));
        let counts: Vec<(Uuid, i64)> = by_tenant
            .iter()
            .map(|(tenant, events)| (*tenant, length(events)))
            .collect();
        let numbers = Columns::default().of(&counts, |row| row.0).of(&counts, |row| row.1);
        let mut bells = Vec::with_capacity(counts.len());
        for row in self.query(NUMBER, &numbers.values()).await? {
            let (tenant, next): (Uuid, i64) = (get(&row, 0)?, get(&row, 1)?);
            let events = by_tenant.get(&tenant).map_or(0, |events| length(events));
            bells.push(Doorbell {
                tenant: TenantId(tenant),
                seq_from: next - events,
                seq_to: next - 1,
            });
        }
        if bells.len() != counts.len() {
            return Err(LedgerError::corrupt("streams", "a tenant has none"));
        }
        const APPEND: &str = "INSERT INTO outbox (tenant_id, seq_from, seq_to, events)
            SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::jsonb[])";
        let columns = Columns::default()
            .of(&bells, |bell| bell.tenant.0)
            .of(&bells, |bell| bell.seq_from)
            .of(&bells, |bell| bell.seq_to)
            .of(&bells, |bell| match by_tenant.get(&bell.tenant.0) {
                Some(events) => outbox::numbered(events, bell.seq_from, now),
                None => json!([]),
            });
        self.query(APPEND, &columns.values()).await?;
        drop(columns);
        Ok(bells)
    }
}

fn length<T>(rows: &[T]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

pub(super) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
