//! Sources that usually speak and have fallen silent: told once when it begins and once when it ends, in the tenant's stream of events
//! and, when it begins, on the bell of those who can do something about it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::pulse;
use crate::Error;
use crate::alerts::notification;
use crate::calls::intake::{Doorbell, Event};
use crate::calls::result::told::append;
use crate::ids::TenantId;
use crate::schema::source_instances;

/// A source of which it is not plain that it speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubtful {
    pub tenant: TenantId,
    pub name: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Those that are silent as far as is known, and those from which nothing has come in the last hours. As worker.
pub async fn doubtful(conn: &mut AsyncPgConnection) -> Result<Vec<Doubtful>, Error> {
    const DOUBTFUL: &str = "SELECT s.tenant_id, s.name FROM source_instances s
            CROSS JOIN LATERAL (SELECT h.hour FROM source_hours h WHERE h.tenant_id = s.tenant_id AND h.source_instance = s.name
                ORDER BY h.hour DESC LIMIT 1) last
        WHERE s.silent_since IS NOT NULL OR s.enabled AND s.deleted_at IS NULL
            AND last.hour BETWEEN app_now() - interval '15 days' AND app_now() - interval '1 hour'
        ORDER BY s.tenant_id, s.name";
    let rows: Vec<Row> = diesel::sql_query(DOUBTFUL).load(conn).await?;
    let doubtful = rows.into_iter().map(|row| Doubtful {
        tenant: TenantId(row.tenant_id),
        name: row.name,
    });
    Ok(doubtful.collect())
}

/// How many sources are silent, as far as the last look at each has found. As worker.
pub async fn count(conn: &mut AsyncPgConnection) -> Result<i64, Error> {
    let silent = source_instances::silent_since.is_not_null();
    let watched = source_instances::enabled.and(source_instances::deleted_at.is_null());
    Ok(source_instances::table
        .filter(silent.and(watched))
        .count()
        .get_result(conn)
        .await?)
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    label: String,
    #[diesel(sql_type = Bool)]
    watched: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    silent_since: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// Whether it is silent now; tells it where that is new. In the tenant's transaction.
pub async fn look(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    name: &str,
) -> Result<(bool, Option<Doorbell>), Error> {
    const LOCK: &str =
        "SELECT id, label, enabled AND deleted_at IS NULL AS watched, silent_since, app_now() AS now FROM source_instances
        WHERE tenant_id = $1 AND name = $2 FOR UPDATE";
    let locked: Option<Locked> = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(name)
        .get_result(conn)
        .await
        .optional()?;
    let Some(Locked {
        id,
        label,
        watched,
        silent_since,
        now,
    }) = locked
    else {
        return Ok((false, None));
    };
    let hours = pulse::hours(conn, tenant, name).await?;
    let is_silent = watched && pulse::is_silent(&hours, now);
    if is_silent == silent_since.is_some() {
        return Ok((is_silent, None));
    }
    diesel::update(source_instances::table.find((tenant.0, name)))
        .set(source_instances::silent_since.eq(is_silent.then_some(now)))
        .execute(conn)
        .await?;
    let last_at = hours.iter().find_map(|hour| hour.last_at);
    if let Some(last_at) = last_at.filter(|_| is_silent) {
        notification::tell_silent(conn, tenant, (id, name), last_at).await?;
    }
    let event = Event {
        tenant,
        kind: if is_silent { "alert.raised" } else { "alert.resolved" },
        data: json!({
            "kind": "source_silent", "subject": format!("source:{name}"), "source_instance": name, "label": label,
            "last_at": last_at,
        }),
        trace: None,
        whose: None,
    };
    Ok((is_silent, append(conn, tenant, &[event]).await?))
}
