//! To where we open a connection for a source, and as whom we log in there, sealed. What that means is not said here: it is JSON.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::lease::{self, Kind};
use super::source::tell;
use crate::Error;
use crate::compliance::sealing::Place;
use crate::ids::TenantId;
use crate::schema::{source_instances, tenants};

/// A source with the connection that we open for it, if we do, and with what is needed to read it.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = source_instances, check_for_backend(diesel::pg::Pg))]
pub struct Caller {
    pub tenant_id: Uuid,
    pub id: Uuid,
    pub name: String,
    pub format: String,
    pub settings: Value,
    pub connection: Option<Value>,
    pub connection_sealed: Option<Vec<u8>>,
}

/// What is to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub connection: Value,
    /// `None` leaves who we are, `Some(None)` forgets it.
    pub sealed: Option<Option<Vec<u8>>>,
}

/// Where user and password are sealed; `id` is the source's.
pub fn place(tenant: TenantId, id: &Uuid) -> Place<'_> {
    Place {
        tenant,
        table: "source_connections",
        row: id.as_bytes(),
    }
}

/// Every source for which a connection is to be open. As worker.
pub async fn all(conn: &mut AsyncPgConnection) -> Result<Vec<Caller>, Error> {
    let alive = tenants::table.filter(tenants::status.ne("closed")).select(tenants::id);
    let wanted = source_instances::table
        .filter(source_instances::connection.is_not_null())
        .filter(source_instances::enabled.and(source_instances::deleted_at.is_null()))
        .filter(source_instances::tenant_id.eq_any(alive))
        .select(Caller::as_select());
    Ok(wanted.load(conn).await?)
}

/// By the source's id. In the tenant's transaction.
pub async fn find(conn: &mut AsyncPgConnection, tenant: TenantId, id: Uuid) -> Result<Caller, Error> {
    let own = source_instances::table
        .filter(source_instances::tenant_id.eq(tenant.0))
        .filter(source_instances::id.eq(id))
        .filter(source_instances::deleted_at.is_null());
    let found = own.select(Caller::as_select()).first(conn).await.optional()?;
    found.ok_or(Error::NotFound("source"))
}

/// Opens a connection from now on, another one than before, or (`None`) none any more. In the tenant's transaction.
pub async fn set(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    id: Uuid,
    wanted: Option<Wanted>,
) -> Result<Caller, Error> {
    let before = find(conn, tenant, id).await?;
    let (connection, sealed) = match wanted {
        Some(Wanted { connection, sealed }) => (Some(connection), sealed),
        None => (None, Some(None)),
    };
    let sealed = sealed.unwrap_or_else(|| before.connection_sealed.clone());
    diesel::update(source_instances::table.find((tenant.0, before.name.as_str())))
        .set((
            source_instances::connection.eq(&connection),
            source_instances::connection_sealed.eq(sealed),
            source_instances::version.eq(source_instances::version + 1),
        ))
        .execute(conn)
        .await?;
    lease::renounce(conn, tenant, &before.name, Kind::Caller).await?;
    let after = find(conn, tenant, id).await?;
    let told = |of: &Caller| {
        let connection = of.connection.as_ref()?;
        Some(json!({ "connection": connection, "credentials": of.connection_sealed.is_some() }))
    };
    let change = (told(&before), told(&after));
    tell(conn, tenant, actor, "source.connection_set", &before.name, change).await?;
    Ok(after)
}
