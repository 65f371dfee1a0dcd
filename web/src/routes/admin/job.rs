//! `GET /admin/v1/jobs`: what works in the background, kind by kind: when it ran, how that ended, and when it runs again. The jobs one by
//! one: `audiapro jobs list`.

use actix_web::{HttpResponse, get};
use actors::jobs::kinds::DOES;
use chrono::{DateTime, Utc};
use models::platform::job::{self, Kind, Run};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{PlatformRead, StaffCan};
use crate::problem::Problem;

crate::refusals!(Refusals: Internal, Unavailable);

/// The platform's background work.
#[derive(Debug, Serialize, ToSchema)]
pub struct Jobs {
    /// Every kind: those of the platform, then those of tenants.
    pub data: Vec<JobKind>,
}

/// Background work of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobKind {
    pub name: String,
    /// What it does, in a sentence.
    pub does: &'static str,
    /// Its schedule. Null: it has none, and is begun when something wants it.
    #[schema(required)]
    pub every_s: Option<i32>,
    /// When it is due next, also to be tried again; what is past waits for a free place. Null: nothing of it waits.
    #[schema(required)]
    pub next_at: Option<DateTime<Utc>>,
    pub waiting: i64,
    pub running: i64,
    /// The one that was begun last, of those that are kept (`jobs.kept_s`).
    #[schema(required)]
    pub last: Option<JobRun>,
    /// The one that failed last, of those that are kept.
    #[schema(required)]
    pub last_failed: Option<JobRun>,
}

/// A job, as its latest attempt left it.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobRun {
    pub id: Uuid,
    /// Whose it is. Null: the platform's own.
    #[schema(required)]
    pub tenant_id: Option<Uuid>,
    /// `running`; `done`, `failed`, `cancelled`; `waiting`: it is tried again.
    pub state: String,
    pub attempts: i32,
    pub attempts_max: i32,
    /// The process that does it, while it runs.
    #[schema(required)]
    pub node: Option<String>,
    /// Of its latest attempt.
    pub started_at: DateTime<Utc>,
    /// Null: it has not ended.
    #[schema(required)]
    pub finished_at: Option<DateTime<Utc>>,
    /// What went wrong last; a later attempt may have gone well.
    #[schema(required)]
    pub error: Option<String>,
}

impl JobKind {
    fn new(kind: Kind, does: &'static str) -> Self {
        Self {
            name: kind.name,
            does,
            every_s: kind.every_s,
            next_at: kind.next_at,
            waiting: kind.waiting,
            running: kind.running,
            last: kind.last.map(JobRun::from),
            last_failed: kind.failed.map(JobRun::from),
        }
    }
}

impl From<Run> for JobRun {
    fn from(run: Run) -> Self {
        Self {
            id: run.id,
            tenant_id: run.tenant_id,
            state: run.state,
            attempts: run.attempts,
            attempts_max: run.attempts_max,
            node: run.node,
            started_at: run.started_at,
            finished_at: run.finished_at,
            error: run.last_error,
        }
    }
}

/// Background jobs.
///
/// Each kind with what it does, its schedule, how it ran last and failed last, and when it is due next. They are durable and tried again by
/// themselves; `audiapro jobs list` has every one that is kept.
#[utoipa::path(
    operation_id = "list_jobs",
    tag = "platform",
    responses((status = 200, description = "All kinds.", body = Jobs), Refusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/jobs")]
pub async fn list(caller: StaffCan<PlatformRead>) -> Result<HttpResponse, Problem> {
    let names = DOES.map(|(name, _)| name);
    let conn = &mut *caller.running.pools.staff.get().await?;
    // They come in the order in which they are asked for.
    let kinds = job::kinds(conn, &names).await?.into_iter().zip(DOES);
    let data = kinds.map(|(kind, (_, does))| JobKind::new(kind, does));
    Ok(HttpResponse::Ok().json(Jobs { data: data.collect() }))
}
