//! `PUT /v1/calls/{id}/transcript`: what Amazon found in a call becomes its transcript. The reading is in a file for each form, pure:
//! `amazon` (Call Analytics, Contact Lens), `transcribe` (a plain job), `post_call` (post-call analytics); `told` makes an analysis of it.

mod amazon;
mod post_call;
mod told;
mod transcribe;

use actix_web::{HttpRequest, HttpResponse, put, web};
use actors::analysis::found;
use actors::engine::analysis::Analysis;
use actors::engine::characteristics::Thresholds;
use models::calls::call::Found;
use models::calls::imported;
use models::ids::{CallId, LegId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{lookup, thresholds};
use crate::body;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{CallsEdit, Can};
use crate::state::State;

crate::refusals!(Refusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, MissingKey, InvalidKey, NotFound, Conflict, InvalidRecord, Internal, Unavailable);

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Id of the leg; the only one, or the first person's, if not given.
    #[param(value_type = Option<Uuid>)]
    leg: Option<String>,
}

/// What was taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TranscriptImported)]
pub struct Imported {
    pub call_id: Uuid,
    pub leg_id: Uuid,
    pub turns: usize,
    pub words: i32,
}

/// Import a transcript.
///
/// The object that Amazon Transcribe Call Analytics (post-call) or Contact Lens writes for a call: turns with roles, words with times, sentiment.
/// Also that of a plain job of Amazon Transcribe (`results`, by channel or speaker, whose turns are made here) and of Amazon's post-call
/// analytics (`SpeechSegments`). Every figure is computed here, from the words: a turn's label counts +5, 0 or -5; how loud each second is
/// comes with it. For a leg that has no analysis and waits for none. `models.speech` of such an analysis is `imported`.
#[utoipa::path(
    operation_id = "import_transcript",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id."), Query),
    request_body(content = Value, content_type = "application/json"),
    responses(
        (status = 200, description = "It is the call's transcript now.", body = Imported),
        (status = 308, description = "It is part of another call now."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[put("/v1/calls/{id}/transcript")]
pub async fn import(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    if body::media_type(&request) != "application/json" {
        return Err(Problem::new(Code::UnsupportedMediaType, "send application/json"));
    }
    let (bytes, _held) = body::whole(&request, payload, &state).await?;
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let leg = match (query.leg.as_deref(), call.legs.as_slice()) {
        (Some(leg), _) => lookup::leg(&call, Some(leg), Code::NotFound)?,
        (None, [leg]) => leg,
        (None, _) => lookup::leg(&call, None, Code::NotFound)?,
    };
    let (tenant, ids) = (caller.tenant, (CallId(call.call.id), LegId(leg.leg.id)));
    let thresholds = thresholds::of(&caller).await?;
    let key = caller.running.sealer.data_key(tenant).await?;
    let read = tokio::task::spawn_blocking(move || -> Result<_, Problem> {
        let object: Value = serde_json::from_slice(&bytes).map_err(|error| Problem::malformed_json(&error))?;
        let analysis = analysis(&object, thresholds).map_err(|why| Problem::new(Code::InvalidRecord, why))?;
        let row = found::row(&analysis, &key, tenant, ids.1, 0.0).map_err(Problem::internal)?;
        Ok((analysis.turns.len(), row))
    });
    let (turns, row) = read.await.map_err(Problem::internal)??;
    let (actor, rows, words) = (caller.actor(), caller.authority.rows.clone(), row.words);
    let app = &caller.running.pools.app;
    let written = app.tenant(tenant, async move |conn| {
        imported::write(conn, tenant, &rows, &actor, ids, &row).await
    });
    caller.running.app.feed().ring(written.await?);
    Ok(HttpResponse::Ok().json(Imported {
        call_id: ids.0.0,
        leg_id: ids.1.0,
        turns,
        words,
    }))
}

/// Each form by the member that no other one has. Errors: what is wrong, and where.
fn analysis(object: &Value, thresholds: Thresholds) -> Result<Analysis, String> {
    let told = if object["results"].is_object() {
        transcribe::read(object)?
    } else if object.get("SpeechSegments").is_some() {
        post_call::read(object)?
    } else {
        amazon::read(object)?
    };
    told.check()?;
    Ok(told.analysis(thresholds))
}
