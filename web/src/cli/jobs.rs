//! `audiapro jobs list`: what works in the background, what waits, what failed and why.

use clap::{Args, Subcommand};
use models::platform::job::{self, Filter, Summary};

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro jobs list
  audiapro jobs list --state failed --json

Prints the newest jobs first. Works while the server runs.";

/// Background jobs
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
    /// List background jobs, newest first
    List {
        /// waiting, running, done, failed or cancelled
        #[arg(long)]
        state: Option<String>,
        #[arg(long)]
        kind: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let Command::List {
        state,
        kind,
        limit,
        json,
    } = &arguments.command;
    let filter = Filter {
        state: state.clone(),
        kind: kind.clone(),
        at_most: (*limit).max(1),
    };
    let config = arguments.at.enter(surroundings, &[])?;
    let jobs = with_database(&config, async |database| {
        let (_, pools) = database.open(&config).await?;
        Ok(job::list(&mut *pools.staff.get().await?, &filter).await?)
    })?;
    for one in &jobs {
        let line = if *json {
            serde_json::to_string(one)?
        } else {
            readable(one)
        };
        terminal::line(&line)?;
    }
    Ok(Outcome::Done)
}

fn readable(job: &Summary) -> String {
    let at = job.finished_at.or(job.started_at).unwrap_or(job.run_at);
    let whose = job.tenant_id.map_or_else(|| "platform".to_owned(), |id| id.to_string());
    let line = format!(
        "{}  {:<9} {:<24} {}/{}  {}  {whose}",
        at.format("%Y-%m-%d %H:%M:%S"),
        job.state,
        job.kind,
        job.attempts,
        job.attempts_max,
        job.id
    );
    match &job.last_error {
        Some(error) => format!("{line}  {error}"),
        None => line,
    }
}
