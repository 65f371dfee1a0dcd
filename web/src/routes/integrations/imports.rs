//! `/v1/imports`: imports of files of records and of folders of recordings, seen from anywhere: how far each has come, and what became of it.
//! What is sent itself comes to `records`, and to the recordings of a source.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use models::integrations::import::{self, Step};
use models::integrations::source;
use models::page::{Cursor, PageRequest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::quarantine::text;
use super::source::source_id;
use crate::body;
use crate::paging;
use crate::problem::Problem;
use crate::query;
use crate::routes::identity::can::{CallsSend, Can, QueueRead};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(ListRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(BeginRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound,
    Internal, Unavailable);

/// Letters of a name.
const NAME_MAX: usize = 500;
/// No file is longer, in bytes, and no folder has more recordings.
pub(crate) const TOTAL_MAX: u64 = 1 << 50;

/// Of what an import is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportKind)]
pub enum Kind {
    /// A file of records.
    Records,
    /// A folder of recordings.
    Recordings,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Recordings => "recordings",
        }
    }
}

/// An import that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportBody, example = json!({ "kind": "records", "name": "Master.csv", "total": 812_004 }))]
pub struct Body {
    kind: Kind,
    /// Of the file, or of the folder; for people.
    #[schema(max_length = 500)]
    name: String,
    /// Bytes of the file as it lies there, or recordings that are to be sent.
    total: u64,
}

/// An import, and how far it has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import, example = json!({ "id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb", "source_instance": "rome", "kind": "records",
    "name": "Master.csv", "total": 812_004, "through": 524_100, "context": "", "counts": { "new": 1610, "quarantined": 1 },
    "actor": "user:8c1d…", "begun_at": "2026-11-29T10:00:00Z", "moved_at": "2026-11-29T10:00:04Z", "ended_at": null }))]
pub struct Shown {
    pub id: Uuid,
    pub source_instance: String,
    /// `records` or `recordings`.
    pub kind: String,
    pub name: String,
    /// Bytes of the file as it lies there, or recordings that are to be sent.
    pub total: i64,
    /// Bytes of the file, unpacked, or recordings that are done with. A file of records goes on there (`at`).
    pub through: i64,
    /// In Base64: what has to stand before the next part of a file of records. Often empty.
    pub context: String,
    /// What became of it, by name, those that are none left out: of records as in the answer to a part, of recordings `matched`, `loose` (without
    /// a call yet) and `known`.
    #[schema(value_type = Object)]
    pub counts: Value,
    /// Who has begun it, as the audit says.
    pub actor: String,
    pub begun_at: DateTime<Utc>,
    /// When something of it came last.
    pub moved_at: DateTime<Utc>,
    /// Null: it is still on its way, or was left in the middle.
    #[schema(required)]
    pub ended_at: Option<DateTime<Utc>>,
}

/// One page, latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportPage)]
pub struct Page {
    pub data: Vec<Shown>,
    /// The cursor of the next page; null on the last one.
    #[schema(required)]
    pub next: Option<String>,
}

/// Which, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Imports on a page; the server has an upper bound.
    #[param(minimum = 1)]
    limit: Option<u32>,
    /// Of this telephone system alone.
    source_instance: Option<String>,
}

impl From<import::Import> for Shown {
    fn from(row: import::Import) -> Self {
        Self {
            id: row.id,
            source_instance: row.source_instance,
            kind: row.kind,
            name: row.name,
            total: row.total,
            through: row.through,
            context: row.context,
            counts: row.counts,
            actor: row.actor,
            begun_at: row.begun_at,
            moved_at: row.moved_at,
            ended_at: row.ended_at,
        }
    }
}

/// List imports.
///
/// Latest first: files of records and folders of recordings that somebody has begun to import, how far each has come and what became of it.
/// The latest 500 are kept.
#[utoipa::path(
    operation_id = "list_imports",
    tag = "sources",
    params(Query),
    responses((status = 200, description = "A page of them.", body = Page), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/imports")]
pub async fn list(
    request: HttpRequest,
    caller: Can<QueueRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let page = PageRequest {
        after: paging::after(query.cursor.as_deref(), Cursor::parse)?,
        rows: paging::rows(query.limit, &state)?,
    };
    let instance = text("source_instance", query.source_instance)?;
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| {
        import::list(conn, tenant, instance.as_deref(), &page).await
    });
    let found = found.await?;
    Ok(HttpResponse::Ok().json(Page {
        data: found.data.into_iter().map(Shown::from).collect(),
        next: found.next,
    }))
}

/// Begin an import.
///
/// So that it is listed: name its id as `import` with each part of the file of records (`POST /v1/sources/{id}/records`), or with each
/// recording of the folder (`POST /v1/sources/{id}/recordings`). Both may be sent without; then nobody sees how far they have come.
#[utoipa::path(
    operation_id = "begin_import",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    request_body = Body,
    responses((status = 201, description = "Begun.", body = Shown), BeginRefusals),
    security(("api_key" = []))
)]
#[post("/v1/sources/{id}/imports")]
pub async fn begin(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsSend>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), source_id(&id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).find(conn, id).await
    });
    let source = found.await?;
    let asked: Body = body::json(&request, payload, &state).await?;
    check_name(&asked.name)?;
    if asked.total > TOTAL_MAX {
        return Err(Problem::parameter("total", format!("at most {TOTAL_MAX}")));
    }
    let new = import::NewImport {
        id: Uuid::new_v4(),
        source_instance: source.name,
        kind: asked.kind.as_str(),
        name: asked.name,
        total: signed(asked.total),
    };
    let begun = app.tenant(tenant, async move |conn| import::begin(conn, tenant, &actor, new).await);
    Ok(HttpResponse::Created().json(Shown::from(begun.await?)))
}

/// A name that people can read.
pub(crate) fn check_name(name: &str) -> Result<(), Problem> {
    let letters = name.chars().count();
    if name.trim().is_empty() || letters > NAME_MAX || name.chars().any(char::is_control) {
        return Err(Problem::parameter("name", format!("1 to {NAME_MAX} letters")));
    }
    Ok(())
}

/// Whether the import that is named is one of this source, before anything is kept under it.
pub(crate) async fn check(caller: &Caller, import: Option<Uuid>, instance: &str, kind: Kind) -> Result<(), Problem> {
    let Some(id) = import else { return Ok(()) };
    let (tenant, instance) = (caller.tenant, instance.to_owned());
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| {
        import::find(conn, tenant, id, &instance, kind.as_str()).await
    });
    found.await?;
    Ok(())
}

/// Tells what has come of it.
pub(crate) async fn advance(
    caller: &Caller,
    import: Option<Uuid>,
    step: Step,
    fates: Vec<(&'static str, u64)>,
) -> Result<(), Problem> {
    let Some(id) = import else { return Ok(()) };
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let told = app.tenant(tenant, async move |conn| {
        import::advance(conn, tenant, id, step, &fates).await
    });
    Ok(told.await?)
}

/// As PostgreSQL counts.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
