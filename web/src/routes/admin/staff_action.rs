//! `GET /admin/v1/staff/{id}/actions`: all that one of the staff did, in whichever tenant's log it stands.

use actix_web::{HttpRequest, HttpResponse, get, web};
use models::compliance::audit_of_staff::{self, Deed, Place};
use models::page::{ROWS_DEFAULT, ROWS_MAX};
use models::staff::account::Staff;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::can::{AuditRead, StaffCan};
use super::colleague::staff_id;
use crate::paging;
use crate::problem::Problem;
use crate::query;
use crate::routes::compliance::audit;
use crate::routes::compliance::audit_entry::AuditEntry;

crate::refusals!(Refusals: InvalidParameter, NotFound, Internal, Unavailable);

/// Which entries, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActionQuery {
    /// As for an audit log.
    #[param(example = "action:tenant.* created:2026-11-01..")]
    q: Option<String>,
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// One thing that somebody of the staff did or read.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffAction {
    /// In whose log it stands; zeros: the platform's own.
    pub tenant_id: Uuid,
    /// Its name; null of the platform.
    #[schema(required)]
    pub tenant: Option<String>,
    #[serde(flatten)]
    pub entry: AuditEntry,
}

impl From<Deed> for StaffAction {
    fn from(deed: Deed) -> Self {
        Self {
            tenant_id: deed.tenant_id,
            tenant: deed.tenant,
            entry: deed.entry.into(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StaffActionPage {
    pub data: Vec<StaffAction>,
    /// `cursor` of the next page.
    #[schema(required)]
    pub next: Option<String>,
}

/// What somebody of the staff did.
///
/// In the logs of all tenants and of the platform, the latest first: as themselves, and as the members whom they saw. What was done to a
/// tenant that was erased since went with its log's words.
#[utoipa::path(
    operation_id = "list_staff_actions",
    tag = "staff",
    params(ActionQuery, ("id" = Uuid, Path, description = "Their id.")),
    responses((status = 200, description = "A page of entries.", body = StaffActionPage), Refusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/staff/{id}/actions")]
pub async fn list(
    request: HttpRequest,
    id: web::Path<String>,
    caller: StaffCan<AuditRead>,
) -> Result<HttpResponse, Problem> {
    let asked: ActionQuery = query::of(&request)?;
    let rows = asked.limit.unwrap_or(ROWS_DEFAULT);
    if !(1..=ROWS_MAX).contains(&rows) {
        return Err(Problem::parameter("limit", format!("it is between 1 and {ROWS_MAX}")));
    }
    let after = paging::after(asked.cursor.as_deref(), Place::parse)?;
    let search = audit::search(asked.q.as_deref())?;
    let conn = &mut *caller.running.pools.staff.get().await?;
    let staff = Staff::find(conn, staff_id(&id)?).await?;
    let found = audit_of_staff::page(conn, staff.staff_id(), &search, after, rows).await?;
    Ok(HttpResponse::Ok().json(StaffActionPage {
        data: found.data.into_iter().map(StaffAction::from).collect(),
        next: found.next,
    }))
}
