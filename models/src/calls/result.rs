//! What an attempt ends with, written in one transaction of its tenant: only while the lease is ours and the call is still there.
//!
//! Lock order: call, queue row, roll-ups, stream. `at` is told what has just been done, for planned failures.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bytea, Float8, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::intake::{Doorbell, Event};
use super::outbox;
use super::queue::Claim;
use super::sentiment::{self, LegSentiment};
use super::stats::{Changes, Counted, Delta};
use super::status::AnalysisStatus;
use crate::Error;
use crate::billing::usage::rows::current_period;
use crate::ids::TenantId;

/// What the engine found, ready to be stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnalysisRow {
    pub duration_ms: i64,
    pub channels: i32,
    pub language: String,
    pub language_confidence: f64,
    pub models: Value,
    pub sentiment: Value,
    pub characteristics: Value,
    pub quality: Value,
    pub timings: Value,
    pub customer_scored: i32,
    pub customer_score_sum: f64,
    /// Turns and words, sealed.
    pub transcript: Vec<u8>,
    pub words: i32,
    pub compute_seconds: f64,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Analyzed(Box<AnalysisRow>),
    /// For good. `given_up` if it was not a verdict on the recording: then it is a dead letter.
    Failed {
        code: &'static str,
        detail: String,
        given_up: bool,
    },
    /// To be tried again after so many seconds.
    Retry {
        code: &'static str,
        detail: String,
        after_s: f64,
    },
    /// Given back unfinished (the process ends): costs no attempt.
    Returned,
}

/// Whether the outcome counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// With the number of the event that tells it, where one does.
    Written { bell: Option<Doorbell> },
    /// The lease is another's by now, or the call is gone: nothing was written.
    Lost,
}

/// Is told what has just been done.
pub type At<'a> = &'a (dyn Fn(&'static str) + Send + Sync);

/// Marks a claimed leg as being analysed. Inside the tenant's transaction.
pub async fn begin(conn: &mut AsyncPgConnection, claim: &Claim, waited_ms: i64) -> Result<Settled, Error> {
    let Some(call) = lock_call(conn, claim).await? else {
        return Ok(Settled::Lost);
    };
    if !lease_is_ours(conn, claim).await? {
        return Ok(Settled::Lost);
    }
    mark_leg(conn, claim, AnalysisStatus::Analyzing, None).await?;
    refresh_call(conn, claim, &call).await?;
    let told = Told {
        stage: "analyzing",
        reason: None,
        latency_ms: Some(waited_ms),
        detail: json!({}),
    };
    trace(conn, claim, told).await?;
    Ok(Settled::Written { bell: None })
}

/// Writes how an attempt ended. Inside the tenant's transaction; `seconds` is how long it took.
pub async fn settle(
    conn: &mut AsyncPgConnection,
    claim: &Claim,
    outcome: &Outcome,
    took_ms: i64,
    at: At<'_>,
) -> Result<Settled, Error> {
    let Some(call) = lock_call(conn, claim).await? else {
        return Ok(Settled::Lost);
    };
    if !leave_queue(conn, claim, outcome).await? {
        return Ok(Settled::Lost);
    }
    at("after_lock");
    let (status, error) = match outcome {
        Outcome::Analyzed(row) => {
            if !tenant_key_exists(conn, claim.tenant).await? {
                return Err(Error::NotFound("tenant key"));
            }
            store(conn, claim, row).await?;
            (AnalysisStatus::Analyzed, None)
        }
        Outcome::Failed { code, detail, given_up } => {
            if *given_up {
                dead_letter(conn, claim, code, detail).await?;
            }
            (AnalysisStatus::Failed, Some((*code, detail.as_str())))
        }
        Outcome::Retry { .. } | Outcome::Returned => (AnalysisStatus::Queued, None),
    };
    mark_leg(conn, claim, status, error).await?;
    let call = refresh_call(conn, claim, &call).await?;
    if let Outcome::Analyzed(row) = outcome {
        meter(conn, claim, row).await?;
    }
    at("after_rows");
    trace(conn, claim, told_of(outcome, took_ms)).await?;
    let bell = match event_of(claim, outcome, &call) {
        Some(event) => Some(append(conn, event).await?),
        None => None,
    };
    at("before_commit");
    Ok(Settled::Written { bell })
}

#[derive(QueryableByName)]
struct CallRow {
    #[diesel(sql_type = Text)]
    source_instance: String,
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Text)]
    disposition: String,
    #[diesel(sql_type = Timestamptz)]
    started_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    talk_s: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    wait_s: Option<i32>,
    #[diesel(sql_type = Text)]
    analysis_status: String,
    #[diesel(sql_type = Nullable<Text>)]
    sentiment_label: Option<String>,
    #[diesel(sql_type = Nullable<Float8>)]
    sentiment_score: Option<f64>,
}

async fn lock_call(conn: &mut AsyncPgConnection, claim: &Claim) -> Result<Option<Counted>, Error> {
    const LOCK: &str =
        "SELECT source_instance, direction, disposition, started_at, talk_s, wait_s, analysis_status, sentiment_label,
            sentiment_score
        FROM calls WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE";
    let query = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.call.0);
    let rows: Vec<CallRow> = query.load(conn).await?;
    Ok(rows.into_iter().next().map(|row| Counted {
        tenant: claim.tenant,
        source_instance: row.source_instance,
        direction: row.direction,
        disposition: row.disposition,
        started_at: row.started_at,
        talk_s: row.talk_s,
        wait_s: row.wait_s,
        analysis_status: AnalysisStatus::from_name(&row.analysis_status).unwrap_or_default(),
        sentiment_label: row.sentiment_label,
        sentiment_score: row.sentiment_score,
    }))
}

async fn lease_is_ours(conn: &mut AsyncPgConnection, claim: &Claim) -> Result<bool, Error> {
    const LOCK: &str = "SELECT 1 FROM analysis_queue WHERE tenant_id = $1 AND leg_id = $2 AND lease = $3 FOR UPDATE";
    let query = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.leg.0)
        .bind::<SqlUuid, _>(claim.lease);
    Ok(query.execute(conn).await? == 1)
}

/// Takes the row off the queue, or puts it back for the next attempt. False if the lease is not ours.
async fn leave_queue(conn: &mut AsyncPgConnection, claim: &Claim, outcome: &Outcome) -> Result<bool, Error> {
    const DONE: &str = "DELETE FROM analysis_queue WHERE tenant_id = $1 AND leg_id = $2 AND lease = $3";
    const BACK: &str =
        "UPDATE analysis_queue SET state = 'ready', lease = NULL, lease_until = NULL, node = NULL, attempts = $4,
            not_before = app_now() + make_interval(secs => $5), last_error_code = $6, last_error_detail = $7
        WHERE tenant_id = $1 AND leg_id = $2 AND lease = $3";
    let ids = (claim.tenant.0, claim.leg.0, claim.lease);
    let (attempts, after_s, code, detail) = match outcome {
        Outcome::Analyzed(_) | Outcome::Failed { .. } => {
            let query = diesel::sql_query(DONE)
                .bind::<SqlUuid, _>(ids.0)
                .bind::<SqlUuid, _>(ids.1)
                .bind::<SqlUuid, _>(ids.2);
            return Ok(query.execute(conn).await? == 1);
        }
        Outcome::Retry { code, detail, after_s } => (claim.attempt, *after_s, Some(*code), Some(detail.as_str())),
        Outcome::Returned => ((claim.attempt - 1).max(0), 0.0, None, None),
    };
    let query = diesel::sql_query(BACK)
        .bind::<SqlUuid, _>(ids.0)
        .bind::<SqlUuid, _>(ids.1)
        .bind::<SqlUuid, _>(ids.2)
        .bind::<Integer, _>(attempts)
        .bind::<Float8, _>(after_s)
        .bind::<Nullable<Text>, _>(code)
        .bind::<Nullable<Text>, _>(detail);
    Ok(query.execute(conn).await? == 1)
}

/// Erasing a tenant destroys its key: nothing sealed under it may be written any more.
async fn tenant_key_exists(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<bool, Error> {
    let query = diesel::sql_query("SELECT 1 FROM tenant_keys WHERE tenant_id = $1").bind::<SqlUuid, _>(tenant.0);
    Ok(query.execute(conn).await? == 1)
}

async fn store(conn: &mut AsyncPgConnection, claim: &Claim, row: &AnalysisRow) -> Result<(), Error> {
    const ANALYSIS: &str = "INSERT INTO analyses (tenant_id, leg_id, call_id, duration_ms, channels, language, language_confidence, models,
            sentiment, characteristics, quality, timings, customer_scored, customer_score_sum)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (tenant_id, leg_id) DO UPDATE SET call_id = excluded.call_id, duration_ms = excluded.duration_ms,
            channels = excluded.channels, language = excluded.language, language_confidence = excluded.language_confidence,
            models = excluded.models, sentiment = excluded.sentiment, characteristics = excluded.characteristics,
            quality = excluded.quality, timings = excluded.timings, customer_scored = excluded.customer_scored,
            customer_score_sum = excluded.customer_score_sum, analyzed_at = app_now()";
    diesel::sql_query(ANALYSIS)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.leg.0)
        .bind::<SqlUuid, _>(claim.call.0)
        .bind::<BigInt, _>(row.duration_ms)
        .bind::<Integer, _>(row.channels)
        .bind::<Text, _>(&row.language)
        .bind::<Float8, _>(row.language_confidence)
        .bind::<Jsonb, _>(&row.models)
        .bind::<Jsonb, _>(&row.sentiment)
        .bind::<Jsonb, _>(&row.characteristics)
        .bind::<Jsonb, _>(&row.quality)
        .bind::<Jsonb, _>(&row.timings)
        .bind::<Integer, _>(row.customer_scored)
        .bind::<Float8, _>(row.customer_score_sum)
        .execute(conn)
        .await?;
    const TRANSCRIPT: &str = "INSERT INTO transcripts (tenant_id, leg_id, sealed, words) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, leg_id) DO UPDATE SET sealed = excluded.sealed, words = excluded.words";
    diesel::sql_query(TRANSCRIPT)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.leg.0)
        .bind::<Bytea, _>(&row.transcript)
        .bind::<Integer, _>(row.words)
        .execute(conn)
        .await?;
    const DURATION: &str = "UPDATE recordings SET duration_ms = $3, channels = $4 WHERE tenant_id = $1 AND leg_id = $2";
    diesel::sql_query(DURATION)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.leg.0)
        .bind::<BigInt, _>(row.duration_ms)
        .bind::<Integer, _>(row.channels)
        .execute(conn)
        .await?;
    Ok(())
}

async fn dead_letter(conn: &mut AsyncPgConnection, claim: &Claim, code: &str, detail: &str) -> Result<(), Error> {
    const INSERT: &str = "INSERT INTO dead_letters (tenant_id, leg_id, call_id, code, detail, attempts) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, leg_id) DO UPDATE SET code = excluded.code, detail = excluded.detail, attempts = excluded.attempts,
            at = app_now()";
    diesel::sql_query(INSERT)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.leg.0)
        .bind::<SqlUuid, _>(claim.call.0)
        .bind::<Text, _>(code)
        .bind::<Text, _>(detail)
        .bind::<Integer, _>(claim.attempt)
        .execute(conn)
        .await?;
    Ok(())
}

async fn mark_leg(
    conn: &mut AsyncPgConnection,
    claim: &Claim,
    status: AnalysisStatus,
    error: Option<(&str, &str)>,
) -> Result<(), Error> {
    const MARK: &str = "UPDATE legs SET analysis_status = $3, analysis_error_code = $4, analysis_error_detail = $5
        WHERE tenant_id = $1 AND id = $2";
    diesel::sql_query(MARK)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.leg.0)
        .bind::<Text, _>(status.as_str())
        .bind::<Nullable<Text>, _>(error.map(|(code, _)| code))
        .bind::<Nullable<Text>, _>(error.map(|(_, detail)| detail))
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct LegRow {
    #[diesel(sql_type = Text)]
    analysis_status: String,
    #[diesel(sql_type = Timestamptz)]
    began_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<BigInt>)]
    duration_ms: Option<i64>,
    #[diesel(sql_type = Nullable<Integer>)]
    channels: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    scored: Option<i32>,
    #[diesel(sql_type = Nullable<Float8>)]
    score_sum: Option<f64>,
}

/// Rolls the legs' status and sentiment up into the locked call, and the change into the roll-ups.
async fn refresh_call(conn: &mut AsyncPgConnection, claim: &Claim, before: &Counted) -> Result<Counted, Error> {
    const LEGS: &str =
        "SELECT l.analysis_status, coalesce(l.answered_at, l.started_at) AS began_at, a.duration_ms, a.channels,
            a.customer_scored AS scored, a.customer_score_sum AS score_sum
        FROM legs l LEFT JOIN analyses a ON a.tenant_id = l.tenant_id AND a.leg_id = l.id
        WHERE l.tenant_id = $1 AND l.call_id = $2";
    let query = diesel::sql_query(LEGS)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.call.0);
    let legs: Vec<LegRow> = query.load(conn).await?;
    let status = AnalysisStatus::of_call(
        legs.iter()
            .filter_map(|leg| AnalysisStatus::from_name(&leg.analysis_status)),
    );
    let sentiment = sentiment::of_call(&legs.iter().filter_map(leg_sentiment).collect::<Vec<_>>());
    let after = Counted {
        analysis_status: status,
        sentiment_label: sentiment.map(|(label, _)| label.to_owned()),
        sentiment_score: sentiment.map(|(_, score)| score),
        ..before.clone()
    };
    const UPDATE: &str =
        "UPDATE calls SET analysis_status = $3, sentiment_label = $4, sentiment_score = $5, updated_at = app_now()
        WHERE tenant_id = $1 AND id = $2";
    diesel::sql_query(UPDATE)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.call.0)
        .bind::<Text, _>(status.as_str())
        .bind::<Nullable<Text>, _>(&after.sentiment_label)
        .bind::<Nullable<Float8>, _>(after.sentiment_score)
        .execute(conn)
        .await?;
    let mut changes = Changes::default();
    changes.take_away(before);
    changes.add(&after);
    for delta in changes.into_deltas() {
        add_stats(conn, &delta).await?;
    }
    Ok(after)
}

fn leg_sentiment(leg: &LegRow) -> Option<LegSentiment> {
    Some(LegSentiment {
        start_ms: leg.began_at.timestamp_millis(),
        duration_ms: leg.duration_ms?,
        channels: leg.channels?,
        scored: i64::from(leg.scored?),
        score_sum: leg.score_sum?,
    })
}

/// Only what an analysis can change: the row is there since the call is.
async fn add_stats(conn: &mut AsyncPgConnection, (bucket, add): &Delta) -> Result<(), Error> {
    const ADD: &str = "UPDATE call_stats SET analyzed = analyzed + $6, sentiment_negative = sentiment_negative + $7,
            sentiment_neutral = sentiment_neutral + $8, sentiment_positive = sentiment_positive + $9, sentiment_sum = sentiment_sum + $10
        WHERE tenant_id = $1 AND bucket = $2 AND source_instance = $3 AND direction = $4 AND disposition = $5";
    diesel::sql_query(ADD)
        .bind::<SqlUuid, _>(bucket.tenant.0)
        .bind::<Timestamptz, _>(bucket.bucket)
        .bind::<Text, _>(&bucket.source_instance)
        .bind::<Text, _>(&bucket.direction)
        .bind::<Text, _>(&bucket.disposition)
        .bind::<BigInt, _>(add.analyzed)
        .bind::<BigInt, _>(add.negative)
        .bind::<BigInt, _>(add.neutral)
        .bind::<BigInt, _>(add.positive)
        .bind::<Float8, _>(add.score_sum)
        .execute(conn)
        .await?;
    Ok(())
}

/// Audio and compute seconds, metered apart from the calls.
async fn meter(conn: &mut AsyncPgConnection, claim: &Claim, row: &AnalysisRow) -> Result<(), Error> {
    let period = current_period(conn, claim.tenant).await?;
    const ADD: &str = "INSERT INTO analysis_usage AS u (tenant_id, period_start, audio_seconds, compute_seconds) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, period_start) DO UPDATE SET audio_seconds = u.audio_seconds + excluded.audio_seconds,
            compute_seconds = u.compute_seconds + excluded.compute_seconds";
    diesel::sql_query(ADD)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<Timestamptz, _>(period.start)
        .bind::<Float8, _>(row.duration_ms as f64 / 1000.0)
        .bind::<Float8, _>(row.compute_seconds)
        .execute(conn)
        .await?;
    Ok(())
}

struct Told {
    stage: &'static str,
    reason: Option<String>,
    latency_ms: Option<i64>,
    detail: Value,
}

fn told_of(outcome: &Outcome, took_ms: i64) -> Told {
    let (stage, reason, detail) = match outcome {
        Outcome::Analyzed(row) => (
            "analyzed",
            None,
            json!({"duration_ms": row.duration_ms, "words": row.words}),
        ),
        Outcome::Failed {
            code,
            detail,
            given_up: true,
        } => ("dead_lettered", Some(*code), json!({"detail": detail})),
        Outcome::Failed {
            code,
            detail,
            given_up: false,
        } => ("failed", Some(*code), json!({"detail": detail})),
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

async fn trace(conn: &mut AsyncPgConnection, claim: &Claim, told: Told) -> Result<(), Error> {
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

fn event_of(claim: &Claim, outcome: &Outcome, call: &Counted) -> Option<Event> {
    let ids = json!({"call_id": claim.call, "leg_id": claim.leg, "analysis_status": call.analysis_status.as_str()});
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
    })
}

#[derive(QueryableByName)]
struct SeqRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// Numbers one event and appends it; the stream's row is the last lock.
async fn append(conn: &mut AsyncPgConnection, event: Event) -> Result<Doorbell, Error> {
    const NUMBER: &str = "UPDATE streams SET next_seq = next_seq + 1 WHERE tenant_id = $1 RETURNING next_seq - 1 AS seq, app_now() AS now";
    const APPEND: &str = "INSERT INTO outbox (tenant_id, seq_from, seq_to, events) VALUES ($1, $2, $2, $3)";
    let tenant: Uuid = event.tenant.0;
    let rows: Vec<SeqRow> = diesel::sql_query(NUMBER).bind::<SqlUuid, _>(tenant).load(conn).await?;
    let Some(row) = rows.as_slice().first() else {
        return Err(Error::NotFound("stream"));
    };
    let events = outbox::numbered(std::slice::from_ref(&event), row.seq, row.now);
    diesel::sql_query(APPEND)
        .bind::<SqlUuid, _>(tenant)
        .bind::<BigInt, _>(row.seq)
        .bind::<Jsonb, _>(events)
        .execute(conn)
        .await?;
    Ok(Doorbell {
        tenant: event.tenant,
        seq_from: row.seq,
        seq_to: row.seq,
    })
}
