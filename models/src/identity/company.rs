//! What a company says of itself: name, address, whom to ask, its zone and when it is open. Its tenant's own to change; its terms are not
//! (`identity::tenant`).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::Value;

use super::email::Email;
use super::hours::{BusinessHours, Calendar};
use crate::Error;
use crate::billing::command::{self, Order};
use crate::billing::usage::Anniversary;
use crate::compliance::audit::{self, Entry};
use crate::ids::TenantId;
use crate::schema::{company_profiles, tenants};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Company {
    pub name: String,
    /// IANA name.
    pub zone: String,
    pub profile: Profile,
    /// `None`: none are said.
    pub hours: Option<BusinessHours>,
}

/// Each may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = company_profiles, check_for_backend(diesel::pg::Pg))]
pub struct Profile {
    pub address: String,
    pub website: String,
    pub contact_name: String,
    pub contact_email: String,
    pub contact_phone: String,
}

/// What is to be changed; `None` leaves it, `Some(None)` takes it away.
#[derive(Clone, Debug, Default)]
pub struct CompanyChange {
    pub name: Option<String>,
    pub zone: Option<String>,
    pub address: Option<String>,
    pub website: Option<String>,
    pub contact_name: Option<String>,
    pub contact_email: Option<String>,
    pub contact_phone: Option<String>,
    pub hours: Option<Option<BusinessHours>>,
}

/// Inside the tenant's transaction.
pub async fn read(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Company, Error> {
    let named: (String, String) = tenants::table
        .find(tenant.0)
        .select((tenants::name, tenants::zone))
        .first(conn)
        .await
        .optional()?
        .ok_or(Error::NotFound("tenant"))?;
    let stored: Option<(Profile, Option<Value>)> = company_profiles::table
        .find(tenant.0)
        .select((Profile::as_select(), company_profiles::hours))
        .first(conn)
        .await
        .optional()?;
    let (profile, hours) = stored.unwrap_or_default();
    Ok(Company {
        name: named.0,
        zone: named.1,
        profile,
        hours: hours.map(parsed).transpose()?,
    })
}

/// When it is open, on its clocks; `None` where no hours are said. Inside the tenant's transaction.
pub async fn calendar(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Option<Calendar>, Error> {
    let found: Option<(String, Option<Value>)> = company_profiles::table
        .inner_join(tenants::table.on(tenants::id.eq(company_profiles::tenant_id)))
        .filter(company_profiles::tenant_id.eq(tenant.0))
        .select((tenants::zone, company_profiles::hours))
        .first(conn)
        .await
        .optional()?;
    let Some((zone, Some(hours))) = found else {
        return Ok(None);
    };
    parsed(hours)?.on(&zone).map(Some)
}

fn parsed(hours: Value) -> Result<BusinessHours, Error> {
    serde_json::from_value(hours).map_err(|source| Error::Corrupt {
        what: "business hours",
        source,
    })
}

/// Another zone takes effect at once: days and hours of everything that is counted follow it. Inside the tenant's transaction.
pub async fn change(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    change: CompanyChange,
) -> Result<Company, Error> {
    // Whoever changes it at the same time comes after.
    let anchored_at: DateTime<Utc> = tenants::table
        .find(tenant.0)
        .select(tenants::anchored_at)
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?
        .ok_or(Error::NotFound("tenant"))?;
    let before = read(conn, tenant).await?;
    let after = changed(&before, change)?;
    if after == before {
        return Ok(after);
    }
    if after.zone != before.zone {
        Anniversary::new(anchored_at, &after.zone).map_err(|error| Error::Invalid(format!("`zone`: {error}")))?;
        command::give(conn, tenant, Order::TermsChanged).await?;
    }
    store(conn, tenant, &before, &after).await?;
    let json = |company: &Company| serde_json::to_value(company).ok();
    let entry = Entry::new(actor, "company.changed", format!("tenant:{tenant}"));
    audit::append(conn, tenant, &[entry.change(json(&before), json(&after))]).await?;
    Ok(after)
}

fn changed(before: &Company, change: CompanyChange) -> Result<Company, Error> {
    let mut after = before.clone();
    let fields = [
        ("name", change.name, &mut after.name, 200, true),
        ("address", change.address, &mut after.profile.address, 500, false),
        ("website", change.website, &mut after.profile.website, 200, false),
        (
            "contact_name",
            change.contact_name,
            &mut after.profile.contact_name,
            200,
            false,
        ),
        (
            "contact_phone",
            change.contact_phone,
            &mut after.profile.contact_phone,
            40,
            false,
        ),
    ];
    for (name, given, place, most, is_needed) in fields {
        if let Some(given) = given {
            *place = text(name, &given, most, is_needed)?;
        }
    }
    let website = &after.profile.website;
    if !website.is_empty() && !website.starts_with("https://") && !website.starts_with("http://") {
        return Err(Error::Invalid("`website` begins with https:// or http://".into()));
    }
    if let Some(email) = change.contact_email {
        after.profile.contact_email = match email.trim() {
            "" => String::new(),
            email => Email::parse(email)
                .map_err(|error| Error::Invalid(format!("`contact_email`: {error}")))?
                .as_str()
                .to_owned(),
        };
    }
    if let Some(zone) = change.zone {
        after.zone = zone;
    }
    if let Some(hours) = change.hours {
        after.hours = hours;
    }
    if let Some(hours) = &after.hours {
        hours.on(&after.zone)?;
    }
    Ok(after)
}

/// Lines are an address's own; nothing else has any.
fn text(name: &str, given: &str, most: usize, is_needed: bool) -> Result<String, Error> {
    let text = given.trim();
    let is_odd = |letter: char| letter.is_control() && !(letter == '\n' && name == "address");
    if text.chars().count() > most || text.chars().any(is_odd) || (is_needed && text.is_empty()) {
        let least = i32::from(is_needed);
        return Err(Error::Invalid(format!("`{name}` has {least} to {most} letters")));
    }
    Ok(text.to_owned())
}

async fn store(conn: &mut AsyncPgConnection, tenant: TenantId, before: &Company, after: &Company) -> Result<(), Error> {
    if (&after.name, &after.zone) != (&before.name, &before.zone) {
        const NAME: &str = "UPDATE tenants SET name = $2, zone = $3, version = version + 1 WHERE id = $1";
        diesel::sql_query(NAME)
            .bind::<SqlUuid, _>(tenant.0)
            .bind::<Text, _>(&after.name)
            .bind::<Text, _>(&after.zone)
            .execute(conn)
            .await?;
    }
    let hours = after.hours.as_ref().map(serde_json::to_value).transpose();
    let hours = hours.map_err(|source| Error::Corrupt {
        what: "business hours",
        source,
    })?;
    const STORE: &str = "INSERT INTO company_profiles AS p (tenant_id, address, website, contact_name, contact_email, contact_phone, hours)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id) DO UPDATE SET address = excluded.address, website = excluded.website,
            contact_name = excluded.contact_name, contact_email = excluded.contact_email, contact_phone = excluded.contact_phone,
            hours = excluded.hours";
    diesel::sql_query(STORE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(&after.profile.address)
        .bind::<Text, _>(&after.profile.website)
        .bind::<Text, _>(&after.profile.contact_name)
        .bind::<Text, _>(&after.profile.contact_email)
        .bind::<Text, _>(&after.profile.contact_phone)
        .bind::<Nullable<Jsonb>, _>(hours)
        .execute(conn)
        .await?;
    Ok(())
}
