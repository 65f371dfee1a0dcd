//! The index of a tenant's words, made anew from its transcripts. Results keep it current; this is for what came before it was there,
//! or after words were changed in what they are.

use models::Error;
use models::calls::correction;
use models::calls::search::index::{self, Index};
use models::calls::search::store;
use models::compliance::sealing::{DataKey, Sealer};
use models::db::Pools;
use models::ids::{LegId, TenantId};
use uuid::Uuid;

use crate::transcript;
use crate::transcript::corrected::corrected;
use engine::analysis::Turn;

/// Transcripts read at a time.
const BATCH: i64 = 100;

/// How many transcripts were indexed. The server may run meanwhile; a search finds less until it is done.
pub async fn rebuild(pools: &Pools, sealer: &Sealer, tenant: TenantId) -> Result<u64, Error> {
    let app = &pools.app;
    let key = sealer.data_key(tenant).await?;
    app.tenant(tenant, async move |conn| store::clear(conn, tenant).await)
        .await?;
    let (mut after, mut done) = (Uuid::nil(), 0);
    loop {
        let legs = app
            .tenant(tenant, async move |conn| {
                store::sealed_after(conn, tenant, after, BATCH).await
            })
            .await?;
        let Some((last, ..)) = legs.last() else { return Ok(done) };
        after = last.0;
        for (leg, _) in legs {
            let key = key.clone();
            let indexed = app.tenant(tenant, async move |conn| -> Result<bool, Error> {
                let Some(sealed) = store::locked(conn, tenant, leg).await? else {
                    return Ok(false);
                };
                let corrections = correction::in_force(conn, tenant, &[leg.0]).await?;
                let words = (sealed, corrections);
                let computed = tokio::task::spawn_blocking(move || of_sealed(&key, tenant, leg, &words)).await;
                let index = computed.map_err(|error| Error::Refused(format!("indexing did not end: {error}")))??;
                store::replace(conn, tenant, leg, &index).await?;
                Ok(true)
            });
            done += u64::from(indexed.await?);
        }
    }
}

fn of_sealed(
    key: &DataKey,
    tenant: TenantId,
    leg: LegId,
    (sealed, in_force): &(Vec<u8>, Vec<correction::Sealed>),
) -> Result<Index, Error> {
    let opened = in_force.iter().map(|one| one.open(key, tenant));
    let opened = opened.collect::<Result<Vec<_>, _>>()?;
    let turns = corrected(transcript::opened(key, tenant, leg, sealed)?, &opened);
    Ok(of_turns(key, tenant, &turns)?)
}

/// What turns bring to the index. Computes.
pub fn of_turns(
    key: &DataKey,
    tenant: TenantId,
    turns: &[Turn],
) -> Result<Index, models::compliance::sealing::SealError> {
    let said = turns.iter().map(|turn| (turn.speaker.as_str(), turn.text.as_str()));
    index::build(key, tenant, said)
}
