//! `audiapro rollup`: the roll-ups behind the analytics, against a count of the calls.

use clap::{Args, Subcommand};
use models::analytics::recount;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro rollup verify
  audiapro rollup rebuild

`verify` prints every row that differs, as tenant, quarter of an hour or whole day (UTC), telephone system, direction, disposition, calls
stored and calls counted; exit status 1 if there is one. `rebuild` counts all of them anew, while the server may run.";

/// Check the figures' roll-ups against the calls
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
    /// Count all calls and compare
    Verify,
    /// Count all calls and write what was counted
    Rebuild,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let config = arguments.at.enter(surroundings, &[])?;
    with_database(&config, async |database| {
        let (_, pools) = database.open(&config).await?;
        match arguments.command {
            Command::Verify => {
                let differences = recount::differences(&pools.worker).await?;
                for one in &differences {
                    let of = match one.whole_day {
                        true => one.bucket.date_naive().to_string(),
                        false => one.bucket.to_rfc3339(),
                    };
                    terminal::line(&format!(
                        "{} {of} {} {} {} stored={} counted={}",
                        one.tenant_id, one.source_instance, one.direction, one.disposition, one.stored, one.counted
                    ))?;
                }
                if differences.is_empty() {
                    terminal::line("the roll-ups say what the calls say")?;
                    return Ok(Outcome::Done);
                }
                eprintln!(
                    "{} rows differ; `audiapro rollup rebuild` counts them anew",
                    differences.len()
                );
                Ok(Outcome::Amiss)
            }
            Command::Rebuild => {
                let rows = recount::rebuild(&pools.worker).await?;
                terminal::line(&format!("{rows} rows"))?;
                Ok(Outcome::Done)
            }
        }
    })
}
