//! The cluster's folder on disk: who may use it, which version made it, how it comes to be, and what a killed process left
//! running in it. Starts no server of its own.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use nix::{sys::signal, unistd::Pid};

use super::{ClusterError, DATABASE, Installation, OWNER, SUPERUSER, command, private_folder};

/// A server whose parent was killed is told to stop and given this long: a fast shutdown writes a checkpoint.
const OLD_SERVER_WAIT_MAX: Duration = Duration::from_secs(120);

/// A lock that was given back is still held by any child between its fork and its exec: no longer than this.
const LOCK_WAIT_MAX: Duration = Duration::from_secs(1);

/// The folder, and the right to use it: no other process of ours can hold it at the same time.
pub(super) struct DataFolder {
    path: PathBuf,
    run_as: Option<(u32, u32)>,
    // The kernel gives the lock back when this process ends, however it ends. Children lose the descriptor at their exec.
    _lock: File,
}

impl DataFolder {
    pub fn open(path: &Path, run_as: Option<(u32, u32)>) -> Result<Self, ClusterError> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(ClusterError::io("create", parent))?;
        }
        let lock_path = path.with_extension("lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(ClusterError::io("open", &lock_path))?;
        let until = Instant::now() + LOCK_WAIT_MAX;
        loop {
            match lock.try_lock() {
                Ok(()) => {
                    return Ok(Self {
                        path: path.to_owned(),
                        run_as,
                        _lock: lock,
                    });
                }
                Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(Duration::from_millis(10)),
                Err(TryLockError::WouldBlock) => return Err(ClusterError::InUse { data: path.to_owned() }),
                Err(TryLockError::Error(error)) => return Err(ClusterError::io("lock", &lock_path)(error)),
            }
        }
    }

    /// Content of `PG_VERSION`; `None` where no cluster has been made yet.
    pub fn version(&self) -> Result<Option<String>, ClusterError> {
        let path = self.path.join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match is_empty(&self.path)? {
                true => Ok(None),
                false => Err(ClusterError::NotACluster {
                    path: self.path.clone(),
                }),
            },
            Err(error) => Err(ClusterError::io("read", &path)(error)),
        }
    }

    /// Refuses a cluster of another major version; makes one where there is none.
    pub fn ensure_created(&self, installation: &Installation) -> Result<(), ClusterError> {
        match self.version()? {
            Some(found) if found == installation.major().to_string() => Ok(()),
            Some(found) => Err(ClusterError::Version {
                data: self.path.clone(),
                found,
                installed: installation.major(),
            }),
            None => self.create(installation),
        }
    }

    /// Made under another name and moved into place when it is whole, so that a crash in the middle leaves no half cluster.
    fn create(&self, installation: &Installation) -> Result<(), ClusterError> {
        let unfinished = self.path.with_extension("unfinished");
        match fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(ClusterError::io("remove", &unfinished)(error));
            }
            _ => {}
        }
        private_folder(&unfinished, self.run_as)?;
        let made = command(&installation.program("initdb"), self.run_as)
            .args(["-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"])
            // The socket's folder lets only this user in: that is the authentication. Nothing comes by network.
            .args(["--auth-local=trust", "--auth-host=reject", "-D"])
            .arg(&unfinished)
            .output()
            .map_err(ClusterError::io("run", &installation.program("initdb")))?;
        if !made.status.success() {
            return Err(ClusterError::Program {
                action: "initdb",
                detail: last_lines(&made.stderr),
            });
        }
        self.create_database(&installation.program("postgres"), &unfinished)?;
        // An empty folder may stand where the cluster goes; `rename` replaces it.
        fs::rename(&unfinished, &self.path).map_err(ClusterError::io("move into place", &self.path))?;
        if let Some(parent) = self.path.parent() {
            File::open(parent)
                .and_then(|folder| folder.sync_all())
                .map_err(ClusterError::io("sync", parent))?;
        }
        Ok(())
    }

    /// In PostgreSQL's single-user mode: no server has to run for it.
    fn create_database(&self, postgres: &Path, cluster: &Path) -> Result<(), ClusterError> {
        let failed = ClusterError::io("run", postgres);
        let mut child = command(postgres, self.run_as)
            .arg("--single")
            .arg("-D")
            .arg(cluster)
            .arg("postgres")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(ClusterError::io("run", postgres))?;
        // One statement a line is what this mode reads.
        let statements = format!("create role {OWNER} login createrole\ncreate database {DATABASE} owner {OWNER}\n");
        let written = child
            .stdin
            .take()
            .map_or(Ok(()), |mut stdin| stdin.write_all(statements.as_bytes()));
        let ended = child.wait_with_output().map_err(failed)?;
        let said = String::from_utf8_lossy(&ended.stderr);
        // This mode exits with 0 after a failed statement.
        if !ended.status.success() || written.is_err() || said.contains("ERROR:") || said.contains("FATAL:") {
            return Err(ClusterError::Program {
                action: "creating the database",
                detail: last_lines(&ended.stderr),
            });
        }
        Ok(())
    }

    /// After `kill -9` of our process its PostgreSQL shuts down by itself, which takes a moment. We hold the lock, so no
    /// living process of ours owns it: tell it to stop, wait for its end, and clear away what is left of its pid file.
    pub fn wait_for_the_old_server(&self) -> Result<(), ClusterError> {
        let pid_file = self.path.join("postmaster.pid");
        let asked_at = Instant::now();
        let mut told = false;
        while let Some(pid) = first_line_number(&pid_file) {
            if !is_postgres(pid) {
                // A number that now belongs to some other program (after a restart of the machine or a container): PostgreSQL
                // would take that for a running server and refuse to start.
                return match fs::remove_file(&pid_file) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        Err(ClusterError::io("remove", &pid_file)(error))
                    }
                    _ => Ok(()),
                };
            }
            if !told {
                tracing::info!(
                    postgres.pid = pid,
                    "waiting for the PostgreSQL server of an earlier run to end"
                );
                told = true;
                let told_to_stop = signal::kill(Pid::from_raw(pid), signal::Signal::SIGINT);
                if told_to_stop == Err(nix::errno::Errno::EPERM) {
                    return Err(ClusterError::Foreign {
                        data: self.path.clone(),
                        pid,
                    });
                }
            }
            if asked_at.elapsed() > OLD_SERVER_WAIT_MAX {
                return Err(ClusterError::Foreign {
                    data: self.path.clone(),
                    pid,
                });
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

fn is_empty(folder: &Path) -> Result<bool, ClusterError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(ClusterError::io("read", folder)(error)),
    }
}

fn first_line_number(path: &Path) -> Option<i32> {
    let text = fs::read_to_string(path).ok()?;
    // A stand-alone backend writes its number negative.
    text.lines()
        .next()?
        .trim()
        .parse::<i32>()
        .ok()
        .and_then(i32::checked_abs)
        .filter(|pid| *pid > 0)
}

/// Whether the process lives and is PostgreSQL. Its name is readable whoever it belongs to.
fn is_postgres(pid: i32) -> bool {
    let alive = fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "));
    alive && fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.trim_end() == "postgres")
}

pub(super) fn last_lines(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines
        .get(lines.len().saturating_sub(5)..)
        .unwrap_or_default()
        .join("; ")
}
