//! What somebody else found in a call, stored as if it had been found here: for a leg that has no analysis and waits for none.

use diesel::QueryableByName;
use diesel::sql_types::{Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::intake::{Doorbell, Lane};
use super::intervention::Intervention;
use super::queue::Claim;
use super::queue::view::desks;
use super::result::{self, AnalysisRow};
use super::status::AnalysisStatus;
use crate::Error;
use crate::compliance::audit::Entry;
use crate::identity::authority::Rows;
use crate::ids::{CallId, LegId, TenantId};

#[derive(QueryableByName)]
struct LegRow {
    #[diesel(sql_type = Text)]
    analysis_status: String,
}

/// Stores the analysis of a leg of this call, as far as it is seen. Inside the tenant's transaction.
pub async fn write(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    rows: &Rows,
    actor: &str,
    (call, leg): (CallId, LegId),
    row: &AnalysisRow,
) -> Result<Option<Doorbell>, Error> {
    let mut work = Intervention::begin(conn, tenant, [call.0]).await?;
    has_none(conn, tenant, rows, (call, leg)).await?;
    // Nobody else has it, and nobody waits for it.
    let claim = Claim {
        tenant,
        leg,
        call,
        lease: Uuid::nil(),
        attempt: 0,
        reanalysis: false,
        lane: Lane::Fresh.as_str().to_owned(),
        cost_s: 0.0,
        trace: None,
    };
    result::store(conn, &claim, row).await?;
    work.mark(conn, &[(leg.0, call.0)], AnalysisStatus::Analyzed, None)
        .await?;
    let detail = json!({ "words": row.words, "models": row.models, "event": "call.updated" });
    work.tell((leg.0, call.0), "analyzed", "imported", detail);
    let entry = Entry::new(actor, "call.transcript_imported", format!("leg:{leg}"));
    work.audit(entry.change(None, Some(json!({ "models": row.models, "words": row.words }))));
    work.end(conn, json!({ "analysis": "imported" })).await
}

async fn has_none(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    rows: &Rows,
    (call, leg): (CallId, LegId),
) -> Result<(), Error> {
    const LEG: &str = "SELECT analysis_status FROM legs
        WHERE tenant_id = $1 AND call_id = $2 AND id = $3 AND ($4 IS NULL OR held($4, source_instance, agent, started_at)) FOR UPDATE";
    let query = diesel::sql_query(LEG)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0)
        .bind::<SqlUuid, _>(leg.0)
        .bind::<Nullable<Jsonb>, _>(desks(rows));
    let found: Vec<LegRow> = query.load(conn).await?;
    let Some(row) = found.as_slice().first() else {
        return Err(Error::NotFound("leg of this call"));
    };
    match AnalysisStatus::from_name(&row.analysis_status).unwrap_or_default() {
        AnalysisStatus::None | AnalysisStatus::Failed => Ok(()),
        AnalysisStatus::Analyzed => Err(Error::Conflict("this leg has an analysis, which stays".into())),
        AnalysisStatus::Withheld => Err(Error::Conflict("its analysis is withheld, beyond the limit".into())),
        AnalysisStatus::Queued | AnalysisStatus::Analyzing => Err(Error::Conflict(
            "its recording waits for a worker or is being analysed: POST /v1/calls/{id}/cancel first".into(),
        )),
    }
}
