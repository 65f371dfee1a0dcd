//! Keys with which programs speak for a tenant. Shown once, kept as a hash; the first letters stay readable so that people
//! can tell their keys apart.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Double, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::address::Addresses;
use super::authority::Grantor;
pub use super::manner::BEARER_MARK as MARK;
use super::manner::{Issued, Manner};
use super::permission::{Permission, Permissions, RowScope};
pub use super::token::Secret;
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::DataKey;
use crate::ids::{ApiKeyId, TenantId};
use crate::schema::api_keys;

/// Of one tenant that are not revoked; those that have expired count.
const KEYS_MAX: i64 = 1_000;

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
    /// Permissions by name; `*` is all of them.
    pub scopes: Vec<String>,
    /// CIDR blocks from which it is taken; none: from anywhere.
    pub addresses: Vec<String>,
    /// Its own rate; `None`: as the configuration says.
    pub requests_per_minute: Option<i32>,
    /// Who made it, as the audit says.
    pub created_by: String,
    /// How it is shown.
    pub manner: String,
    /// The user, where it is shown with one.
    pub login: Option<String>,
}

/// What a key is to be.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub name: String,
    pub manner: Manner,
    pub scopes: Permissions,
    pub addresses: Addresses,
    pub requests_per_minute: Option<i32>,
    pub expires_at: Option<DateTime<Utc>>,
}

impl NewKey {
    /// For everything, from anywhere, for ever.
    pub fn named(name: impl Into<String>) -> Self {
        NewKey {
            name: name.into(),
            manner: Manner::Bearer,
            scopes: Permissions::all(),
            addresses: Addresses::default(),
            requests_per_minute: None,
            expires_at: None,
        }
    }

    fn check(&self, by: &Grantor) -> Result<(), Error> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
            return Err(Error::Invalid("`name` has 1 to 200 letters".into()));
        }
        if self
            .requests_per_minute
            .is_some_and(|rate| !(1..=10_000_000).contains(&rate))
        {
            return Err(Error::Invalid("`requests_per_minute` is between 1 and 10000000".into()));
        }
        if self.manner != Manner::Bearer && self.scopes != Permissions::of(&[Permission::CallsSend]) {
            let detail = "`scopes`: a key of a telephone system has `calls.send` and no other";
            return Err(Error::Invalid(detail.into()));
        }
        // A key sees every row.
        by.may_grant(self.scopes, RowScope::All)
    }

    /// Everything is kept as `*`, so that it is everything in later versions too.
    fn scope_names(&self) -> Vec<&'static str> {
        if self.scopes == Permissions::all() {
            vec!["*"]
        } else {
            self.scopes.names()
        }
    }
}

/// What is to be changed; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct KeyChange {
    pub name: Option<String>,
    pub scopes: Option<Permissions>,
    pub addresses: Option<Addresses>,
    pub requests_per_minute: Option<Option<i32>>,
    pub expires_at: Option<Option<DateTime<Utc>>>,
}

impl ApiKey {
    pub fn of(tenant: TenantId) -> ApiKeys {
        ApiKeys { tenant }
    }

    fn manner(&self) -> Manner {
        Manner::from_name(&self.manner).unwrap_or_default()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::json!({ "name": self.name, "prefix": self.prefix, "manner": self.manner, "login": self.login, "scopes": self.scopes, "addresses": self.addresses,
            "requests_per_minute": self.requests_per_minute, "expires_at": self.expires_at })
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
        by: &Grantor,
        new: NewKey,
        data_key: Option<&DataKey>,
    ) -> Result<(ApiKey, Secret), Error> {
        new.check(by)?;
        let own = api_keys::tenant_id
            .eq(self.tenant.0)
            .and(api_keys::revoked_at.is_null());
        if api_keys::table.filter(own).count().get_result::<i64>(conn).await? >= KEYS_MAX {
            return Err(Error::Conflict(format!("at most {KEYS_MAX} keys: revoke some")));
        }
        let (key, secret) = self.insert(conn, by, &new, None, data_key).await?;
        let entry = Entry::new(&by.actor, "api_key.created", format!("api_key:{}", key.id));
        audit::append(conn, self.tenant, &[entry.change(None, Some(key.json()))]).await?;
        Ok((key, secret))
    }

    async fn insert(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        new: &NewKey,
        login: Option<String>,
        data_key: Option<&DataKey>,
    ) -> Result<(ApiKey, Secret), Error> {
        let id = ApiKeyId::random();
        let issued = Issued::new(new.manner, self.tenant, id, login, data_key)?;
        let row = (
            api_keys::id.eq(id.0),
            api_keys::tenant_id.eq(self.tenant.0),
            api_keys::name.eq(new.name.trim()),
            api_keys::prefix.eq(&issued.prefix),
            api_keys::hash.eq(&issued.hash),
            api_keys::manner.eq(new.manner.as_str()),
            api_keys::login.eq(&issued.login),
            api_keys::sealed.eq(&issued.sealed),
            api_keys::expires_at.eq(new.expires_at),
            api_keys::scopes.eq(new.scope_names()),
            api_keys::addresses.eq(new.addresses.texts()),
            api_keys::requests_per_minute.eq(new.requests_per_minute),
            api_keys::created_by.eq(&by.actor),
        );
        let made = diesel::insert_into(api_keys::table).values(row);
        let key = made.returning(ApiKey::as_returning()).get_result(conn).await?;
        Ok((key, issued.secret))
    }

    async fn living(&self, conn: &mut AsyncPgConnection, id: ApiKeyId) -> Result<ApiKey, Error> {
        let own = api_keys::table.filter(
            api_keys::tenant_id
                .eq(self.tenant.0)
                .and(api_keys::id.eq(id.0))
                .and(api_keys::revoked_at.is_null()),
        );
        let key = own
            .select(ApiKey::as_select())
            .for_no_key_update()
            .first(conn)
            .await
            .optional()?;
        key.ok_or(Error::NotFound("API key"))
    }

    pub async fn change(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        id: ApiKeyId,
        change: KeyChange,
    ) -> Result<ApiKey, Error> {
        let before = self.living(conn, id).await?;
        by.may_grant(Permissions::stored(&before.scopes), RowScope::All)?;
        let wanted = NewKey {
            manner: before.manner(),
            name: change.name.unwrap_or_else(|| before.name.clone()),
            scopes: change.scopes.unwrap_or_else(|| Permissions::stored(&before.scopes)),
            addresses: change
                .addresses
                .map_or_else(|| Addresses::parse(&before.addresses), Ok)?,
            requests_per_minute: change.requests_per_minute.unwrap_or(before.requests_per_minute),
            expires_at: change.expires_at.unwrap_or(before.expires_at),
        };
        wanted.check(by)?;
        let set = (
            api_keys::name.eq(wanted.name.trim()),
            api_keys::scopes.eq(wanted.scope_names()),
            api_keys::addresses.eq(wanted.addresses.texts()),
            api_keys::requests_per_minute.eq(wanted.requests_per_minute),
            api_keys::expires_at.eq(wanted.expires_at),
        );
        let own = api_keys::table.filter(api_keys::tenant_id.eq(self.tenant.0).and(api_keys::id.eq(id.0)));
        let after: ApiKey = diesel::update(own)
            .set(set)
            .returning(ApiKey::as_returning())
            .get_result(conn)
            .await?;
        let entry = Entry::new(&by.actor, "api_key.changed", format!("api_key:{id}"));
        audit::append(
            conn,
            self.tenant,
            &[entry.change(Some(before.json()), Some(after.json()))],
        )
        .await?;
        Ok(after)
    }

    /// A new key in the place of this one, which is taken for `grace_s` seconds more, and never beyond its own end. Its user stays.
    pub async fn rotate(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        id: ApiKeyId,
        grace_s: u32,
        data_key: Option<&DataKey>,
    ) -> Result<(ApiKey, Secret), Error> {
        const LAST: &str = "UPDATE api_keys SET expires_at = least(expires_at, app_now() + make_interval(secs => $3))
            WHERE tenant_id = $1 AND id = $2";
        let before = self.living(conn, id).await?;
        let same = NewKey {
            manner: before.manner(),
            name: before.name.clone(),
            scopes: Permissions::stored(&before.scopes),
            addresses: Addresses::parse(&before.addresses)?,
            requests_per_minute: before.requests_per_minute,
            expires_at: before.expires_at,
        };
        same.check(by)?;
        let (key, secret) = self.insert(conn, by, &same, before.login.clone(), data_key).await?;
        diesel::sql_query(LAST)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id.0)
            .bind::<Double, _>(f64::from(grace_s))
            .execute(conn)
            .await?;
        let entry = Entry::new(&by.actor, "api_key.rotated", format!("api_key:{id}"));
        let told = serde_json::json!({ "successor": key.id, "grace_s": grace_s });
        audit::append(conn, self.tenant, &[entry.change(Some(before.json()), Some(told))]).await?;
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
