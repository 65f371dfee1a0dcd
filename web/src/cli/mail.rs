//! `audiapro mail`: try the courier, look at what is written, see to whom nothing is sent any more.

use actors::mail::Carried;
use actors::outbound::Outbound;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use models::Error;
use models::platform::mail::letter::{KINDS, Letter};
use models::platform::mail::{self, Mail, Suppressed};

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};
use crate::config::Config;
use crate::courier;

const AFTER: &str = "\
Examples:
  audiapro mail test anna@example.com       sends one mail now, and says what the mail server said
  audiapro mail preview invitation --html > invitation.html
  audiapro mail suppressed                  addresses to which nothing is sent: their mailbox does not exist
  audiapro mail release anna@example.com    mails go there again";

/// Mails: try the server, look at the texts, see addresses that are left out
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
    /// Send one mail now, past the queue
    Test { address: String },
    /// Print what a kind of mail says, with made-up names
    Preview {
        #[arg(value_parser = KINDS)]
        kind: String,
        /// As HTML; else as plain text
        #[arg(long)]
        html: bool,
    },
    /// List addresses to which nothing is sent any more
    Suppressed {
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Send to an address again
    Release { address: String },
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Preview { kind, html } => preview(kind, *html),
        Command::Test { address } => test(&surroundings.config()?, address),
        Command::Suppressed { limit, json } => {
            suppressed(&arguments.at.enter(surroundings, &[])?, (*limit).max(1), *json)
        }
        Command::Release { address } => release(&arguments.at.enter(surroundings, &[])?, address),
    }
}

fn preview(kind: &str, html: bool) -> anyhow::Result<Outcome> {
    let content = Letter::sample(kind).context("no such kind of mail")?.content();
    let shown = match html {
        true => content.html,
        false => format!("Subject: {}\n\n{}", content.subject, content.text),
    };
    terminal::line(shown.trim_end())?;
    Ok(Outcome::Done)
}

fn test(config: &Config, address: &str) -> anyhow::Result<Outcome> {
    let outbound = Outbound::new(config.private_subnets())?;
    let Some(courier) = courier::of(&config.mail, &outbound)? else {
        bail!("mail.via is `none`: nobody carries mails. Set it to `smtp` or `resend`");
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let letter = Letter::Test {
        link: &config.public_url(),
    };
    match runtime.block_on(courier.carry(&Mail::unsaved(address, &letter))) {
        Carried::Taken => terminal::line(&format!("the mail server took a mail for {address}"))?,
        Carried::Again { error, .. } => bail!("the mail was not taken now: {error}"),
        Carried::NoSuchAddress(error) | Carried::Refused(error) => bail!("the mail was refused: {error}"),
    }
    Ok(Outcome::Done)
}

fn suppressed(config: &Config, limit: i64, json: bool) -> anyhow::Result<Outcome> {
    let found = with_database(config, async |database| {
        let (_, pools) = database.open(config).await?;
        let found = pools
            .worker
            .transaction(async move |conn| -> Result<Vec<Suppressed>, Error> { mail::suppressed(conn, limit).await });
        Ok(found.await?)
    })?;
    for one in &found {
        terminal::line(&match json {
            true => serde_json::to_string(one)?,
            false => format!(
                "{}  {}  {}",
                one.created_at.format("%Y-%m-%d %H:%M:%S"),
                one.email_key,
                one.reason
            ),
        })?;
    }
    Ok(Outcome::Done)
}

fn release(config: &Config, address: &str) -> anyhow::Result<Outcome> {
    let wanted = address.to_owned();
    let was = with_database(config, async |database| {
        let (_, pools) = database.open(config).await?;
        let was = pools
            .worker
            .transaction(async move |conn| -> Result<bool, Error> { mail::release(conn, &wanted).await });
        Ok(was.await?)
    })?;
    if !was {
        bail!("{address} was not left out");
    }
    terminal::line(&format!("mails go to {address} again"))?;
    Ok(Outcome::Done)
}
