//! Writes down now and then how often each key was used: a request costs no write.

use std::time::Duration;

use actix_web::web;
use models::identity::key_usage;
use models::ids::{ApiKeyId, TenantId};

use crate::state::key_uses::KeyUses;
use crate::state::{Running, State};

/// So long a count may be younger than what is written down.
const WRITTEN: Duration = Duration::from_secs(5);

/// As long as the server runs.
pub async fn follow(state: web::Data<State>) {
    let mut turns = tokio::time::interval(WRITTEN);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        if let Some(running) = state.started() {
            write(running, &state.key_uses).await;
        }
    }
}

/// What cannot be written waits for the next time.
pub async fn write(running: &Running, uses: &KeyUses) {
    for ((tenant, key), counted) in uses.take() {
        let of = TenantId(tenant);
        let written = running.pools.app.tenant(of, async move |conn| {
            key_usage::add(conn, of, ApiKeyId(key), counted).await
        });
        if let Err(error) = written.await {
            tracing::debug!(%error, "could not write down the uses of a key: {error}");
            uses.give_back((tenant, key), counted);
        }
    }
}
