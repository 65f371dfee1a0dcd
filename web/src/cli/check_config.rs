//! `audiapro check-config`: the configuration in force, with where each value came from; secrets hidden.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use super::terminal::{self, FAINT};
use super::{Outcome, Surroundings};
use crate::config::{Config, Entry};
use crate::privileges;

const AFTER: &str = "\
Examples:
  audiapro check-config
  audiapro check-config --config /etc/audiapro.toml --json
  audiapro check-config --data .local --get data.dir    the folder that is really used

Every key is documented in the defaults: audiapro check-config --defaults";

/// Show the effective configuration, secrets hidden
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// One JSON object instead of lines
    #[arg(long)]
    json: bool,
    /// Print the value of one key alone
    #[arg(long, value_name = "KEY")]
    get: Option<String>,
    /// Print the documented defaults file
    #[arg(long, conflicts_with_all = ["json", "get"])]
    defaults: bool,
    /// As `server --data`
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    if arguments.defaults {
        print!("{}", crate::config::DEFAULTS);
        return Ok(Outcome::Done);
    }
    let entries = entries(arguments, surroundings)?;
    if let Some(key) = &arguments.get {
        let Some(entry) = entries.iter().find(|entry| entry.key == *key) else {
            bail!("`{key}` is no key of the configuration; `audiapro check-config` lists them all");
        };
        terminal::line(&plain(entry))?;
    } else if arguments.json {
        terminal::line(&serde_json::to_string_pretty(&entries)?)?;
    } else {
        show(&entries);
    }
    Ok(Outcome::Done)
}

/// The entries, with empty folders replaced by those that are used in their place.
fn entries(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Vec<Entry>> {
    let mut environment = surroundings.environment.clone();
    if let Some(data) = &arguments.data {
        let data = data.to_str().context("--data is not UTF-8")?;
        environment.push(("AUDIAPRO__DATA__DIR".into(), data.into()));
    }
    let file = surroundings.config_file.as_deref();
    let config = Config::load(file, &environment)?;
    let data = privileges::data_dir(&config)?;
    let mut entries = Config::show(file, &environment)?;
    for entry in &mut entries {
        match entry.key.as_str() {
            "data.dir" => entry.value = data.path.display().to_string().into(),
            "models.dir" => entry.value = config.models_dir().display().to_string().into(),
            _ => {}
        }
    }
    Ok(entries)
}

fn show(entries: &[Entry]) {
    let mut section = "";
    for entry in entries {
        let (of, name) = entry.key.split_once('.').unwrap_or(("", &entry.key));
        if of != section {
            anstream::println!("{}[{of}]", if section.is_empty() { "" } else { "\n" });
            section = of;
        }
        if entry.origin == "default" {
            anstream::println!("{name} = {}", entry.value);
        } else {
            anstream::println!("{name} = {}  {FAINT}# {}{FAINT:#}", entry.value, entry.origin);
        }
    }
}

fn plain(entry: &Entry) -> String {
    entry
        .value
        .as_str()
        .map_or_else(|| entry.value.to_string(), str::to_owned)
}
