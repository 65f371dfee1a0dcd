//! A tenant's tags, and which calls carry which. Bulk: `bulk.rs`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::identity::authority::Rows;
use crate::ids::{CallId, TenantId};
use crate::schema::{call_tags, tags};

/// Of one tenant.
const TAGS_MAX: i64 = 500;
/// Of one call.
const ON_A_CALL_MAX: usize = 50;
/// What a tag may look like.
pub const COLORS: [&str; 13] = [
    "gray", "red", "pink", "grape", "violet", "indigo", "blue", "cyan", "teal", "green", "lime", "yellow", "orange",
];

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = tags, check_for_backend(diesel::pg::Pg))]
pub struct Tag {
    pub id: Uuid,
    pub name: String,
    pub color: String,
    pub created_at: DateTime<Utc>,
}

impl Tag {
    pub fn of(tenant: TenantId) -> Tags {
        Tags { tenant }
    }

    fn json(&self) -> serde_json::Value {
        json!({ "name": self.name, "color": self.color })
    }
}

/// Whose calls are not the asker's does not count for them either.
const COUNT_OF_DESKS: &str = "SELECT t.tag_id, count(*) AS calls FROM call_tags t JOIN calls c ON c.tenant_id = t.tenant_id AND c.id = t.call_id
    WHERE t.tenant_id = $1
        AND EXISTS (SELECT FROM unnest(c.agents) AS own (agent) WHERE held($2, c.source_instance, own.agent, c.started_at))
    GROUP BY 1";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = SqlUuid)]
    tag_id: Uuid,
    #[diesel(sql_type = BigInt)]
    calls: i64,
}

/// The tags of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct Tags {
    tenant: TenantId,
}

impl Tags {
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<Tag>, Error> {
        let own = tags::table.filter(tags::tenant_id.eq(self.tenant.0));
        let mut all: Vec<Tag> = own.select(Tag::as_select()).load(conn).await?;
        all.sort_by_key(|tag| (tag.name.to_lowercase(), tag.id));
        Ok(all)
    }

    /// How many calls carry each: of those that are seen.
    pub async fn counts(&self, conn: &mut AsyncPgConnection, rows: &Rows) -> Result<HashMap<Uuid, i64>, Error> {
        if let Rows::Agents(desks) = rows {
            let query = diesel::sql_query(COUNT_OF_DESKS)
                .bind::<SqlUuid, _>(self.tenant.0)
                .bind::<Jsonb, _>(desks.json());
            let counts: Vec<Count> = query.load(conn).await?;
            return Ok(counts.into_iter().map(|one| (one.tag_id, one.calls)).collect());
        }
        let own = call_tags::table.filter(call_tags::tenant_id.eq(self.tenant.0));
        let counts: Vec<(Uuid, i64)> = own
            .group_by(call_tags::tag_id)
            .select((call_tags::tag_id, diesel::dsl::count_star()))
            .load(conn)
            .await?;
        Ok(counts.into_iter().collect())
    }

    async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Tag, Error> {
        let own = tags::table.filter(tags::tenant_id.eq(self.tenant.0).and(tags::id.eq(id)));
        let found = own.select(Tag::as_select()).first(conn).await.optional()?;
        found.ok_or(Error::NotFound("tag"))
    }

    pub async fn create(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        name: &str,
        color: &str,
    ) -> Result<Tag, Error> {
        let (name, color) = checked(name, color)?;
        let held = tags::table.filter(tags::tenant_id.eq(self.tenant.0));
        if held.count().get_result::<i64>(conn).await? >= TAGS_MAX {
            return Err(Error::Conflict(format!("at most {TAGS_MAX} tags")));
        }
        self.name_is_free(conn, name, None).await?;
        let id = Uuid::now_v7();
        let row = (
            tags::tenant_id.eq(self.tenant.0),
            tags::id.eq(id),
            tags::name.eq(name),
            tags::color.eq(color),
        );
        diesel::insert_into(tags::table)
            .values(row)
            .execute(conn)
            .await
            .map_err(taken)?;
        let tag = self.find(conn, id).await?;
        let entry = Entry::new(actor, "tag.created", format!("tag:{id}")).change(None, Some(tag.json()));
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok(tag)
    }

    /// What is `None` stays.
    pub async fn change(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        id: Uuid,
        (name, color): (Option<&str>, Option<&str>),
    ) -> Result<Tag, Error> {
        let before = self.find(conn, id).await?;
        let (name, color) = checked(name.unwrap_or(&before.name), color.unwrap_or(&before.color))?;
        self.name_is_free(conn, name, Some(id)).await?;
        let own = tags::table.filter(tags::tenant_id.eq(self.tenant.0).and(tags::id.eq(id)));
        diesel::update(own)
            .set((tags::name.eq(name), tags::color.eq(color)))
            .execute(conn)
            .await
            .map_err(taken)?;
        let after = self.find(conn, id).await?;
        let entry = Entry::new(actor, "tag.changed", format!("tag:{id}"));
        audit::append(
            conn,
            self.tenant,
            &[entry.change(Some(before.json()), Some(after.json()))],
        )
        .await?;
        Ok(after)
    }

    /// Off every call that carries it.
    pub async fn delete(&self, conn: &mut AsyncPgConnection, actor: &str, id: Uuid) -> Result<(), Error> {
        let before = self.find(conn, id).await?;
        let own = tags::table.filter(tags::tenant_id.eq(self.tenant.0).and(tags::id.eq(id)));
        diesel::delete(own).execute(conn).await?;
        let entry = Entry::new(actor, "tag.deleted", format!("tag:{id}")).change(Some(before.json()), None);
        audit::append(conn, self.tenant, &[entry]).await
    }

    async fn name_is_free(&self, conn: &mut AsyncPgConnection, name: &str, except: Option<Uuid>) -> Result<(), Error> {
        let key = name.to_lowercase();
        let all = self.list(conn).await?;
        let is_taken = all
            .iter()
            .any(|tag| Some(tag.id) != except && tag.name.to_lowercase() == key);
        if is_taken {
            Err(Error::Conflict("another tag has this name".into()))
        } else {
            Ok(())
        }
    }

    /// The tags that are named, by id or by name whatever its case; an unknown one is not found.
    pub async fn named(&self, conn: &mut AsyncPgConnection, names: &[String]) -> Result<Vec<Uuid>, Error> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        // Looked up and not looked through: an address has room for thousands of names.
        let all = self.list(conn).await?;
        let known = all
            .iter()
            .flat_map(|tag| [(tag.name.to_lowercase(), tag.id), (tag.id.to_string(), tag.id)]);
        let known: HashMap<String, Uuid> = known.collect();
        let find = |wanted: &String| known.get(&wanted.to_lowercase()).copied().ok_or(Error::NotFound("tag"));
        names.iter().map(find).collect()
    }

    /// Of each of these calls, its tags by name.
    pub async fn on(&self, conn: &mut AsyncPgConnection, calls: &[Uuid]) -> Result<HashMap<Uuid, Vec<Tag>>, Error> {
        let carried = call_tags::table.filter(
            call_tags::tenant_id
                .eq(self.tenant.0)
                .and(call_tags::call_id.eq_any(calls.to_vec())),
        );
        let pairs: Vec<(Uuid, Uuid)> = carried
            .select((call_tags::call_id, call_tags::tag_id))
            .load(conn)
            .await?;
        let mut on: HashMap<Uuid, Vec<Tag>> = HashMap::new();
        if pairs.is_empty() {
            return Ok(on);
        }
        let all = self.list(conn).await?;
        for tag in &all {
            for (call, _) in pairs.iter().filter(|(_, carried)| *carried == tag.id) {
                on.entry(*call).or_default().push(tag.clone());
            }
        }
        Ok(on)
    }

    /// Makes these the call's tags, and no others; whether anything changed. The call is locked by the caller.
    pub async fn put_on(&self, conn: &mut AsyncPgConnection, call: CallId, wanted: &[Uuid]) -> Result<bool, Error> {
        if wanted.len() > ON_A_CALL_MAX {
            return Err(Error::Invalid(format!(
                "`tags`: a call carries at most {ON_A_CALL_MAX}"
            )));
        }
        let own = tags::table.filter(tags::tenant_id.eq(self.tenant.0).and(tags::id.eq_any(wanted.to_vec())));
        let known: Vec<Uuid> = own.select(tags::id).load(conn).await?;
        if wanted.iter().any(|id| !known.contains(id)) {
            return Err(Error::NotFound("tag"));
        }
        let carried = || {
            call_tags::table.filter(
                call_tags::tenant_id
                    .eq(self.tenant.0)
                    .and(call_tags::call_id.eq(call.0)),
            )
        };
        let others = carried().filter(diesel::dsl::not(call_tags::tag_id.eq_any(known.clone())));
        let gone = diesel::delete(others).execute(conn).await?;
        let rows: Vec<_> = known
            .iter()
            .map(|tag| {
                (
                    call_tags::tenant_id.eq(self.tenant.0),
                    call_tags::tag_id.eq(*tag),
                    call_tags::call_id.eq(call.0),
                )
            })
            .collect();
        let new = diesel::insert_into(call_tags::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        Ok(gone + new > 0)
    }
}

fn checked<'a>(name: &'a str, color: &'a str) -> Result<(&'a str, &'a str), Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 50 || name.contains([',', '\0', '\n', '\r']) {
        return Err(Error::Invalid(
            "`name` has 1 to 50 letters in one line, and no comma".into(),
        ));
    }
    if !COLORS.contains(&color) {
        return Err(Error::Invalid(format!(
            "`color` {color:?}: it is one of {}",
            COLORS.join(", ")
        )));
    }
    Ok((name, color))
}

/// Somebody else took the name meanwhile.
fn taken(error: diesel::result::Error) -> Error {
    use diesel::result::{DatabaseErrorKind, Error as Diesel};
    match error {
        Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Error::Conflict("another tag has this name".into())
        }
        other => other.into(),
    }
}
