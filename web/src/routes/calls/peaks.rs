//! `GET /v1/calls/{id}/peaks`: how loud a recording is along its length, for the eye.

use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::sound::{Peaks, SoundError, Source, declared};
use models::Error;
use models::calls::call::Found;
use models::calls::peaks;
use models::calls::recording::Recording;
use models::ids::{LegId, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::lookup;
use crate::conditional;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{CallsListen, Can};
use crate::routes::identity::key::Caller;
use crate::state::Running;

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, NotFound, NoRecording, Undecodable, Internal, Unavailable);

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Id of the leg; the first person's with a recording if not given.
    #[param(value_type = Option<Uuid>)]
    leg: Option<String>,
}

/// How loud a recording is along its length.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordingPeaks {
    pub leg_id: Uuid,
    pub duration_ms: u64,
    /// Of each channel, 1,600 stretches of one length; each the loudest sample in it, 0…255. Two channels that are one are told once.
    pub channels: Vec<Vec<u8>>,
}

/// The waveform of a recording.
///
/// Reckoned with the analysis, or when it is asked for first.
#[utoipa::path(
    operation_id = "get_peaks",
    tag = "calls",
    params(("id" = uuid::Uuid, Path, description = "The call's id."), Query),
    responses(
        (status = 200, description = "The waveform.", body = RecordingPeaks),
        (status = 304, description = "As `If-None-Match` says."),
        (status = 308, description = "It is part of another call now."),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls/{id}/peaks")]
pub async fn read(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<CallsListen>,
) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let leg = lookup::leg(&call, query.leg.as_deref(), Code::NoRecording)?
        .leg
        .leg_id();
    let found = of_leg(&caller, leg).await?;
    conditional::json(
        &request,
        &RecordingPeaks {
            leg_id: leg.0,
            duration_ms: found.duration_ms,
            channels: found.channels,
        },
    )
}

/// Those that are kept, or reckoned now and kept.
pub async fn of_leg(caller: &Caller, leg: LegId) -> Result<Peaks, Problem> {
    let (tenant, running) = (caller.tenant, &caller.running);
    let app = &running.pools.app;
    let key = running.sealer.data_key(tenant).await?;
    if let Some(sealed) = peaks::sealed(app, tenant, leg).await? {
        let packed = peaks::open(&key, tenant, leg, &sealed).map_err(Problem::internal)?;
        if let Some(peaks) = Peaks::unpack(&packed) {
            return Ok(peaks);
        }
    }
    let found = running
        .sounds
        .peaks(source(running, tenant, leg).await?)
        .await
        .map_err(problem)?;
    let sealed = peaks::seal(&key, tenant, leg, &found.pack()).map_err(Problem::internal)?;
    app.tenant(tenant, async move |conn| -> Result<(), Error> {
        peaks::keep(conn, tenant, leg, &sealed).await
    })
    .await?;
    Ok(found)
}

/// A leg's recording, to be decoded.
pub async fn source(running: &Running, tenant: TenantId, leg: LegId) -> Result<Source, Problem> {
    let (recording, blob) = Recording::of(tenant)
        .of_leg(&running.pools.app, leg)
        .await
        .map_err(none)?;
    Ok(Source {
        store: running.app.recordings().clone(),
        key: running.sealer.data_key(tenant).await?,
        tenant,
        declared: declared(&recording),
        blob,
    })
}

/// What it means that there is no such recording.
pub fn none(error: Error) -> Problem {
    match error {
        Error::NotFound(_) => Problem::new(Code::NoRecording, "this leg has no recording"),
        error => error.into(),
    }
}

pub fn problem(error: SoundError) -> Problem {
    match error {
        SoundError::Decode(error) => Problem::new(Code::Undecodable, error.to_string()),
        SoundError::Read(_) | SoundError::Broken(_) => Problem::internal(error),
    }
}
