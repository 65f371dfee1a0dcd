//! Who stands at a source's door: which source is meant, and who sends to it.

use std::time::Instant;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use models::ids::TenantId;
use models::integrations::source;
use uuid::Uuid;

use super::secrets::Kept;
use super::vault::opened;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{CallsSend, Can};
use crate::routes::identity::key::{self, Caller};
use crate::state::{Running, State};

/// Who stands at a source's door.
pub(super) struct Knock {
    /// Who shows a key; nobody else is let in without the source's own secret.
    pub caller: Option<Caller>,
    pub tenant: TenantId,
    pub row: source::Source,
    pub kept: Kept,
}

/// The source that is meant, and who sends to it. Without a key no faster than one source may.
pub(super) async fn knock(
    request: &HttpRequest,
    wanted: &str,
    running: &Running,
    state: &State,
) -> Result<Knock, Problem> {
    let caller = match key::is_shown(request) {
        true => Some(
            Can::<CallsSend>::from_request(request, &mut Payload::None)
                .await?
                .into_inner(),
        ),
        false => None,
    };
    let by_key = caller.as_ref().map(|caller| caller.tenant);
    let (tenant, name) = address(running, wanted, by_key).await?;
    let (row, kept) = known(running, tenant, &name).await?;
    if by_key.is_none() {
        let (standing, taken) = state.rates.take(row.id, None, Instant::now());
        request.extensions_mut().insert(standing);
        taken.map_err(Problem::too_many_requests)?;
    }
    Ok(Knock {
        caller,
        tenant,
        row,
        kept,
    })
}

/// Whose source it is, and its name. Without a key only an id names one, and what it names is not told.
async fn address(running: &Running, wanted: &str, by_key: Option<TenantId>) -> Result<(TenantId, String), Problem> {
    let found = match wanted.parse::<Uuid>() {
        Ok(id) => source::by_id(&running.pools.app, id).await?,
        Err(_) => by_key.map(|tenant| (tenant, wanted.to_owned())),
    };
    match (found, by_key) {
        (Some(found), None) => Ok(found),
        (Some(found), Some(tenant)) if found.0 == tenant => Ok(found),
        (_, Some(_)) => Err(Problem::not_found("source")),
        (None, None) => Err(Problem::new(
            Code::MissingKey,
            "no source takes records here without a key",
        )),
    }
}

async fn known(running: &Running, tenant: TenantId, name: &str) -> Result<(source::Source, Kept), Problem> {
    let wanted = name.to_owned();
    let found = running.pools.app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).named(conn, &wanted).await
    });
    let (row, sealed) = found.await?.ok_or_else(|| Problem::not_found("source"))?;
    let kept = opened(running, tenant, row.id, sealed).await?;
    Ok((row, kept))
}
