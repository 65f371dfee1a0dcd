//! What was used in each period so far, from the rows. The running period's exact state is the supervisor's.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Double, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::Error;
use crate::db::Pool;
use crate::ids::TenantId;
use crate::page::{Cursor, Page, PageRequest};

#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct PastPeriod {
    #[diesel(sql_type = Timestamptz)]
    pub start: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub end: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    pub included: i64,
    #[diesel(sql_type = BigInt)]
    pub overage: i64,
    #[diesel(sql_type = BigInt)]
    pub withheld: i64,
    #[diesel(sql_type = Double)]
    pub audio_seconds: f64,
}

/// The latest first.
pub async fn periods(app: &Pool, tenant: TenantId, page: &PageRequest) -> Result<Page<PastPeriod>, Error> {
    const PERIODS: &str = "SELECT u.period_start AS start, u.period_end AS \"end\", u.included, u.overage, u.withheld,
            coalesce(a.audio_seconds, 0) AS audio_seconds
        FROM usage u LEFT JOIN analysis_usage a ON a.tenant_id = u.tenant_id AND a.period_start = u.period_start
        WHERE u.tenant_id = $1 AND u.period_start < coalesce($2, 'infinity') ORDER BY u.period_start DESC LIMIT $3";
    let (before, rows) = (page.after.map(|cursor| cursor.at), i64::from(page.rows) + 1);
    let found: Vec<PastPeriod> = app
        .tenant(tenant, async move |conn| -> Result<_, Error> {
            Ok(diesel::sql_query(PERIODS)
                .bind::<SqlUuid, _>(tenant.0)
                .bind::<Nullable<Timestamptz>, _>(before)
                .bind::<BigInt, _>(rows)
                .load(conn)
                .await?)
        })
        .await?;
    Ok(page.cut(found, |period| Cursor {
        at: period.start,
        id: tenant.0,
    }))
}
