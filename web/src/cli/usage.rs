//! `audiapro usage recount`: usage counted anew from the rows, against what the meter says.

use clap::{Args, Subcommand};
use models::identity::tenant::Tenant;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};
use crate::routes::billing::usage::UsageBody;

const AFTER: &str = "\
Examples:
  audiapro usage recount --tenant Acme

Prints the usage object of the API, computed from the rows. Exit status 1 if it differs from the stored one, which is then
printed on standard error.";

/// Check the meter against the rows
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
    /// Count a tenant's usage anew
    Recount {
        /// Id, or name where only one tenant has it
        #[arg(long)]
        tenant: String,
    },
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let Command::Recount { tenant } = &arguments.command;
    let config = arguments.at.enter(surroundings, &[])?;
    let recount = with_database(&config, async |database| {
        let (_, pools) = database.open(&config).await?;
        let found = Tenant::find(&mut *pools.owner.get().await?, tenant).await?;
        Ok(actors::app::recount(&pools, found.tenant_id()).await?)
    })?;
    terminal::line(&serde_json::to_string(&UsageBody::new(
        &recount.counted,
        recount.audio_seconds,
    ))?)?;
    if recount.agrees() {
        return Ok(Outcome::Done);
    }
    let stored = serde_json::to_string(&UsageBody::new(&recount.stored, recount.audio_seconds))?;
    eprintln!("the stored usage differs: {stored}");
    Ok(Outcome::Amiss)
}
