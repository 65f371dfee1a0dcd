//! `/v1/sources`: the telephone systems of the tenant, how each writes, and how it proves that it is the one.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use actors::engine::pbx::canonical;
use actors::engine::pbx::source::Source as Form;
use chrono::{DateTime, Utc};
use models::integrations::listener;
use models::integrations::source::{self, SourceChange};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::listener::{Listener, ports};
use super::secrets::{self, Kept};
use super::settings::checked;
use super::vault::{kept, sealed};
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, SettingsManage, SettingsRead};
use crate::state::State;

crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);
crate::refusals!(DeleteRefusals: NotFound, Conflict, Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);

/// A telephone system.
#[derive(Debug, Serialize, ToSchema)]
pub struct Source {
    pub id: Uuid,
    /// Part of every id that is derived from its records; never changes.
    pub name: String,
    pub label: String,
    /// The form in which it writes.
    pub format: String,
    #[schema(value_type = Object)]
    pub settings: Value,
    /// Names of the secrets that are kept.
    pub secrets: Vec<String>,
    pub version: i32,
    pub enabled: bool,
    /// `false`: known from its records alone.
    pub configured: bool,
    /// Where it sends to, with its own secret.
    pub url: String,
    /// Where it connects to, if it is listened to.
    #[schema(required)]
    pub listener: Option<Listener>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SourceList {
    pub data: Vec<Source>,
}

/// A source with a secret that was made for it, shown this once.
#[derive(Serialize, ToSchema)]
pub struct NewSource {
    #[serde(flatten)]
    pub source: Source,
    /// By kind: `basic {user, password}`, `header {name, value}`, `hmac {header, secret, encoding}`, `webhook_secret`. Empty where none was
    /// made.
    #[schema(value_type = Object)]
    pub issued: Map<String, Value>,
}

/// A telephone system that is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SourceBody, example = json!({ "name": "rome", "label": "PBX Rome", "format": "freepbx-cdr",
    "settings": { "tz": "Europe/Rome", "extension_pattern": "^2\\d\\d$" }, "secrets": { "basic": { "user": "pbx", "password": "…" } } }))]
pub struct Body {
    name: String,
    /// The name if not given.
    label: Option<String>,
    /// As in `audiapro parse --source`, or `canonical`.
    format: String,
    /// `tz`, `extension_pattern`, `trunk_channel_prefixes`, `trunk_devices`, `inbound_contexts` …: the keys of `audiapro parse --context`.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
    /// `basic {user, password}`, `header {name, value}`, `hmac {header, secret, encoding}`, or the provider's own: `auth_token`, `signing_key`,
    /// `ed25519_public_key`, `signature_secret`, `webhook_secret`. Sealed; never shown again. If not given, one is made where the provider
    /// does not give it; `{}`: none, it takes nothing without a key.
    #[schema(value_type = Option<Object>)]
    secrets: Option<Map<String, Value>>,
    /// For systems that open a connection and write.
    listener: Option<Listener>,
}

/// What is to be changed; what is missing stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SourceChange)]
pub struct Change {
    label: Option<String>,
    format: Option<String>,
    /// All settings as they are to be.
    #[schema(value_type = Option<Object>)]
    settings: Option<Map<String, Value>>,
    /// All secrets as they are to be; null takes them away.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<Object>)]
    secrets: Option<Option<Map<String, Value>>>,
    /// Null: it is listened to no longer.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<Listener>)]
    listener: Option<Option<Listener>>,
    enabled: Option<bool>,
    /// The version that this was made from; another one is a conflict.
    version: Option<i32>,
}

/// Null is something else than nothing.
fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(value).map(Some)
}

impl Source {
    pub(super) fn shown(source: source::Source, base: &str) -> Self {
        Self {
            url: format!("{base}/v1/intake/{}", source.id),
            listener: Listener::of(&source),
            id: source.id,
            name: source.name,
            label: source.label,
            format: source.format,
            settings: source.settings,
            secrets: source.secrets,
            version: source.version,
            enabled: source.enabled,
            configured: source.configured,
            created_at: source.created_at,
            updated_at: source.updated_at,
        }
    }
}

/// List sources.
///
/// By name; also those that were never configured and are known from their records.
#[utoipa::path(
    operation_id = "list_sources",
    tag = "sources",
    responses((status = 200, description = "All sources.", body = SourceList), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/sources")]
pub async fn list(caller: Can<SettingsRead>, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let (tenant, base) = (caller.tenant, state.config.public_url());
    let found = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| source::Source::of(tenant).list(conn).await);
    let data = found.await?.into_iter().map(|source| Source::shown(source, &base));
    Ok(HttpResponse::Ok().json(SourceList { data: data.collect() }))
}

/// A source.
///
/// Without its secrets.
#[utoipa::path(
    operation_id = "get_source",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 200, description = "The source.", body = Source), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/sources/{id}")]
pub async fn read(
    id: web::Path<String>,
    caller: Can<SettingsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, id, base) = (caller.tenant, source_id(&id)?, state.config.public_url());
    let found = caller.running.pools.app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).find(conn, id).await
    });
    Ok(HttpResponse::Ok().json(Source::shown(found.await?, &base)))
}

/// Make a source.
///
/// Its name never changes, for ids are derived from it; one that was deleted may be made again under its name. A secret that was made
/// for it is in the answer, this once.
#[utoipa::path(
    operation_id = "create_source",
    tag = "sources",
    request_body = Body,
    responses((status = 201, description = "Made.", body = NewSource), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/sources")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    // Its secret is in the answer.
    caller.in_person()?;
    let (tenant, actor, base) = (caller.tenant, caller.actor(), state.config.public_url());
    let asked: Body = body::json(&request, payload, &state).await?;
    if !canonical::is_instance_name(&asked.name) {
        return Err(Problem::parameter(
            "name",
            "letters, digits, `.`, `_` and `-`, at most 64",
        ));
    }
    let settings = checked(&asked.format, &asked.settings)?;
    let form = Form::from_name(&asked.format);
    let id = Uuid::new_v4();
    let mut issued = Map::new();
    let secrets = match asked.secrets {
        Some(given) => given,
        None => {
            if let Some(kind) = secrets::usual_kind(form) {
                issued.insert(kind.to_owned(), secrets::issue(kind, &asked.name, None)?);
            }
            issued.clone()
        }
    };
    let new = source::NewSource {
        id,
        label: asked.label.unwrap_or_else(|| asked.name.clone()),
        secrets: sealed(&caller.running, tenant, id, form, Kept::new(secrets)).await?,
        name: asked.name,
        format: asked.format,
        settings,
    };
    let listener = asked.listener.map(|listener| listener.wanted(form)).transpose()?;
    let ports = ports(&state);
    let app = &caller.running.pools.app;
    let made = app.tenant(tenant, async move |conn| -> Result<_, models::Error> {
        let sources = source::Source::of(tenant);
        let made = sources.create(conn, &actor, new).await?;
        match listener {
            None => Ok(made),
            Some(wanted) => {
                listener::set(conn, tenant, &actor, &made.name, ports, Some(wanted)).await?;
                sources.find(conn, made.id).await
            }
        }
    });
    Ok(HttpResponse::Created().json(NewSource {
        source: Source::shown(made.await?, &base),
        issued,
    }))
}

/// Change a source.
///
/// Settings and secrets that are named are all it has afterwards. What was stored stays as it is.
#[utoipa::path(
    operation_id = "change_source",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    request_body = Change,
    responses((status = 200, description = "As it is now.", body = Source), WriteRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/sources/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), source_id(&id)?);
    let asked: Change = body::json(&request, payload, &state).await?;
    let app = &caller.running.pools.app;
    let before = app
        .tenant(tenant, async move |conn| {
            source::Source::of(tenant).find(conn, id).await
        })
        .await?;
    let format = asked.format.as_ref().unwrap_or(&before.format);
    let settings = match &asked.settings {
        Some(settings) => Some(checked(format, settings)?),
        // Settings that are there must suit the new form too.
        None => {
            checked(format, before.settings.as_object().unwrap_or(&Map::new()))?;
            None
        }
    };
    let form = Form::from_name(format);
    let secrets = match asked.secrets {
        Some(secrets) => {
            let kept = Kept::new(secrets.unwrap_or_default());
            Some(sealed(&caller.running, tenant, id, form, kept).await?)
        }
        // What opened the door to the old form must not stand unchecked before the new one.
        None if *format != before.format => {
            let kept = kept(&caller.running, tenant, &before.name).await?;
            Some(sealed(&caller.running, tenant, id, form, kept).await?)
        }
        None => None,
    };
    let change = SourceChange {
        label: asked.label,
        format: asked.format,
        settings,
        secrets,
        enabled: asked.enabled,
        version: asked.version,
    };
    let listener = match asked.listener {
        Some(Some(listener)) => Some(Some(listener.wanted(form)?)),
        Some(None) => Some(None),
        None => None,
    };
    let ports = ports(&state);
    let changed = app.tenant(tenant, async move |conn| -> Result<_, models::Error> {
        let sources = source::Source::of(tenant);
        let changed = sources.change(conn, &actor, id, change).await?;
        match listener {
            None => Ok(changed),
            Some(wanted) => {
                listener::set(conn, tenant, &actor, &changed.name, ports, wanted).await?;
                sources.find(conn, id).await
            }
        }
    });
    Ok(HttpResponse::Ok().json(Source::shown(changed.await?, &state.config.public_url())))
}

/// Delete a source.
///
/// Its calls stay; its address takes nothing any more, and its secrets are gone.
#[utoipa::path(
    operation_id = "delete_source",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 204, description = "Deleted."), DeleteRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/sources/{id}")]
pub async fn delete(id: web::Path<String>, caller: Can<SettingsManage>) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), source_id(&id)?);
    let deleted = caller.running.pools.app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).delete(conn, &actor, id).await
    });
    deleted.await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(crate) fn source_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("source"))
}
