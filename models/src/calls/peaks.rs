//! How loud a leg's recording is along its length: sealed, kept beside the recording, and gone with it. Not how it is reckoned.

use diesel::prelude::*;
use diesel::sql_types::{Bytea, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;
use crate::compliance::sealing::{DataKey, Place, SealError};
use crate::db::Pool;
use crate::ids::{LegId, TenantId};
use crate::schema::recording_peaks;

pub fn seal(key: &DataKey, tenant: TenantId, leg: LegId, packed: &[u8]) -> Result<Vec<u8>, SealError> {
    key.seal(place(tenant, &leg), packed)
}

pub fn open(key: &DataKey, tenant: TenantId, leg: LegId, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    key.open(place(tenant, &leg), sealed)
}

fn place(tenant: TenantId, leg: &LegId) -> Place<'_> {
    Place {
        tenant,
        table: "recording_peaks",
        row: leg.0.as_bytes(),
    }
}

/// As they lie in their row.
pub async fn sealed(app: &Pool, tenant: TenantId, leg: LegId) -> Result<Option<Vec<u8>>, Error> {
    app.tenant(tenant, async move |conn| -> Result<_, Error> {
        let own = recording_peaks::table.filter(
            recording_peaks::tenant_id
                .eq(tenant.0)
                .and(recording_peaks::leg_id.eq(leg.0)),
        );
        Ok(own.select(recording_peaks::sealed).first(conn).await.optional()?)
    })
    .await
}

/// Keeps them where the recording is still there. Inside the tenant's transaction.
pub async fn keep(conn: &mut AsyncPgConnection, tenant: TenantId, leg: LegId, sealed: &[u8]) -> Result<(), Error> {
    const KEEP: &str = "INSERT INTO recording_peaks (tenant_id, leg_id, sealed)
        SELECT tenant_id, leg_id, $3 FROM recordings WHERE tenant_id = $1 AND leg_id = $2
        ON CONFLICT (tenant_id, leg_id) DO UPDATE SET sealed = excluded.sealed";
    diesel::sql_query(KEEP)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.0)
        .bind::<Bytea, _>(sealed)
        .execute(conn)
        .await?;
    Ok(())
}
