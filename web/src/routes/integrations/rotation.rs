//! `POST /v1/sources/{id}/rotate`: another secret takes the place of the one that is there.

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::engine::pbx::source::Source as Form;
use chrono::{TimeDelta, Utc};
use models::integrations::source::{self, SourceChange};
use serde::Deserialize;
use serde_json::Map;
use utoipa::ToSchema;

use super::secrets::{ISSUED, issue};
use super::source::{NewSource, Source, source_id};
use super::vault::{kept, sealed};
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, SettingsManage};
use crate::state::State;

crate::refusals!(Refusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);

/// The old secret is taken for so long after a rotation, at most, and if nobody says for how long.
const GRACE_S_MAX: u32 = 7 * 24 * 3600;
const GRACE_S: u32 = 24 * 3600;

/// Which secret, and for how long the old one is still taken.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SourceRotation, example = json!({ "kind": "basic", "grace_s": 3600 }))]
pub struct Rotation {
    /// `basic`, `header`, `hmac` or `webhook_secret`; the one that is there if not given. What the provider gives is changed with PATCH.
    kind: Option<String>,
    /// A day if not given.
    #[schema(maximum = 604800)]
    grace_s: Option<u32>,
}

/// Rotate a source's secret.
///
/// The new one is in the answer, this once; the one before is taken for `grace_s` seconds more, so that the telephone system can be
/// changed meanwhile.
#[utoipa::path(
    operation_id = "rotate_source",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    request_body = Rotation,
    responses((status = 200, description = "With the new secret.", body = NewSource), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/sources/{id}/rotate")]
pub async fn rotate(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    // Its secret is in the answer.
    caller.in_person()?;
    let (tenant, actor, id) = (caller.tenant, caller.actor(), source_id(&id)?);
    let asked: Rotation = body::json_or_default(&request, payload, &state).await?;
    let grace_s = asked.grace_s.unwrap_or(GRACE_S);
    if grace_s > GRACE_S_MAX {
        return Err(Problem::parameter("grace_s", format!("at most {GRACE_S_MAX}")));
    }
    let app = &caller.running.pools.app;
    let before = app
        .tenant(tenant, async move |conn| {
            source::Source::of(tenant).find(conn, id).await
        })
        .await?;
    let kept = kept(&caller.running, tenant, &before.name).await?;
    let kind = match &asked.kind {
        Some(kind) => ISSUED.into_iter().find(|known| known == kind),
        None => kept.issued_kind(),
    };
    let kind = kind.ok_or_else(|| Problem::parameter("kind", format!("one of {}", ISSUED.join(", "))))?;
    let new = issue(kind, &before.name, kept.now.get(kind))?;
    let until = Utc::now() + TimeDelta::seconds(i64::from(grace_s));
    let rotated = kept.rotated(kind, new.clone(), until);
    let change = SourceChange {
        secrets: Some(sealed(&caller.running, tenant, id, Form::from_name(&before.format), rotated).await?),
        // Whoever rotates at the same time has to look again.
        version: Some(before.version),
        ..SourceChange::default()
    };
    let changed = app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).change(conn, &actor, id, change).await
    });
    Ok(HttpResponse::Ok().json(NewSource {
        source: Source::shown(changed.await?, &state.config.public_url()),
        issued: Map::from_iter([(kind.to_owned(), new)]),
    }))
}
