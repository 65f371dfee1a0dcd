//! Keys with which programs speak for a tenant. Shown once, kept as a hash; the first letters stay readable so that people
//! can tell their keys apart. Not what a key may do.

use aws_lc_rs::{digest, rand};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::SealError;
use crate::db::Pool;
use crate::ids::{ApiKeyId, TenantId};
use crate::schema::api_keys;

const MARK: &str = "ap_";
/// 62⁴³ > 2²⁵⁶: as many digits as 32 random bytes need.
const DIGITS: usize = 43;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Letters kept readable, the mark included.
const PREFIX: usize = 9;

/// A stored key: everything but the key itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = api_keys, check_for_backend(diesel::pg::Pg))]
pub struct ApiKey {
    pub id: Uuid,
    pub name: String,
    pub prefix: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A new key's text, to be shown once. Debug output does not tell it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// 43 base-62 digits. A byte of 248 or more is thrown again, so that every digit is as likely as any other.
    fn random() -> Result<Self, Error> {
        let mut text = MARK.to_owned();
        while text.len() < MARK.len() + DIGITS {
            let mut bytes = [0u8; 64];
            rand::fill(&mut bytes).map_err(|_| SealError::NoRandom)?;
            let digits = bytes
                .iter()
                .filter(|&&byte| byte < 248)
                .map(|byte| char::from(BASE62[usize::from(byte % 62)]));
            text.extend(digits.take(MARK.len() + DIGITS - text.len()));
        }
        Ok(Secret(text))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Who a key speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    pub key: ApiKeyId,
    pub tenant: TenantId,
}

#[derive(QueryableByName)]
struct BearerRow {
    #[diesel(sql_type = SqlUuid)]
    key_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
}

/// Whose key this is; `None` if nobody's, revoked or expired. Before there is a tenant: one function of the database
/// looks at all tenants' keys and tells ids only.
pub async fn bearer(app: &Pool, text: &str) -> Result<Option<Bearer>, Error> {
    if !text.starts_with(MARK) {
        return Ok(None);
    }
    let conn = &mut *app.get().await?;
    let row = diesel::sql_query("SELECT key_id, tenant_id FROM api_key_by_hash($1)")
        .bind::<Binary, _>(hash(text))
        .get_result::<BearerRow>(conn)
        .await
        .optional()?;
    Ok(row.map(|row| Bearer {
        key: ApiKeyId(row.key_id),
        tenant: TenantId(row.tenant_id),
    }))
}

impl ApiKey {
    pub fn of(tenant: TenantId) -> ApiKeys {
        ApiKeys { tenant }
    }
}

/// The keys of one tenant. Inside the tenant's transaction, or as owner.
#[derive(Clone, Copy, Debug)]
pub struct ApiKeys {
    tenant: TenantId,
}

impl ApiKeys {
    pub async fn create(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        name: &str,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<(ApiKey, Secret), Error> {
        if name.trim().is_empty() || name.chars().count() > 200 {
            return Err(Error::Invalid("a key's name has 1 to 200 letters".into()));
        }
        let secret = Secret::random()?;
        let id = ApiKeyId::random();
        let row = (
            api_keys::id.eq(id.0),
            api_keys::tenant_id.eq(self.tenant.0),
            api_keys::name.eq(name.trim()),
            api_keys::prefix.eq(&secret.0[..PREFIX]),
            api_keys::hash.eq(hash(&secret.0)),
            api_keys::expires_at.eq(expires_at),
        );
        let key = diesel::insert_into(api_keys::table)
            .values(row)
            .returning(ApiKey::as_returning())
            .get_result(conn)
            .await?;
        let entry = Entry::new(actor, "api_key.created", format!("api_key:{id}"));
        audit::append(
            conn,
            self.tenant,
            &[entry.change(None, Some(serde_json::json!({"name": key.name, "prefix": key.prefix})))],
        )
        .await?;
        Ok((key, secret))
    }

    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<ApiKey>, Error> {
        let own = api_keys::table
            .filter(api_keys::tenant_id.eq(self.tenant.0))
            .order((api_keys::created_at, api_keys::id));
        Ok(own.select(ApiKey::as_select()).load(conn).await?)
    }

    /// From the next request on, on every node: no key is remembered.
    pub async fn revoke(&self, conn: &mut AsyncPgConnection, actor: &str, id: ApiKeyId) -> Result<(), Error> {
        let own = api_keys::table.filter(
            api_keys::tenant_id
                .eq(self.tenant.0)
                .and(api_keys::id.eq(id.0))
                .and(api_keys::revoked_at.is_null()),
        );
        let revoked = diesel::update(own)
            .set(api_keys::revoked_at.eq(diesel::dsl::sql("app_now()")))
            .execute(conn)
            .await?;
        if revoked == 0 {
            return Err(Error::NotFound("API key"));
        }
        audit::append(
            conn,
            self.tenant,
            &[Entry::new(actor, "api_key.revoked", format!("api_key:{id}"))],
        )
        .await
    }

    /// To the minute: a busy key is not a write on every request.
    pub async fn touch(&self, conn: &mut AsyncPgConnection, id: ApiKeyId) -> Result<(), Error> {
        diesel::sql_query(
            "UPDATE api_keys SET last_used_at = app_now() WHERE tenant_id = $1 AND id = $2 \
             AND (last_used_at IS NULL OR last_used_at < app_now() - interval '1 minute')",
        )
        .bind::<SqlUuid, _>(self.tenant.0)
        .bind::<SqlUuid, _>(id.0)
        .execute(conn)
        .await?;
        Ok(())
    }
}

/// SHA-256 is enough: the key has 256 random bits, nothing to guess.
fn hash(text: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, text.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_mark_and_43_digits_and_never_comes_twice() {
        let keys: std::collections::BTreeSet<String> = (0..200).map(|_| Secret::random().expect("random").0).collect();
        assert_eq!(keys.len(), 200);
        for key in keys {
            assert_eq!(key.len(), 46);
            assert!(
                key.starts_with("ap_") && key[3..].bytes().all(|byte| byte.is_ascii_alphanumeric()),
                "{key}"
            );
        }
    }

    #[test]
    fn debug_output_does_not_tell_a_key() {
        let secret = Secret::random().expect("random");
        assert!(!format!("{secret:?}").contains(&secret.0[3..]));
    }
}
