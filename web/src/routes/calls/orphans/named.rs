//! `POST /v1/sources/{id}/recordings`: a recording is sent by its name, and finds its leg by that.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::app::{Kept, Named, Told, clues};
use actors::engine::pbx::recording_name::{Clues, headerless};
use actors::{Door, Fate};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use models::integrations::import::Step;
use models::integrations::source;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::body;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{CallsSend, Can};
use crate::routes::integrations::imports;
use crate::routes::integrations::quarantine::text;
use crate::routes::integrations::source::source_id;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, InterruptedBody, EmptyRecording, NotFound, RecordingConflict, BodyTooLarge,
    UnsupportedMediaType, Internal, Unavailable, StorageFull);

/// What is known of a recording that is sent by its name.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Given {
    /// Of its file, with the folders above it as far as they matter.
    #[param(example = "2026/03/02/in-201-2025550143-20260302-100000-1772442000.17.wav")]
    name: String,
    /// Of its leg, or of its call.
    external_id: Option<String>,
    /// When it begins (RFC 3339).
    #[serde(default, deserialize_with = "query::moment")]
    started_at: Option<DateTime<Utc>>,
    from: Option<String>,
    to: Option<String>,
    /// Who of the tenant's side is heard: an extension, or a user.
    agent: Option<String>,
    /// Of which import it is (`POST /v1/sources/{id}/imports`): how far that has come is listed.
    import: Option<Uuid>,
}

/// A recording was stored, and where it belongs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NamedRecordingReceipt)]
pub struct Stored {
    /// Its leg; null: it has none yet, and is among those without a leg.
    #[schema(required)]
    pub leg_id: Option<Uuid>,
    /// By what it was found: `reference`, `id` or `time_and_parties`.
    #[schema(required)]
    pub matched_by: Option<&'static str>,
    /// Its id as long as it has no leg.
    #[schema(required)]
    pub orphan_id: Option<Uuid>,
    /// Why it has none: `no_leg`, `taken` (the leg has another recording) or `several` (legs that would do equally well).
    #[schema(required)]
    pub note: Option<&'static str>,
    /// Of the bytes, hex.
    pub sha256: String,
    pub bytes: u64,
    /// `new` or `duplicate`.
    pub fate: &'static str,
}

/// Send a recording by its name.
///
/// For whoever has a file and knows no leg: its leg is found by what its record calls its recording, by an id, or by time and parties, all
/// as the source's `names` read them. If there is none yet, it is kept, and found when the record comes.
#[utoipa::path(
    operation_id = "send_named_recording",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id."), Given),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes of the recording; any media type."),
    responses(
        (status = 200, description = "The same bytes were there already.", body = Stored),
        (status = 201, description = "Stored with its leg; the analysis follows.", body = Stored),
        (status = 202, description = "Stored; its leg is not known yet.", body = Stored),
        Refusals
    ),
    security(("api_key" = []))
)]
#[post("/v1/sources/{id}/recordings")]
pub async fn send(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsSend>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, id, app) = (caller.tenant, source_id(&id)?, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).find(conn, id).await
    });
    let source = found.await?;
    let given: Given = query::of(&request)?;
    if given.name.trim().is_empty() || given.name.len() > 500 || given.name.chars().any(char::is_control) {
        return Err(Problem::parameter("name", "1 to 500 letters"));
    }
    imports::check(&caller, given.import, &source.name, imports::Kind::Recordings).await?;
    body::announced(&request, state.config.bounds.recording_bytes_max)?;
    let media_type = Some(body::media_type(&request)).filter(|kind| !kind.is_empty());
    let bytes = body::timed(payload, Duration::from_secs(state.config.server.body_idle_s));
    let mut bytes = Box::pin(bytes.peekable());
    if bytes.as_mut().peek().await.is_none() {
        return Err(Problem::new(Code::EmptyRecording, "the body has no bytes"));
    }
    let named = Named {
        tenant,
        source_instance: &source.name,
        path: &given.name,
        clues: Clues {
            agent: text("agent", given.agent)?,
            ..clues(
                text("external_id", given.external_id)?,
                given.started_at,
                text("from", given.from)?,
                text("to", given.to)?,
            )
        },
        given: Told {
            declared: headerless(&given.name),
            media_type,
            ..Told::default()
        },
        door: Door::Http,
    };
    let kept = caller.running.app.take_named_recording(named, bytes).await?;
    let stored = Stored::of(kept)?;
    imports::advance(&caller, given.import, Step::Recording, vec![(stored.became(), 1)]).await?;
    let mut answer = match (stored.fate, stored.leg_id) {
        ("duplicate", _) => HttpResponse::Ok(),
        (_, Some(_)) => HttpResponse::Created(),
        (_, None) => HttpResponse::Accepted(),
    };
    Ok(answer.json(stored))
}

impl Stored {
    /// As imports count it.
    fn became(&self) -> &'static str {
        match (self.fate, self.leg_id) {
            ("duplicate", _) => "known",
            (_, Some(_)) => "matched",
            (_, None) => "loose",
        }
    }

    fn of(kept: Kept) -> Result<Self, Problem> {
        Ok(match kept {
            Kept::Matched { receipt, .. } if receipt.fate == Fate::Conflict => {
                let detail = "the leg that it belongs to has another recording, which stays";
                return Err(Problem::new(Code::RecordingConflict, detail));
            }
            Kept::Matched { receipt, by } => Self {
                leg_id: Some(receipt.leg.0),
                matched_by: Some(by.as_str()),
                orphan_id: None,
                note: None,
                sha256: hex::encode(receipt.sha256),
                bytes: receipt.bytes,
                fate: receipt.fate.as_str(),
            },
            Kept::Loose {
                id,
                sha256,
                bytes,
                is_new,
                why,
            } => Self {
                leg_id: None,
                matched_by: None,
                orphan_id: Some(id),
                note: Some(why.as_str()),
                sha256: hex::encode(sha256),
                bytes,
                fate: if is_new { "new" } else { "duplicate" },
            },
        })
    }
}
