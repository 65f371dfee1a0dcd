//! `PATCH /v1/calls/{id}/turns/{n}`: what somebody who has listened heard in a turn, beside what the model heard; and what was set right before.

use actix_web::{HttpRequest, HttpResponse, get, patch, web};
use actors::corrections::{self, Order};
use chrono::{DateTime, Utc};
use models::calls::call::Found;
use models::calls::correction::{self, Correction};
use models::compliance::audit::{self, Entry};
use models::identity::permission::Permission;
use models::ids::CallId;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::analysis;
use super::lookup;
use super::note::NoteAuthor;
use super::said::{self, author};
use crate::body;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{self, CallsEdit, CallsRead, Can};
use crate::state::State;

crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, MissingKey, InvalidKey, NotFound, NoRecording, NoTranscript, Conflict, Internal, Unavailable);
crate::refusals!(ReadRefusals: InvalidParameter, MissingKey, InvalidKey, NotFound, NoRecording, Internal, Unavailable);

/// Whose words an export has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = WhoseWords)]
pub enum Whose {
    /// The model's, and where somebody has set them right, theirs.
    #[default]
    Corrected,
    /// As the model heard them.
    Model,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Id of the leg; the first person's with a recording if not given.
    #[param(value_type = Option<Uuid>)]
    leg: Option<String>,
}

/// What a turn is to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "My name is Jacques.", "analyzed_at": "2026-11-28T10:00:00Z" }))]
pub struct TurnChange {
    /// As it was said, at most 5,000 letters; empty: nothing was said. Null: the model's words again.
    #[serde(deserialize_with = "given")]
    #[schema(required)]
    text: Option<String>,
    /// `analyzed_at` of the analysis that was read: where there is another one by now, nothing is changed (409).
    analyzed_at: Option<DateTime<Utc>>,
}

/// Null is an order, and nothing at all is none.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

/// A turn as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedTurn {
    pub call_id: Uuid,
    pub leg_id: Uuid,
    pub n: usize,
    #[schema(value_type = analysis::Turn)]
    pub turn: Value,
}

/// Set the words of a turn right.
///
/// What the model heard stays beside it and every figure goes by that; what was set right is shown, exported and found by search from the
/// next question on. `n` is the turn's place in `turns`, from 0. An analysis made anew has other turns: then it is history. Stands in the audit, without
/// the words.
#[utoipa::path(
    operation_id = "correct_turn",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id."), ("n" = usize, Path, description = "The turn, from 0."), Query),
    request_body = TurnChange,
    responses(
        (status = 200, description = "The turn as it is now.", body = ChangedTurn),
        (status = 308, description = "It is part of another call now."),
        ChangeRefusals
    ),
    security(("api_key" = []))
)]
#[patch("/v1/calls/{id}/turns/{n}")]
pub async fn correct(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    // The answer has the words of the turn.
    can::permit(&caller.authority, Permission::CallsRead)?;
    let query: Query = query::of(&request)?;
    let change: TurnChange = body::json(&request, payload, &state).await?;
    let (id, n) = path.into_inner();
    let n: usize = n.parse().map_err(|_| Problem::not_found("turn"))?;
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let leg = lookup::leg(&call, query.leg.as_deref(), Code::NoRecording)?;
    if leg.analysis.is_none() {
        return Err(Problem::new(Code::NoTranscript, "nothing of this leg is analysed"));
    }
    let leg = leg.leg.leg_id();
    let order = Order {
        tenant: caller.tenant,
        who: caller.authority.who,
        actor: caller.actor(),
        rows: caller.authority.rows.clone(),
        ids: (CallId(call.call.id), leg),
        turn: n,
        text: change.text,
        analyzed_at: change.analyzed_at,
    };
    let running = &caller.running;
    let corrected = corrections::correct(&running.pools.app, &running.sealer, order);
    running.app.feed().ring(corrected.await?);
    let words = said::words(&caller, &[leg]).await?;
    let turn = words.into_iter().next().and_then(|(_, turns)| turns.get(n).cloned());
    Ok(HttpResponse::Ok().json(ChangedTurn {
        call_id: call.call.id,
        leg_id: leg.0,
        n,
        turn: turn.ok_or_else(|| Problem::not_found("turn"))?,
    }))
}

/// What was set right in a leg, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Corrections)]
pub struct History {
    pub leg_id: Uuid,
    pub data: Vec<PastCorrection>,
}

/// Words that somebody has set right.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Correction)]
pub struct PastCorrection {
    pub id: Uuid,
    /// The turn's place in the analysis that was there then.
    pub turn: usize,
    pub text: String,
    /// As the model had heard it.
    pub heard: String,
    #[schema(required)]
    pub author: Option<NoteAuthor>,
    pub made_at: DateTime<Utc>,
    /// Null: it is in force.
    #[schema(required)]
    pub ended_at: Option<DateTime<Utc>>,
    /// `change`: by another correction; `revert`: somebody took it back; `analysis`: the recording was analysed anew.
    #[schema(required)]
    pub ended_by: Option<String>,
}

/// What was set right.
///
/// Of one leg, the latest 1,000 first, with those that are history: who, when, and what the model had heard. Reading them stands in the audit.
#[utoipa::path(
    operation_id = "list_corrections",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id."), Query),
    responses(
        (status = 200, description = "The corrections.", body = History),
        (status = 308, description = "It is part of another call now."),
        ReadRefusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls/{id}/corrections")]
pub async fn list(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<CallsRead>,
) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let leg = lookup::leg(&call, query.leg.as_deref(), Code::NoRecording)?
        .leg
        .leg_id();
    let (tenant, running, actor) = (caller.tenant, &caller.running, caller.actor());
    let found = running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<_, models::Error> {
            let found = correction::history(conn, tenant, leg).await?;
            let entry = Entry::new(actor, "transcript.read", format!("leg:{leg}"));
            audit::append(conn, tenant, &[entry]).await?;
            Ok(found)
        });
    let found = found.await?;
    let key = running.sealer.data_key(tenant).await?;
    let opened = tokio::task::spawn_blocking(move || {
        let opened = found.iter().map(|one| one.open(&key, tenant));
        opened.map(|one| one.map(PastCorrection::from)).collect()
    });
    let data: Result<Vec<PastCorrection>, _> = opened.await.map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().json(History {
        leg_id: leg.0,
        data: data.map_err(Problem::internal)?,
    }))
}

impl From<Correction> for PastCorrection {
    fn from(correction: Correction) -> Self {
        let author = author(&correction);
        let (ended_at, ended_by) = correction.ended.unzip();
        Self {
            id: correction.id,
            turn: correction.turn,
            text: correction.words.text,
            heard: correction.words.heard,
            author,
            made_at: correction.made_at,
            ended_at,
            ended_by,
        }
    }
}
