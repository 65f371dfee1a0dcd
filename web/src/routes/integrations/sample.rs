//! `/v1/sources/{id}/sample`: a record that is kept of a source, how it was read when it was given, and how it is read now, or would be with
//! other settings.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web};
use actors::engine::pbx::parsed::parse;
use actors::engine::pbx::recognise::shown;
use actors::engine::pbx::settings::{Given, Settings};
use actors::engine::pbx::source::Source as Form;
use chrono::{DateTime, Utc};
use models::Error;
use models::integrations::{sample, source};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::quarantine::Unread;
use super::settings::checked;
use super::source::source_id;
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{Can, SettingsManage, SettingsRead};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, UnrecognizedRecord, Internal, Unavailable);
crate::refusals!(CheckRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);

const SAMPLE_MAX: usize = 256 * 1024;

/// A record, or some, as the system wrote them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeptSampleBody)]
pub struct Body {
    #[schema(max_length = 262144)]
    sample: String,
}

/// With which settings it is to be read; those of the source where none are given.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SampleCheckBody)]
pub struct Wanted {
    #[schema(value_type = Option<Object>)]
    settings: Option<Map<String, Value>>,
}

/// How it was read, and how it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SampleCheck)]
pub struct Check {
    pub sample: String,
    pub kept_at: DateTime<Utc>,
    /// Of the source, when it was kept.
    pub version: i32,
    /// Legs as they were read when it was kept.
    #[schema(value_type = Vec<Object>)]
    pub then: Vec<Value>,
    /// The same now.
    #[schema(value_type = Vec<Object>)]
    pub now: Vec<Value>,
    pub differences: Vec<Difference>,
    /// What of it cannot be read now.
    pub quarantined: Vec<Unread>,
    pub warnings: Vec<Unread>,
}

/// Something that is not as it was.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = SampleDifference)]
pub struct Difference {
    /// Of the leg.
    pub external_id: String,
    /// Of its fields; null: the leg itself.
    #[schema(required)]
    pub key: Option<String>,
    #[schema(required)]
    pub then: Value,
    #[schema(required)]
    pub now: Value,
}

/// As it is sealed.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    sample: String,
    records: Vec<Value>,
    /// When it was given: decides a year that is not written.
    at: DateTime<Utc>,
}

/// How it is read.
struct Read {
    records: Vec<Value>,
    quarantined: Vec<Unread>,
    warnings: Vec<Unread>,
}

/// Check the kept record.
///
/// How it was read when it was kept, how it is read now, and what differs.
#[utoipa::path(
    operation_id = "get_source_sample",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 200, description = "Both, and the differences.", body = Check), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/sources/{id}/sample")]
pub async fn show(id: web::Path<String>, caller: Can<SettingsRead>) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(check(&caller, &id, None).await?))
}

/// Keep a record.
///
/// Sealed, with how it is read now, as a check of later changes of the settings; in the place of the one that was kept. One that cannot be
/// read is refused.
#[utoipa::path(
    operation_id = "keep_source_sample",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    request_body = Body,
    responses((status = 200, description = "As it is kept.", body = Check), WriteRefusals),
    security(("api_key" = []))
)]
#[put("/v1/sources/{id}/sample")]
pub async fn keep(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Body = body::json(&request, payload, &state).await?;
    if asked.sample.len() > SAMPLE_MAX {
        return Err(Problem::too_large(SAMPLE_MAX as u64));
    }
    let (tenant, actor, source) = (caller.tenant, caller.actor(), found(&caller, &id).await?);
    let at = Utc::now();
    let read = read(&source, &source.settings, asked.sample.clone(), at).await?;
    if read.records.is_empty() {
        let why = read
            .quarantined
            .first()
            .map_or("no record in it", |notice| notice.code.as_str());
        let detail = format!("it cannot be read with the settings of this source: {why}");
        return Err(Problem::new(Code::UnrecognizedRecord, detail));
    }
    let kept = Kept {
        sample: asked.sample,
        records: read.records,
        at,
    };
    let key = caller.running.sealer.data_key(tenant).await?;
    let text = serde_json::to_vec(&kept).map_err(Problem::internal)?;
    let sealed = key
        .seal(sample::place(tenant, &source.id), &text)
        .map_err(Problem::internal)?;
    let stored = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<(), Error> {
            sample::keep(conn, tenant, &actor, &source, &sealed).await
        });
    stored.await?;
    Ok(HttpResponse::Ok().json(check(&caller, &id, None).await?))
}

/// Check other settings.
///
/// How the kept record would be read with them. Nothing is changed.
#[utoipa::path(
    operation_id = "check_source_sample",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    request_body = Wanted,
    responses((status = 200, description = "Both, and the differences.", body = Check), CheckRefusals),
    security(("api_key" = []))
)]
#[post("/v1/sources/{id}/sample/check")]
pub async fn try_settings(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<SettingsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Wanted = body::json_or_default(&request, payload, &state).await?;
    Ok(HttpResponse::Ok().json(check(&caller, &id, asked.settings).await?))
}

/// Forget the kept record.
///
/// Its bytes are gone for good.
#[utoipa::path(
    operation_id = "forget_source_sample",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 204, description = "Forgotten."), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/sources/{id}/sample")]
pub async fn forget(id: web::Path<String>, caller: Can<SettingsManage>) -> Result<HttpResponse, Problem> {
    let (tenant, source) = (caller.tenant, found(&caller, &id).await?);
    let app = &caller.running.pools.app;
    let gone = app.tenant(tenant, async move |conn| {
        sample::forget(conn, tenant, &source.name).await
    });
    match gone.await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(Problem::not_found("record of this source")),
    }
}

async fn found(caller: &Caller, id: &str) -> Result<source::Source, Problem> {
    let (tenant, id) = (caller.tenant, source_id(id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).find(conn, id).await
    });
    Ok(found.await?)
}

async fn check(caller: &Caller, id: &str, settings: Option<Map<String, Value>>) -> Result<Check, Problem> {
    let (tenant, source) = (caller.tenant, found(caller, id).await?);
    let settings = match settings {
        Some(settings) => checked(&source.format, &settings)?,
        None => source.settings.clone(),
    };
    let app = &caller.running.pools.app;
    let (wanted, source) = (source.clone(), source);
    let stored = app.tenant(tenant, async move |conn| sample::find(conn, tenant, &wanted).await);
    let stored = stored.await?;
    let key = caller.running.sealer.data_key(tenant).await?;
    let opened = key
        .open(sample::place(tenant, &source.id), &stored.sealed)
        .map_err(Problem::internal)?;
    let kept: Kept = serde_json::from_slice(&opened).map_err(Problem::internal)?;
    let now = read(&source, &settings, kept.sample.clone(), kept.at).await?;
    Ok(Check {
        sample: kept.sample,
        kept_at: stored.kept_at,
        version: stored.version,
        differences: differences(&kept.records, &now.records),
        then: kept.records,
        now: now.records,
        quarantined: now.quarantined,
        warnings: now.warnings,
    })
}

/// Reading computes, so it runs where blocking is allowed.
async fn read(source: &source::Source, settings: &Value, text: String, at: DateTime<Utc>) -> Result<Read, Problem> {
    let form = Form::from_name(&source.format).filter(|form| *form != Form::Canonical);
    let form = form.ok_or_else(|| {
        let detail = format!("`{}` takes canonical records, which have no settings", source.name);
        Problem::new(Code::Conflict, detail)
    })?;
    let mut settings = settings.clone();
    settings["received_at"] = at.to_rfc3339().into();
    let given: Given = serde_json::from_value(settings).map_err(Problem::internal)?;
    let given = Given {
        source_instance: Some(source.name.clone()),
        ..given
    };
    let settings = Settings::new(given).map_err(Problem::internal)?;
    let parsed = web::block(move || parse(form, &shown(text.as_bytes()), &settings));
    let parsed = parsed.await.map_err(Problem::internal)?;
    let records = serde_json::to_value(&parsed.records).map_err(Problem::internal)?;
    Ok(Read {
        records: records.as_array().cloned().unwrap_or_default(),
        quarantined: parsed.quarantined.into_iter().map(Unread::from).collect(),
        warnings: parsed.warnings.into_iter().map(Unread::from).collect(),
    })
}

/// Leg by leg, by their ids, field by field.
fn differences(then: &[Value], now: &[Value]) -> Vec<Difference> {
    let id = |leg: &Value| leg["external_id"].as_str().unwrap_or_default().to_owned();
    let of = |legs: &[Value], wanted: &str| legs.iter().find(|leg| id(leg) == wanted).cloned();
    let mut found = Vec::new();
    for leg in then {
        let external_id = id(leg);
        match of(now, &external_id) {
            None => found.push(Difference {
                external_id,
                key: None,
                then: leg.clone(),
                now: Value::Null,
            }),
            Some(other) => found.extend(of_leg(&external_id, leg, &other)),
        }
    }
    let new = now.iter().filter(|leg| of(then, &id(leg)).is_none());
    found.extend(new.map(|leg| Difference {
        external_id: id(leg),
        key: None,
        then: Value::Null,
        now: leg.clone(),
    }));
    found
}

fn of_leg(external_id: &str, then: &Value, now: &Value) -> Vec<Difference> {
    let empty = Map::new();
    let (then, now) = (then.as_object().unwrap_or(&empty), now.as_object().unwrap_or(&empty));
    let mut keys: Vec<&String> = then.keys().chain(now.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let value = |of: &Map<String, Value>, key: &String| of.get(key).cloned().unwrap_or_default();
    let differs = keys.into_iter().filter(|key| then.get(*key) != now.get(*key));
    differs
        .map(|key| Difference {
            external_id: external_id.to_owned(),
            key: Some(key.clone()),
            then: value(then, key),
            now: value(now, key),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_told_by_leg_and_field() {
        let then = [
            json!({ "external_id": "1", "agent": "201", "talk_s": 5 }),
            json!({ "external_id": "2" }),
        ];
        let now = [
            json!({ "external_id": "1", "agent": null, "talk_s": 5 }),
            json!({ "external_id": "3" }),
        ];
        let told: Vec<(String, Option<String>)> = differences(&then, &now)
            .into_iter()
            .map(|one| (one.external_id, one.key))
            .collect();
        let wanted = [("1", Some("agent")), ("2", None), ("3", None)];
        assert_eq!(told, wanted.map(|(id, key)| (id.to_owned(), key.map(str::to_owned))));
        assert!(differences(&then, &then).is_empty());
    }
}
