//! `audiapro audit`: proves that no entry of an audit log was changed, left out or moved. An exported file needs no server and no database.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use models::compliance::audit::{self, Verdict};
use models::compliance::audit_checkpoint;
use models::compliance::audit_export::{self, Checkpoint};
use models::compliance::sealing::Sealer;
use models::db::Connection;
use models::identity::tenant::Tenant;
use models::ids::{PLATFORM, TenantId};

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro audit verify audit.ndjson                  a file of GET /v1/audit/export; needs no server
  audiapro audit verify audit.ndjson --key BASE64     and signed by this key, as `audit key` printed it once
  audiapro audit verify --all                         every chain of this installation's database
  audiapro audit verify --tenant Acme
  audiapro audit checkpoints >checkpoints.ndjson      what was signed day by day; keep it where nobody of the database comes
  audiapro audit verify --all --checkpoints checkpoints.ndjson
  audiapro audit key                                  the public key under which exports are signed

Exit status: 0 whole; 1 it could not be looked at; 2 something was changed, is missing or stands elsewhere.";

/// Verify audit logs, and what was signed of them
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Go along a chain: an exported file's, or those of the database
    Verify(Verify),
    /// Print what was signed of the chains, one JSON object a line
    Checkpoints(Checkpoints),
    /// Print the public key under which exports are signed
    Key(Key),
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Verify {
    /// An NDJSON export
    #[arg(conflicts_with_all = ["tenant", "all"])]
    file: Option<PathBuf>,
    /// The public key that has to have signed the file, in base64
    #[arg(long, requires = "file")]
    key: Option<String>,
    /// Id of a tenant, or its name where only one has it
    #[arg(long)]
    tenant: Option<String>,
    /// All tenants, and the platform's own
    #[arg(long, conflicts_with = "tenant")]
    all: bool,
    /// Checkpoints that were kept elsewhere, one JSON object a line, as `audit checkpoints` printed them
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    checkpoints: Option<PathBuf>,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Checkpoints {
    /// Id of a tenant, or its name where only one has it; all if not given
    #[arg(long)]
    tenant: Option<String>,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Key {
    #[command(flatten)]
    at: At,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Verify(verify) => match &verify.file {
            Some(file) => verify.of_file(file),
            None if verify.all || verify.tenant.is_some() => verify.of_database(surroundings),
            None => bail!("what is to be verified? Give a FILE, --tenant, or --all"),
        },
        Command::Checkpoints(checkpoints) => checkpoints.run(surroundings),
        Command::Key(key) => key.run(surroundings),
    }
}

impl Verify {
    fn of_file(&self, file: &PathBuf) -> anyhow::Result<Outcome> {
        let opened = File::open(file).with_context(|| format!("could not open {}", file.display()))?;
        let proof = audit_export::verify_file(BufReader::new(opened).lines())?;
        let checkpoint = &proof.checkpoint;
        terminal::line(&format!("tenant      {}", checkpoint.tenant))?;
        terminal::line(&format!("checkpoint  entry {}, {}", checkpoint.n, checkpoint.at))?;
        terminal::line(&format!("signed by   {}", checkpoint.key))?;
        if self.key.as_ref().is_some_and(|key| *key != checkpoint.key) {
            terminal::line("BROKEN      another key signed it")?;
            return Ok(Outcome::Partial);
        }
        told(&proof.verdict)
    }

    fn of_database(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let elsewhere = self.checkpoints.as_ref().map(read).transpose()?.unwrap_or_default();
        let config = self.at.enter(surroundings, &[])?;
        with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let conn = &mut pools.owner.get().await?;
            let mut outcome = Outcome::Done;
            for (tenant, name) in chains(conn, self.tenant.as_deref()).await? {
                terminal::line(&format!("chain       {tenant} {name}"))?;
                let mut verdict = audit::verify(conn, tenant).await?;
                if let Verdict::Whole { .. } = verdict {
                    verdict = held_against(conn, tenant, &elsewhere).await?.unwrap_or(verdict);
                }
                if told(&verdict)? == Outcome::Partial {
                    outcome = Outcome::Partial;
                }
            }
            Ok(outcome)
        })
    }
}

/// Whose chains are looked at, each with its name.
async fn chains(conn: &mut Connection, tenant: Option<&str>) -> anyhow::Result<Vec<(TenantId, String)>> {
    let found = match tenant {
        Some(tenant) => vec![Tenant::find(conn, tenant).await?],
        None => Tenant::all(conn).await?,
    };
    let named = found.into_iter().map(|tenant| (tenant.tenant_id(), tenant.name));
    let platform = tenant.is_none().then(|| (PLATFORM, "the platform".into()));
    Ok(named.chain(platform).collect())
}

/// Checkpoints that were kept elsewhere.
fn read(file: &PathBuf) -> anyhow::Result<Vec<Checkpoint>> {
    let opened = File::open(file).with_context(|| format!("could not open {}", file.display()))?;
    let mut kept = Vec::new();
    for (n, line) in BufReader::new(opened).lines().enumerate() {
        let line = line.with_context(|| format!("could not read {}", file.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        let parsed = serde_json::from_str(&line);
        kept.push(parsed.with_context(|| format!("{}, line {}: no checkpoint", file.display(), n + 1))?);
    }
    Ok(kept)
}

/// Checkpoints that are looked at in one go.
const PAGE: i64 = 1_000;

/// The first checkpoint that a whole chain does not agree with: of those kept elsewhere, and of its own.
async fn held_against(
    conn: &mut Connection,
    tenant: TenantId,
    elsewhere: &[Checkpoint],
) -> anyhow::Result<Option<Verdict>> {
    for signed in elsewhere.iter().filter(|signed| signed.tenant == tenant) {
        if let Some(why) = audit_checkpoint::fault(conn, signed).await? {
            return Ok(Some(Verdict::Broken { n: signed.n, why }));
        }
    }
    let mut before = None;
    loop {
        let page = audit_checkpoint::page(conn, tenant, before, PAGE).await?;
        for signed in &page {
            if let Some(why) = audit_checkpoint::fault(conn, signed).await? {
                return Ok(Some(Verdict::Broken { n: signed.n, why }));
            }
        }
        match page.last() {
            Some(last) => before = Some(last.n),
            None => return Ok(None),
        }
    }
}

impl Checkpoints {
    fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let config = self.at.enter(surroundings, &[])?;
        with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let conn = &mut pools.owner.get().await?;
            for (tenant, _) in chains(conn, self.tenant.as_deref()).await? {
                let mut before = None;
                loop {
                    let page = audit_checkpoint::page(conn, tenant, before, PAGE).await?;
                    for signed in &page {
                        terminal::line(&serde_json::to_string(signed)?)?;
                    }
                    match page.last() {
                        Some(last) => before = Some(last.n),
                        None => break,
                    }
                }
            }
            Ok(Outcome::Done)
        })
    }
}

fn told(verdict: &Verdict) -> anyhow::Result<Outcome> {
    match verdict {
        Verdict::Whole { entries, erased } => {
            terminal::line(&format!("whole       {entries} entries, {erased} of them erased"))?;
            Ok(Outcome::Done)
        }
        Verdict::Broken { n, why } => {
            terminal::line(&format!("BROKEN      at entry {n}: {why}"))?;
            Ok(Outcome::Partial)
        }
    }
}

impl Key {
    fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let config = self.at.enter(surroundings, &[])?;
        let key = with_database(&config, async |database| {
            let (master_key, pools) = database.open(&config).await?;
            let platform_key = Sealer::new(pools.app.clone(), master_key).platform_key().await?;
            let signed = pools
                .owner
                .transaction(async move |conn| audit_export::checkpoint(conn, &platform_key, PLATFORM).await);
            Ok(signed.await?.key)
        })?;
        terminal::line(&key)?;
        Ok(Outcome::Done)
    }
}
