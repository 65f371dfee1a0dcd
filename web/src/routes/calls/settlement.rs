//! What becomes of records that were read: handed to the Ledger, counted, and told to whoever sent them.

use std::time::Duration;

use actors::engine::pbx::canonical::RecordFault;
use actors::{Door, Fate, Record};
use models::ids;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::problem::{Code, Problem};
use crate::routes::identity::key::Caller;

/// One record was taken: the ids under which it is found.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Taken {
    pub call_id: Uuid,
    pub leg_id: Uuid,
}

/// What became of many records.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({ "accepted": 2, "refused": 1, "errors": [
    { "index": 1, "external_id": "1731.7", "code": "unknown_key", "detail": "unknown key `form`; free values belong into `custom`" } ] }))]
pub struct Tally {
    /// Stored, or stored before (a duplicate or a conflict; the first content stays).
    pub accepted: u64,
    pub refused: u64,
    /// The refused ones, in order; of a long stream the first 1,000.
    pub errors: Vec<Refused>,
}

/// Why one record of many was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Refused {
    /// Position in the array, or line of the stream that is not blank, from 0.
    pub index: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Stable: `not_a_record unknown_key missing_field bad_value bad_timestamp end_before_start too_large bad_json refused
    /// limit_reached` …
    pub code: String,
    pub detail: String,
}

/// 422 for the only record.
pub fn one_fault(fault: RecordFault) -> Problem {
    none_valid(vec![refused(0, fault)], 1)
}

/// Stores a record that came alone.
pub async fn store_one(caller: &Caller, record: Record) -> Result<(), Problem> {
    let external_id = record.leg.external_id.clone();
    let fates = caller.running.app.accept(caller.tenant, vec![record]).await?;
    match fates.first().map(|fate| verdict(*fate)) {
        Some(Ok(())) => Ok(()),
        Some(Err((code, detail))) => {
            let only = Refused {
                index: 0,
                external_id: Some(external_id),
                code: code.into(),
                detail: detail.into(),
            };
            Err(none_valid(vec![only], 1))
        }
        None => Err(Problem::internal("the ledger gave no fate")),
    }
}

/// The ids of a record, known before it is stored.
pub fn taken(caller: &Caller, record: &Record) -> Taken {
    let (instance, leg) = (&record.source_instance, &record.leg);
    Taken {
        call_id: ids::call(caller.tenant, instance, leg.call_key()).0,
        leg_id: ids::leg(caller.tenant, instance, &leg.external_id).0,
    }
}

/// Hands the valid ones to the Ledger and counts what became of all.
pub async fn settle(
    caller: &Caller,
    door: Door,
    parsed: impl Iterator<Item = (u64, Result<Record, RecordFault>)>,
    tally: &mut Tally,
) -> Result<(), Problem> {
    let mut records = Vec::new();
    let mut names = Vec::new();
    let mut errors = Vec::new();
    for (index, record) in parsed {
        match record {
            Ok(record) => {
                names.push((index, record.leg.external_id.clone()));
                records.push(record);
            }
            Err(fault) => errors.push(refused(index, fault)),
        }
    }
    if !records.is_empty() {
        let fates = caller.running.app.accept_at(door, caller.tenant, records).await?;
        for ((index, external_id), fate) in names.into_iter().zip(fates) {
            match verdict(fate) {
                Ok(()) => tally.accepted += 1,
                Err((code, detail)) => {
                    errors.push(Refused {
                        index,
                        external_id: Some(external_id),
                        code: code.into(),
                        detail: detail.into(),
                    });
                }
            }
        }
    }
    tally.refused += errors.len() as u64;
    errors.sort_by_key(|error| error.index);
    tally.errors.append(&mut errors);
    Ok(())
}

/// Why the Ledger has refused a record.
pub const NOT_HELD: &str = "the database cannot hold this record, or its call takes no more legs";
const OVER_LIMIT: &str = "a new call beyond the limit of this period, and the policy is to refuse it";

/// 402 for a record that would be refused for the limit, before anything is received with it.
pub async fn within_limit(caller: &Caller, record: &Record) -> Result<(), Problem> {
    if !caller.running.app.turn_back(caller.tenant, record).await? {
        return Ok(());
    }
    let only = Refused {
        index: 0,
        external_id: Some(record.leg.external_id.clone()),
        code: Code::LimitReached.slug().into(),
        detail: OVER_LIMIT.into(),
    };
    Err(none_valid(vec![only], 1))
}

/// Whether a fate is an acknowledgement. The one table of it.
fn verdict(fate: Fate) -> Result<(), (&'static str, &'static str)> {
    match fate {
        Fate::New
        | Fate::Accepted
        | Fate::Merged
        | Fate::Duplicate
        | Fate::Conflict
        | Fate::Held
        | Fate::Ignored
        | Fate::Quarantined => Ok(()),
        Fate::Refused => Err(("refused", NOT_HELD)),
        Fate::OverLimit => Err((Code::LimitReached.slug(), OVER_LIMIT)),
    }
}

fn refused(index: u64, fault: RecordFault) -> Refused {
    Refused {
        index,
        external_id: fault.external_id,
        code: fault.code.into(),
        detail: fault.detail,
    }
}

/// None of `refused` records was taken, with the entries that are kept of them: 402 if the limit kept at least one of these out, else 422.
pub fn none_valid(errors: Vec<Refused>, refused: u64) -> Problem {
    let over_limit = errors.iter().any(|error| error.code == Code::LimitReached.slug());
    let (code, why) = if over_limit {
        (Code::LimitReached, "within the limit")
    } else {
        (Code::InvalidRecord, "valid")
    };
    let detail = match errors.as_slice() {
        [only] => only.detail.clone(),
        _ => format!("none of the {refused} records is {why}"),
    };
    let errors = serde_json::to_value(errors).unwrap_or_default();
    Problem::new(code, detail).with("errors", errors)
}

impl From<actors::Unavailable> for Problem {
    fn from(error: actors::Unavailable) -> Self {
        Self::unavailable(error.retry_after.max(Duration::from_secs(1)), error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_all_says_how_many_they_were_however_few_it_lists() {
        let one = |index| Refused {
            index,
            external_id: None,
            code: "bad_json".into(),
            detail: format!("line {}: not JSON", index + 1),
        };
        let many = none_valid((0..3).map(one).collect(), 5_000);
        assert_eq!(
            (many.code, many.detail.as_str()),
            (Code::InvalidRecord, "none of the 5000 records is valid")
        );
        assert_eq!(none_valid(vec![one(0)], 1).detail, "line 1: not JSON");
    }
}
