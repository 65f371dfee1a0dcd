//! `audiapro demo`: a year of believable calls for a tenant that is to be looked at, and their end.

use std::time::Duration;

use actors::demo::{Order, SEED};
use anyhow::bail;
use chrono::{NaiveDate, TimeDelta, Utc};
use clap::{Args, Subcommand};
use models::Error;
use models::compliance::audit::{self, Entry};
use models::db::Pools;
use models::identity::tenant::Tenant;
use models::ids::TenantId;
use models::platform::demo;
use models::platform::job::{self, JobId, NewJob};
use serde_json::json;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro demo seed --tenant Acme
  audiapro demo seed --tenant Acme --from 2026-10-01
  audiapro demo remove --tenant Acme

`seed` orders a background job of the server, which is begun at once where one runs, else at the next start. The calls are marked as demo,
charged to nobody, the same each time, and end today: the same again adds what is missing. `remove` takes them all away.";

/// In whose name the tenant's log has it.
const ACTOR: &str = "command line";

/// Seeds of a running server are given so long to stop.
const STOP_LOOKS_MAX: u32 = 300;
const STOP_LOOK: Duration = Duration::from_millis(200);

/// Calls to look at, for a tenant without calls of its own
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Order the calls of a year
    Seed {
        /// Id, or name where only one tenant has it
        #[arg(long)]
        tenant: String,
        /// The first day; a year ago where none is named
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<NaiveDate>,
    },
    /// Remove all demo calls
    Remove {
        /// Id, or name where only one tenant has it
        #[arg(long)]
        tenant: String,
    },
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let config = arguments.at.enter(surroundings, &[])?;
    with_database(&config, async |database| {
        let (_, pools) = database.open(&config).await?;
        match &arguments.command {
            Command::Seed { tenant, from } => {
                let tenant = find(&pools, tenant).await?;
                let job = order(&pools, tenant, *from).await?;
                terminal::line(&format!("ordered: job {job}"))?;
            }
            Command::Remove { tenant } => {
                let tenant = find(&pools, tenant).await?;
                stop_seeding(&pools, tenant).await?;
                terminal::line(&format!("{} calls", remove(&pools, tenant, config.ledgers()).await?))?;
            }
        }
        Ok(Outcome::Done)
    })
}

async fn find(pools: &Pools, name: &str) -> anyhow::Result<TenantId> {
    let conn = &mut *pools.owner.get().await?;
    Ok(Tenant::find(conn, name).await?.tenant_id())
}

async fn order(pools: &Pools, tenant: TenantId, from: Option<NaiveDate>) -> anyhow::Result<JobId> {
    let from = from.unwrap_or_else(|| Utc::now().date_naive() - TimeDelta::days(364));
    let order = serde_json::to_value(Order { from: from.to_string() })?;
    let new = NewJob::new(SEED, Some(tenant), order);
    let told = Entry::new(ACTOR, "demo.ordered", format!("tenant:{tenant}"));
    let told = told.change(None, Some(json!({ "from": from.to_string() })));
    let put = pools.app.tenant(tenant, async move |conn| -> Result<_, Error> {
        let job = job::put(conn, &new).await?;
        audit::append(conn, tenant, &[told]).await?;
        Ok(job)
    });
    match put.await? {
        Some(job) => Ok(job),
        None => bail!("the job was not taken"),
    }
}

/// Ends orders that wait or are being done; what they would add after this would stay.
async fn stop_seeding(pools: &Pools, tenant: TenantId) -> anyhow::Result<()> {
    for _ in 0..STOP_LOOKS_MAX {
        let cancelled = pools
            .app
            .tenant(tenant, async move |conn| job::cancel_all(conn, tenant, SEED).await);
        if cancelled.await? == 0 {
            return Ok(());
        }
        tokio::time::sleep(STOP_LOOK).await;
    }
    bail!("the server still seeds calls; try again when it has stopped")
}

/// `partitions`: among how many Ledgers a server on this installation divides the tenants.
async fn remove(pools: &Pools, tenant: TenantId, partitions: Option<i32>) -> anyhow::Result<usize> {
    // Before the first is gone: none goes unsaid, whatever ends this.
    let told = Entry::new(ACTOR, "demo.removed", format!("tenant:{tenant}"));
    let note = pools.app.tenant(tenant, async move |conn| -> Result<(), Error> {
        audit::append(conn, tenant, &[told]).await
    });
    note.await?;
    let mut removed = 0;
    loop {
        let app = &pools.app;
        let some = app
            .tenant(tenant, async move |conn| demo::remove(conn, tenant, partitions).await)
            .await?;
        if some == 0 {
            return Ok(removed);
        }
        removed += some;
    }
}
