//! `audiapro migrate up|down|status`: the tables of this version.

use clap::{Args, Subcommand};

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro migrate status
  audiapro migrate up
  audiapro migrate down --steps 1     takes the last migration back, and its data with it

The server migrates by itself at the start. Stop it before going down.";

/// Bring the database's tables up or down
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
    /// Run what is pending
    Up,
    /// Revert the last migrations
    Down {
        #[arg(long, default_value_t = 1)]
        steps: usize,
    },
    /// Show what is pending; exit status 1 if something is
    Status,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let config = arguments.at.enter(surroundings, &[])?;
    with_database(&config, async |database| {
        match &arguments.command {
            Command::Up => {
                let master_key = database.master_key(&config).await?;
                report("up", &models::migrate::up(&database.config, &master_key).await?)?;
            }
            Command::Down { steps } => report("down", &models::migrate::down(&database.config, *steps).await?)?,
            Command::Status => {
                let pending = models::migrate::pending(&database.config).await?;
                for name in models::migrate::names()? {
                    let mark = if pending.contains(&name) { "pending" } else { "done" };
                    terminal::line(&format!("{mark:8} {name}"))?;
                }
                if !pending.is_empty() {
                    return Ok(Outcome::Amiss);
                }
            }
        }
        Ok(Outcome::Done)
    })
}

fn report(direction: &str, names: &[String]) -> anyhow::Result<()> {
    for name in names {
        terminal::line(&format!("{direction:4} {name}"))?;
    }
    if names.is_empty() {
        terminal::line("nothing to do")?;
    }
    Ok(())
}
