//! Work for a source that fails: told once when it has failed for long enough, and once when that is over, in the tenant's stream of events
//! and, when it begins, on the bell of those who can do something about it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Float8, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::Error;
use crate::alerts::notification::{self, Failing};
use crate::calls::intake::{Doorbell, Event};
use crate::calls::result::told::append;
use crate::ids::TenantId;
use crate::schema::source_leases;

/// What mends itself sooner is not told.
const FAILING_MIN: TimeDelta = TimeDelta::minutes(5);

/// Work of which it is not plain that it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubtful {
    pub tenant: TenantId,
    pub source_instance: String,
    pub kind: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    source_instance: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// What has failed for a while and was not told, and what was told and may be over. As worker.
pub async fn doubtful(conn: &mut AsyncPgConnection) -> Result<Vec<Doubtful>, Error> {
    const DOUBTFUL: &str = "SELECT tenant_id, source_instance, kind FROM source_leases
        WHERE alarmed_at IS NOT NULL OR state = 'failing' AND state_at <= app_now() - make_interval(secs => $1)
        ORDER BY tenant_id, source_instance, kind";
    let rows: Vec<Row> = diesel::sql_query(DOUBTFUL)
        .bind::<Float8, _>(FAILING_MIN.as_seconds_f64())
        .load(conn)
        .await?;
    let doubtful = rows.into_iter().map(|row| Doubtful {
        tenant: TenantId(row.tenant_id),
        source_instance: row.source_instance,
        kind: row.kind,
    });
    Ok(doubtful.collect())
}

/// How much work fails, as far as the last look at each has found. As worker.
pub async fn count(conn: &mut AsyncPgConnection) -> Result<i64, Error> {
    let alarmed = source_leases::table.filter(source_leases::alarmed_at.is_not_null());
    Ok(alarmed.count().get_result(conn).await?)
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    label: String,
    /// Somebody does it, or has just lost it and another one takes it up.
    #[diesel(sql_type = Bool)]
    held: bool,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Timestamptz)]
    state_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    error_code: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    alarmed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// Whether it fails now; tells it where that is new. In the tenant's transaction.
pub async fn look(conn: &mut AsyncPgConnection, of: &Doubtful) -> Result<(bool, Option<Doorbell>), Error> {
    const LOCK: &str =
        "SELECT s.id, s.label, coalesce(l.until > app_now() - interval '5 minutes', false) AND s.enabled AND s.deleted_at IS NULL AS held,
            l.state, l.state_at, l.error_code, l.alarmed_at, app_now() AS now
        FROM source_leases l JOIN source_instances s ON s.tenant_id = l.tenant_id AND s.name = l.source_instance
        WHERE l.tenant_id = $1 AND l.source_instance = $2 AND l.kind = $3 FOR UPDATE OF l";
    let locked: Option<Locked> = diesel::sql_query(LOCK)
        .bind::<SqlUuid, _>(of.tenant.0)
        .bind::<Text, _>(&of.source_instance)
        .bind::<Text, _>(&of.kind)
        .get_result(conn)
        .await
        .optional()?;
    let Some(work) = locked else { return Ok((false, None)) };
    let is_failing = work.held && work.state == "failing" && work.now - work.state_at >= FAILING_MIN;
    if is_failing == work.alarmed_at.is_some() {
        return Ok((is_failing, None));
    }
    diesel::update(source_leases::table.find((of.tenant.0, of.source_instance.as_str(), of.kind.as_str())))
        .set(source_leases::alarmed_at.eq(is_failing.then_some(work.now)))
        .execute(conn)
        .await?;
    if is_failing {
        let failing = Failing {
            source: (work.id, of.source_instance.as_str()),
            work: of.kind.as_str(),
            code: work.error_code.as_deref(),
            since: work.state_at,
        };
        notification::tell_failing(conn, of.tenant, failing).await?;
    }
    let event = Event {
        tenant: of.tenant,
        kind: if is_failing { "alert.raised" } else { "alert.resolved" },
        data: json!({
            "kind": "source_failing", "subject": format!("source:{}", of.source_instance), "source_instance": of.source_instance,
            "label": work.label, "work": of.kind, "code": work.error_code, "since": work.state_at,
        }),
        trace: None,
        whose: None,
    };
    Ok((is_failing, append(conn, of.tenant, &[event]).await?))
}
