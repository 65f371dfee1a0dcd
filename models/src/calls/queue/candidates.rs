//! What a claim weighs: the tenants that wait, the first of what each has waiting, and how far tenants and lanes have got.
//! Read and written under the claim's lock.

use std::collections::{BTreeMap, HashMap, VecDeque};

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Float8, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Claimed;
use super::fair::{Fair, Flow, Job, LaneState};
use crate::Error;
use crate::calls::intake::Lane;
use crate::ids::{LegId, TenantId};

/// Goes from tenant to tenant along the index of ready analyses, so that its time follows the number of tenants that wait and not
/// that of analyses. A turn moves a tenant back only, so of each lane the `wanted` tenants in front are enough.
pub const WEIGH: &str = "WITH RECURSIVE waiting AS (
        SELECT l.lane, l.virtual_time, (SELECT q.tenant_id FROM analysis_queue q
            WHERE q.state = 'ready' AND q.lane = l.lane ORDER BY q.tenant_id LIMIT 1) AS tenant_id
        FROM queue_lanes l WHERE NOT (SELECT ingest_only FROM analysis_control)
        UNION ALL
        SELECT w.lane, w.virtual_time, (SELECT q.tenant_id FROM analysis_queue q
            WHERE q.state = 'ready' AND q.lane = w.lane AND q.tenant_id > w.tenant_id ORDER BY q.tenant_id LIMIT 1)
        FROM waiting w WHERE w.tenant_id IS NOT NULL),
    leased AS (SELECT tenant_id, count(*) AS analyses FROM analysis_queue WHERE state = 'leased' GROUP BY tenant_id),
    flows AS (
        SELECT w.lane, w.tenant_id, coalesce(s.tag, 0) AS tag, coalesce(t.queue_weight, p.queue_weight) AS weight,
            coalesce(t.concurrent_max, p.concurrent_max) - coalesce(leased.analyses, 0) AS room,
            greatest(coalesce(s.tag, 0), w.virtual_time) AS start, first.not_before
        FROM waiting w JOIN tenants t ON t.id = w.tenant_id JOIN plans p ON p.id = t.plan_id
        LEFT JOIN queue_shares s ON s.tenant_id = w.tenant_id AND s.lane = w.lane
        LEFT JOIN leased ON leased.tenant_id = w.tenant_id
        CROSS JOIN LATERAL (SELECT q.not_before FROM analysis_queue q
            WHERE q.state = 'ready' AND q.lane = w.lane AND q.tenant_id = w.tenant_id AND q.not_before <= app_now()
            ORDER BY q.not_before, q.enqueued_at LIMIT 1) first
        WHERE t.status = 'active' AND coalesce(t.concurrent_max, p.concurrent_max) > coalesce(leased.analyses, 0)),
    front AS (
        SELECT f.*, row_number() OVER (PARTITION BY f.lane ORDER BY f.start, f.not_before, f.tenant_id) AS place FROM flows f)
    SELECT f.lane, f.tenant_id, f.tag, f.weight, f.room, job.leg_id, job.cost_s
    FROM front f CROSS JOIN LATERAL (SELECT q.leg_id, q.cost_s, q.not_before, q.enqueued_at FROM analysis_queue q
        WHERE q.state = 'ready' AND q.lane = f.lane AND q.tenant_id = f.tenant_id AND q.not_before <= app_now()
        ORDER BY q.not_before, q.enqueued_at LIMIT least($1, f.room)) job
    WHERE f.place <= $1 ORDER BY f.lane, f.place, job.not_before, job.enqueued_at";

#[derive(QueryableByName)]
struct CandidateRow {
    #[diesel(sql_type = Text)]
    lane: String,
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Float8)]
    tag: f64,
    #[diesel(sql_type = Float8)]
    weight: f64,
    #[diesel(sql_type = BigInt)]
    room: i64,
    #[diesel(sql_type = SqlUuid)]
    leg_id: Uuid,
    #[diesel(sql_type = Float8)]
    cost_s: f64,
}

#[derive(QueryableByName)]
struct LaneRow {
    #[diesel(sql_type = Text)]
    lane: String,
    #[diesel(sql_type = Float8)]
    virtual_time: f64,
    #[diesel(sql_type = Float8)]
    credit_s: f64,
    #[diesel(sql_type = Float8)]
    share_min: f64,
}

/// The queue as far as `wanted` turns need it; nothing while the operator's switch is on `ingest_only`.
pub(super) async fn weigh(conn: &mut AsyncPgConnection, wanted: i64) -> Result<Fair, Error> {
    let lanes: Vec<LaneRow> = diesel::sql_query("SELECT lane, virtual_time, credit_s, share_min FROM queue_lanes")
        .load(conn)
        .await?;
    let rows: Vec<CandidateRow> = diesel::sql_query(WEIGH).bind::<BigInt, _>(wanted).load(conn).await?;
    let (mut flows, mut rooms): (Vec<Flow>, _) = (Vec::new(), HashMap::new());
    for row in rows {
        let (Some(lane), tenant) = (Lane::from_name(&row.lane), TenantId(row.tenant_id)) else {
            continue;
        };
        rooms.insert(tenant, usize::try_from(row.room).unwrap_or(0));
        let job = Job {
            leg: LegId(row.leg_id),
            cost_s: row.cost_s,
        };
        match flows.last_mut() {
            Some(flow) if (flow.tenant, flow.lane) == (tenant, lane) => flow.jobs.push_back(job),
            _ => flows.push(Flow {
                tenant,
                lane,
                tag: row.tag,
                weight: row.weight,
                jobs: VecDeque::from([job]),
            }),
        }
    }
    let lanes = lanes.into_iter().filter_map(|row| {
        Some(LaneState {
            lane: Lane::from_name(&row.lane)?,
            virtual_time: row.virtual_time,
            credit_s: row.credit_s,
            share_min: row.share_min,
        })
    });
    Ok(Fair {
        lanes: lanes.collect(),
        flows,
        rooms,
    })
}

/// Writes down how far lanes and the tenants that were served have got. `read` are the tags that were weighed: what a correction has changed since is
/// changed in the new ones too.
pub(super) async fn remember(
    conn: &mut AsyncPgConnection,
    fair: &Fair,
    read: &HashMap<(TenantId, Lane), f64>,
    claimed: &[Claimed],
) -> Result<(), Error> {
    const LANES: &str = "UPDATE queue_lanes l SET virtual_time = n.virtual_time, credit_s = n.credit_s
        FROM unnest($1::text[], $2::float8[], $3::float8[]) AS n (lane, virtual_time, credit_s) WHERE l.lane = n.lane";
    diesel::sql_query(LANES)
        .bind::<Array<Text>, _>(fair.lanes.iter().map(|lane| lane.lane.as_str()).collect::<Vec<_>>())
        .bind::<Array<Float8>, _>(fair.lanes.iter().map(|lane| lane.virtual_time).collect::<Vec<_>>())
        .bind::<Array<Float8>, _>(fair.lanes.iter().map(|lane| lane.credit_s).collect::<Vec<_>>())
        .execute(conn)
        .await?;
    const SHARES: &str = "WITH n AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::float8[], $4::float8[]) AS n (tenant_id, lane, tag, read))
        INSERT INTO queue_shares (tenant_id, lane, tag) SELECT tenant_id, lane, tag FROM n
        ON CONFLICT (tenant_id, lane) DO UPDATE SET tag = greatest(0, queue_shares.tag + excluded.tag
            - (SELECT n.read FROM n WHERE n.tenant_id = excluded.tenant_id AND n.lane = excluded.lane))";
    let served = |flow: &&Flow| {
        let of = |one: &Claimed| (one.claim.tenant, one.claim.lane.as_str()) == (flow.tenant, flow.lane.as_str());
        claimed.iter().any(of)
    };
    // In the order of their keys, as every writer of shares.
    let tags = fair.flows.iter().filter(served);
    let was = |flow: &Flow| read.get(&(flow.tenant, flow.lane)).copied().unwrap_or(0.0);
    let tags: BTreeMap<(Uuid, &str), (f64, f64)> = tags
        .map(|flow| ((flow.tenant.0, flow.lane.as_str()), (flow.tag, was(flow))))
        .collect();
    diesel::sql_query(SHARES)
        .bind::<Array<SqlUuid>, _>(tags.keys().map(|(tenant, _)| *tenant).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(tags.keys().map(|(_, lane)| *lane).collect::<Vec<_>>())
        .bind::<Array<Float8>, _>(tags.values().map(|(tag, _)| *tag).collect::<Vec<_>>())
        .bind::<Array<Float8>, _>(tags.values().map(|(_, read)| *read).collect::<Vec<_>>())
        .execute(conn)
        .await?;
    Ok(())
}

/// Charges the difference between what a turn was charged and what it turned out to be. Inside the tenant's transaction.
pub async fn correct(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    lane: &str,
    difference_s: f64,
) -> Result<(), Error> {
    const CORRECT: &str =
        "UPDATE queue_shares s SET tag = greatest(0, s.tag + $3 / coalesce(t.queue_weight, p.queue_weight))
        FROM tenants t JOIN plans p ON p.id = t.plan_id
        WHERE s.tenant_id = $1 AND s.lane = $2 AND t.id = s.tenant_id";
    diesel::sql_query(CORRECT)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(lane)
        .bind::<Float8, _>(difference_s)
        .execute(conn)
        .await?;
    Ok(())
}
