//! `DELETE /v1/calls/{id}`: a call goes for good, with its recording and all that was found in it.

use actix_web::{HttpRequest, HttpResponse, delete, web};
use models::calls::call::Found;
use models::calls::deletion;

use super::lookup;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsDelete, Can};

crate::refusals!(Refusals: NotFound, Conflict, Internal, Unavailable);

/// Delete a call.
///
/// For good, with its records, recordings, transcripts, notes, tags and links, and off every figure: nothing of it can be had back. An analysis that is at
/// work stops within moments, the recording's file is removed within seconds. What was charged stays charged; a call that was withheld is not any more.
/// What is sent of it again is acknowledged as a duplicate and stays out. Whoever sees only some of its legs does not delete it (409). Stands in the audit;
/// an event `call.deleted` tells it.
#[utoipa::path(
    operation_id = "delete_call",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id.")),
    responses(
        (status = 204, description = "Deleted."),
        (status = 308, description = "It is part of another call now."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[delete("/v1/calls/{id}")]
pub async fn delete(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<CallsDelete>,
) -> Result<HttpResponse, Problem> {
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call.call.call_id(),
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let (tenant, actor, rows) = (caller.tenant, caller.actor(), caller.authority.rows.clone());
    let running = &caller.running;
    let ledgers = running.app.ledgers();
    let deleted = running.pools.app.tenant(tenant, async move |conn| {
        deletion::order(conn, tenant, (&rows, actor.as_str()), call, ledgers).await
    });
    running.app.feed().ring(deleted.await?);
    running.app.recall_analyses();
    running.app.wake_jobs();
    Ok(HttpResponse::NoContent().finish())
}
