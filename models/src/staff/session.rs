//! Where the platform's staff is signed in: a browser by a cookie, a program by a token. Shorter than tenants' sessions, without
//! refreshing. Written as owner; what a token may do is read as staff.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::role::StaffRole;
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::identity::session::Kind;
use crate::identity::token::{self, Secret};
use crate::ids::{PLATFORM, StaffId};

pub const TOKEN_MARK: &str = "st_";
pub const COOKIE_MARK: &str = "sc_";

/// A session that is to begin.
#[derive(Clone, Debug)]
pub struct NewStaffSession {
    pub staff: StaffId,
    pub kind: Kind,
    pub user_agent: String,
    pub address: String,
    /// It was begun with a second factor.
    pub second_factor: bool,
    pub idle_s: i32,
    pub absolute_s: i32,
}

/// The secret is shown once.
#[derive(Clone, Debug)]
pub struct Begun {
    pub session: Uuid,
    pub secret: Secret,
    pub expires_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Expires {
    #[diesel(sql_type = Timestamptz)]
    expires_at: DateTime<Utc>,
}

pub async fn begin(conn: &mut AsyncPgConnection, new: &NewStaffSession) -> Result<Begun, Error> {
    const BEGIN: &str =
        "INSERT INTO staff_sessions (id, staff_id, hash, kind, user_agent, address, second_factor, idle_s, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, app_now() + make_interval(secs => $9)) RETURNING expires_at";
    // Ended ones are kept for a month, to be looked at.
    const FORGET: &str =
        "DELETE FROM staff_sessions WHERE staff_id = $1 AND expires_at < app_now() - interval '30 days'";
    let (kind, mark) = match new.kind {
        Kind::Token => ("token", TOKEN_MARK),
        Kind::Cookie => ("cookie", COOKIE_MARK),
    };
    let (id, secret) = (Uuid::now_v7(), Secret::random(mark)?);
    let user_agent: String = new
        .user_agent
        .chars()
        .filter(|letter| !letter.is_control())
        .take(300)
        .collect();
    diesel::sql_query(FORGET)
        .bind::<SqlUuid, _>(new.staff.0)
        .execute(conn)
        .await?;
    let begun = diesel::sql_query(BEGIN)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(new.staff.0)
        .bind::<Binary, _>(secret.hash())
        .bind::<Text, _>(kind)
        .bind::<Text, _>(user_agent)
        .bind::<Text, _>(&new.address)
        .bind::<Bool, _>(new.second_factor)
        .bind::<Integer, _>(new.idle_s)
        .bind::<Integer, _>(new.absolute_s)
        .get_result::<Expires>(conn)
        .await?;
    let entry = Entry::new(
        format!("staff:{}", new.staff),
        "staff.session_begun",
        format!("session:{id}"),
    );
    let told = serde_json::json!({ "kind": kind, "address": new.address, "second_factor": new.second_factor });
    audit::append(conn, PLATFORM, &[entry.change(None, Some(told))]).await?;
    Ok(Begun {
        session: id,
        secret,
        expires_at: begun.expires_at,
    })
}

/// What the holder of a token or cookie may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffAuthority {
    pub staff: StaffId,
    pub session: Uuid,
    pub name: String,
    pub email: String,
    pub role: StaffRole,
    /// This session was begun with a second factor.
    pub second_factor: bool,
    pub expires_at: DateTime<Utc>,
}

impl StaffAuthority {
    /// As the audit says.
    pub fn actor(&self) -> String {
        format!("staff:{}", self.staff)
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    session_id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Bool)]
    second_factor: bool,
    #[diesel(sql_type = Timestamptz)]
    expires_at: DateTime<Utc>,
}

/// `None` if it is nobody's, ended, expired, or its holder is suspended. As staff.
pub async fn authority(conn: &mut AsyncPgConnection, text: &str) -> Result<Option<StaffAuthority>, Error> {
    const READ: &str = "SELECT f.id, s.id AS session_id, f.name, f.email, f.role, s.second_factor, s.expires_at
        FROM staff_sessions s JOIN staff f ON f.id = s.staff_id
        WHERE s.hash = $1 AND s.ended_at IS NULL AND s.expires_at > app_now()
          AND s.last_seen_at + make_interval(secs => s.idle_s) > app_now() AND f.status = 'active'";
    let row = diesel::sql_query(READ)
        .bind::<Binary, _>(token::hash(text))
        .get_result::<Row>(conn)
        .await
        .optional()?;
    Ok(row.and_then(|row| {
        Some(StaffAuthority {
            staff: StaffId(row.id),
            session: row.session_id,
            name: row.name,
            email: row.email,
            role: StaffRole::from_name(&row.role)?,
            second_factor: row.second_factor,
            expires_at: row.expires_at,
        })
    }))
}

/// To the minute.
pub async fn touch(conn: &mut AsyncPgConnection, staff: StaffId, session: Uuid) -> Result<(), Error> {
    const SESSION: &str = "UPDATE staff_sessions SET last_seen_at = app_now() WHERE id = $1
        AND last_seen_at < app_now() - interval '1 minute'";
    const STAFF: &str = "UPDATE staff SET last_seen_at = app_now() WHERE id = $1
        AND (last_seen_at IS NULL OR last_seen_at < app_now() - interval '1 minute')";
    for (sql, id) in [(SESSION, session), (STAFF, staff.0)] {
        diesel::sql_query(sql).bind::<SqlUuid, _>(id).execute(conn).await?;
    }
    Ok(())
}

/// One of one's own.
pub async fn end(conn: &mut AsyncPgConnection, staff: StaffId, session: Uuid) -> Result<(), Error> {
    const END: &str = "UPDATE staff_sessions SET ended_at = app_now(), ended_why = 'signed out'
        WHERE id = $2 AND staff_id = $1 AND ended_at IS NULL";
    let ended = diesel::sql_query(END)
        .bind::<SqlUuid, _>(staff.0)
        .bind::<SqlUuid, _>(session)
        .execute(conn)
        .await?;
    if ended == 0 {
        return Err(Error::NotFound("session"));
    }
    let entry = Entry::new(
        format!("staff:{staff}"),
        "staff.session_ended",
        format!("session:{session}"),
    );
    audit::append(conn, PLATFORM, &[entry]).await
}

/// All of somebody's, but for one.
pub async fn end_all(conn: &mut AsyncPgConnection, staff: StaffId, but: Option<Uuid>, why: &str) -> Result<(), Error> {
    const END: &str = "UPDATE staff_sessions SET ended_at = app_now(), ended_why = $3
        WHERE staff_id = $1 AND id <> $2 AND ended_at IS NULL";
    diesel::sql_query(END)
        .bind::<SqlUuid, _>(staff.0)
        .bind::<SqlUuid, _>(but.unwrap_or_default())
        .bind::<Text, _>(why)
        .execute(conn)
        .await?;
    Ok(())
}
