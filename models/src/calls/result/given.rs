//! A result that no attempt of ours has found: the demo's. Written as an attempt's is, for a leg that was never queued; nothing is metered.

use diesel::QueryableByName;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::rollup::{lock_call, refresh_call};
use super::{AnalysisRow, mark_leg, store, tenant_key_exists};
use crate::Error;
use crate::calls::queue::Claim;
use crate::calls::status::AnalysisStatus;
use crate::ids::{CallId, LegId, TenantId};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Written,
    /// It has a result, or one is on its way.
    There,
    /// There is no such leg of a call of the demo (yet).
    Missing,
}

#[derive(QueryableByName)]
struct Status {
    #[diesel(sql_type = Text)]
    analysis_status: String,
}

/// Gives a leg of a demo call its result. Inside the tenant's transaction.
pub async fn give(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    (call, leg): (CallId, LegId),
    row: &AnalysisRow,
) -> Result<Given, Error> {
    let Some(before) = lock_call(conn, tenant, call).await? else {
        return Ok(Given::Missing);
    };
    const LEG: &str =
        "SELECT l.analysis_status FROM legs l JOIN calls c ON c.tenant_id = l.tenant_id AND c.id = l.call_id
        WHERE l.tenant_id = $1 AND l.id = $2 AND l.call_id = $3 AND c.demo";
    let legs: Vec<Status> = diesel::sql_query(LEG)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.0)
        .bind::<SqlUuid, _>(call.0)
        .load(conn)
        .await?;
    match legs.into_iter().next() {
        None => return Ok(Given::Missing),
        Some(leg) if leg.analysis_status != AnalysisStatus::None.as_str() => return Ok(Given::There),
        Some(_) => {}
    }
    if !tenant_key_exists(conn, tenant).await? {
        return Err(Error::NotFound("tenant key"));
    }
    let claim = Claim {
        tenant,
        leg,
        call,
        lease: Uuid::nil(),
        attempt: 1,
        reanalysis: false,
        lane: "backfill".into(),
        cost_s: 0.0,
        trace: None,
    };
    store(conn, &claim, row).await?;
    mark_leg(conn, &claim, AnalysisStatus::Analyzed, None).await?;
    refresh_call(conn, tenant, call, &before).await?;
    Ok(Given::Written)
}
