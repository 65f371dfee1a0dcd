//! The program itself on a database and a folder of its own: started, told by signals, killed.

use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use models::identity::tenant::{NewTenant, Tenant};
use models::ids::TenantId;
use models::testing::TestDatabase;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tests::{Client, eventually};

pub struct Product {
    pub database: TestDatabase,
    pub folder: tempfile::TempDir,
    pub listen: String,
    program: PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl Product {
    pub async fn of(program: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut key = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(folder.path().join("master.key"))
            .unwrap();
        // The key of `models::testing`, 32 times the byte 42, in base64.
        std::io::Write::write_all(&mut key, b"KioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKio=\n").unwrap();
        let database = TestDatabase::create().await;
        let environment = vec![("DATABASE_URL", database.config.url.clone())];
        Self {
            database,
            folder,
            listen: format!("127.0.0.1:{}", tests::free_port()),
            program,
            environment,
        }
    }

    /// The program gets this variable as well, or in place of what it had.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("AUDIAPRO__SERVER__USER", "")
            .env_remove("AUDIAPRO_FAIL_AT");
        command
    }

    /// Its log goes to the file `log` of the folder.
    fn server(&self) -> Command {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        let mut command = self.command();
        command
            .args(["server", "--listen", &self.listen, "--data"])
            .arg(self.folder.path())
            .stdout(Stdio::null())
            .stderr(log);
        command
    }

    /// Begins, and ends itself at this planned point.
    pub fn start_failing(&self, point: &str) -> Running {
        Running(self.server().env("AUDIAPRO_FAIL_AT", point).spawn().unwrap())
    }

    /// Returns once it is ready.
    pub async fn start(&self) -> Running {
        self.launch(None).await
    }

    /// As `start`; it ends itself at this planned point, `name[:n]`. Of the test build only.
    pub async fn start_until(&self, point: &str) -> Running {
        self.launch(Some(point)).await
    }

    async fn launch(&self, until: Option<&str>) -> Running {
        let mut command = self.server();
        if let Some(point) = until {
            command.env("AUDIAPRO_FAIL_AT", point);
        }
        let mut running = Running(command.spawn().unwrap());
        let anonymous = self.client(None);
        let ready = async || {
            let ended = running.0.try_wait().unwrap();
            assert!(ended.is_none(), "it ended before it was ready: {}", self.log());
            let asked = anonymous.request(reqwest::Method::GET, "/health/ready").send().await;
            asked.is_ok_and(|answer| answer.status() == 200)
        };
        eventually("the product is ready", ready).await;
        running
    }

    pub fn client(&self, key: Option<String>) -> Client {
        Client::new(format!("http://{}", self.listen), key)
    }

    pub async fn tenant(&self, new: NewTenant) -> (TenantId, Client) {
        let owner = &self.database.pools.owner;
        let created = Tenant::create(owner, &self.database.master_key, "test", new).await;
        let (tenant, _, secret) = created.unwrap();
        (tenant.tenant_id(), self.client(Some(secret.reveal().to_owned())))
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    pub fn recount_agrees(&self, tenant: TenantId) -> bool {
        let mut command = self.command();
        command
            .args(["usage", "recount", "--tenant", &tenant.to_string(), "--data"])
            .arg(self.folder.path());
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap()
            .success()
    }
}

/// Killed when it is dropped.
pub struct Running(Child);

impl Running {
    pub fn tell(&self, signal: Signal) {
        kill(Pid::from_raw(self.0.id() as i32), signal).unwrap();
    }

    /// Waits for its end by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let waiting = async {
            loop {
                match self.0.try_wait().unwrap() {
                    Some(status) => return status,
                    None => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        };
        let ended = tokio::time::timeout(Duration::from_secs(120), waiting).await;
        ended.expect("it ends within its deadline")
    }

    /// A number of its `/proc/PID/status`, in KiB.
    pub fn kib(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }
}

impl Drop for Running {
    /// SIGKILL.
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
