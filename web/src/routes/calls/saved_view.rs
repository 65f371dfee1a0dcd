//! `/v1/views`: lists of calls that people keep.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use models::calls::saved_view::{self, ViewChange, Views};
use models::identity::authority::Who;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::wanted;
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{CallsRead, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(DeleteRefusals: NotFound, Internal, Unavailable);

/// A list of calls with a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedView {
    pub id: Uuid,
    pub name: String,
    /// Everybody may open it.
    pub shared: bool,
    /// Parameters of the list of calls, as in its address.
    pub query: String,
    pub owner_id: Uuid,
    /// Yours: you may change it.
    pub own: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SavedViewList {
    pub data: Vec<SavedView>,
}

/// A view that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Unhappy this week", "query": "range=7d&sentiment=negative" }))]
pub struct NewSavedView {
    name: String,
    #[serde(default)]
    shared: bool,
    query: String,
}

/// What is to be changed; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewChange {
    name: Option<String>,
    shared: Option<bool>,
    query: Option<String>,
}

/// List views.
///
/// Yours and those that others share, by name.
#[utoipa::path(
    operation_id = "list_views",
    tag = "calls",
    responses((status = 200, description = "All views that you may open.", body = SavedViewList), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/views")]
pub async fn list(caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let views = own(&caller)?;
    let found = caller
        .running
        .pools
        .app
        .tenant(caller.tenant, async move |conn| views.list(conn).await);
    let found = found.await?.into_iter();
    Ok(HttpResponse::Ok().json(SavedViewList {
        data: found.map(|view| told(view, &views)).collect(),
    }))
}

/// Keep a view.
///
/// With a name, for oneself or, if it is shared, for everybody.
#[utoipa::path(
    operation_id = "create_view",
    tag = "calls",
    request_body = NewSavedView,
    responses((status = 201, description = "Kept.", body = SavedView), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/views")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<CallsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.in_person()?;
    let views = own(&caller)?;
    let new: NewSavedView = body::json(&request, payload, &state).await?;
    known(&new.query)?;
    let made = caller.running.pools.app.tenant(caller.tenant, async move |conn| {
        views.create(conn, &new.name, new.shared, &new.query).await
    });
    Ok(HttpResponse::Created().json(told(made.await?, &views)))
}

/// Change a view.
///
/// Only its owner may.
#[utoipa::path(
    operation_id = "change_view",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The view's id.")),
    request_body = SavedViewChange,
    responses((status = 200, description = "As it is now.", body = SavedView), WriteRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/views/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.in_person()?;
    let (views, id) = (own(&caller)?, view_id(&id)?);
    let change: SavedViewChange = body::json(&request, payload, &state).await?;
    change.query.as_deref().map_or(Ok(()), known)?;
    let change = ViewChange {
        name: change.name,
        shared: change.shared,
        query: change.query,
    };
    let changed = caller
        .running
        .pools
        .app
        .tenant(caller.tenant, async move |conn| views.change(conn, id, &change).await);
    Ok(HttpResponse::Ok().json(told(changed.await?, &views)))
}

/// Delete a view.
///
/// Only its owner may.
#[utoipa::path(
    operation_id = "delete_view",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The view's id.")),
    responses((status = 204, description = "Deleted."), DeleteRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/views/{id}")]
pub async fn delete(id: web::Path<String>, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let (views, id) = (own(&caller)?, view_id(&id)?);
    let deleted = caller
        .running
        .pools
        .app
        .tenant(caller.tenant, async move |conn| views.delete(conn, id).await);
    deleted.await?;
    Ok(HttpResponse::NoContent().finish())
}

fn told(view: saved_view::View, views: &Views) -> SavedView {
    SavedView {
        own: view.owner_id == views.person.0,
        id: view.id,
        name: view.name,
        shared: view.shared,
        query: view.query,
        owner_id: view.owner_id,
        created_at: view.created_at,
        updated_at: view.updated_at,
    }
}

/// The views of whoever is signed in; a key keeps none.
fn own(caller: &Caller) -> Result<Views, Problem> {
    match caller.authority.who {
        Who::Person { person, .. } => Ok(Views {
            tenant: caller.tenant,
            person,
        }),
        Who::Key(_) => Err(Problem::new(
            Code::Forbidden,
            "this is for people who are signed in; a key is nobody",
        )),
    }
}

/// Refuses parameters that the list does not know, so that a view opens.
fn known(query: &str) -> Result<(), Problem> {
    let parsed = wanted::Query::parse(query);
    parsed
        .map(drop)
        .map_err(|problem| Problem::parameter("query", problem.detail))
}

fn view_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("view"))
}
