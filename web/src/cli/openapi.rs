//! `audiapro openapi`: the OpenAPI document of the HTTP interface, as it is checked in.

use clap::Args;

use super::Outcome;

const AFTER: &str = "\
Examples:
  audiapro openapi > openapi.json
  audiapro openapi | jq '.paths | keys'";

/// Print the OpenAPI 3.1 document of the HTTP interface
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {}

pub fn run(_: &Arguments) -> anyhow::Result<Outcome> {
    super::terminal::line(crate::openapi::text()?.trim_end())?;
    Ok(Outcome::Done)
}
