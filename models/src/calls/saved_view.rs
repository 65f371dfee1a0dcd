//! Lists of calls that people keep: a name and the parameters of the list. A view is its owner's; shared, everybody may open it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::db::clock::app_now;
use crate::ids::{PersonId, TenantId};
use crate::schema::views;

/// Of one person.
const VIEWS_MAX: i64 = 100;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = views, check_for_backend(diesel::pg::Pg))]
pub struct View {
    pub id: Uuid,
    pub owner_id: Uuid,
    pub name: String,
    pub shared: bool,
    /// Parameters of the list of calls, as in an address.
    pub query: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl View {
    fn json(&self) -> serde_json::Value {
        json!({ "name": self.name, "shared": self.shared, "query": self.query })
    }
}

/// What is to be changed; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct ViewChange {
    pub name: Option<String>,
    pub shared: Option<bool>,
    pub query: Option<String>,
}

/// The views that a member may open. Inside the tenant's transaction.
#[derive(Clone, Copy, Debug)]
pub struct Views {
    pub tenant: TenantId,
    pub person: PersonId,
}

impl Views {
    /// Own and shared ones, by name.
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<View>, Error> {
        let seen = views::table
            .filter(views::tenant_id.eq(self.tenant.0))
            .filter(views::owner_id.eq(self.person.0).or(views::shared));
        Ok(seen
            .order((views::name, views::id))
            .select(View::as_select())
            .load(conn)
            .await?)
    }

    async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<View, Error> {
        let all = self.list(conn).await?;
        all.into_iter()
            .find(|view| view.id == id)
            .ok_or(Error::NotFound("view"))
    }

    /// Only its owner changes it.
    async fn own(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<View, Error> {
        let view = self.find(conn, id).await?;
        if view.owner_id == self.person.0 {
            Ok(view)
        } else {
            Err(Error::Forbidden("this view is somebody else's".into()))
        }
    }

    pub async fn create(
        &self,
        conn: &mut AsyncPgConnection,
        name: &str,
        shared: bool,
        query: &str,
    ) -> Result<View, Error> {
        let name = checked(name, query)?;
        let held = views::table.filter(
            views::tenant_id
                .eq(self.tenant.0)
                .and(views::owner_id.eq(self.person.0)),
        );
        if held.count().get_result::<i64>(conn).await? >= VIEWS_MAX {
            return Err(Error::Conflict(format!("at most {VIEWS_MAX} views")));
        }
        let id = Uuid::now_v7();
        let row = (
            views::tenant_id.eq(self.tenant.0),
            views::id.eq(id),
            views::owner_id.eq(self.person.0),
            views::name.eq(name),
            views::shared.eq(shared),
            views::query.eq(query),
        );
        let made = diesel::insert_into(views::table)
            .values(row)
            .on_conflict((views::tenant_id, views::owner_id, views::name))
            .do_nothing()
            .execute(conn)
            .await?;
        if made == 0 {
            return Err(Error::Conflict("another view of yours has this name".into()));
        }
        let view = self.find(conn, id).await?;
        self.told(conn, "view.created", id, None, Some(&view)).await?;
        Ok(view)
    }

    pub async fn change(&self, conn: &mut AsyncPgConnection, id: Uuid, change: &ViewChange) -> Result<View, Error> {
        let before = self.own(conn, id).await?;
        let query = change.query.as_deref().unwrap_or(&before.query);
        let name = checked(change.name.as_deref().unwrap_or(&before.name), query)?;
        let shared = change.shared.unwrap_or(before.shared);
        let own = || views::table.filter(views::tenant_id.eq(self.tenant.0));
        let namesakes = own()
            .filter(views::owner_id.eq(self.person.0).and(views::name.eq(name)))
            .filter(views::id.ne(id));
        if namesakes.count().get_result::<i64>(conn).await? > 0 {
            return Err(Error::Conflict("another view of yours has this name".into()));
        }
        diesel::update(own().filter(views::id.eq(id)))
            .set((
                views::name.eq(name),
                views::shared.eq(shared),
                views::query.eq(query),
                views::updated_at.eq(app_now()),
            ))
            .execute(conn)
            .await?;
        let after = self.find(conn, id).await?;
        self.told(conn, "view.changed", id, Some(&before), Some(&after)).await?;
        Ok(after)
    }

    pub async fn delete(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), Error> {
        let before = self.own(conn, id).await?;
        let own = views::table.filter(views::tenant_id.eq(self.tenant.0).and(views::id.eq(id)));
        diesel::delete(own).execute(conn).await?;
        self.told(conn, "view.deleted", id, Some(&before), None).await
    }

    async fn told(
        &self,
        conn: &mut AsyncPgConnection,
        action: &str,
        id: Uuid,
        before: Option<&View>,
        after: Option<&View>,
    ) -> Result<(), Error> {
        let entry = Entry::new(format!("person:{}", self.person), action, format!("view:{id}"));
        let entry = entry.change(before.map(View::json), after.map(View::json));
        audit::append(conn, self.tenant, &[entry]).await
    }
}

fn checked<'a>(name: &'a str, query: &str) -> Result<&'a str, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.contains('\0') {
        return Err(Error::Invalid("`name` has 1 to 100 letters".into()));
    }
    if query.chars().count() > 4_000 || query.contains('\0') {
        return Err(Error::Invalid("`query` has at most 4,000 letters".into()));
    }
    Ok(name)
}
