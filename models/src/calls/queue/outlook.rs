//! When what waits will have been done: from what waits before it, the number of workers and how fast they are. Pure but for the
//! reading of its rows. An estimate: the seconds of a recording are known before it is analysed, what is said in it is not.
//!
//! Workers take `workers / real_time_factor` seconds of audio in a second. Before a tenant's analysis come those being done, those of
//! higher lanes, its own before it, and of each other tenant in its lane as much as fair queueing gives meanwhile. Lower lanes take
//! their least share of that; a lower lane is done by its least share at the latest. No tenant is faster than its `concurrent_max`
//! workers, and no recording than one.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Float8, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::node::{self, Speed};
use crate::Error;
use crate::calls::intake::Lane;
use crate::ids::TenantId;

/// What one tenant has waiting in one lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    pub tenant: TenantId,
    pub lane: Lane,
    pub analyses: i64,
    pub audio_s: f64,
    pub oldest_at: DateTime<Utc>,
    pub weight: f64,
    /// Analyses of the tenant at the same time.
    pub concurrent_max: u32,
}

/// The queue of all tenants at one moment, but of those of whom nothing is analysed: they wait for somebody's decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    pub now: DateTime<Utc>,
    pub speed: Speed,
    /// Nothing is claimed: the operator's switch is on `ingest_only`.
    pub paused: bool,
    /// Of the audio seconds, while the lane waits.
    pub shares: Vec<(Lane, f64)>,
    pub waiting: Vec<Waiting>,
    /// Seconds of audio that are left of what is being analysed.
    pub running_s: f64,
}

impl Outlook {
    /// Seconds until an analysis of `cost_s` is done before which `ahead_s` of its tenant's own wait in its lane; `None` where nobody
    /// works, or nothing was measured yet.
    pub fn eta_s(&self, tenant: TenantId, lane: Lane, ahead_s: f64, cost_s: f64) -> Option<f64> {
        let (factor, workers) = self.working()?;
        let own = self.waiting.iter().find(|one| one.tenant == tenant && one.lane == lane);
        let weight = own.map_or(1.0, |own| own.weight);
        let fair = |other: &Waiting| other.audio_s.min(ahead_s * other.weight / weight);
        let others = self
            .waiting
            .iter()
            .filter(|one| one.lane == lane && one.tenant != tenant);
        let in_lane = ahead_s + others.map(fair).sum::<f64>();
        let at_once = own.map_or(workers, |own| workers.min(f64::from(own.concurrent_max.max(1))));
        let alone_s = ahead_s * factor / at_once;
        let cost_s = cost_s.max(0.0);
        Some(self.lane_s(lane, in_lane, cost_s)?.max(alone_s) + cost_s * factor)
    }

    /// Seconds until everything that a tenant has waiting in a lane is done; `None` also where nothing waits.
    pub fn tenant_eta_s(&self, tenant: TenantId, lane: Lane) -> Option<f64> {
        let own = self
            .waiting
            .iter()
            .find(|one| one.tenant == tenant && one.lane == lane)?;
        self.eta_s(tenant, lane, own.audio_s, 0.0)
    }

    /// The same for all tenants together.
    pub fn lane_eta_s(&self, lane: Lane) -> Option<f64> {
        let audio_s = self.audio_s(lane);
        if audio_s > 0.0 {
            self.lane_s(lane, audio_s, 0.0)
        } else {
            None
        }
    }

    /// Seconds until what is being analysed is done that was claimed at this moment.
    pub fn running_eta_s(&self, claimed_at: Option<DateTime<Utc>>, cost_s: f64) -> Option<f64> {
        let (factor, _) = self.working()?;
        let since = claimed_at.map_or(0.0, |at| seconds(self.now - at));
        Some((cost_s * factor - since).max(0.0))
    }

    /// Seconds of audio that wait in a lane, of all tenants.
    pub fn audio_s(&self, lane: Lane) -> f64 {
        let of_lane = self.waiting.iter().filter(|one| one.lane == lane);
        of_lane.map(|one| one.audio_s).sum()
    }

    /// Age of what has waited longest in a lane, of all tenants.
    pub fn oldest_s(&self, lane: Lane) -> Option<f64> {
        let of_lane = self.waiting.iter().filter(|one| one.lane == lane);
        let oldest = of_lane.map(|one| one.oldest_at).min()?;
        Some(seconds(self.now - oldest))
    }

    /// The factor, and the workers as a number to divide by.
    fn working(&self) -> Option<(f64, f64)> {
        let factor = self.speed.real_time_factor.filter(|factor| *factor > 0.0)?;
        let workers = f64::from(self.speed.workers);
        (workers > 0.0 && !self.paused).then_some((factor, workers))
    }

    /// Seconds until so much audio of a lane is done and the turn of the next recording has come, by the lane's rank or, once its share
    /// has paid for that one, by its share; whichever is sooner.
    fn lane_s(&self, lane: Lane, in_lane_s: f64, next_s: f64) -> Option<f64> {
        let (factor, workers) = self.working()?;
        let speed = workers / factor;
        let higher: f64 = Lane::ALL
            .into_iter()
            .filter(|other| *other < lane)
            .map(|other| self.audio_s(other))
            .sum();
        let lower = self
            .shares
            .iter()
            .filter(|(other, _)| *other > lane && self.audio_s(*other) > 0.0);
        let left = 1.0 - lower.map(|(_, share)| share).sum::<f64>();
        let by_rank = (self.running_s + higher + in_lane_s) / (speed * left.max(0.01));
        let share = self
            .shares
            .iter()
            .find(|(other, _)| *other == lane)
            .map_or(0.0, |(_, share)| *share);
        if higher > 0.0 && share > 0.0 {
            return Some(by_rank.min((self.running_s + in_lane_s + next_s) / (speed * share)));
        }
        Some(by_rank)
    }
}

fn seconds(span: chrono::TimeDelta) -> f64 {
    (span.num_milliseconds() as f64 / 1000.0).max(0.0)
}

#[derive(QueryableByName)]
struct StateRow {
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    paused: bool,
    #[diesel(sql_type = Float8)]
    running_s: f64,
}

#[derive(QueryableByName)]
struct LaneRow {
    #[diesel(sql_type = Text)]
    lane: String,
    #[diesel(sql_type = Float8)]
    share_min: f64,
}

#[derive(QueryableByName)]
struct WaitingRow {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    lane: String,
    #[diesel(sql_type = BigInt)]
    analyses: i64,
    #[diesel(sql_type = Float8)]
    audio_s: f64,
    #[diesel(sql_type = Timestamptz)]
    oldest_at: DateTime<Utc>,
    #[diesel(sql_type = Float8)]
    weight: f64,
    #[diesel(sql_type = BigInt)]
    concurrent_max: i64,
}

/// Reads every ready row once. As worker.
pub async fn read(conn: &mut AsyncPgConnection, node_seen_max_s: f64) -> Result<Outlook, Error> {
    let speed = node::speed(conn, node_seen_max_s).await?;
    const STATE: &str = "SELECT app_now() AS now, (SELECT ingest_only FROM analysis_control) AS paused,
            (SELECT coalesce(sum(greatest(greatest(cost_s, 1) - CASE WHEN $1 > 0
                    THEN coalesce(extract(epoch FROM app_now() - claimed_at)::float8, 0) / $1 ELSE 0 END, 0)), 0)
                FROM analysis_queue WHERE state = 'leased') AS running_s";
    let state: StateRow = diesel::sql_query(STATE)
        .bind::<Nullable<Float8>, _>(speed.real_time_factor)
        .get_result(conn)
        .await?;
    let lanes: Vec<LaneRow> = diesel::sql_query("SELECT lane, share_min FROM queue_lanes")
        .load(conn)
        .await?;
    const WAITING: &str = "SELECT q.*, coalesce(t.queue_weight, p.queue_weight) AS weight,
            coalesce(t.concurrent_max, p.concurrent_max)::bigint AS concurrent_max
        FROM (SELECT tenant_id, lane, count(*) AS analyses, sum(greatest(cost_s, 1)) AS audio_s, min(enqueued_at) AS oldest_at
                FROM analysis_queue WHERE state = 'ready' GROUP BY 1, 2) q
            JOIN tenants t ON t.id = q.tenant_id JOIN plans p ON p.id = t.plan_id
        WHERE t.status = 'active'";
    let rows: Vec<WaitingRow> = diesel::sql_query(WAITING).load(conn).await?;
    let waiting = rows.into_iter().filter_map(|row| {
        Some(Waiting {
            tenant: TenantId(row.tenant_id),
            lane: Lane::from_name(&row.lane)?,
            analyses: row.analyses,
            audio_s: row.audio_s,
            oldest_at: row.oldest_at,
            weight: row.weight,
            concurrent_max: u32::try_from(row.concurrent_max).unwrap_or(u32::MAX),
        })
    });
    Ok(Outlook {
        now: state.now,
        speed,
        paused: state.paused,
        shares: lanes
            .into_iter()
            .filter_map(|row| Some((Lane::from_name(&row.lane)?, row.share_min)))
            .collect(),
        waiting: waiting.collect(),
        running_s: state.running_s,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(n: u128) -> TenantId {
        TenantId(Uuid::from_u128(n))
    }

    fn waiting(n: u128, lane: Lane, audio_s: f64) -> Waiting {
        Waiting {
            tenant: tenant(n),
            lane,
            analyses: 1,
            audio_s,
            oldest_at: DateTime::UNIX_EPOCH,
            weight: 1.0,
            concurrent_max: 8,
        }
    }

    /// Two workers, ten times as fast as the audio: twenty seconds of it in a second.
    fn outlook(waiting: Vec<Waiting>) -> Outlook {
        Outlook {
            now: DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(60),
            speed: Speed {
                workers: 2,
                real_time_factor: Some(0.1),
            },
            paused: false,
            shares: vec![(Lane::Live, 0.0), (Lane::Fresh, 0.2), (Lane::Backfill, 0.1)],
            waiting,
            running_s: 0.0,
        }
    }

    fn close(found: Option<f64>, wanted: f64) {
        assert!(
            found.is_some_and(|found| (found - wanted).abs() < 1e-6),
            "{found:?}, not {wanted}"
        );
    }

    #[test]
    fn what_waits_alone_is_done_as_fast_as_the_workers_are() {
        let alone = outlook(vec![waiting(1, Lane::Fresh, 400.0)]);
        close(alone.tenant_eta_s(tenant(1), Lane::Fresh), 20.0);
        close(alone.lane_eta_s(Lane::Fresh), 20.0);
        close(alone.oldest_s(Lane::Fresh), 60.0);
        // The first of it: one recording is one worker's.
        close(alone.eta_s(tenant(1), Lane::Fresh, 0.0, 60.0), 6.0);
        assert_eq!(alone.tenant_eta_s(tenant(2), Lane::Fresh), None, "nothing waits");
        assert_eq!(alone.oldest_s(Lane::Live), None);
    }

    #[test]
    fn a_fresh_call_waits_for_its_own_and_as_much_of_others_and_an_import_for_all_fresh_ones() {
        let busy = outlook(vec![
            waiting(1, Lane::Fresh, 400.0),
            waiting(2, Lane::Fresh, 10_000.0),
            waiting(3, Lane::Backfill, 4_000.0),
        ]);
        // 400 of each, at nine tenths of the speed: history keeps its share.
        close(busy.tenant_eta_s(tenant(1), Lane::Fresh), 800.0 / 18.0);
        // By rank 14,400 / 20 = 720; by its tenth of the speed 4,000 / 2.
        close(busy.tenant_eta_s(tenant(3), Lane::Backfill), 720.0);
        let endless = outlook(vec![waiting(2, Lane::Fresh, 1e6), waiting(3, Lane::Backfill, 200.0)]);
        close(endless.tenant_eta_s(tenant(3), Lane::Backfill), 100.0);
        // The first of it has to be paid for before it is taken.
        close(endless.eta_s(tenant(3), Lane::Backfill, 0.0, 20.0), 10.0 + 2.0);
    }

    #[test]
    fn weights_and_own_limits_count() {
        let mut heavy = waiting(2, Lane::Fresh, 10_000.0);
        heavy.weight = 4.0;
        let weighted = outlook(vec![waiting(1, Lane::Fresh, 400.0), heavy]);
        close(weighted.tenant_eta_s(tenant(1), Lane::Fresh), 2_000.0 / 20.0);
        let mut narrow = waiting(1, Lane::Fresh, 400.0);
        narrow.concurrent_max = 1;
        close(outlook(vec![narrow]).tenant_eta_s(tenant(1), Lane::Fresh), 40.0);
    }

    #[test]
    fn nothing_is_promised_where_nobody_works() {
        for stopped in [
            Outlook {
                paused: true,
                ..outlook(vec![waiting(1, Lane::Fresh, 1.0)])
            },
            Outlook {
                speed: Speed {
                    workers: 0,
                    real_time_factor: Some(0.1),
                },
                ..outlook(vec![waiting(1, Lane::Fresh, 1.0)])
            },
            Outlook {
                speed: Speed {
                    workers: 2,
                    real_time_factor: None,
                },
                ..outlook(vec![waiting(1, Lane::Fresh, 1.0)])
            },
        ] {
            assert_eq!(stopped.tenant_eta_s(tenant(1), Lane::Fresh), None);
            assert_eq!(stopped.running_eta_s(None, 60.0), None);
        }
    }

    #[test]
    fn of_what_is_being_analysed_the_rest_is_left() {
        let busy = outlook(Vec::new());
        close(
            busy.running_eta_s(Some(busy.now - chrono::TimeDelta::seconds(2)), 60.0),
            4.0,
        );
        close(busy.running_eta_s(Some(DateTime::UNIX_EPOCH), 60.0), 0.0);
    }
}
