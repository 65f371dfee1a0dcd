//! Dead letters of all tenants together, for the staff: whose they are, and how many for which reason. Settled they are tenant by tenant:
//! `DeadLetters`. As worker.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::DeadLetter;
use crate::Error;
use crate::ids::CANARY;
use crate::page::{Page, PageRequest};

/// A dead letter, and whose it is.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Placed {
    #[diesel(sql_type = SqlUuid)]
    pub tenant_id: Uuid,
    /// Its name.
    #[diesel(sql_type = Text)]
    pub tenant: String,
    #[diesel(embed)]
    pub letter: DeadLetter,
}

/// Which are wanted; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub tenant: Option<Uuid>,
    pub code: Option<String>,
    /// Given up before this moment.
    pub before: Option<DateTime<Utc>>,
}

/// How many of one tenant were given up for one reason.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Heap {
    #[diesel(sql_type = SqlUuid)]
    pub tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    pub tenant: String,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = BigInt)]
    pub letters: i64,
}

/// Heaps that are told, the highest first.
const HEAPS_MAX: i64 = 1_000;

/// Latest first.
pub async fn list(conn: &mut AsyncPgConnection, filter: &Filter, page: &PageRequest) -> Result<Page<Placed>, Error> {
    const LIST: &str = "SELECT d.tenant_id, t.name AS tenant, d.leg_id AS id, l.call_id, l.source_instance, l.external_id, l.agent,
            l.started_at, d.code, d.detail, d.attempts, d.at, d.lane, d.cost_s, d.reanalysis
        FROM dead_letters d JOIN tenants t ON t.id = d.tenant_id JOIN legs l ON l.tenant_id = d.tenant_id AND l.id = d.leg_id
        WHERE d.tenant_id <> $1 AND ($2 IS NULL OR d.tenant_id = $2) AND ($3 IS NULL OR d.code = $3) AND ($4 IS NULL OR d.at < $4)
            AND (d.at, d.leg_id) < (coalesce($5, 'infinity'), coalesce($6, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        ORDER BY d.at DESC, d.leg_id DESC LIMIT $7";
    let query = diesel::sql_query(LIST)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<Nullable<SqlUuid>, _>(filter.tenant)
        .bind::<Nullable<Text>, _>(&filter.code)
        .bind::<Nullable<Timestamptz>, _>(filter.before)
        .bind::<Nullable<Timestamptz>, _>(page.after.map(|after| after.at))
        .bind::<Nullable<SqlUuid>, _>(page.after.map(|after| after.id))
        .bind::<BigInt, _>(i64::from(page.rows) + 1);
    let found: Vec<Placed> = query.load(conn).await?;
    Ok(page.cut(found, |placed| placed.letter.cursor()))
}

/// Whose there are, and why, by tenant and reason.
pub async fn heaps(conn: &mut AsyncPgConnection) -> Result<Vec<Heap>, Error> {
    const HEAPS: &str = "SELECT d.tenant_id, t.name AS tenant, d.code, d.letters
        FROM (SELECT tenant_id, code, count(*) AS letters FROM dead_letters GROUP BY 1, 2) d JOIN tenants t ON t.id = d.tenant_id
        WHERE d.tenant_id <> $1 ORDER BY d.letters DESC, t.name, d.tenant_id, d.code LIMIT $2";
    let query = diesel::sql_query(HEAPS)
        .bind::<SqlUuid, _>(CANARY.0)
        .bind::<BigInt, _>(HEAPS_MAX);
    Ok(query.load(conn).await?)
}
