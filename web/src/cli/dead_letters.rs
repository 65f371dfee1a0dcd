//! `audiapro dead-letters list|retry|discard`: a tenant's analyses that were given up, for the operator.

use anyhow::bail;
use clap::{Args, Subcommand};
use models::Error;
use models::calls::dead_letter::{DeadLetter, DeadLetterFilter, Verdict};
use models::db::Pools;
use models::identity::tenant::Tenant;
use models::ids::TenantId;
use models::page::{Cursor, PageRequest, ROWS_MAX};
use uuid::Uuid;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro dead-letters list --tenant Acme
  audiapro dead-letters list --tenant Acme --code timed_out --json
  audiapro dead-letters retry --tenant Acme --code timed_out
  audiapro dead-letters retry --tenant Acme f106c8e1-98ae-5e98-af8a-d93f43245fbb
  audiapro dead-letters discard --tenant Acme --all

`retry` puts them back into the queue with all attempts before them; a running server takes them up within a second. `discard` leaves
their calls as failed. Exit status 1 if one that was named is none.";

/// Analyses that were given up
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
    /// List dead letters, latest first
    List {
        #[command(flatten)]
        of: Of,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Try them again
    Retry(Which),
    /// Drop them
    Discard(Which),
}

#[derive(Debug, Args)]
struct Of {
    /// Id of the tenant, or its name where only one has it
    #[arg(long)]
    tenant: String,
    /// Only those given up for this reason
    #[arg(long)]
    code: Option<String>,
}

#[derive(Debug, Args)]
struct Which {
    #[command(flatten)]
    of: Of,
    /// By id
    ids: Vec<Uuid>,
    /// All of them
    #[arg(long)]
    all: bool,
}

/// Rows that one transaction settles.
const PART: usize = 100;

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let config = arguments.at.enter(surroundings, &[])?;
    with_database(&config, async |database| {
        let (_, pools) = database.open(&config).await?;
        match &arguments.command {
            Command::List { of, json } => of.list(&pools, *json).await,
            Command::Retry(which) => which.settle(&pools, Verdict::Retry).await,
            Command::Discard(which) => which.settle(&pools, Verdict::Discard).await,
        }
    })
}

impl Of {
    async fn tenant(&self, pools: &Pools) -> anyhow::Result<TenantId> {
        Ok(Tenant::find(&mut *pools.owner.get().await?, &self.tenant)
            .await?
            .tenant_id())
    }

    async fn page(
        &self,
        pools: &Pools,
        tenant: TenantId,
        after: Option<Cursor>,
    ) -> Result<(Vec<DeadLetter>, Option<Cursor>), Error> {
        let filter = DeadLetterFilter {
            code: self.code.clone(),
            ..DeadLetterFilter::default()
        };
        let page = PageRequest { after, rows: ROWS_MAX };
        let listed = pools.app.tenant(tenant, async move |conn| {
            DeadLetter::of(tenant).list(conn, &filter, &page).await
        });
        let found = listed.await?;
        let next = found.next.as_deref().map(Cursor::parse).transpose()?;
        Ok((found.data, next))
    }

    async fn list(&self, pools: &Pools, json: bool) -> anyhow::Result<Outcome> {
        let (tenant, mut after) = (self.tenant(pools).await?, None);
        loop {
            let (letters, next) = self.page(pools, tenant, after).await?;
            for letter in &letters {
                terminal::line(&if json {
                    serde_json::to_string(letter)?
                } else {
                    readable(letter)
                })?;
            }
            if next.is_none() {
                return Ok(Outcome::Done);
            }
            after = next;
        }
    }
}

impl Which {
    async fn settle(&self, pools: &Pools, verdict: Verdict) -> anyhow::Result<Outcome> {
        if self.ids.is_empty() && !self.all && self.of.code.is_none() {
            bail!("say which: ids, --code or --all");
        }
        if !self.ids.is_empty() && (self.all || self.of.code.is_some()) {
            bail!("either ids, or --code or --all");
        }
        let tenant = self.of.tenant(pools).await?;
        let ids = match self.ids.is_empty() {
            false => self.ids.clone(),
            true => self.matching(pools, tenant).await?,
        };
        let mut settled = 0;
        for part in ids.chunks(PART) {
            let part = part.to_vec();
            let done = pools.app.tenant(tenant, async move |conn| {
                DeadLetter::of(tenant)
                    .settle(conn, "command line", verdict, &part)
                    .await
            });
            settled += done.await?.legs.len();
        }
        let told = match verdict {
            Verdict::Retry => "retried",
            Verdict::Discard => "discarded",
        };
        terminal::line(&format!("{told} {settled} of {}", ids.len()))?;
        Ok(if settled == ids.len() {
            Outcome::Done
        } else {
            Outcome::Amiss
        })
    }

    async fn matching(&self, pools: &Pools, tenant: TenantId) -> anyhow::Result<Vec<Uuid>> {
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let (letters, next) = self.of.page(pools, tenant, after).await?;
            ids.extend(letters.iter().map(|letter| letter.id));
            if next.is_none() {
                return Ok(ids);
            }
            after = next;
        }
    }
}

fn readable(letter: &DeadLetter) -> String {
    format!(
        "{}  {:<22} {:>2}  {}  {}/{}  {}",
        letter.at.format("%Y-%m-%d %H:%M:%S"),
        letter.code,
        letter.attempts,
        letter.id,
        letter.source_instance,
        letter.external_id,
        letter.detail
    )
}
