//! The bell of each member: mentions, replies, links that were opened, limits (`ring_for_limit`), analyses that failed, telephone systems that fell silent, the
//! staff's looks over one's shoulder. What happens again within its group is counted on one row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::bell::Bell;
use super::mute::Mute;
use crate::Error;
use crate::calls::readers;
use crate::ids::{CallId, TenantId};
use crate::page::{Cursor, Page, PageRequest};
use crate::schema::{memberships, notifications};

#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = notifications, check_for_backend(diesel::pg::Pg))]
pub struct Notification {
    pub id: Uuid,
    pub kind: String,
    pub call_id: Option<Uuid>,
    pub data: Value,
    /// How often it happened.
    pub count: i32,
    pub created_at: DateTime<Utc>,
    /// When it happened last.
    pub updated_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

/// Something to be told.
#[derive(Clone, Debug)]
pub struct News {
    pub kind: &'static str,
    /// What has the same is one notification.
    pub group_key: String,
    pub call: Option<CallId>,
    /// Ids and codes; nothing that was said.
    pub data: Value,
}

/// Tells members, in the order of their ids; who has read of it before has it anew. Inside the tenant's transaction, before the stream.
pub async fn tell(conn: &mut AsyncPgConnection, tenant: TenantId, persons: &[Uuid], news: &News) -> Result<(), Error> {
    if persons.is_empty() {
        return Ok(());
    }
    const TELL: &str = "INSERT INTO notifications AS n (tenant_id, id, person_id, kind, group_key, call_id, data)
        SELECT $1, gen_random_uuid(), p, $3, $4, $5, $6 FROM unnest($2::uuid[]) p ORDER BY p
        ON CONFLICT (tenant_id, person_id, kind, group_key) DO UPDATE SET count = n.count + 1, updated_at = app_now(), read_at = NULL,
            call_id = excluded.call_id, data = excluded.data";
    diesel::sql_query(TELL)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(persons)
        .bind::<Text, _>(news.kind)
        .bind::<Text, _>(&news.group_key)
        .bind::<Nullable<SqlUuid>, _>(news.call.map(|call| call.0))
        .bind::<Jsonb, _>(&news.data)
        .execute(conn)
        .await?;
    Ok(())
}

/// Tells the admins and managers of a tenant who see the call that its analysis failed for good; once an hour and code, with a count.
pub async fn tell_failed(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    call: CallId,
    code: &str,
) -> Result<(), Error> {
    let narrow = memberships::table.filter(
        memberships::tenant_id
            .eq(tenant.0)
            .and(memberships::status.eq("active"))
            .and(memberships::role.eq_any(["admin", "manager"]))
            .and(memberships::row_scope.ne("all")),
    );
    let narrow: Vec<Uuid> = narrow.select(memberships::person_id).load(conn).await?;
    let seeing = readers::among(conn, tenant, call, &narrow).await?;
    const TELL: &str = "INSERT INTO notifications AS n (tenant_id, id, person_id, kind, group_key, call_id, data)
        SELECT m.tenant_id, gen_random_uuid(), m.person_id, 'analysis_failed',
            $3 || ' ' || to_char(app_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24'), $2, jsonb_build_object('code', $3)
        FROM memberships m WHERE m.tenant_id = $1 AND m.status = 'active' AND m.role IN ('admin', 'manager')
            AND (m.row_scope = 'all' OR m.person_id = ANY($4)) ORDER BY m.person_id
        ON CONFLICT (tenant_id, person_id, kind, group_key) DO UPDATE SET count = n.count + 1, updated_at = app_now(), read_at = NULL,
            call_id = excluded.call_id";
    diesel::sql_query(TELL)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0)
        .bind::<Text, _>(code)
        .bind::<Array<SqlUuid>, _>(seeing)
        .execute(conn)
        .await?;
    Ok(())
}

/// Tells the admins and managers of a tenant that a telephone system is silent, once for each silence.
pub async fn tell_silent(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    source: (Uuid, &str),
    last_at: DateTime<Utc>,
) -> Result<(), Error> {
    const TELL: &str = "INSERT INTO notifications (tenant_id, id, person_id, kind, group_key, data)
        SELECT m.tenant_id, gen_random_uuid(), m.person_id, 'source_silent', $3 || ' ' || $4::text,
            jsonb_build_object('source_id', $2, 'source_instance', $3, 'last_at', $4)
        FROM memberships m WHERE m.tenant_id = $1 AND m.status = 'active' AND m.role IN ('admin', 'manager') ORDER BY m.person_id
        ON CONFLICT (tenant_id, person_id, kind, group_key) DO NOTHING";
    let told = diesel::sql_query(TELL)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(source.0)
        .bind::<Text, _>(source.1)
        .bind::<Timestamptz, _>(last_at);
    told.execute(conn).await?;
    Ok(())
}

/// Work for a telephone system that fails.
#[derive(Clone, Copy, Debug)]
pub struct Failing<'a> {
    /// Its id and name.
    pub source: (Uuid, &'a str),
    /// Which work, such as `caller`.
    pub work: &'a str,
    pub code: Option<&'a str>,
    pub since: DateTime<Utc>,
}

/// Tells the admins and managers of a tenant that work for a telephone system fails, once each time it begins to.
pub async fn tell_failing(conn: &mut AsyncPgConnection, tenant: TenantId, failing: Failing<'_>) -> Result<(), Error> {
    const TELL: &str = "INSERT INTO notifications (tenant_id, id, person_id, kind, group_key, data)
        SELECT m.tenant_id, gen_random_uuid(), m.person_id, 'source_failing', $3 || ' ' || $4 || ' ' || $6::text,
            jsonb_build_object('source_id', $2, 'source_instance', $3, 'work', $4, 'code', $5, 'since', $6)
        FROM memberships m WHERE m.tenant_id = $1 AND m.status = 'active' AND m.role IN ('admin', 'manager') ORDER BY m.person_id
        ON CONFLICT (tenant_id, person_id, kind, group_key) DO NOTHING";
    let told = diesel::sql_query(TELL)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(failing.source.0)
        .bind::<Text, _>(failing.source.1)
        .bind::<Text, _>(failing.work)
        .bind::<Nullable<Text>, _>(failing.code)
        .bind::<Timestamptz, _>(failing.since);
    told.execute(conn).await?;
    Ok(())
}

/// Tells whoever made a link that it was opened, each time anew on one row. Where a key made it, or its maker has left, nobody is told.
pub async fn tell_opened(conn: &mut AsyncPgConnection, tenant: TenantId, share: Uuid) -> Result<(), Error> {
    const TELL: &str = "INSERT INTO notifications AS n (tenant_id, id, person_id, kind, group_key, call_id, data)
        SELECT m.tenant_id, gen_random_uuid(), m.person_id, 'share_opened', s.id::text, l.call_id, jsonb_build_object('share_id', s.id)
        FROM shares s JOIN legs l ON l.tenant_id = s.tenant_id AND l.id = s.leg_id
            JOIN memberships m ON m.tenant_id = s.tenant_id AND s.created_by = 'person:' || m.person_id::text AND m.status = 'active'
        WHERE s.tenant_id = $1 AND s.id = $2
        ON CONFLICT (tenant_id, person_id, kind, group_key) DO UPDATE SET count = n.count + 1, updated_at = app_now(), read_at = NULL,
            call_id = excluded.call_id";
    diesel::sql_query(TELL)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(share)
        .execute(conn)
        .await?;
    Ok(())
}

impl Bell {
    /// The latest first; with how many are unread in all, of kinds that are not muted.
    pub async fn list(
        &self,
        conn: &mut AsyncPgConnection,
        unread: bool,
        page: &PageRequest,
        muted: &[Mute],
    ) -> Result<(Page<Notification>, i64), Error> {
        let own = || {
            notifications::table.filter(
                notifications::tenant_id
                    .eq(self.tenant.0)
                    .and(notifications::person_id.eq(self.person.0)),
            )
        };
        let muted: Vec<&str> = muted.iter().map(|mute| mute.kind.as_str()).collect();
        let rings = notifications::read_at.is_null().and(notifications::kind.ne_all(muted));
        let count = own().filter(rings).count();
        let count: i64 = count.get_result(conn).await?;
        let mut query = own().into_boxed();
        if unread {
            query = query.filter(notifications::read_at.is_null());
        }
        if let Some(after) = page.after {
            query = query.filter(
                notifications::updated_at.lt(after.at).or(notifications::updated_at
                    .eq(after.at)
                    .and(notifications::id.lt(after.id))),
            );
        }
        let rows: Vec<Notification> = query
            .order((notifications::updated_at.desc(), notifications::id.desc()))
            .limit(i64::from(page.rows) + 1)
            .select(Notification::as_select())
            .load(conn)
            .await?;
        let page = page.cut(rows, |row| Cursor {
            at: row.updated_at,
            id: row.id,
        });
        Ok((page, count))
    }

    /// One of them, or all; how many were not read before. What is old goes: a bell is no archive.
    pub async fn read(&self, conn: &mut AsyncPgConnection, id: Option<Uuid>) -> Result<i64, Error> {
        const FORGET: &str = "DELETE FROM notifications WHERE tenant_id = $1 AND person_id = $2 AND read_at < app_now() - interval '90 days'";
        diesel::sql_query(FORGET)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.person.0)
            .execute(conn)
            .await?;
        const READ: &str =
            "UPDATE notifications SET read_at = app_now() WHERE tenant_id = $1 AND person_id = $2 AND read_at IS NULL
            AND ($3 IS NULL OR id = $3)";
        let read = diesel::sql_query(READ)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.person.0)
            .bind::<Nullable<SqlUuid>, _>(id)
            .execute(conn)
            .await?;
        if let Some(id) = id.filter(|_| read == 0) {
            let own = notifications::table.filter(
                notifications::tenant_id
                    .eq(self.tenant.0)
                    .and(notifications::person_id.eq(self.person.0))
                    .and(notifications::id.eq(id)),
            );
            if own.count().get_result::<i64>(conn).await? == 0 {
                return Err(Error::NotFound("notification"));
            }
        }
        Ok(i64::try_from(read).unwrap_or(i64::MAX))
    }
}
