//! Who is behind an extension, and since when. Calls keep what their telephone system said; names, and whose calls they are, are looked up
//! here whenever they are read: a correction holds for all calls of the past at once, and no call, roll-up or index is written for it.

mod place;
mod seats;
mod takeover;
pub mod validity;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::desks::Desks;
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::TenantId;
use crate::page::{NameCursor, Page};
use crate::schema::{directory, memberships, persons, source_instances};

pub(super) use seats::desks_of;
use takeover::take_over;

/// Of one tenant.
const LISTINGS_MAX: usize = 20_000;
const LETTERS_MAX: usize = 200;

/// Somebody at an extension, for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = directory, check_for_backend(diesel::pg::Pg))]
pub struct Listing {
    pub id: Uuid,
    /// The telephone system whose extension it is; `None`: that of every one.
    pub source_instance: Option<String>,
    pub extension: String,
    pub name: String,
    /// The member who it is.
    pub person_id: Option<Uuid>,
    /// `None`: always.
    pub valid_from: Option<DateTime<Utc>>,
    /// The first moment at which it is theirs no more.
    pub valid_until: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

impl Listing {
    pub fn of(tenant: TenantId) -> Directory {
        Directory { tenant }
    }

    /// A desk of whoever it is.
    fn seat(self, desks: &mut Desks) {
        desks.add(self.source_instance, self.extension, self.valid_from, self.valid_until);
    }

    fn holds(&self, source: &str, at: DateTime<Utc>) -> bool {
        let is_of_it = self.source_instance.as_deref().is_none_or(|own| own == source);
        is_of_it && self.valid_from.is_none_or(|from| from <= at) && self.valid_until.is_none_or(|until| at < until)
    }
}

/// What a listing is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub source_instance: Option<String>,
    pub extension: String,
    pub name: String,
    pub person_id: Option<Uuid>,
    pub valid_from: Option<DateTime<Utc>>,
    pub valid_until: Option<DateTime<Utc>>,
}

impl From<Listing> for Wanted {
    fn from(listing: Listing) -> Self {
        Self {
            source_instance: listing.source_instance,
            extension: listing.extension,
            name: listing.name,
            person_id: listing.person_id,
            valid_from: listing.valid_from,
            valid_until: listing.valid_until,
        }
    }
}

/// What became of a line of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Whose time at the extension ends with it.
    Created {
        after: Option<String>,
    },
    Changed,
    Unchanged,
    Refused(String),
}

/// The directory of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct Directory {
    tenant: TenantId,
}

impl Directory {
    /// By extension, of those whose extension or name holds `q`.
    pub async fn list(
        &self,
        conn: &mut AsyncPgConnection,
        q: Option<&str>,
        after: Option<&NameCursor>,
        rows: u32,
    ) -> Result<Page<Listing>, Error> {
        let mut own = directory::table
            .filter(directory::tenant_id.eq(self.tenant.0))
            .select(Listing::as_select())
            .into_boxed();
        if let Some(q) = q {
            let holds = diesel::dsl::sql::<Bool>("strpos(lower(extension || ' ' || name), lower(")
                .bind::<Text, _>(q.to_owned())
                .sql(")) > 0");
            own = own.filter(holds);
        }
        if let Some(after) = after {
            let behind = diesel::dsl::sql::<Bool>("(extension, id) > (")
                .bind::<Text, _>(after.name.clone())
                .sql(", ")
                .bind::<SqlUuid, _>(after.id)
                .sql(")");
            own = own.filter(behind);
        }
        let ordered = own.order((directory::extension, directory::id));
        let found: Vec<Listing> = ordered.limit(i64::from(rows) + 1).load(conn).await?;
        Ok(NameCursor::cut(found, rows, |row| (row.extension.clone(), row.id)))
    }

    pub async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Listing, Error> {
        let found = directory::table
            .find((self.tenant.0, id))
            .select(Listing::as_select())
            .first(conn)
            .await;
        found.optional()?.ok_or(Error::NotFound("listing"))
    }

    /// All listings, by extension; nobody else writes any until the transaction ends.
    async fn locked(&self, conn: &mut AsyncPgConnection) -> Result<HashMap<String, Vec<Listing>>, Error> {
        const LOCK: &str =
            "SELECT pg_advisory_xact_lock(hashtextextended('directory', 0) # hashtextextended($1::text, 1))";
        diesel::sql_query(LOCK)
            .bind::<SqlUuid, _>(self.tenant.0)
            .execute(conn)
            .await?;
        let own = directory::table.filter(directory::tenant_id.eq(self.tenant.0));
        let all: Vec<Listing> = own.select(Listing::as_select()).load(conn).await?;
        let mut by_extension: HashMap<String, Vec<Listing>> = HashMap::new();
        for listing in all {
            by_extension.entry(listing.extension.clone()).or_default().push(listing);
        }
        Ok(by_extension)
    }

    /// Who had the extension without an end has it until the new one's beginning.
    pub async fn create(&self, conn: &mut AsyncPgConnection, actor: &str, wanted: Wanted) -> Result<Listing, Error> {
        let wanted = self.checked(conn, wanted).await?;
        let mut all = self.locked(conn).await?;
        if all.values().map(Vec::len).sum::<usize>() >= LISTINGS_MAX {
            return Err(full());
        }
        let there = all.remove(&wanted.extension).unwrap_or_default();
        let placed = take_over(&there, &wanted, None).map_err(Error::Conflict)?;
        let id = Uuid::now_v7();
        self.put(conn, &placed.rows(id, &wanted)).await?;
        let made = self.find(conn, id).await?;
        let entry = Entry::new(actor, "directory.created", format!("listing:{id}")).change(None, json(&made));
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok(made)
    }

    pub async fn change(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        id: Uuid,
        change: impl FnOnce(Wanted) -> Wanted,
    ) -> Result<Listing, Error> {
        let mut all = self.locked(conn).await?;
        let before = self.find(conn, id).await?;
        let wanted = self.checked(conn, change(before.clone().into())).await?;
        let there = all.remove(&wanted.extension).unwrap_or_default();
        let placed = take_over(&there, &wanted, Some(id)).map_err(Error::Conflict)?;
        self.put(conn, &placed.rows(id, &wanted)).await?;
        let after = self.find(conn, id).await?;
        let entry = Entry::new(actor, "directory.changed", format!("listing:{id}"));
        let entry = entry.change(json(&before), json(&after));
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok(after)
    }

    pub async fn delete(&self, conn: &mut AsyncPgConnection, actor: &str, id: Uuid) -> Result<(), Error> {
        let before = self.find(conn, id).await?;
        diesel::delete(directory::table.find((self.tenant.0, id)))
            .execute(conn)
            .await?;
        let entry = Entry::new(actor, "directory.deleted", format!("listing:{id}")).change(json(&before), None);
        audit::append(conn, self.tenant, &[entry]).await
    }

    /// Lines of a table, one after the other: one with the system, extension and beginning of a listing corrects it, any other one is new. What is
    /// wrong is refused for itself. `dry`: nothing is written.
    pub async fn import(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        lines: Vec<Result<Wanted, String>>,
        dry: bool,
    ) -> Result<Vec<Outcome>, Error> {
        let mut all = self.locked(conn).await?;
        let mut count = all.values().map(Vec::len).sum::<usize>();
        let (mut outcomes, mut written) = (Vec::with_capacity(lines.len()), HashMap::new());
        let sources = self.sources(conn).await?;
        let known = |wanted: Wanted| match &wanted.source_instance {
            Some(name) if !sources.contains(name) => Err(unknown_source(name)),
            _ => Ok(wanted),
        };
        for line in lines {
            let (outcome, rows) = match line.and_then(cleaned).and_then(known) {
                Err(refusal) => (Outcome::Refused(refusal), Vec::new()),
                Ok(wanted) => place::line(all.entry(wanted.extension.clone()).or_default(), wanted),
            };
            count += usize::from(matches!(outcome, Outcome::Created { .. }));
            if count > LISTINGS_MAX {
                return Err(full());
            }
            written.extend(rows.into_iter().map(|row| (row.id, row)));
            outcomes.push(outcome);
        }
        if !dry && !written.is_empty() {
            let rows: Vec<Listing> = written.into_values().collect();
            self.put(conn, &rows).await?;
            let entry = Entry::new(actor, "directory.imported", format!("tenant:{}", self.tenant));
            let told = serde_json::json!({ "lines": outcomes.len(), "written": rows.len() });
            audit::append(conn, self.tenant, &[entry.change(None, Some(told))]).await?;
        }
        Ok(outcomes)
    }

    /// Members by their addresses in lower case, as lines of a table name them.
    pub async fn members(&self, conn: &mut AsyncPgConnection) -> Result<HashMap<String, Uuid>, Error> {
        let own = memberships::table
            .inner_join(persons::table.on(persons::id.eq(memberships::person_id)))
            .filter(memberships::tenant_id.eq(self.tenant.0));
        let rows: Vec<(String, Uuid)> = own.select((persons::email, persons::id)).load(conn).await?;
        Ok(rows.into_iter().map(|(email, id)| (email.to_lowercase(), id)).collect())
    }

    /// Names of the telephone systems that there are, or were.
    async fn sources(&self, conn: &mut AsyncPgConnection) -> Result<HashSet<String>, Error> {
        let own = source_instances::table.filter(source_instances::tenant_id.eq(self.tenant.0));
        let names: Vec<String> = own.select(source_instances::name).load(conn).await?;
        Ok(names.into_iter().collect())
    }

    async fn checked(&self, conn: &mut AsyncPgConnection, wanted: Wanted) -> Result<Wanted, Error> {
        let wanted = cleaned(wanted).map_err(Error::Invalid)?;
        if let Some(name) = &wanted.source_instance
            && !self.sources(conn).await?.contains(name)
        {
            return Err(Error::Invalid(unknown_source(name)));
        }
        if let Some(person) = wanted.person_id {
            let member = memberships::table.find((self.tenant.0, person));
            let found: Option<Uuid> = member.select(memberships::person_id).first(conn).await.optional()?;
            found.ok_or_else(|| Error::Invalid("member_id: there is no such member".into()))?;
        }
        Ok(wanted)
    }

    /// New ones, and those that are there as they are now.
    async fn put(&self, conn: &mut AsyncPgConnection, rows: &[Listing]) -> Result<(), Error> {
        const PUT: &str = "INSERT INTO directory AS d (tenant_id, id, extension, name, person_id, valid_from, valid_until, source_instance)
            SELECT $1, n.* FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[], $7::timestamptz[], $8::text[])
                AS n (id, extension, name, person_id, valid_from, valid_until, source_instance)
            ON CONFLICT (tenant_id, id) DO UPDATE SET source_instance = excluded.source_instance, extension = excluded.extension,
                name = excluded.name, person_id = excluded.person_id, valid_from = excluded.valid_from, valid_until = excluded.valid_until, updated_at = app_now()";
        diesel::sql_query(PUT)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Array<SqlUuid>, _>(rows.iter().map(|row| row.id).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(rows.iter().map(|row| row.extension.as_str()).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>())
            .bind::<Array<Nullable<SqlUuid>>, _>(rows.iter().map(|row| row.person_id).collect::<Vec<_>>())
            .bind::<Array<Nullable<Timestamptz>>, _>(rows.iter().map(|row| row.valid_from).collect::<Vec<_>>())
            .bind::<Array<Nullable<Timestamptz>>, _>(rows.iter().map(|row| row.valid_until).collect::<Vec<_>>())
            .bind::<Array<Nullable<Text>>, _>(
                rows.iter()
                    .map(|row| row.source_instance.as_deref())
                    .collect::<Vec<_>>(),
            )
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Who these agents were at these moments.
    pub async fn names(&self, conn: &mut AsyncPgConnection, agents: &[String]) -> Result<Names, Error> {
        if agents.is_empty() {
            return Ok(Names::default());
        }
        let own = directory::table.filter(
            directory::tenant_id
                .eq(self.tenant.0)
                .and(directory::extension.eq_any(agents)),
        );
        let found: Vec<Listing> = own.select(Listing::as_select()).load(conn).await?;
        Ok(Names(found))
    }

    /// Where somebody of this name sat; `None` where nobody has it. Systems may know people by their names, too.
    pub async fn desks_of_name(&self, conn: &mut AsyncPgConnection, name: &str) -> Result<Option<Desks>, Error> {
        let own = directory::table.filter(directory::tenant_id.eq(self.tenant.0));
        let named = diesel::dsl::sql::<Bool>("lower(name) = lower(").bind::<Text, _>(name.to_owned());
        let found: Vec<Listing> = own
            .filter(named.sql(")"))
            .select(Listing::as_select())
            .load(conn)
            .await?;
        if found.is_empty() {
            return Ok(None);
        }
        let mut desks = Desks::always([name.to_owned()]);
        for listing in found {
            listing.seat(&mut desks);
        }
        Ok(Some(desks))
    }
}

/// Listings of some agents, by which moments have names.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Names(Vec<Listing>);

impl Names {
    /// Of an agent of this telephone system.
    pub fn of(&self, source: &str, agent: &str, at: DateTime<Utc>) -> Option<&str> {
        let holds = |listing: &&Listing| listing.extension == agent && listing.holds(source, at);
        self.0.iter().find(holds).map(|listing| listing.name.as_str())
    }
}

fn unknown_source(name: &str) -> String {
    format!("source_instance: there is no telephone system {name:?}")
}

fn full() -> Error {
    Error::Conflict(format!("a directory has at most {LISTINGS_MAX} listings"))
}

fn json(listing: &Listing) -> Option<serde_json::Value> {
    serde_json::to_value(listing).ok()
}

/// Trimmed, without what no name or extension has; moments in whole seconds.
fn cleaned(mut wanted: Wanted) -> Result<Wanted, String> {
    for (what, text, letters_max) in [
        ("extension", &mut wanted.extension, 100),
        ("name", &mut wanted.name, LETTERS_MAX),
    ] {
        *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = text.chars().count();
        if letters == 0 || letters > letters_max || text.chars().any(char::is_control) {
            return Err(format!("{what}: 1 to {letters_max} letters in one line"));
        }
    }
    if wanted.name.starts_with(['=', '+', '-', '@']) {
        return Err("name: it begins like a formula of a spreadsheet".into());
    }
    let second = |at: Option<DateTime<Utc>>| at.and_then(|at| DateTime::from_timestamp(at.timestamp(), 0));
    (wanted.valid_from, wanted.valid_until) = (second(wanted.valid_from), second(wanted.valid_until));
    match (wanted.valid_from, wanted.valid_until) {
        (Some(from), Some(until)) if from >= until => Err("valid_until: it lies before valid_from".into()),
        _ => Ok(wanted),
    }
}
