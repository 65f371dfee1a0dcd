//! What is shown to whom: a flag is on for all, for plans, for a share of the tenants, or for one tenant, which wins. Written as owner.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::{PLATFORM, TenantId};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flag {
    pub name: String,
    pub description: String,
    /// For everybody.
    pub enabled: bool,
    /// Of the tenants, always the same ones.
    pub percentage: i32,
    pub plans: Vec<String>,
    pub tenants: BTreeMap<Uuid, bool>,
}

impl Flag {
    /// The tenant's own word wins; then plan, share, everybody.
    pub fn is_on(&self, tenant: TenantId, plan: &str) -> bool {
        self.tenants.get(&tenant.0).copied().unwrap_or_else(|| {
            self.enabled || self.plans.iter().any(|one| one == plan) || share(&self.name, tenant) < self.percentage
        })
    }

    fn json(&self) -> serde_json::Value {
        json!({ "description": self.description, "enabled": self.enabled, "percentage": self.percentage, "plans": self.plans,
            "tenants": self.tenants })
    }
}

/// 0 to 99, the same for ever: a larger share holds all of a smaller one's tenants. Each flag has an order of its own.
fn share(name: &str, tenant: TenantId) -> i32 {
    let hash = digest::digest(&digest::SHA256, format!("{name}\0{tenant}").as_bytes());
    let first = hash.as_ref().first_chunk::<4>().copied().unwrap_or_default();
    i32::try_from(u32::from_be_bytes(first) % 100).unwrap_or(0)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    description: String,
    #[diesel(sql_type = Bool)]
    enabled: bool,
    #[diesel(sql_type = Integer)]
    percentage: i32,
    #[diesel(sql_type = Array<Text>)]
    plans: Vec<String>,
}

#[derive(QueryableByName)]
struct OfTenant {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    enabled: bool,
}

/// By name. Of tenants' own words those that the role sees: all of them, or its tenant's.
pub async fn all(conn: &mut AsyncPgConnection) -> Result<Vec<Flag>, Error> {
    let rows: Vec<Row> =
        diesel::sql_query("SELECT name, description, enabled, percentage, plans FROM feature_flags ORDER BY name")
            .load(conn)
            .await?;
    let own: Vec<OfTenant> = diesel::sql_query("SELECT tenant_id, name, enabled FROM feature_flag_tenants")
        .load(conn)
        .await?;
    let of = |row: Row| Flag {
        tenants: own
            .iter()
            .filter(|one| one.name == row.name)
            .map(|one| (one.tenant_id, one.enabled))
            .collect(),
        name: row.name,
        description: row.description,
        enabled: row.enabled,
        percentage: row.percentage,
        plans: row.plans,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// As it is to be, the tenants' own words included.
pub async fn set(conn: &mut AsyncPgConnection, actor: &str, flag: &Flag) -> Result<(), Error> {
    const SET: &str = "INSERT INTO feature_flags (name, description, enabled, percentage, plans) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name) DO UPDATE SET description = $2, enabled = $3, percentage = $4, plans = $5, changed_at = app_now()";
    const FORGET: &str = "DELETE FROM feature_flag_tenants WHERE name = $1";
    const KEEP: &str = "INSERT INTO feature_flag_tenants (tenant_id, name, enabled)
        SELECT t.id, $1, n.enabled FROM unnest($2::uuid[], $3::bool[]) AS n (id, enabled) JOIN tenants t ON t.id = n.id";
    check(flag)?;
    let before = all(conn).await?.into_iter().find(|one| one.name == flag.name);
    diesel::sql_query(SET)
        .bind::<Text, _>(&flag.name)
        .bind::<Text, _>(&flag.description)
        .bind::<Bool, _>(flag.enabled)
        .bind::<Integer, _>(flag.percentage)
        .bind::<Array<Text>, _>(&flag.plans)
        .execute(conn)
        .await?;
    diesel::sql_query(FORGET)
        .bind::<Text, _>(&flag.name)
        .execute(conn)
        .await?;
    let kept = diesel::sql_query(KEEP)
        .bind::<Text, _>(&flag.name)
        .bind::<Array<SqlUuid>, _>(flag.tenants.keys().copied().collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(flag.tenants.values().copied().collect::<Vec<_>>())
        .execute(conn)
        .await?;
    if kept != flag.tenants.len() {
        return Err(Error::NotFound("tenant among those named"));
    }
    let entry = Entry::new(actor, "flag.set", format!("flag:{}", flag.name));
    let entry = entry.change(before.map(|before| before.json()), Some(flag.json()));
    audit::append(conn, PLATFORM, &[entry]).await
}

fn check(flag: &Flag) -> Result<(), Error> {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte);
    let is_name = (1..=63).contains(&flag.name.len())
        && flag.name.starts_with(|first: char| first.is_ascii_lowercase())
        && flag.name.bytes().all(letters);
    if !is_name {
        return Err(Error::Invalid("`name` is 1 to 63 of a-z, 0-9, _ and .".into()));
    }
    if !(0..=100).contains(&flag.percentage) {
        return Err(Error::Invalid("`percentage` is 0 to 100".into()));
    }
    if flag.description.chars().count() > 500 || flag.description.contains('\0') {
        return Err(Error::Invalid("`description` has at most 500 letters".into()));
    }
    Ok(())
}

pub async fn remove(conn: &mut AsyncPgConnection, actor: &str, name: &str) -> Result<(), Error> {
    let before = all(conn).await?.into_iter().find(|one| one.name == name);
    let before = before.ok_or(Error::NotFound("flag"))?;
    diesel::sql_query("DELETE FROM feature_flags WHERE name = $1")
        .bind::<Text, _>(name)
        .execute(conn)
        .await?;
    let entry = Entry::new(actor, "flag.removed", format!("flag:{name}"));
    audit::append(conn, PLATFORM, &[entry.change(Some(before.json()), None)]).await
}

/// Names of what is on for a tenant. Inside its transaction.
pub async fn of_tenant(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Vec<String>, Error> {
    let plan = crate::identity::tenant::Tenant::get(conn, tenant).await?.plan_id;
    let on = all(conn).await?.into_iter().filter(|flag| flag.is_on(tenant, &plan));
    Ok(on.map(|flag| flag.name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenants_own_word_wins_over_plan_share_and_everybody() {
        let tenant = TenantId::random();
        let on = |flag: &Flag| flag.is_on(tenant, "starter");
        let mut flag = Flag {
            name: "x".into(),
            ..Flag::default()
        };
        assert!(!on(&flag));
        flag.plans = vec!["starter".into()];
        assert!(on(&flag) && !flag.is_on(tenant, "trial"));
        flag.enabled = true;
        flag.tenants.insert(tenant.0, false);
        assert!(!on(&flag) && flag.is_on(TenantId::random(), "trial"));
    }

    #[test]
    fn a_share_grows_without_losing_anybody_and_is_about_as_large_as_it_says() {
        let tenants: Vec<TenantId> = (0..2000).map(|_| TenantId::random()).collect();
        let of = |percentage| -> Vec<bool> {
            let flag = Flag {
                name: "x".into(),
                percentage,
                ..Flag::default()
            };
            tenants.iter().map(|tenant| flag.is_on(*tenant, "trial")).collect()
        };
        let (few, more) = (of(20), of(60));
        assert!(few.iter().zip(&more).all(|(few, more)| !few || *more));
        let share = few.iter().filter(|on| **on).count();
        assert!((300..500).contains(&share), "{share}");
        assert!(of(100).iter().all(|on| *on) && !of(0).iter().any(|on| *on));
    }
}
