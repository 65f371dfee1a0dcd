//! Recordings come in: `PUT …/recording` with the bytes alone, `POST /v1/recordings` with record and bytes at once. Streamed
//! into the sealed store; what is wrong with a recording its analysis says, so that the call is kept whatever comes.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, post, put, web};
use actors::Fate;
use actors::app::{RecordingReceipt, StoreError, Told};
use actors::engine::audio::{DeclaredFormat, RawCodec};
use actors::engine::pbx::canonical;
use actors::engine::pbx::recording_name::headerless;
use actors::recordings::ReceiveError;
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::hearing;
use super::intake::CanonicalRecord;
use super::settlement;
use crate::body;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{CallsSend, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(PutRefusals: InvalidParameter, InterruptedBody, EmptyRecording, MissingKey, InvalidKey, RecordingConflict,
    BodyTooLarge, UnsupportedMediaType, Internal, Unavailable, StorageFull);
crate::refusals!(PostRefusals: InvalidParameter, MalformedJson, MalformedMultipart, InterruptedBody, EmptyRecording, MissingKey,
    InvalidKey, RecordingConflict, BodyTooLarge, UnsupportedMediaType, InvalidRecord, LimitReached, Internal, Unavailable,
    StorageFull);

/// Rates that headerless audio may have, in Hz.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=192_000;

const NEEDS: &str = "headerless audio needs `format` and `rate`";

/// How to read audio that has no header, and how to hear any.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Declared {
    /// `sln` (16-bit signed, little-endian), `l16` (big-endian), `ulaw` or `alaw`, which need `rate`; `gsm` (33 bytes a frame), `wav49` (65 bytes for two), `g722`;
    /// `g729` only where the operator allows an external decoder. Also as files of Asterisk end: `sln16` has its rate with it.
    #[param(example = "sln")]
    format: Option<String>,
    /// Samples a second. Codecs with one rate need none.
    #[param(minimum = 4000, maximum = 192_000, example = 8000)]
    rate: Option<u32>,
    /// Channels; 1 if not given.
    #[param(minimum = 1, maximum = 8)]
    channels: Option<u16>,
    /// What is spoken: ISO 639-1, with or without a country, or `auto` to find out. Else as the record's `custom.language`, the settings or the server say.
    #[param(example = "es")]
    language: Option<String>,
    /// Name of the speech model that shall hear it, as GET /v1/models lists it.
    #[param(example = "base-q8_0")]
    model: Option<String>,
}

/// A recording was stored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecordingReceipt)]
pub struct Receipt {
    pub leg_id: Uuid,
    /// Of the bytes, hex.
    pub sha256: String,
    pub bytes: u64,
    /// As far as its header says.
    #[schema(required)]
    pub duration_ms: Option<u64>,
    /// `new`, or `duplicate`: the same bytes were there.
    pub fate: &'static str,
}

/// A record and its recording were stored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallReceipt)]
pub struct BothReceipt {
    pub call_id: Uuid,
    #[serde(flatten)]
    pub recording: Receipt,
}

/// Put the recording of a leg.
///
/// Before or after its record, whichever comes first. The bytes decide what it is, not the name or the media type; headerless
/// audio is named by `format` and `rate`, or by a media type such as `audio/PCMU;rate=8000`. A recording that cannot be analysed is kept; `analysis_error` of the leg says why.
#[utoipa::path(
    operation_id = "put_recording",
    tag = "calls",
    params(
        ("source_instance" = String, Path, description = "Telephone system, as in the record; `api` if the record names none."),
        ("external_id" = String, Path, description = "The leg's own id, percent-encoded."),
        Declared
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes of the recording; any media type."),
    responses(
        (status = 200, description = "The same bytes were there already.", body = Receipt),
        (status = 201, description = "Stored; the analysis follows once the record is there.", body = Receipt),
        PutRefusals
    ),
    security(("api_key" = []), ("webhook_basic" = []), ("webhook_key" = []))
)]
#[put("/v1/calls/{source_instance}/{external_id}/recording")]
pub async fn put(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    payload: web::Payload,
    caller: Can<CallsSend>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (instance, external_id) = path.into_inner();
    if !canonical::is_instance_name(&instance) {
        return Err(Problem::parameter(
            "source_instance",
            "letters, digits, `.`, `_` and `-`, at most 64",
        ));
    }
    if !canonical::is_external_id(&external_id) {
        return Err(Problem::parameter(
            "external_id",
            "empty, too long, or with control characters",
        ));
    }
    let mut told = told(&request, &state).await?;
    body::announced(&request, state.config.bounds.recording_bytes_max)?;
    told.media_type = Some(body::media_type(&request)).filter(|kind| !kind.is_empty());
    let bytes = body::timed(payload, Duration::from_secs(state.config.server.body_idle_s));
    let receipt = store(&caller, &instance, &external_id, bytes, told).await?;
    Ok(status(&receipt).json(Receipt::from(receipt)))
}

/// Send a record and its recording at once.
///
/// Two parts: `record` as JSON first, then `file` with the bytes, which are streamed into the sealed store. The recording is stored
/// before the record, so that a call never stands there with half of what was sent.
#[utoipa::path(
    operation_id = "send_recording",
    tag = "calls",
    params(Declared),
    request_body(content = Both, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "Both were there already.", body = BothReceipt),
        (status = 201, description = "Stored; the analysis follows.", body = BothReceipt),
        PostRefusals
    ),
    security(("api_key" = []), ("webhook_basic" = []), ("webhook_key" = []))
)]
#[post("/v1/recordings")]
pub async fn post(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<CallsSend>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    if body::media_type(&request) != "multipart/form-data" {
        return Err(Problem::new(
            Code::UnsupportedMediaType,
            "send multipart/form-data with the parts `record` and `file`",
        ));
    }
    let mut told = told(&request, &state).await?;
    let bounds = state.bounds();
    body::announced(
        &request,
        bounds
            .recording_bytes_max
            .saturating_add(bounds.record_bytes_max as u64)
            .saturating_add(65_536),
    )?;
    let payload = body::timed(payload, Duration::from_secs(state.config.server.body_idle_s));
    let mut parts = Multipart::new(request.headers(), payload);
    let text = small_part(&mut parts, "record", bounds.record_bytes_max).await?;
    let given: canonical::Given = serde_json::from_slice(&text).map_err(|error| Problem::malformed_json(&error))?;
    let record = canonical::parse(given).map_err(settlement::one_fault)?;
    let taken = settlement::taken(&caller, &record);
    let (instance, external_id) = (record.source_instance.clone(), record.leg.external_id.clone());
    let Some(file) = parts.next().await else {
        return Err(multipart("the part `file` is missing"));
    };
    let file = file.map_err(multipart)?;
    if file.name() != Some("file") {
        return Err(multipart("after `record` comes the part `file`"));
    }
    told.media_type = file.content_type().map(|kind| kind.essence_str().to_owned());
    if told.declared.is_none() {
        told.declared = file
            .content_type()
            .and_then(|kind| DeclaredFormat::of_media_type(kind.as_ref()));
    }
    settlement::within_limit(&caller, &record).await?;
    // The recording first: a call whose bytes did not arrive is then not there half.
    let receipt = store(&caller, &instance, &external_id, file, told).await?;
    settlement::store_one(&caller, record).await?;
    let mut answer = status(&receipt);
    Ok(answer.json(BothReceipt {
        call_id: taken.call_id,
        recording: Receipt::from(receipt),
    }))
}

/// The parts of the multipart body.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used")]
pub struct Both {
    /// The record as JSON; it comes first.
    record: CanonicalRecord,
    /// The bytes of the recording.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

async fn store<E: std::fmt::Display>(
    caller: &Caller,
    instance: &str,
    external_id: &str,
    bytes: impl Stream<Item = Result<web::Bytes, E>>,
    told: Told,
) -> Result<RecordingReceipt, Problem> {
    let mut bytes = Box::pin(bytes.peekable());
    // An empty body is a slip of the sender; nothing is stored for it. An empty *file* inside is the analysis' to judge.
    if bytes.as_mut().peek().await.is_none() {
        return Err(Problem::new(Code::EmptyRecording, "the body has no bytes"));
    }
    let app = &caller.running.app;
    let receipt = app
        .store_told_recording(caller.tenant, instance, external_id, bytes, told)
        .await?;
    if receipt.fate == Fate::Conflict {
        return Err(Problem::new(
            Code::RecordingConflict,
            "this leg has another recording, which stays",
        ));
    }
    Ok(receipt)
}

fn status(receipt: &RecordingReceipt) -> actix_web::HttpResponseBuilder {
    if receipt.fate == Fate::Duplicate {
        HttpResponse::Ok()
    } else {
        HttpResponse::Created()
    }
}

/// What the query says of a recording, and the media type of audio that has no header.
async fn told(request: &HttpRequest, state: &State) -> Result<Told, Problem> {
    let query: Declared = query::of(request)?;
    let stated = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let declared = declared(&query)?.or_else(|| stated.and_then(DeclaredFormat::of_media_type));
    let wish = hearing::wish(state, query.language, query.model).await?;
    Ok(Told {
        declared,
        media_type: None,
        language: wish.language,
        model: wish.model,
    })
}

fn declared(query: &Declared) -> Result<Option<DeclaredFormat>, Problem> {
    let format = match (&query.format, query.rate, query.channels) {
        (Some(format), ..) => format,
        (None, None, None) => return Ok(None),
        _ => return Err(Problem::parameter("format", NEEDS)),
    };
    let (codec, only) = codec(format)?;
    let rate = query.rate.or(only).ok_or_else(|| Problem::parameter("format", NEEDS))?;
    if only.is_some_and(|only| only != rate) {
        return Err(Problem::parameter("rate", format!("{format} has another rate")));
    }
    if !RATES.contains(&rate) {
        return Err(Problem::parameter(
            "rate",
            format!("{} to {} Hz", RATES.start(), RATES.end()),
        ));
    }
    let channels = query.channels.unwrap_or(1);
    if channels == 0 {
        return Err(Problem::parameter("channels", "at least 1"));
    }
    Ok(Some(DeclaredFormat { codec, rate, channels }))
}

/// By its name, with the rate if it has only one: also as files of Asterisk end, `sln16`.
fn codec(format: &str) -> Result<(RawCodec, Option<u32>), Problem> {
    let is_end = format.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match (
        format.parse::<RawCodec>(),
        is_end.then(|| headerless(&format!(".{format}"))).flatten(),
    ) {
        (Ok(codec), _) => Ok((codec, codec.rate())),
        (Err(_), Some(named)) => Ok((named.codec, Some(named.rate))),
        (Err(error), None) => Err(Problem::parameter("format", error)),
    }
}

async fn small_part(parts: &mut Multipart, name: &str, bytes_max: usize) -> Result<Vec<u8>, Problem> {
    let Some(part) = parts.next().await else {
        return Err(multipart(format!("the part `{name}` is missing")));
    };
    let mut part = part.map_err(multipart)?;
    if part.name() != Some(name) {
        return Err(multipart(format!("the first part is `{name}`")));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(multipart)?;
        if bytes.len() + chunk.len() > bytes_max {
            return Err(Problem::too_large(bytes_max as u64));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn multipart(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::MalformedMultipart, error.to_string())
}

impl From<RecordingReceipt> for Receipt {
    fn from(receipt: RecordingReceipt) -> Self {
        Self {
            leg_id: receipt.leg.0,
            sha256: hex::encode(receipt.sha256),
            bytes: receipt.bytes,
            duration_ms: receipt.duration_ms,
            fate: receipt.fate.as_str(),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(error) => error.into(),
            StoreError::NoTenant => Self::not_found("tenant"),
            StoreError::Receive(error) if error.is_full() => {
                Self::new(Code::StorageFull, "there is no room for the recording").caused_by(error)
            }
            StoreError::Receive(ReceiveError::TooLarge { bytes_max }) => Self::too_large(bytes_max),
            StoreError::Receive(ReceiveError::Broken(reason)) => body::interrupted(reason),
            StoreError::Receive(error @ (ReceiveError::Disk(_) | ReceiveError::Seal(_))) => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_has_its_rate_with_it_or_needs_one() {
        let of = |format: &str, rate: Option<u32>| {
            let query = Declared {
                format: Some(format.to_owned()),
                rate,
                channels: None,
                language: None,
                model: None,
            };
            declared(&query).ok().flatten().map(|own| (own.codec, own.rate))
        };
        assert_eq!(of("sln", Some(8_000)), Some((RawCodec::Sln, 8_000)));
        assert_eq!(of("sln16", None), Some((RawCodec::Sln, 16_000)));
        assert_eq!(of("g722", None), Some((RawCodec::G722, 16_000)));
        for (format, rate) in [
            ("sln", None),
            ("ulaw", None),
            ("sln16", Some(8_000)),
            ("sln17", None),
            ("mp5", Some(8_000)),
        ] {
            assert_eq!(of(format, rate), None, "{format}");
        }
    }
}
