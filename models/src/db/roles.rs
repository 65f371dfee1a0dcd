//! Makes the four login roles, which belong to the whole cluster: several databases and processes may do so at once.
//! Not their rights: those are in `migrations/`.

use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};

use super::login::{Role, Server, refused};
use crate::Error;
use crate::compliance::master_key::MasterKey;

/// Twice the number of processes that could meet here is more than enough.
const ATTEMPTS_MAX: u32 = 20;

/// A client without diesel, which would hide the codes of the errors. It ends when dropped.
pub(crate) async fn client(config: &tokio_postgres::Config) -> Result<Client, Error> {
    let (client, connection) = config.connect(NoTls).await.map_err(refused)?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "connection ended");
        }
    });
    Ok(client)
}

/// Idempotent. `client` is logged in as `DATABASE_URL` says.
pub(crate) async fn ensure(client: &Client, server: &Server, master_key: &MasterKey) -> Result<(), Error> {
    for role in Role::ALL {
        let exists = client
            .query_opt("SELECT 1 FROM pg_roles WHERE rolname = $1", &[&role.name()])
            .await;
        if exists.map_err(failed)?.is_none() {
            insist(
                client,
                &format!(
                    "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
                    role.name()
                ),
            )
            .await?;
        }
    }
    let owner = Role::Owner.name();
    let asked = format!(
        "SELECT pg_has_role(current_user, '{owner}', 'MEMBER'), has_schema_privilege('{owner}', 'public', 'CREATE'), \
         quote_ident(current_user)"
    );
    let row = client.query_one(&asked, &[]).await.map_err(failed)?;
    if !row.get::<_, bool>(0) {
        insist(client, &format!("GRANT {owner} TO {}", row.get::<_, String>(2))).await?;
    }
    if !row.get::<_, bool>(1) {
        insist(client, &format!("GRANT CREATE, USAGE ON SCHEMA public TO {owner}")).await?;
    }
    if server.asks_for_passwords() {
        set_passwords(client, server, master_key).await?;
    }
    Ok(())
}

/// Only where the derived password does not let a role in yet: after the first migration and after a rotation.
async fn set_passwords(client: &Client, server: &Server, master_key: &MasterKey) -> Result<(), Error> {
    for role in Role::REQUEST {
        match self::client(&server.login(role, master_key)).await {
            Ok(_) => {}
            Err(Error::Refused(_)) => insist(client, &password_statement(role, master_key)).await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The server gets the SCRAM verifier only, so no log of statements holds a password.
pub(crate) fn password_statement(role: Role, master_key: &MasterKey) -> String {
    let password = master_key.database_password(role.name());
    let verifier = postgres_protocol::password::scram_sha_256(password.as_bytes());
    format!("ALTER ROLE {} PASSWORD '{verifier}'", role.name())
}

/// Somebody else may do the same at this moment: then it is done, or goes through at the next attempt.
async fn insist(client: &Client, statement: &str) -> Result<(), Error> {
    let mut attempt = 1;
    loop {
        let error = match client.batch_execute(statement).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        match error.code() {
            Some(code) if *code == SqlState::DUPLICATE_OBJECT || *code == SqlState::UNIQUE_VIOLATION => return Ok(()),
            // "tuple concurrently updated"
            Some(code) if *code == SqlState::INTERNAL_ERROR && attempt < ATTEMPTS_MAX => attempt += 1,
            Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
                return Err(Error::Refused(format!(
                    "the role in DATABASE_URL may not run `{}`: give it CREATEROLE, or run this as an administrator",
                    statement.split(" PASSWORD ").next().unwrap_or_default()
                )));
            }
            _ => return Err(failed(error)),
        }
    }
}

pub(crate) fn failed(error: tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(told) => Error::Refused(format!("PostgreSQL: {}", told.message())),
        None => Error::Unavailable(error.to_string()),
    }
}
