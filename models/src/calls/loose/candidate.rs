//! Legs to which a recording could belong: by what their record calls it, by their id or that of their call, or by their time.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use crate::Error;
use crate::ids::TenantId;
use crate::schema::{calls, legs, recordings};

/// More than one cannot be told apart anyway.
const CANDIDATES_MAX: i64 = 200;

#[derive(Clone, Debug, PartialEq, Serialize, Queryable)]
pub struct Candidate {
    pub leg_id: Uuid,
    pub call_id: Uuid,
    pub external_id: String,
    pub linked_id: Option<String>,
    pub from_number: Option<String>,
    pub to_number: Option<String>,
    pub agent: Option<String>,
    pub started_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    pub talk_s: i32,
    pub recording_ref: Option<String>,
    pub arrival: i64,
    /// Of the recording that it has.
    pub sha256: Option<Vec<u8>>,
}

/// By what legs are asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum By<'a> {
    /// Their record calls it by this name.
    Name(&'a str),
    /// It is their own id, or that of their call.
    Id(&'a str),
    /// They began between these moments.
    Time(DateTime<Utc>, DateTime<Utc>),
    Leg(Uuid),
}

macro_rules! of_source {
    ($tenant:expr, $source:expr) => {
        legs::table
            .left_join(
                recordings::table.on(recordings::tenant_id
                    .eq(legs::tenant_id)
                    .and(recordings::leg_id.eq(legs::id))),
            )
            .filter(legs::tenant_id.eq($tenant.0))
            .filter(legs::source_instance.eq($source))
            .select((
                legs::id,
                legs::call_id,
                legs::external_id,
                legs::linked_id,
                legs::from_number,
                legs::to_number,
                legs::agent,
                legs::started_at,
                legs::answered_at,
                legs::talk_s,
                legs::recording_ref,
                legs::arrival,
                recordings::sha256.nullable(),
            ))
            .order((legs::started_at, legs::arrival))
            .limit(CANDIDATES_MAX)
    };
}

/// Of one source. In the tenant's transaction.
pub async fn find(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    source_instance: &str,
    by: By<'_>,
) -> Result<Vec<Candidate>, Error> {
    let own = of_source!(tenant, source_instance);
    Ok(match by {
        By::Name(name) => own.filter(legs::recording_name.eq(name)).load(conn).await?,
        By::Leg(leg) => own.filter(legs::id.eq(leg)).load(conn).await?,
        By::Id(id) => {
            let (leg, call) = (
                crate::ids::leg(tenant, source_instance, id),
                crate::ids::call(tenant, source_instance, id),
            );
            own.filter(legs::id.eq(leg.0).or(legs::call_id.eq(call.0)))
                .load(conn)
                .await?
        }
        By::Time(from, to) => {
            // No leg begins before its call, and calls have an index of their time.
            let of_time = calls::table
                .filter(calls::tenant_id.eq(tenant.0))
                .filter(calls::started_at.between(from - chrono::TimeDelta::hours(1), to))
                .select(calls::id);
            own.filter(legs::call_id.eq_any(of_time))
                .filter(legs::started_at.between(from, to))
                .load(conn)
                .await?
        }
    })
}
