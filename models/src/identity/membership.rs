//! What a person is in a tenant: role, row scope, agents, status. A tenant always has an admin who can sign in: every path that
//! could take the last one away goes through `last_admin`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::authority::Grantor;
use super::last_admin::Guarded;
use super::permission::RowScope;
use super::role::{self, RoleRef};
use super::session;
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::{PersonId, TenantId};
use crate::page::{Cursor, Page, PageRequest};
use crate::schema::{memberships, persons, tenants};

/// Agents that one person is, at most.
const AGENTS_MAX: usize = 50;

/// A member as the team sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    /// `admin manager agent viewer`, or a custom role's id.
    pub role: String,
    pub row_scope: String,
    pub agents: Vec<String>,
    /// `active inactive suspended`.
    pub status: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: Option<DateTime<Utc>>,
}

type Row = (
    Uuid,
    String,
    String,
    String,
    Option<Uuid>,
    String,
    Vec<String>,
    String,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
);

const COLUMNS: (
    persons::id,
    persons::email,
    persons::name,
    memberships::role,
    memberships::role_id,
    memberships::row_scope,
    memberships::agents,
    memberships::status,
    memberships::created_at,
    memberships::last_seen_at,
) = (
    persons::id,
    persons::email,
    persons::name,
    memberships::role,
    memberships::role_id,
    memberships::row_scope,
    memberships::agents,
    memberships::status,
    memberships::created_at,
    memberships::last_seen_at,
);

fn member((id, email, name, role, role_id, row_scope, agents, status, created_at, last_seen_at): Row) -> Member {
    Member {
        id,
        email,
        name,
        role: role_id.map_or(role, |id| id.to_string()),
        row_scope,
        agents,
        status,
        created_at,
        last_seen_at,
    }
}

/// What a new member is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember {
    pub role: RoleRef,
    /// As the role says, if `None`.
    pub row_scope: Option<RowScope>,
    pub agents: Vec<String>,
}

impl NewMember {
    pub fn of(role: RoleRef) -> Self {
        NewMember {
            role,
            row_scope: None,
            agents: Vec::new(),
        }
    }
}

/// What is to be changed; `None` leaves it. Another role brings its row scope along, unless one is named too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberChange {
    pub role: Option<RoleRef>,
    pub row_scope: Option<RowScope>,
    pub agents: Option<Vec<String>>,
    pub status: Option<String>,
}

/// Which members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberFilter {
    pub status: Option<String>,
    pub role: Option<RoleRef>,
}

/// A tenant in which a person is somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub tenant_id: Uuid,
    pub name: String,
    /// IANA name.
    pub zone: String,
    pub role: String,
}

/// Where a person may sign in, the last used first. In the person's transaction.
pub async fn places(conn: &mut AsyncPgConnection, person: PersonId) -> Result<Vec<Place>, Error> {
    let own = memberships::table
        .inner_join(tenants::table.on(tenants::id.eq(memberships::tenant_id)))
        .filter(
            memberships::person_id
                .eq(person.0)
                .and(memberships::status.eq("active"))
                .and(tenants::status.eq("active")),
        );
    let rows: Vec<(Uuid, String, String, String, Option<Uuid>)> = own
        .order((
            memberships::last_seen_at.desc().nulls_last(),
            memberships::created_at,
            memberships::tenant_id,
        ))
        .select((
            tenants::id,
            tenants::name,
            tenants::zone,
            memberships::role,
            memberships::role_id,
        ))
        .load(conn)
        .await?;
    let place = |(tenant_id, name, zone, role, role_id): (Uuid, String, String, String, Option<Uuid>)| Place {
        tenant_id,
        name,
        zone,
        role: role_id.map_or(role, |id| id.to_string()),
    };
    Ok(rows.into_iter().map(place).collect())
}

impl Member {
    pub fn of(tenant: TenantId) -> Members {
        Members { tenant }
    }

    fn json(&self) -> serde_json::Value {
        json!({ "role": self.role, "row_scope": self.row_scope, "agents": self.agents, "status": self.status })
    }
}

/// The members of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct Members {
    tenant: TenantId,
}

impl Members {
    /// The longest there first.
    pub async fn list(
        &self,
        conn: &mut AsyncPgConnection,
        filter: &MemberFilter,
        page: &PageRequest,
    ) -> Result<Page<Member>, Error> {
        let mut query = memberships::table
            .inner_join(persons::table.on(persons::id.eq(memberships::person_id)))
            .filter(memberships::tenant_id.eq(self.tenant.0))
            .into_boxed();
        if let Some(status) = &filter.status {
            query = query.filter(memberships::status.eq(status));
        }
        if let Some(role) = filter.role {
            let (role, id) = role.columns();
            query = query.filter(
                memberships::role
                    .eq(role)
                    .and(memberships::role_id.is_not_distinct_from(id)),
            );
        }
        if let Some(Cursor { at, id }) = page.after {
            let later = memberships::created_at.gt(at).or(memberships::person_id.gt(id));
            query = query.filter(memberships::created_at.ge(at).and(later));
        }
        let query = query
            .order((memberships::created_at, memberships::person_id))
            .limit(i64::from(page.rows) + 1);
        let rows: Vec<Row> = query.select(COLUMNS).load(conn).await?;
        Ok(
            page.cut(rows.into_iter().map(member).collect(), |member: &Member| Cursor {
                at: member.created_at,
                id: member.id,
            }),
        )
    }

    pub async fn find(&self, conn: &mut AsyncPgConnection, person: PersonId) -> Result<Member, Error> {
        let own = memberships::table
            .inner_join(persons::table.on(persons::id.eq(memberships::person_id)))
            .filter(
                memberships::tenant_id
                    .eq(self.tenant.0)
                    .and(memberships::person_id.eq(person.0)),
            );
        let row: Option<Row> = own.select(COLUMNS).first(conn).await.optional()?;
        row.map(member).ok_or(Error::NotFound("member"))
    }

    /// A conflict if they are a member already. Also as owner, for a tenant's first admin.
    pub async fn add(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        person: PersonId,
        new: NewMember,
    ) -> Result<(), Error> {
        let (permissions, usual) = role::grants(conn, self.tenant, new.role).await?;
        let row_scope = new.row_scope.unwrap_or(usual);
        by.may_grant(permissions, row_scope)?;
        let agents = agents_of(new.agents)?;
        if !agents.is_empty() {
            by.may_seat()?;
        }
        let (role, role_id) = new.role.columns();
        let row = (
            memberships::tenant_id.eq(self.tenant.0),
            memberships::person_id.eq(person.0),
            memberships::role.eq(role),
            memberships::role_id.eq(role_id),
            memberships::row_scope.eq(row_scope.as_str()),
            memberships::agents.eq(&agents),
        );
        let made = diesel::insert_into(memberships::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if made == 0 {
            return Err(Error::Conflict("that person is a member already".into()));
        }
        let told =
            json!({ "role": new.role.text(), "row_scope": row_scope.as_str(), "agents": agents, "status": "active" });
        let entry = Entry::new(&by.actor, "member.added", format!("person:{person}")).change(None, Some(told));
        audit::append(conn, self.tenant, &[entry]).await
    }

    /// Role, row scope, agents and status. Takes effect everywhere within a second; who is not active any more is signed out.
    pub async fn change(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        person: PersonId,
        change: MemberChange,
    ) -> Result<Member, Error> {
        let admins = Guarded::lock(conn, self.tenant).await?;
        let before = self.manageable(conn, by, person).await?;
        let role = change.role.map_or_else(|| RoleRef::parse(&before.role), Ok)?;
        let (permissions, usual) = role::grants(conn, self.tenant, role).await?;
        let row_scope = match (change.row_scope, change.role) {
            (Some(scope), _) => scope,
            (None, Some(_)) => usual,
            (None, None) => RowScope::parse(&before.row_scope)?,
        };
        by.may_grant(permissions, row_scope)?;
        let status = change.status.unwrap_or_else(|| before.status.clone());
        if !["active", "inactive", "suspended"].contains(&status.as_str()) {
            return Err(Error::Invalid(format!(
                "`status` {status:?}: it is active, inactive or suspended"
            )));
        }
        let agents = agents_of(change.agents.unwrap_or_else(|| before.agents.clone()))?;
        if agents != before.agents {
            by.may_seat()?;
        }
        let (name, role_id) = role.columns();
        let set = (
            memberships::role.eq(name),
            memberships::role_id.eq(role_id),
            memberships::row_scope.eq(row_scope.as_str()),
            memberships::agents.eq(agents),
            memberships::status.eq(&status),
        );
        diesel::update(self.row(person)).set(set).execute(conn).await?;
        if status != "active" {
            session::of(self.tenant)
                .end_all(conn, person, None, "member not active")
                .await?;
        }
        admins.remain(conn, self.tenant).await?;
        let after = self.find(conn, person).await?;
        let entry = Entry::new(&by.actor, "member.changed", format!("person:{person}"));
        audit::append(
            conn,
            self.tenant,
            &[entry.change(Some(before.json()), Some(after.json()))],
        )
        .await?;
        Ok(after)
    }

    /// Takes them out of the tenant. The person stays, and so does what they did.
    pub async fn remove(&self, conn: &mut AsyncPgConnection, by: &Grantor, person: PersonId) -> Result<(), Error> {
        let admins = Guarded::lock(conn, self.tenant).await?;
        let before = self.manageable(conn, by, person).await?;
        diesel::delete(self.row(person)).execute(conn).await?;
        admins.remain(conn, self.tenant).await?;
        let entry =
            Entry::new(&by.actor, "member.removed", format!("person:{person}")).change(Some(before.json()), None);
        audit::append(conn, self.tenant, &[entry]).await
    }

    /// Who has more than the one who asks is not theirs to change.
    pub async fn manageable(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        person: PersonId,
    ) -> Result<Member, Error> {
        let member = self.find(conn, person).await?;
        let (permissions, _) = role::grants(conn, self.tenant, RoleRef::parse(&member.role)?).await?;
        by.may_grant(permissions, RowScope::parse(&member.row_scope)?)?;
        Ok(member)
    }

    /// To the minute.
    pub async fn seen(&self, conn: &mut AsyncPgConnection, person: PersonId) -> Result<(), Error> {
        let long_ago = diesel::dsl::sql::<diesel::sql_types::Bool>(
            "(last_seen_at IS NULL OR last_seen_at < app_now() - interval '1 minute')",
        );
        diesel::update(self.row(person).filter(long_ago))
            .set(memberships::last_seen_at.eq(diesel::dsl::sql("app_now()")))
            .execute(conn)
            .await?;
        Ok(())
    }

    #[diesel::dsl::auto_type(no_type_alias)]
    fn row(&self, person: PersonId) -> _ {
        let tenant: Uuid = self.tenant.0;
        let person: Uuid = person.0;
        memberships::table.filter(memberships::tenant_id.eq(tenant).and(memberships::person_id.eq(person)))
    }
}

pub(super) fn agents_of(mut agents: Vec<String>) -> Result<Vec<String>, Error> {
    for agent in &mut agents {
        *agent = agent.trim().to_owned();
    }
    agents.sort_unstable();
    agents.dedup();
    let is_wrong = |agent: &String| agent.is_empty() || agent.len() > 200 || agent.contains('\0');
    if agents.len() > AGENTS_MAX || agents.iter().any(is_wrong) {
        return Err(Error::Invalid(format!(
            "`agents`: at most {AGENTS_MAX} of 1 to 200 letters each"
        )));
    }
    Ok(agents)
}
