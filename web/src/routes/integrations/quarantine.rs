//! `/v1/quarantine`: what telephone systems sent and nobody could read: listed, looked at, downloaded. `verdict`: read again or dropped.

pub mod verdict;

use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::engine::pbx::parsed::Notice;
use chrono::{DateTime, Utc};
use models::identity::authority::Rows;
use models::integrations::quarantined::{Filter, Quarantined};
use models::page::{Cursor, PageRequest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::paging;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{Can, QueueRead};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(ListRefusals: InvalidParameter, MissingKey, InvalidKey, Internal, Unavailable);
crate::refusals!(ReadRefusals: MissingKey, InvalidKey, NotFound, Internal, Unavailable);

/// Which, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Entries on a page; the server has an upper bound.
    #[param(minimum = 1)]
    limit: Option<u32>,
    source_instance: Option<String>,
    /// Why, as `bad_timestamp`.
    code: Option<String>,
    /// Received at this moment or later (RFC 3339).
    #[serde(default, deserialize_with = "query::moment")]
    from: Option<DateTime<Utc>>,
    /// Received before this moment (RFC 3339).
    #[serde(default, deserialize_with = "query::moment")]
    before: Option<DateTime<Utc>>,
}

/// What came at once, of which something could not be read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quarantined, example = json!({ "id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb", "source_instance": "rome", "format": "asterisk-cdr-csv",
    "received_at": "2026-11-28T10:00:00Z", "code": "too_few_columns", "detail": "", "at": "3", "unread": 1, "bytes": 812 }))]
pub struct Body {
    pub id: Uuid,
    pub source_instance: String,
    /// The form in which it was read.
    pub format: String,
    pub received_at: DateTime<Utc>,
    /// Of the first piece that could not be read; stable.
    pub code: String,
    pub detail: String,
    /// Its line, item, event or request in what was sent, or an id.
    pub at: String,
    /// Pieces that could not be read.
    pub unread: usize,
    /// Of all that came with it.
    pub bytes: i64,
}

/// Something that could not be read, and where it stood.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantineNotice)]
pub struct Unread {
    pub at: String,
    pub code: String,
    pub detail: String,
}

/// One page, latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantinePage)]
pub struct Page {
    pub data: Vec<Body>,
    /// The cursor of the next page; null on the last one.
    #[schema(required)]
    pub next: Option<String>,
}

/// With everything in it that could not be read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantinedDetail)]
pub struct Detail {
    #[serde(flatten)]
    pub entry: Body,
    pub notices: Vec<Unread>,
}

impl From<Notice> for Unread {
    fn from(notice: Notice) -> Self {
        Self {
            at: notice.at.into(),
            code: notice.code,
            detail: notice.detail,
        }
    }
}

impl From<Quarantined> for Body {
    fn from(row: Quarantined) -> Self {
        Self {
            id: row.id,
            source_instance: row.source_instance,
            format: row.format,
            received_at: row.received_at,
            code: row.code,
            detail: row.detail,
            at: row.place,
            unread: row.notices.as_array().map_or(1, Vec::len),
            bytes: row.bytes,
        }
    }
}

/// List what could not be read.
///
/// Latest first: each entry is all that came at once, sealed as it came; what could be read of it is stored. Change the source's settings
/// and have it read again, or drop it.
#[utoipa::path(
    operation_id = "list_quarantine",
    tag = "sources",
    params(Query),
    responses((status = 200, description = "A page of it.", body = Page), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/quarantine")]
pub async fn list(
    request: HttpRequest,
    caller: Can<QueueRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let query: Query = query::of(&request)?;
    let page = PageRequest {
        after: paging::after(query.cursor.as_deref(), Cursor::parse)?,
        rows: paging::rows(query.limit, &state)?,
    };
    let filter = Filter {
        source_instance: text("source_instance", query.source_instance)?,
        code: text("code", query.code)?,
        from: query.from,
        before: query.before,
    };
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| {
        Quarantined::of(tenant).list(conn, &filter, &page).await
    });
    let found = found.await?;
    Ok(HttpResponse::Ok().json(Page {
        data: found.data.into_iter().map(Body::from).collect(),
        next: found.next,
    }))
}

/// What could not be read.
///
/// Every piece of it with its place and its reason.
#[utoipa::path(
    operation_id = "get_quarantined",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The entry's id.")),
    responses((status = 200, description = "The entry.", body = Detail), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/quarantine/{id}")]
pub async fn read(id: web::Path<String>, caller: Can<QueueRead>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let (tenant, id) = (caller.tenant, entry_id(&id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| Quarantined::of(tenant).find(conn, id).await);
    let row = found.await?;
    Ok(HttpResponse::Ok().json(Detail {
        notices: unread(&row.notices),
        entry: row.into(),
    }))
}

/// Download what could not be read.
///
/// The raw bytes of all that came at once, as they came. It is noted in the audit.
#[utoipa::path(
    operation_id = "download_quarantined",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The entry's id.")),
    responses(
        (status = 200, description = "The bytes.", content((Vec<u8> = "application/octet-stream"))),
        ReadRefusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/quarantine/{id}/content")]
pub async fn content(id: web::Path<String>, caller: Can<QueueRead>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let (tenant, id, actor) = (caller.tenant, entry_id(&id)?, caller.actor());
    let (_, bytes) = caller.running.app.aside(tenant, id).await?;
    let app = &caller.running.pools.app;
    let noted = app.tenant(tenant, async move |conn| {
        Quarantined::of(tenant).read(conn, &actor, id).await
    });
    noted.await?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header(("content-disposition", format!("attachment; filename=\"{id}.bin\"")))
        .body(bytes))
}

/// What could not be read names no agent whose row it would be.
pub(crate) fn sees_all(caller: &Caller) -> Result<(), Problem> {
    match caller.authority.rows {
        Rows::All => Ok(()),
        _ => Err(Problem::new(
            Code::Forbidden,
            "what could not be read is shown to those who see every call",
        )),
    }
}

fn entry_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("quarantined record"))
}

fn unread(notices: &Value) -> Vec<Unread> {
    let notices: Vec<Notice> = serde_json::from_value(notices.clone()).unwrap_or_default();
    notices.into_iter().map(Unread::from).collect()
}

/// PostgreSQL has no NUL in a text.
pub(crate) fn text(name: &str, given: Option<String>) -> Result<Option<String>, Problem> {
    match &given {
        Some(text) if text.contains('\0') => Err(Problem::parameter(name, "it holds a NUL")),
        _ => Ok(given),
    }
}
