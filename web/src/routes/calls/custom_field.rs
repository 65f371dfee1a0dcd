//! `/v1/custom-fields`: what a tenant wants to know of the free part of its records.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use models::calls::custom_field::{self, FieldChange, Kind, NewField};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can, SettingsManage};
use crate::state::State;

crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(DeleteRefusals: NotFound, Internal, Unavailable);

/// Of what kind a field's values are.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CustomFieldKind)]
pub enum KindName {
    Text,
    Number,
    /// `true` or `false`, also `yes` and `no`, 1 and 0.
    Boolean,
    /// `2026-11-28`; of a time its day, as it is written.
    Date,
    /// One of `choices`.
    Choice,
}

impl From<Kind> for KindName {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::Number => Self::Number,
            Kind::Boolean => Self::Boolean,
            Kind::Date => Self::Date,
            Kind::Choice => Self::Choice,
        }
    }
}

impl From<KindName> for Kind {
    fn from(kind: KindName) -> Self {
        match kind {
            KindName::Text => Self::Text,
            KindName::Number => Self::Number,
            KindName::Boolean => Self::Boolean,
            KindName::Date => Self::Date,
            KindName::Choice => Self::Choice,
        }
    }
}

/// A custom field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomField, example = json!({ "id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11", "name": "plan", "label": "Plan", "kind": "choice",
    "key": "customer_plan", "choices": ["gold", "silver"], "filled_at": "2026-11-28T10:00:00Z", "updated_at": "2026-11-28T10:00:00Z" }))]
pub struct Body {
    pub id: Uuid,
    /// In filters (`custom.plan=gold`) and exports; never changes.
    pub name: String,
    /// For people.
    pub label: String,
    pub kind: KindName,
    /// Under which it stands in a record's `custom`.
    pub key: String,
    /// Of a choice.
    pub choices: Vec<String>,
    /// Since when the calls of the past have it, too. Null: they are being read.
    #[schema(required)]
    pub filled_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

impl From<custom_field::CustomField> for Body {
    fn from(field: custom_field::CustomField) -> Self {
        Self {
            id: field.id,
            name: field.name,
            label: field.label,
            kind: field.kind.into(),
            key: field.key,
            choices: field.choices,
            filled_at: field.filled_at,
            updated_at: field.updated_at,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomFieldList)]
pub struct List {
    pub data: Vec<Body>,
}

/// A field that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCustomField, example = json!({ "name": "plan", "label": "Plan", "kind": "choice", "key": "customer_plan", "choices": ["gold", "silver"] }))]
pub struct New {
    /// A small letter, then small letters, digits and `_`.
    name: String,
    /// The name, if not given.
    label: Option<String>,
    kind: KindName,
    /// The name, if not given.
    key: Option<String>,
    #[serde(default)]
    choices: Vec<String>,
}

/// What is to be changed; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CustomFieldChange)]
pub struct Change {
    label: Option<String>,
    key: Option<String>,
    choices: Option<Vec<String>>,
}

/// List custom fields.
///
/// By name. Calls show their values as `custom_fields`, lists filter by them (`custom.NAME=…`, with `.min`, `.max`, `.begins`, `.known` as the kind
/// has them), exports hold them.
#[utoipa::path(
    operation_id = "list_custom_fields",
    tag = "settings",
    responses((status = 200, description = "All fields.", body = List), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/custom-fields")]
pub async fn list(caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| {
        custom_field::CustomField::of(tenant).list(conn).await
    });
    let data = found.await?.into_iter().map(Body::from).collect();
    Ok(HttpResponse::Ok().json(List { data }))
}

/// Make a custom field.
///
/// Records to come have it at once, those of the past as they are read: `filled_at` says when they all have it.
#[utoipa::path(
    operation_id = "create_custom_field",
    tag = "settings",
    request_body = New,
    responses((status = 201, description = "Made.", body = Body), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/custom-fields")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor) = (caller.tenant, caller.actor());
    let new: New = body::json(&request, payload, &state).await?;
    let new = NewField {
        label: new.label.unwrap_or_else(|| new.name.clone()),
        key: new.key.unwrap_or_else(|| new.name.clone()),
        name: new.name,
        kind: new.kind.into(),
        choices: new.choices,
    };
    let made = caller.running.pools.app.tenant(tenant, async move |conn| {
        custom_field::CustomField::of(tenant).create(conn, &actor, new).await
    });
    Ok(HttpResponse::Created().json(Body::from(made.await?)))
}

/// Change a custom field.
///
/// With another key or other choices the calls of the past are read anew.
#[utoipa::path(
    operation_id = "change_custom_field",
    tag = "settings",
    params(("id" = Uuid, Path, description = "The field's id.")),
    request_body = Change,
    responses((status = 200, description = "As it is now.", body = Body), WriteRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/custom-fields/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), field_id(&id)?);
    let change: Change = body::json(&request, payload, &state).await?;
    let change = FieldChange {
        label: change.label,
        key: change.key,
        choices: change.choices,
    };
    let changed = caller.running.pools.app.tenant(tenant, async move |conn| {
        custom_field::CustomField::of(tenant)
            .change(conn, &actor, id, change)
            .await
    });
    Ok(HttpResponse::Ok().json(Body::from(changed.await?)))
}

/// Delete a custom field.
///
/// Records keep what they said.
#[utoipa::path(
    operation_id = "delete_custom_field",
    tag = "settings",
    params(("id" = Uuid, Path, description = "The field's id.")),
    responses((status = 204, description = "Deleted."), DeleteRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/custom-fields/{id}")]
pub async fn delete(id: web::Path<String>, caller: Can<SettingsManage>) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), field_id(&id)?);
    let deleted = caller.running.pools.app.tenant(tenant, async move |conn| {
        custom_field::CustomField::of(tenant).delete(conn, &actor, id).await
    });
    deleted.await?;
    Ok(HttpResponse::NoContent().finish())
}

fn field_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("custom field"))
}
