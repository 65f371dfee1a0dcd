//! Jobs as the operator sees them: which there are, and how many stand where. Without payloads, which belong to the tenants.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Float8, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use crate::Error;
use crate::schema::jobs;

#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<String>,
    pub kind: Option<String>,
    pub at_most: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(diesel::pg::Pg))]
pub struct Summary {
    pub id: Uuid,
    pub tenant_id: Option<Uuid>,
    pub kind: String,
    pub state: String,
    pub run_at: DateTime<Utc>,
    pub attempts: i32,
    pub attempts_max: i32,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// Newest first. As staff.
pub async fn list(conn: &mut AsyncPgConnection, filter: &Filter) -> Result<Vec<Summary>, Error> {
    let mut query = jobs::table.select(Summary::as_select()).into_boxed();
    if let Some(state) = &filter.state {
        query = query.filter(jobs::state.eq(state));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(jobs::kind.eq(kind));
    }
    let ordered = query.order((jobs::created_at.desc(), jobs::id.desc()));
    Ok(ordered.limit(filter.at_most).load(conn).await?)
}

/// How many unfinished jobs of a kind there are, and for how long the oldest has been due.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub jobs: i64,
    #[diesel(sql_type = Float8)]
    pub overdue_s: f64,
}

/// Unfinished jobs by kind and state. As worker or staff; the partial indexes serve it.
pub async fn standing(conn: &mut AsyncPgConnection) -> Result<Vec<Standing>, Error> {
    const STANDING: &str = "SELECT kind, state, count(*) AS jobs,
            greatest(extract(epoch FROM app_now() - min(run_at)), 0)::float8 AS overdue_s
        FROM jobs WHERE state IN ('waiting', 'running') GROUP BY 1, 2 ORDER BY 1, 2";
    Ok(diesel::sql_query(STANDING).load(conn).await?)
}
