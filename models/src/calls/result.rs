//! What an attempt ends with, written in one transaction of its tenant: only while the lease is ours and the call is still there.
//!
//! Lock order: call, queue row, roll-ups, usage, share, stream. `at` is told what has just been done, for planned failures.

pub mod given;
pub(super) mod rollup;
pub(crate) mod told;

use diesel::sql_types::{BigInt, Bool, Bytea, Float8, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::correction;
use super::intake::Doorbell;
use super::peaks;
use super::queue::fair::charged;
use super::queue::{self, Claim};
use super::search::{self, index::Index};
use super::status::AnalysisStatus;
use crate::Error;
use crate::alerts::notification;
use crate::billing::usage::rows::current_period;
use crate::ids::{CANARY, TenantId};
use rollup::{lock_call_of, refresh_call};
use told::{Told, append, event_of, told_of, trace};

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
    /// What search needs of the words.
    pub index: Index,
    /// How loud the recording is along its length, sealed; empty where it could not be reckoned.
    pub peaks: Vec<u8>,
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
    let Some((at_call, call)) = lock_call_of(conn, claim.tenant, claim.leg).await? else {
        return Ok(Settled::Lost);
    };
    let claim = &claim.in_call(at_call);
    if !lease_is_ours(conn, claim).await? {
        return Ok(Settled::Lost);
    }
    // Of one that is analysed already the old analysis is read until the new one is there.
    if !claim.reanalysis {
        mark_leg(conn, claim, AnalysisStatus::Analyzing, None).await?;
        refresh_call(conn, claim.tenant, claim.call, &call).await?;
    }
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
    let Some((at_call, call)) = lock_call_of(conn, claim.tenant, claim.leg).await? else {
        return Ok(Settled::Lost);
    };
    let claim = &claim.in_call(at_call);
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
    if !claim.reanalysis || status == AnalysisStatus::Analyzed {
        mark_leg(conn, claim, status, error).await?;
    }
    let call = refresh_call(conn, claim.tenant, claim.call, &call).await?;
    if let Outcome::Analyzed(row) = outcome
        && claim.tenant != CANARY
    {
        meter(conn, claim, row).await?;
    }
    if let Some(difference_s) = uncharged(claim, outcome) {
        queue::correct(conn, claim.tenant, &claim.lane, difference_s).await?;
    }
    if let Outcome::Failed { code, .. } = outcome
        && claim.tenant != CANARY
    {
        notification::tell_failed(conn, claim.tenant, claim.call, code).await?;
    }
    at("after_rows");
    trace(conn, claim, told_of(outcome, took_ms)).await?;
    let bell = match event_of(claim, outcome, &call) {
        Some(event) => append(conn, claim.tenant, &[event]).await?,
        None => None,
    };
    at("before_commit");
    Ok(Settled::Written { bell })
}

/// What the turn of this attempt cost beyond what it was charged; `None` where that stands.
fn uncharged(claim: &Claim, outcome: &Outcome) -> Option<f64> {
    let spent = match outcome {
        Outcome::Analyzed(row) => charged(row.duration_ms as f64 / 1000.0),
        Outcome::Returned => 0.0,
        Outcome::Failed { .. } | Outcome::Retry { .. } => return None,
    };
    Some(spent - charged(claim.cost_s)).filter(|difference| *difference != 0.0)
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
        "UPDATE analysis_queue SET state = 'ready', lease = NULL, lease_until = NULL, claimed_at = NULL, node = NULL, attempts = $4,
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

pub(super) async fn store(conn: &mut AsyncPgConnection, claim: &Claim, row: &AnalysisRow) -> Result<(), Error> {
    const ANALYSIS: &str = "INSERT INTO analyses (tenant_id, leg_id, call_id, duration_ms, channels, language, language_confidence, models,
            sentiment, characteristics, quality, timings, customer_scored, customer_score_sum)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (tenant_id, leg_id) DO UPDATE SET call_id = excluded.call_id, duration_ms = excluded.duration_ms,
            channels = excluded.channels, language = excluded.language, language_confidence = excluded.language_confidence,
            models = excluded.models, sentiment = excluded.sentiment, characteristics = excluded.characteristics,
            quality = excluded.quality, timings = excluded.timings, customer_scored = excluded.customer_scored,
            customer_score_sum = excluded.customer_score_sum, analyzed_at = app_now(), corrected_at = NULL";
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
    correction::end_all(conn, claim.tenant, claim.leg).await?;
    search::store::replace(conn, claim.tenant, claim.leg, &row.index).await?;
    if !row.peaks.is_empty() {
        peaks::keep(conn, claim.tenant, claim.leg, &row.peaks).await?;
    }
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
    const INSERT: &str = "INSERT INTO dead_letters (tenant_id, leg_id, call_id, code, detail, attempts, lane, cost_s, reanalysis)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (tenant_id, leg_id) DO UPDATE SET code = excluded.code, detail = excluded.detail, attempts = excluded.attempts,
            at = app_now(), lane = excluded.lane, cost_s = excluded.cost_s, reanalysis = excluded.reanalysis";
    diesel::sql_query(INSERT)
        .bind::<SqlUuid, _>(claim.tenant.0)
        .bind::<SqlUuid, _>(claim.leg.0)
        .bind::<SqlUuid, _>(claim.call.0)
        .bind::<Text, _>(code)
        .bind::<Text, _>(detail)
        .bind::<Integer, _>(claim.attempt)
        .bind::<Text, _>(&claim.lane)
        .bind::<Float8, _>(claim.cost_s)
        .bind::<Bool, _>(claim.reanalysis)
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

/// Audio and compute seconds, metered apart from the calls.
async fn meter(conn: &mut AsyncPgConnection, claim: &Claim, row: &AnalysisRow) -> Result<(), Error> {
    meter_seconds(conn, claim.tenant, row.duration_ms as f64 / 1000.0, row.compute_seconds).await
}

/// The same for what was analysed without being a call. Inside the tenant's transaction.
pub async fn meter_seconds(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    audio_seconds: f64,
    compute_seconds: f64,
) -> Result<(), Error> {
    let period = current_period(conn, tenant).await?;
    const ADD: &str = "INSERT INTO analysis_usage AS u (tenant_id, period_start, audio_seconds, compute_seconds) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, period_start) DO UPDATE SET audio_seconds = u.audio_seconds + excluded.audio_seconds,
            compute_seconds = u.compute_seconds + excluded.compute_seconds";
    diesel::sql_query(ADD)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Timestamptz, _>(period.start)
        .bind::<Float8, _>(audio_seconds)
        .bind::<Float8, _>(compute_seconds)
        .execute(conn)
        .await?;
    Ok(())
}
