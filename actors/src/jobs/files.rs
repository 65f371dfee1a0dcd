//! Files of recordings that no row names any more: of a tenant that is destroyed, and of a call that somebody has deleted. What is gone already is
//! no failure: an attempt before may have got so far.

use std::io::ErrorKind;

use models::Error;
use models::calls::blob;
use serde::Deserialize;
use serde_json::{Value, json};

use super::kind::{Job, Trouble};
use super::tools::Tools;

#[derive(Deserialize)]
struct Order {
    store_keys: Vec<String>,
}

/// Those that an order names, as far as no row does.
pub(super) async fn remove_forgotten(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let (tenant, order) = (job.tenant()?, job.payload::<Order>()?);
    let app = &tools.pools.app;
    let forgotten = app.tenant(tenant, async move |conn| -> Result<Vec<String>, Error> {
        blob::unknown(conn, tenant, &order.store_keys).await
    });
    let forgotten = forgotten.await?;
    let removed = forgotten.len();
    remove(&tools, forgotten).await?;
    Ok(json!({ "removed": removed }))
}

pub(super) async fn remove(tools: &Tools, store_keys: Vec<String>) -> Result<(), Trouble> {
    let store = tools.store.clone();
    let removed = tokio::task::spawn_blocking(move || {
        store_keys.iter().try_for_each(|key| match store.remove(key) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => done,
        })
    });
    let removed = removed.await.map_err(|error| Trouble::Again(error.to_string()))?;
    removed.map_err(|error| Trouble::Again(format!("could not remove a recording: {error}")))
}
