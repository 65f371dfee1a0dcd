//! How the jobs stand that do what one request leaves of an order for many calls.

use diesel::sql_types::{BigInt, Integer, Text, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::MANY;
use crate::Error;
use crate::ids::TenantId;
use crate::platform::job::{self, Job, JobId};

/// Such a job.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub job: Job,
    /// How many calls were left to it.
    pub calls: u64,
}

/// Of the payload no more is read: it names up to 100,000 calls.
#[derive(QueryableByName)]
struct Left {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Integer)]
    calls: i32,
}

impl Left {
    async fn standing(self, conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Standing, Error> {
        Ok(Standing {
            job: job::of_tenant(conn, tenant, JobId(self.id)).await?,
            calls: u64::from(self.calls.unsigned_abs()),
        })
    }
}

/// One of them; a job of another kind is not found. Inside the tenant's transaction, as below.
pub async fn standing(conn: &mut AsyncPgConnection, tenant: TenantId, id: JobId) -> Result<Standing, Error> {
    const LEFT: &str = "SELECT id, jsonb_array_length(payload->'calls') AS calls FROM jobs
        WHERE tenant_id = $1 AND id = $2 AND kind = $3";
    let query = diesel::sql_query(LEFT)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(id.0)
        .bind::<Text, _>(MANY);
    let left: Option<Left> = query.get_result(conn).await.optional()?;
    left.ok_or(Error::NotFound("deletion"))?.standing(conn, tenant).await
}

/// Those that have not ended, the latest first, at most so many.
pub async fn going_on(conn: &mut AsyncPgConnection, tenant: TenantId, at_most: i64) -> Result<Vec<Standing>, Error> {
    const GOING_ON: &str = "SELECT id, jsonb_array_length(payload->'calls') AS calls FROM jobs
        WHERE tenant_id = $1 AND kind = $2 AND finished_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $3";
    let query = diesel::sql_query(GOING_ON)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(MANY)
        .bind::<BigInt, _>(at_most);
    let left: Vec<Left> = query.load(conn).await?;
    let mut found = Vec::with_capacity(left.len());
    for one in left {
        found.push(one.standing(conn, tenant).await?);
    }
    Ok(found)
}
