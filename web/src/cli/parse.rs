//! `audiapro parse`: what a telephone system sent, read as the server would read it. No database, nothing is stored.

use std::io::Read;
use std::path::{Path, PathBuf};

use actors::engine::pbx::parsed::parse;
use actors::engine::pbx::recognise;
use actors::engine::pbx::settings::{Given, Settings};
use actors::engine::pbx::source::Source;
use anyhow::{Context, anyhow, bail};
use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Outcome, terminal};

const AFTER: &str = "\
Examples:
  audiapro parse unknown.txt
  audiapro parse --source asterisk-cdr-csv --context pbx.json Master.csv
  audiapro parse --source twilio --context twilio.json requests.http

The context is a JSON object with the settings of that system: `tz`, `extension_pattern`, `trunk_channel_prefixes`, `secrets` …
It may stand as `context` in an object with other keys.
A payload may be a file as the system writes it, or captured HTTP requests back to back.";

/// Read a payload of a telephone system and print what it holds as one JSON object
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Form of the payload; without it the likeliest one is taken and named as `source`, with the settings that it suggests
    #[arg(long, value_name = "ID", value_parser = PossibleValuesParser::new(Source::ALL.iter().map(|source| source.as_str())))]
    source: Option<String>,
    /// JSON file with the settings of the system
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// The payload; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let given = match &arguments.context {
        None => Given::default(),
        Some(file) => {
            let text = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
            settings_of(&text).with_context(|| format!("{} holds no settings", file.display()))?
        }
    };
    let payload = read(&arguments.file).with_context(|| format!("could not read {}", arguments.file.display()))?;
    let Some(name) = &arguments.source else {
        return recognised(&payload, given);
    };
    let source = Source::from_name(name).ok_or_else(|| anyhow!("unknown source {name}"))?;
    let settings = Settings::new(recognise::dated(&given, Timestamp::now())).context("the settings are wrong")?;
    terminal::line(&serde_json::to_string(&parse(source, &payload, &settings))?)?;
    Ok(Outcome::Done)
}

/// Settings by themselves, or as they stand as `context` beside what is expected of a payload.
fn settings_of(text: &[u8]) -> serde_json::Result<Given> {
    let mut value: Value = serde_json::from_slice(text)?;
    let inner = value.get_mut("context").filter(|inner| inner.is_object());
    let inner = inner.map(Value::take);
    serde_json::from_value(inner.unwrap_or(value))
}

/// What the payload seems to be, with what is in it.
fn recognised(payload: &[u8], given: Given) -> anyhow::Result<Outcome> {
    Settings::new(given.clone()).context("the settings are wrong")?;
    let mut candidates = recognise::recognise(payload, &given, Timestamp::now()).into_iter();
    let Some(likeliest) = candidates.next() else {
        bail!("no form is recognised; name one with --source");
    };
    let others: Vec<&str> = candidates.take(4).map(|other| other.source.as_str()).collect();
    let mut line = serde_json::to_value(&likeliest.parsed)?;
    line["source"] = likeliest.source.as_str().into();
    line["others"] = others.into();
    line["suggested"] = json!({ "extension_pattern": recognise::extension_pattern(&likeliest.parsed.records) });
    if let Some(order) = likeliest.date_order {
        line["suggested"]["date_order"] = order.into();
    }
    terminal::line(&line.to_string())?;
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
