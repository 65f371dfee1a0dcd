//! The end of a closed tenant: first its data key is destroyed, so that whatever is left anywhere cannot be read; then recordings, rows and
//! people who were nowhere else; at last a signed certificate is all there is, and the audit chain with its words emptied. Each step may be
//! run again. As owner, in transactions of the tenant.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::DataKey;
use crate::compliance::signing::Signer;
use crate::compliance::{audit_export, signing};
use crate::ids::{PLATFORM, TenantId};
use crate::page::{Cursor, Page, PageRequest};

/// Calls that one transaction destroys.
const BATCH: i64 = 1_000;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Closed tenants whose grace is over, or of which the destruction has begun.
pub async fn due(conn: &mut AsyncPgConnection) -> Result<Vec<TenantId>, Error> {
    const DUE: &str =
        "SELECT id FROM tenants WHERE status = 'closed' AND (erase_after <= app_now() OR erasing_at IS NOT NULL)
        ORDER BY erase_after LIMIT 100";
    let rows: Vec<Id> = diesel::sql_query(DUE).load(conn).await?;
    Ok(rows.into_iter().map(|row| TenantId(row.id)).collect())
}

/// No way back from here: the data key is gone, and with it whatever was sealed. What there was is counted for the certificate.
pub async fn destroy_key(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(), Error> {
    const BEGIN: &str = "UPDATE tenants SET erasing_at = app_now() WHERE id = $1 AND erasing_at IS NULL";
    const COUNT: &str = "INSERT INTO erasures (tenant_id, certificate, key, signature) SELECT $1, jsonb_build_object(
            'calls', (SELECT count(*) FROM calls WHERE tenant_id = $1),
            'legs', (SELECT count(*) FROM legs WHERE tenant_id = $1),
            'transcripts', (SELECT count(*) FROM transcripts WHERE tenant_id = $1),
            'recordings', (SELECT count(*) FROM recording_blobs WHERE tenant_id = $1),
            'recording_bytes', (SELECT coalesce(sum(sealed_bytes), 0) FROM recording_blobs WHERE tenant_id = $1),
            'members', (SELECT count(*) FROM memberships WHERE tenant_id = $1),
            'keys', (SELECT count(*) FROM api_keys WHERE tenant_id = $1))::text, '', ''
        ON CONFLICT (tenant_id) DO NOTHING";
    const DESTROY: &str = "DELETE FROM tenant_keys WHERE tenant_id = $1";
    for sql in [BEGIN, COUNT, DESTROY] {
        diesel::sql_query(sql)
            .bind::<SqlUuid, _>(tenant.0)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Calls with all that hangs on them, as many as one transaction takes; how many they were.
pub async fn remove_calls(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<usize, Error> {
    const REMOVE: &str =
        "DELETE FROM calls WHERE tenant_id = $1 AND id IN (SELECT id FROM calls WHERE tenant_id = $1 LIMIT $2)";
    Ok(diesel::sql_query(REMOVE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(BATCH)
        .execute(conn)
        .await?)
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    store_key: String,
}

/// Where recordings lie that are not gone yet, some at a time: remove the files, then `forget_recordings`.
pub async fn recordings(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Vec<String>, Error> {
    const LIST: &str = "SELECT store_key FROM recording_blobs WHERE tenant_id = $1 ORDER BY store_key LIMIT $2";
    let rows: Vec<Stored> = diesel::sql_query(LIST)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(BATCH)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.store_key).collect())
}

pub async fn forget_recordings(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    store_keys: &[String],
) -> Result<(), Error> {
    const FORGET: &str = "WITH rows AS (DELETE FROM recordings WHERE tenant_id = $1 AND sha256 IN
            (SELECT sha256 FROM recording_blobs WHERE tenant_id = $1 AND store_key = ANY($2)))
        DELETE FROM recording_blobs WHERE tenant_id = $1 AND store_key = ANY($2)";
    diesel::sql_query(FORGET)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<diesel::sql_types::Array<Text>, _>(store_keys)
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Closed {
    #[diesel(sql_type = Text)]
    counts: String,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Timestamptz)]
    closed_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

impl Closed {
    /// The certificate's text. `audited`: how many entries the tenant's audit chain has, and the last one's hash.
    fn certificate(&self, tenant: TenantId, (n, hash): (i64, Vec<u8>)) -> Result<String, Error> {
        let counts: serde_json::Value = serde_json::from_str(&self.counts).map_err(|source| Error::Corrupt {
            what: "erasure",
            source,
        })?;
        let certificate = json!({
            "certificate": "audiapro erasure/1", "tenant": tenant, "closed_at": self.closed_at, "reason": self.reason,
            "erased_at": self.now, "destroyed": counts, "data_key": "destroyed",
            "audit": { "entries": n, "hash": hex::encode(hash) },
        });
        Ok(certificate.to_string())
    }
}

/// Rows that none of the steps before destroys, and the tenant itself.
async fn destroy_rest(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(), Error> {
    const REST: [&str; 6] = [
        "DELETE FROM outbox WHERE tenant_id = $1",
        "DELETE FROM trace WHERE tenant_id = $1",
        "DELETE FROM persons p USING memberships m WHERE m.tenant_id = $1 AND m.person_id = p.id
            AND NOT EXISTS (SELECT FROM memberships o WHERE o.person_id = p.id AND o.tenant_id <> $1)",
        "DELETE FROM memberships WHERE tenant_id = $1",
        "DELETE FROM audit_details WHERE tenant_id = $1",
        "DELETE FROM tenants WHERE id = $1",
    ];
    for sql in REST {
        diesel::sql_query(sql)
            .bind::<SqlUuid, _>(tenant.0)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// The rest, and the certificate, in one transaction.
pub async fn finish(conn: &mut AsyncPgConnection, key: &DataKey, tenant: TenantId) -> Result<Erasure, Error> {
    const CLOSED: &str = "SELECT e.certificate AS counts, t.status_reason AS reason, coalesce(t.status_changed_at, t.created_at) AS closed_at,
            app_now() AS now FROM tenants t JOIN erasures e ON e.tenant_id = t.id WHERE t.id = $1 FOR UPDATE OF t";
    const KEEP: &str = "UPDATE erasures SET certificate = $2, key = $3, signature = $4 WHERE tenant_id = $1";
    let closed: Option<Closed> = diesel::sql_query(CLOSED)
        .bind::<SqlUuid, _>(tenant.0)
        .get_result(conn)
        .await
        .optional()?;
    let closed = closed.ok_or(Error::NotFound("tenant that is being erased"))?;
    audit::append(
        conn,
        tenant,
        &[Entry::new("system", "tenant.erased", format!("tenant:{tenant}"))],
    )
    .await?;
    let audited = audit_export::head(conn, tenant).await?.unwrap_or_default();
    destroy_rest(conn, tenant).await?;
    let certificate = closed.certificate(tenant, audited)?;
    let signer = Signer::of(conn, key).await?;
    let (public, signature) = (signer.public_key(), signer.sign(certificate.as_bytes()));
    diesel::sql_query(KEEP)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(&certificate)
        .bind::<Text, _>(&public)
        .bind::<Text, _>(&signature)
        .execute(conn)
        .await?;
    let entry = Entry::new("system", "tenant.erased", format!("tenant:{tenant}"));
    audit::append(
        conn,
        PLATFORM,
        &[entry.change(None, Some(json!({ "certificate": certificate })))],
    )
    .await?;
    Ok(Erasure {
        tenant_id: tenant.0,
        certificate,
        key: public,
        signature,
        created_at: closed.now,
    })
}

/// What is left of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Erasure {
    #[diesel(sql_type = SqlUuid)]
    pub tenant_id: Uuid,
    /// JSON; these very bytes are signed.
    #[diesel(sql_type = Text)]
    pub certificate: String,
    /// The public key, and the signature, in base64.
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = Text)]
    pub signature: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

impl Erasure {
    pub fn is_signed(&self) -> bool {
        signing::is_signed(self.certificate.as_bytes(), &self.key, &self.signature)
    }
}

/// Finished ones. As staff.
pub async fn find(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Erasure, Error> {
    const FIND: &str = "SELECT tenant_id, certificate, key, signature, created_at FROM erasures WHERE tenant_id = $1 AND signature <> ''";
    let found = diesel::sql_query(FIND)
        .bind::<SqlUuid, _>(tenant.0)
        .get_result(conn)
        .await
        .optional()?;
    found.ok_or(Error::NotFound("certificate"))
}

/// Finished ones, of which the destruction began last first; `begin`: how an id begins, in small letters. As staff.
pub async fn list(
    conn: &mut AsyncPgConnection,
    begin: Option<&str>,
    page: &PageRequest,
) -> Result<Page<Erasure>, Error> {
    const LIST: &str = "SELECT tenant_id, certificate, key, signature, created_at FROM erasures
        WHERE signature <> '' AND ($1 IS NULL OR tenant_id::text ^@ $1)
            AND (created_at, tenant_id) < (coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        ORDER BY created_at DESC, tenant_id DESC LIMIT $4";
    let query = diesel::sql_query(LIST)
        .bind::<Nullable<Text>, _>(begin)
        .bind::<Nullable<Timestamptz>, _>(page.after.map(|after| after.at))
        .bind::<Nullable<SqlUuid>, _>(page.after.map(|after| after.id))
        .bind::<BigInt, _>(i64::from(page.rows) + 1);
    let found: Vec<Erasure> = query.load(conn).await?;
    Ok(page.cut(found, |erasure| Cursor {
        at: erasure.created_at,
        id: erasure.tenant_id,
    }))
}
