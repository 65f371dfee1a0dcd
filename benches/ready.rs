//! Bench `ready`: from the start of the program to the first 200 of `/health/ready`, models loaded, on a data folder that has
//! been used before; and the memory it then holds, with one worker and with more. It has no peer.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::sentiment::median;

const STARTS: usize = 5;
const WORKERS_MORE: usize = 4;
const READY_WAIT_MAX: Duration = Duration::from_secs(120);
/// After /health/ready the last pages are still being touched.
const SETTLE: Duration = Duration::from_secs(2);

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    let binary =
        std::env::var_os("AUDIAPRO_RELEASE_BINARY").context("AUDIAPRO_RELEASE_BINARY is not set: use script/bench")?;
    let folder = Folder::new()?;
    let mut first = Server::start(Path::new(&binary), &folder.0, 1)?;
    let first_s = first.ready_s;
    first.stop()?;
    let mut seconds = Vec::new();
    let mut one_worker = Vec::new();
    for _ in 0..STARTS {
        let mut server = Server::start(Path::new(&binary), &folder.0, 1)?;
        seconds.push(server.ready_s);
        one_worker.push(server.resident_mib()?);
        server.stop()?;
    }
    let mut many = Server::start(Path::new(&binary), &folder.0, 1 + WORKERS_MORE)?;
    let more_workers = many.resident_mib()?;
    many.stop()?;
    let (ready, idle) = (median(seconds.clone()), median(one_worker));
    let each = (more_workers - idle) / WORKERS_MORE as f64;
    println!("{:<44}{first_s:>10.2} s", "first start (makes the database)");
    println!(
        "{:<44}{ready:>10.2} s   median of {STARTS}: {seconds:.2?}",
        "second start to /health/ready"
    );
    println!("{:<44}{idle:>10.1} MiB", "resident memory, idle, one worker");
    println!("{:<44}{each:>10.1} MiB", "resident memory, each worker more");
    Ok(json!({
        "bench": "ready", "unit": "seconds to /health/ready", "product": ready, "peer": Value::Null,
        "peer_name": Value::Null, "ratio": Value::Null, "runs": STARTS,
        "conditions": {"database": "private cluster", "workers": 1},
        "extra": {"first_start_s": first_s, "starts_s": seconds, "resident_idle_mib": idle, "resident_per_worker_mib": each},
    }))
}

/// A data folder that any user can enter, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("audiapro-ready-{}", std::process::id()));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Only disk space is lost if this fails.
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Server {
    process: Child,
    ready_s: f64,
}

impl Server {
    fn start(binary: &Path, data: &Path, workers: usize) -> anyhow::Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let log = fs::File::create(data.join("server.log"))?;
        let started = Instant::now();
        let process = Command::new(binary)
            .args(["server", "--listen", &address, "--data"])
            .arg(data)
            .env("AUDIAPRO__ANALYSIS__WORKERS", workers.to_string())
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut server = Self { process, ready_s: 0.0 };
        while !is_ready(&address) {
            if server.process.try_wait()?.is_some() || started.elapsed() > READY_WAIT_MAX {
                bail!(
                    "the server did not become ready: {}",
                    fs::read_to_string(data.join("server.log"))?
                );
            }
            thread::sleep(Duration::from_millis(10));
        }
        server.ready_s = started.elapsed().as_secs_f64();
        Ok(server)
    }

    /// Of the program alone; PostgreSQL's processes share memory and are not counted.
    fn resident_mib(&self) -> anyhow::Result<f64> {
        thread::sleep(SETTLE);
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .context("no VmRSS")?;
        let kib: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
        Ok(kib / 1024.0)
    }

    fn stop(&mut self) -> anyhow::Result<()> {
        let status = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status()?;
        anyhow::ensure!(status.success(), "could not stop the server");
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended in the ordinary case.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_ready(address: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(
            stream,
            "GET /health/ready HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}
