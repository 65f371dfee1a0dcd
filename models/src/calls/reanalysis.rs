//! A call analysed anew, because somebody asks: behind everything else that waits, and what was found before stays until the new result
//! is there. Also a first analysis of what was not to be analysed, was cancelled, or has failed.

use std::collections::{BTreeMap, BTreeSet};

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::dead_letter;
use super::hearing::Wish;
use super::intake::{Doorbell, Lane};
use super::intervention::{Again, Intervention};
use super::queue::view::desks;
use super::status::AnalysisStatus;
use crate::Error;
use crate::billing::usage::Charge;
use crate::compliance::audit::Entry;
use crate::identity::authority::Rows;
use crate::ids::TenantId;

/// Seconds of a recording of which neither its header nor the record says the length, by its bytes.
const BYTES_A_SECOND: f64 = 16_000.0;

/// What became of the order for one call, the best of its legs'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ordered {
    /// There is no such call.
    NotFound,
    /// None of its legs has a recording.
    NothingToAnalyze,
    /// It is beyond the limit: releasing it analyses it.
    Withheld,
    /// It waits or is being analysed already.
    AlreadyQueued,
    Queued,
}

impl Ordered {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NothingToAnalyze => "nothing_to_analyze",
            Self::Withheld => "withheld",
            Self::AlreadyQueued => "already_queued",
            Self::Queued => "queued",
        }
    }
}

#[derive(QueryableByName)]
struct LegRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    call_id: Uuid,
    #[diesel(sql_type = Text)]
    analysis_status: String,
    #[diesel(sql_type = Text)]
    charge_kind: String,
    #[diesel(sql_type = Integer)]
    talk_s: i32,
    /// Of its recording, if it has one.
    #[diesel(sql_type = Nullable<BigInt>)]
    bytes: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    duration_ms: Option<i64>,
}

impl LegRow {
    /// What speaks against it; `None` if nothing does.
    fn hindrance(&self) -> Option<Ordered> {
        let status = AnalysisStatus::from_name(&self.analysis_status).unwrap_or_default();
        let withheld = Charge::from_name(&self.charge_kind).is_some_and(Charge::withholds);
        match status {
            _ if self.bytes.is_none() => Some(Ordered::NothingToAnalyze),
            _ if withheld => Some(Ordered::Withheld),
            AnalysisStatus::Withheld => Some(Ordered::Withheld),
            AnalysisStatus::Queued | AnalysisStatus::Analyzing => Some(Ordered::AlreadyQueued),
            AnalysisStatus::None | AnalysisStatus::Failed | AnalysisStatus::Analyzed => None,
        }
    }

    fn again(&self) -> Again {
        let bytes = self.bytes.unwrap_or(0) as f64;
        Again {
            leg: self.id,
            call: self.call_id,
            lane: Lane::Backfill,
            cost_s: match self.duration_ms {
                Some(ms) => ms as f64 / 1000.0,
                None if self.talk_s > 0 => f64::from(self.talk_s),
                None => bytes / BYTES_A_SECOND,
            },
            reanalysis: self.analysis_status == AnalysisStatus::Analyzed.as_str(),
        }
    }
}

/// What became of it, call by call, and the event that tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    pub calls: BTreeMap<Uuid, Ordered>,
    pub bell: Option<Doorbell>,
}

/// Orders these calls to be analysed anew, as far as they are seen; what `wish` names holds for their recordings from now on. Inside the
/// tenant's transaction.
pub async fn order(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    rows: &Rows,
    actor: &str,
    calls: &[Uuid],
    wish: &Wish,
) -> Result<Done, Error> {
    let mut work = Intervention::begin(conn, tenant, calls.iter().copied()).await?;
    let legs = legs_of(conn, tenant, rows, calls).await?;
    let ready: Vec<&LegRow> = legs.iter().filter(|leg| leg.hindrance().is_none()).collect();
    let again: Vec<Again> = ready.iter().map(|leg| leg.again()).collect();
    let queued = work.enqueue(conn, &again).await?;
    hear_so(conn, tenant, &queued, wish).await?;
    dead_letter::forget(conn, tenant, &queued.iter().copied().collect::<Vec<_>>()).await?;
    let first = again.iter().filter(|one| queued.contains(&one.leg) && !one.reanalysis);
    let first: Vec<(Uuid, Uuid)> = first.map(|one| (one.leg, one.call)).collect();
    work.mark(conn, &first, AnalysisStatus::Queued, None).await?;
    for one in again.iter().filter(|one| queued.contains(&one.leg)) {
        let mut detail = json!({"lane": one.lane.as_str(), "cost_s": one.cost_s, "reanalysis": one.reanalysis});
        for (key, value) in [("language", &wish.language), ("model", &wish.model)] {
            if let Some(value) = value {
                detail[key] = json!(value);
            }
        }
        work.tell((one.leg, one.call), "queued", "reanalysis", detail);
    }
    let results = results(calls, &legs, &queued);
    for (call, _) in results.iter().filter(|(_, result)| **result == Ordered::Queued) {
        let entry = Entry::new(actor, "call.reanalysis_ordered", format!("call:{call}"));
        let asked = (!wish.is_none()).then(|| json!({"language": wish.language, "model": wish.model}));
        work.audit(entry.change(None, asked));
    }
    Ok(Done {
        calls: results,
        bell: work.end(conn, json!({"reanalysis": "queued"})).await?,
    })
}

async fn hear_so(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    legs: &BTreeSet<Uuid>,
    wish: &Wish,
) -> Result<(), Error> {
    const SAY: &str = "UPDATE recordings SET language = coalesce($3, language), model = coalesce($4, model)
        WHERE tenant_id = $1 AND leg_id = ANY($2)";
    if wish.is_none() || legs.is_empty() {
        return Ok(());
    }
    diesel::sql_query(SAY)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(legs.iter().copied().collect::<Vec<_>>())
        .bind::<Nullable<Text>, _>(&wish.language)
        .bind::<Nullable<Text>, _>(&wish.model)
        .execute(conn)
        .await?;
    Ok(())
}

async fn legs_of(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    rows: &Rows,
    calls: &[Uuid],
) -> Result<Vec<LegRow>, Error> {
    const LEGS: &str = "SELECT l.id, l.call_id, l.analysis_status, c.charge_kind, l.talk_s, r.bytes, r.duration_ms
        FROM legs l JOIN calls c ON c.tenant_id = l.tenant_id AND c.id = l.call_id
            LEFT JOIN recordings r ON r.tenant_id = l.tenant_id AND r.leg_id = l.id
        WHERE l.tenant_id = $1 AND l.call_id = ANY($2) AND ($3 IS NULL OR held($3, l.source_instance, l.agent, l.started_at)) ORDER BY l.id";
    let query = diesel::sql_query(LEGS)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(calls.to_vec())
        .bind::<Nullable<Jsonb>, _>(desks(rows));
    Ok(query.load(conn).await?)
}

fn results(calls: &[Uuid], legs: &[LegRow], queued: &BTreeSet<Uuid>) -> BTreeMap<Uuid, Ordered> {
    let mut results: BTreeMap<Uuid, Ordered> = calls.iter().map(|call| (*call, Ordered::NotFound)).collect();
    for leg in legs {
        let result = match leg.hindrance() {
            Some(hindrance) => hindrance,
            None if queued.contains(&leg.id) => Ordered::Queued,
            // An analysis anew of it waits already.
            None => Ordered::AlreadyQueued,
        };
        if let Some(best) = results.get_mut(&leg.call_id) {
            *best = result.max(*best);
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(id: u128, status: &str, charge: &str, bytes: Option<i64>) -> LegRow {
        LegRow {
            id: Uuid::from_u128(id),
            call_id: Uuid::from_u128(id / 10),
            analysis_status: status.into(),
            charge_kind: charge.into(),
            talk_s: 0,
            bytes,
            duration_ms: None,
        }
    }

    #[test]
    fn a_call_is_told_the_best_of_its_legs() {
        let legs = [
            leg(10, "analyzed", "included", Some(32_000)),
            leg(11, "none", "included", None),
            leg(20, "queued", "included", Some(1)),
            leg(30, "withheld", "withheld", Some(1)),
            leg(40, "none", "included", None),
            leg(50, "failed", "overage", Some(1)),
        ];
        let calls: Vec<Uuid> = (1..=6).map(Uuid::from_u128).collect();
        let queued = BTreeSet::from([Uuid::from_u128(10)]);
        let told: Vec<&str> = results(&calls, &legs, &queued)
            .values()
            .map(|result| result.as_str())
            .collect();
        let expected = [
            "queued",
            "already_queued",
            "withheld",
            "nothing_to_analyze",
            "already_queued",
            "not_found",
        ];
        assert_eq!(told, expected, "that of the fifth waits already");
        assert_eq!(legs[0].again().cost_s, 2.0);
        assert!(legs[0].again().reanalysis && !legs[5].again().reanalysis);
    }
}
