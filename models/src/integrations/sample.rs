//! A record that somebody gave of a source, and how it was read then: sealed. How it is read today tells what a change of settings does.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Integer, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::source::{Source, tell};
use crate::Error;
use crate::compliance::sealing::Place;
use crate::ids::TenantId;
use crate::schema::source_samples;

#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = source_samples, check_for_backend(diesel::pg::Pg))]
pub struct Sample {
    /// Of the source, when it was kept.
    pub version: i32,
    pub sealed: Vec<u8>,
    pub kept_at: DateTime<Utc>,
}

/// Where it is sealed; `id` is the source's.
pub fn place(tenant: TenantId, id: &Uuid) -> Place<'_> {
    Place {
        tenant,
        table: "source_samples",
        row: id.as_bytes(),
    }
}

/// Inside the tenant's transaction, as everything here.
pub async fn find(conn: &mut AsyncPgConnection, tenant: TenantId, source: &Source) -> Result<Sample, Error> {
    let own = source_samples::table.find((tenant.0, source.name.as_str()));
    let found = own.select(Sample::as_select()).first(conn).await.optional()?;
    found.ok_or(Error::NotFound("record of this source"))
}

/// In the place of the one that is there.
pub async fn keep(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    source: &Source,
    sealed: &[u8],
) -> Result<(), Error> {
    const KEEP: &str = "INSERT INTO source_samples (tenant_id, source_instance, version, sealed) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, source_instance) DO UPDATE SET version = excluded.version, sealed = excluded.sealed, kept_at = app_now()";
    diesel::sql_query(KEEP)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(&source.name)
        .bind::<Integer, _>(source.version)
        .bind::<Bytea, _>(sealed)
        .execute(conn)
        .await?;
    tell(conn, tenant, actor, "source.sample_kept", &source.name, (None, None)).await
}

/// Whether there was one.
pub async fn forget(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str) -> Result<bool, Error> {
    let own = source_samples::table.find((tenant.0, name));
    Ok(diesel::delete(own).execute(conn).await? > 0)
}
