//! An account of the platform's staff. An owner who can sign in stays, whatever else is changed. Written as owner, read as staff.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::role::StaffRole;
use super::{impersonation, session};
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::identity::email::Email;
use crate::identity::person;
use crate::ids::{PLATFORM, StaffId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Staff {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// `owner admin support`.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// `active suspended`.
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Bool)]
    pub second_factor: bool,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_seen_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str =
    "id, email, name, role, status, totp_confirmed_at IS NOT NULL AS second_factor, created_at, last_seen_at";

/// An account that is to be.
#[derive(Clone, Debug)]
pub struct NewStaff {
    pub email: Email,
    pub name: String,
    pub role: StaffRole,
    pub password_hash: String,
}

/// What is to be changed; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct StaffChange {
    pub name: Option<String>,
    pub role: Option<StaffRole>,
    pub active: Option<bool>,
}

impl Staff {
    pub fn staff_id(&self) -> StaffId {
        StaffId(self.id)
    }

    fn json(&self) -> serde_json::Value {
        json!({ "email": self.email, "name": self.name, "role": self.role, "status": self.status })
    }

    /// As owner. Whoever has this address already is a conflict.
    pub async fn create(conn: &mut AsyncPgConnection, actor: &str, new: &NewStaff) -> Result<Staff, Error> {
        let create = format!(
            "INSERT INTO staff (id, email, email_key, name, role, password_hash) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (email_key) DO NOTHING RETURNING {COLUMNS}"
        );
        let made = diesel::sql_query(create)
            .bind::<SqlUuid, _>(StaffId::random().0)
            .bind::<Text, _>(new.email.as_str())
            .bind::<Text, _>(new.email.key())
            .bind::<Text, _>(person::name_of(&new.name)?)
            .bind::<Text, _>(new.role.as_str())
            .bind::<Text, _>(&new.password_hash)
            .get_result::<Staff>(conn)
            .await
            .optional()?;
        let made = made.ok_or_else(|| Error::Conflict("somebody of the staff has this address already".into()))?;
        let entry = Entry::new(actor, "staff.created", format!("staff:{}", made.id));
        audit::append(conn, PLATFORM, &[entry.change(None, Some(made.json()))]).await?;
        Ok(made)
    }

    /// The longest there first. As staff or owner.
    pub async fn list(conn: &mut AsyncPgConnection) -> Result<Vec<Staff>, Error> {
        let list = format!("SELECT {COLUMNS} FROM staff ORDER BY created_at, id");
        Ok(diesel::sql_query(list).load(conn).await?)
    }

    pub async fn find(conn: &mut AsyncPgConnection, id: StaffId) -> Result<Staff, Error> {
        let find = format!("SELECT {COLUMNS} FROM staff WHERE id = $1");
        let found = diesel::sql_query(find)
            .bind::<SqlUuid, _>(id.0)
            .get_result(conn)
            .await
            .optional()?;
        found.ok_or(Error::NotFound("member of the staff"))
    }

    pub async fn by_email(conn: &mut AsyncPgConnection, email: &Email) -> Result<Staff, Error> {
        let find = format!("SELECT {COLUMNS} FROM staff WHERE email_key = $1");
        let found = diesel::sql_query(find)
            .bind::<Text, _>(email.key())
            .get_result(conn)
            .await
            .optional()?;
        found.ok_or(Error::NotFound("member of the staff"))
    }

    /// As owner. Who is suspended, or gets another role, is signed out.
    pub async fn change(
        conn: &mut AsyncPgConnection,
        actor: &str,
        id: StaffId,
        change: &StaffChange,
    ) -> Result<Staff, Error> {
        // Of two who demote each other at the same time, one comes second and is refused.
        const LOCK: &str = "SELECT count(*) FROM (SELECT FROM staff WHERE role = 'owner' ORDER BY id FOR UPDATE) o";
        diesel::sql_query(LOCK).execute(conn).await?;
        let before = Self::find(conn, id).await?;
        let set = format!(
            "UPDATE staff SET name = coalesce($2, name), role = coalesce($3, role), status = coalesce($4, status)
            WHERE id = $1 RETURNING {COLUMNS}"
        );
        let status = change.active.map(|active| if active { "active" } else { "suspended" });
        let name = change.name.as_deref().map(person::name_of).transpose()?;
        let after: Staff = diesel::sql_query(set)
            .bind::<SqlUuid, _>(id.0)
            .bind::<Nullable<Text>, _>(name)
            .bind::<Nullable<Text>, _>(change.role.map(StaffRole::as_str))
            .bind::<Nullable<Text>, _>(status)
            .get_result(conn)
            .await?;
        an_owner_stays(conn).await?;
        if (&before.role, &before.status) != (&after.role, &after.status) {
            session::end_all(conn, id, None, "role or status changed").await?;
            impersonation::end_all(conn, id, actor).await?;
        }
        let entry = Entry::new(actor, "staff.changed", format!("staff:{id}"));
        audit::append(conn, PLATFORM, &[entry.change(Some(before.json()), Some(after.json()))]).await?;
        Ok(after)
    }
}

#[derive(QueryableByName)]
struct Any {
    #[diesel(sql_type = Bool)]
    any: bool,
}

async fn an_owner_stays(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    const LEFT: &str = "SELECT EXISTS (SELECT FROM staff WHERE role = 'owner' AND status = 'active') AS any";
    match diesel::sql_query(LEFT).get_result::<Any>(conn).await?.any {
        true => Ok(()),
        false => Err(Error::Conflict(
            "the last active owner stays: make somebody else an owner first".into(),
        )),
    }
}

/// What somebody proves who they are with.
#[derive(Clone, Debug, QueryableByName)]
pub struct Credential {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    pub password_hash: String,
}

impl Credential {
    pub fn staff(&self) -> StaffId {
        StaffId(self.id)
    }

    /// Of somebody active. As owner.
    pub async fn of(conn: &mut AsyncPgConnection, email: &Email) -> Result<Option<Credential>, Error> {
        const READ: &str = "SELECT id, password_hash FROM staff WHERE email_key = $1 AND status = 'active'";
        let query = diesel::sql_query(READ).bind::<Text, _>(email.key());
        Ok(query.get_result(conn).await.optional()?)
    }

    pub async fn of_id(conn: &mut AsyncPgConnection, id: StaffId) -> Result<Credential, Error> {
        const READ: &str = "SELECT id, password_hash FROM staff WHERE id = $1";
        let found = diesel::sql_query(READ)
            .bind::<SqlUuid, _>(id.0)
            .get_result(conn)
            .await
            .optional()?;
        found.ok_or(Error::NotFound("member of the staff"))
    }
}

/// Another password; all sessions but one end. As owner.
pub async fn set_password(
    conn: &mut AsyncPgConnection,
    actor: &str,
    id: StaffId,
    hash: &str,
    but: Option<Uuid>,
) -> Result<(), Error> {
    const SET: &str = "UPDATE staff SET password_hash = $2 WHERE id = $1";
    diesel::sql_query(SET)
        .bind::<SqlUuid, _>(id.0)
        .bind::<Text, _>(hash)
        .execute(conn)
        .await?;
    session::end_all(conn, id, but, "password changed").await?;
    impersonation::end_all(conn, id, actor).await?;
    let entry = Entry::new(actor, "staff.password_set", format!("staff:{id}"));
    audit::append(conn, PLATFORM, &[entry]).await
}
