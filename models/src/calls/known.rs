//! Which of some derived ids are there already: as a leg, as a call, or as something that was erased.

use std::collections::HashSet;

use diesel::QueryableByName;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::ids::TenantId;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Those of `wanted` that are known; a call that is an alias is none. Inside the tenant's transaction.
pub async fn known(conn: &mut AsyncPgConnection, tenant: TenantId, wanted: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    const KNOWN: &str = "SELECT id FROM legs WHERE tenant_id = $1 AND id = ANY($2)
        UNION ALL SELECT id FROM calls WHERE tenant_id = $1 AND id = ANY($2) AND moved_to IS NULL
        UNION ALL SELECT id FROM tombstones WHERE tenant_id = $1 AND id = ANY($2)";
    let query = diesel::sql_query(KNOWN)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(wanted);
    let rows: Vec<Row> = query.load(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
