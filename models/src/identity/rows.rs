//! Which calls a member sees: by the scope of their membership, as the directory and their groups say. What is done with the rows: `authority`.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::authority::{self, Rows};
use super::desks::Desks;
use super::directory;
use super::permission::{Permission, RowScope};
use super::role;
use crate::Error;
use crate::ids::TenantId;
use crate::schema::{group_members, memberships};

/// `None` for whoever sees no calls at all: no active member, or one whose role does not read them. Inside the tenant's transaction.
pub async fn of_member(conn: &mut AsyncPgConnection, tenant: TenantId, person: Uuid) -> Result<Option<Rows>, Error> {
    let Some((role, scope, agents)) = authority::active_membership(conn, tenant, person).await? else {
        return Ok(None);
    };
    let (permissions, _) = role::grants(conn, tenant, role).await?;
    if !permissions.has(Permission::CallsRead) {
        return Ok(None);
    }
    of_scope(conn, tenant, person, scope, agents).await.map(Some)
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
