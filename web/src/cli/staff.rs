//! `audiapro staff`: the platform's own people, as the operator makes and helps them: the first owner, a lost telephone.

use clap::{Args, Subcommand};
use models::identity::email::Email;
use models::identity::password;
use models::identity::token::Secret;
use models::staff::account::{self, NewStaff, Staff};
use models::staff::role::StaffRole;
use models::staff::second_factor;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro staff create-owner anna@example.com --name 'Anna Lee'
  audiapro staff list
  audiapro staff reset-2fa anna@example.com
  audiapro staff reset-password anna@example.com

Staff sign in at /admin/v1/auth/sign-in. They are no members of tenants: an address may be both, with two passwords.";

const ACTOR: &str = "command line";

/// Create and help the platform's own people
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add an owner; prints the password, once
    CreateOwner(CreateOwner),
    /// List the staff
    List(List),
    /// Take somebody's second factor away, and sign them out
    #[command(name = "reset-2fa")]
    Reset2fa(Of),
    /// Give somebody a new password, and sign them out; prints it, once
    ResetPassword(Of),
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct CreateOwner {
    email: String,
    /// The address, if not given
    #[arg(long)]
    name: Option<String>,
    /// One JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct List {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Of {
    email: String,
    #[command(flatten)]
    at: At,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::CreateOwner(create) => create.run(surroundings),
        Command::List(list) => list.run(surroundings),
        Command::Reset2fa(of) => of.reset_second_factor(surroundings),
        Command::ResetPassword(of) => of.reset_password(surroundings),
    }
}

impl CreateOwner {
    fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let email = Email::parse(&self.email)?;
        let secret = Secret::random("")?;
        let new = NewStaff {
            name: self.name.clone().unwrap_or_else(|| email.as_str().to_owned()),
            email,
            role: StaffRole::Owner,
            password_hash: password::hash(secret.reveal())?,
        };
        let config = self.at.enter(surroundings, &[])?;
        let made = with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let made = pools
                .owner
                .transaction(async move |conn| Staff::create(conn, ACTOR, &new).await);
            Ok(made.await?)
        })?;
        if self.json {
            let told = serde_json::json!({ "staff_id": made.id, "email": made.email, "password": secret.reveal() });
            terminal::line(&told.to_string())?;
            return Ok(Outcome::Done);
        }
        terminal::line(&format!("staff     {}", made.id))?;
        show_password(&secret)
    }
}

fn show_password(secret: &Secret) -> anyhow::Result<Outcome> {
    terminal::line(&format!("password  {}", secret.reveal()))?;
    eprintln!("The password is shown this once; only its hash is kept.");
    Ok(Outcome::Done)
}

impl List {
    fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let config = self.at.enter(surroundings, &[])?;
        let staff = with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            Ok(Staff::list(&mut *pools.owner.get().await?).await?)
        })?;
        for one in staff {
            let line = match self.json {
                true => serde_json::to_string(&one)?,
                false => {
                    let factor = if one.second_factor { "2fa" } else { "-" };
                    format!(
                        "{}  {:7}  {:9}  {:3}  {}",
                        one.id, one.role, one.status, factor, one.email
                    )
                }
            };
            terminal::line(&line)?;
        }
        Ok(Outcome::Done)
    }
}

impl Of {
    fn reset_second_factor(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let email = Email::parse(&self.email)?;
        let config = self.at.enter(surroundings, &[])?;
        with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let removed = pools.owner.transaction(async move |conn| {
                let staff = Staff::by_email(conn, &email).await?.staff_id();
                second_factor::remove(conn, ACTOR, staff).await
            });
            Ok(removed.await?)
        })?;
        terminal::line("the second factor is gone, and so are all sessions")?;
        Ok(Outcome::Done)
    }

    fn reset_password(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let email = Email::parse(&self.email)?;
        let secret = Secret::random("")?;
        let hash = password::hash(secret.reveal())?;
        let config = self.at.enter(surroundings, &[])?;
        with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let set = pools.owner.transaction(async move |conn| {
                let staff = Staff::by_email(conn, &email).await?.staff_id();
                account::set_password(conn, ACTOR, staff, &hash, None).await
            });
            Ok(set.await?)
        })?;
        show_password(&secret)
    }
}
