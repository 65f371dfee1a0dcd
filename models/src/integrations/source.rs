//! A telephone system as its tenant has configured it: its form, its settings, and the sealed secrets by which it proves itself. What
//! the settings mean is the engine's to say; here they are JSON.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bytea, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{folder, lease, remembered, sample};
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::Place;
use crate::db::Pool;
use crate::ids::TenantId;
use crate::schema::source_instances;

/// Of one tenant.
const SOURCES_MAX: i64 = 500;
/// The one that every tenant has from its beginning.
const API: &str = "api";

#[derive(Clone, Debug, PartialEq, Serialize, Queryable, Selectable)]
#[diesel(table_name = source_instances, check_for_backend(diesel::pg::Pg))]
pub struct Source {
    /// The address to which it sends.
    pub id: Uuid,
    /// Part of every id that is derived from it; never changes.
    pub name: String,
    pub label: String,
    pub format: String,
    pub settings: Value,
    /// Names of the secrets that are kept.
    pub secrets: Vec<String>,
    pub version: i32,
    pub enabled: bool,
    /// `false`: known from its records alone.
    pub configured: bool,
    /// Where it is listened to, if it is, and from which addresses.
    pub tcp_port: Option<i32>,
    pub tcp_allow: Vec<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a source is to be.
#[derive(Clone, Debug)]
pub struct NewSource {
    pub id: Uuid,
    pub name: String,
    pub label: String,
    pub format: String,
    pub settings: Value,
    pub secrets: Secrets,
}

/// Secrets as they are kept: their names, and all of them sealed together under [`place`].
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    pub names: Vec<String>,
    pub sealed: Option<Vec<u8>>,
}

/// What is to be changed; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct SourceChange {
    pub label: Option<String>,
    pub format: Option<String>,
    pub settings: Option<Value>,
    pub secrets: Option<Secrets>,
    pub enabled: Option<bool>,
    /// The version that the change was made from; another one is a conflict.
    pub version: Option<i32>,
}

/// Where a source's secrets are sealed.
pub fn place(tenant: TenantId, id: &Uuid) -> Place<'_> {
    Place {
        tenant,
        table: "source_instances",
        row: id.as_bytes(),
    }
}

impl Source {
    pub fn of(tenant: TenantId) -> Sources {
        Sources { tenant }
    }

    /// For the audit: without secrets, but with their names.
    fn json(&self) -> Value {
        json!({ "name": self.name, "label": self.label, "format": self.format, "settings": self.settings,
            "secrets": self.secrets, "version": self.version, "enabled": self.enabled })
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Whose source has this id, and its name; `None` for one that is not there or is switched off. Before there is a tenant, one function
/// of the database looks at all of them.
pub async fn by_id(app: &Pool, id: Uuid) -> Result<Option<(TenantId, String)>, Error> {
    let mut conn = app.get().await?;
    let found = diesel::sql_query("SELECT tenant_id, name FROM source_by_id($1)")
        .bind::<SqlUuid, _>(id)
        .get_result::<Found>(&mut *conn)
        .await
        .optional()?;
    Ok(found.map(|found| (TenantId(found.tenant_id), found.name)))
}

/// The sources of one tenant. Inside its transaction, or as worker.
#[derive(Clone, Copy, Debug)]
pub struct Sources {
    tenant: TenantId,
}

impl Sources {
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<Source>, Error> {
        let own = source_instances::table
            .filter(source_instances::tenant_id.eq(self.tenant.0))
            .filter(source_instances::deleted_at.is_null())
            .order(source_instances::name);
        Ok(own.select(Source::as_select()).load(conn).await?)
    }

    pub async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Source, Error> {
        let own = source_instances::table
            .filter(source_instances::tenant_id.eq(self.tenant.0))
            .filter(source_instances::id.eq(id))
            .filter(source_instances::deleted_at.is_null());
        let found = own.select(Source::as_select()).first(conn).await.optional()?;
        found.ok_or(Error::NotFound("source"))
    }

    /// Nobody else changes it until the transaction ends.
    async fn locked(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Source, Error> {
        let own = source_instances::table
            .filter(source_instances::tenant_id.eq(self.tenant.0))
            .filter(source_instances::id.eq(id))
            .filter(source_instances::deleted_at.is_null());
        let found = own.select(Source::as_select()).for_update().first(conn).await;
        found.optional()?.ok_or(Error::NotFound("source"))
    }

    /// By name, with its sealed secrets, whether it may send or not.
    pub async fn by_name(
        &self,
        conn: &mut AsyncPgConnection,
        name: &str,
    ) -> Result<Option<(Source, Option<Vec<u8>>)>, Error> {
        let own = source_instances::table
            .filter(source_instances::tenant_id.eq(self.tenant.0))
            .filter(source_instances::name.eq(name))
            .filter(source_instances::deleted_at.is_null());
        let wanted = (Source::as_select(), source_instances::sealed);
        Ok(own.select(wanted).first(conn).await.optional()?)
    }

    /// The same, if it may send.
    pub async fn named(
        &self,
        conn: &mut AsyncPgConnection,
        name: &str,
    ) -> Result<Option<(Source, Option<Vec<u8>>)>, Error> {
        Ok(self.by_name(conn, name).await?.filter(|(source, _)| source.enabled))
    }

    /// In which form it writes and with which settings, whether it may still send or not.
    pub async fn form(&self, conn: &mut AsyncPgConnection, name: &str) -> Result<Option<(String, Value)>, Error> {
        let own = source_instances::table.find((self.tenant.0, name));
        let wanted = (source_instances::format, source_instances::settings);
        Ok(own.select(wanted).first(conn).await.optional()?)
    }

    /// One that was deleted, or never configured, may be made under its name: it is the same system then.
    pub async fn create(&self, conn: &mut AsyncPgConnection, actor: &str, new: NewSource) -> Result<Source, Error> {
        let label = checked_label(&new.label)?;
        let own = source_instances::table.filter(source_instances::tenant_id.eq(self.tenant.0));
        if own.count().get_result::<i64>(conn).await? >= SOURCES_MAX {
            return Err(Error::Conflict(format!("at most {SOURCES_MAX} sources")));
        }
        const CREATE: &str = "INSERT INTO source_instances AS s (tenant_id, name, label, format, id, settings, secrets, sealed, configured)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true)
            ON CONFLICT (tenant_id, name) DO UPDATE SET id = excluded.id, label = excluded.label, format = excluded.format,
                settings = excluded.settings, secrets = excluded.secrets, sealed = excluded.sealed, version = s.version + 1,
                enabled = true, configured = true, deleted_at = NULL, updated_at = app_now()
            WHERE s.deleted_at IS NOT NULL OR NOT s.configured";
        let made = diesel::sql_query(CREATE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Text, _>(&new.name)
            .bind::<Text, _>(label)
            .bind::<Text, _>(&new.format)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Jsonb, _>(&new.settings)
            .bind::<Array<Text>, _>(&new.secrets.names)
            .bind::<Nullable<Bytea>, _>(new.secrets.sealed.as_deref())
            .execute(conn)
            .await?;
        if made == 0 {
            return Err(Error::Conflict(format!("there is a source {:?}", new.name)));
        }
        let Some((source, _)) = self.named(conn, &new.name).await? else {
            return Err(Error::NotFound("source"));
        };
        self.tell(conn, actor, "source.created", &source, None, Some(source.json()))
            .await?;
        Ok(source)
    }

    pub async fn change(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        id: Uuid,
        change: SourceChange,
    ) -> Result<Source, Error> {
        let before = self.locked(conn, id).await?;
        if before.name == API && change.format.as_ref().is_some_and(|format| *format != before.format) {
            return Err(Error::Conflict(format!("`{API}` takes canonical records")));
        }
        if change.version.is_some_and(|version| version != before.version) {
            return Err(Error::Conflict(format!("it is at version {} by now", before.version)));
        }
        let label = checked_label(change.label.as_deref().unwrap_or(&before.label))?;
        let own = || source_instances::table.find((self.tenant.0, before.name.as_str()));
        diesel::update(own())
            .set((
                source_instances::label.eq(label),
                source_instances::format.eq(change.format.as_ref().unwrap_or(&before.format)),
                source_instances::settings.eq(change.settings.as_ref().unwrap_or(&before.settings)),
                source_instances::enabled.eq(change.enabled.unwrap_or(before.enabled)),
                source_instances::configured.eq(true),
                source_instances::version.eq(source_instances::version + 1),
                source_instances::updated_at.eq(diesel::dsl::sql::<Timestamptz>("app_now()")),
            ))
            .execute(conn)
            .await?;
        if let Some(secrets) = change.secrets {
            diesel::update(own())
                .set((
                    source_instances::secrets.eq(secrets.names),
                    source_instances::sealed.eq(secrets.sealed),
                ))
                .execute(conn)
                .await?;
        }
        let after = self.find(conn, id).await?;
        let (was, is) = (Some(before.json()), Some(after.json()));
        self.tell(conn, actor, "source.changed", &after, was, is).await?;
        Ok(after)
    }

    /// Its calls stay. Its address is nobody's from then on, and its secrets are gone.
    pub async fn delete(&self, conn: &mut AsyncPgConnection, actor: &str, id: Uuid) -> Result<(), Error> {
        let before = self.locked(conn, id).await?;
        if before.name == API {
            return Err(Error::Conflict(format!("`{API}` is part of every tenant")));
        }
        diesel::update(source_instances::table.find((self.tenant.0, before.name.as_str())))
            .set((
                source_instances::deleted_at.eq(diesel::dsl::sql::<Nullable<Timestamptz>>("app_now()")),
                source_instances::sealed.eq(None::<Vec<u8>>),
                source_instances::secrets.eq(Vec::<String>::new()),
                source_instances::tcp_port.eq(None::<i32>),
                source_instances::connection.eq(None::<Value>),
                source_instances::connection_sealed.eq(None::<Vec<u8>>),
            ))
            .execute(conn)
            .await?;
        sample::forget(conn, self.tenant, &before.name).await?;
        lease::forget(conn, self.tenant, &before.name).await?;
        folder::forget(conn, self.tenant, &before.name).await?;
        remembered::forget(conn, self.tenant, &before.name).await?;
        let was = Some(before.json());
        self.tell(conn, actor, "source.deleted", &before, was, None).await
    }

    async fn tell(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        action: &'static str,
        source: &Source,
        before: Option<Value>,
        after: Option<Value>,
    ) -> Result<(), Error> {
        tell(conn, self.tenant, actor, action, &source.name, (before, after)).await
    }
}

/// Puts into the audit what was done to a source, with what stood there before and what stands there now. In the transaction that does it.
pub(super) async fn tell(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    action: &'static str,
    name: &str,
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), Error> {
    let entry = Entry::new(actor, action, format!("source:{name}")).change(before, after);
    audit::append(conn, tenant, &[entry]).await
}

fn checked_label(label: &str) -> Result<&str, Error> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > 200 || label.chars().any(char::is_control) {
        return Err(Error::Invalid("`label` has 1 to 200 letters".into()));
    }
    Ok(label)
}
