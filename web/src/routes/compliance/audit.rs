//! The audit log for those it is about: `/v1/audit` for a tenant, `/admin/v1/tenants/{id}/audit` for the staff. Searched, page by page,
//! and as a whole: CSV for people, NDJSON with the chain for `audiapro audit verify`.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use futures::Stream;
use models::Error;
use models::compliance::audit::{self, Entry};
use models::compliance::audit_export::{self, Format};
use models::compliance::audit_log::{self, Search};
use models::db::Pools;
use models::ids::{PLATFORM, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::audit_entry::AuditEntry;
use crate::problem::Problem;
use crate::query;
use crate::routes::admin::can::{self, StaffCaller, StaffCan};
use crate::routes::admin::tenant::tenant_id;
use crate::routes::identity::can::{AuditRead, Can};

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(StaffRefusals: InvalidParameter, NotFound, Internal, Unavailable);

#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    pub data: Vec<AuditEntry>,
    /// `cursor` of the next page.
    #[schema(required)]
    pub next: Option<String>,
}

/// Which entries, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// `action:member.* crud:u actor.type:person actor.id:… target.type:call target.id:… created:2026-11-01..2026-11-30`, free text in
    /// quotation marks, `-` before what is not wanted.
    #[param(example = "action:member.* -crud:r")]
    q: Option<String>,
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// As for the list; CSV only, as a chain with holes proves nothing.
    q: Option<String>,
    /// `ndjson` (the default): the whole chain, oldest first, with a signed checkpoint at its end. `csv`: latest first.
    format: Option<String>,
}

const ROWS: u32 = 50;
const ROWS_MAX: u32 = 500;

impl AuditQuery {
    fn wanted(&self) -> Result<(Search, Option<i64>, u32), Problem> {
        let rows = self.limit.unwrap_or(ROWS);
        if !(1..=ROWS_MAX).contains(&rows) {
            return Err(Problem::parameter("limit", format!("it is between 1 and {ROWS_MAX}")));
        }
        let before = self.cursor.as_deref().map(str::parse::<i64>).transpose();
        let before = before.map_err(|_| Problem::parameter("cursor", "it did not come from a page"))?;
        Ok((search(self.q.as_deref())?, before, rows))
    }
}

/// What is searched for; nothing if it is not said.
pub fn search(q: Option<&str>) -> Result<Search, Problem> {
    Search::parse(q.unwrap_or_default()).map_err(|error| Problem::about("q", error))
}

fn page(mut found: Vec<audit_log::AuditEntry>, rows: u32) -> HttpResponse {
    let more = found.len() > rows as usize;
    found.truncate(rows as usize);
    let next = found.last().filter(|_| more).map(|last| last.n.to_string());
    HttpResponse::Ok().json(AuditPage {
        data: found.into_iter().map(AuditEntry::from).collect(),
        next,
    })
}

/// The audit log.
///
/// What was done in the tenant, and which transcripts and recordings were read, the latest first.
#[utoipa::path(
    operation_id = "list_audit",
    tag = "settings",
    params(AuditQuery),
    responses((status = 200, description = "A page of entries.", body = AuditPage), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/audit")]
pub async fn list(request: HttpRequest, caller: Can<AuditRead>) -> Result<HttpResponse, Problem> {
    let (search, before, rows) = query::of::<AuditQuery>(&request)?.wanted()?;
    let tenant = caller.tenant;
    // What this node knows stands in what it shows.
    caller.running.reads.write_of(tenant).await?;
    let found = caller.running.pools.app.tenant(tenant, async move |conn| {
        audit_log::page(conn, tenant, &search, before, i64::from(rows) + 1).await
    });
    Ok(page(found.await?, rows))
}

/// The audit log of a tenant.
///
/// As the tenant sees it.
#[utoipa::path(
    operation_id = "list_tenant_audit",
    tag = "tenants",
    params(AuditQuery, ("id" = Uuid, Path, description = "The tenant's id.")),
    responses((status = 200, description = "A page of entries.", body = AuditPage), StaffRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants/{id}/audit")]
pub async fn list_of_tenant(
    request: HttpRequest,
    id: web::Path<String>,
    caller: StaffCan<can::AuditRead>,
) -> Result<HttpResponse, Problem> {
    of_staff(&request, &caller, tenant_id(&id)?).await
}

/// The platform's audit log.
///
/// What the staff and the operator did that is about no tenant, or not for its eyes.
#[utoipa::path(
    operation_id = "list_platform_audit",
    tag = "platform",
    params(AuditQuery),
    responses((status = 200, description = "A page of entries.", body = AuditPage), Refusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/audit")]
pub async fn list_of_platform(request: HttpRequest, caller: StaffCan<can::AuditRead>) -> Result<HttpResponse, Problem> {
    of_staff(&request, &caller, PLATFORM).await
}

async fn of_staff(request: &HttpRequest, caller: &StaffCaller, tenant: TenantId) -> Result<HttpResponse, Problem> {
    let (search, before, rows) = query::of::<AuditQuery>(request)?.wanted()?;
    caller.running.reads.write_of(tenant).await?;
    let conn = &mut *caller.running.pools.staff.get().await?;
    let found = audit_log::page(conn, tenant, &search, before, i64::from(rows) + 1).await?;
    Ok(page(found, rows))
}

/// Export the audit log.
///
/// As a file. NDJSON carries the chain's hashes and a signed checkpoint: `audiapro audit verify FILE` proves without the server that no
/// entry was changed, left out or moved. The export stands in the log itself.
#[utoipa::path(
    operation_id = "export_audit",
    tag = "settings",
    params(ExportQuery),
    responses((status = 200, description = "The log.", content(("application/x-ndjson"), ("text/csv"))), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/audit/export")]
pub async fn export(request: HttpRequest, caller: Can<AuditRead>) -> Result<HttpResponse, Problem> {
    let (search, format) = query::of::<ExportQuery>(&request)?.wanted()?;
    caller.in_person()?;
    let (tenant, actor) = (caller.tenant, caller.actor());
    let pools = &caller.running.pools;
    caller.running.reads.write_of(tenant).await?;
    let told = pools.app.tenant(tenant, async move |conn| -> Result<(), Error> {
        audit::append(conn, tenant, &[exported(&actor, tenant, format)]).await
    });
    told.await?;
    let running = &caller.running;
    let key = running.sealer.platform_key().await?;
    let signed = running
        .pools
        .owner
        .transaction(async move |conn| audit_export::checkpoint(conn, &key, tenant).await);
    file(pools.clone(), tenant, search, format, signed.await?)
}

/// Export the audit log of a tenant.
///
/// As the tenant exports it.
#[utoipa::path(
    operation_id = "export_tenant_audit",
    tag = "tenants",
    params(ExportQuery, ("id" = Uuid, Path, description = "The tenant's id.")),
    responses((status = 200, description = "The log.", content(("application/x-ndjson"), ("text/csv"))), StaffRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants/{id}/audit/export")]
pub async fn export_of_tenant(
    request: HttpRequest,
    id: web::Path<String>,
    caller: StaffCan<can::AuditRead>,
) -> Result<HttpResponse, Problem> {
    export_of_staff(&request, &caller, tenant_id(&id)?).await
}

/// Export the platform's audit log.
///
/// As a tenant's is exported.
#[utoipa::path(
    operation_id = "export_platform_audit",
    tag = "platform",
    params(ExportQuery),
    responses((status = 200, description = "The log.", content(("application/x-ndjson"), ("text/csv"))), Refusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/audit/export")]
pub async fn export_of_platform(
    request: HttpRequest,
    caller: StaffCan<can::AuditRead>,
) -> Result<HttpResponse, Problem> {
    export_of_staff(&request, &caller, PLATFORM).await
}

async fn export_of_staff(
    request: &HttpRequest,
    caller: &StaffCaller,
    tenant: TenantId,
) -> Result<HttpResponse, Problem> {
    let (search, format) = query::of::<ExportQuery>(request)?.wanted()?;
    let (running, actor) = (&caller.running, caller.actor());
    running.reads.write_of(tenant).await?;
    let key = running.sealer.platform_key().await?;
    let signed = running.pools.owner.transaction(async move |conn| {
        // A chain that nobody began is no tenant's; the platform's begins with its first entry.
        if tenant != PLATFORM && audit_export::head(conn, tenant).await?.is_none() {
            return Err(Error::NotFound("tenant"));
        }
        audit::append(conn, tenant, &[exported(&actor, tenant, format)]).await?;
        audit_export::checkpoint(conn, &key, tenant).await
    });
    file(running.pools.clone(), tenant, search, format, signed.await?)
}

impl ExportQuery {
    fn wanted(&self) -> Result<(Search, Format), Problem> {
        let search = search(self.q.as_deref())?;
        match self.format.as_deref() {
            Some("csv") => Ok((search, Format::Csv)),
            None | Some("ndjson") if search.is_empty() => Ok((search, Format::Ndjson)),
            None | Some("ndjson") => Err(Problem::parameter(
                "q",
                "an NDJSON export is the whole chain; search as CSV",
            )),
            Some(_) => Err(Problem::parameter("format", "it is ndjson or csv")),
        }
    }
}

fn exported(actor: &str, tenant: TenantId, format: Format) -> Entry {
    let entry = Entry::new(actor, "audit.exported", format!("tenant:{tenant}"));
    entry.change(None, Some(serde_json::json!({ "format": format.as_str() })))
}

fn file(
    pools: Pools,
    tenant: TenantId,
    search: Search,
    format: Format,
    signed: audit_export::Checkpoint,
) -> Result<HttpResponse, Problem> {
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "audit.csv"),
        Format::Ndjson => ("application/x-ndjson", "audit.ndjson"),
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming(pieces(pools, audit_export::Export::new(tenant, search, format, signed))))
}

/// A page of entries at a time, so that a log of any length needs no more memory than one.
fn pieces(pools: Pools, file: audit_export::Export) -> impl Stream<Item = Result<web::Bytes, Error>> {
    futures::stream::try_unfold((pools, file), |(pools, mut file)| async move {
        let text = {
            let conn = &mut *pools.staff.get().await?;
            file.next(conn).await?
        };
        Ok(text.map(|text| (web::Bytes::from(text), (pools, file))))
    })
}
