//! `audiapro asyncapi`: the document of the topics that customers read and write.

use clap::Args;

use super::{Outcome, terminal};
use crate::asyncapi;

const AFTER: &str = "\
Examples:
  audiapro asyncapi > asyncapi.json
  audiapro asyncapi | jq '.channels | keys'";

/// Print the AsyncAPI document of the topics
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {}

pub fn run(_: &Arguments) -> anyhow::Result<Outcome> {
    terminal::line(&serde_json::to_string_pretty(&asyncapi::document())?)?;
    Ok(Outcome::Done)
}
