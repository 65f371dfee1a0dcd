//! The released program on a data folder of its own, with the PostgreSQL that it keeps: started, filled with tenants, measured
//! from outside. What benches of the whole service share.

pub mod cluster;
pub mod http;
pub mod records;

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use actors::postgres::{self, Cluster, ClusterConfig};
use anyhow::{Context, bail};
use models::compliance::master_key::{MasterKey, MasterKeySource};
use models::db::{DatabaseConfig, Pools};
use models::identity::tenant::{NewTenant, Tenant};

const READY_WAIT_MAX: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(20);

/// Dropping it ends the program and removes its folder.
pub struct Served {
    process: Child,
    pub address: SocketAddr,
    pub folder: PathBuf,
    pub ready_s: f64,
    settings: Settings,
}

/// In what it differs from its defaults.
#[derive(Clone, Default)]
struct Settings {
    /// With the models of this machine.
    analyses: bool,
    /// Brokers of a Kafka, over which it runs scaled out.
    kafka: Option<String>,
    /// Of the configuration, as the environment names it.
    variables: Vec<(String, String)>,
    /// It shares another's database and data folder: URL and folder.
    beside: Option<(String, PathBuf)>,
}

impl Served {
    /// Starts it with its defaults and waits for /health/ready. Without models: nothing here is analysed.
    pub fn start(name: &str) -> anyhow::Result<Self> {
        Self::on(name, Settings::default())
    }

    /// The same with another configuration.
    pub fn with(name: &str, variables: &[(&str, &str)]) -> anyhow::Result<Self> {
        let variables = variables
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Self::on(
            name,
            Settings {
                variables: variables.collect(),
                ..Settings::default()
            },
        )
    }

    /// The same over a Kafka, as the only node.
    pub fn over_kafka(name: &str, brokers: &str) -> anyhow::Result<Self> {
        let kafka = Some(brokers.to_owned());
        Self::on(
            name,
            Settings {
                kafka,
                ..Settings::default()
            },
        )
    }

    /// The same with further settings.
    pub fn node(name: &str, brokers: &str, environment: Vec<(&'static str, String)>) -> anyhow::Result<Self> {
        let kafka = Some(brokers.to_owned());
        let variables = environment.into_iter().map(|(name, value)| (name.to_owned(), value));
        Self::on(
            name,
            Settings {
                kafka,
                variables: variables.collect(),
                ..Settings::default()
            },
        )
    }

    /// A further node with the settings of this one, on its database and data.
    pub fn beside(&self, name: &str) -> anyhow::Result<Self> {
        let beside = Some((self.url(postgres::OWNER, postgres::DATABASE)?, self.data()));
        Self::on(
            name,
            Settings {
                beside,
                ..self.settings.clone()
            },
        )
    }

    /// SIGKILL.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Starts it again after it was killed.
    pub fn revive(&mut self) -> anyhow::Result<()> {
        (self.process, self.address, self.ready_s) = run(&self.folder, &self.settings)?;
        Ok(())
    }

    /// The same with the models of this machine: recordings are analysed.
    pub fn analysing(name: &str) -> anyhow::Result<Self> {
        Self::on(
            name,
            Settings {
                analyses: true,
                ..Settings::default()
            },
        )
    }

    fn on(name: &str, settings: Settings) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("audiapro-{name}-{}", std::process::id()));
        fs::create_dir(&folder)?;
        let (process, address, ready_s) = run(&folder, &settings)?;
        Ok(Self {
            process,
            address,
            folder,
            ready_s,
            settings,
        })
    }

    /// Ends it in order and starts it again on the same data.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.end()?;
        (self.process, self.address, self.ready_s) = run(&self.folder, &self.settings)?;
        Ok(())
    }

    fn end(&mut self) -> anyhow::Result<()> {
        if self.process.try_wait()?.is_some() {
            return Ok(());
        }
        let told = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status()?;
        anyhow::ensure!(told.success(), "could not tell the server to end");
        self.process.wait()?;
        Ok(())
    }

    /// Of the program alone; PostgreSQL's processes share memory and are not counted.
    pub fn resident_mib(&self) -> anyhow::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kib: f64 = line
            .and_then(|line| line.split_whitespace().nth(1))
            .context("no VmRSS")?
            .parse()?;
        Ok(kib / 1024.0)
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// URL of a role and database on the cluster that the program keeps.
    pub fn url(&self, role: &str, database: &str) -> anyhow::Result<String> {
        let config = ClusterConfig {
            data: self.data().join("pg"),
            run: self.data().join("run"),
            binaries: None,
            run_as: None,
        };
        let url = Cluster::running_url(&config, role).context("nobody listens on the cluster's socket")?;
        let (server, _) = url.rsplit_once('/').context("a URL with a database")?;
        Ok(format!("{server}/{database}"))
    }

    /// The installation's key, as the program made it.
    pub fn master_key(&self) -> anyhow::Result<MasterKey> {
        Ok(MasterKey::load_or_create(
            &MasterKeySource::File(self.data().join("master.key")),
            None,
        )?)
    }

    /// Pools of the product's four roles.
    pub fn pools(&self) -> anyhow::Result<(Pools, MasterKey)> {
        let master_key = self.master_key()?;
        let config = DatabaseConfig::new(self.url(postgres::OWNER, postgres::DATABASE)?);
        Ok((Pools::connect(&config, &master_key)?, master_key))
    }

    /// Makes tenants without a limit; a key of each.
    pub async fn keys(&self, count: usize) -> anyhow::Result<Vec<String>> {
        let (pools, master_key) = self.pools()?;
        let mut keys = Vec::with_capacity(count);
        for n in 0..count {
            let new = NewTenant {
                plan: "enterprise".into(),
                ..NewTenant::named(format!("Bench {n}"))
            };
            let (_, _, secret) = Tenant::create(&pools.owner, &master_key, "bench", new).await?;
            keys.push(secret.reveal().to_owned());
        }
        Ok(keys)
    }
}

/// Starts the program and waits until it is ready: its process, address, and how many seconds that took.
fn run(folder: &Path, settings: &Settings) -> anyhow::Result<(Child, SocketAddr, f64)> {
    let binary =
        std::env::var_os("AUDIAPRO_RELEASE_BINARY").context("AUDIAPRO_RELEASE_BINARY is not set: use script/bench")?;
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let begun = Instant::now();
    let mut command = Command::new(&binary);
    if !settings.analyses {
        command.env("AUDIAPRO__MODELS__DIR", folder.join("no-models"));
    }
    match &settings.kafka {
        Some(brokers) => command
            .env("KAFKA_BROKERS", brokers)
            .env("AUDIAPRO__STORE__SHARED", "true"),
        None => command.env_remove("KAFKA_BROKERS"),
    };
    let data = match &settings.beside {
        Some((url, data)) => {
            command.env("DATABASE_URL", url);
            data.clone()
        }
        None => {
            command.env_remove("DATABASE_URL");
            folder.join("data")
        }
    };
    let mut process = command
        .envs(settings.variables.iter().map(|(key, value)| (key, value)))
        .args(["server", "--listen", &address.to_string(), "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(folder.join("server.log"))?)
        .spawn()
        .with_context(|| format!("could not start {}", Path::new(&binary).display()))?;
    while !http::is_ready(address) {
        if process.try_wait()?.is_some() || begun.elapsed() > READY_WAIT_MAX {
            // It may have ended already.
            let _ = process.kill();
            let log = fs::read_to_string(folder.join("server.log"))?;
            bail!("the server did not become ready: {log}");
        }
        std::thread::sleep(POLL);
    }
    Ok((process, address, begun.elapsed().as_secs_f64()))
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("could not end the server: {error}");
        }
        if std::env::var_os("AUDIAPRO_BENCH_KEEP").is_none() {
            // Only disk space is lost if this fails.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
