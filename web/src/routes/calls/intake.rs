//! `POST /v1/calls`: records in canonical form come in, one, many, or a stream. Parsed here, once; what becomes of them the
//! Ledger decides.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::engine::pbx::canonical::{self, RecordFault};
use actors::{Door, Fate, Record};
use models::identity::permission::Permission;
use models::ids;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;
use utoipa::ToSchema;
use uuid::Uuid;

use super::elements::{Element, Elements, Fault};
use super::idempotency::{self, Hold, Start};
use super::parts::{PartMax, Parts};
use super::stream;
use crate::body::{self, Body};
use crate::problem::{Code, Problem};
use crate::routes::identity::key::Caller;
use crate::routes::identity::lasting::Lasting;
use crate::routes::identity::signed::Sender;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, MalformedJson, InterruptedBody, RequestTimeout, IdempotencyInProgress, IdempotencyKeyReused, MissingKey, InvalidKey, BadSignature, BodyTooLarge, TooManyRecords,
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
/// stored, and the tally as its last line; where it breaks off that is a problem with `through`. An array of more than 2,000 records or 4 MiB is stored in parts as well: where a refusal
/// comes after the first of them, `through` says how many records were settled; sending them again is harmless.
///
/// A telephone system shows a key of its own (POST /v1/keys): user and password, a key in a header, or its user with HMAC-SHA-256 of the raw
/// bytes, which then have to fit into one body.
#[utoipa::path(
    operation_id = "send_calls",
    tag = "calls",
    request_body(content(
        (RecordsSchema = "application/json"),
        (String = "application/x-ndjson", example = "{\"external_id\":\"1\",\"direction\":\"inbound\",\"started_at\":\"2026-11-24T09:00:00Z\"}\n")
    )),
    params(
        ("Prefer" = Option<String>, Header, description = "`respond-async`: acknowledge an NDJSON stream as it goes."),
        ("Idempotency-Key" = Option<String>, Header, description = "Names this request, for 24 hours: the same again gets the same \
            answer (`Idempotent-Replayed: true`), another body with this key is refused."),
        ("user" = Option<String>, Query, description = "Who signs, where the system can send no `X-AudiaPro-User`."),
        ("X-AudiaPro-User" = Option<String>, Header, description = "Who signs: the user of a key whose manner is `hmac`."),
        ("X-AudiaPro-Signature" = Option<String>, Header, description = "HMAC-SHA-256 of the raw bytes under that key's secret: hex, with or \
            without `sha256=` before it, or base64.")
    ),
    responses(
        (status = 202, description = "Stored: `{call_id, leg_id}` for one record, a tally for many.", content(
            (Answer = "application/json"),
            (String = "application/x-ndjson", example = "{\"through\":500}\n{\"accepted\":612,\"refused\":0,\"errors\":[]}\n")
        )),
        Refusals
    ),
    security(("api_key" = []), ("webhook_basic" = []), ("webhook_key" = []), ())
)]
#[post("/v1/calls")]
pub async fn receive(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let sender = Sender::of(&request, payload, &state).await?;
    let (caller, payload, room) = (sender.caller, sender.payload, sender.room);
    let lines = match body::media_type(&request).as_str() {
        "application/json" | "" => false,
        kind if body::is_lines(kind) => true,
        other => {
            let detail = format!("`{other}`: send application/json or application/x-ndjson");
            return Err(Problem::new(Code::UnsupportedMediaType, detail));
        }
    };
    let server = &state.config.server;
    let mut body = Body::new(payload, Duration::from_secs(server.body_idle_s));
    let hold = match idempotency::start(&request, &mut body, &caller).await? {
        Start::Work(hold) => hold,
        Start::Again(answered) => return idempotency::replay(&request, body, &answered).await,
    };
    if lines {
        let lasting = || Lasting::of(&request, caller.clone(), Permission::CallsSend, state.clone());
        let who = room.is_none().then(lasting).transpose()?;
        return stream::receive(&request, body, caller, who, &state, hold).await;
    }
    body::announced(&request, state.bounds().json_bytes_max as u64)?;
    body.until(Instant::now() + Duration::from_secs(server.body_json_s));
    let given = json(&mut body, caller, &state).await?;
    answer(hold, &mut body, serde_json::to_value(given).unwrap_or_default()).await
}

/// 202 with this answer, which is kept first if the sender named the request.
pub async fn answer(hold: Option<Hold>, body: &mut Body, answer: Value) -> Result<HttpResponse, Problem> {
    if let Some(hold) = hold {
        hold.finish(body.digest(), &answer).await?;
    }
    Ok(HttpResponse::Accepted().json(answer))
}

/// A JSON body as it arrives: one record, or an array, of which a part at a time is stored.
async fn json(body: &mut Body, caller: Caller, state: &State) -> Result<Answer, Problem> {
    let bounds = state.bounds();
    let max = PartMax {
        records: bounds.intake_batch_max,
        bytes: bounds.part_bytes_max,
        errors: usize::MAX,
    };
    let mut elements = Elements::new(bounds.record_bytes_max);
    let mut parts = Parts::of_array(caller, &state.bodies, max);
    while let Some(chunk) = body.next().await.map_err(|problem| parts.at(problem))? {
        if body.bytes() > bounds.json_bytes_max as u64 {
            return Err(parts.at(Problem::too_large(bounds.json_bytes_max as u64)));
        }
        parts.room(elements.begun(), chunk.len()).await?;
        let text = body.text(chunk);
        let found = elements.push(&text).map_err(|fault| parts.at(malformed(&fault)))?;
        for element in found {
            if parts.count() >= bounds.records_max as u64 {
                let detail = format!("the array has more than {} records", bounds.records_max);
                let problem = Problem::new(Code::TooManyRecords, detail).with("records_max", bounds.records_max);
                return Err(parts.at(problem));
            }
            let parsed = record(&element, bounds.record_bytes_max).map_err(|problem| parts.at(problem))?;
            parts.add(parsed);
        }
        while parts.is_full() {
            parts.store().await?;
        }
    }
    let single = elements.finish().map_err(|fault| parts.at(malformed(&fault)))?;
    if let Some(element) = single {
        if element.is_too_long {
            return Err(Problem::too_large(bounds.record_bytes_max as u64));
        }
        return one(parts.caller(), given(&element)?).await.map(Answer::One);
    }
    while parts.store().await?.is_some() {}
    parts.into_tally().map(Answer::Many)
}

/// A value of an array as a record. Broken JSON breaks the body; anything else only this record.
fn record(element: &Element, bytes_max: usize) -> Result<Result<Record, RecordFault>, Problem> {
    if element.is_too_long {
        return Ok(Err(RecordFault {
            code: "too_large",
            detail: format!("line {}: the record has more than {bytes_max} bytes", element.line),
            external_id: None,
        }));
    }
    Ok(canonical::parse(given(element)?))
}

fn given(element: &Element) -> Result<canonical::Given, Problem> {
    serde_json::from_slice(&element.text)
        .map_err(|error| Problem::malformed_value(&error, element.line, element.column))
}

fn malformed(fault: &Fault) -> Problem {
    Problem::malformed_at(fault.line, fault.column, fault.what)
}

async fn one(caller: &Caller, given: canonical::Given) -> Result<Taken, Problem> {
    let record = canonical::parse(given).map_err(one_fault)?;
    let taken = taken(caller, &record);
    store_one(caller, record).await?;
    Ok(taken)
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
