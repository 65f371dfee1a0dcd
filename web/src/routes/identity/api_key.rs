//! `/v1/keys`: with which programs speak for the tenant.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use models::identity::address::Addresses;
use models::identity::api_key::{self, KeyChange, NewKey};
use models::identity::manner::Manner;
use models::identity::permission::{Permission, Permissions};
use models::ids::ApiKeyId;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{Can, KeysManage};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(RevokeRefusals: NotFound, Internal, Unavailable);

/// The old key is taken for so long after a rotation, at most.
const GRACE_S_MAX: u32 = 7 * 24 * 3600;

/// A key, but for its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKey {
    pub id: Uuid,
    pub name: String,
    /// How its text begins.
    pub prefix: String,
    /// How it is shown: `bearer`; or by a telephone system: `basic` (user and password), `header` (`X-AudiaPro-Key`), `hmac` (a signature).
    pub manner: String,
    /// Of `basic` and `hmac` the user; stays when the key is rotated.
    #[schema(required)]
    pub user: Option<String>,
    /// What it may do; `*`: everything.
    pub scopes: Vec<String>,
    /// CIDR blocks from which it is taken; none: from anywhere.
    pub addresses: Vec<String>,
    /// Its own rate; null: as the server is configured.
    #[schema(required)]
    pub requests_per_minute: Option<i32>,
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
    #[schema(required)]
    pub expires_at: Option<DateTime<Utc>>,
    #[schema(required)]
    pub revoked_at: Option<DateTime<Utc>>,
    /// To the minute.
    #[schema(required)]
    pub last_used_at: Option<DateTime<Utc>>,
}

impl From<api_key::ApiKey> for ApiKey {
    fn from(key: api_key::ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            manner: key.manner,
            user: key.login,
            scopes: key.scopes,
            addresses: key.addresses,
            requests_per_minute: key.requests_per_minute,
            created_at: key.created_at,
            created_by: key.created_by,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
            last_used_at: key.last_used_at,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKeyList {
    pub data: Vec<ApiKey>,
}

/// A new key with its text, which is shown this once.
#[derive(Serialize, ToSchema)]
pub struct NewApiKey {
    /// Only its hash is kept.
    pub secret: String,
    #[serde(flatten)]
    pub key: ApiKey,
}

/// A key that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyBody, example = json!({ "name": "PBX Rome", "scopes": ["calls.send"], "addresses": ["203.0.113.0/24"] }))]
pub struct Body {
    name: String,
    /// How it is to be shown: `bearer`, `basic`, `header` or `hmac`; `bearer` if not given.
    #[schema(default = "bearer")]
    manner: Option<String>,
    /// Permissions by name, or `*`. A key of a telephone system (any other manner) has `calls.send` and needs none named.
    #[schema(min_items = 1)]
    scopes: Option<Vec<String>>,
    #[serde(default)]
    addresses: Vec<String>,
    #[schema(minimum = 1)]
    requests_per_minute: Option<i32>,
    expires_at: Option<DateTime<Utc>>,
}

/// What is to be changed; what is missing stays, null takes away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyChange)]
pub struct Change {
    name: Option<String>,
    scopes: Option<Vec<String>>,
    addresses: Option<Vec<String>>,
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<i32>, minimum = 1)]
    requests_per_minute: Option<Option<i32>>,
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    expires_at: Option<Option<DateTime<Utc>>>,
}

/// Null is something else than nothing.
pub(super) fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// For how long the old key is still taken.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyRotation, example = json!({ "grace_s": 3600 }))]
pub struct Rotation {
    #[serde(default)]
    #[schema(maximum = 604800)]
    grace_s: u32,
}

/// List keys.
///
/// The oldest first, revoked and expired ones too. A key's text is nowhere to be had.
#[utoipa::path(
    operation_id = "list_keys",
    tag = "keys",
    responses((status = 200, description = "All keys, the oldest first.", body = ApiKeyList), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/keys")]
pub async fn list(caller: Can<KeysManage>) -> Result<HttpResponse, Problem> {
    let tenant = caller.tenant;
    let found = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| api_key::ApiKey::of(tenant).list(conn).await);
    Ok(HttpResponse::Ok().json(ApiKeyList {
        data: found.await?.into_iter().map(ApiKey::from).collect(),
    }))
}

/// Make a key.
///
/// Its text is in the answer, this once. It may do no more than its maker. For telephone systems that know no bearer there are keys of three
/// other manners, which are taken at POST /v1/calls at once: `basic` (`user` and the secret as its password), `header` (the secret in
/// `X-AudiaPro-Key`), `hmac` (`user` in `X-AudiaPro-User` or `?user=`, and in `X-AudiaPro-Signature` HMAC-SHA-256 of the raw bytes).
#[utoipa::path(
    operation_id = "create_key",
    tag = "keys",
    request_body = Body,
    responses((status = 201, description = "Made.", body = NewApiKey), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/keys")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<KeysManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, by) = (caller.tenant, caller.authority.grantor());
    let asked: Body = body::json(&request, payload, &state).await?;
    let manner = match asked.manner.as_deref() {
        None => Manner::Bearer,
        Some(name) => Manner::from_name(name)
            .ok_or_else(|| Problem::parameter("manner", "it is bearer, basic, header or hmac"))?,
    };
    let new = NewKey {
        name: asked.name,
        manner,
        scopes: match (&asked.scopes, manner) {
            (Some(named), _) => scopes(named)?,
            (None, Manner::Bearer) => return Err(Problem::parameter("scopes", "name at least one permission")),
            (None, _) => Permissions::of(&[Permission::CallsSend]),
        },
        addresses: addresses(&asked.addresses)?,
        requests_per_minute: asked.requests_per_minute,
        expires_at: asked.expires_at,
    };
    let data_key = caller.running.sealer.data_key(tenant).await?;
    let made = caller.running.pools.app.tenant(tenant, async move |conn| {
        api_key::ApiKey::of(tenant)
            .create(conn, &by, new, Some(&data_key))
            .await
    });
    let (key, secret) = made.await?;
    Ok(HttpResponse::Created().json(NewApiKey {
        secret: secret.reveal().to_owned(),
        key: key.into(),
    }))
}

/// Change a key.
///
/// Name, scopes, addresses, rate, end. In force within a second.
#[utoipa::path(
    operation_id = "change_key",
    tag = "keys",
    params(("id" = Uuid, Path, description = "The key's id.")),
    request_body = Change,
    responses((status = 200, description = "As it is now.", body = ApiKey), WriteRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/keys/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<KeysManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, by, id) = (caller.tenant, caller.authority.grantor(), key_id(&id)?);
    let asked: Change = body::json(&request, payload, &state).await?;
    let change = KeyChange {
        name: asked.name,
        scopes: asked.scopes.as_deref().map(scopes).transpose()?,
        addresses: asked.addresses.as_deref().map(addresses).transpose()?,
        requests_per_minute: asked.requests_per_minute,
        expires_at: asked.expires_at,
    };
    let changed = caller.running.pools.app.tenant(tenant, async move |conn| {
        api_key::ApiKey::of(tenant).change(conn, &by, id, change).await
    });
    let changed = changed.await?;
    state.authorities.forget();
    Ok(HttpResponse::Ok().json(ApiKey::from(changed)))
}

/// Rotate a key.
///
/// A new key with the same settings, and the same user, takes its place; the old one is taken for `grace_s` seconds more (0 if the body is empty).
#[utoipa::path(
    operation_id = "rotate_key",
    tag = "keys",
    params(("id" = Uuid, Path, description = "The old key's id.")),
    request_body = Rotation,
    responses((status = 201, description = "The new key.", body = NewApiKey), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/keys/{id}/rotate")]
pub async fn rotate(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<KeysManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, by, id) = (caller.tenant, caller.authority.grantor(), key_id(&id)?);
    let Rotation { grace_s } = body::json(&request, payload, &state).await?;
    if grace_s > GRACE_S_MAX {
        return Err(Problem::parameter("grace_s", format!("at most {GRACE_S_MAX}")));
    }
    let data_key = caller.running.sealer.data_key(tenant).await?;
    let rotated = caller.running.pools.app.tenant(tenant, async move |conn| {
        api_key::ApiKey::of(tenant)
            .rotate(conn, &by, id, grace_s, Some(&data_key))
            .await
    });
    let (key, secret) = rotated.await?;
    state.authorities.forget();
    Ok(HttpResponse::Created().json(NewApiKey {
        secret: secret.reveal().to_owned(),
        key: key.into(),
    }))
}

/// Revoke a key.
///
/// For good. To replace one without a gap, rotate it.
#[utoipa::path(
    operation_id = "revoke_key",
    tag = "keys",
    params(("id" = Uuid, Path, description = "The key's id.")),
    responses((status = 204, description = "No longer taken, on every node within a second."), RevokeRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/keys/{id}")]
pub async fn revoke(
    id: web::Path<String>,
    caller: Can<KeysManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), key_id(&id)?);
    let revoked = caller.running.pools.app.tenant(tenant, async move |conn| {
        api_key::ApiKey::of(tenant).revoke(conn, &actor, id).await
    });
    revoked.await?;
    state.authorities.forget();
    Ok(HttpResponse::NoContent().finish())
}

fn scopes(names: &[String]) -> Result<Permissions, Problem> {
    if names.is_empty() {
        return Err(Problem::parameter("scopes", "name at least one permission"));
    }
    Permissions::parse(names).map_err(|error| Problem::about("scopes", error))
}

fn addresses(blocks: &[String]) -> Result<Addresses, Problem> {
    Addresses::parse(blocks).map_err(|error| Problem::about("addresses", error))
}

pub(super) fn key_id(id: &str) -> Result<ApiKeyId, Problem> {
    id.parse().map(ApiKeyId).map_err(|_| Problem::not_found("API key"))
}
