//! Tenants as the platform's staff sees and changes them. Read as staff, written as owner, each change in the tenant's audit chain.

pub mod bulk;
pub mod bundle;
pub mod detail;
pub mod directory;
pub mod erasure;
pub mod hearing;
pub mod limited;
pub mod note;
pub mod people;
pub mod profile;
pub mod standing;

use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;
use crate::ids::{CANARY, TenantId};

/// That it is there, and locked until the transaction ends. As owner. The canary's is nobody's customer.
async fn lock(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(), Error> {
    let found = diesel::sql_query("SELECT FROM tenants WHERE id = $1 AND id <> $2 FOR NO KEY UPDATE")
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(CANARY.0)
        .execute(conn)
        .await?;
    match found {
        0 => Err(Error::NotFound("tenant")),
        _ => Ok(()),
    }
}
