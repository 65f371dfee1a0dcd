//! The start of everything: the actors, and what runs beside them as long as the application is held.

use std::sync::Arc;

use models::compliance::sealing::Sealer;
use models::db::Pools;

use crate::app::{App, Staff, StartError};
use crate::config::AppConfig;
use crate::{canary, fetch, jobs, sources};

/// Starts everything, or says in a sentence why not. The database is migrated already.
pub async fn start(config: AppConfig, pools: Pools, sealer: Sealer, staff: Staff) -> Result<App, StartError> {
    let app = App::start(config, pools, sealer, staff, jobs::kinds::catalogue()).await?;
    accompany(&app);
    Ok(app)
}

fn accompany(app: &App) {
    let config = app.config();
    let alone = config.kafka.is_none();
    let (weak, stop) = (|| app.downgrade(), || app.stopping());
    if let Some(every) = config.canary_every {
        tokio::spawn(canary::run(weak(), every, alone, stop()));
    }
    tokio::spawn(sources::pulses::run(app.pulses().clone(), app.pools().clone(), stop()));
    tokio::spawn(sources::live::left::run(weak(), alone, stop()));
    if let Some(bounds) = config.sources.clone() {
        tokio::spawn(sources::tcp::run(weak(), bounds, stop()));
    }
    if let Some(calling) = config.calling.clone() {
        let calls = sources::leased::run(weak(), calling, config.source_lease, alone, stop());
        app.companions().spawn(calls);
    }
    if let Some(bounds) = config.folders.clone() {
        let folders = Arc::new(sources::files::Folders::new(bounds));
        let watches = sources::leased::run(weak(), folders, config.source_lease, alone, stop());
        app.companions().spawn(watches);
    }
    if let Some(fetching) = config.fetching.clone() {
        tokio::spawn(fetch::run(weak(), fetching, alone, stop()));
        tokio::spawn(fetch::matching::run(weak(), stop()));
    }
}
