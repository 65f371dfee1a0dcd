//! Somebody of the staff sees what a member sees: with a reason, for half an hour, reading only, under both names. It is a session of
//! the membership and ends with it, and the member's bell tells of it. One at a time, and none out of another: what it opens is the
//! tenant's plane, not the staff's. As owner.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::session::StaffAuthority;
use super::tenants::standing::reason_of;
use crate::Error;
use crate::alerts::notification::{self, News};
use crate::compliance::audit::{self, Entry};
use crate::identity::session::{ACCESS_MARK, COOKIE_MARK, Kind};
use crate::identity::token::Secret;
use crate::ids::{PLATFORM, PersonId, StaffId, TenantId};

/// It ends then in any case.
pub const SECONDS: i32 = 1_800;

/// Who wants to see what whom sees, and why.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub tenant: TenantId,
    pub person: PersonId,
    pub reason: String,
    pub kind: Kind,
    pub address: String,
}

#[derive(Clone, Debug)]
pub struct Begun {
    pub session: Uuid,
    pub secret: Secret,
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Impersonation {
    #[diesel(sql_type = SqlUuid)]
    pub session_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub person_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub staff_id: Uuid,
    #[diesel(sql_type = Text)]
    pub staff_name: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Expires {
    #[diesel(sql_type = Timestamptz)]
    expires_at: DateTime<Utc>,
}

/// Ends the one that this staff member had before.
pub async fn begin(conn: &mut AsyncPgConnection, by: &StaffAuthority, wanted: &Wanted) -> Result<Begun, Error> {
    const MEMBER: &str = "SELECT FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.tenant_id = $1 AND m.person_id = $2 AND m.status = 'active' AND t.status = 'active'";
    const BEGIN: &str = "INSERT INTO sessions (id, tenant_id, person_id, kind, user_agent, address, second_factor, idle_s, expires_at,
            staff_id, staff_name, reason)
        VALUES ($1, $2, $3, $4, $5, $6, true, $7, app_now() + make_interval(secs => $7), $8, $9, $10) RETURNING expires_at";
    const KEEP: &str =
        "INSERT INTO session_tokens (hash, tenant_id, session_id, kind, expires_at) VALUES ($1, $2, $3, $4, $5)";
    let reason = reason_of(&wanted.reason)?;
    let (tenant, person) = (wanted.tenant, wanted.person);
    let member = diesel::sql_query(MEMBER)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(person.0);
    if member.execute(conn).await? == 0 {
        return Err(Error::NotFound("active member of an active tenant"));
    }
    end(conn, by, None).await?;
    let (kind, mark, token) = match wanted.kind {
        Kind::Token => ("token", ACCESS_MARK, "access"),
        Kind::Cookie => ("cookie", COOKIE_MARK, "cookie"),
    };
    let (id, secret) = (Uuid::now_v7(), Secret::random(mark)?);
    let begun: Expires = diesel::sql_query(BEGIN)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(person.0)
        .bind::<Text, _>(kind)
        .bind::<Text, _>("AudiaPro staff")
        .bind::<Text, _>(&wanted.address)
        .bind::<Integer, _>(SECONDS)
        .bind::<SqlUuid, _>(by.staff.0)
        .bind::<Text, _>(&by.name)
        .bind::<Text, _>(reason)
        .get_result(conn)
        .await?;
    diesel::sql_query(KEEP)
        .bind::<Binary, _>(secret.hash())
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(token)
        .bind::<Timestamptz, _>(begun.expires_at)
        .execute(conn)
        .await?;
    let news = News {
        kind: "seen_by_staff",
        group_key: id.to_string(),
        call: None,
        data: json!({ "staff_name": by.name, "session": id }),
    };
    notification::tell(conn, tenant, &[person.0], &news).await?;
    let told = json!({ "staff_name": by.name, "reason": reason, "session": id, "expires_at": begun.expires_at, "tenant": tenant });
    tell(conn, &by.actor(), "impersonation.begun", tenant, person, &told).await?;
    Ok(Begun {
        session: id,
        secret,
        expires_at: begun.expires_at,
    })
}

/// In the tenant's chain and in the platform's.
async fn tell(
    conn: &mut AsyncPgConnection,
    actor: &str,
    action: &str,
    tenant: TenantId,
    person: PersonId,
    told: &serde_json::Value,
) -> Result<(), Error> {
    for chain in [tenant, PLATFORM] {
        let entry = Entry::new(actor, action, format!("person:{person}"));
        audit::append(conn, chain, &[entry.change(None, Some(told.clone()))]).await?;
    }
    Ok(())
}

const COLUMNS: &str = "id AS session_id, tenant_id, person_id, staff_id, staff_name, reason, created_at, expires_at";
const ALIVE: &str = "staff_id IS NOT NULL AND ended_at IS NULL AND expires_at > app_now()";

/// One's own: this one, or whatever there is. How many they were.
pub async fn end(conn: &mut AsyncPgConnection, by: &StaffAuthority, session: Option<Uuid>) -> Result<usize, Error> {
    end_of(conn, by.staff, &by.actor(), session).await
}

/// All of somebody's: their role, their status or their password has changed.
pub(super) async fn end_all(conn: &mut AsyncPgConnection, staff: StaffId, actor: &str) -> Result<(), Error> {
    end_of(conn, staff, actor, None).await.map(drop)
}

async fn end_of(
    conn: &mut AsyncPgConnection,
    staff: StaffId,
    actor: &str,
    session: Option<Uuid>,
) -> Result<usize, Error> {
    let end = format!(
        "UPDATE sessions SET ended_at = app_now(), ended_why = 'ended by the staff'
        WHERE {ALIVE} AND staff_id = $1 AND ($2 IS NULL OR id = $2) RETURNING {COLUMNS}"
    );
    let ended: Vec<Impersonation> = diesel::sql_query(end)
        .bind::<SqlUuid, _>(staff.0)
        .bind::<diesel::sql_types::Nullable<SqlUuid>, _>(session)
        .load(conn)
        .await?;
    for one in &ended {
        let (tenant, person) = (TenantId(one.tenant_id), PersonId(one.person_id));
        let told = json!({ "staff_name": one.staff_name, "session": one.session_id, "tenant": tenant });
        tell(conn, actor, "impersonation.ended", tenant, person, &told).await?;
    }
    Ok(ended.len())
}

/// All that go on, the latest first.
pub async fn list(conn: &mut AsyncPgConnection) -> Result<Vec<Impersonation>, Error> {
    let list = format!("SELECT {COLUMNS} FROM sessions WHERE {ALIVE} ORDER BY created_at DESC LIMIT 500");
    Ok(diesel::sql_query(list).load(conn).await?)
}
