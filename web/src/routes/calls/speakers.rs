//! `POST /v1/calls/{id}/swap-speakers`: who is the agent and who the customer, set right by somebody who has listened.

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::analysis::speakers::{Change, SpeakersError, corrected};
use models::calls::call::Found;
use models::calls::correction;
use models::calls::speakers::{self, Corrected, Heard};
use models::ids::CallId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::lookup;
use crate::body;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{CallsEdit, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, MissingKey, InvalidKey, NotFound, NoTranscript, Conflict, Internal, Unavailable);

/// More channels are not read.
const CHANNELS_MAX: usize = 8;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Id of the leg; all that are analysed if not given.
    #[param(value_type = Option<Uuid>)]
    leg: Option<String>,
}

/// What the speakers are to be.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SpeakersOrder, example = json!({ "roles": ["customer", "agent"] }))]
pub struct Order {
    /// Of each channel in order, each name once: `agent`, `customer`, or others of lower-case letters, digits and `_`. Not given: agent and
    /// customer change places.
    roles: Option<Vec<String>>,
}

/// The call's speakers now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SpeakersChanged)]
pub struct Changed {
    pub call_id: Uuid,
    pub legs: Vec<ChangedLeg>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SpeakersOfLeg)]
pub struct ChangedLeg {
    pub leg_id: Uuid,
    /// Of each channel.
    pub roles: Vec<String>,
}

/// Swap the speakers of a call.
///
/// Agent and customer change places, or each channel gets the name that `roles` says. Nothing is transcribed again: sentiment, talk time
/// and every other figure are derived anew from the words that are there, the roll-ups follow, and an event `call.updated` tells it. Analyses
/// to come keep to it. Stands in the audit.
#[utoipa::path(
    operation_id = "swap_speakers",
    tag = "analysis",
    params(("id" = Uuid, Path, description = "The call's id."), Query),
    request_body(content = Option<Order>, content_type = "application/json"),
    responses(
        (status = 200, description = "Changed.", body = Changed),
        (status = 308, description = "It is part of another call now."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[post("/v1/calls/{id}/swap-speakers")]
pub async fn swap(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let order: Order = body::json_or_default(&request, payload, &state).await?;
    let change = change(order)?;
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let leg = match query.leg.as_deref() {
        Some(leg) => Some(lookup::leg(&call, Some(leg), Code::NoRecording)?.leg.id),
        None => None,
    };
    let call = CallId(call.call.id);
    let found = heard(&caller, call, leg).await?;
    let legs = derive(&caller, found, change).await?;
    let told = legs.iter().map(|leg| ChangedLeg {
        leg_id: leg.leg_id,
        roles: leg.roles.clone(),
    });
    let told = told.collect();
    let (tenant, actor, running) = (caller.tenant, caller.actor(), &caller.running);
    let written = running.pools.app.tenant(tenant, async move |conn| {
        speakers::correct(conn, tenant, &actor, call, &legs).await
    });
    running.app.feed().ring(written.await?);
    Ok(HttpResponse::Ok().json(Changed {
        call_id: call.0,
        legs: told,
    }))
}

fn change(order: Order) -> Result<Change, Problem> {
    let Some(roles) = order.roles else {
        return Ok(Change::Swap);
    };
    let refused = |why: String| Problem::parameter("roles", why);
    if roles.is_empty() || roles.len() > CHANNELS_MAX {
        return Err(refused(format!("1 to {CHANNELS_MAX} names, one for each channel")));
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    for (number, role) in roles.iter().enumerate() {
        if role.is_empty() || role.len() > 32 || !role.chars().all(allowed) {
            return Err(refused(format!(
                "{role:?}: a name has 1 to 32 lower-case letters, digits and `_`"
            )));
        }
        if roles[..number].contains(role) {
            return Err(refused(format!("{role:?} stands twice")));
        }
    }
    Ok(Change::Names(roles))
}

/// What was heard, and what people have set right of it.
type WithWords = (Vec<Heard>, Vec<correction::Sealed>);

async fn heard(caller: &Caller, call: CallId, leg: Option<Uuid>) -> Result<WithWords, Problem> {
    let (tenant, rows) = (caller.tenant, caller.authority.rows.clone());
    let app = &caller.running.pools.app;
    let heard = app.tenant(tenant, async move |conn| -> Result<_, models::Error> {
        let heard = speakers::heard(conn, tenant, &rows, call, leg).await?;
        let legs: Vec<Uuid> = heard.iter().map(|leg| leg.leg_id).collect();
        let words = correction::in_force(conn, tenant, &legs).await?;
        Ok((heard, words))
    });
    let (heard, words) = heard.await?;
    match heard.is_empty() {
        true => Err(Problem::new(Code::NoTranscript, "nothing of it is analysed")),
        false => Ok((heard, words)),
    }
}

/// Legs whose speakers have no roles are left alone, unless there are no others.
async fn derive(caller: &Caller, (heard, words): WithWords, change: Change) -> Result<Vec<Corrected>, Problem> {
    let tenant = caller.tenant;
    let key = caller.running.sealer.data_key(tenant).await?;
    let derived = tokio::task::spawn_blocking(move || {
        let legs = heard.iter().map(|leg| corrected(leg, &words, &change, &key, tenant));
        legs.collect::<Vec<_>>()
    });
    let derived = derived.await.map_err(Problem::internal)?;
    let is_some = derived.iter().any(Result::is_ok);
    let mut legs = Vec::with_capacity(derived.len());
    for leg in derived {
        match leg {
            Ok(leg) => legs.push(leg),
            Err(SpeakersError::NoRoles) if is_some => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(legs)
}

impl From<SpeakersError> for Problem {
    fn from(error: SpeakersError) -> Self {
        match error {
            SpeakersError::NoRoles => Self::new(Code::Conflict, error.to_string()),
            SpeakersError::Channels { .. } => Self::parameter("roles", error),
            SpeakersError::Transcript(_) | SpeakersError::Seal(_) | SpeakersError::Json(_) => Self::internal(error),
        }
    }
}
