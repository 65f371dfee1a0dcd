//! `audiapro queue`: what waits for analysis and until when, of all tenants or of one; the switch that pauses analysis.

use actors::config::AnalysisBounds;
use clap::{Args, Subcommand};
use models::Error;
use models::calls::queue::{control, outlook, view};
use models::identity::authority::Rows;
use models::identity::tenant::Tenant;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};
use crate::routes::calls::queue::{Queue, QueueLane};

const AFTER: &str = "\
Examples:
  audiapro queue
  audiapro queue --tenant Acme --json
  audiapro queue pause --reason 'another model tonight'
  audiapro queue resume

While it is paused records and recordings are taken and wait; what is being analysed comes to its end. A running server obeys at once.";

/// See what waits for analysis; pause and resume it
#[derive(Debug, Args)]
#[command(after_help = AFTER, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Of one tenant alone: id, or name where only one has it
    #[arg(long)]
    tenant: Option<String>,
    /// One JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Analyse nothing until it is resumed
    Pause {
        /// Why, for whoever looks
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Go on
    Resume,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    match &arguments.command {
        None => arguments.show(surroundings),
        Some(Command::Pause { reason }) => arguments.turn(surroundings, true, reason),
        Some(Command::Resume) => arguments.turn(surroundings, false, ""),
    }
}

impl Arguments {
    fn show(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let config = self.at.enter(surroundings, &[])?;
        let (queue, reason) = with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let tenant = match &self.tenant {
                Some(name) => Some(Tenant::find(&mut *pools.owner.get().await?, name).await?.tenant_id()),
                None => None,
            };
            let seen_max_s = AnalysisBounds::default().node_seen_max.as_secs_f64();
            let worker = pools.worker.transaction(async |conn| -> Result<_, Error> {
                let outlook = outlook::read(conn, seen_max_s).await?;
                let control = control::read(conn).await?;
                Ok((outlook, view::lanes_of_all(conn).await?, control))
            });
            let (outlook, all, control) = worker.await?;
            let lanes = match tenant {
                None => all,
                Some(tenant) => {
                    let own = pools
                        .app
                        .tenant(tenant, async move |conn| view::lanes(conn, tenant, &Rows::All).await);
                    own.await?
                }
            };
            Ok((Queue::new(lanes, tenant, &outlook), control.reason))
        })?;
        if self.json {
            terminal::line(&serde_json::to_string(&queue)?)?;
            return Ok(Outcome::Done);
        }
        terminal::line(&format!(
            "{:<10}{:>9}{:>9}{:>9}{:>11}{:>10}{:>10}",
            "lane", "waiting", "running", "withheld", "audio", "oldest", "done in"
        ))?;
        for lane in &queue.lanes {
            terminal::line(&readable(lane))?;
        }
        let factor = queue
            .real_time_factor
            .map_or("not measured yet".to_owned(), |factor| format!("{factor:.4}"));
        terminal::line(&format!("workers {}, real-time factor {factor}", queue.workers))?;
        if queue.paused {
            terminal::line(&format!(
                "paused: {}",
                if reason.is_empty() { "no reason given" } else { &reason }
            ))?;
        }
        Ok(Outcome::Done)
    }

    fn turn(&self, surroundings: &Surroundings, ingest_only: bool, reason: &str) -> anyhow::Result<Outcome> {
        let config = self.at.enter(surroundings, &[])?;
        let control = with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let turned = pools.owner.transaction(async move |conn| -> Result<_, Error> {
                control::set(conn, ingest_only, reason, "command line").await
            });
            Ok(turned.await?)
        })?;
        terminal::line(if control.ingest_only { "paused" } else { "resumed" })?;
        Ok(Outcome::Done)
    }
}

fn readable(lane: &QueueLane) -> String {
    let span =
        |seconds: Option<f64>| seconds.map_or("-".to_owned(), |seconds| terminal::clock((seconds * 1000.0) as u64));
    format!(
        "{:<10}{:>9}{:>9}{:>9}{:>11}{:>10}{:>10}",
        lane.lane,
        lane.waiting,
        lane.running,
        lane.withheld,
        span(Some(lane.audio_s)),
        span(lane.oldest_s),
        span(lane.eta_s)
    )
}
