//! What breaks under a program: a PostgreSQL and a broker of its own that can be killed and started again, and a disk that is full or slow.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tests::project;

/// A folder that says what the disk does, for programs started with `hit`.
pub struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    pub fn new() -> Disk {
        let folder = readable("audiapro-disk");
        let library = folder.path().join("disk.so");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("it/faults/disk.c"))
            .arg("-ldl")
            .status()
            .expect("a C compiler, as Rust needs one to link");
        assert!(built.success(), "the disk's faults could not be built");
        std::fs::set_permissions(&library, std::fs::Permissions::from_mode(0o755)).unwrap();
        Disk { folder }
    }

    pub fn hit(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", self.folder.path().join("disk.so"))
            .env("AUDIAPRO_FAULTS", self.folder.path());
    }

    pub fn is_full(&self, full: bool) {
        self.set("full", full.then_some(""));
    }

    /// So many milliseconds for each flush.
    pub fn is_slow(&self, ms: Option<u64>) {
        self.set("slow", ms.map(|ms| ms.to_string()).as_deref());
    }

    fn set(&self, name: &str, content: Option<&str>) {
        let path = self.folder.path().join(name);
        match content {
            Some(content) => std::fs::write(path, content).unwrap(),
            None => drop(std::fs::remove_file(path)),
        }
    }
}

/// A cluster of this test alone, as durable as in production.
pub struct Cluster {
    folder: tempfile::TempDir,
    pub disk: Disk,
    server: Option<Child>,
}

impl Cluster {
    pub fn new() -> Cluster {
        let cluster = Cluster {
            folder: readable("audiapro-soak"),
            disk: Disk::new(),
            server: None,
        };
        if nix::unistd::geteuid().is_root() {
            let nobody = nix::unistd::Uid::from_raw(65_534);
            nix::unistd::chown(cluster.folder.path(), Some(nobody), None).unwrap();
        }
        let mut initdb = cluster.program("initdb");
        // Segments of 1 MiB: a full disk is met by the log too, soon.
        initdb.args([
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--auth=trust",
            "--no-sync",
            "--wal-segsize=1",
            "-D",
        ]);
        let made = initdb
            .arg(cluster.folder.path().join("pg"))
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success(), "initdb failed");
        cluster
    }

    pub fn url(&self) -> String {
        let host = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{host}:5432/postgres")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(binaries().join(name));
        command.current_dir("/").env("HOME", "/nonexistent");
        if nix::unistd::geteuid().is_root() {
            command.uid(65_534).gid(65_534);
        }
        command
    }

    /// Starts the server unless it runs; returns whether it was down.
    pub fn start(&mut self) -> bool {
        if let Some(server) = self.server.as_mut()
            && server.try_wait().unwrap().is_none()
        {
            return false;
        }
        let mut command = self.program("postgres");
        self.disk.hit(&mut command);
        command
            .arg("-D")
            .arg(self.folder.path().join("pg"))
            .arg("-k")
            .arg(self.folder.path())
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "max_connections=200",
                "-c",
                "shared_buffers=64MB",
                "-c",
                "max_wal_size=64MB",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.server = Some(command.spawn().unwrap());
        true
    }

    /// SIGKILL to the one process behind a connection; the server ends all others and recovers by itself.
    pub fn kill_one(&self, pid: i32) {
        kill(Pid::from_raw(pid), Signal::SIGKILL).ok();
    }

    /// SIGKILL to the server; its processes notice and end.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().ok();
            server.wait().ok();
        }
    }

    /// A client with all rights, as soon as the server takes one.
    pub async fn client(&mut self) -> tokio_postgres::Client {
        let mut turns = tokio::time::interval(Duration::from_millis(50));
        for _ in 0..1200 {
            turns.tick().await;
            self.start();
            if let Ok((client, connection)) = tokio_postgres::connect(&self.url(), tokio_postgres::NoTls).await {
                tokio::spawn(async move { connection.await.ok() });
                return client;
            }
        }
        panic!("the test's PostgreSQL does not answer");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A broker of this test alone.
pub struct Broker {
    folder: tempfile::TempDir,
    port: u16,
}

impl Broker {
    pub fn new() -> Self {
        let is_free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
        let port = (23_000..24_000).step_by(10).find(is_free).expect("a port that is free");
        let broker = Self {
            folder: tempfile::tempdir().unwrap(),
            port,
        };
        broker.start();
        broker
    }

    pub fn start(&self) {
        let started = Command::new(project("script/kafka"))
            .args(["start", "--port", &self.port.to_string(), "--data"])
            .arg(self.folder.path())
            .stdout(Stdio::null())
            .status();
        assert!(started.unwrap().success(), "the broker did not start");
    }

    pub fn kill(&self) {
        // One that never came up has none.
        let Ok(pid) = std::fs::read_to_string(self.folder.path().join("node-1/pid")) else {
            return;
        };
        kill(Pid::from_raw(pid.trim().parse().unwrap()), Signal::SIGKILL).ok();
        // Its port is free once it is gone.
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The newest of Debian's.
fn binaries() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL of Debian: script/setup installs it");
    let newest = versions.filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.parse::<u32>().ok());
    let newest = newest.max().expect("a version of PostgreSQL");
    Path::new("/usr/lib/postgresql").join(newest.to_string()).join("bin")
}

pub fn readable(prefix: &str) -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix(prefix).tempdir_in("/tmp").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}
