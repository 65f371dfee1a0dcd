//! A database for each test, cloned from a template that holds the migrated tables. Compiled for tests only (feature
//! `testing`); used by this crate's tests and by `tests/it`. It starts no server: `script/test` does.

// A test that cannot have its database has failed.
#![allow(clippy::expect_used, clippy::panic)]

use diesel_async::RunQueryDsl;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::compliance::master_key::MasterKey;
use crate::compliance::sealing::Sealer;
use crate::db::{DatabaseConfig, Pools, Server, roles};
use crate::{migrate, platform};

pub const URL_VARIABLE: &str = "AUDIAPRO_TEST_DATABASE_URL";

/// Migrated, with its installation row; dropped when this is dropped.
pub struct TestDatabase {
    name: String,
    pub config: DatabaseConfig,
    pub master_key: MasterKey,
    pub pools: Pools,
}

/// The address of the test cluster's maintenance database, as a superuser.
pub fn cluster_url() -> String {
    std::env::var(URL_VARIABLE).unwrap_or_else(|_| {
        panic!("this test needs PostgreSQL, and {URL_VARIABLE} is not set: run script/test, which starts one")
    })
}

impl TestDatabase {
    pub async fn create() -> TestDatabase {
        let template = template().await;
        let database = Self::named(&format!("audiapro_test_{}", Uuid::now_v7().simple()), Some(&template)).await;
        let conn = &mut *database.pools.owner.get().await.expect("owner");
        // The template may be of another hour.
        migrate::create_partitions(conn).await.expect("partitions");
        database
    }

    /// Without any table, and not from a template.
    pub async fn empty() -> TestDatabase {
        Self::named(&format!("audiapro_test_{}", Uuid::now_v7().simple()), None).await
    }

    async fn named(name: &str, template: Option<&str>) -> TestDatabase {
        let from = template
            .map(|template| format!(" TEMPLATE {template}"))
            .unwrap_or_default();
        let client = maintenance().await;
        client
            .batch_execute(&format!("CREATE DATABASE {name}{from}"))
            .await
            .expect("create the database");
        let master_key = master_key();
        let mut config = DatabaseConfig::new(url_of(name));
        // Many tests run side by side on one server.
        (config.app_connections_max, config.worker_connections_max) = (6, 4);
        let pools = Pools::connect(&config, &master_key).expect("pools");
        TestDatabase {
            name: name.to_owned(),
            config,
            master_key,
            pools,
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn sealer(&self) -> Sealer {
        Sealer::new(self.pools.app.clone(), self.master_key.clone())
    }

    /// The same database for another login.
    pub fn url_as(&self, role: &str) -> String {
        let (scheme, rest) = self.config.url.split_once("://").unwrap_or_default();
        let authority = rest.find('/').unwrap_or(rest.len());
        let server = rest[..authority].rfind('@').map_or(rest, |at| &rest[at + 1..]);
        format!("{scheme}://{role}@{server}")
    }

    /// A client with all rights, which no policy holds.
    pub async fn superuser(&self) -> Client {
        roles::client(&Server::parse(&self.config.url).expect("address").as_given())
            .await
            .expect("superuser")
    }

    /// Stops the database's clock at a moment, for every program that uses it. Makes the partitions it needs.
    pub async fn stop_clock(&self, at: chrono::DateTime<chrono::Utc>) {
        let conn = &mut *self.pools.owner.get().await.expect("owner");
        let at = at.to_rfc3339();
        let stopped = format!(
            "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS \
             'SELECT timestamptz ''{at}'' '"
        );
        diesel::sql_query(stopped).execute(conn).await.expect("stopped");
        migrate::create_partitions(conn).await.expect("partitions");
    }

    /// Moves the database's clock by whole seconds, for every program that uses it. Makes the partitions it needs.
    pub async fn shift_clock(&self, seconds: i64) {
        let conn = &mut *self.pools.owner.get().await.expect("owner");
        let shifted = format!(
            "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS \
             'SELECT now() + make_interval(secs => {seconds})'"
        );
        diesel::sql_query(shifted).execute(conn).await.expect("shifted");
        migrate::create_partitions(conn).await.expect("partitions");
    }
}

impl Drop for TestDatabase {
    /// In a thread of its own: the test's runtime may be ending.
    fn drop(&mut self) {
        let name = self.name.clone();
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("runtime");
            runtime.block_on(async {
                maintenance()
                    .await
                    .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                    .await
            })
        });
        if let Ok(Err(error)) = dropped.join() {
            eprintln!("could not drop {}: {error}", self.name);
        }
    }
}

/// The same in every process, so that the roles' passwords and the template fit.
pub fn master_key() -> MasterKey {
    MasterKey::from_bytes([42; 32])
}

async fn maintenance() -> Client {
    let server = Server::parse(&cluster_url()).expect("an address in AUDIAPRO_TEST_DATABASE_URL");
    roles::client(&server.as_given())
        .await
        .expect("the test cluster answers")
}

/// The maintenance address with another database.
fn url_of(name: &str) -> String {
    let url = cluster_url();
    let (address, options) = url
        .split_once('?')
        .map_or((url.as_str(), ""), |(address, options)| (address, options));
    let scheme = address.find("://").map_or(0, |at| at + 3);
    let server = address[scheme..]
        .find('/')
        .map_or(address, |at| &address[..scheme + at]);
    if options.is_empty() {
        format!("{server}/{name}")
    } else {
        format!("{server}/{name}?{options}")
    }
}

/// One for all processes, named after the migrations, made by whoever comes first.
async fn template() -> String {
    let name = concat!("audiapro_template_", env!("MIGRATIONS_FINGERPRINT")).to_owned();
    let client = maintenance().await;
    client
        .batch_execute("SELECT pg_advisory_lock(hashtext('audiapro.template'))")
        .await
        .expect("lock");
    let ready = client
        .query_opt(
            "SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate",
            &[&name],
        )
        .await;
    if ready.expect("databases").is_none() {
        // Half made by a process that died.
        client
            .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            .await
            .expect("drop");
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await
            .expect("create");
        let config = DatabaseConfig::new(url_of(&name));
        migrate::up(&config, &master_key()).await.expect("migrate the template");
        {
            let pools = Pools::connect(&config, &master_key()).expect("pools");
            platform::installation::open(&pools.owner, &master_key())
                .await
                .expect("installation");
        }
        let closed = format!(
            "ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true; \
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        client.batch_execute(&closed).await.expect("close the template");
    }
    name
}
