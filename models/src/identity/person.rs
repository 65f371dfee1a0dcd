//! A person: one address, one name, in every tenant the same. What they are in a tenant: `membership`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::email::Email;
use crate::Error;
use crate::ids::PersonId;
use crate::schema::persons;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = persons, check_for_backend(diesel::pg::Pg))]
pub struct Person {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl Person {
    pub fn person_id(&self) -> PersonId {
        PersonId(self.id)
    }

    /// In this person's transaction, or as owner. An address that somebody has already is a conflict.
    pub async fn insert(
        conn: &mut AsyncPgConnection,
        id: PersonId,
        email: &Email,
        name: &str,
        verified: bool,
    ) -> Result<Person, Error> {
        let now = diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>>(match verified {
            true => "app_now()",
            false => "NULL",
        });
        let row = (
            persons::id.eq(id.0),
            persons::email.eq(email.as_str()),
            persons::email_key.eq(email.key()),
            persons::name.eq(name_of(name)?),
            persons::email_verified_at.eq(now),
        );
        // Of another person the app role sees nothing, so the conflict is told by what comes back.
        let made = diesel::insert_into(persons::table)
            .values(row)
            .on_conflict(persons::email_key)
            .do_nothing()
            .returning(Person::as_returning())
            .get_result(conn)
            .await
            .optional()?;
        made.ok_or_else(|| Error::Conflict("somebody has this address already".into()))
    }

    /// In this person's transaction, or in that of a tenant of theirs.
    pub async fn find(conn: &mut AsyncPgConnection, id: PersonId) -> Result<Person, Error> {
        let found = persons::table.find(id.0).select(Person::as_select()).first(conn).await;
        found.optional()?.ok_or(Error::NotFound("person"))
    }

    /// In this person's transaction.
    pub async fn rename(conn: &mut AsyncPgConnection, id: PersonId, name: &str) -> Result<Person, Error> {
        let row = diesel::update(persons::table.find(id.0)).set(persons::name.eq(name_of(name)?));
        let renamed = row
            .returning(Person::as_returning())
            .get_result(conn)
            .await
            .optional()?;
        renamed.ok_or(Error::NotFound("person"))
    }

    /// Another address, which is shown to be theirs; what was the old one. A conflict if somebody has it. In this person's transaction.
    pub async fn move_to(conn: &mut AsyncPgConnection, id: PersonId, email: &Email) -> Result<String, Error> {
        let before = Person::find(conn, id).await?.email;
        let set = (
            persons::email.eq(email.as_str()),
            persons::email_key.eq(email.key()),
            persons::email_verified_at.eq(diesel::dsl::sql("app_now()")),
        );
        let moved = diesel::update(persons::table.find(id.0)).set(set).execute(conn).await;
        match moved {
            Ok(_) => Ok(before),
            Err(diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _)) => {
                Err(Error::Conflict("somebody has this address already".into()))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// A name stands in mails and lists: one line of letters.
pub fn name_of(name: &str) -> Result<&str, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(Error::Invalid("`name` has 1 to 200 letters, and no line breaks".into()));
    }
    Ok(name)
}
