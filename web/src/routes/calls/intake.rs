//! `POST /v1/calls`: records in canonical form come in, one, many, or a stream. Parsed here, once; what becomes of them the
//! Ledger decides.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::Record;
use actors::engine::pbx::canonical::{self, RecordFault};
use models::identity::permission::Permission;
use serde::Serialize;
use serde_json::Value;
use tokio::time::Instant;
use utoipa::ToSchema;

use super::elements::{Element, Elements, Fault};
use super::idempotency::{self, Start};
use super::parts::{PartMax, Parts};
use super::settlement::{Taken, Tally, one_fault, store_one, taken};
use super::stream;
use crate::body::{self, Body};
use crate::problem::{Code, Problem};
use crate::routes::identity::key::Caller;
use crate::routes::identity::lasting::Lasting;
use crate::routes::identity::signed::Sender;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, MalformedJson, InterruptedBody, RequestTimeout, IdempotencyInProgress, IdempotencyKeyReused, MissingKey, InvalidKey, BadSignature, BodyTooLarge, TooManyRecords,
    UnsupportedMediaType, InvalidRecord, LimitReached, Internal, Unavailable);

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
    idempotency::answer(hold, &mut body, serde_json::to_value(given).unwrap_or_default()).await
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
