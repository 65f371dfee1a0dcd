//! `/admin/v1/queue` and `/admin/v1/tenants/{id}/dead-letters`: what waits for analysis on the whole platform, whose it is, and what of
//! a tenant was given up, after which attempts. The tenant's own are `routes::calls`; what is done here stands in its audit log under the
//! staff's name.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::calls::dead_letter::{DeadLetter, Verdict};
use models::calls::intake::Lane;
use models::calls::queue::{control, depth, view};
use models::calls::trace;
use models::staff::tenants::directory;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::can::{PlatformRead, StaffCaller, StaffCan, TenantsManage, TenantsRead};
use super::tenant::tenant_id;
use crate::body;
use crate::problem::Problem;
use crate::query;
use crate::routes::calls::dead_letter::verdict::{self, Order, Results};
use crate::routes::calls::dead_letter::{self, Desk, Detail, Page, Query};
use crate::routes::calls::queue::Queue;
use crate::state::State;

crate::refusals!(QueueRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(ListRefusals: InvalidParameter, NotFound, Internal, Unavailable);
crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);
crate::refusals!(OrderRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);

/// The queue of all tenants together.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformQueue {
    #[serde(flatten)]
    pub queue: Queue,
    /// Why analysis is paused, if it is.
    pub paused_reason: String,
    /// Whose it is, the deepest first; at most 100. With `lane` whose what stands in that lane is.
    pub tenants: Vec<QueueDepth>,
}

/// What of one tenant waits, and what was given up.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueDepth {
    pub tenant_id: Uuid,
    pub name: String,
    pub waiting: i64,
    pub running: i64,
    /// Beyond the limit: they wait for a decision and not for a worker.
    pub withheld: i64,
    /// Seconds of audio of those that wait.
    pub audio_s: f64,
    #[schema(required)]
    pub oldest_at: Option<DateTime<Utc>>,
    pub dead_letters: i64,
}

impl From<depth::Depth> for QueueDepth {
    fn from(depth: depth::Depth) -> Self {
        Self {
            tenant_id: depth.tenant_id,
            name: depth.name,
            waiting: depth.waiting,
            running: depth.running,
            withheld: depth.withheld,
            audio_s: depth.audio_s,
            oldest_at: depth.oldest_at,
            dead_letters: depth.dead_letters,
        }
    }
}

const DEEPEST: i32 = 100;

/// Of which lane it is asked whose it is.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct QueueQuery {
    /// `tenants` tells of this lane alone: `live`, `fresh` or `backfill`.
    #[param(example = "fresh")]
    lane: Option<String>,
}

/// The queue of the platform.
///
/// Every lane of all tenants together, when it will have been done, and whose it is.
#[utoipa::path(
    operation_id = "get_platform_queue",
    tag = "platform",
    params(QueueQuery),
    responses((status = 200, description = "The queue.", body = PlatformQueue), QueueRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/queue")]
pub async fn read(request: HttpRequest, caller: StaffCan<PlatformRead>) -> Result<HttpResponse, Problem> {
    let asked: QueueQuery = query::of(&request)?;
    let lane = asked.lane.as_deref().map(lane_named).transpose()?;
    let outlook = caller.running.app.outlook().await?;
    let worker = &caller.running.pools.worker;
    let read = worker.transaction(async |conn| -> Result<_, Error> {
        let lanes = view::lanes_of_all(conn).await?;
        Ok((
            lanes,
            depth::deepest(conn, lane, DEEPEST).await?,
            control::read(conn).await?,
        ))
    });
    let (lanes, depths, control) = read.await?;
    Ok(HttpResponse::Ok().json(PlatformQueue {
        queue: Queue::new(lanes, None, &outlook),
        paused_reason: control.reason,
        tenants: depths.into_iter().map(QueueDepth::from).collect(),
    }))
}

fn lane_named(name: &str) -> Result<Lane, Problem> {
    let names = Lane::ALL.map(Lane::as_str).join(", ");
    Lane::from_name(name).ok_or_else(|| Problem::parameter("lane", format!("{name:?} is none of {names}")))
}

/// Dead letters of a tenant.
///
/// As the tenant sees them: no word of a call is among them.
#[utoipa::path(
    operation_id = "list_tenant_dead_letters",
    tag = "tenants",
    params(Query, ("id" = Uuid, Path, description = "The tenant's id.")),
    responses((status = 200, description = "A page of dead letters.", body = Page), ListRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants/{id}/dead-letters")]
pub async fn dead_letters(
    request: HttpRequest,
    id: web::Path<String>,
    caller: StaffCan<TenantsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    dead_letter::page(&request, &desk(&caller, &id).await?, &state).await
}

/// A dead letter of a tenant.
///
/// With every step of its leg that the trace has kept: each attempt, when, how long it took and why it ended. Facts that tell of people, as
/// the names of files, are left out.
#[utoipa::path(
    operation_id = "get_tenant_dead_letter",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id."), ("letter" = Uuid, Path, description = "The leg's id.")),
    responses((status = 200, description = "The dead letter.", body = Detail), ReadRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants/{id}/dead-letters/{letter}")]
pub async fn letter(path: web::Path<(String, String)>, caller: StaffCan<TenantsRead>) -> Result<HttpResponse, Problem> {
    dead_letter::look(&desk(&caller, &path.0).await?, &path.1, trace::Step::for_staff).await
}

/// Try dead letters of a tenant again.
///
/// Those that are named, or those that match; a result for each. It stands in the tenant's audit log.
#[utoipa::path(
    operation_id = "retry_tenant_dead_letters",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = Order,
    responses((status = 200, description = "What became of each.", body = Results), OrderRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants/{id}/dead-letters/retry")]
pub async fn retry(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let order = body::json(&request, payload, &state).await?;
    verdict::many(&desk(&caller, &id).await?, Verdict::Retry, order, &state).await
}

/// Drop dead letters of a tenant.
///
/// As with trying again. Their calls stay as failed.
#[utoipa::path(
    operation_id = "discard_tenant_dead_letters",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = Order,
    responses((status = 200, description = "What became of each.", body = Results), OrderRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/tenants/{id}/dead-letters/discard")]
pub async fn discard(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let order = body::json(&request, payload, &state).await?;
    verdict::many(&desk(&caller, &id).await?, Verdict::Discard, order, &state).await
}

/// All of that tenant's, for somebody of the staff; refused if there is no such tenant.
async fn desk(caller: &StaffCaller, id: &str) -> Result<Desk, Problem> {
    let tenant = tenant_id(id)?;
    directory::find(&mut *caller.running.pools.staff.get().await?, tenant).await?;
    Ok(Desk {
        tenant,
        actor: caller.actor(),
        letters: DeadLetter::of(tenant),
        running: caller.running.clone(),
    })
}
