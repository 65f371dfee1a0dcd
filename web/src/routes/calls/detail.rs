//! `GET /v1/calls/{id}`: a call with its legs and what was found in them.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use models::calls::call::{CallDetail, Found};
use models::calls::queue::view::pending;
use models::calls::status::AnalysisStatus;
use models::ids::LegId;

use super::view::{Detail, Leg, Summary};
use super::{known, lookup, said};
use crate::conditional::Tag;
use crate::problem::Problem;
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
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
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
    let mut words = said::words(&caller, &analyzed).await?;
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
