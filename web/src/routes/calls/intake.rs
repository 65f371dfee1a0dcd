//! `POST /v1/calls`: records in canonical form come in, one, many, or a stream. Parsed here, once; what becomes of them the
//! Ledger decides.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::engine::pbx::canonical::{self, RecordFault};
use actors::{Fate, Record};
use models::ids;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::stream;
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: MalformedJson, InterruptedBody, MissingKey, InvalidKey, BodyTooLarge, TooManyRecords,
    UnsupportedMediaType, InvalidRecord, LimitReached, Internal, Unavailable);

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

/// The two answers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Answer {
    One(Taken),
    Many(Tally),
}

/// A call record in canonical form.
#[derive(Debug, ToSchema)]
#[schema(as = Record, example = json!({ "external_id": "1731000000.17", "direction": "inbound", "from": "+390612345678", "to": "200",
    "agent": "200", "queue": "support", "started_at": "2026-11-24T09:00:00Z", "answered_at": "2026-11-24T09:00:08Z",
    "ended_at": "2026-11-24T09:04:31Z", "talk_s": 263, "disposition": "answered" }))]
pub struct CanonicalRecord {
    /// Unique for each leg inside its source instance; the same again is a duplicate.
    pub external_id: String,
    pub direction: super::view::DirectionName,
    /// RFC 3339.
    pub started_at: chrono::DateTime<chrono::Utc>,
    pub answered_at: Option<chrono::DateTime<chrono::Utc>>,
    pub ended_at: Option<chrono::DateTime<chrono::Utc>>,
    /// The telephone system it came from; `api` if not given.
    pub source_instance: Option<String>,
    /// Form in which the system itself had it.
    pub source: Option<String>,
    /// Groups the legs of one call.
    pub linked_id: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Extension or user of your side.
    pub agent: Option<String>,
    pub queue: Option<String>,
    pub wait_s: Option<i32>,
    pub talk_s: Option<i32>,
    pub disposition: Option<super::view::DispositionName>,
    pub hangup_cause: Option<String>,
    pub recording_ref: Option<String>,
    /// Where the recording can be fetched.
    pub recording_url: Option<String>,
    /// `false`: keep the record, analyse nothing.
    pub analyze: Option<bool>,
    /// Anything else worth keeping.
    pub custom: Option<Value>,
}

/// Either body.
#[derive(Debug, ToSchema)]
#[schema(as = Records)]
#[allow(dead_code, reason = "only its schema is used")]
#[serde(untagged)]
pub enum RecordsSchema {
    One(Box<CanonicalRecord>),
    Many(Vec<CanonicalRecord>),
}

/// Send call records.
///
/// One record, an array, or NDJSON of any length. Records are final: the same content again is a duplicate, other content a
/// conflict (the first is kept); both are accepted. An unknown top-level key is refused by name; `custom` is free. With
/// `Prefer: respond-async` an NDJSON stream is acknowledged as it goes, with a line `{"through": n}` for each part that is
/// stored, and the tally as its last line.
#[utoipa::path(
    operation_id = "send_calls",
    tag = "calls",
    request_body(content(
        (RecordsSchema = "application/json"),
        (String = "application/x-ndjson", example = "{\"external_id\":\"1\",\"direction\":\"inbound\",\"started_at\":\"2026-11-24T09:00:00Z\"}\n")
    )),
    params(("Prefer" = Option<String>, Header, description = "`respond-async`: acknowledge an NDJSON stream as it goes.")),
    responses(
        (status = 202, description = "Stored: `{call_id, leg_id}` for one record, a tally for many.", content(
            (Answer = "application/json"),
            (String = "application/x-ndjson", example = "{\"through\":500}\n{\"accepted\":612,\"refused\":0,\"errors\":[]}\n")
        )),
        Refusals
    ),
    security(("api_key" = []))
)]
#[post("/v1/calls")]
pub async fn receive(
    request: HttpRequest,
    payload: web::Payload,
    caller: Caller,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let bounds = &state.config.bounds;
    match body::media_type(&request).as_str() {
        "application/json" | "" => {
            let bytes = body::read(&request, payload, bounds.json_bytes_max).await?;
            let value: Value = serde_json::from_slice(&bytes).map_err(|error| Problem::malformed_json(&error))?;
            match value {
                Value::Array(values) => many(&caller, &values, bounds.records_max).await,
                value => one(&caller, &value).await,
            }
        }
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => {
            stream::receive(&request, payload, caller, bounds).await
        }
        other => {
            let detail = format!("`{other}`: send application/json or application/x-ndjson");
            Err(Problem::new(Code::UnsupportedMediaType, detail))
        }
    }
}

async fn one(caller: &Caller, value: &Value) -> Result<HttpResponse, Problem> {
    let record = canonical::parse(value).map_err(one_fault)?;
    let taken = taken(caller, &record);
    store_one(caller, record).await?;
    Ok(HttpResponse::Accepted().json(taken))
}

/// 422 for the only record.
pub fn one_fault(fault: RecordFault) -> Problem {
    none_valid(vec![refused(0, fault)])
}

/// Stores a record that came alone.
pub async fn store_one(caller: &Caller, record: Record) -> Result<(), Problem> {
    let external_id = record.leg.external_id.clone();
    let fates = caller.running.app.accept(caller.tenant, vec![record]).await?;
    match fates.first().map(|fate| verdict(*fate)) {
        Some(Ok(())) => Ok(()),
        Some(Err((code, detail))) => Err(none_valid(vec![Refused {
            index: 0,
            external_id: Some(external_id),
            code: code.into(),
            detail: detail.into(),
        }])),
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

async fn many(caller: &Caller, values: &[Value], records_max: usize) -> Result<HttpResponse, Problem> {
    if values.len() > records_max {
        let detail = format!("the array has {} records, at most {records_max}", values.len());
        return Err(Problem::new(Code::TooManyRecords, detail).with("records_max", records_max));
    }
    let mut tally = Tally::default();
    let parsed = values
        .iter()
        .enumerate()
        .map(|(index, value)| (index as u64, canonical::parse(value)));
    settle(caller, parsed, &mut tally).await?;
    if tally.accepted == 0 && tally.refused > 0 {
        return Err(none_valid(tally.errors));
    }
    Ok(HttpResponse::Accepted().json(tally))
}

/// Hands the valid ones to the Ledger and counts what became of all.
pub async fn settle(
    caller: &Caller,
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
        let fates = caller.running.app.accept(caller.tenant, records).await?;
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

const OVER_LIMIT: &str = "a new call beyond the limit of this period, and the policy is to refuse it";

/// 402 for a record that would be refused for the limit, before anything is received with it.
pub async fn within_limit(caller: &Caller, record: &Record) -> Result<(), Problem> {
    if !caller.running.app.is_over_limit(caller.tenant, record).await? {
        return Ok(());
    }
    Err(none_valid(vec![Refused {
        index: 0,
        external_id: Some(record.leg.external_id.clone()),
        code: Code::LimitReached.slug().into(),
        detail: OVER_LIMIT.into(),
    }]))
}

/// Whether a fate is an acknowledgement. The one table of it.
fn verdict(fate: Fate) -> Result<(), (&'static str, &'static str)> {
    match fate {
        Fate::New
        | Fate::Merged
        | Fate::Duplicate
        | Fate::Conflict
        | Fate::Held
        | Fate::Ignored
        | Fate::Quarantined => Ok(()),
        Fate::Refused => Err(("refused", "the database cannot hold this record")),
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

/// No record was taken, with an entry for each: 402 if it was the limit that kept at least one out, else 422.
pub fn none_valid(errors: Vec<Refused>) -> Problem {
    let over_limit = errors.iter().any(|error| error.code == Code::LimitReached.slug());
    let (code, why) = if over_limit {
        (Code::LimitReached, "within the limit")
    } else {
        (Code::InvalidRecord, "valid")
    };
    let detail = match errors.as_slice() {
        [only] => only.detail.clone(),
        many => format!("none of the {} records is {why}", many.len()),
    };
    let errors = serde_json::to_value(errors).unwrap_or_default();
    Problem::new(code, detail).with("errors", errors)
}

impl From<actors::Unavailable> for Problem {
    fn from(error: actors::Unavailable) -> Self {
        Self::unavailable(error.retry_after.max(Duration::from_secs(1)), error)
    }
}
