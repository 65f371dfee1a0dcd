//! Durable background work: put in within the transaction that wants it, claimed under a lease, tried again, kept until its
//! retention ends. Not the work itself: `actors::jobs` has that.

mod claim;
mod kind;
mod list;
mod schedule;

use chrono::{DateTime, Utc};
use diesel::OptionalExtension;
use diesel::prelude::*;
use diesel::sql_types::{Float8, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Error;
use crate::ids::TenantId;
use crate::schema::jobs;

pub use claim::{Claimed, Ended, Told, abandoned, claim, end, tell};
pub use kind::{Kind, Run, kinds};
pub use list::{Filter, Standing, Summary, list, standing};
pub use schedule::{Schedule, due, keep};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub Uuid);

impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Work to be put in.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    pub kind: String,
    /// `None`: the platform's own.
    pub tenant: Option<TenantId>,
    /// Ids and figures; no number, name or text of a call.
    pub payload: Value,
    /// The same kind and key is not put in twice while the first is kept, finished or not.
    pub unique_key: Option<String>,
    /// Not before; at once if `None`.
    pub run_at: Option<DateTime<Utc>>,
    pub attempts_max: i32,
}

impl NewJob {
    pub fn new(kind: &str, tenant: Option<TenantId>, payload: Value) -> Self {
        Self {
            kind: kind.to_owned(),
            tenant,
            payload,
            unique_key: None,
            run_at: None,
            attempts_max: 5,
        }
    }

    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Puts work in, as part of the caller's transaction (app in the tenant's, or worker). `None` if the same is there already.
pub async fn put(conn: &mut AsyncPgConnection, job: &NewJob) -> Result<Option<JobId>, Error> {
    const PUT: &str = "INSERT INTO jobs (tenant_id, kind, payload, unique_key, run_at, attempts_max)
        VALUES ($1, $2, $3, $4, coalesce($5, app_now()), $6)
        ON CONFLICT (kind, unique_key) WHERE unique_key IS NOT NULL DO NOTHING RETURNING id";
    let query = diesel::sql_query(PUT)
        .bind::<Nullable<SqlUuid>, _>(job.tenant.map(|tenant| tenant.0))
        .bind::<Text, _>(&job.kind)
        .bind::<Jsonb, _>(&job.payload)
        .bind::<Nullable<Text>, _>(&job.unique_key)
        .bind::<Nullable<Timestamptz>, _>(job.run_at)
        .bind::<Integer, _>(job.attempts_max.max(1));
    Ok(query.get_result::<Id>(conn).await.optional()?.map(|row| JobId(row.id)))
}

/// One job as its tenant sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(diesel::pg::Pg))]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    /// `waiting running done failed cancelled`.
    pub state: String,
    pub run_at: DateTime<Utc>,
    pub attempts: i32,
    pub attempts_max: i32,
    pub cancel_asked: bool,
    pub progress: Option<Value>,
    pub result: Option<Value>,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A tenant's job. As app, in the tenant's transaction.
pub async fn of_tenant(conn: &mut AsyncPgConnection, tenant: TenantId, id: JobId) -> Result<Job, Error> {
    let own = jobs::table.filter(jobs::tenant_id.eq(tenant.0).and(jobs::id.eq(id.0)));
    let found = own.select(Job::as_select()).first(conn).await.optional()?;
    found.ok_or(Error::NotFound("job"))
}

/// Asks for a job's end: one that waits is cancelled at once, one that runs when it next tells its progress. As app, in the
/// tenant's transaction.
pub async fn cancel(conn: &mut AsyncPgConnection, tenant: TenantId, id: JobId) -> Result<(), Error> {
    const CANCEL: &str = "UPDATE jobs SET cancel_asked = true,
            state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,
            finished_at = CASE state WHEN 'waiting' THEN app_now() ELSE finished_at END
        WHERE tenant_id = $1 AND id = $2 AND state IN ('waiting', 'running')";
    let changed = diesel::sql_query(CANCEL)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(id.0)
        .execute(conn)
        .await?;
    if changed == 0 {
        // Finished already, or not there: the caller hears which.
        of_tenant(conn, tenant, id).await?;
    }
    Ok(())
}

/// Asks for the end of all of a tenant's jobs of a kind, as `cancel` does of one; how many of them still run. As app, in the tenant's
/// transaction.
pub async fn cancel_all(conn: &mut AsyncPgConnection, tenant: TenantId, kind: &str) -> Result<usize, Error> {
    const CANCEL: &str = "UPDATE jobs SET cancel_asked = true,
            state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,
            finished_at = CASE state WHEN 'waiting' THEN app_now() ELSE finished_at END
        WHERE tenant_id = $1 AND kind = $2 AND state IN ('waiting', 'running') RETURNING state";
    #[derive(QueryableByName)]
    struct Left {
        #[diesel(sql_type = Text)]
        state: String,
    }
    let query = diesel::sql_query(CANCEL)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(kind);
    let left: Vec<Left> = query.load(conn).await?;
    Ok(left.iter().filter(|job| job.state == "running").count())
}

/// Removes jobs that ended longer than `kept_s` ago, at most so many at a time. As worker.
pub async fn forget(conn: &mut AsyncPgConnection, kept_s: f64, at_most: i64) -> Result<usize, Error> {
    const FORGET: &str = "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs
        WHERE finished_at < app_now() - make_interval(secs => $1) ORDER BY finished_at LIMIT $2)";
    let query = diesel::sql_query(FORGET)
        .bind::<Float8, _>(kept_s)
        .bind::<diesel::sql_types::BigInt, _>(at_most);
    Ok(query.execute(conn).await?)
}
