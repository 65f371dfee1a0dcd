//! Numbers that a tenant knows: whose they are, and who of them is very important. The number lies open, as calls' numbers do; the name and
//! the company are sealed, and no audit entry tells them.

mod import;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::{DataKey, Place};
use crate::db::Pool;
use crate::db::clock::app_now;
use crate::ids::TenantId;
use crate::page::{NameCursor, Page};
use crate::schema::contacts;

pub use import::{Outcome, import};

/// Of one tenant.
const CONTACTS_MAX: i64 = 200_000;
const LETTERS_MAX: usize = 200;
/// Rows that one look for a name opens, so that one request has an end: its page may hold fewer than asked for, and go on.
const OPENED_MAX: usize = 20_000;
const OPENED_AT_ONCE: i64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub company: Option<String>,
    pub vip: bool,
    pub updated_at: DateTime<Utc>,
}

/// What a contact is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// As calls have it.
    pub number: String,
    pub name: String,
    pub company: Option<String>,
    pub vip: bool,
}

impl From<Contact> for Wanted {
    fn from(contact: Contact) -> Self {
        Self {
            number: contact.number,
            name: contact.name,
            company: contact.company,
            vip: contact.vip,
        }
    }
}

/// Which contacts.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// How the number begins.
    pub begins: Option<String>,
    /// Part of the name, the company or the number, whatever its case.
    pub holds: Option<String>,
    pub vip: Option<bool>,
}

/// What is sealed.
#[derive(Deserialize, Serialize)]
struct Words {
    name: String,
    company: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contacts, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    number: String,
    sealed: Vec<u8>,
    vip: bool,
    updated_at: DateTime<Utc>,
}

/// The contacts of one tenant. Inside its transaction, unless it says otherwise.
pub struct Contacts<'a> {
    pub tenant: TenantId,
    pub key: &'a DataKey,
}

impl Contacts<'_> {
    /// By number. A transaction for each part that is opened.
    pub async fn list(
        &self,
        app: &Pool,
        filter: &Filter,
        after: Option<NameCursor>,
        rows: u32,
    ) -> Result<Page<Contact>, Error> {
        let (mut found, mut at, mut opened) = (Vec::new(), after, 0);
        let part = match filter.holds {
            Some(_) => OPENED_AT_ONCE,
            None => i64::from(rows) + 1,
        };
        loop {
            let part_of = app.tenant(self.tenant, async |conn| {
                self.part(conn, filter, at.as_ref(), part).await
            });
            let read = part_of.await?;
            let is_last = read.len() < usize::try_from(part).unwrap_or(usize::MAX);
            opened += read.len();
            let place = |row: &Row| NameCursor {
                name: row.number.clone(),
                id: row.id,
            };
            at = read.last().map(place).or(at);
            found.extend(self.matching(read, filter).await?);
            if found.len() > rows as usize {
                return Ok(NameCursor::cut(found, rows, |one: &Contact| {
                    (one.number.clone(), one.id)
                }));
            }
            if is_last || opened >= OPENED_MAX {
                let next = at.filter(|_| !is_last).map(|at| at.to_text());
                return Ok(Page { data: found, next });
            }
        }
    }

    async fn part(
        &self,
        conn: &mut AsyncPgConnection,
        filter: &Filter,
        after: Option<&NameCursor>,
        rows: i64,
    ) -> Result<Vec<Row>, Error> {
        let mut own = contacts::table
            .filter(contacts::tenant_id.eq(self.tenant.0))
            .select(Row::as_select())
            .into_boxed();
        if let Some(begins) = &filter.begins {
            own = own.filter(diesel::dsl::sql::<Bool>("number ^@ ").bind::<Text, _>(begins.clone()));
        }
        if let Some(vip) = filter.vip {
            own = own.filter(contacts::vip.eq(vip));
        }
        if let Some(after) = after {
            // No number stands there twice.
            own = own.filter(contacts::number.gt(after.name.clone()));
        }
        Ok(own.order(contacts::number).limit(rows).load(conn).await?)
    }

    /// Opened, and of them those that hold what is looked for.
    async fn matching(&self, rows: Vec<Row>, filter: &Filter) -> Result<Vec<Contact>, Error> {
        let wanted = filter.holds.as_deref().map(str::to_lowercase);
        let holds = move |contact: &Contact| {
            let Some(wanted) = &wanted else { return true };
            let has = |text: &str| text.to_lowercase().contains(wanted.as_str());
            has(&contact.name) || contact.company.as_deref().is_some_and(has) || has(&contact.number)
        };
        let opened = self.opened(rows).await?;
        Ok(opened.into_iter().filter(holds).collect())
    }

    async fn opened(&self, rows: Vec<Row>) -> Result<Vec<Contact>, Error> {
        let (tenant, key) = (self.tenant, self.key.clone());
        // Many take longer than async code may compute.
        let opening = tokio::task::spawn_blocking(move || {
            let opened = rows.into_iter().map(|row| open(&key, tenant, row));
            opened.collect::<Result<Vec<Contact>, Error>>()
        });
        opening
            .await
            .map_err(|error| Error::Refused(format!("opening contacts did not end: {error}")))?
    }

    pub async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Contact, Error> {
        let found = contacts::table
            .find((self.tenant.0, id))
            .select(Row::as_select())
            .first(conn)
            .await;
        open(
            self.key,
            self.tenant,
            found.optional()?.ok_or(Error::NotFound("contact"))?,
        )
    }

    /// Those of these numbers that are known.
    pub async fn of_numbers(
        &self,
        conn: &mut AsyncPgConnection,
        numbers: &[String],
    ) -> Result<HashMap<String, Contact>, Error> {
        if numbers.is_empty() {
            return Ok(HashMap::new());
        }
        let own = contacts::table.filter(
            contacts::tenant_id
                .eq(self.tenant.0)
                .and(contacts::number.eq_any(numbers)),
        );
        let rows: Vec<Row> = own.select(Row::as_select()).load(conn).await?;
        let opened = self.opened(rows).await?;
        Ok(opened.into_iter().map(|one| (one.number.clone(), one)).collect())
    }

    pub async fn create(&self, conn: &mut AsyncPgConnection, actor: &str, wanted: Wanted) -> Result<Contact, Error> {
        let wanted = cleaned(wanted).map_err(Error::Invalid)?;
        let held = contacts::table.filter(contacts::tenant_id.eq(self.tenant.0));
        if held.count().get_result::<i64>(conn).await? >= CONTACTS_MAX {
            return Err(full());
        }
        let id = Uuid::now_v7();
        let row = (
            contacts::tenant_id.eq(self.tenant.0),
            contacts::id.eq(id),
            contacts::number.eq(&wanted.number),
            contacts::sealed.eq(seal(self.key, self.tenant, id, &wanted)?),
            contacts::vip.eq(wanted.vip),
        );
        diesel::insert_into(contacts::table)
            .values(row)
            .execute(conn)
            .await
            .map_err(taken)?;
        let entry = Entry::new(actor, "contact.created", format!("contact:{id}"));
        let entry = entry.change(None, Some(json!({ "vip": wanted.vip })));
        audit::append(conn, self.tenant, &[entry]).await?;
        self.find(conn, id).await
    }

    pub async fn change(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        id: Uuid,
        change: impl FnOnce(Wanted) -> Wanted,
    ) -> Result<Contact, Error> {
        let before: Wanted = self.find(conn, id).await?.into();
        let wanted = cleaned(change(before.clone())).map_err(Error::Invalid)?;
        let values = (
            contacts::number.eq(&wanted.number),
            contacts::sealed.eq(seal(self.key, self.tenant, id, &wanted)?),
            contacts::vip.eq(wanted.vip),
            contacts::updated_at.eq(app_now()),
        );
        diesel::update(contacts::table.find((self.tenant.0, id)))
            .set(values)
            .execute(conn)
            .await
            .map_err(taken)?;
        let changed = [
            ("number", before.number != wanted.number),
            ("name", before.name != wanted.name),
            ("company", before.company != wanted.company),
        ];
        let changed: Vec<&str> = changed.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
        let entry = Entry::new(actor, "contact.changed", format!("contact:{id}"));
        let after = json!({ "vip": wanted.vip, "changed": changed });
        let entry = entry.change(Some(json!({ "vip": before.vip })), Some(after));
        audit::append(conn, self.tenant, &[entry]).await?;
        self.find(conn, id).await
    }

    pub async fn delete(&self, conn: &mut AsyncPgConnection, actor: &str, id: Uuid) -> Result<(), Error> {
        let own = contacts::table.find((self.tenant.0, id));
        if diesel::delete(own).execute(conn).await? == 0 {
            return Err(Error::NotFound("contact"));
        }
        let entry = Entry::new(actor, "contact.deleted", format!("contact:{id}"));
        audit::append(conn, self.tenant, &[entry]).await
    }
}

fn place(tenant: TenantId, id: &Uuid) -> Place<'_> {
    Place {
        tenant,
        table: "contacts",
        row: id.as_bytes(),
    }
}

fn seal(key: &DataKey, tenant: TenantId, id: Uuid, wanted: &Wanted) -> Result<Vec<u8>, Error> {
    let words = Words {
        name: wanted.name.clone(),
        company: wanted.company.clone(),
    };
    let words = serde_json::to_vec(&words).map_err(corrupt)?;
    Ok(key.seal(place(tenant, &id), &words)?)
}

fn open(key: &DataKey, tenant: TenantId, row: Row) -> Result<Contact, Error> {
    let words = key.open(place(tenant, &row.id), &row.sealed)?;
    let words: Words = serde_json::from_slice(&words).map_err(corrupt)?;
    Ok(Contact {
        id: row.id,
        number: row.number,
        name: words.name,
        company: words.company,
        vip: row.vip,
        updated_at: row.updated_at,
    })
}

fn corrupt(source: serde_json::Error) -> Error {
    Error::Corrupt {
        what: "contact",
        source,
    }
}

fn full() -> Error {
    Error::Conflict(format!("at most {CONTACTS_MAX} contacts"))
}

/// Somebody has the number already.
fn taken(error: diesel::result::Error) -> Error {
    use diesel::result::{DatabaseErrorKind, Error as Diesel};
    match error {
        Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Error::Conflict("another contact has this number".into())
        }
        other => other.into(),
    }
}

/// Trimmed; without what a spreadsheet would compute when the list is taken out again.
fn cleaned(mut wanted: Wanted) -> Result<Wanted, String> {
    if wanted.number.is_empty() || wanted.number.chars().count() > 100 || wanted.number.chars().any(char::is_control) {
        return Err("number: 1 to 100 letters".into());
    }
    wanted.name = text("name", &wanted.name)?;
    if wanted.name.is_empty() {
        return Err(format!("name: 1 to {LETTERS_MAX} letters in one line"));
    }
    wanted.company = match wanted.company {
        Some(company) => Some(text("company", &company)?).filter(|company| !company.is_empty()),
        None => None,
    };
    Ok(wanted)
}

fn text(what: &str, given: &str) -> Result<String, String> {
    let text = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > LETTERS_MAX || text.chars().any(char::is_control) {
        return Err(format!("{what}: 1 to {LETTERS_MAX} letters in one line"));
    }
    if text.starts_with(['=', '+', '-', '@']) {
        return Err(format!("{what}: it begins like a formula of a spreadsheet"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(name: &str, company: Option<&str>) -> Wanted {
        Wanted {
            number: "+4930".into(),
            name: name.into(),
            company: company.map(str::to_owned),
            vip: false,
        }
    }

    #[test]
    fn a_name_is_one_line_of_text_and_no_formula() {
        let taken = cleaned(wanted(" Kim  Ltd ", Some(" "))).unwrap();
        assert_eq!((taken.name.as_str(), taken.company), ("Kim Ltd", None));
        for (name, company) in [
            ("", None),
            ("=1+1", None),
            ("Kim", Some("@SUM(A1)")),
            (&"x".repeat(201), None),
        ] {
            assert!(cleaned(wanted(name, company)).is_err(), "{name} {company:?}");
        }
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_own_row() {
        let (key, tenant, id) = (
            DataKey::random().unwrap(),
            TenantId(Uuid::from_u128(1)),
            Uuid::from_u128(2),
        );
        let sealed = seal(&key, tenant, id, &wanted("Kim", Some("Ltd"))).unwrap();
        assert!(!sealed.windows(3).any(|bytes| bytes == b"Kim"));
        let row = |id| Row {
            id,
            number: "+4930".into(),
            sealed: sealed.clone(),
            vip: true,
            updated_at: DateTime::UNIX_EPOCH,
        };
        assert_eq!(open(&key, tenant, row(id)).unwrap().name, "Kim");
        assert!(open(&key, tenant, row(Uuid::from_u128(3))).is_err());
    }
}
