//! What a member is: one of the four roles that every tenant has, or one of the tenant's own making.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::grantor::Grantor;
use super::permission::{Permissions, Preset, RowScope};
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::TenantId;
use crate::schema::{memberships, roles};

/// Of one tenant, custom ones at most.
const CUSTOM_MAX: i64 = 100;

/// A role with what it may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    /// `admin`, `manager`, `agent`, `viewer`, or the id of a custom role.
    pub id: String,
    pub name: String,
    pub custom: bool,
    pub permissions: Vec<&'static str>,
    /// Of a new member, where nothing else is said.
    pub row_scope: &'static str,
}

/// Which role, as members and invitations name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleRef {
    Preset(Preset),
    Custom(Uuid),
}

impl RoleRef {
    /// The name of a preset or the id of a custom role.
    pub fn parse(text: &str) -> Result<Self, Error> {
        match (Preset::from_name(text), text.parse()) {
            (Some(preset), _) => Ok(Self::Preset(preset)),
            (None, Ok(id)) => Ok(Self::Custom(id)),
            (None, Err(_)) => Err(Error::Invalid(format!(
                "`role`: {text:?} is none; it is admin, manager, agent, viewer, or a custom role's id"
            ))),
        }
    }

    /// The two columns in which it is stored.
    pub fn columns(self) -> (&'static str, Option<Uuid>) {
        match self {
            Self::Preset(preset) => (preset.as_str(), None),
            Self::Custom(id) => ("custom", Some(id)),
        }
    }

    pub fn stored(role: &str, role_id: Option<Uuid>) -> Option<Self> {
        match role_id {
            Some(id) => Some(Self::Custom(id)),
            None => Preset::from_name(role).map(Self::Preset),
        }
    }

    pub fn text(self) -> String {
        match self {
            Self::Preset(preset) => preset.as_str().to_owned(),
            Self::Custom(id) => id.to_string(),
        }
    }
}

/// What a role grants: its permissions and its usual row scope. A custom role of another tenant is not found.
pub async fn grants(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    role: RoleRef,
) -> Result<(Permissions, RowScope), Error> {
    match role {
        RoleRef::Preset(preset) => Ok((preset.permissions(), preset.row_scope())),
        RoleRef::Custom(id) => {
            let row = stored(conn, tenant, id).await?;
            Ok((Permissions::stored(&row.permissions), scope(&row.row_scope)))
        }
    }
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = roles, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    name: String,
    permissions: Vec<String>,
    row_scope: String,
}

impl From<Row> for Role {
    fn from(row: Row) -> Self {
        Role {
            id: row.id.to_string(),
            name: row.name,
            custom: true,
            permissions: Permissions::stored(&row.permissions).names(),
            row_scope: scope(&row.row_scope).as_str(),
        }
    }
}

/// The narrowest where this version does not know the word.
fn scope(stored: &str) -> RowScope {
    RowScope::from_name(stored).unwrap_or(RowScope::Own)
}

async fn stored(conn: &mut AsyncPgConnection, tenant: TenantId, id: Uuid) -> Result<Row, Error> {
    let own = roles::table.filter(roles::tenant_id.eq(tenant.0).and(roles::id.eq(id)));
    let row = own.select(Row::as_select()).first(conn).await.optional()?;
    row.ok_or(Error::NotFound("role"))
}

/// A custom role as it is to be.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub name: String,
    pub permissions: Permissions,
    pub row_scope: RowScope,
}

impl Wanted {
    fn check(&self, by: &Grantor) -> Result<(), Error> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
            return Err(Error::Invalid("`name` has 1 to 100 letters".into()));
        }
        by.may_grant(self.permissions, self.row_scope)
    }

    fn json(&self) -> serde_json::Value {
        json!({ "name": self.name.trim(), "permissions": self.permissions.names(), "row_scope": self.row_scope.as_str() })
    }
}

impl Role {
    pub fn of(tenant: TenantId) -> Roles {
        Roles { tenant }
    }
}

/// The roles of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct Roles {
    tenant: TenantId,
}

impl Roles {
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<Role>, Error> {
        let preset = |preset: &Preset| Role {
            id: preset.as_str().into(),
            name: preset.as_str().into(),
            custom: false,
            permissions: preset.permissions().names(),
            row_scope: preset.row_scope().as_str(),
        };
        let own = roles::table
            .filter(roles::tenant_id.eq(self.tenant.0))
            .order((roles::name, roles::id));
        let custom: Vec<Row> = own.select(Row::as_select()).load(conn).await?;
        Ok(Preset::ALL
            .iter()
            .map(preset)
            .chain(custom.into_iter().map(Role::from))
            .collect())
    }

    pub async fn create(&self, conn: &mut AsyncPgConnection, by: &Grantor, wanted: Wanted) -> Result<Role, Error> {
        wanted.check(by)?;
        let own = roles::table.filter(roles::tenant_id.eq(self.tenant.0));
        if own.count().get_result::<i64>(conn).await? >= CUSTOM_MAX {
            return Err(Error::Conflict(format!("at most {CUSTOM_MAX} custom roles")));
        }
        let id = Uuid::now_v7();
        let row = (
            roles::tenant_id.eq(self.tenant.0),
            roles::id.eq(id),
            roles::name.eq(wanted.name.trim()),
            roles::permissions.eq(wanted.permissions.names()),
            roles::row_scope.eq(wanted.row_scope.as_str()),
        );
        let made: Option<Row> = diesel::insert_into(roles::table)
            .values(row)
            .on_conflict((roles::tenant_id, roles::name))
            .do_nothing()
            .returning(Row::as_returning())
            .get_result(conn)
            .await
            .optional()?;
        let made = made.ok_or_else(|| Error::Conflict("another role has this name".into()))?;
        let entry = Entry::new(&by.actor, "role.created", format!("role:{id}")).change(None, Some(wanted.json()));
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok(made.into())
    }

    /// Everybody who has it may do what it says from the next second on.
    pub async fn change(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        id: Uuid,
        wanted: Wanted,
    ) -> Result<Role, Error> {
        wanted.check(by)?;
        let before = stored(conn, self.tenant, id).await?;
        // Nobody takes from others what they do not have themselves.
        by.may_grant(Permissions::stored(&before.permissions), scope(&before.row_scope))?;
        let taken = roles::table.filter(
            roles::tenant_id
                .eq(self.tenant.0)
                .and(roles::name.eq(wanted.name.trim()))
                .and(roles::id.ne(id)),
        );
        if taken.count().get_result::<i64>(conn).await? > 0 {
            return Err(Error::Conflict("another role has this name".into()));
        }
        let set = (
            roles::name.eq(wanted.name.trim()),
            roles::permissions.eq(wanted.permissions.names()),
            roles::row_scope.eq(wanted.row_scope.as_str()),
        );
        let own = roles::table.filter(roles::tenant_id.eq(self.tenant.0).and(roles::id.eq(id)));
        let after: Row = diesel::update(own)
            .set(set)
            .returning(Row::as_returning())
            .get_result(conn)
            .await?;
        let told = json!({ "name": before.name, "permissions": before.permissions, "row_scope": before.row_scope });
        let entry = Entry::new(&by.actor, "role.changed", format!("role:{id}")).change(Some(told), Some(wanted.json()));
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok(after.into())
    }

    /// Not while somebody has it.
    pub async fn delete(&self, conn: &mut AsyncPgConnection, by: &Grantor, id: Uuid) -> Result<(), Error> {
        let before = stored(conn, self.tenant, id).await?;
        by.may_grant(Permissions::stored(&before.permissions), scope(&before.row_scope))?;
        let held = memberships::table.filter(
            memberships::tenant_id
                .eq(self.tenant.0)
                .and(memberships::role_id.eq(id)),
        );
        if held.count().get_result::<i64>(conn).await? > 0 {
            return Err(Error::Conflict(
                "members have this role: give them another one first".into(),
            ));
        }
        let own = roles::table.filter(roles::tenant_id.eq(self.tenant.0).and(roles::id.eq(id)));
        diesel::delete(own).execute(conn).await?;
        let told = json!({ "name": before.name, "permissions": before.permissions, "row_scope": before.row_scope });
        let entry = Entry::new(&by.actor, "role.deleted", format!("role:{id}")).change(Some(told), None);
        audit::append(conn, self.tenant, &[entry]).await
    }
}
