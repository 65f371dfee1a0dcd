//! What the staff changes about a tenant at once: its terms (`identity::tenant`), its name and sub-domain, its limits. As owner.

use diesel::result::DatabaseErrorKind;
use diesel::sql_types::{Bool, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::directory::{self, Listed};
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::identity::tenant::{Tenant, TenantChange};
use crate::ids::TenantId;

/// What is to be changed; `None` leaves it, `Some(None)` takes it away.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    pub terms: TenantChange,
    pub name: Option<String>,
    pub subdomain: Option<Option<String>>,
    /// Of all its keys and sessions together.
    pub requests_per_minute: Option<Option<i32>>,
    /// Analyses at the same time.
    pub concurrent_max: Option<Option<i32>>,
}

/// Names that are the platform's own.
const RESERVED: [&str; 10] = [
    "www", "api", "admin", "mail", "app", "docs", "status", "static", "health", "metrics",
];

pub async fn change(
    conn: &mut AsyncPgConnection,
    actor: &str,
    tenant: TenantId,
    change: ProfileChange,
) -> Result<Listed, Error> {
    const SET: &str = "UPDATE tenants SET name = coalesce($2, name),
            subdomain = CASE WHEN $3 THEN $4 ELSE subdomain END,
            requests_per_minute = CASE WHEN $5 THEN $6 ELSE requests_per_minute END,
            concurrent_max = CASE WHEN $7 THEN $8 ELSE concurrent_max END
        WHERE id = $1";
    super::lock(conn, tenant).await?;
    let before = directory::find(conn, tenant).await?;
    let terms = &change.terms;
    if terms.plan.is_some() || terms.limit.is_some() || terms.policy.is_some() || terms.zone.is_some() {
        Tenant::change(conn, actor, tenant, change.terms).await?;
    }
    let name = change.name.as_deref().map(name_of).transpose()?;
    let subdomain = match &change.subdomain {
        Some(Some(subdomain)) => Some(subdomain_of(subdomain)?),
        Some(None) | None => None,
    };
    let limits = [
        ("requests_per_minute", change.requests_per_minute),
        ("concurrent_max", change.concurrent_max),
    ];
    for (limit, given) in limits {
        if given.flatten().is_some_and(|given| given < 1) {
            return Err(Error::Invalid(format!("`{limit}` is at least 1, or null for none")));
        }
    }
    let set = diesel::sql_query(SET)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Nullable<Text>, _>(name)
        .bind::<Bool, _>(change.subdomain.is_some())
        .bind::<Nullable<Text>, _>(subdomain)
        .bind::<Bool, _>(change.requests_per_minute.is_some())
        .bind::<Nullable<Integer>, _>(change.requests_per_minute.flatten())
        .bind::<Bool, _>(change.concurrent_max.is_some())
        .bind::<Nullable<Integer>, _>(change.concurrent_max.flatten());
    set.execute(conn).await.map_err(taken)?;
    let after = directory::find(conn, tenant).await?;
    let of = |row: &Listed| {
        serde_json::json!({ "name": row.name, "subdomain": row.subdomain, "requests_per_minute": row.requests_per_minute,
            "concurrent_max": row.concurrent_max })
    };
    if of(&before) != of(&after) {
        let entry = Entry::new(actor, "tenant.profile_changed", format!("tenant:{tenant}"));
        audit::append(conn, tenant, &[entry.change(Some(of(&before)), Some(of(&after)))]).await?;
    }
    Ok(after)
}

fn taken(error: diesel::result::Error) -> Error {
    match error {
        diesel::result::Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Error::Conflict("another tenant has this sub-domain".into())
        }
        error => error.into(),
    }
}

fn name_of(name: &str) -> Result<&str, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(Error::Invalid("`name` has 1 to 200 letters".into()));
    }
    Ok(name)
}

/// One label of a host name, in lower case, that is not the platform's own.
pub fn subdomain_of(text: &str) -> Result<String, Error> {
    let label = text.trim().to_ascii_lowercase();
    let is_label = (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-');
    if !is_label || RESERVED.contains(&label.as_str()) || label.starts_with("xn--") {
        return Err(Error::Invalid(format!(
            "`subdomain` {text:?}: it is 1 to 63 letters, digits and dashes, and not one of the platform's own"
        )));
    }
    Ok(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sub_domain_is_one_label_in_lower_case_and_not_the_platforms() {
        assert_eq!(subdomain_of(" Acme-2 ").expect("label"), "acme-2");
        for wrong in [
            "",
            "-a",
            "a-",
            "a.b",
            "a_b",
            "admin",
            "WWW",
            "xn--80ak6aa92e",
            "ä",
            &"a".repeat(64),
        ] {
            assert!(subdomain_of(wrong).is_err(), "{wrong}");
        }
    }
}
