//! From where a source's recordings are fetched, and how their names are read; the secret for it sealed. What that means is not said here:
//! it is JSON, of which the key `fetched` says whether there is a place to fetch from.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::source::tell;
use crate::Error;
use crate::calls::expected::Expected;
use crate::compliance::sealing::Place;
use crate::ids::{LegId, TenantId};
use crate::schema::{legs, source_instances};

/// How one source's recordings are come by.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = source_instances, check_for_backend(diesel::pg::Pg))]
pub struct Fetching {
    pub id: Uuid,
    pub name: String,
    pub format: String,
    /// Of the source itself.
    pub settings: Value,
    pub recordings: Option<Value>,
    /// Kind of the secret.
    pub recordings_secret: Option<String>,
    pub recordings_sealed: Option<Vec<u8>>,
}

/// By what a leg's recording is called.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = legs, check_for_backend(diesel::pg::Pg))]
pub struct Called {
    pub external_id: String,
    pub linked_id: Option<String>,
    pub recording_ref: Option<String>,
    pub recording_url: Option<String>,
    pub custom: Value,
}

/// What is to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// `None`: nothing is said any more.
    pub recordings: Option<Value>,
    /// Its kind and the seal; `None` leaves the secret, `Some(None)` takes it away.
    pub secret: Option<Option<(String, Vec<u8>)>>,
}

/// Where the secret is sealed; `row` is what [`row`] gives.
pub fn place(tenant: TenantId, row: &[u8]) -> Place<'_> {
    Place {
        tenant,
        table: "source_recordings",
        row,
    }
}

pub fn row(id: Uuid) -> Vec<u8> {
    id.as_bytes().to_vec()
}

/// By the source's id. In the tenant's transaction.
pub async fn find(conn: &mut AsyncPgConnection, tenant: TenantId, id: Uuid) -> Result<Fetching, Error> {
    let own = source_instances::table
        .filter(
            source_instances::tenant_id
                .eq(tenant.0)
                .and(source_instances::id.eq(id)),
        )
        .filter(source_instances::deleted_at.is_null());
    let found = own.select(Fetching::as_select()).first(conn).await.optional()?;
    found.ok_or(Error::NotFound("source"))
}

/// By the source's name. In the tenant's transaction.
pub async fn named(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str) -> Result<Option<Fetching>, Error> {
    let own = source_instances::table
        .filter(
            source_instances::tenant_id
                .eq(tenant.0)
                .and(source_instances::name.eq(name)),
        )
        .filter(source_instances::deleted_at.is_null());
    Ok(own.select(Fetching::as_select()).first(conn).await.optional()?)
}

/// In the tenant's transaction.
pub async fn called(conn: &mut AsyncPgConnection, tenant: TenantId, leg: LegId) -> Result<Option<Called>, Error> {
    let own = legs::table.find((tenant.0, leg.0)).select(Called::as_select());
    Ok(own.first(conn).await.optional()?)
}

/// Keeps it, and begins to fetch what was only expected. In the tenant's transaction.
pub async fn set(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    id: Uuid,
    wanted: Wanted,
) -> Result<Fetching, Error> {
    let before = find(conn, tenant, id).await?;
    let own = || source_instances::table.find((tenant.0, before.name.as_str()));
    diesel::update(own())
        .set(source_instances::recordings.eq(&wanted.recordings))
        .execute(conn)
        .await?;
    if let Some(secret) = wanted.secret {
        let (kind, sealed) = secret.unzip();
        diesel::update(own())
            .set((
                source_instances::recordings_secret.eq(kind),
                source_instances::recordings_sealed.eq(sealed),
            ))
            .execute(conn)
            .await?;
    }
    let fetched = wanted.recordings.as_ref().is_some_and(|told| told["fetched"] == true);
    Expected::of(tenant).rouse(conn, &before.name, fetched).await?;
    let after = find(conn, tenant, id).await?;
    let told = |of: &Fetching| Some(json!({ "recordings": of.recordings, "secret": of.recordings_secret }));
    let change = (told(&before), told(&after));
    tell(conn, tenant, actor, "source.recordings_set", &before.name, change).await?;
    Ok(after)
}
