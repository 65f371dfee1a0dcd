//! `/v1/settings/security`: how long sessions last, whether a second factor is asked for, from where people may come.

use actix_web::{HttpRequest, HttpResponse, get, patch, web};
use chrono::{DateTime, Utc};
use models::identity::security_settings::SecuritySettings as Stored;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api_key::named;
use super::can::{Can, SettingsManage, SettingsRead};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ReadRefusals: Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, Conflict, Internal, Unavailable);

/// Security settings of the tenant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "session_idle_s": 43200, "session_absolute_s": 2592000, "second_factor_required": false, "addresses": [], "support_until": null }))]
pub struct SecuritySettings {
    /// A new session ends when nothing was asked for so many seconds.
    pub session_idle_s: i32,
    /// And after so many in any case.
    pub session_absolute_s: i32,
    pub second_factor_required: bool,
    /// CIDR blocks from which people may come; none: from anywhere. Keys have lists of their own.
    pub addresses: Vec<String>,
    /// Until then the platform's staff, when it sees what a member sees, may change calls and settings too; it removes nothing. Null: it
    /// reads only.
    #[schema(required)]
    pub support_until: Option<DateTime<Utc>>,
}

impl From<Stored> for SecuritySettings {
    fn from(stored: Stored) -> Self {
        Self {
            session_idle_s: stored.session_idle_s,
            session_absolute_s: stored.session_absolute_s,
            second_factor_required: stored.second_factor_required,
            addresses: stored.addresses,
            support_until: stored.support_until,
        }
    }
}

/// What is to be changed; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecuritySettingsChange)]
pub struct Change {
    #[schema(minimum = 300, maximum = 2592000)]
    session_idle_s: Option<i32>,
    #[schema(minimum = 300, maximum = 31536000)]
    session_absolute_s: Option<i32>,
    second_factor_required: Option<bool>,
    addresses: Option<Vec<String>>,
    /// At most 30 days from now; null takes it back.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    support_until: Option<Option<DateTime<Utc>>>,
}

/// Security settings.
///
/// How long sessions last, whether a second factor is asked for, from where people may come.
#[utoipa::path(
    operation_id = "get_security_settings",
    tag = "settings",
    responses((status = 200, description = "The settings.", body = SecuritySettings), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/settings/security")]
pub async fn read(caller: Can<SettingsRead>) -> Result<HttpResponse, Problem> {
    let tenant = caller.tenant;
    let found = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| Stored::read(conn, tenant).await);
    Ok(HttpResponse::Ok().json(SecuritySettings::from(found.await?)))
}

/// Change security settings.
///
/// A list of addresses that would shut out the one who sets it is refused.
#[utoipa::path(
    operation_id = "change_security_settings",
    tag = "settings",
    request_body = Change,
    responses((status = 200, description = "As they are now.", body = SecuritySettings), ChangeRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/settings/security")]
pub async fn change(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.in_person()?;
    let (tenant, actor, from) = (caller.tenant, caller.actor(), caller.address);
    let asked: Change = body::json(&request, payload, &state).await?;
    let changed = caller.running.pools.app.tenant(tenant, async move |conn| {
        let now = Stored::read(conn, tenant).await?;
        let wanted = Stored {
            session_idle_s: asked.session_idle_s.unwrap_or(now.session_idle_s),
            session_absolute_s: asked.session_absolute_s.unwrap_or(now.session_absolute_s),
            second_factor_required: asked.second_factor_required.unwrap_or(now.second_factor_required),
            addresses: asked.addresses.unwrap_or(now.addresses),
            support_until: asked.support_until.unwrap_or(now.support_until),
        };
        wanted.write(conn, tenant, &actor, from).await
    });
    let changed = changed.await?;
    state.authorities.forget();
    Ok(HttpResponse::Ok().json(SecuritySettings::from(changed)))
}
