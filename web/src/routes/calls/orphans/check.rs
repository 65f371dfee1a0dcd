//! `POST /v1/sources/{id}/recordings/check`: what names of recordings say, and to which legs they would lead. Nothing is sent or kept.

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::app::Looked;
use actors::engine::pbx::recording_name::NamePattern;
use chrono::{DateTime, Utc};
use models::integrations::source;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsSend, Can};
use crate::routes::integrations::source::source_id;
use crate::state::State;

crate::refusals!(Refusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound,
    Internal, Unavailable);

const NAMES_MAX: usize = 200;
const LETTERS_MAX: usize = 500;

/// Names of files that are to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordingNames, example = json!({ "names": ["2026/03/20260302-100000_2025550143_201.wav"],
    "pattern": "{started:%Y%m%d-%H%M%S}_{from}_{to}.{any}" }))]
pub struct Names {
    /// With the folders above them as far as they matter; 500 letters each at most.
    #[serde(default)]
    #[schema(max_items = 200)]
    names: Vec<String>,
    /// How they are read, before the source's own `names` are asked: with `{id}` (or `{external_id}`, `{linked_id}`), `{from}`, `{to}`,
    /// `{agent}`, `{started:%Y%m%d-%H%M%S}`, `{any}`.
    pattern: Option<String>,
}

/// In the order in which they were asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecordingNamesChecked)]
pub struct Checked {
    pub data: Vec<Line>,
}

/// What one name says, and where its recording would belong now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecordingNameChecked, example = json!({ "name": "20260302-100000_2025550143_201.wav", "is_read": true, "external_id": null,
    "started_at": "2026-03-02T10:00:00Z", "from": "2025550143", "to": "201", "agent": null,
    "leg_id": "f106c8e1-98ae-5e98-af8a-d93f43245fbb", "matched_by": "time_and_parties", "note": null }))]
pub struct Line {
    pub name: String,
    /// The name says something: it is such a name as the pattern or the source describes.
    pub is_read: bool,
    /// Of the leg, or of its call.
    #[schema(required)]
    pub external_id: Option<String>,
    #[schema(required)]
    pub started_at: Option<DateTime<Utc>>,
    #[schema(required)]
    pub from: Option<String>,
    #[schema(required)]
    pub to: Option<String>,
    #[schema(required)]
    pub agent: Option<String>,
    /// Its leg; null: none that is known would do.
    #[schema(required)]
    pub leg_id: Option<Uuid>,
    /// By what it would be found: `reference`, `id` or `time_and_parties`.
    #[schema(required)]
    pub matched_by: Option<&'static str>,
    /// Why there is none: `no_leg`, `taken` or `several`.
    #[schema(required)]
    pub note: Option<&'static str>,
}

impl From<Looked> for Line {
    fn from(looked: Looked) -> Self {
        let (is_read, says) = (looked.says.is_some(), looked.says.unwrap_or_default());
        let (found, note) = match looked.leg {
            Ok(found) => (Some(found), None),
            Err(why) => (None, Some(why.as_str())),
        };
        Self {
            name: looked.name,
            is_read,
            external_id: says.id,
            started_at: says
                .started_at
                .and_then(|at| DateTime::from_timestamp_millis(at.as_millisecond())),
            from: says.from,
            to: says.to,
            agent: says.agent,
            leg_id: found.map(|(leg, _)| leg.0),
            matched_by: found.map(|(_, by)| by.as_str()),
            note,
        }
    }
}

/// Check names of recordings.
///
/// What each name says, and the leg that its recording would have now: a look before a folder is sent. Nothing is kept.
#[utoipa::path(
    operation_id = "check_recording_names",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    request_body = Names,
    responses((status = 200, description = "What each name says.", body = Checked), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/sources/{id}/recordings/check")]
pub async fn names(
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
    let asked: Names = body::json(&request, payload, &state).await?;
    if asked.names.len() > NAMES_MAX {
        return Err(Problem::parameter("names", format!("at most {NAMES_MAX}")));
    }
    let is_name = |name: &String| {
        (1..=LETTERS_MAX).contains(&name.len()) && !name.trim().is_empty() && !name.chars().any(char::is_control)
    };
    if !asked.names.iter().all(is_name) {
        return Err(Problem::parameter("names", format!("1 to {LETTERS_MAX} letters each")));
    }
    let pattern = asked.pattern.as_deref().map(NamePattern::new).transpose();
    let pattern = pattern.map_err(|fault| Problem::parameter("pattern", fault))?;
    let app = &caller.running.app;
    let looked = app
        .look_for_legs(tenant, &source.name, pattern.as_ref(), asked.names)
        .await?;
    Ok(HttpResponse::Ok().json(Checked {
        data: looked.into_iter().map(Line::from).collect(),
    }))
}
