//! `/admin/v1/tenants/{id}/bundle`: all that a tenant has, to take along.

use std::io;

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use futures::Stream;
use serde::Deserialize;
use tokio::io::DuplexStream;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_util::io::ReaderStream;
use utoipa::IntoParams;

use super::can::{StaffCan, TenantsExport};
use super::tenant::tenant_id;
use crate::bundle::{self, Source};
use crate::problem::Problem;
use crate::query;

crate::refusals!(BundleRefusals: InvalidParameter, NotFound, Internal, Unavailable);

/// Bytes that are made before somebody takes them.
const AHEAD: usize = 256 * 1024;
const REASON_MAX: usize = 500;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BundleQuery {
    /// For whoever reads the tenant's audit log later.
    #[param(min_length = 1, max_length = 500)]
    reason: String,
}

/// All that a tenant has.
///
/// One tar file, as `audiapro tenant export` writes it: rows as JSON, words and notes opened, recordings as they came, the audit chain with its
/// proof, and a signed list of it all. It is made while it is sent, and an answer that breaks off is no whole file: its `manifest.json`, which stands
/// near its end, is missing. That it was taken along, by whom and why, stands in the tenant's audit log.
#[utoipa::path(
    operation_id = "export_tenant",
    tag = "tenants",
    params(BundleQuery, ("id" = uuid::Uuid, Path, description = "The tenant's id.")),
    responses((status = 200, description = "The file.", body = Vec<u8>, content_type = "application/x-tar"), BundleRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/tenants/{id}/bundle")]
pub async fn read(
    request: HttpRequest,
    id: web::Path<String>,
    caller: StaffCan<TenantsExport>,
) -> Result<HttpResponse, Problem> {
    let query: BundleQuery = query::of(&request)?;
    let reason = query.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_MAX {
        let says = format!("say why, in {REASON_MAX} characters at most");
        return Err(Problem::parameter("reason", says));
    }
    let (tenant, running) = (tenant_id(&id)?, &caller.running);
    running.reads.write_of(tenant).await?;
    // What cannot be begun is refused before the first byte.
    running.sealer.data_key(tenant).await?;
    bundle::note(&running.pools, tenant, &caller.actor(), Some(reason)).await?;
    let source = Source {
        pools: running.pools.clone(),
        sealer: running.sealer.clone(),
        store: running.app.recordings().clone(),
        tenant,
    };
    let name = format!("attachment; filename=\"{tenant}.tar\"");
    Ok(HttpResponse::Ok()
        .content_type("application/x-tar")
        .insert_header((CONTENT_DISPOSITION, name))
        .streaming(sent(source)))
}

/// Pieces of it. A client that goes away ends the making; what goes wrong breaks the answer off.
fn sent(source: Source) -> impl Stream<Item = io::Result<web::Bytes>> {
    let (into, from) = tokio::io::duplex(AHEAD);
    let (tenant, runtime) = (source.tenant, Handle::current());
    let making = tokio::task::spawn_blocking(move || runtime.block_on(bundle::write(source, into)).map(drop));
    let pieces: (ReaderStream<DuplexStream>, JoinHandle<anyhow::Result<()>>) = (ReaderStream::new(from), making);
    futures::stream::try_unfold(pieces, move |(mut pieces, making)| async move {
        if let Some(piece) = futures::StreamExt::next(&mut pieces).await {
            return Ok(Some((piece?, (pieces, making))));
        }
        let made = making.await.map_err(io::Error::other)?;
        made.map(|()| None).map_err(|error| {
            tracing::error!(tenant.id = %tenant, "a tenant's bundle broke off: {error:#}");
            io::Error::other(error)
        })
    })
}
