//! Checkpoints that are signed day by day and kept beside the chains: what a chain was at a moment, to be noted elsewhere. How one is signed:
//! `audit_export`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::audit_export::{self, Checkpoint};
use super::sealing::DataKey;
use crate::Error;
use crate::ids::TenantId;
use crate::schema::{audit, audit_checkpoints};

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
}

/// Signs chains that grew since they were signed last, so many at most; how many they were. As owner.
pub async fn sign_due(conn: &mut AsyncPgConnection, key: &DataKey, at_most: i64) -> Result<usize, Error> {
    const DUE: &str = "SELECT h.tenant_id FROM audit_heads h
        WHERE h.n > coalesce((SELECT max(c.n) FROM audit_checkpoints c WHERE c.tenant_id = h.tenant_id), 0) ORDER BY h.tenant_id LIMIT $1";
    let due: Vec<Due> = diesel::sql_query(DUE).bind::<BigInt, _>(at_most).load(conn).await?;
    for Due { tenant_id } in &due {
        let signed = audit_export::checkpoint(conn, key, TenantId(*tenant_id)).await?;
        let row = (
            audit_checkpoints::tenant_id.eq(tenant_id),
            audit_checkpoints::n.eq(signed.n),
            audit_checkpoints::hash.eq(hex::decode(&signed.hash).unwrap_or_default()),
            audit_checkpoints::at.eq(signed.at),
            audit_checkpoints::key.eq(&signed.key),
            audit_checkpoints::signature.eq(&signed.signature),
        );
        diesel::insert_into(audit_checkpoints::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
    }
    Ok(due.len())
}

type Row = (i64, Vec<u8>, DateTime<Utc>, String, String);

/// A chain's checkpoints before this entry, the latest first. Inside the tenant's transaction, or as owner.
pub async fn page(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    before: Option<i64>,
    at_most: i64,
) -> Result<Vec<Checkpoint>, Error> {
    let rows: Vec<Row> = audit_checkpoints::table
        .filter(audit_checkpoints::tenant_id.eq(tenant.0))
        .filter(audit_checkpoints::n.lt(before.unwrap_or(i64::MAX)))
        .order(audit_checkpoints::n.desc())
        .limit(at_most)
        .select((
            audit_checkpoints::n,
            audit_checkpoints::hash,
            audit_checkpoints::at,
            audit_checkpoints::key,
            audit_checkpoints::signature,
        ))
        .load(conn)
        .await?;
    let kept = |(n, hash, at, key, signature)| Checkpoint {
        tenant,
        n,
        hash: hex::encode(hash),
        at,
        key,
        signature,
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// Why a chain is not the one that was signed; `None`: it is. Inside the tenant's transaction, or as owner.
pub async fn fault(conn: &mut AsyncPgConnection, signed: &Checkpoint) -> Result<Option<&'static str>, Error> {
    if !signed.is_signed() {
        return Ok(Some("the checkpoint's signature does not hold"));
    }
    let entry = audit::table.filter(audit::tenant_id.eq(signed.tenant.0).and(audit::n.eq(signed.n)));
    let hash: Option<Vec<u8>> = entry.select(audit::hash).first(conn).await.optional()?;
    let is_same = hash.is_some_and(|hash| hex::encode(hash) == signed.hash);
    Ok((!is_same).then_some("the chain was written anew since this entry was signed"))
}
