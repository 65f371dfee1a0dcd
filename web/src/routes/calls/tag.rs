//! `/v1/tags`: a tenant's tags; and the tags of calls that are listed.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::calls::tag;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsEdit, CallsRead, Can};
use crate::state::State;

crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(DeleteRefusals: NotFound, Internal, Unavailable);

/// A tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tag {
    pub id: Uuid,
    pub name: String,
    /// `gray`, `red`, `pink`, `grape`, `violet`, `indigo`, `blue`, `cyan`, `teal`, `green`, `lime`, `yellow`, `orange`.
    pub color: String,
    pub created_at: DateTime<Utc>,
    /// How many calls carry it.
    pub calls: i64,
}

/// A tag on a call.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagOfCall {
    pub id: Uuid,
    pub name: String,
    pub color: String,
}

impl From<tag::Tag> for TagOfCall {
    fn from(tag: tag::Tag) -> Self {
        Self {
            id: tag.id,
            name: tag.name,
            color: tag.color,
        }
    }
}

fn told(tag: tag::Tag, calls: i64) -> Tag {
    Tag {
        id: tag.id,
        name: tag.name,
        color: tag.color,
        created_at: tag.created_at,
        calls,
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TagList {
    pub data: Vec<Tag>,
}

/// A tag that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "refund", "color": "orange" }))]
pub struct NewTag {
    /// 1 to 50 letters, no comma; the tenant's only one, whatever its case.
    name: String,
    /// `gray` if not given.
    color: Option<String>,
}

/// What is to be changed; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagChange {
    name: Option<String>,
    color: Option<String>,
}

/// List tags.
///
/// By name, each with how many calls carry it, of those that the caller sees.
#[utoipa::path(
    operation_id = "list_tags",
    tag = "calls",
    responses((status = 200, description = "All tags.", body = TagList), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/tags")]
pub async fn list(caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let rows = caller.authority.rows.clone();
    let found = app.tenant(tenant, async move |conn| -> Result<_, Error> {
        let tags = tag::Tag::of(tenant);
        Ok((tags.list(conn).await?, tags.counts(conn, &rows).await?))
    });
    let (tags, counts) = found.await?;
    let tags = tags.into_iter().map(|tag| {
        let calls = counts.get(&tag.id).copied().unwrap_or(0);
        told(tag, calls)
    });
    Ok(HttpResponse::Ok().json(TagList { data: tags.collect() }))
}

/// Make a tag.
///
/// Its name is the tenant's only one.
#[utoipa::path(
    operation_id = "create_tag",
    tag = "calls",
    request_body = NewTag,
    responses((status = 201, description = "Made.", body = Tag), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/tags")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor) = (caller.tenant, caller.actor());
    let new: NewTag = body::json(&request, payload, &state).await?;
    let made = caller.running.pools.app.tenant(tenant, async move |conn| {
        let color = new.color.as_deref().unwrap_or("gray");
        tag::Tag::of(tenant).create(conn, &actor, &new.name, color).await
    });
    Ok(HttpResponse::Created().json(told(made.await?, 0)))
}

/// Change a tag.
///
/// On all calls that carry it.
#[utoipa::path(
    operation_id = "change_tag",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The tag's id.")),
    request_body = TagChange,
    responses((status = 200, description = "As it is now.", body = Tag), WriteRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/tags/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), tag_id(&id)?);
    let change: TagChange = body::json(&request, payload, &state).await?;
    let rows = caller.authority.rows.clone();
    let changed = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<_, Error> {
            let tags = tag::Tag::of(tenant);
            let parts = (change.name.as_deref(), change.color.as_deref());
            let tag = tags.change(conn, &actor, id, parts).await?;
            let calls = tags.counts(conn, &rows).await?.get(&id).copied().unwrap_or(0);
            Ok((tag, calls))
        });
    let (tag, calls) = changed.await?;
    Ok(HttpResponse::Ok().json(told(tag, calls)))
}

/// Delete a tag.
///
/// It comes off every call.
#[utoipa::path(
    operation_id = "delete_tag",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The tag's id.")),
    responses((status = 204, description = "Deleted."), DeleteRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/tags/{id}")]
pub async fn delete(id: web::Path<String>, caller: Can<CallsEdit>) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), tag_id(&id)?);
    let deleted = caller.running.pools.app.tenant(tenant, async move |conn| {
        tag::Tag::of(tenant).delete(conn, &actor, id).await
    });
    deleted.await?;
    Ok(HttpResponse::NoContent().finish())
}

fn tag_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("tag"))
}
