//! What the staff writes down about tenants, for itself: notes and tags. Tenants do not see them, so they stand in the platform's own
//! audit chain. Written as owner, read as staff.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::directory::{self, Listed};
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::{PLATFORM, TenantId};
use crate::staff::session::StaffAuthority;

const TAGS_MAX: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Note {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// Who wrote it.
    #[diesel(sql_type = SqlUuid)]
    pub staff_id: Uuid,
    #[diesel(sql_type = Text)]
    pub author: String,
    #[diesel(sql_type = Text)]
    pub text: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

const COLUMNS: &str = "id, staff_id, author, text, created_at";

pub async fn write(
    conn: &mut AsyncPgConnection,
    by: &StaffAuthority,
    tenant: TenantId,
    text: &str,
) -> Result<Note, Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 4000 || text.contains('\0') {
        return Err(Error::Invalid("`text` has 1 to 4,000 letters".into()));
    }
    super::lock(conn, tenant).await?;
    let write = format!(
        "INSERT INTO tenant_notes (tenant_id, id, staff_id, author, text) VALUES ($1, $2, $3, $4, $5) RETURNING {COLUMNS}"
    );
    let note: Note = diesel::sql_query(write)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(Uuid::now_v7())
        .bind::<SqlUuid, _>(by.staff.0)
        .bind::<Text, _>(&by.name)
        .bind::<Text, _>(text)
        .get_result(conn)
        .await?;
    tell(conn, by, "tenant.note_written", tenant, json!({ "note": note.id })).await?;
    Ok(note)
}

/// One's own; whose it is not, it is not found.
pub async fn remove(
    conn: &mut AsyncPgConnection,
    by: &StaffAuthority,
    tenant: TenantId,
    id: Uuid,
) -> Result<(), Error> {
    const REMOVE: &str = "DELETE FROM tenant_notes WHERE tenant_id = $1 AND id = $2 AND staff_id = $3";
    let removed = diesel::sql_query(REMOVE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(by.staff.0)
        .execute(conn)
        .await?;
    match removed {
        0 => Err(Error::NotFound("note of yours")),
        _ => tell(conn, by, "tenant.note_removed", tenant, json!({ "note": id })).await,
    }
}

/// The latest first.
pub async fn latest(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Vec<Note>, Error> {
    let latest =
        format!("SELECT {COLUMNS} FROM tenant_notes WHERE tenant_id = $1 ORDER BY created_at DESC, id DESC LIMIT 100");
    Ok(diesel::sql_query(latest)
        .bind::<SqlUuid, _>(tenant.0)
        .load(conn)
        .await?)
}

/// Adds some tags and takes some away.
pub async fn tag(
    conn: &mut AsyncPgConnection,
    by: &StaffAuthority,
    tenant: TenantId,
    add: &[String],
    remove: &[String],
) -> Result<Listed, Error> {
    const REMOVE: &str = "DELETE FROM tenant_tags WHERE tenant_id = $1 AND tag = ANY($2)";
    const ADD: &str = "INSERT INTO tenant_tags (tenant_id, tag) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING";
    let is_tag = |tag: &String| {
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        (1..=40).contains(&tag.len()) && tag.bytes().all(letters) && !tag.starts_with(['_', '-'])
    };
    if let Some(wrong) = add.iter().find(|tag| !is_tag(tag)) {
        return Err(Error::Invalid(format!(
            "`add`: {wrong:?} is no tag; one is 1 to 40 of a-z, 0-9, _ and -"
        )));
    }
    super::lock(conn, tenant).await?;
    let before = directory::find(conn, tenant).await?.tags;
    for (sql, tags) in [(REMOVE, remove), (ADD, add)] {
        diesel::sql_query(sql)
            .bind::<SqlUuid, _>(tenant.0)
            .bind::<Array<Text>, _>(tags)
            .execute(conn)
            .await?;
    }
    let after = directory::find(conn, tenant).await?;
    if after.tags.len() > TAGS_MAX {
        return Err(Error::Conflict(format!("a tenant has at most {TAGS_MAX} tags")));
    }
    if before != after.tags {
        tell(
            conn,
            by,
            "tenant.tagged",
            tenant,
            json!({ "before": before, "tags": after.tags }),
        )
        .await?;
    }
    Ok(after)
}

async fn tell(
    conn: &mut AsyncPgConnection,
    by: &StaffAuthority,
    action: &str,
    tenant: TenantId,
    told: serde_json::Value,
) -> Result<(), Error> {
    let entry = Entry::new(by.actor(), action, format!("tenant:{tenant}"));
    audit::append(conn, PLATFORM, &[entry.change(None, Some(told))]).await
}
