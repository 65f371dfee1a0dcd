//! `audiapro tenant create|set|release|export`: tenants, made, changed and given away by the operator.

use anyhow::bail;
use clap::{Args, Subcommand};
use models::billing::usage::Policy;
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};

use super::bundle::Export;
use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro tenant create 'Acme Dental'
  audiapro tenant create Acme --plan professional --zone Europe/Rome --json
  audiapro tenant set Acme --limit 1000 --policy overage
  audiapro tenant release Acme --calls 500
  audiapro tenant export Acme --to acme.tar
  audiapro tenant set 0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11 --limit unlimited

Plans: trial (14 days, 100 calls), starter (500 calls a month), professional (2,000), enterprise (unlimited).
Policies at the limit: store_only queue overage reject. A running server takes changes up at once.
With queue and overage what was withheld is analysed by itself, as soon as there is room; else `release` does it, within the limit.";

/// Create and change tenants
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create a tenant; prints its id and, once, an API key
    Create(Create),
    /// Change a tenant's plan, limit, policy or zone
    Set(Set),
    /// Have withheld calls analysed and charged to this period, the oldest first, as far as the limit reaches
    Release(Release),
    /// Write all that a tenant has into one tar file
    Export(Export),
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Create {
    name: String,
    #[arg(long, default_value = "trial")]
    plan: String,
    /// What happens at the limit
    #[arg(long, default_value = "store_only")]
    policy: String,
    /// Time zone in which the periods begin (IANA name)
    #[arg(long, default_value = "UTC")]
    zone: String,
    /// One JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Set {
    /// Id, or name where only one tenant has it
    tenant: String,
    #[arg(long)]
    plan: Option<String>,
    /// Calls a period, `unlimited`, or `plan` to take an own limit away
    #[arg(long, value_name = "N|unlimited|plan")]
    limit: Option<String>,
    #[arg(long)]
    policy: Option<String>,
    #[arg(long)]
    zone: Option<String>,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Release {
    /// Id, or name where only one tenant has it
    tenant: String,
    /// At most so many calls
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    calls: Option<u64>,
    #[command(flatten)]
    at: At,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Create(create) => create.run(surroundings),
        Command::Set(set) => set.run(surroundings),
        Command::Release(release) => release.run(surroundings),
        Command::Export(export) => export.run(surroundings),
    }
}

impl Create {
    fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let new = NewTenant {
            name: self.name.clone(),
            plan: self.plan.clone(),
            zone: self.zone.clone(),
            policy: policy(&self.policy)?,
        };
        let config = self.at.enter(surroundings, &[])?;
        let (tenant, _, secret) = with_database(&config, async |database| {
            let (master_key, pools) = database.open(&config).await?;
            Ok(Tenant::create(&pools.owner, &master_key, "command line", new).await?)
        })?;
        if self.json {
            let (id, name, plan, key) = (tenant.id, &tenant.name, &tenant.plan_id, secret.reveal());
            terminal::line(
                &serde_json::json!({ "tenant_id": id, "name": name, "plan": plan, "api_key": key }).to_string(),
            )?;
        } else {
            terminal::line(&format!("tenant  {}", tenant.id))?;
            terminal::line(&format!("key     {}", secret.reveal()))?;
            eprintln!("The key is shown this once; only its hash is kept.");
        }
        Ok(Outcome::Done)
    }
}

impl Set {
    fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let change = TenantChange {
            plan: self.plan.clone(),
            limit: self.limit.as_deref().map(limit).transpose()?,
            policy: self.policy.as_deref().map(policy).transpose()?,
            zone: self.zone.clone(),
        };
        if change.plan.is_none() && change.limit.is_none() && change.policy.is_none() && change.zone.is_none() {
            bail!("nothing to change: give --plan, --limit, --policy or --zone");
        }
        let config = self.at.enter(surroundings, &[])?;
        let tenant = with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let found = Tenant::find(&mut *pools.owner.get().await?, &self.tenant).await?;
            Ok(Tenant::set(&pools.owner, "command line", found.tenant_id(), change).await?)
        })?;
        terminal::line(&serde_json::to_string_pretty(&tenant)?)?;
        Ok(Outcome::Done)
    }
}

impl Release {
    fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let calls = self.calls;
        let config = self.at.enter(surroundings, &[])?;
        let usage = with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let tenant = Tenant::find(&mut *pools.owner.get().await?, &self.tenant)
                .await?
                .tenant_id();
            Tenant::release(&pools.owner, "command line", tenant, calls).await?;
            Ok(actors::app::recount(&pools, tenant).await?.stored)
        })?;
        terminal::line(&format!(
            "ordered  {} calls are withheld; the server takes it up at once, or when it starts",
            usage.withheld
        ))?;
        Ok(Outcome::Done)
    }
}

fn policy(name: &str) -> anyhow::Result<Policy> {
    match Policy::from_name(name) {
        Some(policy) => Ok(policy),
        None => bail!("--policy {name}: it is store_only, queue, overage or reject"),
    }
}

fn limit(text: &str) -> anyhow::Result<LimitChange> {
    match text {
        "unlimited" => Ok(LimitChange::Unlimited),
        "plan" => Ok(LimitChange::Plan),
        number => match number.parse() {
            Ok(calls) => Ok(LimitChange::Calls(calls)),
            Err(_) => bail!("--limit {number}: give a number of calls, `unlimited` or `plan`"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_or_one_of_two_words() {
        assert_eq!(limit("12").unwrap(), LimitChange::Calls(12));
        assert_eq!(limit("unlimited").unwrap(), LimitChange::Unlimited);
        assert_eq!(limit("plan").unwrap(), LimitChange::Plan);
        assert!(limit("-1").unwrap_err().to_string().contains("--limit -1"));
    }
}
