//! `GET /v1/calls/{id}`: a call with its legs and what was found in them.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::engine::analysis::Turn;
use actors::transcript::TranscriptError;
use chrono::{DateTime, Utc};
use models::calls::call::{Call, CallDetail, Found};
use models::calls::correction::Correction;
use models::calls::leg::LegDetail;
use models::calls::queue::view::pending;
use models::calls::status::AnalysisStatus;
use models::calls::transcript;
use models::ids::{CallId, LegId};
use serde_json::Value;

use super::correction;
use super::known;
use super::view::{Detail, Leg, Summary};
use crate::conditional::Tag;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{CallsRead, Can};
use crate::routes::identity::key::Caller;

crate::refusals!(Refusals: MissingKey, InvalidKey, NotFound, Internal, Unavailable);

/// A call.
///
/// With its legs, and of each its recording and its analysis including the turns. A call whose legs were moved to another one
/// (a later event named another linked id) answers 308 to that one. Reading the words stands in the tenant's audit; an answer that the client
/// has already (`If-None-Match`) reads none.
#[utoipa::path(
    operation_id = "get_call",
    tag = "calls",
    params(("id" = uuid::Uuid, Path, description = "The call's id.")),
    responses(
        (status = 200, description = "The call.", body = Detail),
        (status = 304, description = "As `If-None-Match` says."),
        (status = 308, description = "It is part of another call now."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls/{id}")]
pub async fn read(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<CallsRead>,
) -> Result<HttpResponse, Problem> {
    let call = match find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(moved(&request, to)),
    };
    let analysis_eta = analysis_eta(&caller, &call).await?;
    let known = known::of(&caller, std::slice::from_ref(&call.call)).await?;
    let known = known.into_values().next().unwrap_or_default();
    let agents = call.legs.iter().filter_map(|leg| leg.leg.agent.clone());
    let names = known::names(&caller, agents.collect()).await?;
    let tag = Tag::of(&(&call, &known, &names, &analysis_eta))?;
    if let Some(known) = tag.not_modified(&request) {
        return Ok(known);
    }
    let analyzed: Vec<LegId> = call
        .legs
        .iter()
        .filter(|leg| leg.analysis.is_some())
        .map(|leg| leg.leg.leg_id())
        .collect();
    let mut words = words(&caller, &analyzed).await?;
    let legs = call.legs.into_iter().map(|detail| {
        let at = words.iter().position(|(leg, _)| *leg == detail.leg.leg_id());
        let turns = at.map(|at| words.swap_remove(at).1);
        Leg::new(detail, &names, turns)
    });
    let legs = legs.collect();
    Ok(tag.mark(HttpResponse::Ok()).json(Detail {
        call: Summary::new(call.call, known),
        analysis_eta,
        legs,
    }))
}

/// When the last of the call's analyses will have been done; `None` where none is on its way, or one of them cannot be foreseen.
async fn analysis_eta(caller: &Caller, call: &CallDetail) -> Result<Option<DateTime<Utc>>, Problem> {
    let status = AnalysisStatus::from_name(&call.call.analysis_status);
    if !matches!(status, Some(AnalysisStatus::Queued | AnalysisStatus::Analyzing)) {
        return Ok(None);
    }
    let (tenant, id) = (caller.tenant, call.call.call_id());
    let app = &caller.running.pools.app;
    let waiting = app.tenant(tenant, async move |conn| pending(conn, tenant, id).await);
    let waiting = waiting.await?;
    let outlook = caller.running.app.outlook().await?;
    let etas: Option<Vec<DateTime<Utc>>> = waiting.iter().map(|one| one.eta(tenant, &outlook)).collect();
    Ok(etas.and_then(|etas| etas.into_iter().max()))
}

/// The call of an id; a text that is no id names nothing.
pub async fn find(caller: &Caller, id: &str) -> Result<Found, Problem> {
    let id: CallId = id.parse().map_err(|_| Problem::not_found("call"))?;
    let (app, rows) = (&caller.running.pools.app, &caller.authority.rows);
    Ok(Call::of(caller.tenant).within(rows).find(app, id).await?)
}

/// 308 to where a call went: the address that was asked for, with the other id in it.
pub fn moved(request: &HttpRequest, to: CallId) -> HttpResponse {
    let mut there = format!("/v1/calls/{to}");
    // After the root, `v1`, `calls` and the id.
    if let Some(part) = request.path().splitn(5, '/').nth(4) {
        there.push('/');
        there.push_str(part);
    }
    if !request.query_string().is_empty() {
        there.push('?');
        there.push_str(request.query_string());
    }
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, there))
        .finish()
}

/// The leg that was asked for, by id; else the first person's with a recording.
pub fn leg<'a>(call: &'a CallDetail, asked: Option<&str>, none: Code) -> Result<&'a LegDetail, Problem> {
    match asked {
        Some(id) => {
            let found = id
                .parse()
                .ok()
                .and_then(|id: LegId| call.legs.iter().find(|detail| detail.leg.leg_id() == id));
            found.ok_or_else(|| Problem::not_found("leg of this call"))
        }
        None => call
            .default_leg()
            .ok_or_else(|| Problem::new(none, "no leg of this call has a recording")),
    }
}

/// The turns of legs as JSON, each with what somebody has set right of it. Reading them is written to the audit chain.
pub async fn words(caller: &Caller, legs: &[LegId]) -> Result<Vec<(LegId, Value)>, Problem> {
    told(said(caller, legs).await?).await
}

/// As JSON. A long call takes longer than async code may compute.
pub async fn told(said: Vec<Said>) -> Result<Vec<(LegId, Value)>, Problem> {
    let told = tokio::task::spawn_blocking(move || -> Result<Vec<(LegId, Value)>, serde_json::Error> {
        let told = said.into_iter();
        told.map(|said| Ok((said.leg, correction::told(said.turns, &said.corrections)?)))
            .collect()
    });
    told.await.map_err(Problem::internal)?.map_err(Problem::internal)
}

/// What was said in a leg: as the model heard it, and what people have set right.
pub struct Said {
    pub leg: LegId,
    pub turns: Vec<Turn>,
    pub corrections: Vec<Correction>,
}

/// Opened and unpacked. Reading them is written to the audit chain.
pub async fn said(caller: &Caller, legs: &[LegId]) -> Result<Vec<Said>, Problem> {
    if legs.is_empty() {
        return Ok(Vec::new());
    }
    let running = &caller.running;
    let opened = transcript::of(caller.tenant)
        .read(&running.reads, &running.sealer, &caller.actor(), legs)
        .await?;
    let unpacked = tokio::task::spawn_blocking(move || -> Result<Vec<Said>, TranscriptError> {
        let said = opened.into_iter().map(|one| {
            Ok(Said {
                leg: one.leg,
                turns: actors::transcript::unpack(&one.packed)?,
                corrections: one.corrections,
            })
        });
        said.collect()
    });
    unpacked.await.map_err(Problem::internal)?.map_err(Problem::internal)
}
