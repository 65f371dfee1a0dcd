//! Which PostgreSQL this installation uses, and the master key beside it: `DATABASE_URL`, else the private cluster in the data
//! folder. Not the tables, and not the cluster's own life: `models` and `actors::postgres` have those.

use std::path::Path;
use std::time::Duration;

use actors::postgres::{self, Cluster, ClusterConfig, ClusterError};
use models::compliance::master_key::{MasterKey, MasterKeySource};
use models::db::{DatabaseConfig, Pools};
use models::platform::installation;

use crate::config::{Config, MasterKeyFrom};

/// A reachable database. Dropping it stops a cluster that was started for it.
pub struct Database {
    pub config: DatabaseConfig,
    cluster: Option<Cluster>,
}

impl Database {
    /// The server's own: starts the private cluster where there is no `DATABASE_URL`. Blocks for up to some seconds.
    pub fn start(config: &Config) -> Result<Self, ClusterError> {
        if !config.database.url.is_empty() {
            return Ok(Self {
                config: bounds(config, config.database.url.clone()),
                cluster: None,
            });
        }
        let cluster = Cluster::start(&cluster_config(config))?;
        Ok(Self {
            config: bounds(config, cluster.url(postgres::OWNER)),
            cluster: Some(cluster),
        })
    }

    /// For a command: the cluster of a running server, else one of its own for as long as the command takes.
    pub fn borrow(config: &Config) -> Result<Self, ClusterError> {
        let running =
            Cluster::running_url(&cluster_config(config), postgres::OWNER).filter(|_| config.database.url.is_empty());
        match running {
            Some(url) => Ok(Self {
                config: bounds(config, url),
                cluster: None,
            }),
            None => Self::start(config),
        }
    }

    /// Whether a private cluster was started for this.
    pub fn is_private(&self) -> bool {
        self.cluster.is_some()
    }

    /// The master key under which this installation is sealed; the very first call makes one, where it lies in a file.
    pub async fn master_key(&self, config: &Config) -> Result<MasterKey, models::Error> {
        let known = installation::sealed_under(&self.config).await?;
        MasterKey::load_or_create(&master_key_source(config), known.as_deref())
    }

    /// Migrated, sealed under its key, opened.
    pub async fn open(&self, config: &Config) -> Result<(MasterKey, Pools), models::Error> {
        let master_key = self.master_key(config).await?;
        for name in models::migrate::up(&self.config, &master_key).await? {
            tracing::info!(migration = %name, "migrated {name}");
        }
        let pools = Pools::connect(&self.config, &master_key)?;
        installation::open(&pools.owner, &master_key).await?;
        Ok((master_key, pools))
    }

    /// Fast and clean; everything committed is on the disk when this returns.
    pub fn stop(self) {
        if let Some(cluster) = self.cluster {
            cluster.stop();
        }
    }
}

pub fn cluster_config(config: &Config) -> ClusterConfig {
    let data = config.data_dir();
    ClusterConfig {
        data: data.join("pg"),
        run: data.join("run"),
        binaries: Some(&config.database.bin_dir)
            .filter(|dir| !dir.is_empty())
            .map(Into::into),
        run_as: None,
    }
}

pub fn master_key_source(config: &Config) -> MasterKeySource {
    let secrets = &config.secrets;
    match secrets.master_key_from {
        MasterKeyFrom::Environment => MasterKeySource::Environment,
        MasterKeyFrom::Command => MasterKeySource::Command(secrets.master_key_command.clone()),
        MasterKeyFrom::File if secrets.master_key_file.is_empty() => {
            MasterKeySource::File(config.data_dir().join("master.key"))
        }
        MasterKeyFrom::File => MasterKeySource::File(Path::new(&secrets.master_key_file).to_path_buf()),
    }
}

fn bounds(config: &Config, url: String) -> DatabaseConfig {
    let mut database = DatabaseConfig::new(url);
    database.app_connections_max = config.database.app_connections_max;
    database.worker_connections_max = config.database.worker_connections_max;
    database.wait_max = Duration::from_millis(config.database.connect_timeout_ms);
    database
}
