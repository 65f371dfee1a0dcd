//! The contents of recordings: each once a tenant, however many legs refer to it.

use diesel::QueryableByName;
use diesel::sql_types::{Array, Bytea, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;
use crate::ids::{LegId, TenantId};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    store_key: String,
}

/// Where a content lies in the store; `None` if no leg has it. Inside the tenant's transaction.
pub async fn store_key(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    sha256: &[u8; 32],
) -> Result<Option<String>, Error> {
    const KEY: &str = "SELECT store_key FROM recording_blobs WHERE tenant_id = $1 AND sha256 = $2";
    let query = diesel::sql_query(KEY)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Bytea, _>(sha256.to_vec());
    let rows: Vec<Row> = query.load(conn).await?;
    Ok(rows.into_iter().next().map(|row| row.store_key))
}

#[derive(QueryableByName)]
struct Hash {
    #[diesel(sql_type = Bytea)]
    sha256: Vec<u8>,
}

/// The content of a leg's recording, by its hash; `None` if it has none. Inside the tenant's transaction.
pub async fn hash_of(conn: &mut AsyncPgConnection, tenant: TenantId, leg: LegId) -> Result<Option<Vec<u8>>, Error> {
    const HASH: &str = "SELECT sha256 FROM recordings WHERE tenant_id = $1 AND leg_id = $2";
    let query = diesel::sql_query(HASH)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.0);
    let rows: Vec<Hash> = query.load(conn).await?;
    Ok(rows.into_iter().next().map(|row| row.sha256))
}

/// Those of these places in the store that no row names. Inside the tenant's transaction.
pub async fn unknown(conn: &mut AsyncPgConnection, tenant: TenantId, keys: &[String]) -> Result<Vec<String>, Error> {
    const UNKNOWN: &str = "SELECT k.store_key FROM unnest($2) AS k (store_key) WHERE NOT EXISTS
        (SELECT FROM recording_blobs b WHERE b.tenant_id = $1 AND b.store_key = k.store_key)";
    let query = diesel::sql_query(UNKNOWN)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<Text>, _>(keys);
    Ok(query
        .load::<Row>(conn)
        .await?
        .into_iter()
        .map(|row| row.store_key)
        .collect())
}

/// Of these contents, forgets those that no recording has any more; where they lie. Inside the tenant's transaction: their files go after it.
pub async fn forget(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    contents: &[Vec<u8>],
) -> Result<Vec<String>, Error> {
    // Whoever refers to one at this moment is waited for, and then seen.
    const LOCK: &str =
        "SELECT sha256 FROM recording_blobs WHERE tenant_id = $1 AND sha256 = ANY($2) ORDER BY sha256 FOR UPDATE";
    const FORGET: &str = "DELETE FROM recording_blobs b WHERE b.tenant_id = $1 AND b.sha256 = ANY($2)
            AND NOT EXISTS (SELECT FROM recordings r WHERE r.tenant_id = $1 AND r.sha256 = b.sha256)
            AND NOT EXISTS (SELECT FROM loose_recordings l WHERE l.tenant_id = $1 AND l.sha256 = b.sha256)
        RETURNING b.store_key";
    if contents.is_empty() {
        return Ok(Vec::new());
    }
    diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<Bytea>, _>(contents)
        .execute(conn)
        .await?;
    let gone: Vec<Row> = diesel::sql_query(FORGET)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<Bytea>, _>(contents)
        .load(conn)
        .await?;
    Ok(gone.into_iter().map(|row| row.store_key).collect())
}
