//! `audiapro parse`: what a telephone system sent, read as the server would read it. No database, nothing is stored.

use std::io::Read;
use std::path::{Path, PathBuf};

use actors::engine::pbx::parsed::parse;
use actors::engine::pbx::settings::{Given, Settings};
use actors::engine::pbx::source::Source;
use anyhow::{Context, anyhow};
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{Outcome, terminal};

const AFTER: &str = "\
Examples:
  audiapro parse --source asterisk-cdr-csv --context pbx.json Master.csv
  audiapro parse --source twilio --context twilio.json requests.http

The context is a JSON object with the settings of that system: `tz`, `extension_pattern`, `trunk_channel_prefixes`, `secrets` …
A payload may be a file as the system writes it, or captured HTTP requests back to back.";

/// Read a payload of a telephone system and print what it holds as one JSON object
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Form of the payload
    #[arg(long, value_name = "ID", value_parser = PossibleValuesParser::new(Source::ALL.iter().map(|source| source.as_str())))]
    source: String,
    /// JSON file with the settings of the system
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// The payload; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let source = Source::from_name(&arguments.source).ok_or_else(|| anyhow!("unknown source {}", arguments.source))?;
    let given = match &arguments.context {
        None => Given::default(),
        Some(file) => {
            let text = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
            serde_json::from_slice(&text).with_context(|| format!("{} holds no settings", file.display()))?
        }
    };
    let settings = Settings::new(given).context("the settings are wrong")?;
    let payload = read(&arguments.file).with_context(|| format!("could not read {}", arguments.file.display()))?;
    terminal::line(&serde_json::to_string(&parse(source, &payload, &settings))?)?;
    Ok(Outcome::Done)
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        Ok(bytes)
    } else {
        std::fs::read(file)
    }
}
