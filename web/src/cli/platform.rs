//! `audiapro platform mode`: the mode that the whole platform runs in, switched by the operator.

use clap::{Args, Subcommand};
use models::platform::mode::{self, Mode};

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro platform mode                                   how it stands
  audiapro platform mode ingest_only --reason upgrade      records and recordings are taken, nothing is analysed
  audiapro platform mode normal

Modes: normal, read_only, ingest_only, drain, offline. Every node takes a switch up within a second.";

/// Switch the whole platform's mode
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the mode, or switch it
    Mode(Switch),
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Switch {
    mode: Option<String>,
    #[arg(long, default_value = "")]
    reason: String,
    #[command(flatten)]
    at: At,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Mode(switch) => switch.run(surroundings),
    }
}

impl Switch {
    fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let mode = self.mode.as_deref().map(Mode::parse).transpose()?;
        let config = self.at.enter(surroundings, &[])?;
        let standing = with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let reason = self.reason.clone();
            let standing = pools.owner.transaction(async move |conn| match mode {
                Some(mode) => mode::switch(conn, "command line", mode, &reason).await,
                None => mode::read(conn).await,
            });
            Ok(standing.await?)
        })?;
        let (mode, by, at) = (standing.mode.as_str(), &standing.changed_by, standing.changed_at);
        terminal::line(&format!("{mode}  since {at} by {by}  {}", standing.reason))?;
        Ok(Outcome::Done)
    }
}
