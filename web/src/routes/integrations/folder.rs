//! `/v1/sources/{id}/folder`: the folder of the server in which a telephone system's files come to lie.

use actix_web::{HttpRequest, HttpResponse, delete, get, put, web};
use actors::engine::pbx::source::Source as Form;
use actors::sources::files::told::{After, Asked, Kind, usual_kind};
use chrono::{DateTime, Utc};
use models::Error;
use models::ids::TenantId;
use models::integrations::folder::{self, File, Folder};
use models::integrations::lease::{self, Standing};
use models::integrations::source::Source;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::source::source_id;
use super::work::WorkError;
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{Can, SettingsManage, SettingsRead};
use crate::state::State;

crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);

/// Files that are told of one folder.
const FILES_MAX: i64 = 50;

/// How files come.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SourceFolderKind)]
pub enum FolderKind {
    /// Lines are added to them, and they are rotated.
    Growing,
    /// Each comes whole, once.
    Dropped,
}

/// What is done with a file that was dropped, once it was read.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SourceFolderAfter)]
pub enum FolderAfter {
    Leave,
    /// It is moved to `done` in its folder.
    Move,
}

/// As it is to be, all of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SourceFolderBody, example = json!({ "folder": "cucm", "kind": "dropped", "names": "cdr_*", "after": "move" }))]
pub struct Body {
    /// Below the folder that the server has for the tenant; `.` is that one itself.
    folder: String,
    /// As files of the source's form usually come, if not given: records below a line that names the columns, and files that are one record,
    /// are `dropped`.
    kind: Option<FolderKind>,
    /// Which files, by their names or (of those that grow) by those that they had before they were rotated; `*` is any letters, `?` is one. All
    /// if not given. Hidden, packed and unfinished files (`.part`, `.tmp`) are none.
    #[schema(max_length = 200)]
    names: Option<String>,
    /// `leave` if not given.
    after: Option<FolderAfter>,
    /// Seconds from one look to the next; 5 if not given.
    #[schema(minimum = 1, maximum = 3600)]
    interval_s: Option<u32>,
    /// A file that was dropped is whole once it has not changed for so many seconds, 5 if not given; a last line without an end, of a file that
    /// grows, is read after so many, 60 if not given.
    #[schema(minimum = 1, maximum = 3600)]
    rest_s: Option<u32>,
}

/// The folder that is watched, and how far its files were read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceFolder)]
pub struct Shown {
    /// This server has a folder for the tenant.
    pub available: bool,
    /// How files of the source's form usually come: `growing` or `dropped`. Null: this form is not written to files.
    #[schema(required)]
    pub kind_usual: Option<&'static str>,
    /// Null: none is watched.
    #[schema(required)]
    pub folder: Option<Place>,
    #[schema(required)]
    pub state: Option<FolderState>,
    /// Those of which something was kept last first, at most 50.
    pub files: Vec<FileShown>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceFolderPlace)]
pub struct Place {
    pub folder: String,
    /// `growing` or `dropped`.
    pub kind: String,
    pub names: String,
    /// `leave` or `move`.
    pub after: String,
    pub interval_s: i32,
    pub rest_s: i32,
    /// When its files were looked at first.
    #[schema(required)]
    pub begun_at: Option<DateTime<Utc>>,
}

/// How the watching goes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceFolderState)]
pub struct FolderState {
    /// `idle`: no server has begun; `starting`; `watching`; `failing`: something is not read, and is tried again.
    pub state: String,
    pub since: DateTime<Utc>,
    /// Of which something was kept last.
    #[schema(required)]
    pub last_file: Option<LastFile>,
    /// The last one, whatever came after it.
    #[schema(required)]
    pub last_error: Option<WorkError>,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = SourceFolderLastFile)]
pub struct LastFile {
    pub file: String,
    /// Bytes whose records are kept.
    pub position: i64,
    /// How long it was then.
    pub bytes: i64,
    pub at: DateTime<Utc>,
}

/// One file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceFolderFile)]
pub struct FileShown {
    /// As it was seen last.
    pub name: String,
    /// Bytes whose records are kept.
    pub position: i64,
    pub bytes: i64,
    /// It came whole, and was read to its end.
    pub done: bool,
    /// When something of it was kept last.
    #[schema(required)]
    pub taken_at: Option<DateTime<Utc>>,
}

impl From<Standing> for FolderState {
    fn from(standing: Standing) -> Self {
        let state = match standing.state.as_str() {
            "trying" => "starting",
            "working" => "watching",
            other => other,
        };
        let last_error = WorkError::of(&standing);
        Self {
            state: state.to_owned(),
            since: standing.state_at,
            last_file: standing.position.and_then(|last| serde_json::from_value(last).ok()),
            last_error,
        }
    }
}

impl From<File> for FileShown {
    fn from(file: File) -> Self {
        Self {
            name: file.name,
            position: file.position,
            bytes: file.bytes,
            done: file.done,
            taken_at: file.taken_at,
        }
    }
}

impl From<Folder> for Place {
    fn from(folder: Folder) -> Self {
        Self {
            folder: folder.folder,
            kind: folder.kind,
            names: folder.names,
            after: folder.after,
            interval_s: folder.interval_s,
            rest_s: folder.rest_s,
            begun_at: folder.begun_at,
        }
    }
}

impl From<Body> for Asked {
    fn from(body: Body) -> Self {
        Self {
            folder: body.folder,
            kind: body.kind.map(|kind| match kind {
                FolderKind::Growing => Kind::Growing,
                FolderKind::Dropped => Kind::Dropped,
            }),
            names: body.names,
            after: body.after.map(|after| match after {
                FolderAfter::Leave => After::Leave,
                FolderAfter::Move => After::Move,
            }),
            interval_s: body.interval_s,
            rest_s: body.rest_s,
        }
    }
}

/// What is known of a folder: its settings, how it goes, its files.
type Found = (Option<Folder>, Option<Standing>, Vec<File>);

fn shown((folder, standing, files): Found, form: Option<Form>, available: bool) -> Shown {
    Shown {
        available,
        kind_usual: form.and_then(usual_kind).map(Kind::as_str),
        state: standing.filter(|_| folder.is_some()).map(FolderState::from),
        folder: folder.map(Place::from),
        files: files.into_iter().map(FileShown::from).collect(),
    }
}

fn is_available(state: &State, tenant: TenantId) -> bool {
    let bounds = crate::folders::of(&state.config.sources);
    bounds.is_some_and(|bounds| bounds.folder_of(tenant).is_some())
}

/// A source's folder.
///
/// Which folder of the server is watched for its files, how that goes, and how far its files were read.
#[utoipa::path(
    operation_id = "get_source_folder",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 200, description = "As it is.", body = Shown), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/sources/{id}/folder")]
pub async fn read(
    id: web::Path<String>,
    caller: Can<SettingsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, id) = (caller.tenant, source_id(&id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| -> Result<(Source, Found), Error> {
        let source = Source::of(tenant).find(conn, id).await?;
        let folder = folder::find(conn, tenant, &source.name).await?;
        let standing = lease::standing(conn, tenant, &source.name, lease::Kind::Folder).await?;
        let files = folder::files(conn, tenant, &source.name, FILES_MAX).await?;
        Ok((source, (folder, standing, files)))
    });
    let (source, found) = found.await?;
    let form = Form::from_name(&source.format);
    Ok(HttpResponse::Ok().json(shown(found, form, is_available(&state, tenant))))
}

/// Watch a folder for a source.
///
/// From then on one server reads the files that come to lie there, and what is added to those that grow, under whatever name they are rotated
/// to. What was read is known: across changes of this, and whatever ends the server, nothing is lost or charged twice. The folder lies below
/// the one that the server's operator has for the tenant; no link is followed.
#[utoipa::path(
    operation_id = "set_source_folder",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    request_body = Body,
    responses((status = 200, description = "As it is now.", body = Shown), WriteRefusals),
    security(("api_key" = []))
)]
#[put("/v1/sources/{id}/folder")]
pub async fn set(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), source_id(&id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| Source::of(tenant).find(conn, id).await);
    let source = found.await?;
    let asked: Body = body::json(&request, payload, &state).await?;
    let form = Form::from_name(&source.format);
    let wanted = Asked::from(asked).wanted(form);
    let wanted = wanted.map_err(|(key, why)| Problem::parameter(key, why))?;
    if !is_available(&state, tenant) {
        let detail = "this server has no folder for you: its operator gives one (`sources.folders_root`)";
        return Err(Problem::new(Code::Conflict, detail));
    }
    let set = app.tenant(tenant, async move |conn| -> Result<Found, Error> {
        let set = folder::set(conn, tenant, &actor, id, &wanted).await?;
        let standing = lease::standing(conn, tenant, &source.name, lease::Kind::Folder).await?;
        let files = folder::files(conn, tenant, &source.name, FILES_MAX).await?;
        Ok((Some(set), standing, files))
    });
    Ok(HttpResponse::Ok().json(shown(set.await?, form, true)))
}

/// Watch a source's folder no longer.
///
/// Its files stay, and how far they were read is forgotten: if the folder is named again, they are read from their beginning, and what is known
/// is a duplicate.
#[utoipa::path(
    operation_id = "remove_source_folder",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 204, description = "It is watched no longer."), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/sources/{id}/folder")]
pub async fn remove(id: web::Path<String>, caller: Can<SettingsManage>) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), source_id(&id)?);
    let app = &caller.running.pools.app;
    let removed = app.tenant(tenant, async move |conn| folder::remove(conn, tenant, &actor, id).await);
    removed.await?;
    Ok(HttpResponse::NoContent().finish())
}
