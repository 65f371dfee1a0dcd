//! `audiapro member add`: a member of a tenant, made by the operator: the first admin of a tenant that nobody signed up for.

use clap::{Args, Subcommand};
use models::Error;
use models::identity::authority::Grantor;
use models::identity::email::Email;
use models::identity::membership::{Member, NewMember};
use models::identity::person::Person;
use models::identity::role::RoleRef;
use models::identity::tenant::Tenant;
use models::identity::token::Secret;
use models::identity::{credential, password};
use models::ids::PersonId;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro member add Acme anna@example.com --role admin --name 'Anna Lee'
  audiapro member add Acme bert@example.com --role agent --agents 201,SIP/bert --json

Roles: admin, manager, agent, viewer, or the id of a custom role. Somebody who has an account already keeps their password.";

/// Add members to a tenant
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a member; prints, once, the password of a new person
    Add(Add),
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Add {
    /// Id of the tenant, or its name where only one has it
    tenant: String,
    email: String,
    #[arg(long, default_value = "admin")]
    role: String,
    /// The address, if not given
    #[arg(long)]
    name: Option<String>,
    /// What telephone systems call them
    #[arg(long, value_delimiter = ',')]
    agents: Vec<String>,
    /// One JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Add(add) => add.run(surroundings),
    }
}

impl Add {
    fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        let email = Email::parse(&self.email)?;
        let name = self.name.clone().unwrap_or_else(|| email.as_str().to_owned());
        let new = NewMember {
            agents: self.agents.clone(),
            ..NewMember::of(RoleRef::parse(&self.role)?)
        };
        let config = self.at.enter(surroundings, &[])?;
        let (person, secret) = with_database(&config, async |database| {
            let (_, pools) = database.open(&config).await?;
            let tenant = Tenant::find(&mut *pools.owner.get().await?, &self.tenant)
                .await?
                .tenant_id();
            let known = credential::person_of(&pools.app, &email).await?;
            let secret = Secret::random("")?;
            let hash = password::hash(secret.reveal())?;
            let added = pools.owner.transaction(async move |conn| -> Result<_, Error> {
                let person = match known {
                    Some(person) => person,
                    None => {
                        let person = PersonId::random();
                        Person::insert(conn, person, &email, &name, true).await?;
                        credential::write(conn, person, &hash).await?;
                        person
                    }
                };
                Member::of(tenant).add(conn, &Grantor::operator(), person, new).await?;
                Ok((person, known.is_none()))
            });
            let (person, is_new) = added.await?;
            Ok((person, Some(secret).filter(|_| is_new)))
        })?;
        let password = secret.as_ref().map(Secret::reveal);
        if self.json {
            let told = serde_json::json!({ "person_id": person, "email": self.email, "password": password });
            terminal::line(&told.to_string())?;
            return Ok(Outcome::Done);
        }
        terminal::line(&format!("person    {person}"))?;
        if let Some(password) = password {
            terminal::line(&format!("password  {password}"))?;
            eprintln!("The password is shown this once; only its hash is kept.");
        }
        Ok(Outcome::Done)
    }
}
