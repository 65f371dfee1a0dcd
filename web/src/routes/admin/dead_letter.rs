//! `/admin/v1/dead-letters`: what was given up of all tenants, for the staff: whose, why, for how long; tried again or dropped, the chosen
//! ones or all that match. What is done stands in each tenant's audit log under the staff's name. Those of one tenant: `queue`.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use models::calls::dead_letter::everywhere::{self, Heap, Placed};
use models::calls::dead_letter::{DeadLetter, Verdict};
use models::ids::TenantId;
use models::page::{Cursor, PageRequest};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::can::{StaffCaller, StaffCan, TenantsManage, TenantsRead};
use crate::body;
use crate::paging;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::calls::dead_letter::verdict::settle;
use crate::routes::calls::dead_letter::{Body, Desk};
use crate::state::State;

crate::refusals!(ListRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(CountRefusals: Internal, Unavailable);
crate::refusals!(OrderRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, Internal, Unavailable);

/// Which dead letters, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LetterQuery {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Dead letters on a page; the server has an upper bound.
    #[param(minimum = 1)]
    limit: Option<u32>,
    tenant_id: Option<Uuid>,
    /// Why it was given up, as `timed_out`.
    code: Option<String>,
    /// Given up before this moment (RFC 3339).
    #[serde(default, deserialize_with = "query::moment")]
    before: Option<DateTime<Utc>>,
}

/// An analysis of some tenant that was given up.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformDeadLetter {
    pub tenant_id: Uuid,
    /// Its name.
    pub tenant: String,
    #[serde(flatten)]
    pub letter: Body,
}

impl From<Placed> for PlatformDeadLetter {
    fn from(placed: Placed) -> Self {
        Self {
            tenant_id: placed.tenant_id,
            tenant: placed.tenant,
            letter: placed.letter.into(),
        }
    }
}

/// One page of dead letters of all tenants, latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformDeadLetterPage {
    pub data: Vec<PlatformDeadLetter>,
    /// The cursor of the next page; null on the last one.
    #[schema(required)]
    pub next: Option<String>,
}

/// How many there are, by tenant and reason, the most first; at most 1,000 of these.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformDeadLetterCounts {
    pub data: Vec<PlatformDeadLetterCount>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformDeadLetterCount {
    pub tenant_id: Uuid,
    /// Its name.
    pub tenant: String,
    /// Why: stable.
    pub code: String,
    pub dead_letters: i64,
}

impl From<Heap> for PlatformDeadLetterCount {
    fn from(heap: Heap) -> Self {
        Self {
            tenant_id: heap.tenant_id,
            tenant: heap.tenant,
            code: heap.code,
            dead_letters: heap.letters,
        }
    }
}

/// Filters combine with *and*; an empty one is all.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformDeadLetterFilter {
    tenant_id: Option<Uuid>,
    code: Option<String>,
    /// Given up before this moment: what is given up while one decides is left alone.
    before: Option<DateTime<Utc>>,
}

/// Which dead letters are meant: some by tenant and id, or all that match.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "filter": { "code": "timed_out" } }))]
pub struct PlatformDeadLetterOrder {
    /// At most as many as `bounds.bulk_max` says.
    letters: Option<Vec<LetterOf>>,
    filter: Option<PlatformDeadLetterFilter>,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlatformDeadLetterId)]
pub struct LetterOf {
    tenant_id: Uuid,
    /// The leg's id.
    id: Uuid,
}

/// What became of each, tenant by tenant.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformDeadLetterResults {
    pub data: Vec<PlatformDeadLetterResult>,
    /// More match the filter: ask again.
    pub more: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformDeadLetterResult {
    pub tenant_id: Uuid,
    pub id: Uuid,
    /// `retried`, `discarded`, or `not_found`: there is no such dead letter, or none any more.
    #[schema(value_type = String)]
    pub result: &'static str,
}

/// Dead letters of all tenants.
///
/// Latest first, with the reason and how many attempts there were. No word of a call is among them.
#[utoipa::path(
    operation_id = "list_platform_dead_letters",
    tag = "platform",
    params(LetterQuery),
    responses((status = 200, description = "A page of dead letters.", body = PlatformDeadLetterPage), ListRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/dead-letters")]
pub async fn list(
    request: HttpRequest,
    caller: StaffCan<TenantsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let query: LetterQuery = query::of(&request)?;
    let page = PageRequest {
        after: paging::after(query.cursor.as_deref(), Cursor::parse)?,
        rows: paging::rows(query.limit, &state)?,
    };
    let filter = checked(PlatformDeadLetterFilter {
        tenant_id: query.tenant_id,
        code: query.code,
        before: query.before,
    })?;
    let worker = &caller.running.pools.worker;
    let found = worker.transaction(async move |conn| everywhere::list(conn, &filter, &page).await);
    let found = found.await?;
    Ok(HttpResponse::Ok().json(PlatformDeadLetterPage {
        data: found.data.into_iter().map(PlatformDeadLetter::from).collect(),
        next: found.next,
    }))
}

/// How many dead letters there are.
///
/// By tenant and reason.
#[utoipa::path(
    operation_id = "count_platform_dead_letters",
    tag = "platform",
    responses((status = 200, description = "How many.", body = PlatformDeadLetterCounts), CountRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/dead-letters/counts")]
pub async fn counts(caller: StaffCan<TenantsRead>) -> Result<HttpResponse, Problem> {
    let worker = &caller.running.pools.worker;
    let heaps = worker.transaction(async |conn| everywhere::heaps(conn).await);
    Ok(HttpResponse::Ok().json(PlatformDeadLetterCounts {
        data: heaps.await?.into_iter().map(PlatformDeadLetterCount::from).collect(),
    }))
}

/// Try dead letters of any tenants again.
///
/// Those that are named, or those that match, the latest first; a result for each. At most `bounds.bulk_max` in one request. It stands in
/// the audit log of each tenant.
#[utoipa::path(
    operation_id = "retry_platform_dead_letters",
    tag = "platform",
    request_body = PlatformDeadLetterOrder,
    responses((status = 200, description = "What became of each.", body = PlatformDeadLetterResults), OrderRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/dead-letters/retry")]
pub async fn retry(
    request: HttpRequest,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let order = body::json(&request, payload, &state).await?;
    many(&caller, Verdict::Retry, order, &state).await
}

/// Drop dead letters of any tenants.
///
/// As with trying again. Their calls stay as failed.
#[utoipa::path(
    operation_id = "discard_platform_dead_letters",
    tag = "platform",
    request_body = PlatformDeadLetterOrder,
    responses((status = 200, description = "What became of each.", body = PlatformDeadLetterResults), OrderRefusals),
    security(("staff_token" = []))
)]
#[post("/admin/v1/dead-letters/discard")]
pub async fn discard(
    request: HttpRequest,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let order = body::json(&request, payload, &state).await?;
    many(&caller, Verdict::Discard, order, &state).await
}

/// Those that the order means, each in its tenant's own transactions.
async fn many(
    caller: &StaffCaller,
    verdict: Verdict,
    order: PlatformDeadLetterOrder,
    state: &State,
) -> Result<HttpResponse, Problem> {
    let (letters, more) = meant(caller, order, state.bounds().bulk_max).await?;
    let mut of: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for letter in letters {
        of.entry(letter.tenant_id).or_default().push(letter.id);
    }
    let mut data = Vec::new();
    for (tenant_id, ids) in of {
        let tenant = TenantId(tenant_id);
        let desk = Desk {
            tenant,
            actor: caller.actor(),
            letters: DeadLetter::of(tenant),
            running: caller.running.clone(),
        };
        let settled = settle(&desk, verdict, &ids).await?;
        data.extend(settled.into_iter().map(|one| PlatformDeadLetterResult {
            tenant_id,
            id: one.id,
            result: one.result,
        }));
    }
    Ok(HttpResponse::Ok().json(PlatformDeadLetterResults { data, more }))
}

/// Whether more than these match.
async fn meant(
    caller: &StaffCaller,
    order: PlatformDeadLetterOrder,
    bulk_max: usize,
) -> Result<(Vec<LetterOf>, bool), Problem> {
    match (order.letters, order.filter) {
        (Some(letters), None) if letters.len() <= bulk_max => Ok((letters, false)),
        (Some(_), None) => Err(Problem::parameter("letters", format!("at most {bulk_max}"))),
        (None, Some(filter)) => {
            let filter = checked(filter)?;
            let page = PageRequest {
                after: None,
                rows: u32::try_from(bulk_max).unwrap_or(u32::MAX),
            };
            let worker = &caller.running.pools.worker;
            let found = worker.transaction(async move |conn| everywhere::list(conn, &filter, &page).await);
            let found = found.await?;
            let letters = found.data.iter().map(|placed| LetterOf {
                tenant_id: placed.tenant_id,
                id: placed.letter.id,
            });
            Ok((letters.collect(), found.next.is_some()))
        }
        (Some(_), Some(_)) | (None, None) => Err(Problem::new(
            Code::InvalidParameter,
            "give either `letters` or `filter`",
        )),
    }
}

fn checked(filter: PlatformDeadLetterFilter) -> Result<everywhere::Filter, Problem> {
    if filter.code.as_ref().is_some_and(|code| code.contains('\0')) {
        return Err(Problem::parameter("code", "it holds a NUL"));
    }
    Ok(everywhere::Filter {
        tenant: filter.tenant_id,
        code: filter.code,
        before: filter.before,
    })
}
