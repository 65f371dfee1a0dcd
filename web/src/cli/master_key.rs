//! `audiapro master-key rotate`: a new master key; every tenant's data key is wrapped anew.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use models::compliance::master_key::{MasterKey, MasterKeySource};
use models::compliance::rotation;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};
use crate::database;

const AFTER: &str = "\
Examples:
  audiapro master-key rotate                       the key file gets a new key
  audiapro master-key rotate --new /run/new.key    the key comes from the environment or a command: bring the new one

Stop the server first: it holds the old key in memory. What was sealed stays as it is; only the tenants' keys are wrapped
anew, in one transaction. Backups made before need the old key: keep it as long as you keep them.";

/// Change the master key
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
    /// Wrap every tenant's data key under a new master key
    Rotate {
        /// File with the new key (32 bytes in base64, mode 0600), where the key does not lie in a file of ours
        #[arg(long, value_name = "FILE")]
        new: Option<PathBuf>,
    },
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let Command::Rotate { new } = &arguments.command;
    let brought = match new {
        Some(file) if file.exists() => Some(MasterKey::load_or_create(&MasterKeySource::File(file.clone()), None)?),
        Some(file) => anyhow::bail!("--new {}: there is no such file", file.display()),
        None => None,
    };
    let config = arguments.at.enter(surroundings, &[])?;
    let done = with_database(&config, async |database| {
        let source = database::master_key_source(&config);
        rotation::rotate(&database.config, &source, brought)
            .await
            .context("the master key was not changed")
    })?;
    let (old, new, tenants) = (done.old_id, done.new_id, done.tenants);
    terminal::line(&format!(
        "master key {old} → {new}; {tenants} tenants' keys wrapped anew"
    ))?;
    Ok(Outcome::Done)
}
