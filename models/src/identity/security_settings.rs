//! How long a tenant's sessions last, whether a second factor is asked for, and from where its people may come.

use std::net::IpAddr;

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use super::address::Addresses;
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::TenantId;
use crate::schema::security_settings;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = security_settings, check_for_backend(diesel::pg::Pg))]
pub struct SecuritySettings {
    pub session_idle_s: i32,
    pub session_absolute_s: i32,
    pub second_factor_required: bool,
    pub addresses: Vec<String>,
}

impl Default for SecuritySettings {
    /// Half a day, thirty days.
    fn default() -> Self {
        SecuritySettings {
            session_idle_s: 43_200,
            session_absolute_s: 2_592_000,
            second_factor_required: false,
            addresses: Vec::new(),
        }
    }
}

impl SecuritySettings {
    /// Inside the tenant's transaction.
    pub async fn read(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Self, Error> {
        let row = security_settings::table
            .find(tenant.0)
            .select(Self::as_select())
            .first(conn)
            .await;
        Ok(row.optional()?.unwrap_or_default())
    }

    /// `from` is where the change comes from: nobody shuts themselves out.
    pub async fn write(
        mut self,
        conn: &mut AsyncPgConnection,
        tenant: TenantId,
        actor: &str,
        from: Option<IpAddr>,
    ) -> Result<Self, Error> {
        if !(300..=2_592_000).contains(&self.session_idle_s) {
            return Err(Error::Invalid("session_idle_s is between 300 and 2592000".into()));
        }
        if !(300..=31_536_000).contains(&self.session_absolute_s) {
            return Err(Error::Invalid("session_absolute_s is between 300 and 31536000".into()));
        }
        let addresses = Addresses::parse(&self.addresses)?;
        if let Some(from) = from.filter(|from| !addresses.allow(*from)) {
            return Err(Error::Conflict(format!(
                "this list would shut you out: you come from {from}"
            )));
        }
        self.addresses = addresses.texts();
        let before = Self::read(conn, tenant).await?;
        diesel::insert_into(security_settings::table)
            .values((
                security_settings::tenant_id.eq(tenant.0),
                security_settings::session_idle_s.eq(self.session_idle_s),
                security_settings::session_absolute_s.eq(self.session_absolute_s),
                security_settings::second_factor_required.eq(self.second_factor_required),
                security_settings::addresses.eq(&self.addresses),
            ))
            .on_conflict(security_settings::tenant_id)
            .do_update()
            .set(&self)
            .execute(conn)
            .await?;
        let json = |settings: &Self| serde_json::to_value(settings).ok();
        let entry = Entry::new(actor, "security_settings.changed", format!("tenant:{tenant}"));
        audit::append(conn, tenant, &[entry.change(json(&before), json(&self))]).await?;
        Ok(self)
    }
}
