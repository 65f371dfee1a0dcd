//! `GET /v1/intake/{source_instance}`: a webhook of a provider that sends it by GET, with what it says in the query. The same door as for a POST:
//! the same proof of who sends, the same reader.

use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::engine::pbx::source::Source as Form;

use super::answer::Answer;
use super::knock::knock;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, InterruptedBody, RequestTimeout, MissingKey, InvalidKey, BadSignature, LimitReached, NotFound,
    MethodNotAllowed, Conflict, BodyTooLarge, UnsupportedMediaType, Internal, Unavailable);

/// Send in a telephone system's own form, by GET.
///
/// For webhooks that their provider may send so: `twilio`, `signalwire`, `vonage`, `yeastar-30012`, `yeastar-30039`. The pairs of the query are
/// read as the fields of a POST are; a GET with a body is read as a POST with it. Who sends proves it as by POST: a signature covers the address
/// (`twilio`, `signalwire`), the query as a JSON object of texts without blanks (`vonage`), or the query as it comes (`yeastar-…`, `hmac`).
/// A source of another form answers 405.
#[utoipa::path(
    operation_id = "intake_by_get",
    tag = "sources",
    params(("source_instance" = String, Path, description = "The source's id, or with a key its name.")),
    responses((status = 202, description = "Kept.", body = Answer), Refusals),
    security(("api_key" = []), ())
)]
#[get("/v1/intake/{source_instance}")]
pub async fn receive(
    request: HttpRequest,
    wanted: web::Path<String>,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let running = state.running()?.clone();
    let door = knock(&request, &wanted, &running, &state).await?;
    if let Some(caller) = &door.caller {
        // Whoever only sees what a member sees may read by GET, and this writes.
        caller.in_person()?;
    }
    match Form::from_name(&door.row.format) {
        Some(form) if form.format().comes_by_get() => door.take(&running, &state, &request, payload).await,
        _ => Err(Problem::method_not_allowed("POST, OPTIONS".into())),
    }
}
