//! How often a key was used, by day. Counted by the edge, written here now and then; what a node had counted when it was killed is lost.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::ids::{ApiKeyId, TenantId};
use crate::schema::{api_key_usage, api_keys};

/// What came of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// All of them.
    pub requests: i64,
    /// Answered with 4xx, those that were one too many apart.
    pub refused: i64,
    pub limited: i64,
    /// Answered with 5xx.
    pub failed: i64,
}

/// One day of one key.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = api_key_usage, check_for_backend(diesel::pg::Pg))]
pub struct Day {
    pub day: DateTime<Utc>,
    pub requests: i64,
    pub refused: i64,
    pub limited: i64,
    pub failed: i64,
}

/// Inside the tenant's transaction. A key that is gone meanwhile has no uses.
pub async fn add(conn: &mut AsyncPgConnection, tenant: TenantId, key: ApiKeyId, uses: Uses) -> Result<(), Error> {
    const ADD: &str = "INSERT INTO api_key_usage AS u (tenant_id, key_id, day, requests, refused, limited, failed)
        SELECT $1, k.id, date_trunc('day', app_now(), 'UTC'), $3, $4, $5, $6 FROM api_keys k WHERE k.tenant_id = $1 AND k.id = $2
        ON CONFLICT (key_id, day) DO UPDATE SET requests = u.requests + excluded.requests, refused = u.refused + excluded.refused,
            limited = u.limited + excluded.limited, failed = u.failed + excluded.failed";
    diesel::sql_query(ADD)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(key.0)
        .bind::<BigInt, _>(uses.requests)
        .bind::<BigInt, _>(uses.refused)
        .bind::<BigInt, _>(uses.limited)
        .bind::<BigInt, _>(uses.failed)
        .execute(conn)
        .await?;
    Ok(())
}

/// The last days on which it was used, the latest first. Inside the tenant's transaction.
pub async fn of(conn: &mut AsyncPgConnection, tenant: TenantId, key: ApiKeyId, days: i32) -> Result<Vec<Day>, Error> {
    let own = api_keys::table.filter(api_keys::tenant_id.eq(tenant.0).and(api_keys::id.eq(key.0)));
    let known: Option<Uuid> = own.select(api_keys::id).first(conn).await.optional()?;
    known.ok_or(Error::NotFound("API key"))?;
    let since = diesel::dsl::sql::<diesel::sql_types::Timestamptz>(
        "date_trunc('day', app_now(), 'UTC') - make_interval(days => ",
    )
    .bind::<Integer, _>(days - 1)
    .sql(")");
    let used = api_key_usage::table
        .filter(
            api_key_usage::tenant_id
                .eq(tenant.0)
                .and(api_key_usage::key_id.eq(key.0)),
        )
        .filter(api_key_usage::day.ge(since))
        .order(api_key_usage::day.desc());
    Ok(used.select(Day::as_select()).load(conn).await?)
}
