//! `/v1/audit/checkpoints`: what the installation signed of the tenant's audit chain, day by day, to be noted elsewhere.

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use models::compliance::{audit_checkpoint, audit_export};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::problem::Problem;
use crate::query;
use crate::routes::identity::can::{AuditRead, Can};

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

/// How long the chain was at a moment, signed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditCheckpoint)]
pub struct Checkpoint {
    pub tenant: Uuid,
    /// The number of its last entry.
    pub n: i64,
    /// Of that entry, hex.
    pub hash: String,
    pub at: DateTime<Utc>,
    /// The public key, in base64.
    pub key: String,
    /// Ed25519, in base64.
    pub signature: String,
}

impl From<audit_export::Checkpoint> for Checkpoint {
    fn from(signed: audit_export::Checkpoint) -> Self {
        Self {
            tenant: signed.tenant.0,
            n: signed.n,
            hash: signed.hash,
            at: signed.at,
            key: signed.key,
            signature: signed.signature,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditCheckpointPage)]
pub struct Page {
    pub data: Vec<Checkpoint>,
    /// `cursor` of the next page.
    #[schema(required)]
    pub next: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

const ROWS: u32 = 50;
const ROWS_MAX: u32 = 500;

/// Signed checkpoints of the audit log.
///
/// One a day, if something was added since the one before; the latest first. Keep them elsewhere: `audiapro audit verify --checkpoints FILE`
/// proves that the chain was not written anew since.
#[utoipa::path(
    operation_id = "list_audit_checkpoints",
    tag = "settings",
    params(Query),
    responses((status = 200, description = "A page of checkpoints.", body = Page), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/audit/checkpoints")]
pub async fn list(request: HttpRequest, caller: Can<AuditRead>) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let rows = query.limit.unwrap_or(ROWS);
    if !(1..=ROWS_MAX).contains(&rows) {
        return Err(Problem::parameter("limit", format!("it is between 1 and {ROWS_MAX}")));
    }
    let before = query.cursor.as_deref().map(str::parse::<i64>).transpose();
    let before = before.map_err(|_| Problem::parameter("cursor", "it did not come from a page"))?;
    let tenant = caller.tenant;
    let found = caller.running.pools.app.tenant(tenant, async move |conn| {
        audit_checkpoint::page(conn, tenant, before, i64::from(rows) + 1).await
    });
    let mut found = found.await?;
    let more = found.len() > rows as usize;
    found.truncate(rows as usize);
    let next = found.last().filter(|_| more).map(|last| last.n.to_string());
    Ok(HttpResponse::Ok().json(Page {
        data: found.into_iter().map(Checkpoint::from).collect(),
        next,
    }))
}
