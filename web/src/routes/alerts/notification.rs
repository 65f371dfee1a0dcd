//! `/v1/notifications`: the bell of whoever is signed in.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::alerts::notification;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::bell::bell;
use super::mute::Mute;
use crate::paging;
use crate::problem::Problem;
use crate::query;
use crate::routes::identity::can::SignedIn;

crate::refusals!(ListRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);

/// Which of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Only those that were not read.
    unread: Option<bool>,
    /// `next` of the page before.
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Something to know.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notification {
    pub id: Uuid,
    /// `mentioned`, `replied` (to a note of one's own), `share_opened`, `limit_reached`, `analysis_failed`, `source_silent`, `source_failing`, `seen_by_staff`.
    pub kind: String,
    #[schema(required)]
    pub call_id: Option<Uuid>,
    /// Ids and codes, by `kind`: `note_id` and `by`; `share_id`; `percent` and `period_start`; `code`; `source_id`, `source_instance` and `last_at`; `staff_name` and `session`.
    #[schema(value_type = Object)]
    pub data: Value,
    /// How often it happened; analyses that fail are counted by hour and code.
    pub count: i32,
    pub created_at: DateTime<Utc>,
    /// When it happened last.
    pub updated_at: DateTime<Utc>,
    #[schema(required)]
    pub read_at: Option<DateTime<Utc>>,
}

impl From<notification::Notification> for Notification {
    fn from(one: notification::Notification) -> Self {
        Self {
            id: one.id,
            kind: one.kind,
            call_id: one.call_id,
            data: one.data,
            count: one.count,
            created_at: one.created_at,
            updated_at: one.updated_at,
            read_at: one.read_at,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationPage {
    pub data: Vec<Notification>,
    #[schema(required)]
    pub next: Option<String>,
    /// Beyond this page too, without kinds that are muted.
    pub unread: i64,
    /// Kinds that the bell does not ring for now.
    pub muted: Vec<Mute>,
}

/// How many were not read before.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationsRead {
    pub read: i64,
}

/// The bell.
///
/// The latest first. A key has none.
#[utoipa::path(
    operation_id = "list_notifications",
    tag = "auth",
    params(Query),
    responses((status = 200, description = "A page of them.", body = NotificationPage), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/notifications")]
pub async fn list(request: HttpRequest, signed_in: SignedIn) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let page = paging::page(query.cursor.as_deref(), query.limit)?;
    let (bell, caller) = (bell(&signed_in), &signed_in.caller);
    let unread = query.unread.unwrap_or(false);
    let found = caller
        .running
        .pools
        .app
        .tenant(caller.tenant, async move |conn| -> Result<_, Error> {
            let muted = bell.mutes(conn).await?;
            Ok((bell.list(conn, unread, &page, &muted).await?, muted))
        });
    let ((page, unread), muted) = found.await?;
    Ok(HttpResponse::Ok().json(NotificationPage {
        data: page.data.into_iter().map(Notification::from).collect(),
        next: page.next,
        unread,
        muted: muted.into_iter().map(Mute::from).collect(),
    }))
}

/// Mark all as read.
///
/// What comes later is unread again.
#[utoipa::path(
    operation_id = "read_notifications",
    tag = "auth",
    responses((status = 200, description = "Noted.", body = NotificationsRead), ReadRefusals),
    security(("api_key" = []))
)]
#[post("/v1/notifications/read")]
pub async fn read_all(signed_in: SignedIn) -> Result<HttpResponse, Problem> {
    note(&signed_in, None).await
}

/// Mark one as read.
///
/// Once more changes nothing.
#[utoipa::path(
    operation_id = "read_notification",
    tag = "auth",
    params(("id" = Uuid, Path, description = "The notification's id.")),
    responses((status = 200, description = "Noted.", body = NotificationsRead), ReadRefusals),
    security(("api_key" = []))
)]
#[post("/v1/notifications/{id}/read")]
pub async fn read_one(id: web::Path<String>, signed_in: SignedIn) -> Result<HttpResponse, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found("notification"))?;
    note(&signed_in, Some(id)).await
}

async fn note(signed_in: &SignedIn, id: Option<Uuid>) -> Result<HttpResponse, Problem> {
    let (bell, caller) = (bell(signed_in), &signed_in.caller);
    let read = caller
        .running
        .pools
        .app
        .tenant(caller.tenant, async move |conn| bell.read(conn, id).await);
    Ok(HttpResponse::Ok().json(NotificationsRead { read: read.await? }))
}
