//! `/v1/calls/{id}/notes`: what people write about a call.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use models::calls::call::Found;
use models::calls::note::{self, Notes};
use models::compliance::sealing::DataKey;
use models::identity::permission::Permission;
use models::ids::CallId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::lookup;
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsEdit, CallsRead, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(ListRefusals: NotFound, Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(DeleteRefusals: NotFound, Internal, Unavailable);

/// Who wrote a note.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteAuthor {
    pub id: Uuid,
    pub name: String,
}

/// A note.
#[derive(Debug, Serialize, ToSchema)]
pub struct Note {
    pub id: Uuid,
    pub call_id: Uuid,
    /// The note to which this is a reply.
    #[schema(required)]
    pub parent_id: Option<Uuid>,
    /// Null: a key wrote it, or somebody who is no member any more.
    #[schema(required)]
    pub author: Option<NoteAuthor>,
    pub text: String,
    /// Ids of members.
    pub mentions: Vec<Uuid>,
    /// The recording that it is about,
    #[schema(required)]
    pub leg_id: Option<Uuid>,
    /// and the moment of it.
    #[schema(required)]
    pub at_ms: Option<i64>,
    pub created_at: DateTime<Utc>,
    #[schema(required)]
    pub edited_at: Option<DateTime<Utc>>,
}

impl From<note::Note> for Note {
    fn from(note: note::Note) -> Self {
        Self {
            id: note.id,
            call_id: note.call,
            parent_id: note.parent,
            author: note.author.map(|author| NoteAuthor {
                id: author.id,
                name: author.name,
            }),
            text: note.text,
            mentions: note.mentions,
            leg_id: note.leg,
            at_ms: note.at_ms,
            created_at: note.created_at,
            edited_at: note.edited_at,
        }
    }
}

/// A note as it was written.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrittenNote {
    #[serde(flatten)]
    pub note: Note,
    /// Those of `mentions` who do not hear of it: they do not see the call.
    pub unheard: Vec<Uuid>,
}

impl From<note::Written> for WrittenNote {
    fn from(written: note::Written) -> Self {
        Self {
            note: Note::from(written.note),
            unheard: written.unheard,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NoteList {
    pub data: Vec<Note>,
}

/// A note that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Promised a refund", "at_ms": 61_000, "leg_id": "6f1c…" }))]
pub struct NewNote {
    /// 1 to 10,000 letters.
    text: String,
    /// Ids of members who are to hear of it.
    #[serde(default)]
    mentions: Vec<Uuid>,
    /// The note to which this is a reply.
    parent_id: Option<Uuid>,
    /// The recording that it is about, and the moment of it.
    leg_id: Option<Uuid>,
    at_ms: Option<i64>,
}

/// What it is to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteChange {
    text: String,
    #[serde(default)]
    mentions: Vec<Uuid>,
}

/// List notes.
///
/// In the order in which they were written; `parent_id` makes threads of them.
#[utoipa::path(
    operation_id = "list_notes",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id.")),
    responses(
        (status = 200, description = "All notes of the call.", body = NoteList),
        (status = 308, description = "It is part of another call now."),
        ListRefusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls/{id}/notes")]
pub async fn list(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<CallsRead>,
) -> Result<HttpResponse, Problem> {
    let (call, key) = match own(&request, &caller, &id).await? {
        Ok(own) => own,
        Err(moved) => return Ok(moved),
    };
    let tenant = caller.tenant;
    let found = caller.running.pools.app.tenant(tenant, async move |conn| {
        Notes {
            tenant,
            call,
            key: &key,
        }
        .list(conn)
        .await
    });
    Ok(HttpResponse::Ok().json(NoteList {
        data: found.await?.into_iter().map(Note::from).collect(),
    }))
}

/// Write a note.
///
/// Members who are mentioned hear of it on their bell, and whoever wrote the note that it answers: those who see the call. The words are sealed as a transcript is.
#[utoipa::path(
    operation_id = "create_note",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id.")),
    request_body = NewNote,
    responses(
        (status = 201, description = "Written.", body = WrittenNote),
        (status = 308, description = "It is part of another call now."),
        WriteRefusals
    ),
    security(("api_key" = []))
)]
#[post("/v1/calls/{id}/notes")]
pub async fn create(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.in_person()?;
    let new: NewNote = body::json(&request, payload, &state).await?;
    let (call, key) = match own(&request, &caller, &id).await? {
        Ok(own) => own,
        Err(moved) => return Ok(moved),
    };
    let (tenant, who) = (caller.tenant, caller.authority.who);
    let new = note::NewNote {
        text: new.text,
        mentions: new.mentions,
        parent: new.parent_id,
        leg: new.leg_id,
        at_ms: new.at_ms,
    };
    let written = caller.running.pools.app.tenant(tenant, async move |conn| {
        Notes {
            tenant,
            call,
            key: &key,
        }
        .write(conn, who, &new)
        .await
    });
    let (written, bell) = written.await?;
    caller.running.app.feed().ring(bell);
    Ok(HttpResponse::Created().json(WrittenNote::from(written)))
}

/// Change a note.
///
/// Whoever wrote it may. Only who is mentioned now and was not before hears of it, if they see the call.
#[utoipa::path(
    operation_id = "change_note",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id."), ("note_id" = Uuid, Path, description = "The note's id.")),
    request_body = NoteChange,
    responses(
        (status = 200, description = "As it is now.", body = WrittenNote),
        (status = 308, description = "It is part of another call now."),
        WriteRefusals
    ),
    security(("api_key" = []))
)]
#[patch("/v1/calls/{id}/notes/{note_id}")]
pub async fn change(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.in_person()?;
    let change: NoteChange = body::json(&request, payload, &state).await?;
    let (call, key) = match own(&request, &caller, &path.0).await? {
        Ok(own) => own,
        Err(moved) => return Ok(moved),
    };
    let (tenant, who, note) = (caller.tenant, caller.authority.who, note_id(&path.1)?);
    let changed = caller.running.pools.app.tenant(tenant, async move |conn| {
        let notes = Notes {
            tenant,
            call,
            key: &key,
        };
        notes.edit(conn, who, note, (&change.text, &change.mentions)).await
    });
    let (written, bell) = changed.await?;
    caller.running.app.feed().ring(bell);
    Ok(HttpResponse::Ok().json(WrittenNote::from(written)))
}

/// Delete a note.
///
/// With its replies. Whoever wrote it may, and who manages the team.
#[utoipa::path(
    operation_id = "delete_note",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id."), ("note_id" = Uuid, Path, description = "The note's id.")),
    responses(
        (status = 204, description = "Deleted."),
        (status = 308, description = "It is part of another call now."),
        DeleteRefusals
    ),
    security(("api_key" = []))
)]
#[delete("/v1/calls/{id}/notes/{note_id}")]
pub async fn delete(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    caller: Can<CallsEdit>,
) -> Result<HttpResponse, Problem> {
    let (call, key) = match own(&request, &caller, &path.0).await? {
        Ok(own) => own,
        Err(moved) => return Ok(moved),
    };
    let (tenant, who, note) = (caller.tenant, caller.authority.who, note_id(&path.1)?);
    let is_manager = caller.authority.permissions.has(Permission::TeamManage);
    let deleted = caller.running.pools.app.tenant(tenant, async move |conn| {
        Notes {
            tenant,
            call,
            key: &key,
        }
        .delete(conn, who, note, is_manager)
        .await
    });
    let bell = deleted.await?;
    caller.running.app.feed().ring(bell);
    Ok(HttpResponse::NoContent().finish())
}

/// The call, if it may be seen, and the key of its words; or where it went.
async fn own(
    request: &HttpRequest,
    caller: &Caller,
    id: &str,
) -> Result<Result<(CallId, DataKey), HttpResponse>, Problem> {
    match lookup::find(caller, id).await? {
        Found::Moved(to) => Ok(Err(lookup::moved(request, to))),
        Found::Call(found) => {
            let key = caller.running.sealer.data_key(caller.tenant).await?;
            Ok(Ok((CallId(found.call.id), key)))
        }
    }
}

fn note_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("note"))
}
