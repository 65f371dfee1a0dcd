//! `/admin/v1/tenants`: all tenants, searched as one types; one of them in one answer.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use models::identity::authority::Standing;
use models::ids::TenantId;
use models::platform::demo;
use models::staff::tenants::detail::{self, Detail};
use models::staff::tenants::directory::{self, Listed, Sort};
use models::staff::tenants::note;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::can::{StaffCan, TenantsRead};
use crate::problem::Problem;
use crate::query;
use crate::routes::compliance::audit_entry::AuditEntry;

crate::refusals!(ListRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);

/// A tenant as the staff sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tenant {
    pub id: Uuid,
    pub name: String,
    #[schema(required)]
    pub subdomain: Option<String>,
    pub plan: String,
    /// `active`, `suspended`, `closed`.
    pub status: String,
    /// Why it was changed last.
    pub status_reason: String,
    #[schema(required)]
    pub status_changed_at: Option<DateTime<Utc>>,
    /// Of a closed one: everything is destroyed then, unless it is restored before.
    #[schema(required)]
    pub erase_after: Option<DateTime<Utc>>,
    /// IANA name.
    pub zone: String,
    /// At the limit: `store_only`, `queue`, `overage`, `reject`.
    pub policy: String,
    /// `plan`, `custom`, `unlimited`.
    pub limit_kind: String,
    /// Of a custom limit.
    #[schema(required)]
    pub calls_limit: Option<i64>,
    /// Of all its keys and sessions together; null: no limit of its own.
    #[schema(required)]
    pub requests_per_minute: Option<i32>,
    /// Analyses at the same time; null: as the plan says.
    #[schema(required)]
    pub concurrent_max: Option<i32>,
    pub created_at: DateTime<Utc>,
    pub members: i64,
    /// Calls charged to the period that runs.
    pub used: i64,
    /// Calls that a period has room for, by plan or by its own word; null: unlimited.
    #[schema(required)]
    pub period_limit: Option<i64>,
    pub tags: Vec<String>,
    pub allowed: Allowed,
}

/// What the tenant's status lets it do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Allowed {
    /// Records and recordings are taken.
    pub intake: bool,
    pub analysis: bool,
    /// API and user interface: reading, changing, signing in.
    pub access: bool,
    pub webhooks: bool,
}

impl From<Listed> for Tenant {
    fn from(row: Listed) -> Self {
        let allowed = Standing::from_name(&row.status).allowed();
        Self {
            id: row.id,
            name: row.name,
            subdomain: row.subdomain,
            plan: row.plan,
            status: row.status,
            status_reason: row.status_reason,
            status_changed_at: row.status_changed_at,
            erase_after: row.erase_after,
            zone: row.zone,
            policy: row.policy,
            limit_kind: row.limit_kind,
            calls_limit: row.calls_limit,
            requests_per_minute: row.requests_per_minute,
            concurrent_max: row.concurrent_max,
            created_at: row.created_at,
            members: row.members,
            used: row.used,
            period_limit: row.period_limit,
            tags: row.tags,
            allowed: Allowed {
                intake: allowed.intake,
                analysis: allowed.analysis,
                access: allowed.access,
                webhooks: allowed.webhooks,
            },
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TenantPage {
    pub data: Vec<Tenant>,
    /// `cursor` of the next page.
    #[schema(required)]
    pub next: Option<String>,
}

/// Which tenants, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TenantQuery {
    /// As it is typed: part of a name, the beginning of a sub-domain, of an id or of a member's address; `@` and the beginning of a domain.
    q: Option<String>,
    status: Option<String>,
    plan: Option<String>,
    tag: Option<String>,
    /// `name`, `created_at`, `used` (calls of the period that runs), `members`; `-` before it: the other way. `-created_at` is the default.
    sort: Option<String>,
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// List tenants.
///
/// Searched as one types, filtered, sorted. Filters combine with *and*. Of addresses that begin with `q` the first 1,000 are looked at.
#[utoipa::path(
    operation_id = "list_tenants",
    tag = "tenants",
    params(TenantQuery),
    responses((status = 200, description = "A page of tenants.", body = TenantPage), ListRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants")]
pub async fn list(request: HttpRequest, caller: StaffCan<TenantsRead>) -> Result<HttpResponse, Problem> {
    let asked: TenantQuery = query::of(&request)?;
    let query = directory::Query {
        search: asked.q,
        status: asked.status,
        plan: asked.plan,
        tag: asked.tag,
        sort: asked.sort.as_deref().map(Sort::parse).transpose()?.unwrap_or_default(),
        cursor: asked.cursor,
        limit: asked.limit,
    };
    let (data, next) = query.page(&mut *caller.running.pools.staff.get().await?).await?;
    Ok(HttpResponse::Ok().json(TenantPage {
        data: data.into_iter().map(Tenant::from).collect(),
        next,
    }))
}

/// Which tenants.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TenantFilter {
    /// As it is typed: part of a name, the beginning of a sub-domain, of an id or of a member's address; `@` and the beginning of a domain.
    q: Option<String>,
    status: Option<String>,
    plan: Option<String>,
    tag: Option<String>,
}

impl TenantFilter {
    /// The newest first: whoever comes while a list is gone through is not among them.
    pub(super) fn query(self, cursor: Option<String>, limit: u32) -> directory::Query {
        directory::Query {
            search: self.q,
            status: self.status,
            plan: self.plan,
            tag: self.tag,
            sort: Sort::CreatedDown,
            cursor,
            limit: Some(limit),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TenantCount {
    pub count: i64,
}

/// Count tenants.
///
/// Those that match, on all pages of the list together.
#[utoipa::path(
    operation_id = "count_tenants",
    tag = "tenants",
    params(TenantFilter),
    responses((status = 200, description = "How many.", body = TenantCount), ListRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants/count")]
pub async fn count(request: HttpRequest, caller: StaffCan<TenantsRead>) -> Result<HttpResponse, Problem> {
    let query = query::of::<TenantFilter>(&request)?.query(None, 1);
    let count = query.count(&mut *caller.running.pools.staff.get().await?).await?;
    Ok(HttpResponse::Ok().json(TenantCount { count }))
}

/// A tenant, and all about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantDetail {
    pub tenant: Tenant,
    /// Calls to look at, which are charged to nobody: DELETE /admin/v1/tenants/{id}/demo-calls takes them away.
    pub demo_calls: i64,
    pub members: Vec<RoleCount>,
    pub calls: TenantCalls,
    /// Of the period that runs.
    #[schema(required)]
    pub usage: Option<TenantUsage>,
    pub keys: TenantKeys,
    /// The staff's, the latest first.
    pub notes: Vec<TenantNote>,
    /// What was done to the tenant itself, the latest first; all of it is in the audit log.
    pub history: Vec<AuditEntry>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RoleCount {
    pub role: String,
    pub status: String,
    pub members: i64,
}

/// From the roll-ups.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantCalls {
    pub all: i64,
    pub last_30_days: i64,
    pub answered: i64,
    pub analyzed: i64,
    pub talk_s: i64,
    #[schema(required)]
    pub latest_hour: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TenantUsage {
    pub period_start: DateTime<Utc>,
    pub period_end: DateTime<Utc>,
    /// Null: unlimited.
    #[schema(required)]
    pub calls_limit: Option<i64>,
    pub included: i64,
    pub overage: i64,
    pub withheld: i64,
    pub audio_seconds: f64,
    pub compute_seconds: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TenantKeys {
    pub active: i64,
    #[schema(required)]
    pub last_used_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TenantNote {
    pub id: Uuid,
    pub staff_id: Uuid,
    /// The name at that time.
    pub author: String,
    pub text: String,
    pub created_at: DateTime<Utc>,
}

impl From<note::Note> for TenantNote {
    fn from(note: note::Note) -> Self {
        Self {
            id: note.id,
            staff_id: note.staff_id,
            author: note.author,
            text: note.text,
            created_at: note.created_at,
        }
    }
}

impl TenantDetail {
    fn new(detail: Detail, demo_calls: i64) -> Self {
        let calls = detail.calls;
        Self {
            tenant: detail.tenant.into(),
            demo_calls,
            members: detail
                .members
                .into_iter()
                .map(|one| RoleCount {
                    role: one.role,
                    status: one.status,
                    members: one.members,
                })
                .collect(),
            calls: TenantCalls {
                all: calls.all,
                last_30_days: calls.last_30_days,
                answered: calls.answered,
                analyzed: calls.analyzed,
                talk_s: calls.talk_s,
                latest_hour: calls.latest_hour,
            },
            usage: detail.usage.map(|usage| TenantUsage {
                period_start: usage.period_start,
                period_end: usage.period_end,
                calls_limit: usage.calls_limit,
                included: usage.included,
                overage: usage.overage,
                withheld: usage.withheld,
                audio_seconds: usage.audio_seconds,
                compute_seconds: usage.compute_seconds,
            }),
            keys: TenantKeys {
                active: detail.keys.active,
                last_used_at: detail.keys.last_used_at,
            },
            notes: detail.notes.into_iter().map(TenantNote::from).collect(),
            history: detail.history.into_iter().map(AuditEntry::from).collect(),
        }
    }
}

/// A tenant.
///
/// How it stands, who is there, what it used, the staff's notes, and what was done to it.
#[utoipa::path(
    operation_id = "get_tenant",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    responses((status = 200, description = "All about it.", body = TenantDetail), ReadRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants/{id}")]
pub async fn read(id: web::Path<String>, caller: StaffCan<TenantsRead>) -> Result<HttpResponse, Problem> {
    let id = tenant_id(&id)?;
    let pools = &caller.running.pools;
    let found = detail::read(&mut *pools.staff.get().await?, id).await?;
    let demo_calls = pools.worker.transaction(async move |conn| demo::count(conn, id).await);
    Ok(HttpResponse::Ok().json(TenantDetail::new(found, demo_calls.await?)))
}

/// A text that is no id names nobody.
pub fn tenant_id(id: &str) -> Result<TenantId, Problem> {
    id.parse().map_err(|_| Problem::not_found("tenant"))
}
