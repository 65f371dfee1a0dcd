//! A source's secrets on their way into its row and out of it. What they mean: `secrets`.

use actors::engine::pbx::source::Source as Form;
use models::ids::TenantId;
use models::integrations::source;
use uuid::Uuid;

use super::secrets::{self, Kept};
use crate::problem::Problem;
use crate::state::Running;

/// Secrets as they are stored; those that were sealed before the last rotation with them.
pub(super) async fn sealed(
    running: &Running,
    tenant: TenantId,
    id: Uuid,
    form: Option<Form>,
    kept: Kept,
) -> Result<source::Secrets, Problem> {
    if kept.now.is_empty() {
        return Ok(source::Secrets::default());
    }
    secrets::check(&kept.now, form).map_err(|fault| Problem::parameter("secrets", fault))?;
    let key = running.sealer.data_key(tenant).await?;
    let text = serde_json::to_vec(&kept).map_err(Problem::internal)?;
    let sealed = key.seal(source::place(tenant, &id), &text).map_err(Problem::internal)?;
    Ok(source::Secrets {
        names: kept.now.keys().cloned().collect(),
        sealed: Some(sealed),
    })
}

/// The secrets of the source with this name.
pub(super) async fn kept(running: &Running, tenant: TenantId, name: &str) -> Result<Kept, Problem> {
    let wanted = name.to_owned();
    let found = running.pools.app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).by_name(conn, &wanted).await
    });
    let (row, sealed) = found.await?.ok_or_else(|| Problem::not_found("source"))?;
    opened(running, tenant, row.id, sealed).await
}

pub(super) async fn opened(
    running: &Running,
    tenant: TenantId,
    id: Uuid,
    sealed: Option<Vec<u8>>,
) -> Result<Kept, Problem> {
    let Some(sealed) = sealed else {
        return Ok(Kept::default());
    };
    let key = running.sealer.data_key(tenant).await?;
    let opened = key
        .open(source::place(tenant, &id), &sealed)
        .map_err(Problem::internal)?;
    serde_json::from_slice(&opened).map_err(Problem::internal)
}
