//! Who logs in to PostgreSQL and how: four roles, none a member of another. Not the rights: those are in `migrations/`.

use std::str::FromStr;

use diesel_async::AsyncPgConnection;
use tokio_postgres::NoTls;
use tokio_postgres::config::{Config, Host, SslMode};
use tokio_postgres::error::SqlState;

use crate::Error;
use crate::compliance::master_key::MasterKey;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Owns the tables: migrations, partitions, the command line's administration. Never serves a request.
    Owner,
    /// One tenant in one transaction.
    App,
    /// Claims and settles over all tenants; sees no transcript, key or audit.
    Worker,
    /// The staff plane: identity, usage, billing, platform.
    Staff,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Owner, Role::App, Role::Worker, Role::Staff];
    /// Roles that serve requests and jobs; row-level security must hold them.
    pub const REQUEST: [Role; 3] = [Role::App, Role::Worker, Role::Staff];

    pub const fn name(self) -> &'static str {
        match self {
            Role::Owner => "audiapro_owner",
            Role::App => "audiapro_app",
            Role::Worker => "audiapro_worker",
            Role::Staff => "audiapro_staff",
        }
    }
}

/// A server and a database, from `DATABASE_URL`: the login there is the owner's, or one that may become it.
#[derive(Clone)]
pub struct Server {
    config: Config,
}

impl Server {
    pub fn parse(url: &str) -> Result<Self, Error> {
        // The parser's own message may quote the address, and with it a password.
        let config = Config::from_str(url).map_err(|_| {
            Error::Invalid(
                "DATABASE_URL is not an address of PostgreSQL, as in postgres://USER:PASSWORD@HOST:5432/NAME".into(),
            )
        })?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(Error::Invalid(
                "DATABASE_URL asks for sslmode=require, and this version speaks to PostgreSQL without TLS only: use a unix socket, \
                 a private network or a local TLS proxy"
                    .into(),
            ));
        }
        if config.get_user().is_none() {
            return Err(Error::Invalid("DATABASE_URL names no user".into()));
        }
        Ok(Server { config })
    }

    /// As `DATABASE_URL` says, without becoming the owner role: for making the roles.
    pub(crate) fn as_given(&self) -> Config {
        let mut config = self.config.clone();
        config.application_name("audiapro migrate");
        config
    }

    /// As `DATABASE_URL` says, turned into the owner role.
    pub(crate) fn owner(&self) -> Config {
        let mut config = self.config.clone();
        let given = self.config.get_options().unwrap_or_default();
        config
            .application_name("audiapro owner")
            .options(format!("{given} -c role={}", Role::Owner.name()).trim());
        config
    }

    pub(crate) fn database(&self) -> &str {
        self.config.get_dbname().or(self.config.get_user()).unwrap_or_default()
    }

    /// The login of a role: on a server with passwords, the request roles' are derived from the master key, and the
    /// owner is whoever `DATABASE_URL` names, turned into the owner role.
    pub fn login(&self, role: Role, master_key: &MasterKey) -> Config {
        let mut config = self.config.clone();
        config.application_name(format!("audiapro {}", role.name().trim_start_matches("audiapro_")));
        match role {
            Role::Owner => return self.owner(),
            Role::App | Role::Worker | Role::Staff => {
                config.user(role.name());
                // Harmless where the server trusts its socket and does not ask.
                config.password(master_key.database_password(role.name()));
            }
        }
        config
    }

    /// Whether the request roles need passwords: not where the server trusts a unix socket.
    pub(crate) fn asks_for_passwords(&self) -> bool {
        self.config.get_password().is_some() || self.config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)))
    }
}

impl std::fmt::Debug for Server {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("hosts", &self.config.get_hosts())
            .field("database", &self.database())
            .finish()
    }
}

pub(crate) async fn connect(config: &Config) -> Result<AsyncPgConnection, Error> {
    let (client, connection) = config.connect(NoTls).await.map_err(refused)?;
    AsyncPgConnection::try_from_client_and_connection(client, connection)
        .await
        .map_err(|error| Error::Unavailable(error.to_string()))
}

/// A wrong name or password will not mend itself; everything else may.
pub(super) fn refused(error: tokio_postgres::Error) -> Error {
    const LASTING: [SqlState; 5] = [
        SqlState::INVALID_PASSWORD,
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        SqlState::UNDEFINED_DATABASE,
        SqlState::INVALID_CATALOG_NAME,
        SqlState::UNDEFINED_OBJECT,
    ];
    match error.as_db_error() {
        Some(told) if LASTING.contains(told.code()) => {
            Error::Refused(format!("PostgreSQL refuses the connection: {}", told.message()))
        }
        Some(told) => Error::Unavailable(told.message().to_owned()),
        None => Error::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> MasterKey {
        MasterKey::from_bytes([7; 32])
    }

    #[test]
    fn a_request_role_logs_in_under_its_own_name_with_a_derived_password() {
        let server = Server::parse("postgres://boss:secret@db.internal:5433/audiapro").expect("address");
        let app = server.login(Role::App, &key());
        assert_eq!(app.get_user(), Some("audiapro_app"));
        assert_ne!(app.get_password(), Some(b"secret".as_slice()));
        assert_ne!(app.get_password(), server.login(Role::Worker, &key()).get_password());
        assert_ne!(
            app.get_password(),
            server.login(Role::App, &MasterKey::from_bytes([8; 32])).get_password()
        );
        assert_eq!(app.get_dbname(), Some("audiapro"));
        assert!(server.asks_for_passwords());
    }

    #[test]
    fn the_owner_keeps_the_given_login_and_becomes_the_owner_role() {
        let server = Server::parse("postgres://boss@%2Frun%2Fpg/audiapro").expect("address");
        let owner = server.login(Role::Owner, &key());
        assert_eq!(owner.get_user(), Some("boss"));
        assert_eq!(owner.get_options(), Some("-c role=audiapro_owner"));
        assert!(!server.asks_for_passwords());
    }

    #[test]
    fn no_message_and_no_debug_output_quotes_a_password() {
        let error = Server::parse("postgres://boss:s3cret@host:notaport/x").expect_err("port");
        assert!(!error.to_string().contains("s3cret"));
        let server = Server::parse("postgres://boss:s3cret@host/x").expect("address");
        assert!(!format!("{server:?}").contains("s3cret"));
    }

    #[test]
    fn tls_that_we_do_not_speak_is_refused_not_dropped() {
        assert!(Server::parse("postgres://boss@host/x?sslmode=require").is_err());
    }
}
