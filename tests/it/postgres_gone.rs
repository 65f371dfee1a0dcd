//! PostgreSQL stopped and started while the application runs: it says so, loses nothing, and needs no restart.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use actors::app::App;
use actors::config::AppConfig;
use actors::ledger::LedgerState;
use actors::ledger::arrival::Fate;
use models::compliance::sealing::Sealer;
use models::db::{DatabaseConfig, Pools};
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::testing::master_key;
use models::{migrate, platform};
use nix::unistd::{Uid, User};
use std::time::Duration;

use crate::stage::{call, fakes, record};

/// A PostgreSQL of the test's own, that may be stopped.
struct Server {
    bin: PathBuf,
    folder: tempfile::TempDir,
    process: Option<Child>,
}

impl Server {
    fn new() -> Server {
        let versions =
            std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL's programs: apt-get install postgresql");
        let bin = versions
            .map(|version| version.unwrap().path().join("bin"))
            .filter(|bin| bin.join("initdb").exists())
            .max()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let server = Server {
            bin,
            folder,
            process: None,
        };
        if let Some(user) = server.user() {
            std::os::unix::fs::chown(server.folder.path(), Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
        }
        let made = server
            .program("initdb")
            .args(["-U", "boss", "-A", "trust", "-N", "--locale=C", "-E", "UTF8", "-D"])
            .arg(server.data())
            .status()
            .unwrap();
        assert!(made.success());
        server
    }

    /// PostgreSQL refuses to run as root.
    fn user(&self) -> Option<User> {
        Uid::effective()
            .is_root()
            .then(|| User::from_name("postgres").unwrap().expect("the user postgres"))
    }

    fn program(&self, name: &str) -> Command {
        use std::os::unix::process::CommandExt;
        let mut command = Command::new(self.bin.join(name));
        if let Some(user) = self.user() {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn socket(&self) -> &Path {
        self.folder.path()
    }

    fn start(&mut self) {
        let process = self
            .program("postgres")
            .arg("-D")
            .arg(self.data())
            .args(["-c", "listen_addresses=", "-k"])
            .arg(self.socket())
            .spawn()
            .unwrap();
        self.process = Some(process);
    }

    /// As `pg_ctl stop -m immediate`: all connections break at once.
    fn stop(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        let id = nix::unistd::Pid::from_raw(i32::try_from(process.id()).unwrap());
        nix::sys::signal::kill(id, nix::sys::signal::Signal::SIGQUIT).unwrap();
        process.wait().unwrap();
    }

    fn url(&self) -> String {
        format!(
            "postgres://boss@{}/postgres",
            self.socket().display().to_string().replace('/', "%2F")
        )
    }

    /// Until it takes connections.
    async fn answers(&self) {
        let waiting = async {
            while tokio_postgres::connect(&self.url(), tokio_postgres::NoTls)
                .await
                .is_err()
            {
                tokio::task::yield_now().await
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting)
            .await
            .expect("PostgreSQL starts");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn until(app: &App, wanted: impl Fn(&LedgerState) -> bool) {
    let waiting = async {
        while !wanted(&app.health().ledger) {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting)
        .await
        .expect("the ledger notices");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_stops_and_starts_and_the_application_goes_on() {
    let mut server = Server::new();
    server.start();
    server.answers().await;
    let (key, mut database) = (master_key(), DatabaseConfig::new(server.url()));
    database.wait_max = Duration::from_secs(1);
    migrate::up(&database, &key).await.unwrap();
    let pools = Pools::connect(&database, &key).unwrap();
    platform::installation::open(&pools.owner, &key).await.unwrap();
    let (tenant, ..) = Tenant::create(&pools.owner, &key, "test", NewTenant::named("Test"))
        .await
        .unwrap();
    let tenant = tenant.tenant_id();
    let change = TenantChange {
        limit: Some(LimitChange::Calls(2)),
        ..TenantChange::default()
    };
    Tenant::set(&pools.owner, "test", tenant, change).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut config = AppConfig::new(folder.path());
    config.analysis.workers = 1;
    let app = actors::start(config, pools.clone(), Sealer::new(pools.app.clone(), key), Ok(fakes()))
        .await
        .unwrap();
    assert_eq!(app.accept(tenant, vec![record(&call("a"))]).await.unwrap(), [Fate::New]);

    for round in 0..3 {
        server.stop();
        let refused = app
            .accept(tenant, vec![record(&call(&format!("r{round}")))])
            .await
            .unwrap_err();
        assert!(refused.retry_after >= Duration::from_secs(1));
        until(&app, |state| matches!(state, LedgerState::Disconnected(_))).await;
        assert!(!app.health().is_ready());
        server.start();
        server.answers().await;
        until(&app, |state| *state == LedgerState::Connected).await;
        assert_eq!(
            app.accept(tenant, vec![record(&call(&format!("r{round}")))])
                .await
                .unwrap(),
            [Fate::New]
        );
    }
    let recount = app.recount(tenant).await.unwrap();
    assert_eq!((recount.counted.used, recount.counted.withheld), (2, 2));
    assert_eq!(recount.counted, recount.stored);
    assert_eq!(app.usage(tenant).await.unwrap().report, recount.counted);
    app.drain().await;
}
