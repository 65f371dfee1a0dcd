//! Keys that sign what they send: whose signature it may be, and with what it is checked. Not the check: the edge has the bytes.

use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::authority::{self, Authority};
use super::manner::Manner;
use crate::Error;
use crate::db::Pool;
use crate::ids::{ApiKeyId, TenantId};
use crate::schema::api_keys;

/// A key that may have signed, and its secret, sealed.
#[derive(Clone, Debug)]
pub struct Signer {
    pub key: ApiKeyId,
    pub authority: Authority,
    pub sealed: Vec<u8>,
}

#[derive(QueryableByName)]
struct KeyIds {
    #[diesel(sql_type = SqlUuid)]
    key_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
}

/// Who signs for this user, the newest key first: after a rotation the one before does so for a while.
pub async fn of_login(app: &Pool, login: &str) -> Result<Vec<Signer>, Error> {
    let found: Vec<KeyIds> = {
        let conn = &mut *app.get().await?;
        diesel::sql_query("SELECT key_id, tenant_id FROM api_keys_by_login($1)")
            .bind::<Text, _>(login)
            .load(conn)
            .await?
    };
    let mut signers = Vec::new();
    for ids in found {
        let (tenant, key) = (TenantId(ids.tenant_id), ids.key_id);
        let signer = app.tenant(tenant, async move |conn| of_key(conn, tenant, key).await);
        signers.extend(signer.await?);
    }
    Ok(signers)
}

async fn of_key(conn: &mut AsyncPgConnection, tenant: TenantId, key: Uuid) -> Result<Option<Signer>, Error> {
    let Some(authority) = authority::key_authority(conn, tenant, key, Manner::Hmac).await? else {
        return Ok(None);
    };
    let own = api_keys::table.filter(api_keys::tenant_id.eq(tenant.0).and(api_keys::id.eq(key)));
    let sealed: Option<Vec<u8>> = own.select(api_keys::sealed).first(conn).await?;
    Ok(sealed.map(|sealed| Signer {
        key: ApiKeyId(key),
        authority,
        sealed,
    }))
}
