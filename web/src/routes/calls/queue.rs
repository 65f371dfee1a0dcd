//! `GET /v1/queue`: what of the tenant's waits for analysis, and until when.

use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use models::calls::intake::Lane;
use models::calls::queue::outlook::Outlook;
use models::calls::queue::view::{self, LaneView};
use models::ids::TenantId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::routes::identity::can::{Can, QueueRead};

crate::refusals!(Refusals: MissingKey, InvalidKey, Internal, Unavailable);

/// The queue as a tenant sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Queue)]
pub struct Queue {
    /// `live`, `fresh`, `backfill`: the highest first. A higher one is served before a lower one, of which a least share is served
    /// all the same.
    pub lanes: Vec<QueueLane>,
    /// Of all nodes.
    pub workers: u32,
    /// Worker seconds for a second of audio, a moving mean; null: nothing was measured yet.
    #[schema(required)]
    pub real_time_factor: Option<f64>,
    /// Nothing is claimed at the moment: the operator has paused analysis. Records and recordings are taken.
    pub paused: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "lane": "fresh", "waiting": 12, "retrying": 1, "running": 2, "withheld": 0, "audio_s": 2140.5,
    "oldest_at": "2026-11-28T10:00:00Z", "oldest_s": 8.2, "eta_s": 21.4, "eta": "2026-11-28T10:00:29.600Z" }))]
pub struct QueueLane {
    pub lane: String,
    /// Analyses that wait for a worker, those in a pause after a failed attempt included.
    pub waiting: i64,
    /// Of them those in such a pause.
    pub retrying: i64,
    /// Analyses that are at work.
    pub running: i64,
    /// Beyond the limit: they wait for a decision and not for a worker.
    pub withheld: i64,
    /// Seconds of audio of those that wait.
    pub audio_s: f64,
    /// Since when the oldest of those that wait does.
    #[schema(required)]
    pub oldest_at: Option<DateTime<Utc>>,
    /// The age of that.
    #[schema(required)]
    pub oldest_s: Option<f64>,
    /// Seconds until all that waits here is done, by what waits before it, the number of workers and their measured speed. Null:
    /// nothing waits, nobody works, or nothing was measured yet.
    #[schema(required)]
    pub eta_s: Option<f64>,
    /// The same as a time.
    #[schema(required)]
    pub eta: Option<DateTime<Utc>>,
}

impl Queue {
    /// Of one tenant, or of all.
    pub fn new(lanes: Vec<LaneView>, tenant: Option<TenantId>, outlook: &Outlook) -> Self {
        let lanes = lanes.into_iter().map(|view| QueueLane::new(view, tenant, outlook));
        Self {
            lanes: lanes.collect(),
            workers: outlook.speed.workers,
            real_time_factor: outlook.speed.real_time_factor,
            paused: outlook.paused,
        }
    }
}

impl QueueLane {
    fn new(view: LaneView, tenant: Option<TenantId>, outlook: &Outlook) -> Self {
        let lane = Lane::from_name(&view.lane).filter(|_| view.waiting > 0);
        let eta_s = lane.and_then(|lane| match tenant {
            Some(tenant) => outlook.tenant_eta_s(tenant, lane),
            None => outlook.lane_eta_s(lane),
        });
        let oldest = view.oldest_at.map(|at| outlook.now - at);
        Self {
            lane: view.lane,
            waiting: view.waiting,
            retrying: view.retrying,
            running: view.running,
            withheld: view.withheld,
            audio_s: rounded(view.audio_s),
            oldest_at: view.oldest_at,
            oldest_s: oldest.map(|age| rounded((age.num_milliseconds() as f64 / 1000.0).max(0.0))),
            eta_s: eta_s.map(rounded),
            eta: eta_s.and_then(|after_s| after(outlook.now, after_s)),
        }
    }
}

/// So many seconds later; `None` beyond what a calendar can hold.
fn after(now: DateTime<Utc>, seconds: f64) -> Option<DateTime<Utc>> {
    now.checked_add_signed(chrono::TimeDelta::try_milliseconds((seconds * 1000.0) as i64)?)
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

/// The analysis queue.
///
/// What of yours waits in each lane, since when, and when it will have been done. A call's lane follows from how long ago it ended: an
/// import of old calls is `backfill` and never in the way of those of today. Counted are analyses, one for each recording. The trace of a call says
/// what that call waits for; the calls of a figure, which are fewer where a call has several recordings, are `GET /v1/calls?lane=…&waits_for=…`:
/// `worker,retry` of `waiting`, `retry`, `result` of `running`, `release` of `withheld`.
#[utoipa::path(
    operation_id = "get_queue",
    tag = "analysis",
    responses((status = 200, description = "The queue.", body = Queue), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/queue")]
pub async fn read(caller: Can<QueueRead>) -> Result<HttpResponse, Problem> {
    let (tenant, rows) = (caller.tenant, caller.authority.rows.clone());
    let app = &caller.running.pools.app;
    let outlook = caller.running.app.outlook().await?;
    let lanes = app.tenant(tenant, async move |conn| view::lanes(conn, tenant, &rows).await);
    Ok(HttpResponse::Ok().json(Queue::new(lanes.await?, Some(tenant), &outlook)))
}
