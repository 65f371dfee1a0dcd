//! `POST /v1/sources/recognize`: a record is pasted, and it is said in which form it is, which settings it suggests, and how it would be
//! read with them. Nothing is kept.

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::engine::pbx::parsed::Notice;
use actors::engine::pbx::recognise::{self, Candidate};
use actors::engine::pbx::settings::Given;
use actors::engine::pbx::source::Source as Form;
use actors::sources::zone;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::quarantine::Unread;
use super::settings::checked;
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{Can, SettingsRead};
use crate::state::State;

crate::refusals!(Refusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, UnrecognizedRecord, Internal, Unavailable);

/// Letters of a sample.
const SAMPLE_MAX: usize = 256 * 1024;
/// Other forms that are named.
const OTHERS_MAX: usize = 4;

/// A record, or some, as a telephone system wrote them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SourceSample, example = json!({ "sample": "CallSid=CA1&CallStatus=completed&From=%2B12025550143&To=%2B12025550100", "sent_now": false }))]
pub struct Sample {
    #[schema(max_length = 262144)]
    sample: String,
    /// If it is known.
    format: Option<String>,
    /// Those that are known already.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
    /// The call has just ended: its time then tells the zone.
    #[serde(default)]
    sent_now: bool,
}

/// What it seems to be.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recognized {
    /// The likeliest form.
    pub format: String,
    /// Others that make something of it, likelier ones first.
    pub others: Vec<String>,
    /// The given settings and those that are suggested.
    #[schema(value_type = Object)]
    pub settings: Map<String, Value>,
    /// With `sent_now`: minutes by which its times differ from now, in whole quarter hours. Where it is not 0, `tz` is to be that of a place
    /// which is so far from UTC.
    #[schema(required)]
    pub zone_off_min: Option<i32>,
    /// The legs as they would be stored with these settings.
    #[schema(value_type = Vec<Object>)]
    pub records: Vec<Value>,
    /// Their calls.
    #[schema(value_type = Vec<Object>)]
    pub calls: Vec<Value>,
    pub quarantined: Vec<Unread>,
    pub ignored: Vec<Unread>,
    pub warnings: Vec<Unread>,
}

/// Recognise a record.
///
/// Paste one, or some: the answer says in which form they are, which settings they suggest, and how they would be read with them. Nothing
/// is stored.
#[utoipa::path(
    operation_id = "recognize_source",
    tag = "sources",
    request_body = Sample,
    responses((status = 200, description = "What it seems to be.", body = Recognized), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/sources/recognize")]
pub async fn recognize(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<SettingsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    drop(caller);
    let asked: Sample = body::json(&request, payload, &state).await?;
    if asked.sample.len() > SAMPLE_MAX {
        return Err(Problem::too_large(SAMPLE_MAX as u64));
    }
    let form = match &asked.format {
        None => None,
        Some(name) => Some(
            Form::from_name(name)
                .filter(|form| !form.is_audio() && *form != Form::Canonical)
                .ok_or_else(|| Problem::parameter("format", format!("{name:?} is no form of records")))?,
        ),
    };
    checked(form.map_or("canonical", Form::as_str), &asked.settings)?;
    let recognized = web::block(move || recognized(&asked, form))
        .await
        .map_err(Problem::internal)?;
    let unknown = || Problem::new(Code::UnrecognizedRecord, "no form makes anything of it");
    Ok(HttpResponse::Ok().json(recognized.ok_or_else(unknown)?))
}

/// With the settings that it suggests it is read a second time.
fn recognized(asked: &Sample, form: Option<Form>) -> Option<Recognized> {
    let sample = asked.sample.as_bytes();
    let mut settings = asked.settings.clone();
    let mut found = candidates(sample, &settings, form);
    let first = found.first()?;
    let source = first.source;
    let mut suggested = suggested(sample, first);
    suggested.retain(|key, _| !settings.contains_key(key));
    if !suggested.is_empty() {
        settings.extend(suggested);
        found = candidates(sample, &settings, Some(form.unwrap_or(source)))
            .into_iter()
            .chain(found)
            .collect();
    }
    let mut found = found.into_iter();
    let Candidate { source, parsed, .. } = found.next()?;
    let mut others: Vec<String> = found.map(|other| other.source.as_str().to_owned()).collect();
    others.retain(|other| other != source.as_str());
    others.truncate(OTHERS_MAX);
    let latest = parsed.records.iter().filter_map(|leg| leg.ended_at).max();
    let json = |list: Value| list.as_array().cloned().unwrap_or_default();
    Some(Recognized {
        format: source.as_str().into(),
        others,
        settings,
        zone_off_min: latest.filter(|_| asked.sent_now).and_then(zone::off_now),
        records: json(serde_json::to_value(&parsed.records).unwrap_or_default()),
        calls: json(serde_json::to_value(&parsed.calls).unwrap_or_default()),
        quarantined: told(parsed.quarantined),
        ignored: told(parsed.ignored),
        warnings: told(parsed.warnings),
    })
}

/// The settings that a record suggests.
fn suggested(sample: &[u8], first: &Candidate) -> Map<String, Value> {
    let mut suggested = Map::new();
    if let Some(pattern) = recognise::extension_pattern(&first.parsed.records) {
        suggested.insert("extension_pattern".into(), pattern.into());
    }
    if let Some(order) = first.date_order {
        suggested.insert("date_order".into(), order.into());
    }
    let trunks = recognise::trunk_channel_prefixes(first.source, sample);
    if !trunks.is_empty() {
        suggested.insert("trunk_channel_prefixes".into(), trunks.into());
    }
    suggested
}

fn candidates(sample: &[u8], settings: &Map<String, Value>, form: Option<Form>) -> Vec<Candidate> {
    // Checked before.
    let given: Given = serde_json::from_value(Value::Object(settings.clone())).unwrap_or_default();
    let mut found = recognise::recognise(sample, &given, Timestamp::now());
    if let Some(form) = form {
        found.retain(|candidate| candidate.source == form);
    }
    found
}

fn told(notices: Vec<Notice>) -> Vec<Unread> {
    notices.into_iter().map(Unread::from).collect()
}
