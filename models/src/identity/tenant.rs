//! A customer: a plan, a limit, a policy and a zone, and everything that is theirs. Created and changed by the owner role
//! (command line, staff); read by all. Not how much is left of the limit: `billing/usage`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use crate::Error;
use crate::billing::command::{self, Order};
use crate::billing::plan::Plan;
use crate::billing::usage::{Anniversary, Policy};
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::{DataKey, MasterKey};
use crate::db::Pool;
use crate::identity::api_key::{ApiKey, NewKey, Secret};
use crate::identity::authority::Grantor;
use crate::ids::{CANARY, SOURCE_INSTANCE_API, TenantId};
use crate::schema::{source_instances, streams, tenant_keys, tenants, usage};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = tenants, check_for_backend(diesel::pg::Pg))]
pub struct Tenant {
    pub id: Uuid,
    pub name: String,
    pub plan_id: String,
    pub status: String,
    /// IANA name.
    pub zone: String,
    pub policy: String,
    pub limit_kind: String,
    /// Of `limit_kind` `custom` only.
    pub calls_limit: Option<i64>,
    pub anchored_at: DateTime<Utc>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

/// What a tenant is created with.
#[derive(Clone, Debug)]
pub struct NewTenant {
    pub name: String,
    pub plan: String,
    pub zone: String,
    pub policy: Policy,
}

impl NewTenant {
    pub fn named(name: impl Into<String>) -> Self {
        NewTenant {
            name: name.into(),
            plan: crate::billing::plan::DEFAULT.into(),
            zone: "UTC".into(),
            policy: Policy::StoreOnly,
        }
    }
}

/// How many calls a tenant may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitChange {
    /// As the plan says.
    Plan,
    Calls(u64),
    Unlimited,
}

/// What is to be changed; `None` leaves it. Another plan takes an override of the limit away, unless a limit is named too.
#[derive(Clone, Debug, Default)]
pub struct TenantChange {
    pub plan: Option<String>,
    pub limit: Option<LimitChange>,
    pub policy: Option<Policy>,
    pub zone: Option<String>,
}

impl Tenant {
    pub fn tenant_id(&self) -> TenantId {
        TenantId(self.id)
    }

    /// The tenant with its data key, its source instance `api`, its stream, its first period of usage and an API key, in
    /// one transaction. The key's text is not kept.
    pub async fn create(
        owner: &Pool,
        master_key: &MasterKey,
        actor: &str,
        new: NewTenant,
    ) -> Result<(Tenant, ApiKey, Secret), Error> {
        let by = Grantor {
            actor: actor.to_owned(),
            ..Grantor::operator()
        };
        owner
            .transaction(async move |conn| {
                let created = Tenant::found(conn, master_key, &by, &new).await?;
                let tenant = created.tenant_id();
                let (key, secret) = ApiKey::of(tenant)
                    .create(conn, &by, NewKey::named("First key"), None)
                    .await?;
                Ok((created, key, secret))
            })
            .await
    }

    /// Makes the tenant of the canary's calls, if it is not there: with a data key, and without a key of its own to come in with.
    pub async fn keep_canary(owner: &Pool, master_key: &MasterKey) -> Result<(), Error> {
        let wrapped = master_key.wrap(CANARY, &DataKey::random()?)?;
        let master_key_id = master_key.id();
        owner
            .transaction(async move |conn| {
                if tenants::table.find(CANARY.0).count().get_result::<i64>(conn).await? > 0 {
                    return Ok(());
                }
                let new = NewTenant {
                    plan: "enterprise".into(),
                    ..NewTenant::named("canary")
                };
                let created = insert(conn, CANARY, &new).await?;
                insert_belongings(conn, &created, master_key_id, wrapped).await
            })
            .await
    }

    /// The same without a key, as part of the caller's transaction.
    pub async fn found(
        conn: &mut AsyncPgConnection,
        master_key: &MasterKey,
        by: &Grantor,
        new: &NewTenant,
    ) -> Result<Tenant, Error> {
        let tenant = TenantId::random();
        let wrapped = master_key.wrap(tenant, &DataKey::random()?)?;
        let created = insert(conn, tenant, new).await?;
        insert_belongings(conn, &created, master_key.id(), wrapped).await?;
        if new.policy == Policy::Reject {
            // The door has to know before the first call.
            command::give(conn, tenant, Order::TermsChanged).await?;
        }
        let entry = Entry::new(&by.actor, "tenant.created", format!("tenant:{tenant}"));
        audit::append(conn, tenant, &[entry.change(None, Some(created.as_json()?))]).await?;
        Ok(created)
    }

    /// Changes terms and raises `version`, by which the tenant's supervisor learns of it in its next transaction; orders its Ledger
    /// to see what follows from it.
    pub async fn set(owner: &Pool, actor: &str, tenant: TenantId, change: TenantChange) -> Result<Tenant, Error> {
        owner
            .transaction(async move |conn| Tenant::change(conn, actor, tenant, change).await)
            .await
    }

    /// The same as part of the caller's transaction.
    pub async fn change(
        conn: &mut AsyncPgConnection,
        actor: &str,
        tenant: TenantId,
        change: TenantChange,
    ) -> Result<Tenant, Error> {
        let before = tenants::table
            .find(tenant.0)
            .select(Tenant::as_select())
            .for_no_key_update()
            .first(conn)
            .await;
        let before = before.optional()?.ok_or(Error::NotFound("tenant"))?;
        let after = changed(conn, &before, change).await?;
        let after = store(conn, after).await?;
        command::give(conn, tenant, Order::TermsChanged).await?;
        let entry = Entry::new(actor, "tenant.changed", format!("tenant:{tenant}"));
        let entry = entry.change(Some(before.as_json()?), Some(after.as_json()?));
        audit::append(conn, tenant, &[entry]).await?;
        Ok(after)
    }

    /// Orders withheld calls to be charged and analysed, the oldest first, as far as the limit reaches.
    pub async fn release(owner: &Pool, actor: &str, tenant: TenantId, calls: Option<u64>) -> Result<(), Error> {
        owner
            .transaction(async move |conn| -> Result<(), Error> {
                command::give(conn, tenant, Order::Release { calls }).await?;
                let entry = Entry::new(actor, "usage.release_ordered", format!("tenant:{tenant}"));
                let order = serde_json::json!({ "calls": calls });
                audit::append(conn, tenant, &[entry.change(None, Some(order))]).await
            })
            .await
    }

    /// By id, or by name where only one has it. As owner or staff.
    pub async fn find(conn: &mut AsyncPgConnection, id_or_name: &str) -> Result<Tenant, Error> {
        let rows: Vec<Tenant> = match id_or_name.parse::<Uuid>() {
            Ok(id) => tenants::table.find(id).select(Tenant::as_select()).load(conn).await?,
            Err(_) => {
                tenants::table
                    .filter(tenants::name.eq(id_or_name))
                    .select(Tenant::as_select())
                    .limit(2)
                    .load(conn)
                    .await?
            }
        };
        match <[Tenant; 1]>::try_from(rows) {
            Ok([tenant]) => Ok(tenant),
            Err(rows) if rows.is_empty() => Err(Error::NotFound("tenant")),
            Err(_) => Err(Error::Invalid(format!(
                "several tenants are named {id_or_name:?}: give the id"
            ))),
        }
    }

    /// The tenant itself. Inside the tenant's transaction.
    pub async fn get(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Tenant, Error> {
        let row = tenants::table
            .find(tenant.0)
            .select(Tenant::as_select())
            .first(conn)
            .await
            .optional()?;
        row.ok_or(Error::NotFound("tenant"))
    }

    /// Oldest first, without the canary's. As owner or staff.
    pub async fn all(conn: &mut AsyncPgConnection) -> Result<Vec<Tenant>, Error> {
        Ok(tenants::table
            .filter(tenants::id.ne(CANARY.0))
            .order((tenants::created_at, tenants::id))
            .select(Tenant::as_select())
            .load(conn)
            .await?)
    }

    fn as_json(&self) -> Result<serde_json::Value, Error> {
        serde_json::to_value(self).map_err(|source| Error::Corrupt { what: "tenant", source })
    }
}

async fn insert(conn: &mut AsyncPgConnection, tenant: TenantId, new: &NewTenant) -> Result<Tenant, Error> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(Error::Invalid("`name` has 1 to 200 letters".into()));
    }
    let plan = Plan::find(conn, &new.plan).await?;
    let row = (
        tenants::id.eq(tenant.0),
        tenants::name.eq(name),
        tenants::plan_id.eq(plan.id),
        tenants::zone.eq(&new.zone),
        tenants::policy.eq(new.policy.as_str()),
    );
    Ok(diesel::insert_into(tenants::table)
        .values(row)
        .returning(Tenant::as_returning())
        .get_result(conn)
        .await?)
}

async fn insert_belongings(
    conn: &mut AsyncPgConnection,
    tenant: &Tenant,
    master_key_id: String,
    wrapped: Vec<u8>,
) -> Result<(), Error> {
    let period = Anniversary::new(tenant.anchored_at, &tenant.zone)
        .and_then(|anniversary| anniversary.period_at(tenant.anchored_at))
        .map_err(|error| Error::Invalid(format!("`zone`: {error}")))?;
    let id = tenant.id;
    let key = (
        tenant_keys::tenant_id.eq(id),
        tenant_keys::master_key_id.eq(master_key_id),
        tenant_keys::wrapped.eq(wrapped),
    );
    diesel::insert_into(tenant_keys::table)
        .values(key)
        .execute(conn)
        .await?;
    let source = (
        source_instances::tenant_id.eq(id),
        source_instances::name.eq(SOURCE_INSTANCE_API),
        source_instances::label.eq("API"),
        source_instances::format.eq("canonical"),
    );
    diesel::insert_into(source_instances::table)
        .values(source)
        .execute(conn)
        .await?;
    diesel::insert_into(streams::table)
        .values(streams::tenant_id.eq(id))
        .execute(conn)
        .await?;
    let first = (
        usage::tenant_id.eq(id),
        usage::period_start.eq(period.start),
        usage::period_end.eq(period.end),
    );
    diesel::insert_into(usage::table).values(first).execute(conn).await?;
    Ok(())
}

/// The row after the change, checked.
async fn changed(conn: &mut AsyncPgConnection, before: &Tenant, change: TenantChange) -> Result<Tenant, Error> {
    let mut after = before.clone();
    if let Some(plan) = &change.plan {
        after.plan_id = Plan::find(conn, plan).await?.id;
        (after.limit_kind, after.calls_limit) = ("plan".into(), None);
    }
    match change.limit {
        None => {}
        Some(LimitChange::Plan) => (after.limit_kind, after.calls_limit) = ("plan".into(), None),
        Some(LimitChange::Unlimited) => (after.limit_kind, after.calls_limit) = ("unlimited".into(), None),
        Some(LimitChange::Calls(calls)) => {
            let calls =
                i64::try_from(calls).map_err(|_| Error::Invalid("that limit is larger than can be counted".into()))?;
            (after.limit_kind, after.calls_limit) = ("custom".into(), Some(calls));
        }
    }
    if let Some(policy) = change.policy {
        after.policy = policy.as_str().into();
    }
    if let Some(zone) = change.zone {
        Anniversary::new(after.anchored_at, &zone).map_err(|error| Error::Invalid(format!("`zone`: {error}")))?;
        after.zone = zone;
    }
    Ok(after)
}

async fn store(conn: &mut AsyncPgConnection, after: Tenant) -> Result<Tenant, Error> {
    let set = (
        tenants::plan_id.eq(after.plan_id),
        tenants::limit_kind.eq(after.limit_kind),
        tenants::calls_limit.eq(after.calls_limit),
        tenants::policy.eq(after.policy),
        tenants::zone.eq(after.zone),
        tenants::version.eq(tenants::version + 1),
    );
    let row = diesel::update(tenants::table.find(after.id))
        .set(set)
        .returning(Tenant::as_returning());
    Ok(row.get_result(conn).await?)
}
