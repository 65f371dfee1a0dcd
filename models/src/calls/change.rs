//! What people do to a call: put tags on it, put it away. One call, or all that a filter wants; each change is told and audited.

use diesel::prelude::*;
use diesel::sql_types::{Array, Jsonb, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::filter::CallFilter;
use super::intake::{Doorbell, Event};
use super::queue::view::desks;
use super::result::told::append;
use super::tag::Tag;
use crate::Error;
use crate::analytics::Scope;
use crate::compliance::audit::{self, Entry};
use crate::identity::authority::Rows;
use crate::ids::{CallId, TenantId};

/// So many calls are changed by one order.
pub const CALLS_MAX: i64 = 100_000;
/// So many ids one event names; the rest is only counted.
const TOLD_MAX: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Tag(Uuid),
    Untag(Uuid),
    Archive,
    Unarchive,
}

/// Which calls.
#[derive(Clone, Debug)]
pub enum Selection {
    Calls(Vec<Uuid>),
    Filter(Box<CallFilter>),
}

impl Selection {
    /// Ids of its calls, as they are named or as the filter lists them now. Inside the tenant's transaction. Errors: more than `CALLS_MAX`.
    pub async fn ids(&self, conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Vec<Uuid>, Error> {
        let ids = match self {
            Selection::Calls(ids) => ids.clone(),
            Selection::Filter(filter) => {
                let scope = Scope {
                    tenant,
                    filter: filter.as_ref().clone(),
                };
                crate::analytics::ids(conn, &scope, CALLS_MAX + 1).await?
            }
        };
        match i64::try_from(ids.len()) {
            Ok(..=CALLS_MAX) => Ok(ids),
            _ => Err(Error::Conflict(format!(
                "more than {CALLS_MAX} calls: narrow the filter"
            ))),
        }
    }
}

/// What became of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub changed: Vec<Uuid>,
    /// Were so already.
    pub unchanged: Vec<Uuid>,
    /// Of a selection: not there, or not to be seen.
    pub not_found: Vec<Uuid>,
    pub bell: Option<Doorbell>,
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// The calls of one tenant that may be changed: those of these rows. Inside its transaction.
#[derive(Clone, Debug)]
pub struct Changes<'a> {
    pub tenant: TenantId,
    pub rows: &'a Rows,
    pub actor: &'a str,
}

impl Changes<'_> {
    /// One call: its tags as they are to be, whether it is put away; `None` leaves it.
    pub async fn one(
        &self,
        conn: &mut AsyncPgConnection,
        call: CallId,
        tags: Option<&[Uuid]>,
        archived: Option<bool>,
    ) -> Result<Option<Doorbell>, Error> {
        let found = self.locked(conn, &Selection::Calls(vec![call.0])).await?;
        if found.is_empty() {
            return Err(Error::NotFound("call"));
        }
        let own = Tag::of(self.tenant);
        let before = own.on(conn, &[call.0]).await?;
        let mut changed = Vec::new();
        if let Some(tags) = tags
            && own.put_on(conn, call, tags).await?
        {
            changed.push("tags");
        }
        if let Some(archived) = archived
            && !self.archive(conn, &[call.0], archived).await?.is_empty()
        {
            changed.push("archived");
        }
        if changed.is_empty() {
            return Ok(None);
        }
        let after = own.on(conn, &[call.0]).await?;
        let names = |tags: &std::collections::HashMap<Uuid, Vec<Tag>>| -> Vec<String> {
            let own = tags.get(&call.0).into_iter().flatten();
            own.map(|tag| tag.name.clone()).collect()
        };
        let entry = Entry::new(self.actor, "call.changed", format!("call:{call}")).change(
            Some(json!({ "tags": names(&before) })),
            Some(json!({ "tags": names(&after), "archived": archived })),
        );
        audit::append(conn, self.tenant, &[entry]).await?;
        let event = Event {
            tenant: self.tenant,
            kind: "call.updated",
            data: json!({ "call_id": call, "changed": changed }),
            trace: None,
            whose: None,
        };
        append(conn, self.tenant, &[event]).await
    }

    /// All of a selection.
    pub async fn many(
        &self,
        conn: &mut AsyncPgConnection,
        selection: &Selection,
        change: Change,
    ) -> Result<Done, Error> {
        if let Change::Tag(tag) | Change::Untag(tag) = change {
            Tag::of(self.tenant).named(conn, &[tag.to_string()]).await?;
        }
        let found = self.locked(conn, selection).await?;
        let changed = match change {
            Change::Tag(tag) => self.tag(conn, &found, tag, true).await?,
            Change::Untag(tag) => self.tag(conn, &found, tag, false).await?,
            Change::Archive => self.archive(conn, &found, true).await?,
            Change::Unarchive => self.archive(conn, &found, false).await?,
        };
        let mut done = Done {
            unchanged: found
                .iter()
                .copied()
                .filter(|id| changed.binary_search(id).is_err())
                .collect(),
            not_found: match selection {
                Selection::Calls(asked) => asked
                    .iter()
                    .copied()
                    .filter(|id| found.binary_search(id).is_err())
                    .collect(),
                Selection::Filter(_) => Vec::new(),
            },
            changed,
            bell: None,
        };
        if !done.changed.is_empty() {
            done.bell = self.tell(conn, &done.changed, change).await?;
        }
        Ok(done)
    }

    /// Ids that are there and may be seen, in their order, locked.
    async fn locked(&self, conn: &mut AsyncPgConnection, selection: &Selection) -> Result<Vec<Uuid>, Error> {
        let ids = selection.ids(conn, self.tenant).await?;
        const LOCK: &str =
            "SELECT id FROM calls WHERE tenant_id = $1 AND id = ANY($2) AND moved_to IS NULL
                AND ($3 IS NULL OR EXISTS (SELECT FROM unnest(agents) AS own (agent) WHERE held($3, source_instance, own.agent, started_at)))
            ORDER BY id FOR NO KEY UPDATE";
        let locked: Vec<IdRow> = diesel::sql_query(LOCK)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Array<SqlUuid>, _>(ids)
            .bind::<Nullable<Jsonb>, _>(desks(self.rows))
            .load(conn)
            .await?;
        Ok(locked.into_iter().map(|row| row.id).collect())
    }

    async fn tag(&self, conn: &mut AsyncPgConnection, calls: &[Uuid], tag: Uuid, on: bool) -> Result<Vec<Uuid>, Error> {
        const ON: &str =
            "INSERT INTO call_tags (tenant_id, tag_id, call_id) SELECT $1, $2, id FROM unnest($3::uuid[]) AS n (id)
            ON CONFLICT DO NOTHING RETURNING call_id AS id";
        const OFF: &str =
            "DELETE FROM call_tags WHERE tenant_id = $1 AND tag_id = $2 AND call_id = ANY($3) RETURNING call_id AS id";
        let query = diesel::sql_query(if on { ON } else { OFF })
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(tag)
            .bind::<Array<SqlUuid>, _>(calls);
        Ok(sorted(query.load(conn).await?))
    }

    async fn archive(&self, conn: &mut AsyncPgConnection, calls: &[Uuid], away: bool) -> Result<Vec<Uuid>, Error> {
        const AWAY: &str = "UPDATE calls SET archived_at = app_now(), updated_at = app_now() WHERE tenant_id = $1 AND id = ANY($2) AND archived_at IS NULL RETURNING id";
        const BACK: &str = "UPDATE calls SET archived_at = NULL, updated_at = app_now() WHERE tenant_id = $1 AND id = ANY($2) AND archived_at IS NOT NULL RETURNING id";
        let query = diesel::sql_query(if away { AWAY } else { BACK })
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Array<SqlUuid>, _>(calls);
        Ok(sorted(query.load(conn).await?))
    }

    async fn tell(
        &self,
        conn: &mut AsyncPgConnection,
        changed: &[Uuid],
        change: Change,
    ) -> Result<Option<Doorbell>, Error> {
        let (action, tag) = match change {
            Change::Tag(tag) => ("calls.tagged", Some(tag)),
            Change::Untag(tag) => ("calls.untagged", Some(tag)),
            Change::Archive => ("calls.archived", None),
            Change::Unarchive => ("calls.unarchived", None),
        };
        let entry = Entry::new(self.actor, action, "calls");
        let told = json!({ "calls": changed, "tag": tag });
        audit::append(conn, self.tenant, &[entry.change(None, Some(told))]).await?;
        let named = changed.get(..TOLD_MAX).unwrap_or(changed);
        let event = Event {
            tenant: self.tenant,
            kind: "calls.updated",
            data: json!({ "call_ids": named, "count": changed.len(), "changed": if tag.is_some() { "tags" } else { "archived" } }),
            trace: None,
            whose: None,
        };
        append(conn, self.tenant, &[event]).await
    }
}

fn sorted(rows: Vec<IdRow>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids
}
