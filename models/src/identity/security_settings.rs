//! How long a tenant's sessions last, whether a second factor is asked for, and from where its people may come.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use super::address::Addresses;
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::TenantId;
use crate::schema::security_settings;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = security_settings, treat_none_as_null = true, check_for_backend(diesel::pg::Pg))]
pub struct SecuritySettings {
    pub session_idle_s: i32,
    pub session_absolute_s: i32,
    pub second_factor_required: bool,
    pub addresses: Vec<String>,
    /// Until then the platform's staff may change something when it sees what a member sees; `None`: it reads only.
    pub support_until: Option<DateTime<Utc>>,
}

impl Default for SecuritySettings {
    /// Half a day, thirty days.
    fn default() -> Self {
        SecuritySettings {
            session_idle_s: 43_200,
            session_absolute_s: 2_592_000,
            second_factor_required: false,
            addresses: Vec::new(),
            support_until: None,
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
            return Err(Error::Invalid("`session_idle_s` is between 300 and 2592000".into()));
        }
        if !(300..=31_536_000).contains(&self.session_absolute_s) {
            return Err(Error::Invalid(
                "`session_absolute_s` is between 300 and 31536000".into(),
            ));
        }
        let addresses = Addresses::parse(&self.addresses);
        let addresses = addresses.map_err(|error| Error::Invalid(format!("`addresses`: {error}")))?;
        if let Some(from) = from.filter(|from| !addresses.allow(*from)) {
            return Err(Error::Conflict(format!(
                "this list would shut you out: you come from {from}"
            )));
        }
        self.addresses = addresses.texts();
        self.check_support(conn).await?;
        let before = Self::read(conn, tenant).await?;
        diesel::insert_into(security_settings::table)
            .values((
                security_settings::tenant_id.eq(tenant.0),
                security_settings::session_idle_s.eq(self.session_idle_s),
                security_settings::session_absolute_s.eq(self.session_absolute_s),
                security_settings::second_factor_required.eq(self.second_factor_required),
                security_settings::addresses.eq(&self.addresses),
                security_settings::support_until.eq(self.support_until),
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

    /// For a while, and not for ever.
    async fn check_support(&self, conn: &mut AsyncPgConnection) -> Result<(), Error> {
        let Some(until) = self.support_until else { return Ok(()) };
        let last = diesel::select(diesel::dsl::sql::<Timestamptz>("app_now() + interval '30 days'"));
        let last: DateTime<Utc> = last.get_result(conn).await?;
        match until <= last {
            true => Ok(()),
            false => Err(Error::Invalid("`support_until` is at most 30 days from now".into())),
        }
    }
}
