//! Which calls a member sees: by the scope of their membership, as the directory and their groups say. What is done with the rows: `authority`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::desks::Desks;
use super::directory;
use super::permission::{Permission, RowScope};
use super::role::{self, RoleRef};
use crate::Error;
use crate::ids::TenantId;
use crate::schema::{group_members, memberships};

/// Whose calls are seen: all, or those with a leg at one of these desks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Rows {
    #[default]
    All,
    Agents(Desks),
}

impl Rows {
    /// `source`: the telephone system that says so; `at`: when the call began.
    pub fn include(&self, source: &str, agent: Option<&str>, at: DateTime<Utc>) -> bool {
        match self {
            Rows::All => true,
            Rows::Agents(desks) => agent.is_some_and(|agent| desks.include(source, agent, at)),
        }
    }
}

/// `None` for whoever sees no calls at all: no active member, or one whose role does not read them. Inside the tenant's transaction.
pub async fn of_member(conn: &mut AsyncPgConnection, tenant: TenantId, person: Uuid) -> Result<Option<Rows>, Error> {
    let Some((role, scope, agents)) = active_membership(conn, tenant, person).await? else {
        return Ok(None);
    };
    let (permissions, _) = role::grants(conn, tenant, role).await?;
    if !permissions.has(Permission::CallsRead) {
        return Ok(None);
    }
    of_scope(conn, tenant, person, scope, agents).await.map(Some)
}

/// The role and the rows of a member, with the agents that they are themselves; `None` for who is none, or none any more.
pub(super) async fn active_membership(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    person: Uuid,
) -> Result<Option<(RoleRef, RowScope, Vec<String>)>, Error> {
    let own = memberships::table.filter(
        memberships::tenant_id
            .eq(tenant.0)
            .and(memberships::person_id.eq(person))
            .and(memberships::status.eq("active")),
    );
    let columns = (
        memberships::role,
        memberships::role_id,
        memberships::row_scope,
        memberships::agents,
    );
    let found: Option<(String, Option<Uuid>, String, Vec<String>)> =
        own.select(columns).first(conn).await.optional()?;
    Ok(found.and_then(|(role, role_id, scope, agents)| {
        let scope = RowScope::from_name(&scope).unwrap_or(RowScope::Own);
        Some((RoleRef::stored(&role, role_id)?, scope, agents))
    }))
}

/// `agents`: those that the member is, as the membership says.
pub(super) async fn of_scope(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    person: Uuid,
    scope: RowScope,
    agents: Vec<String>,
) -> Result<Rows, Error> {
    Ok(match scope {
        RowScope::All => Rows::All,
        RowScope::Own => Rows::Agents(directory::desks_of(conn, tenant, &[person], agents).await?),
        RowScope::Group => Rows::Agents(desks_of_groups(conn, tenant, person, agents).await?),
    })
}

/// Their own, and those of everybody who shares a group with them.
async fn desks_of_groups(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    person: Uuid,
    own: Vec<String>,
) -> Result<Desks, Error> {
    let groups: Vec<Uuid> = group_members::table
        .filter(
            group_members::tenant_id
                .eq(tenant.0)
                .and(group_members::person_id.eq(person)),
        )
        .select(group_members::group_id)
        .load(conn)
        .await?;
    let with_them = group_members::table
        .filter(
            group_members::tenant_id
                .eq(tenant.0)
                .and(group_members::group_id.eq_any(groups)),
        )
        .select(group_members::person_id);
    let rows: Vec<(Uuid, Vec<String>)> = memberships::table
        .filter(
            memberships::tenant_id
                .eq(tenant.0)
                .and(memberships::person_id.eq_any(with_them)),
        )
        .select((memberships::person_id, memberships::agents))
        .load(conn)
        .await?;
    let (mut people, lists): (Vec<Uuid>, Vec<Vec<String>>) = rows.into_iter().unzip();
    people.push(person);
    let agents = lists.into_iter().flatten().chain(own).collect();
    directory::desks_of(conn, tenant, &people, agents).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_rows_are_those_of_ones_agents_and_a_leg_without_agent_is_nobodys() {
        let (rows, now) = (Rows::Agents(Desks::always(["101".into()])), Utc::now());
        assert!(
            rows.include("a", Some("101"), now)
                && !rows.include("a", Some("102"), now)
                && !rows.include("a", None, now)
        );
        assert!(!Rows::Agents(Desks::default()).include("a", Some("101"), now) && Rows::All.include("a", None, now));
    }
}
