//! How the end of an attempt is told: a line of the trace, an event in the outbox.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::Outcome;
use crate::Error;
use crate::calls::intake::{Doorbell, Event};
use crate::calls::outbox;
use crate::calls::queue::Claim;
use crate::calls::stats::Counted;
use crate::ids::TenantId;

/// One line of the trace.
pub(super) struct Told {
    pub(super) stage: &'static str,
    pub(super) reason: Option<String>,
    pub(super) latency_ms: Option<i64>,
    pub(super) detail: Value,
}

pub(super) fn told_of(outcome: &Outcome, took_ms: i64) -> Told {
    let (stage, reason, detail) = match outcome {
        Outcome::Analyzed(row) => (
            "analyzed",
            None,
            json!({"duration_ms": row.duration_ms, "words": row.words, "timings_ms": row.timings, "event": "call.analyzed"}),
        ),
        Outcome::Failed {
            code,
            detail,
            given_up: true,
        } => (
            "dead_lettered",
            Some(*code),
            json!({"detail": detail, "event": "call.failed"}),
        ),
        Outcome::Failed {
            code,
            detail,
            given_up: false,
        } => ("failed", Some(*code), json!({"detail": detail, "event": "call.failed"})),
        Outcome::Retry { code, detail, after_s } => {
            ("retry", Some(*code), json!({"detail": detail, "after_s": after_s}))
        }
        Outcome::Returned => ("returned", None, json!({})),
    };
    Told {
        stage,
        reason: reason.map(str::to_owned),
        latency_ms: Some(took_ms),
        detail,
    }
}

pub(super) async fn trace(conn: &mut AsyncPgConnection, claim: &Claim, told: Told) -> Result<(), Error> {
    const INSERT: &str = "INSERT INTO trace (tenant_id, call_id, leg_id, stage, attempt, latency_ms, reason, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    diesel::sql_query(INSERT)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.call.0)
        .bind::<SqlUuid, _>(claim.leg.0)
        .bind::<Text, _>(told.stage)
        .bind::<Integer, _>(claim.attempt)
        .bind::<Nullable<BigInt>, _>(told.latency_ms)
        .bind::<Nullable<Text>, _>(told.reason)
        .bind::<Jsonb, _>(told.detail)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) fn event_of(claim: &Claim, outcome: &Outcome, call: &Counted) -> Option<Event> {
    let mut ids = json!({"call_id": claim.call, "leg_id": claim.leg, "analysis_status": call.analysis_status.as_str()});
    if claim.reanalysis {
        ids["reanalysis"] = json!(true);
    }
    let with = |more: Value| match (ids, more) {
        (Value::Object(mut data), Value::Object(more)) => {
            data.extend(more);
            Value::Object(data)
        }
        (ids, _) => ids,
    };
    let (kind, data) = match outcome {
        Outcome::Analyzed(row) => (
            "call.analyzed",
            with(
                json!({"duration_ms": row.duration_ms, "sentiment_label": call.sentiment_label, "sentiment_score": call.sentiment_score}),
            ),
        ),
        Outcome::Failed { code, given_up, .. } => {
            ("call.failed", with(json!({"code": code, "dead_lettered": given_up})))
        }
        Outcome::Retry { .. } | Outcome::Returned => return None,
    };
    Some(Event {
        tenant: claim.tenant,
        kind,
        data,
        trace: claim.trace,
        whose: None,
    })
}

#[derive(QueryableByName)]
struct SeqRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// Numbers a tenant's events and appends them; the stream's row is the last lock. Nothing for no event.
pub(crate) async fn append(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    events: &[Event],
) -> Result<Option<Doorbell>, Error> {
    const NUMBER: &str = "UPDATE streams SET next_seq = next_seq + $2 WHERE tenant_id = $1 RETURNING next_seq - $2 AS seq, app_now() AS now";
    const APPEND: &str = "INSERT INTO outbox (tenant_id, seq_from, seq_to, events) VALUES ($1, $2, $3, $4)";
    if events.is_empty() {
        return Ok(None);
    }
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let rows: Vec<SeqRow> = diesel::sql_query(NUMBER)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(count)
        .load(conn)
        .await?;
    let Some(row) = rows.as_slice().first() else {
        return Err(Error::NotFound("stream"));
    };
    let bell = Doorbell {
        tenant,
        seq_from: row.seq,
        seq_to: row.seq + count - 1,
    };
    diesel::sql_query(APPEND)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(bell.seq_from)
        .bind::<BigInt, _>(bell.seq_to)
        .bind::<Jsonb, _>(outbox::numbered(events, row.seq, row.now))
        .execute(conn)
        .await?;
    Ok(Some(bell))
}
