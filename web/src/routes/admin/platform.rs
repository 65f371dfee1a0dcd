//! `/admin/v1/platform/mode` and `/admin/v1/flags`: what the staff switches for everybody, live.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, delete, get, put, web};
use chrono::{DateTime, Utc};
use models::platform::flag;
use models::platform::mode::{self, Mode, Standing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{PlatformManage, PlatformRead, StaffCan};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ReadRefusals: Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);
crate::refusals!(RemoveRefusals: NotFound, Internal, Unavailable);

/// The mode that the platform runs in.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformMode {
    /// `normal`, `read_only`, `ingest_only`, `drain`, `offline`.
    pub mode: &'static str,
    pub reason: String,
    pub changed_by: String,
    pub changed_at: DateTime<Utc>,
}

impl From<Standing> for PlatformMode {
    fn from(standing: Standing) -> Self {
        Self {
            mode: standing.mode.as_str(),
            reason: standing.reason,
            changed_by: standing.changed_by,
            changed_at: standing.changed_at,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "mode": "ingest_only", "reason": "upgrade" }))]
pub struct ModeSwitch {
    mode: String,
    #[serde(default)]
    reason: String,
}

/// Who is shown something. A tenant's own word wins; then plan, share, everybody.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "description": "The new report", "percentage": 10, "plans": ["enterprise"], "tenants": {} }))]
pub struct FlagRule {
    #[serde(default)]
    pub description: String,
    /// For everybody.
    #[serde(default)]
    pub enabled: bool,
    /// Of the tenants, always the same ones.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100)]
    pub percentage: i32,
    #[serde(default)]
    pub plans: Vec<String>,
    /// By id.
    #[serde(default)]
    pub tenants: BTreeMap<Uuid, bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Flags {
    pub data: Vec<NamedFlag>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NamedFlag {
    pub name: String,
    pub rule: FlagRule,
}

/// The platform's mode.
///
/// And who switched it, when, and why.
#[utoipa::path(
    operation_id = "get_platform_mode",
    tag = "platform",
    responses((status = 200, description = "As it is.", body = PlatformMode), ReadRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/platform/mode")]
pub async fn read(caller: StaffCan<PlatformRead>) -> Result<HttpResponse, Problem> {
    let standing = mode::read(&mut *caller.running.pools.staff.get().await?).await?;
    Ok(HttpResponse::Ok().json(PlatformMode::from(standing)))
}

/// Switch the platform's mode.
///
/// On every node within a second. `read_only`: nothing is taken or changed. `ingest_only`: records and recordings are taken, nothing is
/// analysed. `drain`: nothing new is taken, what waits is analysed. `offline`: only the staff is let in. What is kept out is answered 503
/// `maintenance`.
#[utoipa::path(
    operation_id = "switch_platform_mode",
    tag = "platform",
    request_body = ModeSwitch,
    responses((status = 200, description = "As it is now.", body = PlatformMode), ChangeRefusals),
    security(("staff_token" = []))
)]
#[put("/admin/v1/platform/mode")]
pub async fn switch(
    request: HttpRequest,
    payload: web::Payload,
    caller: StaffCan<PlatformManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: ModeSwitch = body::json(&request, payload, &state).await?;
    let (mode, actor) = (Mode::parse(&asked.mode)?, caller.actor());
    let owner = &caller.running.pools.owner;
    let switched = owner.transaction(async move |conn| mode::switch(conn, &actor, mode, &asked.reason).await);
    let switched = switched.await?;
    state.mode.set(switched.mode);
    Ok(HttpResponse::Ok().json(PlatformMode::from(switched)))
}

/// Feature flags.
///
/// By name, with the tenants for which it is decided otherwise. `features` of GET /v1/auth/session has what is on.
#[utoipa::path(
    operation_id = "list_flags",
    tag = "platform",
    responses((status = 200, description = "All of them.", body = Flags), ReadRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/flags")]
pub async fn flags(caller: StaffCan<PlatformRead>) -> Result<HttpResponse, Problem> {
    let found = flag::all(&mut *caller.running.pools.staff.get().await?).await?;
    let of = |flag: flag::Flag| NamedFlag {
        name: flag.name,
        rule: FlagRule {
            description: flag.description,
            enabled: flag.enabled,
            percentage: flag.percentage,
            plans: flag.plans,
            tenants: flag.tenants,
        },
    };
    Ok(HttpResponse::Ok().json(Flags {
        data: found.into_iter().map(of).collect(),
    }))
}

/// Set a feature flag.
///
/// As a whole: for everybody, for plans, for a share of the tenants, for some tenants.
#[utoipa::path(
    operation_id = "set_flag",
    tag = "platform",
    params(("name" = String, Path, description = "1 to 63 of a-z, 0-9, _ and .")),
    request_body = FlagRule,
    responses((status = 204, description = "Set."), ChangeRefusals),
    security(("staff_token" = []))
)]
#[put("/admin/v1/flags/{name}")]
pub async fn set_flag(
    request: HttpRequest,
    name: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<PlatformManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: FlagRule = body::json(&request, payload, &state).await?;
    let wanted = flag::Flag {
        name: name.into_inner(),
        description: asked.description,
        enabled: asked.enabled,
        percentage: asked.percentage,
        plans: asked.plans,
        tenants: asked.tenants,
    };
    let actor = caller.actor();
    let owner = &caller.running.pools.owner;
    owner
        .transaction(async move |conn| flag::set(conn, &actor, &wanted).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Remove a feature flag.
///
/// It is off for everybody.
#[utoipa::path(
    operation_id = "remove_flag",
    tag = "platform",
    params(("name" = String, Path, description = "Its name.")),
    responses((status = 204, description = "Gone."), RemoveRefusals),
    security(("staff_token" = []))
)]
#[delete("/admin/v1/flags/{name}")]
pub async fn remove_flag(name: web::Path<String>, caller: StaffCan<PlatformManage>) -> Result<HttpResponse, Problem> {
    let (name, actor) = (name.into_inner(), caller.actor());
    let owner = &caller.running.pools.owner;
    owner
        .transaction(async move |conn| flag::remove(conn, &actor, &name).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
