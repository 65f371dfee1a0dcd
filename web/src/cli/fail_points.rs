//! `audiapro fail-points`: the planned failures that test builds can be told to have.

use actors::fail;
use clap::Args;

use super::{Outcome, terminal};

const AFTER: &str = "\
Examples:
  audiapro fail-points
  AUDIAPRO_FAIL_AT=ledger.before_commit:3 audiapro server   dies at the third passing (test builds only)";

/// List the planned failures of test builds
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let width = fail::POINTS.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, when) in fail::POINTS {
        if arguments.json {
            terminal::line(&serde_json::json!({ "name": name, "when": when }).to_string())?;
        } else {
            terminal::line(&format!("{name:width$}  {when}"))?;
        }
    }
    if !cfg!(feature = "fail-points") {
        eprintln!("This build has none of them: build with --features fail-points.");
    }
    Ok(Outcome::Done)
}
