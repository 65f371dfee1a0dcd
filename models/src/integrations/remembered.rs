//! The last lines of a source whose records have no ids, as bytes. What they say is not known here.

use diesel::prelude::*;
use diesel::sql_types::{Bytea, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;
use crate::ids::TenantId;
use crate::schema::source_lines;

/// Empty where nothing has come. In the tenant's transaction.
pub async fn read(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str) -> Result<Vec<u8>, Error> {
    let own = source_lines::table.find((tenant.0, name));
    let found = own
        .select(source_lines::lines)
        .first::<Vec<u8>>(conn)
        .await
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Puts lines in the place of those that were read. In the tenant's transaction; `false`: others stand there by now, and nothing was written.
pub async fn replace(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    name: &str,
    before: &[u8],
    after: &[u8],
) -> Result<bool, Error> {
    const REPLACE: &str = "INSERT INTO source_lines AS l (tenant_id, source_instance, lines) VALUES ($1, $2, $4)
        ON CONFLICT (tenant_id, source_instance) DO UPDATE SET lines = excluded.lines WHERE l.lines = $3";
    let replaced = diesel::sql_query(REPLACE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(name)
        .bind::<Bytea, _>(before)
        .bind::<Bytea, _>(after)
        .execute(conn)
        .await?;
    Ok(replaced == 1)
}

/// Of a source that is deleted. In the tenant's transaction.
pub(super) async fn forget(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str) -> Result<(), Error> {
    diesel::delete(source_lines::table.find((tenant.0, name)))
        .execute(conn)
        .await?;
    Ok(())
}
