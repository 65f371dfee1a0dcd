//! `audiapro search rebuild`: the index of what was said, made anew from the transcripts.

use clap::{Args, Subcommand};
use models::identity::tenant::Tenant;
use models::ids::{CANARY, TenantId};

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro search rebuild                 every tenant
  audiapro search rebuild --tenant Acme   one

The server may run meanwhile; a search finds less until it is done. Results keep the index current by themselves: this is for
transcripts from before it was there.";

/// Make the index of what was said anew
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
    /// Open every transcript and index its words
    Rebuild {
        /// Id, or name where only one tenant has it
        #[arg(long)]
        tenant: Option<String>,
    },
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let Command::Rebuild { tenant } = &arguments.command;
    let config = arguments.at.enter(surroundings, &[])?;
    with_database(&config, async |database| {
        let (key, pools) = database.open(&config).await?;
        let sealer = models::compliance::sealing::Sealer::new(pools.app.clone(), key);
        let tenants: Vec<(TenantId, String)> = {
            let conn = &mut *pools.owner.get().await?;
            let found = match tenant {
                Some(name) => vec![Tenant::find(conn, name).await?],
                None => Tenant::all(conn).await?,
            };
            let named = found.into_iter().map(|tenant| (tenant.tenant_id(), tenant.name));
            named.filter(|(id, _)| *id != CANARY).collect()
        };
        for (id, name) in tenants {
            let transcripts = actors::search::rebuild(&pools, &sealer, id).await?;
            terminal::line(&format!("{id} {name}: {transcripts} transcripts"))?;
        }
        Ok(Outcome::Done)
    })
}
