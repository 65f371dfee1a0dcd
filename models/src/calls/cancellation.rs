//! The analyses of a call taken out of the queue, because somebody asks: those that wait, and those being done, whose lease is gone
//! then. What was found before stays; what was never analysed is as if nobody had wanted it, until somebody orders it anew.

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Integer, Jsonb, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::intake::Doorbell;
use super::intervention::Intervention;
use super::queue::view::desks;
use super::status::AnalysisStatus;
use crate::Error;
use crate::compliance::audit::Entry;
use crate::identity::authority::Rows;
use crate::ids::{CallId, TenantId};

/// Stands with a leg as the reason why it has no analysis.
pub const CODE: &str = "cancelled";

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = SqlUuid)]
    leg_id: Uuid,
    #[diesel(sql_type = Bool)]
    reanalysis: bool,
    #[diesel(sql_type = Bool)]
    running: bool,
    #[diesel(sql_type = Integer)]
    attempts: i32,
}

/// How many analyses were taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub waiting: usize,
    /// Their workers stop at their next sign of progress.
    pub running: usize,
    pub bell: Option<Doorbell>,
}

/// Cancels what of a call waits or is being done, as far as it is seen. What is withheld is not in the way of anything, and stays.
/// Inside the tenant's transaction.
pub async fn order(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    rows: &Rows,
    actor: &str,
    call: CallId,
) -> Result<Done, Error> {
    const TAKE: &str = "DELETE FROM analysis_queue q USING legs l
        WHERE q.tenant_id = $1 AND q.call_id = $2 AND q.state IN ('ready', 'leased')
            AND l.tenant_id = q.tenant_id AND l.id = q.leg_id AND ($3 IS NULL OR held($3, l.source_instance, l.agent, l.started_at))
        RETURNING q.leg_id, q.reanalysis, q.state = 'leased' AS running, q.attempts";
    let mut work = Intervention::begin(conn, tenant, [call.0]).await?;
    let query = diesel::sql_query(TAKE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(call.0)
        .bind::<Nullable<Jsonb>, _>(desks(rows));
    let taken: Vec<Taken> = query.load(conn).await?;
    let first = taken.iter().filter(|one| !one.reanalysis);
    let first: Vec<(Uuid, Uuid)> = first.map(|one| (one.leg_id, call.0)).collect();
    work.mark(conn, &first, AnalysisStatus::None, Some(CODE)).await?;
    for one in &taken {
        let detail = json!({"running": one.running, "attempts": one.attempts, "reanalysis": one.reanalysis});
        work.tell((one.leg_id, call.0), "cancelled", "cancelled", detail);
    }
    let running = taken.iter().filter(|one| one.running).count();
    let waiting = taken.len() - running;
    if !taken.is_empty() {
        let after = json!({"waiting": waiting, "running": running});
        let entry = Entry::new(actor, "call.analysis_cancelled", format!("call:{call}"));
        work.audit(entry.change(None, Some(after)));
    }
    Ok(Done {
        waiting,
        running,
        bell: work.end(conn, json!({"analysis": "cancelled"})).await?,
    })
}
