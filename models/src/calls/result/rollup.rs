//! The call behind a result: locked first, then rolled up from its legs, and the change into the roll-ups.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Float8, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;
use crate::calls::sentiment::{self, LegSentiment};
use crate::calls::stats::{Changes, Counted, Delta};
use crate::calls::status::AnalysisStatus;
use crate::ids::{CallId, TenantId};

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

/// The call, locked until the transaction ends; `None` if it is gone.
pub(in crate::calls) async fn lock_call(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    call: CallId,
) -> Result<Option<Counted>, Error> {
    const LOCK: &str =
        "SELECT source_instance, direction, disposition, started_at, talk_s, wait_s, analysis_status, sentiment_label,
            sentiment_score
        FROM calls WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE";
    let query = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0);
    let rows: Vec<CallRow> = query.load(conn).await?;
    Ok(rows.into_iter().next().map(|row| Counted {
        tenant,
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
pub(in crate::calls) async fn refresh_call(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    call: CallId,
    before: &Counted,
) -> Result<Counted, Error> {
    const LEGS: &str =
        "SELECT l.analysis_status, coalesce(l.answered_at, l.started_at) AS began_at, a.duration_ms, a.channels,
            a.customer_scored AS scored, a.customer_score_sum AS score_sum
        FROM legs l LEFT JOIN analyses a ON a.tenant_id = l.tenant_id AND a.leg_id = l.id
        WHERE l.tenant_id = $1 AND l.call_id = $2";
    let query = diesel::sql_query(LEGS)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0);
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
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0)
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
            sentiment_neutral = sentiment_neutral + $8, sentiment_positive = sentiment_positive + $9, sentiment_sum = sentiment_sum + $10,
            recorded = recorded + $11
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
        .bind::<BigInt, _>(add.recorded)
        .execute(conn)
        .await?;
    Ok(())
}
