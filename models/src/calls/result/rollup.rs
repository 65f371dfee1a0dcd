//! The call behind a result: locked first, then rolled up from its legs, and the change into the roll-ups.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Float8, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::calls::sentiment::{self, LegSentiment};
use crate::calls::stats::{Bucket, Changes, Contribution, Counted};
use crate::calls::status::AnalysisStatus;
use crate::ids::{CallId, LegId, TenantId};

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

#[derive(QueryableByName)]
struct OfLeg {
    #[diesel(sql_type = SqlUuid)]
    call_id: Uuid,
}

/// The call of a leg, locked until the transaction ends; `None` if either is gone. A leg stays in a call that is locked: one that was moved
/// while its call was waited for is followed.
pub(in crate::calls) async fn lock_call_of(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    leg: LegId,
) -> Result<Option<(CallId, Counted)>, Error> {
    let mut at = call_of(conn, tenant, leg).await?;
    while let Some(call) = at {
        let locked = lock_call(conn, tenant, call).await?;
        at = call_of(conn, tenant, leg).await?;
        if at == Some(call) {
            return Ok(locked.map(|counted| (call, counted)));
        }
    }
    Ok(None)
}

async fn call_of(conn: &mut AsyncPgConnection, tenant: TenantId, leg: LegId) -> Result<Option<CallId>, Error> {
    let query = diesel::sql_query("SELECT call_id FROM legs WHERE tenant_id = $1 AND id = $2")
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.0);
    let rows: Vec<OfLeg> = query.load(conn).await?;
    Ok(rows.into_iter().next().map(|row| CallId(row.call_id)))
}

/// The call, locked until the transaction ends; `None` if it is gone, or its legs went to another one.
pub(in crate::calls) async fn lock_call(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    call: CallId,
) -> Result<Option<Counted>, Error> {
    const LOCK: &str =
        "SELECT source_instance, direction, disposition, started_at, talk_s, wait_s, analysis_status, sentiment_label,
            sentiment_score
        FROM calls WHERE tenant_id = $1 AND id = $2 AND moved_to IS NULL FOR NO KEY UPDATE";
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

/// Rolls the legs' status and sentiment up into the locked call, and the change into the roll-ups. Of several calls in one transaction:
/// `roll_up` each, and `add_stats` once.
pub(in crate::calls) async fn refresh_call(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    call: CallId,
    before: &Counted,
) -> Result<Counted, Error> {
    let after = roll_up(conn, tenant, call, before).await?;
    let mut changes = Changes::default();
    changes.take_away(before);
    changes.add(&after);
    add_stats(conn, tenant, changes).await?;
    Ok(after)
}

/// Rolls the legs' status and sentiment up into the locked call. What that changes in the roll-ups is the caller's to add.
pub(in crate::calls) async fn roll_up(
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

/// Adds what an analysis can change to this tenant's roll-ups, whose rows are there since the calls are. Once in a transaction: a statement locks
/// the days of its rows after these, and the Ledger, whose turn may be between two, all rows before any day.
pub(in crate::calls) async fn add_stats(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    changes: Changes,
) -> Result<(), Error> {
    /// An update takes its rows in any order.
    const LOCK: &str =
        "SELECT 1 FROM unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS n (bucket, source_instance, direction,
            disposition, place)
        JOIN call_stats s ON s.tenant_id = $1 AND s.bucket = n.bucket AND s.source_instance = n.source_instance AND s.direction = n.direction
            AND s.disposition = n.disposition
        ORDER BY n.place FOR NO KEY UPDATE OF s";
    const ADD: &str = "UPDATE call_stats s SET analyzed = s.analyzed + n.analyzed, sentiment_negative = s.sentiment_negative + n.negative,
            sentiment_neutral = s.sentiment_neutral + n.neutral, sentiment_positive = s.sentiment_positive + n.positive,
            sentiment_sum = s.sentiment_sum + n.score, recorded = s.recorded + n.recorded
        FROM unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::float8[],
            $11::bigint[]) AS n (bucket, source_instance, direction, disposition, analyzed, negative, neutral, positive, score, recorded)
        WHERE s.tenant_id = $1 AND s.bucket = n.bucket AND s.source_instance = n.source_instance AND s.direction = n.direction
            AND s.disposition = n.disposition";
    let (rows, adds): (Vec<Bucket>, Vec<Contribution>) = changes.into_deltas().into_iter().unzip();
    if rows.is_empty() {
        return Ok(());
    }
    let named = |of: fn(&Bucket) -> &str| rows.iter().map(of).collect::<Vec<_>>();
    let buckets: Vec<DateTime<Utc>> = rows.iter().map(|row| row.bucket).collect();
    if rows.len() > 1 {
        let lock = diesel::sql_query(LOCK)
            .bind::<SqlUuid, _>(tenant.0)
            .bind::<Array<Timestamptz>, _>(&buckets)
            .bind::<Array<Text>, _>(named(|row| &row.source_instance))
            .bind::<Array<Text>, _>(named(|row| &row.direction))
            .bind::<Array<Text>, _>(named(|row| &row.disposition));
        lock.execute(conn).await?;
    }
    let counts = |of: fn(&Contribution) -> i64| adds.iter().map(of).collect::<Vec<_>>();
    diesel::sql_query(ADD)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<Timestamptz>, _>(&buckets)
        .bind::<Array<Text>, _>(named(|row| &row.source_instance))
        .bind::<Array<Text>, _>(named(|row| &row.direction))
        .bind::<Array<Text>, _>(named(|row| &row.disposition))
        .bind::<Array<BigInt>, _>(counts(|add| add.analyzed))
        .bind::<Array<BigInt>, _>(counts(|add| add.negative))
        .bind::<Array<BigInt>, _>(counts(|add| add.neutral))
        .bind::<Array<BigInt>, _>(counts(|add| add.positive))
        .bind::<Array<Float8>, _>(adds.iter().map(|add| add.score_sum).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(counts(|add| add.recorded))
        .execute(conn)
        .await?;
    Ok(())
}
