//! Groups of a tenant's members: departments, shifts. Members of row scope `group` see each other's calls.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::TenantId;
use crate::schema::{group_members, groups, memberships};

/// Of one tenant.
const GROUPS_MAX: i64 = 1_000;
const MEMBERS_MAX: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    pub id: Uuid,
    pub name: String,
    /// Ids of persons.
    pub members: Vec<Uuid>,
}

impl Group {
    pub fn of(tenant: TenantId) -> Groups {
        Groups { tenant }
    }

    fn json(&self) -> serde_json::Value {
        json!({ "name": self.name, "members": self.members })
    }
}

/// The groups of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct Groups {
    tenant: TenantId,
}

impl Groups {
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<Group>, Error> {
        let own = groups::table
            .filter(groups::tenant_id.eq(self.tenant.0))
            .order((groups::name, groups::id));
        let rows: Vec<(Uuid, String)> = own.select((groups::id, groups::name)).load(conn).await?;
        let members: Vec<(Uuid, Uuid)> = group_members::table
            .filter(group_members::tenant_id.eq(self.tenant.0))
            .order((group_members::group_id, group_members::person_id))
            .select((group_members::group_id, group_members::person_id))
            .load(conn)
            .await?;
        let mut by_group: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for (group, person) in members {
            by_group.entry(group).or_default().push(person);
        }
        let group = |(id, name)| Group {
            members: by_group.remove(&id).unwrap_or_default(),
            id,
            name,
        };
        Ok(rows.into_iter().map(group).collect())
    }

    async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Group, Error> {
        let all = self.list(conn).await?;
        all.into_iter()
            .find(|group| group.id == id)
            .ok_or(Error::NotFound("group"))
    }

    pub async fn create(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        name: &str,
        members: &[Uuid],
    ) -> Result<Group, Error> {
        let name = checked(name, members)?;
        let own = groups::table.filter(groups::tenant_id.eq(self.tenant.0));
        if own.count().get_result::<i64>(conn).await? >= GROUPS_MAX {
            return Err(Error::Conflict(format!("at most {GROUPS_MAX} groups")));
        }
        let id = Uuid::now_v7();
        let row = (
            groups::tenant_id.eq(self.tenant.0),
            groups::id.eq(id),
            groups::name.eq(name),
        );
        let made = diesel::insert_into(groups::table)
            .values(row)
            .on_conflict((groups::tenant_id, groups::name))
            .do_nothing()
            .execute(conn)
            .await?;
        if made == 0 {
            return Err(Error::Conflict("another group has this name".into()));
        }
        self.fill(conn, id, members).await?;
        let group = self.find(conn, id).await?;
        let entry = Entry::new(actor, "group.created", format!("group:{id}")).change(None, Some(group.json()));
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok(group)
    }

    /// Name and members as they are to be; `None` leaves them.
    pub async fn change(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        id: Uuid,
        name: Option<&str>,
        members: Option<&[Uuid]>,
    ) -> Result<Group, Error> {
        let before = self.find(conn, id).await?;
        let name = checked(name.unwrap_or(&before.name), members.unwrap_or(&[]))?;
        let own = || groups::table.filter(groups::tenant_id.eq(self.tenant.0));
        let taken = own().filter(groups::name.eq(name).and(groups::id.ne(id)));
        if taken.count().get_result::<i64>(conn).await? > 0 {
            return Err(Error::Conflict("another group has this name".into()));
        }
        diesel::update(own().filter(groups::id.eq(id)))
            .set(groups::name.eq(name))
            .execute(conn)
            .await?;
        if let Some(members) = members {
            self.fill(conn, id, members).await?;
        }
        let after = self.find(conn, id).await?;
        let entry = Entry::new(actor, "group.changed", format!("group:{id}"));
        audit::append(
            conn,
            self.tenant,
            &[entry.change(Some(before.json()), Some(after.json()))],
        )
        .await?;
        Ok(after)
    }

    pub async fn delete(&self, conn: &mut AsyncPgConnection, actor: &str, id: Uuid) -> Result<(), Error> {
        let before = self.find(conn, id).await?;
        let own = groups::table.filter(groups::tenant_id.eq(self.tenant.0).and(groups::id.eq(id)));
        diesel::delete(own).execute(conn).await?;
        let entry = Entry::new(actor, "group.deleted", format!("group:{id}")).change(Some(before.json()), None);
        audit::append(conn, self.tenant, &[entry]).await
    }

    async fn fill(&self, conn: &mut AsyncPgConnection, id: Uuid, members: &[Uuid]) -> Result<(), Error> {
        let mut wanted = members.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let known: i64 = memberships::table
            .filter(
                memberships::tenant_id
                    .eq(self.tenant.0)
                    .and(memberships::person_id.eq_any(&wanted)),
            )
            .count()
            .get_result(conn)
            .await?;
        if usize::try_from(known).ok() != Some(wanted.len()) {
            return Err(Error::NotFound("member"));
        }
        let own = group_members::table.filter(
            group_members::tenant_id
                .eq(self.tenant.0)
                .and(group_members::group_id.eq(id)),
        );
        diesel::delete(own).execute(conn).await?;
        let rows: Vec<_> = wanted
            .into_iter()
            .map(|person| {
                (
                    group_members::tenant_id.eq(self.tenant.0),
                    group_members::group_id.eq(id),
                    group_members::person_id.eq(person),
                )
            })
            .collect();
        diesel::insert_into(group_members::table)
            .values(rows)
            .execute(conn)
            .await?;
        Ok(())
    }
}

fn checked<'a>(name: &'a str, members: &[Uuid]) -> Result<&'a str, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(Error::Invalid("`name` has 1 to 100 letters".into()));
    }
    if members.len() > MEMBERS_MAX {
        return Err(Error::Invalid(format!("`members`: at most {MEMBERS_MAX}")));
    }
    Ok(name)
}
